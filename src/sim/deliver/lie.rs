//! Messages that are wrong on purpose.

use super::Pdu;

/// One way for a message to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lie {
    /// `TP-UDL` says 200, whatever there is.
    LongUserData,
    /// `TP-UDL` says 1, whatever there is.
    ShortUserData,
    /// Only the first so many octets are left, and the length told is that of the whole.
    CutOff(usize),
    /// The header says that it is longer than the user data.
    HeaderOverruns,
    /// The first element of the header says that it is longer than the header.
    ElementOverruns,
    /// The last octet is missing, which leaves half a character in UCS2.
    HalfCharacter,
    /// The length in front of the PDU is this.
    Told(usize),
    /// The service centre says that it is longer than the PDU.
    CentreOverruns,
    /// The sender's number says that it has this many digits.
    AddressDigits(u8),
    /// The data coding scheme is this.
    Scheme(u8),
}

impl Pdu {
    /// The same message with this lie in it. A lie about what is not there leaves it as it is.
    #[must_use]
    pub fn with(mut self, lie: Lie) -> Self {
        let tpdu = self.centre();
        let sender = tpdu + 1;
        let digits = usize::from(self.octets.get(sender).copied().unwrap_or(0));
        let scheme = sender + 2 + digits.div_ceil(2) + 1;
        let length = scheme + 8; // behind the time stamp
        let has_header = self.octets.get(tpdu).is_some_and(|first| first & 0x40 != 0);
        let shorter = self.octets.get(length).map_or(0, |l| l.saturating_sub(1));
        let mut set = |place: usize, value: u8| {
            if let Some(octet) = self.octets.get_mut(place) {
                *octet = value;
            }
        };
        match lie {
            Lie::LongUserData => set(length, 200),
            Lie::ShortUserData => set(length, 1),
            Lie::CutOff(left) => {
                self.told = Some(self.length());
                self.octets.truncate(left);
            }
            Lie::HeaderOverruns if has_header => set(length + 1, 0xFF),
            Lie::ElementOverruns if has_header => set(length + 3, 0x7F),
            Lie::HeaderOverruns | Lie::ElementOverruns => {}
            Lie::HalfCharacter => {
                set(length, shorter);
                self.octets.pop();
            }
            Lie::Told(told) => self.told = Some(told),
            Lie::CentreOverruns => set(0, 0xFE),
            Lie::AddressDigits(digits) => set(sender, digits),
            Lie::Scheme(value) => set(scheme, value),
        }
        self
    }
}
