//! Where things lie: the slots, the links to them, the models, the keys.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::bundle::{COUNTER, Kind, MANIFEST, Manifest};

/// The box's folders, below one root (`/`, or a folder of a test).
#[derive(Clone, Debug)]
pub struct Places {
    root: PathBuf,
    database: PathBuf,
}

/// What belongs to one kind of update.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shelf<'a> {
    places: &'a Places,
    pub(super) kind: Kind,
}

impl Places {
    /// The folders below `root`, and the database.
    #[must_use]
    pub fn below(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            database: root.join("var/lib/munjigi/munjigi.db"),
        }
    }

    /// The same with another database.
    #[must_use]
    pub fn with_database(mut self, database: PathBuf) -> Self {
        self.database = database;
        self
    }

    /// What updates change, all of it.
    #[must_use]
    pub fn opt(&self) -> PathBuf {
        self.root.join("opt/munjigi")
    }

    /// The keys that updates are checked against.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("usr/lib/munjigi/keys")
    }

    /// What the package or image has brought.
    #[must_use]
    pub fn factory(&self) -> PathBuf {
        self.root.join("usr/lib/munjigi/factory")
    }

    /// The database of the service.
    #[must_use]
    pub fn database(&self) -> &Path {
        &self.database
    }

    pub(super) fn backup(&self) -> PathBuf {
        self.opt().join("backup/munjigi.db")
    }

    pub(super) fn pending(&self) -> PathBuf {
        self.opt().join("pending")
    }

    /// What the launcher makes of `pending` when it has gone back.
    pub(super) fn rolled_back(&self) -> PathBuf {
        self.opt().join("rolledback")
    }

    pub(super) fn history(&self) -> PathBuf {
        self.opt().join("history.jsonl")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.opt().join("lock")
    }

    pub(super) fn shelf(&self, kind: Kind) -> Shelf<'_> {
        Shelf { places: self, kind }
    }
}

impl Shelf<'_> {
    /// Where the slots are.
    pub(super) fn folder(&self) -> PathBuf {
        match self.kind {
            Kind::App => self.places.opt().join("slots"),
            Kind::Models => self.places.opt().join("models"),
        }
    }

    pub(super) fn slot(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// Half-made slots begin like this; no slot's name does.
    pub(super) fn staging(&self) -> PathBuf {
        self.folder().join(".staging")
    }

    pub(super) fn current(&self) -> PathBuf {
        self.links().join("current")
    }

    pub(super) fn previous(&self) -> PathBuf {
        self.links().join("previous")
    }

    /// The folder of the links.
    pub(super) fn links(&self) -> PathBuf {
        match self.kind {
            Kind::App => self.places.opt(),
            Kind::Models => self.folder(),
        }
    }

    /// What a link to a slot says; the launcher compares it.
    pub(super) fn target(&self, name: &str) -> PathBuf {
        match self.kind {
            Kind::App => Path::new("slots").join(name),
            Kind::Models => PathBuf::from(name),
        }
    }

    /// The slot that a link names, whether it is there or not; `None` without a link of ours.
    pub(super) fn named_by(&self, link: &Path) -> Option<String> {
        let target = fs::read_link(link).ok()?;
        let name = target.file_name()?.to_str()?;
        (target == self.target(name)).then(|| name.to_owned())
    }

    /// Slots that are there.
    pub(super) fn slots(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        match fs::read_dir(self.folder()) {
            Ok(entries) => {
                for entry in entries {
                    let entry = entry?;
                    if entry.file_type()?.is_dir() {
                        names.extend(entry.file_name().into_string());
                    }
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        names.sort();
        Ok(names)
    }
}

/// The manifest of a slot, when it has one that can be read. The signature was checked when the slot was made.
pub(super) fn manifest_of(slot: &Path) -> Option<Manifest> {
    fs::read(slot.join(MANIFEST))
        .ok()
        .and_then(|text| Manifest::parse(&text).ok())
}

/// The counter of a slot; 0 when it has none.
pub(super) fn counter_of(slot: &Path) -> u64 {
    let written = fs::read_to_string(slot.join(COUNTER))
        .ok()
        .and_then(|text| text.trim().parse().ok());
    written
        .or_else(|| manifest_of(slot).map(|manifest| manifest.counter))
        .unwrap_or(0)
}
