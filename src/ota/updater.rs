//! Who carries an update out: what all of its steps share.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::Path,
    time::Duration,
};

use jiff::civil::DateTime;

use super::{
    Disk, OtaError, Service,
    bundle::{Kind, Version},
    gate::Patience,
    history::{Entry, Event},
    pending::{FACTORY, Pending},
    places::{self, Places, Shelf},
    policy::Installed,
};

/// How far an update has come. Each is on disk before the next begins.
///
/// ```text
/// Idle ─▶ Verified ─▶ Staged ─▶ DbCopied ─▶ PendingWritten ─▶ Drained ─▶ Swapped ─▶ Restarted ─▶ Healthy ─▶ Committed
///   ▲         │          │          │              │              │          │           │
///   └─────────┴──────────┴──────────┴──────────────┴──────────────┘          └───────────┴─▶ RolledBack (the launcher)
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// What an earlier one left is cleared away.
    Idle,
    /// Signed, meant for this box, and there is room.
    Verified,
    /// Unpacked, on disk, and its program runs.
    Staged,
    /// The database has a copy.
    DbCopied,
    /// The launcher knows what it may have to undo.
    PendingWritten,
    /// No call is on.
    Drained,
    /// The link names the new slot.
    Swapped,
    /// The new version has been asked to start.
    Restarted,
    /// What worked before works again.
    Healthy,
    /// It stays.
    Committed,
    /// The version before runs again.
    RolledBack,
}

/// How an update ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stays.
    Committed {
        /// The slot.
        slot: String,
    },
    /// The version before runs again.
    RolledBack {
        /// Why.
        why: String,
    },
    /// There was nothing to judge.
    Nothing,
}

/// What an update may do, and how long.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Somebody stands at the box and wants an older version.
    pub allow_downgrade: bool,
    /// How long the end of a call is waited for.
    pub drain: Duration,
    /// How long the new version has to get well.
    pub patience: Patience,
    /// Between two looks at its health.
    pub look: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            allow_downgrade: false,
            drain: Duration::from_secs(600),
            patience: Patience::default(),
            look: Duration::from_secs(2),
        }
    }
}

/// Carries updates out.
#[derive(Clone, Copy, Debug)]
pub struct Updater<'a, S> {
    /// Where things lie.
    pub places: &'a Places,
    /// What is written on.
    pub disk: &'a dyn Disk,
    /// The running service.
    pub service: &'a S,
    /// The version of this program.
    pub version: &'a Version,
    /// What the box thinks the time is; for the history only.
    pub wall: DateTime,
    /// The rules.
    pub rules: Rules,
}

impl<'a, S: Service> Updater<'a, S> {
    /// One update at a time: whoever holds the file is at work.
    pub(super) fn lock(&self) -> Result<File, OtaError> {
        let opt = self.places.opt();
        self.folder(&opt)?;
        let path = self.places.lock();
        let file = File::create(&path).map_err(doing("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(OtaError::Locked),
            Err(TryLockError::Error(error)) => Err(doing("lock", &path)(error)),
        }
    }

    pub(super) fn shelf(&self, kind: Kind) -> Shelf<'a> {
        self.places.shelf(kind)
    }

    /// The slot that runs, as the launcher chooses it; [`FACTORY`] for the package's own.
    pub(super) fn running(&self, kind: Kind) -> String {
        let shelf = self.shelf(kind);
        let there = |link: &Path| {
            let name = shelf.named_by(link)?;
            let slot = shelf.slot(&name);
            let whole = match kind {
                Kind::App => slot.join("bin/munjigi").is_file(),
                Kind::Models => slot.is_dir(),
            };
            whole.then_some(name)
        };
        let links = match kind {
            Kind::App => vec![shelf.current(), shelf.previous()],
            Kind::Models => vec![shelf.current()],
        };
        let brought = places::counter_of(&self.places.factory());
        links
            .iter()
            .find_map(|link| there(link))
            .filter(|name| kind == Kind::Models || brought <= places::counter_of(&shelf.slot(name)))
            .unwrap_or_else(|| FACTORY.to_owned())
    }

    /// What an update of this kind would replace.
    pub(super) fn installed(&self, kind: Kind) -> Result<Installed, OtaError> {
        let of = |kind| match (self.running(kind), kind) {
            (name, Kind::App) if name == FACTORY => self.places.factory(),
            (name, kind) => self.shelf(kind).slot(&name),
        };
        let app = places::manifest_of(&of(Kind::App));
        Ok(Installed {
            arch: std::env::consts::ARCH.to_owned(),
            version: app.map_or_else(|| self.version.clone(), |manifest| manifest.version),
            counter: places::counter_of(&of(kind)),
            schema: crate::store::schema_of(self.places.database())?,
        })
    }

    /// The update that is on its way; what cannot be read is none.
    pub(super) fn pending(&self) -> Option<Pending> {
        read_pending(&self.places.pending())
    }

    /// Whether the link already names the new slot.
    pub(super) fn is_swapped(&self, pending: &Pending) -> bool {
        let shelf = self.shelf(pending.kind);
        shelf.named_by(&shelf.current()).as_deref() == Some(&pending.to)
    }

    /// Clears away what was interrupted, and what nobody uses any more. What was swapped and not judged stays.
    pub(super) fn tidy(&self) -> Result<(), OtaError> {
        self.note_rollback()?;
        let path = self.places.pending();
        match self.pending() {
            Some(pending) if self.is_swapped(&pending) => {}
            Some(pending) => {
                self.remove(&path)?;
                self.sync(&self.places.opt())?;
                self.note(&pending, Event::Abandoned, "");
            }
            // Nothing can be done by it, and it shall not stand in the way of the next one.
            None if path.symlink_metadata().is_ok() => {
                let aside = path.with_extension("bad");
                self.disk
                    .remove_folder(&aside)
                    .or_else(|_| self.disk.remove(&aside))
                    .map_err(doing("remove", &aside))?;
                self.disk
                    .rename(&path, &aside)
                    .map_err(doing("set aside", &path))?;
                self.sync(&self.places.opt())?;
            }
            None => {}
        }
        for kind in [Kind::App, Kind::Models] {
            self.prune(kind)?;
        }
        Ok(())
    }

    /// Keeps the slots that a link or a pending update names.
    pub(super) fn prune(&self, kind: Kind) -> Result<(), OtaError> {
        let shelf = self.shelf(kind);
        let pending = self.pending().filter(|pending| pending.kind == kind);
        let mut kept: Vec<String> = pending
            .into_iter()
            .flat_map(|pending| [pending.from, pending.to])
            .collect();
        kept.extend(
            [shelf.current(), shelf.previous()]
                .iter()
                .filter_map(|link| shelf.named_by(link)),
        );
        for name in shelf
            .slots()
            .map_err(doing("read the folder", &shelf.folder()))?
        {
            let slot = shelf.slot(&name);
            // A technician's link may name it in other words.
            let used = |link: &Path| {
                fs::canonicalize(link)
                    .is_ok_and(|there| fs::canonicalize(&slot).ok() == Some(there))
            };
            if !kept.contains(&name) && !used(&shelf.current()) && !used(&shelf.previous()) {
                self.disk
                    .remove_folder(&slot)
                    .map_err(doing("remove", &slot))?;
            }
        }
        Ok(())
    }

    /// Writes down what the launcher has undone.
    pub(super) fn note_rollback(&self) -> Result<Option<String>, OtaError> {
        let path = self.places.rolled_back();
        let Some(pending) = read_pending(&path) else {
            return Ok(None);
        };
        let why = if pending.back {
            "확인을 통과하지 못했습니다 / it did not pass the gate".to_owned()
        } else {
            let starts = pending.attempts;
            format!(
                "{starts}번 시작해도 안정되지 않았습니다 / it did not settle in {starts} starts, or could not be run"
            )
        };
        self.note(&pending, Event::RolledBack, &why);
        self.remove(&path)?;
        Ok(Some(why))
    }

    /// A line of the history. An update does not fail because of it.
    pub(super) fn note(&self, pending: &Pending, event: Event, why: &str) {
        let path = self.places.history();
        let line = Entry::of(pending, event, why, self.wall).line();
        if let Err(error) = self
            .disk
            .append(&path, &line)
            .and_then(|()| self.disk.sync(&path))
        {
            tracing::warn!(%error, "the history of updates could not be written");
        }
    }

    /// Writes a file so that it is there as a whole, or not at all.
    pub(super) fn write(&self, path: &Path, text: &[u8]) -> Result<(), OtaError> {
        let whole = path.with_extension("tmp");
        let wrote = doing("write", &whole);
        self.disk
            .create(&whole, 0o644)
            .and_then(|mut file| file.write_all(text))
            .map_err(wrote)?;
        self.sync(&whole)?;
        self.disk
            .rename(&whole, path)
            .map_err(doing("write", path))?;
        self.sync(path.parent().unwrap_or(path))
    }

    /// Lets a link name something else: one or the other, never neither.
    pub(super) fn point(&self, link: &Path, target: &Path) -> Result<(), OtaError> {
        let made = link.with_extension("tmp");
        self.remove(&made)?;
        self.disk
            .link(target, &made)
            .map_err(doing("make the link", &made))?;
        self.disk
            .rename(&made, link)
            .map_err(doing("change the link", link))?;
        self.sync(link.parent().unwrap_or(link))
    }

    /// A folder, and on disk that it is there.
    pub(super) fn folder(&self, path: &Path) -> Result<(), OtaError> {
        if path.is_dir() {
            return Ok(());
        }
        self.disk
            .make_folder(path)
            .map_err(doing("make the folder", path))?;
        self.sync(path.parent().unwrap_or(path))
    }

    pub(super) fn sync(&self, path: &Path) -> Result<(), OtaError> {
        self.disk.sync(path).map_err(doing("bring to disk", path))
    }

    pub(super) fn remove(&self, path: &Path) -> Result<(), OtaError> {
        self.disk.remove(path).map_err(doing("remove", path))
    }
}

/// Reads a pending file; `None` for what is not there, too long or not whole.
pub(super) fn read_pending(path: &Path) -> Option<Pending> {
    let fits = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() < 1 << 16);
    fits.then(|| fs::read_to_string(path).ok())
        .flatten()
        .and_then(|text| Pending::parse(&text))
}

pub(super) fn doing(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> OtaError + use<> {
    let path = path.to_owned();
    move |source| OtaError::Disk {
        doing,
        path: path.clone(),
        source,
    }
}
