//! Cutting a transcript into sentences: recognisers lose full stops.

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
        assert_eq!(bare("번호, 1번을 # 눌러!"), "번호1번을#눌러");
    }
}
