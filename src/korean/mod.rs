//! Korean as it is written, said and heard: the words every other room speaks with.
//!
//! Two directions meet here. **Out**: figures, times, days and numbers become words
//! ([`mod@speakable`]), words become sounds ([`mod@pronounce`], [`phoneme`]). **In**: what a recogniser
//! wrote becomes one way of writing ([`mod@normalize`]), and numbers, times, days, parties, telephone
//! numbers and answers are found in it ([`number`], [`clock`], [`calendar`], [`party`],
//! [`phone_words`], [`yes_no`]). [`jamo`] measures how near two words sound, [`particle`] joins
//! them rightly.
//!
//! **Rule:** everything here is a pure function of its arguments, total on any text: no clock (the
//! day is an argument), no file, no panic. Where people could have meant two things a finder
//! abstains (`None`) and the caller is asked; it never guesses silently.
//!
//! ```
//! use jiff::civil::{date, time};
//! use munjigi::korean::calendar::{find_date, speak_date};
//! use munjigi::korean::clock::{OpeningHours, find_time, speak_time};
//! use munjigi::korean::party::{find_party, speak_party};
//!
//! let today = date(2026, 11, 21);
//! let hours = OpeningHours::new(time(11, 0, 0, 0), time(22, 0, 0, 0));
//! let heard = "내일 7시 반에 네 명이요";
//!
//! let day = find_date(heard, today).unwrap().date;
//! let at = find_time(heard, &hours).unwrap().time;
//! let party = find_party(heard).unwrap();
//! let said = format!("{} {} {}", speak_date(day, today), speak_time(at), speak_party(party));
//! assert_eq!(said, "내일 십일월 이십이일 일요일 저녁 일곱 시 반 네 분");
//! ```
//!
//! To test it: `cargo test --lib korean`. Every parser has a property test: what is said is heard
//! again, and any text is survived.

pub mod calendar;
pub mod clock;
pub mod ending;
pub mod holiday;
pub mod jamo;
pub mod letters;
pub mod normalize;
pub mod number;
pub mod particle;
pub mod party;
pub mod phone_words;
pub mod phoneme;
pub mod pronounce;
pub(crate) mod scan;
pub mod sensitive;
pub mod slips;
pub mod speakable;
pub mod wording;
pub mod yes_no;

pub use calendar::{DateMention, find_date, speak_date};
pub use clock::{Certainty, OpeningHours, TimeMention, find_time, speak_time};
pub use normalize::{cer, comparable, normalize};
pub use particle::{Particle, attach};
pub use party::{find_party, speak_party};
pub use phone_words::{count_phone_digits, find_phone_digits, speak_last_four, speak_phone};
pub use phoneme::ipa;
pub use pronounce::pronounce;
pub use speakable::speakable;
pub use yes_no::{Answer, Question, answer};
