//! Sino-Korean words: ㄹ before ㄷ, ㅅ, ㅈ (제26항), and ㄴ before a suffix in ㄹ (제20항 다만).

use super::phrase::Word;

/// First syllables in ㄹ, and the second ones that are tense behind them: 발 + 전.
const PAIRS: [(char, &str); 35] = [
    ('갈', "등증색"),
    ('걸', "작"),
    ('결', "단산석정제재손심승실성속점집사전"),
    ('골', "절"),
    ('굴', "절"),
    ('길', "조"),
    ('달', "성"),
    ('돌', "진"),
    ('말', "살소세단"),
    ('멸', "종시"),
    ('몰', "두수살"),
    ('물', "질자증정"),
    ('밀', "도집수접"),
    ('발', "달단동산상생성송신전정족주진작설사"),
    ('벌', "점"),
    ('별', "도실세"),
    ('불', "소신시순"),
    ('설', "득사정전"),
    ('술', "수"),
    ('솔', "직선"),
    ('실', "수습시장적제정질종직사상전"),
    ('알', "선"),
    ('열', "등심정성중세"),
    ('월', "등세"),
    ('율', "동"),
    ('일', "단동상시식자정종주생산제지대등당절직"),
    ('절', "도대실정제전수단"),
    ('졸', "도작"),
    ('질', "서주소식"),
    ('철', "도저수자"),
    ('출', "산석시신장생제전동자소세"),
    ('탈', "수진"),
    ('필', "수사적자승"),
    ('혈', "당서"),
    ('활', "동성자"),
];
/// What may stand before such a word without being part of another: 미결제, 재발송.
const PREFIXES: &str = "미재선후비대소부신고저무총최초";
/// Suffixes before which a final ㄴ stays: 의견란 → 의견난.
const SUFFIXES: &str = "란량력령례로론료류";
/// Words of two syllables that end like that and have ㄹㄹ, alone and behind others: 핵연료.
const LATERAL: [&str; 40] = [
    "연료", "진료", "원료", "완료", "만료", "관료", "근로", "선로", "원로", "난로", "진로", "논란",
    "곤란", "혼란", "산란", "문란", "반란", "환란", "언론", "변론", "분류", "인류", "전류", "한류",
    "난류", "관례", "전례", "혼례", "연례", "연령", "전령", "권력", "전력", "인력", "탄력", "근력",
    "분량", "한량", "훈련", "본론",
];

/// Tells a word where the letters do not show what its Sino-Korean parts do.
pub(super) fn tell(word: &mut Word) {
    for at in 1..word.sounds.len() {
        if !word.is_open(at) {
            continue;
        }
        if is_tense_pair(word, at) {
            word.sounds[at].tense();
        } else if is_suffix(word, at) {
            word.sounds[at].onset = 'ㄴ';
        }
    }
}

/// 제26항: does one of the pairs meet here, where a word may begin?
fn is_tense_pair(word: &Word, at: usize) -> bool {
    let [first, second] = [word.sounds[at - 1].spelled, word.sounds[at].spelled];
    let begins = match at {
        1 => true,
        2 => PREFIXES.contains(word.sounds[0].spelled),
        // "일요일정오" is 일요일 and 정오.
        _ => word.sounds[at - 2].spelled != '요',
    };
    begins
        && PAIRS
            .iter()
            .any(|(left, right)| *left == first && right.contains(second))
}

/// 제20항 다만: a suffix behind two syllables or more.
fn is_suffix(word: &Word, at: usize) -> bool {
    let [before, here] = [word.sounds[at - 1], word.sounds[at]];
    let pair: String = [before.spelled, here.spelled].into_iter().collect();
    at >= 2
        && before.coda == Some('ㄴ')
        && SUFFIXES.contains(here.spelled)
        && !LATERAL.contains(&pair.as_str())
}
