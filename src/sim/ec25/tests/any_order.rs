//! Whatever happens in whatever order, the module comes back.

use proptest::prelude::*;

use super::*;

fn any_trouble() -> impl Strategy<Value = Trouble> {
    let (span, times) = (secs(20), 2);
    let pin = "2468".to_owned();
    prop::sample::select(vec![
        Trouble::Heal,
        Trouble::SimRemoved,
        Trouble::SimWantsPin { pin, tries: 3 },
        Trouble::SimWantsPuk {
            puk: "12345678".to_owned(),
        },
        Trouble::SimLate { span },
        Trouble::SimBusy { span },
        Trouble::SimFailed { span },
        Trouble::Registration {
            stat: Registration::Denied,
            span,
        },
        Trouble::Flapping {
            every: secs(1),
            span,
        },
        Trouble::NoService { span },
        Trouble::ImsDown { span },
        Trouble::NoNetworkTime { span },
        Trouble::NetworkTimeWrong {
            seconds: i64::MAX,
            span,
        },
        Trouble::VoiceStat { stat: 0, span },
        Trouble::SilentlyOffline {
            cure: Cure::Radio,
            span: FOR_EVER,
        },
        Trouble::NextDial(Remote::answers(secs(1)).wavering().hangs_up(secs(3))),
        Trouble::NextDial(Remote::busy()),
        Trouble::EndUntold {
            word_only: false,
            times,
        },
        Trouble::EndTwice { times },
        Trouble::Firmware(Quirk::QhupHangs),
        Trouble::NoDataBearer { span },
        Trouble::Clip {
            form: ClipForm::Late(secs(2)),
            times,
        },
        Trouble::SlowAnswer {
            takes: secs(3),
            times,
        },
        Trouble::CallerGivesUp { times },
        Trouble::WaitingAnyway { times },
        Trouble::LingeringCall {
            stays: secs(5),
            times,
        },
        Trouble::HangUpIgnored {
            lives: secs(5),
            times,
        },
        Trouble::RemoteGone {
            after: Duration::ZERO,
            times,
        },
        Trouble::TonesRefusedInCalls { times },
        Trouble::KeysTwice { times },
        Trouble::FalseKey { key: '1' },
        Trouble::FlowStopped { span },
        Trouble::CmtiTwice { times },
        Trouble::MemoryFull { left: 0 },
        Trouble::DeleteRefused { times, code: 500 },
        Trouble::BearerLost,
        Trouble::ToldAgain,
        Trouble::PromptMissing { times },
        Trouble::SubmitAnswerLost { times },
        Trouble::Backlog { count: 20 },
        Trouble::StrayReport { reference: 1 },
    ])
}

const WRITTEN: [&str; 18] = [
    "ATA\r",
    "ATD0801234567;\r",
    "AT+COLP=1\r",
    "AT+CHUP\r",
    "AT+QHUP=17,0\r",
    "AT+CHLD=1\r",
    "AT+CHLD=2\r",
    "AT+CHLD=3\r",
    "AT+CLCC\r",
    "AT+VTS=\"1\"\r",
    "AT+CFUN=4\r",
    "AT+CFUN=0\r",
    "AT+CFUN=1\r",
    "AT+CFUN=1,1\r",
    "AT+COPS=2\r",
    "AT+COPS=0\r",
    "AT+CPIN=\"2468\"\r",
    "AT+QPCMV=0;+QPCMV=1,2\r",
];

fn any_step() -> impl Strategy<Value = Input<'static>> {
    let from = Bench::caller();
    let happenings = vec![
        Happening::IncomingCall { from },
        Happening::RemoteHangUp,
        Happening::RemoteRings,
        Happening::RemoteAnswers,
        Happening::RemoteBusy,
        Happening::RemoteKey('1'),
        Happening::Signal(5),
    ];
    let port = prop::sample::select(vec![PortId::At, PortId::Second]);
    prop_oneof![
        4 => prop::sample::select(happenings).prop_map(Input::Network),
        4 => (port, prop::sample::select(WRITTEN.to_vec()))
            .prop_map(|(port, line)| Input::Host(port, line.as_bytes())),
        3 => any_trouble().prop_map(Input::Trouble),
        1 => Just(Input::PowerCycle),
    ]
}

proptest! {
    #[test]
    fn the_module_comes_back(steps in prop::collection::vec((any_step(), 0_u64..8_000), 0..60)) {
        let profile = Profile { uac: true, ..Profile::default() };
        let mut bench = Bench::with(profile).told();
        let mut brought = 0;
        for (step, pause) in steps {
            let call = matches!(step, Input::Network(Happening::IncomingCall { .. }));
            brought += usize::from(call);
            bench.give(step);
            bench.run(pause);
        }
        bench.trouble(Trouble::Heal);
        bench.run(200_000);
        bench.give(Input::PowerCycle);
        bench.run(60_000);
        prop_assert!(bench.send("AT+CREG?").contains("+CREG: 0,1"));
        let list = bench.send("AT+CLCC");
        prop_assert!(list.contains("+CLCC: 1,0,0,1,0,\"\",128\r\n\r\nOK"), "{list:?}");
        let answered = bench.effects.iter().filter(|e| matches!(e, Effect::CallAnswered { .. }));
        prop_assert!(answered.count() <= brought, "no call is answered twice");
        bench.call();
        prop_assert!(bench.send("ATA").ends_with("\r\nOK\r\n"));
    }
}
