//! One file of a bundle: decompressed in bounded memory, counted and hashed on the way.

use std::{
    fmt,
    io::{self, Read},
};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use sha2::{Digest as _, Sha256};

use super::{BundleError, FileEntry, member::Source};

/// The largest window of a compressed file: what `zstd -19` uses. It bounds the memory that decompressing takes.
const WINDOW: u64 = 8 << 20;

type Compressed<'a, R> = io::Take<&'a mut Source<R>>;

/// A file's octets, one piece after the other. They count once all of them have been read and compared.
pub struct Content<'a, R: Read> {
    entry: &'a FileEntry,
    compressed: Compressed<'a, R>,
    decoder: FrameDecoder,
    read: u64,
    hash: Sha256,
}

impl<R: Read> fmt::Debug for Content<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("path", &self.entry.path)
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}

impl<'a, R: Read> Content<'a, R> {
    pub(super) fn new(
        entry: &'a FileEntry,
        source: &'a mut Source<R>,
        compressed: u64,
    ) -> Result<Self, BundleError> {
        // What does not get smaller grows by a few octets in each block of 128 KiB.
        if compressed > entry.size + entry.size / 64 + 1024 {
            return Err(damaged(entry, "longer than what it holds"));
        }
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        let mut compressed = source.take(compressed);
        if decoder.init(&mut compressed).is_err() {
            return Err(compressed
                .get_mut()
                .blame(damaged(entry, "its compression")));
        }
        Ok(Self {
            entry,
            compressed,
            decoder,
            read: 0,
            hash: Sha256::new(),
        })
    }

    /// The next octets; 0 at the end.
    ///
    /// # Errors
    /// When they cannot be those of the manifest.
    pub fn read(&mut self, into: &mut [u8]) -> Result<usize, BundleError> {
        let Ok(n) = self.decompress(into) else {
            return Err(self
                .compressed
                .get_mut()
                .blame(damaged(self.entry, "its compression")));
        };
        self.read += n as u64;
        if self.read > self.entry.size {
            return Err(damaged(self.entry, "too long"));
        }
        self.hash.update(&into[..n]);
        Ok(n)
    }

    /// Block by block, of 128 KiB at the most.
    fn decompress(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder
                .decode_blocks(&mut self.compressed, one)
                .map_err(io::Error::other)?;
        }
        self.decoder.read(into)
    }

    /// Whether it was all there, and what was signed.
    pub(super) fn finish(mut self) -> Result<(), BundleError> {
        let mut more = [0; 512];
        while self.read(&mut more)? > 0 {}
        if self.compressed.get_ref().ended {
            return Err(BundleError::Truncated);
        }
        if self.read != self.entry.size {
            return Err(damaged(self.entry, "too short"));
        }
        if self.compressed.limit() > 0 {
            return Err(damaged(self.entry, "something behind its end"));
        }
        if super::pack::hex(&self.hash.finalize()) != self.entry.sha256 {
            return Err(damaged(self.entry, "its SHA-256"));
        }
        Ok(())
    }
}

fn damaged(entry: &FileEntry, why: &'static str) -> BundleError {
    BundleError::Damaged {
        path: entry.path.clone(),
        why,
    }
}
