//! Carries out what the screen wants. Everything waits in a thread of its own; the screen never does.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _},
    os::unix::{
        fs::{MetadataExt as _, OpenOptionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc::SyncSender,
    },
    thread,
    time::Duration,
};

use jiff::civil::DateTime;

use crate::{
    control::{Answer, Client, Question},
    phone::{ForeignNumber, PhoneNumber, veiled},
    speech,
    store::{CallRow, Store, StoreError},
};

use super::{Act, CallLine, ModelLine, News, Order, run::Happening, screen::KEPT};

/// Calls that are shown.
const CALLS: i64 = 50;
/// How often it is looked whether a command has said more.
const LOOK: Duration = Duration::from_millis(200);
/// How deep below a mount point's parent updates are looked for: `/media/USER/STICK/FOLDER`.
const DEPTH: usize = 4;
/// The most entries of folders that are looked at, and updates that are shown.
const ENTRIES: usize = 5_000;
const FOUND: usize = 20;

/// Where things are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Where the running box may listen; the first that exists is asked.
    pub sockets: Vec<PathBuf>,
    /// The database.
    pub database: PathBuf,
    /// The folder of the models.
    pub models: PathBuf,
    /// The settings file, if there is one.
    pub config: Option<PathBuf>,
    /// Our own program.
    pub program: PathBuf,
    /// What is put before a command that only root may run, when we are not root: `sudo`, `-n`.
    pub as_root: Vec<String>,
    /// Where USB sticks are mounted.
    pub sticks: Vec<PathBuf>,
}

impl Places {
    /// The socket to ask at: the first that is there, or the first.
    #[must_use]
    pub fn socket(&self) -> &Path {
        let there = self.sockets.iter().find(|path| path.exists());
        let socket = there.or(self.sockets.first());
        socket.map_or(Path::new("control.sock"), PathBuf::as_path)
    }
}

/// Begins to carry this out; what comes of it is sent to `to`.
pub(super) fn carry(order: Order, places: &Places, to: &SyncSender<Happening>) {
    let (places, told) = (places.clone(), to.clone());
    // The screen asks for one thing of a kind at a time, so that these are a handful. When the screen is gone nobody
    // is told.
    let tell = move |news: News| told.send(Happening::News(news)).is_ok();
    let work = move || {
        let news = match order {
            Order::Ask(question) => {
                let answer = ask(&places, &question);
                News::Answer(question, answer)
            }
            Order::Calls => News::Calls(calls(&places.database)),
            Order::Log => News::Log(log()),
            Order::Models => News::Models(models(&places.models)),
            Order::Bundles => News::Bundles(bundles(&places.sticks)),
            Order::Do(act) => News::Ended(perform(&act, &places, &tell)),
            Order::Redraw | Order::Quit => return,
        };
        tell(news);
    };
    let begun = thread::Builder::new()
        .name("console-work".to_owned())
        .spawn(work);
    if let Err(error) = begun {
        // It is asked for again with the next beat.
        tracing::error!(%error, "the console cannot start a thread");
    }
}

fn ask(places: &Places, question: &Question) -> Result<Answer, String> {
    let client = Client::connect(places.socket());
    client
        .and_then(|mut client| client.ask(question))
        .map_err(|error| error.to_string())
}

// ---------------------------------------------------------------------- what is read

fn calls(database: &Path) -> Result<Vec<CallLine>, String> {
    if !database.exists() {
        let path = database.display();
        return Err(format!(
            "데이터베이스가 없거나 볼 권한이 없습니다: {path} / there is no database, or no permission to see it: {path}"
        ));
    }
    let rows = Store::look(database).and_then(|store| store.last_calls(CALLS));
    let rows = rows.map_err(|error| told(&error))?;
    Ok(rows.into_iter().map(call_line).collect())
}

fn told(error: &StoreError) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    let cause = cause.unwrap_or_default();
    format!("데이터베이스를 읽을 수 없습니다 / {error}{cause}")
}

fn call_line(row: CallRow) -> CallLine {
    let moment = |text: &Option<String>| text.as_ref()?.parse::<DateTime>().ok();
    let answered = moment(&row.answered_at).zip(moment(&row.ended_at));
    let seconds = answered.map(|(from, to)| to.duration_since(from).as_secs());
    CallLine {
        id: row.id.number(),
        at: row.rang_at.replace('T', " "),
        ours: row.direction == "out",
        other: row.from.as_deref().map_or_else(|| "-".to_owned(), masked),
        line: row.line,
        outcome: row.outcome,
        seconds,
    }
}

fn masked(digits: &str) -> String {
    let own = digits.parse::<PhoneNumber>().map(|n| n.to_string());
    let other = || digits.parse::<ForeignNumber>().map(|n| n.to_string());
    own.or_else(|_| other()).unwrap_or_else(|_| "?".to_owned())
}

/// The last lines of the service's log, with numbers masked.
fn log() -> Result<Vec<String>, String> {
    let lines = KEPT.to_string();
    let output = Command::new("journalctl")
        .args([
            "-u",
            "munjigi",
            "--no-pager",
            "-o",
            "short-iso",
            "-n",
            &lines,
        ])
        .stdin(Stdio::null())
        .output();
    let none = "이 기계에는 기록(journald)이 없습니다. 문지기를 켠 곳의 화면을 보아 주세요 / there is no journal \
                here; look where munjigi was started";
    match output {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout);
            Ok(text.lines().map(veiled).collect())
        }
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().next().unwrap_or_default().to_owned();
            Err(if said.is_empty() {
                none.to_owned()
            } else {
                said
            })
        }
        Err(_) => Err(none.to_owned()),
    }
}

fn models(folder: &Path) -> Vec<ModelLine> {
    let listed = speech::list_models(folder).into_iter();
    let line = |model: speech::Listed| ModelLine {
        id: model.id.to_owned(),
        size: model.size,
        optional: model.optional,
        state: model.state,
    };
    listed.map(line).collect()
}

/// Updates below the folders where sticks are mounted, by name.
fn bundles(sticks: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = ENTRIES;
    let mut folders: Vec<(PathBuf, usize)> = sticks.iter().map(|s| (s.clone(), DEPTH)).collect();
    while let Some((folder, deeper)) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else {
            continue;
        };
        for entry in entries.flatten() {
            if left == 0 || found.len() == FOUND {
                break;
            }
            left -= 1;
            let (path, kind) = (entry.path(), entry.file_type());
            match kind {
                Ok(kind) if kind.is_dir() && deeper > 1 => folders.push((path, deeper - 1)),
                Ok(kind) if kind.is_file() && is_bundle(&path) => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn is_bundle(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "bundle")
}

// ---------------------------------------------------------------------- what is done

/// A command line, and whether only root may run it.
struct Step {
    words: Vec<String>,
    root: bool,
    /// It is run although one before it has failed.
    always: bool,
}

impl Step {
    fn ours(places: &Places, words: &[&str]) -> Self {
        let program = places.program.display().to_string();
        let words = std::iter::once(program).chain(words.iter().map(|word| (*word).to_owned()));
        Self {
            words: words.collect(),
            root: false,
            always: false,
        }
    }

    fn machine(words: &[&str]) -> Self {
        Self {
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            root: true,
            always: false,
        }
    }

    const fn by_root(mut self) -> Self {
        self.root = true;
        self
    }

    const fn always(mut self) -> Self {
        self.always = true;
        self
    }

    fn with(mut self, option: &str, path: Option<&Path>) -> Self {
        if let Some(path) = path {
            self.words.push(option.to_owned());
            self.words.push(path.display().to_string());
        }
        self
    }
}

fn steps(act: &Act, places: &Places) -> Vec<Step> {
    let config = places.config.as_deref();
    match act {
        Act::Doctor => vec![Step::ours(places, &["doctor"]).with("--config", config)],
        Act::SupportBundle => {
            let file = place_for_bundle(&places.sticks);
            let step = Step::ours(places, &["support-bundle"]).with("--config", config);
            vec![step.with("-o", Some(&file))]
        }
        Act::TestCall { to, line, kind } => {
            let words = ["call", "dial", to.digits(), "--line", line];
            let mut step = Step::ours(places, &words).with("--db", Some(&places.database));
            step.words.extend(kind.option().map(str::to_owned));
            vec![step]
        }
        Act::UpdateStatus => vec![Step::ours(places, &["ota", "status"])],
        Act::Install(file) => {
            let mut step = Step::ours(places, &["ota", "install"]).by_root();
            step.words.push(file.display().to_string());
            vec![step]
        }
        Act::RollBack => vec![Step::ours(places, &["ota", "rollback"]).by_root()],
        Act::Restart => vec![Step::machine(&["systemctl", "restart", "munjigi"])],
        Act::PowerOff => vec![Step::machine(&["systemctl", "poweroff"])],
        Act::Disown => {
            let step = Step::ours(places, &["reset", "--claim"]).by_root();
            vec![step.with("--config", config)]
        }
        Act::Reset => {
            let words = ["reset", "--factory", "--yes-erase-everything"];
            vec![
                Step::machine(&["systemctl", "stop", "munjigi"]),
                Step::ours(places, &words)
                    .by_root()
                    .with("--config", config),
                Step::machine(&["systemctl", "start", "munjigi"]).always(),
            ]
        }
    }
}

/// A stick that can be written to, or where everybody may write.
fn place_for_bundle(sticks: &[PathBuf]) -> PathBuf {
    const NAME: &str = "munjigi-support.tar";
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mounted = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    let stick = mounted.map(PathBuf::from).find(|path| {
        let below = sticks.iter().any(|parent| path.starts_with(parent));
        below && nix::unistd::access(path, nix::unistd::AccessFlags::W_OK).is_ok()
    });
    stick.unwrap_or_else(std::env::temp_dir).join(NAME)
}

fn perform(act: &Act, places: &Places, tell: &dyn Fn(News) -> bool) -> Result<i32, String> {
    let mut end = Ok(0);
    let mut went_wrong = false;
    for step in steps(act, places) {
        if went_wrong && !step.always {
            continue;
        }
        let code = run(&step, places, tell);
        let failed = !matches!(code, Ok(0));
        if failed && !went_wrong {
            end = code;
        }
        went_wrong |= failed;
    }
    end
}

/// Runs a command until its end. Its output goes through a file without a name: a command that updates the box goes on
/// when the cable is pulled out, and nobody reads what it says any more.
fn run(step: &Step, places: &Places, tell: &dyn Fn(News) -> bool) -> Result<i32, String> {
    let before: &[String] = if step.root && !is_root() {
        &places.as_root
    } else {
        &[]
    };
    let words: Vec<&String> = before.iter().chain(&step.words).collect();
    let Some((program, arguments)) = words.split_first() else {
        return Ok(0);
    };
    let failed = |error: io::Error| {
        let what = format!("{program}: {error}");
        format!("실행할 수 없습니다: {what} / cannot run {what}")
    };
    let (write, mut read) = nameless_file().map_err(failed)?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(write.try_clone().map_err(failed)?)
        .stderr(write)
        // A line that hangs up ends those who belong to it: not this one.
        .process_group(0)
        .spawn()
        .map_err(failed)?;
    let mut said = Lines::default();
    loop {
        // In this order: what it said last is read once it has ended.
        let ended = child.try_wait().map_err(failed)?;
        let mut octets = Vec::new();
        read.read_to_end(&mut octets).map_err(failed)?;
        said.push(&octets, tell);
        if let Some(status) = ended {
            said.end(tell);
            return Ok(status.code().unwrap_or(-1));
        }
        thread::sleep(LOOK);
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// A file to write to and the same to read from, which nobody else can open.
fn nameless_file() -> io::Result<(File, File)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("munjigi-console-{}-{number}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let write = OpenOptions::new()
        .append(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)?;
    let read = File::open(&path);
    fs::remove_file(&path)?;
    Ok((write, read?))
}

/// The lines of what a command says.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    fn push(&mut self, octets: &[u8], tell: &dyn Fn(News) -> bool) {
        /// A line that is longer is told in pieces.
        const LONGEST: usize = 4_096;
        for octet in octets {
            match octet {
                b'\n' | b'\r' => self.end(tell),
                octet => {
                    self.0.push(*octet);
                    if self.0.len() >= LONGEST {
                        self.end(tell);
                    }
                }
            }
        }
    }

    fn end(&mut self, tell: &dyn Fn(News) -> bool) {
        let line = std::mem::take(&mut self.0);
        if !line.is_empty() {
            tell(News::Said(String::from_utf8_lossy(&line).into_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    fn said_by(words: &[&str]) -> (Result<i32, String>, Vec<String>) {
        let lines = Mutex::new(Vec::new());
        let tell = |news: News| {
            if let News::Said(line) = news {
                lines.lock().unwrap().push(line);
            }
            true
        };
        let mut step = Step::machine(words);
        step.root = false;
        let end = run(&step, &Places::default(), &tell);
        (end, lines.into_inner().unwrap())
    }

    #[test]
    fn a_command_is_heard_to_its_end() {
        let (end, lines) = said_by(&["sh", "-c", "echo one; echo two >&2; printf three; exit 7"]);
        assert_eq!(end, Ok(7));
        assert_eq!(lines, ["one", "two", "three"]);
        let (end, _) = said_by(&["/no/such/program"]);
        assert!(end.unwrap_err().contains("/no/such/program"));
    }

    #[test]
    fn the_service_is_started_again_when_erasing_has_failed() {
        let places = Places {
            program: "false".into(),
            ..Places::default()
        };
        let steps = steps(&Act::Reset, &places);
        let always: Vec<bool> = steps.iter().map(|step| step.always).collect();
        assert_eq!(always, [false, false, true]);
        assert!(steps.iter().all(|step| step.root));
    }

    #[test]
    fn updates_are_found_below_the_mounts() {
        let folder = tempfile::tempdir().unwrap();
        for file in [
            "stick/munjigi-1.bundle",
            "stick/a/b/deep.bundle",
            "stick/x.txt",
        ] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = bundles(&[folder.path().to_owned(), "/no/such/folder".into()]);
        let names: Vec<_> = found.iter().filter_map(|path| path.file_name()).collect();
        assert_eq!(names, ["deep.bundle", "munjigi-1.bundle"]);
    }

    #[test]
    fn numbers_of_calls_are_masked() {
        assert_eq!(masked("01023456789"), "010-****-6789");
        assert!(!masked("+67812345678").contains("1234"));
        assert_eq!(masked("rubbish"), "?");
    }

    #[test]
    fn the_first_socket_that_is_there_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["a.sock", "b.sock"].map(|name| folder.path().join(name));
        let places = Places {
            sockets: vec![first.clone(), second.clone()],
            ..Places::default()
        };
        assert_eq!(places.socket(), first);
        fs::write(&second, "").unwrap();
        assert_eq!(places.socket(), second);
    }
}
