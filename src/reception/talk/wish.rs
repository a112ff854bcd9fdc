//! What the caller wants: questions are answered, wishes begun.

use crate::{
    call::{Action, Grammar, Note, Outcome, Speech},
    korean::yes_no::Answer,
    reception::{
        say,
        understanding::{Heard, Topic, Wish},
    },
};

use super::{Receptionist, State};

impl Receptionist {
    /// Nothing in particular was asked.
    pub(super) fn wish(&mut self, heard: &Heard, again: bool) -> Vec<Action> {
        let answers = self.answers(heard);
        if let Some(wish) = heard.wish {
            return self.begin(wish, heard, answers);
        }
        if !answers.parts.is_empty() {
            self.misses = 0;
            return self.open(answers.then_fixed(self.line(say::ANYTHING_ELSE)), true);
        }
        let said_no = heard.answer == Some(Answer::No) || declines(heard);
        match heard.answer {
            _ if heard.values() >= 2 || (heard.values() == 1 && !heard.asks && !said_no) => {
                self.reserve(heard, Speech::default())
            }
            _ if again && said_no => self.close(say::GOODBYE),
            Some(Answer::Yes) => {
                let speech = self.fixed(say::ASK_WISH);
                self.open(speech, again)
            }
            _ if is_hello(&heard.words) => {
                let speech = self.fixed(say::ASK_WISH);
                self.open(speech, again)
            }
            _ if self.may_ask(heard) => self.doubt(heard),
            _ => self.at_a_loss(heard),
        }
    }

    /// Nobody knows what to answer.
    pub(super) fn at_a_loss(&mut self, heard: &Heard) -> Vec<Action> {
        if heard.is_question() {
            self.unknown(heard)
        } else {
            self.not_understood(heard, self.fixed(say::ASK_AGAIN))
        }
    }

    /// Sets about a wish, after `first` has been said.
    pub(super) fn begin(&mut self, wish: Wish, heard: &Heard, first: Speech) -> Vec<Action> {
        self.misses = 0;
        match wish {
            Wish::Book => self.reserve(heard, first),
            Wish::Change | Wish::Cancel | Wish::Check => self.standing(wish, heard, first),
            Wish::Callback => self.callback(heard, first),
            Wish::Message | Wish::Human => self.for_owner(wish, heard, first),
        }
    }

    /// The answers to everything that was asked in passing; empty when nothing was.
    pub(super) fn answers(&mut self, heard: &Heard) -> Speech {
        let mut speech = Speech::default();
        let topics = heard.topics.iter().take(2);
        for answer in topics.filter_map(|topic| self.answer(*topic)) {
            speech.parts.extend(answer.parts);
        }
        if !speech.parts.is_empty() {
            self.outcome = self.outcome.max_of(Outcome::Answered);
        }
        speech
    }

    pub(super) fn answer(&self, topic: Topic) -> Option<Speech> {
        let shop = &self.desk.shop;
        let today = self.today();
        match topic {
            Topic::Hours(date) => Some(say::hours_on(shop, date.unwrap_or(today), today)),
            Topic::Parking => shop.parking.clone().map(Speech::fixed),
            Topic::Location => shop
                .location
                .as_ref()
                .map(|l| Speech::fixed(l.answer.clone())),
            Topic::Menu => say::menu(shop),
            Topic::Price(n) => shop.menu.get(n).map(|item| say::price(shop, item)),
            Topic::Faq(n) => shop.faq.get(n).map(|faq| Speech::fixed(faq.answer.clone())),
            Topic::Answered(n) => {
                let answered = self.ledger.answered.get(n);
                answered.map(|a| Speech::fixed(a.answer.clone()))
            }
        }
    }

    /// A question that nobody has answered yet: it goes onto the owner's list, once.
    pub(super) fn unknown(&mut self, heard: &Heard) -> Vec<Action> {
        self.misses = 0;
        let mut actions = vec![Action::Note(Note::Unanswered(heard.words.clone()))];
        let speech = self.fixed(say::UNKNOWN);
        let state = State::AskOwner(heard.words.clone());
        actions.extend(self.ask_for(state, speech, Grammar::YesNo));
        actions
    }

    /// What is asked in the middle of something else is answered, and what was asked before is asked
    /// again; `None` when nothing was asked.
    pub(super) fn in_passing(&mut self, heard: &Heard) -> Option<Vec<Action>> {
        let answers = self.answers(heard);
        if answers.parts.is_empty() {
            return None;
        }
        self.misses = 0;
        Some(self.and_again(answers))
    }
}

/// "아니요, 곤창수입니다": a no whose second half was misheard. A statement, unlike a question, asks
/// for nothing more.
fn declines(heard: &Heard) -> bool {
    heard.answer == Some(Answer::Correction) && heard.words.ends_with("니다")
}

fn is_hello(words: &str) -> bool {
    let close: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let hello = [
        "여보세요",
        "안녕하세요",
        "저기요",
        "계세요",
        "거기",
        "아예",
        "문의좀",
    ];
    close.chars().count() <= 9 && hello.iter().any(|h| close.starts_with(h))
}
