//! What was wrong with a message that could still be read.

use std::fmt;

/// One thing that is wrong. The message is what could be read in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// The length that came with the PDU (`+CMGR`, `+CMGL`, `+CMT`) is not its length.
    Length {
        /// Octets announced.
        announced: usize,
        /// Octets of the TPDU.
        present: usize,
    },
    /// TP-MTI is the reserved value 3; it was read as an SMS-DELIVER (TS 23.040 9.2.3.1).
    ReservedType,
    /// There is no such date, time or zone.
    Stamp,
    /// The data coding scheme is reserved; read as GSM 7-bit.
    ReservedCoding(u8),
    /// The text is compressed and stays so.
    Compressed,
    /// There is less user data than TP-UDL says.
    UserDataShort {
        /// Octets announced.
        announced: usize,
        /// Octets that are there.
        present: usize,
    },
    /// TP-UDL is more than the 140 octets that a message can have.
    UserDataLong {
        /// Octets announced.
        announced: usize,
    },
    /// Something follows the message.
    Trailing {
        /// How many octets.
        octets: usize,
    },
    /// The user data header says that it is longer than the user data.
    HeaderOverruns {
        /// Octets announced.
        announced: usize,
        /// Octets that are there.
        present: usize,
    },
    /// An element says that it is longer than the header.
    ElementOverruns {
        /// Its identifier.
        id: u8,
    },
    /// An element's contents make no sense; it was left out.
    Element {
        /// Its identifier.
        id: u8,
    },
    /// A national shift table is asked for that the house does not have.
    UnknownTable,
    /// UCS2 with half a character at its end.
    HalfCharacter,
    /// Some characters could not be read and are shown as U+FFFD.
    Unreadable,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { announced, present } => write!(
                f,
                "the modem announced {announced} octets and {present} came; read it again"
            ),
            Self::ReservedType => write!(f, "reserved message type, read as SMS-DELIVER"),
            Self::Stamp => write!(f, "there is no such date, time or zone"),
            Self::ReservedCoding(octet) => {
                write!(f, "data coding {octet:02X} is reserved, read as GSM 7-bit")
            }
            Self::Compressed => write!(f, "compressed, not unpacked"),
            Self::UserDataShort { announced, present } => write!(
                f,
                "{announced} octets of user data announced, {present} present"
            ),
            Self::UserDataLong { announced } => write!(
                f,
                "{announced} octets of user data announced, 140 is the most"
            ),
            Self::Trailing { octets } => write!(f, "{octets} octets after the end"),
            Self::HeaderOverruns { announced, present } => write!(
                f,
                "a header of {announced} octets in user data of {present}; no text can be told from it"
            ),
            Self::ElementOverruns { id } => {
                write!(f, "element {id:02X} is longer than the header")
            }
            Self::Element { id } => write!(f, "element {id:02X} makes no sense, left out"),
            Self::UnknownTable => write!(f, "a national shift table that is not known"),
            Self::HalfCharacter => write!(f, "half a character at the end"),
            Self::Unreadable => write!(f, "characters that could not be read (�)"),
        }
    }
}

impl Defect {
    /// The same for a technician who reads Korean.
    #[must_use]
    pub fn korean(&self) -> String {
        match self {
            Self::Length { announced, present } => {
                format!(
                    "모뎀이 알린 길이는 {announced}, 실제는 {present}바이트입니다. 다시 읽으세요"
                )
            }
            Self::ReservedType => "예약된 종류라서 수신 문자로 읽었습니다".into(),
            Self::Stamp => "날짜나 시각, 시간대가 맞지 않습니다".into(),
            Self::ReservedCoding(octet) => {
                format!("예약된 부호화 {octet:02X}라서 GSM 7비트로 읽었습니다")
            }
            Self::Compressed => "압축된 글이라 풀지 않았습니다".into(),
            Self::UserDataShort { announced, present } => {
                format!("본문이 {announced}바이트라는데 {present}바이트만 있습니다")
            }
            Self::UserDataLong { announced } => {
                format!("본문이 {announced}바이트라는데 140바이트를 넘을 수 없습니다")
            }
            Self::Trailing { octets } => format!("끝난 뒤에 {octets}바이트가 더 있습니다"),
            Self::HeaderOverruns { announced, present } => {
                format!("머리가 {announced}바이트라는데 본문은 {present}바이트뿐입니다")
            }
            Self::ElementOverruns { id } => format!("머리 항목 {id:02X}의 길이가 머리를 넘습니다"),
            Self::Element { id } => format!("머리 항목 {id:02X}의 내용이 맞지 않아 뺐습니다"),
            Self::UnknownTable => "모르는 나라별 문자표를 씁니다".into(),
            Self::HalfCharacter => "끝에 글자 반쪽이 있습니다".into(),
            Self::Unreadable => "읽을 수 없는 글자가 있습니다(�)".into(),
        }
    }
}
