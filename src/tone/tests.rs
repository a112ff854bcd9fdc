//! Keys through what telephones do to them.

use std::{f32::consts::TAU, time::Duration};

use crate::phone::Key;

use super::{Detector, Shape, Tones, hertz};
use crate::{
    audio::{Frame, Hz8k, Pcm, g711},
    sim::{
        Dice,
        channel::{Quality, Telephone},
    },
};

const ALL: &str = "0123456789*#ABCD";

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn heard(sound: &Pcm<Hz8k>) -> String {
    let mut detector = Detector::default();
    sound
        .frames()
        .filter_map(|frame| detector.push(&frame))
        .map(Key::face)
        .collect()
}

fn played(keys: &str, shape: Shape) -> Pcm<Hz8k> {
    let mut tones = Tones::new(&keys.parse().unwrap(), shape);
    let mut sound = Pcm::new();
    while let Some(frame) = tones.next_frame() {
        sound.extend_from_slice(frame.samples());
    }
    sound
}

/// A key made by somebody else: amplitudes apart, a share off in frequency, at any place.
struct Press {
    key: char,
    low: f32,
    high: f32,
    off_pitch: (f32, f32),
    start: usize,
    length: usize,
}

impl Default for Press {
    fn default() -> Self {
        Self {
            key: '5',
            low: 4_000.0,
            high: 4_000.0,
            off_pitch: (0.0, 0.0),
            start: 400,
            length: 800,
        }
    }
}

impl Press {
    fn sound(&self) -> Vec<f32> {
        let (low, high) = hertz(Key::new(self.key).unwrap());
        let mut sound = vec![0.0; self.start + self.length + 800];
        for (n, sample) in sound[self.start..self.start + self.length]
            .iter_mut()
            .enumerate()
        {
            let time = n as f32 / 8_000.0;
            *sample = self.low * (TAU * low * (1.0 + self.off_pitch.0) * time + 0.3).sin()
                + self.high * (TAU * high * (1.0 + self.off_pitch.1) * time + 1.1).sin();
        }
        sound
    }

    fn is_heard(&self) -> bool {
        let text = heard(&pcm(&self.sound()));
        assert!(text.is_empty() || text == self.key.to_string(), "{text}");
        !text.is_empty()
    }
}

fn pcm(sound: &[f32]) -> Pcm<Hz8k> {
    Pcm::from_samples(sound.iter().map(|&x| x as i16).collect())
}

#[test]
fn every_key_is_heard_once_through_a_telephone() {
    let sound = played(ALL, Shape::default());
    assert_eq!(heard(&sound), ALL, "clean");
    let coded = Pcm::from_samples(sound.samples().iter().map(|&s| g711::through(s)).collect());
    assert_eq!(heard(&coded), ALL, "A-law");
    for seed in 0..20 {
        let noisy = Quality {
            noise_db: Some(15.0),
            ..Quality::default()
        };
        let arrived = Telephone::new(noisy, seed).carry(&sound);
        assert_eq!(heard(&arrived), ALL, "noise, seed {seed}");
    }
}

#[test]
fn the_sound_is_as_it_was_ordered() {
    let shape = Shape::default();
    let sound = played("159", shape);
    assert_eq!(
        Tones::new(&"159".parse().unwrap(), shape).duration(),
        sound.duration()
    );
    assert_eq!(sound.duration(), ms(100 + 3 * 200 + 2 * 120 + 120));
    assert!(sound.samples()[..800].iter().all(|&s| s == 0), "lead");
    assert!(
        sound.samples()[2_400..3_360].iter().all(|&s| s == 0),
        "pause"
    );
    let peak = sound
        .samples()
        .iter()
        .map(|s| s.unsigned_abs())
        .max()
        .unwrap();
    assert!(
        (15_000..=16_423).contains(&peak),
        "{peak}: half of full scale"
    );
    let steps = sound.samples().windows(2).map(|w| w[0].abs_diff(w[1]));
    assert!(steps.take(805).max().unwrap() < 300, "it begins softly");
}

#[test]
fn forty_milliseconds_are_enough_wherever_they_begin() {
    for key in ALL.chars() {
        for start in (400..560).step_by(7) {
            let press = Press {
                key,
                start,
                length: 320,
                ..Press::default()
            };
            assert!(press.is_heard(), "{key} at {start}");
        }
    }
}

#[test]
fn twenty_milliseconds_are_not() {
    for start in 400..560 {
        let press = Press {
            start,
            length: 160,
            ..Press::default()
        };
        assert!(!press.is_heard(), "{start}");
    }
}

#[test]
fn a_pause_of_forty_milliseconds_parts_two_presses_and_a_gap_of_ten_does_not() {
    for start in (400..560).step_by(7) {
        for (gap, expected) in [(320, "55"), (80, "5")] {
            let first = Press {
                start,
                length: 480,
                ..Press::default()
            };
            let mut sound = first.sound();
            sound.truncate(start + 480);
            let second = Press {
                start: gap,
                length: 480,
                ..Press::default()
            };
            sound.extend(second.sound());
            assert_eq!(heard(&pcm(&sound)), expected, "gap {gap} at {start}");
        }
    }
}

#[test]
fn one_and_a_half_percent_off_is_heard_and_three_and_a_half_is_not() {
    for key in ALL.chars() {
        for (low, high) in [
            (1.0, 1.0),
            (-1.0, -1.0),
            (1.0, -1.0),
            (0.0, 1.0),
            (1.0, 0.0),
        ] {
            let off = |share: f32| Press {
                key,
                off_pitch: (low * share, high * share),
                ..Press::default()
            };
            assert!(off(0.015).is_heard(), "{key} {low} {high}");
            assert!(!off(0.035).is_heard(), "{key} {low} {high}");
        }
    }
}

#[test]
fn twist_of_eight_decibels_is_heard_and_of_fourteen_is_not() {
    for key in ALL.chars() {
        let twisted = |decibels: f32| Press {
            key,
            high: 4_000.0 * 10_f32.powf(decibels / 20.0),
            ..Press::default()
        };
        for decibels in [-8.0, -4.0, 4.0, 7.5] {
            assert!(twisted(decibels).is_heard(), "{key} {decibels}");
        }
        for decibels in [-14.0, 12.0] {
            assert!(!twisted(decibels).is_heard(), "{key} {decibels}");
        }
    }
}

#[test]
fn keys_are_heard_over_a_range_of_forty_decibels() {
    for decibels in 0..=40 {
        let amplitude = 15_000.0 * 10_f32.powf(-(decibels as f32) / 20.0);
        let press = Press {
            low: amplitude,
            high: amplitude,
            ..Press::default()
        };
        assert!(press.is_heard(), "-{decibels} dB");
    }
    let too_soft = Press {
        low: 60.0,
        high: 60.0,
        ..Press::default()
    };
    assert!(!too_soft.is_heard());
}

/// Something with the pitch, the formants, the syllables and the breath of speech.
fn babble(seconds: usize, seed: u64) -> Pcm<Hz8k> {
    let mut dice = Dice::new(seed);
    let mut sound = Vec::with_capacity(seconds * 8_000);
    let mut phase = 0.0_f32;
    while sound.len() < seconds * 8_000 {
        let pitch = 90.0 + 180.0 * dice.unit() as f32;
        let glide = 0.8 + 0.4 * dice.unit() as f32;
        let formants: [(f32, f32); 3] = [
            (250.0 + 650.0 * dice.unit() as f32, 80.0),
            (800.0 + 1_600.0 * dice.unit() as f32, 110.0),
            (2_200.0 + 900.0 * dice.unit() as f32, 160.0),
        ];
        let breath = if dice.unit() < 0.2 { 0.6 } else { 0.03 };
        let length = 640 + (dice.unit() * 1_600.0) as usize;
        for n in 0..length {
            let along = n as f32 / length as f32;
            let now = pitch * (1.0 + (glide - 1.0) * along);
            phase = (phase + now / 8_000.0).fract();
            let voiced: f32 = (1..=40)
                .map(|k| (k as f32, k as f32 * now))
                .take_while(|&(_, hertz)| hertz < 3_600.0)
                .map(|(k, hertz)| {
                    let shaped: f32 = formants
                        .iter()
                        .map(|(centre, width)| 1.0 / (1.0 + ((hertz - centre) / width).powi(2)))
                        .sum();
                    shaped * (TAU * k * phase).sin()
                })
                .sum();
            let loudness = (along * TAU / 2.0).sin();
            let wave = voiced + breath * dice.gauss() as f32;
            sound.push((3_500.0 * loudness * wave).clamp(-32_000.0, 32_000.0));
        }
        if dice.unit() < 0.15 {
            sound.extend(std::iter::repeat_n(0.0, 1_600));
        }
    }
    pcm(&sound)
}

#[test]
fn talk_is_no_key() {
    let mut false_keys = 0;
    for seed in 0..10 {
        false_keys += heard(&babble(60, seed)).len();
    }
    assert!(false_keys <= 1, "{false_keys} in ten minutes");
}

#[test]
fn noise_music_and_the_tones_of_the_network_are_no_keys() {
    let mut dice = Dice::new(3);
    let noise: Vec<f32> = (0..480_000)
        .map(|_| 3_000.0 * dice.gauss() as f32)
        .collect();
    assert_eq!(heard(&pcm(&noise)), "");
    for (low, high) in [
        (350.0, 440.0),
        (440.0, 480.0),
        (480.0, 620.0),
        (697.0, 697.0),
        (400.0, 1_209.0),
    ] {
        let tone: Vec<f32> = (0..16_000)
            .map(|n| n as f32 / 8_000.0)
            .map(|t| 4_000.0 * ((TAU * low * t).sin() + (TAU * high * t).sin()))
            .collect();
        assert_eq!(heard(&pcm(&tone)), "", "{low} {high}");
    }
}

#[test]
fn a_key_is_heard_while_somebody_talks_softly() {
    let keys = played(ALL, Shape::default());
    let talk = babble(8, 5);
    let both = keys
        .samples()
        .iter()
        .zip(talk.samples())
        .map(|(key, talk)| key + talk / 12)
        .collect();
    assert_eq!(heard(&Pcm::from_samples(both)), ALL);
}

#[test]
fn it_knows_what_sounds_now_and_forgets_when_told() {
    let mut detector = Detector::default();
    let sound = played("7", Shape::default());
    let frames: Vec<Frame> = sound.frames().collect();
    assert!(frames[..10].iter().filter_map(|f| detector.push(f)).count() == 1);
    assert_eq!(detector.pressed(), Key::new('7'));
    detector.reset();
    assert_eq!(detector.pressed(), None);
    assert!(frames[17..].iter().all(|f| detector.push(f).is_none()));
    assert_eq!(format!("{:?}", Key::new('7')), "Some(Key(_))");
}
