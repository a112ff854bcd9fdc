//! Everything that an update does to the disk, through one seam: a test fails, kills, stops or fills up any of it.
//!
//! **Rule:** nothing here brings to disk what it was not asked to. [`Disk::sync`] is a step of its own, for a file and
//! for the folder that has its name, and `tests/ota.rs` shows of each what happens without it.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _, symlink},
    path::Path,
};

use super::State;
use crate::store;

/// What can be done to a disk.
pub trait Disk: fmt::Debug {
    /// An update has come to this state.
    fn reached(&self, state: State);
    /// Makes a folder, and those above it. One that is there is fine.
    ///
    /// # Errors
    /// What the system says; the same of all the others.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes a file, or empties one that is there.
    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write + '_>>;
    /// Brings a file, or the names in a folder, to the disk.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Gives a file, folder or link another name; what had that name is gone.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes a symbolic link.
    fn link(&self, target: &Path, path: &Path) -> io::Result<()>;
    /// Removes a file or a link. One that is not there is fine.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder and what is in it. One that is not there is fine.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Writes a copy of the database (`VACUUM INTO`), with its owner and permissions.
    fn copy_database(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Adds a line to a file.
    fn append(&self, path: &Path, line: &str) -> io::Result<()>;
    /// Octets that can still be written below this folder.
    fn free(&self, path: &Path) -> io::Result<u64>;
}

/// The machine's disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn reached(&self, state: State) {
        tracing::info!(?state, "update");
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(path)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write + '_>> {
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(mode)
            .open(path)?;
        // Whatever the umask is.
        file.set_permissions(fs::Permissions::from_mode(mode))?;
        Ok(Box::new(file))
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn link(&self, target: &Path, path: &Path) -> io::Result<()> {
        symlink(target, path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        unless_gone(fs::remove_file(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        unless_gone(fs::remove_dir_all(path))
    }

    fn copy_database(&self, from: &Path, to: &Path) -> io::Result<()> {
        store::copy(from, to).map_err(io::Error::other)
    }

    fn append(&self, path: &Path, line: &str) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = options.append(true).create(true).mode(0o644).open(path)?;
        file.write_all(line.as_bytes())
    }

    fn free(&self, path: &Path) -> io::Result<u64> {
        let stat = nix::sys::statvfs::statvfs(path)?;
        // Their width is the machine's.
        let free = u128::from(stat.blocks_available()) * u128::from(stat.fragment_size());
        Ok(u64::try_from(free).unwrap_or(u64::MAX))
    }
}

fn unless_gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
