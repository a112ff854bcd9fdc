//! What Munjigi has to know of a board, in a file of its own: `board/profiles/NAME.toml`.
//!
//! Read at the first start, to write settings that fit (`munjigi config first`), by the image recipe
//! (`board/image/build.sh`), and by whoever writes one (`munjigi config check --board FILE`).
//!
//! **Rule:** a board is known by what its device tree says it is compatible with, and by nothing
//! else; a board that no profile knows gets the usual settings.
//!
//! To test it: `cargo test --lib app::profile`; `tests/board.rs` reads the profiles that are there.

mod first;
#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    settings::{Document, Problems, Refusal, Table},
    speech::{self, Listed},
};

pub use first::{FirstError, FirstSettings, ShopCode};

/// Where the device tree says which board this is: names with a NUL behind each, the nearest first.
pub const COMPATIBLE: &str = "/proc/device-tree/compatible";

/// How fast a board is: the classes of `models/catalog.toml`, slowest first.
const CLASSES: [&str; 3] = ["any", "cortex-a72", "cortex-a76"];

/// What one board is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardProfile {
    /// What people call it.
    pub name: String,
    /// Its names in device trees; any of them will do.
    pub compatible: Vec<String>,
    /// A class of `models/catalog.toml`.
    pub class: String,
    /// Whether the image has been started on one.
    pub tried: bool,
    /// Threads for each model.
    pub threads: u8,
    /// How voice gets out of the modem: `auto`, `card` or `serial`.
    pub audio: String,
    /// The lamps, below `/sys/class/leds`: none, one, or red, green and blue.
    pub led: Vec<String>,
    /// The longest time that its watchdog can count to.
    pub watchdog: Duration,
    /// The line that leads to the module's PWRKEY.
    pub power_key: Option<PowerKey>,
    /// Where the technician plugs in.
    pub console: Console,
    /// What the image recipe needs.
    pub image: ImageParts,
}

/// A line of the header, as `board/hooks/gpio` wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerKey {
    /// `gpiochip0`
    pub chip: String,
    /// Which of its lines.
    pub line: u8,
    /// 0 or 1: the level that presses the key.
    pub level: u8,
    /// How long it is pressed.
    pub pulse: Duration,
}

/// A serial port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Console {
    /// Below `/dev`.
    pub port: String,
    /// Bits per second.
    pub baud: u32,
}

/// What the image of a board is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageParts {
    /// Who starts the kernel: `direct`, `raspberry-pi`, `extlinux`.
    pub boot: String,
    /// Debian packages besides the usual ones.
    pub packages: Vec<String>,
    /// Kernel modules without which the disk cannot be read.
    pub modules: Vec<String>,
    /// Debian's package of the kernel, with the suite behind a slash where it is not the release's own.
    pub kernel: Option<String>,
}

/// Why a profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// It could not be read.
    #[error("could not read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It holds mistakes; all of them.
    #[error("the board profile cannot be used:\n{0}")]
    Problems(#[from] Problems),
}

impl BoardProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// When it cannot be read; all its mistakes.
    pub fn load(path: &Path) -> Result<Self, ProfileError> {
        let text = fs::read_to_string(path).map_err(reading(path))?;
        Ok(Self::parse(&path.display().to_string(), &text)?)
    }

    /// The profile in this folder whose board has one of these names; the first name counts most.
    ///
    /// # Errors
    /// When the folder or a profile in it cannot be read or holds mistakes.
    pub fn of(folder: &Path, compatible: &[u8]) -> Result<Option<Self>, ProfileError> {
        let entries = fs::read_dir(folder).map_err(reading(folder))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut paths: Vec<_> = paths.collect::<Result<_, _>>().map_err(reading(folder))?;
        paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
        paths.sort();
        let all: Vec<Self> = paths
            .iter()
            .map(|path| Self::load(path))
            .collect::<Result<_, _>>()?;
        let names = compatible.split(|octet| *octet == 0);
        let known = |name: &[u8]| {
            let called = |one: &String| one.as_bytes() == name;
            all.iter().find(|one| one.compatible.iter().any(called))
        };
        Ok(names.into_iter().find_map(known).cloned())
    }

    /// Reads the text of a profile that came from the file `name`.
    ///
    /// # Errors
    /// All its mistakes.
    pub fn parse(name: &str, text: &str) -> Result<Self, Problems> {
        let document = Document::parse(name, text);
        let profile = Self::read(&document.root());
        document.finish(profile)
    }

    fn read(root: &Table<'_>) -> Option<Self> {
        // All is asked for before anything is given up, so that all mistakes come at once.
        for name in ["console", "image", "class"] {
            demand(root, name);
        }
        let power_key = root
            .table("power_key")
            .and_then(|table| PowerKey::read(&table));
        let console = root
            .table("console")
            .and_then(|table| Console::read(&table));
        let image = root
            .table("image")
            .and_then(|table| ImageParts::read(&table));
        let name = root.require("name");
        let compatible: Option<Vec<String>> = root.require("compatible");
        let class = root.get_text("class", |text| one_of(text, &CLASSES));
        let audio = root.get_text("audio", |text| one_of(text, &["auto", "card", "serial"]));
        let threads = root.get_or("threads", 2);
        if !(1..=8).contains(&threads) {
            let english = "threads must lie between 1 and 8";
            root.refuse(
                "threads",
                Refusal::new("1에서 8 사이로 적어 주세요.", english),
            );
        }
        let led: Vec<String> = root.get_or("led", Vec::new());
        if let Some(refused) = led.iter().find_map(|name| plain(name).err()) {
            root.refuse("led", refused);
        } else if !matches!(led.len(), 0 | 1 | 3) {
            let english = "name one LED, or three: red, green, blue";
            root.refuse(
                "led",
                Refusal::new("하나, 또는 빨강·초록·파랑 순서로 셋 적어 주세요.", english),
            );
        }
        let watchdog = root.get_or("watchdog", Duration::from_secs(20));
        Some(Self {
            tried: root.get_or("tried", false),
            audio: audio.unwrap_or_else(|| "auto".to_owned()),
            name: name?,
            compatible: compatible?,
            class: class?,
            threads,
            led,
            watchdog,
            power_key,
            console: console?,
            image: image?,
        })
    }

    /// The models that are meant for a faster board: it runs them, but more slowly than people talk.
    #[must_use]
    pub fn too_slow_for(&self) -> Vec<&'static str> {
        let rank = |class: &str| CLASSES.iter().position(|one| *one == class);
        let none: &Path = Path::new("");
        speech::list_models(none)
            .into_iter()
            .filter(|model: &Listed| !model.optional && rank(model.board) > rank(&self.class))
            .map(|model| model.id)
            .collect()
    }
}

impl PowerKey {
    fn read(table: &Table<'_>) -> Option<Self> {
        demand(table, "chip");
        let (chip, line) = (table.get_text("chip", plain), table.require("line"));
        let level = table.get_or("level", 1);
        if level > 1 {
            let english = "level is 0 or 1";
            table.refuse("level", Refusal::new("0 또는 1로 적어 주세요.", english));
        }
        Some(Self {
            level,
            pulse: table.get_or("pulse", Duration::from_millis(600)),
            chip: chip?,
            line: line?,
        })
    }
}

impl Console {
    fn read(table: &Table<'_>) -> Option<Self> {
        demand(table, "port");
        let port = table.get_text("port", plain);
        let baud = table.get_or("baud", 115_200);
        Some(Self { port: port?, baud })
    }
}

impl ImageParts {
    fn read(table: &Table<'_>) -> Option<Self> {
        demand(table, "boot");
        let kinds = ["direct", "raspberry-pi", "extlinux"];
        let boot = table.get_text("boot", |text| one_of(text, &kinds));
        let words = |key: &str| -> Vec<String> { table.get_or(key, Vec::new()) };
        let (packages, modules) = (words("packages"), words("modules"));
        let kernel: Option<String> = table.get("kernel");
        Some(Self {
            boot: boot?,
            packages,
            modules,
            kernel,
        })
    }
}

/// Reports `key` when it is missing.
fn demand(table: &Table<'_>, key: &str) {
    if !table.has(key) {
        let _reported: Option<String> = table.require(key);
    }
}

/// A name that may stand in a path and in a file of settings.
fn plain(text: &str) -> Result<String, Refusal> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-:.".contains(c);
    if !text.is_empty() && !text.starts_with('.') && text.chars().all(fits) {
        return Ok(text.to_owned());
    }
    Err(Refusal::new(
        "영문자, 숫자, _ - : . 만 쓸 수 있습니다.",
        "only letters, digits and _ - : . may be used",
    ))
}

fn one_of(text: &str, kinds: &[&str]) -> Result<String, Refusal> {
    if kinds.contains(&text) {
        return Ok(text.to_owned());
    }
    let kinds = kinds.join(", ");
    Err(Refusal::new(
        format!("다음 중에서 고르세요: {kinds}"),
        format!("use one of: {kinds}"),
    ))
}

fn reading(path: &Path) -> impl FnOnce(io::Error) -> ProfileError {
    let path = path.to_owned();
    |source| ProfileError::Read { path, source }
}
