//! What a well-behaved host never does, kept as a list.

use std::fmt;

use crate::time::Instant;

/// A rule that a host of the EC25 must keep.
///
/// The module forgives most of these most of the time, which is what makes them hard to find on
/// the real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The host wrote while a command was still being carried out on the same port: the module may
    /// take it as an order to abort (ITU-T V.250 5.6.1).
    Overlap,
    /// The host sent a line feed; a command line ends in CR alone (ITU-T V.250 S3).
    LineFeed,
    /// A line did not begin with `AT`: garbage, or an answer of the module given back to it.
    NotACommand,
    /// A line was longer than the module takes.
    TooLong,
    /// The text of a message, or Ctrl-Z, came without a `> ` to write it behind.
    DataWithoutPrompt,
    /// A message command had arguments of the other format (`AT+CMGF`: 0 PDU, 1 text).
    WrongMessageFormat,
    /// `AT+CMGS=<length>` and the PDU that followed disagree, or the PDU is no SMS-SUBMIT.
    BadPdu,
    /// The host dialled or answered while `AT+QPCMV` was off: the caller hears nothing.
    SoundOff,
    /// The host dialled or answered with the sound on the card, and had not turned `AT+QPCMV` off
    /// and on since the last call: the caller hears nothing.
    SoundNotArmedAgain,
    /// The host dialled an emergency number.
    EmergencyDialled,
    /// The host sent a PIN without having read how many tries are left, or after a wrong one.
    PinAtRisk,
    /// The host dialled while a call was still in the table.
    DialOverCall,
    /// `ATD` without the `;` that makes it a voice call.
    DialWithoutSemicolon,
    /// A command that must not be used in service: it blocks for minutes or wears the flash.
    NotInService,
    /// `AT+CMGR` or `AT+CMGL` while `AT+CMGF` was 1: text mode loses the header of a message, and
    /// with it parts, ports and true senders.
    ReadInTextMode,
    /// `AT+CMGD` on a message that the host has never read.
    DeletedUnread,
    /// `AT+QHTTPREAD` before `+QHTTPGET` or `+QHTTPPOST` told of a response.
    ReadBeforeResponse,
    /// Data was asked of a host that is none of the carrier's.
    ForeignHost,
    /// Data was used during a call, on a line where that ends one of the two.
    DataInCall,
    /// A bearer or a socket was left open when it was of no use any more.
    DataLeftOpen,
    /// A part of a long text never came, and its place was needed for another text.
    UnfinishedText,
}

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// When.
    pub at: Instant,
    /// Which rule.
    pub rule: Rule,
    /// What the host did.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}: {}", self.at, self.rule, self.detail)
    }
}

/// The broken rules so far: at most [`Violations::MOST`], later ones are only counted.
#[derive(Debug, Default)]
pub(super) struct Violations {
    pub(super) list: Vec<Violation>,
    pub(super) dropped: usize,
}

impl Violations {
    /// How many are kept.
    pub(super) const MOST: usize = 256;

    pub(super) fn push(&mut self, violation: Violation) {
        if self.list.len() < Self::MOST {
            self.list.push(violation);
        } else {
            self.dropped += 1;
        }
    }
}
