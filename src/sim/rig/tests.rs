use super::*;
use crate::{
    phone::Caller,
    sim::{
        ec25::{Effect, Happening, Profile, Sound},
        fault::sound::Disturbance,
    },
};
use proptest::prelude::*;

const fn ms(n: u64) -> Instant {
    Instant::from_millis(n)
}

/// A host that writes and notes everything.
struct Bench {
    rig: Rig,
    at: Instant,
    out: Vec<Output>,
}

impl Bench {
    fn new() -> Self {
        let numbers = Numbers {
            tty: 0,
            card: Some(1),
        };
        Self {
            rig: Rig::new(Ec25::new(Profile::default(), 7), 7).numbered(numbers),
            at: Instant::ZERO,
            out: Vec::new(),
        }
    }

    fn give(&mut self, input: Input<'_>) {
        self.out.extend(self.rig.handle(input, self.at));
    }

    fn run(&mut self, millis: u64) -> &mut Self {
        let end = self.at + Duration::from_millis(millis);
        while let Some(wake) = self.rig.next_wake().filter(|wake| *wake <= end) {
            self.at = self.at.max(wake);
            self.give(Input::Wake);
        }
        self.at = end;
        self.give(Input::Wake);
        self
    }

    fn fault(&mut self, order: &str) -> &mut Self {
        self.give(Input::Fault(&Order::parse(order).unwrap()));
        self
    }

    fn write(&mut self, port: PortId, text: &str) -> &mut Self {
        self.give(Input::Host(port, text.as_bytes()));
        self
    }

    /// Sends a command and waits two seconds.
    fn send(&mut self, line: &str) -> String {
        self.out.clear();
        self.write(PortId::At, &format!("{line}\r")).run(2_000);
        self.said(PortId::At)
    }

    fn said(&self, port: PortId) -> String {
        let bytes = self.out.iter().filter_map(|o| match &o.what {
            What::Host(from, bytes) if *from == port => Some(bytes.clone()),
            _ => None,
        });
        String::from_utf8_lossy(&bytes.flatten().collect::<Vec<_>>()).into_owned()
    }

    fn bus(&mut self) -> Vec<(u64, Bus)> {
        let found = self.out.iter().filter_map(|o| match o.what {
            What::Bus(bus) => Some((o.at.as_millis(), bus)),
            _ => None,
        });
        let found = found.collect();
        self.out.clear();
        found
    }

    fn sound(&self) -> Option<Disturbance> {
        self.out.iter().rev().find_map(|o| match o.what {
            What::Sound(now) => Some(now),
            _ => None,
        })
    }

    /// Rings and answers; the call is up then.
    fn call(&mut self) -> &mut Self {
        let from = Caller::Withheld;
        self.give(Input::Network(Happening::IncomingCall { from }));
        self.run(100);
        self.write(PortId::At, "ATA\r").run(900);
        assert!(self.rig.is_in_call());
        self
    }

    fn end(&mut self) -> &mut Self {
        self.give(Input::Network(Happening::RemoteHangUp));
        self.run(1_000)
    }
}

fn back(tty: u32, card: u32) -> Bus {
    let card = Some(card);
    Bus::Back(Numbers { tty, card })
}

#[test]
fn without_faults_it_is_the_module_itself() {
    let mut modem = Ec25::new(Profile::default(), 7);
    let mut bench = Bench::new();
    for (n, line) in ["ATE0\r", "AT+CSQ\r", "AT+CLCC\r"].into_iter().enumerate() {
        let at = ms(n as u64 * 500);
        let mut alone = modem.handle(ec25::Input::Host(PortId::At, line.as_bytes()), at);
        bench.at = at;
        bench.out.clear();
        bench.write(PortId::At, line);
        while let Some(wake) = modem.next_wake() {
            alone.extend(modem.handle(ec25::Input::Wake, wake));
        }
        bench.run(400);
        let bytes = |port, bytes: &Vec<u8>| (port, String::from_utf8_lossy(bytes).into_owned());
        let alone: Vec<_> = alone
            .iter()
            .filter_map(|o| match &o.what {
                ec25::What::Host(port, b) => Some((o.at, bytes(*port, b))),
                _ => None,
            })
            .collect();
        let through: Vec<_> = bench
            .out
            .iter()
            .filter_map(|o| match &o.what {
                What::Host(port, b) => Some((o.at, bytes(*port, b))),
                _ => None,
            })
            .collect();
        assert_eq!(alone, through);
    }
}

#[test]
fn f19_starts_anew_without_leaving_the_bus_and_forgets_what_is_volatile() {
    let mut bench = Bench::new();
    bench.send("ATE0");
    assert!(bench.send("AT+QPCMV=1,0;+QPCMV?").contains("+QPCMV: 1,0"));
    bench.fault("F19 for=5s").run(4_999);
    assert!(!bench.said(PortId::At).contains("RDY"));
    bench.run(20_000);
    let said = bench.said(PortId::At);
    assert!(said.contains("\r\nRDY\r\n"), "{said}");
    assert_eq!(bench.bus(), []);
    assert!(bench.send("AT+QPCMV?").contains("+QPCMV: 0"));
}

#[test]
fn f20_kills_one_port_and_f21_both() {
    let mut bench = Bench::new();
    bench.fault("F20 for=10s");
    assert_eq!(bench.send("AT"), "");
    bench.write(PortId::Second, "AT\r").run(1_000);
    assert!(bench.said(PortId::Second).ends_with("\r\nOK\r\n"));
    bench.run(10_000);
    assert!(bench.send("AT").contains("OK"));
    bench.fault("F21");
    bench.out.clear();
    bench.write(PortId::Second, "AT\r").run(1_000);
    assert_eq!(bench.said(PortId::Second), "");
    bench.give(Input::Rebind);
    bench.run(2_000);
    assert!(bench.send("AT").contains("OK"), "a rebind wakes it");
}

#[test]
fn f24_resets_the_module_or_only_takes_it_off_the_bus() {
    let mut bench = Bench::new();
    bench.call().out.clear();
    bench.fault("F24 variant=bus for=2s").run(3_000);
    let at = bench.at.as_millis() - 3_000;
    assert_eq!(bench.bus(), [(at, Bus::Gone), (at + 2_000, back(0, 1))]);
    assert!(bench.rig.is_in_call(), "the module lives on");
    assert!(bench.send("AT+CLCC").contains("+CLCC: "));

    bench.fault("F24 for=2s").run(60_000);
    let hung_up = |o: &Output| matches!(o.what, What::Network(Effect::CallHungUp { .. }));
    assert!(bench.out.iter().any(hung_up));
    assert!(bench.said(PortId::At).contains("RDY"));
    let bus: Vec<Bus> = bench.bus().into_iter().map(|b| b.1).collect();
    assert_eq!(bus, [Bus::Gone, back(0, 1)]);
    assert!(bench.send("AT+CPIN?").contains("READY"));
}

#[test]
fn what_the_host_writes_to_nowhere_is_lost_and_so_is_what_the_module_says() {
    let mut bench = Bench::new();
    bench.fault("F24 variant=bus for=5s");
    bench.write(PortId::At, "AT\r").run(1_000);
    let from = Caller::Withheld;
    bench.give(Input::Network(Happening::IncomingCall { from }));
    bench.run(1_000);
    assert_eq!(bench.said(PortId::At), "");
    bench.run(10_000);
    assert!(bench.said(PortId::At).contains("RING"), "it still rings");
}

#[test]
fn f25_waits_for_a_call_that_is_dialled() {
    let mut bench = Bench::new();
    bench.send("AT+QPCMV=1,0");
    bench.fault("F25").run(5_000);
    assert_eq!(bench.bus(), []);
    bench.write(PortId::At, "ATD01023456789;\r").run(3_000);
    let dialled = |o: &Output| matches!(o.what, What::Network(Effect::Dialled { .. }));
    let at = bench
        .out
        .iter()
        .find(|o| dialled(o))
        .unwrap()
        .at
        .as_millis();
    assert_eq!(bench.bus(), [(at + 500, Bus::Gone)]);
    bench.run(60_000);
    assert_eq!(bench.bus().len(), 1);
}

#[test]
fn f26_waits_for_a_call_and_strikes_once() {
    let mut bench = Bench::new();
    bench.fault("F26").call().out.clear();
    bench.run(60_000);
    let bus: Vec<Bus> = bench.bus().into_iter().map(|b| b.1).collect();
    assert_eq!(bus, [Bus::Gone, back(0, 1)]);
    bench.call().run(10_000);
    assert_eq!(bench.bus(), []);
}

#[test]
fn f27_goes_with_the_first_byte_of_the_pdu() {
    let mut bench = Bench::new();
    bench.fault("F27");
    assert!(bench.send("AT+CMGS=25").ends_with("> "));
    bench.write(PortId::At, "0011");
    assert_eq!(bench.bus().len(), 1);
    bench.run(60_000);
    let sent = |o: &Output| matches!(o.what, What::Network(Effect::TextSubmitted { .. }));
    assert!(!bench.out.iter().any(sent));
}

#[test]
fn f28_goes_while_usbcfg_is_written_and_only_then() {
    let mut bench = Bench::new();
    bench.fault("F28");
    bench.send("AT+QCFG=\"usbcfg\"");
    assert_eq!(bench.bus(), []);
    bench.write(
        PortId::At,
        "AT+QCFG=\"usbcfg\",0x2C7C,0x125,1,1,1,1,1,0,1\r",
    );
    assert_eq!(bench.bus().len(), 1);
}

#[test]
fn f29_comes_back_under_other_numbers() {
    let mut bench = Bench::new();
    bench.fault("F29 variant=bus").run(6_000);
    assert_eq!(bench.bus(), [(0, Bus::Gone), (5_000, back(4, 2))]);
    assert_eq!(bench.rig.numbers().of(2), 6);
}

#[test]
fn f30_takes_the_card_alone() {
    let mut bench = Bench::new();
    bench.fault("F30 for=1s").run(500);
    assert!(!bench.sound().unwrap().card.present);
    assert!(bench.rig.is_there());
    bench.run(1_000);
    assert_eq!(bench.sound(), Some(Disturbance::default()));
    assert_eq!(bench.bus(), [(0, Bus::CardGone), (1_000, Bus::CardBack(1))]);
}

#[test]
fn f31_drops_at_every_atd_as_often_as_ordered() {
    let mut bench = Bench::new();
    bench.fault("F31 count=2");
    for wanted in [2, 2, 0] {
        bench.send("AT+QPCMV=1,0");
        bench.out.clear();
        bench.write(PortId::At, "ATD01023456789;\r").run(60_000);
        assert_eq!(bench.bus().len(), wanted);
        bench.send("ATH");
    }
}

#[test]
fn f32_and_f33_are_told_to_whoever_carries_it() {
    let mut bench = Bench::new();
    bench
        .fault("F32 variant=both for=1s")
        .fault("F33")
        .run(2_000);
    let wanted = [
        (0, Bus::Held(PortId::At)),
        (0, Bus::Held(PortId::Second)),
        (0, Bus::Twin),
        (1_000, Bus::Free(PortId::At)),
        (1_000, Bus::Free(PortId::Second)),
    ];
    assert_eq!(bench.bus(), wanted);
}

#[test]
fn a_reboot_takes_the_ports_away_unless_they_are_bolted() {
    let mut bench = Bench::new();
    bench.send("AT+CFUN=1,1");
    bench.run(60_000);
    let bus: Vec<Bus> = bench.bus().into_iter().map(|b| b.1).collect();
    assert_eq!(bus, [Bus::Gone, back(0, 1)]);
    let mut bench = Bench::new();
    bench.rig = bench.rig.bolted();
    bench.send("AT+CFUN=1,1");
    bench.run(60_000);
    assert!(bench.said(PortId::At).contains("RDY"));
    assert_eq!(bench.bus(), []);
}

#[test]
fn port_power_and_plug_do_what_they_say() {
    let mut bench = Bench::new();
    bench.give(Input::PortPower);
    bench.run(60_000);
    assert!(bench.said(PortId::At).contains("RDY"));
    assert_eq!(bench.bus().len(), 2);
    bench.give(Input::Unplug(Away::Reset));
    bench.run(300_000);
    assert_eq!(bench.bus().len(), 1, "it stays away");
    bench.give(Input::Plug);
    bench.run(60_000);
    assert_eq!(bench.bus().len(), 1);
    assert!(bench.said(PortId::At).is_empty(), "it was told before");
    assert!(bench.send("AT").contains("OK"));
}

#[test]
fn f72_is_silence_only_in_a_call_that_was_not_armed() {
    let mut bench = Bench::new();
    bench.fault("F72");
    bench.send("AT+QPCMV=1,0");
    bench.call();
    assert_eq!(bench.sound(), None);
    bench.end().call();
    let now = bench.sound().unwrap();
    assert!(!now.down && !now.up);
    bench.end();
    bench.send("AT+QPCMV=0;+QPCMV=1,0");
    bench.call();
    assert!(bench.sound().is_none_or(|now| now.down && now.up));
}

#[test]
fn f73_makes_the_card_late_behind_each_arming() {
    let mut bench = Bench::new();
    bench.fault("F73 for=3s");
    bench.write(PortId::At, "AT+QPCMV=1,2\r").run(10);
    assert!(!bench.sound().unwrap().card.ready);
    bench.run(3_000);
    assert!(bench.sound().unwrap().card.ready);
}

#[test]
fn f75_stalls_and_f81_slips_in_a_call_as_often_as_ordered() {
    let mut bench = Bench::new();
    bench
        .fault("F75 count=2 for=500ms")
        .fault("F81 count=3")
        .call();
    bench.out.clear();
    bench.run(20_000);
    let told: Vec<Disturbance> = bench
        .out
        .iter()
        .filter_map(|o| match o.what {
            What::Sound(now) => Some(now),
            _ => None,
        })
        .collect();
    let stalls = told
        .windows(2)
        .filter(|w| !w[0].card.stalled && w[1].card.stalled);
    assert_eq!(stalls.count() + usize::from(told[0].card.stalled), 2);
    let last = told.last().unwrap();
    assert_eq!((last.slips, last.card.stalled), (3, false));
}

#[test]
fn f76_takes_the_card_in_a_call() {
    let mut bench = Bench::new();
    bench.fault("F76 for=1s").call().run(1_000);
    assert_eq!(bench.bus(), []);
    bench.run(3_000);
    let bus: Vec<Bus> = bench.bus().into_iter().map(|b| b.1).collect();
    assert_eq!(bus, [Bus::CardGone, Bus::CardBack(1)]);
    assert!(bench.rig.is_in_call());
}

#[test]
fn f80_stops_the_serial_sound_and_says_so_on_the_at_port() {
    let mut bench = Bench::new();
    bench.fault("F80 count=1 for=2s");
    bench.send("AT+QPCMV=1,0");
    bench.call();
    bench.out.clear();
    bench.run(2_200);
    assert!(bench.said(PortId::At).contains("+QPCMV: 0,0"));
    assert!(bench.sound().unwrap().held);
    bench.run(2_000);
    assert!(bench.said(PortId::At).contains("+QPCMV: 1,0"));
    assert!(!bench.sound().unwrap().held);
    let route = |o: &Output| matches!(o.what, What::Pcm(Some(Sound::Serial)));
    assert!(!bench.out.iter().any(route), "the way stays the same");
}

#[test]
fn levels_stand_until_they_are_over_or_healed() {
    for (order, holds) in [
        ("F74", (|d| d.card.blocks) as fn(&Disturbance) -> bool),
        ("F77 variant=up", |d| !d.down && d.up),
        ("F77", |d| d.down && !d.up),
        ("F78 variant=16k-stereo", |d| {
            (d.card.rate, d.card.channels) == (16_000, 2)
        }),
        ("F78", |d| (d.card.rate, d.card.channels) == (16_000, 1)),
        ("F79 variant=slow rate=150", |d| d.drift_ppm == -150),
        ("F82", |d| d.noise == 8),
        ("F82 variant=clipping", |d| d.clipping.is_some()),
        ("F82 variant=echo", |d| d.echo.is_some()),
    ] {
        let mut bench = Bench::new();
        bench.fault(&format!("{order} for=1s")).run(900);
        assert!(bench.sound().is_some_and(|d| holds(&d)), "{order}");
        bench.run(200);
        assert_eq!(bench.sound(), Some(Disturbance::default()), "{order}");
        bench.fault(order).run(100_000);
        assert!(bench.sound().is_some_and(|d| holds(&d)), "{order}");
        bench.give(Input::Heal(None));
        assert_eq!(bench.sound(), Some(Disturbance::default()), "{order}");
    }
}

/// One look at each fault that the module carries out: that its order reaches it. What it does is the
/// module's own test.
#[test]
fn every_fault_of_the_module_reaches_it() {
    for (order, line, wanted) in [
        ("F34", "AT+CPIN?", "+CME ERROR: 10"),
        ("F35", "AT+CPIN?", "SIM PIN"),
        ("F37", "AT+CPIN?", "SIM PUK"),
        ("F38", "AT+CPIN?", "+CME ERROR: 10"),
        ("F39", "AT+CIMI", "ERROR"),
        ("F40", "AT+CPIN?", "+CME ERROR: 14"),
        ("F41 variant=denied", "AT+CEREG?", "+CEREG: 0,3"),
        ("F41 variant=roaming", "AT+CEREG?", "+CEREG: 0,5"),
        ("F42", "AT+CSQ", "+CSQ: 99"),
        ("F43", "AT+CSQ", "+CSQ: 99"),
        ("F46", "AT+CREG?", "+CREG: 0,0"),
        ("F55", "AT^DSCI=1", "ERROR"),
        ("F62", "AT+QHUP=16", "AT+QHUP=16\r"),
        ("F71", "AT+QPCMV=1,0", "ERROR"),
    ] {
        let mut bench = Bench::new();
        bench.send("AT+CMEE=1");
        let before = bench.send(line);
        let mut bench = Bench::new();
        bench.send("AT+CMEE=1");
        bench.fault(order).run(5);
        let with = bench.send(line);
        assert!(with.contains(wanted), "{order}: {with}");
        assert_ne!(with, before, "{order}");
        bench.give(Input::Heal(None));
        bench.run(200_000);
        assert!(
            bench.send("AT+CPIN?").contains("READY"),
            "{order} is healed"
        );
    }
}

#[test]
fn texts_come_as_ordered() {
    let texts = |order: &str| {
        let mut bench = Bench::new();
        bench.send("AT+CNMI=2,1,0,0,0");
        bench.send("AT+CMGF=0");
        bench.out.clear();
        bench.fault(order).run(60_000);
        bench.said(PortId::At).matches("+CMTI").count()
    };
    for (order, wanted) in [
        ("F89", 3),
        ("F89 variant=duplicated", 6),
        ("F89 variant=missing", 2),
        ("F89 variant=ref-reused", 6),
        ("F89 variant=mixed-senders", 6),
        ("F90 count=2", 2),
        ("F91 variant=3", 3),
        ("F92 variant=lengths", 3),
        ("F93 variant=404", 0),
        ("F99 count=7", 7),
    ] {
        assert_eq!(texts(order), wanted, "{order}");
    }
}

#[test]
fn f98_waits_for_a_call_or_a_text_that_is_sent() {
    let mut bench = Bench::new();
    bench.send("AT+CNMI=2,1,0,0,0");
    bench.fault("F98 variant=call").call().run(10_000);
    assert!(bench.said(PortId::At).contains("+CMTI"));
    let mut bench = Bench::new();
    bench.send("AT+CNMI=2,1,0,0,0");
    bench.fault("F98").run(10_000);
    assert!(!bench.said(PortId::At).contains("+CMTI"));
    bench.send("AT+CMGS=25");
    bench.write(PortId::At, "00").run(10_000);
    bench.write(PortId::At, "\x1b").run(10_000);
    assert!(bench.said(PortId::At).contains("+CMTI"));
}

#[test]
fn a_trouble_without_a_time_of_its_own_is_over_when_it_was_ordered_to_be() {
    let mut bench = Bench::new();
    bench.fault("F34 for=5s").run(100);
    assert!(!bench.send("AT+CPIN?").contains("READY"));
    bench.run(30_000);
    assert!(bench.send("AT+CPIN?").contains("READY"));
}

#[test]
fn f59_a_second_call_comes_in_a_call() {
    let mut bench = Bench::new();
    bench.fault("F59").call().run(4_000);
    assert!(bench.send("AT+CLCC").contains("01034567890"));
}

#[test]
fn dialled_calls_fail_as_ordered() {
    for (order, wanted) in [
        ("F48", "BUSY"),
        ("F49 for=5s", "NO ANSWER"),
        ("F50", "NO CARRIER"),
        ("F51", "NO DIALTONE"),
        ("F52 for=3s", "NO CARRIER"),
    ] {
        let mut bench = Bench::new();
        bench.send("AT+QPCMV=1,0");
        bench.fault(order);
        bench.send("ATD01023456789;");
        bench.run(20_000);
        assert!(bench.said(PortId::At).contains(wanted), "{order}");
    }
}

#[test]
fn healing_ends_everything_at_once() {
    let mut bench = Bench::new();
    for order in ["F06", "F26", "F30 for=1min", "F82"] {
        bench.fault(order);
    }
    bench.give(Input::Heal(None));
    assert!(bench.send("ATE0").contains("\r\nOK\r\n"));
    bench.out.clear();
    bench.call().run(10_000);
    assert_eq!(bench.bus(), []);
    assert_eq!(bench.sound(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever goes wrong together, the rig is deterministic, bounded, and alive when it is healed.
    #[test]
    fn any_faults_together_leave_it_alive(
        faults in prop::collection::vec((0_usize..100, 0_u64..20_000), 0..8),
        seed in 0_u64..1_000,
    ) {
        let play = || {
            let mut rig = Rig::new(Ec25::new(Profile::default(), seed), seed);
            let mut out = Vec::new();
            let mut sorted = faults.clone();
            sorted.sort_by_key(|f| f.1);
            let from = Caller::Withheld;
            out.extend(rig.handle(Input::Network(Happening::IncomingCall { from }), ms(0)));
            out.extend(rig.handle(Input::Host(PortId::At, b"ATE0;A\r"), ms(50)));
            for (n, at) in sorted {
                out.extend(rig.handle(Input::Fault(&Order::new(Fault::ALL[n])), ms(at)));
                out.extend(rig.handle(Input::Host(PortId::At, b"AT+CLCC\r"), ms(at + 1)));
            }
            let mut at = ms(25_000);
            out.extend(rig.handle(Input::Heal(None), at));
            let mut wakes = 0;
            while let Some(wake) = rig.next_wake().filter(|w| *w <= ms(400_000)) {
                at = at.max(wake);
                out.extend(rig.handle(Input::Wake, at));
                wakes += 1;
                assert!(wakes < 100_000, "it never rests");
            }
            let alive = rig.handle(Input::Host(PortId::At, b"\x1b\r"), ms(400_000));
            out.extend(alive);
            rig.handle(Input::Wake, ms(500_000));
            rig.handle(Input::Host(PortId::At, b"AT\r"), ms(500_000));
            let answer = rig.handle(Input::Wake, ms(500_100));
            let ok = answer.iter().any(|o| matches!(&o.what,
                What::Host(PortId::At, b) if b.ends_with(b"OK\r\n")));
            (ok, out)
        };
        let (first, second) = (play(), play());
        prop_assert!(first.0, "it is dead: {:?}", faults.iter().map(|f| Fault::ALL[f.0]).collect::<Vec<_>>());
        prop_assert_eq!(first.1, second.1);
    }
}
