//! The sound device without sound: there or not, open or not, dead or alive.

use std::time::Duration;

use crate::{
    line::{Input, SoundEvent},
    modem::AudioMode,
    phone::Keys,
    sim::{ec25::Sound, remote},
    sound::MeterEvent,
    time::Instant,
};

use super::{Due, Line};

/// The line's own limit for opening a device.
const OPEN_WITHIN: Duration = Duration::from_secs(9);
/// Between two looks at a card that is not ready.
const LOOK: Duration = Duration::from_millis(500);
/// After so much of nothing the meter tells of a dead path.
const DEAD: Duration = Duration::from_secs(10);
/// A key that is played, with the pause behind it.
const KEY: Duration = Duration::from_millis(320);

#[derive(Debug, Default)]
pub(super) struct Device {
    /// Counts what was asked for, so that what comes too late is known.
    wanted: u64,
    asked_at: Instant,
    mode: Option<AudioMode>,
    open: bool,
    /// Where the module sends the sound of the call.
    pub route: Option<Sound>,
}

impl Line<'_> {
    pub(super) fn open_sound(&mut self, mode: AudioMode) {
        self.device.wanted += 1;
        self.device.mode = Some(mode);
        self.device.asked_at = self.at;
        self.try_sound();
    }

    /// Sees whether the device can be opened, now or when it would have been.
    fn try_sound(&mut self) {
        let (which, card) = (self.device.wanted, self.disturbance.card);
        let there = self.rig.is_there();
        let is_card = self.device.mode == Some(AudioMode::Card);
        let present = self.rig.numbers().card.is_some() && card.present;
        let gives_up = self.device.asked_at + OPEN_WITHIN;
        if is_card && there && card.blocks {
            self.plan(gives_up, Due::Sound(which, Err("it blocks")));
        } else if there && (!is_card || (present && card.ready)) {
            self.plan(self.at, Due::Sound(which, Ok(())));
        } else if is_card && self.at < gives_up {
            self.plan(self.at + LOOK, Due::Sound(which, Err("")));
        } else {
            self.plan(self.at, Due::Sound(which, Err("it is not there")));
        }
    }

    pub(super) fn sound_opened(&mut self, which: u64, opened: Result<(), &'static str>) {
        if which != self.device.wanted {
            return;
        }
        match opened {
            Ok(()) => {
                self.device.open = true;
                self.sound_begins(which);
                self.tell(Input::Sound(SoundEvent::Ready));
            }
            Err("") => self.try_sound(),
            Err(why) => self.tell(Input::Sound(SoundEvent::Failed(why.to_owned()))),
        }
    }

    pub(super) fn close_sound(&mut self) {
        self.device.wanted += 1;
        self.device.open = false;
        self.sound_ends();
    }

    pub(super) fn sound_is_gone(&mut self) {
        self.device.route = None;
        self.sound_ends();
        if std::mem::take(&mut self.device.open) {
            let why = "it was unplugged".to_owned();
            self.tell(Input::Sound(SoundEvent::Lost(why)));
        }
    }

    pub(super) fn card_is_gone(&mut self) {
        if self.device.mode == Some(AudioMode::Card) {
            self.sound_is_gone();
        }
    }

    /// Whether what the other side says comes through.
    pub(super) fn hears(&self) -> bool {
        self.carries() && self.disturbance.down
    }

    /// Whether what the box says comes through.
    pub(super) fn is_heard(&self) -> bool {
        self.carries() && self.disturbance.up
    }

    fn carries(&self) -> bool {
        let mode = match self.device.route {
            Some(Sound::Serial) => Some(AudioMode::Serial),
            Some(Sound::Card) => Some(AudioMode::Card),
            Some(Sound::DebugUart) | None => None,
        };
        self.device.open && mode.is_some() && mode == self.device.mode
    }

    /// A call without sound is noticed by the meter after a while.
    pub(super) fn listen_for_sound(&mut self) {
        if self.device.open && self.rig.is_in_call() && !self.hears() {
            self.plan(self.at + DEAD, Due::Dead(self.device.wanted));
        }
    }

    pub(super) fn sound_is_dead(&mut self, call: u64) {
        if call == self.device.wanted && self.device.open && !self.hears() {
            self.tell(Input::Sound(SoundEvent::Meter(MeterEvent::DeadPath)));
        }
    }

    pub(super) fn play_keys(&mut self, keys: &Keys) {
        if !self.device.open {
            return self.tell(Input::Sound(SoundEvent::NotPlayed));
        }
        let faces = keys.faces().to_string();
        let length = KEY * u32::try_from(keys.len()).unwrap_or(1);
        self.plan(self.at + length, Due::Played(self.device.wanted, faces));
    }

    pub(super) fn played(&mut self, which: u64, faces: &str) {
        if which != self.device.wanted {
            return;
        }
        if self.is_heard() {
            for key in faces.chars() {
                self.far(remote::Noticed::Key(key));
            }
        }
        self.tell(Input::Sound(SoundEvent::Played));
    }
}
