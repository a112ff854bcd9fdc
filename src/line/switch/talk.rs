//! The talk itself: who speaks, who is interrupted, what is prepared.
//!
//! ```text
//!  Say ─▶ speaking, watched ──OverTalk──▶ softer ──FalseAlarm──▶ as before
//!            │ Said                          └──Interrupted──▶ silent, listening
//!            ▼
//!        listening ──Likely──▶ a fork of the program is asked; its answer is prepared
//!            │  └──Thinking──▶ the filler
//!            └──TurnEnded──▶ the program
//! ```

use std::time::Duration;

use crate::{
    call::{Action, EndCause, Event, Speech, Turn},
    korean::sensitive,
    phone::Key,
    store::Speaker,
    time::Now,
};

use super::{CONCLUDED_WITHIN, Out, Output, ReportKind, State, Switch, report};

/// The same key from ears and modem within this is one press.
const SAME_KEY: Duration = Duration::from_millis(600);

impl Switch {
    pub(super) fn say(&mut self, speech: Speech, now: Now, out: Out<'_>) {
        let Some(call) = &mut self.call else { return };
        if !std::mem::replace(&mut call.speaking, true) {
            call.saying.clear();
            call.to_the_end = false;
        }
        call.filling = false;
        call.to_the_end |= speech.to_the_end;
        let text = speech.text();
        call.saying.push_str(&text);
        call.saying.push(' ');
        out.push(if call.to_the_end {
            Output::Deafen
        } else {
            Output::Watch(call.saying.as_str().into())
        });
        out.push(Output::Say(speech));
        self.keep_said(Speaker::Munjigi, &text, out);
        out.push(report(now, ReportKind::Munjigi(text)));
    }

    /// The box falls silent at once, and listens.
    pub(super) fn hush(&mut self, out: Out<'_>) {
        let Some(call) = &mut self.call else { return };
        out.push(Output::Hush);
        if std::mem::take(&mut call.speaking) {
            call.filling = false;
            out.push(Output::Duck(false));
            out.push(Output::Listen(call.expected.clone()));
        }
    }

    /// All has been said.
    pub(super) fn said(&mut self, now: Now, out: Out<'_>) {
        let Some(call) = &mut self.call else { return };
        if !std::mem::take(&mut call.speaking) {
            return;
        }
        out.push(Output::Duck(false));
        out.push(Output::Listen(call.expected.clone()));
        if std::mem::take(&mut call.filling) {
            return;
        }
        out.push(report(now, ReportKind::Spoken));
        self.tell(&Event::Said, now, out);
    }

    /// A part could not be said. What follows it is said all the same, unless the program has another
    /// idea.
    pub(super) fn not_said(&mut self, now: Now, out: Out<'_>) {
        let why = "a part of a sentence could not be spoken".to_owned();
        out.push(report(now, ReportKind::Fault(why)));
        if self.state == State::Up {
            self.tell(&Event::NotSaid, now, out);
        }
    }

    // ------------------------------------------------------------------ over the box

    pub(super) fn duck(&self, ducked: bool, out: Out<'_>) {
        if self.call.as_ref().is_some_and(|call| call.speaking) {
            out.push(Output::Duck(ducked));
        }
    }

    pub(super) fn interrupted(&mut self, now: Now, out: Out<'_>) {
        let may = |call: &super::Call| call.speaking && !call.to_the_end;
        if self.call.as_ref().is_some_and(may) {
            out.push(report(now, ReportKind::Interrupted));
            self.hush(out);
        }
    }

    // ------------------------------------------------------------------ the caller's turn

    pub(super) fn turn_ended(&mut self, text: String, now: Now, out: Out<'_>) {
        if let Some(call) = &mut self.call {
            call.in_turn = false;
        }
        // Before anybody keeps it or shows it.
        let text = sensitive::mask(&text).unwrap_or(text);
        if !text.is_empty() {
            self.keep_said(Speaker::Caller, &text, out);
            out.push(report(now, ReportKind::Caller(text.clone())));
        }
        self.tell(&Event::TurnEnded(Turn { text }), now, out);
    }

    /// The other side has hung up. People say "네" or leave their message and hang up in one go, machines say what came
    /// of it: what was said last counts, and its words are waited for.
    pub(super) fn ended(&mut self, cause: EndCause, now: Now, out: Out<'_>) {
        let speaks = self.call.as_ref().is_some_and(|call| call.in_turn);
        if self.state != State::Up || !speaks {
            self.finish(cause, now, out);
            return;
        }
        self.state = State::Trailing(now.at + CONCLUDED_WITHIN, cause);
        out.push(Output::Hush);
        out.push(Output::Conclude);
    }

    /// Everything that was said has been told. What the program made of it is written first.
    pub(super) fn concluded(&mut self, now: Now, out: Out<'_>) {
        let State::Trailing(_, cause) = self.state else {
            return;
        };
        let Some(call) = &mut self.call else { return };
        call.concluded = true;
        if call.awaiting.is_none() {
            self.finish(cause, now, out);
        }
    }

    /// What the program would say to this is prepared. It is asked without being told.
    pub(super) fn likely(&self, text: String, now: Now, out: Out<'_>) {
        let Some(call) = self.call.as_ref().filter(|_| self.state == State::Up) else {
            return;
        };
        let Some(mut fork) = call.program.fork() else {
            return;
        };
        let would = fork.handle(&Event::TurnEnded(Turn { text }), now.at);
        out.extend(would.into_iter().filter_map(|action| match action {
            Action::Say(speech) => Some(Output::Prepare(speech)),
            _ => None,
        }));
    }

    /// The caller waits for words that are late. Nothing is said over what is being said.
    pub(super) fn thinking(&mut self, now: Now, out: Out<'_>) {
        let (Some(call), Some(filler)) = (&mut self.call, self.plan.filler) else {
            return;
        };
        if call.speaking || self.state != State::Up {
            return;
        }
        self.say(Speech::fixed(filler), now, out);
        if let Some(call) = &mut self.call {
            call.filling = true;
        }
    }

    pub(super) fn turn_lost(&mut self, now: Now, out: Out<'_>) {
        let why = "the caller was not heard: the recogniser failed".to_owned();
        out.push(report(now, ReportKind::Fault(why)));
        self.tell(&Event::NotHeard, now, out);
    }

    /// A key, by the modem's word (`told`) or by its sound.
    pub(super) fn key(&mut self, key: Key, told: bool, now: Now, out: Out<'_>) {
        let Some(call) = self.call.as_mut().filter(|_| self.state == State::Up) else {
            return;
        };
        let same = call.key.replace((key, now.at, told));
        let twice = same.is_some_and(|(other, at, by)| {
            other == key && by != told && now.at.since(at) < SAME_KEY
        });
        if twice {
            call.key = None;
            return;
        }
        self.tell(&Event::Key(key), now, out);
    }
}
