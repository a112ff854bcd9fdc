//! Voices: tables of style vectors.

use std::path::{Path, PathBuf};

use crate::speech::SpeechError;

/// Numbers in one style vector.
pub(super) const STYLE: usize = 256;

/// The style of a text of so many phonemes is taken for every shorter one: those of short texts hurry, and
/// are understood less well (docs/measurements.md, "Is the voice understood?").
const SHORTEST: usize = 80;

/// A voice: one style vector for every length of text, shape `[rows, 256]`.
pub(super) struct Style {
    rows: Vec<f32>,
}

impl Style {
    /// Reads the voice `name` from `folder`: one name, or several with `+` between, of which the
    /// mean is taken. A file is `<name>.f32`: little-endian numbers, row after row.
    pub(super) fn load(folder: &Path, name: &str) -> Result<Self, SpeechError> {
        let known = known(folder);
        let mut sum: Vec<f32> = Vec::new();
        let mut voices = 0.0_f32;
        for one in name.split('+').map(str::trim) {
            if !known.iter().any(|k| k == one) {
                return Err(SpeechError::NoSuchVoice {
                    name: name.to_owned(),
                    known: known.join(", "),
                });
            }
            let rows = read(&folder.join(format!("{one}.f32")))?;
            if sum.is_empty() {
                sum = rows;
            } else {
                let shorter = sum.len().min(rows.len());
                sum.truncate(shorter);
                sum.iter_mut().zip(rows).for_each(|(s, r)| *s += r);
            }
            voices += 1.0;
        }
        sum.iter_mut().for_each(|s| *s /= voices);
        Ok(Self { rows: sum })
    }

    /// The style for a text of `phonemes` phonemes.
    pub(super) fn row(&self, phonemes: usize) -> &[f32] {
        let last = self.rows.len() / STYLE;
        let at = phonemes.max(SHORTEST).min(last) - 1;
        &self.rows[at * STYLE..(at + 1) * STYLE]
    }
}

/// The names of the voices in `folder`, in order.
fn known(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path: PathBuf = entry.ok()?.path();
            (path.extension()? == "f32").then(|| path.file_stem()?.to_str().map(str::to_owned))?
        })
        .collect();
    names.sort();
    names
}

fn read(path: &Path) -> Result<Vec<f32>, SpeechError> {
    let bytes = std::fs::read(path).map_err(|source| SpeechError::Read {
        path: path.to_owned(),
        source,
    })?;
    let (numbers, rest) = bytes.as_chunks::<4>();
    if numbers.is_empty() || !rest.is_empty() || numbers.len() % STYLE != 0 {
        return Err(SpeechError::Malformed {
            path: path.to_owned(),
            why: "its size is no multiple of 256 numbers of 4 bytes",
        });
    }
    Ok(numbers.iter().map(|&n| f32::from_le_bytes(n)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("munjigi-style-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn write(folder: &Path, name: &str, rows: &[f32]) {
        let bytes: Vec<u8> = rows
            .iter()
            .flat_map(|row| row.to_le_bytes().repeat(STYLE))
            .collect();
        std::fs::write(folder.join(format!("{name}.f32")), bytes).unwrap();
    }

    #[test]
    fn two_voices_are_mixed_half_and_half() {
        let folder = folder("mix");
        let rising: Vec<f32> = (1..=90).map(|n| n as f32).collect();
        write(&folder, "a", &rising);
        write(&folder, "b", &[3.0; 85]);
        let style = Style::load(&folder, "a+b").unwrap();
        assert_eq!(style.row(81)[0], 42.0);
        assert_eq!(style.row(82)[255], 42.5);
        assert_eq!(style.row(99)[0], 44.0); // longer than the table: its last row
        // Shorter ones take the shortest that is used.
        assert_eq!((style.row(0)[0], style.row(7)[0]), (41.5, 41.5));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_voice_that_is_not_there_is_named_with_those_that_are() {
        let folder = folder("none");
        write(&folder, "a", &[1.0]);
        write(&folder, "b", &[1.0]);
        let Err(error) = Style::load(&folder, "a+../x") else {
            panic!("there is no such voice")
        };
        assert!(error.to_string().contains("the voices are a, b"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
