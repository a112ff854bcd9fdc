//! Text messages: sending; the stores are empty.

use super::{
    Ec25, Effect, Rule,
    parse::{Arg, Ask},
    reply::{Failure, Prompt, Reply},
    setting,
};
use crate::sim::submit::{self, Submit};

/// Places in each store.
const PLACES: u32 = 255;

impl Ec25 {
    /// The answer, when this is a command about messages.
    pub(super) fn text_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        let text_mode = self.store.number("+CMGF", 0) == 1;
        Some(match (name, ask) {
            ("+CMGS", Ask::Set(args)) => self.begin_text(text_mode, args),
            ("+CMGL", Ask::Run) => Reply::OK,
            ("+CMGL", Ask::Set(args)) => self.list(text_mode, args.first()),
            ("+CMGR", Ask::Set(args)) => {
                if args.first().and_then(Arg::number).is_none() {
                    return Some(Reply::cms(321));
                }
                Reply::cms(321) // there is no message
            }
            ("+CMGD", Ask::Set(args)) => match args.first().and_then(Arg::number) {
                Some(0..PLACES) => Reply::OK,
                _ => Reply::cms(321),
            },
            ("+CPMS", Ask::Read) => {
                let values = setting::find("+CPMS", None).map(|s| self.store.values(s));
                let one = |m: &String| format!("\"{m}\",0,{PLACES}");
                let shown: Vec<_> = values.iter().flatten().map(one).collect();
                Reply::line(format!("+CPMS: {}", shown.join(",")))
            }
            ("+CPMS", Ask::Set(args)) => {
                let setting = setting::find("+CPMS", None)?;
                match self.set(setting, args, false) {
                    Reply::Lines(_) => {
                        Reply::line(format!("+CPMS: 0,{PLACES},0,{PLACES},0,{PLACES}"))
                    }
                    failed => failed,
                }
            }
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
            _ => return None,
        })
    }

    fn list(&mut self, text_mode: bool, which: Option<&Arg>) -> Reply {
        let fits = match which {
            Some(Arg::Text(word)) => {
                text_mode
                    && ["REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL"]
                        .contains(&word.as_str())
            }
            Some(number) => !text_mode && number.number().is_some_and(|n| n <= 4),
            None => false,
        };
        if fits {
            Reply::OK
        } else {
            self.wrong_format("AT+CMGL", text_mode)
        }
    }

    fn wrong_format(&mut self, command: &str, text_mode: bool) -> Reply {
        let format = u8::from(text_mode);
        let detail = format!("{command} does not fit AT+CMGF={format}");
        self.broke(Rule::WrongMessageFormat, detail);
        Reply::cms(if text_mode { 305 } else { 304 })
    }

    fn begin_text(&mut self, text_mode: bool, args: &[Arg]) -> Reply {
        match args.first() {
            Some(Arg::Text(to)) if text_mode && !to.is_empty() => {
                Reply::Prompt(Prompt::Text { to: to.clone() })
            }
            Some(length) if !text_mode => match length.number() {
                Some(octets @ 1..=180) => Reply::Prompt(Prompt::Pdu {
                    octets: octets as usize,
                }),
                _ => self.wrong_format("AT+CMGS", text_mode),
            },
            _ => self.wrong_format("AT+CMGS", text_mode),
        }
    }

    /// Gives the network what was written behind the prompt.
    pub(super) fn submit(&mut self) {
        let Some((prompt, text)) = self.port.written.take() else {
            return;
        };
        if !self.power.registered {
            self.fail(Failure::Cms(331));
            return;
        }
        let part = match prompt {
            Prompt::Pdu { octets } => submit::decode(&text, octets),
            Prompt::Text { to } => self.plain(&to, &text),
        };
        match part {
            Ok(part) => self.submitted(part),
            Err(wrong) => {
                self.broke(Rule::BadPdu, wrong.to_string());
                self.fail(Failure::Cms(304));
            }
        }
    }

    fn submitted(&mut self, part: Submit) {
        self.reference = self.reference.wrapping_add(1);
        let reference = self.reference;
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
        let line = reply_line(reference);
        self.put(super::What::Host(super::reply::information(
            &[line],
            self.port.verbose,
        )));
        self.finish("OK");
    }

    /// Text format: the character set of `AT+CSCS` decides what the bytes are.
    fn plain(&self, to: &str, text: &[u8]) -> Result<Submit, submit::NotASubmit> {
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
        })
    }
}

fn reply_line(reference: u8) -> String {
    format!("+CMGS: {reference}")
}
