//! `pending`: that an update is on its way, in lines that a shell can read.
//!
//! It is on disk before the link to the new slot is, and gone only when the update has been judged. The launcher
//! (`board/launch`) counts starts in it, and goes back by it.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use super::{
    bundle::{Kind, Version},
    gate::Baseline,
};
use crate::control::Verdict;

/// How often the new version may be started before it is given up.
pub const STARTS: u32 = 3;
/// The name of the slot that the package or image has brought.
pub const FACTORY: &str = "factory";

/// An update on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What is replaced.
    pub kind: Kind,
    /// The slot before; [`FACTORY`] when there was none.
    pub from: String,
    /// The slot that is tried.
    pub to: String,
    /// The version that has to answer. Of models: the program's, which stays.
    pub version: Version,
    /// The counter of what is tried.
    pub counter: u64,
    /// How often it has been started.
    pub attempts: u32,
    /// How often it may be.
    pub max: u32,
    /// Whether it was already decided that it goes back.
    pub back: bool,
    /// Whether the new version changes the database's layout, so that the old one needs its copy.
    pub migrates: bool,
    /// The database.
    pub database: PathBuf,
    /// Its copy; `None` when there was no database.
    pub backup: Option<PathBuf>,
    /// How the box was before.
    pub baseline: Baseline,
}

impl Pending {
    /// As it is written. The last line says that it is whole.
    #[must_use]
    pub fn text(&self) -> String {
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        let backup = self
            .backup
            .as_ref()
            .map(|path| path.display().to_string())
            .unwrap_or_default();
        let mut text = String::from("format=1\n");
        for (key, value) in [
            ("kind", self.kind.word()),
            ("from", &self.from),
            ("to", &self.to),
            ("version", &self.version.to_string()),
            ("counter", &self.counter.to_string()),
            ("attempts", &self.attempts.to_string()),
            ("max", &self.max.to_string()),
            ("verdict", if self.back { "back" } else { "open" }),
            ("migrates", yes(self.migrates)),
            ("database", &self.database.display().to_string()),
            ("backup", &backup),
        ] {
            let _infallible = writeln!(text, "{key}={value}");
        }
        for (name, verdict) in self.baseline.checks() {
            let _infallible = writeln!(text, "was.{name}={}", verdict.word());
        }
        text.push_str("end=1\n");
        text
    }

    /// Reads it; `None` for anything that is not whole.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut values = BTreeMap::new();
        let mut baseline = Baseline::default();
        for line in text.lines() {
            let (key, value) = line.split_once('=')?;
            match key.strip_prefix("was.") {
                Some(name) => baseline.was(name, Verdict::from_word(value)?),
                None => {
                    if values.insert(key, value).is_some() {
                        return None;
                    }
                }
            }
        }
        let of = |key: &str| values.get(key).copied();
        let yes = |key| match of(key)? {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        if of("format")? != "1" || of("end")? != "1" || !text.ends_with("end=1\n") {
            return None;
        }
        let slot = |key| of(key).filter(|name| is_slot(name)).map(str::to_owned);
        Some(Self {
            kind: [Kind::App, Kind::Models]
                .into_iter()
                .find(|kind| Some(kind.word()) == of("kind"))?,
            from: slot("from")?,
            to: slot("to")?,
            version: of("version")?.parse().ok()?,
            counter: of("counter")?.parse().ok()?,
            attempts: of("attempts")?.parse().ok()?,
            max: of("max")?.parse().ok()?,
            back: match of("verdict")? {
                "back" => true,
                "open" => false,
                _ => return None,
            },
            migrates: yes("migrates")?,
            database: of("database")?.into(),
            backup: of("backup")
                .filter(|path| !path.is_empty())
                .map(PathBuf::from),
            baseline,
        })
    }
}

/// Whether it can be the name of a slot: one plain folder.
fn is_slot(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pending() -> Pending {
        let mut baseline = Baseline::default();
        baseline.was("modem", Verdict::Ok);
        baseline.was("signal", Verdict::Failed);
        Pending {
            kind: Kind::App,
            from: FACTORY.into(),
            to: "1.4.0-7".into(),
            version: "1.4.0".parse().unwrap(),
            counter: 7,
            attempts: 0,
            max: STARTS,
            back: false,
            migrates: true,
            database: "/var/lib/munjigi/munjigi.db".into(),
            backup: None,
            baseline,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let first = pending();
        let second = Pending {
            backup: Some("/opt/munjigi/backup/munjigi.db".into()),
            back: true,
            ..pending()
        };
        for pending in [first, second] {
            assert_eq!(Pending::parse(&pending.text()), Some(pending));
        }
    }

    proptest! {
        #[test]
        fn half_of_it_is_nothing(length in 0..400_usize) {
            let text = pending().text();
            if length < text.len() {
                prop_assert_eq!(Pending::parse(&text[..length]), None);
            }
        }

        #[test]
        fn rubbish_is_nothing(text: String) {
            prop_assert_eq!(Pending::parse(&text), None);
        }
    }

    #[test]
    fn a_slot_is_one_plain_folder() {
        for name in ["", ".", "..", ".staging", "a/b", "../x", "a b"] {
            assert!(!is_slot(name), "{name}");
        }
        assert!(is_slot("1.4.0+g1a2b-7"));
    }
}
