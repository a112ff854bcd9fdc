//! Korean.
pub mod calendar;
pub mod clock;
pub mod jamo;
pub mod letters;
pub mod number;
pub mod particle;
pub mod party;
pub mod phone_words;
mod scan;
pub mod speakable;
