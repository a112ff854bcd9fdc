//! Hangul letter by letter: syllables taken apart and put together, and how far apart two words
//! are when their letters, not their syllables, are counted.
//!
//! Letters are *compatibility jamo* (`ㄱ` U+3131 …), the ones a keyboard types and a reader sees.
//!
//! ```
//! use munjigi::korean::jamo::{Syllable, decompose, similarity};
//!
//! let syllable = Syllable::of('값').unwrap();
//! assert_eq!((syllable.initial(), syllable.medial(), syllable.coda()), ('ㄱ', 'ㅏ', Some('ㅄ')));
//! assert_eq!(decompose("값").into_iter().collect::<String>(), "ㄱㅏㅂㅅ");
//! assert!(similarity("여덟", "여덜") > 0.8);
//! ```

mod distance;
mod lexicon;
mod needle;
mod phrases;
mod syllable;

pub use distance::{Match, blur, distance, find_similar, levenshtein, similarity};
pub use lexicon::{Lexicon, sounds_like};
pub use needle::{Letters, Needle};
pub(crate) use phrases::phrases;
pub use phrases::{Phrases, phrase};
pub(crate) use syllable::split_final;
pub use syllable::{Syllable, compose_conjoining, decompose, has_final, is_hangul};
