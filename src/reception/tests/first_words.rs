//! What is said before anybody has asked for anything.

use super::*;

#[test]
fn the_first_words_are_who_ai_and_recording() {
    let call = Conversation::new();
    for word in ["가나분식", "AI", "녹음"] {
        assert_says(&call.said[0], word);
    }
}

#[test]
fn the_recording_can_be_refused_and_the_call_goes_on() {
    let mut call = Conversation::new();
    assert_says(&call.hear("녹음하지 마세요"), "녹음하지 않을게요");
    assert!(call.done.contains(&Action::Note(Note::RecordingRefused)));
    assert_says(&call.hear("내일 일곱 시에 네 명 예약이요"), "네 분");
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
