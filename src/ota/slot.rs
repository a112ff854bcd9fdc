//! Making a slot: a folder that is filled under a name that no slot has, and named when all of it is on disk.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{
    OtaError, Service, Updater,
    bundle::{COUNTER, Kind, MANIFEST, Manifest, Version},
    places,
    updater::doing,
};

/// A slot that is not whole yet.
pub(super) struct HalfSlot {
    at: PathBuf,
    /// From the top down: what is above comes first.
    folders: Vec<PathBuf>,
}

impl<S: Service> Updater<'_, S> {
    /// An empty one; what was left of another is gone.
    pub(super) fn begin_slot(&self, kind: Kind) -> Result<HalfSlot, OtaError> {
        let shelf = self.shelf(kind);
        self.folder(&shelf.folder())?;
        let at = shelf.staging();
        self.disk.remove_folder(&at).map_err(doing("remove", &at))?;
        self.disk
            .make_folder(&at)
            .map_err(doing("make the folder", &at))?;
        let folders = vec![at.clone()];
        Ok(HalfSlot { at, folders })
    }

    /// Where a file of it goes, with the folders above it.
    pub(super) fn room_for(&self, half: &mut HalfSlot, path: &str) -> Result<PathBuf, OtaError> {
        let path = half.at.join(path);
        let mut above: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != half.at)
            .collect();
        above.reverse();
        for folder in above {
            if !half.folders.iter().any(|made| made == folder) {
                self.disk
                    .make_folder(folder)
                    .map_err(doing("make the folder", folder))?;
                half.folders.push(folder.to_owned());
            }
        }
        Ok(path)
    }

    /// Adds its papers and its counter, tries whether it runs, and gives it its name.
    pub(super) fn finish_slot(
        &self,
        half: &HalfSlot,
        manifest: &Manifest,
        papers: &[(&str, &[u8])],
    ) -> Result<String, OtaError> {
        let counter = format!("{}\n", manifest.counter);
        for (name, octets) in papers.iter().chain(&[(COUNTER, counter.as_bytes())]) {
            let path = half.at.join(name);
            self.disk
                .create(&path, 0o644)
                .and_then(|mut file| file.write_all(octets))
                .map_err(doing("write", &path))?;
            self.sync(&path)?;
        }
        for folder in half.folders.iter().rev() {
            self.sync(folder)?;
        }
        if manifest.kind == Kind::App {
            self.try_out(&half.at, manifest)?;
        }
        let shelf = self.shelf(manifest.kind);
        let name = self.free_name(manifest);
        let slot = shelf.slot(&name);
        self.disk
            .remove_folder(&slot)
            .map_err(doing("remove", &slot))?;
        self.disk
            .rename(&half.at, &slot)
            .map_err(doing("name the slot", &slot))?;
        self.sync(&shelf.folder())?;
        Ok(name)
    }

    /// A slot with what the system has brought, so that going back to it is like going back to any other.
    ///
    /// # Errors
    /// When the system has brought nothing, or the disk does not take it.
    pub(super) fn slot_of_factory(&self) -> Result<String, OtaError> {
        let factory = self.places.factory();
        let manifest = places::manifest_of(&factory).ok_or(OtaError::NothingBefore)?;
        self.check_room(&manifest)?;
        let made = self.copy_of(&factory, &manifest);
        if made.is_err() {
            self.forget_staging(Kind::App);
        }
        made
    }

    fn copy_of(&self, factory: &Path, manifest: &Manifest) -> Result<String, OtaError> {
        let mut half = self.begin_slot(Kind::App)?;
        for entry in &manifest.files {
            let from = factory.join(&entry.path);
            // A package keeps the texts of the licences elsewhere. What runs is tried before it gets a name.
            if !from.is_file() {
                continue;
            }
            let mut source = fs::File::open(&from).map_err(doing("read", &from))?;
            let path = self.room_for(&mut half, &entry.path)?;
            let mut file = self
                .disk
                .create(&path, entry.mode.bits())
                .map_err(doing("write", &path))?;
            std::io::copy(&mut source, &mut file).map_err(doing("write", &path))?;
            drop(file);
            self.sync(&path)?;
        }
        let text = factory.join(MANIFEST);
        let text = fs::read(&text).map_err(doing("read", &text))?;
        self.finish_slot(&half, manifest, &[(MANIFEST, text.as_slice())])
    }

    pub(super) fn forget_staging(&self, kind: Kind) {
        if let Err(error) = self.disk.remove_folder(&self.shelf(kind).staging()) {
            tracing::warn!(%error, "what was unpacked stays until the next update");
        }
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
}
