//! The voices of everybody but the box, all of one model. What was said once is kept from run to run.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::{Path, PathBuf},
};

use crate::{
    app::SpeechConfig,
    audio::{Hz8k, Pcm},
    sim::{
        music,
        sounds::{self, Piece},
    },
    speech::{Kokoro, Manner, Models, PromptCache, Synthesizer as _, Threads},
};

use super::LiveError;

/// The voice of whoever has none of their own: another one than the box's.
pub(super) const USUAL: &str = "jf_nezumi+jf_alpha";
/// Room for what all callers and machines of all scenarios say.
const LIMIT: u64 = 256 << 20;

/// Whose voice, and how fast it speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whose<'a> {
    /// Its name; `None` for the usual one.
    pub voice: Option<&'a str>,
    /// 1.0 is its own pace.
    pub speed: f32,
}

/// See the [module's page](self).
pub(super) struct Voices {
    models: Models,
    threads: Threads,
    folder: PathBuf,
    usual: String,
    /// The model, once somebody has spoken, and what each has said, by voice and pace.
    kokoro: Option<Kokoro>,
    said: BTreeMap<String, PromptCache>,
}

impl Voices {
    /// Nobody has spoken yet.
    pub(super) fn new(speech: &SpeechConfig, prompts: &Path) -> Result<Self, LiveError> {
        Ok(Self {
            models: Models::locate(&speech.models)?,
            threads: Threads::new(speech.threads),
            folder: prompts.join("callers"),
            usual: USUAL.to_owned(),
            kokoro: None,
            said: BTreeMap::new(),
        })
    }

    /// Another usual voice.
    pub(super) fn usually(&mut self, voice: String) {
        self.usual = voice;
    }

    /// What this sounds like, music, pauses and noises included.
    pub(super) fn clip(&mut self, text: &str, whose: Whose<'_>) -> Result<Pcm<Hz8k>, LiveError> {
        let mut clip = Pcm::new();
        for piece in sounds::pieces(text).unwrap_or_else(|| vec![Piece::Words(text)]) {
            clip.append(&match (piece.sound(), piece) {
                (Some(sound), _) => sound,
                (None, Piece::Words(text)) => self.sung(text, whose)?,
                (None, _) => continue,
            });
        }
        Ok(clip)
    }

    fn sung(&mut self, text: &str, whose: Whose<'_>) -> Result<Pcm<Hz8k>, LiveError> {
        let mut clip = Pcm::new();
        for piece in music::pieces(text) {
            clip.append(&match music::length(piece) {
                Some(length) => music::play(length),
                None => self.words(piece, whose)?,
            });
        }
        Ok(clip)
    }

    fn words(&mut self, words: &str, whose: Whose<'_>) -> Result<Pcm<Hz8k>, LiveError> {
        let voice = whose.voice.unwrap_or(&self.usual).to_owned();
        let speed = whose.speed;
        let key = format!("{voice} {speed}");
        let (manner, files) = (Manner { voice, speed }, self.models.kokoro());
        let kokoro = match &mut self.kokoro {
            Some(kokoro) => {
                kokoro.speak_as(files, manner)?;
                kokoro
            }
            none => none.insert(Kokoro::load(files, manner, self.threads)?),
        };
        let cache = match self.said.entry(key) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(none) => {
                none.insert(PromptCache::open(&self.folder, kokoro.print(), LIMIT)?)
            }
        };
        if let Some(clip) = cache.get(words) {
            return Ok((*clip).clone());
        }
        let clip = kokoro.speak(words)?;
        cache.put(words, &clip)?;
        Ok(clip)
    }
}
