//! Any text as an ad, and as an order of the owner: no number comes out that does not stand in it, whole.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use munjigi_fuzz::{
    optout::{Extraction, Verdict, owner::Command},
    phone::{PhoneNumber, Purpose, policy},
    width::fold,
    words::put_in,
};

/// What ads and orders are made of.
const WORDS: [&str; 44] = [
    "(광고)",
    "광고) ",
    "무료거부",
    "수신거부",
    "무 료 거 부",
    "opt-out",
    "거부 ",
    "재시도 ",
    "해 주세요",
    "080",
    "080-234-5678",
    "0802345678",
    "234",
    "5678",
    "1",
    "0",
    "8",
    " ",
    "-",
    ".",
    ")",
    "(",
    "\n",
    "+82",
    "010-2345-6789",
    "1588-1234",
    "인증1234",
    "식별번호 ",
    "코드:",
    "#",
    "월",
    "０８０",
    "②",
    "𝟖",
    "ㅡ",
    "\u{200b}",
    "공팔공",
    "이삼사",
    "오육칠팔",
    "이천삼백",
    "아니 ",
    "에",
    "하나",
    "빵",
];

/// What may stand between the digits of a number.
fn separates(c: char) -> bool {
    c.is_whitespace() || "-).._~·*".contains(c)
}

fn may_be_called(number: &PhoneNumber) -> bool {
    let digits = number.digits();
    digits.len() == 10
        && digits.starts_with("080")
        && policy::allow(number, Purpose::OptOut).is_ok()
}

/// Whether `digits` stand in `text` as figures, one behind the other, and no more of them behind.
fn in_figures(text: &str, digits: &str) -> bool {
    text.char_indices().any(|(start, _)| {
        let mut rest = text[start..].chars().peekable();
        let whole = digits.chars().enumerate().all(|(nth, digit)| {
            while nth > 0 && rest.next_if(|c| separates(*c)).is_some() {}
            rest.next() == Some(digit)
        });
        whole && !rest.peek().is_some_and(char::is_ascii_digit)
    })
}

/// Whether the words for `digits` stand in `text` in this order. In "이천삼백" nobody says the zeros.
fn in_words(text: &str, digits: &str, thousands: bool) -> bool {
    const NAMES: [&[&str]; 10] = [
        &["공", "영", "령", "빵", "제로", "땡"],
        &["일", "하나"],
        &["이", "둘"],
        &["삼", "셋"],
        &["사", "넷"],
        &["오", "다섯"],
        &["육", "륙", "여섯"],
        &["칠", "일곱"],
        &["팔", "여덟", "여덜"],
        &["구", "아홉"],
    ];
    let Some(digit) = digits.bytes().next() else {
        return true;
    };
    let rest = &digits[1..];
    let ones: &[&str] = if thousands && digit == b'1' {
        &["천", "백", "십"]
    } else {
        &[]
    };
    let names = NAMES[usize::from(digit - b'0')].iter().chain(ones);
    let ends = names.filter_map(|name| Some(text.find(name)? + name.len()));
    ends.min()
        .is_some_and(|end| in_words(&text[end..], rest, thousands))
        || (thousands && digit == b'0' && in_words(text, rest, thousands))
}

fn ad(text: &str) {
    let folded = fold(text);
    let found = Extraction::of(text);
    assert_eq!(found, Extraction::of(&folded), "folded once or twice");
    assert_eq!(found.number.is_some(), found.verdict == Verdict::OptOut);
    let Some(number) = &found.number else {
        assert_eq!(found.id, None);
        return;
    };
    let digits = number.digits();
    assert!(may_be_called(number), "{digits}");
    assert!(
        in_figures(&folded, digits) || in_words(&folded, digits, folded.contains('천')),
        "{digits}"
    );
    if let Some(id) = &found.id {
        assert!((3..=11).contains(&id.len()) && id.bytes().all(|digit| digit.is_ascii_digit()));
        let begins = |(at, _)| !folded[..at].ends_with(|c: char| c.is_ascii_digit());
        assert!(folded.match_indices(id.as_str()).any(begins), "{id}");
    }
}

/// The digits of an order, in national form: one may write +82 as well.
fn ordered(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("82").filter(|_| text.contains('+')) {
        Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        None => digits,
    }
}

fn order(text: &str) {
    let (number, id) = match Command::parse(text) {
        Some(Command::OptOut { number, id }) => (number, id),
        Some(Command::Again(Some(number))) => (number, None),
        _ => return,
    };
    assert!(may_be_called(&number), "{}", number.digits());
    let id = id.unwrap_or_default();
    assert!(id.is_empty() || (2..=11).contains(&id.len()), "{id}");
    // All digits are used, and nothing is made of what is no digit.
    assert_eq!(ordered(&fold(text)), format!("{}{id}", number.digits()));
}

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    ad(&text);
    order(&text);
    // What the owner forwards is an order as well.
    order(&format!("거부 {text}"));
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if seed % 2 == 0 {
        fuzzer_mutate(data, size, max_size)
    } else {
        put_in(data, size, seed, &WORDS)
    }
});
