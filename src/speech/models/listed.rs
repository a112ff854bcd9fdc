//! The catalog as people and programs read it, and what of it is here.

use std::path::Path;

use serde::Serialize;

use super::{ModelError, catalog::CATALOG, check};

/// A model of the catalog.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// What it is called by.
    pub id: &'static str,
    /// What it is.
    pub name: &'static str,
    /// What for: `recognise`, `speak`, `detect-speech`, `detect-end-of-turn`.
    pub purpose: &'static str,
    /// ISO 639-1; empty when it does not matter.
    pub languages: &'static [String],
    /// SPDX, or in words.
    pub licence: &'static str,
    /// What reads it: `ort` or `sherpa-onnx`.
    pub engine: &'static str,
    /// The smallest class of board that it is meant for.
    pub board: &'static str,
    /// Bytes of all its files.
    pub size: u64,
    /// Not needed for answering calls.
    pub optional: bool,
    /// The packages that it is made of.
    pub packages: Vec<&'static str>,
    /// The addresses of the public hub where it is as well.
    pub hub: Vec<&'static str>,
    /// Whether it is here.
    pub state: ModelState,
}

/// What is here of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelState {
    /// Every file, as in the catalog.
    Present,
    /// Not every file is here.
    Missing,
    /// A file is another one than in the catalog, or cannot be read.
    Damaged,
}

/// All models of the catalog, and what of them is in `folder`. Opens no socket.
#[must_use]
pub fn list(folder: &Path) -> Vec<Listed> {
    let listed = CATALOG.models.iter().map(|model| Listed {
        id: &model.id,
        name: &model.name,
        purpose: &model.purpose,
        languages: &model.languages,
        licence: &model.licence,
        engine: &model.engine,
        board: &model.board,
        size: model.files.iter().map(|file| file.size).sum(),
        optional: model.optional,
        packages: model.packages(&CATALOG),
        hub: model.hub(&CATALOG),
        state: match check(folder, &[&model.id]) {
            Ok(()) => ModelState::Present,
            Err(ModelError::Missing { .. }) => ModelState::Missing,
            Err(_) => ModelState::Damaged,
        },
    });
    listed.collect()
}

/// The models `ids` of the catalog, or all that are not optional, with their state in `folder`.
///
/// # Errors
/// [`ModelError::Unknown`].
pub fn wanted(folder: &Path, ids: &[String]) -> Result<Vec<Listed>, ModelError> {
    let all = list(folder);
    if let Some(id) = ids
        .iter()
        .find(|id| all.iter().all(|model| model.id != **id))
    {
        return Err(ModelError::Unknown {
            id: id.clone(),
            known: all
                .iter()
                .map(|model| model.id)
                .collect::<Vec<_>>()
                .join(", "),
        });
    }
    let named = |model: &Listed| match ids {
        [] => !model.optional,
        ids => ids.iter().any(|id| id == model.id),
    };
    Ok(all.into_iter().filter(named).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn each_model_says_what_it_is_and_where_it_comes_from() {
        let all = list(Path::new("/nowhere"));
        assert!(all.iter().any(|model| model.optional));
        for model in all {
            assert_eq!(model.state, ModelState::Missing);
            assert!(model.size > 1_000_000, "{}", model.id);
            assert!(!model.packages.is_empty(), "{}", model.id);
            assert!(
                ["ort", "sherpa-onnx"].contains(&model.engine),
                "{}",
                model.id
            );
            assert!(!model.licence.is_empty() && !model.board.is_empty());
        }
    }

    #[test]
    fn what_is_not_as_in_the_catalog_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let silero = CATALOG.files("silero-vad-v6");
        for file in silero {
            let path = folder.path().join(&file.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "not it").unwrap();
        }
        let of = wanted(folder.path(), &["silero-vad-v6".into()]).unwrap();
        assert_eq!(of.len(), 1);
        assert_eq!(of[0].state, ModelState::Damaged);
    }

    #[test]
    fn a_name_that_is_not_in_the_catalog_is_refused_with_those_that_are() {
        let error = wanted(Path::new("/nowhere"), &["whisper-huge".into()]).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains("whisper-huge") && said.contains("whisper-base"),
            "{said}"
        );
        let usual = wanted(Path::new("/nowhere"), &[]).unwrap();
        assert!(usual.iter().all(|model| !model.optional));
    }
}
