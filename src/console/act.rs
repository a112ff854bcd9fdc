//! What the screen can have done, each by running one of our own commands or the machine's.

use std::path::PathBuf;

use crate::phone::PhoneNumber;

use super::words::Say;

/// What a test call does once it is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TestKind {
    /// It says a sentence and listens whether somebody speaks.
    #[default]
    Speak,
    /// It plays back what it hears, a second later.
    Loop,
    /// It plays a tone and then the keys.
    Tone,
}

impl TestKind {
    pub(super) const ALL: [Self; 3] = [Self::Speak, Self::Loop, Self::Tone];

    pub(super) const fn option(self) -> Option<&'static str> {
        match self {
            Self::Speak => None,
            Self::Loop => Some("--loop"),
            Self::Tone => Some("--tone"),
        }
    }
}

/// Something to do. Its output is shown where it was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `munjigi doctor`.
    Doctor,
    /// `munjigi support-bundle`.
    SupportBundle,
    /// `munjigi call dial`.
    TestCall {
        /// Whom to call; masked wherever it is shown.
        to: PhoneNumber,
        /// Over which line.
        line: String,
        /// What it does then.
        kind: TestKind,
    },
    /// `munjigi ota status`.
    UpdateStatus,
    /// `munjigi ota install`.
    Install(PathBuf),
    /// `munjigi ota rollback`.
    RollBack,
    /// `systemctl restart munjigi`.
    Restart,
    /// `systemctl poweroff`.
    PowerOff,
    /// `munjigi reset --claim`.
    Disown,
    /// Stops the service, `munjigi reset --factory`, starts it again.
    Reset,
}

impl Act {
    /// The word that has to be typed before it is done; `None` when it ends no call, costs nothing and destroys nothing.
    #[must_use]
    pub const fn word(&self) -> Option<&'static str> {
        match self {
            Self::Doctor | Self::SupportBundle | Self::UpdateStatus => None,
            Self::TestCall { .. } => Some("call"),
            Self::Install(_) => Some("install"),
            Self::RollBack => Some("rollback"),
            Self::Restart => Some("restart"),
            Self::PowerOff => Some("power off"),
            Self::Disown => Some("release"),
            Self::Reset => Some("erase everything"),
        }
    }

    /// What it is called.
    pub(super) fn name(&self) -> Say {
        match self {
            Self::Doctor => Say::new("진단", "Doctor"),
            Self::SupportBundle => Say::new("지원 묶음", "Support bundle"),
            Self::TestCall { to, .. } => {
                Say::new(format!("시험 전화 {to}"), format!("Test call {to}"))
            }
            Self::UpdateStatus => Say::new("업데이트 상태", "Updates"),
            Self::Install(_) => Say::new("업데이트 설치", "Install the update"),
            Self::RollBack => Say::new("이전 버전으로 되돌리기", "Back to the version before"),
            Self::Restart => Say::new("서비스 다시 시작", "Restart the service"),
            Self::PowerOff => Say::new("전원 끄기", "Power off"),
            Self::Disown => Say::new("사장님 등록 풀기", "Release the owner"),
            Self::Reset => Say::new("공장 초기화", "Factory reset"),
        }
    }

    /// What a person has to know before.
    pub(super) fn warning(&self) -> Vec<Say> {
        match self {
            Self::TestCall { .. } => vec![Say::new(
                "문지기가 이 번호로 전화를 겁니다. 요금이 들 수 있습니다.",
                "The box calls this number. It may cost money.",
            )],
            Self::Install(_) => vec![
                Say::new(
                    "서명을 확인하고 설치한 뒤 서비스를 다시 시작합니다.",
                    "The signature is checked; then it is installed and the service restarts.",
                ),
                Say::new(
                    "새 버전이 제대로 돌지 않으면 스스로 되돌립니다.",
                    "A version that does not work is taken back by itself.",
                ),
            ],
            Self::RollBack => vec![Say::new(
                "이전 버전으로 되돌리고 서비스를 다시 시작합니다.",
                "The version before comes back and the service restarts.",
            )],
            Self::Restart => vec![Say::new(
                "통화 중이면 끊깁니다. 1분쯤 전화를 받지 못합니다.",
                "A call that is on is cut off. No calls are taken for about a minute.",
            )],
            Self::PowerOff => vec![Say::new(
                "전화를 받지 못합니다. 다시 켜려면 전원을 뽑았다 꽂아야 합니다.",
                "No calls are taken. To switch it on again, unplug the power and plug it in.",
            )],
            Self::Disown => vec![
                Say::new(
                    "문자로 등록한 사장님 번호를 잊고 새 등록번호를 만듭니다.",
                    "The owner who claimed it by text is forgotten; the box gets a new code.",
                ),
                Say::new(
                    "새 번호로 등록할 때까지 예약과 메모를 문자로 알려 드리지 않습니다.",
                    "Until somebody claims it, bookings and messages are texted to nobody.",
                ),
            ],
            Self::Reset => vec![
                Say::new(
                    "지워지는 것: 통화, 예약, 메모, 문자, 녹음과 그 열쇠, 만들어 둔 문장.",
                    "Lost: calls, bookings, messages, texts; recordings and their key; prompts.",
                ),
                Say::new("되살릴 수 없습니다.", "Nothing of it can be brought back."),
                Say::new(
                    "남는 것: 프로그램, 음성 모델, 설정 파일(munjigi.toml, shop.toml).",
                    "Kept: the program, the models, the settings (munjigi.toml, shop.toml).",
                ),
            ],
            Self::Doctor | Self::SupportBundle | Self::UpdateStatus => Vec::new(),
        }
    }
}
