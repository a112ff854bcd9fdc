//! How long a caller waits, and how often the box begins before they have finished: turns of callers,
//! played into the real ears in real time; the answer is a clip of the box's own cache.
//!
//! ```text
//! sh benches/peers/run.sh              # makes the sound of the turns, and puts Pipecat beside it
//! cargo bench --profile dev --bench turns -- --turns benches/peers/turns.txt --audio .cache/peers/audio
//! ```
//!
//! `--json FILE` writes a line for each turn (the fields are in `benches/peers/README.md`), `--no-hint` asks the
//! recogniser without the state's words, `--no-sound` leaves out the model that judges how a pause sounds,
//! `--threads N` is for the recogniser.
//!
//! Ears, voice and frame source are those of a line; the line itself is a thread that answers as soon as the
//! ears tell that the turn is over.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs::{self, File},
    io::{BufReader, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    audio::{FRAME, Frame, Hz8k, Pcm, wav},
    call::{Expected, Grammar, Hint, Speech},
    sim::bench::percentile,
    speech::{
        EarEvent, EarParts, Ears, FrameSource, HummingVoice, Models, PromptCache, SileroVad,
        SmartTurn, Synthesizer as _, Threads, Voice, VoiceEvent, Whisper,
    },
};

type Failure = Box<dyn Error>;

/// 1 % of full scale is a sound.
const AUDIBLE: u16 = 328;
/// Silence before a turn.
const BEFORE: Duration = Duration::from_millis(700);
/// A turn that is not answered after this is not answered at all.
const ANSWERED_WITHIN: Duration = Duration::from_secs(12);

struct Options {
    turns: PathBuf,
    audio: PathBuf,
    json: Option<PathBuf>,
    hint: bool,
    sound: bool,
    threads: u8,
}

impl Options {
    fn read() -> Result<Self, Failure> {
        let mut options = Self {
            turns: "benches/peers/turns.txt".into(),
            audio: ".cache/peers/audio".into(),
            json: None,
            hint: true,
            sound: true,
            threads: 2,
        };
        let mut args = env::args().skip(1).filter(|arg| arg != "--bench");
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} takes a value"));
            match arg.as_str() {
                "--turns" => options.turns = value()?.into(),
                "--audio" => options.audio = value()?.into(),
                "--json" => options.json = Some(value()?.into()),
                "--threads" => options.threads = value()?.parse()?,
                "--no-hint" => options.hint = false,
                "--no-sound" => options.sound = false,
                other => return Err(format!("there is no option {other}").into()),
            }
        }
        Ok(options)
    }
}

/// A turn of a caller.
struct Turn {
    number: usize,
    kind: String,
    text: String,
    sound: Pcm<Hz8k>,
    /// One past the last sample that is loud enough to be heard.
    end: usize,
}

/// What was measured of it. Milliseconds from the end of the speech.
struct Measured {
    wait: Option<f64>,
    cut_in: Option<f64>,
    endpoint: Option<f64>,
    recognise: Option<f64>,
    heard: String,
}

fn main() -> Result<(), Failure> {
    let options = Options::read()?;
    let turns = read_turns(&options)?;
    let mut bench = Bench::new(&options)?;
    let mut json = options.json.as_ref().map(File::create).transpose()?;
    let mut all = Vec::new();
    for turn in &turns {
        let measured = bench.play(turn)?;
        if let Some(json) = &mut json {
            writeln!(json, "{}", line(turn, &measured))?;
        }
        eprintln!(
            "{:3} {:8} {:>6} ms  {}",
            turn.number,
            turn.kind,
            measured.wait.map_or("-".to_owned(), |w| format!("{w:.0}")),
            measured.heard
        );
        all.push((turn, measured));
    }
    print(&all);
    Ok(())
}

fn read_turns(options: &Options) -> Result<Vec<Turn>, Failure> {
    let list = fs::read_to_string(&options.turns)?;
    let mut turns = Vec::new();
    for (n, entry) in list.lines().filter(|l| !l.is_empty()).enumerate() {
        let (kind, text) = entry.split_once('\t').ok_or("a turn is kind, tab, text")?;
        let file = options.audio.join(format!("{:02}.wav", n + 1));
        let sound = read(&file)?;
        let loud = |s: &i16| s.unsigned_abs() > AUDIBLE;
        let end = sound.samples().iter().rposition(loud).map_or(0, |n| n + 1);
        turns.push(Turn {
            number: n + 1,
            kind: kind.to_owned(),
            text: text.to_owned(),
            sound,
            end,
        });
    }
    Ok(turns)
}

fn read(file: &Path) -> Result<Pcm<Hz8k>, Failure> {
    let reader = File::open(file).map_err(|why| {
        format!(
            "{}: {why}; benches/peers/run.sh makes the sound",
            file.display()
        )
    })?;
    Ok(wav::read(BufReader::new(reader))?)
}

fn grammar(kind: &str) -> Result<Grammar, Failure> {
    Ok(match kind {
        "yesno" => Grammar::YesNo,
        "slot" => Grammar::Slot,
        "open" => Grammar::Open,
        "digits" => Grammar::Digits,
        "message" => Grammar::Message,
        other => return Err(format!("there are no turns of the kind {other}").into()),
    })
}

/// The words of the state, as the receptionist gives them; never the sentence itself.
fn hint(kind: &str) -> Hint {
    Hint::new(match kind {
        "yesno" => "네, 맞아요. 네, 그렇게 해 주세요. 아니요, 여덟 시요. 아니요, 다섯 명이요.",
        "slot" => {
            "토요일이요. 다음 주 금요일이요. 저녁 일곱 시요. 여섯 시 반이요. 네 명이요. 두 명이요."
        }
        "digits" => "010-2345-6789요. 공일공에 구팔칠육에 오사삼이요.",
        "message" => "사장님께 전해 주세요. 다시 전화 부탁드립니다. 예약을 취소하려고요.",
        _ => "예약하고 싶은데요. 내일 저녁 일곱 시에 네 명이요. 몇 시까지 하세요? 주차 되나요?",
    })
}

const REPLY: &str = "네, 확인해 드릴게요.";

enum Told {
    Ears(Instant, EarEvent),
    Voice(VoiceEvent),
}

struct Bench {
    ears: Arc<Ears>,
    source: FrameSource,
    told: mpsc::Receiver<Told>,
    /// What the answer to the turn is.
    reply: Arc<Mutex<String>>,
    hint: bool,
    /// When the next frame is due.
    due: Instant,
    said: Frame,
}

impl Bench {
    fn new(options: &Options) -> Result<Self, Failure> {
        let models = Models::locate(&Models::usual_folder())?;
        let threads = Threads::new(options.threads);
        let (tell, told) = mpsc::sync_channel(1_024);

        let folder = env::temp_dir().join(format!("munjigi-turns-{}", std::process::id()));
        let cache = Arc::new(PromptCache::open(&folder, HummingVoice.print(), 1 << 24)?);
        for kind in ["yesno", "slot", "open", "digits", "message"] {
            let clip = read(&options.audio.join(format!("reply-{kind}.wav")))?;
            cache.put(&format!("{REPLY} {kind}"), &clip)?;
        }
        let voice_tell = tell.clone();
        let (voice, source) = Voice::spawn(
            Box::new(HummingVoice),
            cache,
            Box::new(move |event| drop(voice_tell.try_send(Told::Voice(event)))),
        );

        let turns: Option<Box<dyn munjigi::speech::TurnDetector>> = if options.sound {
            Some(Box::new(SmartTurn::load(
                models.smart_turn(),
                Threads::ONE,
            )?))
        } else {
            None
        };
        let parts = EarParts {
            vad: Box::new(SileroVad::load(models.silero())?),
            recognizer: Box::new(Whisper::load(models.whisper(), threads)?),
            turns,
        };
        let reply = Arc::new(Mutex::new(String::new()));
        let answer = Arc::clone(&reply);
        let ears = Ears::spawn(
            parts,
            Box::new(move |event| {
                // The line answers at once: the program takes microseconds.
                if matches!(event, EarEvent::TurnEnded { .. }) {
                    let text = answer.lock().map(|text| text.clone()).unwrap_or_default();
                    voice.say(Speech::fixed(text));
                }
                drop(tell.try_send(Told::Ears(Instant::now(), event)));
            }),
        );
        Ok(Self {
            ears: Arc::new(ears),
            source,
            told,
            reply,
            hint: options.hint,
            due: Instant::now(),
            said: Frame::SILENCE,
        })
    }

    /// The next 20 ms: `heard` has been spoken when they are over. What the box says then, and when.
    fn beat(&mut self, heard: Frame) -> (Frame, Instant) {
        self.due += FRAME;
        thread::sleep(self.due.saturating_duration_since(Instant::now()));
        self.ears.push(heard, self.said);
        self.said = self.source.next_frame();
        (self.said, Instant::now())
    }

    fn play(&mut self, turn: &Turn) -> Result<Measured, Failure> {
        *self.reply.lock().map_err(|_| "a thread has failed")? = format!("{REPLY} {}", turn.kind);
        let expected = Expected {
            grammar: grammar(&turn.kind)?,
            hint: if self.hint {
                hint(&turn.kind)
            } else {
                Hint::default()
            },
        };
        self.due = Instant::now();
        self.ears.listen(expected);
        for _ in 0..BEFORE.as_millis() / 20 {
            self.beat(Frame::SILENCE);
        }
        while self.told.try_recv().is_ok() {}

        let began = self.due;
        let end = began + Duration::from_secs_f64(turn.end as f64 / 8_000.0);
        let millis = |at: Instant| {
            let late = at.saturating_duration_since(end).as_secs_f64() * 1e3;
            let early = end.saturating_duration_since(at).as_secs_f64() * 1e3;
            late - early
        };
        let mut measured = Measured {
            wait: None,
            cut_in: None,
            endpoint: None,
            recognise: None,
            heard: String::new(),
        };
        let mut frames = turn.sound.frames();
        let (mut silent, mut over) = (0, false);
        loop {
            let (said, at) = self.beat(frames.next().unwrap_or(Frame::SILENCE));
            let loud = |s: &i16| s.unsigned_abs() > AUDIBLE;
            if let Some(n) = said.samples().iter().position(loud) {
                let first = at + Duration::from_secs_f64(n as f64 / 8_000.0);
                let after = millis(first);
                if after < 0.0 {
                    measured.cut_in.get_or_insert(after);
                } else if silent > 25 || measured.cut_in.is_none() {
                    // What began too early and still sounds is not the answer to the whole turn.
                    measured.wait.get_or_insert(after);
                }
                silent = 0;
            } else {
                silent += 1;
            }
            while let Ok(told) = self.told.try_recv() {
                match told {
                    Told::Ears(
                        at,
                        EarEvent::TurnEnded {
                            text, recognise, ..
                        },
                    ) => {
                        measured.endpoint = Some(millis(at));
                        measured.recognise = Some(recognise.as_secs_f64() * 1e3);
                        if !measured.heard.is_empty() {
                            measured.heard.push_str(" / ");
                        }
                        measured.heard.push_str(&text);
                    }
                    Told::Voice(VoiceEvent::Said { .. }) => over = true,
                    Told::Ears(..) | Told::Voice(_) => {}
                }
            }
            let given_up = self.due > end + ANSWERED_WITHIN;
            if given_up || (over && silent > 25 && self.due > end && measured.wait.is_some()) {
                return Ok(measured);
            }
            // An answer that came too early is over: the rest of the turn is heard, too.
            over &= measured.cut_in.is_none() || measured.wait.is_some();
        }
    }
}

fn line(turn: &Turn, measured: &Measured) -> String {
    let first = measured
        .wait
        .zip(measured.endpoint)
        .map(|(wait, endpoint)| wait - endpoint);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Option<f64> = load.split(' ').next().and_then(|n| n.parse().ok());
    serde_json::json!({
        "turn": turn.number,
        "kind": turn.kind,
        "text": turn.text,
        "wait_ms": measured.wait,
        "cut_in": measured.cut_in.is_some(),
        "cut_in_ms": measured.cut_in,
        "endpoint_ms": measured.endpoint,
        "recognise_ms": measured.recognise,
        "first_sample_ms": first,
        "load": load,
        "heard": measured.heard,
    })
    .to_string()
}

fn print(all: &[(&Turn, Measured)]) {
    let mut kinds: BTreeMap<&str, Vec<&Measured>> = BTreeMap::new();
    for (turn, measured) in all {
        kinds.entry("all").or_default().push(measured);
        kinds.entry(&turn.kind).or_default().push(measured);
    }
    println!(
        "\n{:10}{:>6}{:>10}{:>10}{:>10}{:>8}{:>12}{:>14}",
        "", "turns", "p50 ms", "p95 ms", "worst", "cut in", "endpoint", "first sample"
    );
    for (kind, measured) in kinds {
        let span = |ms: f64| Duration::from_secs_f64(ms.max(0.0) / 1e3);
        let clean = || measured.iter().filter(|m| m.cut_in.is_none());
        let waits: Vec<Duration> = clean().filter_map(|m| m.wait).map(span).collect();
        let ends: Vec<Duration> = clean().filter_map(|m| m.endpoint).map(span).collect();
        let firsts: Vec<Duration> = clean()
            .filter_map(|m| Some(m.wait? - m.endpoint?))
            .map(span)
            .collect();
        let at = |all: &[Duration], share| {
            percentile(all, share).map_or(f64::NAN, |d| d.as_secs_f64() * 1e3)
        };
        println!(
            "{kind:10}{:6}{:10.0}{:10.0}{:10.0}{:8}{:12.0}{:14.0}",
            measured.len(),
            at(&waits, 0.5),
            at(&waits, 0.95),
            at(&waits, 1.0),
            measured.len() - clean().count(),
            at(&ends, 0.5),
            at(&firsts, 0.5)
        );
    }
}
