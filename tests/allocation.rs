//! The hot paths allocate nothing: counted by an allocator that counts.
//!
//! Each thread counts for itself, so tests beside each other do no harm.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::time::Duration;

use allocation_counter::measure;
use munjigi::{
    at::{Channel, Command, Domain, Framer, Item, Output, Payload, Setting, Url},
    phone::{Purpose, policy},
    time::Instant,
    vault::{About, Kek, Recorder},
};

/// How often `work` allocates once it has run before.
fn allocations(mut work: impl FnMut()) -> u64 {
    work();
    measure(work).count_total
}

#[test]
fn the_allocator_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(1)))), 1);
}

mod at {
    use super::*;

    const PDU: &str = "079128019999000004088151882143000852111241309063560028AD11";

    /// What a modem says of its own accord.
    const ANNOUNCED: &str = "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\
        \r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n\r\n+QIND: \"csq\",28,99\r\n\
        \r\n+QIND: \"act\",\"LTE\"\r\n\r\n+CRING: VOICE\r\n\
        \r\n+CLIP: \"01023456789\",129,,,,0\r\n\r\n+CLIP: \"+12025550143\",145,,,,0\r\n\
        \r\n+CLIP: \"12025550143\",145,,,,0\r\n\r\n+CLIP: \"+821023456789\",145\r\n\
        \r\n+CLIP: \"\",128,,,,1\r\n\r\n^DSCI: 2,1,4,0,01023456789,129\r\n\
        \r\n+QIND: \"ccinfo\",2,1,-1,0,0,\"01023456789\",129\r\n\r\nNO CARRIER\r\n\
        \r\n+CCWA: \"01023456789\",129,1\r\n\r\n+QTONEDET: 49\r\n\r\n+CREG: 1,\"1A2B\",\"01234567\",7\r\n\
        \r\n+CMTI: \"ME\",3\r\n\r\n+CDSI: \"SR\",1\r\n\r\n+CDS: 4\r\n0191AABBCCDD\r\n\
        \r\n+QIND: \"smsfull\",\"ME\"\r\n\r\n^SMMEMFULL: \"SM\"\r\n\r\n+QSIMSTAT: 1,0\r\n\
        \r\n+QPCMV: 0,0\r\n\r\n+QIURC: \"recv\",0\r\n\r\n+QIURC: \"dnsgip\",\"192.0.2.7\"\r\n\
        \r\n+QHTTPGET: 0,200,512\r\n\r\n+CUSD: 0,\"bye\",15\r\n\r\n+QLWURC: \"unheard of\"\r\n";

    /// Commands with their answers.
    fn session() -> Vec<(Command, Vec<u8>)> {
        let ok = |command, lines: &[&str]| {
            let lines: String = lines.iter().map(|line| format!("\r\n{line}\r\n")).collect();
            (command, format!("{lines}\r\nOK\r\n").into_bytes())
        };
        let raw = |command, bytes: &str| (command, bytes.as_bytes().to_vec());
        let number = "0801234567".parse().expect("a number");
        let to = policy::allow(&number, Purpose::OptOut).expect("a free one");
        vec![
            ok(Command::Set(Setting::EchoOff), &[]),
            ok(Command::Firmware, &["EC25EFAR06A00M4G"]),
            ok(Command::Imei, &["866758041234567"]),
            ok(Command::Iccid, &["+QCCID: 8982051234567890123F"]),
            ok(Command::PinState, &["+CPIN: READY"]),
            ok(
                Command::Registration(Domain::Lte),
                &["+CEREG: 2,1,\"1A2B\",\"01234567\",7"],
            ),
            ok(
                Command::NetworkInfo,
                &["+QNWINFO: \"FDD LTE\",45008,\"LTE BAND 3\",1650"],
            ),
            ok(
                Command::NetworkTime,
                &["+QLTS: \"2026/08/11,10:22:33+36,0\""],
            ),
            ok(
                Command::Calls,
                &[
                    "+CLCC: 1,0,0,1,0,\"\",128",
                    "+CLCC: 2,1,4,0,0,\"01023456789\",129",
                    "+CLCC: 3,1,5,0,0,\"+12025550143\",145",
                ],
            ),
            ok(Command::Dial { to }, &[]),
            raw(Command::Answer, "\r\nNO CARRIER\r\n"),
            raw(Command::HangUp, "\r\n+CME ERROR: SIM busy\r\n"),
            ok(Command::ReadText { index: 3 }, &["+CMGR: 0,,21", PDU]),
            ok(
                Command::ListTexts,
                &["+CMGL: 0,1,,21", PDU, "+CMGL: 1,0,,21", PDU],
            ),
            raw(
                Command::SendPdu {
                    hex: PDU.try_into().expect("a short one"),
                    tpdu_len: 21,
                },
                "\r\n> \r\n+CMGS: 12\r\n\r\nOK\r\n",
            ),
            raw(
                Command::HttpUrl(
                    Url::new("http://mmsc.example.invalid:9082/a?b").expect("an address"),
                ),
                "\r\nCONNECT\r\n\r\nOK\r\n",
            ),
            raw(
                Command::SocketSend {
                    socket: 0,
                    data: Payload::from_slice(&[0x8C; 1_000]).expect("it fits"),
                },
                "\r\n> \r\nSEND OK\r\n",
            ),
            raw(
                Command::HttpRead {
                    length: Some(1_200),
                    wait: 80,
                },
                &format!(
                    "\r\nCONNECT\r\n{}\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n",
                    "m".repeat(1_200)
                ),
            ),
            raw(
                Command::HttpRead {
                    length: None,
                    wait: 80,
                },
                &format!(
                    "\r\nCONNECT\r\n{}\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n",
                    "m".repeat(1_200)
                ),
            ),
            raw(Command::AudioMode, "\r\nOK\r\n"), // out of step: a proof follows
        ]
    }

    /// Noise, with lines too long and bytes that are no text.
    fn noise() -> Vec<u8> {
        let mut state = 1_u32;
        let mut noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(40_000)
        .collect();
        noise.extend(vec![b'x'; 10_000]);
        noise.extend(b"\r\n\0\0\xff> \r\n");
        noise
    }

    #[test]
    fn cutting_bytes_into_lines_allocates_nothing() {
        let bytes = [ANNOUNCED.as_bytes(), &noise()].concat();
        let mut framer = Framer::default();
        let mut lines = 0_u32;
        let counted = allocations(|| {
            for piece in bytes.chunks(37) {
                let mut piece = piece;
                while let Some(item) = framer.next(&mut piece) {
                    lines += u32::from(matches!(item, Item::Line(_)));
                }
            }
        });
        assert!(lines > 100);
        assert_eq!(counted, 0);
    }

    /// What a driver does with a channel, but for what it does with the outputs.
    struct Driver {
        channel: Channel,
        at: Instant,
        outputs: u32,
        ends: u32,
    }

    impl Driver {
        fn take(&mut self, output: Output) {
            self.outputs += 1;
            self.ends += u32::from(matches!(output, Output::Done(_)));
        }

        fn hear(&mut self, bytes: &[u8]) {
            for piece in bytes.chunks(61) {
                let mut piece = piece;
                while let Some(output) = self.channel.receive(&mut piece, self.at) {
                    self.take(output);
                }
            }
        }

        /// Lets time pass until the channel takes commands again.
        fn get_ready(&mut self) {
            while !self.channel.is_ready() {
                self.at += Duration::from_millis(100);
                while let Some(output) = self.channel.wake(self.at) {
                    let proof = matches!(&output, Output::Write(bytes) if bytes == b"AT+CGSN\r");
                    self.take(output);
                    if proof {
                        self.hear(b"\r\n866758041234567\r\n\r\nOK\r\n");
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_session_with_the_modem_allocates_nothing() {
        let (session, noise) = (session(), noise());
        let mut channel = Channel::default();
        channel.assume_ready();
        let mut driver = Driver {
            channel,
            at: Instant::ZERO,
            outputs: 0,
            ends: 0,
        };
        let rounds = 20;
        let counted = allocations(|| {
            for round in 0..rounds {
                for (command, answer) in &session {
                    driver.get_ready();
                    let sent = driver.channel.send(command.clone(), driver.at);
                    assert!(sent.is_ok());
                    driver.hear(answer);
                    driver.hear(ANNOUNCED.as_bytes());
                }
                driver.hear(&noise[round * 100..]);
                driver.get_ready();
                // Nobody answers this one.
                assert!(driver.channel.send(Command::Calls, driver.at).is_ok());
            }
        });
        let sent = 2 * rounds * (session.len() + 1);
        assert!(
            driver.ends as usize >= sent - 1,
            "each has ended but the last"
        );
        assert!(driver.outputs > 10_000);
        assert_eq!(counted, 0);
    }
}

mod modem {
    use super::*;
    use munjigi::modem::{Ec25, Input, Modem, Output, PortId};

    /// A modem on a table that says `OK` to everything but what it is asked for.
    fn answer(written: &[u8]) -> &'static [u8] {
        match written {
            b"AT+CGSN\r" => b"\r\n866758041234567\r\n\r\nOK\r\n",
            b"AT+CPIN?\r" => b"\r\n+CPIN: READY\r\n\r\nOK\r\n",
            b"AT+CEREG?\r" => b"\r\n+CEREG: 2,1,\"1A2B\",\"01234567\",7\r\n\r\nOK\r\n",
            b"AT+CREG?\r" => b"\r\n+CREG: 2,1\r\n\r\nOK\r\n",
            b"AT+CSQ\r" => b"\r\n+CSQ: 24,99\r\n\r\nOK\r\n",
            b"AT+CLCC\r" => {
                b"\r\n+CLCC: 1,0,0,1,0,\"\",128\r\n\r\n+CLCC: 2,1,4,0,0,\"01023456789\",129\r\n\r\nOK\r\n"
            }
            _ => b"\r\nOK\r\n",
        }
    }

    struct Table {
        modem: Ec25,
        at: Instant,
        out: Vec<Output>,
        answers: Vec<&'static [u8]>,
    }

    impl Table {
        fn input(&mut self, input: Input<'_>) {
            self.modem.handle(input, self.at, &mut self.out);
            self.collect();
            while let Some(bytes) = self.answers.pop() {
                let input = Input::Bytes(PortId::Main, bytes);
                self.modem.handle(input, self.at, &mut self.out);
                self.collect();
            }
        }

        fn collect(&mut self) {
            for output in self.out.drain(..) {
                if let Output::Write(PortId::Main, bytes) = output {
                    self.answers.push(answer(&bytes));
                }
            }
        }

        fn pass(&mut self, time: Duration) {
            let end = self.at + time;
            while let Some(wake) = self.modem.next_wake().filter(|wake| *wake <= end) {
                self.at = wake;
                self.input(Input::Wake);
            }
            self.at = end;
        }
    }

    #[test]
    fn a_ringing_telephone_followed_for_minutes_allocates_nothing() {
        let mut table = Table {
            modem: Ec25::default(),
            at: Instant::ZERO,
            out: Vec::with_capacity(64),
            answers: Vec::with_capacity(64),
        };
        table.input(Input::Opened(PortId::Main));
        table.pass(Duration::from_secs(60));
        assert!(table.modem.state().is_ready(), "{:?}", table.modem.state());
        let ring = b"\r\n+CRING: VOICE\r\n\r\n+CLIP: \"01023456789\",129,,,,0\r\n";
        let minutes = allocations(|| {
            for _ in 0..60 {
                table.input(Input::Bytes(PortId::Main, ring));
                table.pass(Duration::from_secs(4));
            }
        });
        assert_eq!(minutes, 0);
    }
}

/// A recording takes no memory beyond what it took at its beginning, not even for a chunk.
#[test]
fn frames_that_are_recorded_take_no_memory() {
    let place = tempfile::tempdir().unwrap();
    let kek = Kek::open_or_make(&place.path().join("kek")).unwrap();
    let about = About {
        call: 7,
        created: jiff::civil::date(2026, 11, 21).at(18, 3, 0, 0),
        hz: 8_000,
    };
    let mut recorder = Recorder::create(place.path(), &kek, &about).unwrap();
    let took = measure(|| {
        for _ in 0..350 {
            recorder.push(&[1; 160], &[-1; 160]).unwrap();
        }
    });
    assert_eq!(took.count_total, 0);
    assert_eq!(recorder.finish().unwrap().samples, 350 * 160);
}
