//! Places for typing.

use super::Key;

/// The most characters of a line that is typed.
const LONGEST: usize = 40;

/// What a key did to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// It goes on.
    On,
    /// What was typed is meant.
    Meant,
    /// What was typed is taken back.
    Dropped,
}

/// A line of printable ASCII that can be corrected. Noise on the line takes it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    pub text: String,
}

impl Field {
    pub fn key(&mut self, key: Key) -> Typed {
        match key {
            Key::Char(c) if (c.is_ascii_graphic() || c == ' ') && self.text.len() < LONGEST => {
                self.text.push(c);
                Typed::On
            }
            Key::Back => {
                self.text.pop();
                Typed::On
            }
            Key::Enter => Typed::Meant,
            Key::Esc | Key::Noise | Key::Ctrl(_) => Typed::Dropped,
            _ => Typed::On,
        }
    }
}

/// A word that has to be typed without a mistake: the first other key takes the whole back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    word: &'static str,
    typed: usize,
}

impl Word {
    pub const fn new(word: &'static str) -> Self {
        Self { word, typed: 0 }
    }

    pub const fn word(&self) -> &'static str {
        self.word
    }

    pub fn typed(&self) -> &'static str {
        self.word.get(..self.typed).unwrap_or_default()
    }

    pub fn key(&mut self, key: Key) -> Typed {
        let next = self
            .word
            .get(self.typed..)
            .and_then(|rest| rest.chars().next());
        match (key, next) {
            (Key::Char(c), Some(next)) if c == next => {
                self.typed += 1;
                Typed::On
            }
            (Key::Enter, None) => Typed::Meant,
            _ => Typed::Dropped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(word: &mut Word, keys: &str) -> Typed {
        keys.chars()
            .map(Key::Char)
            .fold(Typed::On, |before, key| match before {
                Typed::On => word.key(key),
                over => over,
            })
    }

    #[test]
    fn a_word_counts_only_without_a_mistake() {
        let mut word = Word::new("restart");
        assert_eq!(word.key(Key::Enter), Typed::Dropped, "nothing was typed");
        assert_eq!(type_in(&mut word, "restart"), Typed::On);
        assert_eq!(word.key(Key::Enter), Typed::Meant);
        for wrong in ["restarx", "Restart", "restartt", " restart"] {
            assert_eq!(type_in(&mut Word::new("restart"), wrong), Typed::Dropped);
        }
        let mut word = Word::new("restart");
        type_in(&mut word, "rest");
        assert_eq!(word.key(Key::Back), Typed::Dropped, "no corrections");
    }

    #[test]
    fn a_field_takes_ascii_alone_and_noise_ends_it() {
        let mut field = Field::default();
        for key in [Key::Char('A'), Key::Char('한'), Key::Char('T'), Key::Up] {
            assert_eq!(field.key(key), Typed::On);
        }
        assert_eq!(field.text, "AT");
        assert_eq!(field.key(Key::Noise), Typed::Dropped);
        for _ in 0..100 {
            field.key(Key::Char('x'));
        }
        assert_eq!(field.text.len(), LONGEST);
    }
}
