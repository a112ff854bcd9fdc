//! What the network brings: kept, told of, or handed straight to the host.

use super::{
    super::{Due as Whole, Ec25, Effect, Trouble},
    Centre, Due,
    memory::{Stat, Which},
};
use crate::sim::{
    deliver::{self, Pdu, Report, Text},
    mmsc::Lms,
};

/// From the service centre to the module.
const ARRIVES: (u64, u64) = (100, 600);
/// From one message to the next while the network has more.
pub(super) const EVERY: (u64, u64) = (250, 1_200);
/// The same for a backlog that it is in a hurry to be rid of.
pub(super) const HURRY: (u64, u64) = (40, 150);

impl Ec25 {
    /// Somebody has sent a text.
    pub(in crate::sim::ec25) fn text_arrives(&mut self, text: &Text) {
        let reference = self.centre.next_reference();
        let parts = text.parts(reference, self.network_now());
        self.pdus_arrive(parts);
    }

    /// The service centre has these messages for the module.
    pub(in crate::sim::ec25) fn pdus_arrive(&mut self, pdus: Vec<Pdu>) {
        for pdu in pdus {
            if self.centre.held.len() == Centre::MOST {
                self.centre.held.pop_front();
                self.effect(Effect::TextExpired);
            }
            self.centre.held.push_back(pdu);
        }
        if !self.centre.full {
            self.try_to_deliver(ARRIVES);
        }
    }

    /// A multimedia message waits: the MMSC says so with a push.
    pub(in crate::sim::ec25) fn lms_arrives(&mut self, lms: Lms) {
        let id = self.mmsc.accept(lms);
        self.notify(id);
        let again = self.mmsc.setup().again_after;
        self.later_by(again, Whole::Texts(Due::Again(id)));
    }

    /// The time to tell of this message again has come.
    pub(super) fn tell_again(&mut self, id: u32) {
        if self.mmsc.tells_again(id) {
            self.notify(id);
            let again = self.mmsc.setup().again_after;
            self.later_by(again, Whole::Texts(Due::Again(id)));
        }
    }

    pub(super) fn notify(&mut self, id: u32) {
        let Some(wsp) = self.mmsc.notification(id) else {
            return;
        };
        let [_, reference] = self.centre.next_reference().to_be_bytes();
        let sender = self.mmsc.setup().sender.clone();
        let parts = self.mmsc.parts(id);
        let pdus = deliver::push(&sender, &wsp, parts, reference, self.network_now());
        self.pdus_arrive(pdus);
    }

    /// The network tries again soon, unless it is waiting for room.
    pub(in crate::sim::ec25) fn try_to_deliver(&mut self, after: (u64, u64)) {
        if !self.centre.trying && !self.centre.held.is_empty() {
            self.centre.trying = true;
            self.later(after, Whole::Texts(Due::Deliver));
        }
    }

    /// There may be room again; the network comes back when it pleases.
    pub(super) fn room_again(&mut self) {
        if self.centre.full && self.memories.get(self.receiving()).left() > 0 {
            self.centre.full = false;
            self.try_to_deliver(self.profile.texts_retried);
        }
    }

    pub(super) fn deliver_next(&mut self) {
        self.centre.trying = false;
        // Registration brings the next try.
        if !self.power.registered || !self.power.texts || self.centre.unacknowledged.is_some() {
            return;
        }
        let Some(pdu) = self.centre.held.pop_front() else {
            return;
        };
        if let Err(pdu) = self.take_in(pdu) {
            self.centre.held.push_front(pdu);
            self.centre.full = true;
            if self.profile.tells_smmemfull {
                let memory = self.store.text("+CPMS", None, 2);
                self.urc(&format!("^SMMEMFULL: \"{memory}\""));
            }
            return;
        }
        if self.centre.held.is_empty() {
            self.centre.hurry = false;
        }
        self.try_to_deliver(if self.centre.hurry { HURRY } else { EVERY });
    }

    /// The module takes one message; gives it back when there is no room.
    fn take_in(&mut self, pdu: Pdu) -> Result<(), Pdu> {
        let report = pdu.tpdu().first().is_some_and(|first| first & 0x03 == 0x02);
        let (mt, ds) = (self.store.number("+CNMI", 1), self.store.number("+CNMI", 3));
        if report {
            match ds {
                1 => self.route("+CDS", pdu),
                2 => {
                    if let Some(n) = self.memories.get_mut(Which::Sr).put(Stat::Unread, pdu) {
                        self.announce(format!("+CDSI: \"SR\",{n}"));
                    }
                }
                _ => {}
            }
            return Ok(());
        }
        let class = class(&pdu);
        let direct = match mt {
            2 => class != Some(2),
            3 => class == Some(3),
            _ => false,
        };
        if direct {
            self.route("+CMT", pdu);
            return Ok(());
        }
        let which = self.receiving();
        let memory = self.memories.get_mut(which);
        let Some(index) = memory.put(Stat::Unread, pdu.clone()) else {
            return Err(pdu);
        };
        if mt != 0 {
            self.announce_stored(index);
        }
        self.tell_if_full();
        Ok(())
    }

    /// `+CMTI`, as often and in the form that the troubles of the moment want.
    fn announce_stored(&mut self, index: u16) {
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::CmtiMissing { .. }))
        {
            return;
        }
        let memory = self.store.text("+CPMS", None, 2);
        let more = self
            .troubles
            .strikes(|t| matches!(t, Trouble::CmtiExtraFields { .. }));
        let more = if more { ",\"MMS PUSH\",2,1" } else { "" };
        let words = format!("+CMTI: \"{memory}\",{index}{more}");
        self.announce(words.clone());
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::CmtiTwice { .. }))
        {
            self.announce(words);
        }
    }

    /// A text with `TP-SRR` went out: what became of it is told a while later.
    pub(super) fn promise_report(&mut self, reference: u8, to: &str) {
        let to = to.to_owned();
        let status = 0;
        let report = Report {
            reference,
            to,
            status,
        };
        let now = self.network_now();
        self.centre.reports.push_back(report.pdu(now, now));
        self.later(self.profile.reported_after, Whole::Texts(Due::Report));
    }

    pub(super) fn report_is_ready(&mut self) {
        if let Some(pdu) = self.centre.reports.pop_front() {
            self.pdus_arrive(vec![pdu]);
        }
    }

    /// The memory that new messages go to (`mem3`).
    pub(super) fn receiving(&self) -> Which {
        Which::named(&self.store.text("+CPMS", None, 2))
    }

    /// Says that the last place is taken, when the host wants to know.
    pub(super) fn tell_if_full(&mut self) {
        let full = self.memories.get(self.receiving()).left() == 0;
        if full && self.store.indicates("smsfull") {
            let memory = self.store.text("+CPMS", None, 2);
            self.urc(&format!("+QIND: \"smsfull\",\"{memory}\""));
        }
    }
}

/// The class of a message, when its coding scheme has one (3GPP TS 23.038 4).
fn class(pdu: &Pdu) -> Option<u8> {
    let tpdu = pdu.tpdu();
    let digits = usize::from(*tpdu.get(1)?);
    let scheme = *tpdu.get(3 + digits.div_ceil(2) + 1)?;
    (scheme & 0xD0 == 0x10 || scheme & 0xF0 == 0xF0).then_some(scheme & 0x03)
}
