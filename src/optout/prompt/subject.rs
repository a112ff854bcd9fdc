//! Whether a sentence says nothing of what was done but that it was.

use std::sync::LazyLock;

use regex::Regex;

/// More syllables than this that are not known are a subject that was misheard.
const MOST: usize = 3;

/// "고객님의 번호가 정상적으로 등록되었습니다": no word that could be another for 수신동의.
pub fn is_plain(text: &str) -> bool {
    static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
        let words = [
            "고객님|번호|전화|휴대폰|핸드폰|휴대|요청|하신|입력|무료|서비스|자동|최종",
            "원하시면|하시려면|현재|지금|발신|사용|걸고|계신",
            "정상적으로|[가-힣]상적으로|바로|모두|이제|방금|이미|기록|안내|감사|죄송|불편",
            "등록|신청|처리|접수|완료|[되하]었|됐|했|습니다|드렸|되셨",
            "오전|오후|년|월|[0-9일이삼사오육칠팔구십공영]|시|분|초",
            "네|에서|으로|[가이은는을를의에로도]",
        ];
        Regex::new(&words.join("|")).expect("a pattern of this file")
    });
    let rest = KNOWN.replace_all(text, "");
    rest.chars().filter(|c| c.is_alphanumeric()).count() <= MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misheard_subject_is_one() {
        for text in [
            "등록되었습니다",
            "정상적으로등록되었습니다",
            "영상적으로등록부였습니다",
            "고객님의번호가등록되었습니다",
            "십이월삼일오후두시에등록되었습니다",
        ] {
            assert!(is_plain(text), "{text}");
        }
        for text in [
            "광고수김동이다리가완료되었습니다",
            "마케팅동이가등록되었습니다",
            "고객님은관건은신동을등록해야했습니다",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
