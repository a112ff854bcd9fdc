//! From a bundle to a version that is tried: every step on disk before the next.

use std::{io::Read, path::Path};

use super::{
    OtaError, Outcome, Service, State, Updater,
    bundle::{
        Bundle, BundleError, COUNTER, Content, FileEntry, Keys, Kind, MANIFEST, Manifest,
        SIGNATURE, Signed, Version,
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
    fn check_room(&self, manifest: &Manifest) -> Result<(), OtaError> {
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
        let shelf = self.shelf(manifest.kind);
        self.folder(&shelf.folder())?;
        let staging = shelf.staging();
        self.disk
            .remove_folder(&staging)
            .map_err(doing("remove", &staging))?;
        self.disk
            .make_folder(&staging)
            .map_err(doing("make the folder", &staging))?;
        let Signed {
            text, signature, ..
        } = bundle.signed().clone();
        let mut folders = vec![staging.clone()];
        bundle.files(|entry, content| {
            let path = staging.join(&entry.path);
            // From the top down, so that the list begins with what is above.
            let mut above: Vec<&Path> = path
                .ancestors()
                .skip(1)
                .take_while(|folder| *folder != staging)
                .collect();
            above.reverse();
            for folder in above {
                if !folders.iter().any(|made| made == folder) {
                    self.disk
                        .make_folder(folder)
                        .map_err(doing("make the folder", folder))?;
                    folders.push(folder.to_owned());
                }
            }
            self.unpack(&path, entry, content)
        })?;
        let counter = format!("{}\n", manifest.counter);
        for (name, octets) in [
            (MANIFEST, text.as_slice()),
            (SIGNATURE, signature.as_bytes()),
            (COUNTER, counter.as_bytes()),
        ] {
            let path = staging.join(name);
            self.disk
                .create(&path, 0o644)
                .and_then(|mut file| file.write_all(octets))
                .map_err(doing("write", &path))?;
            self.sync(&path)?;
        }
        for folder in folders.iter().rev() {
            self.sync(folder)?;
        }
        if manifest.kind == Kind::App {
            self.try_out(&staging, manifest)?;
        }
        let name = self.free_name(manifest);
        let slot = shelf.slot(&name);
        self.disk
            .remove_folder(&slot)
            .map_err(doing("remove", &slot))?;
        self.disk
            .rename(&staging, &slot)
            .map_err(doing("name the slot", &slot))?;
        self.sync(&shelf.folder())?;
        Ok(name)
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

    /// A program that was built for something else is found out before anything depends on it.
    fn try_out(&self, slot: &Path, manifest: &Manifest) -> Result<(), OtaError> {
        let said = self.service.version_of(&slot.join("bin/munjigi"));
        let said = said.map_err(|error| OtaError::DoesNotRun {
            why: error.to_string(),
        })?;
        if said
            .parse()
            .is_ok_and(|version: Version| version.is_release(&manifest.version))
        {
            return Ok(());
        }
        let says: String = said.chars().take(48).collect();
        Err(OtaError::DoesNotRun {
            why: format!("version {says:?} instead of {}", manifest.version),
        })
    }

    /// A name for the slot that nothing which may still be needed has.
    fn free_name(&self, manifest: &Manifest) -> String {
        let shelf = self.shelf(manifest.kind);
        let first = match manifest.kind {
            Kind::App => format!("{}-{}", manifest.version, manifest.counter),
            Kind::Models => format!(
                "{}-{}-{}",
                manifest.name, manifest.version, manifest.counter
            ),
        };
        let taken: Vec<String> = [shelf.current(), shelf.previous()]
            .iter()
            .filter_map(|link| shelf.named_by(link))
            .collect();
        // Of three names one is free: two are taken at the most.
        let mut names = (1..).map(|n| {
            if n == 1 {
                first.clone()
            } else {
                format!("{first}-{n}")
            }
        });
        names
            .find(|name| !taken.contains(name))
            .unwrap_or(first.clone())
    }

    fn forget_staging(&self, kind: Kind) {
        if let Err(error) = self.disk.remove_folder(&self.shelf(kind).staging()) {
            tracing::warn!(%error, "what was unpacked stays until the next update");
        }
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
        let to = to.ok_or(OtaError::NothingBefore)?;
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
