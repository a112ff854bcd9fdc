//! What a line tells whoever watches it: the demo's screen, later the owner's page.

use crate::{
    call::{EndCause, Outcome, Record},
    modem,
    phone::{Caller, PhoneNumber},
    time::Instant,
};

use super::News;

/// Something that happened on a line. Watching never slows the line: a watcher that does not keep
/// up misses reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// When, on the line's clock.
    pub at: Instant,
    /// What.
    pub kind: ReportKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportKind {
    /// The modem is in another state.
    Modem(modem::State),
    /// A call comes in.
    Ringing(Caller),
    /// The box places a call.
    Dialling(PhoneNumber),
    /// It rings over there.
    Alerting,
    /// The call was answered.
    Answered,
    /// The caller has begun to speak.
    SpeechStarted,
    /// The caller said this.
    Caller(String),
    /// The box says this.
    Munjigi(String),
    /// The box has said everything it had to say.
    Spoken,
    /// The caller has made the box stop.
    Interrupted,
    /// The caller's words were taken for this question of the shop's, because a model has chosen it.
    Chosen(String),
    /// A record is on disk.
    Committed(Record),
    /// A text was written down and will be sent.
    TextQueued(String),
    /// The network took a text.
    TextSent,
    /// A text could not be sent now, will be tried again, and why.
    TextPutOff(String),
    /// A text was not sent, or perhaps not; and why.
    TextFailed(String),
    /// A text has come, or something that came with one.
    TextCame(News),
    /// The body of a long message is being fetched from the carrier.
    Fetching,
    /// It has come.
    Fetched,
    /// The call is over.
    Ended(EndCause, Outcome),
    /// Something failed, in words for the technician.
    Fault(String),
}
