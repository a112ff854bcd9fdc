//! `munjigi sim chat`: the receptionist by typing.

use std::{
    io::{self, BufRead as _, IsTerminal as _, Write as _},
    sync::Arc,
};

use crate::{
    app::{BoxClock, read_shop},
    call::{Recipient, Record},
    phone::Caller,
    reception::Desk,
    sim::chat::{Chat, Shown},
    store::Store,
    time::WallClock as _,
};

use super::{Exit, Failure, args::SimChat, screen};

/// Reads what the caller says from standard input, a line for each turn.
pub fn chat(order: &SimChat, json: bool) -> Result<Exit, Failure> {
    let shop = read_shop(&order.shop)?;
    let caller = match order.from.as_str() {
        "withheld" => Caller::Withheld,
        digits => Caller::from_digits(digits).ok_or_else(|| {
            let message = "--from에는 전화번호나 withheld를 적어 주세요 / --from takes a telephone number or `withheld`";
            Failure::saying(Exit::Usage, message)
        })?,
    };
    let start = order.at.unwrap_or_else(|| BoxClock::start().wall());
    let typed = io::stdin().is_terminal();
    if typed && !json {
        println!(
            "{}에 전화했습니다. 말을 적고 엔터를 누르세요. 빈 줄은 말없이 있기, Ctrl-D는 끊기입니다.\n\
             You have called. Type what you say; an empty line is silence, Ctrl-D hangs up.\n",
            shop.name
        );
    }
    let desk = Arc::new(Desk::new(shop));
    let (mut chat, first) = Chat::begin(desk, Store::in_memory()?, caller, start)?;
    show(&first, json);
    let mut lines = io::stdin().lock().lines();
    while !chat.is_over() {
        if typed && !json {
            print!("  손님> ");
            let _unprintable = io::stdout().flush();
        }
        let Some(Ok(line)) = lines.next() else { break };
        if !typed && !json {
            println!("  손님> {line}");
        }
        show(&chat.say(&line)?, json);
    }
    show(&chat.end()?, json);
    Ok(Exit::Ok)
}

fn show(shown: &[Shown], json: bool) {
    for one in shown {
        if json {
            println!("{}", as_json(one));
        } else {
            println!("{}", as_text(one));
        }
    }
}

fn as_text(shown: &Shown) -> String {
    match shown {
        Shown::Says(text) => format!("문지기> {text}"),
        Shown::Keeps(record) => format!("        [적어 둠] {}", screen::what(record)),
        Shown::Asks(question) => format!("        [사장님께 물어볼 것] {question}"),
        Shown::Texts(Recipient::Caller, body) => {
            format!("        [손님께 문자] {}", one_line(body))
        }
        Shown::Texts(Recipient::Owner, body) => {
            format!("        [사장님께 문자] {}", one_line(body))
        }
        Shown::Rings => "        (받지 않습니다 / it is not answered)".to_owned(),
        Shown::HangsUp => "        (문지기가 끊었습니다 / the box has hung up)".to_owned(),
    }
}

fn one_line(body: &str) -> String {
    body.replace('\n', " / ")
}

fn as_json(shown: &Shown) -> serde_json::Value {
    match shown {
        Shown::Says(text) => serde_json::json!({ "says": text }),
        Shown::Keeps(record) => {
            let kind = match record {
                Record::Booking(..) => "booking",
                Record::Change(..) => "change",
                Record::Cancel(_) => "cancel",
                Record::Callback(_) => "callback",
                Record::Message(_) => "message",
            };
            serde_json::json!({ "keeps": kind, "what": screen::what(record) })
        }
        Shown::Asks(question) => serde_json::json!({ "asks": question }),
        Shown::Texts(to, body) => {
            let to = match to {
                Recipient::Caller => "caller",
                Recipient::Owner => "owner",
            };
            serde_json::json!({ "texts": to, "body": body })
        }
        Shown::Rings => serde_json::json!({ "rings": true }),
        Shown::HangsUp => serde_json::json!({ "hangs_up": true }),
    }
}
