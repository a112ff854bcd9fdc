//! What the tests of this room share.

use std::{path::PathBuf, sync::atomic::AtomicUsize, sync::atomic::Ordering, time::Duration};

use crate::audio::{Hz8k, Pcm};

use super::{SpeechError, Synthesizer, VoicePrint};

/// A synthesizer without a model: 100 ms of a steady level per character; `!` fails, `~` takes
/// 50 ms of work.
pub(super) struct Teller;

impl Synthesizer for Teller {
    fn speak(&mut self, text: &str) -> Result<Pcm<Hz8k>, SpeechError> {
        if text.contains('!') {
            return Err(SpeechError::Nonsense {
                model: "teller",
                what: "nothing",
            });
        }
        if text.contains('~') {
            std::thread::sleep(Duration::from_millis(50));
        }
        let level = text.chars().next().map_or(0, |c| c as u32 % 1_000 + 1_000);
        let level = i16::try_from(level).unwrap();
        Ok(Pcm::from_samples(vec![level; 800 * text.chars().count()]))
    }

    fn print(&self) -> VoicePrint {
        VoicePrint {
            engine: "teller".into(),
            model: String::new(),
            voice: "a".into(),
            speed: 1.0,
            reading: str::to_owned,
        }
    }
}

/// An empty folder for one test.
pub(super) fn folder(name: &str) -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let n = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("munjigi-{name}-{}-{n}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
