//! Voice and ears without sound.

use std::{sync::Arc, time::Duration};

use crate::{
    call::{Expected, Part, Speech},
    line::{Input, heard},
    sim::{
        caller::Noticed,
        interaction::Kind,
        music, remote,
        sounds::{self, Piece},
    },
    speech::interrupts,
    time::Instant,
};

use super::{super::heard::Saying, Due, Line};

/// How long a syllable takes, for the box and for callers alike.
const SYLLABLE: Duration = Duration::from_millis(190);
/// Ears notice speech after this much of it.
const ONSET: Duration = Duration::from_millis(100);
/// What the ears keep from before they began to listen.
const PRE_ROLL: Duration = Duration::from_millis(400);
/// Ears know after this that somebody wants the box to stop.
const NOTICED_OVER: Duration = Duration::from_millis(900);
/// How long a slot takes to render.
const RENDER: Duration = Duration::from_millis(400);

/// Who speaks at the other end, and to whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct From<'a> {
    pub voice: Option<&'a str>,
    pub speed: f32,
    pub kind: Kind,
    /// How much softer than to the box, in dB.
    pub softer_db: f32,
}

/// Somebody at the other end is saying this.
#[derive(Debug)]
pub(super) struct Speaking {
    pub text: String,
    pub from: Instant,
    pub until: Instant,
    /// The ears are following it.
    pub heard: bool,
    /// They have followed it since it began over the box's own words.
    pub over: bool,
    /// Whoever says it wants an answer.
    pub awaited: bool,
}

/// How long it takes to say this.
pub(super) fn spoken_for(text: &str) -> Duration {
    let pieces = sounds::pieces(text).unwrap_or_else(|| vec![Piece::Words(text)]);
    if pieces.len() > 1 || pieces.iter().any(|piece| piece.length().is_some()) {
        let length = |piece: &Piece<'_>| match piece {
            Piece::Words(words) => spoken_for(words),
            other => other.length().unwrap_or_default(),
        };
        return pieces.iter().map(length).sum();
    }
    if let Some(length) = music::length(text) {
        return length;
    }
    let syllables = text.chars().filter(|c| c.is_alphanumeric()).count();
    SYLLABLE * u32::try_from(syllables.max(1)).unwrap_or(u32::MAX)
}

impl Line<'_> {
    pub(super) fn say(&mut self, speech: &Speech) {
        if !self.is_heard() {
            self.fault("the box spoke while the modem carried no sound".to_owned());
        }
        if self.say_aloud(speech) {
            return;
        }
        let slots = speech
            .parts
            .first()
            .is_some_and(|p| matches!(p, Part::Slot(_)));
        let render = if slots { RENDER } else { Duration::ZERO };
        let begins = self.voice_until.max(self.at + render);
        if let Some(since) = self.silent_since.take() {
            self.run.latencies.push(begins.since(since));
        }
        self.voice_until = begins + spoken_for(&speech.text());
        self.utterance += 1;
        self.plan(self.voice_until, Due::VoiceDone(self.utterance));
        if self.is_heard() {
            self.notice(&Noticed::BoxAudible);
            self.notice(&Noticed::BoxSaid(speech.text()));
        }
    }

    pub(super) fn voice_done(&mut self) {
        if self.is_heard() {
            self.notice(&Noticed::BoxQuiet);
            self.far(remote::Noticed::Voice);
        }
        self.tell(Input::Said);
    }

    pub(super) fn hush(&mut self) {
        if self.hush_aloud() {
            return;
        }
        if self.voice_until > self.at {
            self.voice_until = self.at;
            self.utterance += 1;
            self.notice(&Noticed::BoxQuiet);
        }
    }

    pub(super) fn duck(&mut self, ducked: bool) {
        if let Some(sounding) = &self.sounding {
            sounding.voice.duck(ducked);
        }
    }

    pub(super) fn prepare(&mut self, speech: Speech) {
        if let Some(sounding) = &mut self.sounding {
            sounding.voice.prepare(speech);
        }
    }

    pub(super) fn deafen(&mut self) {
        if let Some(sounding) = &mut self.sounding {
            return sounding.ears.deafen();
        }
        self.listening = None;
        self.watching = None;
        self.turn += 1;
    }

    /// What the ears have to tell at once.
    pub(super) fn listen(&mut self, expected: Expected) -> Vec<Input> {
        if let Some(sounding) = &mut self.sounding {
            let told = sounding.ears.listen(expected);
            return told.into_iter().filter_map(heard).collect();
        }
        self.listening = Some(expected);
        self.watching = None;
        self.hear();
        Vec::new()
    }

    /// The line is down: what was said up to now is told, as the ears would.
    pub(super) fn conclude(&mut self) -> Vec<Input> {
        if let Some(sounding) = &mut self.sounding {
            let told = sounding.ears.conclude();
            return told.into_iter().filter_map(heard).collect();
        }
        let turn = self.pending_turn();
        let turn = turn.map(|text| Input::TurnEnded(self.as_heard(text)));
        turn.into_iter().chain([Input::Concluded]).collect()
    }

    /// What was said in the turn that has not ended yet; it will not end by itself any more.
    fn pending_turn(&mut self) -> Option<String> {
        let is_it = |due: &Due| matches!(due, Due::TurnEnded(turn, _) if *turn == self.turn);
        let mut agenda = self.agenda.iter();
        let at = agenda.find(|(_, due)| is_it(due)).map(|(at, _)| *at)?;
        match self.agenda.remove(&at) {
            Some(Due::TurnEnded(_, text)) => Some(text),
            _ => None,
        }
    }

    /// What the ears make of it: the words themselves, where there are no real ears.
    pub(super) fn as_heard(&mut self, words: String) -> String {
        let (Some(hearing), false) = (self.stage.hearing, words.is_empty()) else {
            return sounds::words(&words);
        };
        let script = self
            .caller
            .as_ref()
            .map(|(n, _)| &self.scenario.callers[*n]);
        let hint = self
            .listening
            .as_ref()
            .map(|e| e.hint.clone())
            .unwrap_or_default();
        let (voice, speed) = match (script, &self.far) {
            (Some(script), _) => (script.voice.as_deref(), script.speed),
            (None, Some(far)) => far.manner(),
            (None, None) => (None, 1.0),
        };
        let saying = Saying {
            words: &words,
            voice,
            speed,
            quality: self.scenario.channel,
            seed: self.seed.wrapping_mul(1_000).wrapping_add(self.turn),
            hint: &hint,
        };
        hearing.borrow_mut().hear(&saying)
    }

    pub(super) fn watch(&mut self, said: Arc<str>) {
        if let Some(sounding) = &mut self.sounding {
            return sounding.ears.watch(said);
        }
        self.listening = None;
        self.watching = Some(said);
        self.turn += 1;
        self.hear();
    }

    /// The ears take up what is being said at the other end, as far as they still can.
    pub(super) fn hear(&mut self) {
        let hears = self.hears();
        if let (Some(said), Some(speaking), true) = (&self.watching, &mut self.speaking, hears) {
            if !speaking.heard && !speaking.over && interrupts(&speaking.text, said) {
                speaking.over = true;
                let at = self.at + NOTICED_OVER;
                self.turn += 1;
                self.plan(at, Due::Interrupted(self.turn));
            }
            return;
        }
        let listening = self.listening.as_ref().map(|expected| expected.grammar);
        let (Some(grammar), Some(speaking)) = (listening, &mut self.speaking) else {
            return;
        };
        if !hears || std::mem::replace(&mut speaking.heard, true) {
            return;
        }
        let whole = speaking.over || self.at.since(speaking.from) <= PRE_ROLL;
        let text = if whole {
            speaking.text.clone()
        } else {
            String::new()
        };
        let until = speaking.until;
        let before = self.pending_turn();
        self.turn += 1;
        let text = match before {
            // The turn goes on: ears wait longer than that for an end.
            Some(before) => format!("{before} {text}"),
            None => {
                self.plan(self.at + ONSET, Due::SpeechStarted(self.turn));
                text
            }
        };
        self.plan(until + grammar.patience(), Due::TurnEnded(self.turn, text));
    }

    /// Somebody at the other end begins to say this; tells when they will have said it.
    pub(super) fn somebody_says(&mut self, text: String, from_whom: &From<'_>) -> Instant {
        let length = self.play(&text, from_whom);
        let length = length.unwrap_or_else(|| spoken_for(&text));
        let length = self.far.as_ref().map_or(length, |far| far.takes(length));
        let until = self.at + length;
        self.speaking = Some(Speaking {
            text,
            from: self.at,
            until,
            // Perfect ears know what is not meant for them.
            heard: from_whom.kind != Kind::Turn,
            over: false,
            awaited: from_whom.kind == Kind::Turn,
        });
        self.hear();
        until
    }
}
