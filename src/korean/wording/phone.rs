//! Telephone numbers, as [`find_phone_digits`](crate::korean::find_phone_digits) understands them.

use super::Pattern;

const FIGURES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const WORDS: [&str; 11] = [
    "공", "영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구",
];

/// Four digits of a number, in figures or words.
#[must_use]
pub fn four_digits() -> Pattern {
    let four = |digits: &[&str]| {
        let digit = Pattern::one_of(digits);
        (1..4).fold(digit.clone(), |four, _| four.glued(&digit))
    };
    // "2, 3, 4, 5": so some write digits that were said slowly.
    let between = Pattern::one_of([", ", ",", " ", ". ", "."]);
    let apart = {
        let digit = Pattern::one_of(FIGURES);
        (1..4).fold(digit.clone(), |four, _| four.glued(&between).glued(&digit))
    };
    Pattern::any([four(&FIGURES), four(&WORDS), apart])
}

/// A mobile number: 010 and eight digits, in figures or words.
#[must_use]
pub fn phone() -> Pattern {
    let four = four_digits();
    let between = Pattern::one_of(["-", "에", "의", "에,", ",", "."]).maybe();
    let group = |number: Pattern| {
        let number = number.glued(&between).glued(&Pattern::words(" "));
        number.glued(&four)
    };
    group(group(Pattern::one_of(["010", "공일공"])))
}
