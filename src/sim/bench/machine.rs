//! Who answers the calls of the box, in real time: a machine that speaks clips and hears keys.
//!
//! What it does is decided by [`Far`], as in virtual time, when the afternoon looks at it; its sound is made on the line's
//! own beat, in another thread.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    audio::{Frame, Hz8k, Pcm},
    phone::PhoneNumber,
    sim::{
        channel::{Quality, Telephone, comfort},
        ec25::{Effect, Happening},
        pty::Network,
        remote::{Far, Line, Move, Noticed},
        scenario::Scenario,
    },
    time::Instant,
    tone::Detector,
};

use super::person::Recording;

/// Keys that were heard and not looked at; more are lost.
const MOST_KEYS: usize = 64;

/// Sentences of the machines as sound, by number and words.
pub(super) type Clips = BTreeMap<(PhoneNumber, String), Arc<Pcm<Hz8k>>>;

/// Everything that the far ends of a scenario may say, each once, with whose it is.
pub(super) fn sentences(scenario: &Scenario) -> Vec<(&PhoneNumber, &Line, &str)> {
    let mut all = Vec::new();
    for (number, line) in &scenario.remotes {
        let steps = line.steps.iter();
        let said = steps.flat_map(|step| [step.say.as_deref(), step.on_wrong.as_deref()]);
        let said = said.chain([line.announcement.as_deref(), line.sorry.as_deref()]);
        all.extend(said.flatten().map(|text| (number, line, text)));
    }
    all
}

/// The sound of the machine that is on the line.
pub(super) struct Sound {
    /// It has been dialled, and not hung up since.
    on: bool,
    clip: Option<(Arc<Pcm<Hz8k>>, usize)>,
    /// The clip has been played to its end.
    over: bool,
    keys: Vec<char>,
    detector: Detector,
    line: Telephone,
    recording: Recording,
}

impl Sound {
    /// Nobody is on the line yet.
    pub(super) fn new(quality: Quality, seed: u64) -> Self {
        Self {
            on: false,
            clip: None,
            over: false,
            keys: Vec::new(),
            detector: Detector::default(),
            line: Telephone::new(quality, seed),
            recording: Recording::default(),
        }
    }

    /// One beat of the line; `None` when the call is not for a machine.
    pub(super) fn beat(&mut self, heard: &Frame) -> Option<Frame> {
        if !self.on {
            return None;
        }
        if let Some(key) = self.detector.push(heard)
            && self.keys.len() < MOST_KEYS
        {
            self.keys.push(key.face());
        }
        let said = match &mut self.clip {
            Some((clip, out)) => {
                let rest = clip.samples().get(*out..).unwrap_or_default();
                *out += Frame::<Hz8k>::LEN;
                let (frame, is_last) = (Frame::from_slice(rest), rest.len() <= Frame::<Hz8k>::LEN);
                if is_last {
                    (self.clip, self.over) = (None, true);
                }
                frame
            }
            None => Frame::SILENCE,
        };
        let carried = comfort(self.line.carry_frame(&said));
        self.recording.caller.extend_from_slice(carried.samples());
        self.recording.munjigi.extend_from_slice(heard.samples());
        Some(carried)
    }
}

/// The machine, as the afternoon sees it.
pub(super) struct Machine<'s> {
    scenario: &'s Scenario,
    clips: Clips,
    sound: Arc<Mutex<Sound>>,
    network: Network,
    seed: u64,
    far: Option<(PhoneNumber, Far)>,
    /// The numbers that were dialled, in order.
    pub(super) dialled: Vec<PhoneNumber>,
}

impl<'s> Machine<'s> {
    pub(super) const fn new(
        scenario: &'s Scenario,
        clips: Clips,
        sound: Arc<Mutex<Sound>>,
        network: Network,
        seed: u64,
    ) -> Self {
        Self {
            scenario,
            clips,
            sound,
            network,
            seed,
            far: None,
            dialled: Vec::new(),
        }
    }

    fn sound(&self) -> MutexGuard<'_, Sound> {
        self.sound.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) const fn is_away(&self) -> bool {
        self.far.is_none()
    }

    /// Something that the network has done; the sound of a call that is over.
    pub(super) fn effect(&mut self, effect: &Effect, at: Instant) -> Option<Recording> {
        match effect {
            Effect::Dialled { to } => self.dialled(to, at),
            Effect::Tones { digits } => {
                for key in digits.chars() {
                    self.notice(&Noticed::Key(key), at);
                }
            }
            Effect::CallHungUp { .. } | Effect::RemoteLeft { .. } => return self.leave(),
            _ => {}
        }
        None
    }

    fn dialled(&mut self, to: &str, at: Instant) {
        let Ok(number) = to.trim_end_matches(';').parse::<PhoneNumber>() else {
            return;
        };
        let line = self.scenario.remotes.get(&number).cloned();
        let before = self.dialled.iter().filter(|other| **other == number);
        let line = line.unwrap_or_default().at_call(before.count());
        self.dialled.push(number.clone());
        self.sound().on = true;
        self.far = Some((number, Far::new(line, self.seed)));
        self.notice(&Noticed::Dialled, at);
    }

    fn leave(&mut self) -> Option<Recording> {
        self.far.take()?;
        let mut sound = self.sound();
        (sound.on, sound.clip, sound.over) = (false, None, false);
        sound.keys.clear();
        sound.detector = Detector::default();
        Some(std::mem::take(&mut sound.recording))
    }

    /// The box has said something.
    pub(super) fn box_spoke(&mut self, at: Instant) {
        self.notice(&Noticed::Voice, at);
    }

    /// Time has passed; the sound of a call that it has ended.
    pub(super) fn look(&mut self, at: Instant) -> Option<Recording> {
        let (over, keys) = {
            let mut sound = self.sound();
            (
                std::mem::take(&mut sound.over),
                std::mem::take(&mut sound.keys),
            )
        };
        for key in keys {
            self.notice(&Noticed::Key(key), at);
        }
        if over {
            self.notice(&Noticed::Spoken, at);
        }
        self.notice(&Noticed::Tick, at);
        let is_gone = self.far.as_ref().is_some_and(|(_, far)| far.is_gone());
        is_gone.then(|| self.leave()).flatten()
    }

    fn notice(&mut self, noticed: &Noticed, at: Instant) {
        let Some((number, far)) = &mut self.far else {
            return;
        };
        let (number, moves) = (number.clone(), far.notice(noticed, at));
        for mv in moves {
            if let Some(happening) = done_by_the_network(&mv) {
                let _line_is_gone = self.network.try_send(happening);
            }
            match mv {
                Move::Say(text) => {
                    let clip = self.clips.get(&(number.clone(), text)).cloned();
                    self.sound().clip = Some((clip.unwrap_or_default(), 0));
                }
                Move::Hush => self.sound().clip = None,
                _ => {}
            }
        }
    }
}

/// What the network does for a far end; nothing of what is only heard.
pub(super) const fn done_by_the_network(mv: &Move) -> Option<Happening> {
    Some(match mv {
        Move::Ring => Happening::RemoteRings,
        Move::Answer => Happening::RemoteAnswers,
        Move::Busy => Happening::RemoteBusy,
        Move::NoAnswer => Happening::RemoteNoAnswer,
        Move::Refuse | Move::HangUp => Happening::RemoteHangUp,
        Move::Say(_) | Move::Hush => return None,
    })
}
