//! Whole calls in virtual time, by words alone.

use proptest::prelude::*;

use super::*;
use crate::{call::Turn, phone::Keys};

struct Call {
    program: OptOutCall,
    at: Instant,
    alarms: Vec<(Instant, Tag)>,
    done: Vec<Action>,
    ended: bool,
}

impl Call {
    fn new(id: Option<&str>) -> Self {
        Self::with(Order {
            id: id.map(str::to_owned),
            own: Some("01023456789".parse().unwrap()),
            ..Order::default()
        })
    }

    fn with(order: Order) -> Self {
        let mut call = Self {
            program: OptOutCall::new(order),
            at: Instant::ZERO,
            alarms: Vec::new(),
            done: Vec::new(),
            ended: false,
        };
        call.event(&Event::Alerting);
        call.event(&Event::Answered);
        call
    }

    fn event(&mut self, event: &Event) {
        for action in self.program.handle(event, self.at) {
            match action {
                Action::WakeAt(at, tag) => {
                    self.alarms.retain(|(_, other)| *other != tag);
                    self.alarms.push((at, tag));
                }
                Action::HangUp => {
                    self.done.push(Action::HangUp);
                    self.end(EndCause::Us);
                }
                other => self.done.push(other),
            }
        }
    }

    /// Nothing is heard for so many seconds.
    fn quiet(&mut self, seconds: u64) {
        let until = self.at + Duration::from_secs(seconds);
        while let Some(next) = self
            .alarms
            .iter()
            .copied()
            .min()
            .filter(|(at, _)| *at <= until)
        {
            self.alarms.retain(|alarm| *alarm != next);
            self.at = self.at.max(next.0);
            if !self.ended {
                self.event(&Event::Woke(next.1));
            }
        }
        self.at = until;
    }

    /// The line says this, and is quiet for two seconds.
    fn says(&mut self, text: &str) -> &mut Self {
        if !self.ended {
            self.event(&Event::SpeechStarted);
            self.at += Duration::from_secs(3);
            self.event(&Event::TurnEnded(Turn {
                text: text.to_owned(),
            }));
            self.quiet(2);
        }
        self
    }

    fn end(&mut self, cause: EndCause) {
        if !std::mem::replace(&mut self.ended, true) {
            self.event(&Event::Ended(cause));
        }
    }

    /// The keys that were pressed, by the modem and as sound ("~").
    fn keys(&self) -> Vec<String> {
        let all = |keys: &Keys| keys.iter().map(|key| key.face()).collect::<String>();
        let pressed = self.done.iter().filter_map(|action| match action {
            Action::Press(keys) => Some(all(keys)),
            Action::Sound(keys) => Some(format!("~{}", all(keys))),
            Action::Say(speech) => Some(speech.text()),
            _ => None,
        });
        pressed.collect()
    }

    #[track_caller]
    fn result(&mut self) -> OptOutResult {
        self.end(EndCause::Caller);
        let kept = self.done.iter().find_map(|action| match action {
            Action::Note(Note::OptOut(kept)) => Some(kept.result),
            _ => None,
        });
        kept.unwrap()
    }
}

#[test]
fn the_seven_flows() {
    use OptOutResult::Success;
    let registered = "수신거부가 정상적으로 등록되었습니다.";
    // The number that calls is all it needs.
    let mut call = Call::new(None);
    call.says("불편을 드려 죄송합니다. 이삼사오번 고객님의 수신거부가 등록되었습니다.");
    assert_eq!((call.keys(), call.result()), (vec![], Success));
    // It reads the number back.
    let mut call = Call::new(None);
    call.says("고객님의 전화번호는 공일공 이삼사오 육칠팔구입니다. 맞으면 1번을 눌러 주십시오.")
        .says(registered);
    assert_eq!(
        (call.keys(), call.result()),
        (vec!["1".to_owned()], Success)
    );
    // A key.
    let mut call = Call::new(None);
    call.says("수신거부를 원하시면 1번, 거부 해제를 원하시면 2번을 눌러 주세요.")
        .says(registered);
    assert_eq!(
        (call.keys(), call.result()),
        (vec!["1".to_owned()], Success)
    );
    // The own number, and it is read back.
    let mut call = Call::new(None);
    call.says("수신거부하실 휴대폰 번호를 입력하신 후 우물정자를 눌러 주십시오.")
        .says("입력하신 번호가 맞으면 일번, 아니면 이번을 눌러 주세요.")
        .says(registered);
    assert_eq!(
        (call.keys(), call.result()),
        (vec!["01023456789#".to_owned(), "1".to_owned()], Success)
    );
    // The ID.
    let mut call = Call::new(Some("1234"));
    call.says("수신거부번호 옆에 기재된 식별번호를 누르신 후 우물정자를 눌러 주십시오.")
        .says(registered);
    assert_eq!(
        (call.keys(), call.result()),
        (vec!["1234#".to_owned()], Success)
    );
    // The hash key alone.
    let mut call = Call::new(None);
    call.says("발신하신 번호로 등록하시려면 우물정자를, 다른 번호는 번호를 누르고 우물정자를 눌러 주세요.").says(registered);
    assert_eq!(
        (call.keys(), call.result()),
        (vec!["#".to_owned()], Success)
    );
    // A kind of customer first.
    let mut call = Call::new(None);
    call.says("통합회원은 1번, 온라인몰 회원은 2번을 눌러 주세요.")
        .says("문자 수신거부를 원하시면 1번, 이전 메뉴는 별표를 눌러 주세요.")
        .says(registered);
    assert_eq!(
        (call.keys(), call.result()),
        (vec!["1".to_owned(), "1".to_owned()], Success)
    );
    // One that listens.
    let mut call = Call::new(None);
    call.says("수신거부를 원하시면 네라고 말씀해 주세요.")
        .says(registered);
    assert_eq!(
        (call.keys(), call.result()),
        (vec![YES.to_owned()], Success)
    );
}

#[test]
fn a_key_is_pressed_when_the_line_is_quiet_or_has_asked_twice() {
    let ask = "수신거부를 원하시면 1번을 눌러 주세요.";
    let mut call = Call::new(None);
    let turn = |call: &mut Call| {
        call.event(&Event::SpeechStarted);
        call.at += Duration::from_secs(3);
        call.event(&Event::TurnEnded(Turn {
            text: ask.to_owned(),
        }));
    };
    turn(&mut call);
    assert!(call.keys().is_empty());
    // It goes on before the box has pressed anything, and asks again.
    call.event(&Event::SpeechStarted);
    call.quiet(3);
    assert!(call.keys().is_empty(), "not into its words");
    turn(&mut call);
    assert_eq!(call.keys(), ["1"]);
}

#[test]
fn what_was_asked_for_is_entered_behind_whatever_comes_after_it() {
    for behind in [
        "통화료는 무료입니다.",
        "수신거부 해제를 원하시면 2번을 눌러 주세요.",
        "라라라",
    ] {
        let mut call = Call::new(None);
        call.event(&Event::SpeechStarted);
        call.at += Duration::from_secs(3);
        let ask = "수신거부를 원하시면 1번을 눌러 주세요.".to_owned();
        call.event(&Event::TurnEnded(Turn { text: ask }));
        call.says(behind);
        assert_eq!(call.keys(), ["1"], "{behind}");
    }
}

#[test]
fn a_line_that_does_not_react_gets_the_keys_the_other_way() {
    let ask = "수신거부를 원하시면 1번을 눌러 주세요.";
    let mut call = Call::new(None);
    call.says(ask);
    call.event(&Event::Pressed);
    call.quiet(13);
    assert_eq!(call.keys(), ["1", "~1"]);
    call.says("등록되었습니다.");
    assert_eq!(call.result(), OptOutResult::Success);
    // It asks the same again as if nothing had been pressed.
    let mut call = Call::new(None);
    call.says(ask).says(ask);
    assert_eq!(call.keys(), ["1", "~1"]);
    // The modem cannot press keys in this call.
    let mut call = Call::new(None);
    call.says(ask);
    call.event(&Event::NotPressed);
    assert_eq!(call.keys(), ["1", "~1"]);
    call.quiet(60);
    assert_eq!(
        (call.keys().len(), call.result()),
        (TRIES, OptOutResult::Unknown)
    );
}

#[test]
fn a_refusal_is_tried_again_and_told() {
    let mut call = Call::new(Some("1234"));
    let ask = "식별번호를 누르신 후 우물정자를 눌러 주십시오.";
    call.says(ask);
    for _ in 0..4 {
        call.says(&format!("등록되지 않은 식별번호입니다. {ask}"));
    }
    assert_eq!(
        call.keys(),
        ["1234#", "1234#", "1234#"],
        "three times, and the same way"
    );
    call.says("이용 방법을 확인하신 후 다시 이용해 주십시오.");
    assert_eq!(call.result(), OptOutResult::Failed);
}

#[test]
fn what_cannot_be_given_is_for_a_person() {
    let mut call = Call::new(None);
    call.says("식별번호를 누르신 후 우물정자를 눌러 주십시오.");
    call.quiet(40);
    assert_eq!(
        (call.keys(), call.result()),
        (vec![], OptOutResult::NeedsPerson)
    );
    let mut call = Call::new(None);
    call.says("네, 고객센터입니다. 무엇을 도와드릴까요?");
    assert_eq!(
        (call.keys(), call.result()),
        (vec![], OptOutResult::NeedsPerson)
    );
    let mut call = Call::new(None);
    call.says("지금부터 삼십초당 백원의 정보이용료가 부과됩니다.");
    assert!(call.ended);
}

#[test]
fn ads_are_never_allowed_again_and_it_is_told_when_they_were() {
    let mut call = Call::new(None);
    call.says("수신거부 해제를 원하시면 1번을 눌러 주세요.");
    call.quiet(40);
    assert_eq!(
        (call.keys(), call.result()),
        (vec![], OptOutResult::NeedsPerson)
    );
    let mut call = Call::new(None);
    call.says("수신거부를 원하시면 1번을 눌러 주세요.")
        .says("수신거부 해제가 완료되었습니다.");
    assert_eq!(call.result(), OptOutResult::Reversed);
}

#[test]
fn broken_sound_and_silence_are_no_failure() {
    let mut call = Call::new(None);
    for _ in 0..5 {
        call.says("아 아 아 아");
    }
    assert_eq!(call.result(), OptOutResult::Unknown);
    let mut call = Call::new(None);
    call.quiet(60);
    assert_eq!(call.result(), OptOutResult::Unknown);
    let mut call = Call::new(None);
    call.ended = true;
    call.event(&Event::Ended(EndCause::NotReached(NotReached::Busy)));
    assert_eq!(call.result(), OptOutResult::Network);
}

proptest! {
    #[test]
    fn whatever_a_line_says_it_ends_with_one_result(
        turns in prop::collection::vec(prop::sample::select(vec![
            "수신거부를 원하시면 1번, 해제를 원하시면 2번을 눌러 주세요.",
            "휴대폰 번호를 입력하신 후 우물정자를 눌러 주십시오.",
            "식별번호를 입력해 주세요.",
            "잘못 누르셨습니다.",
            "다시 입력해 주세요.",
            "입력 시간이 초과되었습니다.",
            "수신거부가 등록되었습니다.",
            "해제되었습니다.",
            "수신동의를 원하시면 3번을 눌러 주세요.",
            "라라라",
            "",
        ]), 0..12),
        id in prop::option::of("[0-9]{3,6}"),
    ) {
        let mut call = Call::new(id.as_deref());
        for turn in turns {
            call.says(turn);
        }
        call.quiet(300);
        prop_assert!(call.ended, "nothing keeps it for ever");
        call.result();
        let kept = call.done.iter().filter(|action| matches!(action, Action::Note(Note::OptOut(_)))).count();
        prop_assert_eq!(kept, 1);
        let keys = call.keys();
        prop_assert!(keys.iter().all(|keys| !keys.ends_with('2') && !keys.ends_with('3')), "{:?}", keys);
    }
}

#[test]
fn a_line_that_is_only_listened_to_gets_nothing_and_says_what_it_asks() {
    let mut call = Call::with(Order {
        listens: true,
        own: Some("01023456789".parse().unwrap()),
        ..Order::default()
    });
    let asks = "수신거부하실 휴대폰 번호를 누르신 후 우물정자를 눌러 주십시오.";
    call.says(asks).quiet(3);
    call.says(asks);
    assert_eq!(
        (call.keys(), call.result()),
        (vec![], OptOutResult::Listened)
    );
    let kept = call.done.iter().find_map(|action| match action {
        Action::Note(Note::OptOut(kept)) => Some(kept.clone()),
        _ => None,
    });
    assert_eq!(kept.unwrap().asked, ["phone#"]);
}

fn expecting(entered: &[&str], by_sound: bool) -> Call {
    Call::with(Order {
        id: Some("1234".to_owned()),
        expected: Expectation {
            entered: entered.iter().map(|word| word.parse().unwrap()).collect(),
            by_sound,
        },
        ..Order::default()
    })
}

#[test]
fn what_worked_is_expected_where_the_line_is_not_understood_and_never_a_key_of_a_menu() {
    let mumbles = "워럴 머럴 어러러";
    let mut call = expecting(&["id#"], true);
    call.says(mumbles);
    assert!(call.keys().is_empty());
    call.says(mumbles);
    assert_eq!(call.keys(), ["~1234#"]);
    let mut menu = expecting(&["1"], false);
    menu.says(mumbles).says(mumbles).says(mumbles);
    assert!(menu.keys().is_empty());
    // Not even when the line asks for "it" once more.
    menu.says("다시 입력해 주십시오.");
    assert!(menu.keys().is_empty());
    let mut again = expecting(&["id#"], false);
    again.says("다시 입력해 주십시오.");
    assert_eq!(again.keys(), ["1234#"]);
    // What the line says counts more.
    let mut other = expecting(&["id#"], false);
    other.says("수신거부를 원하시면 1번을 눌러 주십시오.");
    assert_eq!(other.keys(), ["1"]);
}

#[test]
fn keys_that_the_line_has_not_got_go_the_other_way_and_wrong_ones_do_not() {
    let asks = "수신거부를 원하시면 1번을 눌러 주십시오.";
    let mut unheard = Call::new(None);
    unheard.says(asks);
    unheard.says(&format!("입력되지 않았습니다. {asks}"));
    assert_eq!(unheard.keys(), ["1", "~1"]);
    let mut wrong = Call::new(None);
    wrong.says(asks);
    wrong.says(&format!("잘못 누르셨습니다. {asks}"));
    assert_eq!(wrong.keys(), ["1", "1"]);
}

#[test]
fn what_no_ad_gives_is_for_a_person() {
    let mut call = Call::new(None);
    call.says("회원번호 여덟 자리를 누르신 후 우물정자를 눌러 주십시오.");
    assert_eq!(
        (call.keys(), call.result()),
        (vec![], OptOutResult::NeedsPerson)
    );
}
