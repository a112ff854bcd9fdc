//! Orders, and what the owner is told of them.

use super::*;
use crate::{
    call::OptOutResult,
    optout::{Expectation, owner::End, queue},
    phone::PhoneNumber,
    store::{CallId, DialState, Kind, NewMessage},
};
use std::time::Duration;

use jiff::{ToSpan as _, civil::date};

const GAP: Duration = Duration::from_secs(45);
const NOW: DateTime = date(2026, 11, 21).at(12, 0, 0, 0);

fn later(seconds: i64) -> DateTime {
    NOW.checked_add(seconds.seconds()).unwrap()
}

fn call(not_before: DateTime) -> Plan {
    Plan::Call {
        number: "0802345678".parse().unwrap(),
        id: Some("1234".to_owned()),
        not_before,
        give_up_at: later(3_600),
    }
}

fn ad(store: &mut Store, plan: &Plan) -> ReceivedId {
    let message = NewMessage {
        kind: Kind::Sms,
        sender: "15881234".to_owned(),
        gateway: None,
        subject: None,
        body: "(광고)".to_owned(),
        sent_at: Some(NOW),
        missing: 0,
    };
    store
        .message_came("1", &message, &[], &Upon::Ad(plan.clone()), NOW)
        .unwrap()
}

#[test]
fn a_message_is_called_once_and_what_came_of_it_is_kept() {
    let mut store = Store::in_memory().unwrap();
    let received = ad(&mut store, &call(NOW));
    insert(&store.db, "1", &Order::ad(received), &call(NOW), NOW).unwrap();
    assert_eq!(store.dials().unwrap().len(), 1, "the same message again");
    let dial = store.take_dial("1", GAP, NOW).unwrap().unwrap();
    assert_eq!(
        (dial.purpose.as_str(), dial.keys.as_str()),
        ("optout", "1234")
    );
    let done = kept(OptOutResult::Success, &["id#", "1"]);
    store
        .opted_out(dial.id, &done, &Rules::default(), NOW)
        .unwrap();
    let row = &store.optouts().unwrap()[0];
    let shown = (row.result.as_deref(), row.entered.as_deref());
    assert_eq!(shown, (Some("success"), Some("id# 1")));
    assert_eq!(store.opted_out_since(NOW).unwrap().len(), 1);
    assert!(store.opted_out_since(later(1)).unwrap().is_empty());
}

#[test]
fn a_crash_while_it_is_dialled_leaves_it_unknown_and_it_is_not_dialled_again() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    store.take_dial("1", GAP, NOW).unwrap().unwrap();
    store.settle(NOW).unwrap();
    assert_eq!(store.take_dial("1", GAP, NOW).unwrap(), None);
    assert_eq!(
        store.optouts().unwrap()[0].state.as_deref(),
        Some("unknown")
    );
}

#[test]
fn its_time_is_waited_for_given_up_and_followed_by_a_rest() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(later(300)));
    assert_eq!(store.take_dial("1", GAP, NOW).unwrap(), None, "too early");
    let dial = store.take_dial("1", GAP, later(300)).unwrap().unwrap();
    let placed = store.call_dialled("1", &dial.to, later(300)).unwrap();
    let call_id: Option<CallId> = Some(placed);
    store
        .dial_done(dial.id, call_id, &DialState::Done, later(330))
        .unwrap();
    ad(&mut store, &call(later(300)));
    assert_eq!(
        store.take_dial("1", GAP, later(340)).unwrap(),
        None,
        "the line rests"
    );
    assert!(store.take_dial("1", GAP, later(376)).unwrap().is_some());
    ad(&mut store, &call(NOW));
    assert_eq!(
        store.take_dial("1", GAP, later(3_601)).unwrap(),
        None,
        "too late"
    );
    let row = store.optouts().unwrap().pop().unwrap();
    assert_eq!(row.state.as_deref(), Some("failed"));
}

fn owner() -> PhoneNumber {
    "01098765432".parse().unwrap()
}

fn kept(result: OptOutResult, entered: &[&str]) -> OptOut {
    OptOut {
        entered: entered.iter().map(ToString::to_string).collect(),
        ..OptOut::new(result)
    }
}

/// Calls what waits, with this result.
fn called(store: &mut Store, result: OptOutResult, at: DateTime) {
    let dial = store.take_dial("1", GAP, at).unwrap().unwrap();
    let rules = Rules::default();
    store
        .opted_out(dial.id, &kept(result, &[]), &rules, at)
        .unwrap();
    let call = store.call_dialled("1", &dial.to, at).unwrap();
    store
        .dial_done(dial.id, Some(call), &DialState::Done, at)
        .unwrap();
}

fn wish(plan: Option<Plan>, stop: Option<bool>) -> Upon {
    Upon::Owner(Wish {
        plan,
        stop,
        to: owner(),
        answer: "네".to_owned(),
    })
}

#[test]
fn a_line_that_was_not_reached_is_called_three_times_and_one_where_something_was_entered_once() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    called(&mut store, OptOutResult::Network, NOW);
    assert_eq!(store.untold("1", false).unwrap(), None, "it is not over");
    assert_eq!(store.take_dial("1", GAP, later(299)).unwrap(), None);
    called(&mut store, OptOutResult::Network, later(300));
    called(&mut store, OptOutResult::Network, later(900));
    assert_eq!(store.dials().unwrap().len(), 3);
    let told = store.untold("1", false).unwrap().unwrap().told;
    assert_eq!(told.end, End::Called(OptOutResult::Network));

    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    let dial = store.take_dial("1", GAP, NOW).unwrap().unwrap();
    let cut = kept(OptOutResult::Network, &["id#"]);
    let rules = Rules::default();
    store.opted_out(dial.id, &cut, &rules, NOW).unwrap();
    assert_eq!(store.dials().unwrap().len(), 1);
}

#[test]
fn the_owner_is_told_once_and_at_night_only_of_what_cannot_wait() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    called(&mut store, OptOutResult::Success, NOW);
    assert_eq!(store.untold("1", true).unwrap(), None);
    let untold = store.untold("1", false).unwrap().unwrap();
    for _ in 0..2 {
        let text = untold.told.text();
        store
            .tell("1", untold.id, Some((&owner(), &text)), NOW)
            .unwrap();
    }
    assert_eq!(store.untold("1", false).unwrap(), None);
    assert_eq!(store.texts().unwrap().len(), 1);
    ad(&mut store, &call(NOW));
    called(&mut store, OptOutResult::Reversed, later(60));
    assert!(store.untold("1", true).unwrap().is_some(), "an alarm");
}

#[test]
fn what_waits_is_dropped_when_the_owner_says_stop() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    let message = |body: &str| NewMessage {
        kind: Kind::Sms,
        sender: owner().digits().to_owned(),
        gateway: None,
        subject: None,
        body: body.to_owned(),
        sent_at: Some(NOW),
        missing: 0,
    };
    let mut say = |upon: &Upon| {
        store
            .message_came("1", &message("말"), &[], upon, NOW)
            .unwrap();
        (
            store.is_stopped().unwrap(),
            store.take_dial("1", GAP, NOW).unwrap().is_some(),
            store.untold("1", false).unwrap(),
        )
    };
    assert_eq!(say(&wish(None, Some(true))), (true, false, None));
    // What the owner wants is done all the same.
    assert_eq!(say(&wish(Some(call(NOW)), None)), (true, true, None));
    assert_eq!(say(&wish(None, Some(false))), (false, false, None));
    assert_eq!(store.texts().unwrap().len(), 3, "each is answered");
}

#[test]
fn a_crash_in_the_call_is_told_and_may_be_tried_again() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    store.take_dial("1", GAP, NOW).unwrap().unwrap();
    assert_eq!(store.last_in_vain("1", None).unwrap(), None);
    store.settle(NOW).unwrap();
    let told = store.untold("1", false).unwrap().unwrap().told;
    assert_eq!(told.end, End::Interrupted);
    let again = store.last_in_vain("1", None).unwrap().unwrap();
    assert_eq!(
        (again.0.digits(), again.1.as_deref()),
        ("0802345678", Some("1234"))
    );
    let other = "0809876543".parse().unwrap();
    assert_eq!(store.last_in_vain("1", Some(&other)).unwrap(), None);
}

#[test]
fn two_weeks_later_it_is_seen_whether_ads_go_on() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    called(&mut store, OptOutResult::Success, NOW);
    let days = |days: i64| NOW.checked_add(days.days()).unwrap();
    assert_eq!(store.due("1", days(13)).unwrap(), None);
    let due = store.due("1", days(14)).unwrap().unwrap();
    assert_eq!(due.complaint, None);
    store
        .db
        .execute(
            "UPDATE optouts SET created_at = ?1 WHERE id = 1",
            ["2026-11-01T10:00:00"],
        )
        .unwrap();
    let again = Plan::Skip {
        number: "0802345678".parse().ok(),
        id: Some("1234".to_owned()),
        why: "same_ad",
    };
    ad(&mut store, &again);
    store
        .db
        .execute(
            "UPDATE optouts SET created_at = ?1 WHERE id = 2",
            [days(3).to_string()],
        )
        .unwrap();
    let due = store.due("1", days(14)).unwrap().unwrap();
    let complaint = due.complaint.unwrap();
    assert_eq!((complaint.ads, complaint.last), (1, days(3)));
    assert_eq!(store.complaint(1).unwrap(), Some(complaint.clone()));
    let text = complaint.text();
    store
        .looked_at("1", due.id, Some((&owner(), &text)), days(14))
        .unwrap();
    assert_eq!(store.due("1", days(14)).unwrap(), None);
    assert_eq!(store.texts().unwrap().len(), 1);
}

#[test]
fn a_week_is_summed_up_once() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    called(&mut store, OptOutResult::Success, NOW);
    let (this, next) = (date(2026, 11, 16), date(2026, 11, 23));
    assert_eq!(store.summed_up("1", this).unwrap(), this);
    let week = store
        .count("1", this.at(0, 0, 0, 0), next.at(0, 0, 0, 0))
        .unwrap();
    assert_eq!((week.ads, week.done, week.waiting), (1, 1, 0));
    store
        .sum_up("1", next, Some((&owner(), "주")), later(0))
        .unwrap();
    assert_eq!(store.summed_up("1", next).unwrap(), next);
    assert_eq!(store.texts().unwrap().len(), 1);
}

#[test]
fn what_an_older_version_has_written_is_kept_and_not_told_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("munjigi.db");
    crate::store::open::at_version(&path, 6);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(
        "INSERT INTO received (id, line, kind, sender, body, arrived_at)
             VALUES (7, 'main', 'sms', '15881234', '(광고)', '2026-11-20T10:00:00');
         INSERT INTO dials (id, line, to_number, purpose, state, created_at, changed_at)
             VALUES (3, 'main', '0802345678', 'optout', 'done', '2026-11-20T10:00:00', '2026-11-20T10:01:00');
         INSERT INTO optouts (received_id, number, dial_id, result, created_at, changed_at)
             VALUES (7, '0802345678', 3, 'success', '2026-11-20T10:00:00', '2026-11-20T10:01:00');",
    )
    .unwrap();
    drop(db);
    let store = Store::open(&path).unwrap();
    assert_eq!(
        store.optouts().unwrap()[0].result.as_deref(),
        Some("success")
    );
    assert_eq!(store.untold("main", false).unwrap(), None);
    assert_eq!(store.opted_out_since(later(-100_000)).unwrap().len(), 1);
}

#[test]
fn what_has_worked_is_expected_next_time() {
    let mut store = Store::in_memory().unwrap();
    ad(&mut store, &call(NOW));
    let dial = store.take_dial("1", GAP, NOW).unwrap().unwrap();
    assert_eq!(dial.expected, Expectation::default());
    let worked = OptOut {
        by_sound: true,
        ..kept(OptOutResult::Success, &["id#", "1"])
    };
    let rules = Rules::default();
    store.opted_out(dial.id, &worked, &rules, NOW).unwrap();
    let listen = queue::asked_for(dial.to.clone(), None, later(600), &[], &rules);
    store.queue_opt_out("1", &listen, true, later(600)).unwrap();
    let dial = store.take_dial("1", GAP, later(600)).unwrap().unwrap();
    assert!(dial.listens && dial.expected.by_sound);
    let words: Vec<_> = dial
        .expected
        .entered
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(words, ["id#", "1"]);
    let known = store.patterns().unwrap();
    assert_eq!((known.len(), known[0].successes), (1, 1));
    assert!(store.forget_pattern(&dial.to).unwrap());
    assert!(!store.forget_pattern(&dial.to).unwrap());
    store.put_pattern(&known[0], NOW).unwrap();
    assert_eq!(store.patterns().unwrap(), known);
}
