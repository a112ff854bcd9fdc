//! Music while one waits, as a switchboard plays it. In a scenario each `♪` of `say` is a second of it.

use std::{f32::consts::TAU, time::Duration};

use crate::audio::{Hz8k, Pcm, Rate as _};

/// The sign that stands for a second of it.
pub const SIGN: char = '♪';
/// An arpeggio in C major, in Hz; each note sounds for a quarter of a second.
const NOTES: [f32; 8] = [261.6, 329.6, 392.0, 523.3, 392.0, 329.6, 293.7, 349.2];
/// How loud, of full scale.
const LOUD: f32 = 0.2;

/// How long the music lasts that `text` stands for; `None` when it is words.
#[must_use]
pub fn length(text: &str) -> Option<Duration> {
    let signs = text.chars().filter(|c| *c == SIGN).count();
    let only = signs > 0 && text.chars().all(|c| c == SIGN || c.is_whitespace());
    only.then(|| Duration::from_secs(signs.try_into().unwrap_or(u64::MAX)))
}

/// Words and music in the order in which they come, none of them empty.
#[must_use]
pub fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let is_music = |c: char| c == SIGN || c.is_whitespace();
        let end = match first {
            SIGN => rest.find(|c| !is_music(c)),
            _ => rest.find(SIGN),
        };
        let (piece, behind) = rest.split_at(end.unwrap_or(rest.len()));
        pieces.push(piece.trim());
        rest = behind.trim_start();
    }
    pieces
}

/// The words alone.
#[must_use]
pub fn words(text: &str) -> String {
    text.split(SIGN)
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// So much of it: plucked notes with two overtones.
#[must_use]
pub fn play(length: Duration) -> Pcm<Hz8k> {
    let quarter = Hz8k::HZ as usize / 4;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a quarter of a second in samples, and a level within 16 bits"
    )]
    let sample = |n: usize| {
        let note = NOTES[(n / quarter) % NOTES.len()];
        let seconds = (n % quarter) as f32 / Hz8k::HZ as f32;
        let wave = |times: f32| (TAU * note * times * seconds).sin() / times;
        let level = LOUD * (-6.0 * seconds).exp() * (wave(1.0) + wave(2.0) + wave(3.0)) / 1.8;
        (level * f32::from(i16::MAX)) as i16
    };
    Pcm::from_samples((0..Pcm::<Hz8k>::samples_in(length)).map(sample).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_seconds_and_words_are_none() {
        assert_eq!(length("♪♪ ♪"), Some(Duration::from_secs(3)));
        assert_eq!(length("잠시만요 ♪"), None);
        assert_eq!(length(""), None);
        assert_eq!(pieces(" ♪♪ 안녕 하세요 ♪"), ["♪♪", "안녕 하세요", "♪"]);
        assert_eq!(words("♪♪ 안녕 하세요 ♪"), "안녕 하세요");
        let music = play(Duration::from_secs(2));
        assert_eq!(music.duration(), Duration::from_secs(2));
        assert!(music.samples().iter().any(|s| s.abs() > 2_000));
    }
}
