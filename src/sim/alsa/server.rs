//! The card's thread: its clock, its plug, its two directions.

use std::{
    fs,
    os::unix::net::UnixListener,
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
    thread,
    time::{Duration, Instant as Clock},
};

use nix::libc::EBUSY;

use crate::audio::{Frame, Hz8k};

use super::{
    Pace, Panel, Sheet, listen,
    stream::{Direction, Stream},
};

/// The clock goes in steps of 5 ms of the card, four to a beat.
const STEP: Duration = Duration::from_millis(5);
const STEPS: usize = 4;
/// How long nobody looks at the sockets.
const LOOK: Duration = Duration::from_millis(1);
/// How late the clock may come before it is set anew.
const LATEST: Duration = Duration::from_millis(500);

/// The machine's clock: a virtual card runs in real time, or a multiple of it.
#[expect(
    clippy::disallowed_methods,
    reason = "a sound card is a clock; this one is made of the machine's"
)]
fn machine() -> Clock {
    Clock::now()
}

pub(super) struct Server<F> {
    listener: Option<UnixListener>,
    socket: PathBuf,
    panel: Arc<Panel>,
    far: F,
    channels: usize,
    /// Frames of the card in a beat.
    period: usize,
    step: Duration,
    patient: bool,
    /// Frames that the host has read and not answered, and since when, where patience counts.
    owed: u64,
    owed_since: Option<Clock>,
    streams: Vec<Stream>,
    /// Steps so far in this beat.
    steps: usize,
    beat: u64,
    /// What the host hears in this beat, and what it has said in it, at the card's rate.
    down: Frame,
    up: Vec<i16>,
}

impl<F: FnMut(u64, &Frame) -> Frame> Server<F> {
    pub(super) fn new(
        listener: UnixListener,
        socket: PathBuf,
        sheet: &Sheet,
        pace: Pace,
        panel: Arc<Panel>,
        far: F,
    ) -> Self {
        let period = sheet.rate as usize / 50;
        Self {
            listener: Some(listener),
            socket,
            panel,
            far,
            channels: usize::from(sheet.channels),
            period,
            step: STEP.div_f64((pace.speed * (1.0 + pace.ppm / 1e6)).max(0.01)),
            patient: pace.patient,
            owed: 0,
            owed_since: None,
            streams: Vec::new(),
            steps: 0,
            beat: 0,
            down: Frame::SILENCE,
            up: Vec::with_capacity(period),
        }
    }

    pub(super) fn run(mut self) {
        let mut due = machine();
        while !self.panel.stop.load(Ordering::SeqCst) {
            self.plug();
            self.meet();
            let now = machine();
            let waits = self.panel.stalled.load(Ordering::SeqCst) || self.waits_for_the_host();
            if waits {
                due = now;
            }
            if waits || now < due {
                let until_due = due.saturating_duration_since(now);
                let nap = if waits { LOOK / 4 } else { until_due.min(LOOK) };
                thread::sleep(nap);
                continue;
            }
            if now - due > LATEST {
                self.panel.stalls.fetch_add(1, Ordering::SeqCst);
                due = now;
            }
            due += self.step;
            self.tick();
        }
        let _ = fs::remove_file(&self.socket);
    }

    /// In or out, as the panel says.
    fn plug(&mut self) {
        let out = self.panel.unplugged.load(Ordering::SeqCst);
        if out && self.listener.take().is_some() {
            let _ = fs::remove_file(&self.socket);
            self.streams.clear();
        } else if !out && self.listener.is_none() {
            self.listener = listen(&self.socket).ok();
        }
    }

    /// Whoever comes, whatever they say.
    fn meet(&mut self) {
        while let Some(Ok((socket, _))) = self.listener.as_ref().map(UnixListener::accept) {
            self.streams.push(Stream::new(socket, self.channels));
        }
        // Playback first: whoever answers has read before, so that no answer is seen before its question.
        let by_turn = |s: &Stream| s.wants != Some(Direction::Playback);
        self.streams.sort_by_key(by_turn);
        for stream in &mut self.streams {
            stream.carry();
        }
        self.streams.retain(|stream| !stream.closed);
        if !self.panel.blocked.load(Ordering::SeqCst) {
            for at in 0..self.streams.len() {
                self.welcome(at);
            }
        }
    }

    fn welcome(&mut self, at: usize) {
        let wants = self.streams[at].wants;
        if wants.is_none() || self.streams[at].open {
            return;
        }
        let taken = self.streams.iter().any(|s| s.open && s.wants == wants);
        let errno = match self.panel.refused.load(Ordering::SeqCst) {
            0 if taken => EBUSY as u8,
            errno => errno,
        };
        self.streams[at].answer(errno);
        if errno == 0 {
            self.panel.opened.fetch_add(1, Ordering::SeqCst);
        } else {
            self.streams[at].wants = None;
        }
    }

    /// A host that has 20 ms to read, or has read them and not yet said anything in return.
    fn waits_for_the_host(&mut self) -> bool {
        if !self.patient {
            return false;
        }
        let (mut unread, mut read, mut said) = (0, 0, 0);
        for stream in &mut self.streams {
            let moved = stream.take_moved();
            match stream.wants {
                Some(Direction::Capture) if stream.running => {
                    (unread, read) = (stream.unread, moved);
                }
                Some(Direction::Playback) => said = moved,
                _ => {}
            }
        }
        self.owed = (self.owed + read).saturating_sub(said);
        if self.owed == 0 {
            self.owed_since = None;
        } else if self.owed_since.get_or_insert_with(machine).elapsed() > LATEST {
            (self.owed, self.owed_since) = (0, None); // it says nothing
        }
        unread.max(self.owed) >= self.period as u64
    }

    fn tick(&mut self) {
        if self.steps == 0 {
            self.turn();
        }
        let from = self.steps * self.period / STEPS;
        let to = (self.steps + 1) * self.period / STEPS;
        self.steps = (self.steps + 1) % STEPS;
        let (down, period) = (&self.down, self.period);
        let faulty = self.panel.faulty.load(Ordering::SeqCst);
        let mut played = false;
        for stream in self.streams.iter_mut().filter(|s| s.open && s.running) {
            match stream.wants {
                Some(Direction::Capture) if faulty => stream.overrun(period * 50),
                Some(Direction::Capture) => {
                    let length = Frame::<Hz8k>::LEN;
                    stream.capture((from..to).map(|n| down.samples()[n * length / period]));
                }
                Some(Direction::Playback) => {
                    played = true;
                    if !stream.play(to - from, &mut self.up) && !stream.dry {
                        stream.dry = true;
                        self.panel.underruns.fetch_add(1, Ordering::SeqCst);
                    }
                }
                None => {}
            }
        }
        if !played {
            self.up.resize(to, 0);
        }
    }

    /// A beat is over, the next begins.
    fn turn(&mut self) {
        let mut said = Frame::SILENCE;
        let is_dumb = self.panel.dumb.load(Ordering::SeqCst);
        if self.up.len() == self.period && !is_dumb {
            for (n, sample) in said.samples_mut().iter_mut().enumerate() {
                *sample = self.up[n * self.period / Frame::<Hz8k>::LEN];
            }
        }
        self.up.clear();
        let heard = (self.far)(self.beat, &said);
        let is_deaf = self.panel.deaf.load(Ordering::SeqCst);
        self.down = if is_deaf { Frame::SILENCE } else { heard };
        self.beat += 1;
        self.panel.beats.fetch_add(1, Ordering::SeqCst);
    }
}
