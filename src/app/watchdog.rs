//! What `systemd` is told: that the box is ready, that it lives, that it stops (`sd_notify(3)`).
//!
//! It lives when every line and its sound have beaten and the store answers. When one of them does not, nothing is told,
//! and `systemd` starts the box again: what was under way is settled then.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use sd_notify::NotifyState;

use crate::{line::Pulse, store::Store, time::WallClock};

/// The store answers within this, whoever writes just now.
const STORE_WITHIN: Duration = Duration::from_secs(10);
/// Between two looks whether it is free.
const LOOK: Duration = Duration::from_millis(20);

/// The pulses of all lines.
pub(super) type Pulses = Arc<Mutex<Vec<Pulse>>>;

/// Tells `systemd`, if that has started the box.
pub(super) fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "could not tell systemd how the box stands"
        );
    }
}

/// Tells it that the box lives, twice as often as it wants to hear it, until this is dropped.
pub(super) async fn keep_telling(
    pulses: Pulses,
    store: Arc<Mutex<Store>>,
    clock: Arc<dyn WallClock>,
) {
    let within = sd_notify::watchdog_enabled().filter(|within| !within.is_zero());
    let Some(within) = within else {
        return;
    };
    let mut beat = tokio::time::interval(within / 2);
    loop {
        beat.tick().await;
        let now = clock.now();
        let stopped = pulses
            .lock()
            .ok()
            .and_then(|pulses| pulses.iter().find_map(|pulse| pulse.stopped(now)));
        let stopped = match stopped {
            Some(stopped) => Some(stopped),
            None if answers(&store).await => None,
            None => Some("the store"),
        };
        match stopped {
            None => tell(NotifyState::Watchdog),
            Some(what) => tracing::error!(what, "has stopped; systemd will start the box again"),
        }
    }
}

/// Whether the store can be read.
async fn answers(store: &Mutex<Store>) -> bool {
    let mut waited = Duration::ZERO;
    loop {
        if let Ok(store) = store.try_lock() {
            return tokio::task::block_in_place(|| store.is_stopped().is_ok());
        }
        if waited >= STORE_WITHIN {
            return false;
        }
        tokio::time::sleep(LOOK).await;
        waited += LOOK;
    }
}
