//! 080 opt-out: an ad arrives, its toll-free number is called, and whether that worked is known.
//!
//! ```text
//! text message ─▶ ad ─▶ number, ID
//!                        └─▶ queue ─▶ a call: line, which listens and presses
//! what the line says ─▶ prompt ─▶ what is stated, what is asked ─▶ judge
//! ```
//!
//! **Rule:** nothing is dialled that does not stand in the text, letter by letter, and nothing that is not a whole
//! toll-free number; no key is pressed that the line has not named for opting out; what is not sure is the owner's to
//! decide.
//!
//! ```
//! use munjigi::optout::{Extraction, Judgement, Outcome, Verdict};
//!
//! let found = Extraction::of("(광고) 오늘만 반값! 무료거부 080-234-5678 인증1234");
//! assert_eq!(found.verdict, Verdict::OptOut);
//! assert_eq!((found.digits(), found.id.as_deref()), (Some("0802345678"), Some("1234")));
//!
//! let said = "불편을 드려 죄송합니다. 수신거부가 등록되었습니다.";
//! assert_eq!(Judgement::of(said).outcome, Outcome::Success);
//! ```
//!
//! To test it: `cargo test --lib optout`.

mod ad;
mod entry;
mod judge;
mod line;
pub mod owner;
pub mod pattern;
mod prompt;
pub mod queue;

pub use ad::{Extraction, Verdict, Why};
pub use entry::{Entry, NoEntry};
pub use judge::{Judgement, Need, Outcome};
pub use line::{Expectation, OptOutCall, Order, SENTENCES};
pub use prompt::{Ask, Choice, Meaning, Prompt, Said, Statement, What};
