//! From the host to the module: command lines are watched, and some never arrive.

use std::time::Duration;

use super::{Fate, Layer, Mode, Passed, Pending, fits, kind::framed, longest::longest};
use crate::{
    sim::fault::{Fault, Order},
    time::Instant,
};

const CTRL_Z: u8 = 0x1A;
const ESC: u8 = 0x1B;

impl Layer {
    /// The host wrote `bytes`.
    pub fn host(&mut self, bytes: &[u8], at: Instant) -> Passed {
        self.actives.expire(at);
        let mut passed = Passed::default();
        if self.is_dead() {
            return passed;
        }
        for &byte in bytes {
            self.host_byte(byte, at, &mut passed);
        }
        if self.actives.has(Fault::ECHO_AGAIN) {
            let room = Self::LONGEST_LINE.saturating_sub(self.echo.len());
            self.echo.extend(passed.bytes.iter().take(room));
        }
        passed
    }

    /// All that the module wrote at once in answer to [`Layer::host`] has been given to
    /// [`Layer::module`]: an echo that has not come by now is no longer to be expected.
    pub fn settle(&mut self, at: Instant) {
        let echo = std::mem::take(&mut self.echo);
        self.write_data(echo, at);
    }

    fn host_byte(&mut self, byte: u8, at: Instant, passed: &mut Passed) {
        match self.mode {
            Mode::Text => {
                passed.bytes.push(byte);
                passed.text = true;
                if byte == CTRL_Z || byte == ESC {
                    self.mode = Mode::Commands;
                }
                return;
            }
            Mode::Data => {
                passed.bytes.push(byte);
                return;
            }
            Mode::Commands => {}
        }
        if self.line.is_empty() {
            self.holding = self.may_swallow();
        }
        if byte != b'\r' {
            if !self.holding {
                passed.bytes.push(byte);
            }
            match byte {
                b'\n' | CTRL_Z | ESC => {
                    if self.holding {
                        passed.bytes.append(&mut self.line);
                        passed.bytes.push(byte);
                    }
                    self.line.clear();
                }
                _ if self.line.len() < Self::LONGEST_LINE => self.line.push(byte),
                _ => {}
            }
            return;
        }
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line).trim().to_ascii_uppercase();
        let command = text.strip_prefix("AT").map(str::to_owned);
        if let Some(command) = command {
            if let Some(refusal) = self.swallows(&command) {
                self.release_stale(at);
                if let Some(words) = refusal {
                    self.put_later(at + Self::REFUSES_AFTER, framed(words.as_bytes()));
                }
                return;
            }
            self.asked(command.clone(), at);
            passed.asked.push(command);
        }
        if self.holding {
            passed.bytes.extend(line);
        }
        passed.bytes.push(byte);
    }

    /// Whether some fault may keep the next command line from the module.
    fn may_swallow(&self) -> bool {
        let lost = self.actives.find(Fault::NO_REPLY);
        self.actives.has(Fault::ERROR_REPLY)
            || lost.is_some_and(|order| order.variant == "command-lost")
    }

    /// Whether the module is never to see this command; then how it is answered, if at all.
    fn swallows(&mut self, command: &str) -> Option<Option<&'static str>> {
        if !self.holding {
            return None;
        }
        if let Some(order) = self
            .actives
            .strike(Fault::ERROR_REPLY, |order| fits(order, command))
        {
            return Some(Some(match order.variant {
                "cme" => "+CME ERROR: 100",
                "cme-text" => "+CME ERROR: unknown",
                "cms" => "+CMS ERROR: 500",
                "cms-text" => "+CMS ERROR: unknown error",
                _ => "ERROR",
            }));
        }
        let lost = |order: &Order| order.variant == "command-lost" && fits(order, command);
        self.actives.strike(Fault::NO_REPLY, lost).map(|_| None)
    }

    /// The module is given this command line.
    fn asked(&mut self, command: String, at: Instant) {
        self.release_stale(at);
        let stale = self
            .actives
            .strike(Fault::STALE_REPLY, |order| fits(order, &command));
        let fate = if stale.is_some() {
            Fate::Stale
        } else if let Some(order) = self
            .actives
            .strike(Fault::SLOW_REPLY, |order| fits(order, &command))
        {
            let most = longest(&command);
            Fate::Late(
                at + match order.variant {
                    "under" => most * 95 / 100,
                    "over" => most * 110 / 100,
                    _ => most * 2 + Duration::from_secs(3),
                },
            )
        } else if self
            .actives
            .strike(Fault::NO_REPLY, |order| {
                order.variant == "reply-lost" && fits(order, &command)
            })
            .is_some()
        {
            Fate::Lost
        } else {
            Fate::Comes
        };
        self.pending = Some(Pending {
            line: command,
            fate,
        });
    }

    pub(super) fn release_late(&mut self, at: Instant) {
        while let Some(entry) = self.later.first_entry()
            && entry.key().0 <= at
        {
            let ((when, _), bytes) = entry.remove_entry();
            self.write(bytes, when);
        }
    }

    pub(super) fn release_stale(&mut self, at: Instant) {
        for bytes in std::mem::take(&mut self.stale) {
            self.put_later(at + Duration::from_millis(3), bytes);
        }
    }
}
