//! What decides how a text sounds.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// Everything that decides how a synthesizer speaks a text: the engine, its weights, the voice, the
/// speed and how the text is read. Two prints that agree on a text sound the same.
///
/// It computes [`Key`]s without the synthesizer at hand, so that whoever looks a sentence up does
/// not wait for one that is being rendered.
#[derive(Clone, Debug)]
pub struct VoicePrint {
    /// The engine and its version, e.g. `kokoro-82m`.
    pub engine: String,
    /// SHA-256 of the weights, in hexadecimal.
    pub model: String,
    /// The voice, as the settings name it.
    pub voice: String,
    /// How fast; 1.0 is the voice's own speed.
    pub speed: f32,
    /// From the text to what the model is fed with. When the rules of pronunciation change, the
    /// sentences that they change get another key and the others keep theirs.
    pub reading: fn(&str) -> String,
}

impl VoicePrint {
    /// The key under which `text` in this voice is kept.
    #[must_use]
    pub fn key(&self, text: &str) -> Key {
        let mut hash = Sha256::new();
        let reading = (self.reading)(text);
        let speed = self.speed.to_string();
        for field in [&self.engine, &self.model, &self.voice, &speed, &reading] {
            // The length keeps fields from running into one another.
            hash.update((field.len() as u64).to_le_bytes());
            hash.update(field);
        }
        Key(hash.finalize().into())
    }
}

/// SHA-256 of a [`VoicePrint`] and a text; prints itself in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print() -> VoicePrint {
        VoicePrint {
            engine: "test".into(),
            model: "00".into(),
            voice: "a".into(),
            speed: 1.0,
            reading: str::to_owned,
        }
    }

    #[test]
    fn everything_that_changes_the_sound_changes_the_key() {
        let key = print().key("네");
        assert_eq!(key, print().key("네"));
        assert_ne!(key, print().key("예"));
        let others = [
            VoicePrint {
                engine: "tes".into(),
                model: "t00".into(),
                ..print()
            },
            VoicePrint {
                voice: "b".into(),
                ..print()
            },
            VoicePrint {
                speed: 0.95,
                ..print()
            },
            VoicePrint {
                reading: |text| text.repeat(2),
                ..print()
            },
        ];
        for other in others {
            assert_ne!(key, other.key("네"), "{other:?}");
        }
    }

    #[test]
    fn a_key_is_a_file_name() {
        let name = print().key("네").to_string();
        assert_eq!(name.len(), 64);
        assert!(name.bytes().all(|b| b.is_ascii_hexdigit()));
    }
}
