//! The page on which the modem is asked.

use std::collections::VecDeque;

use crate::{
    at,
    control::{Answer, Question},
};

use super::{
    super::{Key, Order, field::Field},
    Screen, Service, moved,
    news::unexpected,
};

/// Answers that are remembered.
const EXCHANGES: usize = 20;

/// A question and what came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Exchange {
    pub line: String,
    pub question: String,
    pub answer: Vec<String>,
}

/// What is asked, and what was answered.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Modem {
    /// The place in the list of all questions.
    pub chosen: usize,
    /// What is being typed.
    pub field: Option<Field>,
    /// The newest last.
    pub history: VecDeque<Exchange>,
}

impl Screen {
    pub(super) fn key_of_modem(&mut self, key: Key) -> Vec<Order> {
        match key {
            Key::Enter => return self.ask_modem(),
            Key::Char('/' | 'a' | 'A') => {
                let text = "AT".to_owned();
                self.modem.field = Some(Field { text });
            }
            _ => self.modem.chosen = moved(self.modem.chosen, key, at::Question::all().count()),
        }
        Vec::new()
    }

    /// The list follows what is typed; the tabulator completes as far as it is certain.
    pub(super) fn typed_question(&mut self, key: Key) {
        let Some(field) = &mut self.modem.field else {
            return;
        };
        let matching: Vec<(usize, &str)> = matching(&field.text).collect();
        let Some((first, text)) = matching.first() else {
            return;
        };
        self.modem.chosen = *first;
        if key == Key::Tab {
            let common = matching.iter().fold(text.len(), |length, (_, other)| {
                let same = text.bytes().zip(other.bytes());
                length.min(same.take_while(|(a, b)| a == b).count())
            });
            field.text = text[..common].to_owned();
        }
    }

    pub(super) fn ask_typed(&mut self) -> Vec<Order> {
        let Some(field) = self.modem.field.take() else {
            return Vec::new();
        };
        let mut matching = matching(&field.text);
        let found = match at::Question::find(&field.text) {
            Some(found) => at::Question::all().position(|question| question == found),
            None => matching
                .next()
                .filter(|_| matching.next().is_none())
                .map(|(place, _)| place),
        };
        match found {
            Some(place) => {
                self.modem.chosen = place;
                self.ask_modem()
            }
            None => {
                self.tell(
                    "목록에 있는 질문만 할 수 있습니다. 위아래 화살표로 골라 주세요.",
                    "Only the questions of the list can be asked; choose one with the arrows.",
                );
                Vec::new()
            }
        }
    }

    fn ask_modem(&mut self) -> Vec<Order> {
        if !matches!(self.service, Service::Up(_)) {
            self.tell(
                "서비스가 꺼져 있어 물을 수 없습니다. 2 점검에서 d를 눌러 진단해 주세요.",
                "The service is down and cannot be asked. Try the doctor: page 2, key d.",
            );
            return Vec::new();
        }
        if self.waiting.modem {
            self.tell("대답을 기다리는 중입니다.", "Waiting for the answer.");
            return Vec::new();
        }
        let question = at::Question::all().nth(self.modem.chosen);
        let line = self.chosen_line().map(str::to_owned);
        let (Some(question), Some(line)) = (question, line) else {
            self.tell(
                "회선이 없습니다. 모뎀이 꽂혀 있는지 보아 주세요.",
                "There is no line. Is the modem plugged in?",
            );
            return Vec::new();
        };
        self.waiting.modem = true;
        let question = question.text().to_owned();
        vec![Order::Ask(Question::Modem { line, question })]
    }

    pub(super) fn modem_said(
        &mut self,
        line: &str,
        question: String,
        answer: Result<Answer, String>,
    ) {
        let answer = match answer {
            Ok(Answer::Lines { mut lines, result }) => {
                lines.push(result);
                lines
            }
            Ok(other) => vec![unexpected(&other)],
            Err(why) => vec![why],
        };
        while self.modem.history.len() >= EXCHANGES {
            self.modem.history.pop_front();
        }
        self.modem.history.push_back(Exchange {
            line: line.to_owned(),
            question,
            answer,
        });
    }

    /// Whether an answer is waited for.
    pub(in super::super) const fn is_asking(&self) -> bool {
        self.waiting.modem
    }
}

/// The questions that begin like this, with their places.
fn matching(typed: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let typed = typed.trim().to_ascii_uppercase();
    let all = at::Question::all().map(at::Question::text).enumerate();
    all.filter(move |(_, text)| text.to_ascii_uppercase().starts_with(&typed))
}
