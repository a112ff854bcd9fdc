//! Korean.
pub mod calendar;
pub mod clock;
pub mod jamo;
pub mod letters;
pub mod number;
pub mod particle;
mod scan;
