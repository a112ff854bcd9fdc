//! Whether a bundle that is signed and whole may be installed on this box.

use super::bundle::{Kind, Manifest, Version};

/// What counts of the box.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Its machine, as Rust names it.
    pub arch: String,
    /// The program's version.
    pub version: Version,
    /// The counter of what would be replaced; 0 when nothing would.
    pub counter: u64,
    /// The layout of its database, when it has one.
    pub schema: Option<u32>,
}

/// Why a bundle does not belong on this box.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Refusal {
    /// Built for another machine.
    #[error(
        "이 상자({here})용이 아니라 {bundle}용입니다 / this box is {here}, the bundle is for {bundle}"
    )]
    Arch {
        /// The box's.
        here: String,
        /// The bundle's.
        bundle: String,
    },
    /// Not newer.
    #[error(
        "이미 설치된 것({installed})보다 새것이 아닙니다({bundle}). 되돌리려면 상자 앞에서 --allow-downgrade를 쓰세요 / \
         not newer ({bundle}) than what is installed ({installed}); to go back, use --allow-downgrade at the box"
    )]
    Counter {
        /// The box's counter.
        installed: u64,
        /// The bundle's counter.
        bundle: u64,
    },
    /// The program here is too old for it.
    #[error(
        "버전 {needs}을 먼저 설치해 주세요(지금은 {here}) / install version {needs} first (this is {here})"
    )]
    TooOld {
        /// The box's version.
        here: String,
        /// The least.
        needs: String,
    },
    /// It cannot read this box's database.
    #[error(
        "이 묶음은 이 상자의 데이터베이스(형식 {database})를 읽지 못합니다(형식 {knows}까지) / \
         this version knows database layouts up to {knows}, and the box's is {database}; take a newer one"
    )]
    Schema {
        /// The box's layout.
        database: u32,
        /// The latest that the bundle knows.
        knows: u32,
    },
}

/// Whether `manifest` may be installed here. `downgrade`: somebody stands at the box and wants an older one.
///
/// # Errors
/// Why not.
pub fn admit(manifest: &Manifest, here: &Installed, downgrade: bool) -> Result<(), Refusal> {
    if manifest.arch != here.arch && manifest.arch != "any" {
        return Err(Refusal::Arch {
            here: here.arch.clone(),
            bundle: manifest.arch.clone(),
        });
    }
    if manifest.counter <= here.counter && !downgrade {
        return Err(Refusal::Counter {
            installed: here.counter,
            bundle: manifest.counter,
        });
    }
    if here.version.is_older_than(&manifest.min_version) {
        return Err(Refusal::TooOld {
            here: here.version.to_string(),
            needs: manifest.min_version.to_string(),
        });
    }
    match here.schema {
        Some(database) if manifest.kind == Kind::App && database > manifest.schema => {
            Err(Refusal::Schema {
                database,
                knows: manifest.schema,
            })
        }
        _ => Ok(()),
    }
}
