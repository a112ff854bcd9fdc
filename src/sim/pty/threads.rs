//! The two threads of a virtual box.

use std::{
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, SyncSender},
    },
    thread,
    time::{Duration, Instant as Clock},
};

use crate::{
    audio::{FRAME, Frame},
    time::Instant,
};

use super::{Line, SoundReport, port::Port};
use crate::sim::{
    Jitter,
    ec25::{Ec25, Effect, Happening, Input, Sound, What},
};

/// How often the AT thread looks for happenings when nothing else wakes it.
const LOOK: Duration = Duration::from_millis(5);
/// How late the beats may come before the clock is set anew.
const LATEST: Duration = Duration::from_millis(500);

/// The machine's clock: a virtual module on real terminals runs in real time.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place of the simulator that asks the machine what time it is"
)]
pub(super) fn machine() -> Clock {
    Clock::now()
}

/// The time that has passed since `started`, on our own clock.
pub(super) fn since(started: Clock) -> Instant {
    Instant::ZERO + started.elapsed()
}

/// What the AT thread owns.
pub(super) struct AtLoop {
    pub(super) modem: Ec25,
    pub(super) port: Port,
    pub(super) happenings: Receiver<Happening>,
    pub(super) effects: SyncSender<(Instant, Effect)>,
    pub(super) effects_lost: u64,
    pub(super) line: Arc<Line>,
    pub(super) started: Clock,
}

impl AtLoop {
    /// Runs until it is told to stop; returns the module and how many effects nobody took.
    pub(super) fn run(mut self) -> (Ec25, u64) {
        let mut buffer = [0; 4096];
        while !self.line.stop.load(Ordering::SeqCst) {
            self.give(Input::Wake);
            while let Ok(happening) = self.happenings.try_recv() {
                self.give(Input::Network(happening));
            }
            if self.line.power_cycle.swap(false, Ordering::SeqCst) {
                self.give(Input::PowerCycle);
            }
            match self.port.read(&mut buffer) {
                0 => {
                    let now = since(self.started);
                    let wake = self.modem.next_wake().map_or(LOOK, |wake| wake.since(now));
                    self.port.wait(wake.clamp(Duration::from_millis(1), LOOK));
                }
                n => self.give(Input::Host(&buffer[..n])),
            }
        }
        (self.modem, self.effects_lost)
    }

    fn give(&mut self, input: Input<'_>) {
        for output in self.modem.handle(input, since(self.started)) {
            match output.what {
                // What a host does not read until the queue is full is lost, as on USB.
                What::Host(bytes) => {
                    self.port.write(&bytes);
                }
                What::Network(effect) => {
                    if self.effects.try_send((output.at, effect)).is_err() {
                        self.effects_lost += 1;
                    }
                }
                What::Pcm(sound) => {
                    let serial = sound == Some(Sound::Serial);
                    self.line.serial.store(serial, Ordering::SeqCst);
                }
            }
        }
        self.line.set_call(self.modem.is_in_call());
    }
}

/// Beats every 20 ms until it is told to stop.
pub(super) fn pcm_loop(
    port: &Port,
    line: &Line,
    mut far: impl FnMut(u64, &Frame) -> Frame,
) -> SoundReport {
    let mut report = SoundReport::default();
    let mut jitter = Jitter::default();
    let mut buffer = [0; 4096];
    let mut rest = Vec::new();
    let (mut call, mut tick) = (0, 0);
    let mut deadline = machine();
    while !line.stop.load(Ordering::SeqCst) {
        let now = machine();
        if deadline > now {
            thread::sleep(deadline - now);
        } else if now - deadline > LATEST {
            report.stalls += 1;
            deadline = now;
        }
        deadline += FRAME;

        let call_now = line.call.load(Ordering::SeqCst);
        let (up, serial) = (call_now % 2 == 1, line.serial.load(Ordering::SeqCst));
        if call_now != call {
            (call, tick) = (call_now, 0);
            jitter.clear();
            rest.clear();
            if up {
                port.forget_unread();
            }
        }
        loop {
            match port.read(&mut buffer) {
                0 => break,
                n if up && serial => jitter.push(&buffer[..n]),
                n => report.stray_bytes += n as u64,
            }
        }
        if !up {
            continue;
        }
        let uplink = if serial {
            jitter.pull()
        } else {
            Frame::SILENCE
        };
        let down = far(tick, &uplink);
        tick += 1;
        report.beats += 1;
        if serial {
            report.unread += u64::from(!send(port, &mut rest, &down));
        }
    }
    (report.underruns, report.overruns) = (jitter.underruns, jitter.overruns);
    report
}

/// Writes a frame whole or not at all; what of it finds no place in the queue goes out first the
/// next time.
fn send(port: &Port, rest: &mut Vec<u8>, frame: &Frame) -> bool {
    let written = port.write(rest);
    rest.drain(..written);
    if !rest.is_empty() {
        return false;
    }
    let bytes: Vec<u8> = frame
        .samples()
        .iter()
        .flat_map(|s| s.to_le_bytes())
        .collect();
    let written = port.write(&bytes);
    if written > 0 {
        rest.extend_from_slice(&bytes[written..]);
    }
    written > 0
}
