//! Why a message could not be fetched.

use crate::sms::{mmsc::NotAllowed, wap::WapError};

/// Why a fetch or a post ended without what it was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The modem did not get a data connection: no data in the plan, a wrong access point, no network.
    #[error("opening the data connection for MMS failed; does the plan of this SIM include data?")]
    Bearer,
    /// The network took the data connection away.
    #[error("fetching an MMS: the network closed the data connection")]
    BearerLost,
    /// The carrier's name server does not know the host.
    #[error("fetching an MMS: the carrier's name server gave no address (modem error {0})")]
    Dns(u16),
    /// Nobody took the connection.
    #[error("fetching an MMS: the carrier's server refused the connection (modem error {0})")]
    Refused(u16),
    /// Nothing came for too long.
    #[error("fetching an MMS: the carrier's server did not answer in time")]
    Timeout,
    /// The server answered with this status.
    #[error("fetching an MMS: the carrier's server answered with status {0}")]
    Status(u16),
    /// More than [`crate::sms::mms::MAX_BODY`].
    #[error("fetching an MMS: it is larger than 1 MB")]
    TooBig,
    /// A redirect leads where nothing is fetched from.
    #[error("fetching an MMS: a redirect was not followed: {0}")]
    Redirect(NotAllowed),
    /// One redirect after the other.
    #[error("fetching an MMS: too many redirects")]
    Redirects,
    /// The answer is no HTTP, or ends too early.
    #[error("fetching an MMS: the answer of the carrier's server cannot be read")]
    Http,
    /// What came is no MMS.
    #[error("fetching an MMS: what came is none: {0}")]
    NotMms(WapError),
    /// The modem refused to send, or does not know a command that is needed.
    #[error("fetching an MMS: the modem refused a command")]
    Modem,
    /// The request does not fit into the modem's command, or a host or access point not into its field.
    #[error("fetching an MMS: the address, the access point or the body does not fit")]
    Unfit,
    /// The modem or its port went away.
    #[error("fetching an MMS: the modem went away")]
    Gone,
    /// A call came in; calls come first.
    #[error("fetching an MMS was put off for a call")]
    Call,
    /// It was not wanted any more.
    #[error("fetching an MMS was cancelled")]
    Cancelled,
}

impl Fault {
    /// Whether another attempt, later, may help. When and how often is the caller's to decide.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        match self {
            Self::Bearer
            | Self::BearerLost
            | Self::Dns(_)
            | Self::Refused(_)
            | Self::Timeout
            | Self::Http
            | Self::Modem
            | Self::Gone
            | Self::Call => true,
            // Too early, too many, or the server's own trouble.
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500..=599),
            Self::TooBig
            | Self::Redirect(_)
            | Self::Redirects
            | Self::NotMms(_)
            | Self::Unfit
            | Self::Cancelled => false,
        }
    }
}
