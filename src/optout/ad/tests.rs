//! Ads of our own wording.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn calls(text: &str, number: &str, id: Option<&str>) {
    let found = Extraction::of(text);
    assert_eq!(found.verdict, Verdict::OptOut, "{text}: {:?}", found.why);
    assert_eq!(
        (found.digits(), found.id.as_deref()),
        (Some(number), id),
        "{text}"
    );
}

#[test]
fn the_usual_forms() {
    for text in [
        "(광고)[꽃길상회] 가을 신상 입고! 무료거부0802345678",
        "[Web발신]\n(광고) 햇살헬스 회원 모집\n무료수신거부 080-234-5678",
        "(광고) 오늘만 1+1\n문의 02-345-6789\n무료거부 : 080 234 5678",
        "（광고）전단 할인 무료거부０８０２３４５６７８",
        "(광고) 무 료 거 부 080.234.5678",
        "0802345678무료거부 (광고) 신년 특가",
        "<광고> 행사 안내 수신을 원치 않으시면 080-234-5678",
        "내일까지만! 광고거부 0802345678",
        "(광고) 특가 02-345-67.890802345678무료거부",
    ] {
        calls(text, "0802345678", None);
    }
    calls(
        "(광고) 특가 무료거부 공팔공 이삼사 오육칠팔",
        "0802345678",
        None,
    );
}

#[test]
fn an_id_is_taken_along() {
    for text in [
        "(광고) 특가 무료거부0802345678인증4321",
        "(광고) 특가 무료거부 080-234-5678 (인증4321)",
        "(광고) 특가 무료수신거부 080-234-5678\n인증번호 4321",
        "(광고) 특가 무료수신거부:080-234-5678 코드:4321",
        "(광고) 특가 식별번호 4321 무료수신거부 080-234-5678",
    ] {
        calls(text, "0802345678", Some("4321"));
    }
    calls(
        "(광고) 초대코드 9876 참여 무료거부 0802345678",
        "0802345678",
        None,
    );
    calls(
        "(광고) 담당 010-2345-6789 무료거부 0802345678",
        "0802345678",
        None,
    );
}

#[test]
fn of_several_numbers_the_one_beside_the_word() {
    calls(
        "(광고) 고객센터 080-999-0000\n행사 중 1588-1234\n무료수신거부 080-234-5678",
        "0802345678",
        None,
    );
    calls(
        "(광고) 무료거부 0802345678 상담 080-999-0000",
        "0802345678",
        None,
    );
    calls(
        "(광고) 계좌 110-080-123456 무료거부 080-234-5678",
        "0802345678",
        None,
    );
    calls(
        "(광고) 수신거부 가능합니다. 자세히는 가게로 오셔서 물어보세요. 080-234-5678",
        "0802345678",
        None,
    );
}

#[test]
fn what_cannot_be_called_is_not() {
    for (text, why) in [
        ("(광고) 특가 무료거부080234567", Why::NotANumber),
        ("(광고) 특가 무료거부 08023", Why::NotANumber),
        ("(광고) 특가 무료거부 080-2345-6789", Why::NotANumber),
        ("(광고) 특가 무료거부 080234567 1월까지", Why::NotANumber),
        ("(광고) 특가 무료거부 1588-1234", Why::NotTollFree),
        ("(광고) 특가 무료거부 060-234-5678", Why::NotTollFree),
        ("(광고) 특가 무료거부 https://example.com/no", Why::NoNumber),
        ("(광고) 상담은 080-234-5678", Why::NoWord),
        ("(광고) 특가", Why::NoNumber),
    ] {
        let found = Extraction::of(text);
        assert_eq!(
            (found.verdict, found.why),
            (Verdict::AskOwner, why),
            "{text}"
        );
        assert_eq!(found.number, None);
    }
}

#[test]
fn what_is_no_ad_is_left_alone() {
    for text in [
        "",
        "엄마 오늘 저녁 뭐 먹어?",
        "[Web발신]\n인증번호[123456]를 입력해 주세요",
        "[택배] 고객센터 080-234-5678로 문의 바랍니다. 배송완료",
        "[KT] 통화중대기 해제! (설정: *40+통화)",
        "수신거부는 설정에서 하실 수 있습니다",
        "카드 결제 거부 1588-1234 문의",
    ] {
        let found = Extraction::of(text);
        assert_eq!(found.verdict, Verdict::NotAnAd, "{text}: {:?}", found.why);
        assert_eq!(found.number, None);
    }
}

proptest! {
    #[test]
    fn any_text_is_survived_and_every_number_stands_in_it(
        text in "(\\(광고\\))?[ 가-힣0-9()*.-]{0,20}(무료거부)?( ?0?80[0-9 .-]{0,12})?[ 가-힣0-9()-]{0,10}",
    ) {
        let found = Extraction::of(&text);
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        if let Some(digits) = found.digits() {
            prop_assert!(all.contains(digits), "{text}");
            prop_assert!(digits.len() == 10 && digits.starts_with("080"));
        }
        if let Some(id) = &found.id {
            prop_assert!(all.contains(id.as_str()));
        }
        prop_assert_eq!(found.number.is_some(), found.verdict == Verdict::OptOut);
    }

    #[test]
    fn anything_at_all_is_survived(text in "\\PC{0,80}") {
        let _ = Extraction::of(&text);
    }
}
