//! During a call: what is told to the program, and what it wants done.

use crate::{
    call::{Action, EndCause, Event, Note, Recipient, TextMessage},
    modem::Request,
    phone::{Dialable, Keys},
    store::Speaker,
    time::Now,
};

use super::{Commit, Entry, Out, Output, ReportKind, State, Switch, report};

impl Switch {
    /// Whom our call goes to, if it is ours.
    pub(super) fn dialable(&self) -> Option<Dialable> {
        let (_, to) = self.call.as_ref()?.ours.as_ref()?;
        Some(to.clone())
    }

    pub(super) fn committed(&mut self, commit: Commit, now: Now, out: Out<'_>) {
        let Some(record) = self.call.as_mut().and_then(|call| call.awaiting.take()) else {
            return;
        };
        match commit {
            Commit::Done => {
                out.push(report(now, ReportKind::Committed(record)));
                self.tell(&Event::Committed, now, out);
            }
            Commit::Failed => self.tell(&Event::NotCommitted, now, out),
            Commit::NoRoom(ledger) => {
                self.tell(&Event::Ledger(ledger), now, out);
                self.tell(&Event::NotCommitted, now, out);
            }
        }
        if self.call.as_ref().is_some_and(|call| call.concluded) {
            self.concluded(now, out);
        }
    }

    /// Tells the program, and carries out what it answers.
    pub(super) fn tell(&mut self, event: &Event, now: Now, out: Out<'_>) {
        let Some(call) = &mut self.call else { return };
        for action in call.program.handle(event, now.at) {
            self.carry_out(action, now, out);
        }
    }

    fn carry_out(&mut self, action: Action, now: Now, out: Out<'_>) {
        let Some(call) = &mut self.call else { return };
        let up = self.state == State::Up;
        match action {
            Action::Answer if self.state == State::Ringing => self.arm(now, out),
            Action::HangUp if up || self.state == State::Ringing => {
                self.hang_up(EndCause::Us, now, out)
            }
            Action::Say(speech) if up && !speech.parts.is_empty() => self.say(speech, now, out),
            Action::Hush if up => self.hush(out),
            Action::Expect(expected) if up => {
                call.expected = expected;
                if !call.speaking {
                    out.push(Output::Listen(call.expected.clone()));
                }
            }
            Action::Press(keys) if up => self.press(keys, out),
            Action::Sound(keys) if up => out.push(Output::PlayKeys(keys)),
            Action::WakeAt(when, tag) => {
                call.alarms.insert(tag, when);
            }
            Action::Commit(record) => {
                call.awaiting = Some(record.clone());
                out.push(Output::Store(Entry::Commit(record)));
            }
            Action::Text(text) => self.queue_text(text, now, out),
            Action::Note(note) => self.note(note, now, out),
            Action::Record if up && !call.off_the_record => out.push(Output::Record),
            Action::Signal(signal) if up => out.push(Output::Signal(signal)),
            Action::Choose(choice) if up => {
                self.choices = self.choices.wrapping_add(1);
                out.push(Output::Choose(self.choices, choice));
            }
            // Too late, or too early: the call is not up.
            Action::Answer
            | Action::HangUp
            | Action::Say(_)
            | Action::Hush
            | Action::Expect(_)
            | Action::Press(_)
            | Action::Sound(_)
            | Action::Record
            | Action::Signal(_)
            | Action::Choose(_) => {}
        }
    }

    /// By the modem, or as sound where it has said that it cannot in this call.
    fn press(&self, keys: Keys, out: Out<'_>) {
        let in_band = self.call.as_ref().is_some_and(|call| call.in_band);
        out.push(if in_band {
            Output::PlayKeys(keys)
        } else {
            Output::Modem(Request::Press { keys })
        });
    }

    fn note(&mut self, note: Note, now: Now, out: Out<'_>) {
        let Some(call) = &mut self.call else { return };
        match note {
            Note::Outcome(outcome) => call.outcome = outcome,
            Note::Unanswered(_) if call.off_the_record => {}
            Note::Chosen(question) => {
                self.keep_said(Speaker::Model, &question, out);
                out.push(report(now, ReportKind::Chosen(question)));
            }
            Note::Unanswered(question) => {
                out.push(Output::Store(Entry::Unanswered(question)));
            }
            Note::Entered(what) => out.push(Output::Store(Entry::Entered(what))),
            Note::OptOut(kept) => {
                if let Some((dial, _)) = &call.ours {
                    out.push(Output::Store(Entry::OptedOut(*dial, kept)));
                }
            }
            Note::RecordingRefused => {
                call.off_the_record = true;
                out.push(Output::Store(Entry::ForgetSaid));
            }
        }
    }

    pub(super) fn keep_said(&self, who: Speaker, text: &str, out: Out<'_>) {
        if self.call.as_ref().is_some_and(|call| !call.off_the_record) {
            out.push(Output::Store(Entry::Said(who, text.to_owned())));
        }
    }

    fn queue_text(&self, text: TextMessage, now: Now, out: Out<'_>) {
        let to = match text.to {
            Recipient::Caller => self.call.as_ref().and_then(|call| call.other.number()),
            Recipient::Owner => self.call.as_ref().and_then(|call| call.owner.as_ref()),
        };
        match to.filter(|number| number.is_mobile()) {
            Some(number) => {
                out.push(Output::Store(Entry::QueueText(
                    number.clone(),
                    text.body.clone(),
                )));
                out.push(report(now, ReportKind::TextQueued(text.body)));
            }
            None => out.push(report(
                now,
                ReportKind::Fault("a text had no mobile number to go to".to_owned()),
            )),
        }
    }
}
