//! How the program ends: every exit code, in one place.
//!
//! The update script and `systemd` read these; `README.md` lists them for people.

use std::process::ExitCode;

use crate::control::Verdict;

/// Why the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It did what it was asked.
    Ok = 0,
    /// It failed, for a reason without a code of its own. `health` and `status`: it works, and a person should know
    /// something ([`Exit::DEGRADED`]).
    Failed = 1,
    /// The command line was wrong. `health` and `status`: it does not work ([`Exit::UNWELL`]).
    Usage = 2,
    /// The settings hold mistakes or cannot be read.
    Settings = 3,
    /// A model or a speech library is missing.
    ModelMissing = 4,
    /// A model file is not what the catalog says.
    ModelDamaged = 5,
    /// A port of the modem is missing, or is no port.
    PortMissing = 6,
    /// Another program holds a port of the modem.
    PortBusy = 7,
    /// The database cannot be used.
    Database = 8,
    /// A scenario or the demo ran, and something that should be true at its end is not.
    Expectation = 9,
    /// `doctor` found something that has to be mended before the box can answer calls.
    Finding = 10,
    /// An update bundle was refused; nothing has changed, and trying again changes nothing either.
    Refused = 11,
    /// An update was tried and did not get well: the version before runs again.
    RolledBack = 12,
    /// Not now: a call is on, or another update. Try again later (`EX_TEMPFAIL`).
    Busy = 75,
    /// Nobody reads any more what it prints: what a shell says of a program that SIGPIPE has ended (128 and 13).
    NobodyReads = 141,
}

impl Exit {
    /// `health` and `status` end so when it works and something should be known: what update scripts look at.
    pub const DEGRADED: Self = Self::Failed;
    /// `health` and `status` end so when something does not work, or the box is down.
    pub const UNWELL: Self = Self::Usage;
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Ok => Self::Ok,
            Verdict::Degraded => Self::DEGRADED,
            Verdict::Failed => Self::UNWELL,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
