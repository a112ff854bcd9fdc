//! Modems that have to be brought back.

use super::bench::{ARM, Bench};
use crate::modem::{Ending, Event, Fault, Help, Input, PortId, Reason, Request, Rung, State};

#[test]
fn a_dead_port_climbs_the_ladder_rung_by_rung_and_ends_with_a_person() {
    let mut bench = Bench::ready();
    bench.is_dead();
    bench.pass_secs(60);
    assert_eq!(bench.state(), State::Recovering(Reason::NoAnswer));
    assert_eq!(bench.reopened, 3);
    for _ in 0..30 {
        bench.pass_secs(1);
    }
    assert!(bench.count("AT+CFUN=1,1") >= 1, "said into the dark");
    assert_eq!(bench.rungs, []);
    for rung in [Rung::Rebind, Rung::PortPower, Rung::PowerKey] {
        let before = bench.rungs.len();
        for _ in 0..40 {
            bench.pass_secs(5);
            if bench.rungs.len() > before {
                break;
            }
        }
        assert_eq!(bench.rungs.last(), Some(&rung));
        bench.input(Input::Recovered(rung, true)); // and it does not help
    }
    bench.pass_secs(200);
    assert_eq!(bench.rungs.last(), Some(&Rung::AskForColdPower));
    assert_eq!(bench.state(), State::Helpless(Help::ColdPower));
    let rungs = bench.rungs.len();
    bench.pass_secs(3_600);
    assert_eq!(bench.rungs.len(), rungs, "nothing goes round in a circle");
    assert!(bench.reopened > 10, "but it is looked for");
}

#[test]
fn a_person_who_helped_is_noticed() {
    let mut bench = Bench::ready();
    let alive = bench.replies_now();
    bench.is_dead();
    for _ in 0..200 {
        bench.pass_secs(5);
        if let Some(rung) = bench.rungs.pop()
            && rung != Rung::AskForColdPower
        {
            bench.input(Input::Recovered(rung, false));
        }
    }
    assert_eq!(bench.state(), State::Helpless(Help::ColdPower));
    bench.restore(alive);
    bench.pass_secs(70);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn a_rung_that_cannot_be_climbed_is_told_and_passed_over() {
    let mut bench = Bench::ready();
    bench.comes_back = false;
    bench.close();
    bench.pass_secs(80);
    assert_eq!(bench.state(), State::Absent, "it may come back by itself");
    bench.pass_secs(20);
    assert_eq!(bench.state(), State::Recovering(Reason::Vanished));
    assert_eq!(bench.rungs, [Rung::Rebind]);
    bench.told();
    bench.input(Input::Recovered(Rung::Rebind, false));
    let failed = Event::Fault(Fault::RungFailed(Rung::Rebind));
    assert_eq!(bench.told(), [failed]);
    assert_eq!(bench.rungs, [Rung::Rebind, Rung::PortPower]);
    bench.open();
    bench.pass_secs(3);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn the_second_port_tells_a_dead_first_one_to_start_over() {
    let mut bench = Bench::ready_with_two();
    bench.is_dead();
    bench.pass_secs(90);
    assert_eq!(bench.count_second("AT+CFUN=1,1"), 1);
    assert_eq!(bench.count("AT+CFUN=1,1"), 0);
}

#[test]
fn a_modem_that_was_there_only_a_moment_ago_is_not_helped() {
    let mut bench = Bench::ready();
    for _ in 0..3 {
        bench.close();
        bench.pass_secs(40); // as long as it takes to start
        bench.open();
        bench.pass_secs(600);
        assert_eq!(bench.state(), State::Ready);
    }
    assert_eq!((bench.rungs.len(), bench.reopened), (0, 0));
}

#[test]
fn restarting_again_and_again_is_told() {
    let mut bench = Bench::ready();
    for _ in 0..5 {
        bench.hears("RDY");
        bench.pass_secs(20);
    }
    let fault = Event::Fault(Fault::RestartLoop);
    assert_eq!(bench.told(), [fault]);
    assert_eq!(bench.state(), State::Degraded(crate::modem::Lack::Power));
}

#[test]
fn a_port_that_is_only_opened_anew_does_not_end_the_call() {
    let mut bench = Bench::in_call();
    let alive = bench.replies_now();
    bench.is_dead();
    while bench.reopened == 0 {
        bench.pass_secs(1);
    }
    bench.restore(alive.clone());
    bench.pass_secs(10);
    assert_eq!(bench.told(), [], "the call goes on");
    assert_eq!(bench.state(), State::Ready);
    bench.lists("");
    bench.ask(Request::HangUp);
    bench.pass_secs(1);
    assert_eq!(bench.told(), [Event::HungUp]);

    // It ended meanwhile, without a word.
    let mut bench = Bench::in_call();
    bench.is_dead();
    while bench.reopened == 0 {
        bench.pass_secs(1);
    }
    bench.restore(alive);
    bench.lists("");
    bench.pass_secs(10);
    let why = Ending::Remote;
    assert_eq!(bench.told(), [Event::Ended { why }]);

    // The port does not come back.
    let mut bench = Bench::in_call();
    bench.is_dead();
    bench.pass_secs(60);
    let why = Ending::PortLost;
    assert_eq!(bench.told(), [Event::Ended { why }]);
}

#[test]
fn dead_sound_can_be_restarted_but_not_under_a_call() {
    let mut bench = Bench::in_call();
    bench.ask(Request::Restart);
    bench.pass_secs(10);
    assert_eq!(bench.count("AT+CFUN=1,1"), 0);
    bench.lists("");
    bench.hears("NO CARRIER");
    bench.pass_secs(2);
    assert_eq!(bench.count("AT+CFUN=1,1"), 1);
    assert_eq!(bench.state(), State::Recovering(Reason::Asked));
    bench.ask(ARM);
    bench.pass_secs(1);
    assert_eq!(bench.count("AT+QPCMV=1,0"), 0, "it is not listening now");
    bench.hears("RDY");
    bench.pass_secs(3);
    assert_eq!(bench.state(), State::Ready);
    let asked = bench.told();
    assert!(
        asked
            .iter()
            .any(|event| matches!(event, Event::AudioNotArmed { .. }))
    );
    bench.hears_on(PortId::Main, "RDY");
    assert_eq!(bench.count("AT+CFUN=1,1"), 1);
}

#[test]
fn a_restart_that_shows_no_sign_is_looked_after() {
    let mut bench = Bench::ready();
    bench.ask(Request::Restart);
    bench.pass_secs(30);
    assert_eq!(bench.state(), State::Ready);
}

#[test]
fn a_restart_cuts_off_no_text() {
    let mut bench = Bench::ready();
    bench.ignores("0011000B811020436587F90008AA02B124\x1a");
    bench.ask(Request::SendText {
        id: 1,
        to: "01023456789".parse().unwrap(),
        body: "네".to_owned(),
    });
    bench.ask(Request::Restart);
    bench.pass_secs(60);
    assert_eq!(bench.count("AT+CFUN=1,1"), 0);
    bench.receives("\r\n+CMGS: 12\r\n\r\nOK\r\n");
    assert!(matches!(bench.told()[..], [Event::TextSent { id: 1, .. }]));
    bench.pass_secs(1);
    assert_eq!(bench.count("AT+CFUN=1,1"), 1);
}
