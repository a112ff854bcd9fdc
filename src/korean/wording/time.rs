//! Times of day, as [`find_time`](crate::korean::find_time) understands them.

use super::Pattern;

const PARTS: [&str; 8] = ["오전", "오후", "아침", "점심", "낮", "저녁", "밤", "새벽"];
const HOURS: [&str; 12] = [
    "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두",
];
const MINUTES: [&str; 11] = [
    "십",
    "십오",
    "이십",
    "이십오",
    "삼십",
    "삼십오",
    "사십",
    "사십오",
    "오십",
    "오십오",
    "오",
];

/// A time: an hour, with or without the half of the day and minutes.
#[must_use]
pub fn time() -> Pattern {
    let hour = Pattern::any([
        Pattern::one_of(HOURS),
        Pattern::words("열 한"),
        Pattern::words("열 두"),
        Pattern::one_of((1..=12).map(|n| n.to_string())),
    ]);
    let minutes = Pattern::any([
        Pattern::one_of(MINUTES),
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
