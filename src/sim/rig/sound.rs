//! How the sound stands: F72 to F82 put together into one [`Disturbance`].

use std::time::Duration;

use super::{Due, Rig, What};
use crate::{
    sim::{
        ec25::{Input, Sound, Trouble},
        fault::{
            Fault, Order,
            sound::{Clipping, Disturbance, Echo},
        },
    },
    time::Instant,
};

/// What the rig knows about sound.
#[derive(Debug, Default)]
pub(super) struct Ears {
    /// The faults at work; each at most once.
    actives: Vec<(Order, Option<Instant>)>,
    /// Whether `AT+QPCMV=1,…` came since the last call ended (F72).
    armed: bool,
    /// The card is not ready before then (F73).
    ready_at: Instant,
    stalled: bool,
    slips: u32,
    /// What was told last.
    told: Disturbance,
}

/// A blow that comes in a call, several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blow {
    Stall(bool),
    Flow(bool),
    Slip,
}

impl Rig {
    /// From the beginning of a call to the first blow, and from the end of one to the next.
    const BETWEEN_BLOWS: Duration = Duration::from_secs(2);

    pub(super) fn spoil_sound(&mut self, order: &Order) {
        self.heal_sound(Some(order.fault));
        // These two count their time from when the host acts.
        let delayed = [Fault::CARD_LATE, Fault::XRUN, Fault::FLOW_CONTROL];
        let until = match order.lasts {
            Some(span) if !delayed.contains(&order.fault) => {
                self.later(span, Due::SoundOver);
                Some(self.now + span)
            }
            _ => None,
        };
        self.ears.actives.push((order.clone(), until));
        if self.in_call {
            self.sound_in_call();
        }
        self.refresh_disturbance();
    }

    pub(super) fn heal_sound(&mut self, fault: Option<Fault>) {
        self.ears
            .actives
            .retain(|(order, _)| fault.is_some_and(|fault| order.fault != fault));
        self.refresh_disturbance();
    }

    pub(super) fn sound_over(&mut self) {
        let now = self.now;
        self.ears
            .actives
            .retain(|(_, until)| until.is_none_or(|until| until > now));
        self.refresh_disturbance();
    }

    /// The host has sent this command.
    pub(super) fn armed_by(&mut self, part: &str) {
        if !part.starts_with("+QPCMV=1") {
            return;
        }
        self.ears.armed = true;
        if part == "+QPCMV=1,2"
            && let Some(order) = self.active(Fault::CARD_LATE)
        {
            let span = order.lasts.unwrap_or_default();
            self.ears.ready_at = self.now + span;
            self.later(span, Due::SoundOver);
        }
        self.refresh_disturbance();
    }

    /// A call has begun: blows are planned.
    pub(super) fn sound_in_call(&mut self) {
        let call = self.call;
        for (fault, blow) in [
            (Fault::XRUN, Blow::Stall(true)),
            (Fault::FLOW_CONTROL, Blow::Flow(true)),
            (Fault::BYTE_SLIP, Blow::Slip),
        ] {
            if self.active(fault).is_some() {
                self.later(Self::BETWEEN_BLOWS, Due::Blow(call, blow));
            }
        }
    }

    pub(super) fn call_is_over(&mut self) {
        self.ears.armed = false;
        self.ears.stalled = false;
    }

    pub(super) fn blow(&mut self, call: u64, blow: Blow) {
        let in_call = self.in_call && call == self.call;
        match blow {
            Blow::Stall(true) if in_call => {
                if let Some(span) = self.spend(Fault::XRUN) {
                    self.ears.stalled = true;
                    self.later(span, Due::Blow(call, Blow::Stall(false)));
                }
            }
            Blow::Stall(false) => {
                self.ears.stalled = false;
                self.again(call, Fault::XRUN, Blow::Stall(true));
            }
            Blow::Flow(true) if in_call && self.route == Some(Sound::Serial) => {
                if let Some(span) = self.spend(Fault::FLOW_CONTROL) {
                    self.module(Input::Trouble(Trouble::FlowStopped { span }));
                    // The module goes on by itself; looked at when it has.
                    let after = span + Duration::from_millis(1);
                    self.later(after, Due::Blow(call, Blow::Flow(false)));
                }
            }
            Blow::Flow(false) => {
                self.again(call, Fault::FLOW_CONTROL, Blow::Flow(true));
            }
            Blow::Slip if in_call => {
                if self.spend(Fault::BYTE_SLIP).is_some() {
                    self.ears.slips += 1;
                    self.again(call, Fault::BYTE_SLIP, Blow::Slip);
                }
            }
            Blow::Stall(true) | Blow::Flow(true) | Blow::Slip => {}
        }
        self.refresh_disturbance();
    }

    fn again(&mut self, call: u64, fault: Fault, blow: Blow) {
        if self.active(fault).is_some() {
            self.later(Self::BETWEEN_BLOWS, Due::Blow(call, blow));
        }
    }

    /// One blow less; its length.
    fn spend(&mut self, fault: Fault) -> Option<Duration> {
        let place = self
            .ears
            .actives
            .iter()
            .position(|(order, _)| order.fault == fault)?;
        let order = &mut self.ears.actives[place].0;
        let span = order.lasts.unwrap_or_default();
        match &mut order.count {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                self.ears.actives.remove(place);
            }
        }
        Some(span)
    }

    fn active(&self, fault: Fault) -> Option<&Order> {
        let mut all = self.ears.actives.iter().map(|(order, _)| order);
        all.find(|order| order.fault == fault)
    }

    /// Says so when the sound stands otherwise than was told.
    pub(super) fn refresh_disturbance(&mut self) {
        let mut now = Disturbance {
            slips: self.ears.slips,
            held: self.modem.holds_sound(),
            ..Disturbance::default()
        };
        now.card.present = self.has_card();
        now.card.stalled = self.ears.stalled;
        now.card.ready = self.ears.ready_at <= self.now;
        for (order, _) in &self.ears.actives {
            match order.fault {
                Fault::NOT_REARMED if self.in_call && !self.ears.armed => {
                    (now.down, now.up) = (false, false);
                }
                Fault::OPEN_BLOCKS => now.card.blocks = true,
                // The variant is the way that is left.
                Fault::ONE_WAY if order.variant == "up" => now.down = false,
                Fault::ONE_WAY => now.up = false,
                Fault::ODD_CARD => {
                    if order.variant != "stereo" {
                        now.card.rate = 16_000;
                    }
                    if order.variant != "16k" {
                        now.card.channels = 2;
                    }
                }
                Fault::DRIFT => {
                    let ppm = i32::try_from(order.rate).unwrap_or_default();
                    now.drift_ppm = if order.variant == "slow" { -ppm } else { ppm };
                }
                Fault::BAD_SOUND => match order.variant {
                    "clipping" => {
                        now.clipping = Some(Clipping {
                            gain: 8,
                            peak: 12_000,
                        });
                    }
                    "echo" => {
                        now.echo = Some(Echo {
                            below_db: 20,
                            delay: Duration::from_millis(150),
                        });
                    }
                    _ => now.noise = 8,
                },
                _ => {}
            }
        }
        if now != self.ears.told {
            self.ears.told = now;
            self.put(What::Sound(now));
        }
    }
}
