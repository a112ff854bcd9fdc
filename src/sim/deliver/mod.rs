//! What the network hands to the module: SMS-DELIVER and SMS-STATUS-REPORT (3GPP TS 23.040).
//!
//! **Rule:** written from the standard, not from our own reader of messages, and able to write
//! what no standard allows ([`Lie`]): a reader that misunderstands must be able to fail here.
//!
//! Korean ways of writing are in [`Coding`] and in [`Text::gateway`]: KSC5601 under the data coding
//! scheme 0x84 or plain 8 bit, and the true sender in an element of the header.
//!
//! ```
//! use munjigi::sim::deliver::Text;
//!
//! let sent = jiff::civil::datetime(2026, 11, 21, 18, 5, 0, 0);
//! let parts = Text::plain("01023456789", "내일 두 명 예약돼요?").parts(7, sent);
//! assert_eq!(parts.len(), 1);
//! assert!(parts[0].hex().starts_with("0791280199990000040B811020436587F90008"));
//! ```
//!
//! To test it: `cargo test --lib sim::deliver`.

mod address;
mod lie;
mod push;
mod report;
#[cfg(test)]
mod tests;
mod text;

pub(in crate::sim) use address::address;
pub use lie::Lie;
pub use push::push;
pub use report::Report;
pub use text::{Coding, Reference, Text};

use jiff::civil::DateTime;

/// An invented service centre, as it stands before every message.
const CENTRE: [u8; 8] = [0x07, 0x91, 0x28, 0x01, 0x99, 0x99, 0x00, 0x00];
/// The most octets of user data (3GPP TS 23.040 9.2.3.24).
const MOST: usize = 140;

/// One message as the module has it: service centre and TPDU.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pdu {
    octets: Vec<u8>,
    /// The length that is told instead of the true one.
    told: Option<usize>,
}

impl Pdu {
    /// These octets, whatever they are: service centre first, then the TPDU.
    #[must_use]
    pub const fn raw(octets: Vec<u8>) -> Self {
        let told = None;
        Self { octets, told }
    }

    /// All of it, the service centre included.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// All of it in upper-case hexadecimal digits, as the module writes it.
    #[must_use]
    pub fn hex(&self) -> String {
        self.octets.iter().map(|o| format!("{o:02X}")).collect()
    }

    /// `<length>` of `+CMGR`, `+CMGL`, `+CMT` and `+CDS`: the octets behind the service centre.
    #[must_use]
    pub fn length(&self) -> usize {
        self.told
            .unwrap_or_else(|| self.octets.len().saturating_sub(self.centre()))
    }

    /// The octets behind the service centre.
    #[must_use]
    pub fn tpdu(&self) -> &[u8] {
        self.octets.get(self.centre()..).unwrap_or_default()
    }

    fn centre(&self) -> usize {
        1 + usize::from(self.octets.first().copied().unwrap_or(0))
    }
}

/// A time in Korea, nine hours ahead of Greenwich, in swapped digits (3GPP TS 23.040 9.2.3.11).
fn stamp(at: DateTime) -> [u8; 7] {
    const QUARTERS: u8 = 36; // nine hours
    let swapped = |n: i16| {
        let n = u8::try_from(n.rem_euclid(100)).unwrap_or(0);
        ((n % 10) << 4) | (n / 10)
    };
    [
        swapped(at.year()),
        swapped(at.month().into()),
        swapped(at.day().into()),
        swapped(at.hour().into()),
        swapped(at.minute().into()),
        swapped(at.second().into()),
        swapped(QUARTERS.into()),
    ]
}

/// A DELIVER from its pieces; `header` is without its own length octet.
struct Deliver<'a> {
    /// An address, length and type in front.
    from: &'a [u8],
    coding: u8,
    sent: DateTime,
    header: &'a [u8],
    /// `TP-UDL`: octets, or septets where the coding counts those.
    length: usize,
    /// Behind the header.
    data: &'a [u8],
}

impl Deliver<'_> {
    fn pdu(&self) -> Pdu {
        let with_header = !self.header.is_empty();
        let mut octets = CENTRE.to_vec();
        // No more messages wait; a header begins the user data.
        octets.push(0x04 | if with_header { 0x40 } else { 0 });
        octets.extend(self.from);
        octets.extend([0x00, self.coding]);
        octets.extend(stamp(self.sent));
        octets.push(u8::try_from(self.length).unwrap_or(u8::MAX));
        if with_header {
            octets.push(u8::try_from(self.header.len()).unwrap_or(u8::MAX));
            octets.extend(self.header);
        }
        octets.extend(self.data);
        Pdu::raw(octets)
    }
}
