//! Where the models lie, and whether they are the right ones.

mod catalog;
mod listed;
mod verify;

use std::{
    env, io,
    path::{Path, PathBuf},
};

pub use self::listed::{Listed, ModelState, list, wanted};
use self::{catalog::CATALOG, verify::Stamp};

const WHISPER: &str = "whisper-base";
const SHERPAS_WHISPER: &str = "whisper-base-sherpa";
const KOKORO: &str = "kokoro-82m-ko";
const SILERO: &str = "silero-vad-v6";
const SMART_TURN: &str = "smart-turn-v3.2";

/// The files of the recogniser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhisperFiles {
    /// Mel features to states (`*-encoder*.onnx`).
    pub encoder: PathBuf,
    /// States to tokens (`*-decoder*.onnx`).
    pub decoder: PathBuf,
    /// Tokens to text (`*-tokens.txt`).
    pub tokens: PathBuf,
}

/// The files of the synthesizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KokoroFiles {
    /// Phonemes to sound (`*.onnx`).
    pub model: PathBuf,
    /// Its checksum in hexadecimal: part of what decides how a text sounds.
    pub model_sha256: String,
    /// Phonemes to numbers (`vocab.json`).
    pub vocabulary: PathBuf,
    /// The folder of the voices (`<name>.f32`).
    pub voices: PathBuf,
}

/// Why the models cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Files are not there.
    #[error(
        "the speech models are not complete: {} lacks {}; install the update of the models, or in a source tree run \
         `sh scripts/setup.sh`, or `munjigi models fetch`",
        folder.display(), files.join(", ")
    )]
    Missing {
        /// The models directory.
        folder: PathBuf,
        /// What it lacks.
        files: Vec<String>,
    },
    /// A file cannot be read.
    #[error("could not read the model file {}; check who may read it", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A file is longer or shorter than it should be, as after a download that broke off.
    #[error(
        "{} has {found} bytes instead of {expected}; install the update of the models again, or in a source tree remove it \
         and run `sh scripts/setup.sh`",
        path.display()
    )]
    Size {
        /// The file.
        path: PathBuf,
        /// Bytes of the catalog.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// A file is another one than in the catalog.
    #[error(
        "{} is not the file of the catalog: its sha256 is {found} instead of {expected}; \
         install the update of the models again, or in a source tree remove it and run `sh scripts/setup.sh`",
        path.display()
    )]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The checksum of the catalog.
        expected: String,
        /// The checksum found.
        found: String,
    },
    /// There is no model of this name.
    #[error("the catalog has no model `{id}`; it has {known}")]
    Unknown {
        /// The name.
        id: String,
        /// The names there are.
        known: String,
    },
    /// The catalog lacks something that the program needs: a mistake in the program.
    #[error("the catalog has no file {file} for the model {model}; this program is built wrong")]
    Catalog {
        /// The model's id.
        model: &'static str,
        /// What its path should end with.
        file: &'static str,
    },
}

/// The models on this machine, complete and checked.
#[derive(Clone, Debug)]
pub struct Models {
    silero: PathBuf,
    smart_turn: PathBuf,
    whisper: WhisperFiles,
    kokoro: KokoroFiles,
}

impl Models {
    /// Where the models are unless somebody says otherwise: `$MUNJIGI_MODELS`, or `.cache/models`
    /// in the working directory.
    #[must_use]
    pub fn usual_folder() -> PathBuf {
        env::var_os("MUNJIGI_MODELS").map_or_else(|| ".cache/models".into(), PathBuf::from)
    }

    /// Finds the models in `folder` and checks each file against the catalog. The first time takes
    /// some seconds of hashing; after that only size and time of change are looked at.
    ///
    /// # Errors
    /// [`ModelError::Missing`] names everything that is not there; the other variants name the
    /// first file that is not right.
    pub fn locate(folder: &Path) -> Result<Self, ModelError> {
        check(folder, &[SILERO, SMART_TURN, WHISPER, KOKORO])?;
        let find = |model, end| find(folder, model, end);
        let voice = find(KOKORO, ".f32")?.0;
        let (model, model_sha256) = find(KOKORO, ".onnx")?;
        Ok(Self {
            silero: find(SILERO, ".onnx")?.0,
            smart_turn: find(SMART_TURN, ".onnx")?.0,
            whisper: whisper(folder, WHISPER)?,
            kokoro: KokoroFiles {
                model,
                model_sha256,
                vocabulary: find(KOKORO, "vocab.json")?.0,
                voices: voice.parent().unwrap_or(folder).to_owned(),
            },
        })
    }

    /// The recogniser's weights for the second engine, [`super::OfflineModel::Whisper`]: optional, and only
    /// comparisons need them.
    ///
    /// # Errors
    /// As [`Models::locate`].
    pub fn whisper_for_sherpa(folder: &Path) -> Result<WhisperFiles, ModelError> {
        check(folder, &[SHERPAS_WHISPER])?;
        whisper(folder, SHERPAS_WHISPER)
    }

    /// The voice activity model, for [`super::SileroVad`].
    #[must_use]
    pub fn silero(&self) -> &Path {
        &self.silero
    }

    /// The model of the end of turns, for [`super::SmartTurn`].
    #[must_use]
    pub fn smart_turn(&self) -> &Path {
        &self.smart_turn
    }

    /// The recogniser, for [`super::Whisper`].
    #[must_use]
    pub const fn whisper(&self) -> &WhisperFiles {
        &self.whisper
    }

    /// The synthesizer, for [`super::Kokoro`].
    #[must_use]
    pub const fn kokoro(&self) -> &KokoroFiles {
        &self.kokoro
    }
}

/// Are all files of these models in `folder`, and those of the catalog?
fn check(folder: &Path, ids: &[&str]) -> Result<(), ModelError> {
    let files = || ids.iter().flat_map(|id| CATALOG.files(id));
    let missing: Vec<String> = files()
        .filter(|file| !folder.join(&file.path).is_file())
        .map(|file| file.path.clone())
        .collect();
    if !missing.is_empty() {
        return Err(ModelError::Missing {
            folder: folder.to_owned(),
            files: missing,
        });
    }
    let mut stamp = Stamp::read(folder);
    let checked = files().try_for_each(|file| stamp.check(&folder.join(&file.path), file));
    stamp.keep();
    checked
}

fn whisper(folder: &Path, model: &'static str) -> Result<WhisperFiles, ModelError> {
    let find = |end| find(folder, model, end).map(|(path, _)| path);
    Ok(WhisperFiles {
        encoder: find("-encoder.int8.onnx")?,
        decoder: find("-decoder.int8.onnx")?,
        tokens: find("-tokens.txt")?,
    })
}

/// The file of `model` whose path ends with `end`, and its checksum.
fn find(
    folder: &Path,
    model: &'static str,
    end: &'static str,
) -> Result<(PathBuf, String), ModelError> {
    CATALOG
        .files(model)
        .iter()
        .find(|file| file.path.ends_with(end))
        .map(|file| (folder.join(&file.path), file.sha256.clone()))
        .ok_or(ModelError::Catalog { model, file: end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalog_has_what_the_program_needs() {
        for (model, end) in [
            (SILERO, ".onnx"),
            (SMART_TURN, ".onnx"),
            (WHISPER, "-encoder.int8.onnx"),
            (WHISPER, "-decoder.int8.onnx"),
            (WHISPER, "-tokens.txt"),
            (SHERPAS_WHISPER, "-decoder.int8.onnx"),
            (KOKORO, ".onnx"),
            (KOKORO, "vocab.json"),
            (KOKORO, ".f32"),
        ] {
            let (path, sum) = find(Path::new("m"), model, end).unwrap();
            assert!(path.starts_with("m"));
            assert_eq!(sum.len(), 64);
        }
        assert!(CATALOG.files("no-such-model").is_empty());
    }

    #[test]
    fn everything_missing_is_named_at_once_with_the_remedy() {
        let error = Models::locate(Path::new("/nowhere"))
            .unwrap_err()
            .to_string();
        for part in [
            "/nowhere",
            "silero_vad.onnx",
            "-tokens.txt",
            "vocab.json",
            "sh scripts/setup.sh",
        ] {
            assert!(error.contains(part), "{error}");
        }
    }
}
