//! Patterns from a file: this box's own, and `patterns.json` of the older program (`dtmf_pattern`: `{ID}#`, `{Phone}#`,
//! `1,3,2`; `confirmation_dtmf`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    optout::Entry,
    phone::{
        PhoneNumber,
        policy::{self, Purpose},
    },
};

use super::{Pattern, Source};

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The patterns.
    pub patterns: Vec<Pattern>,
    /// What was left out, and why, a line each.
    pub left_out: Vec<String>,
}

/// Why a file holds no patterns.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no JSON, or none of a known shape.
    #[error(
        "the file holds no patterns: {0}; give one that `munjigi optout pattern export` has written, or an old patterns.json"
    )]
    Shape(#[from] serde_json::Error),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Own { lines: Vec<Line> },
    Old { patterns: BTreeMap<String, Old> },
}

/// A line of our own file.
#[derive(Serialize, Deserialize)]
struct Line {
    number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    entered: Vec<String>,
    #[serde(default)]
    by_sound: bool,
}

/// An entry of the older program. Its timers are of no use: this box listens.
#[derive(Deserialize)]
struct Old {
    name: Option<String>,
    dtmf_pattern: Option<String>,
    confirmation_dtmf: Option<String>,
    pattern_type: Option<String>,
}

/// Reads a file. What it says is an expectation: a line that asks for something else gets that.
///
/// # Errors
/// When it is no such file. Single entries that cannot be used are left out and named.
pub fn import(json: &str) -> Result<Imported, ImportError> {
    let mut imported = Imported::default();
    match serde_json::from_str(json)? {
        File::Own { lines } => {
            for line in lines {
                let entered = line.entered.iter().map(|word| word.parse().ok()).collect();
                imported.add(&line.number, line.name, entered, line.by_sound);
            }
        }
        File::Old { patterns } => {
            for (number, old) in patterns {
                if number != "default" {
                    let entered = old.entered();
                    imported.add(&number, old.name, entered, false);
                }
            }
        }
    }
    Ok(imported)
}

impl Imported {
    fn add(
        &mut self,
        number: &str,
        name: Option<String>,
        entered: Option<Vec<Entry>>,
        by_sound: bool,
    ) {
        let parsed = number.parse::<PhoneNumber>().ok();
        let free = parsed.filter(|number| policy::allow(number, Purpose::OptOut).is_ok());
        match (free, entered) {
            (Some(number), Some(entered)) => self.patterns.push(Pattern {
                name,
                entered,
                by_sound,
                source: Source::Imported,
                ..Pattern::new(number)
            }),
            (None, _) => self
                .left_out
                .push(format!("{number:?}: not a whole 080 number")),
            (_, None) => self
                .left_out
                .push(format!("{number}: what is entered there is not understood")),
        }
    }
}

impl Old {
    /// `None` when it says something that nobody understands.
    fn entered(&self) -> Option<Vec<Entry>> {
        let mut entered = tokens(self.dtmf_pattern.as_deref().unwrap_or_default())?;
        // The default pattern presses 1 behind everything, whether it is asked for or not.
        let confirms = matches!(
            self.pattern_type.as_deref(),
            Some("two_step" | "confirm_only")
        );
        if confirms {
            entered.extend(tokens(
                self.confirmation_dtmf.as_deref().unwrap_or_default(),
            )?);
        }
        Some(entered)
    }
}

/// `{ID}#`, `{Phone}#`, `{Notify}#` (a telephone number as well), and keys, with or without commas.
fn tokens(text: &str) -> Option<Vec<Entry>> {
    const NAMES: [(&str, Entry); 3] = [
        ("{ID}", Entry::Id),
        ("{Phone}", Entry::Phone),
        ("{Notify}", Entry::Phone),
    ];
    let mut rest = text.trim();
    let mut entries = Vec::new();
    while let Some(first) = rest.chars().next() {
        let named = NAMES
            .iter()
            .find_map(|(name, entry)| Some((*entry, rest.strip_prefix(name)?)));
        if let Some((entry, behind)) = named {
            entries.push(entry);
            // The hash key belongs to it.
            rest = behind.strip_prefix('#').unwrap_or(behind);
            continue;
        }
        rest = &rest[first.len_utf8()..];
        if !matches!(first, ',' | ' ' | 'w' | 'W') {
            entries.push(first.to_string().parse().ok()?);
        }
    }
    Some(entries)
}

/// A file that [`import`] reads.
#[must_use]
pub fn export(patterns: &[Pattern]) -> String {
    let lines: Vec<Line> = patterns
        .iter()
        .map(|pattern| Line {
            number: pattern.number.digits().to_owned(),
            name: pattern.name.clone(),
            entered: pattern.entered.iter().map(ToString::to_string).collect(),
            by_sound: pattern.by_sound,
        })
        .collect();
    let json = serde_json::json!({ "version": 1, "lines": lines });
    format!("{json:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_older_programs_file() {
        let json = r#"{"patterns": {
            "0802345678": {"name": "가게", "dtmf_pattern": "{ID}#", "confirmation_dtmf": "1", "initial_wait": 4,
                           "pattern_type": "standard"},
            "0802345679": {"dtmf_pattern": "{Phone}#", "confirmation_dtmf": "1", "pattern_type": "two_step"},
            "0802345670": {"dtmf_pattern": "", "confirmation_dtmf": "1", "pattern_type": "confirm_only"},
            "0802345671": {"dtmf_pattern": "1,3,2"},
            "0802345672": {"dtmf_pattern": "{Wat}"},
            "010-2345-6789": {"dtmf_pattern": ""},
            "default": {"dtmf_pattern": "{ID}#"}
        }}"#;
        let imported = import(json).unwrap();
        let words: Vec<_> = imported
            .patterns
            .iter()
            .map(|p| (p.number.digits(), p.entered_words()))
            .collect();
        let wanted = [
            ("0802345670", "1"),
            ("0802345671", "1 3 2"),
            ("0802345678", "id#"),
            ("0802345679", "phone# 1"),
        ];
        assert_eq!(words, wanted.map(|(n, w)| (n, w.to_owned())));
        assert_eq!(imported.left_out.len(), 2);
        assert!(
            imported
                .patterns
                .iter()
                .all(|p| p.source == Source::Imported)
        );
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for json in ["", "[]", "{\"patterns\": 3}", "{\"lines\": [{}]}"] {
            assert!(import(json).is_err(), "{json}");
        }
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let entry = prop_oneof![
            Just("id#"),
            Just("phone#"),
            Just("yes"),
            Just("1"),
            Just("#")
        ];
        let entry = entry.prop_map(|word: &str| word.parse().unwrap());
        proptest::collection::vec(entry, 0..5)
    }

    proptest! {
        #[test]
        fn what_is_exported_is_imported(number in "080[0-9]{7}", entered in entries(), by_sound: bool) {
            let pattern = Pattern {
                entered,
                by_sound,
                source: Source::Imported,
                ..Pattern::new(number.parse().unwrap())
            };
            let again = import(&export(std::slice::from_ref(&pattern))).unwrap();
            prop_assert_eq!(again.patterns, [pattern]);
        }

        #[test]
        fn nothing_breaks_it(json in "\\PC{0,80}", tokens_of in "[{}A-Za-z0-9#*, ]{0,30}") {
            let _any = import(&json);
            let _any = tokens(&tokens_of);
        }
    }
}
