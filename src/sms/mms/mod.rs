//! MMS: what comes over WAP push, what is fetched, and what is answered (OMA-TS-MMS-ENC).
//!
//! In Korea every text of more than 90 bytes (LMS) is an MMS: a push tells where it lies, the body is
//! fetched from the carrier, and the carrier is told so.
//!
//! **Rule:** as the room's: what can be read is read, what could not be read is named.
//!
//! ```
//! use munjigi::sms::mms::{Notification, notify_response, NotifyStatus};
//!
//! let octets = b"\x8C\x82\x98T7\0\x8D\x92\x83http://mmsc.example.invalid/7\0";
//! let notification = Notification::parse(octets)?;
//! assert_eq!(notification.url.as_deref(), Some("http://mmsc.example.invalid/7"));
//! let answer = notify_response(b"T7", notification.version, NotifyStatus::Retrieved);
//! assert_eq!(answer, b"\x8C\x83\x98T7\0\x8D\x92\x95\x81\x91\x81");
//! # Ok::<(), munjigi::sms::wap::WapError>(())
//! ```
//!
//! To test it: `cargo test --lib sms::mms`.

mod answer;
mod headers;
mod notification;
mod retrieved;

pub use answer::{NotifyStatus, acknowledge, notify_response};
pub use notification::{Class, Expiry, Notification};
pub use retrieved::{MAX_BODY, MAX_DEPTH, MAX_PARTS, MAX_WORDS, Retrieved};

/// The content type of every PDU here.
pub const CONTENT_TYPE: &str = "application/vnd.wap.mms-message";
