//! Reading and deleting: `AT+CMGR`, `AT+CMGL`, `AT+CMGD`.

use super::{
    super::{
        Ec25, Rule, Trouble,
        flow::Flow,
        parse::Arg,
        reply::{self, Reply},
    },
    memory::{Slot, Stat},
    shown,
};

/// From one message of a list to the next, in milliseconds: the memory is slow, and what is
/// announced meanwhile stands between them.
const LISTED_EVERY: (u64, u64) = (1, 6);

impl Ec25 {
    pub(super) fn in_text_mode(&self) -> bool {
        self.store.number("+CMGF", 0) == 1
    }

    /// `AT+CMGR=<index>`: unread becomes read.
    pub(super) fn read_message(&mut self, args: &[Arg]) -> Reply {
        self.should_read_pdus("AT+CMGR");
        let index = args.first().and_then(Arg::number);
        let index = index.and_then(|n| u16::try_from(n).ok());
        let unreadable = self.troubles.strike(|trouble| match trouble {
            Trouble::SlotUnreadable { code, .. } => Some(*code),
            _ => None,
        });
        if let Some(code) = unreadable {
            return code.map_or(Reply::OK, Reply::cms);
        }
        let (text_mode, which) = (self.in_text_mode(), self.reading());
        let slots = &mut self.memories.get_mut(which).slots;
        let Some(slot) = index.and_then(|n| slots.get_mut(&n)) else {
            return Reply::cms(321);
        };
        let lines = written("+CMGR", None, slot, text_mode);
        slot.take_note();
        Reply::Lines(lines)
    }

    /// `AT+CMGL[=<stat>]`: messages one after the other, as the memory gives them.
    pub(super) fn list(&mut self, which: Option<&Arg>) -> Reply {
        let text_mode = self.in_text_mode();
        let wanted: Option<&[Stat]> = match which {
            None => Some(&Stat::ALL[..1]),
            Some(Arg::Text(word)) if text_mode && word == "ALL" => Some(&Stat::ALL),
            Some(Arg::Text(word)) if text_mode => {
                let found = Stat::ALL.iter().position(|stat| stat.words() == word);
                found.map(|n| &Stat::ALL[n..=n])
            }
            Some(number) if !text_mode => match number.number() {
                Some(n @ 0..=3) => Some(&Stat::ALL[n as usize..=n as usize]),
                Some(4) => Some(&Stat::ALL),
                _ => None,
            },
            _ => None,
        };
        let Some(wanted) = wanted else {
            return self.wrong_format("AT+CMGL");
        };
        self.should_read_pdus("AT+CMGL");
        let (which, verbose) = (self.reading(), self.port().verbose);
        let slots = self.memories.get_mut(which).slots.iter_mut();
        let mut chunks: Vec<Vec<u8>> = Vec::new();
        for (index, slot) in slots.filter(|(_, slot)| wanted.contains(&slot.stat)) {
            let lines = written("+CMGL", Some(*index), slot, text_mode);
            // One blank line stands before the whole list.
            chunks.push(match chunks.is_empty() {
                true => reply::information(&lines, verbose),
                false => format!("{}\r\n", lines.join("\r\n")).into_bytes(),
            });
            slot.take_note();
        }
        if chunks.is_empty() {
            return Reply::OK;
        }
        Reply::Flow(Flow::lines(chunks, LISTED_EVERY))
    }

    /// `AT+CMGD=<index>[,<delflag>]`.
    pub(super) fn delete(&mut self, args: &[Arg]) -> Reply {
        let number = |n: usize| args.get(n).map(Arg::number);
        let (index, flag) = match (number(0), number(1)) {
            (Some(Some(index)), None) => (index, 0),
            (Some(Some(index)), Some(Some(flag @ 0..=4))) => (index, flag),
            _ => return Reply::cms(302),
        };
        let Ok(index) = u16::try_from(index) else {
            return Reply::cms(321);
        };
        let refused = self.troubles.strike(|trouble| match trouble {
            Trouble::DeleteRefused { code, .. } => Some(*code),
            _ => None,
        });
        if let Some(code) = refused {
            return Reply::cms(code);
        }
        let which = self.reading();
        let memory = self.memories.get_mut(which);
        if flag == 0 && !memory.has_place(index) {
            return Reply::cms(321);
        }
        let goes = |n: u16, slot: &Slot| match flag {
            0 => n == index,
            1 => slot.stat == Stat::Read,
            2 => matches!(slot.stat, Stat::Read | Stat::Sent),
            3 => slot.stat != Stat::Unread,
            _ => true,
        };
        let unseen = memory.slots.iter().filter(|(n, s)| goes(**n, s) && !s.seen);
        let unseen: Vec<u16> = unseen.map(|(n, _)| *n).collect();
        memory.slots.retain(|n, slot| !goes(*n, slot));
        for n in unseen {
            self.broke(
                Rule::DeletedUnread,
                format!("deleted message {n}, never read"),
            );
        }
        self.room_again();
        Reply::OK
    }

    pub(super) fn wrong_format(&mut self, command: &str) -> Reply {
        let text_mode = self.in_text_mode();
        let format = u8::from(text_mode);
        let detail = format!("{command} does not fit AT+CMGF={format}");
        self.broke(Rule::WrongMessageFormat, detail);
        Reply::cms(if text_mode { 305 } else { 304 })
    }

    fn should_read_pdus(&mut self, command: &str) {
        if self.in_text_mode() {
            self.broke(Rule::ReadInTextMode, format!("{command} with AT+CMGF=1"));
        }
    }
}

impl Slot {
    /// The host has read it.
    fn take_note(&mut self) {
        self.seen = true;
        if self.stat == Stat::Unread {
            self.stat = Stat::Read;
        }
    }
}

/// The two lines of a message.
fn written(command: &str, index: Option<u16>, slot: &Slot, text_mode: bool) -> Vec<String> {
    let index = index.map(|n| format!("{n},")).unwrap_or_default();
    if text_mode {
        let (head, data) = shown::in_text_mode(slot.stat, &slot.pdu);
        return vec![format!("{command}: {index}{head}"), data];
    }
    let (stat, length) = (slot.stat as u8, slot.pdu.length());
    vec![
        format!("{command}: {index}{stat},,{length}"),
        slot.pdu.hex(),
    ]
}
