//! How the module writes: result codes, information lines, errors.

use super::flow::{Collect, Flow};

/// How a command ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// Information lines (there may be none), then on to the next command or `OK`.
    Lines(Vec<String>),
    /// It failed: what stands behind it on the line is not run.
    Failed(Failure),
    /// `> `, or nothing when false: the text of a message is to follow.
    Prompt(Prompt, bool),
    /// It is written piece by piece.
    Flow(Flow),
    /// The host is to send data.
    Collect(Collect),
    /// An answer with raw octets in it, framed already; then as after lines.
    Octets(Vec<u8>),
    /// `OK`, and then these lines.
    Then(Vec<String>),
    /// Somebody else ends it.
    Later,
    /// It ends when this call is answered or over (`AT+COLP=1`).
    Awaits(u32),
    /// It never ends, and for 90 s the port hears nothing.
    Never,
}

/// What the host promised about the text that follows a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    /// A PDU with this many octets behind the service centre.
    Pdu {
        /// As `AT+CMGS` gave it.
        octets: usize,
        /// The stat to keep it under (`AT+CMGW`); `None` to send it.
        keep: Option<u8>,
    },
    /// Text to this number.
    Text {
        /// As `AT+CMGS` gave it.
        to: String,
        /// As above.
        keep: Option<u8>,
    },
}

/// A failing final result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// `ERROR`.
    Plain,
    /// `+CME ERROR: n` (3GPP TS 27.007 9.2).
    Cme(u16),
    /// `+CMS ERROR: n` (3GPP TS 27.005 3.2.5).
    Cms(u16),
    /// `NO CARRIER` and its like.
    Word(&'static str),
}

impl Reply {
    pub(super) const OK: Self = Self::Lines(Vec::new());
    pub(super) const ERROR: Self = Self::Failed(Failure::Plain);

    pub(super) fn line(line: impl Into<String>) -> Self {
        Self::Lines(vec![line.into()])
    }

    pub(super) const fn cme(code: u16) -> Self {
        Self::Failed(Failure::Cme(code))
    }

    pub(super) const fn cms(code: u16) -> Self {
        Self::Failed(Failure::Cms(code))
    }
}

impl Failure {
    /// The words, as `AT+CMEE` has it: 0 none, 1 the number, 2 the text.
    pub(super) fn words(self, cmee: u32) -> String {
        match (self, cmee) {
            (Self::Plain, _) | (Self::Cme(_), 0) => "ERROR".to_owned(),
            (Self::Cme(code), 1) => format!("+CME ERROR: {code}"),
            (Self::Cme(code), _) => format!("+CME ERROR: {}", cme_text(code)),
            (Self::Cms(code), 2) => format!("+CMS ERROR: {}", cms_text(code)),
            (Self::Cms(code), _) => format!("+CMS ERROR: {code}"),
            (Self::Word(word), _) => word.to_owned(),
        }
    }
}

const fn cme_text(code: u16) -> &'static str {
    match code {
        3 => "operation not allowed",
        4 => "operation not supported",
        10 => "SIM not inserted",
        11 => "SIM PIN required",
        12 => "SIM PUK required",
        13 => "SIM failure",
        14 => "SIM busy",
        16 => "incorrect password",
        30 => "no network service",
        50 => "incorrect parameters",
        _ => "unknown",
    }
}

const fn cms_text(code: u16) -> &'static str {
    match code {
        302 => "operation not allowed",
        304 => "invalid PDU mode parameter",
        305 => "invalid text mode parameter",
        310 => "SIM not inserted",
        311 => "SIM PIN required",
        313 => "SIM failure",
        314 => "SIM busy",
        316 => "SIM PUK required",
        321 => "invalid memory index",
        331 => "no network service",
        _ => "unknown error",
    }
}

/// Final and unsolicited results that have a number under `ATV0` (ITU-T V.250 table 1).
const NUMBERS: [(&str, &str); 7] = [
    ("OK", "0"),
    ("RING", "2"),
    ("NO CARRIER", "3"),
    ("ERROR", "4"),
    ("NO DIALTONE", "6"),
    ("BUSY", "7"),
    ("NO ANSWER", "8"),
];

/// A result code, framed as `ATV` says.
pub(super) fn result(words: &str, verbose: bool) -> Vec<u8> {
    match NUMBERS.iter().find(|(word, _)| *word == words) {
        Some((_, number)) if !verbose => format!("{number}\r").into_bytes(),
        _ => format!("\r\n{words}\r\n").into_bytes(),
    }
}

/// Information lines, framed as `ATV` says.
pub(super) fn information(lines: &[String], verbose: bool) -> Vec<u8> {
    let head = if verbose { "\r\n" } else { "" };
    format!("{head}{}\r\n", lines.join("\r\n")).into_bytes()
}
