//! Keys: those that the host has sent (`AT+VTS`), and those that the far end presses.
//!
//! Tones that the host plays in band are heard by whoever is the far end of the sound
//! ([`crate::sim::caller::KeyEar`]), not here; [`Ec25::least_tone`] says how keen its ears are.

use std::time::Duration;

use super::{
    Ec25, Effect, Quirk, Trouble,
    calls::State,
    parse::Arg,
    reply::{Failure, Reply},
};

/// What becomes of the tones of a call: some codecs carry them, some do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tones {
    Carried,
    Refused,
    Inaudible,
}

impl Ec25 {
    /// The shortest tone that the far end hears as a key; `None` when it hears all.
    #[must_use]
    pub fn least_tone(&self) -> Option<Duration> {
        self.troubles.find(|t| match t {
            Trouble::ShortTonesLost { least, .. } => Some(*least),
            _ => None,
        })
    }

    /// `AT+VTS=<keys>[,<tenths>]`: the far end hears these tones; the answer comes when they are
    /// out.
    pub(super) fn tones(&mut self, args: &[Arg]) -> Reply {
        let digits = args.first().map_or("", Arg::text).to_owned();
        let fine = |c: char| matches!(c, '0'..='9' | 'A'..='D' | '*' | '#');
        if digits.is_empty() || digits.len() > 31 || !digits.chars().all(fine) {
            return Reply::cme(50);
        }
        let Some(serial) = self.calls.find(State::Active).map(|c| c.serial) else {
            return Reply::cme(3);
        };
        let refused = Reply::Failed(Failure::Word("+CME ERROR: network rejected request"));
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::TonesRefused { .. }))
        {
            return refused;
        }
        match self.tones_of(serial) {
            Tones::Refused => return refused,
            Tones::Inaudible => {}
            Tones::Carried => {
                let tenths = args.get(1).and_then(Arg::number);
                let tenths = tenths.unwrap_or_else(|| self.store.number("+VTD", 0));
                let each = Duration::from_millis(u64::from(tenths.max(1)) * 100);
                if self.least_tone().is_none_or(|least| each >= least) {
                    self.effect(Effect::Tones { digits });
                }
            }
        }
        Reply::OK
    }

    /// Settled at the first key of a call.
    fn tones_of(&mut self, serial: u32) -> Tones {
        let settled = self.calls.get(serial).and_then(|c| c.tones);
        if let Some(settled) = settled {
            return settled;
        }
        let often = self.has_quirk(Quirk::TonesOftenRefused);
        let (troubles, dice) = (&mut self.troubles, &mut self.dice);
        let tones = if troubles.strikes(|t| matches!(t, Trouble::TonesRefusedInCalls { .. }))
            || (often && dice.between(0, 1) == 1)
        {
            Tones::Refused
        } else if troubles.strikes(|t| matches!(t, Trouble::TonesInaudible { .. }))
            || self.has_quirk(Quirk::TonesInaudible)
        {
            Tones::Inaudible
        } else {
            Tones::Carried
        };
        if let Some(call) = self.calls.get(serial) {
            call.tones = Some(tones);
        }
        tones
    }

    /// The far end presses a key.
    pub(super) fn remote_key(&mut self, key: char) {
        if self.calls.find(State::Active).is_none() {
            return;
        }
        self.tell_key(key);
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::KeysTwice { .. }))
        {
            self.tell_key(key);
        }
    }

    /// `+QTONEDET: <ASCII>` (the EC25 hears tones in band).
    pub(super) fn tell_key(&mut self, key: char) {
        let in_call = self.calls.find(State::Active).is_some();
        if in_call && self.store.number("+QTONEDET", 0) == 1 {
            self.urc(&format!("+QTONEDET: {}", u32::from(key)));
        }
    }
}
