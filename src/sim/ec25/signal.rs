//! Signal, and which radio network carries the module.

use super::{Ec25, Trouble};

/// The radio network that carries the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Access {
    #[default]
    Lte,
    /// A call without IMS falls back to it (CSFB).
    Wcdma,
}

impl Access {
    /// `<AcT>` of 3GPP TS 27.007 7.3.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::Lte => 7,
            Self::Wcdma => 2,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Lte => "LTE",
            Self::Wcdma => "WCDMA",
        }
    }
}

impl Ec25 {
    /// The signal of the place changes.
    pub(super) fn signal_changes(&mut self, csq: u8) {
        self.net.csq = csq;
        self.tell_signal();
    }

    pub(super) fn tell_signal(&mut self) {
        if self.store.indicates("csq") {
            let words = format!("+QIND: \"csq\",{},99", self.csq());
            self.urc(&words);
        }
    }

    pub(super) fn tell_access(&mut self) {
        if self.store.indicates("act") {
            let word = if self.power.registered {
                self.net.access.word()
            } else {
                "UNKNOWN" // our choice: the manual does not say
            };
            self.urc(&format!("+QIND: \"act\",\"{word}\""));
        }
    }

    /// A call without IMS goes by the older network, and the module with it.
    pub(super) fn refresh_access(&mut self) {
        let in_call = !self.calls.calls.is_empty();
        let access = match self.net.access {
            Access::Lte if in_call && !self.ims_is_up() && !self.profile.lte_only => Access::Wcdma,
            Access::Wcdma if !in_call => Access::Lte,
            same => same,
        };
        if access != self.net.access {
            self.net.access = access;
            self.tell_access();
        }
    }

    /// Whether the LTE data bearer is there to be listed.
    pub(super) fn has_bearer(&self) -> bool {
        self.profile.data_bearer
            && self.power.registered
            && self.net.access == Access::Lte
            && !self
                .troubles
                .has(|t| matches!(t, Trouble::NoDataBearer { .. }))
    }

    pub(super) fn csq(&self) -> u8 {
        let unknown = self.troubles.has(|t| {
            matches!(
                t,
                Trouble::NoSignalFigure { .. }
                    | Trouble::NoService { .. }
                    | Trouble::SilentlyOffline { .. }
            )
        });
        if self.power.function == 1 && !unknown {
            self.net.csq
        } else {
            99
        }
    }

    pub(super) fn signal(&self) -> String {
        if !self.power.registered {
            return "+QCSQ: \"NOSERVICE\"".to_owned();
        }
        let rssi = 2 * i32::from(self.net.csq.min(31)) - 113;
        match self.net.access {
            Access::Lte => format!("+QCSQ: \"LTE\",{rssi},{},195,-10", rssi - 16),
            Access::Wcdma => format!("+QCSQ: \"WCDMA\",{rssi},{},-5", rssi - 5),
        }
    }

    pub(super) fn network(&self) -> String {
        let plmn = &self.profile.plmn;
        match (self.power.registered, self.net.access) {
            (false, _) => "+QNWINFO: No Service".to_owned(),
            (true, Access::Lte) => format!("+QNWINFO: \"FDD LTE\",{plmn},\"LTE BAND 3\",1650"),
            (true, Access::Wcdma) => format!("+QNWINFO: \"WCDMA\",{plmn},\"WCDMA 2100\",10713"),
        }
    }
}
