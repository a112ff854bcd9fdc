//! Where the parts of a compound meet: finals that do not move on whole (제15항), 사이시옷 (제30항),
//! nouns that are tense behind another (제28항).

use super::junction::representative;
use super::phrase::Word;

/// Prefixes that keep their own final before a vowel: 겉옷, 헛웃음, 첫인상.
const PREFIXES: [&str; 7] = ["겉", "헛", "첫", "홑", "맏", "윗", "덧"];
/// Ends of first parts whose ㅅ is only the join: 내 + 가, 고기 + 집. None of them is a word or a
/// verb's stem by itself ("옷", "웃-", "못" are).
const JOINED: [&str; 39] = [
    "냇",
    "샛",
    "랫",
    "콧",
    "팻",
    "뱃",
    "갯",
    "횟",
    "찻",
    "툇",
    "뒷",
    "윗",
    "댓",
    "촛",
    "혓",
    "귓",
    "깻",
    "맷",
    "칫",
    "훗",
    "예삿",
    "허드렛",
    "바닷",
    "나뭇",
    "고깃",
    "순댓",
    "만둣",
    "국숫",
    "갈빗",
    "북엇",
    "선짓",
    "머릿",
    "존댓",
    "전셋",
    "나랏",
    "수돗",
    "등굣",
    "하굣",
    "공깃",
];

/// Applies all three to a word.
pub(super) fn join_parts(word: &mut Word) {
    for at in 1..word.sounds.len() {
        if !word.is_open(at) {
            continue;
        }
        if keeps_its_final(word, at) {
            // 값없이 → 가법씨: what is left of the final alone moves over.
            let left = &mut word.sounds[at - 1];
            let closed = left.coda.map(|coda| representative(coda, left.spelled));
            if let Some(closed) = closed.filter(|coda| *coda != 'ㅇ') {
                left.coda = None;
                word.sounds[at].onset = closed;
            }
        } else if JOINED.iter().any(|first| word.split(at).0.ends_with(first)) {
            join_with_s(word, at);
        } else if is_tense_second(word, at) {
            word.sounds[at].tense();
        }
    }
}

/// 제15항: before a part with a meaning of its own that begins with ㅏ, ㅓ, ㅗ, ㅜ, ㅟ; and before
/// 있- where it is said like that (값있다), which 맛있다, 멋있다 are not.
fn keeps_its_final(word: &Word, at: usize) -> bool {
    let (head, tail) = word.split(at);
    let right = word.sounds[at];
    let open = matches!(
        right.nucleus,
        'ㅏ' | 'ㅐ' | 'ㅓ' | 'ㅗ' | 'ㅚ' | 'ㅜ' | 'ㅟ'
    );
    right.onset == 'ㅇ'
        && (tail.starts_with('없')
            || tail.starts_with('있') && head.ends_with(['값', '뜻', '빛'])
            || open && PREFIXES.contains(&head))
}

/// 제30항: the ㅅ is not said before ㄱ, ㄷ, ㅂ, ㅅ, ㅈ, which are tense (냇가 → 내까), and before
/// 이, 야, 여, 요, 유 there is ㄴ (뒷일 → 뒨닐).
fn join_with_s(word: &mut Word, at: usize) {
    if word.sounds[at].takes_n() {
        word.sounds[at].onset = 'ㄴ';
    } else if "ㄱㄷㅂㅅㅈ".contains(word.sounds[at].onset) {
        word.sounds[at - 1].coda = None;
        word.sounds[at].tense();
    }
}

/// 제28항, as far as the second part tells it: 방값, 이용권, 사용법, 신분증.
fn is_tense_second(word: &Word, at: usize) -> bool {
    let (head, tail) = word.split(at);
    let previous = head.chars().next_back().unwrap_or(' ');
    let mut rest = tail.chars().skip(1);
    let last = rest
        .next()
        .is_none_or(|c| "은는이을를에의도로과와만으까부보처인입".contains(c));
    let voiced = matches!(word.sounds[at - 1].coda, Some('ㄴ' | 'ㄹ' | 'ㅁ' | 'ㅇ'));
    match word.sounds[at].spelled {
        '값' => voiced,
        _ if at < 2 || !last => false,
        '권' => !"제일이삼사오육칠팔구십몇".contains(previous),
        '법' => !"방은는던할".contains(previous),
        '증' => !"인보검기입논".contains(previous),
        _ => false,
    }
}
