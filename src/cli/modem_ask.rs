//! `munjigi modem`: a modem of the running box is asked.

use serde_json::json;

use crate::{
    at,
    control::{Answer, Question},
};

use super::{Exit, Failure, args::ModemVerb};

/// Asks one question, or lists all.
pub fn modem(verb: &ModemVerb, json: bool) -> Result<Exit, Failure> {
    match verb {
        ModemVerb::Questions => Ok(questions(json)),
        ModemVerb::Ask {
            question,
            line,
            here,
        } => {
            // Before anybody is asked: a mistake is told the same whether the box runs or not.
            let Some(known) = at::Question::find(question) else {
                let why = format!(
                    "목록에 없는 질문입니다: {question}. munjigi modem questions 로 볼 수 있습니다 / not one of the \
                     questions that may be asked: munjigi modem questions lists them"
                );
                return Err(Failure::saying(Exit::Usage, why));
            };
            let asked = Question::Modem {
                line: line.clone(),
                question: known.text().to_owned(),
            };
            answered(known, here.ask(&asked)?, json)
        }
    }
}

fn questions(json: bool) -> Exit {
    let all: Vec<&str> = at::Question::all().map(at::Question::text).collect();
    if json {
        println!("{}", json!(all));
    } else {
        println!("{}", all.join("\n"));
    }
    Exit::Ok
}

fn answered(question: at::Question, answer: Answer, json: bool) -> Result<Exit, Failure> {
    let (lines, result) = match answer {
        Answer::Lines { lines, result } => (lines, result),
        Answer::Refused { why } => return Err(Failure::saying(Exit::Failed, why)),
        Answer::Busy { korean, english } => {
            let why = format!("{korean} / {english}");
            return Err(Failure::saying(Exit::Busy, why));
        }
        other => {
            let why = format!("the running box is of another version: {other:?}");
            return Err(Failure::saying(Exit::Failed, why));
        }
    };
    if json {
        println!(
            "{}",
            json!({ "question": question.text(), "lines": lines, "result": result })
        );
    } else {
        for line in &lines {
            println!("{line}");
        }
        println!("{result}");
    }
    Ok(if result == "OK" {
        Exit::Ok
    } else {
        Exit::Failed
    })
}
