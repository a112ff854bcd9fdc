//! Sounds for `own_tool.py`, and the words it left.

use std::{
    error::Error,
    fs::{self, File},
    io::BufWriter,
    path::Path,
};

use munjigi::{
    audio::{Hz16k, Pcm, wav},
    call::Hint,
    speech::Transcript,
};

use crate::cost::Cost;

type Failure = Box<dyn Error>;

/// Writes the sound `n`, and what the conversation would expect.
pub fn dump(
    folder: &Path,
    channel: &str,
    n: usize,
    sound: &Pcm<Hz16k>,
    expected: &Hint,
) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    let at = folder.join(format!("{channel}-{n}.wav"));
    wav::write(BufWriter::new(File::create(&at)?), &[sound])?;
    Ok(fs::write(at.with_extension("words"), expected.words())?)
}

/// What the tool heard, and the seconds of computing that it took.
pub fn heard(
    folder: &Path,
    channel: &str,
    n: usize,
    with_hint: bool,
) -> Result<(Transcript, Cost), Failure> {
    let hint = if with_hint { "words" } else { "none" };
    let at = folder.join(format!("{channel}-{n}.{hint}.txt"));
    let written = fs::read_to_string(&at)
        .map_err(|error| format!("{}: {error}; run own_tool.py first", at.display()))?;
    let written: serde_json::Value = serde_json::from_str(&written)?;
    let text = written["text"].as_str().unwrap_or_default().to_owned();
    let seconds = written["seconds"].as_f64().unwrap_or_default();
    let cost = Cost {
        wall: seconds,
        cpu: seconds,
    };
    let confidence = None;
    Ok((Transcript { text, confidence }, cost))
}
