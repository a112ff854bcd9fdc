//! The AT channel: the framer, and what the lines mean.

use crate::time::Instant;

use super::{
    Bytes, Command, Done, Framer, NotReady, Output,
    link::Link,
    raw::{Over, REST, RawItem},
};

/// One AT port, sans I/O: one command in flight, everything that does not answer it is a
/// [`super::Urc`].
///
/// After a time-out the stream is suspect, since a late `OK` would be taken for the next command's.
/// The channel then keeps quiet for half a second, asks for the serial number and believes only an
/// `OK` that comes after one; [`Output::Synced`] tells that it may be used again, [`Output::Dead`]
/// that three attempts have failed and the port has to be opened anew.
///
/// What comes in that time is news only if it is surely an announcement: neither the late answer nor
/// a line that nobody knows. The late answer to a proof is known by its serial number, and its `OK`
/// is not taken for the next command's either.
///
/// Every call of [`receive`](Self::receive) and [`wake`](Self::wake) gives at most one output; call
/// again until `None`. Nothing is queued inside, so nothing can overflow.
#[derive(Debug, Default)]
pub struct Channel {
    framer: Framer,
    link: Link,
}

impl Channel {
    /// Starts over on a port that has just been opened, or after the modem has restarted: waits
    /// until the line is quiet, then knocks with `AT`. Gives the command that this cut off.
    pub fn open(&mut self, at: Instant) -> Option<Done> {
        self.framer.clear();
        self.link.open(at)
    }

    /// The port is gone. Gives the command that this cut off.
    pub fn close(&mut self) -> Option<Done> {
        self.framer.clear();
        self.link.close()
    }

    /// For tests and for a modem that is known to listen: ready without knocking.
    pub fn assume_ready(&mut self) {
        self.link.assume_ready();
    }

    /// Whether a command can be sent now.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.link.is_ready()
    }

    /// Begins a command and gives the bytes to write.
    ///
    /// # Errors
    ///
    /// When one is in flight, or the channel is not in step with the modem.
    pub fn send(&mut self, command: Command, at: Instant) -> Result<Bytes, NotReady> {
        self.link.send(command, at)
    }

    /// Reads on in `bytes`, which shrinks by what was used up. `None`: all of it was read.
    pub fn receive(&mut self, bytes: &mut &[u8], at: Instant) -> Option<Output> {
        if !bytes.is_empty() {
            self.link.stirred(at);
        }
        loop {
            if let Some(output) = self.link.first() {
                return Some(output);
            }
            let heard = match self.link.raw_mut() {
                Some(raw) => match raw.next(bytes)? {
                    RawItem::Chunk(chunk) => Some(Output::Data(chunk)),
                    RawItem::Over(over) => {
                        if over == Over::WithResult {
                            self.framer.begin(REST);
                        }
                        self.link.raw_over(over, at)
                    }
                },
                None => {
                    let item = self.framer.next(bytes)?;
                    let heard = self.link.hear(item, at);
                    if let Some(raw) = self.link.raw_mut() {
                        raw.follows(self.framer.ended_with_return());
                    }
                    heard
                }
            };
            if heard.is_some() {
                return heard;
            }
        }
    }

    /// Does what is due by now. Call it when [`next_wake`](Self::next_wake) has come.
    pub fn wake(&mut self, at: Instant) -> Option<Output> {
        self.link.wake(at)
    }

    /// When something is due next.
    #[must_use]
    pub const fn next_wake(&self) -> Option<Instant> {
        self.link.next_wake()
    }

    /// Lines that answered nothing: late results, above all.
    #[must_use]
    pub const fn stray(&self) -> u64 {
        self.link.stray()
    }

    /// Lines that were too long to be read.
    #[must_use]
    pub const fn overlong(&self) -> u64 {
        self.framer.overlong()
    }
}
