//! Latin letters: words by table, units, addresses, everything else letter by letter.

use super::element::{Element, Kind};
use crate::korean::letters::letter_name;
use crate::korean::number::sino;
use crate::korean::scan::{after_spaces, before};

/// Words that are read as words, in lower case.
const WORDS: [(&str, &str); 62] = [
    ("app", "앱"),
    ("bar", "바"),
    ("bhc", "비에이치씨"),
    ("cafe", "카페"),
    ("call", "콜"),
    ("card", "카드"),
    ("check", "체크"),
    ("click", "클릭"),
    ("coffee", "커피"),
    ("com", "컴"),
    ("cu", "씨유"),
    ("email", "이메일"),
    ("event", "이벤트"),
    ("facebook", "페이스북"),
    ("free", "프리"),
    ("gmail", "지메일"),
    ("google", "구글"),
    ("hello", "헬로"),
    ("home", "홈"),
    ("hotel", "호텔"),
    ("instagram", "인스타그램"),
    ("internet", "인터넷"),
    ("kakao", "카카오"),
    ("kakaotalk", "카카오톡"),
    ("line", "라인"),
    ("link", "링크"),
    ("lunch", "런치"),
    ("mail", "메일"),
    ("menu", "메뉴"),
    ("mobile", "모바일"),
    ("munjigi", "문지기"),
    ("naver", "네이버"),
    ("new", "뉴"),
    ("no", "노"),
    ("ok", "오케이"),
    ("online", "온라인"),
    ("open", "오픈"),
    ("order", "오더"),
    ("pay", "페이"),
    ("pc", "피씨"),
    ("phone", "폰"),
    ("pizza", "피자"),
    ("point", "포인트"),
    ("room", "룸"),
    ("sale", "세일"),
    ("samsung", "삼성"),
    ("service", "서비스"),
    ("set", "세트"),
    ("shop", "숍"),
    ("sorry", "쏘리"),
    ("stop", "스톱"),
    ("store", "스토어"),
    ("takeout", "테이크아웃"),
    ("tel", "전화"),
    ("toss", "토스"),
    ("vip", "브이아이피"),
    ("web", "웹"),
    ("wifi", "와이파이"),
    ("yes", "예스"),
    ("youtube", "유튜브"),
    ("zone", "존"),
    ("zoom", "줌"),
];

/// Units behind a number; the longest that fits counts. No letter may follow.
const UNITS: [(&str, &str); 47] = [
    ("%", "퍼센트"),
    ("‰", "퍼밀"),
    ("℃", "도"),
    ("°C", "도"),
    ("°", "도"),
    ("km/h", "킬로미터"),
    ("km", "킬로미터"),
    ("㎞", "킬로미터"),
    ("m²", "제곱미터"),
    ("㎡", "제곱미터"),
    ("m2", "제곱미터"),
    ("m", "미터"),
    ("cm", "센티미터"),
    ("㎝", "센티미터"),
    ("mm", "밀리미터"),
    ("㎜", "밀리미터"),
    ("kg", "킬로그램"),
    ("㎏", "킬로그램"),
    ("Kg", "킬로그램"),
    ("KG", "킬로그램"),
    ("g", "그램"),
    ("mg", "밀리그램"),
    ("ℓ", "리터"),
    ("L", "리터"),
    ("l", "리터"),
    ("ml", "밀리리터"),
    ("mL", "밀리리터"),
    ("㎖", "밀리리터"),
    ("cc", "씨씨"),
    ("kcal", "킬로칼로리"),
    ("cal", "칼로리"),
    ("GB", "기가바이트"),
    ("MB", "메가바이트"),
    ("KB", "킬로바이트"),
    ("kW", "킬로와트"),
    ("W", "와트"),
    ("V", "볼트"),
    ("Hz", "헤르츠"),
    ("kHz", "킬로헤르츠"),
    ("dB", "데시벨"),
    ("ms", "밀리초"),
    ("F", "층"),
    ("$", "달러"),
    ("€", "유로"),
    ("₩", "원"),
    ("KRW", "원"),
    ("p", "페이지"),
];

/// The unit at the beginning of `text` and its bytes, a space before it included.
pub(super) fn unit_prefix(text: &str) -> Option<(&'static str, usize)> {
    let behind = after_spaces(text);
    let gap = text.len() - behind.len();
    let (sign, words) = UNITS
        .iter()
        .filter(|(sign, _)| behind.starts_with(sign))
        .max_by_key(|(sign, _)| sign.len())?;
    let goes_on = behind[sign.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_word = goes_on && sign.is_ascii() && *sign != "%";
    (!is_word && gap <= 1).then_some((*words, gap + sign.len()))
}

/// Latin letters at byte `at`: an address, a currency before a number, a word, or letters.
pub(super) fn latin_at(text: &str, at: usize) -> Option<Element> {
    let rest = &text[at..];
    if let Some(money) = currency(rest) {
        return Some(money);
    }
    let first = rest.chars().next()?;
    if !first.is_ascii_alphabetic() || before(text, at).is_some_and(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    if ["No.", "no.", "NO."]
        .iter()
        .any(|sign| rest.starts_with(sign))
        && rest[3..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    {
        return Some(Element::new("넘버 ", 3, Kind::Other));
    }
    if let Some(basement) = basement(rest) {
        return Some(basement);
    }
    address(rest).or_else(|| {
        let used = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let mut words = word(&rest[..used]);
        let mut end = used;
        // "A/S", "R&B": a pair of letters with a sign between them is one word.
        let bytes = rest.as_bytes();
        while end == 1 + 2 * (end / 2)
            && bytes.get(end).is_some_and(|b| b"/&".contains(b))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_uppercase)
            && !bytes.get(end + 2).is_some_and(u8::is_ascii_alphabetic)
        {
            words.push_str(if bytes[end] == b'&' { "앤" } else { "" });
            words.push_str(&word(&rest[end + 1..end + 2]));
            end += 2;
        }
        Some(Element::new(words, end, Kind::Other))
    })
}

/// "B1층" → "지하 일 층".
fn basement(rest: &str) -> Option<Element> {
    let behind = rest.strip_prefix('B')?;
    let used = behind.bytes().take_while(u8::is_ascii_digit).count();
    let floor: u64 = behind[..used]
        .parse()
        .ok()
        .filter(|floor| (1..=20).contains(floor))?;
    let end = if behind[used..].starts_with('층') {
        1 + used + '층'.len_utf8()
    } else {
        1 + used
    };
    (end > 1 + used || behind[used..].starts_with('F')).then(|| {
        Element::new(
            format!("지하 {} 층", sino(floor)),
            end.max(2 + used),
            Kind::Other,
        )
    })
}

/// "₩12,000", "$5".
fn currency(rest: &str) -> Option<Element> {
    let (sign, name) = [("₩", "원"), ("$", "달러"), ("€", "유로")]
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))?;
    let (value, used) = crate::korean::number::ascii_prefix(&rest[sign.len()..])?;
    Some(Element::new(
        format!("{} {name}", sino(value)),
        sign.len() + used,
        Kind::Amount,
    ))
}

/// A Latin word: by table, or letter by letter.
fn word(letters: &str) -> String {
    let lower = letters.to_ascii_lowercase();
    match WORDS.binary_search_by(|(known, _)| (*known).cmp(lower.as_str())) {
        Ok(at) => WORDS[at].1.to_owned(),
        Err(_) => letters.chars().filter_map(letter_name).collect(),
    }
}

/// A web or mail address: the scheme is left out, the signs are named.
fn address(rest: &str) -> Option<Element> {
    let used = rest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || b"-._~:/?#@%&=+".contains(b))
        .count();
    let whole = rest[..used].trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let bare = ["https://", "http://"]
        .iter()
        .find_map(|scheme| whole.strip_prefix(scheme));
    let host = bare.unwrap_or(whole).split(['/', '?']).next()?;
    let known = ["com", "kr", "net", "org", "io", "me", "app", "shop", "ai"];
    let top = host.rsplit('.').next()?;
    let is_address = bare.is_some() || (host.contains('.') && known.contains(&top));
    if !is_address {
        return None;
    }
    let mut words = String::new();
    let mut part = String::new();
    let flush = |part: &mut String, words: &mut String| {
        words.push_str(&if part.bytes().all(|b| b.is_ascii_digit()) {
            crate::korean::number::digits(part)
        } else {
            word(part)
        });
        part.clear();
    };
    for c in bare.unwrap_or(whole).chars() {
        let changes = part
            .bytes()
            .next_back()
            .is_some_and(|b| b.is_ascii_digit() != c.is_ascii_digit());
        if !c.is_ascii_alphanumeric() || changes {
            flush(&mut part, &mut words);
        }
        match c {
            '.' => words.push_str(" 점 "),
            '/' => words.push_str(" 슬래시 "),
            '@' => words.push_str(" 골뱅이 "),
            '-' => words.push_str(" 하이픈 "),
            '_' => words.push_str(" 언더바 "),
            _ if c.is_ascii_alphanumeric() => part.push(c),
            _ => words.push(' '),
        }
    }
    flush(&mut part, &mut words);
    Some(Element::new(words, whole.len(), Kind::Other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
