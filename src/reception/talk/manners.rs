//! How the conversation goes: repeating, waiting, silence, noise, and what is not put up with.

use crate::{
    call::{Action, Grammar, Note, Outcome, Record, Speech, Tag},
    korean::{ending::is_hesitation, yes_no::Answer},
    reception::{
        say,
        understanding::{Heard, Manner},
    },
    time::Instant,
};

use super::{
    A_MOMENT, FAREWELL, HANG_UP, PATIENCE, PICK_UP, QUIET, Receptionist, SATISFIED, SILENCE, State,
    Then, advice::ADVICE,
};

/// So many in a row are let go by.
const HESITATIONS: u8 = 4;

impl Receptionist {
    /// What is always heard, whatever was asked; `None` when the turn was about something else.
    pub(super) fn manner(&mut self, heard: &Heard) -> Option<Vec<Action>> {
        let manner = heard.manner?;
        let says_something = heard.values() > 0 || heard.wish.is_some() || !heard.topics.is_empty();
        let leaving_word = self.state == State::Message;
        match manner {
            Manner::NoRecording => {
                let mut actions = vec![Action::Note(Note::RecordingRefused)];
                let speech = self.fixed(say::NO_RECORDING);
                // What was asked stays asked; behind the notice that is only how to help.
                actions.extend(match self.state {
                    State::Open { .. } | State::Closing => {
                        let speech = speech.then_fixed(self.line(say::HOW_TO_HELP));
                        self.open(speech, false)
                    }
                    _ => self.and_again(speech),
                });
                Some(actions)
            }
            Manner::Abuse => Some(self.warn((say::WARNING, say::ABUSE_BYE))),
            Manner::Sales if !leaving_word => {
                self.sold = true;
                Some(self.warn((say::NO_SALES, say::SALES_BYE)))
            }
            Manner::WrongNumber if !leaving_word && heard.values() == 0 => {
                self.outcome = Outcome::WrongNumber;
                Some(self.close(say::WRONG_NUMBER))
            }
            Manner::Slowly if !says_something => {
                self.misses = 0;
                self.slowly = true;
                let speech = self.fixed(say::SLOWLY);
                Some(self.and_again(speech))
            }
            Manner::Repeat if !says_something => {
                self.misses = 0;
                Some(self.and_again(Speech::default()))
            }
            Manner::Wait if !says_something => {
                self.waiting = true;
                Some(vec![Action::Say(self.fixed(say::WAIT))])
            }
            Manner::Drop if self.has_begun() && heard.values() == 0 && heard.topics.is_empty() => {
                Some(self.drop_it())
            }
            // "네 그렇게 해 주세요 수고하세요" is a yes first.
            Manner::Goodbye if !says_something && !leaving_word => match heard.answer {
                Some(Answer::Yes) if self.asks_yes_or_no() => None,
                _ => Some(self.close(say::GOODBYE)),
            },
            _ => None,
        }
    }

    /// Whoever goes on about nothing the shop does, after a first warning, is selling.
    pub(super) fn still_selling(&mut self) -> Option<Vec<Action>> {
        (self.sold && !self.has_begun()).then(|| self.warn((say::NO_SALES, say::SALES_BYE)))
    }

    pub(super) fn has_begun(&self) -> bool {
        matches!(
            self.state,
            State::Asking(_) | State::Confirming(_) | State::Changing | State::Choosing(_)
        )
    }

    const fn asks_yes_or_no(&self) -> bool {
        matches!(
            self.state,
            State::Confirming(_)
                | State::Cancelling(_)
                | State::CallbackConfirm(_)
                | State::AskOwner(_)
        )
    }

    /// Once it is said; the second time it is the end.
    fn warn(&mut self, (warning, last): (say::Line, say::Line)) -> Vec<Action> {
        self.warned += 1;
        if self.warned < 2 {
            return vec![Action::Say(self.fixed(warning))];
        }
        self.outcome = self.outcome.max_of(Outcome::Unwanted);
        let speech = self.fixed(last);
        self.ask_for(State::Leaving, speech, Grammar::Open)
    }

    /// Somebody made a sound, and there were no words in it: a child, a cough, the street.
    pub(super) fn only_noise(&mut self) -> Vec<Action> {
        self.noises += 1;
        match self.state {
            State::Ringing | State::Committing(..) | State::Leaving | State::Over => Vec::new(),
            State::Closing => Vec::new(),
            _ => {
                let line = if self.noises < PATIENCE {
                    say::ASK_AGAIN
                } else {
                    say::NOISY
                };
                vec![Action::Say(self.fixed(line))]
            }
        }
    }

    /// They look for words, and are let go on: "음". Not for ever, since noise is taken for it, too.
    pub(super) fn only_hesitates(&self, heard: &Heard) -> bool {
        let listens = !matches!(
            self.state,
            State::Ringing | State::Committing(..) | State::Closing | State::Leaving | State::Over
        );
        let hums = is_hesitation(&heard.words) && heard.answer.is_none() && heard.says_nothing();
        listens && hums && self.noises < HESITATIONS
    }

    /// The recogniser failed. It is on its feet again in a moment: once it is worth asking again.
    pub(super) fn not_heard(&mut self) -> Vec<Action> {
        self.quiet = false;
        self.unheard += 1;
        match self.state {
            State::Ringing | State::Committing(..) | State::Leaving | State::Over => Vec::new(),
            _ if self.unheard < PATIENCE => vec![Action::Say(self.fixed(say::NOT_HEARD))],
            _ => self.trouble(),
        }
    }

    /// Hearing or speaking has failed: what is known goes to the owner, with sentences that are there.
    pub(super) fn trouble(&mut self) -> Vec<Action> {
        if matches!(
            self.state,
            State::Ringing | State::Committing(..) | State::Closing | State::Leaving | State::Over
        ) {
            return Vec::new();
        }
        self.unanswered.push(say::TROUBLE_NOTE.to_owned());
        let mut actions = vec![Action::Hush, Action::Say(self.fixed(say::TROUBLE))];
        if let Some(message) = self.owner_message() {
            actions.extend(self.commit(Record::Message(message), None, Then::Close));
        }
        actions
    }

    /// The box has finished speaking.
    pub(super) fn said(&mut self, at: Instant) -> Vec<Action> {
        self.quiet = true;
        match self.state {
            State::Closing => vec![Action::WakeAt(at + FAREWELL, HANG_UP)],
            State::Leaving => {
                self.state = State::Over;
                vec![Action::HangUp]
            }
            State::Ringing | State::Over => Vec::new(),
            _ if self.waiting => vec![Action::WakeAt(at + A_MOMENT, QUIET)],
            State::Open { again: true } => vec![Action::WakeAt(at + SATISFIED, QUIET)],
            _ => vec![Action::WakeAt(at + SILENCE, QUIET)],
        }
    }

    pub(super) fn woke(&mut self, tag: Tag) -> Vec<Action> {
        if tag == PICK_UP {
            let rings = self.state == State::Ringing;
            return if rings {
                vec![Action::Answer]
            } else {
                Vec::new()
            };
        }
        if tag == ADVICE {
            return self.chosen(None);
        }
        if !self.quiet {
            return Vec::new(); // somebody has spoken in the meantime
        }
        match (tag, &self.state) {
            (HANG_UP, State::Closing) => {
                self.state = State::Over;
                vec![Action::HangUp]
            }
            (QUIET, State::Open { again: true }) if !self.waiting => self.close(say::GOODBYE),
            (QUIET, State::Closing | State::Leaving | State::Over | State::Ringing) => Vec::new(),
            (QUIET, _) => {
                self.quiet = false;
                self.waiting = false;
                self.silences += 1;
                if self.silences < PATIENCE {
                    vec![Action::Say(self.fixed(say::STILL_THERE))]
                } else {
                    self.close(say::NOBODY)
                }
            }
            _ => Vec::new(),
        }
    }
}
