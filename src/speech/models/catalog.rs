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
    pub(super) name: String,
    /// `recognise`, `speak`, `detect-speech`, `detect-end-of-turn`.
    #[serde(rename = "use")]
    pub(super) purpose: String,
    pub(super) languages: Vec<String>,
    pub(super) licence: String,
    pub(super) engine: String,
    pub(super) board: String,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    ingredients_of: Option<String>,
    pub(super) files: Vec<File>,
    #[serde(default)]
    ingredient: Vec<Origin>,
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
    #[serde(flatten)]
    pub(super) origin: Origin,
}

/// Where a file or an ingredient comes from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Origin {
    #[serde(default)]
    parts: Vec<Part>,
    #[serde(default)]
    hub: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Part {
    package: String,
}

impl Entry {
    fn origins<'a>(&'a self, catalog: &'a Catalog) -> impl Iterator<Item = &'a Origin> {
        let of = self.ingredients_of.as_ref();
        let other = of.and_then(|id| catalog.models.iter().find(|model| model.id == *id));
        let files = self.files.iter().map(|file| &file.origin);
        files.chain(&other.unwrap_or(self).ingredient)
    }

    /// The packages that it is made of, each once.
    pub(super) fn packages<'a>(&'a self, catalog: &'a Catalog) -> Vec<&'a str> {
        let parts = self.origins(catalog).flat_map(|origin| &origin.parts);
        let mut packages: Vec<&str> = parts.map(|part| &*part.package).collect();
        packages.sort_unstable();
        packages.dedup();
        packages
    }

    /// The addresses of the public hub where it is as well.
    pub(super) fn hub<'a>(&'a self, catalog: &'a Catalog) -> Vec<&'a str> {
        let hubs = self
            .origins(catalog)
            .filter_map(|origin| origin.hub.as_deref());
        hubs.collect()
    }
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
