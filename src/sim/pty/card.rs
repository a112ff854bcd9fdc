//! The USB card as ALSA shows it, carried by a [`VirtualBox`](super::VirtualBox).

use std::{
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex},
};

use nix::libc::EBUSY;

use crate::{
    audio::Frame,
    sim::{
        alsa::{AlsaError, CardReport, Pace, Sheet, VirtualCard},
        fault::sound::Disturbance,
    },
};

use super::{Card, lock};

/// A [`VirtualCard`] between two clocks: the card's own, which the host sees, and the beat of the
/// line. What stands between them is at most [`AlsaCard::MOST`] frames each way; the oldest makes
/// room, and silence stands in where there is none.
///
/// Rate, channels and drift are the card's for its life ([`Sheet`], [`Pace`]): F78 and F79 are given
/// when it is made.
#[derive(Debug)]
pub struct AlsaCard {
    card: VirtualCard,
    between: Arc<Mutex<Between>>,
}

#[derive(Debug, Default)]
struct Between {
    /// From the host.
    played: VecDeque<Frame>,
    /// For the host.
    given: VecDeque<Frame>,
}

impl AlsaCard {
    /// The most frames that wait, each way: 60 ms.
    pub const MOST: usize = 3;

    /// Plugs a card in, in a folder that was [furnished](crate::sim::alsa::furnish) with the same
    /// sheet.
    ///
    /// # Errors
    /// When its socket cannot be made.
    pub fn plug_in(folder: &Path, sheet: &Sheet, pace: Pace) -> Result<Self, AlsaError> {
        let between = Arc::new(Mutex::new(Between::default()));
        let seen = Arc::clone(&between);
        let card = VirtualCard::plug_in(folder, sheet, pace, move |_beat, said| {
            let mut between = lock(&seen);
            push(&mut between.played, *said);
            between.given.pop_front().unwrap_or(Frame::SILENCE)
        })?;
        Ok(Self { card, between })
    }

    /// How the card went.
    #[must_use]
    pub fn report(&self) -> CardReport {
        self.card.report()
    }
}

impl Card for AlsaCard {
    fn stands(&mut self, now: &Disturbance) {
        let busy = if now.card.ready { 0 } else { EBUSY };
        self.card.set_unplugged(!now.card.present);
        self.card.block_opening(now.card.blocks);
        self.card.refuse(u8::try_from(busy).unwrap_or(u8::MAX));
        self.card.stall(now.card.stalled);
    }

    fn take(&mut self) -> Frame {
        let frame = lock(&self.between).played.pop_front();
        frame.unwrap_or(Frame::SILENCE)
    }

    fn give(&mut self, frame: &Frame) {
        push(&mut lock(&self.between).given, *frame);
    }
}

fn push(waiting: &mut VecDeque<Frame>, frame: Frame) {
    if waiting.len() == AlsaCard::MOST {
        waiting.pop_front();
    }
    waiting.push_back(frame);
}
