//! Telephone numbers as people say them.
//!
//! ```
//! use munjigi::korean::phone_words::{find_phone_digits, speak_phone};
//!
//! let said = "제 번호는 공일공 이삼사오에 육칠팔구입니다";
//! assert_eq!(find_phone_digits(said).as_deref(), Some("01023456789"));
//! assert_eq!(speak_phone("01023456789"), "공일공, 이삼사오, 육칠팔구");
//! ```

mod hear;
mod say;

pub(crate) use hear::digit_at;
pub use hear::{count_phone_digits, find_four_digits, find_phone_digits};
pub use say::{phone_groups, speak_last_four, speak_phone};

#[cfg(test)]
mod tests;
