//! A SIM.

/// A SIM as it lies in the drawer. All numbers are invented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sim {
    /// Whether it is in its holder.
    pub present: bool,
    /// Whether it asks for its PIN after every start.
    pub locked: bool,
    /// Its PIN.
    pub pin: String,
    /// How many wrong PINs it still bears; 0: it wants its PUK.
    pub pin_tries: u8,
    /// Its PUK.
    pub puk: String,
    /// How many wrong PUKs it still bears; 0: it is dead for good.
    pub puk_tries: u8,
}

impl Default for Sim {
    /// A SIM that asks for nothing.
    fn default() -> Self {
        Self {
            present: true,
            locked: false,
            pin: "0000".to_owned(),
            pin_tries: Self::PIN_TRIES,
            puk: "12345678".to_owned(),
            puk_tries: 10,
        }
    }
}

impl Sim {
    pub(super) const PIN_TRIES: u8 = 3;

    /// A holder without a SIM.
    #[must_use]
    pub fn absent() -> Self {
        Self {
            present: false,
            ..Self::default()
        }
    }

    /// A SIM that asks for this PIN.
    #[must_use]
    pub fn with_pin(pin: &str) -> Self {
        Self {
            locked: true,
            pin: pin.to_owned(),
            ..Self::default()
        }
    }
}
