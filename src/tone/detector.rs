//! Sound to keys.

use std::array;

use crate::{
    audio::{Frame, Hz8k},
    phone::Key,
};

use super::{
    goertzel::{BLOCK, Bin},
    key::{COLUMNS, ROWS, at},
};

/// Softer than this (the mean of the magnitudes) nothing is a key: about 26 dB below the softest
/// telephone.
const FLOOR: f32 = 120.0;
/// The strongest tone of a group has so many times the energy of the next.
const SEPARATION: f32 = 2.5;
/// The share that the two tones have in everything there is to hear. Speech spreads its energy over
/// its harmonics and rarely puts this much into two of them: the guard against talk-off. Q.24's tone
/// at 15 dB over noise and 1.5 % off in frequency still passes.
const DOMINANCE: f32 = 0.8;
/// Both halves of a window hold so much of one another's energy: a tone that begins or ends in the
/// middle does not count as a whole one.
const STEADY: f32 = 0.7;
/// The energy of the high tone over that of the low one: −10.5 dB to +8 dB. Papers do not agree which
/// direction is the "normal" twist of 8 dB and which the "reverse" one of 4 dB; this takes either.
const TWIST: (f32, f32) = (0.09, 6.31);
/// The furthest a tone may be from its frequency: between the 1.5 % that must be heard and the 3.5 %
/// that must not (Q.24).
const OFFSET: f32 = 0.025;
/// A key begins when so many windows of 20 ms, 10 ms apart, hold it: any tone of 40 ms has two whole
/// ones, and one of 20 ms has not.
const BEGIN: u8 = 2;
/// It ends when so many do not: any pause of 40 ms has them; a gap of 10 ms has not, and is bridged.
const END: u8 = 4;

/// Hears keys in 8 kHz sound (ITU-T Q.24): tones and pauses of 40 ms and more, 15 dB over noise,
/// with a twist up to 8 dB, 1.5 % off in frequency.
///
/// It does not judge whether the same key twice within a fifth of a second was one press of a worn
/// key; whoever asks the caller for something may.
#[derive(Clone, Debug, Default)]
pub struct Detector {
    /// The block before.
    before: Block,
    /// The key that the last windows held, and how many of them.
    candidate: Option<Key>,
    hits: u8,
    pressed: Option<Key>,
    misses: u8,
}

#[derive(Clone, Copy, Debug, Default)]
struct Block {
    rows: [Bin; 4],
    columns: [Bin; 4],
    energy: f32,
    sum: f32,
}

impl Detector {
    /// The next 20 ms; the key that was recognised in them, once for each press, about 30 ms after
    /// it began.
    pub fn push(&mut self, frame: &Frame<Hz8k>) -> Option<Key> {
        let mut begun = None;
        let (blocks, _) = frame.samples().as_chunks::<BLOCK>();
        for samples in blocks {
            let block = Block::of(samples);
            let found = find(&self.before, &block);
            self.before = block;
            begun = self.follow(found).or(begun);
        }
        begun
    }

    /// The key that is sounding now.
    #[must_use]
    pub const fn pressed(&self) -> Option<Key> {
        self.pressed
    }

    /// Forgets everything: another call, or our own tones went out meanwhile.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    fn follow(&mut self, found: Option<Key>) -> Option<Key> {
        self.hits = match found {
            Some(_) if found == self.candidate => self.hits.saturating_add(1),
            Some(_) => 1,
            None => 0,
        };
        self.candidate = found;
        if self.pressed.is_some() && found == self.pressed {
            self.misses = 0;
            return None;
        }
        self.misses = self.misses.saturating_add(1);
        if self.misses >= END {
            self.pressed = None;
        }
        if found.is_some() && self.hits >= BEGIN {
            (self.pressed, self.misses) = (found, 0);
            return found;
        }
        None
    }
}

impl Block {
    fn of(samples: &[i16; BLOCK]) -> Self {
        let wave = samples.map(f32::from);
        Self {
            rows: ROWS.map(|hertz| Bin::of(&wave, hertz)),
            columns: COLUMNS.map(|hertz| Bin::of(&wave, hertz)),
            energy: wave.iter().map(|x| x * x).sum(),
            sum: wave.iter().map(|x| x.abs()).sum(),
        }
    }
}

/// The key in a window of two blocks, if it holds one and nothing else.
fn find(first: &Block, second: &Block) -> Option<Key> {
    if first.sum + second.sum < FLOOR * 2.0 * BLOCK as f32 {
        return None;
    }
    if first.energy.min(second.energy) < STEADY * first.energy.max(second.energy) {
        return None;
    }
    let (row, low) = strongest(&first.rows, &second.rows)?;
    let (column, high) = strongest(&first.columns, &second.columns)?;
    let on_pitch = |bins: (&[Bin; 4], &[Bin; 4]), at: usize, hertz: &[f32; 4]| {
        bins.1[at].offset(bins.0[at], hertz[at]).abs() <= OFFSET * hertz[at]
    };
    let is_key = low + high >= DOMINANCE * (first.energy + second.energy)
        && (TWIST.0..=TWIST.1).contains(&(high / low))
        && on_pitch((&first.rows, &second.rows), row, &ROWS)
        && on_pitch((&first.columns, &second.columns), column, &COLUMNS);
    is_key.then(|| at(row, column)).flatten()
}

/// The place and the energy of the tone that stands out of its group.
fn strongest(first: &[Bin; 4], second: &[Bin; 4]) -> Option<(usize, f32)> {
    let energies: [f32; 4] = array::from_fn(|i| first[i].energy() + second[i].energy());
    let best = (1..4).fold(0, |best, i| {
        if energies[i] > energies[best] {
            i
        } else {
            best
        }
    });
    let next = (0..4)
        .filter(|&i| i != best)
        .fold(0.0, |next: f32, i| next.max(energies[i]));
    (energies[best] > SEPARATION * next).then_some((best, energies[best]))
}
