//! Phrases that mean the same, each with how much of it must be heard.
//!
//! Stems, because endings vary; compiled once, looked for in every sentence.

use std::sync::LazyLock;

use super::{Letters, Needle};

/// Phrases that mean the same.
#[derive(Debug)]
pub struct Phrases(LazyLock<Vec<Needle>>);

impl Phrases {
    /// Those that `all` makes, once they are needed.
    #[must_use]
    pub const fn new(all: fn() -> Vec<Needle>) -> Self {
        Self(LazyLock::new(all))
    }

    /// Whether one of them is in there.
    #[must_use]
    pub fn in_(&self, letters: &Letters) -> bool {
        self.0.iter().any(|needle| needle.is_in(letters))
    }

    /// Whether one of them is in `text`.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.in_(&Letters::of(text))
    }
}

/// A phrase of which this share must be heard. A short phrase with one wrong letter is another phrase: "예약 빼" and
/// "예약해".
#[must_use]
pub fn phrase(phrase: &str, share: f32) -> Needle {
    let letters = Letters::of(phrase).count();
    let tight = share >= 0.85 && letters < 10;
    Needle::new(phrase, if tight { 1.0 } else { share })
}

/// Tables of [`Phrases`]: `NAME = 0.85: ["…", "…"] 0.9: ["…"];`
macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident = $($share:literal: [$($word:literal),* $(,)?])+;)*) => {
        $($(#[$doc])* pub static $name: $crate::korean::jamo::Phrases = $crate::korean::jamo::Phrases::new(|| {
            let all: &[(&str, f32)] = &[$($(($word, $share)),*),+];
            all.iter().map(|(word, share)| $crate::korean::jamo::phrase(word, *share)).collect()
        });)*
    };
}
pub(crate) use phrases;
