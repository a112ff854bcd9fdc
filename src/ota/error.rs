//! Why an update did not happen, for the technician and the update script.

use std::{io, path::PathBuf};

use super::{
    ServiceError,
    bundle::{BundleError, KeyError},
    policy::Refusal,
};
use crate::store::StoreError;

/// Why an update did not happen. Unless it says otherwise, nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum OtaError {
    /// The bundle is not what it has to be.
    #[error("업데이트 묶음을 거절했습니다 / the bundle is refused")]
    Bundle(#[from] BundleError),
    /// The bundle does not belong on this box.
    #[error("업데이트를 거절했습니다 / the update is refused")]
    Refused(#[from] Refusal),
    /// There is no key to check it with.
    #[error("업데이트를 거절했습니다 / the update is refused")]
    Keys(#[from] KeyError),
    /// Its program does not run here.
    #[error(
        "새 버전이 이 상자에서 실행되지 않습니다({why}) / the new version does not run on this box ({why})"
    )]
    DoesNotRun {
        /// What it did instead.
        why: String,
    },
    /// The disk has not enough room.
    #[error(
        "저장 공간이 모자랍니다: {needs} MB가 필요한데 {free} MB 남았습니다. 오래된 녹음을 지우거나 더 큰 카드를 쓰세요 / \
         the disk has {free} MB left, the update needs {needs}; delete recordings or take a larger card"
    )]
    NoRoom {
        /// Megabytes.
        needs: u64,
        /// Megabytes.
        free: u64,
    },
    /// The disk did not do it.
    #[error("{}: {doing} 실패 / could not {doing} {}; {}", path.display(), path.display(), remedy(source))]
    Disk {
        /// What was attempted.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database cannot be read.
    #[error("데이터베이스를 확인할 수 없습니다 / the database cannot be looked at")]
    Database(#[from] StoreError),
    /// A call is on, and did not end in time.
    #[error("통화 중이어서 업데이트를 미룹니다 / a call is on: the update is put off")]
    Calling,
    /// Another update is at work.
    #[error("다른 업데이트가 진행 중입니다 / another update is at work")]
    Locked,
    /// The update before has not been judged.
    #[error(
        "이전 업데이트가 아직 확인되지 않았습니다. munjigi ota settle을 기다려 주세요 / \
         the update before has not been judged yet; wait for munjigi ota settle"
    )]
    Unsettled,
    /// There is nothing to commit.
    #[error("확인할 업데이트가 없습니다 / no update is waiting to be judged")]
    NothingPending,
    /// There is no older version.
    #[error("되돌아갈 이전 버전이 없습니다 / there is no version to go back to")]
    NothingBefore,
    /// The update has changed something and could not be taken back yet.
    #[error(
        "{why} 이전 버전으로 되돌리지 못했습니다. 상자를 껐다 켜면 되돌아갑니다 / \
         could not go back to the version before; it goes back when the box is switched off and on"
    )]
    Stuck {
        /// Why it was to go back.
        why: String,
        /// What stands in the way.
        source: ServiceError,
    },
}

/// What to do about the disk.
fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "저장 공간이 찼습니다 / the disk is full"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "저장 장치가 읽기 전용입니다. 카드를 점검하고 다시 켜 주세요 / the disk is read-only; check the card and restart"
        }
        io::ErrorKind::PermissionDenied => "관리자(root)로 실행해 주세요 / run it as root",
        _ => "카드를 점검해 주세요 / check the card",
    }
}
