//! Times of day, as [`find_time`](crate::korean::find_time) understands them.

use super::Pattern;
use crate::korean::number::{native_counter, sino};

const PARTS: [&str; 8] = ["오전", "오후", "아침", "점심", "낮", "저녁", "밤", "새벽"];
/// A time: an hour, with or without the half of the day and minutes.
#[must_use]
pub fn time() -> Pattern {
    let hour = Pattern::any([
        Pattern::one_of((1..=12).filter_map(native_counter)),
        Pattern::words("열 한"),
        Pattern::words("열 두"),
        Pattern::one_of((1..=12).map(|n| n.to_string())),
    ]);
    let minutes = Pattern::any([
        Pattern::one_of((1..12).map(|n| sino(n * 5))),
        Pattern::one_of((1..12).map(|n| (n * 5).to_string())),
    ]);
    let space = Pattern::words(" ");
    let behind = Pattern::any([Pattern::words("반"), minutes.glued(&Pattern::words(" 분"))]);
    let about = Pattern::one_of([" 쯤", " 정도", " 경"]);
    let part = Pattern::one_of(PARTS).glued(&space);
    part.maybe()
        .glued(&hour)
        .glued(&Pattern::words(" 시"))
        .glued(&space.glued(&behind).maybe())
        .glued(&about.maybe())
}
