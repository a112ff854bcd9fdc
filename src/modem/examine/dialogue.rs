//! The pure core: one question at a time, each with an end.

use std::{collections::VecDeque, time::Duration};

use crate::{
    at::{Final, Framer, Item},
    time::Instant,
};

use super::question::{
    Line, Mask, Question, Script, TRIALS, limit, masked, name, permitted, small,
};
use super::{End, Examined, Heard, Outcome};

/// So long must the line be quiet before it is written to …
const QUIET: Duration = Duration::from_millis(300);
/// … but no longer than this is that waited for.
const CHATTER: Duration = Duration::from_secs(3);
/// Between two knocks.
const KNOCK: Duration = Duration::from_millis(500);
/// So many knocks, or failed proofs of being in step, and it is given up.
const KNOCKS: u8 = 10;
const PROOFS: u8 = 3;
/// Lines of one answer that are kept; the list of carriers' profiles is the longest.
const LINES: usize = 64;
/// Announcements whose names are kept.
const UNASKED: usize = 32;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A question of the script.
    Ask(Question),
    /// A value of a setting that is tried.
    Try,
    /// What the setting was before.
    Restore,
}

/// ```text
/// Quiet ─▶ Knocking ─▶ Asking ⇄ Asking … ─▶ Over(Complete | TimeUp)
///   ▲          │          │
///   │          ▼          ▼ no answer
///   │   Over(Silent)    Quiet ─▶ Proving ─▶ Asking
///   └──────────────────────────────┘  └─▶ Over(Lost)
/// ```
#[derive(Debug)]
enum Phase {
    /// Waits until the line is quiet; then knocks, or proves that it is in step.
    Quiet {
        quiet_at: Instant,
        until: Instant,
        then: Then,
    },
    Knocking {
        knocks: u8,
        until: Instant,
    },
    /// Asked for the serial number: only its `OK` comes after a number, a late one does not.
    Proving {
        until: Instant,
        failures: u8,
        seen: bool,
    },
    Asking {
        step: Step,
        line: Line,
        since: Instant,
        until: Instant,
        lines: Vec<String>,
    },
    Over(End),
}

#[derive(Clone, Copy, Debug)]
enum Then {
    Knock,
    Prove { failures: u8 },
}

/// An examination of one modem, sans I/O.
#[derive(Debug)]
pub struct Examination {
    framer: Framer,
    phase: Phase,
    ahead: VecDeque<(Step, Line)>,
    deadline: Instant,
    whole: bool,
    on_the_line: bool,
    pending_restore: Option<Line>,
    out: Vec<u8>,
    heard: Vec<Heard>,
    unasked: Vec<String>,
    restarted: bool,
}

impl Examination {
    /// Begins on a port that has just been opened. After `limit` nothing new is asked; what was tried
    /// is still set back.
    #[must_use]
    pub fn new(script: Script, limit: Duration, at: Instant) -> Self {
        let questions = script.questions().iter();
        Self {
            framer: Framer::default(),
            phase: Phase::Quiet {
                quiet_at: at + QUIET,
                until: at + CHATTER,
                then: Then::Knock,
            },
            ahead: questions
                .filter_map(|question| {
                    let line = question.line.try_into().ok()?;
                    Some((Step::Ask(*question), line))
                })
                .collect(),
            deadline: at + limit,
            whole: script == Script::Whole,
            on_the_line: false,
            pending_restore: None,
            out: Vec::new(),
            heard: Vec::new(),
            unasked: Vec::new(),
            restarted: false,
        }
    }

    /// Takes what was read (nothing, when it was only time) and gives what is to be written now.
    pub fn handle(&mut self, mut bytes: &[u8], at: Instant) -> Vec<u8> {
        if !bytes.is_empty()
            && let Phase::Quiet { quiet_at, .. } = &mut self.phase
        {
            *quiet_at = at + QUIET;
        }
        let mut framer = std::mem::take(&mut self.framer);
        while let Some(item) = framer.next(&mut bytes) {
            match item {
                Item::Line(line) => self.line(line, at),
                // Somebody left a message half written: nothing of ours must end up in it.
                Item::Prompt => self.out.push(ESCAPE),
                _ => {}
            }
        }
        self.framer = framer;
        self.due(at);
        std::mem::take(&mut self.out)
    }

    /// The port is gone.
    pub fn gone(&mut self, at: Instant) {
        self.end_question(Outcome::Gone, at);
        self.phase = Phase::Over(End::Gone);
    }

    /// Whether there is nothing more to wait for.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_))
    }

    /// When [`handle`](Self::handle) has something to do, bytes or not.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Quiet {
                quiet_at, until, ..
            } => Some(*quiet_at.min(until)),
            Phase::Knocking { until, .. }
            | Phase::Proving { until, .. }
            | Phase::Asking { until, .. } => Some(*until),
            Phase::Over(_) => None,
        }
    }

    /// What was found out so far.
    #[must_use]
    pub fn examined(self) -> Examined {
        Examined {
            end: match self.phase {
                Phase::Over(end) => end,
                _ => End::TimeUp,
            },
            heard: self.heard,
            unasked: self.unasked,
            restarted: self.restarted,
            not_restored: self.pending_restore.map(|line| line.to_string()),
        }
    }

    fn line(&mut self, line: &str, at: Instant) {
        if line.starts_with("AT") {
            return; // our own words, echoed
        }
        let result = match Final::parse(line, None) {
            Some(Final::Ok) => Some(Outcome::Ok),
            Some(_) => Some(Outcome::Refused(line.to_owned())),
            None => None,
        };
        match (&mut self.phase, result) {
            (Phase::Asking { .. }, Some(outcome)) => {
                self.end_question(outcome, at);
                self.ask_next(at);
            }
            (
                Phase::Asking {
                    line: asked,
                    lines,
                    step,
                    ..
                },
                None,
            ) if answers(step, asked, line) => {
                if let Step::Ask(question) = step
                    && question.line == "AT+CLCC"
                {
                    self.on_the_line |= is_voice(line);
                }
                if lines.len() < LINES {
                    let mask = match step {
                        Step::Ask(question) => question.mask,
                        Step::Try | Step::Restore => Mask::Open,
                    };
                    lines.push(masked(line, mask));
                }
            }
            (Phase::Knocking { knocks: 1, .. }, Some(_)) => self.ask_next(at),
            // The answers to the other knocks are still on their way.
            (Phase::Knocking { .. }, Some(_)) => self.quiet(Then::Prove { failures: 0 }, at),
            (Phase::Proving { seen, .. }, None) if is_serial(line) => *seen = true,
            (Phase::Proving { seen: true, .. }, Some(_)) => self.ask_next(at),
            (_, Some(_)) => {} // late
            (_, None) => self.announcement(line),
        }
    }

    fn announcement(&mut self, line: &str) {
        self.restarted |= line == "RDY";
        let end = line.find([':', '"']).unwrap_or(line.len());
        let name = masked(&line[..end], Mask::Begin(0));
        if self.unasked.len() < UNASKED && !self.unasked.contains(&name) {
            self.unasked.push(name);
        }
    }

    /// Does what is due by now.
    fn due(&mut self, at: Instant) {
        if self.next_wake().is_none_or(|wake| at < wake) {
            return;
        }
        match &mut self.phase {
            Phase::Quiet { then, .. } => match *then {
                Then::Knock => {
                    let until = at + KNOCK;
                    self.phase = Phase::Knocking { knocks: 1, until };
                    self.write("AT");
                }
                Then::Prove { failures } => {
                    self.phase = Phase::Proving {
                        until: at + limit("AT+CGSN"),
                        failures,
                        seen: false,
                    };
                    self.write("AT+CGSN");
                }
            },
            Phase::Knocking { knocks, .. } if *knocks >= KNOCKS => {
                self.phase = Phase::Over(End::Silent);
            }
            Phase::Knocking { knocks, until } => {
                *knocks += 1;
                *until = at + KNOCK;
                if *knocks == 2 {
                    self.out.push(ESCAPE);
                }
                self.write("AT");
            }
            Phase::Proving { failures, .. } if *failures + 1 >= PROOFS => {
                self.phase = Phase::Over(End::Lost);
            }
            Phase::Proving { failures, .. } => {
                let failures = *failures + 1;
                self.quiet(Then::Prove { failures }, at);
            }
            Phase::Asking { .. } => {
                self.end_question(Outcome::TimedOut, at);
                self.quiet(Then::Prove { failures: 0 }, at);
            }
            Phase::Over(_) => {}
        }
    }

    fn quiet(&mut self, then: Then, at: Instant) {
        self.phase = Phase::Quiet {
            quiet_at: at + QUIET,
            until: at + CHATTER,
            then,
        };
    }

    fn ask_next(&mut self, at: Instant) {
        if at >= self.deadline {
            let left = |(step, _): &(Step, Line)| matches!(step, Step::Restore);
            self.ahead.retain(left);
        }
        let Some((step, line)) = self.ahead.pop_front() else {
            let end = match at >= self.deadline && self.whole {
                true => End::TimeUp,
                false => End::Complete,
            };
            self.phase = Phase::Over(end);
            return;
        };
        self.write(&line);
        self.phase = Phase::Asking {
            step,
            since: at,
            until: at + limit(&line),
            line,
            lines: Vec::new(),
        };
    }

    /// Keeps the answer to the question in flight, if there is one.
    fn end_question(&mut self, outcome: Outcome, at: Instant) {
        let Phase::Asking {
            step,
            line,
            since,
            lines,
            ..
        } = &mut self.phase
        else {
            return;
        };
        let heard = Heard {
            asked: line.to_string(),
            lines: std::mem::take(lines),
            outcome,
            took: at.since(*since),
        };
        match step {
            Step::Restore if heard.outcome == Outcome::Ok => self.pending_restore = None,
            Step::Ask(_) if self.whole => self.try_out(&heard),
            _ => {}
        }
        self.heard.push(heard);
    }

    /// After a value was read: tries others, and sets it back.
    fn try_out(&mut self, heard: &Heard) {
        let Some((setting, values)) = TRIALS
            .into_iter()
            .find(|(setting, _)| heard.asked.strip_prefix("AT") == Some(&format!("{setting}?")))
        else {
            return;
        };
        // A call would lose its sound, or its keys.
        if self.on_the_line || heard.outcome != Outcome::Ok {
            return;
        }
        let before = heard.lines.iter().find_map(|line| {
            let value = line.strip_prefix(setting)?.strip_prefix(':')?;
            let value: String = value.split_whitespace().collect();
            small(&value).then_some(value)
        });
        let Some(before) = before else { return };
        let before = match (setting, before.as_str()) {
            // Off is one number, whatever was switched off.
            ("+QPCMV", off) if off.starts_with('0') => "0",
            (_, value) => value,
        };
        let line = |value: &str| -> Option<Line> {
            format!("AT{setting}={value}").as_str().try_into().ok()
        };
        let Some(restore) = line(before) else { return };
        self.ahead.push_front((Step::Restore, restore.clone()));
        for value in values.iter().rev() {
            if let Some(line) = line(value) {
                self.ahead.push_front((Step::Try, line));
            }
        }
        self.pending_restore = Some(restore);
    }

    /// The one place that writes a line.
    fn write(&mut self, line: &str) {
        if permitted(line) {
            self.out.extend_from_slice(line.as_bytes());
            self.out.push(b'\r');
        } else {
            debug_assert!(false, "{line} is not permitted");
        }
    }
}

/// Escape cancels a message that waits for its text (3GPP TS 27.005 3.5.1).
const ESCAPE: u8 = 0x1B;

/// Whether `line` belongs to the answer to `asked`.
fn answers(step: &Step, asked: &str, line: &str) -> bool {
    let plain = matches!(step, Step::Ask(question) if question.plain);
    if plain {
        let announced = ["RING", "RDY", "NO CARRIER", "BUSY", "POWERED DOWN"];
        return !line.starts_with(['+', '^']) && !announced.contains(&line);
    }
    line.strip_prefix(name(asked))
        .is_some_and(|rest| rest.starts_with(':'))
}

/// Whether this line of `AT+CLCC` is a call that somebody speaks in: `<mode>` 0 (3GPP TS 27.007 7.18).
fn is_voice(line: &str) -> bool {
    let fields = line.split_once(':').map(|(_, fields)| fields);
    fields.and_then(|fields| fields.split(',').nth(3)) == Some("0")
}

/// Fifteen digits: an IMEI.
fn is_serial(line: &str) -> bool {
    let digits = line.trim_matches('"');
    (14..=16).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}
