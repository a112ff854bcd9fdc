//! What is done by running a command: first its word, then its output.

use std::collections::VecDeque;

use crate::{control::Question, time::Instant};

use super::{
    super::{
        Act, Key, Order, Page,
        field::{Typed, Word},
        plain,
    },
    KEPT, Screen,
};

/// The longest line of a command that is kept, in characters.
const WIDEST: usize = 500;

/// Something that waits for its word.
#[derive(Clone, Debug)]
pub(in super::super) struct Asked {
    pub act: Act,
    pub word: Word,
}

/// A command that runs, or has run.
#[derive(Clone, Debug)]
pub(in super::super) struct Job {
    pub act: Act,
    /// Where its output is shown.
    pub page: Page,
    pub said: VecDeque<String>,
    /// How it ended.
    pub end: Option<Result<i32, String>>,
}

impl Screen {
    pub(super) fn key_of_acts(&mut self, key: Key) -> Vec<Order> {
        let acts = self.acts();
        let by_letter = match (self.page, key) {
            (Page::Health, Key::Char('d')) => Some(Act::Doctor),
            (Page::Health, Key::Char('b')) => Some(Act::SupportBundle),
            (Page::Health, Key::Char('s')) => return self.ask_speech(),
            (Page::Update, Key::Char('s')) => Some(Act::UpdateStatus),
            (Page::Update, Key::Char('b')) => Some(Act::RollBack),
            _ => None,
        };
        if let Some(act) = by_letter {
            return self.want(act);
        }
        if self.page == Page::Health {
            self.scroll_by(key);
            return Vec::new();
        }
        match key {
            Key::Enter => match acts.into_iter().nth(self.chosen) {
                Some(act) => self.want(act),
                None => Vec::new(),
            },
            _ => {
                self.choose(key, acts.len());
                Vec::new()
            }
        }
    }

    /// What can be chosen on this page.
    pub(in super::super) fn acts(&self) -> Vec<Act> {
        match self.page {
            Page::House => vec![
                Act::Doctor,
                Act::SupportBundle,
                Act::Restart,
                Act::PowerOff,
                Act::Disown,
                Act::Reset,
            ],
            Page::Update => {
                let found = self.bundles.iter().flatten().cloned();
                found.map(Act::Install).collect()
            }
            _ => Vec::new(),
        }
    }

    fn ask_speech(&mut self) -> Vec<Order> {
        if self.waiting.health {
            return Vec::new();
        }
        self.waiting.health = true;
        self.tell(
            "한 문장을 말하고 알아듣는 중입니다. 몇 초 걸립니다.",
            "A sentence is spoken and recognised; that takes some seconds.",
        );
        vec![Order::Ask(Question::Health { speech: true })]
    }

    /// Does something, or asks for its word first. One at a time.
    pub(super) fn want(&mut self, act: Act) -> Vec<Order> {
        if self.job.as_ref().is_some_and(|job| job.end.is_none()) {
            self.tell(
                "다른 명령이 아직 돌고 있습니다.",
                "Another command is still running.",
            );
            return Vec::new();
        }
        match act.word() {
            None => self.begin(act),
            Some(word) => {
                let word = Word::new(word);
                self.asked = Some(Asked { act, word });
                Vec::new()
            }
        }
    }

    /// A key while a word is asked for: whatever does not belong to it takes everything back.
    pub(super) fn key_of_word(&mut self, key: Key) -> Vec<Order> {
        let Some(mut asked) = self.asked.take() else {
            return Vec::new();
        };
        match asked.word.key(key) {
            Typed::On => {
                self.asked = Some(asked);
                Vec::new()
            }
            Typed::Meant => self.begin(asked.act),
            Typed::Dropped => {
                self.tell("취소했습니다.", "Not done.");
                Vec::new()
            }
        }
    }

    fn begin(&mut self, act: Act) -> Vec<Order> {
        self.scroll = 0;
        self.job = Some(Job {
            act: act.clone(),
            page: self.page,
            said: VecDeque::new(),
            end: None,
        });
        vec![Order::Do(act)]
    }

    pub(super) fn job_said(&mut self, line: String) {
        let Some(job) = &mut self.job else { return };
        while job.said.len() >= KEPT {
            job.said.pop_front();
        }
        job.said.push_back(plain::safe(&line, WIDEST));
    }

    pub(super) fn job_ended(&mut self, end: Result<i32, String>, now: Instant) {
        if let Some(job) = &mut self.job {
            job.end = Some(end);
        }
        // What it did shows.
        self.next_status = now;
        self.next_page = now;
    }

    /// The output of a command that has ended goes away.
    pub(super) fn close_job(&mut self) {
        if self.job.as_ref().is_some_and(|job| job.end.is_some()) {
            self.job = None;
            self.scroll = 0;
        } else {
            self.tell(
                "아직 돌고 있습니다. 다른 쪽을 보셔도 됩니다.",
                "It is still running; other pages can be looked at meanwhile.",
            );
        }
    }
}
