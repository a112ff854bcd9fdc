//! Recordings that are made and heard, cut, changed and destroyed.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

mod cut;
mod harm;
mod headers;
mod sound;

use std::path::{Path, PathBuf};

use jiff::civil::date;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;

/// Pairs in a chunk of a small recording.
const PAIRS: u32 = 4;

fn kek() -> Kek {
    Kek::from_bytes(Zeroizing::new([0x4B; 32]))
}

fn about(call: u64) -> About {
    About {
        call,
        created: date(2026, 11, 21).at(18, 3, 0, 0),
        hz: 8_000,
    }
}

/// The `n`th sample of the far end of a call; ours is its negative.
fn sample(call: u64, n: usize) -> i16 {
    (call * 1_000) as i16 + n as i16
}

/// What was said in so many samples of a call, as it is heard.
fn said(call: u64, samples: usize) -> Vec<i16> {
    let pair = |n| [sample(call, n), -sample(call, n)];
    (0..samples).flat_map(pair).collect()
}

/// A folder, and in it a recording of small chunks.
fn recorded(call: u64, samples: usize) -> (TempDir, Sealed) {
    let place = tempfile::tempdir().unwrap();
    let sealed = record(place.path(), call, samples).finish().unwrap();
    (place, sealed)
}

fn record(folder: &Path, call: u64, samples: usize) -> Recorder {
    let mut recorder = Recorder::with_chunks_of(PAIRS, folder, &kek(), &about(call)).unwrap();
    let far: Vec<i16> = (0..samples).map(|n| sample(call, n)).collect();
    let ours: Vec<i16> = far.iter().map(|s| -s).collect();
    recorder.push(&far, &ours).unwrap();
    recorder
}

/// Puts these bytes beside the recording and opens them.
fn open_bytes(place: &TempDir, bytes: &[u8]) -> Result<Recording, VaultError> {
    let path = place.path().join("copy.mjr");
    std::fs::write(&path, bytes).unwrap();
    Recording::open(&path, &kek())
}

/// Whether it is refused somewhere between opening and the end, and how.
fn refusal(place: &TempDir, bytes: &[u8]) -> Option<VaultError> {
    match open_bytes(place, bytes) {
        Ok(recording) => recording.read_all().err(),
        Err(error) => Some(error),
    }
}

/// A recording in parts: its header, and its chunks.
fn parts(path: &PathBuf) -> (Vec<u8>, Vec<Vec<u8>>) {
    let bytes = std::fs::read(path).unwrap();
    let (head, body) = bytes.split_at(header::LEN);
    let chunks = body.chunks(chunk::disk_len(PAIRS)).map(<[u8]>::to_vec);
    (head.to_vec(), chunks.collect())
}
