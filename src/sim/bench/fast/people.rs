//! Whoever calls the box, and what the network tells.

use std::sync::Arc;

use crate::{
    sim::{
        caller::{Act, Caller, Manner, Move, Noticed, Reply, Speaker},
        ec25::{Effect, Happening},
        grade::Text,
        interaction::Kind,
        remote,
        rig::Input,
        scenario::{Line as Turn, Words},
    },
    time::Instant,
};

use super::{Due, Line, Witnessed, voice::From};

impl Line<'_> {
    /// One call at a time: the line is taken until the last caller is gone.
    pub(super) fn next_caller(&mut self) {
        if self.caller.is_some() {
            return;
        }
        let Some(n) = self.waiting.pop_front() else {
            return;
        };
        let script = &self.scenario.callers[n];
        let seed = self.seed.wrapping_add(n as u64);
        let caller = Caller::new(script.moves(), Manner::default(), seed);
        self.caller = Some((n, caller));
        let from = script.from.clone();
        self.rig(Input::Network(Happening::IncomingCall { from }));
    }

    pub(super) fn network(&mut self, effect: Effect) {
        match effect {
            Effect::CallAnswered { .. } => {
                self.listen_for_sound();
                self.notice(&Noticed::Answered);
            }
            Effect::CallHungUp { .. } | Effect::RemoteLeft { .. } => {
                self.far_is_gone();
                self.caller_is_gone();
            }
            Effect::CallRefused { .. } | Effect::CallLost { .. } => self.caller_is_gone(),
            Effect::TextSubmitted { to, body, .. } => {
                self.witness(Witnessed::Texted(&to, &body));
                match to.parse() {
                    Ok(to) => self.texts.push(Text { to, body }),
                    Err(_) => {
                        let why = "a text went to what is no number".to_owned();
                        self.run.trouble.push(why);
                    }
                }
            }
            Effect::Dialled { to } => self.dialled(&to),
            Effect::Tones { digits } => {
                for key in digits.chars() {
                    self.far(remote::Noticed::Key(key));
                }
            }
            Effect::RemoteAnswered { .. } => self.listen_for_sound(),
            Effect::ForeignRequest { host } => {
                let why = format!("the box asked {host}, which is none of the carrier's");
                self.run.trouble.push(why);
            }
            Effect::Announcement { .. } | Effect::TextExpired | Effect::Mms(_) => {}
        }
    }

    fn caller_is_gone(&mut self) {
        self.notice(&Noticed::Ended);
        self.stop_playing();
        self.caller = None;
        self.speaking = None;
        self.silent_since = None;
        self.agenda.retain(|_, due| !matches!(due, Due::CallerDone));
        self.next_caller();
    }

    pub(super) fn notice(&mut self, noticed: &Noticed) {
        let Some((n, caller)) = &mut self.caller else {
            return;
        };
        let n = *n;
        for mv in caller.notice(noticed, self.at) {
            match mv {
                Move::Speak(turn) => self.caller_speaks(n, turn, None),
                Move::Again { turn, to, how } => self.caller_speaks(n, turn, Some((&to, &how))),
                Move::Press(turn) => self.caller_presses(n, turn),
                Move::HangUp(why) => {
                    self.run.hung_up(why);
                    self.rig(Input::Network(Happening::RemoteHangUp));
                    self.caller_is_gone();
                    return;
                }
            }
        }
    }

    /// Says the words of a turn, or what they make of being understood otherwise.
    fn caller_speaks(&mut self, n: usize, turn: usize, again: Option<(&str, &Reply)>) {
        let scenario = self.scenario;
        let script = &scenario.callers[n];
        let Some(line) = script.turns.get(turn) else {
            return;
        };
        // What was not meant for the box is not said again.
        let is_it = |other: &&Turn| other.kind == Kind::Turn || std::ptr::eq(*other, line);
        let kind = if again.is_some() {
            Kind::Turn
        } else {
            line.kind
        };
        let turns = script.turns.iter().take(turn + 1).filter(is_it);
        let turns = turns.filter(|other| again.is_none() || other.kind == Kind::Turn);
        // Without sound a recording has no words that the ears could hear.
        let said: Vec<&str> = turns
            .map(|line| match &line.words {
                Some(Words::Say(text)) => text.as_str(),
                Some(Words::Wav(_)) | None => "",
            })
            .collect();
        let desk = Arc::clone(&self.desk);
        let bookable = desk.shop.bookable();
        let services: Vec<Vec<&str>> = bookable.map(|item| item.names().collect()).collect();
        let speaker = Speaker {
            said: &said,
            services: &services,
        };
        let text = match (said.last(), again) {
            (Some(&""), _) | (None, _) => String::new(),
            (Some(_), Some((to, how))) => speaker.again(to, how),
            (Some(text), None) => (*text).to_owned(),
        };
        self.silent_since = None;
        let whom = From {
            voice: line.voice.as_deref().or(script.voice.as_deref()),
            speed: script.speed,
            kind,
            softer_db: line.softer_db.unwrap_or_default(),
        };
        let until = self.somebody_says(text, &whom);
        // Who says goodbye and hangs up waits for no answer.
        if !(line.turn.hang_up && kind == Kind::Turn) {
            self.note_utterance(kind, until);
        }
        self.plan(until, Due::CallerDone);
    }

    fn caller_presses(&mut self, n: usize, turn: usize) {
        let line = self.scenario.callers[n].turns.get(turn);
        if let Some(Act::Press(keys)) = line.map(|line| line.turn.act.clone()) {
            for key in keys.chars() {
                self.rig(Input::Network(Happening::RemoteKey(key)));
            }
        }
        self.plan(self.at, Due::CallerDone);
    }

    pub(super) fn caller_done(&mut self) {
        let answered = self.speaking.take().is_some_and(|said| said.awaited);
        self.silent_since = Some(self.at).filter(|at| answered && *at > Instant::ZERO);
        self.notice(&Noticed::Spoken);
    }
}
