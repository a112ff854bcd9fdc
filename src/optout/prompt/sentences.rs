//! Cutting a transcript into sentences: recognisers lose full stops, and put some where there are none.

use std::sync::LazyLock;

use regex::Regex;

/// Endings after which a new sentence begins, when a space follows.
const ENDS: [&str; 9] = [
    "니다",
    "십시오",
    "시오",
    "세요",
    "니까",
    "어요",
    "아요",
    "드려요",
    "까요",
];

/// The sentences, trimmed.
pub fn split(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    for part in text.split(['.', '?', '!', '\n', '。']) {
        let mut rest = part;
        let mut at = 0;
        for word in part.split_inclusive(' ') {
            at += word.len();
            let bare = word.trim_end().trim_end_matches(',');
            if bare.len() < word.len() && ENDS.iter().any(|end| bare.ends_with(end)) {
                let cut = rest.len() - (part.len() - at);
                sentences.push(rest[..cut].trim());
                rest = &rest[cut..];
            }
        }
        sentences.push(rest.trim());
    }
    sentences.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    sentences
}

/// Keys that are named one behind the other with full stops between them are one sentence: "…은 1번. …은 2번을 눌러".
/// What does not end as a sentence does is such a part, whatever the recogniser made of its key: "…은 이판. …은 2번을 눌러".
pub fn join_keys(text: &str) -> String {
    static KEY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"([^\s다요오까죠.。?!])\s*[.。]\s+").expect("a pattern of this file")
    });
    KEY.replace_all(text, "$1, ").into_owned()
}

/// Letters and digits only: what words are looked for in.
pub fn bare(text: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '#' | '*');
    text.chars().filter(|c| kept(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_stops_may_be_missing() {
        assert_eq!(
            split("맞으면 1번을 눌러 주십시오 정상적으로 등록되었습니다 감사합니다."),
            [
                "맞으면 1번을 눌러 주십시오",
                "정상적으로 등록되었습니다",
                "감사합니다"
            ]
        );
        assert_eq!(
            split("안녕하십니까? 수신거부, 서비스입니다."),
            ["안녕하십니까", "수신거부, 서비스입니다"]
        );
        assert!(split(" .. ?").is_empty());
        let keys = "등록은 1번. 해제는 2번을 눌러 주세요. 감사합니다.";
        assert_eq!(
            join_keys(keys),
            "등록은 1번, 해제는 2번을 눌러 주세요. 감사합니다."
        );
        assert_eq!(
            join_keys("안녕하십니까. 등록은 이판. 해제는 2번을 눌러 주세요."),
            "안녕하십니까. 등록은 이판, 해제는 2번을 눌러 주세요."
        );
        assert_eq!(bare("번호, 1번을 # 눌러!"), "번호1번을#눌러");
    }
}
