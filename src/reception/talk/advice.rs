//! What was not understood may be asked of somebody else on the box: a language model, which chooses one of the
//! shop's own answers or none. Nothing else can come of it, and the talk goes on without it.

use std::time::Duration;

use crate::{
    call::{Action, Choice, Note, Speech, Tag},
    reception::{
        say,
        understanding::{Heard, Topic},
    },
};

use super::{Receptionist, State};

/// Nobody waits for advice longer than this.
pub(super) const ADVICE: Tag = Tag("advice");
const WITHIN: Duration = Duration::from_millis(800);
/// More than this is no question to choose an answer for, in characters; less is only a word.
const LONGEST: usize = 120;
const SHORTEST: usize = 4;
/// The most that is chosen among.
const MOST: usize = 40;

/// What was said, and what may be meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Doubt {
    heard: Heard,
    again: bool,
    topics: Vec<Topic>,
}

impl Receptionist {
    /// Whether this is worth asking: something was said that is no wish, no value and no answer, where any question
    /// may come.
    pub(super) fn may_ask(&self, heard: &Heard) -> bool {
        let length = heard.words.chars().count();
        self.advised
            && !heard.sensitive
            && !self.sold
            && heard.values() == 0
            && (SHORTEST..=LONGEST).contains(&length)
    }

    /// Asks what is meant; as if nobody knew, when the shop has no answer that could be.
    pub(super) fn doubt(&mut self, heard: &Heard, again: bool) -> Vec<Action> {
        let (topics, among): (Vec<Topic>, Vec<String>) =
            self.answerable().into_iter().take(MOST).unzip();
        if topics.is_empty() {
            return self.at_a_loss(heard);
        }
        let heard = heard.clone();
        let said = heard.words.clone();
        self.state = State::Doubting(Box::new(Doubt {
            heard,
            again,
            topics,
        }));
        vec![
            Action::WakeAt(self.at + WITHIN, ADVICE),
            Action::Choose(Choice { said, among }),
        ]
    }

    /// What was chosen, or nothing in time.
    pub(super) fn chosen(&mut self, which: Option<usize>) -> Vec<Action> {
        let State::Doubting(doubt) = &self.state else {
            return Vec::new(); // the talk has gone on
        };
        let doubt = doubt.clone();
        self.state = State::Open { again: doubt.again };
        let topic = which.and_then(|n| doubt.topics.get(n)).copied();
        let answer = topic.and_then(|topic| Some((self.worded(topic)?, self.answer(topic)?)));
        let Some((question, answer)) = answer else {
            return self.at_a_loss(&doubt.heard);
        };
        self.answered_by_choice(question, answer)
    }

    fn answered_by_choice(&mut self, question: String, answer: Speech) -> Vec<Action> {
        self.misses = 0;
        self.outcome = self.outcome.max_of(crate::call::Outcome::Answered);
        let mut actions = vec![Action::Note(Note::Chosen(question))];
        actions.extend(self.open(answer.then_fixed(self.line(say::ANYTHING_ELSE)), true));
        actions
    }

    /// The caller has said more, or is gone: what was asked is kept for the owner, and not answered any more.
    pub(super) fn no_longer_doubt(&mut self) {
        if let State::Doubting(doubt) = &self.state {
            let doubt = doubt.clone();
            self.state = State::Open { again: doubt.again };
            self.keep(&doubt.heard);
        }
    }

    /// Everything that the shop has an answer to, each with a question that asks it.
    fn answerable(&self) -> Vec<(Topic, String)> {
        let shop = &self.desk.shop;
        let owners = (0..shop.faq.len()).map(Topic::Faq);
        let answered = (0..self.ledger.answered.len()).map(Topic::Answered);
        let of_shop = [
            Topic::Hours(None),
            Topic::Parking,
            Topic::Location,
            Topic::Menu,
        ];
        owners
            .chain(answered)
            .chain(of_shop)
            .filter(|topic| self.answer(*topic).is_some())
            .filter_map(|topic| Some((topic, self.worded(topic)?)))
            .collect()
    }

    fn worded(&self, topic: Topic) -> Option<String> {
        Some(match topic {
            Topic::Faq(n) => self.desk.shop.faq.get(n)?.ask.first()?.clone(),
            Topic::Answered(n) => self.ledger.answered.get(n)?.question.clone(),
            Topic::Hours(_) => "영업 시간이 어떻게 되나요?".to_owned(),
            Topic::Parking => "주차할 수 있나요?".to_owned(),
            Topic::Location => "위치가 어디인가요?".to_owned(),
            Topic::Menu => "무엇을 팔고 얼마인가요?".to_owned(),
            Topic::Price(n) => format!("{} 얼마예요?", self.desk.shop.menu.get(n)?.name),
        })
    }
}
