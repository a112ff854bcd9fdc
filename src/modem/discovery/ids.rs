//! The modules whose USB interfaces are known.

/// USB vendor of Quectel.
pub const QUECTEL: u16 = 0x2C7C;

/// A module whose interfaces 01, 02 and 03 are PCM/NMEA, AT and the second AT port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// USB product; the vendor is [`QUECTEL`].
    pub product: u16,
    /// As its maker calls it.
    pub name: &'static str,
}

/// From the kernel's `option` driver and the port table that ModemManager keeps for Quectel.
pub const KNOWN: [Known; 6] = [
    Known {
        product: 0x0125,
        name: "EC25/EG25-G",
    },
    Known {
        product: 0x0121,
        name: "EC21",
    },
    Known {
        product: 0x0191,
        name: "EG91",
    },
    Known {
        product: 0x0195,
        name: "EG95",
    },
    Known {
        product: 0x0306,
        name: "EP06/EG06",
    },
    Known {
        product: 0x0296,
        name: "BG96",
    },
];
