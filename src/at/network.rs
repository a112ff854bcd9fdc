//! The SIM, the network and the signal, as the modem reports them.

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

/// `<stat>` of `+CREG` and `+CEREG` (3GPP TS 27.007 7.2, 10.1.22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationStatus {
    /// 0: not registered and not looking.
    Idle,
    /// 1: at home.
    Home,
    /// 2: looking for a network.
    Searching,
    /// 3: the network refuses.
    Denied,
    /// 4 and whatever else there is: it does not know.
    Unknown,
    /// 5: a guest.
    Roaming,
}

impl RegistrationStatus {
    const fn from_stat(stat: u8) -> Self {
        match stat {
            0 => Self::Idle,
            1 => Self::Home,
            2 => Self::Searching,
            3 => Self::Denied,
            5 => Self::Roaming,
            _ => Self::Unknown,
        }
    }

    /// Whether calls can come in.
    #[must_use]
    pub const fn is_registered(self) -> bool {
        matches!(self, Self::Home | Self::Roaming)
    }

    /// The answer to `AT+CREG?`: `<n>,<stat>[,"<lac>","<ci>",<AcT>]`. `None` when it is the
    /// unsolicited form, which lacks `<n>`.
    pub(super) fn queried(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        fields.number::<u8>()?;
        let stat = fields.next().filter(|field| !field.quoted)?;
        Some(Self::from_stat(stat.number()?))
    }

    /// The unsolicited `<stat>[,"<lac>","<ci>",<AcT>]`. A stray answer with its `<n>` is read right.
    pub(super) fn announced(text: &str) -> Option<Self> {
        Self::queried(text).or_else(|| Some(Self::from_stat(Fields::of(text).number()?)))
    }
}

/// `+CSQ: <rssi>,<ber>` (3GPP TS 27.007 8.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// 0 to 31; 99 is unknown.
    pub rssi: u8,
}

impl Signal {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Fields::of(text).number().map(|rssi| Self { rssi })
    }

    /// The strength in dBm, when it is known.
    #[must_use]
    pub fn dbm(self) -> Option<i16> {
        (self.rssi <= 31).then(|| -113 + 2 * i16::from(self.rssi))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RegistrationStatus::*;

    #[test]
    fn answer_and_announcement_of_registration_are_told_apart() {
        let answer = "2,1,\"1A2B\",\"01234567\",7";
        assert_eq!(RegistrationStatus::queried(answer), Some(Home));
        let announced = "5,\"1A2B\",\"01234567\",7";
        assert_eq!(RegistrationStatus::queried(announced), None);
        assert_eq!(RegistrationStatus::announced(announced), Some(Roaming));
        assert_eq!(RegistrationStatus::queried("2"), None);
        assert_eq!(RegistrationStatus::announced("2"), Some(Searching));
        assert_eq!(RegistrationStatus::announced("x"), None);
    }

    #[test]
    fn the_signal_in_dbm() {
        assert_eq!(Signal::parse("24,99").unwrap().dbm(), Some(-65));
        assert_eq!(Signal::parse("99,99").unwrap().dbm(), None);
    }
}
