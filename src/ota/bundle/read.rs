//! Reading a bundle from its beginning to its end, once: a pipe will do.

use std::io::Read;

use super::{
    BundleError, Content, FileEntry, Keys, Limits, MANIFEST, Manifest, SIGNATURE, keys,
    member::{Head, Source},
    path::SUFFIX,
};

/// A manifest whose signature was checked, with the octets that were signed.
#[derive(Clone, Debug)]
pub struct Signed {
    /// What it says.
    pub manifest: Manifest,
    /// As it was signed.
    pub text: Vec<u8>,
    /// The signature, as text.
    pub signature: String,
}

/// A bundle whose signature was checked and whose files have not been read yet.
#[derive(Debug)]
pub struct Bundle<R> {
    signed: Signed,
    source: Source<R>,
}

impl<R: Read> Bundle<R> {
    /// Reads manifest and signature, and checks both.
    ///
    /// # Errors
    /// When it is no bundle, not signed by one of the keys, or has a manifest that cannot be.
    pub fn open(from: R, keys: &Keys) -> Result<Self, BundleError> {
        let mut source = Source::new(from);
        let mut first = |name: &str, limit| {
            let head = source.header()?.filter(|head| head.path == name);
            let head = head.ok_or(BundleError::NoBundle {
                why: "manifest and signature do not come first",
            })?;
            source.small(&head, limit)
        };
        let text = first(MANIFEST, Limits::MANIFEST)?;
        let signature = first(SIGNATURE, Limits::SIGNATURE)?;
        let signature = String::from_utf8(signature).map_err(|_| BundleError::NoBundle {
            why: "the signature is no text",
        })?;
        // Nothing of the manifest is read before this.
        let comment = keys.check(&text, &signature)?;
        let manifest = Manifest::parse(&text)?;
        keys::check_counter(&comment, manifest.counter)?;
        Ok(Self {
            signed: Signed {
                manifest,
                text,
                signature,
            },
            source,
        })
    }

    /// What was signed.
    #[must_use]
    pub fn signed(&self) -> &Signed {
        &self.signed
    }

    /// Hands every file to `take`, in the order of the manifest, and checks each and the bundle's end. What `take` was
    /// given counts only when this has returned without an error.
    ///
    /// # Errors
    /// The first thing that is wrong, or the first error of `take`.
    pub fn files<E: From<BundleError>>(
        mut self,
        mut take: impl FnMut(&FileEntry, &mut Content<'_, R>) -> Result<(), E>,
    ) -> Result<(), E> {
        let files = self.signed.manifest.files.clone();
        for entry in &files {
            let head = self.member(entry)?;
            let mut content = Content::new(entry, &mut self.source, head.size)?;
            take(entry, &mut content)?;
            content.finish()?;
            self.source.pad(&head)?;
        }
        match self.source.header()? {
            None => Ok(()),
            Some(_) => Err(BundleError::Order {
                wanted: "the end".to_owned(),
            }
            .into()),
        }
    }

    fn member(&mut self, entry: &FileEntry) -> Result<Head, BundleError> {
        let head = self.source.header()?;
        head.filter(|head| head.path.strip_suffix(SUFFIX) == Some(&entry.path))
            .ok_or_else(|| BundleError::Order {
                wanted: entry.path.clone(),
            })
    }
}
