//! Signs that are read, signs that are a pause, letters that stand alone.

use crate::korean::jamo::is_hangul;
use crate::korean::letters::jamo_name;
use crate::korean::scan::{starts_with_any, strip_any};

/// What a single character says; a space where it says nothing.
pub(super) fn symbol_words(c: char) -> String {
    if is_hangul(c) || ".,?!".contains(c) {
        return c.to_string();
    }
    let words = match c {
        '。' | '…' | '·' | '|' | '•' | '‧' | ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}'
        | '/' | '→' | '⇒' | '▶' | '、' | '「' | '」' | '『' | '』' | '〈' | '〉' | '《' | '》'
        | '【' | '】' => pause(c),
        '&' => " 앤 ",
        '+' => " 플러스 ",
        '@' => " 골뱅이 ",
        '±' => " 플러스마이너스 ",
        '%' => " 퍼센트 ",
        '×' => " 곱하기 ",
        '÷' => " 나누기 ",
        '℃' | '°' => " 도 ",
        '₩' => " 원 ",
        '$' => " 달러 ",
        '☎' | '☏' => " 전화 ",
        '\'' | '"' | '‘' | '’' | '“' | '”' | '`' => "",
        _ => jamo_name(c).unwrap_or(" "),
    };
    words.to_owned()
}

/// A key of the telephone: `#` and `*` where a key is meant ("#을", "* 버튼", "1번, *"). Before
/// anything else they are a tag, a bullet or a mask and say nothing. The words, and what they take
/// of `rest` behind the sign.
pub(super) fn key_words(c: char, rest: &str) -> (&'static str, usize) {
    const NOUNS: [&str; 5] = ["버튼", "키", " 버튼", " 키", "자"];
    const PARTICLES: [&str; 9] = ["을", "를", "은", "는", "이", "과", "와", "으로", "로"];
    let name = if c == '#' { " 우물 정" } else { " 별표" };
    if c == '*' && rest.starts_with('표') {
        return (name, '표'.len_utf8());
    }
    let ends = rest.chars().next().is_none_or(|next| ",.?!".contains(next));
    let particle = strip_any(rest, &PARTICLES);
    let hangs = particle.is_some_and(|(_, rest)| !rest.starts_with(is_hangul));
    if ends || hangs {
        (name, 0)
    } else if starts_with_any(rest, &NOUNS) {
        (if c == '#' { " 우물 정 " } else { " 별표 " }, 0)
    } else {
        (" ", 0)
    }
}

/// The bytes of a run of letters that only laugh or weep: ㅋㅋㅋ, ㅎㅎ, ㅠㅠ.
pub(super) fn laughter(text: &str) -> Option<usize> {
    let run = text
        .chars()
        .take_while(|c| "ㅋㅎㅠㅜㅡㅇ".contains(*c))
        .count();
    (run > 1).then_some(run * 'ㅋ'.len_utf8())
}

fn pause(c: char) -> &'static str {
    match c {
        '。' | '…' => ". ",
        _ => ", ",
    }
}
