//! Sending: `AT+CMGS`, `AT+CMGW`, `AT+CMSS`, and what the network makes of it.

use super::{
    super::{
        Ec25, Effect, Rule, Trouble,
        parse::Arg,
        reply::{self, Failure, Prompt, Reply},
    },
    memory::Stat,
};
use crate::sim::{
    deliver::Pdu,
    submit::{self, NotASubmit, Submit},
};

impl Ec25 {
    /// `AT+CMGS`, and `AT+CMGW` when there is a stat to keep it under.
    pub(super) fn begin_text(&mut self, args: &[Arg], keep: Option<u8>) -> Reply {
        let command = if keep.is_some() { "AT+CMGW" } else { "AT+CMGS" };
        let text_mode = self.in_text_mode();
        let prompt = match args.first() {
            Some(Arg::Text(to)) if text_mode && !to.is_empty() => Prompt::Text {
                to: to.clone(),
                keep,
            },
            Some(length) if !text_mode => match length.number() {
                Some(octets @ 1..=180) => Prompt::Pdu {
                    octets: octets as usize,
                    keep,
                },
                _ => return self.wrong_format(command),
            },
            _ => return self.wrong_format(command),
        };
        let missing = self
            .troubles
            .strikes(|t| matches!(t, Trouble::PromptMissing { .. }));
        Reply::Prompt(prompt, !missing)
    }

    /// `AT+CMGW=<length>[,<stat>]`, `AT+CMGW=<da>[,<toda>[,<stat>]]`.
    pub(super) fn begin_writing(&mut self, args: &[Arg]) -> Reply {
        let place = if self.in_text_mode() { 2 } else { 1 };
        let stat = match args.get(place).map(Arg::number) {
            None => 2,
            Some(Some(stat @ 0..=3)) => stat,
            Some(_) => return Reply::cms(302),
        };
        self.begin_text(args, u8::try_from(stat).ok())
    }

    /// What was written behind the prompt goes where it was meant to.
    pub(in crate::sim::ec25) fn submit(&mut self) {
        let Some((prompt, text)) = self.port_mut().written.take() else {
            return;
        };
        let keep = match &prompt {
            Prompt::Pdu { keep, .. } | Prompt::Text { keep, .. } => *keep,
        };
        if let Some(stat) = keep {
            self.keep(&prompt, &text, stat);
            return;
        }
        let part = match prompt {
            Prompt::Pdu { octets, .. } => submit::decode(&text, octets),
            Prompt::Text { to, .. } => self.plain(&to, &text),
        };
        match part {
            Ok(part) => match self.hand_over(part) {
                Ok(reference) => self.sent(&format!("+CMGS: {reference}")),
                Err(failure) => self.fail(failure),
            },
            Err(wrong) => {
                self.broke(Rule::BadPdu, wrong.to_string());
                self.fail(Failure::Cms(304));
            }
        }
    }

    fn sent(&mut self, line: &str) {
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::SubmitAnswerLost { .. }))
        {
            self.finish_in_silence();
            return;
        }
        self.write(reply::information(&[line.to_owned()], self.port().verbose));
        self.finish("OK");
    }

    /// Gives the network one message; returns its reference.
    fn hand_over(&mut self, part: Submit) -> Result<u8, Failure> {
        let refused = self.troubles.strike(|trouble| match trouble {
            Trouble::SubmitFails { code, .. } => Some(*code),
            _ => None,
        });
        if let Some(code) = refused {
            return Err(Failure::Cms(code));
        }
        if !self.power.registered {
            return Err(Failure::Cms(331));
        }
        self.reference = self.reference.wrapping_add(1);
        let reference = self.reference;
        if part.report {
            self.promise_report(reference, &part.to);
        }
        if let Some(to) = self.outbox.forgets_for(&part) {
            let detail = format!("parts of a text to {to} are missing");
            self.broke(Rule::UnfinishedText, detail);
        }
        if let Some((to, body)) = self.outbox.add(part) {
            self.effect(Effect::TextSubmitted {
                to,
                body,
                reference,
            });
        }
        Ok(reference)
    }

    /// `AT+CMGW`: into the memory.
    fn keep(&mut self, prompt: &Prompt, text: &[u8], stat: u8) {
        let octets = match prompt {
            Prompt::Pdu { octets, .. } => submit::hex(text.trim_ascii()).and_then(|all| {
                let pdu = Pdu::raw(all);
                let (found, said) = (pdu.length(), *octets);
                match found == said {
                    true => Ok(pdu),
                    false => Err(NotASubmit::Length { found, said }),
                }
            }),
            Prompt::Text { to, .. } => self
                .plain(to, text)
                .map(|part| Pdu::raw(submit::encode(&part.to, &part.body))),
        };
        let stat = Stat::ALL
            .get(usize::from(stat))
            .copied()
            .unwrap_or(Stat::Unsent);
        let which = self.writing();
        match octets.map(|pdu| self.memories.get_mut(which).put(stat, pdu)) {
            Ok(Some(index)) => self.sent(&format!("+CMGW: {index}")),
            Ok(None) => self.fail(Failure::Cms(322)),
            Err(wrong) => {
                self.broke(Rule::BadPdu, wrong.to_string());
                self.fail(Failure::Cms(304));
            }
        }
    }

    /// `AT+CMSS=<index>[,<da>]`.
    pub(super) fn send_stored(&mut self, args: &[Arg]) -> Reply {
        let index = args.first().and_then(Arg::number);
        let index = index.and_then(|n| u16::try_from(n).ok());
        let which = self.writing();
        let slots = &mut self.memories.get_mut(which).slots;
        let Some(slot) = index.and_then(|n| slots.get_mut(&n)) else {
            return Reply::cms(321);
        };
        let pdu = slot.pdu.clone();
        let part = submit::decode(pdu.hex().as_bytes(), pdu.length());
        let Ok(mut part) = part else {
            return Reply::cms(304); // no message that was written to be sent
        };
        if let Some(Arg::Text(to)) = args.get(1) {
            part.to.clone_from(to);
        }
        match self.hand_over(part) {
            Ok(reference) => {
                let slots = &mut self.memories.get_mut(which).slots;
                if let Some(slot) = index.and_then(|n| slots.get_mut(&n)) {
                    slot.stat = Stat::Sent;
                }
                Reply::line(format!("+CMSS: {reference}"))
            }
            Err(failure) => Reply::Failed(failure),
        }
    }

    /// Text format: the character set of `AT+CSCS` decides what the bytes are.
    fn plain(&self, to: &str, text: &[u8]) -> Result<Submit, NotASubmit> {
        let written = String::from_utf8_lossy(text).into_owned();
        let ucs2 = self.store.text("+CSCS", None, 0) == "UCS2";
        let read = |text: &str| {
            if ucs2 {
                submit::ucs2(&submit::hex(text.as_bytes())?)
            } else {
                Ok(text.to_owned())
            }
        };
        Ok(Submit {
            to: read(to)?,
            body: read(&written)?,
            part: None,
            report: false,
        })
    }
}
