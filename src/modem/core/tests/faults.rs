//! Calls that go wrong.

use super::bench::{ARM, Bench};
use crate::modem::{AnswerFault, AudioFault, Ending, Event, Reason, Request, State};

#[test]
fn a_restart_of_the_modem_ends_the_call() {
    let mut bench = Bench::in_call();
    bench.lists("");
    bench.hears("RDY");
    let why = Ending::ModemReset;
    assert_eq!(bench.told(), [Event::Ended { why }]);
    bench.pass(2_000);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn unplugged_in_a_call() {
    let mut bench = Bench::in_call();
    bench.close();
    let why = Ending::PortLost;
    let told = [Event::Ended { why }, Event::State(State::Absent)];
    assert_eq!(bench.events, told);
    bench.forget();
    bench.ask(Request::HangUp);
    bench.ask(ARM);
    let why = AudioFault::Gone;
    assert_eq!(bench.told(), [Event::HungUp, Event::AudioNotArmed { why }]);
    bench.lists("");
    bench.open();
    bench.pass(2_000);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn unplugged_while_answering() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.ask(ARM);
    bench.ignores("ATA");
    bench.ask(Request::Answer);
    bench.told();
    bench.close();
    let why = AnswerFault::Gone;
    assert_eq!(bench.told(), [Event::NotAnswered { why }]);
}

#[test]
fn after_an_unanswered_ata_the_list_decides() {
    for (list, told) in [
        ("+CLCC: 1,1,0,0,0,\"\",128", Event::Answered),
        (
            "+CLCC: 1,1,4,0,0,\"\",128",
            Event::NotAnswered {
                why: AnswerFault::TimedOut,
            },
        ),
        (
            "",
            Event::NotAnswered {
                why: AnswerFault::CallerGone,
            },
        ),
    ] {
        let mut bench = Bench::ready();
        bench.rings();
        bench.ask(ARM);
        bench.ignores("ATA");
        bench.ask(Request::Answer);
        bench.told();
        bench.lists(list);
        bench.pass(93_000);
        assert_eq!(bench.told().first(), Some(&told), "{list}");
    }
}

#[test]
fn a_call_left_behind_by_an_earlier_owner_is_hung_up() {
    let mut bench = Bench::new();
    bench.lists("+CLCC: 1,1,0,0,0,\"01023456789\",129");
    bench.open();
    bench.pass(400);
    assert_eq!(bench.count("AT+CHUP"), 1);
    bench.lists("");
    bench.pass(2_000);
    assert_eq!(bench.told(), [], "nobody asked, nobody is told");
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn a_call_that_never_ends_starts_the_modem_over() {
    let mut bench = Bench::in_call();
    bench.ask(Request::HangUp);
    bench.pass(60_000);
    assert_eq!(bench.count("AT+CFUN=1,1"), 1);
    let stuck = State::Recovering(Reason::CallStuck);
    assert_eq!(bench.states().first(), Some(&stuck));
    assert_eq!(bench.told(), [Event::Ended { why: Ending::Stuck }]);
}

#[test]
fn an_answer_in_doubt_can_be_hung_up() {
    let mut bench = Bench::ready();
    bench.rings();
    bench.ask(ARM);
    bench.ignores("ATA");
    bench.ask(Request::Answer);
    bench.ask(Request::HangUp);
    bench.told();
    bench.pass(1_000);
    bench.receives("\r\nOK\r\n");
    assert_eq!(bench.count("AT+CHUP"), 1);
    assert_eq!(bench.told(), [Event::HungUp]);
}
