//! The sound card driver through the real ALSA library, on cards of our own making (`sim::alsa`).
//!
//! ALSA reads its settings once in a process, from the file that `ALSA_CONFIG_PATH` names, so each test
//! runs in a process of its own: it starts this program again with only itself to run.
//!
//! The latencies of `docs/measurements.md`:
//! `cargo test --locked --test alsa -- --ignored --nocapture latency`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI16, AtomicU64, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use munjigi::{
    audio::{Frame, Hz8k, Pcm},
    clock::MonotonicClock,
    phone::Key,
    sim::alsa::{AlsaError, Pace, Sheet, VirtualCard, furnish},
    sound::{self, CardFault, Ends, Lost, MeterEvent, PumpHandle, SoundError, Source},
    time::Clock,
    tone::{Detector, Shape, Tones},
};

const FOLDER: &str = "MUNJIGI_TEST_CARDS";
const SOON: Duration = Duration::from_secs(30);
/// Every sample, however loaded the machine is.
const PATIENT: Pace = Pace {
    speed: 1.0,
    ppm: 0.0,
    patient: true,
};
/// The same, as fast as ten telephones.
const FAST: Pace = Pace {
    speed: 10.0,
    ..PATIENT
};

/// Runs `body` in a process whose ALSA knows these cards and no other; it gets their folder.
fn with_cards(test: &str, cards: &[Sheet], body: impl FnOnce(&Path)) {
    if let Some(folder) = env::var_os(FOLDER) {
        return body(&PathBuf::from(folder));
    }
    let folder = tempfile::Builder::new().prefix("cards").tempdir().unwrap();
    let config = match furnish(folder.path(), env!("CARGO_TARGET_TMPDIR").as_ref(), cards) {
        Ok(config) => config,
        // `scripts/test.sh`, which CI runs, asks for everything.
        Err(why @ AlsaError::NoCompiler) if env::var_os("MUNJIGI_REQUIRE_MODELS").is_none() => {
            eprintln!("skipped {test}: {why}");
            return;
        }
        Err(why) => panic!("{why}"),
    };
    let output = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--include-ignored", "--nocapture"])
        .env("ALSA_CONFIG_PATH", config)
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains("1 passed"), "nothing was run: {said}");
    print!("{said}");
}

fn modem(n: u8) -> Sheet {
    Sheet::new(format!("modem{n}"))
}

fn card(n: u8) -> Source {
    Source::Card(format!("modem{n}"))
}

/// The box's side of a call.
struct Host {
    pump: PumpHandle,
    heard: Receiver<Frame>,
    meter: Receiver<MeterEvent>,
    played: Receiver<()>,
    quiet: Receiver<()>,
    lost: Receiver<Lost>,
}

fn told<T: Send + 'static>(room: usize) -> (impl FnMut(T) + Send + 'static, Receiver<T>) {
    let (tell, told): (SyncSender<T>, _) = sync_channel(room);
    // Whoever does not look in time does not want to know.
    (move |what| drop(tell.try_send(what)), told)
}

impl Host {
    fn start(source: &Source, voice: impl FnMut() -> Frame + Send + 'static) -> Self {
        Self::start_with(source, voice, |_| {})
    }

    fn start_with(
        source: &Source,
        voice: impl FnMut() -> Frame + Send + 'static,
        mut first: impl FnMut(&Frame) + Send + 'static,
    ) -> Self {
        let device = sound::open(source, SOON).unwrap();
        let (mut hear, heard) = told(100_000);
        let (meter_tell, meter) = told(100);
        let (mut played_tell, played) = told(10);
        let (mut quiet_tell, quiet) = told(10);
        let (lost_tell, lost) = told(10);
        let ends = Ends {
            ears: Box::new(move |frame, _| {
                first(&frame);
                hear(frame);
            }),
            voice: Box::new(voice),
            record: Box::new(|_, _| {}),
            meter: Box::new(meter_tell),
            played: Box::new(move || played_tell(())),
            quiet: Box::new(move || quiet_tell(())),
            lost: Box::new(lost_tell),
        };
        Self {
            pump: device.spawn_pump(ends).unwrap(),
            heard,
            meter,
            played,
            quiet,
            lost,
        }
    }

    fn hear(&self, frames: usize) -> Pcm<Hz8k> {
        let mut sound = Pcm::new();
        for _ in 0..frames {
            let frame = self.heard.recv_timeout(SOON).unwrap();
            sound.extend_from_slice(frame.samples());
        }
        sound
    }
}

/// A far end that keeps what it hears.
type Tape = Arc<Mutex<Pcm<Hz8k>>>;

fn silence() -> Frame {
    Frame::SILENCE
}

/// A sound in which every place is known by what is there.
fn marked(n: usize) -> i16 {
    let mixed = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as i16 | 1 // never silent
}

fn marked_frame(frame: usize) -> Frame {
    let mut marked_samples = [0; 160];
    for (n, sample) in marked_samples.iter_mut().enumerate() {
        *sample = marked(frame * 160 + n);
    }
    Frame::from_slice(&marked_samples)
}

/// Fails unless `sound` is a piece of the marked sound, whole and in order.
fn assert_marked(sound: &[i16], what: &str) {
    let found = (0..1_000_000).find(|&start| {
        let mut known = (start..).map(marked);
        sound[..8].iter().all(|&s| known.next() == Some(s))
    });
    let start =
        found.unwrap_or_else(|| panic!("{what}: nothing of what was sent: {:?}", &sound[..8]));
    let wrong = sound.iter().zip(start..).position(|(&s, n)| s != marked(n));
    assert_eq!(wrong, None, "{what}: from {start} on, of {}", sound.len());
}

fn tone_frame(hertz: f32, beat: u64) -> Frame {
    let mut frame = Frame::SILENCE;
    for (n, sample) in frame.samples_mut().iter_mut().enumerate() {
        let time = (beat % 50 * 160 + n as u64) as f32 / 8_000.0;
        *sample = (8_000.0 * (std::f32::consts::TAU * hertz * time).sin()) as i16;
    }
    frame
}

/// The share of a sound's energy that lies at one frequency.
fn share_at(hertz: f32, sound: &[i16]) -> f32 {
    let (mut re, mut im, mut all) = (0.0, 0.0, 0.0);
    for (n, &sample) in sound.iter().enumerate() {
        let (sin, cos) = (std::f32::consts::TAU * hertz * n as f32 / 8_000.0).sin_cos();
        let x = f32::from(sample);
        re += x * cos;
        im += x * sin;
        all += x * x;
    }
    2.0 * (re * re + im * im) / (sound.len() as f32 * all)
}

#[test]
fn every_sample_arrives_both_ways() {
    with_cards("every_sample_arrives_both_ways", &[modem(0)], |folder| {
        let tape = Tape::default();
        let heard_by_far = Arc::clone(&tape);
        let _card = VirtualCard::plug_in(folder, &modem(0), PATIENT, move |beat, said| {
            heard_by_far
                .lock()
                .unwrap()
                .extend_from_slice(said.samples());
            marked_frame(beat as usize)
        })
        .unwrap();
        let mut said = 0;
        let host = Host::start(&card(0), move || {
            said += 1;
            marked_frame(said - 1)
        });
        assert_marked(host.hear(250).samples(), "downlink");
        let counts = host.pump.counts();
        assert_eq!((counts.xruns, counts.errors, counts.dropped), (0, 0, 0));
        host.pump.stop();
        let tape = tape.lock().unwrap();
        let samples = tape.samples();
        let begin = samples.iter().position(|&s| s != 0).unwrap();
        let end = samples.iter().rposition(|&s| s != 0).unwrap();
        assert!(end - begin > 240 * 160, "{}", end - begin);
        assert_marked(&samples[begin..=end], "uplink");
    });
}

#[test]
fn an_overrun_is_recovered() {
    with_cards("an_overrun_is_recovered", &[modem(0)], |folder| {
        let card0 = VirtualCard::plug_in(folder, &modem(0), Pace::default(), |beat, _| {
            tone_frame(1_000.0, beat)
        })
        .unwrap();
        let mut heard = 0;
        let host = Host::start_with(&card(0), silence, move |_| {
            heard += 1;
            if heard == 20 {
                thread::sleep(Duration::from_millis(400)); // a host that stalls
            }
        });
        let sound = host.hear(150);
        assert!(share_at(1_000.0, &sound.samples()[150 * 80..]) > 0.5);
        assert!(host.pump.counts().xruns >= 1, "{:?}", host.pump.counts());
        assert!(card0.report().underruns >= 1, "the card ran dry meanwhile");
        assert!(host.lost.try_recv().is_err());
        host.pump.stop();
    });
}

#[test]
fn a_stall_makes_nothing_later() {
    with_cards("a_stall_makes_nothing_later", &[modem(0)], |folder| {
        let (echo, far) = Echo::new();
        let _card = VirtualCard::plug_in(folder, &modem(0), Pace::default(), far).unwrap();
        let mut heard = 0;
        // Six stalls: too short for an overrun, too long for what is left to be played.
        let host = echo.host_with(&card(0), move || {
            heard += 1;
            if heard % 50 == 5 && heard < 300 {
                thread::sleep(Duration::from_millis(55));
            }
        });
        host.hear(500);
        assert!(host.pump.counts().xruns >= 1, "{:?}", host.pump.counts());
        host.pump.stop();
        let delays = echo.delays.lock().unwrap();
        let after = delays[delays.len() - 3..].iter().min().unwrap();
        assert!(*after <= delays[0], "in beats of 20 ms: {delays:?}");
    });
}

#[test]
fn a_pulled_plug_is_told_once_and_the_card_can_be_had_again() {
    let test = "a_pulled_plug_is_told_once_and_the_card_can_be_had_again";
    with_cards(test, &[modem(0)], |folder| {
        let far = |beat, _: &Frame| tone_frame(1_000.0, beat);
        let card0 = VirtualCard::plug_in(folder, &modem(0), PATIENT, far).unwrap();
        for _ in 0..3 {
            let host = Host::start(&card(0), silence);
            host.hear(10);
            card0.set_unplugged(true);
            assert_eq!(host.lost.recv_timeout(SOON), Ok(Lost::Gone));
            assert!(host.lost.recv_timeout(SOON).is_err(), "told once");
            host.pump.stop();
            let gone = sound::open(&card(0), Duration::ZERO + Duration::from_millis(100));
            let why = gone.unwrap_err();
            assert!(
                matches!(
                    &why,
                    SoundError::Card {
                        why: CardFault::Missing,
                        ..
                    }
                ),
                "{why}"
            );
            card0.set_unplugged(false);
        }
    });
}

#[test]
fn a_card_that_comes_late_is_waited_for() {
    with_cards(
        "a_card_that_comes_late_is_waited_for",
        &[modem(0)],
        |folder| {
            let early = sound::open(&card(0), Duration::from_millis(50)).unwrap_err();
            assert!(
                early.to_string().contains("modem0: there is no such card"),
                "{early}"
            );
            let far = |beat, _: &Frame| tone_frame(1_000.0, beat);
            let card0 = VirtualCard::plug_in(folder, &modem(0), PATIENT, far).unwrap();
            card0.refuse(16); // EBUSY
            let busy = sound::open(&card(0), Duration::from_millis(50)).unwrap_err();
            assert!(
                matches!(
                    busy,
                    SoundError::Card {
                        why: CardFault::Busy,
                        ..
                    }
                ),
                "{busy}"
            );
            thread::scope(|scope| {
                let opened = scope.spawn(|| sound::open(&card(0), SOON));
                thread::sleep(Duration::from_millis(300));
                card0.refuse(0);
                opened.join().unwrap().unwrap();
            });
        },
    );
}

#[test]
fn an_opening_that_blocks_for_ever_ends_at_its_deadline() {
    let test = "an_opening_that_blocks_for_ever_ends_at_its_deadline";
    with_cards(test, &[modem(0)], |folder| {
        let far = |beat, _: &Frame| tone_frame(1_000.0, beat);
        let card0 = VirtualCard::plug_in(folder, &modem(0), PATIENT, far).unwrap();
        card0.block_opening(true);
        for _ in 0..20 {
            let stuck = sound::open(&card(0), Duration::from_millis(200)).unwrap_err();
            assert!(
                matches!(
                    stuck,
                    SoundError::Card {
                        why: CardFault::Stalled,
                        ..
                    }
                ),
                "{stuck}"
            );
        }
        let threads = std::fs::read_dir("/proc/self/task").unwrap().count();
        assert!(
            threads < 10,
            "{threads} threads: one is left behind, not twenty"
        );
        card0.block_opening(false);
        // The one left behind gets the card now, and closes it again.
        let end = MonotonicClock::start();
        let device = loop {
            match sound::open(&card(0), SOON) {
                Ok(device) => break device,
                Err(why) => assert!(end.now().as_millis() < 30_000, "{why}"),
            }
        };
        drop(device);
    });
}

#[test]
fn cards_of_other_rates_and_two_channels_are_converted() {
    let sheets: Vec<Sheet> = [(16_000, 2), (44_100, 2), (48_000, 1)]
        .into_iter()
        .zip(0..)
        .map(|((rate, channels), n)| Sheet {
            rate,
            channels,
            ..modem(n)
        })
        .collect();
    let test = "cards_of_other_rates_and_two_channels_are_converted";
    with_cards(test, &sheets, |folder| {
        for (n, sheet) in (0..).zip(&sheets) {
            let tape = Tape::default();
            let heard_by_far = Arc::clone(&tape);
            let _card = VirtualCard::plug_in(folder, sheet, FAST, move |beat, said| {
                heard_by_far
                    .lock()
                    .unwrap()
                    .extend_from_slice(said.samples());
                tone_frame(1_000.0, beat)
            })
            .unwrap();
            let mut beat = 0;
            let host = Host::start(&card(n), move || {
                beat += 1;
                tone_frame(600.0, beat - 1)
            });
            let down = host.hear(100);
            host.pump.stop();
            let up = tape.lock().unwrap();
            for (hertz, sound) in [(1_000.0, &down), (600.0, &*up)] {
                let samples = sound.samples();
                let begin = samples.iter().position(|&s| s != 0).unwrap();
                let middle = &samples[begin + 4_000..begin + 8_000];
                let level = Pcm::<Hz8k>::from_samples(middle.to_vec()).level().dbfs();
                assert!(share_at(hertz, middle) > 0.98, "{sheet:?} {hertz}");
                assert!((level + 15.3).abs() < 1.0, "{sheet:?} {hertz}: {level}");
            }
        }
    });
}

/// A far end that sends a pulse every second and counts the beats until it comes back; a host that
/// says what it has just heard.
struct Echo {
    delays: Arc<Mutex<Vec<u64>>>,
    last: Arc<AtomicI16>,
}

impl Echo {
    fn new() -> (Self, impl FnMut(u64, &Frame) -> Frame + Send + 'static) {
        let delays = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&delays);
        let mut sent = 0;
        let far = move |beat: u64, said: &Frame| {
            if sent > 0 && said.samples().iter().any(|&s| s > 10_000) {
                kept.lock().unwrap().push(beat - sent);
                sent = 0;
            }
            if beat % 50 == 40 {
                sent = beat;
                return Frame::from_slice(&[20_000; 160]);
            }
            Frame::SILENCE
        };
        let last = Arc::new(AtomicI16::new(0));
        (Self { delays, last }, far)
    }

    fn host(&self, source: &Source) -> Host {
        self.host_with(source, || {})
    }

    fn host_with(&self, source: &Source, mut each: impl FnMut() + Send + 'static) -> Host {
        let (heard, say) = (Arc::clone(&self.last), Arc::clone(&self.last));
        let voice = move || Frame::from_slice(&[say.load(Ordering::Relaxed); 160]);
        Host::start_with(source, voice, move |frame| {
            let peak = frame.samples().iter().copied().max();
            heard.store(peak.unwrap_or(0), Ordering::Relaxed);
            each();
        })
    }
}

#[test]
fn a_clock_that_drifts_makes_nothing_later() {
    with_cards(
        "a_clock_that_drifts_makes_nothing_later",
        &[modem(0), modem(1)],
        |folder| {
            for (n, ppm) in [(0, 200.0), (1, -200.0)] {
                let (echo, far) = Echo::new();
                let pace = Pace {
                    speed: 30.0,
                    ppm,
                    ..PATIENT
                };
                let _card = VirtualCard::plug_in(folder, &modem(n), pace, far).unwrap();
                let host = echo.host(&card(n));
                host.hear(9_000); // three minutes of the card
                host.pump.stop();
                let delays = echo.delays.lock().unwrap();
                assert!(delays.len() > 100, "{delays:?}");
                let (least, most) = (delays.iter().min().unwrap(), delays.iter().max().unwrap());
                assert!(
                    most - least <= 1 && *most <= 6,
                    "in beats of 20 ms: {delays:?}"
                );
            }
        },
    );
}

#[test]
fn two_cards_at_once_do_not_disturb_one_another() {
    let test = "two_cards_at_once_do_not_disturb_one_another";
    with_cards(test, &[modem(0), modem(1)], |folder| {
        let mut calls = Vec::new();
        for (n, down, up) in [(0, 400.0, 700.0), (1, 1_100.0, 1_500.0)] {
            let tape = Tape::default();
            let heard_by_far = Arc::clone(&tape);
            let far = move |beat, said: &Frame| {
                heard_by_far
                    .lock()
                    .unwrap()
                    .extend_from_slice(said.samples());
                tone_frame(down, beat)
            };
            let virtual_card = VirtualCard::plug_in(folder, &modem(n), PATIENT, far).unwrap();
            let mut beat = 0;
            let host = Host::start(&card(n), move || {
                beat += 1;
                tone_frame(up, beat - 1)
            });
            calls.push((host, tape, virtual_card, down, up));
        }
        for (host, tape, _card, down, up) in calls {
            let heard = host.hear(150);
            assert!(share_at(down, &heard.samples()[8_000..16_000]) > 0.99);
            host.pump.stop();
            assert!(share_at(up, &tape.lock().unwrap().samples()[8_000..16_000]) > 0.99);
        }
    });
}

#[test]
fn a_dead_path_and_its_return_are_told() {
    with_cards(
        "a_dead_path_and_its_return_are_told",
        &[modem(0)],
        |folder| {
            let far = |beat, _: &Frame| tone_frame(300.0, beat);
            let card0 = VirtualCard::plug_in(folder, &modem(0), FAST, far).unwrap();
            card0.set_capture_dead(true);
            let host = Host::start(&card(0), || tone_frame(500.0, 0));
            assert_eq!(host.meter.recv_timeout(SOON), Ok(MeterEvent::DeadPath));
            assert_eq!(host.pump.levels().heard, 0);
            assert!(host.pump.levels().said > 4_000);
            card0.set_capture_dead(false);
            assert_eq!(host.meter.recv_timeout(SOON), Ok(MeterEvent::Restored));
            host.pump.stop();
        },
    );
}

#[test]
fn tones_arrive_and_are_recognised_both_ways() {
    with_cards(
        "tones_arrive_and_are_recognised_both_ways",
        &[modem(0)],
        |folder| {
            const UP: &str = "0801234567#";
            const DOWN: &str = "12*";
            let (keys_in, keys) = sync_channel(100);
            let mut detector = Detector::default();
            let mut tones = Tones::new(&DOWN.parse().unwrap(), Shape::default());
            let _card = VirtualCard::plug_in(folder, &modem(0), PATIENT, move |beat, said| {
                if let Some(key) = detector.push(said) {
                    keys_in.send(key).unwrap();
                }
                let ours = if beat < 50 { None } else { tones.next_frame() };
                ours.unwrap_or(Frame::SILENCE)
            })
            .unwrap();
            let host = Host::start(&card(0), || Frame::from_slice(&[300; 160]));
            let tones = Tones::new(&UP.parse().unwrap(), Shape::default());
            host.pump.play(tones).unwrap();
            assert!(host.pump.is_playing());
            let arrived: String = (0..UP.len())
                .map(|_| keys.recv_timeout(SOON).unwrap().face())
                .collect();
            assert_eq!(arrived, UP);
            host.played.recv_timeout(SOON).unwrap();
            assert!(!host.pump.is_playing());
            let mut detector = Detector::default();
            let mut heard = String::new();
            while heard.len() < DOWN.len() {
                let frame = host.heard.recv_timeout(SOON).unwrap();
                heard.extend(detector.push(&frame).map(Key::face));
            }
            assert_eq!(heard, DOWN);
            host.pump.stop();
        },
    );
}

#[test]
fn a_card_that_stands_still_is_told_and_can_be_stopped() {
    let test = "a_card_that_stands_still_is_told_and_can_be_stopped";
    with_cards(test, &[modem(0)], |folder| {
        let far = |beat, _: &Frame| tone_frame(300.0, beat);
        let card0 = VirtualCard::plug_in(folder, &modem(0), PATIENT, far).unwrap();
        let host = Host::start(&card(0), silence);
        host.hear(20);
        card0.stall(true);
        host.quiet.recv_timeout(SOON).unwrap();
        card0.stall(false);
        while host.heard.try_recv().is_ok() {}
        host.hear(20);
        card0.stall(true);
        host.pump.stop();
        card0.stall(false);
        sound::open(&card(0), SOON).unwrap();
    });
}

#[test]
fn a_card_that_does_nothing_but_fail_is_given_up() {
    let test = "a_card_that_does_nothing_but_fail_is_given_up";
    with_cards(test, &[modem(0)], |folder| {
        let far = |beat, _: &Frame| tone_frame(300.0, beat);
        let card0 = VirtualCard::plug_in(folder, &modem(0), PATIENT, far).unwrap();
        let host = Host::start(&card(0), silence);
        host.hear(20);
        card0.set_faulty(true);
        let why = host.lost.recv_timeout(SOON).unwrap();
        assert_eq!(why, Lost::Failed(std::io::ErrorKind::BrokenPipe));
        assert!(host.pump.counts().xruns > 50);
        host.pump.stop();
    });
}

#[test]
fn a_hundred_calls_leave_nothing_behind() {
    with_cards(
        "a_hundred_calls_leave_nothing_behind",
        &[modem(0)],
        |folder| {
            let far = |beat, _: &Frame| tone_frame(300.0, beat);
            let card0 = VirtualCard::plug_in(folder, &modem(0), FAST, far).unwrap();
            let count = |what: &str| std::fs::read_dir(what).unwrap().count();
            let held = || (count("/proc/self/fd"), count("/proc/self/task"));
            let call = || {
                let host = Host::start(&card(0), silence);
                host.hear(3);
                host.pump.stop();
            };
            let before = held();
            for _ in 0..100 {
                call();
                // The card's thread may not have seen yet that both directions were closed, and
                // a thread that was joined stands in `/proc` until the kernel has reaped it.
                let mut patience = SOON.as_millis();
                while held() != before {
                    assert!(patience > 0, "{before:?} {:?}", held());
                    thread::sleep(Duration::from_millis(1));
                    patience -= 1;
                }
            }
            assert_eq!(card0.report().opened, 200);
        },
    );
}

/// Half a minute in real time, and figures for `docs/measurements.md`.
#[test]
#[ignore = "a measurement"]
fn latency() {
    with_cards("latency", &[modem(0)], |folder| {
        let clock = MonotonicClock::start();
        let down_sent = Arc::new(AtomicU64::new(0));
        let up_sent = Arc::new(AtomicU64::new(0));
        let (down, up) = (
            Arc::new(Mutex::new(Vec::new())),
            Arc::new(Mutex::new(Vec::new())),
        );
        let is_pulse = |frame: &Frame| frame.samples().iter().any(|&s| s > 10_000);
        let pulse = Frame::from_slice(&[20_000; 160]);

        let (sent, came, kept) = (
            Arc::clone(&down_sent),
            Arc::clone(&up_sent),
            Arc::clone(&up),
        );
        let card0 = VirtualCard::plug_in(folder, &modem(0), Pace::default(), move |beat, said| {
            let now = clock.now().as_millis();
            let since = came.load(Ordering::SeqCst);
            if is_pulse(said) && came.swap(0, Ordering::SeqCst) > 0 {
                kept.lock().unwrap().push(now - since);
            }
            if beat % 25 == 0 {
                sent.store(now, Ordering::SeqCst);
                return pulse;
            }
            Frame::SILENCE
        })
        .unwrap();
        let mut beat = 0;
        let (sent, came, kept) = (
            Arc::clone(&up_sent),
            Arc::clone(&down_sent),
            Arc::clone(&down),
        );
        let voice = move || {
            beat += 1;
            if beat % 25 == 12 {
                sent.store(clock.now().as_millis(), Ordering::SeqCst);
                return pulse;
            }
            Frame::SILENCE
        };
        let host = Host::start_with(&card(0), voice, move |frame| {
            let since = came.load(Ordering::SeqCst);
            if is_pulse(frame) && came.swap(0, Ordering::SeqCst) > 0 {
                kept.lock().unwrap().push(clock.now().as_millis() - since);
            }
        });
        host.hear(1_500);
        for (name, figures) in [("downlink", &down), ("uplink", &up)] {
            let mut figures = figures.lock().unwrap().clone();
            figures.sort_unstable();
            let (p50, max) = (figures[figures.len() / 2], figures[figures.len() - 1]);
            println!("{name}: p50 {p50} ms, max {max} ms of {}", figures.len());
        }
        println!("host: {:?}; card: {:?}", host.pump.counts(), card0.report());
        host.pump.stop();
    });
}
