//! The network and the signal, as the modem reports them.

use super::{ShortText, fields::Fields, reply::short};

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
    /// 6, 7: for text messages only.
    TextsOnly,
    /// 8: for emergency calls only.
    EmergencyOnly,
}

impl RegistrationStatus {
    const fn from_stat(stat: u8) -> Self {
        match stat {
            0 => Self::Idle,
            // 9 and 10: the network would rather not fall back to 3G for a call.
            1 | 9 => Self::Home,
            2 => Self::Searching,
            3 => Self::Denied,
            5 | 10 => Self::Roaming,
            6 | 7 => Self::TextsOnly,
            8 => Self::EmergencyOnly,
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

/// `+QCSQ: "<technology>",<level>,…` (Quectel AT). What the levels are depends on the technology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalQuality {
    /// `LTE`, `WCDMA`, `GSM`, `NOSERVICE`, …
    pub technology: ShortText,
    /// LTE: RSSI (dBm), RSRP (dBm), SINR (0 to 250, a fifth of a dB from -20), RSRQ (dB). WCDMA: RSSI,
    /// RSCP, Ec/Io. GSM: RSSI.
    pub levels: heapless::Vec<i16, 4>,
}

impl SignalQuality {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        let technology = short(fields.next().filter(|field| !field.text.is_empty())?.text);
        let levels = fields.map_while(|field| field.number()).take(4).collect();
        Some(Self { technology, levels })
    }
}

/// `+QNWINFO: "<technology>",<operator>,"<band>",<channel>` or `No Service` (Quectel AT).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkInfo {
    /// There is no network.
    NoService,
    /// There is one.
    Network {
        /// `FDD LTE`, `WCDMA`, …
        technology: ShortText,
        /// Country and network, such as `45008`.
        plmn: heapless::String<6>,
        /// `LTE BAND 3`, …
        band: ShortText,
        /// The channel (EARFCN or its like).
        channel: u32,
    },
}

impl NetworkInfo {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        let first = fields.next()?;
        if first.text.eq_ignore_ascii_case("no service") {
            return Some(Self::NoService);
        }
        let plmn = fields.next()?.text.try_into().ok()?;
        let band = short(fields.next()?.text);
        Some(Self::Network {
            technology: short(first.text),
            plmn,
            band,
            channel: fields.number()?,
        })
    }
}

/// `+COPS: <mode>[,<format>,"<operator>"[,<AcT>]]` (3GPP TS 27.007 7.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The network's name; `None` while there is no network.
    pub name: Option<ShortText>,
    /// The radio technology: 0 GSM, 2 3G, 7 LTE, ….
    pub technology: Option<u8>,
}

impl Operator {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        fields.number::<u8>()?;
        let name = fields.nth(1).map(|field| short(field.text));
        let technology = fields.number();
        Some(Self { name, technology })
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
        let quality = SignalQuality::parse("\"LTE\",-52,-81,195,-10").unwrap();
        assert_eq!(quality.technology, "LTE");
        assert_eq!(quality.levels, [-52, -81, 195, -10]);
        let none = SignalQuality::parse("\"NOSERVICE\"").unwrap();
        assert!(none.levels.is_empty());
    }

    #[test]
    fn which_network_it_is() {
        let info = NetworkInfo::parse("\"FDD LTE\",45008,\"LTE BAND 3\",1650").unwrap();
        assert!(
            matches!(info, NetworkInfo::Network { ref plmn, channel: 1650, .. } if plmn == "45008")
        );
        assert_eq!(
            NetworkInfo::parse("No Service"),
            Some(NetworkInfo::NoService)
        );
        let operator = Operator::parse("0,0,\"KT\",7").unwrap();
        assert_eq!(operator.name.as_deref(), Some("KT"));
        assert_eq!(operator.technology, Some(7));
        assert_eq!(Operator::parse("0").unwrap().name, None);
    }

    #[test]
    fn half_a_registration_is_none() {
        for (stat, status) in [
            (6, TextsOnly),
            (8, EmergencyOnly),
            (9, Home),
            (10, Roaming),
            (77, Unknown),
        ] {
            assert_eq!(RegistrationStatus::from_stat(stat), status);
        }
        assert!(!TextsOnly.is_registered());
    }
}
