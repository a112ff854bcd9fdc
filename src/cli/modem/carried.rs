//! A virtual modem, on terminals or on USB.

use std::time::Duration;

use crate::{
    sim::{
        ec25::Effect,
        pty::{Cue, Network, News, Report, VirtualBox},
        usb::UsbBox,
    },
    time::Instant,
};

pub enum Carried {
    Terminals(VirtualBox),
    Usb(UsbBox),
}

impl Carried {
    pub const fn network(&self) -> &Network {
        match self {
            Self::Terminals(modem) => modem.network(),
            Self::Usb(modem) => modem.network(),
        }
    }

    pub fn cue(&self, cue: Cue) -> bool {
        match self {
            Self::Terminals(modem) => modem.cue(cue),
            Self::Usb(modem) => modem.cue(cue),
        }
    }

    pub fn next_effect(&self) -> Option<(Instant, Effect)> {
        match self {
            Self::Terminals(modem) => modem.next_effect(Duration::ZERO),
            Self::Usb(modem) => modem.next_effect(Duration::ZERO),
        }
    }

    pub fn next_news(&self) -> Option<(Instant, News)> {
        match self {
            Self::Terminals(modem) => modem.next_news(Duration::ZERO),
            Self::Usb(modem) => modem.next_news(Duration::ZERO),
        }
    }

    pub fn now(&self) -> Instant {
        match self {
            Self::Terminals(modem) => modem.now(),
            Self::Usb(modem) => modem.now(),
        }
    }

    pub fn stop(self) -> Report {
        match self {
            Self::Terminals(modem) => modem.stop(),
            Self::Usb(modem) => modem.stop(),
        }
    }
}
