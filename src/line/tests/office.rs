//! What a message leads to, and what the owner is told and when.

use std::sync::{Arc, Mutex};

use jiff::{
    ToSpan as _,
    civil::{DateTime, date},
};

use crate::{
    call::{OptOut, OptOutResult},
    line::{
        Owner, Scribe,
        office::{Came, Office},
    },
    optout::{
        owner::Tell,
        queue::{Envelope, Plan, Rules},
    },
    phone::PhoneNumber,
    store::{DialState, Kind, NewMessage, Store, Upon},
};

/// Thursday.
const NOON: DateTime = date(2026, 11, 19).at(12, 0, 0, 0);

fn owner() -> PhoneNumber {
    "01098765432".parse().unwrap()
}

fn office() -> Office {
    Office {
        rules: Rules::default(),
        tell: Tell::default(),
    }
}

fn came<'a>(sender: &'a str, text: &'a str, sent_at: DateTime) -> Came<'a> {
    Came {
        sender,
        text,
        envelope: Envelope {
            sent: Some(sent_at),
            is_whole: true,
        },
    }
}

fn upon(store: &Store, came: Came<'_>) -> Upon {
    office()
        .upon(store, "1", Some(owner()), came, NOON)
        .unwrap()
}

#[test]
fn only_the_owners_fresh_and_whole_texts_are_commands() {
    let store = Store::in_memory().unwrap();
    let says = |sender, text, sent_at| upon(&store, came(sender, text, sent_at));
    let Upon::Owner(wish) = says("01098765432", "상태", NOON) else {
        panic!("the owner may ask");
    };
    assert!(wish.answer.contains("최근 7일 광고 0건"), "{}", wish.answer);
    assert_eq!((wish.plan, wish.stop, wish.to), (None, None, owner()));
    assert_eq!(says("01023456789", "중지", NOON), Upon::Nothing);
    let yesterday = NOON.checked_sub(25.hours()).unwrap();
    assert_eq!(says("01098765432", "중지", yesterday), Upon::Nothing);
    let cut = Came {
        envelope: Envelope {
            sent: Some(NOON),
            is_whole: false,
        },
        ..came("01098765432", "중지", NOON)
    };
    assert_eq!(upon(&store, cut), Upon::Nothing);
    assert_eq!(
        says("01098765432", "오늘 몇 시에 열어요?", NOON),
        Upon::Nothing
    );
    // An ad that the owner hands on is an ad.
    let ad = says("01098765432", "(광고) 무료거부0802345678", NOON);
    assert!(matches!(ad, Upon::Ad(Plan::Call { .. })), "{ad:?}");
}

fn received(store: &mut Store, upon: &Upon, at: DateTime) {
    let message = NewMessage {
        kind: Kind::Sms,
        sender: "15881234".to_owned(),
        gateway: None,
        subject: None,
        body: "(광고)".to_owned(),
        sent_at: Some(at),
        missing: 0,
    };
    store.message_came("1", &message, &[], upon, at).unwrap();
}

/// An ad that has been called, with this result.
fn called(store: &mut Store, result: OptOutResult, at: DateTime) {
    let ad = came("15881234", "(광고) 무료거부0802345678", at);
    let upon = office().upon(store, "1", Some(owner()), ad, at).unwrap();
    received(store, &upon, at);
    let gap = std::time::Duration::ZERO;
    let dial = store.take_dial("1", gap, at).unwrap().unwrap();
    let rules = Rules::default();
    store
        .opted_out(dial.id, &OptOut::new(result), &rules, at)
        .unwrap();
    store
        .dial_done(dial.id, None, &DialState::Done, at)
        .unwrap();
}

fn tell(store: &mut Store, at: DateTime) -> Vec<String> {
    let before = store.texts().unwrap().len();
    office().tell(store, "1", &owner(), at).unwrap();
    let texts = store.texts().unwrap().into_iter().skip(before);
    texts.map(|text| text.body).collect()
}

#[test]
fn the_owner_is_told_once_in_the_morning_and_of_the_week_on_monday() {
    let mut store = Store::in_memory().unwrap();
    let evening = date(2026, 11, 19).at(21, 59, 0, 0);
    assert_eq!(tell(&mut store, NOON), Vec::<String>::new(), "a new box");
    called(&mut store, OptOutResult::Success, evening);
    let night = date(2026, 11, 19).at(22, 1, 0, 0);
    assert_eq!(tell(&mut store, night), Vec::<String>::new());
    let morning = date(2026, 11, 20).at(8, 0, 0, 0);
    let told = tell(&mut store, morning);
    assert!(told.len() == 1 && told[0].contains("마쳤어요"), "{told:?}");
    assert_eq!(tell(&mut store, morning), Vec::<String>::new());
    let monday = date(2026, 11, 23).at(9, 0, 0, 0);
    let told = tell(&mut store, monday);
    assert!(
        told.len() == 1 && told[0].contains("지난주 광고 1건"),
        "{told:?}"
    );
    assert_eq!(tell(&mut store, monday), Vec::<String>::new());
    // A week without ads is none to speak of.
    let next = date(2026, 11, 30).at(9, 0, 0, 0);
    assert_eq!(tell(&mut store, next), Vec::<String>::new());
}

#[test]
fn who_wants_the_week_alone_gets_the_week_alone() {
    let mut store = Store::in_memory().unwrap();
    let office = Office {
        tell: Tell::Week,
        ..office()
    };
    office.tell(&mut store, "1", &owner(), NOON).unwrap();
    called(&mut store, OptOutResult::Failed, NOON);
    office.tell(&mut store, "1", &owner(), NOON).unwrap();
    assert!(store.texts().unwrap().is_empty());
    assert!(store.untold("1", false).unwrap().is_none());
    let monday = date(2026, 11, 23).at(9, 0, 0, 0);
    office.tell(&mut store, "1", &owner(), monday).unwrap();
    assert_eq!(store.texts().unwrap().len(), 1);
}

#[test]
fn an_alarm_wakes_the_owner() {
    let mut store = Store::in_memory().unwrap();
    called(&mut store, OptOutResult::Reversed, NOON);
    let night = date(2026, 11, 20).at(3, 0, 0, 0);
    let told = tell(&mut store, night);
    assert!(told.len() == 1 && told[0].contains("풀린"), "{told:?}");
}

#[test]
fn ads_that_go_on_for_two_weeks_are_a_complaint() {
    let mut store = Store::in_memory().unwrap();
    tell(&mut store, NOON);
    called(&mut store, OptOutResult::Success, NOON);
    let days = |days: i64| NOON.checked_add(days.days()).unwrap();
    tell(&mut store, NOON);
    called(&mut store, OptOutResult::Already, days(5));
    tell(&mut store, days(13));
    let told = tell(&mut store, days(14));
    assert!(told.len() == 1, "{told:?}");
    for words in ["118", "1번 더", "제50조 제2항"] {
        assert!(told[0].contains(words), "{words} not in {}", told[0]);
    }
    assert_eq!(tell(&mut store, days(14)), Vec::<String>::new());
}

#[test]
fn parts_that_an_earlier_run_has_kept_are_an_ad_all_the_same() {
    // "(광고) 무료거부0802345678" from 1588-1234, whole in one part.
    let store = Arc::new(Mutex::new(Store::in_memory().unwrap()));
    let text = "(광고) 무료거부0802345678";
    let body: String = text
        .encode_utf16()
        .map(|unit| format!("{unit:04X}"))
        .collect();
    let pdu = format!(
        "0004088151881234000862111121002063{:02X}{body}",
        body.len() / 2
    );
    let octets: Vec<u8> = (0..pdu.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&pdu[at..at + 2], 16).unwrap())
        .collect();
    store
        .lock()
        .unwrap()
        .keep_part("1", "fingerprint", &octets, NOON)
        .unwrap();
    let owner = Owner::Named(owner());
    Scribe::new(Arc::clone(&store), "1", owner, Some(office())).unwrap();
    let orders = store.lock().unwrap().optouts().unwrap();
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0].number.as_deref(), Some("0802345678"));
}
