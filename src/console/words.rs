//! Which language, and what the terminal can show.

/// The language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Korean.
    #[default]
    Korean,
    /// English.
    English,
}

/// What the terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8: Hangul and lines.
    #[default]
    Utf8,
    /// ASCII alone; the language is English then.
    Ascii,
}

impl Charset {
    /// What the variables `LC_ALL`, `LC_CTYPE` and `LANG` say, the first that is set and not empty (POSIX 8.2).
    #[must_use]
    pub fn of_locale(variables: [Option<&str>; 3]) -> Self {
        let locale = variables.into_iter().flatten().find(|set| !set.is_empty());
        let name = locale.unwrap_or_default().to_ascii_lowercase();
        if name.contains("utf-8") || name.contains("utf8") {
            Self::Utf8
        } else {
            Self::Ascii
        }
    }
}

/// The same in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Say {
    pub korean: String,
    pub english: String,
}

impl Say {
    pub fn new(korean: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            korean: korean.into(),
            english: english.into(),
        }
    }

    pub fn the(&self, language: Language) -> &str {
        language.of(&self.korean, &self.english)
    }
}

impl Language {
    /// The words of this language.
    pub(super) const fn of<'a>(self, korean: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Korean => korean,
            Self::English => english,
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Korean => Self::English,
            Self::English => Self::Korean,
        }
    }

    /// Of a line that says the same twice, as our commands do (`한국어 / english`), the half in this language.
    pub(super) fn half(self, line: &str) -> &str {
        let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
        let mut halves = line
            .match_indices(" / ")
            .map(|(at, slash)| (&line[..at], &line[at + slash.len()..]));
        let found = halves
            .find(|(korean, english)| hangul(korean) && !hangul(english) && !english.is_empty());
        found.map_or(line, |(korean, english)| self.of(korean, english))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = Charset::of_locale;
        assert_eq!(of([None, None, Some("ko_KR.UTF-8")]), Charset::Utf8);
        assert_eq!(of([Some(""), None, Some("C.utf8")]), Charset::Utf8);
        assert_eq!(of([Some("C"), None, Some("ko_KR.UTF-8")]), Charset::Ascii);
        assert_eq!(of([None, None, None]), Charset::Ascii);
        assert_eq!(of([None, Some("ko_KR.EUC-KR"), None]), Charset::Ascii);
    }

    #[test]
    fn a_line_in_both_languages_is_halved() {
        let line = "모두 맞습니다 / all as in the catalog";
        assert_eq!(Language::Korean.half(line), "모두 맞습니다");
        assert_eq!(Language::English.half(line), "all as in the catalog");
        for whole in ["/dev/ttyUSB2 / 3", "모뎀 / 모듈", "plain", ""] {
            assert_eq!(Language::English.half(whole), whole);
        }
        let path = "데이터베이스가 없습니다 / there is no database /var/lib/x";
        assert_eq!(
            Language::English.half(path),
            "there is no database /var/lib/x"
        );
    }
}
