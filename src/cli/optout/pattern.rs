//! `munjigi optout pattern`: what is known of opt-out lines, listed, read, written, set and forgotten.

use serde_json::json;

use crate::{
    app::BoxClock,
    optout::{
        Entry,
        pattern::{Pattern, Source, export, import},
    },
    phone::PhoneNumber,
    store::Store,
    time::WallClock as _,
};

use super::super::{Exit, Failure, args::PatternVerb, database::open, input::standard_input};
use super::{MAX_INPUT, toll_free};

pub fn pattern(verb: &PatternVerb, as_json: bool) -> Result<Exit, Failure> {
    match verb {
        PatternVerb::List { db } => list(&open(db)?, as_json),
        PatternVerb::Import { db } => read(&mut open(db)?, as_json),
        PatternVerb::Export { db } => {
            print!("{}", export(&open(db)?.patterns()?));
            Ok(Exit::Ok)
        }
        PatternVerb::Set {
            number,
            entered,
            name,
            by_sound,
            db,
        } => {
            let named = (name.as_deref(), *by_sound);
            set(&mut open(db)?, number, entered, named)
        }
        PatternVerb::Forget { number, db } => forget(&mut open(db)?, number),
    }
}

fn list(store: &Store, as_json: bool) -> Result<Exit, Failure> {
    for pattern in store.patterns()? {
        let (number, entered) = (pattern.number.digits(), pattern.entered_words());
        if as_json {
            println!(
                "{}",
                json!({
                    "number": number,
                    "name": pattern.name,
                    "entered": entered,
                    "by_sound": pattern.by_sound,
                    "source": pattern.source.as_str(),
                    "calls": pattern.calls,
                    "successes": pattern.successes,
                    "seconds": pattern.seconds,
                    "last": pattern.last.map(|last| last.as_str()),
                })
            );
            continue;
        }
        let entered = if entered.is_empty() { "-" } else { &entered };
        let sound = if pattern.by_sound { " ~" } else { "" };
        println!(
            "{number}  {:<16}  {:>3}/{:<3}  {:<8}  {}",
            format!("{entered}{sound}"),
            pattern.successes,
            pattern.calls,
            pattern.source.as_str(),
            pattern.name.as_deref().unwrap_or_default()
        );
    }
    Ok(Exit::Ok)
}

/// What the box has learned by itself is worth more than a file.
fn read(store: &mut Store, as_json: bool) -> Result<Exit, Failure> {
    let imported = import(&standard_input(MAX_INPUT)?)
        .map_err(|error| Failure::saying(Exit::Usage, error.to_string()))?;
    let now = BoxClock::start().wall();
    let known = store.patterns()?;
    let learned = |number: &PhoneNumber| {
        let same = known.iter().find(|pattern| pattern.number == *number);
        same.is_some_and(|pattern| pattern.successes > 0)
    };
    let (kept, new): (Vec<_>, Vec<_>) = imported
        .patterns
        .iter()
        .partition(|pattern| learned(&pattern.number));
    for pattern in &new {
        store.put_pattern(pattern, now)?;
    }
    for line in &imported.left_out {
        eprintln!("munjigi: 건너뜀 / left out: {line}");
    }
    if as_json {
        let counts = (new.len(), kept.len(), imported.left_out.len());
        println!(
            "{}",
            json!({ "imported": counts.0, "known_better": counts.1, "left_out": counts.2 })
        );
    } else {
        println!(
            "{}개를 읽었습니다(이미 성공한 {}개는 그대로) / read {}, kept {} that have worked here",
            new.len(),
            kept.len(),
            new.len(),
            kept.len()
        );
    }
    Ok(Exit::Ok)
}

fn set(
    store: &mut Store,
    number: &PhoneNumber,
    entered: &[Entry],
    (name, by_sound): (Option<&str>, bool),
) -> Result<Exit, Failure> {
    toll_free(number)?;
    let known = store.patterns()?;
    let known = known.into_iter().find(|pattern| pattern.number == *number);
    let known = known.unwrap_or_else(|| Pattern::new(number.clone()));
    let pattern = Pattern {
        name: name.map(str::to_owned).or(known.name),
        entered: entered.to_vec(),
        by_sound,
        source: Source::Owner,
        ..known
    };
    store.put_pattern(&pattern, BoxClock::start().wall())?;
    Ok(Exit::Ok)
}

fn forget(store: &mut Store, number: &PhoneNumber) -> Result<Exit, Failure> {
    if store.forget_pattern(number)? {
        return Ok(Exit::Ok);
    }
    let message = format!(
        "{}에 대해 아는 것이 없습니다 / nothing is known of it; see munjigi optout pattern list",
        number.digits()
    );
    Err(Failure::saying(Exit::Failed, message))
}
