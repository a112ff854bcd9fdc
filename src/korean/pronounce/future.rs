//! 경음화 behind the future ending -(으)ㄹ (제27항), and behind 열.

use super::phrase::Word;

/// Nouns that lean on a verb before them, with what may hang on them.
const DEPENDENT: [(&str, &str); 18] = [
    ("수", "는도가록밖"),
    ("것", "은이을도만과입인에"),
    ("거", "야예라니죠지면는고에"),
    ("겁", "니"),
    ("게", "요"),
    ("건", "가데"),
    ("걸", "요"),
    ("줄", "은도을로"),
    ("데", "가는도"),
    ("바", "를는가에"),
    ("적", "에이은"),
    ("지", "도는"),
    ("듯", "이하한싶"),
    ("도리", "가는"),
    ("정도", "로의"),
    ("사람", "은이을도"),
    ("곳", "이은을에도"),
    ("분", "은이을도께들만"),
];
/// Nouns that may follow anything in ㄹ; tense only behind a sure verb: 오실 시간.
const NOUNS: [&str; 17] = [
    "시간",
    "번호",
    "동안",
    "경우",
    "장소",
    "방법",
    "자리",
    "생각",
    "계획",
    "준비",
    "사항",
    "상황",
    "가능성",
    "기회",
    "주소",
    "시",
    "점",
];
/// Ends of verbs in -ㄹ that no noun has.
const VERBS: [&str; 38] = [
    "할", "될", "갈", "올", "볼", "줄", "드릴", "릴", "쓸", "킬", "낼", "탈", "만날", "끝날",
    "떠날", "어날", "나갈", "배울", "세울", "채울", "비울", "치울", "맞출", "늦출", "갖출", "마칠",
    "고칠", "그칠", "합칠", "만들", "힘들", "맡길", "남길", "옮길", "즐길", "챙길", "넘길", "뺄",
];
/// Verbs in -를, whole: 창고를 is no 고를.
const WHOLE: [&str; 9] = [
    "모를",
    "부를",
    "누를",
    "고를",
    "오를",
    "흐를",
    "치를",
    "기를",
    "서두를",
];
/// Stems with a final before -을.
const CLOSED: &str =
    "먹있없읽받찾앉입같좋싫넣놓닫맞믿막볶섞씻않높작많적늦남넘담웃얻잃끊찍찢벗묶닦갚낮깊겪";
/// Vowel stems before -실: 오실, 하실 (사무실, 교실 are rooms).
const HONOURED: &str = "오하가드보주계되쓰내타마사르우쉬으치키";

/// Makes dependent nouns tense behind a verb in -(으)ㄹ (할 수 → 할 쑤), and what follows 열.
pub(super) fn between(words: &mut [Word]) {
    for at in 1..words.len() {
        let (before, here) = (words[at - 1].text, words[at].text);
        let in_l = words[at - 1].sounds.last();
        let future = in_l.is_some_and(|last| last.coda == Some('ㄹ'))
            && (is_verb(before) && NOUNS.iter().any(|noun| here.starts_with(noun))
                || is_dependent(here) && !is_noun(before));
        let tense = future || before == "열";
        if let Some(first) = words[at].sounds.first_mut().filter(|_| tense) {
            first.tense();
        }
    }
}

fn is_dependent(word: &str) -> bool {
    let behind = |noun: &str| word.strip_prefix(noun).map(|rest| rest.chars().next());
    DEPENDENT
        .iter()
        .any(|(noun, particles)| match behind(noun) {
            Some(None) => true,
            Some(Some(c)) => particles.contains(c),
            None => false,
        })
}

/// Surely a verb in -(으)ㄹ.
fn is_verb(word: &str) -> bool {
    let stem_before = |ending: char, stems: &str| {
        let stem = word.strip_suffix(ending);
        stem.is_some_and(|stem| stem.ends_with(|c| stems.contains(c)))
    };
    VERBS.iter().any(|verb| word.ends_with(verb))
        || WHOLE.contains(&word)
        || stem_before('을', CLOSED)
        || stem_before('실', HONOURED)
}

/// Nouns and adverbs that end in ㄹ and are no verbs: "오늘 수" is not "할 수".
fn is_noun(word: &str) -> bool {
    const NOUNS: [&str; 32] = [
        "오늘", "내일", "매일", "서울", "가을", "겨울", "하늘", "정말", "잘", "말", "물", "술",
        "길", "달", "별", "일", "월", "글", "불", "풀", "쌀", "꿀", "굴", "돌", "호텔", "메일",
        "파일", "별일", "스물", "설", "살", "칠",
    ];
    !is_verb(word)
        && (["를", "요일", "월", "들", "실", "일", "스물"]
            .iter()
            .any(|end| word.ends_with(end))
            || NOUNS.contains(&word))
}

/// 제27항 붙임: endings that begin with -(으)ㄹ: 할게요 → 할께요, 할수록 → 할쑤록.
pub(super) fn inside(word: &mut Word) {
    for at in 1..word.sounds.len() {
        if word.sounds[at - 1].coda == Some('ㄹ') && is_future_ending(word, at) {
            word.sounds[at].tense();
        }
    }
}

/// Is what begins at `at` the end of a future ending whose ㄹ is the final before it?
fn is_future_ending(word: &Word, at: usize) -> bool {
    // Verb stems in ㄹ end the same way but are no future ("알지", "길게"): short endings count
    // only behind syllables that are no such stem.
    let future = "할될갈올볼줄릴을쓸킬낼칠실탈".contains(word.sounds[at - 1].spelled);
    let rest = word.split(at).1;
    let begins = |endings: &[&str]| endings.iter().any(|ending| rest.starts_with(ending));
    match rest {
        "게요" | "걸요" => true,
        "게" | "걸" | "밖에" | "밖에요" => future,
        _ if begins(&["수록", "지라도", "지언정", "세라", "진대"]) => true,
        // "할거예요", "할수있어요": written without the space.
        _ if begins(&["지", "거예", "거야", "거에", "겁니", "것", "수있", "수없"]) => {
            future && !rest.starts_with("지어")
        }
        _ => false,
    }
}
