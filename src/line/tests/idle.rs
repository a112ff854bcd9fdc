//! Between calls.

use super::*;
use crate::{
    line::News,
    modem::{Slot, TextFault},
    store::{FetchId, Store, TextState, WaitingFetch},
};

const NOON: jiff::civil::DateTime = jiff::civil::date(2026, 11, 21).at(12, 0, 0, 0);

fn fetch() -> WaitingFetch {
    WaitingFetch {
        id: FetchId::of(5),
        url: "http://mms.example.invalid/1".to_owned(),
        transaction: "T".to_owned(),
        tries: 1,
        is_kept: false,
    }
}

#[test]
fn it_looks_again_every_two_seconds_and_never_during_a_call() {
    let mut bench = Bench::new(answer_everything);
    assert_eq!(bench.line.next_wake(), None, "the modem is not ready");
    bench.ready();
    let wake = bench.line.next_wake().unwrap();
    bench.at = wake.as_millis() - 10;
    assert_eq!(bench.tell(Input::Wake), [Output::Store(Entry::TakeDial)]);
    bench.up();
    assert_eq!(bench.line.next_wake(), None);
}

#[test]
fn at_rest_it_begins_nothing_and_answers_all_the_same() {
    let mut bench = Bench::new(answer_everything);
    bench.ready();
    assert_eq!(bench.tell(Input::Rest(true)), []);
    assert_eq!(bench.line.next_wake(), None, "it does not look");
    let wake = bench.at + 10_000;
    bench.at = wake;
    assert_eq!(bench.tell(Input::Wake), []);
    assert_eq!(bench.line.doing(), (crate::control::Doing::Idle, None));
    bench.up();
    let (doing, call) = bench.line.doing();
    assert_eq!(doing, crate::control::Doing::Call);
    assert!(call.is_some_and(|(_, ours)| !ours));
    bench.modem(modem::Event::Ended {
        why: Ending::Remote,
    });
    bench.tell(Input::Concluded);
    assert!(bench.line.is_idle());
    assert_eq!(bench.tell(Input::Wake), []);
    assert_eq!(
        bench.tell(Input::Rest(false)),
        [Output::Store(Entry::TakeDial)]
    );
}

#[test]
fn a_text_is_deleted_from_the_modem_only_once_it_is_kept() {
    let mut bench = Bench::new(answer_everything);
    bench.ready();
    let slot = Some(Slot::new(4, 77));
    let pdu = crate::at::TextPdu {
        octets: crate::at::PduOctets::from_slice(&[0, 4]).unwrap(),
        announced: 1,
    };
    let came = bench.modem(modem::Event::TextReceived {
        slot,
        pdu: pdu.clone(),
    });
    assert_eq!(came, [Output::Store(Entry::KeepText(slot, pdu.octets))]);
    let kept = bench.tell(Input::TextKept(slot, vec![News::Text { fresh: true }]));
    // It may be an ad, which is called at once.
    let delete = Output::Modem(Request::DeleteText(Slot::new(4, 77)));
    assert_eq!(kept, [delete, Output::Store(Entry::TakeDial)]);
}

/// A text is being sent; what is written down when it fails like this.
fn fails(why: TextFault, maybe_sent: bool, is_last_try: bool) -> TextState {
    let mut store = Store::in_memory().unwrap();
    let to = "01023456789".parse().unwrap();
    store.queue_text("main", None, (&to, "네"), NOON).unwrap();
    let mut text = store.take_text("main", NOON).unwrap().unwrap();
    text.is_last_try = is_last_try;
    let id = text.id.number().unsigned_abs();
    let mut bench = Bench::new(answer_everything);
    bench.modem(modem::Event::State(modem::State::Ready));
    bench.tell(Input::DialTaken(None));
    bench.tell(Input::TextTaken(Some(text)));
    let failed = modem::Event::TextFailed {
        id,
        why,
        maybe_sent,
    };
    match bench.modem(failed).swap_remove(0) {
        Output::Store(Entry::TextDone(_, state)) => state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_text_that_was_surely_not_sent_is_put_off_and_no_other() {
    use crate::at::{CmsError, Refusal};
    let put_off = |state| matches!(state, TextState::PutOff(_));
    let failed = |state| matches!(state, TextState::Failed(_));
    let refused = |code| TextFault::Refused(Refusal::Cms(CmsError(code)));
    assert!(put_off(fails(TextFault::Gone, false, false)));
    assert!(put_off(fails(refused(331), false, false)));
    assert!(failed(fails(TextFault::Gone, false, true)));
    assert!(failed(fails(refused(330), false, false)));
    let doubtful = fails(TextFault::Gone, true, false);
    assert!(matches!(doubtful, TextState::Unknown(_)));
}

#[test]
fn a_long_message_is_fetched_kept_and_acknowledged_in_this_order() {
    let mut bench = Bench::new(answer_everything);
    bench.modem(modem::Event::State(modem::State::Ready));
    bench.tell(Input::DialTaken(None));
    assert_eq!(
        bench.tell(Input::TextTaken(None)),
        [Output::Store(Entry::TakeFetch)]
    );
    let url = fetch().url;
    let fetching = Request::FetchMms {
        id: 5,
        url: url.clone(),
    };
    assert_eq!(
        bench.tell(Input::FetchTaken(Some(fetch()))),
        [Output::Modem(fetching)]
    );
    let body = b"body".to_vec();
    let came = bench.modem(modem::Event::MmsFetched {
        id: 5,
        body: body.clone(),
    });
    assert_eq!(came, [Output::Store(Entry::Fetched(body.clone()))]);
    let kept = bench.tell(Input::BodyKept(Some(body.clone())));
    assert_eq!(kept, [Output::Modem(Request::PostMms { id: 5, url, body })]);
    let posted = bench.modem(modem::Event::MmsFetched {
        id: 5,
        body: Vec::new(),
    });
    assert_eq!(posted[0], Output::Store(Entry::FetchAcknowledged));
}

#[test]
fn a_long_message_waits_when_the_telephone_rings() {
    let mut bench = Bench::new(answer_everything);
    bench.modem(modem::Event::State(modem::State::Ready));
    bench.tell(Input::DialTaken(None));
    bench.tell(Input::TextTaken(None));
    bench.modem(modem::Event::Ringing {
        caller: Caller::Withheld,
    });
    let taken = bench.tell(Input::FetchTaken(Some(fetch())));
    assert!(matches!(
        taken[..],
        [Output::Store(Entry::FetchFailed(_, true))]
    ));
}

#[test]
fn two_dead_calls_in_a_row_start_the_modem_over() {
    let mut bench = Bench::new(answer_everything);
    for call in 1..=2 {
        bench.up();
        let dead = SoundEvent::Meter(crate::sound::MeterEvent::DeadPath);
        let told = bench.tell(Input::Sound(dead));
        assert!(told.contains(&Output::Modem(Request::HangUp)));
        let over = bench.modem(modem::Event::HungUp);
        assert_eq!(over.contains(&Output::Modem(Request::Restart)), call == 2);
    }
}
