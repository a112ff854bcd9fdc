//! The voice with a synthesizer of steady levels.

use std::{sync::mpsc, thread, time::Duration};

use super::*;
use crate::{
    audio::Frame,
    speech::tests::{Teller, folder},
};

struct Bench {
    voice: Voice,
    source: FrameSource,
    events: mpsc::Receiver<VoiceEvent>,
}

fn bench(fixed: &[&str]) -> Bench {
    let cache = PromptCache::open(&folder("voice"), Teller.print(), 1 << 20).unwrap();
    let fixed: Vec<String> = fixed.iter().map(|&s| s.into()).collect();
    cache.render_all(&fixed, &mut Teller, |_, _| {}).unwrap();
    let (tell, events) = mpsc::sync_channel(256);
    let (voice, source) = Voice::spawn(
        Box::new(Teller),
        Arc::new(cache),
        Box::new(move |event| tell.send(event).unwrap()),
    );
    Bench {
        voice,
        source,
        events,
    }
}

impl Bench {
    fn event(&self) -> VoiceEvent {
        self.events.recv_timeout(Duration::from_secs(5)).unwrap()
    }

    fn quiet(&self) -> bool {
        self.events.recv_timeout(Duration::from_millis(40)).is_err()
    }

    /// Pulls frames, as fast as the threads deliver, until one is not silent.
    fn first_sound(&mut self) -> Vec<i16> {
        for _ in 0..5_000 {
            let frame = self.source.next_frame();
            if frame != Frame::SILENCE {
                return frame.samples().to_vec();
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("nothing was said");
    }

    /// Everything from the first sound until `Said`, with the events in between.
    fn all(&mut self) -> (Vec<i16>, Vec<VoiceEvent>) {
        let mut samples = self.first_sound();
        let mut events = Vec::new();
        loop {
            thread::sleep(Duration::from_millis(1));
            while let Ok(event) = self.events.try_recv() {
                events.push(event);
            }
            if matches!(events.last(), Some(VoiceEvent::Said { .. })) {
                return (samples, events);
            }
            samples.extend_from_slice(self.source.next_frame().samples());
        }
    }
}

fn started(part: Part) -> VoiceEvent {
    VoiceEvent::Started { part }
}

#[test]
fn parts_come_in_order_with_a_gap_and_without_clicks() {
    let mut bench = bench(&["가", "다"]);
    let speech = Speech::fixed("가").then_slot("나").then_fixed("다");
    let ticket = bench.voice.say(speech);
    let (samples, events) = bench.all();
    assert_eq!(
        events,
        [
            started(Part::Fixed("가".into())),
            started(Part::Slot("나".into())),
            started(Part::Fixed("다".into())),
            VoiceEvent::Said { ticket },
        ]
    );
    let steps = samples.windows(2).map(|w| (w[1] - w[0]).abs()).max();
    assert!(steps.unwrap() <= 2_000 / 32 + 1, "a click of {steps:?}");
    assert!(samples[800..1_760].iter().all(|&s| s == 0), "no gap");
    let loud = samples.iter().filter(|&&s| s != 0).count();
    assert!((2_350..=2_400).contains(&loud), "{loud} of 2400 samples");
}

#[test]
fn what_is_to_be_said_slowly_takes_a_quarter_longer() {
    let mut bench = bench(&["가나다라"]);
    let loud = |samples: &[i16]| samples.iter().filter(|&&s| s != 0).count();
    bench.voice.say(Speech::fixed("가나다라"));
    let (usual, _) = bench.all();
    bench.voice.say(Speech::fixed("가나다라").slowly());
    let (slow, events) = bench.all();
    assert_eq!(events[0], started(Part::Fixed("가나다라".into())));
    let more = loud(&slow) * 100 / loud(&usual);
    assert!((120..=126).contains(&more), "{more} %");
}

#[test]
fn said_comes_only_after_the_last_frame() {
    let mut bench = bench(&["가나"]);
    bench.voice.say(Speech::fixed("가나"));
    let _ = bench.first_sound();
    for _ in 0..8 {
        let _ = bench.source.next_frame();
    }
    assert!(matches!(bench.event(), VoiceEvent::Started { .. }));
    assert!(bench.quiet(), "nine of ten frames are out");
    let _ = bench.source.next_frame();
    assert!(matches!(bench.event(), VoiceEvent::Said { .. }));
}

#[test]
fn a_part_that_fails_is_reported_and_the_rest_is_said() {
    let mut bench = bench(&["가", "다"]);
    bench
        .voice
        .say(Speech::fixed("가").then_slot("!").then_fixed("다"));
    let (samples, mut events) = bench.all();
    let failed = events
        .iter()
        .position(|e| matches!(e, VoiceEvent::Failed { part, .. } if part.text() == "!"));
    events.remove(failed.unwrap());
    assert_eq!(events[1], started(Part::Fixed("다".into())));
    assert!(samples.iter().filter(|&&s| s != 0).count() > 1_500);
}

#[test]
fn hush_is_silence_after_one_frame_and_what_comes_next_is_said() {
    let mut bench = bench(&["가나다라마바사", "네"]);
    bench
        .voice
        .say(Speech::fixed("가나다라마바사").then_slot("나~"));
    let _ = bench.first_sound();
    assert!(matches!(bench.event(), VoiceEvent::Started { .. }));
    bench.voice.hush();
    while bench.source.era == bench.source.newest_era() {
        thread::yield_now();
    }
    let fading = bench.source.next_frame();
    assert!(fading.samples()[40..].iter().all(|&s| s == 0));
    assert_eq!(bench.event(), VoiceEvent::Hushed);
    let ticket = bench.voice.say(Speech::fixed("네"));
    let (samples, events) = bench.all();
    assert_eq!(
        events,
        [
            started(Part::Fixed("네".into())),
            VoiceEvent::Said { ticket }
        ]
    );
    assert!(samples.iter().filter(|&&s| s != 0).count() <= 800);
}

#[test]
fn while_one_part_is_rendered_the_earlier_ones_play() {
    let mut bench = bench(&["가"]);
    bench.voice.say(Speech::fixed("가").then_slot("~"));
    let _ = bench.first_sound();
    assert_eq!(bench.event(), started(Part::Fixed("가".into())));
}

#[test]
fn nothing_to_say_is_said_at_once_and_no_one_waits_forever() {
    let bench = bench(&[]);
    let ticket = bench.voice.say(Speech::default());
    assert_eq!(bench.event(), VoiceEvent::Said { ticket });
    let ticket = bench.voice.say(Speech::slot("!"));
    assert!(matches!(bench.event(), VoiceEvent::Failed { .. }));
    assert_eq!(bench.event(), VoiceEvent::Said { ticket });
}

#[test]
fn more_parts_than_the_source_takes_are_all_said() {
    let words: Vec<String> = (0..60)
        .map(|n| format!("{}", (b'a' + n % 26) as char))
        .collect();
    let refs: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut bench = bench(&refs);
    let speech = words.iter().fold(Speech::default(), |speech, word| {
        speech.then_fixed(word.clone())
    });
    bench.voice.say(speech);
    let (_, events) = bench.all();
    assert_eq!(events.len(), 61);
}

#[test]
fn what_only_one_call_has_is_not_written_down() {
    let folder = folder("private");
    let cache = Arc::new(PromptCache::open(&folder, Teller.print(), 1 << 20).unwrap());
    let (tell, events) = mpsc::sync_channel(256);
    let (voice, mut source) = Voice::spawn(
        Box::new(Teller),
        Arc::clone(&cache),
        Box::new(move |event| tell.send(event).unwrap()),
    );
    voice.say(Speech::slot("공일공").then_fixed("네"));
    while !matches!(events.try_recv(), Ok(VoiceEvent::Said { .. })) {
        let _ = source.next_frame();
        thread::sleep(Duration::from_millis(1));
    }
    assert!(cache.get("공일공").is_none());
    assert!(cache.get("네").is_some());
}
