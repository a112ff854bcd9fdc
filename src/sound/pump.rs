//! The pump: one frame in, one frame out, at the modem's pace.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::AsFd,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::{
    audio::{Frame, Hz8k},
    tty::Tty,
};

use super::bytes::{Collector, Outgoing};

/// The longest wait for sound, in milliseconds.
const WAIT: u16 = 500;
/// So many waits in vain are two seconds without sound.
const SILENT: u32 = 4;

/// Who hears and who speaks. All of it runs in the pump's thread, fifty times a second, and must
/// neither block nor take long.
pub struct Ends {
    /// Gets every frame of the caller's voice.
    pub ears: Box<dyn FnMut(Frame<Hz8k>) + Send>,
    /// Gives a frame of ours in return; silence when there is nothing to say.
    pub voice: Box<dyn FnMut() -> Frame<Hz8k> + Send>,
    /// Called once, when the modem has delivered nothing for two seconds.
    pub quiet: Box<dyn FnMut() + Send>,
    /// Called once, when the port is gone. Not called after [`PumpHandle::stop`].
    pub lost: Box<dyn FnMut(Lost) + Send>,
}

/// Why there is no more sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The port has ended: the modem was unplugged or has restarted.
    #[error("the modem's sound port is gone")]
    Gone,
    /// The port gives an error.
    #[error("the modem's sound port fails: {0}")]
    Failed(io::ErrorKind),
}

#[derive(Debug, Default)]
struct Flags {
    stop: AtomicBool,
    held: AtomicBool,
}

/// A running pump; stops when it is dropped.
#[derive(Debug)]
pub struct PumpHandle {
    flags: Arc<Flags>,
    thread: Option<JoinHandle<()>>,
}

impl PumpHandle {
    /// Stops, and waits for the thread: at once while sound flows, half a second when it does not.
    /// From then on the port is free. Not to be called from within [`Ends`].
    pub fn stop(self) {
        drop(self);
    }

    /// While held, nothing is said and `voice` is not asked (`+QPCMV: 0,0`).
    pub fn hold_uplink(&self, held: bool) {
        self.flags.held.store(held, Ordering::Relaxed);
    }
}

impl Drop for PumpHandle {
    fn drop(&mut self) {
        self.flags.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join(); // a panic in there has been reported already
        }
    }
}

pub(super) fn spawn(tty: Tty, mut ends: Ends) -> io::Result<PumpHandle> {
    let flags = Arc::new(Flags::default());
    let seen = Arc::clone(&flags);
    let thread = thread::Builder::new()
        .name("sound".to_owned())
        .spawn(move || {
            let ended = carry(&tty.file, &mut ends, &seen);
            drop(tty);
            if let Err(why) = ended {
                (ends.lost)(why);
            }
        })?;
    Ok(PumpHandle {
        flags,
        thread: Some(thread),
    })
}

fn carry(mut file: &File, ends: &mut Ends, flags: &Flags) -> Result<(), Lost> {
    let mut buffer = [0; 4096];
    let (mut collector, mut outgoing) = (Collector::default(), Outgoing::default());
    let (mut in_vain, mut told) = (0, false);
    while !flags.stop.load(Ordering::Relaxed) {
        if !readable(file)? {
            in_vain += 1;
            if in_vain >= SILENT && !std::mem::replace(&mut told, true) {
                (ends.quiet)();
            }
            continue;
        }
        let count = match file.read(&mut buffer) {
            Ok(0) => return Err(Lost::Gone),
            Ok(count) => count,
            Err(error) if is_passing(&error) => continue,
            Err(error) => return Err(lost(&error)),
        };
        in_vain = 0;
        let mut octets = &buffer[..count];
        while let Some(heard) = collector.next(&mut octets) {
            (ends.ears)(heard);
            if !flags.held.load(Ordering::Relaxed) {
                outgoing.put(&(ends.voice)());
            }
            speak(file, &mut outgoing)?;
        }
    }
    Ok(())
}

/// Waits for sound. An end or an error counts as readable: the read says which.
fn readable(file: &File) -> Result<bool, Lost> {
    let mut polled = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
    match poll(&mut polled, PollTimeout::from(WAIT)) {
        Ok(ready) => Ok(ready > 0),
        Err(nix::errno::Errno::EINTR) => Ok(false),
        Err(errno) => Err(lost(&errno.into())),
    }
}

/// Writes what the port takes now. A frame of which it takes nothing is dropped.
fn speak(mut file: &File, outgoing: &mut Outgoing) -> Result<(), Lost> {
    while !outgoing.rest().is_empty() {
        match file.write(outgoing.rest()) {
            Ok(0) => break,
            Ok(count) => outgoing.wrote(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(lost(&error)),
        }
    }
    outgoing.drop_unbegun();
    Ok(())
}

fn is_passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
    )
}

fn lost(error: &io::Error) -> Lost {
    use nix::errno::Errno;
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EIO | Errno::ENODEV | Errno::ENXIO) => Lost::Gone,
        _ => Lost::Failed(error.kind()),
    }
}
