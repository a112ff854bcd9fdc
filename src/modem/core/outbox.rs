//! Text messages on their way out, one after the other.

use std::{collections::VecDeque, time::Duration};

use crate::{
    at::{Answer, Command, Refusal, Reply},
    modem::{Event, TextFault},
    phone::PhoneNumber,
    sms::{SubmitPdu, submit},
    time::Instant,
};

use super::{Out, tell};

/// So many texts may wait; the next one is refused.
const WAITING: usize = 16;
/// Between two texts, for the network's sake. The parts of one text follow each other at once.
const PACE: Duration = Duration::from_secs(3);
/// So long may the modem not be ready before what waits is given back.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
struct Text {
    id: u64,
    parts: Vec<SubmitPdu>,
    sent: usize,
}

#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: VecDeque<Text>,
    not_before: Instant,
    /// Since when texts wait for the modem to become ready.
    stuck_since: Option<Instant>,
    in_flight: bool,
}

impl Outbox {
    pub fn add(&mut self, id: u64, to: &PhoneNumber, body: &str, out: Out<'_>) {
        if self.waiting.len() >= WAITING {
            return tell(failed(id, TextFault::QueueFull, false), out);
        }
        let reference = (id & 0xFF) as u8;
        match submit(to, body, reference) {
            Ok(parts) => {
                let sent = 0;
                self.waiting.push_back(Text { id, parts, sent });
            }
            Err(why) => tell(failed(id, TextFault::Unsendable(why), false), out),
        }
    }

    pub fn next(&mut self, at: Instant) -> Option<Command> {
        let text = self.waiting.front()?;
        let part = text.parts.get(text.sent)?;
        if at < self.not_before && text.sent == 0 {
            return None;
        }
        self.in_flight = true;
        Some(Command::SendPdu {
            hex: part.hex().try_into().expect("a PDU is at most 176 octets"),
            tpdu_len: part.tpdu_len(),
        })
    }

    pub fn done(&mut self, answer: &Answer, data_sent: bool, at: Instant, out: Out<'_>) {
        self.in_flight = false;
        let Some(text) = self.waiting.front_mut() else {
            return;
        };
        let begun = text.sent > 0;
        let event = match answer {
            Answer::Ok(Reply::Reference(reference)) => {
                text.sent += 1;
                if text.sent < text.parts.len() {
                    return;
                }
                Event::TextSent {
                    id: text.id,
                    parts: text.sent,
                    reference: *reference,
                }
            }
            Answer::Refused(refusal) => {
                let doubt = matches!(refusal, Refusal::Cms(why) if why.leaves_doubt());
                failed(text.id, TextFault::Refused(*refusal), begun || doubt)
            }
            Answer::Gone => failed(text.id, TextFault::Gone, begun || data_sent),
            Answer::Ok(_) | Answer::Empty | Answer::TimedOut => {
                failed(text.id, TextFault::TimedOut, begun || data_sent)
            }
        };
        self.waiting.pop_front();
        self.not_before = at + PACE;
        tell(event, out);
    }

    /// Gives back what has waited too long for a modem that is not `ready`.
    pub fn give_up(&mut self, ready: bool, at: Instant, out: Out<'_>) {
        if ready || self.in_flight || self.waiting.is_empty() {
            self.stuck_since = None;
            return;
        }
        let since = *self.stuck_since.get_or_insert(at);
        if at.since(since) >= PATIENCE {
            self.stuck_since = None;
            for text in self.waiting.drain(..) {
                tell(failed(text.id, TextFault::NotReady, text.sent > 0), out);
            }
        }
    }

    /// When the next text may go, if any waits.
    pub fn next_wake(&self) -> Option<Instant> {
        (!self.waiting.is_empty()).then_some(self.not_before)
    }

    /// When what waits is given back.
    pub fn gives_up_at(&self) -> Option<Instant> {
        self.stuck_since.map(|since| since + PATIENCE)
    }
}

const fn failed(id: u64, why: TextFault, maybe_sent: bool) -> Event {
    Event::TextFailed {
        id,
        why,
        maybe_sent,
    }
}
