//! From a bundle to a version that is tried: every step on disk before the next.

use std::{io::Read, path::Path};

use super::{
    OtaError, Outcome, Service, State, Updater,
    bundle::{
        Bundle, BundleError, Content, FileEntry, Keys, Kind, MANIFEST, Manifest, SIGNATURE, Signed,
        Version,
    },
    gate::Baseline,
    pending::{FACTORY, Pending, STARTS},
    places, policy,
    updater::doing,
};
use crate::store;

/// Octets that stay free for the service.
const RESERVE: u64 = 16 << 20;

/// What is to be tried.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) kind: Kind,
    /// The slot.
    pub(super) to: String,
    /// Who has to answer afterwards.
    pub(super) version: Version,
    pub(super) counter: u64,
    /// The layout that its program brings the database to.
    pub(super) schema: u32,
}

impl<S: Service> Updater<'_, S> {
    /// Installs a bundle and judges it.
    ///
    /// # Errors
    /// When it is refused, put off, or the disk does not take it; nothing has changed then, unless the error says so.
    pub fn install(&self, from: impl Read) -> Result<Outcome, OtaError> {
        let _held = self.lock()?;
        self.tidy()?;
        if self.pending().is_some() {
            return Err(OtaError::Unsettled);
        }
        self.disk.reached(State::Idle);
        let bundle = Bundle::open(from, &Keys::load(&self.places.keys())?)?;
        let manifest = bundle.signed().manifest.clone();
        let here = self.installed(manifest.kind)?;
        policy::admit(&manifest, &here, self.rules.allow_downgrade)?;
        self.check_room(&manifest)?;
        self.disk.reached(State::Verified);

        let to = match self.stage(bundle, &manifest) {
            Ok(name) => name,
            Err(error) => {
                self.forget_staging(manifest.kind);
                return Err(error);
            }
        };
        self.disk.reached(State::Staged);
        let version = match manifest.kind {
            Kind::App => manifest.version,
            Kind::Models => here.version,
        };
        self.change(&Plan {
            kind: manifest.kind,
            to,
            version,
            counter: manifest.counter,
            schema: manifest.schema,
        })
    }

    /// Checks a bundle to its end, for this box, and writes nothing.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn verify(&self, from: impl Read) -> Result<Manifest, OtaError> {
        let bundle = Bundle::open(from, &Keys::load(&self.places.keys())?)?;
        let manifest = bundle.signed().manifest.clone();
        let mut buffer = vec![0; 1 << 16];
        bundle.files(|_, content| {
            while content.read(&mut buffer)? > 0 {}
            Ok::<_, BundleError>(())
        })?;
        policy::admit(
            &manifest,
            &self.installed(manifest.kind)?,
            self.rules.allow_downgrade,
        )?;
        Ok(manifest)
    }

    /// The new version, twice the database, and what the service needs.
    pub(super) fn check_room(&self, manifest: &Manifest) -> Result<(), OtaError> {
        let opt = self.places.opt();
        let free = self
            .disk
            .free(&opt)
            .map_err(doing("look at the room of", &opt))?;
        let database = std::fs::metadata(self.places.database()).map_or(0, |file| file.len());
        let needs = manifest.total() + 4096 * manifest.files.len() as u64 + 2 * database + RESERVE;
        if free < needs {
            return Err(OtaError::NoRoom {
                needs: needs.div_ceil(1 << 20),
                free: free >> 20,
            });
        }
        Ok(())
    }

    /// Unpacks into a folder whose name no slot has, and names it when all of it is on disk.
    fn stage<R: Read>(&self, bundle: Bundle<R>, manifest: &Manifest) -> Result<String, OtaError> {
        let mut half = self.begin_slot(manifest.kind)?;
        let Signed {
            text, signature, ..
        } = bundle.signed().clone();
        bundle.files(|entry, content| {
            let path = self.room_for(&mut half, &entry.path)?;
            self.unpack(&path, entry, content)
        })?;
        let papers = [
            (MANIFEST, text.as_slice()),
            (SIGNATURE, signature.as_bytes()),
        ];
        self.finish_slot(&half, manifest, &papers)
    }

    fn unpack<R: Read>(
        &self,
        path: &Path,
        entry: &FileEntry,
        content: &mut Content<'_, R>,
    ) -> Result<(), OtaError> {
        let wrote = doing("write", path);
        let mut file = self.disk.create(path, entry.mode.bits()).map_err(&wrote)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let n = content.read(&mut buffer)?;
            if n == 0 {
                break;
            }
            file.write_all(&buffer[..n]).map_err(&wrote)?;
        }
        drop(file);
        self.sync(path)
    }

    /// Lets a slot run and judges it. What fails before the link has changed leaves everything as it was.
    pub(super) fn change(&self, plan: &Plan) -> Result<Outcome, OtaError> {
        match self.prepare(plan) {
            Ok(pending) => self.try_new(pending),
            Err(error) => {
                self.call_off(plan.kind);
                Err(error)
            }
        }
    }

    /// Everything up to the link.
    fn prepare(&self, plan: &Plan) -> Result<Pending, OtaError> {
        let baseline = Baseline::of(self.service.health().ok().as_ref());
        let database = self.places.database();
        let before = store::schema_of(database)?.filter(|_| plan.kind == Kind::App);
        if before.is_some() {
            self.copy_database()?;
        }
        self.disk.reached(State::DbCopied);
        let pending = Pending {
            kind: plan.kind,
            from: self.running(plan.kind),
            to: plan.to.clone(),
            version: plan.version.clone(),
            counter: plan.counter,
            attempts: 0,
            max: STARTS,
            back: false,
            // A new program makes the database that is not there; the old one could not read it.
            migrates: plan.kind == Kind::App && before.is_none_or(|before| before < plan.schema),
            database: database.to_owned(),
            backup: before.map(|_| self.places.backup()),
            baseline,
        };
        self.write(&self.places.pending(), pending.text().as_bytes())?;
        self.disk.reached(State::PendingWritten);
        match self.service.drain(self.rules.drain) {
            Ok(true) => {}
            Ok(false) => return Err(OtaError::Calling),
            // A service that is down takes no calls, and may need this update.
            Err(error) => {
                tracing::warn!(%error, "the service does not answer; it is updated all the same")
            }
        }
        self.disk.reached(State::Drained);
        if pending.migrates && pending.backup.is_some() {
            // What was written since the first copy is not lost either, should it come to that.
            self.copy_database()?;
        }
        self.swap(&pending)?;
        Ok(pending)
    }

    fn copy_database(&self) -> Result<(), OtaError> {
        let to = self.places.backup();
        let folder = to.parent().unwrap_or(&to);
        self.folder(folder)?;
        let part = to.with_extension("part");
        self.remove(&part)?;
        self.disk
            .copy_database(self.places.database(), &part)
            .map_err(doing("copy the database to", &part))?;
        self.sync(&part)?;
        self.disk
            .rename(&part, &to)
            .map_err(doing("copy the database to", &to))?;
        self.sync(folder)
    }

    fn swap(&self, pending: &Pending) -> Result<(), OtaError> {
        let shelf = self.shelf(pending.kind);
        if pending.from == FACTORY {
            // What is older than the factory's is nothing to fall back on.
            self.remove(&shelf.previous())?;
            self.sync(&shelf.links())?;
        } else {
            self.point(&shelf.previous(), &shelf.target(&pending.from))?;
        }
        self.point(&shelf.current(), &shelf.target(&pending.to))
    }

    /// Takes back what was prepared. When the disk does not let it, the next update or `settle` does.
    fn call_off(&self, kind: Kind) {
        let undone = || -> Result<(), OtaError> {
            if let Some(pending) = self.pending().filter(|pending| self.is_swapped(pending)) {
                let shelf = self.shelf(kind);
                if pending.from == FACTORY {
                    self.remove(&shelf.current())?;
                    self.sync(&shelf.links())?;
                } else {
                    self.point(&shelf.current(), &shelf.target(&pending.from))?;
                }
            }
            self.remove(&self.places.pending())?;
            self.sync(&self.places.opt())?;
            self.prune(kind)
        };
        if let Err(error) = undone() {
            tracing::warn!(%error, "what was prepared for the update stays until the next one");
        }
        if let Err(error) = self.service.resume() {
            tracing::warn!(%error, "the service could not be told that no update comes");
        }
    }

    /// From the link on there is a way back, and it is the launcher's.
    fn try_new(&self, pending: Pending) -> Result<Outcome, OtaError> {
        self.disk.reached(State::Swapped);
        if let Err(error) = self.service.restart() {
            return self.go_back(pending, &format!("{error}."));
        }
        self.disk.reached(State::Restarted);
        self.judge(pending)
    }

    /// Goes back one version after an update was committed.
    pub(super) fn return_to_previous(&self) -> Result<Outcome, OtaError> {
        let shelf = self.shelf(Kind::App);
        let now = self.running(Kind::App);
        let to = shelf
            .named_by(&shelf.previous())
            .filter(|name| *name != now);
        let to = match to {
            Some(to) => to,
            // The first update has replaced what the system brought.
            None if now != FACTORY => self.slot_of_factory()?,
            None => return Err(OtaError::NothingBefore),
        };
        let manifest = places::manifest_of(&shelf.slot(&to)).ok_or(OtaError::NothingBefore)?;
        policy::admit(&manifest, &self.installed(Kind::App)?, true)?;
        self.change(&Plan {
            kind: Kind::App,
            to,
            version: manifest.version,
            counter: manifest.counter,
            schema: manifest.schema,
        })
    }
}
