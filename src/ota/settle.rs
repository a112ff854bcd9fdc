//! What becomes of a version that is tried: it stays, or the launcher goes back.

use std::time::Duration;

use super::{
    OtaError, Outcome, Service, ServiceError, State, Updater,
    gate::{Gate, Ruling},
    history::Event,
    pending::Pending,
};

/// How long the launcher is waited for when it has to go back.
const GOING_BACK: Duration = Duration::from_secs(180);

impl<S: Service> Updater<'_, S> {
    /// Judges the update that is on its way, if there is one: what the box does after every start.
    ///
    /// # Errors
    /// When another update is at work or the disk fails.
    pub fn settle(&self) -> Result<Outcome, OtaError> {
        let _held = self.lock_in_time()?;
        self.tidy()?;
        match self.pending() {
            Some(pending) if pending.back => self.go_back(pending, ""),
            Some(pending) => self.judge(pending),
            None => Ok(Outcome::Nothing),
        }
    }

    /// Keeps what is tried, without waiting for the gate: a person has decided.
    ///
    /// # Errors
    /// When nothing is tried, or the disk fails.
    pub fn commit(&self) -> Result<Outcome, OtaError> {
        let _held = self.lock()?;
        self.tidy()?;
        let pending = self.pending().ok_or(OtaError::NothingPending)?;
        self.keep(&pending)
    }

    /// Goes back: from what is tried, or to the version before the one that was kept last.
    ///
    /// # Errors
    /// When there is no way back.
    pub fn rollback(&self) -> Result<Outcome, OtaError> {
        let _held = self.lock()?;
        self.tidy()?;
        match self.pending() {
            Some(pending) => self.go_back(pending, "사람이 되돌렸습니다. / a person went back."),
            None => self.return_to_previous(),
        }
    }

    /// An installer that still waits at the gate is waited for: it judges the same update.
    fn lock_in_time(&self) -> Result<std::fs::File, OtaError> {
        let begin = self.service.now();
        loop {
            match self.lock() {
                Err(OtaError::Locked)
                    if self.service.now().since(begin) < self.rules.patience.limit =>
                {
                    self.service.pause(self.rules.look);
                }
                held => return held,
            }
        }
    }

    /// Waits at the gate.
    pub(super) fn judge(&self, pending: Pending) -> Result<Outcome, OtaError> {
        let patience = self.rules.patience;
        let mut gate = Gate::new(
            pending.version.clone(),
            pending.baseline.clone(),
            patience,
            self.service.now(),
        );
        let mut starts = pending.attempts;
        loop {
            // The launcher may have gone back by itself.
            let now = self
                .pending()
                .filter(|now| now.to == pending.to && self.is_swapped(now));
            let Some(now) = now else {
                return self.gone_back("");
            };
            if now.attempts != starts {
                starts = now.attempts;
                gate.started_anew();
            }
            let health = self.service.health().ok();
            match gate.hear(health.as_ref(), self.service.now()) {
                Ruling::Pass => break,
                Ruling::Fail(why) => return self.go_back(pending, &why),
                Ruling::Wait => self.service.pause(self.rules.look),
            }
        }
        self.disk.reached(State::Healthy);
        self.keep(&pending)
    }

    /// From here on it is what the box has.
    fn keep(&self, pending: &Pending) -> Result<Outcome, OtaError> {
        self.remove(&self.places.pending())?;
        self.sync(&self.places.opt())?;
        self.disk.reached(State::Committed);
        self.note(pending, Event::Committed, "");
        if let Err(error) = self.prune(pending.kind) {
            tracing::warn!(%error, "an old version stays until the next update");
        }
        Ok(Outcome::Committed {
            slot: pending.to.clone(),
        })
    }

    /// Has the launcher go back: it does so while nothing runs, and whatever happens to us. What it shall do is on
    /// disk before it is started.
    pub(super) fn go_back(&self, pending: Pending, why: &str) -> Result<Outcome, OtaError> {
        let stuck = |source| OtaError::Stuck {
            why: why.to_owned(),
            source,
        };
        let refuse = |now: Pending| {
            let now = Pending { back: true, ..now };
            self.write(&self.places.pending(), now.text().as_bytes())?;
            self.service.restart().map_err(stuck)
        };
        // The launcher has counted starts in it, and goes by that.
        refuse(self.pending().unwrap_or_else(|| pending.clone()))?;
        let begin = self.service.now();
        while self.is_swapped(&pending) || self.pending().is_some() {
            if self.service.now().since(begin) > GOING_BACK {
                return Err(stuck(ServiceError::new("the launcher has not gone back")));
            }
            // A start that was counted just then has taken our word away again.
            if let Some(now) = self.pending().filter(|now| !now.back) {
                refuse(now)?;
            }
            self.service.pause(self.rules.look);
        }
        self.gone_back(why)
    }

    fn gone_back(&self, why: &str) -> Result<Outcome, OtaError> {
        let noted = self.note_rollback()?;
        self.disk.reached(State::RolledBack);
        for kind in [super::bundle::Kind::App, super::bundle::Kind::Models] {
            if let Err(error) = self.prune(kind) {
                tracing::warn!(%error, "the version that was refused stays until the next update");
            }
        }
        let why = if why.is_empty() {
            noted.unwrap_or_default()
        } else {
            why.to_owned()
        };
        Ok(Outcome::RolledBack { why })
    }
}
