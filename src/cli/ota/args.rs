//! What can be typed behind `munjigi ota`.

use std::{path::PathBuf, time::Duration};

use clap::{Args, Subcommand, ValueEnum};

use crate::ota::bundle::{Kind, Version};

/// `munjigi ota`
#[derive(Debug, Subcommand)]
pub enum OtaVerb {
    /// 지금 업데이트해도 되는지 묻습니다(0 됨, 75 통화 중) / may the box be stopped now: 0 yes, 75 busy
    Ready {
        /// 그렇게 될 때까지 기다리는 시간 / how long to wait until it may
        #[arg(long, default_value = "0s", value_parser = length_of_time)]
        wait: Duration,
        /// 기다리는 동안 새 일을 시작하지 않게 합니다 / meanwhile it begins nothing new but still answers calls
        #[arg(long)]
        drain: bool,
        #[command(flatten)]
        here: Here,
    },
    /// 새 일을 시작하지 않고 통화가 끝나기를 기다립니다 / have the box begin nothing new, and wait for the end of a call
    Drain {
        /// 기다리는 시간 / how long to wait
        #[arg(long, default_value = "10m", value_parser = length_of_time)]
        deadline: Duration,
        #[command(flatten)]
        here: Here,
    },
    /// 다시 평소처럼 일하게 합니다 / have it go on as before
    Resume {
        #[command(flatten)]
        here: Here,
    },
    /// 업데이트 묶음을 설치하고 확인합니다 / install a bundle, and keep it when the box is well with it
    Install {
        /// 묶음 파일, 표준 입력은 - / the bundle; - for standard input
        file: PathBuf,
        /// 더 오래된 버전도 받습니다(상자 앞에 있을 때만) / take an older version too; only for who stands at the box
        #[arg(long)]
        allow_downgrade: bool,
        /// 통화가 끝나기를 기다리는 시간 / how long the end of a call is waited for
        #[arg(long, default_value = "10m", value_parser = length_of_time)]
        drain: Duration,
        #[command(flatten)]
        gate: GateArgs,
        #[command(flatten)]
        here: Here,
    },
    /// 묶음을 확인만 합니다 / check a bundle, and change nothing
    Verify {
        /// 묶음 파일, 표준 입력은 - / the bundle; - for standard input
        file: PathBuf,
        /// 더 오래된 버전도 받습니다 / take an older version too
        #[arg(long)]
        allow_downgrade: bool,
        #[command(flatten)]
        here: Here,
    },
    /// 설치된 버전과 진행 중인 업데이트 / what is installed, and what is on its way
    Status {
        #[command(flatten)]
        here: Here,
    },
    /// 진행 중인 업데이트를 지금 확정합니다 / keep the update that is on its way, now
    Commit {
        #[command(flatten)]
        here: Here,
    },
    /// 이전 버전으로 되돌립니다 / go back to the version before
    Rollback {
        #[command(flatten)]
        gate: GateArgs,
        #[command(flatten)]
        here: Here,
    },
    /// 진행 중인 업데이트를 확인해서 확정하거나 되돌립니다 / judge the update that is on its way
    ///
    /// 켜질 때마다 저절로 실행됩니다 / runs by itself after every start
    Settle {
        #[command(flatten)]
        gate: GateArgs,
        #[command(flatten)]
        here: Here,
    },
    /// 개발자용: 폴더의 MANIFEST.json을 출력합니다 / for developers: print the MANIFEST.json of a folder
    Manifest(ManifestArgs),
    /// 개발자용: 서명한 MANIFEST.json으로 묶음을 만듭니다 / for developers: make a bundle by a signed MANIFEST.json
    Pack {
        /// 담을 폴더 / the folder that is packed
        folder: PathBuf,
        /// 서명한 목록(옆에 .minisig) / the manifest, with its .minisig beside it
        #[arg(long)]
        manifest: PathBuf,
        /// 만들 묶음 / the bundle
        #[arg(short, long)]
        output: PathBuf,
        /// zstd 프로그램으로 더 작게 / smaller, by the program zstd
        #[arg(long)]
        small: bool,
    },
}

/// How the new version is judged.
#[derive(Clone, Copy, Debug, Args)]
pub struct GateArgs {
    /// 새 버전이 정상이 될 때까지 기다리는 시간 / how long the new version has to get well
    #[arg(long, default_value = "10m", value_parser = length_of_time)]
    pub gate: Duration,
    /// 이만큼 계속 정상이어야 합니다 / and how long it has to be well without a break
    #[arg(long, default_value = "30s", value_parser = length_of_time)]
    pub steady: Duration,
}

/// Which box, for all that look at one.
#[derive(Clone, Debug, Args)]
pub struct Here {
    /// 데이터베이스(기본: /var/lib/munjigi/munjigi.db) / the database
    #[arg(long)]
    pub db: Option<PathBuf>,
    /// 실행 중인 문지기의 소켓(기본: /run/munjigi/control.sock) / the socket of the running box
    #[arg(long)]
    pub socket: Option<PathBuf>,
    /// 문지기를 다시 시작하는 명령 / the command that starts the service anew, without waiting for it
    #[arg(long, default_value = "systemctl --no-block restart munjigi")]
    pub restart: String,
}

/// `munjigi ota manifest`
#[derive(Debug, Args)]
pub struct ManifestArgs {
    /// 담을 폴더 / the folder that will be packed
    pub folder: PathBuf,
    /// 커지기만 하는 번호 / grows with every release
    #[arg(long)]
    pub counter: u64,
    /// 무엇을 바꾸는지 / what it replaces
    #[arg(long, value_enum, default_value = "app")]
    pub kind: KindArg,
    /// 이름 / its name
    #[arg(long, default_value = "munjigi")]
    pub name: String,
    /// 버전(기본: 이 프로그램의 버전) / its version; this program's when left out
    #[arg(long = "release", value_parser = version)]
    pub version: Option<Version>,
    /// 실행할 수 있는 기계(기본: 프로그램은 이 기계, 모델은 any) / which machine runs it; this one for a program, any for models
    #[arg(long)]
    pub arch: Option<String>,
    /// 배포 채널 / the stream of releases
    #[arg(long, default_value = "stable")]
    pub channel: String,
    /// 이보다 오래된 버전에는 설치되지 않습니다 / the oldest version that it can follow
    #[arg(long, default_value = "0.0.0", value_parser = version)]
    pub min_version: Version,
    /// 아는 데이터베이스 형식(기본: 이 프로그램의 것) / the latest layout of the database that it knows; this program's when left out
    #[arg(long)]
    pub schema: Option<u32>,
}

/// [`Kind`] as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum KindArg {
    /// 프로그램 / the program
    App,
    /// 음성 모델 / speech models
    Models,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::App => Self::App,
            KindArg::Models => Self::Models,
        }
    }
}

fn version(text: &str) -> Result<Version, String> {
    text.parse()
}

/// `90s`, `10m`, `1h`.
fn length_of_time(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len()),
    );
    let seconds = match unit {
        "s" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3600),
        _ => None,
    };
    let number: Option<u32> = number.parse().ok();
    match (number, seconds) {
        (Some(number), Some(seconds)) => Ok(Duration::from_secs(u64::from(number) * seconds)),
        _ => Err(format!(
            "{text:?}: 90s, 10m, 1h처럼 적어 주세요 / write it like 90s, 10m or 1h"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        for (text, seconds) in [
            ("90s", 90),
            ("10m", 600),
            ("3min", 180),
            ("1h", 3600),
            ("0s", 0),
        ] {
            assert_eq!(length_of_time(text), Ok(Duration::from_secs(seconds)));
        }
        for text in ["", "10", "m", "-5s", "1.5h", "5d", "99999999999s"] {
            assert!(length_of_time(text).is_err(), "{text}");
        }
    }
}
