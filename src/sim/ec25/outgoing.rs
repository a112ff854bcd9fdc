//! Calls that the host makes, and how any call comes up.

use super::{
    Due, Ec25, Effect, Quirk, Remote, Rule, Trouble,
    calls::State,
    reply::{Failure, Reply},
};
use crate::phone::Caller;

/// Numbers that reach people who save lives; a machine never dials them by itself.
const EMERGENCY: [&str; 8] = ["111", "112", "113", "117", "118", "119", "122", "125"];

impl Ec25 {
    /// `ATD<number>;`: `OK` means that it is being dialled, or, with `AT+COLP=1`, answered.
    pub(super) fn dial(&mut self, number: &str, voice: bool) -> Reply {
        if !voice {
            self.broke(Rule::DialWithoutSemicolon, format!("ATD{number}"));
            return Reply::Failed(Failure::Word("NO CARRIER"));
        }
        let Ok(to) = number.parse() else {
            return Reply::cme(50);
        };
        if EMERGENCY.contains(&number) {
            self.broke(Rule::EmergencyDialled, format!("ATD{number};"));
            return Reply::Failed(Failure::Word("NO CARRIER"));
        }
        if let Some(code) = self.sim_missing() {
            return Reply::cme(code);
        }
        if !self.power.registered {
            return Reply::cme(30);
        }
        if !self.calls.calls.is_empty() {
            return self.dial_is_refused(number);
        }
        self.sound_should_be_on("dialled");
        self.effect(Effect::Dialled {
            to: number.to_owned(),
        });
        let plan = if self.has_voice() {
            let planned = self.plans.pop_front();
            planned.or_else(|| self.profile.remote.clone())
        } else {
            Some(Remote::no_carrier())
        };
        if let Some(failure) = plan.as_ref().and_then(Remote::refuses_at_once) {
            let (word, cause) = failure.words();
            self.last_cause = cause;
            let other = Caller::Known(to);
            self.effect(Effect::RemoteLeft { other });
            return Reply::Failed(Failure::Word(word));
        }
        self.set_up(Caller::Known(to), plan)
    }

    fn set_up(&mut self, other: Caller, plan: Option<Remote>) -> Reply {
        let bearer = self.has_bearer();
        let serial = self.calls.add(false, State::Dialing, other, bearer);
        // The URCs of the new call come behind OK.
        self.later((0, 0), Due::Tell(serial));
        let usual = self.dice.millis(self.profile.alerts_after);
        if let Some(call) = self.calls.get(serial) {
            call.plan = plan.map(|p| p.steps(usual)).unwrap_or_default();
            if let Some((after, _)) = call.plan.front() {
                let after = *after;
                self.later_by(after, Due::Remote(serial));
            }
        }
        self.refresh_access();
        if self.store.number("+COLP", 0) == 1 {
            Reply::Awaits(serial)
        } else {
            Reply::OK
        }
    }

    fn dial_is_refused(&mut self, number: &str) -> Reply {
        self.broke(
            Rule::DialOverCall,
            format!("ATD{number}; with a call in the table"),
        );
        if self.has_quirk(Quirk::TakenIsNoCarrier) {
            Reply::Failed(Failure::Word("NO CARRIER"))
        } else {
            Reply::cme(3)
        }
    }

    /// The call goes to `state`, and that is told.
    pub(super) fn move_call(&mut self, serial: u32, state: State) {
        if let Some(call) = self.calls.get(serial) {
            call.state = state;
        }
        self.tell_state(serial);
        self.refresh_sound();
    }

    /// The call is up.
    pub(super) fn connect(&mut self, serial: u32) {
        self.move_call(serial, State::Active);
        if let Some(call) = self.calls.get(serial) {
            let (number, kind) = call.number();
            let line = format!("+COLP: \"{number}\",{kind}");
            self.finish_awaiting(serial, Some(line), "OK");
        }
        let after = self.troubles.strike(|t| match t {
            Trouble::RemoteGone { after, .. } => Some(*after),
            _ => None,
        });
        if let Some(after) = after {
            self.later_by(after, Due::RemoteGone(serial));
        }
    }

    /// Tells the state of this call, where the host asked to be told.
    pub(super) fn tell_state(&mut self, serial: u32) {
        if let Some(call) = self.calls.get(serial) {
            let (dsci, state) = (call.state.dsci(), call.state as i8);
            let (dsci, ccinfo) = (call.dsci(dsci), call.ccinfo(state));
            self.tell(&dsci, &ccinfo);
        }
    }

    pub(super) fn tell(&mut self, dsci: &str, ccinfo: &str) {
        if self.store.number("^DSCI", 0) == 1 {
            self.urc(dsci);
        }
        if self.store.indicates("ccinfo") {
            self.urc(ccinfo);
        }
    }
}
