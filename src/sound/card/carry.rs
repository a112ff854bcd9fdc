//! The pump of a sound card.

use std::{io, thread, time::Duration};

use alsa::Error;
use nix::errno::Errno;

use crate::sound::{Lost, beat::Beat};

use super::{
    Card,
    stream::{Capture, Playback},
};

/// The longest wait for sound, in milliseconds; so late is a stop noticed.
const WAIT: u32 = 100;
/// So many waits in vain are two seconds without sound.
const SILENT: u32 = 20;
/// After so many errors with no sound in between the card counts as gone,
const MOST_ERRORS: u32 = 50;
/// and so long it is left alone after each.
const PAUSE: Duration = Duration::from_millis(10);

pub(super) fn carry(card: &Card, beat: &mut Beat) -> Result<(), Lost> {
    let mut streams = Streams {
        capture: Capture::new(&card.capture).map_err(|e| lost(&e))?,
        playback: Playback::new(&card.playback).map_err(|e| lost(&e))?,
        errors: 0,
    };
    let mut outcome = streams.start();
    let mut in_vain = 0;
    while !beat.shared.is_stopped() {
        if let Err(error) = outcome {
            streams.recover(error, beat)?;
        }
        outcome = match streams.capture.wait(WAIT) {
            Ok(true) => {
                in_vain = 0;
                streams.drain(beat)
            }
            Ok(false) => {
                in_vain += 1;
                if in_vain >= SILENT {
                    beat.quiet();
                }
                Ok(())
            }
            Err(error) => Err(error),
        };
    }
    Ok(())
}

struct Streams<'a> {
    capture: Capture<'a>,
    playback: Playback<'a>,
    /// Errors in a row.
    errors: u32,
}

impl Streams<'_> {
    /// Both together, so that they stay in step.
    fn start(&mut self) -> Result<(), Error> {
        self.playback.start()?;
        self.capture.start()
    }

    /// Carries all that has been captured.
    fn drain(&mut self, beat: &mut Beat) -> Result<(), Error> {
        while let Some(heard) = self.capture.next()? {
            let (capture, playback) = (&self.capture, &mut self.playback);
            let mut underrun = false;
            beat.turn(heard, |said| match playback.put(said) {
                // We came too late; the card has said silence meanwhile. Capture goes on.
                Err(error) if is_xrun(&error) => {
                    underrun = true;
                    playback.resume(said, capture.lateness()?)
                }
                other => other,
            })?;
            self.errors = 0;
            if underrun {
                beat.shared.count(|c| &c.xruns);
            }
            if beat.shared.is_stopped() {
                break;
            }
        }
        Ok(())
    }

    /// Starts again after an error, as often as it may take.
    fn recover(&mut self, error: Error, beat: &Beat) -> Result<(), Lost> {
        let mut error = error;
        loop {
            match Errno::from_raw(error.errno()) {
                Errno::EAGAIN | Errno::EINTR => return Ok(()),
                Errno::ENODEV | Errno::ENXIO => return Err(Lost::Gone),
                Errno::EPIPE | Errno::ESTRPIPE => beat.shared.count(|c| &c.xruns),
                _ => beat.shared.count(|c| &c.errors),
            }
            self.errors += 1;
            tracing::debug!(%error, in_a_row = self.errors, "the sound card starts again");
            if self.errors > MOST_ERRORS {
                return Err(lost(&error));
            }
            if self.errors > 1 {
                thread::sleep(PAUSE);
            }
            match self.start() {
                Ok(()) => return Ok(()),
                Err(_) if beat.shared.is_stopped() => return Ok(()),
                Err(again) => error = again,
            }
        }
    }
}

fn is_xrun(error: &Error) -> bool {
    matches!(
        Errno::from_raw(error.errno()),
        Errno::EPIPE | Errno::ESTRPIPE
    )
}

fn lost(error: &Error) -> Lost {
    match Errno::from_raw(error.errno()) {
        Errno::ENODEV | Errno::ENXIO => Lost::Gone,
        errno => Lost::Failed(io::Error::from(errno).kind()),
    }
}
