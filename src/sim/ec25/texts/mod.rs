//! Text messages: the memories, what the network brings and what the host sends (3GPP TS 27.005;
//! Quectel EC2x AT manual V2.0, 9).
//!
//! Where the manual leaves room, and what we chose: a full memory is told with `+QIND: "smsfull"`
//! when the host asked for it, and with `^SMMEMFULL` only when the profile says so; a message that
//! is routed straight to the host and not acknowledged within 15 s goes back to the network. None
//! of this has been seen on a real module yet.

mod arrive;
mod centre;
mod memory;
mod read;
mod routing;
mod send;
mod shown;

pub(super) use centre::Centre;
pub(super) use memory::Memories;

use memory::Which;

use jiff::{ToSpan, civil::DateTime};

use super::{
    Ec25, Trouble, latency,
    parse::{Arg, Ask},
    reply::{Prompt, Reply},
    setting,
};

/// What is due later, about messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The network tries to hand over what it holds.
    Deliver,
    /// The host had its time to acknowledge a message.
    Unacknowledged(u32),
    /// The report on a text that was sent comes in.
    Report,
    /// The MMSC looks whether this message was fetched.
    Again(u32),
}

impl Ec25 {
    pub(super) fn texts_due(&mut self, due: Due) {
        match due {
            Due::Deliver => self.deliver_next(),
            Due::Unacknowledged(serial) => self.unacknowledged(serial),
            Due::Report => self.report_is_ready(),
            Due::Again(id) => self.tell_again(id),
        }
    }

    /// The answer, when this is a command about messages.
    pub(super) fn text_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+CMGS", Ask::Set(args)) => self.begin_text(args, None),
            ("+CMGW", Ask::Set(args)) => self.begin_writing(args),
            ("+CMSS", Ask::Set(args)) => self.send_stored(args),
            ("+CMGL", Ask::Run) => self.list(None),
            ("+CMGL", Ask::Set(args)) => self.list(args.first()),
            ("+CMGR", Ask::Set(args)) => self.read_message(args),
            ("+CMGD", Ask::Set(args)) => self.delete(args),
            ("+CMGD", Ask::Test) => {
                let memory = self.memories.get(self.reading());
                let used: Vec<String> = memory.slots.keys().map(u16::to_string).collect();
                Reply::line(format!("+CMGD: ({}),(0-4)", used.join(",")))
            }
            ("+CPMS", Ask::Read) => {
                let values = setting::find("+CPMS", None).map(|s| self.store.values(s));
                let one = |m: &String| {
                    let used = self.memories.get(Which::named(m)).used();
                    format!("\"{m}\",{used}")
                };
                let shown: Vec<_> = values.iter().flatten().map(one).collect();
                Reply::line(format!("+CPMS: {}", shown.join(",")))
            }
            ("+CPMS", Ask::Set(args)) => self.choose_memories(args)?,
            ("+CSMS", Ask::Read) => {
                let service = self.store.number("+CSMS", 0);
                Reply::line(format!("+CSMS: {service},1,1,1"))
            }
            ("+CSMS", Ask::Set(args)) => {
                let setting = setting::find("+CSMS", None)?;
                match self.set(setting, args, false) {
                    Reply::Lines(_) => Reply::line("+CSMS: 1,1,1"),
                    failed => failed,
                }
            }
            ("+CNMI", Ask::Set(args)) => self.choose_reporting(args)?,
            ("+CNMA", Ask::Run) => self.acknowledge(None),
            ("+CNMA", Ask::Set(args)) => self.acknowledge(args.first().and_then(Arg::number)),
            _ => return None,
        })
    }

    /// The time in Korea, as the network stamps it on what it brings.
    fn network_now(&self) -> DateTime {
        let passed = i64::try_from(self.now.as_millis()).unwrap_or(i64::MAX);
        self.profile.start.saturating_add(passed.milliseconds())
    }

    /// From Ctrl-Z to the answer.
    pub(super) fn submits_within(&mut self, prompt: &Prompt) -> (u64, u64) {
        let (Prompt::Pdu { keep, .. } | Prompt::Text { keep, .. }) = prompt;
        if keep.is_some() {
            return latency::KEEP;
        }
        let slow = self.troubles.strike(|trouble| match trouble {
            Trouble::SubmitSlow { takes, .. } => Some(*takes),
            _ => None,
        });
        slow.map_or(latency::SUBMIT, |takes| {
            let takes = u64::try_from(takes.as_millis()).unwrap_or(u64::MAX);
            (takes, takes)
        })
    }

    /// The memory that is read and deleted from (`mem1`).
    fn reading(&self) -> Which {
        Which::named(&self.store.text("+CPMS", None, 0))
    }

    /// The memory that is written to and sent from (`mem2`).
    fn writing(&self) -> Which {
        Which::named(&self.store.text("+CPMS", None, 1))
    }

    fn choose_memories(&mut self, args: &[Arg]) -> Option<Reply> {
        let setting = setting::find("+CPMS", None)?;
        Some(match self.set(setting, args, false) {
            Reply::Lines(_) => {
                let values = self.store.values(setting);
                let used = |m: &String| self.memories.get(Which::named(m)).used();
                let used: Vec<String> = values.iter().map(used).collect();
                self.room_again(); // another memory may have room
                Reply::line(format!("+CPMS: {}", used.join(",")))
            }
            failed => failed,
        })
    }
}
