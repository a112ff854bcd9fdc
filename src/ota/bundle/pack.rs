//! Making a bundle, on a developer's machine: first the manifest of a folder, then (signed by `minisign`) the tar.

use std::{
    fs::{self, File},
    io::{self, Read, Seek as _, SeekFrom, Write},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use ruzstd::encoding::{CompressionLevel, compress};
use sha2::{Digest as _, Sha256};
use tar::Header;

use super::{
    FileEntry, Kind, MANIFEST, Manifest, Mode, PackError, SIGNATURE, Version, keys,
    member::BLOCK,
    path::{self, SUFFIX},
};

/// What a manifest says besides its files.
#[derive(Clone, Debug)]
pub struct About {
    /// What is replaced.
    pub kind: Kind,
    /// The name.
    pub name: String,
    /// The version.
    pub version: Version,
    /// The counter.
    pub counter: u64,
    /// Which machine can run it.
    pub arch: String,
    /// The stream of releases.
    pub channel: String,
    /// The oldest program that it can follow.
    pub min_version: Version,
    /// The latest layout of the database that it knows.
    pub schema: u32,
}

/// How hard a bundle is squeezed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Squeeze {
    /// By ourselves: quick.
    Quick,
    /// By the program `zstd` at level 19: a third smaller, minutes longer.
    Small,
}

/// The manifest of a folder.
///
/// # Errors
/// When something in it cannot be packed.
pub fn describe(folder: &Path, about: About) -> Result<Manifest, PackError> {
    let mut paths = Vec::new();
    walk(folder, folder, &mut paths)?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let full = folder.join(&path);
        let (size, sha256) = sum(&full)?;
        let mode = fs::metadata(&full)
            .map_err(doing("look at", &full))?
            .permissions()
            .mode();
        let mode = if mode & 0o111 == 0 {
            Mode::Plain
        } else {
            Mode::Program
        };
        files.push(FileEntry {
            path,
            size,
            sha256,
            mode,
        });
    }
    let mut manifest = Manifest::new(about.kind, &about.name, about.version, files);
    manifest.counter = about.counter;
    manifest.arch = about.arch;
    manifest.channel = about.channel;
    manifest.min_version = about.min_version;
    manifest.schema = about.schema;
    manifest.check()?;
    Ok(manifest)
}

/// The plain files below a folder, as paths of a manifest. What the slot itself keeps is not among them.
fn walk(root: &Path, folder: &Path, into: &mut Vec<String>) -> Result<(), PackError> {
    for entry in fs::read_dir(folder).map_err(doing("read the folder", folder))? {
        let path = entry.map_err(doing("read the folder", folder))?.path();
        let kind = fs::symlink_metadata(&path)
            .map_err(doing("look at", &path))?
            .file_type();
        let name = path
            .strip_prefix(root)
            .ok()
            .and_then(Path::to_str)
            .map(str::to_owned);
        match name {
            Some(_) if kind.is_dir() => walk(root, &path, into)?,
            Some(name)
                if kind.is_file()
                    && [MANIFEST, SIGNATURE, super::COUNTER].contains(&name.as_str()) => {}
            Some(name) if kind.is_file() && path::wrong(&name).is_none() => into.push(name),
            _ => return Err(PackError::Odd { path }),
        }
    }
    Ok(())
}

/// Packs what a signed manifest names out of `folder`. The signature lies beside the manifest. The same input gives
/// the same octets.
///
/// # Errors
/// When a file differs from the manifest, or every box would refuse what comes out.
pub fn pack(
    folder: &Path,
    manifest: &Path,
    squeeze: Squeeze,
    to: &Path,
) -> Result<Manifest, PackError> {
    let text = fs::read(manifest).map_err(doing("read", manifest))?;
    let signature = manifest.with_file_name(SIGNATURE);
    let signed = fs::read_to_string(&signature).map_err(doing("read the signature", &signature))?;
    let manifest = Manifest::parse(&text)?;
    let counter = manifest.counter;
    keys::comment_of(&signed)
        .and_then(|comment| keys::check_counter(&comment, counter))
        .map_err(|source| PackError::Signature { counter, source })?;

    let wrote = doing("write", to);
    let mut bundle = File::create(to).map_err(&wrote)?;
    for (name, octets) in [(MANIFEST, text.as_slice()), (SIGNATURE, signed.as_bytes())] {
        member(&mut bundle, name, |bundle| bundle.write_all(octets)).map_err(&wrote)?;
    }
    for entry in &manifest.files {
        let path = folder.join(&entry.path);
        if sum(&path)? != (entry.size, entry.sha256.clone()) {
            return Err(PackError::Changed {
                path: entry.path.clone(),
            });
        }
        let mut fine = true;
        let name = format!("{}{SUFFIX}", entry.path);
        member(&mut bundle, &name, |bundle| match squeeze {
            Squeeze::Quick => quick(&path, bundle),
            Squeeze::Small => {
                fine = small(&path, bundle);
                Ok(())
            }
        })
        .map_err(&wrote)?;
        if !fine {
            return Err(PackError::Zstd {
                path: entry.path.clone(),
            });
        }
    }
    bundle
        .write_all(&[0; 2 * BLOCK])
        .and_then(|()| bundle.sync_all())
        .map_err(&wrote)?;
    Ok(manifest)
}

/// Writes a member whose length is known only afterwards.
fn member(
    to: &mut File,
    name: &str,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let begin = to.stream_position()?;
    to.write_all(&[0; BLOCK])?;
    write(to)?;
    let end = to.seek(SeekFrom::End(0))?;
    let size = end - begin - BLOCK as u64;
    let over = usize::try_from(size % BLOCK as u64).unwrap_or(0);
    if over > 0 {
        to.write_all(&[0; BLOCK][over..])?;
    }
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    to.seek(SeekFrom::Start(begin))?;
    to.write_all(header.as_bytes())?;
    to.seek(SeekFrom::End(0))?;
    Ok(())
}

/// A reader and a writer that remember their error: the compressor takes none.
struct Kept<'a, T> {
    inner: T,
    error: &'a mut Option<io::Error>,
}

impl<R: Read> Read for Kept<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.inner.read(into).or_else(|error| {
            *self.error = Some(error);
            Ok(0)
        })
    }
}

impl<W: Write> Write for Kept<'_, W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.inner.write(octets).or_else(|error| {
            *self.error = Some(error);
            Ok(octets.len())
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn quick(path: &Path, bundle: &mut File) -> io::Result<()> {
    let (mut read, mut wrote) = (None, None);
    let from = Kept {
        inner: File::open(path)?,
        error: &mut read,
    };
    let to = Kept {
        inner: io::BufWriter::new(bundle),
        error: &mut wrote,
    };
    compress(from, to, CompressionLevel::Fastest);
    read.or(wrote).map_or(Ok(()), Err)
}

/// The program writes where the bundle stands: both have the same place in the file.
fn small(path: &Path, bundle: &File) -> bool {
    let Ok(to) = bundle.try_clone() else {
        return false;
    };
    let mut zstd = Command::new("zstd");
    zstd.args(["-19", "-T1", "--quiet", "--stdout", "--"])
        .arg(path);
    zstd.stdin(Stdio::null())
        .stdout(to)
        .status()
        .is_ok_and(|status| status.success())
}

/// Octets and SHA-256 of a file.
fn sum(path: &Path) -> Result<(u64, String), PackError> {
    let read = doing("read", path);
    let mut file = File::open(path).map_err(&read)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let n = file.read(&mut buffer).map_err(&read)?;
        if n == 0 {
            return Ok((size, hex(&hash.finalize())));
        }
        size += n as u64;
        hash.update(&buffer[..n]);
    }
}

/// Octets as small hexadecimal digits.
pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn doing(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> PackError + use<> {
    let path: PathBuf = path.to_owned();
    move |source| PackError::Io {
        doing,
        path: path.clone(),
        source,
    }
}
