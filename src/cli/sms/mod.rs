//! `munjigi sms decode`: what a text message says, octet by octet, for whoever stands before the box.

mod dump;
mod show;

use jiff::civil::DateTime;

use crate::sms::{Added, Assembly, Joined, Message, PATIENCE, PartId, Pdu, PduError, decode_hex};

use super::{Exit, Failure, args::SmsVerb, input::standard_input};
use dump::{Dumped, lines_with_pdus};

/// More than any modem's memory holds; what comes after is not read.
const MAX_INPUT: u64 = 1024 * 1024;

/// One PDU of what was given.
struct Given {
    dumped: Dumped,
    read: Result<Pdu, PduError>,
}

/// Reads PDUs, and joins those that are parts.
pub fn sms(verb: &SmsVerb, json: bool) -> Result<Exit, Failure> {
    let SmsVerb::Decode { pdus } = verb;
    let text = match pdus.as_slice() {
        [] => standard_input(MAX_INPUT)?,
        [dash] if dash == "-" => standard_input(MAX_INPUT)?,
        pdus => pdus.join("\n"),
    };
    let given: Vec<Given> = lines_with_pdus(&text)
        .map(|dumped| Given {
            read: read(&dumped),
            dumped,
        })
        .collect();
    if given.is_empty() {
        return Err(Failure::saying(
            Exit::Usage,
            "PDU가 없습니다. 16진수 PDU나 AT+CMGR, AT+CMGL의 답을 그대로 주세요 / \
             there is no PDU; give hexadecimal PDUs, or the answer to AT+CMGR or AT+CMGL as it is",
        ));
    }
    let joined = join(&given);
    if json {
        println!("{}", show::json(&given, &joined));
    } else {
        print!("{}", show::text(&given, &joined));
    }
    let unreadable = given.iter().any(|given| given.read.is_err());
    Ok(if unreadable { Exit::Failed } else { Exit::Ok })
}

fn read(dumped: &Dumped) -> Result<Pdu, PduError> {
    let pdu = decode_hex(&dumped.hex)?;
    Ok(match dumped.announced {
        Some(announced) => pdu.against(announced),
        None => pdu,
    })
}

/// The messages that the parts make; the number of a part is its place in `given`, from 1.
fn join(given: &[Given]) -> Vec<Joined> {
    // Pasted together means received together.
    let received = DateTime::default();
    let mut assembly = Assembly::new();
    let mut messages = Vec::new();
    for (number, given) in (1..).zip(given) {
        let Ok(Pdu {
            message: Message::Deliver(part),
            ..
        }) = &given.read
        else {
            continue;
        };
        let (given_up, added) = assembly.add(PartId(number), part.clone(), received);
        messages.extend(given_up.map(|joined| *joined));
        if let Added::Whole(joined) = added {
            messages.push(*joined);
        }
    }
    while let Some(partial) = assembly.overdue(received + PATIENCE) {
        messages.push(partial);
    }
    messages
}
