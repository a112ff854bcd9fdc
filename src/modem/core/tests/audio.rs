//! Voice over USB: armed anew for every call, and by whichever way the module takes.

use super::bench::{ARM, ARMED, Bench};
use crate::modem::{AudioFault, AudioMode, Event, Fault, Lack, Request, State};

const CARD: Request = Request::ArmAudio {
    mode: AudioMode::Card,
};

const OK: &str = "\r\nOK\r\n";

const fn armed(mode: AudioMode) -> Event {
    Event::AudioArmed { mode }
}

#[test]
fn the_card_is_switched_off_and_on_for_every_call() {
    let mut bench = Bench::ready();
    for _ in 0..2 {
        bench.forget();
        bench.ask(CARD);
        assert_eq!(bench.said, ["AT+QPCMV=0", "AT+QPCMV=1,2"]);
        assert_eq!(bench.told(), [armed(AudioMode::Card)]);
    }
}

#[test]
fn a_refused_card_becomes_the_serial_port_and_is_remembered() {
    let mut bench = Bench::ready();
    bench.answers("AT+QPCMV=1,2", "\r\n+CME ERROR: 3\r\n");
    bench.ask(CARD);
    assert_eq!(bench.said, ["AT+QPCMV=0", "AT+QPCMV=1,2", "AT+QPCMV=1,0"]);
    let fell_back = Event::Fault(Fault::AudioFellBack {
        wanted: AudioMode::Card,
        taken: AudioMode::Serial,
    });
    assert_eq!(bench.told(), [fell_back, armed(AudioMode::Serial)]);
    bench.forget();
    bench.ask(CARD);
    assert_eq!(bench.said, ["AT+QPCMV=0", "AT+QPCMV=1,0"]);
}

#[test]
fn a_card_that_is_switched_off_in_the_module_is_told_to_the_technician() {
    let mut bench = Bench::new();
    bench.replies(
        "AT+QCFG=\"usbcfg\"",
        "+QCFG: \"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,0",
    );
    bench.open();
    bench.pass_secs(2);
    bench.ask(CARD);
    assert_eq!(bench.count("AT+QPCMV=1,2"), 0);
    assert_eq!(bench.told()[0], Event::Fault(Fault::SoundCardOff));
}

#[test]
fn a_module_without_any_sound_is_degraded_until_it_has_some() {
    let mut bench = Bench::ready();
    bench.refuses("AT+QPCMV=1,0");
    bench.refuses("AT+QPCMV=1,2");
    bench.ask(CARD);
    let told = bench.told();
    let why = |event: &Event| {
        matches!(
            event,
            Event::AudioNotArmed {
                why: AudioFault::Refused(_)
            }
        )
    };
    assert!(told.iter().any(why), "{told:?}");
    assert_eq!(bench.state(), State::Degraded(Lack::Audio));
    bench.answers("AT+QPCMV=1,0", "\r\nOK\r\n");
    bench.ask(ARM);
    assert_eq!((bench.told(), bench.state()), (vec![ARMED], State::Ready));
}

#[test]
fn a_known_liar_is_not_believed() {
    let mut bench = Bench::new();
    bench.replies("AT+QGMR", "QDC507R01");
    bench.open();
    bench.pass_secs(2);
    bench.forget();
    bench.ask(CARD);
    assert_eq!(bench.said, ["AT+QPCMV=0", "AT+QPCMV=1,0"]);
}

/// Found by the soak: somebody hangs up while the sound is being switched on, and rings again at once.
#[test]
fn a_call_does_not_take_the_sound_of_the_one_before_it_for_its_own() {
    let mut bench = Bench::ready();
    bench.ignores("AT+QPCMV=0");
    bench.ask(CARD);
    bench.ask(Request::DisarmAudio);
    bench.ask(CARD);
    assert_eq!(bench.said, ["AT+QPCMV=0"]);
    bench.answers("AT+QPCMV=0", OK);
    bench.receives(OK);
    // The first request was never begun: off for it, off and on for the second.
    assert_eq!(bench.said, ["AT+QPCMV=0", "AT+QPCMV=0", "AT+QPCMV=1,2"]);
    assert_eq!(bench.told(), [armed(AudioMode::Card)]);

    bench.forget();
    bench.ignores("AT+QPCMV=1,2");
    bench.ask(CARD);
    bench.ask(Request::DisarmAudio);
    bench.ask(CARD);
    bench.answers("AT+QPCMV=1,2", OK);
    bench.receives(OK);
    let said = ["AT+QPCMV=0", "AT+QPCMV=1,2", "AT+QPCMV=0", "AT+QPCMV=1,2"];
    assert_eq!(bench.said, said);
    assert_eq!(bench.told(), [armed(AudioMode::Card)]);
}
