//! The words that make a text an ad, and name a way out of it.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// "(광고)" in any brackets; some leave the first one out at the very beginning.
static AD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[(\[<{【〔「]\s*광\s*고\s*[)\]>}】〕」]|^\s*(?:\[web발신\]\s*)?광고\s*[)\]>]")
});

/// A word for opting out. Letters may be set apart; longer ones first.
static WAY_OUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:무\s*료\s*)?(?:문\s*자\s*)?(?:광\s*고\s*)?(?:수\s*신\s*)?(?:무\s*료\s*)?(?:거\s*부|거\s*절|차\s*단)(?:\s*무\s*료)?(?:\s*(?:전\s*화|번\s*호))?",
        r"|수\s*신(?:을)?\s*원\s*(?:하\s*지|치)\s*않",
        r"|opt\s*-?\s*out",
    ))
});

fn pattern(text: &str) -> Regex {
    Regex::new(&format!("(?i){text}")).expect("a pattern of this file")
}

/// Where such words stand.
#[derive(Debug)]
pub struct Marks {
    /// It is marked as an ad.
    pub is_ad: bool,
    spans: Vec<Range<usize>>,
    /// Where each word for opting out ends.
    pub ends: Vec<usize>,
}

/// How far a number is from the nearest word: nearer ones are less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(usize);

impl Marks {
    /// The marks of a text in one way of writing.
    pub fn of(text: &str) -> Self {
        let spans: Vec<Range<usize>> = WAY_OUT.find_iter(text).map(|found| found.range()).collect();
        Self {
            is_ad: AD.is_match(text),
            ends: spans.iter().map(|span| span.end).collect(),
            spans,
        }
    }

    /// How far from a word the number at `number` stands; `None` when too far to have to do with it.
    pub fn distance(
        &self,
        text: &str,
        number: Range<usize>,
        (ahead, behind): (usize, usize),
    ) -> Option<Place> {
        let before = self
            .spans
            .iter()
            .rev()
            .find(|word| word.end <= number.start);
        let before = before.and_then(|word| {
            let between = &text[word.end..number.start];
            // Another number between them is the one that is meant.
            let other = between.chars().filter(char::is_ascii_digit).count() >= 7;
            let far = meaningful(between);
            (!other && far <= ahead).then_some(Place(far))
        });
        let after = self.spans.iter().find(|word| number.end <= word.start);
        let after = after.and_then(|word| {
            let far = meaningful(&text[number.end..word.start]);
            // The word in front is the usual one: behind counts only where nothing stands in front.
            (far <= behind).then_some(Place(ahead + far))
        });
        before.into_iter().chain(after).min()
    }
}

/// Letters and digits.
fn meaningful(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ads_are_marked_in_many_ways() {
        for text in [
            "(광고) 반값",
            "[Web발신]\n[광고]",
            "<광고>",
            "( 광 고 )",
            "광고) 반값",
            "【광고】",
        ] {
            assert!(Marks::of(text).is_ad, "{text}");
        }
        for text in ["광고 문의 받습니다", "엄마 저녁 뭐 먹어?", ""] {
            assert!(!Marks::of(text).is_ad, "{text}");
        }
    }

    #[test]
    fn the_way_out_has_many_names() {
        for word in [
            "무료거부",
            "무료수신거부",
            "무 료 거 부",
            "수신거부",
            "광고거부",
            "거부무료",
            "수신무료거부",
            "무료 수신 거부",
            "수신을 원치 않으시면",
            "수신거절",
            "무료수신거부번호",
        ] {
            let marks = Marks::of(word);
            assert!(!marks.ends.is_empty(), "{word}");
        }
        assert_eq!(Marks::of("무료수신거부 080").ends, ["무료수신거부".len()]);
        assert!(Marks::of("무료 배송").ends.is_empty());
    }
}
