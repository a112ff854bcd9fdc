//! The SIM, as the modem reports it.

use std::fmt;

use super::fields::Fields;

/// `+CPIN: <code>` (3GPP TS 27.007 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinState {
    /// No code is asked for.
    Ready,
    /// The SIM waits for its PIN.
    Pin,
    /// The SIM is blocked and waits for its PUK.
    Puk,
    /// No SIM, or not yet (`NOT READY`, `NOT INSERTED`).
    NotReady,
    /// Another code: a network or device lock.
    Other,
}

impl PinState {
    pub(super) fn parse(text: &str) -> Self {
        match text.trim_matches('"') {
            "READY" => Self::Ready,
            "SIM PIN" => Self::Pin,
            "SIM PUK" => Self::Puk,
            "NOT READY" | "NOT INSERTED" => Self::NotReady,
            _ => Self::Other,
        }
    }
}

/// How many wrong codes the SIM still takes: `+QPINC: "SC",<PIN>,<PUK>` (Quectel AT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinTries {
    /// PINs, before the PUK is asked for.
    pub pin: u8,
    /// PUKs, before the SIM is lost.
    pub puk: u8,
}

impl PinTries {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        (fields.next()?.text == "SC").then_some(())?;
        let (pin, puk) = (fields.number()?, fields.number()?);
        Some(Self { pin, puk })
    }
}

/// Which parts of the SIM are ready: `+QINISTAT: <sum>` (Quectel AT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SimStages(pub u8);

impl SimStages {
    /// No code is asked for (1).
    #[must_use]
    pub const fn pin(self) -> bool {
        self.0 & 1 != 0
    }

    /// Text messages can be read and sent (2).
    #[must_use]
    pub const fn texts(self) -> bool {
        self.0 & 2 != 0
    }

    /// The phone book can be read (4).
    #[must_use]
    pub const fn phone_book(self) -> bool {
        self.0 & 4 != 0
    }
}

/// Whether there is a SIM: `+QSIMSTAT: <enable>,<inserted>` (Quectel AT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimPresence {
    /// 0: taken out.
    Removed,
    /// 1: put in.
    Inserted,
    /// 2: not known yet.
    Unknown,
}

impl SimPresence {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        fields.number::<u8>()?;
        Some(match fields.number::<u8>()? {
            0 => Self::Removed,
            1 => Self::Inserted,
            _ => Self::Unknown,
        })
    }
}

/// A serial number of the modem or the SIM; it does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits(heapless::String<22>);

impl Digits {
    pub(super) fn parse(text: &str) -> Option<Self> {
        // An ICCID is padded with F to an even length.
        let text = text.trim_matches('"').trim_end_matches(['F', 'f']);
        let all = text.bytes().all(|byte| byte.is_ascii_digit());
        (all && !text.is_empty())
            .then(|| text.try_into().ok().map(Self))
            .flatten()
    }

    /// An IMEI or IMSI, which stand on a line of their own.
    pub(super) fn bare(line: &str) -> Option<Self> {
        Self::parse(line).filter(|digits| (14..=16).contains(&digits.0.len()))
    }

    /// The digits, for whoever has to know them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({} of them)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_stages_and_presence() {
        assert_eq!(
            PinTries::parse("\"SC\",3,10"),
            Some(PinTries { pin: 3, puk: 10 })
        );
        assert_eq!(PinTries::parse("\"P2\",3,10"), None);
        let stages = SimStages(3);
        assert!(stages.pin() && stages.texts() && !stages.phone_book());
        assert_eq!(SimPresence::parse("1,0"), Some(SimPresence::Removed));
        assert_eq!(SimPresence::parse("0,1"), Some(SimPresence::Inserted));
        assert_eq!(SimPresence::parse("1"), None);
    }
}
