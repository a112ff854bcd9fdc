//! Where the modem stands, for people to read.

/// What the SIM waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimState {
    /// There is none, or it is not seen.
    Missing,
    /// It is starting up, or busy.
    Busy,
    /// It wants its PIN. Nothing enters one by itself: three wrong ones block the SIM.
    Pin,
    /// It is blocked and wants its PUK.
    Puk,
    /// It does not work, or it is locked to another network.
    Failed,
}

/// Why the modem is being started over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It does not answer `AT`.
    NoAnswer,
    /// It was there and has not come back to the bus.
    Vanished,
    /// A call does not end, however often it is hung up.
    CallStuck,
    /// It has found no network for minutes, and perhaps does not look any more.
    NoNetwork,
    /// Somebody asked for it: its sound is dead.
    Asked,
}

/// What it does without: calls come in all the same, but a person should know.
///
/// In the order of weight: of several, the first is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// It drops off the bus whenever a call begins: too little power.
    Power,
    /// It refuses to switch voice over USB on, so no call can be answered.
    Audio,
    /// It is on LTE alone and voice over LTE is not up, so no call comes in.
    Ims,
    /// It refuses the settings that text messages need.
    Texts,
    /// The store of text messages is nearly full; when it is full, none come in any more.
    Storage,
    /// The signal is weak or unknown.
    Signal,
}

/// What only a person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Help {
    /// Everything was tried. The whole box has to be without power for half a minute.
    ColdPower,
}

/// Where the modem stands.
///
/// ```text
/// Absent ─▶ Opening ─▶ Syncing ─▶ SimWait ─▶ Syncing ─▶ Registering ⇄ Ready ⇄ Degraded
///   ▲          │  ▲       ▲                              │   ⇅          │
///   │          ▼  │       │                              │ Denied       │
///   │          │  │       └──────────── RDY ─────────────┴──────────────┘
///   └─────── Recovering ◀── no answer, gone, a stuck call, no network for minutes
///               └──▶ Helpless ──▶ Opening    after everything was tried; it goes on looking
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// There is no port.
    #[default]
    Absent,
    /// The port is open, and the modem is being called.
    Opening,
    /// It answers, and is being set up.
    Syncing,
    /// Set-up waits for the SIM.
    SimWait(SimState),
    /// Set up, looking for the network.
    Registering,
    /// The network refuses it (`+CREG: 3`).
    Denied,
    /// Calls can come in.
    Ready,
    /// Calls can come in, but something is amiss.
    Degraded(Lack),
    /// It failed, and is being started over.
    Recovering(Reason),
    /// It failed, and only a person can help. It is looked for all the same.
    Helpless(Help),
}

impl State {
    /// Whether calls can come in and texts go out.
    #[must_use]
    pub const fn is_ready(self) -> bool {
        matches!(self, Self::Ready | Self::Degraded(_))
    }

    /// A few words in Korean, for the owner and the technician.
    #[must_use]
    pub const fn korean(self) -> &'static str {
        match self {
            Self::Absent => "모뎀이 연결되어 있지 않음",
            Self::Opening => "모뎀 응답을 기다리는 중",
            Self::Syncing => "모뎀 설정 중",
            Self::SimWait(sim) => match sim {
                SimState::Missing => "유심이 없음",
                SimState::Busy => "유심 준비 중",
                SimState::Pin => "유심 비밀번호(PIN) 필요",
                SimState::Puk => "유심 잠김(PUK 필요)",
                SimState::Failed => "유심을 사용할 수 없음",
            },
            Self::Registering => "통신망을 찾는 중",
            Self::Denied => "통신사가 접속을 거부함(개통과 기기 등록 확인)",
            Self::Ready => "통화 가능",
            Self::Degraded(lack) => match lack {
                Lack::Power => "통화를 시작하면 모뎀이 꺼짐(전원 부족)",
                Lack::Audio => "모뎀이 통화 음성을 켜지 못함",
                Lack::Ims => "음성 통화(VoLTE)가 열리지 않음",
                Lack::Texts => "문자 설정이 되지 않음",
                Lack::Storage => "문자 저장 공간이 거의 찼음",
                Lack::Signal => "통화 가능, 신호가 약함",
            },
            Self::Recovering(reason) => match reason {
                Reason::NoAnswer => "모뎀이 응답하지 않아 다시 시작하는 중",
                Reason::Vanished => "사라진 모뎀을 되살리는 중",
                Reason::CallStuck => "통화가 끊기지 않아 모뎀을 다시 시작하는 중",
                Reason::NoNetwork => "통신망이 없어 모뎀을 다시 시작하는 중",
                Reason::Asked => "모뎀을 다시 시작하는 중",
            },
            Self::Helpless(Help::ColdPower) => {
                "모뎀이 살아나지 않음: 기기의 전원을 30초 동안 뽑았다가 꽂아 주세요"
            }
        }
    }

    /// The same in English.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::Absent => "no modem connected",
            Self::Opening => "waiting for the modem to answer",
            Self::Syncing => "setting up the modem",
            Self::SimWait(sim) => match sim {
                SimState::Missing => "no SIM",
                SimState::Busy => "the SIM is starting up",
                SimState::Pin => "the SIM wants its PIN",
                SimState::Puk => "the SIM is blocked and wants its PUK",
                SimState::Failed => "the SIM cannot be used",
            },
            Self::Registering => "looking for the network",
            Self::Denied => "the network refuses the modem (subscription, registered device?)",
            Self::Ready => "ready for calls",
            Self::Degraded(lack) => match lack {
                Lack::Power => "the modem drops out when a call begins (too little power)",
                Lack::Audio => "the modem refuses to switch its sound on",
                Lack::Ims => "voice over LTE is not up",
                Lack::Texts => "the modem refuses the settings for texts",
                Lack::Storage => "the store of texts is nearly full",
                Lack::Signal => "ready for calls, the signal is weak",
            },
            Self::Recovering(reason) => match reason {
                Reason::NoAnswer => "the modem does not answer, starting it over",
                Reason::Vanished => "the modem has vanished, bringing it back",
                Reason::CallStuck => "a call does not end, starting the modem over",
                Reason::NoNetwork => "no network for minutes, starting the modem over",
                Reason::Asked => "starting the modem over",
            },
            Self::Helpless(Help::ColdPower) => {
                "the modem does not come back: take the box off its power for 30 seconds"
            }
        }
    }
}
