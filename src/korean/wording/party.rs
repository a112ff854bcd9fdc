//! People, as [`find_party`](crate::korean::find_party) understands them.

use super::Pattern;
use crate::korean::number::{native, native_counter};

/// "10분" are minutes.
const COUNTERS: [&str; 6] = [" 명", " 사람", " 명쯤", " 명 정도", " 사람쯤", " 사람 정도"];
const TOGETHER: [&str; 4] = ["혼자", "둘이서", "셋이서", "넷이서"];

/// A number of people.
#[must_use]
pub fn party() -> Pattern {
    let words = Pattern::one_of((1..=12).filter_map(native_counter));
    let number = Pattern::any([
        words.clone(),
        Pattern::one_of((1..=20).map(|n| n.to_string())),
    ]);
    Pattern::any([
        number.glued(&Pattern::one_of(COUNTERS)),
        words.glued(&Pattern::words(" 분")),
        Pattern::one_of((2..=8).filter_map(native)),
        Pattern::one_of(TOGETHER),
    ])
}
