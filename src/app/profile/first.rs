//! The settings that a box starts its life with.

use std::{
    fmt,
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use super::{super::CODE, BoardProfile};

/// Read by the service's group, written by root.
const MODE: u32 = 0o640;

/// Six digits that only the label and the serial console show: who texts them to the box is its
/// owner. Does not show itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct ShopCode(String);

impl ShopCode {
    /// A code out of the system's dice.
    ///
    /// # Errors
    /// When the system has none.
    pub fn roll() -> Result<Self, FirstError> {
        // As many numbers as there are codes, each as likely: what is left over at the top is rolled again.
        const CODES: u32 = 1_000_000;
        loop {
            let mut octets = [0; 4];
            getrandom::fill(&mut octets)?;
            let rolled = u32::from_le_bytes(octets);
            if rolled < u32::MAX - u32::MAX % CODES {
                return Ok(Self(format!("{:06}", rolled % CODES)));
            }
        }
    }

    /// A new code for a box that has one: whoever knew the old one knows nothing any more.
    ///
    /// # Errors
    /// When there are no dice, or the file cannot be written.
    pub fn renew(file: &Path) -> Result<Self, FirstError> {
        let code = Self::roll()?;
        let parent = file.parent();
        // Settings that are named without a folder lie in this one.
        let folder = parent.filter(|parent| !parent.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        write_whole(folder, CODE, &code.file()).map_err(|source| FirstError::Write {
            path: file.to_owned(),
            source,
        })?;
        Ok(code)
    }

    /// As it stands in its file.
    fn file(&self) -> String {
        format!("{}\n", self.0)
    }

    /// The digits, for the label and the console.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ShopCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShopCode(******)")
    }
}

/// Files of settings: their names and what is in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstSettings(pub(super) Vec<(&'static str, String)>);

/// Why they could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FirstError {
    /// The disk.
    #[error("could not write {}; is the data partition mounted, and has it room?", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No dice.
    #[error("the system has no random numbers")]
    Random(#[from] getrandom::Error),
}

impl FirstSettings {
    /// What fits this board. `munjigi.toml` finds the modem by itself and keeps its data where the
    /// unit says; `shop.toml` belongs to a shop without a name, which takes messages.
    #[must_use]
    pub fn of(profile: Option<&BoardProfile>, code: &ShopCode) -> Self {
        let board = profile.map_or("an unknown board", |profile| &profile.name);
        let audio = profile.map_or("auto", |profile| &profile.audio);
        let threads = profile.map_or(2, |profile| profile.threads);
        let mut settings = format!(
            "# 이 상자의 설정 / the settings of this box ({board})\n\
             # 고친 뒤 / after a change: munjigi config check /etc/munjigi/munjigi.toml\n\
             shop = \"shop.toml\"\n\
             data = \"/var/lib/munjigi\"\n\
             control = \"/run/munjigi/control.sock\"\n\
             \n\
             [modem]\n\
             auto  = true\n\
             audio = \"{audio}\"\n\
             \n\
             [speech]\n\
             models  = \"/opt/munjigi/models/current\"\n\
             threads = {threads}\n"
        );
        let shop = "# 가게에 대해 / about the shop: munjigi config shop\n\
             name = \"가게\"\n\
             \n\
             [hours]\n\
             daily = \"10:00-20:00\"\n";
        let mut files = Vec::new();
        let led = profile.map_or(&[][..], |profile| &profile.led);
        let key = profile.and_then(|profile| profile.power_key.as_ref());
        if key.is_some() || !led.is_empty() {
            settings.push_str("\n[board]\n");
        }
        if !led.is_empty() {
            let names: Vec<String> = led.iter().map(|name| format!("\"{name}\"")).collect();
            settings.push_str(&format!("led = [{}]\n", names.join(", ")));
        }
        if let Some(key) = key {
            settings.push_str("hook = \"/usr/lib/munjigi/hooks/gpio\"\n");
            let pulse = key.pulse.as_millis();
            let line = format!("{} {} {} {pulse}\n", key.chip, key.line, key.level);
            files.push(("power-key", line));
        }
        files.push((CODE, code.file()));
        files.push(("shop.toml", shop.to_owned()));
        // Last, because it is what the box looks for: where it is, all else is.
        files.push(("munjigi.toml", settings));
        Self(files)
    }

    /// Writes those that are not there into `folder`, and says which. A power cut leaves each file
    /// whole or not there; the next start goes on.
    ///
    /// # Errors
    /// When a file cannot be written and brought to disk.
    pub fn lay_down(&self, folder: &Path) -> Result<Vec<PathBuf>, FirstError> {
        let mut made = Vec::new();
        for (name, text) in &self.0 {
            let path = folder.join(name);
            if path.exists() {
                continue;
            }
            write_whole(folder, name, text).map_err(|source| FirstError::Write {
                path: path.clone(),
                source,
            })?;
            made.push(path);
        }
        Ok(made)
    }
}

fn write_whole(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let beside = folder.join(format!(".{name}.new"));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(MODE)
        .open(&beside)?;
    // Whatever umask the console has: the service has to read it.
    file.set_permissions(Permissions::from_mode(MODE))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, folder.join(name))?;
    File::open(folder)?.sync_all()
}
