//! The rooms that read what others wrote, taken from the product file by file, and what the targets share.
//!
//! Only those that build without the rest of the house: the pure ones, and the vault, which knows files
//! and nothing else.

#[path = "../../src/at/mod.rs"]
pub mod at;
#[path = "../../src/ota/bundle/mod.rs"]
pub mod bundle;
#[path = "../../src/call/mod.rs"]
pub mod call;
#[path = "../../src/http.rs"]
pub mod http;
#[path = "../../src/korean/mod.rs"]
pub mod korean;
#[path = "../../src/optout/mod.rs"]
pub mod optout;
#[path = "../../src/phone/mod.rs"]
pub mod phone;
#[path = "../../src/sms/mod.rs"]
pub mod sms;
#[path = "../../src/time.rs"]
pub mod time;
#[path = "../../src/vault/mod.rs"]
pub mod vault;
/// The folding of `optout`, which keeps it to itself.
#[path = "../../src/optout/ad/width.rs"]
pub mod width;

pub mod commands;
pub mod recordings;
pub mod words;
