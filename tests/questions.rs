//! How well questions are matched with those of the owner, over paraphrases that nobody tuned to:
//! `tests/shops/*.questions.txt`.
//!
//! `cargo test --test questions -- --nocapture` prints the table.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{fs, path::Path};

use jiff::civil::date;
use munjigi::{app::read_shop, reception::Desk};

/// What became of the questions of one shop.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    right: usize,
    missed: usize,
    wrong: usize,
    /// Of those that have no answer: left alone, and answered all the same.
    left: usize,
    false_answers: usize,
}

#[test]
fn paraphrases_find_their_answer_and_others_find_none() {
    let mut all = Count::default();
    println!("shop       right missed wrong | left  false");
    for name in ["bunsik", "hair", "dental", "flowers", "garage"] {
        let count = count(name);
        println!(
            "{name:10} {:5} {:6} {:5} | {:4} {:6}",
            count.right, count.missed, count.wrong, count.left, count.false_answers
        );
        all.right += count.right;
        all.missed += count.missed;
        all.wrong += count.wrong;
        all.left += count.left;
        all.false_answers += count.false_answers;
    }
    println!("{all:?}");
    // A wrong answer is worse than none: the owner is asked then.
    assert!(
        all.right * 100 >= 65 * (all.right + all.missed + all.wrong),
        "{all:?}"
    );
    assert!(
        all.wrong * 100 <= 2 * (all.right + all.missed + all.wrong),
        "{all:?}"
    );
    assert!(
        all.false_answers * 100 <= 4 * (all.left + all.false_answers),
        "{all:?}"
    );
}

fn count(name: &str) -> Count {
    let folder = Path::new("tests/shops");
    let desk = Desk::new(read_shop(&folder.join(format!("{name}.toml"))).unwrap());
    let now = date(2026, 11, 19).at(18, 3, 0, 0);
    let mut count = Count::default();
    let lines = fs::read_to_string(folder.join(format!("{name}.questions.txt"))).unwrap();
    for line in lines
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        let (wanted, text) = line.split_once('\t').unwrap();
        let found = desk.asked(text, now);
        let wanted: Option<usize> = wanted.parse::<usize>().ok().map(|n| n - 1);
        let outcome = match (wanted, found.as_slice()) {
            (Some(wanted), [one]) if wanted == *one => &mut count.right,
            (Some(_), []) => &mut count.missed,
            (Some(_), _) => &mut count.wrong,
            (None, []) => &mut count.left,
            (None, _) => &mut count.false_answers,
        };
        *outcome += 1;
        if std::env::var_os("MUNJIGI_SHOW").is_some() {
            let fine = wanted.map_or(found.is_empty(), |w| found == [w]);
            if !fine {
                println!("{name}: {wanted:?} {found:?} {text}");
            }
        }
    }
    count
}
