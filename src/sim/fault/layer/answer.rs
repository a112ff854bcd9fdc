//! From the module: answers meet their fate, announcements pass.

use super::{
    Fate, Layer, Mode, fits,
    kind::{Kind, framed, kind},
    urcs,
};
use crate::{sim::fault::Fault, time::Instant};

impl Layer {
    /// The module wrote `bytes`: one piece, as [`crate::sim::ec25::What::Host`] has it.
    pub fn module(&mut self, bytes: &[u8], at: Instant) {
        self.actives.expire(at);
        if self.is_dead() {
            return;
        }
        self.release_late(at);
        if !self.echo.is_empty() {
            if bytes.starts_with(&self.echo[..1]) {
                self.echo.clear(); // it echoes by itself
            } else {
                self.settle(at);
            }
        }
        let asked = self.pending.as_ref().map(|pending| pending.line.as_str());
        match kind(bytes, asked) {
            Kind::Other => self.write_data(bytes.to_vec(), at),
            _ if self.mode == Mode::Data && bytes != b"\r\nOK\r\n" => {
                self.write_data(bytes.to_vec(), at);
            }
            Kind::Urc => self.write(bytes.to_vec(), at),
            Kind::Connect => {
                self.mode = Mode::Data;
                self.answer(bytes.to_vec(), at);
            }
            Kind::Prompt => {
                self.mode = Mode::Text;
                self.answer(bytes.to_vec(), at);
                if let Some(order) = self.actives.strike(Fault::URC_AFTER_PROMPT, |_| true) {
                    self.answer(framed(urcs::harmless(order.variant).as_bytes()), at);
                }
            }
            Kind::Answer { lines, ends } => {
                self.answer_lines(bytes, lines, at, ends.is_some());
                if let Some(ends) = ends {
                    self.answer(framed(&ends), at);
                    self.pending = None;
                    self.mode = Mode::Commands;
                }
            }
        }
    }

    /// The lines of an answer, with what goes wrong between them.
    fn answer_lines(&mut self, bytes: &[u8], lines: Vec<Vec<u8>>, at: Instant, ends: bool) {
        if lines.is_empty() {
            return;
        }
        let command = self
            .pending
            .as_ref()
            .map_or_else(String::new, |pending| pending.line.clone());
        if self
            .actives
            .strike(Fault::OK_WITHOUT_INFO, |order| fits(order, &command))
            .is_some()
        {
            return;
        }
        let first = lines.first().map_or(&[][..], Vec::as_slice);
        let registration = self
            .actives
            .has(Fault::CREG_TWICE)
            .then(|| urcs::registration(first))
            .flatten();
        if let Some(urc) = registration {
            self.answer(framed(&urc), at);
            for line in &lines {
                self.answer(framed(line), at);
            }
            self.answer(framed(&urc), at);
            return;
        }
        let listed = ["+CMGL", "+CLCC", "+CMGR"];
        let between = self.actives.find(Fault::URC_IN_REPLY).filter(|_| {
            command
                .split(';')
                .any(|part| listed.iter().any(|name| part.starts_with(name)))
        });
        if let Some(order) = between {
            let urc = framed(urcs::harmless(order.variant).as_bytes());
            for line in &lines {
                self.answer(framed(line), at);
                self.answer(urc.clone(), at);
            }
        } else if ends {
            let all = lines.join(&b"\r\n"[..]);
            self.answer(framed(&all), at);
        } else {
            self.answer(bytes.to_vec(), at);
        }
    }

    /// A piece of an answer meets its fate.
    fn answer(&mut self, bytes: Vec<u8>, at: Instant) {
        match self.pending.as_ref().map(|pending| pending.fate) {
            Some(Fate::Lost) => {}
            Some(Fate::Stale) if self.stale.len() < Self::MOST_LATER => self.stale.push(bytes),
            Some(Fate::Stale) => self.wire.lost += bytes.len() as u64,
            Some(Fate::Late(due)) => self.put_later(due.max(at), bytes),
            Some(Fate::Comes) | None => self.write(bytes, at),
        }
    }

    pub(super) fn put_later(&mut self, at: Instant, bytes: Vec<u8>) {
        if self.later.len() >= Self::MOST_LATER {
            self.wire.lost += bytes.len() as u64;
            return;
        }
        self.entries += 1;
        self.later.insert((at, self.entries), bytes);
    }
}
