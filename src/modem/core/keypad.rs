//! Keys: those we press, and those the other side presses.
//!
//! `AT+VTS` goes out once per key, so that it is known which one was refused. Whether a module can do
//! it may change from call to call (it depends on the codec of the call), so a refusal is remembered
//! until the call ends and no longer.

use std::time::Duration;

use crate::{
    at::{Answer, Command},
    modem::{Event, PressFault},
    phone::{Key, Keys},
    time::Instant,
};

use super::{Out, tell};

/// The same key announced again within this was pressed once: nobody presses faster, since tone and
/// pause take at least 40 ms each (ITU-T Q.24).
const SAME_KEY: Duration = Duration::from_millis(150);

#[derive(Debug, Default)]
pub(super) struct Keypad {
    keys: Option<Keys>,
    /// How many of them are done.
    pressed: usize,
    in_flight: bool,
    in_band: bool,
    heard: Option<(Key, Instant)>,
}

impl Keypad {
    /// `inaudible`: this module answers `OK` and nobody hears the tone.
    pub fn press(&mut self, keys: Keys, up: bool, inaudible: bool, out: Out<'_>) {
        let why = if !up {
            PressFault::NoCall
        } else if self.keys.is_some() {
            PressFault::Busy
        } else if self.in_band || inaudible {
            PressFault::InBand
        } else {
            self.keys = Some(keys);
            self.pressed = 0;
            return;
        };
        tell(Event::PressFailed { rest: keys, why }, out);
    }

    pub fn next(&mut self) -> Option<Command> {
        let key = self.keys.as_ref()?.nth(self.pressed)?;
        self.in_flight = true;
        Some(Command::Press(key))
    }

    pub fn done(&mut self, answer: &Answer, out: Out<'_>) {
        // A key of the call before says nothing about this one.
        let ours = std::mem::take(&mut self.in_flight);
        let Some(keys) = self.keys.as_ref().filter(|_| ours) else {
            return;
        };
        match answer {
            Answer::Ok(_) => {
                self.pressed += 1;
                if keys.nth(self.pressed).is_none() {
                    self.keys = None;
                    tell(Event::Pressed, out);
                }
            }
            _ => {
                self.in_band = true;
                self.fail(PressFault::InBand, out);
            }
        }
    }

    /// The call is over: whatever was learnt about its keys is forgotten.
    pub fn call_over(&mut self, out: Out<'_>) {
        self.fail(PressFault::NoCall, out);
        self.in_flight = false;
        self.in_band = false;
        self.heard = None;
    }

    fn fail(&mut self, why: PressFault, out: Out<'_>) {
        if let Some(keys) = self.keys.take() {
            // None left: the last one is still in flight, and may have sounded.
            let rest = keys.skip(self.pressed).unwrap_or(keys);
            tell(Event::PressFailed { rest, why }, out);
        }
    }

    /// `+QTONEDET`.
    pub fn heard(&mut self, key: Key, up: bool, at: Instant, out: Out<'_>) {
        let again = self
            .heard
            .is_some_and(|(last, when)| last == key && at.since(when) < SAME_KEY);
        self.heard = Some((key, at));
        if up && !again {
            tell(Event::KeyHeard(key), out);
        }
    }
}
