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

/// Seconds of a sound that are no pauses.
pub fn voiced(speech: &[f32]) -> f32 {
    let mut energies: Vec<f32> = speech
        .chunks(FRAME)
        .map(|frame| frame.iter().map(|s| s * s).sum())
        .collect();
    energies.sort_by(f32::total_cmp);
    let loudest = energies.last().copied().unwrap_or_default();
    let floor = energies
        .get(energies.len() / FLOOR)
        .copied()
        .unwrap_or_default();
    let quiet = (floor * ABOVE_FLOOR).clamp(loudest * QUIET, loudest * LOUD);
    #[expect(clippy::cast_precision_loss, reason = "30 s at the most")]
    let loud = energies.iter().filter(|&&e| e > quiet).count() as f32;
    loud * FRAME_SECONDS
}

/// What `text` in so many seconds takes from its score: 0 when it is usual, −½ at one deviation, −2 at two.
pub fn fit(text: &str, seconds: f32) -> f32 {
    let spoken = |c: &char| matches!(c, '가'..='힣') || c.is_ascii_alphanumeric();
    #[expect(clippy::cast_precision_loss, reason = "some hundred at the most")]
    let syllables = text.chars().filter(spoken).count() as f32;
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
