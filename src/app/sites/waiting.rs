//! Lines whose modem is not there yet: a box that gets its power is faster than its modem.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    task::block_in_place,
    time::timeout,
};

use crate::{
    modem::discovery::{Found, Socket},
    time::Clock,
};

use super::{LineConfig, Located, Site, SiteProblem, assign};

/// A modem that is there may answer what its IMEI is only later.
const ASK_AGAIN: Duration = Duration::from_secs(10);

/// The lines that wait, and what is known of them.
#[derive(Debug)]
pub struct Waiting {
    lines: Vec<LineConfig>,
    taken: Vec<Socket>,
    told: Vec<SiteProblem>,
}

impl Waiting {
    /// Those of these lines that were given no modem.
    #[must_use]
    pub fn new(lines: &[LineConfig], located: &Located) -> Self {
        let served = |line: &&LineConfig| located.sites.iter().any(|site| site.line == line.name);
        let sockets = located.sites.iter().filter_map(|site| site.socket.clone());
        Self {
            lines: lines.iter().filter(|line| !served(line)).cloned().collect(),
            taken: sockets.collect(),
            told: Vec::new(),
        }
    }

    /// Nobody waits.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines that need not wait any longer, of what is plugged in now.
    pub fn look(&mut self, found: &[Found], clock: &dyn Clock) -> Vec<Site> {
        let free = |found: &&Found| !self.taken.contains(&found.socket);
        let free: Vec<Found> = found.iter().filter(free).cloned().collect();
        let located = assign(&self.lines, &free, clock);
        if self.told != located.problems {
            for problem in &located.problems {
                tracing::warn!("a line waits for its modem:\n{problem}");
            }
            self.told = located.problems;
        }
        for site in &located.sites {
            self.lines.retain(|line| line.name != site.line);
            self.taken.extend(site.socket.clone());
        }
        located.sites
    }
}

/// Hands over the modem of each line that waits as it comes, of what is `found`
/// ([`crate::modem::discovery::watch`]). Ends with the last, or when nobody wants them any more.
pub async fn wait_for_modems(
    mut waiting: Waiting,
    mut found: watch::Receiver<Vec<Found>>,
    clock: Arc<dyn Clock>,
    sites: mpsc::Sender<Site>,
) {
    while !waiting.is_over() {
        let seen = found.borrow_and_update().clone();
        for site in block_in_place(|| waiting.look(&seen, &*clock)) {
            if sites.send(site).await.is_err() {
                return;
            }
        }
        tokio::select! {
            () = sites.closed() => return,
            changed = timeout(ASK_AGAIN, found.changed()) => if let Ok(Err(_)) = changed {
                return tracing::error!("nobody looks for modems any more; plug them in and restart");
            },
        }
    }
}
