//! Putting patterns together.

/// A regular expression over Korean text. Whatever it is put together from, it can be put together further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

/// What may stand between two parts of a sentence.
const BETWEEN: &str = "[,.]? ?";
impl Pattern {
    /// This text; where it has a space there may be none.
    #[must_use]
    pub fn words(text: &str) -> Self {
        Self(regex::escape(text).replace(' ', " ?"))
    }

    /// This text as part of a sentence: where it has a space there may be a comma too, or nothing.
    #[must_use]
    pub fn phrase(text: &str) -> Self {
        Self(regex::escape(text).replace(' ', ",? ?"))
    }

    /// One of these texts.
    #[must_use]
    pub fn one_of<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::any(texts.into_iter().map(|text| Self::words(text.as_ref())))
    }

    /// One of these patterns; of none, nothing matches.
    #[must_use]
    pub fn any(patterns: impl IntoIterator<Item = Self>) -> Self {
        let patterns: Vec<String> = patterns.into_iter().map(|pattern| pattern.0).collect();
        if patterns.is_empty() {
            return Self("[^\\x00-\\x{10FFFF}]".into());
        }
        Self(format!("(?:{})", patterns.join("|")))
    }

    /// This or nothing.
    #[must_use]
    pub fn maybe(&self) -> Self {
        Self(format!("(?:{})?", self.0))
    }

    /// This and `next`, each its own word or in one.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self(format!("(?:{}){BETWEEN}(?:{})", self.0, next.0))
    }

    /// This and `next`, or this alone.
    #[must_use]
    pub fn then_maybe(&self, next: &Self) -> Self {
        Self(format!("(?:{})(?:{BETWEEN}(?:{}))?", self.0, next.0))
    }

    /// This and `next`, or `next` alone.
    #[must_use]
    pub fn maybe_then(&self, next: &Self) -> Self {
        Self(format!("(?:(?:{}){BETWEEN})?(?:{})", self.0, next.0))
    }

    /// This and `next` in one word.
    #[must_use]
    pub fn glued(&self, next: &Self) -> Self {
        Self(format!("(?:{})(?:{})", self.0, next.0))
    }

    /// This, `least` to `most` times, behind one another.
    #[must_use]
    pub fn times(&self, least: u8, most: u8) -> Self {
        Self(format!("(?:(?:{}){BETWEEN}){{{least},{most}}}", self.0))
    }

    /// A whole sentence of this, as a recogniser writes it.
    #[must_use]
    pub fn sentence(&self) -> Self {
        Self(format!(" ?(?:{})[.?!]?", self.0))
    }

    /// The regular expression, to be matched against a whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    fn is_match(pattern: &Pattern, text: &str) -> bool {
        Regex::new(&format!("^(?:{})$", pattern.as_str()))
            .unwrap()
            .is_match(text)
    }

    #[test]
    fn spaces_may_be_missing_and_marks_mean_themselves() {
        let words = Pattern::words("다음 주 (화)");
        assert!(is_match(&words, "다음 주 (화)") && is_match(&words, "다음주(화)"));
        assert!(!is_match(&words, "다음  주 화") && !is_match(&words, "다음, 주 (화)"));
        let phrase = Pattern::phrase("아니요 없어요");
        assert!(is_match(&phrase, "아니요, 없어요") && is_match(&phrase, "아니요없어요"));
    }

    #[test]
    fn parts_are_put_together() {
        let yes = Pattern::one_of(["네", "예"]);
        let both = yes.maybe_then(&Pattern::words("맞아요")).sentence();
        for text in ["네, 맞아요.", "예 맞아요", " 맞아요", "네맞아요?"] {
            assert!(is_match(&both, text), "{text}");
        }
        assert!(!is_match(&both, "네 네 맞아요"));
        let both = yes.then_maybe(&Pattern::words("요"));
        assert!(is_match(&both, "네") && is_match(&both, "예, 요") && !is_match(&both, "요"));
        assert!(is_match(&yes.times(2, 3), "네, 예. 네"));
        assert!(!is_match(&yes.times(2, 3), "네"));
        assert!(!is_match(&Pattern::any([]), "") && !is_match(&Pattern::any([]), "네"));
    }
}
