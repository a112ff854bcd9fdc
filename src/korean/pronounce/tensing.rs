//! 경음화 that grammar decides: behind the future ending -(으)ㄹ (제27항), and behind 열.

use super::junction::tensed;
use super::phrase::Sound;

/// 제27항 붙임: endings that begin with -(으)ㄹ, inside a word: 할게요 → 할께요, 할수록
/// → 할쑤록, 있을지 → 이쓸찌.
pub(super) fn inside_words(words: &mut [Vec<Sound>]) {
    for word in words {
        for at in 1..word.len() {
            let spelled: String = word[at..].iter().map(|sound| sound.spelled).collect();
            if word[at - 1].coda == Some('ㄹ') && is_future_ending(word[at - 1].spelled, &spelled)
            {
                word[at].onset = tensed(word[at].onset);
            }
        }
    }
}

/// Is `rest` the end of a future ending whose ㄹ is the final of `before`?
fn is_future_ending(before: char, rest: &str) -> bool {
    // Verb stems in ㄹ end the same way but are no future ("알지", "길게"): short endings count
    // only behind syllables that are no such stem.
    let future_only = "할될갈올볼줄릴을쓸킬".contains(before);
    match rest {
        "게요" | "걸요" | "밖에" => true,
        "게" | "걸" => future_only,
        _ if rest.starts_with("수록") || rest.starts_with("지라도") => true,
        _ if rest.starts_with("지언정") || rest.starts_with("세라") => true,
        _ if rest.starts_with('지') => "할될갈올볼을쓸".contains(before),
        _ => false,
    }
}

/// 제27항: behind a verb in -(으)ㄹ a following dependent noun is tense: 할 수 → 할 쑤, 갈 곳
/// [갈 꼳]. And behind 열: 열 시 → 열 씨.
pub(super) fn between_words(words: &[String], sounds: &mut [Vec<Sound>]) {
    for at in 1..words.len() {
        let ends_in_l = sounds[at - 1]
            .last()
            .is_some_and(|last| last.coda == Some('ㄹ'));
        let future = ends_in_l && is_dependent_noun(&words[at]) && !is_noun_in_l(&words[at - 1]);
        let tense = future || words[at - 1] == "열";
        if let Some(first) = sounds[at].first_mut().filter(|_| tense) {
            first.onset = tensed(first.onset);
        }
    }
}

/// Nouns that lean on a verb before them, with what may hang on them.
fn is_dependent_noun(word: &str) -> bool {
    const NOUNS: [(&str, &str); 15] = [
        ("수", "는도가록밖"),
        ("것", "은이을도만과입인에"),
        ("거", "야예라니죠지면는고"),
        ("게", "요"),
        ("건", "가데"),
        ("걸", "요"),
        ("줄", "은도을로"),
        ("데", "가는도"),
        ("바", "를는가에"),
        ("적", "에이은"),
        ("지", "도는"),
        ("듯", "이하한"),
        ("도리", "가는"),
        ("정도", "로의"),
        ("사람", "은이을도"),
    ];
    let behind = |noun: &str| word.strip_prefix(noun).map(|rest| rest.chars().next());
    NOUNS
        .iter()
        .chain([&("곳", "이은을에도"), &("분", "은이을도")])
        .any(|(noun, particles)| match behind(noun) {
            Some(None) => true,
            Some(Some(c)) => particles.contains(c),
            None => false,
        })
}

/// Nouns and adverbs that end in ㄹ and are no verbs: "오늘 수" is not "할 수".
fn is_noun_in_l(word: &str) -> bool {
    const NOUNS: [&str; 30] = [
        "오늘", "내일", "매일", "서울", "가을", "겨울", "하늘", "정말", "잘", "말", "물", "술",
        "길", "달", "별", "일", "월", "글", "불", "풀", "쌀", "꿀", "굴", "돌", "들", "호텔",
        "메일", "파일", "다들", "별일",
    ];
    word.ends_with("를")
        && !word.ends_with("모를")
        && !word.ends_with("부를")
        && !word.ends_with("누를")
        || word.ends_with("요일")
        || word.ends_with("월")
        || NOUNS.contains(&word)
}
