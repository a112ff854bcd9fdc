//! The channel's states: what a line means, and what is due when.

use std::time::Duration;

use crate::time::Instant;

use super::{
    Answer, Command, Done, Final, Item, NotReady, Output, Reply, Urc,
    mode::{Mode, Pending, Phase},
};

/// So long must the line be quiet before the first knock …
const QUIET: Duration = Duration::from_millis(300);
/// … but no longer than this do we wait for it.
const CHATTER: Duration = Duration::from_secs(3);
/// Time between two knocks.
const KNOCK: Duration = Duration::from_millis(500);
/// So many knocks before the port counts as dead.
const KNOCKS: u8 = 10;
/// How long the proof of being in step may take.
const PROOF: Duration = Duration::from_secs(2);
/// So many failed proofs before the port counts as dead.
const PROOFS: u8 = 3;

#[derive(Debug, Default)]
pub(super) struct Link {
    mode: Mode,
    stray: u64,
}

impl Link {
    pub fn open(&mut self, at: Instant) -> Option<Done> {
        let cut_off = self.close();
        self.mode = Mode::Draining {
            quiet_at: at + QUIET,
            limit: at + CHATTER,
        };
        cut_off
    }

    pub fn close(&mut self) -> Option<Done> {
        match std::mem::take(&mut self.mode) {
            Mode::Busy(pending) => Some(Done {
                data_sent: pending.phase == Phase::Data,
                command: pending.command,
                answer: Answer::Gone,
            }),
            _ => None,
        }
    }

    pub fn assume_ready(&mut self) {
        self.mode = Mode::Idle;
    }

    pub const fn is_ready(&self) -> bool {
        matches!(self.mode, Mode::Idle)
    }

    pub const fn stray(&self) -> u64 {
        self.stray
    }

    pub fn send(&mut self, command: Command, at: Instant) -> Result<Vec<u8>, NotReady> {
        if !self.is_ready() {
            return Err(NotReady);
        }
        let (phase, wait) = match &command {
            Command::SendPdu { .. } => (Phase::Prompt, Command::PROMPT),
            _ => (Phase::Result, command.max_response()),
        };
        let bytes = line(&command);
        self.mode = Mode::Busy(Pending {
            phase,
            until: at + wait,
            reply: Reply::begin(&command),
            command,
        });
        Ok(bytes)
    }

    /// Bytes have come, whatever they are.
    pub fn stirred(&mut self, at: Instant) {
        if let Mode::Draining { quiet_at, .. } = &mut self.mode {
            *quiet_at = at + QUIET;
        }
    }

    pub fn hear(&mut self, item: Item<'_>, at: Instant) -> Option<Output> {
        match item {
            Item::Line(line) => self.line(line, at),
            Item::Prompt => Some(self.prompt(at)),
            Item::Overlong => None,
        }
    }

    fn prompt(&mut self, at: Instant) -> Output {
        if let Mode::Busy(pending) = &mut self.mode
            && pending.phase == Phase::Prompt
            && let Command::SendPdu { hex, .. } = &pending.command
        {
            let data = [hex.as_bytes(), &[SUBSTITUTE]].concat();
            pending.phase = Phase::Data;
            pending.until = at + pending.command.max_response();
            return Output::Write(data);
        }
        // Nobody asked for it: whatever is typed now would be taken for a message.
        Output::Write(vec![ESCAPE])
    }

    fn line(&mut self, line: &str, at: Instant) -> Option<Output> {
        if line.starts_with("AT") {
            return None; // our own words, echoed
        }
        if let Mode::Busy(pending) = &mut self.mode {
            if matches!(&pending.command, Command::SendPdu { hex, .. } if hex == line) {
                return None;
            }
            if let Some(result) = Final::parse(line, pending.command.is_call()) {
                return self.result(result, at);
            }
            if pending.reply.take(&pending.command, line) {
                return None;
            }
            return Some(Output::Urc(Urc::parse(line)));
        }
        match Final::parse(line, false) {
            Some(result) => self.unasked(result, at),
            None => {
                if let Mode::Proving { seen, .. } = &mut self.mode
                    && Reply::None.take(&Command::Imei, line)
                {
                    *seen = true;
                    return None;
                }
                Some(Output::Urc(Urc::parse(line)))
            }
        }
    }

    /// The final result of the command in flight.
    fn result(&mut self, result: Final, at: Instant) -> Option<Output> {
        let Mode::Busy(pending) = &mut self.mode else {
            return None;
        };
        if result == Final::Ok && matches!(pending.phase, Phase::Prompt | Phase::Cancelled) {
            self.stray += 1; // a message does not end before it has begun
            return None;
        }
        let answer = match result {
            Final::Refused(refusal) => Answer::Refused(refusal),
            Final::Ok if pending.command.wants_line() && pending.reply == Reply::None => {
                Answer::Empty
            }
            Final::Ok => Answer::Ok(std::mem::take(&mut pending.reply)),
        };
        let suspect = answer == Answer::Empty;
        let done = pending.ends(answer);
        self.mode = if suspect {
            Mode::quiet(0, at)
        } else {
            Mode::Idle
        };
        Some(done)
    }

    /// A final result while no command is in flight.
    fn unasked(&mut self, result: Final, at: Instant) -> Option<Output> {
        match self.mode {
            Mode::Knocking { knocks: 1, .. } if result == Final::Ok => {
                self.mode = Mode::Idle;
                Some(Output::Synced)
            }
            // The answers to the other knocks are still on their way.
            Mode::Knocking { .. } => {
                self.mode = Mode::quiet(0, at);
                None
            }
            Mode::Proving { seen: true, .. } if result == Final::Ok => {
                self.mode = Mode::Idle;
                Some(Output::Synced)
            }
            _ => {
                self.stray = self.stray.saturating_add(1);
                None
            }
        }
    }

    pub fn wake(&mut self, at: Instant) -> Option<Output> {
        if self.next_wake().is_none_or(|due| at < due) {
            return None;
        }
        match &mut self.mode {
            Mode::Closed | Mode::Idle => None,
            Mode::Draining { .. } => {
                self.mode = Mode::Knocking {
                    knocks: 1,
                    until: at + KNOCK,
                };
                Some(Output::Write(line(&Command::Attention)))
            }
            Mode::Knocking { knocks, .. } if *knocks >= KNOCKS => self.dead(),
            Mode::Knocking { knocks, until } => {
                *knocks += 1;
                *until = at + KNOCK;
                let mut bytes = line(&Command::Attention);
                if *knocks == 2 {
                    bytes.insert(0, ESCAPE); // an earlier owner may have left a prompt open
                }
                Some(Output::Write(bytes))
            }
            Mode::Quiet { failures, .. } => {
                self.mode = Mode::Proving {
                    failures: *failures,
                    until: at + PROOF,
                    seen: false,
                };
                Some(Output::Write(line(&Command::Imei)))
            }
            Mode::Proving { failures, .. } if *failures + 1 >= PROOFS => self.dead(),
            Mode::Proving { failures, .. } => {
                self.mode = Mode::quiet(*failures + 1, at);
                None
            }
            Mode::Busy(pending) if pending.phase == Phase::Prompt => {
                pending.phase = Phase::Cancelled;
                pending.until = at;
                Some(Output::Write(vec![ESCAPE]))
            }
            Mode::Busy(pending) => {
                let done = pending.ends(Answer::TimedOut);
                self.mode = Mode::quiet(0, at);
                Some(done)
            }
        }
    }

    fn dead(&mut self) -> Option<Output> {
        self.mode = Mode::Closed;
        Some(Output::Dead)
    }

    pub const fn next_wake(&self) -> Option<Instant> {
        self.mode.next_wake()
    }
}

/// Ctrl-Z sends a message, Escape cancels it (3GPP TS 27.005 3.5.1).
const SUBSTITUTE: u8 = 0x1A;
const ESCAPE: u8 = 0x1B;

fn line(command: &Command) -> Vec<u8> {
    let mut bytes = command.text().into_bytes();
    bytes.push(b'\r');
    bytes
}
