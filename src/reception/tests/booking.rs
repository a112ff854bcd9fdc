//! Tables and appointments that are new.

use super::*;

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
    call.hear("네, 맞아요");
    assert_eq!(call.bookings().len(), 1);
}

#[test]
fn what_is_named_is_asked_for_and_the_same_answer_counts() {
    let mut call = Conversation::new();
    call.hear("다음 주 화요일 저녁 여섯 시 반에 다섯 명 예약할게요");
    call.hear("아니요");
    assert!(call.hear("요일이요").contains("며칠에"));
    // The same day is an answer, and not a thing that was not understood.
    let back = call.hear("다음 주 화요일이요");
    assert!(back.contains("화요일 저녁 여섯 시 반, 다섯 분"), "{back}");
}

#[test]
fn refused_twice_without_anything_new_all_is_asked_one_by_one() {
    let mut call = Conversation::new();
    call.hear("내일 저녁 일곱 시에 네 명 예약할게요");
    assert_says(&call.hear("아니요, 네 명이요"), "어떤 점을");
    let asked = call.hear("전약 야삿 희생양이요");
    assert_says(&asked, "하나씩 다시 여쭤볼게요");
    assert_says(&asked, "며칠에");
    assert_says(&call.hear("내일이요"), "몇 시에");
    assert_says(&call.hear("여섯 시요"), "몇 분");
    assert_says(&call.hear("세 명이요"), "저녁 여섯 시, 세 분");
    // Once more refused, and nothing new with it.
    let asked = call.hear("아니요, 세 명이요");
    assert_says(&asked, "하나씩 다시 여쭤볼게요");
    for answer in ["내일이요", "여섯 시요", "두 명이요", "네"] {
        call.hear(answer);
    }
    assert_eq!(call.bookings()[0].party, 2);
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
