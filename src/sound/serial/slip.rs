//! A lost octet, found by how the sound looks.
//!
//! Serial PCM has no header. Once an odd number of octets is lost, each low octet is read as a high
//! one, and speech becomes noise at full volume. But sound is smooth from sample to sample and low
//! octets are not: of the two ways to pair the octets, the right one is many times smoother.

use super::bytes::OCTETS;

/// The wrong pairing is so many times rougher: a hundred times for soft speech, four times for the
/// loudest. Sound that is whole is never rougher than its other pairing by more than chance, except where
/// its low octets hold nothing, which [`is_better_shifted`] tells by its sign.
const ROUGHER: u32 = 2;
/// Softer than this (the mean step between samples) there is nothing to lose.
const AUDIBLE: u32 = 500;
/// So many frames in a row settle it.
const SURE: u8 = 2;

/// What to do about a frame's octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pairing {
    /// They are paired as they should be.
    Right,
    /// This frame reads better one octet further on.
    Doubtful,
    /// So did the one before: an octet was lost.
    Slipped,
}

/// Watches frame after frame.
#[derive(Debug, Default)]
pub(super) struct SlipWatch {
    doubtful: u8,
}

impl SlipWatch {
    pub(super) fn judge(&mut self, octets: &[u8; OCTETS]) -> Pairing {
        if !is_better_shifted(octets) {
            self.doubtful = 0;
            return Pairing::Right;
        }
        self.doubtful += 1;
        if self.doubtful < SURE {
            return Pairing::Doubtful;
        }
        self.doubtful = 0;
        Pairing::Slipped
    }
}

fn is_better_shifted(octets: &[u8; OCTETS]) -> bool {
    let as_read = Look::at(octets);
    if as_read.roughness <= AUDIBLE * 159 {
        return false;
    }
    let shifted = Look::at(&octets[1..]);
    // Sound has both signs; octets of sound that uses only its high ones do not, one further on.
    as_read.roughness > ROUGHER * shifted.roughness
        && shifted.sum.unsigned_abs() <= shifted.magnitude / 2
}

/// Samples of one pairing: how far they lie apart, and about what.
struct Look {
    roughness: u32,
    magnitude: u32,
    sum: i32,
}

impl Look {
    fn at(octets: &[u8]) -> Self {
        let mut look = Self {
            roughness: 0,
            magnitude: 0,
            sum: 0,
        };
        let mut before = None;
        let (pairs, _) = octets.as_chunks::<2>();
        for sample in pairs.iter().map(|pair| i16::from_le_bytes(*pair)) {
            look.roughness += before.map_or(0, |b: i16| u32::from(sample.abs_diff(b)));
            look.magnitude += u32::from(sample.unsigned_abs());
            look.sum += i32::from(sample);
            before = Some(sample);
        }
        look
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        audio::{Hz8k, Pcm, g711},
        sim::Dice,
    };
    use std::f32::consts::TAU;

    fn octets(sound: &Pcm<Hz8k>) -> Vec<u8> {
        sound
            .samples()
            .iter()
            .flat_map(|s| s.to_le_bytes())
            .collect()
    }

    fn judged(octets: &[u8]) -> Vec<Pairing> {
        let mut watch = SlipWatch::default();
        let (frames, _) = octets.as_chunks::<OCTETS>();
        frames.iter().map(|frame| watch.judge(frame)).collect()
    }

    /// A second of a voice: harmonics under a moving loudness, with breath.
    fn voice(pitch: f32, loudness: f32, seed: u64) -> Pcm<Hz8k> {
        let mut dice = Dice::new(seed);
        let samples = (0..8_000)
            .map(|n| {
                let time = n as f32 / 8_000.0;
                let wave: f32 = (1..=12)
                    .map(|k| (TAU * pitch * k as f32 * time).sin() / k as f32)
                    .sum();
                let envelope = 0.2 + 0.8 * (TAU * 3.0 * time).sin().abs();
                let breath = 0.05 * dice.gauss() as f32;
                (loudness * (envelope * wave + breath)).clamp(-32_000.0, 32_000.0) as i16
            })
            .collect();
        Pcm::from_samples(samples)
    }

    fn kinds() -> Vec<Pcm<Hz8k>> {
        let mut kinds = Vec::new();
        for (n, loudness) in [30.0, 300.0, 2_000.0, 8_000.0, 16_000.0]
            .into_iter()
            .enumerate()
        {
            let plain = voice(120.0 + 40.0 * n as f32, loudness, n as u64);
            kinds.push(Pcm::from_samples(
                plain.samples().iter().map(|&s| g711::through(s)).collect(),
            ));
            kinds.push(plain);
        }
        kinds
    }

    #[test]
    fn sound_that_is_whole_is_left_alone() {
        let mut sounds = kinds();
        let mut dice = Dice::new(5);
        for width in [3.0, 300.0, 6_000.0, 20_000.0] {
            let noise =
                (0..80_000).map(|_| (width * dice.gauss()).clamp(-32_768.0, 32_767.0) as i16);
            sounds.push(Pcm::from_samples(noise.collect()));
        }
        // Sound of eight bits, whose low octets hold nothing, or always the same.
        for low in [0, 0x80] {
            let wide = voice(200.0, 12_000.0, 3);
            let coarse = wide.samples().iter().map(|s| s & !0xFF | low);
            sounds.push(Pcm::from_samples(coarse.collect()));
        }
        sounds.push(Pcm::from_samples(vec![0; 8_000]));
        sounds.push(Pcm::from_samples(vec![8; 8_000]));
        for (n, sound) in sounds.iter().enumerate() {
            let judged = judged(&octets(sound));
            assert!(
                judged.iter().all(|j| *j == Pairing::Right),
                "{n}: {judged:?}"
            );
        }
    }

    #[test]
    fn a_lost_octet_is_found_within_two_audible_frames() {
        for (n, sound) in kinds().iter().enumerate() {
            let octets = octets(sound);
            let judged = judged(&octets[1..]);
            let found = judged.iter().position(|j| *j == Pairing::Slipped);
            assert!(found.is_some_and(|at| at <= 3), "{n}: {judged:?}");
        }
    }
}
