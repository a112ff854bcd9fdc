//! What is told of a message, and what goes straight to the host: `AT+CNMI`, `AT+CNMA`.

use super::{
    super::{Due as Whole, Ec25, parse::Arg, reply::Reply, setting},
    Due,
    arrive::EVERY,
    memory::Stat,
    shown,
};
use crate::sim::deliver::Pdu;

/// How long the host has to acknowledge what was routed to it (3GPP TS 24.011 TR2M is 12 to 20 s).
const ACKNOWLEDGE: (u64, u64) = (15_000, 15_000);
/// How many `+CMTI` wait while `AT+CNMI` has mode 0; the oldest makes room.
const MOST_BUFFERED: usize = 16;

impl Ec25 {
    /// An announcement that mode 0 of `AT+CNMI` holds back.
    pub(super) fn announce(&mut self, words: String) {
        if self.store.number("+CNMI", 0) != 0 {
            self.urc(&words);
            return;
        }
        if self.centre.buffered.len() == MOST_BUFFERED {
            self.centre.buffered.pop_front();
        }
        self.centre.buffered.push_back(words);
    }

    /// Straight to the host, without keeping it (`+CMT`, `+CDS`).
    pub(in crate::sim::ec25) fn route(&mut self, name: &str, pdu: Pdu) {
        let words = match (self.in_text_mode(), name) {
            (true, "+CMT") => {
                let (head, data) = shown::in_text_mode(Stat::Unread, &pdu);
                let head = head.trim_start_matches("\"REC UNREAD\",");
                format!("+CMT: {head}\r\n{data}")
            }
            (true, _) => {
                let (head, _) = shown::in_text_mode(Stat::Unread, &pdu);
                format!("{name}: {}", head.trim_start_matches("\"REC UNREAD\","))
            }
            (false, "+CMT") => format!("+CMT: ,{}\r\n{}", pdu.length(), pdu.hex()),
            (false, _) => format!("{name}: {}\r\n{}", pdu.length(), pdu.hex()),
        };
        self.announce(words);
        if self.store.number("+CSMS", 0) == 1 {
            self.centre.serial = self.centre.serial.wrapping_add(1);
            let serial = self.centre.serial;
            self.centre.unacknowledged = Some((serial, pdu));
            self.later(ACKNOWLEDGE, Whole::Texts(Due::Unacknowledged(serial)));
        }
    }

    /// `AT+CNMA[=<n>]`: 0 and 1 took it, 2 did not.
    pub(super) fn acknowledge(&mut self, n: Option<u32>) -> Reply {
        if self.store.number("+CSMS", 0) != 1 {
            return Reply::cms(302);
        }
        let Some((_, pdu)) = self.centre.unacknowledged.take() else {
            return Reply::cms(340);
        };
        match n {
            None | Some(0 | 1) => self.try_to_deliver(EVERY),
            Some(2) => {
                self.centre.held.push_front(pdu);
                self.try_to_deliver(self.profile.texts_retried);
            }
            Some(_) => {
                self.centre.unacknowledged = Some((self.centre.serial, pdu));
                return Reply::cms(302);
            }
        }
        Reply::OK
    }

    /// Nobody said `AT+CNMA`: the module stops routing, and the network keeps the message
    /// (Quectel EC2x AT manual V2.0, 9.12).
    pub(super) fn unacknowledged(&mut self, serial: u32) {
        let waits = self.centre.unacknowledged.as_ref();
        if waits.is_none_or(|(own, _)| *own != serial) {
            return;
        }
        let Some((_, pdu)) = self.centre.unacknowledged.take() else {
            return;
        };
        self.centre.held.push_front(pdu);
        if let Some(setting) = setting::find("+CNMI", None) {
            let mut values = self.store.values(setting);
            for n in [1, 3] {
                values[n] = "0".to_owned();
            }
            self.store.keep(setting, values, false);
        }
        self.try_to_deliver(self.profile.texts_retried);
    }

    /// The module goes away: what it did not get acknowledged stays with the network, and what it
    /// held back is forgotten.
    pub(in crate::sim::ec25) fn nothing_was_routed(&mut self) {
        self.centre.buffered.clear();
        if let Some((_, pdu)) = self.centre.unacknowledged.take() {
            self.centre.held.push_front(pdu);
        }
    }

    /// `AT+CNMI`: what was held back comes behind `OK`, or is dropped.
    pub(super) fn choose_reporting(&mut self, args: &[Arg]) -> Option<Reply> {
        let setting = setting::find("+CNMI", None)?;
        let reply = self.set(setting, args, false);
        if reply == Reply::OK && self.store.number("+CNMI", 0) != 0 {
            let buffered = std::mem::take(&mut self.centre.buffered);
            if self.store.number("+CNMI", 4) == 0 && !buffered.is_empty() {
                return Some(Reply::Then(buffered.into()));
            }
        }
        Some(reply)
    }
}
