//! The sound of a call on its way into the vault.
//!
//! The disk may be slow, so a thread of its own waits for it. **Full** (ten seconds of sound): the recording ends there
//! and the log says so; a recording with a hole would lie about when something was said.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use crate::{
    audio::Frame,
    store::CallId,
    vault::{About, Kek, Recorder, Sealed, VaultError},
};

/// Frames that wait for the disk.
const WAITING: usize = 500;

/// Where recordings go.
#[derive(Clone, Debug)]
pub struct Recordings {
    /// The folder.
    pub folder: PathBuf,
    /// What they are locked with.
    pub kek: Arc<Kek>,
}

type Pair = (Frame, Frame);

/// Where a call's sound is picked up. Costs nothing while nothing is recorded.
#[derive(Clone, Debug, Default)]
pub(super) struct Tap(Arc<Mutex<Option<SyncSender<Pair>>>>);

impl Tap {
    /// 20 ms: what was heard, and what was said.
    pub fn push(&self, heard: &Frame, said: &Frame) {
        let mut open = self.lock();
        if let Some(sender) = &*open
            && sender.try_send((*heard, *said)).is_err()
        {
            tracing::error!("the recording ends here: the disk does not keep up, or has failed");
            *open = None;
        }
    }

    /// Nothing more is picked up; the recording comes to its end.
    pub fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<SyncSender<Pair>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Begins to record. `done` is told when the recording is over, in the thread that wrote it.
pub(super) fn begin(
    recordings: &Recordings,
    about: &About,
    tap: &Tap,
    done: impl FnOnce(Result<Sealed, VaultError>) + Send + 'static,
) -> Result<std::thread::JoinHandle<()>, VaultError> {
    let recorder = Recorder::create(&recordings.folder, &recordings.kek, about)?;
    let path = recorder.path().to_owned();
    let (sender, receiver) = sync_channel(WAITING);
    let thread = std::thread::Builder::new().name("recording".to_owned());
    let spawned = thread.spawn(move || done(write(recorder, &receiver)));
    let thread = spawned.map_err(|source| VaultError::Io {
        doing: "start the thread that writes",
        path,
        source,
    })?;
    *tap.lock() = Some(sender);
    Ok(thread)
}

fn write(mut recorder: Recorder, pairs: &Receiver<Pair>) -> Result<Sealed, VaultError> {
    for (heard, said) in pairs {
        recorder.push(heard.samples(), said.samples())?;
    }
    recorder.finish()
}

/// The name of a call's recording in its folder.
pub(super) fn file(call: CallId) -> String {
    format!("{}.mjr", call.number())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use jiff::civil::date;

    use super::*;
    use crate::vault::Recording;

    #[test]
    fn what_goes_by_is_in_the_vault_until_it_is_closed() {
        let place = tempfile::tempdir().unwrap();
        let kek = Arc::new(Kek::open_or_make(&place.path().join("kek")).unwrap());
        let recordings = Recordings {
            folder: place.path().join("recordings"),
            kek: Arc::clone(&kek),
        };
        let about = About {
            call: 7,
            created: date(2026, 11, 21).at(12, 0, 0, 0),
            hz: 8_000,
        };
        let tap = Tap::default();
        let frame = |value: i16| Frame::from_slice(&[value; 160]);
        tap.push(&frame(1), &frame(2));
        let (sender, done) = mpsc::sync_channel(1);
        let thread = begin(&recordings, &about, &tap, move |sealed| {
            sender.send(sealed).unwrap();
        })
        .unwrap();
        for _ in 0..100 {
            tap.push(&frame(3), &frame(4));
        }
        tap.close();
        tap.push(&frame(5), &frame(6));
        let sealed = done.recv().unwrap().unwrap();
        thread.join().unwrap();
        assert_eq!(sealed.samples, 16_000);
        let sound = Recording::open(&sealed.path, &kek)
            .unwrap()
            .read_all()
            .unwrap();
        assert!(sound.chunks(2).all(|pair| pair == [3, 4]));
    }
}
