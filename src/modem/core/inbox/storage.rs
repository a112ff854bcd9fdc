//! How full the store is. A full one is silent: the network keeps what comes, and says nothing.

use crate::{
    at::{Answer, Reply, Storage},
    modem::{Event, Lack},
};

use super::super::{Out, tell};

/// Tenths of the store from which on it is nearly full, and below which it is not any more.
const HIGH: u32 = 8;
const LOW: u32 = 7;

#[derive(Debug, Default)]
pub(super) struct Watermark {
    due: bool,
    full: bool,
    last: Option<Storage>,
}

impl Watermark {
    pub const fn look(&mut self) {
        self.due = true;
    }

    pub const fn is_due(&self) -> bool {
        self.due
    }

    pub fn lack(&self) -> Option<Lack> {
        self.full.then_some(Lack::Storage)
    }

    /// The module says that it is full.
    pub fn is_full(&mut self, out: Out<'_>) {
        self.due = true;
        if !std::mem::replace(&mut self.full, true) {
            let (used, total) = self.last.map_or((0, 0), |last| (last.total, last.total));
            tell(Event::TextsFull { used, total }, out);
        }
    }

    pub fn done(&mut self, answer: &Answer, out: Out<'_>) {
        self.due = false;
        let Answer::Ok(Reply::Storage(storage)) = answer else {
            return;
        };
        self.last = Some(*storage);
        let Storage { used, total } = *storage;
        let tenths = |tenths: u32| u32::from(total) * tenths;
        let (filled, was) = (u32::from(used) * 10, self.full);
        self.full = total > 0 && filled >= tenths(if was { LOW } else { HIGH });
        if self.full && !was {
            tell(Event::TextsFull { used, total }, out);
        }
    }
}
