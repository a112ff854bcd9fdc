//! TOML read with every mistake reported at once.
//!
//! **Rule:** nothing is guessed and nothing stops at the first mistake. A key that nobody asked for
//! is a mistake, a value of the wrong kind is a mistake, a missing value is a mistake; each is
//! reported with file, line, column, key and what to write instead, in Korean and in English.
//!
//! ```
//! use munjigi::settings::Document;
//!
//! let document = Document::parse("shop.toml", "naem = '가나분식'\nseats = 'many'\n");
//! let shop = document.root();
//! let name: Option<String> = shop.require("name");
//! let seats: Option<u8> = shop.get("seats");
//! drop(shop); // a table that is let go reports the keys that nobody asked for
//! let problems = document.finish(name.zip(seats)).unwrap_err();
//! assert_eq!(problems.iter().count(), 3);
//! assert!(problems.to_string().contains("shop.toml:1:1: naem: "));
//! ```
//!
//! To test it: `cargo test --lib settings`.

mod document;
mod problem;
mod table;
mod value;

pub use document::Document;
pub use problem::{Problem, Problems, Refusal};
pub use table::Table;
pub use value::Setting;
