//! What goes wrong inside the module, its SIM and the network, by order of a test or a scenario.
//!
//! | fault | what | trouble |
//! |---|---|---|
//! | F19 | `RDY` in mid-session | [`Trouble::Restarts`] |
//! | F34, F38 | no SIM; taken out while running (put in again by `Heal`) | [`Trouble::SimRemoved`] |
//! | F35, F36 | the SIM wants a PIN; wrong PINs are counted | [`Trouble::SimWantsPin`], [`super::Sim::with_pin`] |
//! | F37 | the SIM wants its PUK | [`Trouble::SimWantsPuk`] |
//! | F39 | `CIMI` and `QCCID` come late | [`Trouble::SimLate`] |
//! | F40 | SIM busy (14) | [`Trouble::SimBusy`] |
//! | F16 | SIM failure (13) | [`Trouble::SimFailed`] |
//! | F41 | registration lost, denied, roaming, flapping | [`Trouble::Registration`], [`Trouble::Flapping`] |
//! | F42 | no service | [`Trouble::NoService`] |
//! | F43 | `CSQ` 99 | [`Trouble::NoSignalFigure`] |
//! | F44 | IMS state 0 | [`Trouble::ImsDown`] |
//! | F45 | `QLTS` empty and 1980; the time jumps | [`Trouble::NoNetworkTime`], [`Trouble::NetworkTimeWrong`] |
//! | F46 | `CREG` 0 or 6 but `CEREG` 1 | [`Trouble::VoiceStat`] |
//! | F47 | off the network, and no URC says so | [`Trouble::SilentlyOffline`] |
//! | F48 to F52 | busy, no answer, no carrier, no dial tone, announcement | [`Trouble::NextDial`] with [`Remote::busy`], [`Remote::no_answer`], [`Remote::no_carrier`], [`Remote::no_dialtone`], [`Remote::announcement`] |
//! | F53 | the end of a call is not told | [`Trouble::EndUntold`] |
//! | F54 | the end of a call is told twice | [`Trouble::EndTwice`] |
//! | F55 | no `ccinfo`, no `^DSCI`, neither | [`Trouble::Firmware`] with [`Quirk::NoCcinfo`], [`Quirk::NoDsci`] |
//! | F56 | a data line is listed before the voice call | always so ([`super::Profile::data_bearer`]); [`Trouble::NoDataBearer`] for the opposite |
//! | F57 | `CLIP` withheld | [`crate::phone::Caller::Withheld`] |
//! | F57 | `CLIP` late, never, `+82`, foreign | [`Trouble::Clip`] |
//! | F58 | the caller gives up during `ATA` | [`Trouble::CallerGivesUp`]; [`Trouble::SlowAnswer`] widens the gap |
//! | F59 | a second call comes | [`super::Happening::IncomingCall`] again; [`Trouble::WaitingAnyway`] when call waiting is off |
//! | F60 | `ATD` while the old call lingers | [`Trouble::LingeringCall`] |
//! | F61 | `CHUP` is answered and the call lives on | [`Trouble::HangUpIgnored`] |
//! | F62 | `QHUP` never answers | [`Trouble::Firmware`] with [`Quirk::QhupHangs`] |
//! | F63, F64 | answered at once; alerting for 60 s | [`Trouble::NextDial`] with [`Remote::at_once`], [`Remote::answers`] |
//! | F65 | the far end hangs up within 200 ms | [`Trouble::RemoteGone`] |
//! | F66 | the state goes 3, 2, 3 | [`Trouble::NextDial`] with [`Remote::wavering`] |
//! | F67 | `VTS` is refused, once or for a whole call | [`Trouble::TonesRefused`], [`Trouble::TonesRefusedInCalls`] |
//! | F68 | `VTS` is answered and not heard | [`Trouble::TonesInaudible`] |
//! | F69 | only tones of 150 ms are heard | [`Trouble::ShortTonesLost`] |
//! | F70 | `QTONEDET` twice, or without a key | [`Trouble::KeysTwice`], [`Trouble::FalseKey`] |
//! | F71 | `QPCMV` refuses what `=?` lists | [`Trouble::Firmware`] with [`Quirk::QpcmvLies`] |
//! | F72 | not armed again: silence on the card | always so |
//! | F80 | flow control of the serial sound | [`Trouble::FlowStopped`] |
//! | F14 | texts take long to go out | [`Trouble::SubmitSlow`] |
//! | F83 to F85 | `CMTI` twice, never, with more fields | [`Trouble::CmtiTwice`], [`Trouble::CmtiMissing`], [`Trouble::CmtiExtraFields`] |
//! | F86 | `CMGR` finds nothing | [`Trouble::SlotUnreadable`] |
//! | F87 | the memory is full | [`Trouble::MemoryFull`] |
//! | F88 | `CMGD` is refused | [`Trouble::DeleteRefused`] |
//! | F89 | parts shuffled, doubled, missing, mixed | [`super::Happening::PdusArrive`] |
//! | F90 | KSC5601, 8 bit, the true sender in the header | [`super::Happening::TextArrives`] with its [`Coding`](crate::sim::deliver::Coding) and gateway |
//! | F91 | WAP push in 1 to 5 parts | [`super::Happening::LmsArrives`], [`Lms::parts`](mmsc::Lms::parts) |
//! | F92 | pushes and messages lie | [`Lms::garble`](mmsc::Lms::garble), [`Trouble::Mmsc`] with [`Fault::Garbled`](mmsc::Fault::Garbled) |
//! | F93 | no name, no bearer, nobody there; silent, 404, redirects, huge, other character set | [`Trouble::NameUnknown`], [`Trouble::BearerRefused`], [`Trouble::BearerLost`], [`Trouble::Unreachable`], [`Trouble::Mmsc`], [`Lms::charset`](mmsc::Lms::charset) |
//! | F94 | the MMSC tells again | [`Trouble::ToldAgain`]; by itself after [`Setup::again_after`](mmsc::Setup::again_after) |
//! | F95 | no prompt | [`Trouble::PromptMissing`] |
//! | F96 | `CMGS` fails | [`Trouble::SubmitFails`] |
//! | F97 | the answer of `CMGS` is lost | [`Trouble::SubmitAnswerLost`] |
//! | F98 | a text during `CMGS`, in a call | [`super::Happening::TextArrives`] at that moment |
//! | F99 | a hundred texts at the start | [`Trouble::Backlog`] |
//! | F100 | a report on a text that nobody sent | [`Trouble::StrayReport`] |
//!
//! A trouble lasts until it has struck as often as it was to, its time is over, or
//! [`Trouble::Heal`] or [`Trouble::HealLike`]. A reboot of the module does not end it, except
//! [`Trouble::SilentlyOffline`], which says what does.

use std::{mem::discriminant, time::Duration};

use super::{Due, Ec25, Quirk, Registration, Remote, Sim, Sound};
use crate::sim::mmsc;

/// Until [`Trouble::Heal`].
pub const FOR_EVER: Duration = Duration::MAX;

/// Something that goes wrong. `times`: how often, `u32::MAX` for always; `span`: for how long,
/// [`FOR_EVER`] until it is healed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Every other trouble ends.
    Heal,
    /// Every trouble of the same kind ends, whatever its numbers say.
    HealLike(Box<Trouble>),
    /// F19: the module starts again by itself and stays on the bus: what is volatile is forgotten.
    Restarts {
        /// From now to `RDY`.
        silent: Duration,
    },

    // ------------------------------------------------------------------ SIM and network
    /// F34, F38: the SIM is out of its holder, until it is healed.
    SimRemoved,
    /// F35, F36: another SIM is in the holder, which wants this PIN, until it is healed.
    SimWantsPin {
        /// The right one.
        pin: String,
        /// How many wrong ones it still bears.
        tries: u8,
    },
    /// F37: another SIM is in the holder, which wants its PUK, until it is healed.
    SimWantsPuk {
        /// The right one.
        puk: String,
    },
    /// F39: `AT+CIMI` and `AT+QCCID` are answered with `ERROR`.
    SimLate {
        /// For how long.
        span: Duration,
    },
    /// F40: what needs the SIM is answered with `+CME ERROR: 14` (SIM busy).
    SimBusy {
        /// For how long.
        span: Duration,
    },
    /// F16: the SIM is there and cannot be read (`+CME ERROR: 13`).
    SimFailed {
        /// For how long.
        span: Duration,
    },
    /// F41: the network has this to say.
    Registration {
        /// What.
        stat: Registration,
        /// For how long.
        span: Duration,
    },
    /// F41: out of the network and in again, by turns.
    Flapping {
        /// The length of one turn, at least 100 ms.
        every: Duration,
        /// For how long.
        span: Duration,
    },
    /// F42: no network, no signal.
    NoService {
        /// For how long.
        span: Duration,
    },
    /// F43: `AT+CSQ` says 99 (unknown) although all is well.
    NoSignalFigure {
        /// For how long.
        span: Duration,
    },
    /// F44: IMS is down: calls fall back to the older network, or fail where there is none.
    ImsDown {
        /// For how long.
        span: Duration,
    },
    /// F45: the network gives no time: from the next start `AT+QLTS` is empty and the clock 1980.
    NoNetworkTime {
        /// For how long.
        span: Duration,
    },
    /// F45: the network's time is wrong by so much.
    NetworkTimeWrong {
        /// More than zero: it is ahead.
        seconds: i64,
        /// For how long.
        span: Duration,
    },
    /// F46: `+CREG` says this, whatever `+CEREG` says.
    VoiceStat {
        /// 0 idle, 6 home for texts only.
        stat: u8,
        /// For how long.
        span: Duration,
    },
    /// F47: the module is off the network and no URC says so; asked, it tells the truth.
    SilentlyOffline {
        /// What ends it.
        cure: Cure,
        /// For how long at most.
        span: Duration,
    },

    // ------------------------------------------------------------------ calls
    /// F48 to F52, F63, F64, F66: the next number that is dialled does this.
    NextDial(Remote),
    /// F53: the next ends from afar are told less than they should, or not at all.
    EndUntold {
        /// `NO CARRIER` alone is missing; else the state URCs as well.
        word_only: bool,
        /// How many calls.
        times: u32,
    },
    /// F54: the end is told twice.
    EndTwice {
        /// How many calls.
        times: u32,
    },
    /// F55, F62, F68, F71: the firmware has this quirk, until it is healed.
    Firmware(Quirk),
    /// F56, the other way: `AT+CLCC` lists no data line.
    NoDataBearer {
        /// For how long.
        span: Duration,
    },
    /// F57: the next calls show their number so.
    Clip {
        /// How.
        form: ClipForm,
        /// How many calls.
        times: u32,
    },
    /// F58: `ATA` takes so long.
    SlowAnswer {
        /// From `ATA` to its answer.
        takes: Duration,
        /// How many calls.
        times: u32,
    },
    /// F58: the caller gives up while `ATA` is on its way.
    CallerGivesUp {
        /// How many calls.
        times: u32,
    },
    /// F59: the network lets a second call wait although call waiting is off.
    WaitingAnyway {
        /// How many calls.
        times: u32,
    },
    /// F60: a call that the host has ended stays in `AT+CLCC`, and dialling is refused.
    LingeringCall {
        /// For so long.
        stays: Duration,
        /// How many calls.
        times: u32,
    },
    /// F61: hanging up is answered with `OK`, and the far end stays on the line.
    HangUpIgnored {
        /// For so long; then the call ends as it should have.
        lives: Duration,
        /// How many calls.
        times: u32,
    },
    /// F65: the far end hangs up.
    RemoteGone {
        /// So long after the call was answered.
        after: Duration,
        /// How many calls.
        times: u32,
    },

    // ------------------------------------------------------------------ tones and sound
    /// F67: `AT+VTS` is answered with `+CME ERROR: network rejected request`.
    TonesRefused {
        /// How often.
        times: u32,
    },
    /// F67: the same for every `AT+VTS` of a call.
    TonesRefusedInCalls {
        /// How many calls.
        times: u32,
    },
    /// F68: `AT+VTS` is answered with `OK` and the far end hears nothing.
    TonesInaudible {
        /// How many calls.
        times: u32,
    },
    /// F69: the far end hears no tone that is shorter.
    ShortTonesLost {
        /// The shortest that it hears.
        least: Duration,
        /// For how long.
        span: Duration,
    },
    /// F70: a key of the far end is reported twice.
    KeysTwice {
        /// How many keys.
        times: u32,
    },
    /// F70: a key is reported now that nobody pressed.
    FalseKey {
        /// Which.
        key: char,
    },
    /// F80: the module takes no serial sound: `+QPCMV: 0,0`, and `+QPCMV: 1,0` when it does again.
    FlowStopped {
        /// For how long.
        span: Duration,
    },
    // ------------------------------------------------------------------ texts, data, MMSC
    /// F14: the network takes this long from Ctrl-Z to `+CMGS`.
    SubmitSlow {
        /// How often.
        times: u32,
        /// How long.
        takes: Duration,
    },
    /// F83: `+CMTI` comes twice.
    CmtiTwice {
        /// How often.
        times: u32,
    },
    /// F84: a message is kept, and nothing said.
    CmtiMissing {
        /// How often.
        times: u32,
    },
    /// F85: `+CMTI: "ME",1,"MMS PUSH",2,1`.
    CmtiExtraFields {
        /// How often.
        times: u32,
    },
    /// F86: `AT+CMGR` finds nothing, although there is a message.
    SlotUnreadable {
        /// How often.
        times: u32,
        /// `+CMS ERROR` with this number, or `OK` alone.
        code: Option<u16>,
    },
    /// F87: the memory for new messages fills up with old ones at once.
    MemoryFull {
        /// How many places are left.
        left: u16,
    },
    /// F88: `AT+CMGD` is refused.
    DeleteRefused {
        /// How often.
        times: u32,
        /// The number of `+CMS ERROR`.
        code: u16,
    },
    /// F93: the MMSC answers requests wrongly.
    Mmsc {
        /// How often.
        times: u32,
        /// How.
        fault: mmsc::Fault,
    },
    /// F93: the carrier's name server does not know a name that it should know.
    NameUnknown {
        /// How often.
        times: u32,
    },
    /// F93: nothing listens where the MMSC should be.
    Unreachable {
        /// How often.
        times: u32,
    },
    /// F93: the network refuses the bearer.
    BearerRefused {
        /// How often.
        times: u32,
        /// How long it takes to say so: up to 150 s.
        takes: Duration,
    },
    /// F93: the network takes the bearer away at once (`+QIURC: "pdpdeact"`).
    BearerLost,
    /// F94: the MMSC tells once more of everything that nobody has acknowledged, at once.
    ToldAgain,
    /// F95: `AT+CMGS` is taken, and no prompt comes.
    PromptMissing {
        /// How often.
        times: u32,
    },
    /// F96: the network refuses a text.
    SubmitFails {
        /// How often.
        times: u32,
        /// The number of `+CMS ERROR`: 330, 331, 332, 500.
        code: u16,
    },
    /// F97: a text goes out, and the host never hears that it did.
    SubmitAnswerLost {
        /// How often.
        times: u32,
    },
    /// F99: texts have piled up in the network and come one on the heels of the other, now or
    /// behind the next registration.
    Backlog {
        /// How many, at most 500.
        count: u32,
    },
    /// F100: `+CDS` tells of a text that nobody sent, whatever `AT+CNMI` says.
    StrayReport {
        /// `TP-MR` of the text.
        reference: u8,
    },
}

/// How far one must go to have a module back that is silently off the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cure {
    /// `AT+CFUN=4` or `AT+COPS=2`, and back.
    Radio,
    /// `AT+CFUN=1,1`.
    Reboot,
    /// Power off and on.
    Power,
    /// Nothing the host can do.
    Time,
}

/// How a caller's number is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClipForm {
    /// `+CLIP` first comes so long after the first `RING`.
    Late(Duration),
    /// No `+CLIP` comes.
    Never,
    /// `+8210…`, type 145.
    International,
    /// As it is, type 161 (national).
    National,
    /// This number from abroad, type 145.
    Foreign(String),
}

impl Trouble {
    /// Whether both are the same kind; a quirk of the firmware is a kind of its own.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Firmware(one), Self::Firmware(other)) => one == other,
            _ => discriminant(self) == discriminant(other),
        }
    }

    /// How often it is still to strike, when it is counted.
    const fn times(&mut self) -> Option<&mut u32> {
        match self {
            Self::EndUntold { times, .. }
            | Self::EndTwice { times }
            | Self::Clip { times, .. }
            | Self::SlowAnswer { times, .. }
            | Self::CallerGivesUp { times }
            | Self::WaitingAnyway { times }
            | Self::LingeringCall { times, .. }
            | Self::HangUpIgnored { times, .. }
            | Self::RemoteGone { times, .. }
            | Self::TonesRefused { times }
            | Self::TonesRefusedInCalls { times }
            | Self::TonesInaudible { times }
            | Self::KeysTwice { times }
            | Self::SubmitSlow { times, .. }
            | Self::CmtiTwice { times }
            | Self::CmtiMissing { times }
            | Self::CmtiExtraFields { times }
            | Self::SlotUnreadable { times, .. }
            | Self::DeleteRefused { times, .. }
            | Self::Mmsc { times, .. }
            | Self::NameUnknown { times }
            | Self::Unreachable { times }
            | Self::BearerRefused { times, .. }
            | Self::PromptMissing { times }
            | Self::SubmitFails { times, .. }
            | Self::SubmitAnswerLost { times } => Some(times),
            _ => None,
        }
    }

    /// How long it lasts, when it is timed.
    const fn span(&self) -> Option<Duration> {
        match self {
            Self::SimLate { span }
            | Self::SimBusy { span }
            | Self::SimFailed { span }
            | Self::Registration { span, .. }
            | Self::Flapping { span, .. }
            | Self::NoService { span }
            | Self::NoSignalFigure { span }
            | Self::ImsDown { span }
            | Self::NoNetworkTime { span }
            | Self::NetworkTimeWrong { span, .. }
            | Self::VoiceStat { span, .. }
            | Self::SilentlyOffline { span, .. }
            | Self::NoDataBearer { span }
            | Self::ShortTonesLost { span, .. }
            | Self::FlowStopped { span } => Some(*span),
            _ => None,
        }
    }
}

/// The troubles of now: at most [`Troubles::MOST`]; the oldest makes room.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    list: Vec<(u32, Trouble)>,
    last: u32,
}

impl Troubles {
    const MOST: usize = 64;

    /// Whether one of these is there.
    pub(super) fn has(&self, which: impl Fn(&Trouble) -> bool) -> bool {
        self.list.iter().any(|(_, trouble)| which(trouble))
    }

    /// What the first of these says.
    pub(super) fn find<T>(&self, which: impl Fn(&Trouble) -> Option<T>) -> Option<T> {
        self.list.iter().find_map(|(_, trouble)| which(trouble))
    }

    /// Whether one of these strikes now; one that is counted has then struck once more.
    pub(super) fn strikes(&mut self, which: impl Fn(&Trouble) -> bool) -> bool {
        self.strike(|t| which(t).then_some(())).is_some()
    }

    /// As [`Troubles::strikes`], with what it says.
    pub(super) fn strike<T>(&mut self, which: impl Fn(&Trouble) -> Option<T>) -> Option<T> {
        let (n, says) = self
            .list
            .iter()
            .enumerate()
            .find_map(|(n, (_, trouble))| which(trouble).map(|says| (n, says)))?;
        if let Some(times) = self.list[n].1.times()
            && *times != u32::MAX
        {
            *times -= 1;
            if *times == 0 {
                self.list.remove(n);
            }
        }
        Some(says)
    }

    /// Takes the first of these away.
    fn take(&mut self, which: impl Fn(u32, &Trouble) -> bool) -> Option<Trouble> {
        let n = self.list.iter().position(|(id, t)| which(*id, t))?;
        Some(self.list.remove(n).1)
    }

    fn add(&mut self, trouble: Trouble) -> (u32, Option<Trouble>) {
        let full = self.list.len() == Self::MOST;
        let oldest = full.then(|| self.list.remove(0).1);
        self.last = self.last.wrapping_add(1);
        self.list.push((self.last, trouble));
        (self.last, oldest)
    }
}

impl Ec25 {
    /// Whether this happens now and is over with that.
    fn strikes_at_once(&mut self, trouble: &Trouble) -> bool {
        match *trouble {
            Trouble::MemoryFull { left } => self.fill_memory(left),
            Trouble::BearerLost => self.bearer_lost(true),
            Trouble::ToldAgain => self.tell_all_again(),
            Trouble::Backlog { count } => self.backlog(count),
            Trouble::StrayReport { reference } => self.stray_report(reference),
            _ => return false,
        }
        true
    }

    /// Something begins to go wrong.
    pub(super) fn begin_trouble(&mut self, mut trouble: Trouble) {
        if trouble.times().is_some_and(|times| *times == 0) || self.strikes_at_once(&trouble) {
            return;
        }
        match trouble {
            Trouble::Restarts { silent } => return self.restart_in_place(silent),
            Trouble::Heal => return self.heal(|_| true),
            Trouble::HealLike(other) => return self.heal(|t| t.is_like(&other)),
            Trouble::NextDial(remote) => return self.plan_dial(remote),
            Trouble::FalseKey { key } => return self.tell_key(key),
            Trouble::SimWantsPin { ref pin, tries } => self.card.put_in(Sim {
                pin_tries: tries,
                ..Sim::with_pin(pin)
            }),
            Trouble::SimWantsPuk { ref puk } => self.card.put_in(Sim {
                puk: puk.clone(),
                pin_tries: 0,
                ..Sim::with_pin("0000")
            }),
            Trouble::FlowStopped { .. } if self.sound != Some(Sound::Serial) => return,
            Trouble::FlowStopped { .. } => self.urc("+QPCMV: 0,0"),
            Trouble::Flapping { every, .. } => self.later_by(every, Due::Flap),
            _ => {}
        }
        let span = trouble.span().filter(|span| *span != FOR_EVER);
        let new_time = matches!(trouble, Trouble::NetworkTimeWrong { .. });
        let (id, oldest) = self.troubles.add(trouble);
        if let Some(oldest) = oldest {
            self.after(&oldest);
        }
        if let Some(span) = span {
            self.later_by(span, Due::TroubleOver(id));
        }
        if new_time {
            self.network_gives_time();
        }
        self.refresh();
    }

    /// The time of this trouble is over, unless it was healed before.
    pub(super) fn end_trouble(&mut self, id: u32) {
        if let Some(ended) = self.troubles.take(|own, _| own == id) {
            self.after(&ended);
            self.refresh();
        }
    }

    fn heal(&mut self, which: impl Fn(&Trouble) -> bool) {
        while let Some(ended) = self.troubles.take(|_, t| which(t)) {
            self.after(&ended);
        }
        self.refresh();
    }

    /// The host has gone as far as `done` to have the network back.
    pub(super) fn cure(&mut self, done: Cure) {
        let cured =
            |t: &Trouble| matches!(t, Trouble::SilentlyOffline { cure, .. } if *cure <= done);
        while self.troubles.take(|_, t| cured(t)).is_some() {}
    }

    /// What is left to do when a trouble ends.
    fn after(&mut self, ended: &Trouble) {
        match ended {
            Trouble::SimWantsPin { .. } | Trouble::SimWantsPuk { .. } => {
                self.card.put_in(self.profile.sim.clone());
            }
            Trouble::NoNetworkTime { .. } | Trouble::NetworkTimeWrong { .. } => {
                self.network_gives_time();
            }
            // Not when the sound was turned off, or the module started again, in the meantime.
            Trouble::FlowStopped { .. } if self.store.number("+QPCMV", 0) == 1 => {
                self.urc("+QPCMV: 1,0");
            }
            _ => {}
        }
    }

    /// Does what follows for SIM, network and sound.
    fn refresh(&mut self) {
        self.refresh_card();
        self.refresh_network();
        self.refresh_access();
        self.refresh_sound();
    }
}
