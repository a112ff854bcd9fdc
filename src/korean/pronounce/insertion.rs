//! ㄴ첨가 (제29항): between the parts of a compound a ㄴ is heard before 이, 야, 여, 요, 유.
//!
//! Which words are compounds no rule of letters knows. The families below are regular enough;
//! single words are in the lexicon.

use super::phrase::Word;

/// Nouns that a compound ends in or goes on with: 겨울 + 이불, 할인 + 요금.
const NOUNS: [&str; 17] = [
    "이불",
    "이야기",
    "여름",
    "여행",
    "여성",
    "연필",
    "열차",
    "연락",
    "열쇠",
    "약국",
    "약속",
    "양말",
    "양념",
    "요리",
    "요금",
    "용품",
    "윤리",
];

/// Writes the ㄴ of compounds into a word.
pub(super) fn inside(word: &mut Word) {
    for at in 1..word.sounds.len() {
        let before = word.sounds[at - 1].coda.is_some();
        if before && word.sounds[at].takes_n() && word.is_open(at) && is_inserted(word, at) {
            word.sounds[at].onset = 'ㄴ';
        }
    }
}

/// Is a ㄴ heard before syllable `at`, which follows a final consonant?
fn is_inserted(word: &Word, at: usize) -> bool {
    let (head, tail) = word.split(at);
    let ends_in = |finals: &str| head.ends_with(|c| finals.contains(c));
    let last = tail.chars().nth(1).is_none_or(is_particle);
    if NOUNS.iter().any(|noun| tail.starts_with(noun)) {
        return true;
    }
    match word.sounds[at].spelled {
        // 꽃잎, 깻잎, 풀잎
        '잎' => true,
        // 십육, 백육십
        '육' => ends_in("십백천만억조"),
        // 열여섯, 서른여덟
        '여' if tail.starts_with("여섯") || tail.starts_with("여덟") => {
            ends_in("열물른흔쉰순든백")
        }
        // 서울역, 업무용, 두통약, 식용유: behind two syllables or more
        '역' => at >= 2 && last && !ends_in("통번면용방검반전권광현"),
        '용' => at >= 2 && last && !ends_in("적작신활전실착관남통복겸운응임등혼공병식상선악"),
        '약' => at >= 2 && last && !ends_in("협절독농한강청공선언"),
        '유' => at >= 2 && last && !ends_in("공함권분향원석경온만점특"),
        // 정말요, 그럼요: the particle behind any other word; -군요, -거든요 are one ending.
        '요' if tail == "요" => !ends_in("필중민긴강동월목금일불군든"),
        _ => false,
    }
}

/// The first syllable of a particle that stands behind a noun.
fn is_particle(c: char) -> bool {
    "에이은을으까부과도근앞만인입들".contains(c)
}

/// 제29항 붙임 2: two words in one breath: 한 일, 옷 입다, 못 이기다.
pub(super) fn between(words: &mut [Word]) {
    for at in 1..words.len() {
        let (before, here) = (words[at - 1].text, words[at].text);
        let counter = words.get(at + 1).map_or("", |word| word.text);
        if is_one_breath(before, here, counter)
            && let Some(first) = words[at].sounds.first_mut()
            && first.takes_n()
        {
            first.onset = 'ㄴ';
        }
    }
}

/// Is `here` (with the word behind it) said so closely after `before` that ㄴ is heard?
fn is_one_breath(before: &str, here: &str, behind: &str) -> bool {
    const PAIRS: [(&str, &str); 8] = [
        ("옷", "입"),
        ("잘", "입"),
        ("잘", "읽"),
        ("한", "입"),
        ("먹은", "엿"),
        ("먹을", "엿"),
        ("일", "연대"),
        ("삼", "연대"),
    ];
    let tens = [
        "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔",
    ];
    let eight = here.starts_with("여섯") || here.starts_with("여덟");
    before == "못"
        || eight && tens.contains(&before)
        || is_work(here, behind) && is_attributive(before)
        || PAIRS
            .iter()
            .any(|(left, right)| before == *left && here.starts_with(right))
}

/// 일 as a noun, "work", not the number before a counter or the beginning of another word.
fn is_work(here: &str, behind: &str) -> bool {
    let counters = "번층월년호분원회주인개박차박점";
    match here.strip_prefix('일').map(|rest| rest.chars().next()) {
        Some(None) => !behind.starts_with(|c| counters.contains(c)),
        Some(Some(c)) => "이을은도로만에들".contains(c),
        None => false,
    }
}

/// A word that describes the noun behind it: 한, 할, 무슨, 좋은, 부탁한.
fn is_attributive(word: &str) -> bool {
    const ENDS: [&str; 21] = [
        "한", "할", "될", "던", "하는", "있는", "없는", "무슨", "어떤", "그런", "이런", "저런",
        "다른", "좋은", "나쁜", "바쁜", "하실", "볼", "맡은", "생긴", "모든",
    ];
    ENDS.iter().any(|end| word.ends_with(end))
}
