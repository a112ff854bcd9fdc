//! The virtual EC25 as two terminals that a real driver opens.
//!
//! **Rule:** the pure machine decides, this part only carries bytes. Two threads: one owns the
//! machine and the AT terminal, one beats every 20 ms on absolute deadlines and owns the sound. When
//! the machine is loaded the beats come late but none is left out (up to half a second; beyond that
//! the clock goes on from now and a stall is counted), so that the number of beats since a call was
//! answered is *the* clock of everything that is measured.
//!
//! To test it: `cargo test --lib sim::pty`.

mod port;
#[cfg(test)]
mod tests;
mod threads;
#[cfg(test)]
mod whole_call;

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant as Clock},
};

use crate::{audio::Frame, time::Instant};

use super::ec25::{Ec25, Effect, Happening, Violation};
use port::Port;
use threads::{AtLoop, machine, since};

/// Why the virtual box could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("could not {attempt}")]
pub struct PtyError {
    attempt: String,
    source: io::Error,
}

fn failed(attempt: impl Into<String>) -> impl FnOnce(io::Error) -> PtyError {
    let attempt = attempt.into();
    move |source| PtyError { attempt, source }
}

/// The way into the network of a [`VirtualBox`]: at most 1024 happenings wait; the sender of the next
/// waits with them.
pub type Network = SyncSender<Happening>;

/// How the sound went, counted since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoundReport {
    /// Beats with a call up.
    pub beats: u64,
    /// Beats without a frame from the host while its sound was flowing.
    pub underruns: u64,
    /// Frames of the host dropped because more than 200 ms were waiting.
    pub overruns: u64,
    /// Frames to the host dropped because it did not read.
    pub unread: u64,
    /// Bytes that the host wrote while no sound flowed.
    pub stray_bytes: u64,
    /// Times when the machine was so late that the clock had to be set anew.
    pub stalls: u64,
}

/// What is left when a [`VirtualBox`] stops.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The rules that the host has broken.
    pub violations: Vec<Violation>,
    /// How many more there were than are kept.
    pub violations_dropped: usize,
    /// Effects lost because nobody took them ([`VirtualBox::next_effect`]).
    pub effects_lost: u64,
    /// How the sound went.
    pub sound: SoundReport,
}

/// A running virtual EC25. It stops when it is dropped.
#[derive(Debug)]
pub struct VirtualBox {
    at: PathBuf,
    pcm: PathBuf,
    links: Vec<PathBuf>,
    network: Network,
    effects: Receiver<(Instant, Effect)>,
    started: Clock,
    line: Arc<Line>,
    at_thread: Option<JoinHandle<(Ec25, u64)>>,
    pcm_thread: Option<JoinHandle<SoundReport>>,
}

/// What the two threads tell one another.
#[derive(Debug, Default)]
struct Line {
    stop: AtomicBool,
    /// Set by whoever wants the power to go away once.
    power_cycle: AtomicBool,
    /// Whether sound flows to and from the serial port.
    serial: AtomicBool,
    /// Whether a far end is connected; grows by one at every answer and every end, odd while up.
    call: AtomicU64,
}

impl Line {
    fn set_call(&self, up: bool) {
        let now = self.call.load(Ordering::SeqCst);
        if (now % 2 == 1) != up {
            self.call.store(now + 1, Ordering::SeqCst);
        }
    }
}

impl VirtualBox {
    /// Happenings and effects that may wait; an effect that finds no place is counted and lost.
    const MOST_WAITING: usize = 1_024;

    /// Starts `modem` on two fresh terminals. `far` is the far end of the line: it is called once
    /// per beat while a call is up, with the number of the beat since the call was answered and
    /// what the host says, and returns what the host is to hear. It hears silence as long as
    /// `AT+QPCMV` is off. It must return well within 20 ms.
    ///
    /// # Errors
    /// When the operating system gives no terminals or threads.
    pub fn start(
        modem: Ec25,
        far: impl FnMut(u64, &Frame) -> Frame + Send + 'static,
    ) -> Result<Self, PtyError> {
        Self::start_with(modem, |_| far)
    }

    /// As [`VirtualBox::start`], for a far end that acts on the network by itself: `far` is made
    /// with the way into it. It must not wait there ([`SyncSender::try_send`]).
    ///
    /// # Errors
    /// As [`VirtualBox::start`].
    pub fn start_with<F>(modem: Ec25, far: impl FnOnce(Network) -> F) -> Result<Self, PtyError>
    where
        F: FnMut(u64, &Frame) -> Frame + Send + 'static,
    {
        let (at_port, pcm_port) = (Port::open()?, Port::open()?);
        let (network, happenings) = sync_channel(Self::MOST_WAITING);
        let (effects_in, effects) = sync_channel(Self::MOST_WAITING);
        let far = far(network.clone());
        let line = Arc::new(Line::default());
        let started = machine();
        let (at, pcm) = (at_port.name.clone(), pcm_port.name.clone());
        let at_loop = AtLoop {
            modem,
            port: at_port,
            happenings,
            effects: effects_in,
            effects_lost: 0,
            line: Arc::clone(&line),
            started,
        };
        let pcm_line = Arc::clone(&line);
        let at_thread = thread::Builder::new()
            .name("sim-at".to_owned())
            .spawn(move || at_loop.run())
            .map_err(failed("start the thread of the AT port"))?;
        let pcm_thread = thread::Builder::new()
            .name("sim-pcm".to_owned())
            .spawn(move || threads::pcm_loop(&pcm_port, &pcm_line, far))
            .map_err(failed("start the thread of the PCM port"))?;
        Ok(Self {
            at,
            pcm,
            links: Vec::new(),
            network,
            effects,
            started,
            line,
            at_thread: Some(at_thread),
            pcm_thread: Some(pcm_thread),
        })
    }

    /// Gives the terminals the names `ttyUSB2` (AT) and `ttyUSB1` (PCM) in `dir`, where a real
    /// EC25 has them in `/dev`. The names go away with the box.
    ///
    /// # Errors
    /// When a link cannot be made.
    pub fn link_into(&mut self, dir: &Path) -> Result<(), PtyError> {
        for (name, target) in [("ttyUSB2", &self.at), ("ttyUSB1", &self.pcm)] {
            let link = dir.join(name);
            symlink(target, &link).map_err(failed(format!("make the link {}", link.display())))?;
            self.links.push(link);
        }
        Ok(())
    }

    /// The terminal of the AT port.
    #[must_use]
    pub fn at_path(&self) -> &Path {
        &self.at
    }

    /// The terminal of the NMEA port, which carries PCM under `AT+QPCMV=1,0`.
    #[must_use]
    pub fn pcm_path(&self) -> &Path {
        &self.pcm
    }

    /// The way into the network.
    #[must_use]
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// The next thing that the box did to the network; `None` when there is none within `patience`.
    /// At most 1024 wait; the oldest are kept.
    #[must_use]
    pub fn next_effect(&self, patience: Duration) -> Option<(Instant, Effect)> {
        self.effects.recv_timeout(patience).ok()
    }

    /// Takes the power away and gives it back: calls and volatile settings are gone, and after the
    /// profile's time the module starts up again.
    pub fn power_cycle(&self) {
        self.line.power_cycle.store(true, Ordering::SeqCst);
    }

    /// The time on the clock of the virtual module.
    #[must_use]
    pub fn now(&self) -> Instant {
        since(self.started)
    }

    /// Stops both threads and says how it went.
    #[must_use]
    pub fn stop(mut self) -> Report {
        self.join()
    }

    fn join(&mut self) -> Report {
        self.line.stop.store(true, Ordering::SeqCst);
        let mut report = Report::default();
        if let Some(Ok((modem, effects_lost))) = self.at_thread.take().map(JoinHandle::join) {
            report.violations = modem.violations().to_vec();
            report.violations_dropped = modem.violations_dropped();
            report.effects_lost = effects_lost;
        }
        if let Some(Ok(sound)) = self.pcm_thread.take().map(JoinHandle::join) {
            report.sound = sound;
        }
        report
    }
}

impl Drop for VirtualBox {
    fn drop(&mut self) {
        self.join();
        for link in &self.links {
            // Whoever removed it first did our work.
            let _ = fs::remove_file(link);
        }
    }
}
