//! What texts of a shop sound like.

use super::*;
use crate::korean::jamo::is_hangul;
use proptest::prelude::*;

/// written, read.
const CASES: &str = include_str!("cases.txt");

fn cases() -> impl Iterator<Item = (&'static str, &'static str)> {
    CASES
        .lines()
        .filter(|line| !line.starts_with("# "))
        .map(|line| line.split_once('\t').expect("written <TAB> read"))
}

#[test]
fn every_case_of_the_table() {
    let count = cases().count();
    assert!(count > 200, "only {count} cases");
    let wrong: Vec<String> = cases()
        .map(|(written, read)| (written, read, speakable(written)))
        .filter(|(_, read, said)| read != said)
        .map(|(written, read, said)| format!("{written}: {said}, not {read}"))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_case_stands_twice() {
    let written: std::collections::BTreeSet<_> = cases().map(|(written, _)| written).collect();
    assert_eq!(written.len(), cases().count());
}

#[test]
fn lines_marks_and_what_has_no_reading() {
    for (text, words) in [
        ("첫째\n둘째", "첫째. 둘째"),
        ("\u{1112}\u{1161}\u{11AB}글", "한글"),
        ("😀", ""),
        ("", ""),
        (
            "* 단체 예약은 전화로\n* 주차 가능",
            "단체 예약은 전화로. 주차 가능",
        ),
    ] {
        assert_eq!(speakable(text), words, "{text}");
    }
}

proptest! {
    #[test]
    fn numbers_are_read_without_a_leading_one_before_ten_thousand(number in 10_000u64..20_000) {
        let read = speakable(&format!("{number}원"));
        prop_assert!(read.starts_with("만") && read.ends_with(" 원"), "{}", read);
    }

    #[test]
    fn every_clock_time_is_a_moment(hour in 0u8..24, minute in 0u8..60) {
        let read = speakable(&format!("{hour:02}:{minute:02}~"));
        prop_assert!(read.ends_with("부터"), "{}", read);
    }

    #[test]
    fn only_what_a_voice_can_read(text in ".{0,60}") {
        check(&text)?;
    }

    #[test]
    fn even_of_dense_text(text in "[#*()+0-9:~./,%$A-Za-z@ㄱ-ㅣ시분월일명원토 -]{0,40}") {
        check(&text)?;
    }
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let words = speakable(text);
    prop_assert!(
        words.chars().all(|c| is_hangul(c) || " .,?!".contains(c)),
        "{}",
        words
    );
    prop_assert!(!words.contains("  ") && words.trim() == words);
    let spoken = crate::korean::pronounce(&words);
    prop_assert_eq!(spoken.chars().count(), words.chars().count());
    prop_assert_eq!(
        speakable(&words),
        words.clone(),
        "reading twice changes nothing"
    );
    Ok(())
}
