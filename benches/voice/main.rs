//! How well the recogniser understands the voice over a telephone line, and what both cost.
//!
//! ```text
//! cargo bench --bench voice
//! cargo bench --bench voice -- --voice jm_kumo --speed 1.0 --tail 1000 --threads 2
//! ```
//!
//! Speaks 25 sentences that the box says or hears, sends them through the telephone band and A-law,
//! and prints what came back with the error rate in characters (digits read out, marks and spaces
//! left out). No single line counts, only the whole: voice and recogniser are models, and lines
//! shift when either changes.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

mod latency;

use std::{
    env,
    error::Error,
    fs,
    process::ExitCode,
    time::{Duration, Instant},
};

use munjigi::{
    audio::{Hz8k, Pcm, resample},
    call::Hint,
    korean::normalize,
    speech::{
        Kokoro, Manner, Models, Recognizer, Synthesizer, TAIL_FRAMES, Threads, Whisper, telephone,
    },
};

const SENTENCES: &str = include_str!("sentences.txt");
/// What the product needs at the least: more than this and callers are not understood.
const MOST_ERRORS: f64 = 0.18;
/// How many of the sentences are played into the ears in real time.
const PLAYED: usize = 6;

struct Options {
    manner: Manner,
    tail: u16,
    threads: Threads,
}

impl Options {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut options = Self {
            manner: Manner::default(),
            tail: TAIL_FRAMES,
            threads: Threads::ONE,
        };
        let mut args = env::args().skip(1).filter(|a| a != "--bench");
        while let Some(key) = args.next() {
            let value = args.next().ok_or(format!("{key} wants a value"))?;
            match key.as_str() {
                "--voice" => options.manner.voice = value,
                "--speed" => options.manner.speed = value.parse()?,
                "--tail" => options.tail = value.parse()?,
                "--threads" => options.threads = Threads::new(value.parse()?),
                other => return Err(format!("unknown option {other}").into()),
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    match measure() {
        Ok(errors) if errors <= MOST_ERRORS => ExitCode::SUCCESS,
        Ok(_) => {
            println!("more than {:.0} % of errors", MOST_ERRORS * 100.0);
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<f64, Box<dyn Error>> {
    let options = Options::read()?;
    let models = Models::locate(&Models::usual_folder())?;

    let start = Instant::now();
    let mut voice = Kokoro::load(models.kokoro(), options.manner.clone(), options.threads)?;
    let voice_load = start.elapsed();
    let start = Instant::now();
    let mut ears = Whisper::load_with_tail(models.whisper(), options.threads, options.tail)?;
    let ears_load = start.elapsed();

    let (mut said, mut wrong, mut exact) = (0.0, 0.0, 0);
    let (mut audio, mut speaking, mut hearing) = (0.0, Cost::default(), Cost::default());
    let mut played = Vec::new();
    for sentence in SENTENCES.lines() {
        let (speech, cost) = timed(|| voice.speak(sentence))?;
        speaking.add(&cost);
        audio += speech.duration().as_secs_f64();

        // With the silence around it that the ears hand over too.
        let mut line = Pcm::<Hz8k>::silence(Duration::from_millis(270));
        line.append(&telephone::through_line(&speech));
        line.append(&Pcm::silence(Duration::from_millis(230)));
        let heard = resample(&line);
        let (heard, cost) = timed(|| ears.recognize(&heard, &Hint::default()))?;
        hearing.add(&cost);

        let length = as_f64(normalize::comparable(sentence).chars().count());
        let cer = f64::from(normalize::cer(sentence, &heard.text));
        said += length;
        wrong += cer * length;
        exact += usize::from(cer == 0.0);
        if played.len() < PLAYED {
            played.push(speech);
        }
        println!("{:5.1} %  {sentence}\n         {}", cer * 100.0, heard.text);
    }
    let errors = wrong / said;
    println!(
        "\nvoice {} at {}, tail {}, {} thread(s), {audio:.1} s of speech",
        options.manner.voice,
        options.manner.speed,
        options.tail,
        options.threads.count(),
    );
    println!(
        "errors     {:.1} % of characters, {exact} sentences exact",
        errors * 100.0
    );
    println!("speaking   {}", speaking.per(audio));
    println!("hearing    {}", hearing.per(audio));
    println!(
        "loading    voice {:.2} s, recogniser {:.2} s; peak memory {} MB",
        voice_load.as_secs_f64(),
        ears_load.as_secs_f64(),
        peak_memory_mb(),
    );
    latency::measure(&models, options.threads, &played)?;
    Ok(errors)
}

/// Seconds on the clock and seconds of computing.
#[derive(Default)]
struct Cost {
    wall: f64,
    cpu: f64,
}

impl Cost {
    fn add(&mut self, other: &Self) {
        self.wall += other.wall;
        self.cpu += other.cpu;
    }

    fn per(&self, audio: f64) -> String {
        format!(
            "{:.3} s of computing and {:.3} s on the clock per second of speech",
            self.cpu / audio,
            self.wall / audio
        )
    }
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, Cost), E> {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let done = work()?;
    let cost = Cost {
        wall: start.elapsed().as_secs_f64(),
        cpu: cpu_seconds() - cpu,
    };
    Ok((done, cost))
}

/// Seconds that all threads of this process have computed (`/proc/self/stat`, fields 14 and 15, in
/// hundredths).
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

fn peak_memory_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kb = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kb.unwrap_or(0) / 1024
}

#[expect(clippy::cast_precision_loss, reason = "some dozen characters")]
fn as_f64(n: usize) -> f64 {
    n as f64
}
