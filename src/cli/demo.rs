//! `munjigi demo`: one call from the first ring to the booking, on a machine without a modem.

use std::{fs::File, io::BufReader, path::Path};

use crate::{
    app::SpeechConfig,
    audio::{Hz8k, Pcm, wav},
    reception::Shop,
    sim::{
        bench::{Live, Run, Said, live, percentile, read_back},
        grade::grade,
        scenario::Scenario,
    },
    speech::{Models, Threads, Whisper, host::Launch},
};

use super::{
    Exit, Failure,
    args::Demo,
    run::runtime,
    scenarios::{PROMPTS, folder_of, load, must_be_playable_live},
    screen::{self, Screen, seconds},
    talk::talk,
};

const SCENARIO: &str = include_str!("../../tests/scenarios/first-call.toml");
const SHOP: &str = include_str!("../../tests/shops/demo.toml");

/// Plays the demo and says what came of it.
pub fn demo(demo: &Demo, json: bool) -> Result<Exit, Failure> {
    if demo.talk {
        return talk(demo, json);
    }
    let (scenario, shop) = match &demo.scenario {
        Some(file) => {
            let loaded = load(file)?;
            must_be_playable_live(file, &loaded.0)?;
            loaded
        }
        None => (built_in_scenario()?, built_in_shop()?),
    };
    let folder = demo.scenario.as_deref().map_or(Path::new(""), folder_of);
    if !json {
        println!(
            "문지기 데모: 가상 EC25로 전화 한 통을 받습니다 / Munjigi demo: one call over a virtual EC25"
        );
        println!("  가게 / shop: {} · {}", shop.name, scenario.local_start());
    }
    let stage = Live {
        scenario: &scenario,
        folder,
        shop,
        speech: SpeechConfig::default(),
        prompts: Path::new(PROMPTS),
        exe: Some(Path::new(Launch::OWN_EXE)),
        out: &demo.out,
        seed: scenario.seed,
    };
    let mut screen = Screen::new();
    let run = runtime()?.block_on(live(stage, |shown| {
        if !json {
            screen.show(shown);
        }
    }))?;
    let unmet = grade(&scenario.expect, &run.state);
    let understood = if demo.no_check {
        None
    } else {
        Some(check(&run)?)
    };
    let mut failures: Vec<String> = unmet.iter().map(ToString::to_string).collect();
    failures.extend(run.trouble.iter().cloned());
    if json {
        print_json(demo, &run, understood, &failures);
    } else {
        print_result(demo, &run, understood, &failures);
    }
    Ok(if failures.is_empty() {
        Exit::Ok
    } else {
        Exit::Expectation
    })
}

/// The shop of the demo.
pub fn built_in_shop() -> Result<Shop, Failure> {
    Shop::parse("tests/shops/demo.toml", SHOP)
        .map_err(|problems| Failure::new(Exit::Settings, &problems))
}

fn built_in_scenario() -> Result<Scenario, Failure> {
    Scenario::parse("tests/scenarios/first-call.toml", SCENARIO)
        .map_err(|problems| Failure::new(Exit::Settings, &problems))
}

/// Reads the box's side of the recording back: how much of it was not understood.
fn check(run: &Run) -> Result<f32, Failure> {
    let models = Models::locate(&Models::usual_folder())?;
    let mut recognizer = Whisper::load(models.whisper(), Threads::new(2))
        .map_err(|error| Failure::new(Exit::ModelDamaged, &error))?;
    let mut munjigi = Pcm::<Hz8k>::new();
    for path in &run.recordings {
        let sound = File::open(path)
            .map_err(wav::WavError::from)
            .and_then(|file| wav::read_channel(BufReader::new(file), 1))
            .map_err(|error| Failure::new(Exit::Failed, &error))?;
        munjigi.append(&sound);
    }
    read_back(&munjigi, &run.transcript, &mut recognizer)
        .map_err(|error| Failure::new(Exit::ModelDamaged, &error))
}

fn print_result(demo: &Demo, run: &Run, understood: Option<f32>, failures: &[String]) {
    println!();
    screen::recordings(&run.recordings);
    println!(
        "예약 / bookings     {}",
        demo.out.join("munjigi.db").display()
    );
    if let Some(first) = run.first_words.first() {
        println!("첫 소리 / first word {}", seconds(*first));
    }
    if let (Some(median), Some(worst)) = (
        percentile(&run.latencies, 0.5),
        percentile(&run.latencies, 1.0),
    ) {
        println!(
            "대답까지 / voice to voice  p50 {}, 가장 느림 / slowest {} ({}번 / turns)",
            seconds(median),
            seconds(worst),
            run.latencies.len()
        );
    }
    if let Some(cer) = understood {
        println!("다시 알아듣기 / read back  CER {:.0} %", cer * 100.0);
    }
    if failures.is_empty() {
        println!("모두 기대한 대로입니다 / everything as expected");
    }
    for failure in failures {
        println!("기대와 다름 / not as expected: {failure}");
    }
}

/// The run as one object.
pub fn print_json(demo: &Demo, run: &Run, understood: Option<f32>, failures: &[String]) {
    let said = |said: &Said| {
        serde_json::json!({
            "at_ms": said.at.as_millis(),
            "who": if said.by_box { "box" } else { "caller" },
            "text": said.text,
        })
    };
    let ms = |spans: &[std::time::Duration]| -> Vec<u128> {
        spans.iter().map(std::time::Duration::as_millis).collect()
    };
    println!(
        "{}",
        serde_json::json!({
            "pass": failures.is_empty(),
            "failures": failures,
            "first_word_ms": ms(&run.first_words),
            "latency_ms": ms(&run.latencies),
            "latency_p50_ms": percentile(&run.latencies, 0.5).map(|l| l.as_millis()),
            "read_back_cer": understood,
            "recordings": run.recordings,
            "database": demo.out.join("munjigi.db"),
            "transcript": run.transcript.iter().map(said).collect::<Vec<_>>(),
        })
    );
}
