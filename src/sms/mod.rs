//! What a text message is on the air: PDUs in and out, parts and wholes, and what MMS makes of them.
//!
//! **Rule:** pure, total and bounded. Whatever octets come in, what can be read of them is read, what is
//! wrong is named ([`Defect`]), and nothing panics or grows beyond a PDU's worth. Any text either
//! becomes PDUs or is refused with a reason.
//!
//! ```
//! use munjigi::sms::{Message, decode_hex, submit};
//!
//! // In: what AT+CMGR read, with the length that it announced.
//! let pdu = decode_hex("00040B811020436587F900086211814152036306C88BC544C694")?;
//! let pdu = pdu.against(25);
//! assert!(pdu.defects.is_empty());
//! let Message::Deliver(text) = pdu.message else { panic!("a text that was received") };
//! assert_eq!(text.sender().shown(), "01023456789");
//! assert_eq!(text.body.text(), Some("좋아요"));
//!
//! // Out: what AT+CMGS sends. It counts without the service centre address, one octet here.
//! let to = "01023456789".parse()?;
//! let parts = submit(&to, "예약이 접수되었습니다.", 7)?;
//! assert_eq!(parts.len(), 1);
//! assert_eq!(parts[0].tpdu_len(), parts[0].hex().len() / 2 - 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From a slot of the modem to a text
//!
//! [`tpdu_len`] against the announced length (else read again) → [`decode`] → known [`Fingerprint`]?
//! then delete and forget → write the part down → delete it from the modem → [`Assembly`] → the whole
//! message. When its ports say WAP push, [`mms::Notification`] reads from it where the carrier keeps
//! an MMS or a long text, and [`mmsc`] says whether that address may be fetched.
//!
//! Sources: 3GPP TS 23.040 (TPDU, user data header), 23.038 (alphabets); WAP-230-WSP; OMA-TS-MMS-ENC.
//!
//! To test it: `cargo test --lib sms`, and the vectors: `cargo test --test sms`. `fuzz/` has the
//! targets `sms_pdu`, `sms_concat` and `wsp_mms`.

mod address;
mod assembly;
mod body;
mod charset;
mod coding;
mod decode;
mod defect;
mod fingerprint;
mod header;
mod hex;
mod message;
pub mod mms;
pub mod mmsc;
mod parts;
mod reader;
mod septets;
mod stamp;
mod submit;
#[cfg(test)]
mod tests;
pub mod wap;

pub use address::{Address, AddressKind};
pub use assembly::{Added, Assembly, GAP, Joined, MAX_KEPT, MAX_SETS, PATIENCE, PartId};
pub use body::{Body, UserData};
pub use coding::{Alphabet, Coding, Waiting, WaitingKind};
pub use decode::{Field, PduError, decode, decode_hex, tpdu_len};
pub use defect::Defect;
pub use fingerprint::Fingerprint;
pub use header::{Concatenation, Element, Header, Ports, ReferenceKind};
pub use message::{Deliver, Delivery, Message, Pdu, Status, StatusReport, Submit};
pub use stamp::Stamp;
pub use submit::{MAX_PARTS, SmsError, SubmitOptions, SubmitPdu, submit, submit_with};
