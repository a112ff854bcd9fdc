//! The tar around it, as plain as tars are: headers of 512 octets, regular files, nothing else.

use std::io::{self, Read};

use tar::{EntryType, Header};

use super::BundleError;

/// Octets of a block.
pub(super) const BLOCK: usize = 512;

/// Where the bundle comes from. Remembers why it stopped, whatever stands in between makes of it.
#[derive(Debug)]
pub(super) struct Source<R> {
    inner: R,
    /// The medium's own error.
    failed: Option<io::Error>,
    /// It had no more when more was asked for.
    pub(super) ended: bool,
}

impl<R: Read> Source<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            failed: None,
            ended: false,
        }
    }

    /// What an error while reading really was; `otherwise` when the medium is not to blame.
    pub(super) fn blame(&mut self, otherwise: BundleError) -> BundleError {
        match self.failed.take() {
            Some(error) => BundleError::Read(error),
            None if self.ended => BundleError::Truncated,
            None => otherwise,
        }
    }

    fn fill(&mut self, into: &mut [u8]) -> Result<(), BundleError> {
        self.read_exact(into)
            .map_err(|error| self.blame(BundleError::Read(error)))
    }

    /// The next member's header; `None` at the end of the tar.
    pub(super) fn header(&mut self) -> Result<Option<Head>, BundleError> {
        let mut block = [0; BLOCK];
        self.fill(&mut block)?;
        if block == [0; BLOCK] {
            return Ok(None);
        }
        Head::read(&block).map(Some)
    }

    /// A small member, whole.
    pub(super) fn small(&mut self, head: &Head, limit: usize) -> Result<Vec<u8>, BundleError> {
        let size = usize::try_from(head.size)
            .ok()
            .filter(|size| *size <= limit);
        let mut octets = vec![
            0;
            size.ok_or(BundleError::NoBundle {
                why: "the manifest or its signature is too long"
            })?
        ];
        self.fill(&mut octets)?;
        self.pad(head)?;
        Ok(octets)
    }

    /// What fills the member's last block.
    pub(super) fn pad(&mut self, head: &Head) -> Result<(), BundleError> {
        let mut rest = [0; BLOCK];
        let over = usize::try_from(head.size % BLOCK as u64).unwrap_or(0);
        if over > 0 {
            self.fill(&mut rest[over..])?;
        }
        Ok(())
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.inner.read(into) {
                Ok(0) => {
                    self.ended |= !into.is_empty();
                    return Ok(0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let told = io::Error::from(error.kind());
                    self.failed = Some(error);
                    return Err(told);
                }
                Ok(n) => return Ok(n),
            }
        }
    }
}

/// What a header says.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) path: String,
    pub(super) size: u64,
}

impl Head {
    fn read(block: &[u8; BLOCK]) -> Result<Self, BundleError> {
        let no = |why| BundleError::NoBundle { why };
        let header = Header::from_byte_slice(block);
        let sum: u32 = block
            .iter()
            .enumerate()
            .map(|(at, b)| {
                if (148..156).contains(&at) {
                    32
                } else {
                    u32::from(*b)
                }
            })
            .sum();
        if header.cksum().ok() != Some(sum) || header.as_ustar().is_none() {
            return Err(no("it is no tar, or a header is damaged"));
        }
        if header.entry_type() != EntryType::Regular {
            return Err(no("it holds more than plain files"));
        }
        let path = header.path().map_err(|_| no("a name in it is not text"))?;
        let path = path
            .to_str()
            .ok_or_else(|| no("a name in it is not text"))?
            .to_owned();
        let size = header
            .entry_size()
            .map_err(|_| no("a length in it is no number"))?;
        Ok(Self { path, size })
    }
}
