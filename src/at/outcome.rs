//! How a command ends.

use std::fmt;

use super::{Command, Reply};

/// The words that end a call, or an attempt at one (V.250 5.7.1, 3GPP TS 27.007 annex B).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallWord {
    /// `NO CARRIER`.
    NoCarrier,
    /// `BUSY`.
    Busy,
    /// `NO ANSWER`.
    NoAnswer,
    /// `NO DIALTONE`.
    NoDialtone,
}

impl CallWord {
    pub(super) fn parse(line: &str) -> Option<Self> {
        Some(match line {
            "NO CARRIER" => Self::NoCarrier,
            "BUSY" => Self::Busy,
            "NO ANSWER" => Self::NoAnswer,
            "NO DIALTONE" | "NO DIAL TONE" => Self::NoDialtone,
            _ => return None,
        })
    }
}

/// `+CME ERROR: <err>` (3GPP TS 27.007 9.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CmeError(pub u16);

/// `+CMS ERROR: <err>` (3GPP TS 27.005 3.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CmsError(pub u16);

impl CmsError {
    /// The SIM was busy, or no network was there: the message has not left, and may at another time.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        matches!(self.0, 314 | 331)
    }

    /// The network did not confirm the message in time: it may have taken it all the same.
    #[must_use]
    pub const fn leaves_doubt(self) -> bool {
        self.0 == 332
    }
}

const CME: &[(u16, &str)] = &[
    (3, "operation not allowed"),
    (4, "operation not supported"),
    (10, "SIM not inserted"),
    (11, "SIM PIN required"),
    (12, "SIM PUK required"),
    (13, "SIM failure"),
    (14, "SIM busy"),
    (15, "SIM wrong"),
    (16, "incorrect password"),
    (20, "memory full"),
    (30, "no network service"),
    (31, "network timeout"),
    (32, "network not allowed - emergency calls only"),
    (50, "incorrect parameters"),
    (100, "unknown"),
    (901, "audio unknown error"),
    (902, "audio invalid parameters"),
    (903, "audio operation not supported"),
    (904, "audio device busy"),
];

const CMS: &[(u16, &str)] = &[
    (300, "ME failure"),
    (301, "SMS service of ME reserved"),
    (302, "operation not allowed"),
    (303, "operation not supported"),
    (304, "invalid PDU mode parameter"),
    (305, "invalid text mode parameter"),
    (310, "SIM not inserted"),
    (311, "SIM PIN required"),
    (313, "SIM failure"),
    (314, "SIM busy"),
    (320, "memory failure"),
    (321, "invalid memory index"),
    (322, "memory full"),
    (330, "SMSC address unknown"),
    (331, "no network service"),
    (332, "network timeout"),
    (340, "no +CNMA acknowledgement expected"),
    (350, "unknown error"),
    (500, "unknown error"),
    (510, "message blocked"),
];

/// The number, or the number of the text that `AT+CMEE=2` gives instead; `unknown` otherwise.
fn code(text: &str, table: &[(u16, &str)], unknown: u16) -> u16 {
    let named = || {
        table
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text))
    };
    text.parse()
        .ok()
        .or_else(|| named().map(|(code, _)| *code))
        .unwrap_or(unknown)
}

fn name(code: u16, table: &'static [(u16, &'static str)]) -> &'static str {
    let found = table.iter().find(|(known, _)| *known == code);
    found.map_or("no name known", |(_, name)| name)
}

impl fmt::Display for CmeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CME error {}, {}", self.0, name(self.0, CME))
    }
}

impl fmt::Display for CmsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CMS error {}, {}", self.0, name(self.0, CMS))
    }
}

/// Why the modem refused a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A bare `ERROR`.
    #[error("the modem answered ERROR")]
    Error,
    /// An error of the equipment or the network.
    #[error("the modem answered {0}")]
    Cme(CmeError),
    /// An error of the message service.
    #[error("the modem answered {0}")]
    Cms(CmsError),
    /// `SEND FAIL`: the TCP/IP stack cannot take more now.
    #[error("the modem could not send (SEND FAIL)")]
    SendFailed,
    /// The call is over before it began.
    #[error("the network ended the call ({0:?})")]
    Call(CallWord),
}

/// A final result code: the line that ends an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Final {
    /// `OK`.
    Ok,
    /// Anything else.
    Refused(Refusal),
}

impl Final {
    /// The result code in this line, while `command` is in flight. The words of calls count only where
    /// it asks for a call, elsewhere they are unsolicited; those of the TCP/IP stack only where it
    /// sends by it.
    #[must_use]
    pub fn parse(line: &str, command: Option<&Command>) -> Option<Self> {
        let call_words = command.is_some_and(Command::is_call);
        let sends = matches!(command, Some(Command::SocketSend { .. }));
        let cme = |text: &str| Refusal::Cme(CmeError(code(text.trim(), CME, 100)));
        let cms = |text: &str| Refusal::Cms(CmsError(code(text.trim(), CMS, 500)));
        match line {
            "SEND OK" if sends => return Some(Self::Ok),
            "OK" => return Some(Self::Ok),
            "ERROR" => return Some(Self::Refused(Refusal::Error)),
            "SEND FAIL" if sends => return Some(Self::Refused(Refusal::SendFailed)),
            _ => {}
        }
        line.strip_prefix("+CME ERROR:")
            .map(cme)
            .or_else(|| line.strip_prefix("+CMS ERROR:").map(cms))
            .or_else(|| {
                let word = CallWord::parse(line).filter(|_| call_words)?;
                Some(Refusal::Call(word))
            })
            .map(Self::Refused)
    }
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one at a time, and reading a line allocates nothing"
)]
pub enum Answer {
    /// It was carried out; what it asked for is in the reply.
    Ok(Reply),
    /// `OK`, but without the line that was asked for: perhaps the `OK` of an earlier command.
    Empty,
    /// It was refused.
    Refused(Refusal),
    /// No final result within the command's time.
    TimedOut,
    /// The port or the modem went away while it ran.
    Gone,
}

/// A command that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What was sent.
    pub command: Command,
    /// What became of it.
    pub answer: Answer,
    /// Whether the data that follows a prompt (a text message, above all) went out.
    pub data_sent: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_of_error_are_read() {
        let refused = |line| match Final::parse(line, None) {
            Some(Final::Refused(refusal)) => refusal.to_string(),
            other => panic!("{line}: {other:?}"),
        };
        assert_eq!(refused("ERROR"), "the modem answered ERROR");
        assert_eq!(
            refused("+CME ERROR: 10"),
            "the modem answered CME error 10, SIM not inserted"
        );
        assert_eq!(
            refused("+CME ERROR: SIM PIN required"),
            refused("+CME ERROR: 11")
        );
        assert_eq!(
            refused("+CMS ERROR: 331"),
            "the modem answered CMS error 331, no network service"
        );
        assert_eq!(
            refused("+CMS ERROR: what?"),
            "the modem answered CMS error 500, unknown error"
        );
    }

    #[test]
    fn the_words_of_calls_are_results_only_where_a_call_was_asked_for() {
        let answer = Some(&Command::Answer);
        assert_eq!(Final::parse("NO CARRIER", Some(&Command::Calls)), None);
        assert_eq!(
            Final::parse("NO CARRIER", answer),
            Some(Final::Refused(Refusal::Call(CallWord::NoCarrier)))
        );
        assert_eq!(Final::parse("OK?", answer), None);
    }
}
