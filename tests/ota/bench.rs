//! A box in a folder: the real launcher, the real disk, a real database, and a service that is played.
//!
//! The program of a slot is a script that says which version it is and how it behaves. What it would do with its database
//! is done here, as `munjigi run` does it: refuse one that is too new, bring it up to date, write into it with every commit
//! on disk. It leaves its journal behind, as a process does that is killed.

use std::{
    cell::{Cell, RefCell},
    fs,
    io::Write as _,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
    time::Duration,
};

use jiff::civil::{DateTime, date};
use munjigi::{
    control::{Check, Health, Verdict},
    ota::{
        Disk, OtaError, Outcome, Places, Rules, Service, ServiceError, Updater,
        bundle::{About, Kind, MANIFEST, Manifest, SIGNATURE, Squeeze, Version, describe, pack},
    },
    time::Instant,
};
use rusqlite::{Connection, OpenFlags, config::DbConfig};

/// A version that a slot can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    pub version: &'static str,
    pub counter: u64,
    pub schema: u32,
    pub behaviour: Behaviour,
}

/// How it behaves when it is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    Well,
    /// It ends at once, every time.
    Exits,
    /// It answers nothing.
    Hangs,
    /// It is well for 20 s and ends, every time.
    CrashLoops,
    /// It takes itself for another version.
    WrongVersion,
    /// What worked before does not.
    Deaf,
    /// It cannot be run any more once it was unpacked and tried out.
    Rots,
}

pub const FACTORY: Release = Release {
    version: "1.2.0",
    counter: 5,
    schema: 7,
    behaviour: Behaviour::Well,
};
pub const OLD: Release = Release {
    version: "1.3.0",
    counter: 6,
    schema: 7,
    behaviour: Behaviour::Well,
};
pub const NEW: Release = Release {
    version: "1.4.0",
    counter: 7,
    schema: 8,
    behaviour: Behaviour::Well,
};
pub const NEXT: Release = Release {
    version: "1.5.0",
    counter: 8,
    schema: 8,
    behaviour: Behaviour::Well,
};

const LAUNCH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/board/launch");
/// Between the end of the service and its next start (`RestartSec=`).
const RESTART: Duration = Duration::from_secs(3);

static SIGNER: LazyLock<minisign::KeyPair> =
    LazyLock::new(|| minisign::KeyPair::generate_unencrypted_keypair().unwrap());

impl Release {
    fn program(self) -> String {
        let Self {
            version,
            schema,
            behaviour,
            ..
        } = self;
        format!(
            "#!/bin/sh\ncase ${{1:-}} in\nversion) echo munjigi {version} ;;\nrun) echo {version} {schema} {behaviour:?} ;;\nesac\n"
        )
    }

    pub fn content(self, folder: &Path) {
        fs::create_dir_all(folder.join("bin")).unwrap();
        fs::create_dir_all(folder.join("lib")).unwrap();
        let program = folder.join("bin/munjigi");
        fs::write(&program, self.program()).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(folder.join("lib/speech.so"), self.version.repeat(40)).unwrap();
    }

    pub fn about(self) -> About {
        About {
            kind: Kind::App,
            name: "munjigi".to_owned(),
            version: self.version.parse().unwrap(),
            counter: self.counter,
            arch: "any".to_owned(),
            channel: "stable".to_owned(),
            min_version: "1.0.0".parse().unwrap(),
            schema: self.schema,
        }
    }

    pub fn slot(self) -> String {
        format!("{}-{}", self.version, self.counter)
    }

    /// Its bundle, signed with the key of this run.
    pub fn bundle(self) -> Vec<u8> {
        signed(&SIGNER, self.about(), |folder| self.content(folder), |_| {})
    }
}

/// A bundle of what `fill` puts into a folder; `change` changes the manifest before it is signed.
pub fn signed(
    signer: &minisign::KeyPair,
    about: About,
    fill: impl Fn(&Path),
    change: impl Fn(&mut Manifest),
) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let content = folder.path().join("content");
    fs::create_dir(&content).unwrap();
    fill(&content);
    let mut manifest = describe(&content, about).unwrap();
    change(&mut manifest);
    let text = manifest.text();
    let comment = format!("munjigi counter:{}", manifest.counter);
    let signature = minisign::sign(
        Some(&signer.pk),
        &signer.sk,
        text.as_bytes(),
        Some(&comment),
        None,
    )
    .unwrap();
    let path = folder.path().join(MANIFEST);
    fs::write(&path, text).unwrap();
    fs::write(folder.path().join(SIGNATURE), signature.into_string()).unwrap();
    let to = folder.path().join("bundle");
    pack(&content, &path, Squeeze::Quick, &to).unwrap();
    fs::read(to).unwrap()
}

pub fn signer() -> &'static minisign::KeyPair {
    &SIGNER
}

/// What runs, as far as it has come.
#[derive(Debug)]
struct Running {
    version: String,
    behaviour: String,
    since: Instant,
    alive: bool,
    /// Open for writing, as the service holds it.
    database: Connection,
}

/// What is told of every start, for a model of the disk.
pub trait Witness {
    /// The launcher has run this.
    fn ran(&self, line: &str);
    /// The service has written into the database.
    fn wrote(&self, database: &Path);
}

/// The box.
pub struct Bench {
    pub root: PathBuf,
    pub places: Places,
    running: RefCell<Option<Running>>,
    now: Cell<Instant>,
    /// A call is on.
    pub calling: Cell<bool>,
    /// The command that starts the service fails.
    pub cannot_restart: Cell<bool>,
    /// Models with which nothing works that worked before.
    pub bad_models: Cell<Option<&'static str>>,
    pub starts: Cell<u32>,
    pub why: RefCell<String>,
    pub witness: RefCell<Option<Box<dyn Witness>>>,
}

impl std::fmt::Debug for Bench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bench")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

impl Bench {
    /// A box that has run version 1.3.0 since its last update. Not started yet.
    pub fn make(root: &Path) -> Self {
        let bench = Self::at(root);
        fs::create_dir_all(bench.places.keys()).unwrap();
        fs::write(
            bench.places.keys().join("current.pub"),
            SIGNER.pk.to_box().unwrap().into_string(),
        )
        .unwrap();
        bench.slot(&bench.places.factory(), FACTORY);
        bench.slot(&bench.places.opt().join("slots").join(OLD.slot()), OLD);
        symlink(
            Path::new("slots").join(OLD.slot()),
            bench.places.opt().join("current"),
        )
        .unwrap();
        fs::create_dir_all(bench.places.database().parent().unwrap()).unwrap();
        bench
    }

    /// A box that is there.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            places: Places::below(root),
            running: RefCell::default(),
            now: Cell::new(Instant::ZERO),
            calling: Cell::new(false),
            cannot_restart: Cell::new(false),
            bad_models: Cell::new(None),
            starts: Cell::new(0),
            why: RefCell::default(),
            witness: RefCell::default(),
        }
    }

    pub fn slot(&self, folder: &Path, release: Release) {
        release.content(folder);
        let manifest = describe(folder, release.about()).unwrap();
        fs::write(folder.join(MANIFEST), manifest.text()).unwrap();
        fs::write(folder.join("COUNTER"), format!("{}\n", release.counter)).unwrap();
    }

    fn launch(&self, args: &[&str]) -> (bool, String) {
        let mut command = Command::new("sh");
        command
            .arg(LAUNCH)
            .args(args)
            .env("MUNJIGI_ROOT", &self.root)
            .stdin(Stdio::null());
        let log = self.root.join("ran");
        let watched = self.witness.borrow().is_some();
        if watched {
            let path = format!(
                "{}:{}",
                self.shims().display(),
                std::env::var("PATH").unwrap_or_default()
            );
            command.env("PATH", path).env("RAN", &log);
        }
        let output = command.output().unwrap();
        if let (true, Some(witness)) = (watched, &*self.witness.borrow()) {
            for line in fs::read_to_string(&log).unwrap_or_default().lines() {
                witness.ran(line);
            }
            let _none = fs::remove_file(&log);
        }
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    }

    /// Commands of the launcher that change the disk, each of which writes down what it was asked first.
    fn shims(&self) -> PathBuf {
        let folder = self.root.join("shims");
        if !folder.exists() {
            fs::create_dir(&folder).unwrap();
            for name in ["cp", "mv", "ln", "rm", "sync", "dd"] {
                let real = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(name));
                let real = real.iter().find(|path| path.exists()).unwrap().display();
                let path = folder.join(name);
                // Only what was done; with what dd has written, which nobody can see later.
                let script = format!(
                    "#!/bin/sh\n{real} \"$@\" || exit\n{{ printf '{name}'; printf '\\t%s' \"$@\"\n\
                     case $1 in of=*) printf '\\t'; od -An -v -tx1 \"${{1#of=}}\" | tr -d ' \\n' ;; esac\necho; }} >>\"$RAN\"\n"
                );
                fs::write(&path, script).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        folder
    }

    /// What `systemd` does: the launcher's two steps. Whether something runs then.
    pub fn start(&self) -> bool {
        self.starts.set(self.starts.get() + 1);
        self.running.take();
        let (fine, _) = self.launch(&["prepare"]);
        assert!(fine, "prepare never fails");
        let (fine, said) = self.launch(&["exec", "run"]);
        let mut words = said.split_whitespace();
        let (Some(version), Some(schema), Some(behaviour), true) =
            (words.next(), words.next(), words.next(), fine)
        else {
            *self.why.borrow_mut() = "no version could be run".to_owned();
            return false;
        };
        let schema: u32 = schema.parse().unwrap();
        match self.opendatabase(version, schema) {
            Ok(database) => {
                *self.running.borrow_mut() = Some(Running {
                    version: version.to_owned(),
                    behaviour: behaviour.to_owned(),
                    since: self.now.get(),
                    alive: behaviour != "Exits",
                    database,
                });
                true
            }
            Err(why) => {
                *self.why.borrow_mut() = format!("{version}: {why}");
                false
            }
        }
    }

    fn opendatabase(&self, version: &str, schema: u32) -> Result<Connection, String> {
        let path = self.places.database();
        let told = |error: rusqlite::Error| error.to_string();
        let db = Connection::open(path).map_err(told)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
            .map_err(told)?;
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;",
        )
        .map_err(told)?;
        let has: u32 = db
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(told)?;
        if has > schema {
            return Err(format!(
                "the database has layout {has}, this version knows {schema}"
            ));
        }
        db.execute_batch(&format!(
            "CREATE TABLE IF NOT EXISTS calls (version TEXT); PRAGMA user_version = {schema};
             INSERT INTO calls VALUES ('{version}');"
        ))
        .map_err(told)?;
        self.wrote(version);
        Ok(db)
    }

    /// A call of the version that runs is on disk.
    fn wrote(&self, version: &str) {
        let mut options = fs::OpenOptions::new();
        let mut told = options
            .append(true)
            .create(true)
            .open(self.root.join("told"))
            .unwrap();
        writeln!(told, "{version}").unwrap();
        if let Some(witness) = &*self.witness.borrow() {
            witness.wrote(self.places.database());
        }
    }

    /// How many calls of a version somebody was told of.
    pub fn told(&self, version: &str) -> usize {
        let told = fs::read_to_string(self.root.join("told")).unwrap_or_default();
        told.lines().filter(|line| *line == version).count()
    }

    /// The version that runs.
    pub fn version(&self) -> Option<String> {
        self.running
            .borrow()
            .as_ref()
            .map(|running| running.version.clone())
    }

    pub fn updater<'a>(&'a self, disk: &'a dyn Disk, rules: Rules) -> Updater<'a, Self> {
        static HERE: LazyLock<Version> = LazyLock::new(|| OLD.version.parse().unwrap());
        // A box without a battery, and it does not matter.
        const WALL: DateTime = date(1970, 1, 1).at(9, 0, 0, 0);
        Updater {
            places: &self.places,
            disk,
            service: self,
            version: &HERE,
            wall: WALL,
            rules,
        }
    }

    pub fn install(&self, disk: &dyn Disk, bundle: &[u8]) -> Result<Outcome, OtaError> {
        self.updater(disk, Rules::default()).install(bundle)
    }

    /// The box is switched on, as often as it takes until no update is on its way.
    pub fn recover(&self) {
        for _ in 0..8 {
            self.start();
            let settled = self
                .updater(&munjigi::ota::RealDisk, Rules::default())
                .settle();
            assert!(settled.is_ok(), "{settled:?}");
            if !self.places.opt().join("pending").exists() {
                break;
            }
        }
        self.start();
    }

    /// Old or new, never neither; with the database that belongs to it, and every call that somebody was told of.
    pub fn check(&self) -> Release {
        let version = self.version();
        let release = [FACTORY, OLD, NEW, NEXT]
            .into_iter()
            .find(|release| version.as_deref() == Some(release.version));
        let release =
            release.unwrap_or_else(|| panic!("neither runs: {:?}, {}", version, self.why.borrow()));
        let (has, kept) = counts(self.places.database(), OLD.version);
        assert_eq!(
            has, release.schema,
            "the database is that of another version than {}",
            release.version
        );
        assert!(
            kept >= self.told(OLD.version),
            "calls are lost: {kept} of {}",
            self.told(OLD.version)
        );
        release
    }
}

/// Layout and calls of a version in a sound database.
pub fn counts(database: &Path, version: &str) -> (u32, usize) {
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .unwrap();
    let sound: String = db
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    let has = db
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    let kept: i64 = db
        .query_row(
            "SELECT count(*) FROM calls WHERE version = ?1",
            [version],
            |row| row.get(0),
        )
        .unwrap();
    (has, usize::try_from(kept).unwrap())
}

impl Service for Bench {
    fn version_of(&self, program: &Path) -> Result<String, ServiceError> {
        let output = Command::new(program)
            .arg("version")
            .output()
            .map_err(|error| ServiceError::new(error.to_string()))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if said.contains(NEW.version) && fs::read_to_string(program).unwrap().contains("Rots") {
            fs::write(program, "\x7fELF and no more").unwrap();
        }
        said.split_whitespace()
            .last()
            .map(str::to_owned)
            .ok_or_else(|| ServiceError::new("nothing said"))
    }

    fn health(&self) -> Result<Health, ServiceError> {
        let running = self.running.borrow();
        let running = running
            .as_ref()
            .filter(|running| running.alive && running.behaviour != "Hangs");
        let running = running.ok_or_else(|| ServiceError::new("nobody answers"))?;
        let version = if running.behaviour == "WrongVersion" {
            "9.9.9"
        } else {
            &running.version
        };
        let models = self.places.opt().join("models/current/voice.onnx");
        let bad = self
            .bad_models
            .get()
            .is_some_and(|bad| fs::read_to_string(models).is_ok_and(|is| is == bad));
        let modem = if running.behaviour == "Deaf" || bad {
            Verdict::Failed
        } else {
            Verdict::Ok
        };
        let checks = [("line.1.modem", modem), ("line.1.network", Verdict::Failed)];
        Ok(Health {
            version: version.to_owned(),
            checks: checks
                .map(|(name, verdict)| Check::new(name, verdict, "", ""))
                .into(),
        })
    }

    fn drain(&self, _: Duration) -> Result<bool, ServiceError> {
        // A call that comes in the last minute: it is in no copy that was made before.
        if let Some(running) = &*self.running.borrow() {
            running
                .database
                .execute("INSERT INTO calls VALUES (?1)", [&running.version])
                .unwrap();
            self.wrote(&running.version);
        }
        Ok(!self.calling.get())
    }

    fn resume(&self) -> Result<(), ServiceError> {
        Ok(())
    }

    fn restart(&self) -> Result<(), ServiceError> {
        if self.cannot_restart.get() {
            return Err(ServiceError::new("systemctl: 1"));
        }
        self.start();
        Ok(())
    }

    fn now(&self) -> Instant {
        self.now.get()
    }

    /// Time passes, and `systemd` starts what has ended.
    fn pause(&self, time: Duration) {
        self.now.set(self.now.get() + time);
        let now = self.now.get();
        let gone = match &mut *self.running.borrow_mut() {
            Some(running) => {
                if running.behaviour == "CrashLoops"
                    && now.since(running.since) >= Duration::from_secs(20)
                {
                    running.alive = false;
                }
                !running.alive && now.since(running.since) >= RESTART
            }
            None => true,
        };
        if gone {
            self.start();
        }
    }
}
