//! A scenario in virtual time: the line's decisions, the driver, the virtual EC25 with its faults,
//! the people and the store are the real ones; the bytes between driver and modem are real bytes.
//! Only sound is left out: ears hear exactly what was said, the voice takes as long as a voice
//! would, and a sound device is there or not.

mod far;
mod people;
mod post;
mod sound;
mod sounding;
mod voice;
mod wires;

use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, civil::DateTime};

use crate::{
    at::Apn,
    call::{Expected, Program},
    line::{self, Input, Office, Output, Owner, Plan, ReportKind, Scribe, Switch},
    modem::{self, AudioMode, Modem as _, mms::Route},
    optout::{owner::Tell, queue::Rules},
    phone::PhoneNumber,
    reception::{Desk, Receptionist},
    sim::{
        caller::{Caller, Noticed},
        ec25::{self, Ec25},
        fault::sound::Disturbance,
        grade,
        remote::Far,
        rig::{self, Rig},
        scenario::{ModemState, Scenario},
    },
    sms::mmsc::Hosts,
    store::{Store, StoreError},
    time::{Instant, Now},
};

use self::{sound::Device, sounding::Sounding, voice::Speaking, wires::Wire};
use super::{ByEar, Run, heard::Hearing, stock::stock};

/// No afternoon of a scenario is longer.
const LONGEST: Duration = Duration::from_secs(3 * 3600);
/// After the last thing that happens by the scenario, so long everything has to be quiet before the
/// afternoon is over: what a fault has broken mends itself in this time, or is found broken.
const QUIET: Duration = Duration::from_secs(90);

/// Plays `scenario` in virtual time.
///
/// # Errors
/// When the store in memory cannot be used.
pub fn fast(scenario: &Scenario, desk: &Arc<Desk>, seed: u64) -> Result<Run, StoreError> {
    World::new(scenario, desk, seed, &Stage::default())?.play()
}

/// The same on a store that outlives the run, with somebody who sees what goes out of the box and when something was
/// written down: for runs that do not come to their end.
///
/// # Errors
/// When the store cannot be used.
pub fn fast_witnessed(
    scenario: &Scenario,
    desk: &Arc<Desk>,
    seed: u64,
    store: Store,
    witness: Witness<'_>,
) -> Result<Run, StoreError> {
    let stage = Stage {
        witness: Some(witness),
        ..Stage::default()
    };
    World::on(Arc::new(Mutex::new(store)), scenario, desk, seed, &stage)?.play()
}

/// Something that a power cut cannot undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witnessed<'a> {
    /// The network was asked to call this number.
    Dialled(&'a str),
    /// The network took this text: to whom, what.
    Texted(&'a str, &'a str),
    /// Something is being written down, or has been.
    Written,
}

/// Somebody who sees everything.
pub type Witness<'s> = &'s RefCell<dyn FnMut(Witnessed<'_>)>;

/// What a run has besides the scenario.
#[derive(Clone, Copy, Default)]
struct Stage<'s> {
    hearing: Option<&'s RefCell<dyn Hearing>>,
    by_ear: Option<&'s RefCell<ByEar>>,
    witness: Option<Witness<'s>>,
}

/// The same with real words: what is said is spoken, carried and recognised.
///
/// # Errors
/// When the store in memory cannot be used.
pub fn fast_heard(
    scenario: &Scenario,
    desk: &Arc<Desk>,
    seed: u64,
    hearing: &RefCell<dyn Hearing>,
) -> Result<Run, StoreError> {
    let stage = Stage {
        hearing: Some(hearing),
        ..Stage::default()
    };
    World::new(scenario, desk, seed, &stage)?.play()
}

/// The same with sound and real ears: nothing is known of when a turn begins and ends but what they hear.
///
/// # Errors
/// When the store in memory cannot be used.
pub fn fast_by_ear(
    scenario: &Scenario,
    desk: &Arc<Desk>,
    seed: u64,
    by_ear: &RefCell<ByEar>,
) -> Result<Run, StoreError> {
    let stage = Stage {
        by_ear: Some(by_ear),
        ..Stage::default()
    };
    World::new(scenario, desk, seed, &stage)?.play()
}

/// All lines of a box.
struct World<'s> {
    lines: Vec<Line<'s>>,
    store: Arc<Mutex<Store>>,
    /// The last thing that happens by the scenario.
    last: Instant,
}

impl<'s> World<'s> {
    fn new(
        scenario: &'s Scenario,
        desk: &Arc<Desk>,
        seed: u64,
        stage: &Stage<'s>,
    ) -> Result<Self, StoreError> {
        let mut store = Store::in_memory()?;
        stock(&mut store, scenario)?;
        Self::on(Arc::new(Mutex::new(store)), scenario, desk, seed, stage)
    }

    fn on(
        store: Arc<Mutex<Store>>,
        scenario: &'s Scenario,
        desk: &Arc<Desk>,
        seed: u64,
        stage: &Stage<'s>,
    ) -> Result<Self, StoreError> {
        let mut lines = Vec::new();
        for place in 0..scenario.modems.len() {
            let office = Office {
                rules: Rules::default(),
                tell: Tell::default(),
            };
            let line = format!("line-{}", place + 1);
            let owner = desk.shop.owner.clone();
            let owner = owner.map_or(Owner::Nobody, Owner::Named);
            let scribe = Scribe::new(Arc::clone(&store), &line, owner, Some(office))?;
            let seed = seed.wrapping_add(place as u64 * 1_000);
            lines.push(Line::new(scenario, desk, (place, scribe), seed, stage));
        }
        let last = last_of(scenario);
        Ok(Self { lines, store, last })
    }

    fn play(mut self) -> Result<Run, StoreError> {
        let mut quiet_since = None;
        loop {
            let next = self.lines.iter().enumerate();
            let next = next
                .filter_map(|(n, line)| Some((line.next_time()?, n)))
                .min();
            let Some((at, n)) = next else { break };
            if at.since(Instant::ZERO) > LONGEST {
                let why = "the afternoon did not end by itself".to_owned();
                self.lines[n].run.trouble.push(why);
                break;
            }
            if self.is_over(at) {
                let since = *quiet_since.get_or_insert(at);
                if at.since(since) >= self.patience() {
                    break;
                }
            } else {
                quiet_since = None;
            }
            self.lines[n].step(at);
        }
        let store = Arc::clone(&self.store);
        let store = store.lock().unwrap_or_else(PoisonError::into_inner);
        let mut run = Run::default();
        let mut texts = Vec::new();
        for line in self.lines {
            line.finish(&mut run, &mut texts);
        }
        run.settle(&store, texts)?;
        Ok(run)
    }

    /// Without faults there is nothing that could still mend itself, and without texts nothing on its way.
    fn patience(&self) -> Duration {
        if self
            .lines
            .iter()
            .any(|line| !line.scenario.faults.is_empty() || !line.scenario.sms.is_empty())
        {
            QUIET
        } else {
            Duration::ZERO
        }
    }

    /// Everybody has called, nobody is on a line and nothing waits.
    fn is_over(&self, at: Instant) -> bool {
        if at < self.last || !self.lines.iter().all(Line::is_over) {
            return false;
        }
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |state: &str| matches!(state, "queued" | "sending" | "dialling");
        let texts = store.texts().unwrap_or_default();
        let dials = store.dials().unwrap_or_default();
        let fetches = store.received().unwrap_or_default();
        texts.iter().all(|text| !waits(&text.state))
            && dials.iter().all(|dial| !waits(&dial.state))
            && fetches.iter().all(|text| {
                !matches!(
                    text.fetch.as_deref(),
                    Some("waiting" | "fetching" | "fetched")
                )
            })
    }
}

/// Something that happens by itself later.
#[derive(Debug)]
enum Due {
    /// This caller of the scenario rings.
    Ring(usize),
    /// This text of the scenario arrives.
    Text(usize),
    /// The technician asks for this call of the scenario.
    Dial(usize),
    /// This fault of the scenario begins.
    Fault(usize),
    /// A port that is closed is tried again.
    Open(modem::PortId),
    /// The sound device that was asked for as this number has been opened, or not.
    Sound(u64, Result<(), &'static str>),
    /// In the call of this number no sound has come for so long.
    Dead(u64),
    /// The next 20 ms of sound in the call of this number are over.
    Beat(u64),
    /// The keys have been played.
    Played(u64, String),
    /// The voice comes to the end, unless it was hushed since.
    VoiceDone(u64),
    /// The caller comes to the end of what they say.
    CallerDone,
    /// The ears notice, unless the turn was dropped since.
    SpeechStarted(u64),
    /// What is being said over the box makes it stop.
    Interrupted(u64),
    TurnEnded(u64, String),
    /// The far end of our call comes to the end of what it says.
    FarDone(u64),
}

/// One line: a modem, what drives it, and who is at the other end.
struct Line<'s> {
    scenario: &'s Scenario,
    desk: Arc<Desk>,
    seed: u64,
    at: Instant,
    start: DateTime,
    agenda: BTreeMap<(Instant, u64), Due>,
    entries: u64,
    switch: Switch,
    scribe: Scribe,
    driver: modem::Ec25,
    state: modem::State,
    rig: Rig,
    wires: [Wire; 2],
    device: Device,
    disturbance: Disturbance,
    /// The person on the line, and which of the scenario's they are.
    caller: Option<(usize, Caller)>,
    waiting: VecDeque<usize>,
    /// Who answers a call of ours.
    far: Option<Far>,
    /// Counts what the far end says.
    far_says: u64,
    speaking: Option<Speaking>,
    /// The sound of the call, where there is any.
    sounding: Option<Box<Sounding>>,
    /// The caller fell silent then, and the box has not answered yet.
    silent_since: Option<Instant>,
    listening: Option<Expected>,
    /// Real ears, and somebody who sees everything, if there are any.
    stage: Stage<'s>,
    /// What the box says, while it may be interrupted.
    watching: Option<Arc<str>>,
    /// Counts turns, so that events of a dropped one are known.
    turn: u64,
    /// Counts utterances of the voice.
    utterance: u64,
    voice_until: Instant,
    texts: Vec<grade::Text>,
    /// The last thing that happens by the scenario.
    last: Instant,
    run: Run,
}

impl<'s> Line<'s> {
    fn new(
        scenario: &'s Scenario,
        desk: &Arc<Desk>,
        (place, scribe): (usize, Scribe),
        seed: u64,
        stage: &Stage<'s>,
    ) -> Self {
        let start = scenario.local_start();
        let mut profile = scenario.modems[place].profile.clone();
        profile.start = start;
        let card = profile.uac;
        let own = format!("+{}", profile.own_number).parse().ok();
        let numbers = rig::Numbers {
            tty: u32::try_from(place * 4).unwrap_or_default(),
            card: card.then(|| u32::try_from(place + 1).unwrap_or_default()),
        };
        let mut line = Self {
            scenario,
            desk: Arc::clone(desk),
            seed,
            at: Instant::ZERO,
            start,
            agenda: BTreeMap::new(),
            entries: 0,
            switch: Switch::new(plan(desk, card, own, !scenario.advice.is_empty())),
            scribe,
            driver: modem::Ec25::default().with_route(route(&profile)),
            state: modem::State::default(),
            rig: Rig::new(Ec25::new(profile, seed), seed).numbered(numbers),
            wires: [Wire::default(); 2],
            device: Device::default(),
            disturbance: Disturbance::default(),
            caller: None,
            waiting: VecDeque::new(),
            far: None,
            far_says: 0,
            speaking: None,
            sounding: None,
            silent_since: None,
            listening: None,
            stage: *stage,
            watching: None,
            turn: 0,
            utterance: 0,
            voice_until: Instant::ZERO,
            texts: Vec::new(),
            last: last_of(scenario),
            run: Run::default(),
        };
        // People use the first line; faults say which they spoil.
        if place == 0 {
            line.plan_all(scenario.callers.iter().map(|c| c.at), Due::Ring);
            line.plan_all(scenario.sms.iter().map(|t| t.at), Due::Text);
            line.plan_all(scenario.dials.iter().map(|d| d.at), Due::Dial);
        }
        for (n, fault) in scenario.faults.iter().enumerate() {
            if fault.modem == place {
                line.plan(Instant::ZERO + fault.at, Due::Fault(n));
            }
        }
        for port in [modem::PortId::Main, modem::PortId::Second] {
            line.plan(Instant::ZERO, Due::Open(port));
        }
        line
    }

    fn plan_all(&mut self, times: impl Iterator<Item = Duration>, due: fn(usize) -> Due) {
        for (n, at) in times.enumerate() {
            self.plan(Instant::ZERO + at, due(n));
        }
    }

    fn plan(&mut self, at: Instant, due: Due) {
        self.entries += 1;
        self.agenda.insert((at, self.entries), due);
    }

    /// Nobody is on the line or about to be, and it has nothing to do.
    fn is_over(&self) -> bool {
        let idle = |due: &Due| {
            !matches!(
                due,
                Due::Ring(_) | Due::Text(_) | Due::Dial(_) | Due::Fault(_)
            )
        };
        self.agenda.values().all(idle)
            && self.waiting.is_empty()
            && self.caller.is_none()
            && self.far.is_none()
            && self.switch.is_idle()
    }

    fn next_time(&self) -> Option<Instant> {
        let agenda = self.agenda.keys().next().map(|(at, _)| *at);
        let caller = self.caller.as_ref().and_then(|(_, c)| c.next_wake());
        [
            agenda,
            caller,
            self.far.as_ref().and_then(Far::next_wake),
            self.switch.next_wake(),
            self.driver.next_wake(),
            self.rig.next_wake(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn step(&mut self, at: Instant) {
        self.at = self.at.max(at);
        if let Some(entry) = self.agenda.first_entry()
            && entry.key().0 <= self.at
        {
            let due = entry.remove();
            self.happen(due);
        }
        let due = |wake: Option<Instant>, at| wake.is_some_and(|wake| wake <= at);
        if due(self.rig.next_wake(), self.at) {
            self.rig(rig::Input::Wake);
        }
        if due(self.driver.next_wake(), self.at) {
            self.drive(modem::Input::Wake);
        }
        if due(self.switch.next_wake(), self.at) {
            self.tell(Input::Wake);
        }
        if due(
            self.caller.as_ref().and_then(|(_, c)| c.next_wake()),
            self.at,
        ) {
            self.notice(&Noticed::Tick);
        }
        if due(self.far.as_ref().and_then(Far::next_wake), self.at) {
            self.far(crate::sim::remote::Noticed::Tick);
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Ring(n) => {
                self.waiting.push_back(n);
                self.next_caller();
            }
            Due::Text(n) => {
                let happening = self.scenario.sms[n].happening();
                self.rig(rig::Input::Network(happening));
            }
            Due::Dial(n) => self.ask_for_call(n),
            Due::Fault(n) => {
                let scenario = self.scenario;
                self.rig(rig::Input::Fault(&scenario.faults[n].order));
            }
            Due::Open(port) => self.open(port),
            Due::Sound(which, opened) => self.sound_opened(which, opened),
            Due::Dead(call) => self.sound_is_dead(call),
            Due::Beat(which) => self.beat(which),
            Due::Played(which, faces) => self.played(which, &faces),
            Due::VoiceDone(utterance) if utterance == self.utterance => self.voice_done(),
            Due::CallerDone => self.caller_done(),
            Due::SpeechStarted(turn) if turn == self.turn => self.tell(Input::SpeechStarted),
            Due::TurnEnded(turn, text) if turn == self.turn => {
                let text = self.as_heard(text);
                self.tell(Input::TurnEnded(text));
            }
            Due::FarDone(which) => self.far_done(which),
            // Hushed or dropped since.
            Due::Interrupted(turn) if turn == self.turn => self.tell(Input::Interrupted),
            Due::VoiceDone(_)
            | Due::SpeechStarted(_)
            | Due::Interrupted(_)
            | Due::TurnEnded(..) => {}
        }
    }

    fn now(&self) -> Now {
        let elapsed = self.at.since(Instant::ZERO);
        let elapsed = SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX);
        Now {
            at: self.at,
            wall: self.start + elapsed,
        }
    }

    /// Tells the line, and carries out what it decides.
    fn tell(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let now = self.now();
            for output in self.switch.handle(input, now) {
                match output {
                    Output::Modem(request) => self.drive(modem::Input::Request(request)),
                    Output::OpenSound(mode) => self.open_sound(mode),
                    Output::CloseSound => self.close_sound(),
                    Output::HoldSound(_) | Output::SetClock(_) => {}
                    Output::PlayKeys(keys) => self.play_keys(&keys),
                    Output::Listen(expected) => inputs.extend(self.listen(expected)),
                    Output::Deafen => self.deafen(),
                    Output::Conclude => inputs.extend(self.conclude()),
                    Output::Watch(said) => self.watch(said),
                    Output::Duck(ducked) => self.duck(ducked),
                    Output::Prepare(speech) => self.prepare(speech),
                    Output::Record | Output::Signal(_) => {}
                    Output::Choose(number, choice) => {
                        let mut advice = self.scenario.advice.iter();
                        let on = advice.find_map(|a| Some((a.on(&choice)?, a.late)));
                        match on {
                            Some((_, true)) => {} // told when nobody listens any more
                            on => inputs.push_back(Input::Chosen(number, on.map(|(n, _)| n))),
                        }
                    }
                    Output::Say(speech) => self.say(&speech),
                    Output::Hush => self.hush(),
                    Output::Store(entry) => {
                        self.witness(Witnessed::Written);
                        match self.scribe.write(entry, now) {
                            Ok(answer) => inputs.extend(answer),
                            Err(error) => self.run.trouble.push(error.to_string()),
                        }
                        self.witness(Witnessed::Written);
                    }
                    Output::Report(report) => self.note(report.kind),
                }
            }
        }
    }

    fn witness(&self, seen: Witnessed<'_>) {
        if let Some(witness) = self.stage.witness {
            (witness.borrow_mut())(seen);
        }
    }

    fn note(&mut self, kind: ReportKind) {
        match kind {
            ReportKind::Munjigi(text) => self.run.said(self.at, true, text),
            ReportKind::Caller(text) => self.run.said(self.at, false, text),
            ReportKind::Modem(state) => {
                self.state = state;
                self.run
                    .log
                    .push(format!("{}  modem: {}", self.at, state.english()));
            }
            ReportKind::Fault(why) => self.fault(why),
            other => self.run.log.push(format!("{}  {other:?}", self.at)),
        }
    }

    /// What went wrong is trouble, unless the scenario broke something.
    fn fault(&mut self, why: String) {
        self.run.log.push(format!("{}  fault: {why}", self.at));
        if self.scenario.faults.is_empty() {
            self.run.trouble.push(why);
        }
    }

    fn finish(mut self, run: &mut Run, texts: &mut Vec<grade::Text>) {
        for violation in self.rig.violations() {
            let broken = format!("the modem was mistreated: {violation}");
            self.run.trouble.push(broken);
        }
        run.state.modems.push(shown(self.state));
        run.add(self.run);
        texts.append(&mut self.texts);
    }
}

/// To the virtual carrier's MMSC, whose hosts no real carrier has.
fn route(profile: &ec25::Profile) -> Route {
    let hosts = [&profile.mmsc.host, &profile.mmsc.second].into_iter();
    Route {
        apn: Apn::new(profile.apn.as_deref().unwrap_or("mms.example"))
            .unwrap_or_else(|_| unreachable!("the names of the virtual carrier are made to fit")),
        proxy: None,
        hosts: hosts.fold(Hosts::default(), |hosts, host| {
            hosts.clone().with(host).unwrap_or(hosts)
        }),
        context: 1,
    }
}

/// The last thing that happens by the scenario.
fn last_of(scenario: &Scenario) -> Instant {
    let times = scenario.callers.iter().map(|caller| caller.at);
    let times = times.chain(scenario.sms.iter().map(|text| text.at));
    let times = times.chain(scenario.dials.iter().map(|dial| dial.at));
    let times = times.chain(scenario.faults.iter().map(|fault| fault.at));
    Instant::ZERO + times.max().unwrap_or_default()
}

/// As a scenario names it.
const fn shown(state: modem::State) -> ModemState {
    match state {
        modem::State::Absent => ModemState::Absent,
        modem::State::Opening => ModemState::Opening,
        modem::State::Syncing => ModemState::Syncing,
        modem::State::SimWait(_) => ModemState::SimWait,
        modem::State::Registering | modem::State::Denied => ModemState::Registering,
        modem::State::Ready => ModemState::Ready,
        modem::State::Degraded(_) => ModemState::Degraded,
        modem::State::Recovering(_) | modem::State::Helpless(_) => ModemState::Recovering,
    }
}

/// The receptionist for whoever calls, the programs of a box for what is dialled.
fn plan(desk: &Arc<Desk>, card: bool, own: Option<PhoneNumber>, advised: bool) -> Plan {
    let desk = Arc::clone(desk);
    let inbound = Box::new(move |wall| {
        let receptionist = Receptionist::new(Arc::clone(&desk), wall);
        Box::new(if advised {
            receptionist.advised()
        } else {
            receptionist
        }) as Box<dyn Program + Send>
    });
    Plan {
        outbound: Box::new(move |dial| line::outbound(dial, own.as_ref())),
        audio: if card {
            AudioMode::Card
        } else {
            AudioMode::Serial
        },
        ..Plan::taking(inbound)
    }
}
