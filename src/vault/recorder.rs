//! Sound on its way to the disk.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use aead_stream::{EncryptorBE32, StreamPrimitive as _};
use aes_gcm::Aes256Gcm;
use zeroize::Zeroizing;

use super::{
    About, Kek, VaultError, chunk,
    disk::{make_folder, sync_folder},
    header,
    tape::Tape,
};

/// A chunk is so many seconds of sound: what a power cut costs.
const SECONDS: u64 = 2;

/// A recording that is being made. When it is dropped and not [finished](Recorder::finish), it is a
/// recording that was cut.
///
/// Every 2 s of sound a call of [`push`](Recorder::push) waits for the disk, and memory cards can be
/// slow: nothing that has to be in time may wait for it.
pub struct Recorder {
    stream: EncryptorBE32<Aes256Gcm>,
    bound: Vec<u8>,
    /// Of the chunk that is being filled.
    buffer: Zeroizing<Vec<u8>>,
    pairs: u32,
    samples: u64,
    hz: u32,
    tape: Tape,
}

/// A recording that is whole and on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Where it is.
    pub path: PathBuf,
    /// SHA-256 of the bytes of the file, as 64 hexadecimal digits.
    pub sha256: String,
    /// Length of the file, in bytes.
    pub bytes: u64,
    /// Samples on each side.
    pub samples: u64,
    /// How long it plays.
    pub duration: Duration,
}

impl Recorder {
    /// Begins the recording `{call}.mjr`, which only we can read, in a folder that is made when it is
    /// not there. Its name is on disk when this returns.
    ///
    /// # Errors
    /// When there is a recording of this call already, and when the file cannot be made.
    pub fn create(folder: &Path, kek: &Kek, about: &About) -> Result<Self, VaultError> {
        let pairs = chunk::pairs(SECONDS * u64::from(about.hz));
        Self::with_chunks_of(pairs, folder, kek, about)
    }

    pub(super) fn with_chunks_of(
        pairs: u32,
        folder: &Path,
        kek: &Kek,
        about: &About,
    ) -> Result<Self, VaultError> {
        let path = folder.join(format!("{}.mjr", about.call));
        let (header, opened) = header::make(kek, about, pairs, &path)?;
        make_folder(folder)?;
        let mut tape = Tape::create(path)?;
        if let Err(error) = tape.write(&header).and_then(|()| sync_folder(folder)) {
            // There is no sound in it yet; the name is free for the next try.
            _ = fs::remove_file(&tape.path);
            return Err(error);
        }
        let mut buffer = Zeroizing::new(Vec::with_capacity(chunk::disk_len(pairs)));
        buffer.resize(chunk::HEAD, 0);
        Ok(Self {
            stream: opened.stream.encryptor(),
            bound: opened.bound,
            buffer,
            pairs,
            samples: 0,
            hz: about.hz,
            tape,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.tape.path
    }

    /// Adds what the far end and what we said at the same time. The shorter one ends in silence.
    ///
    /// # Errors
    /// When a chunk cannot be brought to disk. What is on disk by then stays, and every later call
    /// fails with [`VaultError::Stopped`]: the call goes on without a recording.
    pub fn push(&mut self, far: &[i16], ours: &[i16]) -> Result<(), VaultError> {
        self.tape.still_runs()?;
        for at in 0..far.len().max(ours.len()) {
            for side in [far, ours] {
                let sample = side.get(at).copied().unwrap_or_default();
                self.buffer.extend_from_slice(&sample.to_le_bytes());
            }
            self.samples += 1;
            if self.buffer.len() == chunk::plain_len(self.pairs) {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), VaultError> {
        chunk::pack(&mut self.buffer, self.pairs);
        self.stream
            .encrypt_next_in_place(&self.bound, &mut *self.buffer)
            .map_err(|_| self.tape.full())?;
        self.tape.write(&self.buffer)?;
        self.buffer.clear();
        self.buffer.resize(chunk::HEAD, 0);
        Ok(())
    }

    /// Writes the end. The recording is whole and on disk when this returns.
    ///
    /// # Errors
    /// When the end cannot be brought to disk, or something before could not: it is a recording that
    /// was cut then.
    pub fn finish(self) -> Result<Sealed, VaultError> {
        let Self {
            stream,
            bound,
            mut buffer,
            pairs,
            samples,
            hz,
            mut tape,
        } = self;
        tape.still_runs()?;
        chunk::pack(&mut buffer, pairs);
        stream
            .encrypt_last_in_place(&bound, &mut *buffer)
            .map_err(|_| tape.full())?;
        tape.write(&buffer)?;
        let millis = samples.saturating_mul(1_000) / u64::from(hz.max(1));
        tape.close(samples, Duration::from_millis(millis))
    }
}

impl fmt::Debug for Recorder {
    /// Nothing of the sound.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({})", self.tape.path.display())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn after_a_failure_nothing_is_written_and_what_was_stays() {
        let place = tempfile::tempdir().unwrap();
        let kek = Kek::from_bytes(Zeroizing::new([1; 32]));
        let about = About {
            call: 7,
            created: jiff::civil::date(2026, 11, 21).at(18, 3, 0, 0),
            hz: 8_000,
        };
        let mut recorder = Recorder::with_chunks_of(2, place.path(), &kek, &about).unwrap();
        recorder.push(&[1, 2], &[-1, -2]).unwrap();
        let path = recorder.path().to_owned();
        let before = fs::read(&path).unwrap();
        // A disk that takes nothing any more.
        let works = std::mem::replace(&mut recorder.tape.file, File::open(&path).unwrap());
        let refused = recorder.push(&[3, 4], &[-3, -4]).unwrap_err();
        assert!(matches!(refused, VaultError::Io { .. }), "{refused}");
        // And takes something again: too late, there would be a hole.
        recorder.tape.file = works;
        let refused = recorder.push(&[5, 6], &[-5, -6]).unwrap_err();
        assert!(matches!(refused, VaultError::Stopped { .. }), "{refused}");
        let refused = recorder.finish().unwrap_err();
        assert!(matches!(refused, VaultError::Stopped { .. }), "{refused}");
        assert_eq!(fs::read(&path).unwrap(), before);
        let recording = super::super::Recording::open(&path, &kek).unwrap();
        assert!(recording.is_cut());
        assert_eq!(recording.read_all().unwrap(), [1, -1, 2, -2]);
    }
}
