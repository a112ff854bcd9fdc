//! What was not understood may be asked of somebody else on the box: a language model, which chooses one of the
//! shop's own answers or none. Nothing else can come of it, and the talk goes on without it.

use std::time::Duration;

use crate::{
    call::{Action, Choice, Event, Note, Outcome, Speech, Tag},
    korean::phone_words::{find_four_digits, find_phone_digits},
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
    /// Where the talk stood, and stands again when nothing is chosen.
    before: State,
    topics: Vec<Topic>,
    /// The caller speaks on: an answer comes too late from now on.
    is_over: bool,
}

impl Receptionist {
    /// Whether this is worth asking: something was said that is no wish, no value, no number and no known topic, where any
    /// question may come.
    pub(super) fn may_ask(&self, heard: &Heard) -> bool {
        let length = heard.words.chars().count();
        self.advised
            && matches!(self.state, State::Open { .. } | State::Closing)
            && !heard.sensitive
            && !holds_a_number(&heard.words)
            && !self.sold
            && heard.topics.is_empty()
            && heard.values() == 0
            && (SHORTEST..=LONGEST).contains(&length)
    }

    /// Asks what is meant; as if nobody knew, when the shop has no answer that could be.
    pub(super) fn doubt(&mut self, heard: &Heard) -> Vec<Action> {
        let (topics, among): (Vec<Topic>, Vec<String>) =
            self.answerable().into_iter().take(MOST).unzip();
        if topics.is_empty() {
            return self.at_a_loss(heard);
        }
        let said = heard.words.clone();
        self.state = State::Doubting(Box::new(Doubt {
            heard: heard.clone(),
            before: self.state.clone(),
            topics,
            is_over: false,
        }));
        vec![
            Action::WakeAt(self.at + WITHIN, ADVICE),
            Action::Choose(Choice { said, among }),
        ]
    }

    /// What was chosen, or nothing in time.
    pub(super) fn chosen(&mut self, which: Option<usize>) -> Vec<Action> {
        if matches!(&self.state, State::Doubting(doubt) if doubt.is_over) {
            return Vec::new();
        }
        let Some(doubt) = self.take_doubt() else {
            return Vec::new(); // the talk has gone on
        };
        let topic = which.and_then(|n| doubt.topics.get(n)).copied();
        let answer = topic.and_then(|topic| Some((self.worded(topic)?, self.answer(topic)?)));
        match answer {
            Some((question, answer)) => self.answered_by_choice(question, answer),
            None => self.at_a_loss(&doubt.heard),
        }
    }

    /// The same as when letters have found it (`wish`).
    fn answered_by_choice(&mut self, question: String, answer: Speech) -> Vec<Action> {
        self.misses = 0;
        self.outcome = self.outcome.max_of(Outcome::Answered);
        let mut actions = vec![Action::Note(Note::Chosen(question))];
        actions.extend(self.open(answer.then_fixed(self.line(say::ANYTHING_ELSE)), true));
        actions
    }

    /// When the talk goes on without the answer. What is said then decides about a turn (`turn`).
    pub(super) fn no_longer_doubt(&mut self, event: &Event) -> Vec<Action> {
        match event {
            Event::SpeechStarted => {
                if let State::Doubting(doubt) = &mut self.state {
                    doubt.is_over = true;
                }
                Vec::new()
            }
            Event::NotHeard | Event::NotSaid => {
                let doubt = self.take_doubt();
                doubt.map_or_else(Vec::new, |doubt| self.left_in_doubt(&doubt))
            }
            Event::Ended(_) => self.gone_in_doubt(),
            _ => Vec::new(),
        }
    }

    /// Something else was said: what was asked before is kept for the owner, and not answered any more.
    pub(super) fn left_in_doubt(&mut self, doubt: &Doubt) -> Vec<Action> {
        if doubt.heard.is_question() {
            return vec![Action::Note(Note::Unanswered(doubt.heard.words.clone()))];
        }
        self.keep(&doubt.heard);
        Vec::new()
    }

    /// Nothing was said, or "음": they still wait.
    pub(super) fn still_in_doubt(&mut self, doubt: &Doubt) -> Vec<Action> {
        self.at_a_loss(&doubt.heard)
    }

    /// The caller is gone: the owner hears of as much as if nobody had been asked, and nobody of anything else.
    fn gone_in_doubt(&mut self) -> Vec<Action> {
        let Some(doubt) = self.take_doubt() else {
            return Vec::new();
        };
        let mut actions = self.at_a_loss(&doubt.heard);
        actions.retain(|action| matches!(action, Action::Note(_)));
        actions
    }

    pub(super) fn take_doubt(&mut self) -> Option<Doubt> {
        let State::Doubting(doubt) = &self.state else {
            return None;
        };
        let doubt = Doubt::clone(doubt);
        self.state = doubt.before.clone();
        Some(doubt)
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

/// A telephone number, four digits of one, or as many figures of anything else: nobody's business.
fn holds_a_number(words: &str) -> bool {
    let figures = words.chars().filter(char::is_ascii_digit).count();
    figures >= 4 || find_phone_digits(words).is_some() || find_four_digits(words).is_some()
}
