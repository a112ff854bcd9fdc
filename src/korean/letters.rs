//! How single Latin letters, digits and jamo are called in Korean.

/// The Korean name of a Latin letter of either case: `a` → "에이"; `None` for anything else.
#[must_use]
pub fn letter_name(letter: char) -> Option<&'static str> {
    Some(match letter.to_ascii_uppercase() {
        'A' => "에이",
        'B' => "비",
        'C' => "씨",
        'D' => "디",
        'E' => "이",
        'F' => "에프",
        'G' => "지",
        'H' => "에이치",
        'I' => "아이",
        'J' => "제이",
        'K' => "케이",
        'L' => "엘",
        'M' => "엠",
        'N' => "엔",
        'O' => "오",
        'P' => "피",
        'Q' => "큐",
        'R' => "알",
        'S' => "에스",
        'T' => "티",
        'U' => "유",
        'V' => "브이",
        'W' => "더블유",
        'X' => "엑스",
        'Y' => "와이",
        'Z' => "제트",
        _ => return None,
    })
}

/// The name of a lone letter of Hangul: `ㄱ` → "기역", `ㅏ` → "아"; `None` for anything else.
#[must_use]
pub fn jamo_name(jamo: char) -> Option<&'static str> {
    const NAMES: [(char, &str); 40] = [
        ('ㄱ', "기역"),
        ('ㄲ', "쌍기역"),
        ('ㄴ', "니은"),
        ('ㄷ', "디귿"),
        ('ㄸ', "쌍디귿"),
        ('ㄹ', "리을"),
        ('ㅁ', "미음"),
        ('ㅂ', "비읍"),
        ('ㅃ', "쌍비읍"),
        ('ㅅ', "시옷"),
        ('ㅆ', "쌍시옷"),
        ('ㅇ', "이응"),
        ('ㅈ', "지읒"),
        ('ㅉ', "쌍지읒"),
        ('ㅊ', "치읓"),
        ('ㅋ', "키읔"),
        ('ㅌ', "티읕"),
        ('ㅍ', "피읖"),
        ('ㅎ', "히읗"),
        ('ㅏ', "아"),
        ('ㅐ', "애"),
        ('ㅑ', "야"),
        ('ㅒ', "얘"),
        ('ㅓ', "어"),
        ('ㅔ', "에"),
        ('ㅕ', "여"),
        ('ㅖ', "예"),
        ('ㅗ', "오"),
        ('ㅘ', "와"),
        ('ㅙ', "왜"),
        ('ㅚ', "외"),
        ('ㅛ', "요"),
        ('ㅜ', "우"),
        ('ㅝ', "워"),
        ('ㅞ', "웨"),
        ('ㅟ', "위"),
        ('ㅠ', "유"),
        ('ㅡ', "으"),
        ('ㅢ', "의"),
        ('ㅣ', "이"),
    ];
    NAMES
        .iter()
        .find(|(known, _)| *known == jamo)
        .map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_has_a_name() {
        assert!(
            ('a'..='z')
                .chain('A'..='Z')
                .all(|c| letter_name(c).is_some())
        );
        assert_eq!(letter_name('1'), None);
        assert!(('ㄱ'..='ㅣ').filter(|c| jamo_name(*c).is_some()).count() == 40);
    }
}
