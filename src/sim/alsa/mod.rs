//! The virtual EC25's USB sound card: an ALSA card whose clock and far end are ours.
//!
//! **Rule:** the application meets the real ALSA library. A plugin in C (`card.c`, compiled where it is
//! needed) stands where a kernel driver would; behind its socket a [`VirtualCard`] keeps the clock and the
//! playback buffer, so that overruns, underruns and a pulled plug are what they are with hardware.
//!
//! 1. [`furnish`] a folder: it compiles the plugin and writes an `asound.conf`.
//! 2. Start the application with `ALSA_CONFIG_PATH` naming that file. It holds for a whole process and
//!    is read once, so a test starts itself again to get it.
//! 3. [`VirtualCard::plug_in`], before or after the application wants to open `modem0`.
//!
//! What stands between the card's rate and the line's 8 kHz here is crude (the nearest sample): an
//! application's own filter is what is tested.
//!
//! To test it: `cargo test --test alsa`.

mod build;
mod server;
mod stream;

use std::{
    io,
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
};

use crate::audio::Frame;

pub use build::{build_plugin, furnish};
use server::Server;

/// Why there is no virtual sound card.
#[derive(Debug, thiserror::Error)]
pub enum AlsaError {
    /// The machine has no C compiler.
    #[error(
        "compiling the ALSA plugin: there is no C compiler `cc` (apt-get install gcc libc6-dev)"
    )]
    NoCompiler,
    /// It could not be compiled.
    #[error("compiling the ALSA plugin (apt-get install libasound2-dev?): {0}")]
    Compile(String),
    /// Something else went wrong.
    #[error("could not {attempt}")]
    Io {
        /// What was attempted.
        attempt: String,
        /// What the system said.
        source: io::Error,
    },
}

fn failed(attempt: impl Into<String>) -> impl FnOnce(io::Error) -> AlsaError {
    let attempt = attempt.into();
    move |source| AlsaError::Io { attempt, source }
}

/// What kind of card it is. Stock firmware has 8 kHz mono.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name in ALSA: letters and digits.
    pub name: String,
    /// Samples a second: 8000 to 48,000, in multiples of 50.
    pub rate: u32,
    /// One or two.
    pub channels: u16,
}

impl Sheet {
    /// 8 kHz, one channel.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            rate: 8_000,
            channels: 1,
        }
    }

    fn socket(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.sock", self.name))
    }
}

/// How the card's clock goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Seconds of the card in a second of the machine.
    pub speed: f64,
    /// How much faster than that it goes, in millionths (a quartz: up to 100, facts F79: 200).
    pub ppm: f64,
    /// Whether the clock waits for a host that has 20 ms to read, and for its answer to them: no overruns
    /// and no underruns however loaded the machine is, for tests that want every sample. Hardware never
    /// waits.
    pub patient: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            speed: 1.0,
            ppm: 0.0,
            patient: false,
        }
    }
}

/// How it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardReport {
    /// Beats of 20 ms.
    pub beats: u64,
    /// Directions that were opened.
    pub opened: u64,
    /// Times that playback ran dry.
    pub underruns: u64,
    /// Times that this machine was so late that the clock had to be set anew.
    pub stalls: u64,
}

/// What is wrong with the card; set from outside, read by its thread.
#[derive(Debug, Default)]
struct Panel {
    stop: AtomicBool,
    unplugged: AtomicBool,
    refused: AtomicU8,
    blocked: AtomicBool,
    stalled: AtomicBool,
    faulty: AtomicBool,
    deaf: AtomicBool,
    dumb: AtomicBool,
    beats: AtomicU64,
    opened: AtomicU64,
    underruns: AtomicU64,
    stalls: AtomicU64,
}

/// A running card. It goes away when it is dropped.
#[derive(Debug)]
pub struct VirtualCard {
    panel: Arc<Panel>,
    thread: Option<JoinHandle<()>>,
}

impl VirtualCard {
    /// Plugs a card in, in a folder that was [`furnish`]ed with the same sheet. `far` is the far end of
    /// the line: it is called once per beat of 20 ms of the card's clock, with the number of the beat
    /// and what the host said in the beat before, and returns what the host is to hear in this one. It must
    /// return well within a beat.
    ///
    /// # Errors
    /// When its socket cannot be made.
    pub fn plug_in(
        folder: &Path,
        sheet: &Sheet,
        pace: Pace,
        far: impl FnMut(u64, &Frame) -> Frame + Send + 'static,
    ) -> Result<Self, AlsaError> {
        let panel = Arc::new(Panel::default());
        let socket = sheet.socket(folder);
        let listener = listen(&socket)?;
        let seen = Arc::clone(&panel);
        let sheet = sheet.clone();
        let thread = thread::Builder::new()
            .name("sim-card".to_owned())
            .spawn(move || Server::new(listener, socket, &sheet, pace, seen, far).run())
            .map_err(failed("start the thread of the sound card"))?;
        Ok(Self {
            panel,
            thread: Some(thread),
        })
    }

    /// Pulls the plug, or puts it in again.
    pub fn set_unplugged(&self, unplugged: bool) {
        self.panel.unplugged.store(unplugged, Ordering::SeqCst);
    }

    /// Opening it fails with this error number until it is 0 again: a card that is not ready.
    pub fn refuse(&self, errno: u8) {
        self.panel.refused.store(errno, Ordering::SeqCst);
    }

    /// Whoever opens it waits until this is over.
    pub fn block_opening(&self, blocked: bool) {
        self.panel.blocked.store(blocked, Ordering::SeqCst);
    }

    /// Its clock stands still.
    pub fn stall(&self, stalled: bool) {
        self.panel.stalled.store(stalled, Ordering::SeqCst);
    }

    /// Whatever it captures is overrun before it can be read.
    pub fn set_faulty(&self, faulty: bool) {
        self.panel.faulty.store(faulty, Ordering::SeqCst);
    }

    /// The host hears digital silence, whatever the far end says.
    pub fn set_capture_dead(&self, dead: bool) {
        self.panel.deaf.store(dead, Ordering::SeqCst);
    }

    /// The far end hears digital silence, whatever the host says.
    pub fn set_playback_dead(&self, dead: bool) {
        self.panel.dumb.store(dead, Ordering::SeqCst);
    }

    /// How it went so far.
    #[must_use]
    pub fn report(&self) -> CardReport {
        let read = |count: &AtomicU64| count.load(Ordering::SeqCst);
        CardReport {
            beats: read(&self.panel.beats),
            opened: read(&self.panel.opened),
            underruns: read(&self.panel.underruns),
            stalls: read(&self.panel.stalls),
        }
    }
}

impl Drop for VirtualCard {
    fn drop(&mut self) {
        self.panel.stop.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // a panic in there has been reported already
        }
    }
}

fn listen(socket: &Path) -> Result<UnixListener, AlsaError> {
    let _ = std::fs::remove_file(socket); // one of a card that died
    let attempt = || format!("make the socket {}", socket.display());
    let listener = UnixListener::bind(socket).map_err(failed(attempt()))?;
    listener.set_nonblocking(true).map_err(failed(attempt()))?;
    Ok(listener)
}
