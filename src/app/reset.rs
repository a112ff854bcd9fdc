//! Back to how the box came: everything that was heard, said and promised is destroyed; or only the owner is forgotten.
//!
//! **Rule:** the key of the recordings goes first, and is on disk as gone before anything else is touched: after a power
//! cut in the middle nobody can open them, and doing it again finishes it. Settings, models and the program stay.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::{
    control::Client,
    store::{Store, StoreError},
};

use super::{
    Config, DATABASE, KEY, RECORDINGS,
    profile::{FirstError, ShopCode},
};

/// Rendered sentences in the data folder.
const PROMPTS: &str = "prompts";

/// Why nothing, or not everything, was erased.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// The box runs.
    #[error(
        "문지기가 실행 중입니다. `sudo systemctl stop munjigi` 로 멈춘 뒤 다시 해 주세요 / \
         the box runs; stop it first: `sudo systemctl stop munjigi`"
    )]
    Running,
    /// There is no data.
    #[error("데이터 폴더가 없습니다: {path} / there is no data folder {path}")]
    NoData {
        /// The folder.
        path: PathBuf,
    },
    /// The code.
    #[error("could not make a new code for the box; do it again as root")]
    Code(#[source] FirstError),
    /// The database.
    #[error("the box has a new code, and its old owner still; do it again as root")]
    Owner(#[from] StoreError),
    /// Something could not be erased. What was erased before is.
    #[error("could not erase {}; do it again as root", path.display())]
    Io {
        /// What.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What was erased, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// Files, and folders with everything in them.
    pub erased: Vec<&'static str>,
}

/// Erases what a box has gathered in `data`. Refuses while it runs, as `sockets` tell.
///
/// # Errors
/// When it runs, there is no data, or something cannot be erased.
pub fn factory(data: &Path, sockets: &[PathBuf]) -> Result<Erased, ResetError> {
    if sockets.iter().any(|socket| Client::connect(socket).is_ok()) {
        return Err(ResetError::Running);
    }
    if !data.is_dir() {
        return Err(ResetError::NoData {
            path: data.to_owned(),
        });
    }
    let mut erased = Erased::default();
    key(data, &mut erased)?;
    // The journals before the database: one that was left would be played into the next.
    let journals = ["munjigi.db-wal", "munjigi.db-shm", "munjigi.db-journal"];
    for name in journals.into_iter().chain([DATABASE, RECORDINGS, PROMPTS]) {
        let path = data.join(name);
        let gone = match fs::symlink_metadata(&path) {
            Ok(about) if about.is_dir() => fs::remove_dir_all(&path),
            Ok(_) => fs::remove_file(&path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => Err(error),
        };
        gone.map_err(doing(&path))?;
        erased.erased.push(name);
    }
    sync(data)?;
    Ok(erased)
}

/// The key is overwritten, then removed. What that promises on flash is told with [`crate::vault::shred`].
fn key(data: &Path, erased: &mut Erased) -> Result<(), ResetError> {
    for (path, name) in [
        (data.join(KEY), KEY),
        (data.join(KEY).with_added_extension("new"), "vault.key.new"),
    ] {
        let length = match fs::symlink_metadata(&path) {
            Ok(about) if about.is_file() => about.len(),
            Ok(_) => 0,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(ResetError::Io { path, source }),
        };
        if length > 0 {
            let blank = vec![0; usize::try_from(length.min(1 << 16)).unwrap_or(0)];
            // In its place: a new file would lie beside the old one.
            let file = File::options().write(true).open(&path);
            let written = file.and_then(|mut file| {
                io::Write::write_all(&mut file, &blank)?;
                file.sync_all()
            });
            written.map_err(doing(&path))?;
        }
        fs::remove_file(&path).map_err(doing(&path))?;
        sync(data)?;
        erased.erased.push(name);
    }
    Ok(())
}

/// The box belongs to nobody any more, and its code is a new one. Also while it runs: who the owner is is looked up every
/// time.
///
/// # Errors
/// When there is no folder for the code, or something cannot be written.
pub fn claim(config: &Config) -> Result<ShopCode, ResetError> {
    // The code first: with the old one nobody may come in between.
    let code = ShopCode::renew(&config.code).map_err(ResetError::Code)?;
    let database = config.data.join(DATABASE);
    // One that is not there must not be made here, where it would be root's.
    if database.exists() {
        Store::open(&database)?.disown()?;
    }
    Ok(code)
}

fn sync(folder: &Path) -> Result<(), ResetError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(doing(folder))
}

fn doing(path: &Path) -> impl Fn(io::Error) -> ResetError {
    let path = path.to_owned();
    move |source| ResetError::Io {
        path: path.clone(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Kek;

    fn lived_in() -> tempfile::TempDir {
        let data = tempfile::tempdir().unwrap();
        drop(Store::open(&data.path().join(DATABASE)).unwrap());
        Kek::open_or_make(&data.path().join(KEY)).unwrap();
        for file in [
            "recordings/1.rec",
            "prompts/a/b.wav",
            "kept.txt",
            "munjigi.db-wal",
        ] {
            let path = data.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        data
    }

    #[test]
    fn everything_that_was_gathered_goes_and_nothing_else() {
        let data = lived_in();
        let erased = factory(data.path(), &[data.path().join("control.sock")]).unwrap();
        assert_eq!(
            erased.erased,
            [KEY, "munjigi.db-wal", DATABASE, RECORDINGS, PROMPTS]
        );
        let left: Vec<_> = fs::read_dir(data.path())
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        assert_eq!(left, ["kept.txt"]);
        assert_eq!(
            factory(data.path(), &[]).unwrap(),
            Erased::default(),
            "again"
        );
    }

    #[test]
    fn a_box_that_runs_is_left_alone() {
        let data = lived_in();
        let socket = data.path().join("control.sock");
        let _running = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let refused = factory(data.path(), &["/no/such.sock".into(), socket]);
        assert!(matches!(refused, Err(ResetError::Running)));
        assert!(data.path().join(DATABASE).exists() && data.path().join(KEY).exists());
    }

    #[test]
    fn no_data_is_told() {
        let refused = factory(Path::new("/no/such/data"), &[]);
        assert!(matches!(refused, Err(ResetError::NoData { .. })));
    }
}
