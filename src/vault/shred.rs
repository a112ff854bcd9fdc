//! The end of a recording.

use std::{
    fs::{self, OpenOptions},
    io,
    os::unix::fs::FileExt as _,
    path::Path,
};

use super::{
    VaultError,
    disk::{folder_of, read_up_to, sync_folder},
    error::doing,
    header::{self, Found},
};

/// Destroys a recording: overwrites the key in it, then removes the file, and says whether there was
/// one. On disk when it returns; after a power cut in the middle of it, do it again.
///
/// What this promises depends on the disk. On a magnetic one the key is gone. Flash (memory cards,
/// eMMC, SSD) and file systems that copy on write put the new bytes elsewhere and may keep the old
/// block for a while, out of reach of programs; who takes the chip apart and also has the [`Kek`] could
/// find it there. Copies that somebody made before are untouched too. Against both only a `Kek` that
/// is not on that disk helps.
///
/// [`Kek`]: super::Kek
///
/// # Errors
/// When the file is no recording (it is left alone), and when it cannot be written or removed.
pub fn shred(path: &Path) -> Result<bool, VaultError> {
    if !blank(path)? {
        return Ok(false);
    }
    fs::remove_file(path).map_err(doing("remove the recording", path))?;
    sync_folder(folder_of(path))?;
    Ok(true)
}

/// Overwrites the key of a recording with zeros, on disk when it returns. Says whether there was a
/// file.
pub(super) fn blank(path: &Path) -> Result<bool, VaultError> {
    let destroying = doing("destroy the key of the recording", path);
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(destroying(error)),
    };
    let mut head = [0; header::LEN];
    let had = read_up_to(&file, &mut head).map_err(&destroying)?;
    let secret = match header::look(&head[..had]) {
        Found::Whole => header::SECRET..header::LEN,
        // What came of the key, if any of it did. No sound was ever encrypted with it.
        Found::Cut => had.min(header::SECRET)..had,
        Found::Other => {
            return Err(VaultError::NotARecording {
                path: path.to_owned(),
            });
        }
    };
    file.write_all_at(&[0; header::LEN][secret.clone()], secret.start as u64)
        .and_then(|()| file.sync_all())
        .map_err(&destroying)?;
    Ok(true)
}
