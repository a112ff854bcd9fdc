//! Which way the sound goes (`AT+QPCMV`).

use super::{Ec25, Rule, Sound, Trouble, What};

/// `AT+QPCMV=1,2`.
const CARD: u32 = 2;

impl Ec25 {
    /// Whether the module has said `+QPCMV: 0,0` and takes no serial sound until `+QPCMV: 1,0`.
    #[must_use]
    pub fn holds_sound(&self) -> bool {
        self.troubles
            .has(|t| matches!(t, Trouble::FlowStopped { .. }))
    }

    /// `AT+QPCMV` was set; `was_on` is how it was before. Only off and then on arms the card.
    pub(super) fn sound_was_set(&mut self, was_on: bool) {
        let on = self.store.number("+QPCMV", 0) == 1;
        if on && !was_on {
            self.armed = true;
        }
        self.refresh_sound();
    }

    /// Says so when the way of the sound has changed.
    pub(super) fn refresh_sound(&mut self) {
        let enabled = self.power.is_up() && self.store.number("+QPCMV", 0) == 1;
        let flows = enabled && self.calls.has_sound();
        let sound = match self.store.number("+QPCMV", 1) {
            _ if !flows => None,
            0 => Some(Sound::Serial),
            1 => Some(Sound::DebugUart),
            _ => (self.armed && self.store.has_card()).then_some(Sound::Card),
        };
        for call in &mut self.calls.calls {
            call.had_sound |= flows;
        }
        if sound != self.sound {
            self.sound = sound;
            self.put(What::Pcm(sound));
        }
    }

    /// The host takes or makes a call: it should have armed the sound for it.
    pub(super) fn sound_should_be_on(&mut self, what: &str) {
        if self.store.number("+QPCMV", 0) == 0 {
            self.broke(Rule::SoundOff, format!("{what} with AT+QPCMV off"));
        } else if !self.armed && self.store.number("+QPCMV", 1) == CARD {
            self.broke(
                Rule::SoundNotArmedAgain,
                format!("{what} without AT+QPCMV=0 and AT+QPCMV=1,2 since the last call"),
            );
        }
    }
}
