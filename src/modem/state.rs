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
    /// A call does not end, however often it is hung up.
    CallStuck,
}

/// Where the modem stands.
///
/// ```text
/// Absent ─▶ Opening ─▶ Syncing ─▶ SimWait ─▶ Syncing ─▶ Registering ⇄ Ready
///   ▲          │  ▲       ▲                                │           │
///   │          ▼  │       └──────────── RDY ───────────────┴───────────┘
///   └─────── Recovering ◀── no answer
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
    /// Calls can come in.
    Ready,
    /// It failed, and is being started over.
    Recovering(Reason),
}

impl State {
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
            Self::Ready => "통화 가능",
            Self::Recovering(reason) => match reason {
                Reason::NoAnswer => "모뎀이 응답하지 않아 다시 시작하는 중",
                Reason::CallStuck => "통화가 끊기지 않아 모뎀을 다시 시작하는 중",
            },
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
            Self::Ready => "ready for calls",
            Self::Recovering(reason) => match reason {
                Reason::NoAnswer => "the modem does not answer, starting it over",
                Reason::CallStuck => "a call does not end, starting the modem over",
            },
        }
    }
}
