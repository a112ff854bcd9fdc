//! The sixteen keys of Q.23 and their frequencies.

use crate::phone::Key;

/// The frequencies of the rows, in hertz (ITU-T Q.23).
pub(super) const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
/// The frequencies of the columns, in hertz.
pub(super) const COLUMNS: [f32; 4] = [1_209.0, 1_336.0, 1_477.0, 1_633.0];
/// What stands on the keys, row by row.
const FACES: [char; 16] = [
    '1', '2', '3', 'A', '4', '5', '6', 'B', '7', '8', '9', 'C', '*', '0', '#', 'D',
];

/// The key in this row and column.
pub(super) const fn at(row: usize, column: usize) -> Option<Key> {
    Key::new(FACES[row % 4 * 4 + column % 4])
}

/// The two frequencies of a key in hertz, the low one first.
#[must_use]
pub fn hertz(key: Key) -> (f32, f32) {
    let place = FACES
        .iter()
        .position(|face| *face == key.face())
        .unwrap_or(0);
    (ROWS[place / 4], COLUMNS[place % 4])
}
