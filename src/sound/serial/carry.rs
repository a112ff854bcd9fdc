//! The pump of a serial port.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::AsFd,
};

use heapless::Deque;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::{audio::Frame, sound::Lost};

use super::{
    super::beat::Beat,
    bytes::{Collector, Outgoing},
};

/// The longest wait for sound, in milliseconds; so late is a stop noticed.
const WAIT: u16 = 100;
/// So many waits in vain are two seconds without sound.
const SILENT: u32 = 20;
/// The most reads before what came is carried.
const READS: u32 = 32;
/// Frames that can wait here for their beat: 1.28 s, more than a port's own buffer. Full: the oldest
/// is heard at once and not answered.
const WAITING: usize = 64;
/// The modem delivers 40 ms at a time. More than three times as many frames have waited too long
const TARGET: usize = 2;
const TOO_LONG: usize = 3 * TARGET;

pub(super) fn carry(mut file: &File, beat: &mut Beat) -> Result<(), Lost> {
    let mut buffer = [0; 4096];
    let (mut collector, mut outgoing) = (Collector::default(), Outgoing::default());
    let mut waiting: Deque<Frame, WAITING> = Deque::new();
    let mut in_vain = 0;
    while !beat.shared.is_stopped() {
        if !readable(file)? {
            in_vain += 1;
            if in_vain >= SILENT {
                beat.quiet();
            }
            continue;
        }
        // Everything that is there, so that it is known how much has piled up. A port gives it in pieces
        // of its own choice.
        for _ in 0..READS {
            let count = match file.read(&mut buffer) {
                Ok(0) => return Err(Lost::Gone),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(lost(&error)),
            };
            in_vain = 0;
            let mut octets = &buffer[..count];
            while let Some(heard) = collector.next(&mut octets) {
                if waiting.is_full()
                    && let Some(oldest) = waiting.pop_front()
                {
                    beat.hear(oldest);
                }
                let _ = waiting.push_back(heard); // there is room now
            }
        }
        for _ in 0..collector.take_slips() {
            beat.shared.count(|c| &c.slips);
        }
        // Answering a pile at once would be a burst, and everything after it late by as much.
        let too_late = match waiting.len() {
            pile if pile > TOO_LONG => pile - TARGET,
            _ => 0,
        };
        for _ in 0..too_late {
            waiting.pop_front().into_iter().for_each(|f| beat.hear(f));
        }
        while let Some(heard) = waiting.pop_front() {
            beat.turn(heard, |said| speak(file, &mut outgoing, said))?;
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

/// Writes what the port takes now. A frame of which it takes nothing is dropped; says whether it was
/// not.
fn speak(mut file: &File, outgoing: &mut Outgoing, said: &Frame) -> Result<bool, Lost> {
    let taken = outgoing.put(said);
    while !outgoing.rest().is_empty() {
        match file.write(outgoing.rest()) {
            Ok(0) => break,
            Ok(count) => outgoing.wrote(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(lost(&error)),
        }
    }
    Ok(taken && !outgoing.drop_unbegun())
}

fn lost(error: &io::Error) -> Lost {
    use nix::errno::Errno;
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EIO | Errno::ENODEV | Errno::ENXIO) => Lost::Gone,
        _ => Lost::Failed(error.kind()),
    }
}
