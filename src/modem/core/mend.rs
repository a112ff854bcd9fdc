//! Carrying out what recovery wants.

use std::time::Duration;

use crate::{
    modem::{Ending, Output, PortId, Reason, Rung},
    time::Instant,
};

use super::{Ec25, Out, ladder::From, recovery::Act, watch::Remedy};

/// `AT+CFUN=1,1` for a port that says nothing: perhaps it still listens.
const BLIND_RESTART: &[u8] = b"AT+CFUN=1,1\r";

/// Between two times that everything is set again without a known reason.
const REFRESH: Duration = Duration::from_secs(5 * 60);

impl Ec25 {
    /// What is due to be mended.
    pub(super) fn mend(&mut self, at: Instant, out: Out<'_>) {
        if self.call.take_stuck() {
            self.call.lost(Ending::Stuck, out);
            let act = self.recovery.fail(Reason::CallStuck, From::Reset, at);
            self.act(Some(act), at, out);
        }
        let act = self.recovery.tick(self.main.open, at);
        self.act(act, at, out);
        if self.second_again.is_some_and(|due| due <= at) && self.second.open {
            self.second_again = None;
            out.push(Output::Reopen(PortId::Second));
        }
        if !self.may_mend() {
            return;
        }
        if std::mem::take(&mut self.restart_asked) {
            let act = self.recovery.fail(Reason::Asked, From::Reset, at);
            return self.act(Some(act), at, out);
        }
        if self.suspect && self.startup.is_over() && self.refresh_after <= at {
            self.suspect = false;
            self.refresh_after = at + REFRESH;
            self.startup.refresh(at);
        }
        match self.watch.remedy(at) {
            None => {}
            Some(Remedy::Radio) => self.radio.turn_off_and_on(),
            Some(Remedy::Restart) => self.find_network(From::Reset, at, out),
            Some(Remedy::Board) => self.find_network(From::Board, at, out),
        }
    }

    /// Whether the modem is well enough to be mended, nobody is on the line, and nothing is cut off.
    pub(super) fn may_mend(&self) -> bool {
        self.main.synced
            && self.main.is_free()
            && self.startup.is_past_sim()
            && !self.call.is_on()
            && !self.radio.is_busy()
            && self.recovery.state().is_none()
    }

    fn find_network(&mut self, from: From, at: Instant, out: Out<'_>) {
        match self.recovery.fail(Reason::NoNetwork, from, at) {
            // The modem itself is well; nobody has to pull its plug.
            Act::Ask => {
                self.recovery.recovered(at);
                self.radio.turn_off_and_on();
            }
            act => self.act(Some(act), at, out),
        }
    }

    pub(super) fn act(&mut self, act: Option<Act>, at: Instant, out: Out<'_>) {
        match act {
            Some(Act::Reopen) => out.push(Output::Reopen(PortId::Main)),
            Some(Act::Board(rung)) => out.push(Output::Recover(rung)),
            Some(Act::Knock) => self.start(Ending::PortLost, at, out),
            Some(Act::Ask) => {
                if self.recovery.ask_once() {
                    out.push(Output::Recover(Rung::AskForColdPower));
                }
                if self.main.open {
                    out.push(Output::Reopen(PortId::Main));
                }
            }
            // A port in step sends it in its turn, else the second; else it is said into the dark.
            Some(Act::Reset) if !self.main.synced && !self.second.is_free() => {
                self.recovery.reset_sent();
                if self.main.open
                    && let Ok(bytes) = BLIND_RESTART.try_into()
                {
                    out.push(Output::Write(PortId::Main, bytes));
                }
            }
            None | Some(Act::Reset) => {}
        }
    }

    /// The modem answers on its first port.
    pub(super) fn in_step(&mut self, at: Instant) {
        if std::mem::replace(&mut self.main.synced, true) {
            self.suspect |= self.unanswered;
        } else {
            self.recovery.recovered(at);
            self.startup.restart(at);
            self.watch.restart(at);
            self.inbox.sweep(at);
            self.clock.look(at);
        }
        self.unanswered = false;
        self.call.resume(at);
        if self.call.is_on() {
            self.call.doubt(at);
        }
    }

    /// The first port does not answer.
    pub(super) fn dead(&mut self, at: Instant, out: Out<'_>) {
        self.main.synced = false;
        let act = self.recovery.dead(at);
        self.act(act, at, out);
    }

    /// The module has started over by itself, or since we asked it to.
    pub(super) fn restarted(&mut self, at: Instant, out: Out<'_>) {
        if self.recovery.state().is_none() {
            self.power.lost(at, out);
        }
        self.start(Ending::ModemReset, at, out);
        if self.second.open {
            self.start_second(at, out);
        }
    }
}
