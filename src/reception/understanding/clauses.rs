//! Cutting a turn into what is asked or wished one after the other.

/// Words that end a clause when they end a word: "… 되나요", "… 하고 싶은데요", "… 싶고".
const ENDS: &[&str] = &[
    "나요",
    "까요",
    "가요",
    "죠",
    "지요",
    "는데요",
    "은데요",
    "인데요",
    "는데",
    "은데",
    "거든요",
    "어요",
    "아요",
    "해요",
    "돼요",
    "되요",
    "세요",
    "니다",
    "니까",
    "구요",
    "고요",
    "냐",
    "니",
    "려고요",
    "할게요",
    "게요",
];
/// Words between clauses.
const BETWEEN: &[&str] = &["그리고", "그리구", "또", "그런데", "근데", "참", "아참"];

/// The clauses of a turn whose marks may have been lost: recognisers write few.
///
/// A cut too many does no harm, since values are looked for in the rest as a whole.
pub fn clauses(words: &str) -> Vec<&str> {
    let mut clauses = Vec::new();
    let mut start = 0;
    let mut end = 0;
    let mut offset = 0;
    for word in words.split_inclusive(' ') {
        let bare = word.trim_end();
        let at = offset;
        offset += word.len();
        if BETWEEN.contains(&bare) {
            push(&mut clauses, &words[start..end]);
            start = offset;
            end = offset;
            continue;
        }
        end = at + bare.len();
        if ENDS.iter().any(|ending| bare.ends_with(ending)) {
            push(&mut clauses, &words[start..end]);
            start = offset;
            end = offset;
        }
    }
    push(&mut clauses, &words[start..end.max(start)]);
    clauses
}

fn push<'w>(clauses: &mut Vec<&'w str>, clause: &'w str) {
    let clause = clause.trim();
    if !clause.is_empty() {
        clauses.push(clause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wishes_in_one_breath_are_told_apart() {
        for (turn, expected) in [
            (
                "내일 일곱 시에 네 명 예약하고 싶은데요 주차 되나요",
                vec!["내일 일곱 시에 네 명 예약하고 싶은데요", "주차 되나요"],
            ),
            (
                "몇 시까지 하세요 그리고 주차는요",
                vec!["몇 시까지 하세요", "주차는요"],
            ),
            ("내일이요", vec!["내일이요"]),
            ("", vec![]),
        ] {
            assert_eq!(clauses(turn), expected, "{turn}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_words_between_clauses_is_lost(turn in "[가나요다 그리고참]{0,30}") {
            let kept: String = clauses(&turn).concat().split_whitespace().collect();
            let all: String = turn.split_whitespace().filter(|w| !BETWEEN.contains(w)).collect();
            prop_assert_eq!(kept, all);
        }
    }
}
