//! What a text message is on the air: PDUs, in and out of hexadecimal.
//!
//! **Rule:** pure, and total: any text either becomes PDUs or is refused with a reason. A long text
//! becomes several parts that the receiver's telephone joins; no part ends inside a character.
//!
//! ```
//! use munjigi::sms::submit;
//!
//! let to = "01023456789".parse()?;
//! let parts = submit(&to, "예약이 접수되었습니다.", 7)?;
//! assert_eq!(parts.len(), 1);
//! assert!(parts[0].hex().starts_with("0011000B81"));
//! // AT+CMGS counts without the service centre address, which is one octet here.
//! assert_eq!(parts[0].tpdu_len(), parts[0].hex().len() / 2 - 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Sources: 3GPP TS 23.040 (TPDU, user data header), 23.038 (alphabets).
//!
//! To test it: `cargo test --lib sms`. The tests decode what was encoded with a decoder of their own.

mod parts;
mod submit;

pub use submit::{MAX_PARTS, SmsError, SubmitPdu, submit};
