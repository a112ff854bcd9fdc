//! A modem that is plugged in.

use std::{fmt, path::PathBuf};

use super::{KNOWN, QUECTEL, Socket};

/// A sound card of a modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The number that ALSA has given it; another one after the next plugging in.
    pub index: u32,
    /// The name that ALSA has given it (`Android`, `EC25EUX`), for people to read.
    pub id: String,
}

impl Card {
    /// The name of its PCM device, without any conversion between it and us.
    #[must_use]
    pub fn pcm(&self) -> String {
        format!("hw:{},0", self.index)
    }
}

/// A part of a modem that may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// USB interface 01: position sentences, or voice as plain samples.
    Pcm,
    /// USB interface 02: AT.
    Main,
    /// USB interface 03: the second AT port.
    Second,
    /// The sound card. Without `AT+QCFG="usbcfg"` there is none.
    Card,
}

impl Part {
    /// In Korean, for the technician.
    #[must_use]
    pub const fn korean(self) -> &'static str {
        match self {
            Self::Pcm => "음성 포트(인터페이스 01)",
            Self::Main => "AT 포트(인터페이스 02)",
            Self::Second => "둘째 AT 포트(인터페이스 03)",
            Self::Card => "USB 사운드 카드",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pcm => "the voice port (interface 01)",
            Self::Main => "the AT port (interface 02)",
            Self::Second => "the second AT port (interface 03)",
            Self::Card => "the USB sound card",
        })
    }
}

/// A modem of Quectel's in a socket, with what could be found of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is plugged in; its name.
    pub socket: Socket,
    /// USB vendor.
    pub vendor: u16,
    /// USB product.
    pub product: u16,
    /// USB interface 02, AT.
    pub main: Option<PathBuf>,
    /// USB interface 03, the second AT port.
    pub second: Option<PathBuf>,
    /// USB interface 01: position sentences, or voice as plain samples.
    pub pcm: Option<PathBuf>,
    /// The sound card.
    pub card: Option<Card>,
}

impl Found {
    pub(super) const fn new(socket: Socket, vendor: u16, product: u16) -> Self {
        Self {
            socket,
            vendor,
            product,
            main: None,
            second: None,
            pcm: None,
            card: None,
        }
    }

    /// The module's name, when what its interfaces are for is known. A module without a name is shown
    /// to people and used by nobody.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        let known = KNOWN
            .iter()
            .find(|known| self.vendor == QUECTEL && known.product == self.product);
        known.map(|known| known.name)
    }

    /// What is not there, or not yet: interfaces appear one after the other.
    pub fn missing(&self) -> impl Iterator<Item = Part> + use<> {
        [
            (Part::Pcm, self.pcm.is_none()),
            (Part::Main, self.main.is_none()),
            (Part::Second, self.second.is_none()),
            (Part::Card, self.card.is_none()),
        ]
        .into_iter()
        .filter_map(|(part, missing)| missing.then_some(part))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} in {}", self.socket),
            None => write!(
                f,
                "unknown module {:04x}:{:04x} in {}",
                self.vendor, self.product, self.socket
            ),
        }
    }
}
