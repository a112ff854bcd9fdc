//! Speech at a slower pace, at the same pitch: WSOLA (Verhelst and Roelands, ICASSP 1993).
//!
//! Pieces of the sound are laid closer together than they came; of the places where the next piece may begin the one is taken
//! that goes on as the last one would have, so that periods of the voice meet and nothing clicks.

use super::{Hz8k, Pcm};

/// How much is kept of the pace for somebody who asks to speak more slowly: a fifth less is heard as slow, and sounds like
/// nobody who makes fun of them.
pub const SLOW: f32 = 0.8;

/// A piece: 30 ms, two to six periods of a voice.
const PIECE: usize = 240;
/// Where the next one begins in what comes out.
const STEP: usize = PIECE / 2;
/// How far from its place a piece may be taken: a period of a voice of 100 Hz.
const AROUND: usize = 80;

/// `clip` at `pace` of its pace (0.5 to 1.0).
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a clip of some seconds, and samples within the range of i16"
)]
pub fn slower(clip: &Pcm<Hz8k>, pace: f32) -> Pcm<Hz8k> {
    let pace = pace.clamp(0.5, 1.0);
    let sound: Vec<f32> = clip.samples().iter().map(|&s| f32::from(s)).collect();
    if sound.len() < 2 * PIECE {
        return clip.clone();
    }
    let last = sound.len() - PIECE;
    let length = (sound.len() as f32 / pace) as usize;
    let mut out = vec![0.0; length + PIECE];
    let window = window();
    let mut from = 0;
    // In front of the first piece there is nothing to fade in from.
    out[..STEP].copy_from_slice(&sound[..STEP]);
    add(&mut out[STEP..PIECE], &sound[STEP..PIECE], &window[STEP..]);
    let mut at = STEP;
    while at + STEP < length {
        let place = (at as f32 * pace) as usize;
        let goes_on = (from + STEP).min(last);
        from = best(
            &sound,
            goes_on,
            place.saturating_sub(AROUND),
            place + AROUND,
            last,
        );
        add(
            &mut out[at..at + PIECE],
            &sound[from..from + PIECE],
            &window,
        );
        at += STEP;
    }
    // Behind the last one nothing fades in: it is what it was.
    let rest = length.saturating_sub(at).min(STEP);
    for n in 0..rest {
        out[at + n] = sound[(from + STEP + n).min(sound.len() - 1)];
    }
    out.truncate(length);
    Pcm::from_samples(
        out.iter()
            .map(|s| s.round().clamp(-32_768.0, 32_767.0) as i16)
            .collect(),
    )
}

/// Of the places from `first` to `end` the one that is most like what follows `goes_on`.
fn best(sound: &[f32], goes_on: usize, first: usize, end: usize, last: usize) -> usize {
    let wanted = &sound[goes_on..goes_on + STEP];
    let mut found = (first.min(last), f32::MIN);
    for place in first.min(last)..=end.min(last) {
        let piece = &sound[place..place + STEP];
        let (mut like, mut energy) = (0.0, 1.0);
        for (a, b) in wanted.iter().zip(piece) {
            like += a * b;
            energy += b * b;
        }
        let like = like / f32::sqrt(energy);
        if like > found.1 {
            found = (place, like);
        }
    }
    found.0
}

fn add(out: &mut [f32], piece: &[f32], window: &[f32]) {
    for ((out, sample), weight) in out.iter_mut().zip(piece).zip(window) {
        *out += sample * weight;
    }
}

/// Two of them half a piece apart make one.
fn window() -> [f32; PIECE] {
    #[expect(clippy::cast_precision_loss, reason = "up to 240")]
    std::array::from_fn(|n| {
        let turn = std::f32::consts::TAU * n as f32 / PIECE as f32;
        0.5 - 0.5 * turn.cos()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a tone of a second"
    )]
    fn tone(hertz: f32, samples: usize) -> Pcm<Hz8k> {
        let at = |n: usize| (std::f32::consts::TAU * hertz * n as f32 / 8_000.0).sin() * 8_000.0;
        Pcm::from_samples((0..samples).map(|n| at(n) as i16).collect())
    }

    /// Upward crossings of zero.
    fn periods(clip: &Pcm<Hz8k>) -> usize {
        let pairs = clip.samples().windows(2);
        pairs.filter(|pair| pair[0] < 0 && pair[1] >= 0).count()
    }

    #[test]
    fn a_voice_takes_longer_and_keeps_its_pitch() {
        for hertz in [110.0, 183.0, 240.0] {
            let clip = tone(hertz, 8_000);
            let slow = slower(&clip, SLOW);
            assert_eq!(slow.len(), 10_000);
            let more = periods(&slow) * 100 / periods(&clip);
            assert!((122..=128).contains(&more), "{hertz} Hz: {more} %");
        }
    }

    #[test]
    fn nothing_clicks() {
        let clip = tone(183.0, 8_000);
        let steepest = |clip: &Pcm<Hz8k>| {
            let steps = clip.samples().windows(2);
            steps.map(|pair| pair[0].abs_diff(pair[1])).max().unwrap()
        };
        let (before, after) = (steepest(&clip), steepest(&slower(&clip, SLOW)));
        assert!(after < before * 5 / 4, "{before}, {after}");
        let loudest = slower(&clip, SLOW)
            .samples()
            .iter()
            .map(|s| s.unsigned_abs())
            .max();
        assert!(loudest.unwrap() < 8_400, "{loudest:?}");
    }

    #[test]
    fn what_is_too_short_to_be_cut_stays_as_it_is() {
        let clip = tone(183.0, 2 * PIECE - 1);
        assert_eq!(slower(&clip, SLOW), clip);
        assert!(slower(&Pcm::new(), SLOW).is_empty());
    }

    proptest! {
        #[test]
        fn any_sound_is_survived(samples in prop::collection::vec(any::<i16>(), 0..3_000), pace in 0.1_f32..2.0) {
            let clip = Pcm::<Hz8k>::from_samples(samples);
            let slow = slower(&clip, pace);
            prop_assert!(slow.len() >= clip.len() && slow.len() <= clip.len() * 2 + 1);
        }
    }
}
