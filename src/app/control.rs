//! What the console and the update script are told by the box that runs.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant as Deadline;

use crate::{
    at::{Question as ForModem, RegistrationStatus},
    control::{Answer, Check, Doing, Health, LineStatus, Question, Respond, Status, Verdict},
    line::{Handle, Pulse},
    modem::{Lack, State},
    store::Store,
    time::{Instant, WallClock},
};

use super::{
    led::{Leds, Light},
    preparation::{Preparation, Progress},
    self_test::SelfTest,
    serve::rows,
};

/// The box begins something again after this, whoever has forgotten to tell it.
const LONGEST_REST: Duration = Duration::from_secs(60 * 60);
/// So long a modem may take to answer a person: a list of networks, or a call that ends.
const MODEM_WITHIN: Duration = Duration::from_secs(25);

/// The whole of a sound database is read again after this.
const LOOK_THROUGH: Duration = Duration::from_secs(10 * 60);
/// Between two looks at what the light has to say.
const SHINE: Duration = Duration::from_millis(500);

/// Everything that is asked about.
pub(super) struct Front {
    lines: Arc<Mutex<Vec<(String, Handle, Pulse)>>>,
    store: Arc<Mutex<Store>>,
    clock: Arc<dyn WallClock>,
    speech: SelfTest,
    /// Of the sentences that are rendered beside the calls.
    sentences: Arc<Progress>,
    /// When the whole database was last found to be sound.
    looked_through: Mutex<Option<Instant>>,
    /// Until when the box begins nothing between calls. Every rest has a number, so that the end of an earlier one does
    /// not end a later one.
    rest: Arc<Mutex<(u64, Option<Deadline>)>>,
}

impl Front {
    pub fn new(store: Arc<Mutex<Store>>, clock: Arc<dyn WallClock>, speech: SelfTest) -> Self {
        Self {
            lines: Arc::default(),
            store,
            clock,
            speech,
            sentences: Arc::default(),
            looked_through: Mutex::default(),
            rest: Arc::default(),
        }
    }

    /// A line that begins while the box rests rests too.
    pub fn joins(&self, name: &str, handle: Handle, pulse: Pulse) {
        if held(&self.rest).1.is_some() {
            handle.rest(true);
        }
        held(&self.lines).push((name.to_owned(), handle, pulse));
    }

    /// Renders the shop's sentences while no line needs the engines.
    pub fn prepare(
        self: Arc<Self>,
        preparation: Preparation,
    ) -> impl Future<Output = ()> + Send + 'static {
        let progress = Arc::clone(&self.sentences);
        // Before anybody can ask.
        preparation.announce(&progress);
        async move {
            let busy = || self.busy().is_some();
            preparation.go_on(progress, busy).await;
        }
    }

    fn all(&self) -> Vec<(String, Handle, Pulse)> {
        held(&self.lines).clone()
    }

    fn status(&self) -> Status {
        let now = self.clock.moment();
        let rest = held(&self.rest).1;
        let resting = rest.map(|until| until.saturating_duration_since(Deadline::now()).as_secs());
        let waiting = tokio::task::block_in_place(|| rows(&self.store).waiting());
        Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            up_seconds: now.at.as_millis() / 1_000,
            wall: now.wall.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            resting_seconds: resting,
            waiting: waiting.unwrap_or_default(),
            lines: self
                .all()
                .into_iter()
                .map(|(name, handle, _)| line_status(name, &handle))
                .collect(),
        }
    }

    /// Why the box may not be stopped now.
    fn busy(&self) -> Option<Answer> {
        let all = self.all();
        let doing = all
            .iter()
            .map(|(name, handle, _)| (name, handle.standing().doing));
        let (name, doing) = { doing }.find(|(_, doing)| *doing != Doing::Idle)?;
        let (korean, english) = match doing {
            Doing::Call => ("통화 중입니다", "a call is on"),
            Doing::Errand | Doing::Idle => {
                ("문자를 보내거나 받는 중입니다", "a text is on its way")
            }
        };
        Some(Answer::Busy {
            korean: format!("회선 {name}: {korean}"),
            english: format!("line {name}: {english}"),
        })
    }

    fn drain(&self, seconds: u32) -> Answer {
        let span = Duration::from_secs(seconds.into()).min(LONGEST_REST);
        let until = Deadline::now() + span;
        let number = {
            let mut rest = held(&self.rest);
            rest.0 += 1;
            rest.1 = Some(until);
            rest.0
        };
        tracing::info!(
            seconds = span.as_secs(),
            "asked to begin nothing between calls"
        );
        self.tell_lines(true);
        let (rest, lines) = (Arc::clone(&self.rest), Arc::clone(&self.lines));
        tokio::spawn(async move {
            tokio::time::sleep_until(until).await;
            let mut rest = held(&rest);
            if rest.0 == number && rest.1.take().is_some() {
                tracing::warn!("nobody has ended the rest; going on as before");
                held(&lines)
                    .iter()
                    .for_each(|(_, handle, _)| handle.rest(false));
            }
        });
        Answer::Done
    }

    fn resume(&self) -> Answer {
        held(&self.rest).1 = None;
        self.tell_lines(false);
        Answer::Done
    }

    fn tell_lines(&self, resting: bool) {
        for (_, handle, _) in self.all() {
            handle.rest(resting);
        }
    }

    async fn ask_modem(&self, line: &str, question: &str) -> Answer {
        let refused = |why: String| Answer::Refused { why };
        let Some((_, handle, _)) = self.all().into_iter().find(|(name, ..)| name == line) else {
            return refused(format!(
                "회선 {line} 이(가) 없거나 모뎀이 아직 연결되지 않았습니다 / there is no line {line}, or its modem has not come"
            ));
        };
        let Some(question) = ForModem::find(question) else {
            return refused(
                "허용된 질문이 아닙니다. munjigi modem questions 로 목록을 볼 수 있습니다 / \
                 not one of the questions that may be asked: munjigi modem questions lists them"
                    .to_owned(),
            );
        };
        match handle.ask(question, MODEM_WITHIN).await {
            Ok(asked) => Answer::Lines {
                lines: asked.lines,
                result: asked.result,
            },
            Err(error) => refused(error.to_string()),
        }
    }

    /// What the light of the box says.
    fn light(&self) -> Light {
        let all = self.all();
        let lines = all.iter().map(|(_, handle, _)| {
            let standing = handle.standing();
            let call = standing.doing == Doing::Call;
            let light = Light::of(standing.modem);
            if call { light.max(Light::Call) } else { light }
        });
        let resting = held(&self.rest).1.map(|_| Light::Resting);
        // Without a line there is no modem yet.
        let worst = lines.chain(resting).max();
        worst.unwrap_or(Light::Waiting)
    }

    /// Keeps the light as it has to be, until this is dropped or the LEDs cannot be written.
    pub async fn shine(self: Arc<Self>, leds: Leds) {
        let mut shown = None;
        loop {
            let light = self.light();
            if shown != Some(light) {
                shown = Some(light);
                if let Err(error) = leds.show(light) {
                    tracing::error!(%error, ?leds, "the LEDs cannot be written; see board/README.md");
                    return;
                }
            }
            tokio::time::sleep(SHINE).await;
        }
    }

    async fn health(&self, speech: bool) -> Health {
        let now = self.clock.now();
        let mut checks = vec![self.store_check()];
        checks.extend(self.speech.engines());
        checks.push(self.sentences.check());
        for (name, handle, pulse) in self.all() {
            checks.extend(line_checks(&name, &handle));
            if let Some(stopped) = pulse.stopped(now) {
                let name = format!("line.{name}.beat");
                let english = format!("{stopped} has stopped");
                checks.push(Check::new(name, Verdict::Failed, "회선이 멈춤", &english));
            }
        }
        if self.all().is_empty() {
            let (korean, english) = ("연결된 모뎀이 없음", "no modem has come yet");
            checks.push(Check::new("lines", Verdict::Failed, korean, english));
        }
        // Callers come first; what was known before they rang still counts.
        if speech {
            checks.extend(self.speech.speech(now, self.busy().is_some()).await);
        }
        Health {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            checks,
        }
    }

    /// Whether the store answers; and now and then, between calls, whether all of it is sound, which takes its time.
    fn store_check(&self) -> Check {
        let now = self.clock.now();
        let due = held(&self.looked_through).is_none_or(|at| now.since(at) >= LOOK_THROUGH)
            && self.busy().is_none();
        let read = tokio::task::block_in_place(|| {
            let store = rows(&self.store);
            store.waiting()?;
            if due { store.sound() } else { Ok(()) }
        });
        match read {
            Ok(()) => {
                if due {
                    *held(&self.looked_through) = Some(now);
                }
                let (korean, english) = ("데이터베이스 정상", "the database is sound");
                Check::new("store", Verdict::Ok, korean, english)
            }
            Err(error) => {
                let english = format!("the database cannot be used: {error}");
                Check::new(
                    "store",
                    Verdict::Failed,
                    "데이터베이스를 쓸 수 없음",
                    &english,
                )
            }
        }
    }
}

impl Respond for Front {
    fn respond(&self, question: Question) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        Box::pin(async move {
            match question {
                Question::Status => Answer::Status(self.status()),
                Question::Health { speech } => Answer::Health(self.health(speech).await),
                Question::Ready => self.busy().unwrap_or(Answer::Done),
                Question::Drain { seconds } => self.drain(seconds),
                Question::Resume => self.resume(),
                Question::Modem { line, question } => self.ask_modem(&line, &question).await,
            }
        })
    }
}

fn line_status(name: String, handle: &Handle) -> LineStatus {
    let standing = handle.standing();
    let radio = handle.radio();
    let levels = handle.levels();
    LineStatus {
        name,
        ready: standing.modem.is_ready(),
        korean: standing.modem.korean().to_owned(),
        english: standing.modem.english().to_owned(),
        module: standing.module,
        rssi_dbm: radio.signal.and_then(|signal| signal.dbm()),
        circuit: radio.circuit.map(registration),
        lte: radio.lte.map(registration),
        ims: radio.ims_up,
        doing: standing.doing,
        call: standing.call,
        heard_dbfs: levels.map(|(heard, _)| heard),
        said_dbfs: levels.map(|(_, said)| said),
    }
}

/// `<stat>` of `AT+CREG?` in words (3GPP TS 27.007 7.2).
fn registration(status: RegistrationStatus) -> String {
    let word = match status {
        RegistrationStatus::Idle => "not registered",
        RegistrationStatus::Home => "registered",
        RegistrationStatus::Searching => "searching",
        RegistrationStatus::Denied => "denied",
        RegistrationStatus::Unknown => "unknown",
        RegistrationStatus::Roaming => "roaming",
        RegistrationStatus::TextsOnly => "texts only",
        RegistrationStatus::EmergencyOnly => "emergency only",
    };
    word.to_owned()
}

/// What the state of the modem says of its parts. What cannot be known yet counts as failed.
fn line_checks(name: &str, handle: &Handle) -> [Check; 4] {
    let state = handle.standing().modem;
    let (korean, english) = (state.korean(), state.english());
    let verdict = |works: bool| if works { Verdict::Ok } else { Verdict::Failed };
    let answers = !matches!(
        state,
        State::Absent | State::Opening | State::Recovering(_) | State::Helpless(_)
    );
    let sim = answers && !matches!(state, State::SimWait(_) | State::Syncing);
    let network = match state {
        State::Degraded(Lack::Ims) => Verdict::Failed,
        State::Degraded(Lack::Signal) => Verdict::Degraded,
        state => verdict(state.is_ready()),
    };
    let sound = match state {
        State::Degraded(Lack::Audio | Lack::Power) => Verdict::Failed,
        _ => verdict(answers),
    };
    [
        ("modem", verdict(answers)),
        ("sim", verdict(sim)),
        ("network", network),
        ("sound", sound),
    ]
    .map(|(what, verdict)| Check::new(format!("line.{name}.{what}"), verdict, korean, english))
}

pub(super) fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
