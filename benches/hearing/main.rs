//! How well each recogniser hears a caller over the telephone, with and without words to expect, and
//! what it costs.
//!
//! ```text
//! cargo bench --profile dev --bench hearing
//! cargo bench --profile dev --bench hearing -- --voice jm_kumo --tail 200 --engine whisper --said
//! cargo bench --profile dev --bench hearing -- --list standard
//! cargo run -- models fetch whisper-base-sherpa    # for --engine sherpa
//! ```
//!
//! `own_tool.py` beside this file puts the same weights' own tool on the same sounds.
//!
//! Two lists of sentences (`benches/voice/sentences.txt` and `sentences.txt` beside this file), spoken
//! by the box's own voice, clean and through the telephone channel of the simulator. Each sentence of
//! the second list belongs to a state of the conversation, and is heard with the words that the receptionist
//! would expect there, or where she has no such state with those of `hints.txt`: never the sentence
//! itself. The sound is kept in `target/hearing`.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

mod cost;
mod own_tool;
mod sound;

use std::{env, error::Error, path::PathBuf, process::ExitCode, time::Instant};

use munjigi::{
    audio::{Hz16k, Pcm},
    call::Hint,
    korean::normalize,
    reception::{
        Desk, Shop,
        hints::{self, Slot},
    },
    speech::{
        Manner, Models, OfflineModel, Recognizer, SherpaOffline, TAIL_FRAMES, Threads, Transcript,
        Whisper,
    },
};

use self::{
    cost::{Cost, as_f64, resident_mb, timed},
    sound::{CHANNELS, Channel, Sounds},
};

const STANDARD: &str = include_str!("../voice/sentences.txt");
const CALLERS: &str = include_str!("sentences.txt");
const HINTS: &str = include_str!("hints.txt");
const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'";
/// Which sentences of the standard list are whose: announcements of services, callers, the box.
const STANDARD_STATES: [(usize, &str); 3] = [(6, "announce"), (18, "open"), (25, "box")];

/// The engine whose words lie in files.
const OWN_TOOL: &str = "own-tool";

/// Frames of silence behind the speech that the engine in sherpa-onnx needs.
const SHERPAS_TAIL: u16 = 400;

type Failure = Box<dyn Error>;

struct Options {
    voices: Vec<String>,
    speed: f32,
    tail: u16,
    threads: Vec<u8>,
    engines: Vec<String>,
    channels: Vec<Channel>,
    hints: Vec<bool>,
    every: usize,
    list: String,
    dump: Option<PathBuf>,
    said: bool,
}

impl Options {
    fn read() -> Result<Self, Failure> {
        let usual = Manner::default();
        let mut options = Self {
            voices: vec![usual.voice, "jm_kumo".into()],
            speed: usual.speed,
            tail: TAIL_FRAMES,
            threads: vec![1, 2],
            engines: vec!["whisper".into(), "sherpa".into()],
            channels: CHANNELS.to_vec(),
            hints: vec![false, true],
            every: 1,
            list: "all".into(),
            dump: None,
            said: false,
        };
        let mut args = env::args().skip(1).filter(|a| a != "--bench");
        while let Some(key) = args.next() {
            if key == "--said" {
                options.said = true;
                continue;
            }
            let value = args.next().ok_or(format!("{key} wants a value"))?;
            let list = || value.split(',').map(str::to_owned).collect::<Vec<_>>();
            match key.as_str() {
                "--voice" => options.voices = list(),
                "--speed" => options.speed = value.parse()?,
                "--tail" => options.tail = value.parse()?,
                "--threads" => {
                    options.threads = list().iter().map(|t| t.parse()).collect::<Result<_, _>>()?;
                }
                "--engine" => options.engines = list(),
                "--channel" => {
                    options
                        .channels
                        .retain(|c| list().iter().any(|name| c.name == name));
                }
                "--hint" => options.hints = list().iter().map(|h| h == "yes").collect(),
                "--dump" => options.dump = Some(value.into()),
                "--every" => options.every = value.parse()?,
                "--list" if ["all", "standard", "callers"].contains(&value.as_str()) => {
                    options.list = value;
                }
                other => return Err(format!("unknown option {other}").into()),
            }
        }
        Ok(options)
    }
}

/// A sentence, and the words that the conversation would expect when it comes.
struct Sentence {
    list: &'static str,
    text: &'static str,
    expected: Hint,
}

fn sentences() -> Result<Vec<Sentence>, Failure> {
    let desk = Desk::new(Shop::parse("shop.toml", SHOP)?);
    let hint = |state: &str| {
        Ok::<Hint, Failure>(match state {
            "yes_no" => hints::yes_no(&desk),
            "date" => hints::slot(Slot::Date, &desk),
            "time" => hints::slot(Slot::Time, &desk),
            "party" => hints::slot(Slot::Party, &desk),
            "phone" => hints::slot(Slot::Phone, &desk),
            "message" => hints::message(),
            "open" => hints::open(&desk),
            other => HINTS
                .lines()
                .filter_map(|line| line.split_once('\t'))
                .find(|(name, _)| *name == other)
                .map(|(_, words)| Hint::new(words))
                .ok_or(format!("there is no hint for {other}"))?,
        })
    };
    let mut all = Vec::new();
    for (n, text) in STANDARD.lines().enumerate() {
        let state = STANDARD_STATES.iter().find(|(end, _)| n < *end);
        let expected = hint(state.ok_or("a standard sentence of no state")?.1)?;
        let list = "standard";
        all.push(Sentence {
            list,
            text,
            expected,
        });
    }
    for line in CALLERS.lines() {
        let (state, text) = line.split_once('\t').ok_or("a sentence without a state")?;
        let expected = hint(state)?;
        let list = "callers";
        all.push(Sentence {
            list,
            text,
            expected,
        });
    }
    Ok(all)
}

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Failure> {
    let options = Options::read()?;
    let models = Models::locate(&Models::usual_folder())?;
    let sentences: Vec<Sentence> = sentences()?
        .into_iter()
        .filter(|sentence| options.list == "all" || sentence.list == options.list)
        .step_by(options.every)
        .collect();
    let mut sounds = Sounds::new(&models, options.speed)?;
    let mut heard = Vec::new();
    for voice in &options.voices {
        for sentence in &sentences {
            heard.push((sentence, sounds.of(voice, sentence.text)?));
        }
    }
    drop(sounds);
    println!(
        "{} sentences, {} voice(s), tail {} frames\n",
        sentences.len(),
        options.voices.len(),
        options.tail
    );
    for engine in &options.engines {
        for &threads in &options.threads {
            run(engine, threads, &models, &options, &heard)?;
        }
    }
    Ok(())
}

/// One engine on so many threads, over all channels on the last number of threads, over the telephone
/// alone on the others.
fn run(
    engine: &str,
    threads: u8,
    models: &Models,
    options: &Options,
    heard: &[(&Sentence, Pcm<munjigi::audio::Hz24k>)],
) -> Result<(), Failure> {
    let (before, start) = (resident_mb(), Instant::now());
    let mut recognizer = load(engine, models, Threads::new(threads), options.tail)?;
    let load = start.elapsed().as_secs_f64();
    println!("{engine}, {threads} thread(s): loaded in {load:.2} s");
    let all = options.threads.last() == Some(&threads);
    for channel in &options.channels {
        if !all && channel.name != "telephone" {
            continue;
        }
        for &with_hint in &options.hints {
            if with_hint && engine == "sherpa" {
                continue;
            }
            let mut score = Score::default();
            for (n, (sentence, wide)) in heard.iter().enumerate() {
                let sound = channel.carry(wide, n as u64);
                let hint = if with_hint {
                    sentence.expected.clone()
                } else {
                    Hint::default()
                };
                let folder = options.dump.as_deref();
                let (transcript, cost) = if engine == OWN_TOOL {
                    let folder = folder.ok_or("--engine own-tool takes --dump DIR")?;
                    own_tool::heard(folder, channel.name, n, with_hint)?
                } else {
                    if let Some(folder) = folder {
                        own_tool::dump(folder, channel.name, n, &sound, &sentence.expected)?;
                    }
                    timed(|| recognizer.recognize(&sound, &hint))?
                };
                score.add(sentence.text, &sound, &transcript, &cost, options.said);
            }
            let hint = if with_hint { "words" } else { "none" };
            println!("  {:10} hint {hint:5} {score}", channel.name);
        }
    }
    println!(
        "  resident memory grew by {} MB\n",
        resident_mb().saturating_sub(before)
    );
    Ok(())
}

fn load(
    engine: &str,
    models: &Models,
    threads: Threads,
    tail: u16,
) -> Result<Box<dyn Recognizer>, Failure> {
    Ok(match engine {
        "whisper" => Box::new(Whisper::load_with_tail(models.whisper(), threads, tail)?),
        "sherpa" => {
            let files = Models::whisper_for_sherpa(&Models::usual_folder())?;
            let model = OfflineModel::Whisper(files, SHERPAS_TAIL);
            Box::new(SherpaOffline::load(&model, threads)?)
        }
        // It is run by `own_tool.py`, and its words are read here: this one is not asked.
        OWN_TOOL => Box::new(Whisper::load(models.whisper(), threads)?),
        other => return Err(format!("there is no engine {other}").into()),
    })
}

#[derive(Default)]
struct Score {
    said: f64,
    wrong: f64,
    exact: usize,
    count: usize,
    audio: f64,
    cost: Cost,
    slowest: f64,
}

impl Score {
    fn add(&mut self, text: &str, sound: &Pcm<Hz16k>, heard: &Transcript, cost: &Cost, show: bool) {
        let length = as_f64(normalize::comparable(text).chars().count());
        let cer = f64::from(normalize::cer(text, &heard.text));
        self.said += length;
        self.wrong += cer * length;
        self.exact += usize::from(cer == 0.0);
        self.count += 1;
        self.audio += sound.duration().as_secs_f64();
        self.slowest = self.slowest.max(cost.wall);
        self.cost.add(cost);
        if show {
            println!(
                "{:6.1} %  {:.2}  {text}\n                {}",
                cer * 100.0,
                heard.confidence.unwrap_or_default(),
                heard.text
            );
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "CER {:5.1} %, {:3} of {} exact; per second of sound {:.3} s computing, {:.3} s clock; \
             a turn of {:.1} s takes {:.0} ms, the slowest {:.0} ms",
            100.0 * self.wrong / self.said,
            self.exact,
            self.count,
            self.cost.cpu / self.audio,
            self.cost.wall / self.audio,
            self.audio / as_f64(self.count),
            1_000.0 * self.cost.wall / as_f64(self.count),
            1_000.0 * self.slowest,
        )
    }
}
