//! How much is said in a time. Pure.
//!
//! The probabilities of a text multiply, so the shorter of two readings wins too easily: "여섯 시요" where a whole
//! sentence was heard. People say some five syllables a second; what is far from that did not sound as
//! long as it did.

/// Samples of a frame: 20 ms at 16 kHz.
const FRAME: usize = 320;
const FRAME_SECONDS: f32 = 0.02;
/// Frames that are quieter than the loudest by more than this factor of energy (30 dB) are pauses.
const QUIET: f32 = 1e-3;
/// One frame in so many is a pause, if there are any: their noise is the line's.
const FLOOR: usize = 10;
/// What is speech is louder than the line's noise by this factor of energy (6 dB) …
const ABOVE_FLOOR: f32 = 4.0;
/// … and what is louder than the loudest less this factor (17 dB) is speech, whatever the noise.
const LOUD: f32 = 0.02;
/// Syllables a second, in the middle.
const USUAL: f32 = 5.3;
/// Of its natural logarithm, below and above the usual: people drawl, and pause, more than they can hurry.
const DEVIATION: [f32; 2] = [0.35, 0.25];
/// Syllables that are forgiven, below and above: a drawn-out "네" is one.
const FORGIVEN: [f32; 2] = [1.5, 0.5];

/// Frames of a pause between two sentences, at the least: 160 ms.
const BREATH: usize = 8;
/// Neither side of it is shorter than this: 0.6 s.
const SIDE: usize = 30;
/// A text of which so much fits ([`fit`]), and which is short, was broken off.
const BROKEN_OFF: f32 = -1.0;

/// Seconds of a sound that are no pauses.
pub fn voiced(speech: &[f32]) -> f32 {
    let energies = energies(speech);
    let quiet = quiet(&energies);
    #[expect(clippy::cast_precision_loss, reason = "30 s at the most")]
    let loud = energies.iter().filter(|&&e| e > quiet).count() as f32;
    loud * FRAME_SECONDS
}

fn energies(speech: &[f32]) -> Vec<f32> {
    let frames = speech.chunks(FRAME);
    frames
        .map(|frame| frame.iter().map(|s| s * s).sum())
        .collect()
}

/// Up to this energy a frame is a pause.
fn quiet(energies: &[f32]) -> f32 {
    let mut sorted = energies.to_vec();
    sorted.sort_by(f32::total_cmp);
    let loudest = sorted.last().copied().unwrap_or_default();
    let floor = sorted.get(sorted.len() / FLOOR).copied();
    (floor.unwrap_or_default() * ABOVE_FLOOR).clamp(loudest * QUIET, loudest * LOUD)
}

/// Where the longest pause inside a sound has its middle, in samples; `None` when it has none.
pub fn longest_pause(speech: &[f32]) -> Option<usize> {
    let energies = energies(speech);
    let quiet = quiet(&energies);
    let inside = SIDE..energies.len().checked_sub(SIDE)?;
    let (mut longest, mut begins) = (0..0, 0);
    for (at, _) in energies.iter().enumerate().filter(|(_, e)| **e > quiet) {
        let pause = begins..at;
        let middle = pause.start + pause.len() / 2;
        // What stands before the first sound is no pause.
        if begins > 0 && pause.len() > longest.len() && inside.contains(&middle) {
            longest = pause;
        }
        begins = at + 1;
    }
    (longest.len() >= BREATH).then(|| (longest.start + longest.len() / 2) * FRAME)
}

/// Whether `text` is far too short for so many seconds.
pub fn is_broken_off(text: &str, seconds: f32) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "some hundred at the most")]
    let syllables = syllables(text) as f32;
    syllables < USUAL * seconds && fit(text, seconds) < BROKEN_OFF
}

fn syllables(text: &str) -> usize {
    let spoken = |c: &char| matches!(c, '가'..='힣') || c.is_ascii_alphanumeric();
    text.chars().filter(spoken).count()
}

/// What `text` in so many seconds takes from its score: 0 when it is usual, −½ at one deviation, −2 at two.
pub fn fit(text: &str, seconds: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "some hundred at the most")]
    let syllables = syllables(text) as f32;
    let above = usize::from(syllables > USUAL * seconds);
    let forgiven = FORGIVEN[above];
    let off = ((syllables + forgiven) / (USUAL * seconds + forgiven)).ln() / DEVIATION[above];
    -0.5 * off * off
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_not_counted() {
        let tone = |n: usize| (0..n).map(|i| if i % 2 == 0 { 0.3 } else { -0.3 });
        let mut sound: Vec<f32> = tone(8_000).collect();
        sound.extend(std::iter::repeat_n(0.001, 16_000));
        sound.extend(tone(8_000));
        assert!((voiced(&sound) - 1.0).abs() < 0.03);
        assert_eq!(voiced(&[]), 0.0);
    }

    #[test]
    fn neither_is_the_noise_of_the_line() {
        let mut dice = 1_u32;
        let mut noise = move || {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 8) as f32 / (1 << 24) as f32 - 0.5
        };
        // A second of speech and a second of noise, which is 25 dB softer.
        let speech = (0..16_000).map(|i| if i % 2 == 0 { 0.3 } else { -0.3 });
        let line: Vec<f32> = speech
            .chain(std::iter::repeat_n(0.0, 16_000))
            .map(|s| s + 0.058 * noise())
            .collect();
        assert!((voiced(&line) - 1.0).abs() < 0.05, "{}", voiced(&line));
        // Speech without a pause is not cut down to its loud half.
        let steady: Vec<f32> = (0..16_000)
            .map(|i| if i % 2 == 0 { 0.3 } else { -0.2 })
            .collect();
        assert!(voiced(&steady) > 0.95);
    }

    #[test]
    fn the_longest_pause_inside_is_found() {
        let tone = |n: usize| (0..n).map(|i| if i % 2 == 0 { 0.3 } else { -0.3 });
        let quiet = |n: usize| std::iter::repeat_n(0.0005, n);
        let sound: Vec<f32> = quiet(16_000)
            .chain(tone(16_000))
            .chain(quiet(4_000))
            .chain(tone(16_000))
            .chain(quiet(8_000))
            .chain(tone(16_000))
            .chain(quiet(16_000))
            .collect();
        let cut = longest_pause(&sound).unwrap();
        assert!((56_000..57_000).contains(&cut), "{cut}");
        assert_eq!(longest_pause(&tone(48_000).collect::<Vec<_>>()), None);
        assert_eq!(longest_pause(&[]), None);
    }

    #[test]
    fn half_a_text_is_broken_off() {
        let half = "안녕하십니까. 수신거부 서비스입니다.";
        assert!(is_broken_off(half, 6.0) && !is_broken_off(half, 3.2));
        assert!(!is_broken_off(half, 1.0), "long, not short");
    }

    #[test]
    fn a_text_that_is_far_too_short_or_long_does_not_fit() {
        let sentence = "열두 시 정각에 부탁드립니다.";
        assert!(fit(sentence, 2.2) > -0.1);
        assert!(fit(sentence, 1.6) > -1.0 && fit(sentence, 3.2) > -0.8);
        assert!(fit("여섯 시요.", 2.2) < -3.0);
        assert!(fit("", 2.2) < -10.0);
        assert!(fit("네.", 0.3) > -0.3 && fit("네.", 0.6) > -2.0);
        assert!(fit(sentence, 0.4) < -5.0);
        // "음", and what was expected instead of it.
        assert!(fit("음.", 0.35) > -0.5 && fit("네 명이요.", 0.35) < -1.5);
    }
}
