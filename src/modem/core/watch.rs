//! The look at the network: is it there, how strong is it, and can it carry a call?
//!
//! A modem can be off the network for hours and say nothing. So it is asked, and when there was no
//! network for minutes the radio is switched off and on; when that does not help the module is started
//! over, then the board is asked. Between two attempts the wait grows: in a cellar nothing helps.

use std::time::Duration;

use crate::{
    at::{Answer, Command, Domain, RegistrationStatus, Reply, Signal},
    modem::{Lack, Radio},
    time::Instant,
};

/// Between two looks while all is well.
const WELL: Duration = Duration::from_secs(30);
/// Between two looks while the network is being looked for …
const SEARCHING: Duration = Duration::from_secs(2);
/// … and when that has taken longer than this.
const PATIENT: Duration = Duration::from_secs(60);
const SEARCHING_LONG: Duration = Duration::from_secs(10);
/// The network has to stay for so long before its absence is forgotten: one that comes and goes is
/// as good as none.
const STEADY: Duration = Duration::from_secs(60);
/// Minutes without a network before each attempt at getting it back; the last stands for all after.
const WAITS: [u64; 5] = [5, 10, 20, 40, 60];
/// Looks with a weak or unknown signal before it is called weak.
const WEAK_LOOKS: u8 = 3;
/// At most -101 dBm (3GPP TS 27.007 8.5).
const WEAK: u8 = 6;
/// VoLTE is looked at with one look in so many.
const IMS_EVERY: u8 = 10;

/// The questions of one look, in order; the list of calls finds a ring that was never announced.
const QUESTIONS: [Command; 5] = [
    Command::Registration(Domain::Circuit),
    Command::Registration(Domain::Lte),
    Command::Signal,
    Command::Calls,
    Command::Ims,
];

/// What to try when there has been no network for long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// `AT+CFUN=4`, then `=1`.
    Radio,
    /// `AT+CFUN=1,1`.
    Restart,
    /// Something that the board does.
    Board,
}

#[derive(Debug, Default)]
pub(super) struct Watch {
    circuit: Option<RegistrationStatus>,
    lte: Option<RegistrationStatus>,
    rssi: Option<u8>,
    weak_looks: u8,
    ims_up: Option<bool>,
    due: Instant,
    question: usize,
    looks: u8,
    /// Since when there is no network; survives a restart of the module, and a short return.
    bad_since: Option<Instant>,
    good_since: Option<Instant>,
    /// Attempts at getting it back, and the last of them.
    attempts: usize,
    tried_at: Option<Instant>,
}

impl Watch {
    pub fn restart(&mut self, at: Instant) {
        *self = Self {
            due: at + SEARCHING,
            ims_up: self.ims_up,
            bad_since: self.bad_since,
            attempts: self.attempts,
            tried_at: self.tried_at,
            ..Self::default()
        };
    }

    /// Look now.
    pub fn look(&mut self, at: Instant) {
        if self.question == 0 {
            self.due = at;
            self.looks = 0;
        }
    }

    /// Either will do: on pure LTE the circuit side may be silent.
    pub fn is_registered(&self) -> bool {
        self.either(RegistrationStatus::is_registered)
    }

    /// The network refuses us, and no other takes us.
    pub fn is_denied(&self) -> bool {
        !self.is_registered() && self.either(|status| status == RegistrationStatus::Denied)
    }

    fn either(&self, is: impl Fn(RegistrationStatus) -> bool) -> bool {
        [self.circuit, self.lte].into_iter().flatten().any(is)
    }

    /// What was last seen of the network.
    pub fn radio(&self) -> Radio {
        Radio {
            circuit: self.circuit,
            lte: self.lte,
            signal: self.rssi.map(|rssi| Signal { rssi }),
            ims_up: self.ims_up,
        }
    }

    pub fn lack(&self) -> Option<Lack> {
        let circuit = self.circuit.is_some_and(RegistrationStatus::is_registered);
        if self.ims_up == Some(false) && !circuit {
            return Some(Lack::Ims);
        }
        (self.weak_looks >= WEAK_LOOKS).then_some(Lack::Signal)
    }

    pub fn registered(&mut self, domain: Domain, status: RegistrationStatus, at: Instant) {
        match domain {
            Domain::Circuit => self.circuit = Some(status),
            Domain::Lte => self.lte = Some(status),
        }
        if self.is_registered() {
            let since = *self.good_since.get_or_insert(at);
            if at.since(since) >= STEADY {
                self.bad_since = None;
                self.attempts = 0;
            }
        } else {
            self.good_since = None;
            self.bad_since.get_or_insert(at);
        }
    }

    pub fn signal(&mut self, rssi: u8) {
        self.rssi = Some(rssi);
        if rssi == 99 || rssi <= WEAK {
            self.weak_looks = self.weak_looks.saturating_add(1);
        } else {
            self.weak_looks = 0;
        }
    }

    pub fn next(&self, at: Instant) -> Option<Command> {
        (self.due <= at).then(|| QUESTIONS[self.question].clone())
    }

    pub fn done(&mut self, at: Instant) {
        self.question += 1;
        let ims = self.looks.is_multiple_of(IMS_EVERY);
        if self.question < QUESTIONS.len() - usize::from(!ims) {
            return;
        }
        self.question = 0;
        self.looks = self.looks.wrapping_add(1);
        let long = self
            .bad_since
            .is_some_and(|since| at.since(since) >= PATIENT);
        self.due = at
            + match (self.is_registered(), long) {
                (true, _) => WELL,
                (false, false) => SEARCHING,
                (false, true) => SEARCHING_LONG,
            };
    }

    /// Somebody's question was answered.
    pub fn answered(&mut self, command: &Command, answer: &Answer, at: Instant) {
        match (command, answer) {
            (Command::Registration(domain), Answer::Ok(Reply::Registration(status))) => {
                self.registered(*domain, *status, at);
            }
            (Command::Signal, Answer::Ok(Reply::Signal(signal))) => self.signal(signal.rssi),
            (Command::Ims, Answer::Ok(Reply::Ims(ims))) => self.ims_up = ims.up,
            _ => {}
        }
    }

    pub const fn next_wake(&self) -> Instant {
        self.due
    }

    /// When there will have been no network for too long.
    pub fn remedy_at(&self) -> Option<Instant> {
        if self.is_registered() {
            return None;
        }
        let since = self.bad_since?.max(self.tried_at.unwrap_or_default());
        let minutes = WAITS[self.attempts.min(WAITS.len() - 1)];
        Some(since + Duration::from_secs(60 * minutes))
    }

    /// What to try now, if it is time.
    pub fn remedy(&mut self, at: Instant) -> Option<Remedy> {
        if self.remedy_at()? > at {
            return None;
        }
        let remedy = match self.attempts {
            1 => Remedy::Restart,
            attempt if attempt % 2 == 1 => Remedy::Board,
            _ => Remedy::Radio,
        };
        self.attempts += 1;
        self.tried_at = Some(at);
        Some(remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RegistrationStatus::{Denied, Home, Idle, Searching};

    fn minutes(minutes: u64) -> Instant {
        Instant::from_millis(minutes * 60_000)
    }

    #[test]
    fn without_a_network_it_tries_ever_more_and_ever_later() {
        let mut watch = Watch::default();
        watch.registered(Domain::Lte, Idle, Instant::ZERO);
        let mut tried = Vec::new();
        for minute in 0..200 {
            if let Some(remedy) = watch.remedy(minutes(minute)) {
                tried.push((minute, remedy));
            }
        }
        assert_eq!(
            tried,
            [
                (5, Remedy::Radio),
                (15, Remedy::Restart),
                (35, Remedy::Radio),
                (75, Remedy::Board),
                (135, Remedy::Radio),
                (195, Remedy::Board),
            ]
        );
    }

    #[test]
    fn a_network_that_comes_and_goes_is_none_and_one_that_stays_is_one() {
        let mut watch = Watch::default();
        for half_minute in 0..12 {
            let at = Instant::from_millis(half_minute * 30_000);
            let status = if half_minute % 2 == 0 {
                Searching
            } else {
                Home
            };
            watch.registered(Domain::Circuit, status, at);
        }
        watch.registered(Domain::Circuit, Searching, minutes(6));
        assert_eq!(watch.remedy(minutes(6)), Some(Remedy::Radio));
        watch.registered(Domain::Circuit, Home, minutes(7));
        watch.registered(Domain::Circuit, Home, minutes(9));
        watch.registered(Domain::Circuit, Searching, minutes(10));
        assert_eq!(watch.remedy_at(), Some(minutes(15)), "it begins anew");
    }

    #[test]
    fn one_of_two_is_enough_and_denied_by_one_is_not_denied() {
        let mut watch = Watch::default();
        watch.registered(Domain::Circuit, Denied, Instant::ZERO);
        assert!(watch.is_denied());
        watch.registered(Domain::Lte, Home, Instant::ZERO);
        assert!(watch.is_registered() && !watch.is_denied());
    }

    #[test]
    fn voice_over_lte_matters_only_without_the_other_network() {
        let mut watch = Watch {
            ims_up: Some(false),
            ..Watch::default()
        };
        watch.registered(Domain::Lte, Home, Instant::ZERO);
        assert_eq!(watch.lack(), Some(Lack::Ims));
        watch.registered(Domain::Circuit, Home, Instant::ZERO);
        assert_eq!(watch.lack(), None);
    }

    #[test]
    fn one_bad_reading_is_not_a_weak_signal() {
        let mut watch = Watch::default();
        for (rssi, weak) in [(99, false), (3, false), (99, true), (20, false)] {
            watch.signal(rssi);
            assert_eq!(watch.lack().is_some(), weak, "{rssi}");
        }
    }
}
