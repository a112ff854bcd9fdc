//! The pages of the screen.

use super::Language;

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The service and its lines.
    #[default]
    State,
    /// What was looked at, and what to do about it.
    Health,
    /// The last calls.
    Calls,
    /// Questions for the modem.
    Modem,
    /// Test calls.
    Test,
    /// The last lines of the log.
    Log,
    /// The speech models.
    Models,
    /// Updates.
    Update,
    /// The box itself: start again, switch off, erase.
    House,
}

impl Page {
    /// All pages, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::State,
        Self::Health,
        Self::Calls,
        Self::Modem,
        Self::Test,
        Self::Log,
        Self::Models,
        Self::Update,
        Self::House,
    ];

    /// The page of this number, 1 to 9.
    #[must_use]
    pub fn numbered(number: char) -> Option<Self> {
        let number = number.to_digit(10)? as usize;
        Self::ALL.get(number.checked_sub(1)?).copied()
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> usize {
        self.place() + 1
    }

    fn place(self) -> usize {
        let found = Self::ALL.iter().position(|page| *page == self);
        found.unwrap_or(0)
    }

    pub(super) fn next(self) -> Self {
        Self::ALL[(self.place() + 1) % Self::ALL.len()]
    }

    pub(super) const fn title(self, language: Language) -> &'static str {
        match self {
            Self::State => language.of("상태", "State"),
            Self::Health => language.of("점검", "Health"),
            Self::Calls => language.of("통화", "Calls"),
            Self::Modem => language.of("모뎀", "Modem"),
            Self::Test => language.of("시험", "Test"),
            Self::Log => language.of("기록", "Log"),
            Self::Models => language.of("모델", "Models"),
            Self::Update => language.of("업데이트", "Update"),
            Self::House => language.of("상자", "Box"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_called_by_their_numbers() {
        for page in Page::ALL {
            let number = char::from_digit(page.number() as u32, 10).unwrap();
            assert_eq!(Page::numbered(number), Some(page));
        }
        assert_eq!(Page::numbered('0'), None);
        assert_eq!(Page::numbered('x'), None);
        assert_eq!(Page::House.next(), Page::State);
    }
}
