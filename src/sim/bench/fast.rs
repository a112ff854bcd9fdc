//! A scenario in virtual time: the line's decisions, the driver, the virtual EC25, the caller and
//! the store are the real ones; the bytes between driver and modem are real bytes. Only sound is
//! left out: ears hear exactly what was said, and the voice takes as long as a voice would.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, civil::DateTime};

use crate::{
    call::{Grammar, Speech},
    line::{Input, Output, ReportKind, Scribe, SoundEvent, Switch},
    modem::{self, Modem as _},
    reception::{Receptionist, Shop},
    store::{Store, StoreError},
    time::{Instant, Now},
};

use super::{
    super::{
        caller::{Caller, Manner, Move, Noticed},
        ec25::{self, Ec25, Happening, Sound, What},
        grade::Text,
        scenario::{Scenario, Words},
    },
    Run,
};

/// How long a syllable takes, for the box and for callers alike.
const SYLLABLE: Duration = Duration::from_millis(190);
/// Ears notice speech after this much of it.
const ONSET: Duration = Duration::from_millis(100);
/// What the ears keep from before they began to listen.
const PRE_ROLL: Duration = Duration::from_millis(400);
/// How long a slot takes to render.
const RENDER: Duration = Duration::from_millis(400);
/// No afternoon of a scenario is longer.
const LONGEST: Duration = Duration::from_secs(3 * 3600);

/// Plays `scenario` in virtual time.
///
/// # Errors
/// When the store in memory cannot be used.
pub fn fast(scenario: &Scenario, shop: Arc<Shop>, seed: u64) -> Result<Run, StoreError> {
    let mut world = World::new(scenario, shop, seed)?;
    world.play();
    world.finish()
}

/// Something that happens by itself later.
#[derive(Debug)]
enum Due {
    Ring(usize),
    /// The voice comes to the end, unless it was hushed since.
    VoiceDone(u64),
    /// The caller comes to the end of what they say.
    CallerDone,
    /// The ears notice, unless the turn was dropped since.
    SpeechStarted(u64),
    TurnEnded(u64, String),
}

/// The caller is saying this.
struct Speaking {
    text: String,
    from: Instant,
    until: Instant,
    /// The ears are following it.
    heard: bool,
}

struct World<'s> {
    scenario: &'s Scenario,
    seed: u64,
    at: Instant,
    agenda: BTreeMap<(Instant, u64), Due>,
    entries: u64,
    line: Switch,
    scribe: Scribe,
    driver: modem::Ec25,
    ec25: Ec25,
    /// The person on the line, and which of the scenario's they are.
    caller: Option<(usize, Caller)>,
    waiting: VecDeque<usize>,
    speaking: Option<Speaking>,
    /// The caller fell silent then, and the box has not answered yet.
    silent_since: Option<Instant>,
    listening: Option<Grammar>,
    /// Counts turns, so that events of a dropped one are known.
    turn: u64,
    /// Counts utterances of the voice.
    utterance: u64,
    voice_until: Instant,
    sound: bool,
    start: DateTime,
    texts: Vec<Text>,
    run: Run,
}

impl<'s> World<'s> {
    fn new(scenario: &'s Scenario, shop: Arc<Shop>, seed: u64) -> Result<Self, StoreError> {
        let start = scenario.local_start();
        let owner = shop.owner.clone();
        let maker = Box::new(move |wall| {
            Box::new(Receptionist::new(Arc::clone(&shop), wall))
                as Box<dyn crate::call::Program + Send>
        });
        let now = Now {
            at: Instant::ZERO,
            wall: start,
        };
        let profile = ec25::Profile {
            start,
            ..ec25::Profile::default()
        };
        let mut world = Self {
            scenario,
            seed,
            at: Instant::ZERO,
            agenda: BTreeMap::new(),
            entries: 0,
            line: Switch::new(owner, maker),
            scribe: Scribe::new(Store::in_memory()?, now)?,
            driver: modem::Ec25::default(),
            ec25: Ec25::new(profile, seed),
            caller: None,
            waiting: VecDeque::new(),
            speaking: None,
            silent_since: None,
            listening: None,
            turn: 0,
            utterance: 0,
            voice_until: Instant::ZERO,
            sound: false,
            start,
            texts: Vec::new(),
            run: Run::default(),
        };
        for (n, caller) in scenario.callers.iter().enumerate() {
            world.plan(Instant::ZERO + caller.at, Due::Ring(n));
        }
        world.drive(modem::Input::Opened(modem::PortId::Main));
        Ok(world)
    }

    fn play(&mut self) {
        while let Some(next) = self.next_time() {
            if next.since(Instant::ZERO) > LONGEST {
                self.run
                    .trouble
                    .push("the afternoon did not end by itself".to_owned());
                return;
            }
            self.at = self.at.max(next);
            self.step();
            if self.is_over() {
                return;
            }
        }
    }

    /// Everybody has called, nobody is on the line and no text is waiting.
    fn is_over(&self) -> bool {
        let texts = self.scribe.store().texts().unwrap_or_default();
        let settled = |state: &str| !matches!(state, "queued" | "sending");
        self.agenda.values().all(|due| !matches!(due, Due::Ring(_)))
            && self.waiting.is_empty()
            && self.caller.is_none()
            && self.line.is_idle()
            && texts.iter().all(|text| settled(&text.state))
    }

    fn next_time(&self) -> Option<Instant> {
        let agenda = self.agenda.keys().next().map(|(at, _)| *at);
        let caller = self
            .caller
            .as_ref()
            .and_then(|(_, caller)| caller.next_wake());
        [
            agenda,
            caller,
            self.line.next_wake(),
            self.driver.next_wake(),
            self.ec25.next_wake(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn step(&mut self) {
        if let Some(entry) = self.agenda.first_entry()
            && entry.key().0 <= self.at
        {
            let due = entry.remove();
            self.happen(due);
        }
        let due = |wake: Option<Instant>, at| wake.is_some_and(|wake| wake <= at);
        if due(self.ec25.next_wake(), self.at) {
            self.module(ec25::Input::Wake);
        }
        if due(self.driver.next_wake(), self.at) {
            self.drive(modem::Input::Wake);
        }
        if due(self.line.next_wake(), self.at) {
            self.tell(Input::Wake);
        }
        if due(
            self.caller.as_ref().and_then(|(_, c)| c.next_wake()),
            self.at,
        ) {
            self.notice(&Noticed::Tick);
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Ring(n) => {
                self.waiting.push_back(n);
                self.next_caller();
            }
            Due::VoiceDone(utterance) if utterance == self.utterance => {
                self.notice(&Noticed::BoxQuiet);
                self.tell(Input::Said);
            }
            Due::CallerDone => {
                self.speaking = None;
                self.silent_since = Some(self.at);
                self.notice(&Noticed::Spoken);
            }
            Due::SpeechStarted(turn) if turn == self.turn => self.tell(Input::SpeechStarted),
            Due::TurnEnded(turn, text) if turn == self.turn => self.tell(Input::TurnEnded(text)),
            // Hushed or dropped since.
            Due::VoiceDone(_) | Due::SpeechStarted(_) | Due::TurnEnded(..) => {}
        }
    }

    /// One call at a time: the line is taken until the last caller is gone.
    fn next_caller(&mut self) {
        if self.caller.is_some() {
            return;
        }
        let Some(n) = self.waiting.pop_front() else {
            return;
        };
        let script = &self.scenario.callers[n];
        let caller = Caller::new(
            script.moves(),
            Manner::default(),
            self.seed.wrapping_add(n as u64),
        );
        self.caller = Some((n, caller));
        let from = script.from.clone();
        self.module(ec25::Input::Network(Happening::IncomingCall { from }));
    }

    // ------------------------------------------------------------------ modem and driver

    fn module(&mut self, input: ec25::Input<'_>) {
        for output in self.ec25.handle(input, self.at) {
            match output.what {
                What::Host(bytes) => self.drive(modem::Input::Bytes(modem::PortId::Main, &bytes)),
                What::Pcm(route) => self.sound = route == Some(Sound::Serial),
                What::Network(effect) => self.network(effect),
            }
        }
    }

    fn network(&mut self, effect: ec25::Effect) {
        match effect {
            ec25::Effect::CallAnswered { .. } => self.notice(&Noticed::Answered),
            ec25::Effect::CallHungUp { .. }
            | ec25::Effect::CallRefused { .. }
            | ec25::Effect::CallLost { .. } => self.caller_is_gone(),
            ec25::Effect::TextSubmitted { to, body, .. } => match to.parse() {
                Ok(to) => self.texts.push(Text { to, body }),
                Err(_) => self
                    .run
                    .trouble
                    .push("a text went to what is no number".to_owned()),
            },
            ec25::Effect::Dialled { .. } | ec25::Effect::Tones { .. } => {
                self.run
                    .trouble
                    .push("the box dialled or pressed keys".to_owned());
            }
        }
    }

    fn caller_is_gone(&mut self) {
        self.notice(&Noticed::Ended);
        self.caller = None;
        self.speaking = None;
        self.silent_since = None;
        self.agenda.retain(|_, due| !matches!(due, Due::CallerDone));
        self.next_caller();
    }

    fn drive(&mut self, input: modem::Input<'_>) {
        let mut outputs = Vec::new();
        self.driver.handle(input, self.at, &mut outputs);
        for output in outputs {
            match output {
                modem::Output::Write(_, bytes) => self.module(ec25::Input::Host(&bytes)),
                modem::Output::Event(event) => self.tell(Input::Modem(event)),
                modem::Output::Reopen(port) => {
                    self.drive(modem::Input::Closed(port));
                    self.drive(modem::Input::Opened(port));
                }
                // There is no board around this modem.
                modem::Output::Recover(modem::Rung::AskForColdPower) => {}
                modem::Output::Recover(rung) => self.drive(modem::Input::Recovered(rung, false)),
            }
        }
    }

    // ------------------------------------------------------------------ the line

    fn tell(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let elapsed = self.at.since(Instant::ZERO);
            let elapsed = SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX);
            let now = Now {
                at: self.at,
                wall: self.start + elapsed,
            };
            for output in self.line.handle(input, now) {
                match output {
                    Output::Modem(request) => self.drive(modem::Input::Request(request)),
                    Output::OpenSound => inputs.push_back(Input::Sound(SoundEvent::Ready)),
                    Output::CloseSound | Output::HoldSound(_) => {}
                    Output::Listen(grammar) => self.listen(grammar),
                    Output::Deafen => {
                        self.listening = None;
                        self.turn += 1;
                    }
                    Output::Say(speech) => self.say(&speech),
                    Output::Hush => self.hush(),
                    Output::Store(entry) => match self.scribe.write(entry, now) {
                        Ok(answer) => inputs.extend(answer),
                        Err(error) => self.run.trouble.push(error.to_string()),
                    },
                    Output::Report(report) => self.note(report.kind),
                }
            }
        }
    }

    fn note(&mut self, kind: ReportKind) {
        match kind {
            ReportKind::Munjigi(text) => self.run.said(self.at, true, text),
            ReportKind::Caller(text) => self.run.said(self.at, false, text),
            ReportKind::Fault(why) => self.run.trouble.push(why),
            _ => {}
        }
    }

    // ------------------------------------------------------------------ voice and ears

    fn say(&mut self, speech: &Speech) {
        if !self.sound {
            let why = "the box spoke while the modem carried no sound";
            self.run.trouble.push(why.to_owned());
        }
        let slots = speech
            .parts
            .first()
            .is_some_and(|p| matches!(p, crate::call::Part::Slot(_)));
        let begins = self
            .voice_until
            .max(self.at + if slots { RENDER } else { Duration::ZERO });
        if let Some(since) = self.silent_since.take() {
            self.run.latencies.push(begins.since(since));
        }
        self.voice_until = begins + spoken_for(&speech.text());
        self.utterance += 1;
        self.plan(self.voice_until, Due::VoiceDone(self.utterance));
        self.notice(&Noticed::BoxAudible);
        self.notice(&Noticed::BoxSaid(speech.text()));
    }

    fn hush(&mut self) {
        if self.voice_until > self.at {
            self.voice_until = self.at;
            self.utterance += 1;
            self.notice(&Noticed::BoxQuiet);
        }
    }

    fn listen(&mut self, grammar: Grammar) {
        self.listening = Some(grammar);
        self.hear();
    }

    /// The ears take up what the caller is saying, as far as they still can.
    fn hear(&mut self) {
        let (Some(grammar), Some(speaking)) = (self.listening, &mut self.speaking) else {
            return;
        };
        if std::mem::replace(&mut speaking.heard, true) {
            return;
        }
        let whole = self.at.since(speaking.from) <= PRE_ROLL;
        let text = if whole {
            speaking.text.clone()
        } else {
            String::new()
        };
        let until = speaking.until;
        self.turn += 1;
        self.plan(self.at + ONSET, Due::SpeechStarted(self.turn));
        self.plan(until + grammar.patience(), Due::TurnEnded(self.turn, text));
    }

    // ------------------------------------------------------------------ the caller

    fn notice(&mut self, noticed: &Noticed) {
        let Some((n, caller)) = &mut self.caller else {
            return;
        };
        let n = *n;
        for mv in caller.notice(noticed, self.at) {
            match mv {
                Move::Speak(turn) => self.caller_speaks(n, turn),
                Move::HangUp(why) => {
                    self.run.hung_up(why);
                    self.module(ec25::Input::Network(Happening::RemoteHangUp));
                    self.caller_is_gone();
                    return;
                }
            }
        }
    }

    fn caller_speaks(&mut self, n: usize, turn: usize) {
        let words = self.scenario.callers[n]
            .turns
            .get(turn)
            .and_then(|line| line.words.clone());
        let text = match words {
            Some(Words::Say(text)) => text,
            // Without sound a recording has no words that the ears could hear.
            Some(Words::Wav(_)) | None => String::new(),
        };
        let until = self.at + spoken_for(&text);
        self.speaking = Some(Speaking {
            text,
            from: self.at,
            until,
            heard: false,
        });
        self.silent_since = None;
        self.plan(until, Due::CallerDone);
        self.hear();
    }

    fn plan(&mut self, at: Instant, due: Due) {
        self.entries += 1;
        self.agenda.insert((at, self.entries), due);
    }

    fn finish(mut self) -> Result<Run, StoreError> {
        for violation in self.ec25.violations() {
            self.run
                .trouble
                .push(format!("the modem was mistreated: {violation:?}"));
        }
        self.run.settle(self.scribe.store(), self.texts)?;
        Ok(self.run)
    }
}

fn spoken_for(text: &str) -> Duration {
    let syllables = text.chars().filter(|c| c.is_alphanumeric()).count().max(1);
    SYLLABLE * u32::try_from(syllables).unwrap_or(u32::MAX)
}
