//! Texts that come in, against a real store.

use std::sync::{Arc, Mutex};

use jiff::civil::{DateTime, date};

use super::*;
use crate::{
    at::PduOctets,
    line::{News, Owner, Scribe},
    modem::Slot,
    store::Store,
};

/// Two parts of "내일 네 시에 뵐게요" from 010-2345-6789, 2026-11-18.
const PARTS: [&str; 2] = [
    "00440B811020436587F900086211814152036312050003070202C2DCC5D00020BD50AC8CC694",
    "00440B811020436587F900086211814152036312050003070201B0B4C77C0020B1240020",
];

fn octets(hex: &str) -> PduOctets {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

fn keep(scribe: &mut Scribe, pdu: &str, wall: DateTime) -> Vec<News> {
    let now = Now {
        wall,
        ..Now::default()
    };
    let slot = Some(Slot::new(1, 2));
    match scribe
        .write(Entry::KeepText(slot, octets(pdu)), now)
        .unwrap()
    {
        Some(Input::TextKept(kept, news)) => {
            assert_eq!(kept, slot, "the modem may forget it");
            news
        }
        other => panic!("{other:?}"),
    }
}

fn noon() -> DateTime {
    date(2026, 11, 18).at(15, 0, 0, 0)
}

fn shared() -> Arc<Mutex<Store>> {
    Arc::new(Mutex::new(Store::in_memory().unwrap()))
}

#[test]
fn parts_survive_a_restart_between_them_and_the_text_is_told_once() {
    let store = shared();
    let mut before = Scribe::new(Arc::clone(&store), "main", Owner::Nobody, None).unwrap();
    assert_eq!(keep(&mut before, PARTS[0], noon()), []);
    drop(before);
    let mut after = Scribe::new(Arc::clone(&store), "main", Owner::Nobody, None).unwrap();
    assert_eq!(
        keep(&mut after, PARTS[0], noon()),
        [],
        "the modem had not deleted it"
    );
    assert_eq!(
        keep(&mut after, PARTS[1], noon()),
        [News::Text { fresh: true }]
    );
    for part in PARTS {
        assert_eq!(keep(&mut after, part, noon()), [], "read again");
    }
    let rows = after.store().received().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].body.as_str(), rows[0].sender.as_str()),
        ("내일 네 시에 뵐게요", "01023456789")
    );
    assert_eq!(rows[0].sent_at.as_deref(), Some("2026-11-18T14:25:30"));
}

#[test]
fn an_old_text_is_kept_but_nothing_follows_from_it() {
    let mut scribe = Scribe::new(shared(), "main", Owner::Nobody, None).unwrap();
    let late = date(2026, 12, 1).at(9, 0, 0, 0);
    keep(&mut scribe, PARTS[0], late);
    assert_eq!(
        keep(&mut scribe, PARTS[1], late),
        [News::Text { fresh: false }]
    );
}

#[test]
fn a_part_that_never_comes_is_given_up_after_a_day() {
    let mut scribe = Scribe::new(shared(), "main", Owner::Nobody, None).unwrap();
    keep(&mut scribe, PARTS[0], noon());
    let next = date(2026, 11, 19).at(15, 1, 0, 0);
    let news = keep(&mut scribe, "0001", next);
    assert!(news.contains(&News::Text { fresh: false }), "{news:?}");
    let rows = scribe.store().received().unwrap();
    assert_eq!(
        (rows[0].missing, rows[0].body.contains("뵐게요")),
        (1, true)
    );
}

#[test]
fn what_cannot_be_read_is_kept_and_told() {
    let mut scribe = Scribe::new(shared(), "main", Owner::Nobody, None).unwrap();
    assert_eq!(keep(&mut scribe, "FF", noon()), [News::Unreadable]);
    assert_eq!(keep(&mut scribe, "FF", noon()), []);
}
