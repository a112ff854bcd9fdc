//! Opening what may take for ever, in a thread of its own.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc::sync_channel},
    thread,
    time::Duration,
};

/// Devices whose driver still blocks somebody who wanted to open them. Nobody else is sent after
/// them: threads that cannot be ended must not become many.
static STUCK: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What `open` gives; `None` when that takes longer than `deadline`, or when an earlier opening of
/// `device` is still stuck. What comes too late is dropped by the thread that is left behind.
pub(super) fn open_aside<T: Send + 'static>(
    device: &str,
    deadline: Duration,
    open: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Option<T>> {
    if lock(&STUCK).iter().any(|stuck| stuck == device) {
        return Ok(None);
    }
    let (done, opened) = sync_channel(1);
    let given_up = Arc::new(Mutex::new(false));
    let (seen, name) = (Arc::clone(&given_up), device.to_owned());
    thread::Builder::new()
        .name("sound-open".to_owned())
        .spawn(move || {
            let device = open();
            let given_up = lock(&seen);
            if *given_up {
                lock(&STUCK).retain(|stuck| *stuck != name);
            } else {
                let _ = done.send(device); // there is room for one
            }
        })?;
    if let Ok(device) = opened.recv_timeout(deadline) {
        return Ok(Some(device));
    }
    let mut given_up = lock(&given_up);
    match opened.try_recv() {
        Ok(device) => Ok(Some(device)),
        Err(_) => {
            *given_up = true;
            lock(&STUCK).push(device.to_owned());
            Ok(None)
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    #[test]
    fn a_device_that_blocks_is_left_behind_and_nobody_follows() {
        let (free, blocked) = sync_channel::<()>(0);
        let (closed, dropped) = sync_channel(1);
        struct Device(std::sync::mpsc::SyncSender<()>);
        impl Drop for Device {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        let first = open_aside("blocks", Duration::from_millis(20), move || {
            let _ = blocked.recv();
            Device(closed)
        });
        assert!(first.unwrap().is_none());
        assert_eq!(open_aside("blocks", SOON, || 1).unwrap(), None, "not again");
        assert_eq!(open_aside("other", SOON, || 2).unwrap(), Some(2));
        free.send(()).unwrap();
        dropped
            .recv_timeout(SOON)
            .expect("what came late is closed");
        while lock(&STUCK).iter().any(|stuck| stuck == "blocks") {
            thread::yield_now();
        }
        assert_eq!(open_aside("blocks", SOON, || 3).unwrap(), Some(3));
    }
}
