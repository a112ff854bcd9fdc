//! `munjigi say` and `munjigi hear`: the voice and the ears by themselves.

use std::{fs::File, io::BufReader, path::Path};

use crate::{
    app::SpeechConfig,
    audio::{Hz8k, Hz16k, Pcm, SLOW, resample, slower, wav},
    call::Hint,
    speech::{Kokoro, Manner, Models, Recognizer, SpeechError, Synthesizer, Threads, Whisper},
};

use super::{
    Exit, Failure,
    args::{Hear, Say},
};

/// Speaks a text into a WAV file.
pub fn say(say: &Say, json: bool) -> Result<Exit, Failure> {
    let defaults = SpeechConfig::default();
    let models = Models::locate(&defaults.models)?;
    let manner = Manner {
        voice: say.voice.clone().unwrap_or(defaults.voice),
        speed: say.speed.unwrap_or(defaults.speed),
    };
    let spoken = Kokoro::load(models.kokoro(), manner, Threads::new(defaults.threads))
        .and_then(|mut voice| voice.speak(&say.text))
        .map_err(|error| speech_failure(&error))?;
    let spoken = if say.slowly {
        slower(&spoken, SLOW)
    } else {
        spoken
    };
    let file = File::create(&say.out).map_err(|e| file_failure(&say.out, &e))?;
    wav::write(file, &[&spoken]).map_err(|e| file_failure(&say.out, &e))?;
    let seconds = spoken.duration().as_secs_f32();
    if json {
        println!(
            "{}",
            serde_json::json!({ "file": say.out, "seconds": seconds })
        );
    } else {
        println!("{} ({seconds:.1} s)", say.out.display());
    }
    Ok(Exit::Ok)
}

/// Recognises what is said in a WAV file.
pub fn hear(hear: &Hear, json: bool) -> Result<Exit, Failure> {
    let models = Models::locate(&Models::usual_folder())?;
    let sound = read(&hear.file)?;
    let threads = Threads::new(SpeechConfig::default().threads);
    let heard = Whisper::load(models.whisper(), threads)
        .and_then(|mut ears| ears.recognize(&sound, &Hint::default()))
        .map_err(|error| speech_failure(&error))?;
    if json {
        println!(
            "{}",
            serde_json::json!({ "text": heard.text, "confidence": heard.confidence })
        );
    } else {
        println!("{}", heard.text);
    }
    Ok(Exit::Ok)
}

/// A WAV at either telephone rate, as the recogniser wants it.
fn read(path: &Path) -> Result<Pcm<Hz16k>, Failure> {
    let open = || {
        File::open(path)
            .map(BufReader::new)
            .map_err(|error| file_failure(path, &error))
    };
    match wav::read::<Hz8k>(open()?) {
        Ok(narrow) => Ok(resample(&narrow)),
        Err(wav::WavError::Shape { hz: 16_000, .. }) => {
            wav::read(open()?).map_err(|error| file_failure(path, &error))
        }
        Err(error) => Err(file_failure(path, &error)),
    }
}

fn file_failure(path: &Path, error: &dyn std::error::Error) -> Failure {
    let cause = Failure::new(Exit::Failed, error);
    Failure::saying(
        Exit::Failed,
        format!("{}: {}", path.display(), cause.message()),
    )
}

fn speech_failure(error: &SpeechError) -> Failure {
    Failure::new(Exit::ModelDamaged, error)
}
