//! The standard's own examples, words of a shop under the same articles, and sentences.

use super::pronounce;
use crate::korean::jamo::{Syllable, is_hangul};
use proptest::prelude::*;

/// article, written, spoken (in one breath, several with "/").
const STANDARD: &str = include_str!("standard.txt");
const MORE: &str = include_str!("more.txt");
/// written, spoken.
const SENTENCES: &str = include_str!("sentences.txt");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

/// Every word of a table that is said in none of the ways it allows.
fn wrong(table: &'static str) -> Vec<String> {
    rows(table)
        .filter_map(|row| {
            let [article, written, spoken] = row[..] else {
                return Some(format!("no row: {row:?}"));
            };
            let heard = pronounce(written).replace(' ', "");
            let right = spoken.split('/').any(|way| way == heard);
            (!right).then(|| format!("제{article}항 {written}: {heard}, not {spoken}"))
        })
        .collect()
}

#[test]
fn the_standards_own_examples() {
    let words = rows(STANDARD).count();
    assert!(words >= 380, "only {words} examples");
    let wrong = wrong(STANDARD);
    assert!(
        wrong.is_empty(),
        "{} of {words}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn more_words_of_the_same_rules() {
    let wrong = wrong(MORE);
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn sentences_of_a_shop() {
    let wrong: Vec<String> = rows(SENTENCES)
        .map(|row| (row[0], row[1], pronounce(row[0])))
        .filter(|(_, spoken, heard)| spoken != heard)
        .map(|(written, spoken, heard)| format!("{written}\n  {heard}\n  {spoken}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is written as it sounds is said as it is written. Not so where a consonant was carried
/// before ㅢ (협의 → 혀븨), which written so is no ㅢ any more (제5항 다만 3), nor where a word that
/// a rule leaves alone is no longer to be seen (본인인증 → 보니닌증).
#[test]
fn sounds_stay_as_they_are() {
    let spoken = rows(STANDARD)
        .chain(rows(MORE))
        .map(|row| pronounce(row[1]))
        .chain(rows(SENTENCES).map(|row| pronounce(row[0])));
    let changed: Vec<String> = spoken
        .filter(|heard| !heard.chars().any(is_carried_before_ui))
        .filter(|heard| heard != "보니닌증" && pronounce(heard) != *heard)
        .map(|heard| format!("{heard} → {}", pronounce(&heard)))
        .collect();
    assert!(
        changed.is_empty(),
        "{}:\n{}",
        changed.len(),
        changed.join("\n")
    );
}

fn is_carried_before_ui(c: char) -> bool {
    Syllable::of(c).is_some_and(|parts| parts.medial() == 'ㅢ' && parts.initial() != 'ㅇ')
}

#[test]
fn what_is_no_hangul_stays_and_parts_phrases() {
    for (written, spoken) in [
        ("  가  나 A 다", "  가  나 A 다"),
        ("밥, 안 먹어요", "밥, 안 머거요"),
        ("", ""),
        ("국!물", "국!물"),
    ] {
        assert_eq!(pronounce(written), spoken);
    }
}

proptest! {
    #[test]
    fn syllables_stay_as_many(text in "[가-힣 .,?]{0,30}") {
        let spoken = pronounce(&text);
        prop_assert_eq!(spoken.chars().count(), text.chars().count());
        for (written, heard) in text.chars().zip(spoken.chars()) {
            prop_assert_eq!(is_hangul(written), is_hangul(heard));
        }
    }

    #[test]
    fn only_seven_finals_are_left(text in "[가-힣 ]{0,30}") {
        for c in pronounce(&text).chars() {
            let coda = Syllable::of(c).and_then(Syllable::coda);
            prop_assert!(coda.is_none_or(|coda| "ㄱㄴㄷㄹㅁㅂㅇ".contains(coda)), "{}", c);
        }
    }

    #[test]
    fn a_mark_parts_what_is_said(left in "[가-힣 ]{0,9}", right in "[가-힣 ]{0,9}") {
        let whole = pronounce(&format!("{left}. {right}"));
        prop_assert_eq!(whole, format!("{}.{}", pronounce(&left), pronounce(&format!(" {right}"))));
    }

    #[test]
    fn any_text_is_survived(text in ".{0,30}") {
        let _ = pronounce(&text);
    }
}
