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
    /// The tokens that can be written: one for each column of the logits.
    pub writable: Vec<Token>,
    /// Layers, heads and width of a head of the decoder's memory.
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
            why: "it lacks the notes that models/whisper_to_onnx.py gives a multilingual Whisper",
        })
    }

    fn from_notes(note: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let codes = note("all_language_codes")?;
        let korean = codes.split(',').position(|code| code == "ko")?;
        let languages = note("all_language_tokens")?;
        let korean = languages.split(',').nth(korean)?.parse().ok()?;
        let writable: Option<Vec<Token>> =
            (note("writable")?.split(',').map(|n| n.parse().ok())).collect();
        let heads = number(note("n_text_head"))?;
        let state: usize = number(note("n_text_state"))?;
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
            writable: writable?,
            memory: [
                number(note("n_text_layer"))?,
                heads,
                state.checked_div(heads)?,
            ],
        };
        let fits = orders.memory.iter().all(|n| (1..10_000).contains(n))
            && [orders.end, orders.no_speech]
                .iter()
                .all(|order| orders.writable.contains(order));
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
            "sot" => "50258",
            "transcribe" => "50359",
            "no_timestamps" => "50363",
            "sot_prev" => "50361",
            "no_speech" => "50362",
            "eot" => "50257",
            "blank_id" => "220",
            "n_text_layer" => "6",
            "n_text_head" => "8",
            "n_text_state" => "512",
            "writable" => "7,220,50257,50362",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn korean_is_found_among_the_languages() {
        let orders = Orders::from_notes(note).unwrap();
        assert_eq!(orders.begin, [50_258, 50_264, 50_359, 50_363]);
        assert_eq!(orders.memory, [6, 8, 64]);
        assert_eq!(orders.writable, [7, 220, 50_257, 50_362]);
    }

    #[test]
    fn notes_that_are_missing_or_do_not_fit_are_refused() {
        for missing in ["sot", "writable", "all_language_codes", "n_text_head"] {
            let notes = |name: &str| (name != missing).then(|| note(name)).flatten();
            assert!(Orders::from_notes(notes).is_none(), "{missing}");
        }
        for (name, value) in [
            ("writable", "7,220"),
            ("writable", "7,x"),
            ("n_text_head", "0"),
        ] {
            let notes = |other: &str| match other == name {
                true => Some(value.to_owned()),
                false => note(other),
            };
            assert!(Orders::from_notes(notes).is_none(), "{name} = {value}");
        }
    }
}
