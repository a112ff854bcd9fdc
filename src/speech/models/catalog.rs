//! The part of `models/catalog.toml` that this room needs: which files, how long, which checksum.

use std::sync::LazyLock;

use serde::Deserialize;

/// The catalog that this program was built with.
pub(super) static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../models/catalog.toml"))
        .expect("the catalog is part of the program, and a test reads it")
});

#[derive(Debug, Deserialize)]
pub(super) struct Catalog {
    #[serde(rename = "model")]
    pub(super) models: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) files: Vec<File>,
}

/// A file as it must be.
#[derive(Debug, Deserialize)]
pub(super) struct File {
    /// Below the models directory, with `/`.
    pub(super) path: String,
    /// In bytes.
    pub(super) size: u64,
    /// In lower-case hexadecimal.
    pub(super) sha256: String,
}

impl Catalog {
    /// The files of the model `id`; none when there is no such model.
    pub(super) fn files(&self, id: &str) -> &[File] {
        self.models
            .iter()
            .find(|model| model.id == id)
            .map_or(&[], |model| &model.files)
    }
}
