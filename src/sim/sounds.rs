//! What is heard of somebody besides words. In `say` of a scenario it stands in brackets: `[700]` is a pause of
//! 700 ms, `[기침]` a cough, `[달그락]` dishes. Pure.

use std::{f64::consts::TAU, time::Duration};

use crate::audio::{Hz8k, Pcm, Rate as _};

use super::{Dice, music};

/// A piece of what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words, and music ([`music`]).
    Words(&'a str),
    /// Nothing.
    Pause(Duration),
    /// Two coughs.
    Cough,
    /// Dishes that are put down.
    Dishes,
}

/// No pause is longer.
const LONGEST: u64 = 10_000;
const COUGH: &str = "기침";
const DISHES: &str = "달그락";
/// Bursts of a cough and of dishes: when they begin, how fast they fade, both in seconds.
const COUGHS: [(f64, f64); 2] = [(0.0, 0.09), (0.32, 0.11)];
const CLATTERS: [(f64, f64); 4] = [(0.0, 0.03), (0.11, 0.02), (0.19, 0.05), (0.42, 0.03)];

/// What `text` is made of, in order; `None` when something in it that stands in brackets is not known.
#[must_use]
pub fn pieces(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, behind)) = rest.split_once('[') {
        let (name, after) = behind.split_once(']')?;
        pieces.extend(some_words(words));
        pieces.push(match name {
            COUGH => Piece::Cough,
            DISHES => Piece::Dishes,
            _ => {
                let millis = name.parse().ok().filter(|ms| *ms <= LONGEST)?;
                Piece::Pause(Duration::from_millis(millis))
            }
        });
        rest = after;
    }
    pieces.extend(some_words(rest));
    Some(pieces)
}

fn some_words(text: &str) -> Option<Piece<'_>> {
    let text = text.trim();
    (!text.is_empty()).then_some(Piece::Words(text))
}

/// The words alone.
#[must_use]
pub fn words(text: &str) -> String {
    let pieces = pieces(text).unwrap_or_else(|| vec![Piece::Words(text)]);
    let words: Vec<String> = pieces.iter().map(Piece::words).collect();
    let words = words.iter().map(String::as_str).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

impl Piece<'_> {
    fn words(&self) -> String {
        match self {
            Self::Words(text) => music::words(text),
            Self::Pause(_) | Self::Cough | Self::Dishes => String::new(),
        }
    }

    /// What it sounds like; `None` for words.
    #[must_use]
    pub fn sound(&self) -> Option<Pcm<Hz8k>> {
        match self {
            Self::Words(_) => None,
            Self::Pause(length) => Some(Pcm::silence(*length)),
            // A throat, and porcelain.
            Self::Cough => Some(bursts(&COUGHS, 0.65, &[450.0, 1_150.0], 0.55)),
            Self::Dishes => Some(bursts(&CLATTERS, 0.65, &[2_150.0, 2_900.0], 0.1)),
        }
    }

    /// How long it lasts; `None` for words.
    #[must_use]
    pub fn length(&self) -> Option<Duration> {
        self.sound().map(|sound| sound.duration())
    }
}

/// Bursts that fade, of so many seconds together: noise (its share) and these tones.
fn bursts(when: &[(f64, f64)], seconds: f64, tones: &[f64], noise: f64) -> Pcm<Hz8k> {
    let mut dice = Dice::new(11);
    let rate = f64::from(Hz8k::HZ);
    let count = Pcm::<Hz8k>::samples_in(Duration::from_secs_f64(seconds));
    let sample = |n: usize| {
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let at = n as f64 / rate;
        let begun = when.iter().filter(|(from, _)| at >= *from);
        let level: f64 = begun.map(|(from, fade)| (-(at - from) / fade).exp()).sum();
        let tone: f64 = tones.iter().map(|hz| (TAU * hz * at).sin()).sum();
        let rough = noise * dice.gauss() + (1.0 - noise) * tone;
        #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
        let sample = (6_000.0 * level * rough).clamp(-28_000.0, 28_000.0) as i16;
        sample
    };
    Pcm::from_samples((0..count).map(sample).collect())
}

/// `sound`, softer by so many dB.
#[must_use]
pub fn softer(sound: &Pcm<Hz8k>, db: f32) -> Pcm<Hz8k> {
    let gain = 10_f32.powf(-db / 20.0);
    #[expect(clippy::cast_possible_truncation, reason = "softer than it was")]
    let soft = |sample: &i16| (f32::from(*sample) * gain) as i16;
    Pcm::from_samples(sound.samples().iter().map(soft).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_brackets_is_no_word() {
        let pause = Piece::Pause(Duration::from_millis(700));
        assert_eq!(
            pieces(" 내일[700] 저녁이요 [기침]"),
            Some(vec![
                Piece::Words("내일"),
                pause,
                Piece::Words("저녁이요"),
                Piece::Cough
            ])
        );
        assert_eq!(words("내일[700] 저녁이요 [기침]♪"), "내일 저녁이요");
        assert_eq!(words("[달그락]"), "");
        assert_eq!(pause.length(), Some(Duration::from_millis(700)));
        for wrong in ["[하품]", "[700", "[10001]", "[-1]", "[]"] {
            assert_eq!(pieces(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn noises_are_loud_and_over_at_once_and_softer_is_softer() {
        for piece in [Piece::Cough, Piece::Dishes] {
            let sound = piece.sound().unwrap();
            assert!(sound.duration() < Duration::from_secs(1));
            let level = sound.level().dbfs();
            assert!((-30.0..-8.0).contains(&level), "{piece:?}: {level} dBFS");
            let less = level - softer(&sound, 12.0).level().dbfs();
            assert!((11.0..13.0).contains(&less), "{less}");
        }
        assert_eq!(Piece::Cough.sound(), Piece::Cough.sound());
    }
}
