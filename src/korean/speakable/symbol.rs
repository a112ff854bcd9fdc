//! Signs that are read, signs that are a pause, letters that stand alone.

use crate::korean::jamo::is_hangul;
use crate::korean::letters::jamo_name;

/// What a single character says; a space where it says nothing.
pub(super) fn symbol_words(c: char) -> String {
    if is_hangul(c) || ".,?!".contains(c) {
        return c.to_string();
    }
    let words = match c {
        '。' | '…' | '·' | '|' | '•' | '‧' | ';' | ':' | '(' | ')' | '[' | ']' | '{' | '}'
        | '、' | '「' | '」' | '『' | '』' | '〈' | '〉' | '《' | '》' | '【' | '】' => {
            pause(c)
        }
        '&' => " 앤드 ",
        '+' => " 플러스 ",
        '=' => " 는 ",
        '@' => " 골뱅이 ",
        '#' => " 샵 ",
        '*' => " 별표 ",
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

fn pause(c: char) -> &'static str {
    match c {
        '。' | '…' => ". ",
        _ => ", ",
    }
}
