//! The ears with a voice activity that goes by loudness and a recogniser that goes by length.

use std::sync::{Mutex, mpsc};

use super::*;
use crate::{
    audio::Pcm,
    call::{Grammar, Hint},
    speech::{SpeechError, Window},
};

/// Loud is speech.
struct Loudness;

impl Vad for Loudness {
    fn probability(&mut self, window: &Window) -> Result<f32, SpeechError> {
        Ok(if window.iter().any(|s| s.abs() > 1_000) {
            0.9
        } else {
            0.0
        })
    }

    fn reset(&mut self) {}
}

/// Says how many tenths of a second of loud sound it was given; waits for leave each time.
struct Counter(Arc<Mutex<mpsc::Receiver<()>>>);

impl Recognizer for Counter {
    fn recognize(&mut self, speech: &Pcm<Hz16k>, _hint: &Hint) -> Result<Transcript, SpeechError> {
        let _ = self.0.lock().unwrap().recv();
        let loud = speech.samples().iter().filter(|s| s.abs() > 500).count();
        Ok(format!("{}", (loud + 800) / 1_600).into())
    }
}

struct Bench {
    /// Goes first: a recogniser that waits for leave ends with it.
    leave: mpsc::SyncSender<()>,
    ears: Ears,
    events: mpsc::Receiver<EarEvent>,
}

fn bench() -> Bench {
    let (leave, wait) = mpsc::sync_channel(64);
    let (events, told) = mpsc::sync_channel(64);
    let parts = EarParts {
        vad: Box::new(Loudness),
        recognizer: Box::new(Counter(Arc::new(Mutex::new(wait)))),
        turns: None,
    };
    let ears = Ears::spawn(parts, Box::new(move |event| events.send(event).unwrap()));
    Bench {
        ears,
        events: told,
        leave,
    }
}

impl Bench {
    /// Pushes sound without overrunning the ears, who are as fast as the test.
    fn hear(&self, level: i16, millis: usize) {
        for _ in 0..millis / 20 {
            let frame = Frame::from_slice(&[level; 160]);
            self.ears
                .messages
                .send(Message::Frame(frame, Frame::SILENCE))
                .unwrap();
        }
    }

    /// The next event that does not depend on who is faster, the test or the ears.
    fn next(&self) -> EarEvent {
        loop {
            let event = self.events.recv_timeout(Duration::from_secs(10)).unwrap();
            if !is_by_the_way(&event) {
                return event;
            }
        }
    }

    fn nothing(&self) -> bool {
        while let Ok(event) = self.events.recv_timeout(Duration::from_millis(50)) {
            if !is_by_the_way(&event) {
                return false;
            }
        }
        true
    }
}

const fn is_by_the_way(event: &EarEvent) -> bool {
    matches!(
        event,
        EarEvent::Partial { .. } | EarEvent::Likely { .. } | EarEvent::Thinking
    )
}

fn text(event: EarEvent) -> String {
    match event {
        EarEvent::TurnEnded { text, .. } => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_turn_begins_and_ends_with_its_words() {
    let bench = bench();
    bench.ears.listen(Grammar::YesNo);
    bench.leave.send(()).unwrap();
    bench.hear(0, 1_000);
    bench.hear(8_000, 600);
    bench.hear(0, 1_000);
    let EarEvent::SpeechStarted { at_sample } = bench.next() else {
        panic!("no start")
    };
    assert!((7_680..=8_000).contains(&at_sample), "{at_sample}");
    let EarEvent::TurnEnded {
        text,
        speech_end_sample: end,
        decided_sample: decided,
        ..
    } = bench.next()
    else {
        panic!("no end")
    };
    assert_eq!(text, "6");
    assert!((12_800..=13_100).contains(&end), "{end}");
    // 500 ms, and up to 600 more for words that are late: the test is faster than any line.
    let waited = (decided - end) / 256;
    assert!((16..=35).contains(&waited), "{waited}");
}

#[test]
fn recognition_begins_at_the_pause_and_starts_over_when_the_caller_goes_on() {
    let bench = bench();
    bench.ears.listen(Grammar::Open);
    bench.hear(8_000, 400);
    bench.hear(0, 320); // a pause: "4" is under way
    bench.hear(8_000, 400);
    bench.hear(0, 400);
    bench.leave.send(()).unwrap(); // "4" is done and unwanted
    bench.leave.send(()).unwrap();
    bench.leave.send(()).unwrap(); // the growing turn may have been read in between
    bench.hear(0, 1_000);
    assert!(matches!(bench.next(), EarEvent::SpeechStarted { .. }));
    assert_eq!(text(bench.next()), "8");
    assert!(bench.nothing());
}

#[test]
fn who_goes_on_before_the_words_are_out_has_one_turn() {
    let bench = bench();
    bench.ears.listen(Grammar::YesNo);
    bench.hear(8_000, 400);
    bench.hear(0, 1_000); // over, but the recogniser is slow
    bench.hear(8_000, 400);
    bench.hear(0, 1_000);
    bench.leave.send(()).unwrap(); // the growing turn may have been read in between
    bench.leave.send(()).unwrap();
    bench.leave.send(()).unwrap();
    assert!(matches!(bench.next(), EarEvent::SpeechStarted { .. }));
    assert_eq!(text(bench.next()), "8");
    assert!(bench.nothing());
}

#[test]
fn deaf_ears_start_no_turn_and_hear_who_is_speaking_when_they_open() {
    let bench = bench();
    bench.hear(8_000, 2_000);
    assert!(bench.nothing());
    bench.ears.listen(Grammar::Open);
    bench.leave.send(()).unwrap();
    bench.hear(8_000, 200);
    bench.hear(0, 1_000);
    let EarEvent::SpeechStarted { at_sample } = bench.next() else {
        panic!("no start")
    };
    assert!(at_sample < 16_000, "{at_sample}");
    // 400 ms from before and 200 ms after, less than a window off.
    assert!(["5", "6"].contains(&text(bench.next()).as_str()));
}

#[test]
fn deafening_forgets_a_turn_and_a_new_call_begins_at_zero() {
    let bench = bench();
    bench.ears.listen(Grammar::Open);
    bench.hear(8_000, 400);
    assert!(matches!(bench.next(), EarEvent::SpeechStarted { .. }));
    bench.ears.deafen();
    bench.hear(0, 2_000);
    assert!(bench.nothing());
    bench.ears.reset();
    bench.ears.listen(Grammar::Open);
    bench.hear(8_000, 400);
    assert_eq!(bench.next(), EarEvent::SpeechStarted { at_sample: 0 });
    drop(bench.leave);
}

#[test]
fn frames_that_found_no_room_count_as_silence() {
    let bench = bench();
    bench.ears.lost.fetch_add(50, Ordering::Relaxed);
    bench.hear(0, 20);
    bench.ears.listen(Grammar::Open);
    bench.hear(8_000, 400);
    let EarEvent::SpeechStarted { at_sample } = bench.next() else {
        panic!("no start")
    };
    assert!((7_900..=8_200).contains(&at_sample), "{at_sample}");
}
