//! Numbers in words and back: the Sino-Korean series (일, 이, 삼), the native one (하나, 둘,
//! 셋), and single digits as in telephone numbers (공일공).
//!
//! ```
//! use munjigi::korean::number::{digits, native_counter, parse_number, sino};
//!
//! assert_eq!(sino(12_000), "만 이천"); // 한글 맞춤법 제44항: a space at every 만
//! assert_eq!(native_counter(20).unwrap(), "스무");
//! assert_eq!(digits("010"), "공일공");
//! assert_eq!(parse_number("3만 5천 원"), Some((35_000, "3만 5천".len())));
//! ```

mod native;
mod parse;
mod sino;

pub(crate) use native::{NativeForm, native_prefix};
pub use native::{native, native_counter, parse_native};
pub use parse::parse_number;
pub(crate) use parse::{ascii_prefix, sino_prefix};
pub(crate) use sino::digit_value;
pub use sino::{digits, parse_sino, sino};
