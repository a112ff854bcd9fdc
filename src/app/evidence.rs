//! Recordings of opt-out calls: where they lie, what they are locked with, how long they are kept.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, civil::DateTime};

use crate::{
    line::Recordings,
    store::{Store, StoreError},
    time::WallClock,
    vault::{Kek, VaultError, shred},
};

use super::serve::rows;

/// Recordings in the data folder.
pub const RECORDINGS: &str = "recordings";
/// The file of the key that locks them, in the data folder.
pub const KEY: &str = "vault.key";

/// How often it is looked whether a recording's time is over.
const LOOK: Duration = Duration::from_secs(3_600);

/// Where recordings of a box go; makes its key when there is none.
///
/// # Errors
/// When the key cannot be used.
pub fn recordings(data: &Path) -> Result<Recordings, VaultError> {
    Ok(Recordings {
        folder: data.join(RECORDINGS),
        kek: Arc::new(Kek::open_or_make(&data.join(KEY))?),
    })
}

/// Destroys what is older than `keep`, now and every hour, until it is dropped.
pub(super) async fn keep(
    recordings: Recordings,
    keep: Duration,
    store: Arc<Mutex<Store>>,
    clock: Arc<dyn WallClock>,
) {
    let mut beat = tokio::time::interval(LOOK);
    loop {
        beat.tick().await;
        let now = clock.wall();
        let destroyed =
            tokio::task::block_in_place(|| destroy_old(&recordings.folder, &store, keep, now));
        match destroyed {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "recordings were destroyed: their time was over"),
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "recordings whose time is over were not destroyed"
            ),
        }
    }
}

/// Why an old recording is still there.
#[derive(Debug, thiserror::Error)]
enum KeepError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
}

fn destroy_old(
    folder: &Path,
    store: &Mutex<Store>,
    keep: Duration,
    now: DateTime,
) -> Result<usize, KeepError> {
    let keep = SignedDuration::try_from(keep).unwrap_or(SignedDuration::MAX);
    let Ok(until) = now.checked_sub(keep) else {
        return Ok(0);
    };
    let old = rows(store).recordings_before(until)?;
    for recording in &old {
        // The file first: a row without one does no harm, a file without a row would stay for ever.
        shred(&folder.join(&recording.file))?;
        rows(store).recording_is_gone(recording.call)?;
    }
    Ok(old.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{About, Recorder};
    use jiff::{ToSpan as _, civil::date};

    #[test]
    fn what_is_old_is_destroyed_and_what_is_not_stays() {
        let data = tempfile::tempdir().unwrap();
        let recordings = recordings(data.path()).unwrap();
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let store = Mutex::new(Store::in_memory().unwrap());
        let to = "0802345678".parse().unwrap();
        for days in [400, 3] {
            let created = now.checked_sub(days.days()).unwrap();
            let call = rows(&store).call_dialled("1", &to, created).unwrap();
            let about = About {
                call: call.number().unsigned_abs(),
                created,
                hz: 8_000,
            };
            let recorder = Recorder::create(&recordings.folder, &recordings.kek, &about).unwrap();
            let sealed = recorder.finish().unwrap();
            let file = sealed.path.file_name().unwrap().to_str().unwrap();
            rows(&store).recording_begins(call, file, created).unwrap();
        }
        let year = Duration::from_secs(365 * 24 * 3_600);
        let destroyed = destroy_old(&recordings.folder, &store, year, now).unwrap();
        assert_eq!(destroyed, 1);
        assert_eq!(std::fs::read_dir(&recordings.folder).unwrap().count(), 1);
        assert_eq!(rows(&store).recordings_before(now).unwrap().len(), 1);
    }
}
