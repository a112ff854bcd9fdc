//! Whether everything works.

use serde::{Deserialize, Serialize};

/// How one thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It works.
    Ok,
    /// It works, but a person should know something.
    Degraded,
    /// It does not work.
    Failed,
}

impl Verdict {
    /// The word for it, as in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Degraded => "degraded",
            Self::Failed => "failed",
        }
    }

    /// The verdict that this word says.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let mut all = [Self::Ok, Self::Degraded, Self::Failed].into_iter();
        all.find(|verdict| verdict.word() == word)
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name, the same in every version: `store`, `hearing`, `voice`, `speech`, and for each line
    /// `line.NAME.modem`, `line.NAME.sim`, `line.NAME.network`, `line.NAME.sound`.
    pub name: String,
    /// How it is.
    pub verdict: Verdict,
    /// In words, for the technician.
    pub korean: String,
    /// The same in English.
    pub english: String,
}

/// How a box is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The version that runs.
    pub version: String,
    /// What was looked at.
    pub checks: Vec<Check>,
}

impl Health {
    /// The worst of all checks; without any, nothing is known to be wrong.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let worst = self.checks.iter().map(|check| check.verdict).max();
        worst.unwrap_or(Verdict::Ok)
    }

    /// The check of this name.
    #[must_use]
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }
}

impl Check {
    /// A check with its words in both languages.
    #[must_use]
    pub fn new(name: impl Into<String>, verdict: Verdict, korean: &str, english: &str) -> Self {
        Self {
            name: name.into(),
            verdict,
            korean: korean.to_owned(),
            english: english.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_as_well_as_the_worst_of_it() {
        let with = |verdicts: &[Verdict]| Health {
            version: "1.0.0".to_owned(),
            checks: verdicts
                .iter()
                .map(|verdict| Check::new("store", *verdict, "저장소", "the store"))
                .collect(),
        };
        assert_eq!(with(&[]).verdict(), Verdict::Ok);
        assert_eq!(
            with(&[Verdict::Ok, Verdict::Degraded]).verdict(),
            Verdict::Degraded
        );
        let three = [Verdict::Failed, Verdict::Ok, Verdict::Degraded];
        assert_eq!(with(&three).verdict(), Verdict::Failed);
        assert_eq!(
            with(&three).check("store").map(|check| check.verdict),
            Some(Verdict::Failed)
        );
    }
}
