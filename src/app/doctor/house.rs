//! Findings about the box itself: the service, the disk, the clock, the key, the database, the models.

use std::{
    fs,
    io::{self, Read as _},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
};

use jiff::civil::{Date, DateTime, date};
use nix::sys::statvfs::statvfs;

use crate::{
    control::{Answer, Client, ControlError, Question, Verdict},
    speech::{ModelState, list_models},
    store::{Store, StoreError},
    vault::{Kek, VaultError},
};

use super::{Finding, Level, Number, findings::Judge};
use crate::app::{DATABASE, KEY, RECORDINGS};

/// A machine whose clock is before this has none.
const SENSIBLE: Date = date(2024, 1, 1);
/// With less free than this nothing can be written soon: 100 MB.
const FULL: u64 = 100_000_000;
/// With less free than this, or a twentieth of the disk, an update does not fit: 500 MB.
const NEARLY: u64 = 500_000_000;

/// Where the box keeps what is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// Its data.
    pub data: PathBuf,
    /// Its models; `None` when it uses none.
    pub models: Option<PathBuf>,
    /// Where it listens.
    pub socket: PathBuf,
    /// Where its language model listens; `None` when it uses none.
    pub adviser: Option<PathBuf>,
}

impl House {
    /// Whether the box runs.
    #[must_use]
    pub fn is_served(&self) -> bool {
        Client::connect(&self.socket).is_ok()
    }

    /// Looks at everything; `now` is what the machine takes for the time.
    #[must_use]
    pub fn findings(&self, now: DateTime) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut judge = Judge {
            modem: None,
            findings: &mut findings,
        };
        self.service(&mut judge);
        self.disk(&mut judge);
        clock(now, &mut judge);
        if self.may_look(&mut judge) {
            self.key(&mut judge);
            self.database(&mut judge);
        }
        self.models(&mut judge);
        self.adviser(&mut judge);
        findings
    }

    fn adviser(&self, judge: &mut Judge<'_>) {
        let Some(socket) = &self.adviser else { return };
        if let Err(error) = UnixStream::connect(socket) {
            let socket = socket.display();
            judge.note(
                Number::NoAdviser,
                format!("언어 모델이 {socket}에서 대답하지 않습니다({error}). 없어도 전화는 받습니다."),
                format!("the language model does not listen at {socket} ({error}); calls are answered without it"),
            );
        }
    }

    fn service(&self, judge: &mut Judge<'_>) {
        let asked = Client::connect(&self.socket)
            .and_then(|mut client| client.ask(&Question::Health { speech: false }));
        match asked {
            Ok(Answer::Health(health)) => {
                for check in health.checks {
                    let level = match check.verdict {
                        Verdict::Ok => continue,
                        Verdict::Degraded => Level::Note,
                        Verdict::Failed => Level::Problem,
                    };
                    judge.say(
                        Number::ServiceUnwell,
                        level,
                        format!("문지기가 알림, {}: {}", check.name, check.korean),
                        format!("the box says of {}: {}", check.name, check.english),
                    );
                }
            }
            Ok(_) | Err(ControlError::Strange { .. } | ControlError::Io { .. }) => judge.problem(
                Number::ServiceStrange,
                "문지기가 제대로 대답하지 않습니다. `sudo systemctl restart munjigi`로 다시 시작해 주세요.",
                "the box does not answer as it should; `sudo systemctl restart munjigi`",
            ),
            Err(ControlError::NotRunning { .. }) => judge.problem(
                Number::ServiceDown,
                "문지기가 실행 중이 아닙니다. `sudo systemctl start munjigi`로 켜고, 다시 꺼지면 `journalctl -u \
                 munjigi`를 보아 주세요.",
                "the box does not run; `sudo systemctl start munjigi`, and if it stops again look at \
                 `journalctl -u munjigi`",
            ),
            Err(ControlError::NotPermitted { .. }) => judge.note(
                Number::ServiceDenied,
                "문지기에게 물을 권한이 없습니다. `sudo`로 다시 하거나 사용자를 munjigi 그룹에 넣어 주세요.",
                "the box may not be asked; use `sudo`, or add the user to the group munjigi",
            ),
        }
    }

    fn disk(&self, judge: &mut Judge<'_>) {
        // What is not there yet will lie on the disk of the folder above.
        let there = self.data.ancestors().find(|folder| folder.exists());
        let Some(about) = there.and_then(|folder| statvfs(folder).ok()) else {
            return;
        };
        // Their width is the machine's.
        let octets = |blocks: u128| {
            let octets = blocks * u128::from(about.fragment_size());
            u64::try_from(octets).unwrap_or(u64::MAX)
        };
        let free = octets(about.blocks_available().into());
        let all = octets(about.blocks().into());
        let Some(level) = too_full(free, all) else {
            return;
        };
        let megabytes = free / 1_000_000;
        judge.say(
            Number::DiskFull,
            level,
            format!(
                "저장 공간이 {megabytes} MB밖에 남지 않았습니다. 필요 없는 파일을 지워 주세요."
            ),
            format!("only {megabytes} MB are free on the disk; remove what is not needed"),
        );
    }

    /// Whether the data can be looked at; nothing is wrong when there is none yet.
    fn may_look(&self, judge: &mut Judge<'_>) -> bool {
        match fs::read_dir(&self.data) {
            Ok(_) => true,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                judge.note(
                    Number::DataDenied,
                    "데이터를 볼 권한이 없어 열쇠와 데이터베이스를 보지 못했습니다. `sudo`로 다시 해 주세요.",
                    "no permission to look at the data, so that key and database were left out; use `sudo`",
                );
                false
            }
            Err(_) => false,
        }
    }

    fn key(&self, judge: &mut Judge<'_>) {
        let path = self.data.join(KEY);
        let shown = path.display();
        match Kek::open(&path) {
            Ok(_) => {}
            Err(VaultError::OpenToOthers { mode, .. }) => judge.problem(
                Number::KeyOpen,
                format!("남이 녹음의 열쇠를 읽을 수 있습니다(권한 {mode:03o}). `sudo chmod 600 {shown}`로 고쳐 주세요."),
                format!("others can read the key of the recordings (mode {mode:03o}); `sudo chmod 600 {shown}`"),
            ),
            Err(VaultError::NotAKey { .. }) => judge.problem(
                Number::KeyBroken,
                format!("녹음의 열쇠가 깨졌습니다({shown}). 따로 둔 것으로 바꿔 주세요."),
                format!("the key of the recordings is broken ({shown}); put its copy in its place"),
            ),
            Err(_) if path.exists() => judge.note(
                Number::DataDenied,
                format!("녹음의 열쇠를 읽을 수 없습니다({shown}). `sudo`로 다시 해 주세요."),
                format!("the key of the recordings cannot be read ({shown}); use `sudo`"),
            ),
            Err(_) => {
                let recordings = fs::read_dir(self.data.join(RECORDINGS));
                if recordings.is_ok_and(|mut files| files.next().is_some()) {
                    judge.problem(
                        Number::KeyMissing,
                        format!(
                            "녹음은 있는데 열쇠가 없습니다({shown}). 따로 둔 열쇠를 넣고 `sudo chmod 600` 해 주세요."
                        ),
                        format!("there are recordings and no key ({shown}); put its copy back, `sudo chmod 600`"),
                    );
                }
            }
        }
    }

    fn database(&self, judge: &mut Judge<'_>) {
        let path = self.data.join(DATABASE);
        if !path.exists() {
            return;
        }
        let shown = path.display();
        let damaged = |judge: &mut Judge<'_>, error: &StoreError| {
            judge.problem(
                Number::DatabaseDamaged,
                format!("데이터베이스가 손상되었습니다({shown}). 서비스를 멈추고 백업을 넣어 주세요."),
                format!("the database is damaged ({shown}: {error}); stop the service and put a backup in its place"),
            );
        };
        match Store::look(&path) {
            Ok(store) => {
                if let Err(error) = store.sound() {
                    damaged(judge, &error);
                }
            }
            Err(error) if is_no_database(&path) => damaged(judge, &error),
            Err(error) => judge.problem(
                Number::DatabaseUnusable,
                format!("데이터베이스를 열 수 없습니다({shown}). 디스크가 찼는지, 주인이 munjigi인지 보아 주세요."),
                error.to_string(),
            ),
        }
    }

    fn models(&self, judge: &mut Judge<'_>) {
        let Some(folder) = &self.models else { return };
        let of = |state| {
            let all = list_models(folder).into_iter();
            let lacking = all.filter(|model| !model.optional && model.state == state);
            lacking.map(|model| model.id).collect::<Vec<_>>().join(", ")
        };
        let missing = of(ModelState::Missing);
        let shown = folder.display();
        if !missing.is_empty() {
            judge.problem(
                Number::ModelMissing,
                format!("음성 모델이 없습니다({shown}: {missing}). 모델 업데이트를 설치해 주세요."),
                format!("speech models are missing ({shown}: {missing}); install the update of the models"),
            );
        }
        let damaged = of(ModelState::Damaged);
        if !damaged.is_empty() {
            judge.problem(
                Number::ModelDamaged,
                format!("음성 모델이 손상되었습니다({shown}: {damaged}). 모델 업데이트를 다시 설치해 주세요."),
                format!("speech models are damaged ({shown}: {damaged}); install the update of the models again"),
            );
        }
    }
}

/// A file that can be read and does not begin as one of SQLite's does.
fn is_no_database(path: &Path) -> bool {
    let mut head = [0; 16];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Ok(()) => head != *b"SQLite format 3\0",
        Err(error) => error.kind() == io::ErrorKind::UnexpectedEof,
    }
}

/// How bad it is that so much of a disk is free.
fn too_full(free: u64, all: u64) -> Option<Level> {
    match free {
        free if free < FULL => Some(Level::Problem),
        free if free < NEARLY || free < all / 20 => Some(Level::Note),
        _ => None,
    }
}

fn clock(now: DateTime, judge: &mut Judge<'_>) {
    if now.date() < SENSIBLE {
        judge.note(
            Number::ClockUnset,
            format!(
                "시계가 {now}입니다. 유심이 망에 붙으면 맞춰집니다. 급하면 `sudo date -s`로 맞춰 주세요."
            ),
            format!("the clock says {now}; the network sets it once the SIM is registered, or `sudo date -s`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    const NOW: DateTime = DateTime::constant(2026, 11, 21, 12, 0, 0, 0);

    struct Box_(tempfile::TempDir);

    impl Box_ {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn numbers(&self, now: DateTime) -> Vec<String> {
            let house = House {
                data: self.0.path().to_owned(),
                models: None,
                socket: self.path("control.sock"),
                adviser: None,
            };
            let findings = house.findings(now);
            for finding in &findings {
                assert!(finding.korean.chars().any(|c| c >= '가'), "{finding:?}");
            }
            let all = findings.iter().map(|finding| finding.number.to_string());
            all.collect()
        }
    }

    fn with_a_key(house: &Box_) {
        Kek::open_or_make(&house.path(KEY)).unwrap();
    }

    #[test]
    fn a_box_that_is_well_and_not_running() {
        let house = Box_::new();
        with_a_key(&house);
        drop(Store::open(&house.path(DATABASE)).unwrap());
        assert_eq!(house.numbers(NOW), ["M060"]);
    }

    #[test]
    fn a_key_that_is_gone_open_or_broken() {
        let house = Box_::new();
        fs::create_dir(house.path(RECORDINGS)).unwrap();
        assert_eq!(house.numbers(NOW), ["M060"], "nothing was recorded yet");
        fs::write(house.path(RECORDINGS).join("1.rec"), "x").unwrap();
        assert_eq!(house.numbers(NOW), ["M060", "M080"]);
        with_a_key(&house);
        let open = fs::Permissions::from_mode(0o644);
        fs::set_permissions(house.path(KEY), open).unwrap();
        assert_eq!(house.numbers(NOW), ["M060", "M081"]);
        fs::remove_file(house.path(KEY)).unwrap();
        fs::write(house.path(KEY), "no key").unwrap();
        fs::set_permissions(house.path(KEY), fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(house.numbers(NOW), ["M060", "M082"]);
    }

    #[test]
    fn a_database_that_is_none_or_damaged() {
        let house = Box_::new();
        fs::write(
            house.path(DATABASE),
            "no database at all, but long enough to look like one",
        )
        .unwrap();
        assert_eq!(house.numbers(NOW), ["M060", "M085"]);
        fs::remove_file(house.path(DATABASE)).unwrap();
        drop(Store::open(&house.path(DATABASE)).unwrap());
        let mut octets = fs::read(house.path(DATABASE)).unwrap();
        octets[4096..8192].fill(0xa5);
        fs::write(house.path(DATABASE), octets).unwrap();
        assert_eq!(house.numbers(NOW), ["M060", "M085"]);
    }

    #[test]
    fn a_clock_that_was_never_set_and_a_disk_that_is_full() {
        let early = DateTime::constant(1970, 1, 1, 9, 0, 0, 0);
        assert_eq!(Box_::new().numbers(early), ["M060", "M071"]);
        let gigabyte = 1_000_000_000;
        assert_eq!(too_full(50_000_000, 8 * gigabyte), Some(Level::Problem));
        assert_eq!(too_full(450_000_000, 8 * gigabyte), Some(Level::Note));
        assert_eq!(too_full(3 * gigabyte, 100 * gigabyte), Some(Level::Note));
        assert_eq!(too_full(3 * gigabyte, 16 * gigabyte), None);
    }

    #[test]
    fn a_language_model_that_does_not_listen() {
        let folder = Box_::new();
        let socket = folder.path("model.sock");
        let house = House {
            data: folder.0.path().to_owned(),
            models: None,
            socket: folder.path("control.sock"),
            adviser: Some(socket.clone()),
        };
        let about = || {
            let mut findings = house.findings(NOW).into_iter();
            findings.find(|finding| finding.number == Number::NoAdviser)
        };
        let missing = about().unwrap();
        assert_eq!(missing.level, Level::Note);
        for words in [missing.korean, missing.english] {
            assert!(words.contains(&socket.display().to_string()), "{words}");
        }
        let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(about(), None);
        drop(listener); // the file stays, and nobody listens
        assert!(about().is_some());
    }

    #[test]
    fn models_that_are_missing_or_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let house = House {
            data: folder.path().join("data"),
            models: Some(folder.path().join("models")),
            socket: folder.path().join("control.sock"),
            adviser: None,
        };
        let findings = house.findings(NOW);
        let missing = findings.iter().find(|f| f.number == Number::ModelMissing);
        assert!(missing.unwrap().english.contains("whisper-base"));
        let path = folder.path().join("models/silero/silero_vad.onnx");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "not it").unwrap();
        let findings = house.findings(NOW);
        assert!(
            findings.iter().any(|f| f.number == Number::ModelDamaged),
            "{findings:?}"
        );
    }
}
