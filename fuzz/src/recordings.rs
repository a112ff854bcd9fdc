//! Two small recordings for the fuzzing of the vault, which are in its corpus as they were once made: their own keys
//! are random. `cargo run --example recordings -- FOLDER` in `fuzz/` makes them again.

use jiff::civil::date;
use zeroize::Zeroizing;

use crate::vault::{About, Kek};

/// So many samples a second, which makes 8 pairs in a chunk.
const HZ: u32 = 4;
/// The calls of the recordings, and how many pairs each has: two chunks and a part of one, one chunk to the brim.
pub const CALLS: [(u64, i16); 2] = [(7, 21), (8, 8)];

/// The key that opens them.
#[must_use]
pub fn kek() -> Kek {
    Kek::from_bytes(Zeroizing::new([1; 32]))
}

/// What the recording of this call is of.
#[must_use]
pub fn about(call: u64) -> About {
    About {
        call,
        created: date(2026, 11, 21).at(18, 3, 0, 0),
        hz: HZ,
    }
}

/// What was said in a call of so many pairs: the far end, and ours.
#[must_use]
pub fn sound(call: u64, pairs: i16) -> (Vec<i16>, Vec<i16>) {
    let begin = 1_000 * i16::from(call == 8);
    let far = (1..=pairs).map(|n| begin + n);
    (far.clone().collect(), far.map(|n| -n).collect())
}
