//! `munjigi call export`: the recording of a call, unlocked.

use std::{fs::File, io::BufWriter, path::Path};

use crate::{
    app::{BoxClock, KEY, RECORDINGS},
    audio::{
        Hz8k, Pcm,
        wav::{self, WavError},
    },
    store::CallId,
    time::WallClock as _,
    vault::{Kek, Recording, VaultError},
};

use super::super::{Exit, Failure, database::open};

/// Writes the recording of a call as WAV. That somebody did so, and why, is written down first.
pub fn export(db: &Path, number: i64, out: &Path, reason: &str) -> Result<Exit, Failure> {
    if reason.trim().is_empty() {
        let message = "왜 듣는지 적어 주세요 / say why: --reason \"...\"";
        return Err(Failure::saying(Exit::Usage, message));
    }
    let mut store = open(db)?;
    let Some(row) = store.recording(CallId::of(number))? else {
        let message =
            format!("{number}번 통화에는 녹음이 없습니다 / call {number} has no recording");
        return Err(Failure::saying(Exit::Failed, message));
    };
    let data = db.parent().unwrap_or(Path::new(""));
    let kek = Kek::open(&data.join(KEY)).map_err(failure)?;
    let recording =
        Recording::open(&data.join(RECORDINGS).join(&row.file), &kek).map_err(failure)?;
    store.audit(
        &format!("call {number}: recording exported"),
        reason,
        BoxClock::start().wall(),
    )?;
    let sound = recording.read_all().map_err(failure)?;
    write(out, &sound).map_err(|error| {
        let message = format!("could not write {}: {error}", out.display());
        Failure::saying(Exit::Failed, message)
    })?;
    if recording.is_cut() {
        eprintln!("munjigi: 녹음의 끝이 잘려 있습니다 / the end of the recording is missing");
    }
    println!("{}", out.display());
    Ok(Exit::Ok)
}

fn failure(error: VaultError) -> Failure {
    Failure::new(Exit::Failed, &error)
}

fn write(out: &Path, sound: &[i16]) -> Result<(), WavError> {
    let side = |side| sound.iter().skip(side).step_by(2).copied().collect();
    let [far, ours]: [Pcm<Hz8k>; 2] = [0, 1].map(|n| Pcm::from_samples(side(n)));
    let file = File::create(out).map_err(hound::Error::from)?;
    wav::write(BufWriter::new(file), &[&far, &ours])
}
