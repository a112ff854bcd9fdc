//! The handle on a running pump.

use std::{
    fmt, io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::tone::Tones;

use super::{Ends, Levels, Lost, beat::Beat};

/// A pump whose device blocks for longer than this when it is stopped is left behind.
const STOPPED_WITHIN: Duration = Duration::from_secs(2);

/// How the sound went so far, in frames of 20 ms and events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Frames that the modem delivered.
    pub heard: u64,
    /// Frames handed to it.
    pub said: u64,
    /// Frames of ours that it did not take in time.
    pub dropped: u64,
    /// Frames of its that were read so late that nothing was said in return.
    pub late: u64,
    /// Overruns and underruns of a sound card (`EPIPE`, `ESTRPIPE`), each recovered.
    pub xruns: u64,
    /// Other errors of a sound card that did not last.
    pub errors: u64,
    /// Octets that had been lost in serial PCM, found by how it sounded.
    pub slips: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub heard: AtomicU64,
    pub said: AtomicU64,
    pub dropped: AtomicU64,
    pub late: AtomicU64,
    pub xruns: AtomicU64,
    pub errors: AtomicU64,
    pub slips: AtomicU64,
}

/// What a pump's thread and its handle share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    stop: AtomicBool,
    held: AtomicBool,
    /// From `play` to the last tone's end.
    playing: AtomicBool,
    next: Mutex<Option<Tones>>,
    levels: AtomicU32,
    counters: Counters,
}

impl Shared {
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) fn is_held(&self) -> bool {
        self.held.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, which: impl FnOnce(&Counters) -> &AtomicU64) {
        which(&self.counters).fetch_add(1, Ordering::Relaxed);
    }

    /// The tones to be played next. Waits for nobody: what cannot be had now comes a beat later.
    pub(super) fn take_tones(&self) -> Option<Tones> {
        if !self.playing.load(Ordering::Acquire) {
            return None;
        }
        self.next.try_lock().ok()?.take()
    }

    pub(super) fn tones_played(&self) {
        self.playing.store(false, Ordering::Release);
    }

    pub(super) fn set_levels(&self, levels: Levels) {
        let both = u32::from(levels.heard) << 16 | u32::from(levels.said);
        self.levels.store(both, Ordering::Relaxed);
    }
}

/// Other tones are still being played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("playing tones: others are still being played; wait until they are over")]
pub struct StillPlaying;

/// A running pump; stops when it is dropped.
pub struct PumpHandle {
    shared: Arc<Shared>,
    thread: Option<(JoinHandle<()>, Receiver<()>)>,
}

impl fmt::Debug for PumpHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PumpHandle")
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl PumpHandle {
    /// Starts `carry` in a thread of its own; it gets everything that happens on a beat, and ends when
    /// told to or when the device is gone. The device has to be closed when `carry` returns.
    pub(super) fn spawn(
        ends: Ends,
        carry: impl FnOnce(&mut Beat) -> Result<(), Lost> + Send + 'static,
    ) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let seen = Arc::clone(&shared);
        let (done, ended) = sync_channel(0);
        let thread = thread::Builder::new()
            .name("sound".to_owned())
            .spawn(move || {
                let mut beat = Beat::new(ends, seen);
                if let Err(why) = carry(&mut beat) {
                    beat.lost(why);
                }
                drop(done);
            })?;
        Ok(Self {
            shared,
            thread: Some((thread, ended)),
        })
    }

    /// Stops, and waits for the thread: at once while sound flows, a tenth of a second when it does
    /// not, and at most two seconds for a driver that blocks, which is then left behind. From then on
    /// the device is free. Not to be called from within [`Ends`].
    pub fn stop(self) {
        drop(self);
    }

    /// While held, nothing is said and `voice` is not asked (`+QPCMV: 0,0`).
    pub fn hold_uplink(&self, held: bool) {
        self.shared.held.store(held, Ordering::Relaxed);
    }

    /// Plays tones instead of the voice, which is not asked meanwhile; [`Ends::played`] tells when they
    /// are over.
    ///
    /// # Errors
    /// [`StillPlaying`] when the tones before are not over.
    pub fn play(&self, tones: Tones) -> Result<(), StillPlaying> {
        let mut next = self
            .shared
            .next
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if self.shared.playing.load(Ordering::Acquire) {
            return Err(StillPlaying);
        }
        *next = Some(tones);
        self.shared.playing.store(true, Ordering::Release);
        Ok(())
    }

    /// Whether tones of ours are going out: whoever listens for keys is deaf as long.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.shared.playing.load(Ordering::Acquire)
    }

    /// The levels of the last whole second.
    #[must_use]
    pub fn levels(&self) -> Levels {
        let both = self.shared.levels.load(Ordering::Relaxed);
        Levels {
            heard: (both >> 16) as u16,
            said: both as u16,
        }
    }

    /// How the sound went so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let counters = &self.shared.counters;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            heard: read(&counters.heard),
            said: read(&counters.said),
            dropped: read(&counters.dropped),
            late: read(&counters.late),
            xruns: read(&counters.xruns),
            errors: read(&counters.errors),
            slips: read(&counters.slips),
        }
    }
}

impl Drop for PumpHandle {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        let Some((thread, ended)) = self.thread.take() else {
            return;
        };
        match ended.recv_timeout(STOPPED_WITHIN) {
            // A panic in there has been reported already.
            Err(RecvTimeoutError::Disconnected) | Ok(()) => drop(thread.join()),
            Err(RecvTimeoutError::Timeout) => {
                tracing::error!("the sound device blocks while it is closed; it is left behind");
            }
        }
    }
}
