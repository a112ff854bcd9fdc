//! What the recogniser may expect such a line to say.

use std::sync::{Arc, LazyLock};

use crate::{call::Hint, korean::wording::Pattern};

/// What such lines speak of. Nothing that would mean success, nothing that asks, no figures, and nothing that stands where
/// a key or a kind of number does: "번호를 눌러" and "휴대폰" were heard where "1번을 눌러" and "2번" was said.
const WORDS: &str = "안녕하십니까. 수신거부 등록과 해제를 위한 식별번호, 우물정자 안내입니다.";

/// What may be stated, done and undone alike, so that the sound decides: a whole sentence of these is believed only
/// where it sounds like what was heard.
static STATEMENTS: LazyLock<Arc<str>> = LazyLock::new(|| {
    let subject = Pattern::one_of([
        "수신거부가",
        "수신거부는",
        "수신거부로",
        "문자 수신거부가",
        "고객님의 수신거부가",
        "고객님의 번호가",
        "고객님의 번호는",
        "고객님의 전화번호는",
        "요청하신 수신거부가",
        "수신거부 등록이",
        "수신거부 해제가",
        "수신거부 신청이",
        "수신동의가",
        "광고 수신이",
    ]);
    let manner = Pattern::one_of(["정상적으로", "이미", "모두"]);
    let verb = Pattern::one_of([
        "등록", "처리", "접수", "신청", "완료", "차단", "해제", "취소", "철회", "거부", "삭제",
    ]);
    let end = Pattern::one_of([
        "되었습니다",
        "됐습니다",
        "이 완료되었습니다",
        "가 완료되었습니다",
        "되지 않았습니다",
        "되어 있습니다",
        "할 수 없습니다",
    ]);
    let onto = Pattern::one_of(["수신거부로", "수신거부에", "무료 수신거부에", "수신동의로"]);
    let stated = subject.maybe_then(
        &manner.maybe_then(&onto.maybe_then(&verb.glued(&Pattern::words(" ").maybe()).glued(&end))),
    );
    let refused = Pattern::one_of([
        "입력 시간이 초과되었습니다",
        "잘못 누르셨습니다",
        "번호가 일치하지 않습니다",
        "등록되지 않은 번호입니다",
        "등록되지 않은 식별번호입니다",
        "번호가 올바르지 않습니다",
        "이용 방법을 확인하신 후 다시 이용해 주십시오",
    ]);
    let thanks = Pattern::one_of(["감사합니다", "이용해 주셔서 감사합니다", "죄송합니다"]);
    let all = Pattern::any([stated, refused]).then_maybe(&thanks);
    Pattern::any([all, numbers()]).sentence().as_str().into()
});

/// What asks for a number, the caller's own and the ad's ID alike.
fn numbers() -> Pattern {
    let whose = Pattern::one_of(["수신거부하실", "거부하실", "등록하실", "본인의", "고객님의"]);
    let phone = Pattern::one_of(["휴대폰 번호", "휴대전화번호", "핸드폰 번호", "전화번호"]);
    let beside = Pattern::one_of(["무료 수신거부번호", "수신거부번호", "문자"]);
    let where_ = Pattern::one_of([
        "옆에 적힌",
        "옆에 기재된",
        "에 적힌",
        "에 기재된",
        "에 표시된",
    ]);
    let id = Pattern::one_of(["식별번호", "인증번호", "고유번호"]);
    let number = Pattern::any([
        whose.maybe_then(&phone),
        id.clone(),
        beside.maybe_then(&where_).then(&id),
    ]);
    let typed = Pattern::one_of([
        "를 누르고",
        "를 누르시고",
        "를 누르신 후",
        "를 입력하고",
        "를 입력하신 후",
        " 입력 후",
    ]);
    let please = Pattern::one_of(["주십시오", "주세요"]);
    let hash = Pattern::one_of(["우물정자를 눌러", "샵 버튼을 눌러"]);
    let with_hash = number.glued(&typed).then(&hash).then(&please);
    let alone = number.glued(&Pattern::words("를 입력해")).then(&please);
    Pattern::any([with_hash, alone])
}

/// Words, statements, and what asks for numbers.
pub fn hint() -> Hint {
    Hint::new(WORDS).with_answers(Arc::clone(&STATEMENTS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optout::{Judgement, Need, Outcome};

    #[test]
    fn done_and_undone_may_both_be_expected_and_the_words_mean_neither() {
        let whole = regex::Regex::new(&format!("^(?:{})$", &**STATEMENTS)).unwrap();
        for text in [
            "수신거부가 등록되었습니다.",
            "수신거부가 정상적으로 등록되었습니다. 감사합니다.",
            "수신거부 해제가 완료되었습니다.",
            "등록되지 않은 식별번호입니다.",
            "이미 등록되어 있습니다",
            "고객님의 번호는 이미 수신거부로 등록되어 있습니다.",
            "수신거부하실 휴대폰 번호를 입력하신 후 우물정자를 눌러 주십시오.",
            "무료 수신거부번호 옆에 적힌 식별번호를 누르신 후 우물정자를 눌러 주십시오.",
            "문자에 적힌 인증번호를 입력해 주세요.",
        ] {
            assert!(whole.is_match(text), "{text}");
        }
        assert!(!whole.is_match("오늘은 반값입니다"));
        let words = Judgement::of(WORDS);
        assert_eq!(
            (words.outcome, words.need),
            (Outcome::NeedsInput, Need::Nothing)
        );
        assert!(!WORDS.contains(char::is_numeric));
        assert!(!STATEMENTS.contains(char::is_numeric), "no key is expected");
    }
}
