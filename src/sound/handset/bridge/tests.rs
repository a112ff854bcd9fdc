//! Cards made of arithmetic: no device is opened.

use super::*;
use crate::audio::{Level, Pcm};

/// `count` samples of a tone at half of full scale, from sample `from` on.
fn tone(hz: u32, from: usize, count: usize) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "a test tone")]
    (from..from + count)
        .map(|n| 0.5 * (n as f32 * 400.0 * std::f32::consts::TAU / hz as f32).sin())
        .collect()
}

fn stereo(mono: &[f32]) -> Vec<f32> {
    mono.iter().flat_map(|s| [*s, *s]).collect()
}

fn level(samples: &[i16]) -> f32 {
    Level::of(samples).dbfs()
}

#[test]
fn a_microphone_of_any_card_is_heard_as_loud_as_it_is() {
    let expected = Pcm::<Hz8k>::from_floats(&tone(8_000, 0, 8_000))
        .level()
        .dbfs();
    for hz in [8_000, 16_000, 44_100, 48_000, 96_000] {
        let (mut card, mut line) = microphone(hz, 2).unwrap();
        let step = hz as usize / 50;
        let mut heard = Pcm::<Hz8k>::new();
        for beat in 0..50 {
            card.hear(&stereo(&tone(hz, beat * step, step)));
            heard.extend_from_slice(line.frame().samples());
        }
        let level = level(&heard.samples()[800..]);
        assert!((level - expected).abs() < 0.3, "{hz}: {level} {expected}");
        // One unbroken tone: 400 Hz crosses zero upwards 400 times a second.
        let late = &heard.samples()[800..7_200];
        let crossings = late.windows(2).filter(|w| w[0] < 0 && w[1] >= 0).count();
        assert!((319..=321).contains(&crossings), "{hz}: {crossings}");
    }
}

#[test]
fn the_box_is_heard_on_every_channel_of_the_card() {
    for hz in [8_000, 44_100, 48_000] {
        let (mut line, mut card) = speaker(hz, 2).unwrap();
        let step = hz as usize / 50;
        let clip = Pcm::<Hz8k>::from_floats(&tone(8_000, 0, 8_000));
        let mut played = Vec::new();
        for frame in clip.frames() {
            line.frame(&frame);
            let mut out = vec![1_i16; 2 * step];
            card.fill(&mut out);
            assert!(out.chunks(2).all(|pair| pair[0] == pair[1]));
            played.extend(out.chunks(2).map(|pair| pair[0]));
        }
        let level = level(&played[5 * step..]);
        assert!((level - clip.level().dbfs()).abs() < 0.3, "{hz}: {level}");
        let late = &played[5 * step..45 * step];
        let crossings = late.windows(2).filter(|w| w[0] < 0 && w[1] >= 0).count();
        assert!((319..=321).contains(&crossings), "{hz}: {crossings}");
    }
}

#[test]
fn channels_become_their_mean_and_full_scale_clips() {
    let (mut card, line) = microphone(8_000, 2).unwrap();
    card.hear(&[8_000_i16, 0, -8_000, 0]);
    card.hear(&[3.0_f32, 3.0]);
    let mut ring = line.ring;
    let got: Vec<i16> = std::iter::from_fn(|| ring.pop()).collect();
    assert_eq!(got, [4_000, -4_000, 32_767]);
}

#[test]
fn nothing_heard_yet_is_silence_and_half_a_frame_waits_for_its_other_half() {
    let (mut card, mut line) = microphone(48_000, 1).unwrap();
    assert_eq!(line.frame(), Frame::SILENCE);
    card.hear(&tone(48_000, 0, 480));
    assert_eq!(line.frame(), Frame::SILENCE);
    card.hear(&tone(48_000, 480, 480));
    assert!(level(line.frame().samples()) > -30.0);
}

#[test]
fn a_microphone_that_brings_nothing_for_two_seconds_is_gone() {
    let (mut card, mut line) = microphone(8_000, 1).unwrap();
    for beat in 0..100 {
        assert!(!line.is_gone(), "{beat}");
        line.frame();
    }
    assert!(line.is_gone());
    card.hear(&[0_i16; 160]);
    line.frame();
    assert!(!line.is_gone());
}

#[test]
fn a_microphone_that_ran_ahead_is_cut_down_to_the_newest() {
    let (mut card, mut line) = microphone(48_000, 1).unwrap();
    card.hear(&vec![0.5_f32; 960 * 11]);
    line.frame();
    // 80 ms were kept, and one frame of them is taken.
    assert_eq!(line.ring.waiting(), 960 * 3);
    // Half a second fits; what comes then is dropped by the card's end.
    card.hear(&vec![0.5_f32; 48_000 * 2]);
    assert_eq!(line.ring.waiting(), line.ring.room());
    line.forget();
    assert_eq!(line.ring.waiting(), 0);
}

#[test]
fn a_fast_microphone_never_lags_behind() {
    // One part in fifty too fast, for a minute: the wait stays within its bound.
    let (mut card, mut line) = microphone(48_000, 1).unwrap();
    for beat in 0..3_000 {
        card.hear(&tone(48_000, beat * 980, 980));
        line.frame();
        assert!(line.ring.waiting() <= 960 * MOST, "{beat}");
    }
}

#[test]
fn a_speaker_gathers_a_little_before_it_plays_and_again_when_it_ran_empty() {
    let loud = Frame::from_slice(&[10_000; 160]);
    let (mut line, mut card) = speaker(8_000, 1).unwrap();
    let play = |card: &mut CardOut| {
        let mut out = [1_i16; 160];
        card.fill(&mut out);
        out.iter().any(|s| *s != 0)
    };
    line.frame(&loud);
    assert!(!play(&mut card), "20 ms are too little to start with");
    line.frame(&loud);
    assert!(play(&mut card));
    assert!(play(&mut card));
    assert!(!play(&mut card), "it ran empty");
    line.frame(&loud);
    assert!(!play(&mut card), "it gathers again");
    line.frame(&loud);
    assert!(play(&mut card));
}

#[test]
fn a_slow_speaker_never_lags_behind() {
    let (mut line, mut card) = speaker(48_000, 2).unwrap();
    for _ in 0..3_000 {
        line.frame(&Frame::from_slice(&[5_000; 160]));
        card.fill(&mut [0.0_f32; 2 * 940]);
        assert!(card.ring.waiting() <= 940 + 960 * (MOST + 1));
    }
}

#[test]
fn a_card_that_takes_a_second_at_once_is_given_what_there_is() {
    let (mut line, mut card) = speaker(8_000, 1).unwrap();
    for _ in 0..ROOM {
        line.frame(&Frame::from_slice(&[5_000; 160]));
    }
    let mut out = [0_i16; 8_000];
    card.fill(&mut out);
    assert!(out.iter().filter(|s| **s > 4_000).count() > 3_000);
}
