//! The real models, heard through a telephone line.
//!
//! Without models these tests pass and say so; with `MUNJIGI_REQUIRE_MODELS=1` they fail instead.

#![expect(
    clippy::disallowed_methods,
    reason = "some of these tests measure time"
)]

use std::{
    cell::RefCell,
    collections::BTreeSet,
    env,
    error::Error,
    fs,
    path::Path,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    app::{SpeechConfig, read_shop},
    audio::{Frame, Hz8k, Hz16k, Pcm, resample},
    call::{Grammar, Hint},
    korean::normalize,
    reception::Desk,
    sim::{
        bench::{ByEar, fast_by_ear},
        interaction::Measures,
        scenario::Scenario,
    },
    speech::{
        EarEvent, EarParts, Ears, HummingVoice, Kokoro, Manner, ModelError, Models, OfflineModel,
        Recognizer, SherpaOffline, SileroVad, SmartTurn, Synthesizer, Threads, TurnDetector, Vad,
        WINDOW, Whisper, telephone, understands_itself,
    },
    tone::Detector,
};

type Outcome = Result<(), Box<dyn Error>>;

/// One sentence may be heard this badly before the test fails; the measure of the whole is
/// `cargo bench --bench voice`.
const MOST_ERRORS: f32 = 0.35;
const SENTENCE: &str = "안녕하세요, 오늘 저녁에 자리 있나요?";

fn models() -> Result<Option<Models>, ModelError> {
    unless_missing(Models::locate(&Models::usual_folder()))
}

fn unless_missing<T>(located: Result<T, ModelError>) -> Result<Option<T>, ModelError> {
    match located {
        Ok(located) => Ok(Some(located)),
        Err(missing @ ModelError::Missing { .. }) => {
            if env::var("MUNJIGI_REQUIRE_MODELS").is_ok_and(|v| v == "1") {
                return Err(missing);
            }
            eprintln!("not tested: {missing}");
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn voice(models: &Models) -> Result<Kokoro, munjigi::speech::SpeechError> {
    Kokoro::load(models.kokoro(), Manner::default(), Threads::new(2))
}

fn recognizer(models: &Models) -> Result<Whisper, munjigi::speech::SpeechError> {
    Whisper::load(models.whisper(), Threads::new(2))
}

#[test]
fn what_the_voice_says_is_understood_over_the_telephone() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let said = voice(&models)?.speak(SENTENCE)?;
    assert!((1.5..6.0).contains(&said.duration().as_secs_f32()));
    assert!(
        (-27.0..-17.0).contains(&said.level().dbfs()),
        "{}",
        said.level()
    );
    let heard: Pcm<Hz16k> = resample(&telephone::through_line(&said));
    let text = recognizer(&models)?
        .recognize(&heard, &Hint::default())?
        .text;
    let errors = normalize::cer(SENTENCE, &text);
    assert!(errors < MOST_ERRORS, "{:.0} %: {text}", errors * 100.0);
    Ok(())
}

/// A question in a call, from the ring to the hang-up, on the audio clock in virtual time.
#[test]
fn in_virtual_time_real_ears_hear_a_turn_out_and_answer_it() -> Outcome {
    if models()?.is_none() {
        return Ok(());
    }
    let text = r#"
        [scenario]
        name  = "a question"
        start = 2026-11-21T15:03:00+09:00
        shop  = "bunsik.toml"
        [channel]
        noise_db = 25
        echo_db  = 20
        [[caller]]
        at   = "2s"
        from = "010-2345-6789"
        [[caller.turn]]
        when = "greeting"
        say  = "주차할 데가[400] 있나요?"
        [[caller.turn]]
        when = "any"
        say  = "고맙습니다"
        hang_up = true
        [expect]
        bookings = []
    "#;
    let scenario = Scenario::parse("a-question.toml", text)?;
    let desk = Arc::new(Desk::new(read_shop(Path::new("tests/shops/bunsik.toml"))?));
    let speech = SpeechConfig {
        models: Models::usual_folder(),
        ..SpeechConfig::default()
    };
    let ears = RefCell::new(ByEar::load(&speech, Path::new(".cache/prompts"), None)?);
    let run = fast_by_ear(&scenario, &desk, 1, &ears)?;
    assert_eq!(ears.borrow_mut().trouble(), None);
    assert!(run.trouble.is_empty(), "{:?}", run.trouble);
    let measures = Measures::of(&run.conversations);
    let response = (measures.response.good, measures.response.events);
    assert_eq!(response, (1, 1), "{:?}", run.conversations);
    let heard = run.transcript.iter().find(|said| !said.by_box);
    assert!(
        heard.is_some_and(|said| said.text.contains("주차")),
        "{heard:?}"
    );
    Ok(())
}

#[test]
fn engines_that_work_pass_their_own_test_and_others_do_not() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let (mut kokoro, mut whisper) = (voice(&models)?, recognizer(&models)?);
    assert!(understands_itself(&mut kokoro, &mut whisper)?);
    // A hum is no sentence.
    assert!(!understands_itself(&mut HummingVoice, &mut whisper)?);
    Ok(())
}

/// The sentence over the telephone, with the silence that the ears leave around it.
fn sentence_on_the_line(models: &Models) -> Result<Pcm<Hz16k>, munjigi::speech::SpeechError> {
    let mut line = Pcm::<Hz8k>::silence(Duration::from_millis(270));
    line.append(&telephone::through_line(&voice(models)?.speak(SENTENCE)?));
    line.append(&Pcm::silence(Duration::from_millis(230)));
    Ok(resample(&line))
}

#[test]
fn the_recogniser_says_how_sure_it_is_and_takes_words_to_expect() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let heard = sentence_on_the_line(&models)?;
    let mut recognizer = recognizer(&models)?;
    let alone = recognizer.recognize(&heard, &Hint::default())?;
    let hint = Hint::new("예약하고 싶은데요. 내일 저녁에 자리 있나요? 주차, 포장, 배달, 취소.");
    let expected = recognizer.recognize(&heard, &hint)?;
    for transcript in [&alone, &expected] {
        let errors = normalize::cer(SENTENCE, &transcript.text);
        assert!(
            errors < MOST_ERRORS,
            "{:.0} %: {transcript:?}",
            errors * 100.0
        );
        assert!((0.3..=1.0).contains(&transcript.confidence.unwrap_or(0.0)));
    }
    let again = recognizer.recognize(&heard, &Hint::default())?;
    assert_eq!(again, alone, "what was expected before does not linger");
    // A hint of any length is taken, and none is written down as if it had been said.
    let endless = Hint::new("네 번째 줄에 앉은 손님은 ".repeat(400));
    recognizer.recognize(&heard, &endless)?;
    Ok(())
}

#[test]
fn no_speech_is_no_words_whatever_is_expected() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let mut recognizer = recognizer(&models)?;
    assert_eq!(
        recognizer.recognize(&Pcm::new(), &Hint::default())?.text,
        ""
    );
    let mut state = 7_u32;
    let noise: Vec<f32> = (0..48_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 * 0.03 - 0.03
        })
        .collect();
    let sounds = [
        Pcm::silence(Duration::from_secs(3)),
        Pcm::from_floats(&noise),
    ];
    for sound in sounds {
        let start = Instant::now();
        let heard = recognizer.recognize(&sound, &Hint::default())?;
        let syllables = normalize::comparable(&heard.text).chars().count();
        assert!(syllables < 12, "{heard:?}");
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "no loop runs to the end"
        );
    }
    Ok(())
}

#[test]
fn the_second_engine_hears_with_the_same_weights() -> Outcome {
    let sherpas = unless_missing(Models::whisper_for_sherpa(&Models::usual_folder()))?;
    let (Some(models), Some(files)) = (models()?, sherpas) else {
        return Ok(());
    };
    let heard = sentence_on_the_line(&models)?;
    let model = OfflineModel::Whisper(files, 400);
    let transcript =
        SherpaOffline::load(&model, Threads::new(2))?.recognize(&heard, &Hint::default())?;
    let errors = normalize::cer(SENTENCE, &transcript.text);
    assert!(
        errors < MOST_ERRORS,
        "{:.0} %: {transcript:?}",
        errors * 100.0
    );
    assert_eq!(transcript.confidence, None);
    Ok(())
}

#[test]
fn a_finished_sentence_sounds_finished() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let mut turns = SmartTurn::load(models.smart_turn(), Threads::ONE)?;
    let finished = turns.finished(&sentence_on_the_line(&models)?)?;
    assert!(finished > 0.5, "{finished}");
    // The two tones of the test of `speech::mel`; the model's own program says 0.9685.
    let wave = |n: usize, hz: f32, from: usize| {
        let on = f32::from(u8::from(n >= from));
        on * (n as f32 * hz / 16_000.0)
            .fract()
            .mul_add(std::f32::consts::TAU, 0.0)
            .sin()
    };
    let tones: Vec<f32> = (0..128_000)
        .map(|n| 0.5 * wave(n, 440.0, 112_000) + 0.1 * wave(n, 2_500.0, 96_000))
        .collect();
    let judged = turns.finished(&Pcm::from_floats(&tones))?;
    assert!((judged - 0.9685).abs() < 0.02, "{judged}");
    assert!((0.0..=1.0).contains(&turns.finished(&Pcm::new())?));
    Ok(())
}

#[test]
fn the_same_text_sounds_the_same_and_nothing_sounds_like_nothing() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let mut voice = voice(&models)?;
    assert_eq!(voice.speak("네, 분명히요.")?, voice.speak("네, 분명히요.")?);
    assert!(voice.speak(" … ")?.is_empty());
    Ok(())
}

#[test]
fn the_ears_hear_a_sentence_and_when_it_is_over() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let speech = telephone::through_line(&voice(&models)?.speak(SENTENCE)?);
    let mut call = Pcm::<Hz8k>::silence(Duration::from_secs(1));
    call.append(&speech);
    let over = call.len() as u64;
    call.append(&Pcm::silence(Duration::from_secs(2)));

    let (tell, events) = mpsc::sync_channel(16);
    let parts = EarParts {
        vad: Box::new(SileroVad::load(models.silero())?),
        recognizer: Box::new(recognizer(&models)?),
        turns: None,
    };
    let ears = Ears::spawn(
        parts,
        Box::new(move |event| {
            let _ = tell.send(event);
        }),
    );
    ears.listen(Grammar::Open);
    for frame in call.frames() {
        ears.push(frame, Frame::SILENCE);
        thread::sleep(Duration::from_millis(3));
    }
    let EarEvent::SpeechStarted { at_sample } = events.recv_timeout(Duration::from_secs(20))?
    else {
        panic!("a turn ended that had not begun");
    };
    assert!((6_400..10_400).contains(&at_sample), "{at_sample}");
    let (text, speech_end_sample, decided_sample, recognise) = loop {
        match events.recv_timeout(Duration::from_secs(20))? {
            EarEvent::TurnEnded {
                text,
                speech_end_sample,
                decided_sample,
                recognise,
            } => break (text, speech_end_sample, decided_sample, recognise),
            EarEvent::Partial { .. } | EarEvent::Likely { .. } | EarEvent::Thinking => {}
            other => panic!("{other:?}"),
        }
    };
    assert!(
        speech_end_sample.abs_diff(over) < 2_400,
        "{speech_end_sample} for {over}"
    );
    // 700 ms of patience, less when the words were there in time and closed, more when they were late.
    let waited = (decided_sample - speech_end_sample) / 256;
    assert!((11..=41).contains(&waited), "{waited}");
    assert!(recognise > Duration::ZERO);
    let errors = normalize::cer(SENTENCE, &text);
    assert!(errors < MOST_ERRORS, "{:.0} %: {text}", errors * 100.0);
    Ok(())
}

#[test]
fn speech_is_speech_and_tones_and_silence_are_not() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let mut vad = SileroVad::load(models.silero())?;
    let speech = telephone::through_line(&voice(&models)?.speak(SENTENCE)?);
    let mut probabilities = judge(&mut vad, &speech)?;
    probabilities.sort_by(f32::total_cmp);
    assert!(
        probabilities[probabilities.len() / 4] > 0.5,
        "{probabilities:?}"
    );

    let mut sounds = vec![
        ("silence".to_owned(), Pcm::silence(Duration::from_secs(3))),
        ("ringback".into(), tones(&[440.0, 480.0], 1_000)),
        ("dial tone".into(), tones(&[350.0, 440.0], 1_000)),
        ("busy".into(), tones(&[480.0, 620.0], 500)),
        ("beep 1000".into(), tones(&[1_000.0], 400)),
        ("beep 1400".into(), tones(&[1_400.0], 400)),
    ];
    for low in [697.0, 770.0, 852.0, 941.0] {
        for high in [1_209.0, 1_336.0, 1_477.0] {
            sounds.push((format!("DTMF {low} + {high}"), tones(&[low, high], 100)));
        }
    }
    for (name, sound) in sounds {
        vad.reset();
        let line = telephone::through_line(&sound);
        let highest = judge(&mut vad, &line)?.into_iter().fold(0.0, f32::max);
        assert!(highest < 0.5, "{name}: {highest}");
    }
    Ok(())
}

fn judge(vad: &mut SileroVad, sound: &Pcm<Hz8k>) -> Result<Vec<f32>, Box<dyn Error>> {
    let (windows, _) = sound.samples().as_chunks::<WINDOW>();
    windows.iter().map(|w| Ok(vad.probability(w)?)).collect()
}

/// Three seconds of these tones together, on for `on` milliseconds and off for as long.
fn tones(hz: &[f32], on: usize) -> Pcm<Hz8k> {
    let sample = |n: usize| {
        let sum: f32 = hz
            .iter()
            .map(|hz| (n as f32 * hz * std::f32::consts::TAU / 8_000.0).sin())
            .sum();
        let gate = (n / (on * 8)).is_multiple_of(2);
        if gate {
            sum * 0.3 / hz.len() as f32
        } else {
            0.0
        }
    };
    Pcm::from_floats(&(0..24_000).map(sample).collect::<Vec<_>>())
}

/// The talk-off of `docs/measurements.md`, with the only long Korean speech there is here: our own voice's.
#[test]
#[ignore = "a measurement of some minutes"]
fn talk_off() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let mut voice = voice(&models)?;
    let sentences = include_str!("../benches/voice/sentences.txt");
    let (mut speech, mut keys) = (Pcm::<Hz8k>::new(), 0);
    for sentence in sentences.lines().filter(|line| !line.is_empty()) {
        let said = voice.speak(sentence)?;
        for sound in [&said, &telephone::through_line(&said)] {
            let mut detector = Detector::default();
            keys += sound.frames().filter_map(|f| detector.push(&f)).count();
        }
        speech.append(&said);
    }
    println!(
        "{keys} keys in {:.0} s of speech",
        speech.duration().as_secs_f32()
    );
    assert_eq!(keys, 0);
    Ok(())
}

#[test]
fn one_onnx_runtime_serves_all_and_it_phones_nobody() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let mut vad = SileroVad::load(models.silero())?;
    vad.probability(&[0; WINDOW])?;
    let _recognizer = recognizer(&models)?;
    let maps = fs::read_to_string("/proc/self/maps")?;
    let loaded: BTreeSet<&str> = maps
        .lines()
        .filter_map(|line| line.split_whitespace().nth(5))
        .filter(|path| path.contains("libonnxruntime"))
        .collect();
    assert_eq!(loaded.len(), 1, "{loaded:?}");
    let library = fs::read(loaded.first().ok_or("none is loaded")?)?;
    let home = b"events.data.microsoft.com";
    assert!(!library.windows(home.len()).any(|w| w == home));
    Ok(())
}

#[test]
fn checking_the_models_again_is_quick() -> Outcome {
    let Some(_) = models()? else {
        return Ok(());
    };
    let start = Instant::now();
    assert!(models()?.is_some());
    assert!(
        start.elapsed() < Duration::from_millis(200),
        "{:?}",
        start.elapsed()
    );
    Ok(())
}

#[test]
fn a_frame_is_taken_without_waiting() -> Outcome {
    let Some(models) = models()? else {
        return Ok(());
    };
    let parts = EarParts {
        vad: Box::new(SileroVad::load(models.silero())?),
        recognizer: Box::new(recognizer(&models)?),
        turns: None,
    };
    let ears = Ears::spawn(parts, Box::new(|_| {}));
    let start = Instant::now();
    for _ in 0..1_000 {
        ears.push(Frame::SILENCE, Frame::SILENCE);
    }
    let each = start.elapsed() / 1_000;
    assert!(each < Duration::from_millis(1), "{each:?}");
    Ok(())
}
