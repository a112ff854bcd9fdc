//! Sound that was kept.

use std::{
    fmt,
    fs::File,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use aead_stream::StreamPrimitive as _;
use zeroize::Zeroizing;

use super::{
    About, Kek, VaultError, chunk,
    disk::read_up_to,
    error::doing,
    header::{self, Found, Opened},
    kek::TAG,
};

/// A recording, open for listening. Only what was authenticated comes out of it.
///
/// One that is still being made can be opened; it is cut where it was at that moment.
pub struct Recording {
    path: PathBuf,
    file: File,
    /// Nothing when the header was cut.
    opened: Option<Opened>,
    chunks: u64,
    samples: u64,
    cut: bool,
}

impl Recording {
    /// Opens a recording: authenticates its header and finds its end. The sound before the end is
    /// authenticated as it is read.
    ///
    /// # Errors
    /// When it is no recording, when it is of another key, when its key was destroyed, when its header
    /// was changed and when something was added behind its end. Not when it was cut.
    pub fn open(path: &Path, kek: &Kek) -> Result<Self, VaultError> {
        let opening = doing("open the recording", path);
        let file = File::open(path).map_err(&opening)?;
        let mut head = [0; header::LEN];
        let had = read_up_to(&file, &mut head).map_err(&opening)?;
        let length = file.metadata().map_err(&opening)?.len();
        let opened = match header::look(&head[..had]) {
            Found::Whole => Some(header::open(&head, kek, path)?),
            Found::Cut => None,
            Found::Other => {
                return Err(VaultError::NotARecording {
                    path: path.to_owned(),
                });
            }
        };
        let mut recording = Self {
            path: path.to_owned(),
            file,
            opened,
            chunks: 0,
            samples: 0,
            cut: true,
        };
        recording.find_end(length.saturating_sub(header::LEN as u64))?;
        Ok(recording)
    }

    /// What it is of; nothing when not even that came to disk, and then there is no sound either.
    #[must_use]
    pub fn about(&self) -> Option<&About> {
        self.opened.as_ref().map(|opened| &opened.about)
    }

    /// Whether its end is missing: the power was cut, the disk was full, or it is still being made.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.cut
    }

    /// Samples on each side.
    #[must_use]
    pub const fn samples(&self) -> u64 {
        self.samples
    }

    /// Samples on each side in every chunk but the last, so that a player finds the chunk of a moment.
    #[must_use]
    pub fn samples_in_chunk(&self) -> u32 {
        self.opened.as_ref().map_or(1, |opened| opened.pairs)
    }

    /// The sound of one chunk, the far end and ours by turns; nothing behind the last one.
    ///
    /// # Errors
    /// [`VaultError::Chunk`] when it is not what was recorded there.
    pub fn chunk(&self, at: u64) -> Result<Option<Vec<i16>>, VaultError> {
        match &self.opened {
            Some(opened) if at < self.chunks => self
                .decrypt(opened, at, !self.cut && at + 1 == self.chunks)
                .map(Some),
            _ => Ok(None),
        }
    }

    /// The sound chunk by chunk, the far end and ours by turns. It ends at the first error; what came
    /// before is true.
    #[must_use]
    pub const fn chunks(&self) -> Chunks<'_> {
        Chunks {
            recording: self,
            next: 0,
            failed: false,
        }
    }

    /// All of the sound, the far end and ours by turns.
    ///
    /// # Errors
    /// [`VaultError::Chunk`] when something in it is not what was recorded there.
    pub fn read_all(&self) -> Result<Vec<i16>, VaultError> {
        let mut all = Vec::new();
        for sound in self.chunks() {
            all.extend(sound?);
        }
        Ok(all)
    }

    fn find_end(&mut self, body: u64) -> Result<(), VaultError> {
        let Some(opened) = &self.opened else {
            return Ok(());
        };
        let length = chunk::disk_len(opened.pairs) as u64;
        let (chunks, rest) = (body / length, body % length);
        self.chunks = chunks;
        self.samples = chunks * u64::from(opened.pairs);
        let Some(last) = chunks.checked_sub(1) else {
            return Ok(());
        };
        match self.decrypt(opened, last, true) {
            Ok(_) if rest > 0 => {
                return Err(VaultError::Added {
                    path: self.path.clone(),
                });
            }
            Ok(sound) => {
                self.samples = last * u64::from(opened.pairs) + (sound.len() / 2) as u64;
                self.cut = false;
            }
            // It is one of many and the end is missing, or it was changed: reading it will tell. But
            // where its tag should be there may be only the zeros of a file system that brought the
            // length to disk before the bytes.
            Err(VaultError::Chunk { .. }) if rest == 0 => {
                let mut tag = [0xFF; TAG];
                let end = header::LEN as u64 + body - TAG as u64;
                self.file
                    .read_exact_at(&mut tag, end)
                    .map_err(doing("read the recording", &self.path))?;
                if tag == [0; TAG] {
                    self.chunks = last;
                    self.samples = last * u64::from(opened.pairs);
                }
            }
            Err(VaultError::Chunk { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn decrypt(&self, opened: &Opened, at: u64, last: bool) -> Result<Vec<i16>, VaultError> {
        let length = chunk::disk_len(opened.pairs);
        let mut buffer = Zeroizing::new(vec![0; length]);
        self.file
            .read_exact_at(&mut buffer, header::LEN as u64 + at * length as u64)
            .map_err(doing("read the recording", &self.path))?;
        let sound = u32::try_from(at).ok().and_then(|position| {
            opened
                .stream
                .decrypt_in_place(position, last, &opened.bound, &mut *buffer)
                .ok()?;
            chunk::unpack(&buffer, opened.pairs, last)
        });
        sound.ok_or_else(|| VaultError::Chunk {
            path: self.path.clone(),
            chunk: at + 1,
            of: self.chunks,
        })
    }
}

impl fmt::Debug for Recording {
    /// Nothing of the sound.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recording({})", self.path.display())
    }
}

/// The sound of a [`Recording`], chunk by chunk.
#[derive(Clone, Debug)]
pub struct Chunks<'a> {
    recording: &'a Recording,
    next: u64,
    failed: bool,
}

impl Iterator for Chunks<'_> {
    type Item = Result<Vec<i16>, VaultError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let sound = self.recording.chunk(self.next).transpose()?;
        self.next += 1;
        self.failed = sound.is_err();
        Some(sound)
    }
}
