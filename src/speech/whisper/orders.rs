//! What the model's own notes say: which tokens are orders, how large its memory is.

use std::{path::Path, str::FromStr};

use ort::session::Session;

use crate::speech::SpeechError;

use super::vocabulary::Token;

/// The tokens that are orders, and the sizes of the decoder.
#[derive(Clone, Debug)]
pub struct Orders {
    /// What every text begins with: start, Korean, write it down, no times.
    pub begin: [Token; 4],
    /// In front of the text that came before.
    pub before: Token,
    pub no_speech: Token,
    pub end: Token,
    /// A lone space.
    pub blank: Token,
    /// Tokens altogether.
    pub count: usize,
    /// Layers, context and width of the decoder's memory.
    pub memory: [usize; 3],
}

impl Orders {
    /// Reads the notes in the decoder's file, `path`.
    pub fn read(decoder: &Session, path: &Path) -> Result<Self, SpeechError> {
        let notes = decoder.metadata().map_err(|source| SpeechError::Load {
            path: path.to_owned(),
            source,
        })?;
        Self::from_notes(|name| notes.custom(name)).ok_or_else(|| SpeechError::Malformed {
            path: path.to_owned(),
            why: "it lacks the notes of a multilingual Whisper in sherpa-onnx's layout",
        })
    }

    fn from_notes(note: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let codes = note("all_language_codes")?;
        let korean = codes.split(',').position(|code| code == "ko")?;
        let languages = note("all_language_tokens")?;
        let korean = languages.split(',').nth(korean)?.parse().ok()?;
        let count: usize = number(note("n_vocab"))?;
        let orders = Self {
            begin: [
                number(note("sot"))?,
                korean,
                number(note("transcribe"))?,
                number(note("no_timestamps"))?,
            ],
            before: number(note("sot_prev"))?,
            no_speech: number(note("no_speech"))?,
            end: number(note("eot"))?,
            blank: number(note("blank_id"))?,
            count,
            memory: [
                number(note("n_text_layer"))?,
                number(note("n_text_ctx"))?,
                number(note("n_text_state"))?,
            ],
        };
        let highest = orders.begin.into_iter().max()?.max(orders.end);
        let fits =
            (highest as usize) < count && orders.memory.iter().all(|n| (1..10_000).contains(n));
        fits.then_some(orders)
    }
}

fn number<N: FromStr>(note: Option<String>) -> Option<N> {
    note?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(name: &str) -> Option<String> {
        let value = match name {
            "all_language_codes" => "en,zh,ko",
            "all_language_tokens" => "50259,50260,50264",
            "n_vocab" => "51865",
            "sot" => "50258",
            "transcribe" => "50359",
            "no_timestamps" => "50363",
            "sot_prev" => "50361",
            "no_speech" => "50362",
            "eot" => "50257",
            "blank_id" => "220",
            "n_text_layer" => "6",
            "n_text_ctx" => "448",
            "n_text_state" => "512",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn korean_is_found_among_the_languages() {
        let orders = Orders::from_notes(note).unwrap();
        assert_eq!(orders.begin, [50_258, 50_264, 50_359, 50_363]);
        assert_eq!(orders.memory, [6, 448, 512]);
    }

    #[test]
    fn notes_that_are_missing_or_do_not_fit_are_refused() {
        for missing in ["sot", "n_vocab", "all_language_codes", "n_text_ctx"] {
            let notes = |name: &str| (name != missing).then(|| note(name)).flatten();
            assert!(Orders::from_notes(notes).is_none(), "{missing}");
        }
        let small = |name: &str| match name {
            "n_vocab" => Some("50000".into()),
            name => note(name),
        };
        assert!(Orders::from_notes(small).is_none());
    }
}
