//! How days, times, people and numbers are worded: patterns of all that a caller may say to be understood.
//!
//! The other rooms look for values in what was heard. A pattern goes the other way: a recogniser that knows
//! what can have been said need not guess among all sentences of the language. A pattern is a regular
//! expression over text as recognisers write it: any space may be missing, numbers are words or figures.
//!
//! ```
//! use munjigi::korean::wording::{Pattern, day, time};
//!
//! let when = day().then(&time()).then(&Pattern::words("이요"));
//! let regex = regex::Regex::new(&format!("^{}$", when.as_str()))?;
//! assert!(regex.is_match("다음주 금요일 저녁 7시 반이요"));
//! assert!(!regex.is_match("다음 주 이요"));
//! # Ok::<(), regex::Error>(())
//! ```
//!
//! What a pattern describes is understood: the tests make sentences of each and find the values in them.

mod day;
mod party;
mod pattern;
mod phone;
mod polite;
#[cfg(test)]
mod tests;
mod time;

pub use day::day;
pub use party::party;
pub use pattern::Pattern;
pub use phone::{four_digits, phone};
pub use polite::{behind_value, opener};
pub use time::time;
