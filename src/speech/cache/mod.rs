//! Rendered sentences on disk, found by what they sound like.
//!
//! A file is `<key>.wav`, 8 kHz, the key being the [`VoicePrint`]'s for the text: another voice,
//! speed, model or pronunciation is another file, and nothing ever needs to be invalidated.
//!
//! **Bounded:** after writing, the files that were used least recently go until all together are
//! within the limit; the sentences of the shop stay. **Private:** only [`Part::Fixed`] sentences
//! come in here; what a single call has (names, numbers) is never written down.
//!
//! [`Part::Fixed`]: crate::call::Part::Fixed

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::SystemTime,
};

use crate::audio::{Hz8k, Pcm, wav};

use super::{Key, SpeechError, Synthesizer, VoicePrint};

/// A rendered sentence, shared by whoever plays it.
pub type Clip = Arc<Pcm<Hz8k>>;

/// Why the cache could not be opened or written to.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The folder cannot be made or read.
    #[error("could not use {} for rendered sentences; check that it can be written to", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A sentence could not be written.
    #[error("could not keep a rendered sentence as {}; check the free space", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        #[source]
        source: wav::WavError,
    },
}

/// What [`PromptCache::render_all`] did.
#[derive(Debug, Default)]
pub struct Rendered {
    /// Sentences that were rendered now.
    pub new: usize,
    /// Sentences that were there already.
    pub kept: usize,
    /// Sentences that could not be rendered, by their place in the list, and why. They are tried
    /// again when they are to be said.
    pub failed: Vec<(usize, SpeechError)>,
}

/// The cache. Share it with [`Arc`].
pub struct PromptCache {
    folder: PathBuf,
    print: VoicePrint,
    /// In bytes.
    limit: u64,
    /// The fixed sentences of the shop, in memory.
    shop: Mutex<BTreeMap<Key, Clip>>,
}

impl PromptCache {
    /// The usual limit: 64 MiB, an hour and more of speech.
    pub const USUAL_LIMIT: u64 = 64 << 20;

    /// A cache in `folder`, which is made if need be, for sentences of the voice `print`; all files
    /// together have at most `limit` bytes.
    ///
    /// # Errors
    /// [`CacheError::Folder`] when the folder cannot be used.
    pub fn open(folder: &Path, print: VoicePrint, limit: u64) -> Result<Self, CacheError> {
        let unusable = |source| CacheError::Folder {
            path: folder.to_owned(),
            source,
        };
        fs::create_dir_all(folder).map_err(unusable)?;
        for entry in fs::read_dir(folder).map_err(unusable)?.flatten() {
            // Left by a write that a power cut ended.
            if entry.path().extension().is_some_and(|e| e == "new") {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            print,
            limit,
            shop: Mutex::default(),
        })
    }

    /// The sentence as it was rendered; `None` when it has to be rendered first.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<Clip> {
        let key = self.print.key(text);
        if let Some(clip) = self.shop().get(&key) {
            return Some(Arc::clone(clip));
        }
        self.read(key).map(Arc::new)
    }

    /// Keeps a sentence, whole or not at all.
    ///
    /// # Errors
    /// [`CacheError::Write`] when it cannot be written; the cache is as before.
    pub fn put(&self, text: &str, clip: &Pcm<Hz8k>) -> Result<(), CacheError> {
        self.write(self.print.key(text), clip)?;
        self.make_room();
        Ok(())
    }

    /// Makes `sentences` the shop's: those that are rendered are held in memory from now on. The places of those that are
    /// not, each once, for [`add`](Self::add).
    #[must_use]
    pub fn hold(&self, sentences: &[String]) -> Vec<usize> {
        let mut shop = BTreeMap::new();
        let mut missing = BTreeMap::new();
        for (at, sentence) in sentences.iter().enumerate() {
            let key = self.print.key(sentence);
            if shop.contains_key(&key) || missing.contains_key(&key) {
                continue;
            }
            match self.get(sentence) {
                Some(clip) => drop(shop.insert(key, clip)),
                None => drop(missing.insert(key, at)),
            }
        }
        *self.shop() = shop;
        let mut missing: Vec<usize> = missing.into_values().collect();
        missing.sort_unstable();
        missing
    }

    /// Keeps a sentence of the shop, on disk and in memory.
    ///
    /// # Errors
    /// [`CacheError::Write`] when the disk takes no more.
    pub fn add(&self, sentence: &str, clip: Pcm<Hz8k>) -> Result<(), CacheError> {
        let key = self.print.key(sentence);
        self.write(key, &clip)?;
        self.shop().insert(key, Arc::new(clip));
        self.make_room();
        Ok(())
    }

    /// Makes `sentences` the shop's and renders what is not there yet. `progress` is told how many of how many are done.
    ///
    /// # Errors
    /// [`CacheError::Write`] when the disk takes no more. A sentence that cannot be rendered is
    /// only reported.
    pub fn render_all(
        &self,
        sentences: &[String],
        synthesizer: &mut dyn Synthesizer,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Rendered, CacheError> {
        let missing = self.hold(sentences);
        let all = sentences.len();
        let kept = all - missing.len();
        let mut rendered = Rendered {
            kept,
            ..Rendered::default()
        };
        for (done, at) in missing.into_iter().enumerate() {
            progress(kept + done, all);
            match synthesizer.speak(&sentences[at]) {
                Ok(clip) => {
                    self.add(&sentences[at], clip)?;
                    rendered.new += 1;
                }
                Err(error) => rendered.failed.push((at, error)),
            }
        }
        progress(all, all);
        Ok(rendered)
    }

    fn shop(&self) -> MutexGuard<'_, BTreeMap<Key, Clip>> {
        self.shop.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, key: Key) -> PathBuf {
        self.folder.join(format!("{key}.wav"))
    }

    fn read(&self, key: Key) -> Option<Pcm<Hz8k>> {
        let path = self.path(key);
        let file = fs::File::open(&path).ok()?;
        match wav::read(io::BufReader::new(&file)) {
            Ok(clip) => {
                touch(&file);
                Some(clip)
            }
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "a rendered sentence is broken and will be rendered anew");
                let _ = fs::remove_file(&path);
                None
            }
        }
    }

    fn write(&self, key: Key, clip: &Pcm<Hz8k>) -> Result<(), CacheError> {
        // A name of its own: a call may render the same sentence at the same time.
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = self.path(key);
        let new = path.with_extension(format!("{count}.new"));
        let write = || -> Result<(), wav::WavError> {
            let file = fs::File::create(&new).map_err(hound::Error::from)?;
            wav::write(io::BufWriter::new(file), &[clip])?;
            Ok(fs::rename(&new, &path).map_err(hound::Error::from)?)
        };
        write().map_err(|source| {
            let _ = fs::remove_file(&new);
            CacheError::Write { path, source }
        })
    }

    /// Removes what was used least recently until the limit holds.
    fn make_room(&self) {
        let shop: Vec<String> = self.shop().keys().map(|key| format!("{key}.wav")).collect();
        let mut files: Vec<(SystemTime, u64, PathBuf)> = fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let meta = entry.metadata().ok()?;
                Some((meta.modified().ok()?, meta.len(), entry.path()))
            })
            .collect();
        files.sort();
        let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in files {
            if total <= self.limit {
                return;
            }
            let name = path.file_name().unwrap_or_default();
            if !shop.iter().any(|s| name == s.as_str()) && fs::remove_file(&path).is_ok() {
                total -= size;
            }
        }
    }
}

/// The time of change is the time of last use.
#[expect(
    clippy::disallowed_methods,
    reason = "it is compared with the times that the file system gives"
)]
fn touch(file: &fs::File) {
    let _ = file.set_modified(SystemTime::now());
}
