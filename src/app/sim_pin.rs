//! Where the PIN of a SIM is kept.
//!
//! Not in `munjigi.toml`: that file is copied into backups, shown to whoever helps, and read aloud on
//! the telephone. It only says where the PIN lies: in a file that nobody but the box's user can read
//! (systemd's `LoadCredential=` makes such a file), or in a variable of the environment.

use std::{
    fmt, fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use crate::settings::Table;

use super::lines::refuse;

/// Where a PIN is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinSource {
    /// A file with the PIN in its first line.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
}

/// A PIN: four to eight digits (3GPP TS 51.011 9.3). It does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct SimPin(heapless::String<8>);

impl SimPin {
    fn parse(text: &str) -> Option<Self> {
        let digits = (4..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.try_into().ok().map(Self)).flatten()
    }

    /// The digits, for the modem alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SimPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimPin(****)")
    }
}

/// Why a PIN cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// The file cannot be read.
    #[error("reading the SIM's PIN from {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others may read the file.
    #[error(
        "유심 비밀번호 파일을 다른 사용자도 읽을 수 있습니다. `chmod 600 {}`로 잠가 주세요.\n    \
         the file with the SIM's PIN can be read by others; lock it with `chmod 600 {}`",
        path.display(), path.display()
    )]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// The variable is not set.
    #[error("the SIM's PIN should be in the environment variable {0}, which is not set")]
    NotSet(String),
    /// There is something else in it.
    #[error(
        "유심 비밀번호는 숫자 네 자리에서 여덟 자리입니다.\n    a SIM's PIN has four to eight digits"
    )]
    NoPin,
}

impl PinSource {
    pub(super) fn read_setting(table: &Table<'_>, folder: &Path) -> Option<Self> {
        if table.has("sim_pin") {
            refuse(
                table,
                "sim_pin",
                "비밀번호를 설정 파일에 적지 마세요. 따로 파일에 적어 잠그고(chmod 600) sim_pin_file에 그 경로를 적어 주세요.",
                "no PIN in this file; put it into a file of its own (chmod 600) and name that in sim_pin_file",
            );
        }
        let file: Option<String> = table.get("sim_pin_file");
        let variable: Option<String> = table.get("sim_pin_env");
        match (file, variable) {
            (Some(_), Some(_)) => {
                refuse(
                    table,
                    "sim_pin_env",
                    "sim_pin_file과 sim_pin_env 가운데 하나만 적어 주세요.",
                    "keep one of sim_pin_file and sim_pin_env",
                );
                None
            }
            (Some(file), None) => Some(Self::File(folder.join(file))),
            (None, Some(variable)) => Some(Self::Environment(variable)),
            (None, None) => None,
        }
    }

    /// Fetches the PIN.
    ///
    /// # Errors
    /// When it cannot be had, or others could have it too.
    pub fn fetch(&self) -> Result<SimPin, PinError> {
        let text = match self {
            Self::File(path) => {
                let unreadable = |source| PinError::Unreadable {
                    path: path.clone(),
                    source,
                };
                let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
                if mode & 0o077 != 0 {
                    return Err(PinError::Open { path: path.clone() });
                }
                fs::read_to_string(path).map_err(unreadable)?
            }
            Self::Environment(name) => {
                std::env::var(name).map_err(|_| PinError::NotSet(name.clone()))?
            }
        };
        SimPin::parse(text.trim()).ok_or(PinError::NoPin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_file_has_to_be_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pin");
        fs::write(&path, "4321\n").unwrap();
        let source = PinSource::File(path.clone());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = source.fetch().unwrap_err();
        assert!(refused.to_string().contains("chmod 600"), "{refused}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        let pin = source.fetch().unwrap();
        assert_eq!(pin.reveal(), "4321");
        assert!(!format!("{pin:?}").contains("4321"));
    }

    #[test]
    fn what_is_no_pin_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pin");
        for text in ["123", "123456789", "12a4", ""] {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let refused = PinSource::File(path.clone()).fetch().unwrap_err();
            assert!(matches!(refused, PinError::NoPin), "{refused}");
        }
        let unset = PinSource::Environment("MUNJIGI_NO_SUCH_PIN".to_owned());
        assert!(
            unset
                .fetch()
                .unwrap_err()
                .to_string()
                .contains("NO_SUCH_PIN")
        );
    }
}
