//! Where modules and their firmware differ.

use super::Profile;

/// Something that this firmware does otherwise than the EC25's manual says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quirk {
    /// `AT+QINDCFG="ccinfo"` is answered with `ERROR`: the state of calls is not told that way.
    NoCcinfo,
    /// `AT^DSCI` is answered with `ERROR`.
    NoDsci,
    /// `AT+CEER` is answered with `ERROR`.
    NoCeer,
    /// `AT+QHUP` is never answered and ends no call; the port hears nothing for 90 s.
    QhupHangs,
    /// `AT+QPCMV=?` lists the usual modes, and every other form is answered with `ERROR`.
    QpcmvLies,
    /// `AT+QCFG="usbcfg"` is answered with `ERROR`, to read and to write.
    UsbcfgRefused,
    /// `AT+VTS` is answered with `OK` and the far end hears nothing.
    TonesInaudible,
    /// `AT+VTS` is refused in about every second call (`network rejected request`).
    TonesOftenRefused,
    /// `ATD` while a call is in the table is answered with `NO CARRIER`, not `+CME ERROR: 3`.
    TakenIsNoCarrier,
}

/// The modules that are known by name; each is [`Profile::default`] but for what is said.
impl Profile {
    /// The names that [`Profile::named`] knows.
    pub const NAMES: [&'static str; 5] = ["ec25", "ec20", "ep06", "eg25-a0.302", "qdc507"];

    /// The module of this name ([`Profile::NAMES`]).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ec25" => Self::default(),
            "ec20" => Self::ec20(),
            "ep06" => Self::ep06(),
            "eg25-a0.302" => Self::eg25_a0302(),
            "qdc507" => Self::qdc507(),
            _ => return None,
        })
    }

    /// An EC20 (China): tones of `AT+VTS` do not come through.
    #[must_use]
    pub fn ec20() -> Self {
        Self {
            model: "EC20F".to_owned(),
            revision: "EC20CEFAGR06A01M4G".to_owned(),
            quirks: vec![Quirk::TonesInaudible],
            ..Self::default()
        }
    }

    /// An EP06-E: a newer chip, no `ccinfo`, `AT+QHUP` hangs, tones are often refused.
    #[must_use]
    pub fn ep06() -> Self {
        Self {
            model: "EP06".to_owned(),
            revision: "EP06ELAR04A08M4G".to_owned(),
            usb: (0x2C7C, 0x0306),
            card: "EP06E".to_owned(),
            quirks: vec![
                Quirk::NoCcinfo,
                Quirk::QhupHangs,
                Quirk::TonesOftenRefused,
                Quirk::TakenIsNoCarrier,
            ],
            ..Self::default()
        }
    }

    /// An EG25-G with firmware A0.302, which refuses `usbcfg`.
    #[must_use]
    pub fn eg25_a0302() -> Self {
        Self {
            model: "EG25".to_owned(),
            revision: "EG25GGBR07A08M2G_A0.302".to_owned(),
            quirks: vec![Quirk::UsbcfgRefused],
            ..Self::default()
        }
    }

    /// A board like the QDC507: it lists the modes of `AT+QPCMV` and has none.
    #[must_use]
    pub fn qdc507() -> Self {
        Self {
            revision: "QDC507GLR01A01M4G".to_owned(),
            quirks: vec![Quirk::QpcmvLies],
            ..Self::default()
        }
    }
}

impl super::Ec25 {
    /// Whether the firmware, or a trouble, has this quirk.
    pub(super) fn has_quirk(&self, quirk: Quirk) -> bool {
        self.profile.quirks.contains(&quirk)
            || self
                .troubles
                .has(|t| matches!(t, super::Trouble::Firmware(own) if *own == quirk))
    }
}
