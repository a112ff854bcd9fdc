//! What can be typed at the virtual modem.

use std::time::Duration;

use toml::de::DeValue;

use crate::{
    phone::Caller,
    settings::{Refusal, Setting},
    sim::{
        deliver::Text,
        ec25::Happening,
        fault::{Fault, Order},
        mmsc::Lms,
        pty::Cue,
        rig::Away,
    },
};

/// What somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Something happens in the network.
    Network(Happening),
    /// Something is done to the modem.
    Cue(Cue),
    /// `faults`
    Faults,
    /// `wait 2s`, for scripts.
    Wait(Duration),
    /// `help`
    Help,
    /// `quit`
    Quit,
    /// An empty line.
    Nothing,
}

/// What `help` says.
pub const HELP: &str = "\
ring NUMBER|withheld      전화를 겁니다 / somebody calls
hangup                    상대가 끊습니다 / the far end hangs up
rings · answer · busy · noanswer
                          건 전화의 상대 / the far end of a call that was dialled
key KEYS                  상대가 단추를 누릅니다 / the far end presses keys
text NUMBER WORDS         문자가 옵니다 / a text comes in
lms NUMBER WORDS          긴 문자(LMS)가 옵니다 / a long text waits at the MMSC
fault F19 [for=5s] [count=3] [variant=…] [rate=…] [on=+CMGS]
                          고장을 냅니다 / something goes wrong (faults: all of them)
heal [F19]                고칩니다 / it ends; everything without a name
unplug [bus] · plug       USB를 뽑고 꽂습니다 / pull the plug, put it back
reset                     모듈 전원 단추 / the module's power key
wait 2s                   기다립니다 / wait (in scripts)
1 … · 2 …                 모뎀이 둘일 때 / which modem, when there are two
quit                      끝냅니다 / end
";

/// Reads a line: which modem, counted from 0, and what.
pub fn read(line: &str) -> Result<(usize, Typed), Refusal> {
    let line = line.trim();
    let (modem, line) = match line.split_once(char::is_whitespace) {
        Some(("1", rest)) => (0, rest.trim()),
        Some(("2", rest)) => (1, rest.trim()),
        _ => (0, line),
    };
    let (word, rest) = line
        .split_once(char::is_whitespace)
        .map_or((line, ""), |(word, rest)| (word, rest.trim()));
    Ok((modem, typed(word, rest)?))
}

fn typed(word: &str, rest: &str) -> Result<Typed, Refusal> {
    let network = |happening| Ok(Typed::Network(happening));
    let cue = |cue| Ok(Typed::Cue(cue));
    match (word, rest) {
        ("", "") => Ok(Typed::Nothing),
        ("ring", from) => network(Happening::IncomingCall {
            from: caller(from)?,
        }),
        ("hangup", "") => network(Happening::RemoteHangUp),
        ("rings", "") => network(Happening::RemoteRings),
        ("answer", "") => network(Happening::RemoteAnswers),
        ("busy", "") => network(Happening::RemoteBusy),
        ("noanswer", "") => network(Happening::RemoteNoAnswer),
        ("key", keys) if keys.len() == 1 => match keys.chars().next() {
            Some(key) if key.is_ascii_digit() || "*#ABCD".contains(key) => {
                network(Happening::RemoteKey(key))
            }
            _ => Err(say(
                "0-9, *, # 가운데 하나를 적어 주세요.",
                "write one key: 0 to 9, * or #",
            )),
        },
        ("text", rest) => {
            let (from, words) = message(rest)?;
            network(Happening::TextArrives(Text::plain(from, words)))
        }
        ("lms", rest) => {
            let (from, words) = message(rest)?;
            let subject: String = words.chars().take(12).collect();
            network(Happening::LmsArrives(Lms::new(from, subject, words)))
        }
        ("fault", order) => cue(Cue::Fault(Order::parse(order)?)),
        ("faults", "") => Ok(Typed::Faults),
        ("heal", "") => cue(Cue::Heal(None)),
        ("heal", name) => cue(Cue::Heal(Some(Fault::find(name)?))),
        ("unplug", "") => cue(Cue::Unplug(Away::Reset)),
        ("unplug", "bus") => cue(Cue::Unplug(Away::Bus)),
        ("plug", "") => cue(Cue::Plug),
        ("reset", "") => cue(Cue::PowerKey),
        ("wait", span) => Duration::read(&DeValue::String(span.to_owned().into())).map(Typed::Wait),
        ("help" | "?", "") => Ok(Typed::Help),
        ("quit" | "exit", "") => Ok(Typed::Quit),
        _ => Err(say(
            "모르는 명령입니다. help를 쳐 보세요.",
            "unknown command; type help",
        )),
    }
}

fn say(korean: &str, english: &str) -> Refusal {
    Refusal::new(korean, english)
}

fn caller(text: &str) -> Result<Caller, Refusal> {
    if text == "withheld" {
        return Ok(Caller::Withheld);
    }
    text.parse().map(Caller::Known).map_err(|_| {
        say(
            "전화번호나 withheld를 적어 주세요. 예: ring 01023456789",
            "write a telephone number or withheld, for example: ring 01023456789",
        )
    })
}

fn message(rest: &str) -> Result<(&str, &str), Refusal> {
    let split = rest.split_once(char::is_whitespace);
    split
        .map(|(from, words)| (from, words.trim()))
        .filter(|(from, words)| !words.is_empty() && from.bytes().all(|b| b.is_ascii_digit()))
        .ok_or_else(|| {
            say(
                "번호와 내용을 적어 주세요. 예: text 15881234 (광고) 세일",
                "write a number and words, for example: text 15881234 hello",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        let order = Order::new(Fault::RDY_IN_MID_SESSION).lasting(Duration::from_secs(5));
        let withheld = Happening::IncomingCall {
            from: Caller::Withheld,
        };
        for (line, wanted) in [
            ("", Typed::Nothing),
            ("  ring   withheld ", Typed::Network(withheld)),
            ("hangup", Typed::Network(Happening::RemoteHangUp)),
            ("key #", Typed::Network(Happening::RemoteKey('#'))),
            (
                "text 15881234 (광고) 세일  합니다",
                Typed::Network(Happening::TextArrives(Text::plain(
                    "15881234",
                    "(광고) 세일  합니다",
                ))),
            ),
            ("fault F19 for=5s", Typed::Cue(Cue::Fault(order))),
            ("heal", Typed::Cue(Cue::Heal(None))),
            (
                "heal f19",
                Typed::Cue(Cue::Heal(Some(Fault::RDY_IN_MID_SESSION))),
            ),
            ("unplug bus", Typed::Cue(Cue::Unplug(Away::Bus))),
            ("wait 1.5s", Typed::Wait(Duration::from_millis(1_500))),
            ("quit", Typed::Quit),
        ] {
            assert_eq!(read(line).unwrap(), (0, wanted), "{line}");
        }
        assert_eq!(read("2 plug").unwrap(), (1, Typed::Cue(Cue::Plug)));
    }

    #[test]
    fn what_is_not_understood_says_what_to_type() {
        for (line, wanted) in [
            ("sing", "type help"),
            ("hangup now", "type help"),
            ("ring me", "for example: ring"),
            ("ring", "for example: ring"),
            ("key x", "one key"),
            ("text 15881234", "write a number and words"),
            ("text hello world", "write a number and words"),
            ("fault", "no such fault"),
            ("fault F33 for=1s", "takes no for"),
            ("wait", "length of time"),
        ] {
            let refusal = read(line).unwrap_err();
            assert!(refusal.english.contains(wanted), "{line}: {refusal:?}");
        }
    }
}
