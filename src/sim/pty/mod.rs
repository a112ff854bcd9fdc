//! The virtual EC25 as terminals that a real driver opens.
//!
//! **Rule:** the pure machine decides, this part only carries bytes. Two threads: one owns the
//! machine and the AT terminals, one beats every 20 ms on absolute deadlines and owns the sound. When
//! the machine is loaded the beats come late but none is left out (up to half a second; beyond that
//! the clock goes on from now and a stall is counted), so that the number of beats since a call was
//! answered is *the* clock of everything that is measured.
//!
//! A [`Rig`] that leaves the USB bus closes our ends of its terminals, which is what a host sees of
//! a pulled plug; when it comes back it has new ones. Whoever wants to find it again gives it a
//! [`Place`] in a [`Tree`], which looks like Linux's `/sys` and `/dev`.
//!
//! ```
//! use munjigi::{audio::Frame, sim::{ec25::{Ec25, Profile}, pty::{Place, VirtualBox}, rig::{Away, Rig}, tree::Tree}};
//! use std::time::Duration;
//!
//! let folder = tempfile::tempdir()?;
//! let tree = Tree::new(folder.path())?;
//! let rig = Rig::new(Ec25::new(Profile::default(), 7), 7);
//! let place = Place { tree: Some((tree.clone(), "1-1.3".to_owned())), ..Place::default() };
//! let modem = VirtualBox::carry(rig, place, |_network| |_beat, _said: &Frame| Frame::SILENCE)?;
//! assert!(tree.dev().join("ttyUSB2").exists());
//! modem.cue(munjigi::sim::pty::Cue::Unplug(Away::Reset));
//! modem.next_news(Duration::from_secs(5)).expect("it is gone");
//! assert!(!tree.dev().join("ttyUSB2").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To test it: `cargo test --lib sim::pty`.

mod beat;
mod card;
mod hand;
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
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    audio::Frame,
    clock::MonotonicClock,
    time::{Clock, Instant},
};

use super::{
    ec25::{self, Ec25, Effect, Happening, Violation},
    fault::{Fault, Order, sound::Disturbance},
    rig::{Away, Bus, Rig},
    tree::Tree,
};
pub use card::AlsaCard;
use hand::Hand;
use port::Port;
use threads::AtLoop;

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

/// What a person does to the modem, or has go wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cue {
    /// Something goes wrong from now on.
    Fault(Order),
    /// This fault ends; all of them when it is `None`.
    Heal(Option<Fault>),
    /// The plug is pulled.
    Unplug(Away),
    /// The plug is put back.
    Plug,
    /// `authorized` of the device is switched off and on.
    Rebind,
    /// The power of the USB port is switched off and on.
    PortPower,
    /// The power key is pressed, or the power goes away for a moment.
    PowerKey,
}

/// What is to be told of the modem itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The device, or a part of it, goes or comes.
    Bus(Bus),
    /// From now on sound flows this way, or not at all.
    Pcm(Option<ec25::Sound>),
    /// From now on the sound stands like this.
    Sound(Disturbance),
}

/// Where a [`VirtualBox`] shows itself.
#[derive(Default)]
pub struct Place {
    /// The tree and the socket (`1-1.3`) in it.
    pub tree: Option<(Tree, String)>,
    /// Whoever carries the sound of its USB card.
    pub card: Option<Box<dyn Card>>,
    /// The clock that it beats to, and that its host has to share; the machine's own by default.
    pub clock: Option<Arc<dyn Clock>>,
}

/// Whoever carries the sound of the USB card. It is asked in every beat, call or no call, since a
/// card has its clock from the bus.
pub trait Card: Send {
    /// From now on the card stands like this: there or not, ready, stalled.
    fn stands(&mut self, now: &Disturbance);
    /// What the host has played in this beat; silence when it plays nothing.
    fn take(&mut self) -> Frame;
    /// What the host is to record in this beat.
    fn give(&mut self, frame: &Frame);
}

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
    /// Bytes that the host wrote although `+QPCMV: 0,0` had told it to stop (F80).
    pub held_bytes: u64,
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
    /// Effects and news lost because nobody took them ([`VirtualBox::next_effect`],
    /// [`VirtualBox::next_news`]).
    pub effects_lost: u64,
    /// What could not be shown: terminals and files of the tree. At most 16.
    pub failures: Vec<String>,
    /// How the sound went.
    pub sound: SoundReport,
}

/// A running virtual EC25. It stops when it is dropped.
#[derive(Debug)]
pub struct VirtualBox {
    links: Vec<PathBuf>,
    network: Network,
    cues: SyncSender<Cue>,
    effects: Receiver<(Instant, Effect)>,
    news: Receiver<(Instant, News)>,
    started: Instant,
    clock: Arc<dyn Clock>,
    line: Arc<Line>,
    at_thread: Option<JoinHandle<Report>>,
    pcm_thread: Option<JoinHandle<SoundReport>>,
}

/// The names of the terminals of now; empty while the modem is unplugged.
#[derive(Clone, Debug, Default)]
struct Names {
    at: PathBuf,
    second: PathBuf,
    pcm: PathBuf,
}

/// What the two threads tell one another.
#[derive(Debug, Default)]
struct Line {
    stop: AtomicBool,
    /// 0: no sound, 1: over the serial port, 2: over the card.
    route: AtomicU8,
    /// Whether a far end is connected; grows by one at every answer and every end, odd while up.
    call: AtomicU64,
    names: Mutex<Names>,
    /// The PCM terminal of now.
    pcm: Mutex<Option<Arc<Port>>>,
    sound: Mutex<Disturbance>,
}

/// Nothing is left half done under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// Cues and news that may wait.
    const MOST_NEWS: usize = 256;

    /// Starts `modem` on fresh terminals which it keeps: a reboot does not take them away, as on a
    /// UART. `far` is the far end of the line: it is called once per beat while a call is up, with
    /// the number of the beat since the call was answered and what the host says, and returns what
    /// the host is to hear. It hears silence as long as `AT+QPCMV` is off. It must return well within
    /// 20 ms.
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
        Self::carry(Rig::new(modem, 0).bolted(), Place::default(), far)
    }

    /// Starts a modem with its faults at a place. It leaves the bus as the rig says, and comes back
    /// with other terminals.
    ///
    /// # Errors
    /// As [`VirtualBox::start`], and when the place is taken.
    pub fn carry<F>(
        rig: Rig,
        place: Place,
        far: impl FnOnce(Network) -> F,
    ) -> Result<Self, PtyError>
    where
        F: FnMut(u64, &Frame) -> Frame + Send + 'static,
    {
        let (network, happenings) = sync_channel(Self::MOST_WAITING);
        let (effects_in, effects) = sync_channel(Self::MOST_WAITING);
        let (cues, cues_out) = sync_channel(Self::MOST_NEWS);
        let (news_in, news) = sync_channel(Self::MOST_NEWS);
        let far = far(network.clone());
        let line = Arc::new(Line::default());
        let clock = place
            .clock
            .unwrap_or_else(|| Arc::new(MonotonicClock::start()));
        let beats = Arc::clone(&clock);
        let mut hand = Hand::new(Arc::clone(&line), place.tree, rig.modem().profile());
        hand.plug(rig.numbers())?;
        let at_loop = AtLoop {
            rig,
            hand,
            happenings,
            cues: cues_out,
            effects: effects_in,
            news: news_in,
            effects_lost: 0,
            line: Arc::clone(&line),
            clock: Arc::clone(&clock),
            started: clock.now(),
        };
        let pcm_line = Arc::clone(&line);
        let at_thread = thread::Builder::new()
            .name("sim-at".to_owned())
            .spawn(move || at_loop.run())
            .map_err(failed("start the thread of the AT port"))?;
        let pcm_thread = thread::Builder::new()
            .name("sim-pcm".to_owned())
            .spawn(move || beat::pcm_loop(&pcm_line, place.card, &*beats, far))
            .map_err(failed("start the thread of the PCM port"))?;
        Ok(Self {
            links: Vec::new(),
            network,
            cues,
            effects,
            news,
            started: clock.now(),
            clock,
            line,
            at_thread: Some(at_thread),
            pcm_thread: Some(pcm_thread),
        })
    }

    /// Gives the terminals of now the names `ttyUSB1` (PCM), `ttyUSB2` (AT) and `ttyUSB3` (the second
    /// AT port) in `dir`, where a real EC25 has them in `/dev`. The names go away with the box.
    ///
    /// # Errors
    /// When a link cannot be made.
    pub fn link_into(&mut self, dir: &Path) -> Result<(), PtyError> {
        let names = lock(&self.line.names).clone();
        for (name, target) in [
            ("ttyUSB2", names.at),
            ("ttyUSB1", names.pcm),
            ("ttyUSB3", names.second),
        ] {
            let link = dir.join(name);
            symlink(target, &link).map_err(failed(format!("make the link {}", link.display())))?;
            self.links.push(link);
        }
        Ok(())
    }

    /// The terminal of the AT port, now; empty while the modem is unplugged.
    #[must_use]
    pub fn at_path(&self) -> PathBuf {
        lock(&self.line.names).at.clone()
    }

    /// The terminal of the second AT port, now; empty while the modem is unplugged.
    #[must_use]
    pub fn second_path(&self) -> PathBuf {
        lock(&self.line.names).second.clone()
    }

    /// The terminal of the NMEA port, which carries PCM under `AT+QPCMV=1,0`; empty while the modem
    /// is unplugged.
    #[must_use]
    pub fn pcm_path(&self) -> PathBuf {
        lock(&self.line.names).pcm.clone()
    }

    /// The way into the network.
    #[must_use]
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// Does something to the modem. At most 256 cues wait; when there are so many, it says no.
    pub fn cue(&self, cue: Cue) -> bool {
        !matches!(self.cues.try_send(cue), Err(TrySendError::Full(_)))
    }

    /// The next thing that the box did to the network; `None` when there is none within `patience`.
    /// At most 1024 wait; the oldest are kept.
    #[must_use]
    pub fn next_effect(&self, patience: Duration) -> Option<(Instant, Effect)> {
        self.effects.recv_timeout(patience).ok()
    }

    /// The next thing that is to be told of the modem itself; `None` when there is none within
    /// `patience`. At most 256 wait; the oldest are kept.
    #[must_use]
    pub fn next_news(&self, patience: Duration) -> Option<(Instant, News)> {
        self.news.recv_timeout(patience).ok()
    }

    /// Takes the power away and gives it back: calls and volatile settings are gone, and after the
    /// profile's time the module starts up again.
    pub fn power_cycle(&self) {
        self.cue(Cue::PowerKey);
    }

    /// The time on the clock of the virtual module.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::ZERO + self.clock.now().since(self.started)
    }

    /// Stops both threads and says how it went.
    #[must_use]
    pub fn stop(mut self) -> Report {
        self.join()
    }

    fn join(&mut self) -> Report {
        self.line.stop.store(true, Ordering::SeqCst);
        let mut report = match self.at_thread.take().map(JoinHandle::join) {
            Some(Ok(report)) => report,
            _ => Report::default(),
        };
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
