//! `munjigi.toml`: which modem, which models, where things are kept.

use std::path::{Path, PathBuf};

use crate::{
    reception::Shop,
    settings::{Document, Problems, Refusal, Table},
    speech::{Manner, Models, host::Fault},
};

use super::{BoardConfig, LineConfig, OptOutConfig};

/// The name of the socket in the data folder, when the settings name no other.
pub const CONTROL: &str = "control.sock";

/// The name of the file with the code, beside the settings.
pub const CODE: &str = "code";

/// The box's settings, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The shop that it answers for.
    pub shop: Shop,
    /// The telephone lines, at least one.
    pub lines: Vec<LineConfig>,
    /// What can be done to a modem from outside.
    pub board: BoardConfig,
    /// Models and voice.
    pub speech: SpeechConfig,
    /// Where the database and rendered sentences are kept.
    pub data: PathBuf,
    /// The socket on which the console and the update script ask the box.
    pub control: PathBuf,
    /// The file with the code that makes who texts it to the box its owner, beside the settings.
    pub code: PathBuf,
    /// How the toll-free numbers of ad texts are called, to opt the owner out; `None`: they are not.
    pub opt_out: Option<OptOutConfig>,
    /// The language model that may choose among the shop's answers; `None`: there is none.
    pub understanding: Option<Understanding>,
    /// Whether the bodies of long messages are fetched from the carrier, over its data network.
    pub fetch_long_messages: bool,
}

/// `[understanding]`: a language model on the same box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understanding {
    /// Where it listens.
    pub socket: PathBuf,
    /// What it is called there.
    pub model: String,
}

/// What hears and speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The models.
    #[default]
    Models,
    /// A list of what is heard, and a hum for a voice: for benches without models.
    Scripted {
        /// What the ears make of one turn after the other; at the end the list begins again.
        heard: Vec<String>,
        /// What shall go wrong in the engine processes.
        fault: Option<Fault>,
    },
}

/// Which models to use, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeechConfig {
    /// What hears and speaks.
    pub engine: Engine,
    /// The directory that `scripts/setup.sh` fills.
    pub models: PathBuf,
    /// One of the synthesizer's voices, or several joined by `+` (their mean).
    pub voice: String,
    /// How fast the box speaks; 1.0 is the voice's own pace.
    pub speed: f32,
    /// Threads for each model.
    pub threads: u8,
}

impl Default for SpeechConfig {
    fn default() -> Self {
        let Manner { voice, speed } = Manner::default();
        Self {
            engine: Engine::Models,
            models: Models::usual_folder(),
            voice,
            speed,
            threads: 2,
        }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("could not read the settings file {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The files hold mistakes; all of them.
    #[error("the settings cannot be used:\n{0}")]
    Problems(String),
}

impl Config {
    /// Reads `path` and the shop file that it names. Relative paths count from the file's folder.
    ///
    /// # Errors
    /// All mistakes of both files at once.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = read(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let name = path.display().to_string();
        let document = Document::parse(&name, &text);
        let parts = {
            let root = document.root();
            let lines = LineConfig::read_all(&root, folder);
            let board = root.table("board").map_or_else(
                || Some(BoardConfig::default()),
                |t| BoardConfig::read(&t, folder),
            );
            let speech = root.table("speech").map_or_else(
                || Some(SpeechConfig::default()),
                |t| SpeechConfig::read(&t, folder),
            );
            let data: String = root.get_or("data", "data".to_owned());
            let control: Option<String> = root.get("control");
            let fetch = root.get_or("fetch_long_messages", true);
            let opt_out = super::opt_out::read(root.table("opt_out").as_ref());
            let understanding = root.table("understanding");
            let understanding = understanding.and_then(|table| Understanding::read(&table, folder));
            let shop: Option<String> = root.require("shop");
            (
                lines.zip(board),
                speech,
                (folder.join(data), control, fetch, opt_out, understanding),
                shop.map(|shop| folder.join(shop)),
            )
        };
        let (lines, speech, aside, shop_path) = parts;
        let (data, control, fetch_long_messages, opt_out, understanding) = aside;
        let control = control.map_or_else(|| data.join(CONTROL), |path| folder.join(path));
        // The shop file is read even when this file has mistakes, to report all at once.
        let shop = shop_path.map(|path| read_shop(&path));
        let whole = lines.zip(speech);
        match (document.finish(whole), shop) {
            (Ok(((lines, board), speech)), Some(Ok(shop))) => Ok(Self {
                shop,
                lines,
                board,
                speech,
                data,
                control,
                code: folder.join(CODE),
                opt_out,
                understanding,
                fetch_long_messages,
            }),
            (Err(problems), None | Some(Ok(_))) => Err(problems.into()),
            (Ok(_), None) => unreachable!("a missing shop has been reported"),
            (Ok(_), Some(Err(error))) => Err(error),
            (Err(problems), Some(Err(error))) => Err(ConfigError::Problems(match error {
                ConfigError::Problems(more) => format!("{problems}\n{more}"),
                error @ ConfigError::Read { .. } => format!("{problems}\n{error}"),
            })),
        }
    }
}

impl From<Problems> for ConfigError {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems.to_string())
    }
}

/// Reads a shop file.
///
/// # Errors
/// All its mistakes.
pub fn read_shop(path: &Path) -> Result<Shop, ConfigError> {
    let text = read(path)?;
    Ok(Shop::parse(&path.display().to_string(), &text)?)
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

impl Understanding {
    fn read(table: &Table<'_>, folder: &Path) -> Option<Self> {
        let socket: Option<String> = table.require("socket");
        let model = table.get_or("model", "default".to_owned());
        let socket = socket?;
        if socket.contains("://") {
            table.refuse(
                "socket",
                Refusal::new(
                    "주소가 아니라 이 기기의 소켓 파일을 적어 주세요. 예: /run/llama/llama.sock",
                    "write the path of a socket of this machine and no address, such as /run/llama/llama.sock",
                ),
            );
            return None;
        }
        let socket = folder.join(socket);
        Some(Self { socket, model })
    }
}

impl SpeechConfig {
    fn read(table: &Table<'_>, folder: &Path) -> Option<Self> {
        let default = Self::default();
        let speed = table.get_or("speed", default.speed);
        if !(0.5..=2.0).contains(&speed) {
            table.refuse(
                "speed",
                Refusal::new(
                    "말 빠르기는 0.5에서 2.0 사이로 적어 주세요. 보통은 0.9입니다.",
                    "speed must lie between 0.5 and 2.0; 0.9 is usual",
                ),
            );
        }
        let threads = table.get_or("threads", default.threads);
        if !(1..=8).contains(&threads) {
            table.refuse(
                "threads",
                Refusal::new(
                    "1에서 8 사이로 적어 주세요.",
                    "threads must lie between 1 and 8",
                ),
            );
        }
        let models = table.get::<String>("models");
        Some(Self {
            engine: read_engine(table),
            models: models.map_or(default.models, |models| folder.join(models)),
            voice: table.get_or("voice", default.voice),
            speed,
            threads,
        })
    }
}

fn read_engine(table: &Table<'_>) -> Engine {
    let heard: Vec<String> = table.get_or("heard", Vec::new());
    let fault = read_fault(table);
    match table.get_or("engine", "models".to_owned()).as_str() {
        "models" => {
            if fault.is_some() {
                let refusal = Refusal::new(
                    "fault 는 시험용입니다. engine = \"scripted\" 와 함께만 쓸 수 있습니다.",
                    "fault is for tests; it needs engine = \"scripted\"",
                );
                table.refuse("fault", refusal);
            }
            Engine::Models
        }
        "scripted" => Engine::Scripted { heard, fault },
        _ => {
            let refusal = Refusal::new(
                "engine 은 models 또는 scripted(시험용) 중 하나로 적어 주세요.",
                "engine must be models or scripted (for tests)",
            );
            table.refuse("engine", refusal);
            Engine::Models
        }
    }
}

fn read_fault(table: &Table<'_>) -> Option<Fault> {
    let fault = table.get::<String>("fault")?.parse();
    if fault.is_err() {
        let refusal = Refusal::new(
            "recognise=abort@2 처럼 단계=stall|abort|exit@번째 로 적어 주세요(시험용).",
            "write STAGE=stall|abort|exit@N, as in recognise=abort@2 (for tests)",
        );
        table.refuse("fault", refusal);
    }
    fault.ok()
}

#[cfg(test)]
mod tests;
