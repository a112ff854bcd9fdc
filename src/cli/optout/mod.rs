//! `munjigi optout`: what an ad says of how to be left alone, and what its telephone line has said.

mod evidence;
mod pattern;

use serde::Deserialize;
use serde_json::json;

use crate::{
    app::BoxClock,
    optout::{
        Extraction, Judgement,
        queue::{self, Rules},
    },
    phone::{
        Keys, PhoneNumber,
        policy::{self, Purpose},
    },
    store::Store,
    time::WallClock as _,
};

use super::{Exit, Failure, args::OptOutVerb, database::open, input::standard_input};

/// More than anybody pipes in by mistake and still wants answered; what comes after is not read.
const MAX_INPUT: u64 = 16 * 1024 * 1024;

/// A line of JSON that holds a text; other keys are ignored.
#[derive(Deserialize)]
struct Given {
    text: String,
}

/// Reads texts from standard input and prints a line of JSON for each; or lists what came of the ads.
pub fn optout(verb: &OptOutVerb, as_json: bool) -> Result<Exit, Failure> {
    let read: fn(&str) -> serde_json::Value = match verb {
        OptOutVerb::Extract => extract,
        OptOutVerb::Judge => judge,
        OptOutVerb::List { db } => return list(&open(db)?, as_json),
        OptOutVerb::Add {
            number,
            id,
            listen,
            line,
            db,
        } => return add(&mut open(db)?, line, (number, id.as_ref(), *listen)),
        OptOutVerb::Show { row, db } => return evidence::show(&open(db)?, *row, as_json),
        OptOutVerb::Report { row, db } => return report(&open(db)?, *row),
        OptOutVerb::Pattern(verb) => return pattern::pattern(verb, as_json),
    };
    for text in texts(&standard_input(MAX_INPUT)?)? {
        println!("{}", read(&text));
    }
    Ok(Exit::Ok)
}

fn list(store: &Store, as_json: bool) -> Result<Exit, Failure> {
    for row in store.optouts()? {
        if as_json {
            println!("{}", json!(row));
            continue;
        }
        let number = row.number.as_deref().unwrap_or("-");
        let stands = row.result.as_deref().or(row.state.as_deref());
        let why = row.sentence.as_deref().or(row.why.as_deref());
        println!(
            "{:>5}  {}  {number:<11}  {:<12}  {}",
            row.id,
            row.created_at,
            stands.unwrap_or("-"),
            why.unwrap_or_default()
        );
    }
    Ok(Exit::Ok)
}

fn toll_free(number: &PhoneNumber) -> Result<(), Failure> {
    match policy::allow(number, Purpose::OptOut) {
        Ok(_) => Ok(()),
        Err(why) => {
            let message = format!(
                "080으로 시작하는 열 자리 번호만 됩니다 / a toll-free number has ten digits and begins with 080: {why}"
            );
            Err(Failure::saying(Exit::Usage, message))
        }
    }
}

fn add(
    store: &mut Store,
    line: &str,
    (number, id, listens): (&PhoneNumber, Option<&Keys>, bool),
) -> Result<Exit, Failure> {
    toll_free(number)?;
    let id = id.map(|keys| keys.faces().as_str().to_owned());
    if id
        .as_ref()
        .is_some_and(|id| !id.bytes().all(|b| b.is_ascii_digit()))
    {
        let message = "광고에 적힌 번호는 숫자만 적어 주세요 / an ID has digits only";
        return Err(Failure::saying(Exit::Usage, message));
    }
    let now = BoxClock::start().wall();
    let plan = queue::asked_for(number.clone(), id, now, &[], &Rules::default());
    store.queue_opt_out(line, &plan, listens, now)?;
    println!("적어 두었습니다. 결과: munjigi optout list / queued; see munjigi optout list");
    Ok(Exit::Ok)
}

fn report(store: &Store, row: i64) -> Result<Exit, Failure> {
    if let Some(complaint) = store.complaint(row)? {
        println!("{}", complaint.report());
        return Ok(Exit::Ok);
    }
    let message = "수신거부를 마친 뒤에 온 광고가 없습니다 / no ad has come since, or it was not opted out of; see munjigi \
                   optout list";
    Err(Failure::saying(Exit::Failed, message))
}

fn extract(text: &str) -> serde_json::Value {
    let found = Extraction::of(text);
    json!({
        "number": found.digits(),
        "id": found.id,
        "verdict": found.verdict.as_str(),
        "why": found.why.as_str(),
    })
}

fn judge(text: &str) -> serde_json::Value {
    let judgement = Judgement::of(text);
    json!({
        "outcome": judgement.outcome.as_str(),
        "need": judgement.need.word(),
        "sentence": judgement.sentence,
    })
}

/// One text in each line of JSON; anything else is one text, all of it.
fn texts(input: &str) -> Result<Vec<String>, Failure> {
    if !input.trim_start().starts_with('{') {
        return Ok(vec![input.to_owned()]);
    }
    let lines = input
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            let given: Result<Given, _> = serde_json::from_str(line);
            given.map(|given| given.text).map_err(|error| {
                let message = format!(
                    "표준 입력 {n}번째 줄: {error}. {{\"text\": \"...\"}} 꼴로 한 줄에 하나씩 주세요 / \
                     standard input, line {n}: {error}; give one {{\"text\": \"...\"}} a line",
                    n = n + 1,
                );
                Failure::saying(Exit::Usage, message)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_one_and_lines_of_json_are_several() {
        assert_eq!(texts("(광고)\n무료거부").unwrap(), ["(광고)\n무료거부"]);
        let lines = "{\"text\": \"가\\n나\", \"more\": 1}\n\n{\"text\": \"다\"}\n";
        assert_eq!(texts(lines).unwrap(), ["가\n나", "다"]);
        let failure = texts("{\"text\": \"가\"}\n{\"body\": \"나\"}").unwrap_err();
        assert!(failure.message().contains("2번째 줄"), "{failure}");
    }
}
