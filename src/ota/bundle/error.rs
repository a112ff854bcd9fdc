//! Why a bundle is not taken, for the technician who brought it: in Korean and in English.

use std::{io, path::PathBuf};

/// What is wrong with a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is longer than any manifest is.
    #[error(
        "MANIFEST.json이 {limit}바이트보다 깁니다 / MANIFEST.json is longer than {limit} octets"
    )]
    TooLarge {
        /// Octets.
        limit: usize,
    },
    /// It is not the JSON of a manifest.
    #[error("MANIFEST.json을 읽을 수 없습니다 / MANIFEST.json cannot be read")]
    Json(#[from] serde_json::Error),
    /// It belongs to a format that this version does not know.
    #[error(
        "묶음 형식 {format}을 이 버전은 모릅니다. 중간 버전을 먼저 설치해 주세요 / \
         this version does not know bundle format {format}; install a version in between first"
    )]
    Format {
        /// The format that it names.
        format: u32,
    },
    /// A value is out of its bounds.
    #[error(
        "MANIFEST.json의 {field} 값 {value:?}을 쓸 수 없습니다 / {field} of MANIFEST.json cannot be {value:?}"
    )]
    Field {
        /// The key.
        field: &'static str,
        /// Its value, shortened.
        value: String,
    },
    /// A file cannot be taken.
    #[error(
        "MANIFEST.json의 파일 {path:?}을 쓸 수 없습니다 / MANIFEST.json names the file {path:?}, which cannot be: {why}"
    )]
    File {
        /// The path, shortened.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// A program bundle without the program.
    #[error("실행 파일 bin/munjigi(0755)가 없습니다 / there is no program bin/munjigi (0755)")]
    NoProgram,
}

/// What is wrong with a signature.
#[derive(Debug, thiserror::Error)]
pub enum SignatureError {
    /// It is not in the format of minisign.
    #[error("서명 파일을 읽을 수 없습니다 / the signature cannot be read")]
    Format(#[source] minisign_verify::Error),
    /// None of the box's keys has made it.
    #[error(
        "이 상자가 모르는 키로 서명되었습니다. 받은 곳을 확인해 주세요 / \
         signed with a key that this box does not know; check where the bundle comes from"
    )]
    UnknownKey,
    /// A key of the box, and the wrong signature.
    #[error(
        "서명이 맞지 않습니다. 파일이 바뀌었습니다 / the signature is wrong: the file was changed"
    )]
    Wrong(#[source] minisign_verify::Error),
    /// The signed comment does not name the manifest's counter.
    #[error(
        "서명의 counter가 MANIFEST.json과 다릅니다({comment:?}, {counter}) / \
         the signature's counter is not that of the manifest ({comment:?}, {counter})"
    )]
    Counter {
        /// What was signed.
        comment: String,
        /// What the manifest says.
        counter: u64,
    },
}

/// Why a bundle is refused.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It ends too early.
    #[error("묶음이 중간에 끊겼습니다. 다시 받아 주세요 / the bundle is cut short; fetch it again")]
    Truncated,
    /// It is something else.
    #[error("문지기 업데이트 묶음이 아닙니다({why}) / this is no update bundle of Munjigi ({why})")]
    NoBundle {
        /// What is not as it should be.
        why: &'static str,
    },
    /// The medium fails.
    #[error(
        "묶음을 읽다가 실패했습니다. USB나 파일을 확인해 주세요 / could not read the bundle; check the stick or the file"
    )]
    Read(#[source] io::Error),
    /// Not signed, or not by us.
    #[error("묶음의 서명을 받아들일 수 없습니다 / the bundle's signature is not accepted")]
    Signature(#[from] SignatureError),
    /// The manifest is refused.
    #[error("묶음의 목록을 받아들일 수 없습니다 / the bundle's manifest is not accepted")]
    Manifest(#[from] ManifestError),
    /// The next member is not what the manifest says.
    #[error(
        "묶음의 순서가 목록과 다릅니다: {wanted} / not in the order of the manifest: {wanted} was expected"
    )]
    Order {
        /// The file that should have come, or the end.
        wanted: String,
    },
    /// A file is not what was signed.
    #[error(
        "묶음의 {path}이 손상되었습니다({why}). 다시 받아 주세요 / {path} of the bundle is damaged ({why}); fetch it again"
    )]
    Damaged {
        /// The file.
        path: String,
        /// How it shows.
        why: &'static str,
    },
}

/// Why no bundle was made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file or folder could not be read or written.
    #[error("could not {doing} {}", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The manifest would be refused by every box.
    #[error("every box would refuse this manifest")]
    Manifest(#[from] ManifestError),
    /// The signature would be refused by every box.
    #[error(
        "every box would refuse this signature; sign with: minisign -S -m MANIFEST.json -t counter:{counter}"
    )]
    Signature {
        /// The manifest's counter.
        counter: u64,
        /// What is wrong.
        source: SignatureError,
    },
    /// A file has changed since the manifest was made.
    #[error("{path} is not what the manifest says; make the manifest again and sign it")]
    Changed {
        /// The file.
        path: String,
    },
    /// What lies there is neither file nor folder, or has an odd name.
    #[error("{} is neither a plain file nor a folder with a plain name; take it out of what is packed", path.display())]
    Odd {
        /// Which.
        path: PathBuf,
    },
    /// The program `zstd` cannot be used.
    #[error("could not compress {path} with the program zstd; install it, or pack without --small")]
    Zstd {
        /// The file.
        path: String,
    },
}
