//! `1.4.0`, `1.4.0-rc.1`, `1.4.0+g1a2b`.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A version: three numbers, and what may follow them. It is part of a folder's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    numbers: [u32; 3],
    /// With its `-`; empty for a release.
    early: String,
    /// With its `+`; says which build, not what is in it.
    build: String,
}

/// Longer ones are no versions.
const LONGEST: usize = 48;

impl Version {
    /// Whether both are the same release, whichever build.
    #[must_use]
    pub fn is_release(&self, other: &Self) -> bool {
        self.numbers == other.numbers && self.early == other.early
    }

    /// Whether it comes before `other`. Of two early ones of the same release neither does.
    #[must_use]
    pub fn is_older_than(&self, other: &Self) -> bool {
        let early = |version: &Self| version.early.is_empty();
        self.numbers
            .cmp(&other.numbers)
            .then(early(self).cmp(&early(other)))
            == Ordering::Less
    }
}

impl FromStr for Version {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is no version like 1.4.0");
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        if text.len() > LONGEST || !text.chars().all(allowed) {
            return Err(wrong());
        }
        let (rest, build) = text.split_at(text.find('+').unwrap_or(text.len()));
        let (plain, early) = rest.split_at(rest.find('-').unwrap_or(rest.len()));
        let mut numbers = [0; 3];
        let mut parts = plain.split('.');
        for number in &mut numbers {
            let part = parts.next().ok_or_else(wrong)?;
            let digits =
                part.bytes().all(|b| b.is_ascii_digit()) && (part == "0" || !part.starts_with('0'));
            *number = Some(part)
                .filter(|_| digits)
                .and_then(|p| p.parse().ok())
                .ok_or_else(wrong)?;
        }
        if parts.next().is_some() || early == "-" || build == "+" {
            return Err(wrong());
        }
        Ok(Self {
            numbers,
            early: early.to_owned(),
            build: build.to_owned(),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}{}{}", self.early, self.build)
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn versions_have_an_order() {
        for (older, newer) in [
            ("1.4.0", "1.4.1"),
            ("1.9.0", "1.10.0"),
            ("0.9.9", "1.0.0"),
            ("1.4.0-rc.1", "1.4.0"),
        ] {
            assert!(
                version(older).is_older_than(&version(newer)),
                "{older} {newer}"
            );
            assert!(
                !version(newer).is_older_than(&version(older)),
                "{older} {newer}"
            );
        }
        assert!(!version("1.4.0").is_older_than(&version("1.4.0+g1")));
    }

    #[test]
    fn a_build_is_not_a_release() {
        assert!(version("1.4.0+g1").is_release(&version("1.4.0+g2")));
        assert!(!version("1.4.0-rc.1").is_release(&version("1.4.0")));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in [
            "",
            "1",
            "1.4",
            "1.4.0.1",
            "1.4.x",
            "01.4.0",
            "1.4.0/..",
            "1.4.0+",
            "1.4.0-",
            "v1.4.0",
            "1.4.99999999999",
        ] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
        assert!(
            format!("1.4.0+{}", "a".repeat(60))
                .parse::<Version>()
                .is_err()
        );
    }
}
