//! Text messages that have come in: read, told, and deleted once somebody has written them down.
//!
//! An announcement (`+CMTI`) is a hint. What counts is what lies in the module, so all of it is looked
//! at when the module starts, every ten minutes and whenever there is a doubt. What was told is known
//! by its place and a print of its octets: told once, and never deleted in place of another text that
//! has come to the same place since.

mod storage;

use std::time::Duration;

use crate::{
    at::{Answer, CmsError, Command, Refusal, Reply, StoredText, TextPdu, TextStatus},
    modem::{Event, Fault, Lack, Slot},
    time::Instant,
};

use self::storage::Watermark;
use super::{Out, tell};

/// So many announced texts may wait to be read; with more, everything is looked at instead.
const TO_READ: usize = 32;
/// So many texts are known at once; others stay in the module until there is room.
const KNOWN: usize = 255;
/// Between two looks at everything …
const SWEEP: Duration = Duration::from_secs(10 * 60);
/// … and after one that failed.
const SWEEP_AGAIN: Duration = Duration::from_secs(60);
/// Before a text that was not there, or not whole, is read again.
const READ_AGAIN: Duration = Duration::from_secs(1);
/// Between attempts at deleting.
const DELETE_AGAIN: [Duration; 4] = [
    Duration::from_secs(3),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(120),
];
/// A text that nobody has written down by then is told again.
const TELL_AGAIN: Duration = Duration::from_secs(10 * 60);
/// `+CMS ERROR: 321`, invalid memory index: nothing is there (3GPP TS 27.005 3.2.5).
const NOTHING_THERE: CmsError = CmsError(321);

/// A text that was written down is deleted so much later: sound is armed and a number dialled in less.
const NOT_AT_ONCE: Duration = Duration::from_millis(400);

#[derive(Clone, Copy, Debug)]
struct ToRead {
    index: u16,
    again: bool,
}

/// What is to become of a text that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Whoever was told has not written it down yet.
    Kept,
    /// To be deleted.
    Delete { tries: usize, due: Instant },
    /// Perhaps deleted: it has to be read before it may be deleted again.
    Unsure,
    /// Cannot be deleted; tried again when everything is looked at.
    Stays,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    slot: Slot,
    fate: Fate,
    told_at: Instant,
    /// Seen in the look at everything that is under way.
    seen: bool,
}

#[derive(Debug, Default)]
pub(super) struct Inbox {
    to_read: heapless::Deque<ToRead, TO_READ>,
    read_not_before: Instant,
    known: heapless::Vec<Known, KNOWN>,
    sweep_due: Instant,
    watermark: Watermark,
}

impl Inbox {
    /// Look at everything soon.
    pub fn sweep(&mut self, at: Instant) {
        self.sweep_due = self.sweep_due.min(at);
    }

    pub fn lack(&self) -> Option<Lack> {
        self.watermark.lack()
    }

    /// `+CMTI`.
    pub fn announced(&mut self, index: u16, at: Instant) {
        self.read(index, false, at);
    }

    /// `+QIND: "smsfull"`.
    pub fn is_full(&mut self, at: Instant, out: Out<'_>) {
        self.watermark.is_full(out);
        self.sweep(at);
    }

    fn read(&mut self, index: u16, again: bool, at: Instant) {
        let waits = |read: &ToRead| read.index == index;
        if !self.to_read.iter().any(waits) {
            let read = ToRead { index, again };
            if self.to_read.push_back(read).is_err() {
                self.sweep(at);
            }
        }
    }

    /// Somebody has written it down. It may be what a call is placed for at once: that comes first.
    pub fn delete(&mut self, slot: Slot, at: Instant) {
        if let Some(known) = self.known.iter_mut().find(|known| known.slot == slot)
            && known.fate == Fate::Kept
        {
            let due = at + NOT_AT_ONCE;
            known.fate = Fate::Delete { tries: 0, due };
        }
    }

    /// `idle`: no call is on, so the port may be taken for longer.
    pub fn next(&mut self, idle: bool, at: Instant) -> Option<Command> {
        if self.next_wake(idle)? > at {
            return None;
        }
        if let Some(slot) = self.to_delete(at) {
            return Some(Command::DeleteText { index: slot.index });
        }
        if let Some(read) = self.to_read.front()
            && self.read_not_before <= at
        {
            return Some(Command::ReadText { index: read.index });
        }
        if idle && self.sweep_due <= at {
            for known in &mut self.known {
                known.seen = false;
            }
            return Some(Command::ListTexts);
        }
        (idle && self.watermark.is_due()).then_some(Command::TextStorage)
    }

    fn to_delete(&self, at: Instant) -> Option<Slot> {
        let due = |known: &&Known| matches!(known.fate, Fate::Delete { due, .. } if due <= at);
        self.known.iter().find(due).map(|known| known.slot)
    }

    pub fn next_wake(&self, idle: bool) -> Option<Instant> {
        let delete = self.known.iter().filter_map(|known| match known.fate {
            Fate::Delete { due, .. } => Some(due),
            _ => None,
        });
        let read = (!self.to_read.is_empty()).then_some(self.read_not_before);
        let sweep = idle.then_some(self.sweep_due);
        let storage = (idle && self.watermark.is_due()).then_some(Instant::ZERO);
        delete.chain(read).chain(sweep).chain(storage).min()
    }

    /// One entry of the list.
    pub fn listed(&mut self, text: StoredText, at: Instant, out: Out<'_>) {
        if let Some(known) = self.at_index(text.index) {
            known.seen = true;
        }
        if is_ours(text.status) {
            return;
        }
        if text.pdu.is_whole() {
            self.take(text.index, text.pdu, at, out);
        } else {
            self.read(text.index, false, at);
        }
    }

    pub fn done(&mut self, command: &Command, answer: Answer, at: Instant, out: Out<'_>) {
        match command {
            Command::DeleteText { index } => self.deleted(*index, &answer, at, out),
            Command::ReadText { index } => self.was_read(*index, answer, at, out),
            Command::ListTexts => self.swept(&answer, at),
            Command::TextStorage => self.watermark.done(&answer, out),
            _ => {}
        }
    }

    fn deleted(&mut self, index: u16, answer: &Answer, at: Instant, out: Out<'_>) {
        let Some(known) = self.at_index(index) else {
            return;
        };
        let Fate::Delete { tries, .. } = known.fate else {
            return;
        };
        match answer {
            Answer::Ok(_) | Answer::Refused(Refusal::Cms(NOTHING_THERE)) => self.forget(index),
            Answer::Refused(_) => {
                known.fate = match DELETE_AGAIN.get(tries) {
                    Some(wait) => Fate::Delete {
                        tries: tries + 1,
                        due: at + *wait,
                    },
                    None => Fate::Stays,
                };
                if known.fate == Fate::Stays {
                    tell(Event::Fault(Fault::TextStays), out);
                }
            }
            Answer::Empty | Answer::TimedOut | Answer::Gone => {
                known.fate = Fate::Unsure;
                self.read(index, true, at);
            }
        }
    }

    fn was_read(&mut self, index: u16, answer: Answer, at: Instant, out: Out<'_>) {
        let Some(read) = self
            .to_read
            .front()
            .copied()
            .filter(|read| read.index == index)
        else {
            return;
        };
        if answer == Answer::Gone {
            return; // it is read when the modem is back
        }
        self.to_read.pop_front();
        match answer {
            Answer::Ok(Reply::StoredText(text)) if is_ours(text.status) => {}
            Answer::Ok(Reply::StoredText(text)) if text.pdu.is_whole() => {
                self.take(index, text.pdu, at, out);
            }
            Answer::Ok(Reply::StoredText(text)) if read.again => {
                tell(Event::Fault(Fault::TextDamaged), out);
                self.take(index, text.pdu, at, out);
            }
            _ if !read.again => {
                self.read(index, true, at);
                self.read_not_before = at + READ_AGAIN;
            }
            // Nothing is there, twice.
            Answer::Ok(_) | Answer::Empty | Answer::Refused(Refusal::Cms(NOTHING_THERE)) => {
                self.forget(index);
            }
            Answer::Refused(_) | Answer::TimedOut | Answer::Gone => {
                self.sweep(at + SWEEP_AGAIN);
            }
        }
    }

    fn swept(&mut self, answer: &Answer, at: Instant) {
        let garbled = matches!(answer, Answer::Ok(Reply::Listed { garbled: true, .. }));
        let whole = matches!(answer, Answer::Ok(_)) && !garbled;
        self.sweep_due = at + if whole { SWEEP } else { SWEEP_AGAIN };
        self.watermark.look();
        if !whole {
            return;
        }
        self.known.retain(|known| known.seen);
        for known in &mut self.known {
            if known.fate == Fate::Stays {
                known.fate = Fate::Delete { tries: 0, due: at };
            }
        }
    }

    /// A text lies there; it is told unless it was.
    fn take(&mut self, index: u16, pdu: TextPdu, at: Instant, out: Out<'_>) {
        let slot = Slot {
            index,
            print: print(&pdu.octets),
        };
        if let Some(known) = self.at_index(index) {
            if known.slot == slot {
                match known.fate {
                    Fate::Unsure => known.fate = Fate::Delete { tries: 1, due: at },
                    Fate::Kept if at.since(known.told_at) >= TELL_AGAIN => {
                        known.told_at = at;
                        let slot = Some(slot);
                        tell(Event::TextReceived { slot, pdu }, out);
                    }
                    Fate::Kept | Fate::Delete { .. } | Fate::Stays => {}
                }
                return;
            }
            self.forget(index);
        }
        let known = Known {
            slot,
            fate: Fate::Kept,
            told_at: at,
            seen: true,
        };
        if self.known.push(known).is_ok() {
            let slot = Some(slot);
            tell(Event::TextReceived { slot, pdu }, out);
        }
    }

    fn at_index(&mut self, index: u16) -> Option<&mut Known> {
        self.known
            .iter_mut()
            .find(|known| known.slot.index == index)
    }

    fn forget(&mut self, index: u16) {
        self.known.retain(|known| known.slot.index != index);
        self.watermark.look();
    }
}

/// Texts that we have written ourselves lie there too, on some modules.
const fn is_ours(status: TextStatus) -> bool {
    matches!(status, TextStatus::Unsent | TextStatus::Sent)
}

/// FNV-1a: tells texts apart that lie in the same place one after the other.
fn print(octets: &[u8]) -> u32 {
    octets.iter().fold(0x811C_9DC5, |print, octet| {
        (print ^ u32::from(*octet)).wrapping_mul(0x0100_0193)
    })
}
