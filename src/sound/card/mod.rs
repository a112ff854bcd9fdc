//! Voice over a sound card: the USB audio of an EC25 (`AT+QPCMV=1,2`), through ALSA.
//!
//! Both directions run on the modem's clock, so that one thread does: each 20 ms that the card has
//! captured are heard, and 20 ms of ours are written in return. Nothing waits on our side: what is in
//! flight lies in the card's own two buffers, 80 ms at the most.

mod carry;
mod format;
mod stream;

use std::{ffi::CString, fmt, io, time::Duration};

use alsa::{
    Direction, Output,
    pcm::{Access, PCM},
};
use nix::errno::Errno;

use crate::{
    clock::MonotonicClock,
    time::{Clock, Instant},
};

use super::{CardFault, Device, Ends, PumpHandle, SoundError, aside::open_aside};
use format::Format;

/// How long until a card that is not there is tried again.
const AGAIN: Duration = Duration::from_millis(500);

/// An open sound card, both directions.
pub(super) struct Card {
    capture: (PCM, Format),
    playback: (PCM, Format),
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card")
            .field("capture", &self.capture.1)
            .field("playback", &self.playback.1)
            .finish()
    }
}

impl Card {
    pub(super) fn open(name: &str, deadline: Duration) -> Result<Self, SoundError> {
        let refused = |why| SoundError::Card {
            name: name.to_owned(),
            why,
        };
        let c_name = CString::new(name).map_err(|_| refused(CardFault::Missing))?;
        let clock = MonotonicClock::start();
        loop {
            let left = deadline.saturating_sub(clock.now().since(Instant::ZERO));
            let c_name = c_name.clone();
            let opened = open_aside(name, left, move || Self::try_open(&c_name))
                .map_err(SoundError::Thread)?;
            let error = match opened {
                None => return Err(refused(CardFault::Stalled)),
                Some(Ok(card)) => {
                    tracing::debug!(name, ?card, "the sound card is open");
                    return Ok(card);
                }
                Some(Err(error)) => error,
            };
            let left = deadline.saturating_sub(clock.now().since(Instant::ZERO));
            if left <= AGAIN || matches!(error, CardFault::Format) {
                return Err(refused(error));
            }
            tracing::debug!(name, %error, "the sound card is not ready");
            std::thread::sleep(AGAIN);
        }
    }

    fn try_open(name: &CString) -> Result<Self, CardFault> {
        // ALSA's own words go to a buffer of this thread and not to standard error.
        let _not_quiet_then = Output::local_error_handler();
        let open = |direction| {
            let pcm = PCM::open(name, direction, true).map_err(fault)?;
            let format = Format::settle(&pcm, direction)?;
            Ok((pcm, format))
        };
        Ok(Self {
            capture: open(Direction::Capture)?,
            playback: open(Direction::Playback)?,
        })
    }
}

impl Device for Card {
    fn spawn_pump(self: Box<Self>, ends: Ends) -> Result<PumpHandle, SoundError> {
        PumpHandle::spawn(ends, move |beat| {
            let ended = carry::carry(&self, beat);
            drop(self);
            ended
        })
        .map_err(SoundError::Thread)
    }
}

/// Samples are interleaved, two octets each.
const ACCESS: Access = Access::RWInterleaved;

fn fault(error: alsa::Error) -> CardFault {
    match Errno::from_raw(error.errno()) {
        Errno::ENOENT | Errno::ENODEV | Errno::ENXIO => CardFault::Missing,
        Errno::EBUSY | Errno::EAGAIN => CardFault::Busy,
        Errno::EACCES | Errno::EPERM => CardFault::Denied,
        errno => CardFault::Failed(io::Error::from(errno)),
    }
}
