//! What the owner may text: 상태, 거부 080-234-5678 1234, 재시도, 중지, 시작, 도움.

use crate::{
    optout::ad::{ID_DIGITS, fold},
    phone::{
        PhoneNumber,
        policy::{self, Purpose},
    },
};

/// Something that the owner wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// How things stand.
    Status,
    /// This number is to be called, and the ID entered where it is asked for.
    OptOut {
        /// The toll-free number.
        number: PhoneNumber,
        /// The ID of the ad.
        id: Option<String>,
    },
    /// What did not work is to be tried again: this number, or the last.
    Again(Option<PhoneNumber>),
    /// No ads are called from now on.
    Stop,
    /// They are called again.
    Go,
    /// What may be texted.
    Help,
    /// 거부, with nothing behind it that can be called.
    NoNumber,
}

/// The words of a command.
const WORDS: [(&str, Word); 12] = [
    ("수신거부", Word::OptOut),
    ("도움말", Word::Help),
    ("재시도", Word::Again),
    ("상태", Word::Status),
    ("현황", Word::Status),
    ("거부", Word::OptOut),
    ("다시", Word::Again),
    ("중지", Word::Stop),
    ("정지", Word::Stop),
    ("시작", Word::Go),
    ("재개", Word::Go),
    ("도움", Word::Help),
];

/// What people add out of politeness.
const POLITE: [&str; 7] = [
    "해 주세요",
    "해주세요",
    "해 줘",
    "해줘",
    "부탁해요",
    "하기",
    "요",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Status,
    OptOut,
    Again,
    Stop,
    Go,
    Help,
}

impl Command {
    /// What a text wants; `None` when it is no command, but something that the owner has written to somebody.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = fold(text);
        let text = text.trim_matches(|c: char| c.is_whitespace() || ".,!?~\"'".contains(c));
        let (rest, word) = WORDS
            .iter()
            .find_map(|(word, means)| Some((text.strip_prefix(word)?, *means)))?;
        let next = rest.chars().next();
        let rest = polite_off(rest);
        if rest.is_empty() {
            return Some(match word {
                Word::Status => Self::Status,
                Word::OptOut => Self::NoNumber,
                Word::Again => Self::Again(None),
                Word::Stop => Self::Stop,
                Word::Go => Self::Go,
                Word::Help => Self::Help,
            });
        }
        // "상태가 …", "거부감": a sentence.
        if !next.is_some_and(|c| c.is_whitespace() || c.is_ascii_digit() || c == ':') {
            return None;
        }
        let named = number(rest.trim_start_matches(':'));
        match (word, named) {
            (Word::OptOut, Some((number, id))) => Some(Self::OptOut { number, id }),
            (Word::OptOut, None) if rest.contains(|c: char| c.is_ascii_digit()) => {
                Some(Self::NoNumber)
            }
            (Word::Again, Some((number, None))) => Some(Self::Again(Some(number))),
            _ => None,
        }
    }
}

fn polite_off(rest: &str) -> &str {
    let rest = rest.trim();
    let tail = POLITE.iter().find_map(|tail| rest.strip_suffix(tail));
    tail.unwrap_or(rest).trim_end()
}

/// A toll-free number, written as people do, and the digits behind it.
fn number(text: &str) -> Option<(PhoneNumber, Option<String>)> {
    let mut words = text.split_whitespace();
    let mut digits = String::new();
    for word in words.by_ref() {
        digits.push_str(word);
        let number = digits.parse::<PhoneNumber>().ok();
        let whole = number.filter(|number| policy::allow(number, Purpose::OptOut).is_ok());
        if let Some(number) = whole {
            let id: String = words.collect();
            let is_id = ID_DIGITS.contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
            return match (id.is_empty(), is_id) {
                (true, _) => Some((number, None)),
                (false, true) => Some((number, Some(id))),
                (false, false) => None,
            };
        }
    }
    None
}

/// What may be texted.
#[must_use]
pub fn help() -> String {
    format!(
        "{} 이렇게 보내 주세요.\n상태\n거부 080-234-5678\n거부 080-234-5678 1234(광고의 번호)\n재시도\n중지\n시작",
        super::WHO
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn opt_out(number: &str, id: Option<&str>) -> Option<Command> {
        Some(Command::OptOut {
            number: number.parse().unwrap(),
            id: id.map(str::to_owned),
        })
    }

    #[test]
    fn commands_as_people_type_them() {
        let parse = Command::parse;
        for text in ["상태", " 상태 ", "상태?", "현황", "상태 부탁해요"] {
            assert_eq!(parse(text), Some(Command::Status), "{text}");
        }
        for text in ["중지", "정지", "중지해주세요", "중지해 주세요."] {
            assert_eq!(parse(text), Some(Command::Stop), "{text}");
        }
        assert_eq!(parse("시작"), Some(Command::Go));
        assert_eq!(parse("도움말"), Some(Command::Help));
        assert_eq!(parse("재시도"), Some(Command::Again(None)));
        assert_eq!(
            parse("재시도 080-234-5678"),
            Some(Command::Again("0802345678".parse().ok()))
        );
        for text in [
            "거부 0802345678",
            "거부 080-234-5678",
            "거부 080 234 5678",
            "거부0802345678",
            "수신거부: 080.234.5678 해 주세요",
            "거부 ０８０２３４５６７８",
        ] {
            assert_eq!(parse(text), opt_out("0802345678", None), "{text}");
        }
        assert_eq!(
            parse("거부 080 234 5678 1234"),
            opt_out("0802345678", Some("1234"))
        );
    }

    #[test]
    fn what_is_no_command_is_nobodys_business_and_what_is_no_number_is_said() {
        for text in [
            "상태가 좀 안 좋아서 오늘 쉬어요",
            "다시 전화할게요",
            "거부감이 드네",
            "내일 시작해요",
            "중지하면 안 돼요",
            "",
        ] {
            assert_eq!(Command::parse(text), None, "{text}");
        }
        for text in [
            "거부",
            "거부 010-2345-6789",
            "거부 060-700-1234",
            "거부 080-234-567",
            "거부 0802345678 내선",
            "거부 119",
        ] {
            assert_eq!(Command::parse(text), Some(Command::NoNumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_a_whole_toll_free_number_is_ever_called(text in "(거부|재시도|수신거부)?[ :]{0,2}[0-9 .-]{0,24}") {
            let named = match Command::parse(&text) {
                Some(Command::OptOut { number, .. } | Command::Again(Some(number))) => number,
                _ => return Ok(()),
            };
            prop_assert!(named.digits().starts_with("080") && named.digits().len() == 10, "{text}");
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assert!(digits.starts_with(named.digits()), "{text}");
        }
    }
}
