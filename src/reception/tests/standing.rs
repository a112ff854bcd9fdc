//! Bookings that stand: told from each other, changed, cancelled; and what is full.

use super::*;

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
