//! Where the module keeps messages (3GPP TS 27.005 3.1).

use std::collections::BTreeMap;

use crate::sim::deliver::Pdu;

/// `<stat>` of a message; the number is that of PDU mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sim::ec25) enum Stat {
    Unread = 0,
    Read = 1,
    Unsent = 2,
    Sent = 3,
}

impl Stat {
    /// Its words in text mode.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Unread => "REC UNREAD",
            Self::Read => "REC READ",
            Self::Unsent => "STO UNSENT",
            Self::Sent => "STO SENT",
        }
    }

    /// All of them, in the order of their numbers.
    pub(super) const ALL: [Self; 4] = [Self::Unread, Self::Read, Self::Unsent, Self::Sent];
}

/// One message.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) stat: Stat,
    pub(super) pdu: Pdu,
    /// Whether the host has read it, one way or the other.
    pub(super) seen: bool,
}

/// Which memory. `MT` is `ME` under another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    /// The module's own.
    Me,
    /// That of the SIM.
    Sm,
    /// That of status reports.
    Sr,
}

impl Which {
    /// The memory of this name in `AT+CPMS`.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "SM" => Self::Sm,
            "SR" => Self::Sr,
            _ => Self::Me,
        }
    }
}

/// One memory; places are counted from 0.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    places: u16,
    pub(super) slots: BTreeMap<u16, Slot>,
}

impl Memory {
    const fn new(places: u16) -> Self {
        let slots = BTreeMap::new();
        Self { places, slots }
    }

    /// `<used>,<total>`.
    pub(super) fn used(&self) -> String {
        format!("{},{}", self.slots.len(), self.places)
    }

    pub(super) fn left(&self) -> u16 {
        self.places - u16::try_from(self.slots.len()).unwrap_or(self.places)
    }

    /// Whether there is such a place.
    pub(super) const fn has_place(&self, index: u16) -> bool {
        index < self.places
    }

    /// Puts a message in the first free place; `None` when there is none.
    pub(super) fn put(&mut self, stat: Stat, pdu: Pdu) -> Option<u16> {
        let index = (0..self.places).find(|n| !self.slots.contains_key(n))?;
        let seen = stat != Stat::Unread;
        self.slots.insert(index, Slot { stat, pdu, seen });
        Some(index)
    }
}

/// All memories. What is in them survives a reboot.
#[derive(Clone, Debug)]
pub(in crate::sim::ec25) struct Memories {
    me: Memory,
    sm: Memory,
    sr: Memory,
}

impl Memories {
    /// Empty ones with so many places in the module and on the SIM.
    pub(in crate::sim::ec25) const fn new((me, sm): (u16, u16)) -> Self {
        Self {
            me: Memory::new(me),
            sm: Memory::new(sm),
            sr: Memory::new(30),
        }
    }

    pub(super) const fn get(&self, which: Which) -> &Memory {
        match which {
            Which::Me => &self.me,
            Which::Sm => &self.sm,
            Which::Sr => &self.sr,
        }
    }

    pub(super) const fn get_mut(&mut self, which: Which) -> &mut Memory {
        match which {
            Which::Me => &mut self.me,
            Which::Sm => &mut self.sm,
            Which::Sr => &mut self.sr,
        }
    }
}
