//! Registration: whether the network has taken the module in, and what is told of it.

use super::{Due, Ec25, Trouble, signal::Access};

/// `<stat>` of `+CREG` (3GPP TS 27.007 7.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Registration {
    /// Not registered, and not looking.
    #[default]
    Idle = 0,
    /// Registered at home.
    Home = 1,
    /// Looking for a network.
    Searching = 2,
    /// The network refuses.
    Denied = 3,
    /// Out of coverage or the like.
    Unknown = 4,
    /// Registered with another operator.
    Roaming = 5,
}

impl Registration {
    /// Whether calls and texts are possible.
    #[must_use]
    pub const fn is_service(self) -> bool {
        matches!(self, Self::Home | Self::Roaming)
    }
}

/// What the module knows of the network.
#[derive(Clone, Debug, Default)]
pub(super) struct Net {
    /// The network has taken it in, as far as nothing stands against it.
    pub(super) attached: bool,
    /// `AT+COPS=2`.
    pub(super) left: bool,
    /// What was last told.
    pub(super) stat: Registration,
    pub(super) access: Access,
    pub(super) csq: u8,
    /// Out, while it flaps.
    flapped: bool,
    /// `AT+COPS=3,<format>`: 0 the name, 2 the number.
    pub(super) numeric: bool,
}

impl Net {
    pub(super) const fn new(csq: u8) -> Self {
        Self {
            attached: false,
            left: false,
            stat: Registration::Idle,
            access: Access::Lte,
            csq,
            flapped: false,
            numeric: false,
        }
    }

    pub(super) fn restart(&mut self) {
        *self = Self {
            flapped: self.flapped,
            ..Self::new(self.csq)
        };
    }
}

impl Ec25 {
    /// The network takes the module in.
    pub(super) fn attach(&mut self) {
        self.net.attached = true;
        self.refresh_network();
        self.later(self.profile.nitz_after, Due::Nitz);
    }

    /// The module has left the network, or lost the SIM for it.
    pub(super) fn detach(&mut self) {
        self.net.attached = false;
        self.refresh_network();
    }

    /// As it has been for long: nothing is told.
    pub(super) fn attach_quietly(&mut self) {
        self.net.attached = true;
        self.net.stat = self.registration_now();
        self.power.registered = self.net.stat.is_service();
    }

    fn registration_now(&self) -> Registration {
        if !self.power.is_up() || self.power.function != 1 || self.net.left {
            return Registration::Idle;
        }
        let ordered = self.troubles.find(|t| match t {
            Trouble::Registration { stat, .. } => Some(*stat),
            Trouble::NoService { .. } | Trouble::SilentlyOffline { .. } => {
                Some(Registration::Searching)
            }
            _ => None,
        });
        let flaps = self.troubles.has(|t| matches!(t, Trouble::Flapping { .. }));
        match ordered {
            Some(stat) if self.power.sim => stat,
            _ if self.net.attached && self.net.flapped && flaps => Registration::Searching,
            _ if self.net.attached && self.profile.roaming => Registration::Roaming,
            _ if self.net.attached => Registration::Home,
            _ if self.sim_missing().is_none_or(|code| code == 14) => Registration::Searching,
            _ => Registration::Idle,
        }
    }

    /// Does and tells what follows from a change.
    pub(super) fn refresh_network(&mut self) {
        let stat = self.registration_now();
        if stat == self.net.stat {
            return;
        }
        let had_service = self.power.registered;
        self.net.stat = stat;
        self.power.registered = stat.is_service();
        if had_service && !self.power.registered {
            self.drop_calls();
            self.bearer_lost(!self.is_silently_offline());
        }
        if !had_service && self.power.registered {
            self.try_to_deliver((1_000, 5_000));
        }
        if self.is_silently_offline() {
            return;
        }
        self.registration_urcs();
        if had_service != self.power.registered {
            self.tell_access();
            self.tell_signal();
        }
    }

    fn is_silently_offline(&self) -> bool {
        self.troubles
            .has(|t| matches!(t, Trouble::SilentlyOffline { .. }))
    }

    fn registration_urcs(&mut self) {
        for name in ["+CREG", "+CGREG", "+CEREG"] {
            let n = self.store.number(name, 0);
            if n > 0 {
                let words = format!("{name}: {}", self.registration(name, n));
                self.urc(&words);
            }
        }
    }

    /// What stands behind `<n>` in the answer to `AT+CREG?`, and in the URC.
    pub(super) fn registration(&self, name: &str, n: u32) -> String {
        let voice = self.troubles.find(|t| match t {
            Trouble::VoiceStat { stat, .. } => Some(*stat),
            _ => None,
        });
        let stat = match voice {
            // F46: the circuit-switched side has its own opinion.
            Some(stat) if name == "+CREG" => return stat.to_string(),
            _ => self.net.stat as u8,
        };
        if n == 2 && self.power.registered {
            let access = self.net.access.number();
            format!("{stat},\"1A2B\",\"01234567\",{access}")
        } else {
            stat.to_string()
        }
    }

    /// One turn of [`Trouble::Flapping`].
    pub(super) fn flap(&mut self) {
        let every = self.troubles.find(|t| match t {
            Trouble::Flapping { every, .. } => Some(*every),
            _ => None,
        });
        self.net.flapped = every.is_some() && !self.net.flapped;
        self.refresh_network();
        if let Some(every) = every {
            self.later_by(every.max(std::time::Duration::from_millis(100)), Due::Flap);
        }
    }
}
