use super::*;
use proptest::prelude::*;

#[track_caller]
fn states(text: &str, expected: Option<Statement>) {
    let prompt = Prompt::read(text);
    assert_eq!(
        prompt.statement().map(|(statement, _)| statement),
        expected,
        "{text}: {:?}",
        prompt.said
    );
}

#[test]
fn what_is_done_is_told_from_what_could_be() {
    for text in [
        "수신거부가 정상적으로 등록되었습니다. 이용해 주셔서 감사합니다.",
        "요청하신 번호의 수신거부 처리가 완료되었습니다",
        "고객님의 번호가 수신거부로 등록됐습니다",
        "불편을 드려 죄송합니다. 십이월 삼일 오후 두 시에 등록되었습니다.",
        "네, 수신거부 되었습니다",
        "수신거부가 정상적으로 되었습니다",
        "수신거부 해 드렸습니다",
        "앞으로 광고 문자를 보내지 않겠습니다",
        "광고 수신동의가 철회되었습니다",
        "문자 발송 대상에서 제외되었습니다",
        "수신커부가 정상적으로 등녹되었습니다",
        "수신거부가 접수도였습니다",
        "문자 수신거부가 정상적으로 자리도였습니다",
        "수신거부가 등록을 하습니다",
    ] {
        states(text, Some(Statement::Done));
    }
    for text in [
        "수신거부 등록을 원하시면 1번을 눌러 주세요",
        "수신거부가 등록되면 광고가 발송되지 않습니다",
        "수신거부 등록 시에는 더 이상 소식을 받지 않게 됩니다",
        "무료 수신거부 등록 시스템입니다",
        "입력이 완료되었습니다",
        "본인 확인이 완료되었습니다",
        "수신거부가 해재도였습니다",
        "수신거부가 지소되었습니다",
        "광고수 김동이 다리가 완료되었습니다",
        "고객님은 관건은 신동을 등록해야 했습니다",
        "수신거부 몽룩에서 작취되었습니다",
        "고객님은 수신거부가 영상적으로 해결했습니다",
        "고객님의 번호는 등값으로 등록해 있습니다",
        "고객님의 번호가 삭제되었습니다",
        "정상적인 서비스를 위해 번호를 입력해 주세요",
    ] {
        states(text, None);
    }
}

#[test]
fn ads_that_are_allowed_again_are_an_alarm() {
    for text in [
        "수신거부 해제가 완료되었습니다",
        "광고 수신동의가 정상적으로 등록되었습니다",
        "거부가 취소되었습니다",
        "수신거부 목록에서 삭제되었습니다",
        "해제되었습니다",
    ] {
        states(text, Some(Statement::Undone));
    }
}

#[test]
fn what_had_been_done_before_is_no_failure() {
    for text in [
        "이미 수신거부 등록된 번호입니다",
        "고객님은 이미 수신거부 처리되었습니다",
        "이미 등록되어 있습니다",
    ] {
        states(text, Some(Statement::Already));
    }
}

#[test]
fn refusals_are_understood() {
    for text in [
        "번호를 잘못 누르셨습니다",
        "정상적인 번호가 아닙니다",
        "입력하신 식별번호가 존재하지 않습니다",
        "등록되지 않은 식별번호입니다",
        "수신거부 처리를 할 수 없습니다. 이용 방법을 확인하시고 다시 이용해 주십시오",
        "죄송합니다. 수신거부가 등록되지 않았습니다",
        "시스템 오류가 발생했습니다",
    ] {
        states(text, Some(Statement::Refused));
    }
    for text in ["입력 시간이 초과되었습니다", "번호가 입력되지 않았습니다"]
    {
        states(text, Some(Statement::NoInput));
    }
    for text in [
        "잘못 누르신 경우 별표를 눌러 주세요",
        "입력이 없으면 통화가 종료됩니다",
    ] {
        states(text, None);
    }
}

#[test]
fn the_network_people_and_costs_are_told_apart() {
    for text in [
        "지금 거신 전화는 없는 번호이오니 확인하시고 다시 걸어 주십시오",
        "지금은 통화량이 많아 연결이 어렵습니다",
        "고객님의 사정으로 당분간 착신이 정지되어 있습니다",
    ] {
        states(text, Some(Statement::NotReached));
    }
    for text in [
        "네 감사합니다 무엇을 도와드릴까요",
        "여보세요",
        "상담원을 연결해 드리겠습니다 잠시만 기다려 주세요",
    ] {
        states(text, Some(Statement::Person));
    }
    states(
        "이 전화는 삼십초당 백원의 정보이용료가 부과됩니다",
        Some(Statement::Costs),
    );
    states("통화료는 무료이며 요금이 부과되지 않습니다", None);
}

#[track_caller]
fn asks(text: &str, expected: &str) {
    let prompt = Prompt::read(text);
    let ask = match prompt.ask().map(|(ask, _)| ask) {
        None => "nothing".to_owned(),
        Some(Ask::Phone) => "phone".to_owned(),
        Some(Ask::Id) => "id".to_owned(),
        Some(Ask::SayYes) => "yes".to_owned(),
        Some(ask) => ask
            .key()
            .map_or("no key".to_owned(), |key| key.face().to_string()),
    };
    assert_eq!(ask, expected, "{text}: {:?}", prompt.said);
}

#[test]
fn what_is_asked_for_is_understood() {
    for text in [
        "수신거부하실 휴대폰 번호를 입력하신 후 우물정자를 눌러 주십시오",
        "거부를 원하시는 핸드폰번호를 누르고 운물정자를 눌러 주세요",
        "번호를 다시 입력해 주세요",
        "본인의 핸드폰 번호를 누르시오. 우물정자를 눌러 주세요.",
    ] {
        asks(text, "phone");
    }
    for text in [
        "수신거부 번호 옆에 적힌 식별번호를 누르고 우물정자를 눌러 주십시오",
        "문자에 있는 식발번호 네 자리를 입력해 주세요",
        "인증번호를 입력하신 뒤 샵을 눌러 주세요",
    ] {
        asks(text, "id");
    }
    for (text, key) in [
        (
            "수신거부를 원하시면 1번, 해제를 원하시면 2번을 눌러 주세요",
            "1",
        ),
        (
            "수신을 원하시면 1번, 수신거부를 원하시면 2번을 눌러 주세요",
            "2",
        ),
        (
            "공일공 이삼사오 육칠팔구 번호가 맞으시면 1번, 틀리면 2번을 누르세요",
            "1",
        ),
        (
            "현재 전화하신 번호로 등록하시려면 우물정자를 눌러 주세요",
            "#",
        ),
        (
            "지금 전화 하신 번호로 등록하시려면, 누물정자를 다른 번호를 누르고, 우물정자를 눌러 주세요",
            "#",
        ),
        (
            "수신거부 등록은 1번. 수신거부 해제는 2번을 눌러 주십시오",
            "1",
        ),
        ("개인 고객은 1번, 기업 고객은 2번을 눌러 주세요", "1"),
        (
            "전화 거부는 1번, 문자 거부는 2번, 모두 거부는 3번을 눌러 주세요",
            "3",
        ),
        ("상담원 연결을 원하시면 0번을 눌러 주세요", "no key"),
        ("수신거부 해제를 원하시면 1번을 눌러 주세요", "no key"),
    ] {
        asks(text, key);
    }
    asks("수신거부를 원하시면 네라고 말씀해 주세요", "yes");
    asks("다시 입력해 주세요", "no key");
    asks(
        "수신거부 해제를 원하시면 1번. 수신거부를 원하시면 2번을 눌러 주세요",
        "2",
    );
    asks("안녕하십니까 무료 수신거부 서비스입니다", "nothing");
}

#[test]
fn what_was_not_heard_is_not_entered() {
    for text in [
        "수신거부를 원하시면 이 번호를 눌러 주세요",
        "수신거부를 원하시면 이 번을 눌러 주세요",
        "수신거부 해결을 원하시면 입원. 수신거부를 원하시면 1번을 눌러 주세요",
        "문자 수신거부는 1번. 전화 수신거부는 1번을 눌러 주세요",
        "마케팅 수신동의를 철회하시려면 너번호 눌러주십시오",
        "광고 수신거부는 휴대폰 번호를 눌러 주십시오",
        "무료 수신거부 번호를 누르신 후 우물정자를 눌러 주십시오",
        "뼈번호를 누르신 후 우물정자를 눌러 주십시오",
        "우물정자를 눌러 주십시오",
    ] {
        let prompt = Prompt::read(text);
        assert_eq!(
            prompt.ask().map(|(ask, _)| ask),
            Some(&Ask::Unheard),
            "{text}"
        );
    }
    asks("입력하신 번호는 공일공 이삼사오 육칠팔구입니다", "nothing");
}

#[test]
fn broken_sound_is_not_clear() {
    assert!(Prompt::read("안녕하십니까 고객 여러분").is_clear);
    for text in ["", "アンニョン 23 suis", "아 아 아 아", "(음악)", "la la"] {
        assert!(!Prompt::read(text).is_clear, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC{0,120}") {
        let _ = Prompt::read(&text);
    }

    #[test]
    fn a_key_that_lets_ads_in_is_never_pressed(
        digit in 1_u8..=9,
        word in prop::sample::select(vec!["거부해제", "수신거부 해제", "수신거부 취소", "수신동의", "재수신", "거부 철회"]),
        press in prop::sample::select(vec!["을 눌러 주세요", "을 누르세요", " 버튼을 눌러 주십시오"]),
    ) {
        let prompt = Prompt::read(&format!("{word}를 원하시면 {digit}번{press}"));
        prop_assert_eq!(prompt.ask().and_then(|(ask, _)| ask.key()), None);
    }
}
