//! Questions that the owner has answered.

use crate::settings::{Refusal, Table};

/// One question, in the owner's words, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faq {
    /// How people ask it.
    pub ask: Vec<String>,
    /// Words that only this question has.
    pub words: Vec<String>,
    /// What is said.
    pub answer: String,
}

impl Faq {
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let ask = super::one_or_more(table, "ask");
        let words = super::one_or_more(table, "words");
        let answer = super::required_text(table, "answer");
        if ask.is_empty() {
            table.refuse(
                "ask",
                Refusal::new(
                    "질문이 없습니다. ask = [\"포장 되나요\", \"포장해 갈 수 있어요\"]처럼 손님이 묻는 말을 적어 주세요.",
                    "no question; write how callers ask, like ask = [\"포장 되나요\"]",
                ),
            );
            return None;
        }
        Some(Self {
            ask,
            words,
            answer: answer?,
        })
    }
}

/// Where the shop is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// What is said.
    pub answer: String,
    /// A link to a map, for the caller's text message.
    pub map: Option<String>,
}

impl Location {
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let answer = super::required_text(table, "answer");
        let map = table.get_text("map", |text| {
            if text.starts_with("https://") && !text.contains(char::is_whitespace) {
                return Ok(text.to_owned());
            }
            Err(Refusal::new(
                "https://로 시작하는 지도 주소를 적어 주세요.",
                "write the address of a map that begins with https://",
            ))
        });
        Some(Self {
            answer: answer?,
            map,
        })
    }
}
