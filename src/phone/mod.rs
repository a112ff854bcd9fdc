//! What a telephone number is, and who may be told what.
//!
//! **Rule:** a number is digits and nothing else, and it does not show itself: `Debug` and
//! `Display` print it masked, so that no log line can leak it by accident. Whoever really needs the
//! digits (the modem, the store, a text to the owner) asks for them by name.
//!
//! ```
//! use munjigi::phone::PhoneNumber;
//!
//! let number: PhoneNumber = "+82 10-2345-6789".parse()?;
//! assert_eq!(number.digits(), "01023456789");
//! assert_eq!(number.to_string(), "010-****-6789");
//! assert!(number.is_mobile());
//! assert!("*21*0601234#".parse::<PhoneNumber>().is_err()); // no service code slips through
//! # Ok::<(), munjigi::phone::NotANumber>(())
//! ```
//!
//! What the box may dial by itself is decided in [`policy`], and nowhere else.
//!
//! To test it: `cargo test --lib phone`.

mod caller;
mod foreign;
mod keys;
mod number;
pub mod policy;
mod veil;

pub use caller::Caller;
pub use foreign::ForeignNumber;
pub use keys::{Key, Keys, NotKeys};
pub use number::{NotANumber, PhoneNumber};
pub use policy::{Dialable, NotDialled, Purpose};
pub use veil::veiled;
