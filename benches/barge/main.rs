//! Does the box stop when it is meant to, and only then? Real voices, real ears, in real time.
//!
//! ```text
//! cargo bench --profile dev --bench barge
//! cargo bench --profile dev --bench barge -- --said     # a line for each case
//! ```
//!
//! The box says a sentence; over it comes a caller who means it, one who only listens, or nobody; and with or
//! without the box's own voice, back from the line 150 ms later and 20 dB softer. The far end's voice has been through
//! the simulator's telephone. The box does not speak more softly here while somebody speaks, which
//! makes its echo louder than on a line.
//!
//! First the notice is heard, as in every call: the echo canceller learns the line by it. `MUNJIGI_LOG=munjigi=debug` shows
//! what was heard.
//!
//! "After the second syllable" takes all syllables of a clip for equally long.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

#[path = "../hearing/sound.rs"]
mod sound;

use std::{
    collections::VecDeque,
    env,
    error::Error,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    audio::{FRAME, Frame, Hz8k, Pcm, resample},
    korean::normalize,
    sim::bench::percentile,
    speech::{
        EarEvent, EarParts, Ears, Manner, Models, SileroVad, SmartTurn, Threads, Whisper, telephone,
    },
};

use self::sound::{CHANNELS, Sounds};

type Failure = Box<dyn Error>;

const CALLER: &str = "jm_kumo";
/// When the far end begins to speak.
const INTO: Duration = Duration::from_millis(1_400);
const ECHO_AFTER: Duration = Duration::from_millis(150);
/// 20 dB softer.
const ECHO: f32 = 0.1;
const AUDIBLE: u16 = 328;

const NOTICE: &str =
    "안녕하세요, 가나분식입니다. 인공지능 AI가 전화를 받고 있어요. 통화는 녹음됩니다.";
const BOX: [&str; 4] = [
    "네, 확인해 드릴게요. 내일 십일월 이십일 금요일 저녁 일곱 시, 네 분 예약해 드릴까요?",
    "오늘은 오전 열한 시부터 밤 아홉 시까지 열어요. 마지막 주문은 여덟 시 반까지 받아요.",
    "그 시간에는 자리가 없어요. 저녁 여섯 시나 여덟 시는 괜찮은데, 어느 쪽이 좋으세요?",
    "말씀하신 내용은 사장님께 그대로 전해 드릴게요. 연락받으실 전화번호를 말씀해 주세요.",
];

/// Somebody who wants the box to stop.
const MEANT: [&str; 16] = [
    "잠깐만요.",
    "여덟 시로 해 주세요.",
    "사람이랑 통화하고 싶어요.",
    "취소할게요.",
    "여보세요 제 말 들리세요?",
    "다섯 명이에요.",
    "모레로 바꿔 주세요.",
    "죄송한데 다시 말씀해 주세요.",
    "예약 말고 문의요.",
    "주차는 되나요?",
    "됐어요 나중에 다시 걸게요.",
    "토요일이라니까요.",
    "사장님 계세요?",
    "포장도 되나요?",
    "아니 그게 아니고요.",
    "너무 빨라요 천천히 말해 주세요.",
];

/// Somebody who listens.
const LISTENING: [&str; 10] = [
    "네네.",
    "네.",
    "네, 네, 네.",
    "아, 네.",
    "음.",
    "아, 그래요?",
    "네, 알겠습니다.",
    "그렇군요.",
    "예예.",
    "아하.",
];

/// One case.
struct Case<'a> {
    group: &'static str,
    says: &'a str,
    said: Pcm<Hz8k>,
    /// What comes over it: the words and their sound.
    over: Option<(&'a str, Pcm<Hz8k>)>,
    echo: bool,
}

#[derive(Default)]
struct Outcome {
    softer: bool,
    /// From the beginning of what comes over it.
    stopped: Option<Duration>,
}

fn main() -> Result<(), Failure> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_env("MUNJIGI_LOG"))
        .with_writer(std::io::stdout)
        .without_time()
        .init();
    let show = env::args().any(|arg| arg == "--said");
    let models = Models::locate(&Models::usual_folder())?;
    let cases = cases(&models)?;
    let mut bench = Bench::new(&models)?;
    let mut outcomes = Vec::new();
    let notice = said(&models, NOTICE)?;
    let mut echo = None;
    for case in &cases {
        if echo.replace(case.echo) != Some(case.echo) {
            bench.ears.reset();
            let case = Case {
                group: "notice",
                says: NOTICE,
                said: notice.clone(),
                over: None,
                echo: case.echo,
            };
            bench.play(&case);
        }
        let outcome = bench.play(case);
        if show {
            let stopped = outcome.stopped.map(|at| at.as_millis());
            let over = case.over.as_ref().map_or("", |over| over.0);
            println!(
                "{:10} echo {:5} softer {:5} stopped {stopped:?} ms  {over}",
                case.group, case.echo, outcome.softer
            );
        }
        outcomes.push(outcome);
    }
    print(&cases, &outcomes);
    Ok(())
}

fn cases(models: &Models) -> Result<Vec<Case<'static>>, Failure> {
    let mut sounds = Sounds::new(models, Manner::default().speed)?;
    let mut spoken = Vec::new();
    for says in BOX {
        spoken.push((says, said(models, says)?));
    }
    let line = CHANNELS
        .iter()
        .find(|channel| channel.name == "telephone")
        .ok_or("there is no telephone among the channels")?;
    let far = |wide: &Pcm<_>, n: usize| {
        let heard: Pcm<Hz8k> = resample(&line.carry(wide, n as u64));
        let loud = |s: &i16| s.unsigned_abs() > AUDIBLE;
        let first = heard.samples().iter().position(loud).unwrap_or(0);
        let mut spoken = Pcm::new();
        spoken.extend_from_slice(&heard.samples()[first..]);
        spoken
    };
    let mut cases = Vec::new();
    for echo in [false, true] {
        for (group, texts) in [("meant", &MEANT[..]), ("listening", &LISTENING[..])] {
            for (n, &text) in texts.iter().enumerate() {
                let (says, said) = spoken[n % spoken.len()].clone();
                let over = Some((text, far(&sounds.of(CALLER, text)?, n)));
                cases.push(Case {
                    group,
                    says,
                    said,
                    over,
                    echo,
                });
            }
        }
    }
    for (says, said) in spoken {
        cases.push(Case {
            group: "nobody",
            says,
            said,
            over: None,
            echo: true,
        });
    }
    Ok(cases)
}

fn said(models: &Models, text: &str) -> Result<Pcm<Hz8k>, Failure> {
    let usual = Manner::default();
    let wide = Sounds::new(models, usual.speed)?.of(&usual.voice, text)?;
    Ok(telephone::level(&resample(&wide)))
}

struct Bench {
    ears: Ears,
    told: mpsc::Receiver<(Instant, EarEvent)>,
}

impl Bench {
    fn new(models: &Models) -> Result<Self, Failure> {
        let (tell, told) = mpsc::sync_channel(1_024);
        let parts = EarParts {
            vad: Box::new(SileroVad::load(models.silero())?),
            recognizer: Box::new(Whisper::load(models.whisper(), Threads::new(2))?),
            turns: Some(Box::new(SmartTurn::load(
                models.smart_turn(),
                Threads::ONE,
            )?)),
        };
        let ears = Ears::spawn(
            parts,
            Box::new(move |event| drop(tell.try_send((Instant::now(), event)))),
        );
        Ok(Self { ears, told })
    }

    fn play(&mut self, case: &Case<'_>) -> Outcome {
        if case.group == "notice" {
            self.ears.deafen();
        } else {
            self.ears.watch(case.says);
        }
        while self.told.try_recv().is_ok() {}
        let mut said = case.said.frames();
        let over = case.over.as_ref().map(|over| &over.1);
        let mut over = over.into_iter().flat_map(Pcm::frames);
        let mut echo = VecDeque::from(vec![Frame::SILENCE; beats(ECHO_AFTER)]);
        let mut due = Instant::now();
        let begins = due + INTO;
        let mut outcome = Outcome::default();
        let length = case.said.frames().count() + 10;
        for beat in 0..length {
            due += FRAME;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let says = said.next().unwrap_or(Frame::SILENCE);
            echo.push_back(says);
            let back = echo.pop_front().filter(|_| case.echo);
            let far = (beat >= beats(INTO)).then(|| over.next()).flatten();
            self.ears.push(mixed(beat, far, back), says);
            while let Ok((at, event)) = self.told.try_recv() {
                match event {
                    EarEvent::OverTalk => outcome.softer = true,
                    EarEvent::Interrupted => {
                        outcome.stopped = Some(at.saturating_duration_since(begins));
                    }
                    _ => {}
                }
            }
            if outcome.stopped.is_some() {
                break;
            }
        }
        self.ears.deafen();
        thread::sleep(Duration::from_millis(300));
        outcome
    }
}

/// A line that is never quite silent.
fn mixed(beat: usize, far: Option<Frame>, back: Option<Frame>) -> Frame {
    let of = |frame: Option<Frame>| frame.unwrap_or(Frame::SILENCE);
    let (far, back) = (of(far), of(back));
    let hiss = if beat.is_multiple_of(2) { 9.0 } else { -9.0 };
    let samples: [i16; Frame::<Hz8k>::LEN] = std::array::from_fn(|n| {
        let sum = f32::from(far.samples()[n]) + ECHO * f32::from(back.samples()[n]) + hiss;
        #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
        let sample = sum.clamp(-32_768.0, 32_767.0) as i16;
        sample
    });
    Frame::from_slice(&samples)
}

fn beats(span: Duration) -> usize {
    usize::try_from(span.as_millis() / 20).unwrap_or_default()
}

/// When the second syllable is over, from the beginning of the clip.
fn second_syllable(text: &str, sound: &Pcm<Hz8k>) -> Duration {
    let loud = |s: &i16| s.unsigned_abs() > AUDIBLE;
    let last = sound.samples().iter().rposition(loud).unwrap_or(0);
    let syllables = normalize::comparable(text).chars().count().max(2);
    Duration::from_secs_f64(last as f64 / 8_000.0 * 2.0 / syllables as f64)
}

fn print(cases: &[Case<'_>], outcomes: &[Outcome]) {
    println!(
        "\n{:12}{:>6}{:>7}{:>8}{:>9}   after the second syllable, ms: p50, p95, worst",
        "", "echo", "cases", "softer", "stopped"
    );
    for echo in [false, true] {
        for group in ["meant", "listening", "nobody"] {
            let of: Vec<_> = cases
                .iter()
                .zip(outcomes)
                .filter(|(case, _)| case.group == group && case.echo == echo)
                .collect();
            if of.is_empty() {
                continue;
            }
            let late: Vec<Duration> = of
                .iter()
                .filter_map(|(case, outcome)| {
                    let (text, sound) = case.over.as_ref()?;
                    Some(
                        outcome
                            .stopped?
                            .saturating_sub(second_syllable(text, sound)),
                    )
                })
                .collect();
            let at = |share| percentile(&late, share).map_or(0, |d| d.as_millis());
            println!(
                "{group:12}{:>6}{:7}{:8}{:9}   {}, {}, {}",
                echo,
                of.len(),
                of.iter().filter(|(_, outcome)| outcome.softer).count(),
                of.iter()
                    .filter(|(_, outcome)| outcome.stopped.is_some())
                    .count(),
                at(0.5),
                at(0.95),
                at(1.0)
            );
        }
    }
}
