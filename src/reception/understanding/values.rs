//! Days, times, people and services in a turn.

use std::ops::Range;

use jiff::civil::{DateTime, Time};

use crate::{
    korean::{
        calendar, clock,
        jamo::{Letters, Needle},
        party,
        scan::settle,
    },
    reception::{desk::Desk, shop::Item},
};

use super::{Asked, Heard, Wish};

/// Reads the values of `words` into what was heard; the wish is known already.
pub(super) fn read_values(
    heard: &mut Heard,
    words: &str,
    asked: Asked,
    desk: &Desk,
    now: DateTime,
) {
    let hours = desk.shop.hours.widest();
    heard.date = calendar::find_date(words, now.date()).map(|mention| mention.date);
    heard.time = clock::find_time(words, &hours)
        .filter(|mention| mention.certainty != clock::Certainty::Vague)
        .map(|mention| told(&mention));
    // Where a value is to be expected, one that only sounds right is taken too: it is read back
    // before anything is booked.
    let behind = words.rsplit_once("말고").map(|(_, behind)| behind);
    let expected = matches!(heard.wish, Some(Wish::Book | Wish::Change))
        || matches!(
            asked,
            Asked::Value | Asked::Service | Asked::When | Asked::Offer
        )
        || behind.is_some();
    let sounds = behind.unwrap_or(words);
    if expected && heard.topics.is_empty() {
        let time = || clock::find_time_by_sound(sounds, &hours);
        let time = heard.time.is_none().then(time).flatten();
        heard.time = heard
            .time
            .or(time.map(|(time, certainty)| (time, certainty == clock::Certainty::Exact)));
        // Of days that were offered there are two: the receptionist looks for those.
        if asked != Asked::Offer {
            let date = || calendar::find_date_by_sound(sounds, now.date());
            heard.date = heard.date.or_else(date);
        }
    }
    let people = desk.shop.booking.people;
    // Where one comes alone, a number of people has to be said as one.
    let told = people
        || ["명", "분이", "둘이", "셋이"]
            .iter()
            .any(|word| words.contains(word));
    let party = party::find_party(words).filter(|_| told);
    heard.party = party.or_else(|| {
        (expected && people)
            .then(|| party::find_party_by_sound(sounds))
            .flatten()
    });
    heard.what = item(words, desk, |item| item.book);
    if expected && heard.what.is_none() {
        let which = asked == Asked::Service || behind.is_some();
        let named = without_manners(sounds);
        let of_all = || desk.services.find(&named);
        heard.what = (desk.sounds.find(&named)).or_else(|| which.then(of_all).flatten());
    }
    if matches!(heard.wish, Some(Wish::Change | Wish::Cancel | Wish::Check)) {
        name_what_stands(heard, words, desk, now);
    }
}

/// Without what is only polite: "부탁드릴게요" sounds like 드라이.
fn without_manners(words: &str) -> String {
    const POLITE: [&str; 5] = ["부탁", "드릴", "드려", "드립", "주세요"];
    let said = words
        .split(' ')
        .filter(|word| !POLITE.iter().any(|polite| word.starts_with(polite)));
    said.collect::<Vec<_>>().join(" ")
}

/// "내일 세 시 예약을 다섯 시로": what is said before the second moment names the booking.
fn name_what_stands(heard: &mut Heard, words: &str, desk: &Desk, now: DateTime) {
    let hours = desk.shop.hours.widest();
    let time_in = |part: &str| {
        clock::find_time(part, &hours).filter(|m| m.certainty != clock::Certainty::Vague)
    };
    let Some(cut) = words.find("예약").map(|at| at + "예약".len()) else {
        return;
    };
    let (before, behind) = words.split_at(cut);
    let dates = [before, behind].map(|part| calendar::find_date(part, now.date()).map(|m| m.date));
    let times = [before, behind].map(&time_in);
    heard.named = (dates[0], times[0].as_ref().map(|m| m.time));
    if dates[1].is_some() || times[1].is_some() {
        heard.date = dates[1];
        heard.time = times[1].as_ref().map(told);
    }
    // "예약한 거 내일 세 시인데 다섯 시로": the second of two behind it.
    if let Some(first) = &times[1]
        && let Some(second) = time_in(&behind[first.span.end..])
    {
        heard.named.1 = Some(first.time);
        heard.time = Some(told(&second));
        if heard.named.0.is_none()
            && calendar::find_date(&behind[first.span.end..], now.date()).is_none()
        {
            heard.named.0 = heard.date.take();
        }
    }
}

/// A time, and whether its half of the day was said.
fn told(mention: &clock::TimeMention) -> (Time, bool) {
    let exact = mention.certainty == clock::Certainty::Exact;
    (mention.time, exact)
}

/// The thing on the menu that counts, of those that `will_do`: the longest name where several overlap,
/// the one behind "말고" where one is taken back.
pub(super) fn item(words: &str, desk: &Desk, will_do: impl Fn(&Item) -> bool) -> Option<usize> {
    let letters = Letters::of(words);
    let menu = desk.items.iter().zip(&desk.shop.menu).enumerate();
    let mut found: Vec<(usize, f32, Range<usize>)> = menu
        .filter(|(_, (_, item))| will_do(item))
        .filter_map(|(n, (names, _))| {
            let (score, span) = best(names, &letters)?;
            Some((n, score, span))
        })
        .collect();
    found.sort_by(|(_, a, _), (_, b, _)| b.total_cmp(a));
    let mut kept: Vec<(usize, Range<usize>)> = Vec::new();
    for (n, _, span) in found {
        if kept
            .iter()
            .all(|(_, k)| span.end <= k.start || k.end <= span.start)
        {
            kept.push((n, span));
        }
    }
    kept.sort_by_key(|(_, span)| span.start);
    let spans: Vec<_> = kept.iter().map(|(_, span)| span.clone()).collect();
    settle(words, &spans).map(|place| kept[place].0)
}

/// How well the best of these names is heard, longer ones first, and where.
fn best(names: &[Needle], letters: &Letters) -> Option<(f32, Range<usize>)> {
    let score = |needle: &Needle| {
        let found = needle.find(letters)?;
        #[expect(clippy::cast_precision_loss, reason = "names are short")]
        let length = needle.word().chars().count() as f32;
        // "뿌리 염색" beats "염색" inside it.
        Some((found.similarity + length / 100.0, found.span))
    };
    names
        .iter()
        .filter_map(score)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
}
