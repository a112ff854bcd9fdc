//! What became of a text that was sent (3GPP TS 23.040 9.2.2.3).

use jiff::civil::DateTime;

use super::{CENTRE, Pdu, address::address, stamp};

/// A status report.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Report {
    /// `TP-MR` of the text, as `+CMGS` gave it.
    pub reference: u8,
    /// Whom the text went to.
    pub to: String,
    /// `TP-Status` (9.2.3.15): 0 received, 0x20 and up still trying, 0x40 and up given up.
    pub status: u8,
}

impl Report {
    /// The message that carries it: the text was sent and came through at these times.
    #[must_use]
    pub fn pdu(&self, sent: DateTime, done: DateTime) -> Pdu {
        let mut octets = CENTRE.to_vec();
        octets.extend([0x06, self.reference]);
        octets.extend(address(&self.to));
        octets.extend(stamp(sent));
        octets.extend(stamp(done));
        octets.push(self.status);
        Pdu::raw(octets)
    }
}
