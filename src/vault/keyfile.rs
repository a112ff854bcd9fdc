//! The key-encryption key in a file.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use zeroize::Zeroizing;

use super::{
    Kek, VaultError,
    disk::{PRIVATE, folder_of, make_folder, random, read_up_to, sync_folder},
    error::doing,
    hex,
    kek::KEY,
};

/// A key as text: its digits and a line end.
const TEXT: usize = 2 * KEY + 1;
/// Permissions of the group and of all others.
const OTHERS: u32 = 0o077;

impl Kek {
    /// Reads the key from a file: 32 bytes, or 64 hexadecimal digits and a line end.
    ///
    /// # Errors
    /// When there is no such file, when others can read it, and when there is no key in it.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        read(
            path,
            &File::open(path).map_err(doing("open the key file", path))?,
        )
    }

    /// The same, and makes a key when there is no file. A power cut leaves no file or a whole one,
    /// and of two programs that make one at the same time both get the same.
    ///
    /// A box that has lost its key gets a new one here and cannot open the recordings of before. Their
    /// error says so ([`VaultError::OtherKey`]).
    ///
    /// # Errors
    /// As [`Kek::open`], and when the file cannot be written.
    pub fn open_or_make(path: &Path) -> Result<Self, VaultError> {
        match File::open(path) {
            Ok(file) => read(path, &file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make(path)?;
                Self::open(path)
            }
            Err(error) => Err(doing("open the key file", path)(error)),
        }
    }
}

fn read(path: &Path, file: &File) -> Result<Kek, VaultError> {
    let reading = doing("read the key file", path);
    let about = file.metadata().map_err(&reading)?;
    let not_a_key = || VaultError::NotAKey {
        path: path.to_owned(),
    };
    if !about.is_file() {
        return Err(not_a_key());
    }
    let mode = about.permissions().mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(VaultError::OpenToOthers {
            path: path.to_owned(),
            mode,
        });
    }
    // One more than the longest, to see when it is too long.
    let mut octets = Zeroizing::new([0; TEXT + 1]);
    let length = read_up_to(file, octets.as_mut_slice()).map_err(&reading)?;
    let mut key = Zeroizing::new([0; KEY]);
    match &octets[..length] {
        raw if length == KEY => key.copy_from_slice(raw),
        [digits @ .., b'\n'] => hex::decode(digits, key.as_mut_slice()).ok_or_else(not_a_key)?,
        _ => return Err(not_a_key()),
    }
    Ok(Kek::from_bytes(key))
}

fn make(path: &Path) -> Result<(), VaultError> {
    let making = doing("make the key file", path);
    make_folder(folder_of(path))?;
    let new = path.with_added_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(PRIVATE)
        .open(&new)
        .map_err(&making)?;
    // Whoever waited for the lock looks again, and so never writes over a key that has a user.
    file.lock().map_err(&making)?;
    if path.try_exists().map_err(&making)? {
        return match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(making(error)),
            _ => Ok(()),
        };
    }
    let key = Zeroizing::new(random::<KEY>()?);
    let mut text = Zeroizing::new(hex::encode(key.as_slice()).into_bytes());
    text.push(b'\n');
    // What an earlier try left may be longer, and may have other permissions.
    file.set_len(0)
        .and_then(|()| file.set_permissions(Permissions::from_mode(PRIVATE)))
        .and_then(|()| file.write_all(&text))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&new, path))
        .map_err(&making)?;
    sync_folder(folder_of(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, octets: &[u8], mode: u32) {
        fs::write(path, octets).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn it_is_made_once_and_kept() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a/b/kek");
        let made = Kek::open_or_make(&path).unwrap();
        let text = fs::read(&path).unwrap();
        assert_eq!(text.len(), TEXT);
        assert_eq!(Kek::open_or_make(&path).unwrap().id(), made.id());
        assert_eq!(fs::read(&path).unwrap(), text);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let other = Kek::open_or_make(&place.path().join("other")).unwrap();
        assert_ne!(other.id(), made.id());
    }

    #[test]
    fn what_a_power_cut_left_is_no_key_and_in_nobodys_way() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("kek");
        write(&place.path().join("kek.new"), &[b'a'; 100], 0o644);
        Kek::open_or_make(&path).unwrap();
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn makers_at_the_same_time_get_the_same_one() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("kek");
        let ids: Vec<String> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| Kek::open_or_make(&path).unwrap().id().to_owned()))
                .collect();
            makers.into_iter().map(|m| m.join().unwrap()).collect()
        });
        assert!(
            ids.iter().all(|id| id == Kek::open(&path).unwrap().id()),
            "{ids:?}"
        );
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn both_forms_are_the_same_key_and_others_are_none() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("kek");
        write(&path, &[0xA5; 32], 0o400);
        let raw = Kek::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        write(&path, format!("{}\n", "A5".repeat(32)).as_bytes(), 0o600);
        assert_eq!(Kek::open(&path).unwrap().id(), raw.id());
        let digits = "a5".repeat(32);
        for wrong in [
            "",
            "a5\n",
            &digits,
            &format!("{digits}\n\n"),
            &format!("{}\n", "g5".repeat(32)),
        ] {
            write(&path, wrong.as_bytes(), 0o600);
            let refused = Kek::open_or_make(&path).unwrap_err();
            assert!(matches!(refused, VaultError::NotAKey { .. }), "{wrong:?}");
            assert_eq!(fs::read(&path).unwrap(), wrong.as_bytes());
        }
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("kek");
        for mode in [0o644, 0o640, 0o604, 0o620, 0o601, 0o777] {
            write(&path, &[1; 32], mode);
            let refused = Kek::open_or_make(&path).unwrap_err().to_string();
            assert!(refused.contains(&format!("mode {mode:o}")), "{refused}");
            assert!(refused.contains("chmod 600"), "{refused}");
        }
        write(&path, &[1; 32], 0o600);
        Kek::open_or_make(&path).unwrap();
    }
}
