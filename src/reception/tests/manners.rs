//! Questions, silence, noise, what is not understood, and who hangs up.

use super::*;

#[test]
fn opening_hours_are_answered_and_thanked_for() {
    let mut call = Conversation::new();
    let answer = call.hear("오늘 몇 시까지 하세요?");
    assert_says(&answer, "밤 아홉 시까지");
    assert_says(&answer, "더 궁금하신");
    assert_says(&call.hear("아니요 괜찮습니다"), "감사합니다");
    assert_eq!(call.end(EndCause::Us), Outcome::Answered);
}

#[test]
fn a_no_with_a_misheard_end_is_a_no_and_a_no_with_a_question_is_not() {
    let mut call = Conversation::new();
    call.hear("영업시간이 어떻게 되나요");
    assert_says(&call.hear("아니요, 곤창수입니다."), "감사합니다");
    let mut call = Conversation::new();
    call.hear("영업시간이 어떻게 되나요");
    assert_says(
        &call.hear("아니요, 주차는 되나요?"),
        "여쭤보고 연락드릴까요",
    );
}

#[test]
fn the_hours_of_a_named_day_are_those_of_that_day() {
    let mut call = Conversation::new();
    assert_says(&call.hear("일요일에 문 여나요"), "일요일은 쉬는 날");
}

#[test]
fn what_is_not_understood_twice_goes_to_the_owner() {
    let mut call = Conversation::new();
    assert_says(&call.hear("그게 말이죠 제가 그때"), "잘 못 들었어요");
    assert_says(
        &call.hear("땅콩 알레르기가 있어서"),
        "사장님께 전해 드릴게요",
    );
    assert_says(&call.hear("연락 한번 주세요"), "전해 드릴게요");
    assert_eq!(call.messages().len(), 1);
    assert_says(&call.messages()[0], "땅콩 알레르기");
    assert_says(&call.messages()[0], "연락 한번 주세요");
    let asked = call
        .done
        .iter()
        .filter(|a| matches!(a, Action::Note(Note::Unanswered(_))))
        .count();
    assert_eq!(asked, 2);
    assert_eq!(call.end(EndCause::Us), Outcome::Message);
}

#[test]
fn what_was_understood_of_a_booking_goes_to_the_owner_with_what_was_not() {
    let mut call = Conversation::new();
    call.hear("토요일에 네 명 예약할게요");
    call.hear("그게 말이죠 제가 그때");
    assert_says(&call.hear("그게 말이죠 제가 그때"), "남기실 말씀");
    call.hear("연락 한번 주세요");
    let message = "예약 희망: 11월 21일 4명 (확인 안 됨)\n그게 말이죠 제가 그때\n연락 한번 주세요";
    assert_eq!(call.messages(), [message]);
}

#[test]
fn a_caller_who_hangs_up_before_leaving_the_message_still_reaches_the_owner() {
    let mut call = Conversation::new();
    call.hear("그게 말이죠 제가 그때");
    call.hear("땅콩이 좀 그래서");
    assert_eq!(call.end(EndCause::Caller), Outcome::Message);
    assert_eq!(call.messages().len(), 1);
}

#[test]
fn silence_is_asked_about_once_and_then_ended() {
    let mut call = Conversation::new();
    call.event(&Event::Woke(Tag("quiet")));
    assert_says(&call.said[1], "듣고 있어요");
    call.event(&Event::Said);
    call.event(&Event::Woke(Tag("quiet")));
    assert_says(&call.said[2], "끊을게요");
    call.event(&Event::Said);
    assert_eq!(call.event(&Event::Woke(Tag("hang up"))), [Action::HangUp]);
    assert_eq!(call.end(EndCause::Us), Outcome::Silent);
}

#[test]
fn an_alarm_of_silence_means_nothing_while_somebody_speaks() {
    let mut call = Conversation::new();
    call.event(&Event::SpeechStarted);
    assert_eq!(call.event(&Event::Woke(Tag("quiet"))), []);
}

#[test]
fn a_caller_may_go_on_after_the_goodbye() {
    let mut call = Conversation::new();
    call.hear("내일 일곱 시에 네 명 예약이요");
    call.hear("네");
    let answer = call.hear("참 오늘은 몇 시까지 하세요");
    assert_says(&answer, "밤 아홉 시까지");
    assert_eq!(call.event(&Event::Woke(Tag("hang up"))), []);
    assert_eq!(call.end(EndCause::Caller), Outcome::Booked);
}

#[test]
fn noise_without_words_is_asked_about() {
    let mut call = Conversation::new();
    assert_says(&call.hear("(끝)"), "잘 못 들었어요");
}

#[test]
fn who_looks_for_words_is_let_go_on() {
    let mut call = Conversation::new();
    for _ in 0..2 {
        assert_eq!(call.hear("음…"), "");
        assert_eq!(call.hear("어, 그"), "");
    }
    assert_says(&call.hear("음"), "잘 못 들었어요");
    assert_says(&call.hear("주차 되나요?"), "사장님께");
    assert_eq!(call.messages(), [""; 0]);
}

#[test]
fn who_says_nothing_behind_a_hesitation_is_asked_whether_they_are_there() {
    let mut call = Conversation::new();
    call.event(&Event::SpeechStarted);
    let text = "음".to_owned();
    let actions = call.event(&Event::TurnEnded(Turn { text }));
    assert!(matches!(actions[..], [Action::WakeAt(..)]));
    call.event(&Event::Woke(Tag("quiet")));
    assert_says(&call.said[1], "듣고 있어요");
}

#[test]
fn what_was_said_reaches_the_owner_even_if_nothing_more_is_said() {
    let mut call = Conversation::new();
    call.hear("사장님 좀 바꿔 주세요");
    call.event(&Event::Woke(Tag("quiet")));
    call.event(&Event::Said);
    call.event(&Event::Woke(Tag("quiet")));
    assert_eq!(call.end(EndCause::Us), Outcome::Message);
    assert_says(&call.messages()[0], "바꿔 주세요");
}

#[test]
fn who_asks_for_it_is_spoken_to_slowly_from_there_on() {
    let mut call = Conversation::new();
    call.hear("토요일에 네 명 예약할게요");
    assert!(call.done.iter().all(|action| !is_slow(action)));
    let before = call.done.len();
    let answer = call.hear("좀 천천히 말씀해 주세요");
    assert_says(&answer, "천천히 말씀드릴게요");
    assert_says(&answer, "몇 시");
    call.hear("저녁 일곱 시요");
    let said: Vec<_> = call.done[before..]
        .iter()
        .filter(|action| matches!(action, Action::Say(_)))
        .collect();
    assert!(said.len() >= 2 && said.iter().all(|action| is_slow(action)));
}

fn is_slow(action: &Action) -> bool {
    matches!(action, Action::Say(speech) if speech.slowly)
}
