//! The thread of the machine, and its clock.

use std::{
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, SyncSender},
    },
    time::Duration,
};

use crate::time::{Clock, Instant};

use super::{Cue, Line, News, Report, hand::Hand, lock, port::Port};
use crate::sim::{
    ec25::{Effect, Happening, PortId, Sound},
    rig::{Bus, Input, Rig, What},
};

/// How often the AT thread looks for happenings when nothing else wakes it.
const LOOK: Duration = Duration::from_millis(5);

/// What the AT thread owns.
pub(super) struct AtLoop {
    pub(super) rig: Rig,
    pub(super) hand: Hand,
    pub(super) happenings: Receiver<Happening>,
    pub(super) cues: Receiver<Cue>,
    pub(super) effects: SyncSender<(Instant, Effect)>,
    pub(super) news: SyncSender<(Instant, News)>,
    pub(super) effects_lost: u64,
    pub(super) line: Arc<Line>,
    pub(super) clock: Arc<dyn Clock>,
    /// When the machine's time 0 was.
    pub(super) started: Instant,
}

impl AtLoop {
    /// Runs until it is told to stop; says how it went.
    pub(super) fn run(mut self) -> Report {
        let mut buffer = [0; 4096];
        while !self.line.stop.load(Ordering::SeqCst) {
            self.give(Input::Wake);
            while let Ok(happening) = self.happenings.try_recv() {
                self.give(Input::Network(happening));
            }
            while let Ok(cue) = self.cues.try_recv() {
                self.take_cue(cue);
            }
            self.hand.grasp();
            let mut heard = false;
            for port in [PortId::At, PortId::Second] {
                let n = self.hand.read(port, &mut buffer);
                if n > 0 {
                    heard = true;
                    self.give(Input::Host(port, &buffer[..n]));
                }
            }
            if !heard {
                let now = self.now();
                let wake = self
                    .rig
                    .next_wake()
                    .map_or(LOOK, |wake| self.clock.wait(wake.since(now)));
                let patience = wake.clamp(Duration::from_millis(1), LOOK);
                Port::wait(self.hand.both(), patience);
            }
        }
        self.hand.unplug();
        Report {
            violations: self.rig.violations().to_vec(),
            violations_dropped: self.rig.modem().violations_dropped(),
            effects_lost: self.effects_lost,
            failures: self.hand.failures,
            ..Report::default()
        }
    }

    fn now(&self) -> Instant {
        Instant::ZERO + self.clock.now().since(self.started)
    }

    fn take_cue(&mut self, cue: Cue) {
        match cue {
            Cue::Fault(order) => self.give(Input::Fault(&order)),
            Cue::Heal(fault) => self.give(Input::Heal(fault)),
            Cue::Unplug(how) => self.give(Input::Unplug(how)),
            Cue::Plug => self.give(Input::Plug),
            Cue::Rebind => self.give(Input::Rebind),
            Cue::PortPower => self.give(Input::PortPower),
            Cue::PowerKey => self.give(Input::PowerKey),
        }
    }

    fn give(&mut self, input: Input<'_>) {
        for output in self.rig.handle(input, self.now()) {
            match output.what {
                What::Host(port, bytes) => self.hand.write(port, &bytes),
                What::Network(effect) => {
                    if self.effects.try_send((output.at, effect)).is_err() {
                        self.effects_lost += 1;
                    }
                }
                What::Pcm(sound) => {
                    let route = match sound {
                        Some(Sound::Serial) => 1,
                        Some(Sound::Card) => 2,
                        Some(Sound::DebugUart) | None => 0,
                    };
                    self.line.route.store(route, Ordering::SeqCst);
                    self.tell(output.at, News::Pcm(sound));
                }
                What::Sound(now) => {
                    *lock(&self.line.sound) = now;
                    self.tell(output.at, News::Sound(now));
                }
                What::Bus(bus) => {
                    self.hand.follow(bus);
                    self.tell(output.at, News::Bus(bus));
                }
            }
        }
        // Early media is heard before the far end has answered.
        self.line.set_call(self.rig.modem().has_far_end());
    }

    fn tell(&mut self, at: Instant, news: News) {
        // What nobody listens to is no loss before somebody does.
        if self.news.try_send((at, news)).is_err() && matches!(news, News::Bus(Bus::Twin)) {
            self.effects_lost += 1;
        }
    }
}
