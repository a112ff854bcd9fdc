//! What is asked, and what may be written at all.

use crate::at::question::QUESTIONS;
pub(super) use crate::at::question::{Mask, Question, limit, masked, name};

/// A command line with its carriage return.
pub(super) type Line = heapless::String<40>;

/// What is to be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Who it is: the IMEI, unmasked.
    Imei,
    /// Everything.
    Whole,
}

static IMEI: [Question; 1] = [Question {
    line: "AT+CGSN",
    mask: Mask::Ours,
    plain: true,
}];

impl Script {
    pub(super) fn questions(self) -> &'static [Question] {
        match self {
            Self::Imei => &IMEI,
            Self::Whole => &QUESTIONS,
        }
    }
}

/// The settings that are tried, with the values to try; a restart forgets all three.
pub(super) const TRIALS: [(&str, &[&str]); 3] = [
    ("+QPCMV", &["0", "1,2"]),
    ("+VTD", &["3,1"]),
    ("+QTONEDET", &["1"]),
];

/// Whether this line may be written at all. All lines that leave this room pass through here.
pub(super) fn permitted(line: &str) -> bool {
    if line == "AT" || QUESTIONS.iter().any(|question| question.line == line) {
        return true;
    }
    // A value of one or two small numbers, and of nothing else.
    let Some((name, value)) = line.strip_prefix("AT").and_then(|l| l.split_once('=')) else {
        return false;
    };
    let tried = TRIALS.iter().any(|(tried, _)| *tried == name);
    tried && small(value)
}

/// One or two numbers of up to three digits.
pub(super) fn small(value: &str) -> bool {
    let number = |text: &str| {
        !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    value.split(',').count() <= 2 && value.split(',').all(number)
}
