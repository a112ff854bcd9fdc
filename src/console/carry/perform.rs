//! What the screen has done: our own commands and the machine's, some of them by root.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _},
    os::unix::{
        fs::{MetadataExt as _, OpenOptionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Duration,
};

use crate::console::{Act, News};

use super::Places;

/// How often it is looked whether a command has said more.
const LOOK: Duration = Duration::from_millis(200);
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

pub(super) fn perform(
    act: &Act,
    places: &Places,
    tell: &dyn Fn(News) -> bool,
) -> Result<i32, String> {
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
}
