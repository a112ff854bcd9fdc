//! `MANIFEST.json`: what is in a bundle, and which boxes may have it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ManifestError, Version, path};

/// The only format that there is.
const FORMAT: u32 = 1;

/// What a manifest may hold at the most.
#[derive(Clone, Copy, Debug)]
pub struct Limits;

impl Limits {
    /// Octets of the manifest itself.
    pub const MANIFEST: usize = 1 << 20;
    /// Octets of its signature.
    pub const SIGNATURE: usize = 4096;
    /// Files.
    pub const FILES: usize = 4096;
    /// Octets of one file.
    pub const FILE: u64 = 4 << 30;
    /// Octets of all files.
    pub const TOTAL: u64 = 8 << 30;
    /// The highest counter: a shell can still count it.
    pub const COUNTER: u64 = 999_999_999_999;
}

/// What an update replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The program and its libraries.
    App,
    /// The speech models.
    Models,
}

impl Kind {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Models => "models",
        }
    }
}

/// Who may do what with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// Read by all.
    #[serde(rename = "0644")]
    Plain,
    /// Read and run by all.
    #[serde(rename = "0755")]
    Program,
}

impl Mode {
    /// As the system counts it.
    #[must_use]
    pub const fn bits(self) -> u32 {
        match self {
            Self::Plain => 0o644,
            Self::Program => 0o755,
        }
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Where it lies below the slot.
    pub path: String,
    /// Octets, uncompressed.
    pub size: u64,
    /// 64 small hexadecimal digits, of what is uncompressed.
    pub sha256: String,
    /// Its permissions.
    pub mode: Mode,
}

/// The manifest, all of it checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Of this file and of the bundle.
    pub format: u32,
    /// What it replaces.
    pub kind: Kind,
    /// What it is called: `munjigi`, or a set of models.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// Grows with every release; a box takes nothing older than what it has.
    pub counter: u64,
    /// The machine that can run it (`aarch64`, `x86_64`, `arm`), or `any`.
    pub arch: String,
    /// Which stream of releases it belongs to. A label for people.
    pub channel: String,
    /// The oldest program that may be replaced by it, or may use these models.
    pub min_version: Version,
    /// The latest layout of the database that this program knows; 0 for models.
    pub schema: u32,
    /// The files, in the order in which they lie in the bundle.
    pub files: Vec<FileEntry>,
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &[u8]) -> Result<Self, ManifestError> {
        /// A later format may be anything but for this.
        #[derive(Deserialize)]
        struct Probe {
            format: u32,
        }
        if text.len() > Limits::MANIFEST {
            return Err(ManifestError::TooLarge {
                limit: Limits::MANIFEST,
            });
        }
        let Probe { format } = serde_json::from_slice(text)?;
        if format != FORMAT {
            return Err(ManifestError::Format { format });
        }
        let manifest: Self = serde_json::from_slice(text)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The manifest as it is signed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Octets of all files, uncompressed.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    pub(super) fn new(kind: Kind, name: &str, version: Version, files: Vec<FileEntry>) -> Self {
        let min_version = "0.0.0".parse().unwrap_or_else(|_| version.clone());
        Self {
            format: FORMAT,
            kind,
            name: name.to_owned(),
            version,
            counter: 0,
            arch: "any".to_owned(),
            channel: "stable".to_owned(),
            min_version,
            schema: 0,
            files,
        }
    }

    pub(super) fn check(&self) -> Result<(), ManifestError> {
        let field = |field, value: &str| ManifestError::Field {
            field,
            value: shortened(value),
        };
        for (name, value) in [
            ("name", &self.name),
            ("arch", &self.arch),
            ("channel", &self.channel),
        ] {
            if !is_word(value) {
                return Err(field(name, value));
            }
        }
        if self.counter == 0 || self.counter > Limits::COUNTER {
            return Err(field("counter", &self.counter.to_string()));
        }
        if self.files.is_empty() || self.files.len() > Limits::FILES {
            return Err(field("files", &format!("{} files", self.files.len())));
        }
        let mut total = 0_u64;
        let mut taken = BTreeSet::new();
        for file in &self.files {
            let wrong = |why: &str| ManifestError::File {
                path: shortened(&file.path),
                why: why.to_owned(),
            };
            if let Some(why) = path::wrong(&file.path) {
                return Err(wrong(why));
            }
            if !taken.insert(file.path.as_str()) {
                return Err(wrong("named twice"));
            }
            if !is_sha256(&file.sha256) {
                return Err(wrong("no SHA-256"));
            }
            total = total.saturating_add(file.size);
            if file.size > Limits::FILE || total > Limits::TOTAL {
                return Err(wrong("too large"));
            }
        }
        // A file cannot be the folder of another.
        for file in &self.files {
            for (at, _) in file.path.match_indices('/') {
                if taken.contains(&file.path[..at]) {
                    let path = file.path[..at].to_owned();
                    return Err(ManifestError::File {
                        path,
                        why: "both a file and a folder".to_owned(),
                    });
                }
            }
        }
        let program = |file: &FileEntry| file.path == "bin/munjigi" && file.mode == Mode::Program;
        if self.kind == Kind::App && !self.files.iter().any(program) {
            return Err(ManifestError::NoProgram);
        }
        Ok(())
    }
}

/// What may be part of a file's name.
fn is_word(text: &str) -> bool {
    let inside =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    (1..=64).contains(&text.len()) && !text.starts_with(['.', '-']) && text.bytes().all(inside)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
}

/// For a sentence: not longer than a line.
fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}
