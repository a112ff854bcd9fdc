//! Faults that live in the module, its SIM and the network, as the module's own troubles.

use std::time::Duration;

use super::{Due, Rig, texts};
use crate::{
    phone::Caller,
    sim::{
        ec25::{ClipForm, Cure, FOR_EVER, Happening, Input, Quirk, Registration, Remote, Trouble},
        fault::{Fault, Order},
    },
};

/// The PIN of the SIM that F35 puts in, which a box may know.
pub const PIN: &str = "1234";
/// The PIN of the SIM that F36 puts in, which no box knows.
pub const OTHER_PIN: &str = "8642";
/// The PUK of the SIM that F37 puts in.
pub const PUK: &str = "12345678";

impl Rig {
    /// The number of the second caller (F59).
    const SECOND_CALLER: &str = "01034567890";

    pub(super) fn trouble(&mut self, order: &Order) {
        match order.fault {
            Fault::SECOND_CALL => {
                self.module(Input::Trouble(Trouble::WaitingAnyway { times: 1 }));
                return self.lie_in_wait(order);
            }
            Fault::TEXT_MEANWHILE => return self.lie_in_wait(order),
            fault if fault >= Fault::CMTI_TWICE => return self.spoil_texts(order),
            _ => {}
        }
        let mut timed = false;
        for trouble in troubles(order) {
            timed |= is_timed(&trouble);
            self.module(Input::Trouble(trouble));
        }
        if let Some(span) = order.lasts.filter(|_| !timed) {
            self.later(span, Due::HealModule(order.clone()));
        }
    }

    /// What this order brought about ends.
    pub(super) fn heal_module(&mut self, order: &Order) {
        let texts = texts::troubles(order, 1);
        for trouble in troubles(order).into_iter().chain(texts) {
            let like = Trouble::HealLike(Box::new(trouble));
            self.module(Input::Trouble(like));
        }
    }

    /// F59: somebody else calls.
    pub(super) fn second_call(&mut self) {
        let from = Self::SECOND_CALLER
            .parse()
            .map_or(Caller::Withheld, Caller::Known);
        self.module(Input::Network(Happening::IncomingCall { from }));
    }
}

/// Whether `for` is part of the trouble itself; else the module is healed when it is over.
const fn is_timed(trouble: &Trouble) -> bool {
    !matches!(
        trouble,
        Trouble::SimRemoved
            | Trouble::SimWantsPin { .. }
            | Trouble::SimWantsPuk { .. }
            | Trouble::Firmware(_)
    )
}

/// What the module is told; most faults are one trouble.
fn troubles(order: &Order) -> Vec<Trouble> {
    let times = order.count.unwrap_or(1);
    let span = order.lasts.unwrap_or(FOR_EVER);
    let some = order.lasts.unwrap_or_default();
    let dials = |remote: Remote| vec![Trouble::NextDial(remote); times.min(16) as usize];
    let seconds = Duration::from_secs;
    let one = match order.fault {
        Fault::RDY_IN_MID_SESSION => Trouble::Restarts { silent: some },
        Fault::NO_SIM | Fault::SIM_REMOVED => Trouble::SimRemoved,
        Fault::SIM_PIN => Trouble::SimWantsPin {
            pin: PIN.to_owned(),
            tries: 3,
        },
        Fault::WRONG_PIN => Trouble::SimWantsPin {
            pin: OTHER_PIN.to_owned(),
            tries: u8::try_from(times).unwrap_or(3).min(3),
        },
        Fault::SIM_PUK => Trouble::SimWantsPuk {
            puk: PUK.to_owned(),
        },
        Fault::CIMI_LATE => Trouble::SimLate { span },
        Fault::SIM_BUSY => Trouble::SimBusy { span },
        Fault::NOT_REGISTERED => match order.variant {
            "flapping" => Trouble::Flapping {
                every: seconds(3),
                span,
            },
            variant => Trouble::Registration {
                stat: match variant {
                    "denied" => Registration::Denied,
                    "roaming" => Registration::Roaming,
                    _ => Registration::Searching,
                },
                span,
            },
        },
        Fault::NO_SERVICE => Trouble::NoService { span },
        Fault::SIGNAL_UNKNOWN => Trouble::NoSignalFigure { span },
        Fault::IMS_DOWN => Trouble::ImsDown { span },
        Fault::CLOCK_WRONG => match order.variant {
            "jump" => Trouble::NetworkTimeWrong {
                seconds: 86_400,
                span,
            },
            "jump-back" => Trouble::NetworkTimeWrong {
                seconds: -86_400 * 365,
                span,
            },
            _ => Trouble::NoNetworkTime { span },
        },
        Fault::CREG_ZERO => Trouble::VoiceStat {
            stat: if order.variant == "6" { 6 } else { 0 },
            span,
        },
        Fault::SILENT_OFFLINE => Trouble::SilentlyOffline {
            cure: match order.variant {
                "reboot" => Cure::Reboot,
                "power" => Cure::Power,
                "time" => Cure::Time,
                _ => Cure::Radio,
            },
            span,
        },
        Fault::BUSY => return dials(Remote::busy()),
        Fault::NO_ANSWER => return dials(Remote::no_answer(some)),
        Fault::NO_CARRIER => return dials(Remote::no_carrier()),
        Fault::NO_DIALTONE => return dials(Remote::no_dialtone()),
        Fault::ANNOUNCEMENT => {
            return dials(Remote::announcement("announcement".to_owned(), some));
        }
        Fault::ANSWERED_AT_ONCE => return dials(Remote::at_once()),
        Fault::LONG_RINGING => return dials(Remote::answers(some)),
        Fault::STATE_FLIPS => return dials(Remote::answers(seconds(3)).wavering()),
        Fault::END_UNTOLD => Trouble::EndUntold {
            word_only: order.variant == "word",
            times,
        },
        Fault::END_TOLD_TWICE => Trouble::EndTwice { times },
        Fault::CALL_URCS => {
            let quirks = match order.variant {
                "no-ccinfo" => vec![Quirk::NoCcinfo],
                "no-dsci" => vec![Quirk::NoDsci],
                _ => vec![Quirk::NoCcinfo, Quirk::NoDsci],
            };
            return quirks.into_iter().map(Trouble::Firmware).collect();
        }
        Fault::DATA_IN_CLCC if order.variant == "absent" => Trouble::NoDataBearer { span },
        // The module always lists it.
        Fault::DATA_IN_CLCC => return Vec::new(),
        Fault::CLIP_ODD => Trouble::Clip {
            form: match order.variant {
                "none" => ClipForm::Never,
                "plus82" => ClipForm::International,
                "national" => ClipForm::National,
                "foreign" => ClipForm::Foreign("+12025550123".to_owned()),
                _ => ClipForm::Late(seconds(2)),
            },
            times,
        },
        Fault::GONE_DURING_ATA => {
            let takes = seconds(2);
            return vec![
                Trouble::SlowAnswer { takes, times },
                Trouble::CallerGivesUp { times },
            ];
        }
        Fault::OLD_CALL_LINGERS => {
            let mut all = vec![Trouble::LingeringCall { stays: some, times }];
            if order.variant == "no-carrier" {
                all.push(Trouble::Firmware(Quirk::TakenIsNoCarrier));
            }
            return all;
        }
        Fault::CHUP_SLOW => Trouble::HangUpIgnored { lives: some, times },
        Fault::QHUP_HANGS => Trouble::Firmware(Quirk::QhupHangs),
        Fault::GONE_AT_ONCE => Trouble::RemoteGone {
            after: Duration::from_millis(150),
            times,
        },
        Fault::VTS_REFUSED if order.variant == "once" => Trouble::TonesRefused { times },
        Fault::VTS_REFUSED => Trouble::TonesRefusedInCalls { times },
        Fault::VTS_INAUDIBLE => Trouble::TonesInaudible { times },
        Fault::SHORT_TONES_LOST => Trouble::ShortTonesLost {
            least: Duration::from_millis(u64::from(order.rate)),
            span,
        },
        Fault::FALSE_TONES if order.variant == "false" => {
            return vec![Trouble::FalseKey { key: '5' }; times.min(16) as usize];
        }
        Fault::FALSE_TONES => Trouble::KeysTwice { times },
        Fault::QPCMV_REFUSED => Trouble::Firmware(Quirk::QpcmvLies),
        _ => return Vec::new(),
    };
    vec![one]
}
