//! The pure rooms, taken from the product file by file, and what the targets share.
//!
//! They name no clock, file or thread, so they build without the rest of the house.

#[path = "../../src/at/mod.rs"]
pub mod at;
#[path = "../../src/phone/mod.rs"]
pub mod phone;
#[path = "../../src/sms/mod.rs"]
pub mod sms;
#[path = "../../src/time.rs"]
pub mod time;

pub mod commands;
