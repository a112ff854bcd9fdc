//! `munjigi.toml`: which modem, which models, where things are kept.

use std::path::{Path, PathBuf};

use crate::{
    reception::Shop,
    settings::{Document, Problems, Refusal, Table},
    speech::Models,
};

/// The box's settings, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The shop that it answers for.
    pub shop: Shop,
    /// The modem's two ports.
    pub modem: ModemConfig,
    /// Models and voice.
    pub speech: SpeechConfig,
    /// Where the database and rendered sentences are kept.
    pub data: PathBuf,
}

/// The ports of an EC25 that speaks serial PCM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModemConfig {
    /// The AT port (USB interface 02).
    pub at: PathBuf,
    /// The port that carries PCM (USB interface 01).
    pub pcm: PathBuf,
}

/// Which models to use, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeechConfig {
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
        Self {
            models: Models::usual_folder(),
            voice: "jf_alpha+jf_gongitsune".to_owned(),
            speed: 0.95,
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
            let modem = root.table("modem").or_else(|| {
                require_table(&root, "modem", "at = \"/dev/ttyUSB2\"");
                None
            });
            let modem = modem.and_then(|table| ModemConfig::read(&table, folder));
            let speech = root.table("speech").map_or_else(
                || Some(SpeechConfig::default()),
                |t| SpeechConfig::read(&t, folder),
            );
            let data: String = root.get_or("data", "data".to_owned());
            let shop: Option<String> = root.require("shop");
            (
                modem,
                speech,
                folder.join(data),
                shop.map(|shop| folder.join(shop)),
            )
        };
        let (modem, speech, data, shop_path) = parts;
        // The shop file is read even when this file has mistakes, to report all at once.
        let shop = shop_path.map(|path| read_shop(&path));
        let whole = modem.zip(speech);
        match (document.finish(whole), shop) {
            (Ok((modem, speech)), Some(Ok(shop))) => Ok(Self {
                shop,
                modem,
                speech,
                data,
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

fn require_table(root: &Table<'_>, key: &str, example: &str) {
    if !root.has(key) {
        root.refuse(
            key,
            Refusal::new(
                format!("[{key}] 표가 없습니다. {example} 처럼 적어 주세요."),
                format!("[{key}] is missing; write for example {example}"),
            ),
        );
    }
}

impl ModemConfig {
    fn read(table: &Table<'_>, folder: &Path) -> Option<Self> {
        let at: Option<String> = table.require("at");
        let pcm: Option<String> = table.require("pcm");
        Some(Self {
            at: folder.join(at?),
            pcm: folder.join(pcm?),
        })
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
                    "말 빠르기는 0.5에서 2.0 사이로 적어 주세요. 보통은 0.95입니다.",
                    "speed must lie between 0.5 and 2.0; 0.95 is usual",
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
            models: models.map_or(default.models, |models| folder.join(models)),
            voice: table.get_or("voice", default.voice),
            speed,
            threads,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(config: &str, shop: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("munjigi.toml"), config).unwrap();
        std::fs::write(folder.path().join("shop.toml"), shop).unwrap();
        Config::load(&folder.path().join("munjigi.toml")).map_err(|e| e.to_string())
    }

    const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'";

    #[test]
    fn what_is_not_said_has_a_default() {
        let config = load(
            "shop = 'shop.toml'\n[modem]\nat = '/dev/ttyUSB2'\npcm = '/dev/ttyUSB1'",
            SHOP,
        )
        .unwrap();
        assert_eq!(config.modem.at, Path::new("/dev/ttyUSB2"));
        assert_eq!(config.speech, SpeechConfig::default());
        assert!(config.data.ends_with("data"));
    }

    #[test]
    fn mistakes_of_both_files_come_at_once() {
        let said = load(
            "shop = 'shop.toml'\n[modem]\nta = 1\npcm = '/dev/ttyUSB1'\n[speech]\nspeed = 9.5",
            "name = 3",
        )
        .unwrap_err();
        for expected in [
            "munjigi.toml:3:1: modem.ta: ",
            "did you mean at?",
            "at is missing",
            "munjigi.toml:6:9: speech.speed: ",
            "between 0.5 and 2.0",
            "shop.toml:1:8: name: ",
            "[hours] is missing",
        ] {
            assert!(said.contains(expected), "{expected} not in:\n{said}");
        }
    }

    #[test]
    fn an_empty_file_says_what_it_needs() {
        let said = load("", SHOP).unwrap_err();
        assert!(
            said.contains("[modem] is missing") && said.contains("shop is missing"),
            "{said}"
        );
    }
}
