//! Whole conversations in virtual time: what is heard in, what is said and done out.

use std::sync::Arc;

use jiff::civil::{DateTime, date, time};
use proptest::prelude::*;

use crate::{
    call::{
        Action, Booked, Booking, BookingId, EndCause, Event, Ledger, Note, Outcome, Program,
        Recipient, Record, Tag, Turn,
    },
    phone::{Caller, PhoneNumber},
    time::Instant,
};

use super::{Desk, Receptionist, Shop, all_fixed};

const SHOP: &str = r#"
name = "가나분식"
owner = "010-9876-5432"
[hours]
daily = "11:00-21:00"
sun = "휴무"
"#;

/// Thursday, three past six in the evening.
fn thursday() -> DateTime {
    date(2026, 11, 19).at(18, 3, 0, 0)
}

struct Conversation {
    program: Receptionist,
    at: Instant,
    said: Vec<String>,
    done: Vec<Action>,
}

impl Conversation {
    /// A call from 010-2345-6789 that has been answered and greeted.
    fn new() -> Self {
        Self::from(Caller::Known("01023456789".parse().unwrap()))
    }

    fn from(caller: Caller) -> Self {
        Self::to(SHOP, caller)
    }

    /// A call to another shop.
    fn at(shop: &str) -> Self {
        Self::to(shop, Caller::Known("01023456789".parse().unwrap()))
    }

    fn to(shop: &str, caller: Caller) -> Self {
        let desk = Arc::new(Desk::new(Shop::parse("shop.toml", shop).unwrap()));
        let mut conversation = Self {
            program: Receptionist::new(desk, thursday()),
            at: Instant::ZERO,
            said: Vec::new(),
            done: Vec::new(),
        };
        assert_eq!(
            conversation.event(&Event::Ringing { caller }),
            [Action::Answer]
        );
        conversation.event(&Event::Answered);
        conversation.event(&Event::Said);
        conversation
    }

    fn event(&mut self, event: &Event) -> Vec<Action> {
        self.at += std::time::Duration::from_secs(1);
        let actions = self.program.handle(event, self.at);
        for action in &actions {
            if let Action::Say(speech) = action {
                self.said.push(speech.text());
            }
        }
        self.done.extend(actions.iter().cloned());
        actions
    }

    /// The caller says `text`; what the box says to it. Commits succeed.
    fn hear(&mut self, text: &str) -> String {
        let before = self.said.len();
        self.event(&Event::SpeechStarted);
        let actions = self.event(&Event::TurnEnded(Turn {
            text: text.to_owned(),
        }));
        if actions.iter().any(|a| matches!(a, Action::Commit(_))) {
            self.event(&Event::Committed);
        }
        self.event(&Event::Said);
        self.said[before..].join(" ")
    }

    fn bookings(&self) -> Vec<&Booking> {
        self.done
            .iter()
            .filter_map(|action| match action {
                Action::Commit(Record::Booking(booking, _)) => Some(booking),
                _ => None,
            })
            .collect()
    }

    fn messages(&self) -> Vec<String> {
        self.done
            .iter()
            .filter_map(|action| match action {
                Action::Commit(Record::Message(message)) => Some(message.body.clone()),
                _ => None,
            })
            .collect()
    }

    fn end(&mut self, cause: EndCause) -> Outcome {
        let actions = self.event(&Event::Ended(cause));
        match actions.last() {
            Some(Action::Note(Note::Outcome(outcome))) => *outcome,
            other => panic!("the outcome comes last, not {other:?}"),
        }
    }
}

#[track_caller]
fn assert_says(said: &str, words: &str) {
    assert!(said.contains(words), "{words:?} is not in {said:?}");
}

#[test]
fn the_first_words_are_who_ai_and_recording() {
    let call = Conversation::new();
    for word in ["가나분식", "AI", "녹음"] {
        assert_says(&call.said[0], word);
    }
}

#[test]
fn a_table_in_one_sentence_is_read_back_confirmed_booked_and_texted() {
    let mut call = Conversation::new();
    let read_back = call.hear("내일 저녁 7시에 4명 예약하고 싶은데요");
    assert_says(&read_back, "저녁 일곱 시");
    assert_says(&read_back, "네 분");
    assert!(
        call.bookings().is_empty(),
        "nothing is booked before the yes"
    );
    let goodbye = call.hear("네 맞아요");
    assert_says(&goodbye, "예약해 두었어요");
    let expected = Booking {
        date: date(2026, 11, 20),
        time: time(19, 0, 0, 0),
        minutes: 90,
        party: 4,
        phone: Some("01023456789".parse().unwrap()),
        what: None,
    };
    assert_eq!(call.bookings(), [&expected]);
    let text = call.done.iter().find_map(|action| match action {
        Action::Text(text) => Some(text.body.clone()),
        _ => None,
    });
    let text = text.expect("a confirmation");
    assert_eq!(
        text,
        "[가나분식] 예약 확인\n11월 20일(금) 19:00, 4명\n변경은 이 번호로 전화 주세요."
    );
    assert!(text.chars().count() <= 70, "one message");
    let farewell = call.event(&Event::Woke(Tag("hang up")));
    assert_eq!(farewell, [Action::HangUp]);
    assert_eq!(call.end(EndCause::Us), Outcome::Booked);
}

#[test]
fn a_correction_changes_one_value_and_is_read_back_again() {
    let mut call = Conversation::new();
    call.hear("모레 저녁 일곱 시에 두 명 예약할게요");
    let again = call.hear("아니요 여덟 시요");
    assert_says(&again, "여덟 시");
    assert_says(&again, "두 분");
    assert!(call.bookings().is_empty());
    call.hear("네 맞습니다");
    assert_eq!(call.bookings()[0].time, time(20, 0, 0, 0));
    assert_eq!(call.bookings()[0].date, date(2026, 11, 21));
}

#[test]
fn a_yes_with_another_value_books_nothing_yet() {
    let mut call = Conversation::new();
    call.hear("내일 일곱 시에 네 명 예약이요");
    let again = call.hear("네 그런데 다섯 명이요");
    assert_says(&again, "다섯 분");
    assert!(call.bookings().is_empty());
}

#[test]
fn a_bare_no_asks_what_to_change() {
    let mut call = Conversation::new();
    call.hear("내일 일곱 시에 네 명 예약이요");
    assert_says(&call.hear("아니요"), "어떤 점을 바꿔");
    assert_says(&call.hear("여섯 명으로요"), "여섯 분");
}

#[test]
fn missing_values_are_asked_one_by_one() {
    let mut call = Conversation::new();
    assert_says(&call.hear("예약 좀 하려고요"), "며칠");
    assert_says(&call.hear("이번 주 토요일이요"), "몇 시");
    assert_says(&call.hear("오후 1시 반이요"), "몇 분");
    let read_back = call.hear("다섯 명이요");
    assert_says(&read_back, "오후 한 시 반");
    call.hear("네");
    assert_eq!(call.bookings()[0].date, date(2026, 11, 21));
}

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
fn a_closed_day_and_a_closed_hour_are_not_booked() {
    let mut call = Conversation::new();
    assert_says(
        &call.hear("일요일 저녁 일곱 시에 네 명 예약할게요"),
        "쉬는 날",
    );
    assert_says(&call.hear("그럼 토요일 저녁 일곱 시요"), "네 분");
    let mut call = Conversation::new();
    assert_says(
        &call.hear("내일 밤 열 시에 두 명 예약이요"),
        "밤 아홉 시까지",
    );
    assert!(call.bookings().is_empty());
}

#[test]
fn the_past_is_not_booked() {
    let mut call = Conversation::new();
    assert_says(&call.hear("오늘 오후 세 시에 두 명 예약이요"), "지난 시간");
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
fn a_verb_that_is_misheard_behind_a_yes_cancels_and_other_wishes_do_not() {
    for (heard, cancels) in [
        ("네, 시소해 주세요", true),
        ("네 좀 해 주세요", true),
        ("네, 유지해 주세요", false),
        ("네 예약 유지해 주세요", false),
        ("네 예약해 주세요", false),
        ("네 다시 연락해 주세요", false),
        ("좀 해 주세요", false),
        ("아니요, 네", false),
    ] {
        let mut call = Conversation::new();
        call.event(&busy());
        call.hear("예약 취소하려고요");
        call.hear(heard);
        let cancel = Action::Commit(Record::Cancel(BookingId(1)));
        assert_eq!(call.done.contains(&cancel), cancels, "{heard}");
    }
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
fn a_caller_who_hangs_up_half_way_has_booked_nothing() {
    let mut call = Conversation::new();
    call.hear("내일 예약하고 싶어요");
    assert_eq!(call.end(EndCause::Caller), Outcome::Abandoned);
    assert!(call.bookings().is_empty() && call.messages().is_empty());
}

#[test]
fn without_a_number_the_box_asks_for_one_reads_it_back_and_texts_nobody() {
    let mut call = Conversation::from(Caller::Withheld);
    assert_says(
        &call.hear("내일 저녁 여섯 시에 세 명 예약하고 싶어요"),
        "전화번호",
    );
    let read_back = call.hear("공일공에 이삼사오 육칠팔구요");
    assert_says(&read_back, "공일공");
    assert_says(&read_back, "육칠팔구");
    call.hear("네");
    assert_eq!(
        call.bookings()[0].phone,
        Some("01023456789".parse().unwrap())
    );
    let texts = call.done.iter().filter_map(|action| match action {
        Action::Text(text) => Some(text.to),
        _ => None,
    });
    assert_eq!(texts.collect::<Vec<_>>(), [Recipient::Owner]);
}

#[test]
fn more_people_than_the_box_may_book_is_a_message() {
    let mut call = Conversation::new();
    assert_says(
        &call.hear("내일 저녁 일곱 시에 열두 명 예약이요"),
        "남기실 말씀",
    );
    call.hear("회식이라서 붙여 주세요");
    assert_eq!(call.messages().len(), 1);
    assert!(call.bookings().is_empty());
}

#[test]
fn a_booking_is_cancelled_and_changed_by_the_owner() {
    for words in [
        "예약 취소하고 싶은데요",
        "내일 예약한 거 일곱 시로 바꿔 주세요",
    ] {
        let mut call = Conversation::new();
        assert_says(&call.hear(words), "남기실 말씀");
        assert_eq!(call.end(EndCause::Caller), Outcome::Message);
        assert_says(&call.messages()[0], words);
        assert!(call.bookings().is_empty());
    }
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
fn the_recording_can_be_refused_and_the_call_goes_on() {
    let mut call = Conversation::new();
    assert_says(&call.hear("녹음하지 마세요"), "녹음하지 않을게요");
    assert!(call.done.contains(&Action::Note(Note::RecordingRefused)));
    assert_says(&call.hear("내일 일곱 시에 네 명 예약이요"), "네 분");
}

#[test]
fn a_booking_that_could_not_be_written_is_not_promised() {
    let mut call = Conversation::new();
    call.hear("내일 일곱 시에 네 명 예약이요");
    call.event(&Event::TurnEnded(Turn {
        text: "네".to_owned(),
    }));
    call.event(&Event::NotCommitted);
    assert_says(call.said.last().unwrap(), "적을 수 없어요");
    assert!(!call.said.iter().any(|s| s.contains("예약해 두었어요")));
    assert_eq!(call.end(EndCause::Us), Outcome::Failed);
}

#[test]
fn noise_without_words_is_asked_about() {
    let mut call = Conversation::new();
    assert_says(&call.hear("(끝)"), "잘 못 들었어요");
}

#[test]
fn everything_fixed_is_rendered_beforehand() {
    let shop = Shop::parse("shop.toml", SHOP).unwrap();
    let fixed = all_fixed(&shop);
    assert_says(&fixed[0], "AI");
    let mut call = Conversation::new();
    for words in [
        "오늘 몇 시까지 하세요",
        "일요일에 문 여나요",
        "일요일 일곱 시 두 명 예약이요",
        "토요일이요",
        "여섯 시요",
        "아니요",
        "다섯 명이요",
        "글쎄요 그게",
        "그게 말이죠",
    ] {
        call.hear(words);
    }
    for action in &call.done {
        let Action::Say(speech) = action else {
            continue;
        };
        for part in &speech.parts {
            if let crate::call::Part::Fixed(text) = part {
                assert!(fixed.contains(text), "{text:?} is not rendered beforehand");
            }
        }
    }
}

/// Somebody else sits at every table from six to nine tomorrow; this caller has one at noon.
fn busy() -> Event {
    let booked = |id: i64, hour: i8, party: u8, phone: &str| Booked {
        id: BookingId(id),
        booking: Booking {
            date: date(2026, 11, 20),
            time: time(hour, 0, 0, 0),
            minutes: 90,
            party,
            phone: Some(phone.parse().unwrap()),
            what: None,
        },
    };
    Event::Ledger(Arc::new(Ledger {
        bookings: vec![
            booked(1, 12, 2, "01023456789"),
            booked(2, 18, 8, "01087654321"),
            booked(3, 19, 8, "01087654321"),
        ],
        ..Ledger::default()
    }))
}

#[test]
fn what_is_full_is_offered_otherwise_and_chosen_by_its_place() {
    let mut call = Conversation::at(&format!("{SHOP}[booking]\nseats = 8"));
    call.event(&busy());
    let offer = call.hear("내일 저녁 일곱 시에 네 명 예약이요");
    assert_says(&offer, "예약이 다 찼어요");
    assert_says(&offer, "어떠세요");
    assert!(call.bookings().is_empty());
    assert_says(&call.hear("앞에 거로 할게요"), "네 분 예약해 드릴까요");
    call.hear("네");
    assert_eq!(call.bookings()[0].time, time(16, 30, 0, 0));
}

#[test]
fn the_same_wish_once_more_is_no_yes() {
    let mut call = Conversation::new();
    let wish = "내일 저녁 일곱 시에 네 명 예약하고 싶은데요";
    call.hear(wish);
    for again in [wish, "네 일곱 시에 네 명이요"] {
        call.hear(again);
        assert!(call.bookings().is_empty(), "{again}");
    }
}

#[test]
fn a_booking_is_cancelled_by_its_own_number_and_by_yes_alone() {
    let cancels = |call: &Conversation| {
        let cancel = Action::Commit(Record::Cancel(BookingId(1)));
        call.done.contains(&cancel)
    };
    let mut call = Conversation::new();
    call.event(&busy());
    assert_says(
        &call.hear("예약 취소하려고요"),
        "낮 열두 시 두 분 예약을 취소해 드릴까요",
    );
    assert_says(&call.hear("아니요 취소하지 마세요"), "그대로 둘게요");
    assert!(!cancels(&call));
    call.hear("아니다 취소해 주세요");
    assert_says(&call.hear("네"), "취소해 드렸어요");
    assert!(cancels(&call));
    let mut other = Conversation::from(Caller::Withheld);
    other.event(&busy());
    assert_says(
        &other.hear("내일 열두 시 예약 취소해 주세요"),
        "찾아 드릴 수 없어요",
    );
    assert!(!other.said.iter().any(|s| s.contains("두 분")));
}

#[test]
fn the_new_time_of_a_booking_is_told_from_the_one_that_names_it() {
    let mut call = Conversation::new();
    call.event(&busy());
    assert_says(
        &call.hear("내일 열두 시 예약을 두 시로 바꿀 수 있을까요"),
        "오후 두 시, 두 분으로 바꿔 드릴까요",
    );
    call.hear("네 바꿔 주세요");
    call.hear("네");
    let changed = call.done.iter().any(|action| {
        matches!(action, Action::Commit(Record::Change(BookingId(1), to, _)) if to.time == time(14, 0, 0, 0))
    });
    assert!(changed);
}

#[test]
fn somebody_faster_takes_the_last_table_and_another_is_offered() {
    let mut call = Conversation::at(&format!("{SHOP}[booking]\nseats = 8"));
    call.hear("내일 저녁 일곱 시에 네 명 예약이요");
    call.event(&Event::TurnEnded(Turn {
        text: "네".to_owned(),
    }));
    call.event(&busy());
    call.event(&Event::NotCommitted);
    assert_says(call.said.last().unwrap(), "어떠세요");
    assert!(!call.said.iter().any(|s| s.contains("예약해 두었어요")));
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
fn the_staff_are_first_where_the_owner_wants_it() {
    let shop = format!("{SHOP}[answering]\nmode = 'staff_first'\nring_seconds = 10");
    let desk = Arc::new(Desk::new(Shop::parse("shop.toml", &shop).unwrap()));
    let mut program = Receptionist::new(desk, thursday());
    let caller = Caller::Withheld;
    let rings = program.handle(&Event::Ringing { caller }, Instant::ZERO);
    let later = Instant::ZERO + std::time::Duration::from_secs(10);
    assert_eq!(rings, [Action::WakeAt(later, Tag("pick up"))]);
    assert_eq!(
        program.handle(&Event::Woke(Tag("pick up")), later),
        [Action::Answer]
    );
}

proptest! {
    /// Whatever is said, in whatever order, nothing is booked that was not read back just before.
    #[test]
    fn nothing_is_booked_that_was_not_read_back(
        turns in proptest::collection::vec(prop_oneof![
            Just("네"), Just("네 맞아요"), Just("아니요"), Just("내일 저녁 일곱 시에 네 명 예약이요"),
            Just("아니 여덟 시요"), Just("다섯 명이요"), Just("토요일이요"), Just("취소할게요"), Just("앞에 거요"),
            Just("주차 되나요"), Just("사장님 바꿔 주세요"), Just("내일 열 시에 전화 좀 달라고 해 주세요"), Just("음"),
        ], 0..8),
    ) {
        let mut call = Conversation::new();
        call.event(&busy());
        for words in turns {
            let before = call.said.last().cloned().unwrap_or_default();
            let count = call.bookings().len();
            call.hear(words);
            if call.bookings().len() > count {
                prop_assert!(before.ends_with("예약해 드릴까요?") || before.ends_with("말씀해 주세요."), "{}", before);
                prop_assert!(words.starts_with('네'), "{}", words);
            }
        }
    }

    #[test]
    fn any_text_is_survived(turns in proptest::collection::vec("\\PC{0,40}", 0..5)) {
        let mut call = Conversation::new();
        for words in turns {
            call.hear(&words);
        }
        call.end(EndCause::Caller);
    }
}

#[test]
fn asked_once_more_for_what_was_wrong_the_same_answer_counts() {
    let mut call = Conversation::new();
    let back = call.hear("다음 주 화요일 저녁 여섯 시 반에 다섯 명 예약할게요");
    assert!(
        back.contains("여섯 시 반, 다섯 분 예약해 드릴까요"),
        "{back}"
    );
    assert!(call.hear("아니요").contains("어떤 점을"));
    // The day and the people once more: then it is the time.
    assert!(call.hear("다음 주 화요일 다섯 명이요").contains("몇 시에"));
    let back = call.hear("낮 열두 시 반이요");
    assert!(back.contains("낮 열두 시 반, 다섯 분"), "{back}");
    call.hear("아니요");
    assert!(call.hear("요일이요").contains("며칠에"));
    // The same day is an answer, and not a thing that was not understood.
    let back = call.hear("다음 주 화요일이요");
    assert!(back.contains("화요일 낮 열두 시 반, 다섯 분"), "{back}");
    call.hear("네, 맞아요");
    assert_eq!(call.bookings().len(), 1);
}

#[test]
fn what_is_read_back_wrongly_again_and_again_goes_to_the_owner() {
    let mut call = Conversation::new();
    call.hear("내일 저녁 여섯 시에 다섯 명 예약할게요");
    for time in ["일곱 시요", "여덟 시요", "여섯 시요", "일곱 시요"] {
        let back = call.hear(&format!("아니요, {time}"));
        assert!(back.contains("예약해 드릴까요"), "{back}");
    }
    assert!(
        call.hear("아니요, 여덟 시요")
            .contains("사장님께 전해 드릴게요")
    );
    call.end(EndCause::Caller);
    assert!(call.bookings().is_empty());
    assert!(call.messages()[0].contains("5명 (확인 안 됨)"));
}

#[test]
fn what_takes_something_back_is_no_yes_and_no_answer_that_is_asked_for_again() {
    let mut call = Conversation::new();
    call.hear("내일 저녁 여섯 시에 다섯 명 예약할게요");
    assert!(
        call.hear("아 여서이 말고 그 싫어해 주세요")
            .contains("어떤 점을")
    );
    assert!(call.hear("일곱 시요").contains("저녁 일곱 시, 다섯 분"));
}

#[test]
fn a_number_that_is_not_understood_is_asked_for_in_pieces() {
    let mut call = Conversation::from(Caller::Withheld);
    call.hear("내일 저녁 여섯 시에 다섯 명 예약할게요");
    assert!(call.hear("010에 346에 6789요").contains("다음 네 자리가"));
    assert!(call.hear("삼사오요").contains("다음 네 자리만 다시"));
    assert!(call.hear("이삼사오요").contains("마지막 네 자리"));
    let back = call.hear("육칠팔구입니다");
    assert!(back.contains("공일공, 이삼사오, 육칠팔구"), "{back}");
    // Said once more it is corrected, and not booked.
    assert!(
        call.hear("아니요, 010에 2345에 678이요")
            .contains("다음 네 자리가")
    );
    call.hear("이삼사오");
    call.hear("육칠팔공요");
    call.hear("네, 맞아요");
    let phone = call.bookings()[0].phone.as_ref().map(PhoneNumber::digits);
    assert_eq!(phone, Some("01023456780"));
}

#[test]
fn of_two_bookings_the_one_whose_day_it_sounds_like() {
    let mut call = Conversation::new();
    let at = |id, day| Booked {
        id: BookingId(id),
        booking: Booking {
            date: day,
            time: time(18, 0, 0, 0),
            minutes: 60,
            party: 2,
            phone: Some("01023456789".parse().unwrap()),
            what: None,
        },
    };
    let bookings = vec![at(1, date(2026, 11, 21)), at(2, date(2026, 11, 30))];
    let ledger = Ledger {
        bookings,
        ..Ledger::default()
    };
    call.event(&Event::Ledger(Arc::new(ledger)));
    assert!(call.hear("예약 취소하려고요").contains("며칠 예약"));
    let back = call.hear("원요");
    assert!(
        back.contains("월요일") && back.contains("취소해 드릴까요"),
        "{back}"
    );
}
