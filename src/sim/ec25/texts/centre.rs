//! The service centre, which holds what it cannot hand over, and what it does by order of a test.

use std::collections::VecDeque;

use super::{super::Ec25, arrive::HURRY, memory::Stat};
use crate::sim::deliver::{Pdu, Report, Text};

/// The network's side: the service centre that holds what it cannot hand over.
#[derive(Debug, Default)]
pub(in crate::sim::ec25) struct Centre {
    /// At most [`Centre::MOST`]; the oldest expires for another.
    pub(super) held: VecDeque<Pdu>,
    /// Whether a try is on the agenda.
    pub(super) trying: bool,
    /// Whether the last try found the memory full: now the module must say that it has room.
    pub(super) full: bool,
    pub(super) hurry: bool,
    /// The message that was handed to the host and waits for `AT+CNMA`, with its name.
    pub(super) unacknowledged: Option<(u32, Pdu)>,
    pub(super) serial: u32,
    /// Joins the parts of the next long text.
    pub(super) reference: u16,
    /// The reports that are on their way.
    pub(super) reports: VecDeque<Pdu>,
    /// What `AT+CNMI` with mode 0 holds back.
    pub(super) buffered: VecDeque<String>,
}

impl Centre {
    pub(super) const MOST: usize = 512;

    pub(super) fn next_reference(&mut self) -> u16 {
        self.reference = self.reference.wrapping_add(1);
        self.reference
    }
}

impl Ec25 {
    /// `count` texts wait for the next chance, and then come one on the heels of the other (F99).
    pub(in crate::sim::ec25) fn backlog(&mut self, count: u32) {
        for n in 1..=count.min(500) {
            let from = format!("010{:08}", 20_000_000 + n);
            let text = Text::plain(from, format!("기다리던 문자 {n}번입니다."));
            let pdus = text.parts(0, self.network_now());
            self.centre.held.extend(pdus);
        }
        self.centre.hurry = true;
        self.try_to_deliver(HURRY);
    }

    /// What is left of the memory for new messages fills up with old ones (F87).
    pub(in crate::sim::ec25) fn fill_memory(&mut self, left: u16) {
        let sent = self.network_now();
        let which = self.receiving();
        let memory = self.memories.get_mut(which);
        let mut n = 0;
        while memory.left() > left {
            n += 1;
            let old = Text::plain("15881234", format!("(광고) 지난 소식 {n}"));
            for pdu in old.parts(0, sent) {
                memory.put(Stat::Read, pdu);
            }
        }
        self.tell_if_full();
    }

    /// Everything that nobody has acknowledged is told of once more (F94).
    pub(in crate::sim::ec25) fn tell_all_again(&mut self) {
        for id in self.mmsc.unacknowledged() {
            self.notify(id);
        }
    }

    /// A report on a text that nobody sent (F100).
    pub(in crate::sim::ec25) fn stray_report(&mut self, reference: u8) {
        let (to, status) = ("01023456789".to_owned(), 0);
        let now = self.network_now();
        let report = Report {
            reference,
            to,
            status,
        };
        self.route("+CDS", report.pdu(now, now));
    }
}
