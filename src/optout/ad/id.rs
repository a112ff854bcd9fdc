//! What a shared number wants to be told: the ID of the advertiser.

use std::sync::LazyLock;

use regex::Regex;

/// An ID has so many digits.
pub const ID_DIGITS: std::ops::RangeInclusive<usize> = 3..=11;

/// What it is called, behind the number.
const NAMES: &str = concat!(
    r"(?:수신\s*)?(?:거부|인증|식별|비밀|고유|접수|등록|회원|고객|확인|승인|업체|가맹|광고주?)?\s*(?:번호|코드|no\.?|code)",
    r"|인증|식별|비번|코드|pin|id|아이디",
);

/// "인증1234", "(식별번호 : 1234)", "/코드-1234#".
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^[\s,/·:|\-\[(<]{{0,4}}(?:{NAMES})[\s:;=.\-\[(]{{0,4}}(?:은|는)?\s*([0-9]+)"
    ))
});

/// "(1234#)", "(1234)" directly behind the number, or "1234#".
static BARE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s{0,2}(?:[(\[]\s*([0-9]+)\s*#?\s*[)\]]|([0-9]+)\s*#)"));

/// In front only under a name that says what it is for, and nothing but the word for opting out between.
static IN_FRONT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:식별\s*(?:번호|코드)|(?:수신\s*)?거부\s*(?:번호|코드)|인증\s*(?:번호|코드)?)[\s:;=\-\[(]{0,3}([0-9]+)[\s)\]#,/·:]{0,4}(?:(?:무료)?\s*(?:수신)?\s*거부)?[\s:(]{0,3}$",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(&format!("(?i){text}")).expect("a pattern of this file")
}

/// The ID that stands behind the number.
pub fn behind(text: &str) -> Option<String> {
    [&NAMED, &BARE]
        .into_iter()
        .find_map(|form| first(form, text))
}

/// The ID that stands in front of the number.
pub fn before(text: &str) -> Option<String> {
    first(&IN_FRONT, text)
}

fn first(form: &Regex, text: &str) -> Option<String> {
    let found = form.captures(text)?;
    let digits = (1..found.len()).find_map(|n| found.get(n))?.as_str();
    // A telephone number beside it is somebody's, and no ID.
    let is_phone = digits.len() >= 9 && digits.starts_with('0');
    (ID_DIGITS.contains(&digits.len()) && !is_phone).then(|| digits.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_behind_the_number_is_found() {
        for text in [
            "인증1234",
            " 인증1234",
            "(인증1234)",
            "\n인증번호 1234",
            " 코드:1234",
            " (식별번호 : 1234)",
            "/인증1234",
            " 식별번호1234#",
            " (1234#)",
            "(1234)",
            " 비밀번호 1234",
            " 거부코드:1234",
            " 수신거부번호 1234",
            " ID 1234",
            " 고유번호는 1234",
        ] {
            assert_eq!(behind(text).as_deref(), Some("1234"), "{text}");
        }
    }

    #[test]
    fn other_digits_are_none() {
        for text in [
            " 문의 1234",
            " 12",
            "(24시간)",
            " 010-2345-6789",
            " 고객번호 01023456789",
            "(평일 9-18)",
            " 코드",
            "",
            " 오늘만 인증 1234",
        ] {
            assert_eq!(behind(text), None, "{text}");
        }
        assert_eq!(before("입장코드 2222 무료거부 "), None);
        assert_eq!(before("무료거부 (식별번호 1234) ").as_deref(), Some("1234"));
        assert_eq!(before("식별번호 1234 무료거부 ").as_deref(), Some("1234"));
    }
}
