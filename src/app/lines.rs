//! The lines of a box in its settings: which modem each one uses, and how.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use crate::{
    modem::discovery::Socket,
    phone::PhoneNumber,
    settings::{Refusal, Table},
};

use super::PinSource;

/// One telephone line of the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineConfig {
    /// What the owner calls it.
    pub name: String,
    /// Where its messages go, when not to the shop's owner.
    pub owner: Option<PhoneNumber>,
    /// The number that it has: what opt-out lines are told, when they ask for it.
    pub number: Option<PhoneNumber>,
    /// Which modem it uses.
    pub modem: Selector,
    /// How voice gets out of the modem.
    pub audio: AudioChoice,
    /// Where its SIM's PIN is kept, when the SIM has one.
    pub pin: Option<PinSource>,
}

/// Which modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// The one that no other line has named.
    Auto,
    /// The one in this USB socket, whichever it is.
    Socket(Socket),
    /// This one, wherever it is plugged in.
    Imei(Imei),
    /// No search: these ports.
    Ports {
        /// The AT port (USB interface 02).
        at: PathBuf,
        /// The port that carries PCM (USB interface 01).
        pcm: PathBuf,
    },
}

/// How voice gets out of the modem.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AudioChoice {
    /// The sound card where there is one, the serial port otherwise.
    #[default]
    Auto,
    /// The USB sound card (`AT+QPCMV=1,2`).
    Card,
    /// The serial port of USB interface 01 (`AT+QPCMV=1,0`).
    Serial,
}

/// The serial number of a modem: 15 digits (3GPP TS 23.003 6.2.1). Shows its last four.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Imei(heapless::String<15>);

/// This is no IMEI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IMEI has 15 digits")]
pub struct NoImei;

impl FromStr for Imei {
    type Err = NoImei;

    fn from_str(text: &str) -> Result<Self, NoImei> {
        let digits = text.len() == 15 && text.bytes().all(|byte| byte.is_ascii_digit());
        let digits = digits.then_some(text).ok_or(NoImei)?;
        digits.try_into().map(Self).map_err(|_| NoImei)
    }
}

impl fmt::Display for Imei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "***********{}", &self.0[11..])
    }
}

impl fmt::Debug for Imei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Imei({self})")
    }
}

impl LineConfig {
    /// The name of a line that was given none.
    pub const UNNAMED: &str = "1";

    /// The lines of the file: `[modem]` for one, or a `[[line]]` for each.
    pub(super) fn read_all(root: &Table<'_>, folder: &Path) -> Option<Vec<Self>> {
        let tables = root.tables("line");
        let modem = root.table("modem");
        match (modem, tables.as_slice()) {
            (Some(modem), []) => {
                Self::read(&modem, folder, Self::UNNAMED.to_owned(), None).map(|line| vec![line])
            }
            (Some(_all_asked), [_, ..]) => {
                refuse(
                    root,
                    "modem",
                    "[modem]과 [[line]]을 함께 쓸 수 없습니다. [modem]의 내용을 [[line]] 안으로 옮겨 주세요.",
                    "[modem] and [[line]] exclude each other; move what [modem] says into a [[line]]",
                );
                None
            }
            (None, []) => {
                if !root.has("modem") && !root.has("line") {
                    refuse(
                        root,
                        "modem",
                        "[modem] 표가 없습니다. [modem] 아래에 auto = true 라고 적어 주세요.",
                        "[modem] is missing; write for example [modem] and below it auto = true",
                    );
                }
                None
            }
            (None, tables) => {
                let lines: Vec<_> = tables
                    .iter()
                    .map(|table| {
                        let name = table.require("name");
                        let owner = table.get("owner");
                        Self::read(table, folder, name.clone().unwrap_or_default(), owner)
                            .filter(|_| name.is_some())
                    })
                    .collect();
                for (table, line) in tables.iter().zip(&lines) {
                    if let Some(line) = line {
                        line.alone(table, lines.iter().flatten());
                    }
                }
                lines.into_iter().collect()
            }
        }
    }

    fn read(
        table: &Table<'_>,
        folder: &Path,
        name: String,
        owner: Option<PhoneNumber>,
    ) -> Option<Self> {
        let pin = PinSource::read_setting(table, folder);
        let audio = table.get_text("audio", |text| match text {
            "auto" => Ok(AudioChoice::Auto),
            "card" => Ok(AudioChoice::Card),
            "serial" => Ok(AudioChoice::Serial),
            _ => Err(Refusal::new(
                "\"auto\", \"card\"(USB 사운드 카드), \"serial\"(직렬 포트) 가운데 하나를 적어 주세요.",
                "write \"auto\", \"card\" (USB sound card) or \"serial\" (serial port)",
            )),
        });
        let audio = audio.unwrap_or_default();
        let modem = Selector::read(table, folder)?;
        if audio == AudioChoice::Card && matches!(modem, Selector::Ports { .. }) {
            refuse(
                table,
                "audio",
                "포트를 직접 적으면 사운드 카드를 찾을 수 없습니다. at과 pcm 대신 socket, imei, auto 가운데 하나를 적어 주세요.",
                "the card cannot be found from ports; write socket, imei or auto instead of at and pcm",
            );
        }
        Some(Self {
            name,
            owner,
            number: table.get("number"),
            modem,
            audio,
            pin,
        })
    }

    /// Reports what this line shares with one before it.
    fn alone<'l>(&self, table: &Table<'_>, all: impl Iterator<Item = &'l Self>) {
        let before: Vec<&Self> = all.take_while(|line| !std::ptr::eq(*line, self)).collect();
        if before.iter().any(|line| line.name == self.name) {
            refuse(
                table,
                "name",
                "이 이름을 쓰는 회선이 이미 있습니다. 다른 이름을 적어 주세요.",
                "a line above has this name; choose another",
            );
        }
        let mut taken: BTreeSet<&Path> = BTreeSet::new();
        for line in &before {
            if let Selector::Ports { at, pcm } = &line.modem {
                taken.extend([at.as_path(), pcm.as_path()]);
            }
        }
        let clash = match &self.modem {
            Selector::Ports { at, pcm } => [("at", at), ("pcm", pcm)]
                .into_iter()
                .find_map(|(key, path)| taken.contains(path.as_path()).then_some(key)),
            modem => before
                .iter()
                .any(|line| line.modem == *modem)
                .then_some(modem.key()),
        };
        if let Some(key) = clash {
            refuse(
                table,
                key,
                "위의 다른 회선이 이미 이 모뎀을 씁니다. 회선마다 다른 모뎀을 적어 주세요.",
                "a line above uses this modem; each line needs one of its own",
            );
        }
    }
}

impl Selector {
    const fn key(&self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Socket(_) => "socket",
            Self::Imei(_) => "imei",
            Self::Ports { .. } => "at",
        }
    }

    fn read(table: &Table<'_>, folder: &Path) -> Option<Self> {
        let ways = ["auto", "socket", "imei", "at", "pcm"];
        let given: Vec<&str> = ways.into_iter().filter(|key| table.has(key)).collect();
        match given.as_slice() {
            ["auto"] => {
                let auto: bool = table.get("auto")?;
                if !auto {
                    return Self::none(table, "auto");
                }
                Some(Self::Auto)
            }
            ["socket"] => table
                .get_text("socket", |text| {
                    text.parse().map_err(|_| {
                        Refusal::new(
                            "\"1-1.3\"처럼 적어 주세요. `munjigi doctor`가 꽂힌 자리를 알려 드립니다.",
                            "write a socket like \"1-1.3\"; `munjigi doctor` shows what is plugged in where",
                        )
                    })
                })
                .map(Self::Socket),
            [] => Self::none(table, "modem"),
            ["at" | "pcm", ..] => {
                let at: Option<String> = table.require("at");
                let pcm: Option<String> = table.require("pcm");
                Some(Self::Ports {
                    at: folder.join(at?),
                    pcm: folder.join(pcm?),
                })
            }
            [_imei] => table
                .get_text("imei", |text| {
                    // The number itself is not shown.
                    text.parse().map_err(|_| {
                        Refusal::new(
                            "IMEI는 숫자 15자리입니다. 모뎀에 적힌 번호를 따옴표 안에 적어 주세요.",
                            "an IMEI has 15 digits; write the one on the modem's label in quotes",
                        )
                    })
                })
                .map(Self::Imei),
            [first, second, ..] => {
                refuse(
                    table,
                    second,
                    &format!("모뎀을 두 가지로 고르셨습니다({first}, {second}). 하나만 남겨 주세요."),
                    &format!("the modem is chosen in two ways ({first} and {second}); keep one"),
                );
                None
            }
        }
    }

    fn none(table: &Table<'_>, key: &str) -> Option<Self> {
        refuse(
            table,
            key,
            "어느 모뎀인지 적어 주세요: auto = true, socket = \"1-1.3\", imei = \"…\", 또는 at과 pcm.",
            "say which modem: auto = true, socket = \"1-1.3\", imei = \"…\", or at and pcm",
        );
        None
    }
}

pub(super) fn refuse(table: &Table<'_>, key: &str, korean: &str, english: &str) {
    table.refuse(key, Refusal::new(korean, english));
}
