//! Verbs whose stem ends in ㄴ or ㅁ: their endings are tense (제24항), nouns that look the same
//! are not: 신고 → 신꼬 but 신도, 안고 → 안꼬 but 안도.

use super::phrase::Word;

/// Stems that nothing else looks like; even their noun in -기 is tense.
const LONG: [&str; 18] = [
    "다듬",
    "쓰다듬",
    "가다듬",
    "더듬",
    "보듬",
    "머금",
    "껴안",
    "끌어안",
    "얼싸안",
    "그러안",
    "떠안",
    "부둥켜안",
    "뛰어넘",
    "살아남",
    "휘감",
    "되감",
    "눌러담",
    "주워담",
];
/// Stems of one syllable, and endings with which they are other words: 감기, 남자, 참고, 심지어.
const SHORT: [(&str, &[&str]); 12] = [
    ("신", &["고"]),
    ("안", &["다", "도록"]),
    ("감", &["지"]),
    ("남", &[]),
    ("넘", &[]),
    ("담", &[]),
    ("참", &["고", "게"]),
    ("숨", &[]),
    ("심", &["지"]),
    ("삼", &["지"]),
    ("품", &[]),
    ("검", &["지"]),
];
/// Endings after which a stem of one syllable is too often another word: 신기, 남자, 감소.
const NEVER_SHORT: [&str; 6] = ["기", "자", "소", "대", "단", "군"];
/// Endings, each with what may still follow it.
const ENDINGS: [(&str, &[&str]); 24] = [
    ("고", &["", "는", "도", "서", "요", "자", "만"]),
    ("곤", &[""]),
    (
        "다",
        &[
            "", "가", "가도", "가는", "고", "니", "면", "며", "면서", "는", "던", "만",
        ],
    ),
    ("답니다", &[""]),
    ("지", &["", "만", "만요", "도", "는", "를", "요", "마는"]),
    ("죠", &[""]),
    ("질", &[""]),
    ("게", &["", "요", "끔", "도", "는"]),
    ("거", &["나", "든", "든요", "라", "니", "니와", "늘"]),
    (
        "겠",
        &[
            "다", "고", "지", "습", "어", "네", "는", "죠", "구", "군", "으", "나", "니",
        ],
    ),
    ("던", &["", "데", "데요", "가", "가요", "지"]),
    ("더", &["니", "라", "라도", "라고", "라고요", "군", "군요"]),
    ("도록", &["", "요", "은"]),
    ("든", &["", "지", "가"]),
    ("듯", &["", "이", "한", "하"]),
    ("습니", &["다", "다만", "까"]),
    ("습디", &["다", "까"]),
    ("소", &["", "서"]),
    ("자", &["", "고", "마자", "니", "는"]),
    ("구", &["나", "요", "려"]),
    ("군", &["", "요"]),
    ("단", &["다"]),
    ("대", &["", "요"]),
    ("기", &["", "가", "는", "도", "를", "에", "만"]),
];

/// Makes the endings of such verbs tense.
pub(super) fn tense_endings(words: &mut [Word]) {
    for at in 0..words.len() {
        let before = at.checked_sub(1).map(|before| words[before].text);
        let behind = words.get(at + 1).map(|word| word.text);
        let syllables =
            stem_of(words[at].text).or_else(|| worn_or_endured(words[at].text, before, behind));
        if let Some(first) = syllables.and_then(|at_ending| words[at].sounds.get_mut(at_ending)) {
            first.tense();
        }
    }
}

/// The syllables of the stem, where `word` is one with an ending behind it.
fn stem_of(word: &str) -> Option<usize> {
    let long = LONG.iter().find(|stem| {
        let ending = word.strip_prefix(**stem);
        ending.is_some_and(is_ending)
    });
    let short = || {
        SHORT.iter().find(|(stem, never)| {
            let ending = word.strip_prefix(stem).unwrap_or_default();
            let other = |end: &&str| ending.starts_with(*end);
            let elided = ending.starts_with("지만");
            is_ending(ending)
                && !NEVER_SHORT.iter().any(other)
                && (elided || !never.iter().any(other))
        })
    };
    let stem = long.copied().or_else(|| short().map(|(stem, _)| *stem))?;
    Some(stem.chars().count())
}

fn is_ending(text: &str) -> bool {
    ENDINGS
        .iter()
        .any(|(ending, behind)| match text.strip_prefix(ending) {
            // Behind 겠 any ending goes on.
            Some(rest) if *ending == "겠" => behind.iter().any(|next| rest.starts_with(next)),
            Some(rest) => behind.contains(&rest),
            None => false,
        })
}

/// 신고, 참고 are nouns as well (申告, 參考). Verbs they are before what goes on with a verb, and
/// 신고 at the end, with nothing before it or with what is worn.
fn worn_or_endured(word: &str, before: Option<&str>, behind: Option<&str>) -> Option<usize> {
    const ON: [&str; 11] = [
        "있", "다니", "오", "와", "왔", "가", "갔", "나", "들어", "견", "기다",
    ];
    let goes_on = behind.is_some_and(|next| ON.iter().any(|verb| next.starts_with(verb)));
    let worn = behind.is_none() && before.is_none_or(|what| what.ends_with(['을', '를']));
    let verb = match word {
        "신고" => goes_on || worn,
        "참고" => goes_on,
        _ => false,
    };
    verb.then_some(1)
}
