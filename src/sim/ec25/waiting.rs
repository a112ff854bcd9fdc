//! A second call: waiting, held, swapped (3GPP TS 22.030 6.5.5, TS 27.007 7.13).

use super::{Ec25, Effect, calls::State, parse::Arg, reply::Reply, setting};

impl Ec25 {
    /// The call that waits rings once nothing else is in the table.
    pub(super) fn bring_waiting(&mut self) {
        if self.calls.foreground().is_some() {
            return;
        }
        if let Some(serial) = self.calls.find(State::Waiting).map(|c| c.serial) {
            self.move_call(serial, State::Incoming);
            self.ring(serial);
        }
    }

    /// `AT+CCWA=<n>,<mode>[,<class>]`: mode 0 off, 1 on, 2 how it stands.
    pub(super) fn waiting_service(&mut self, args: &[Arg]) -> Reply {
        if !self.power.registered {
            return Reply::cme(30);
        }
        match args[1].number() {
            Some(mode @ (0 | 1)) => self.call_waiting = mode == 1,
            Some(2) => {
                let status = u8::from(self.call_waiting);
                return Reply::line(format!("+CCWA: {status},1"));
            }
            _ => return Reply::cme(50),
        }
        match setting::find("+CCWA", None) {
            Some(setting) if args[0] != Arg::Absent => self.set(setting, &args[..1], false),
            _ => Reply::OK,
        }
    }

    /// `AT+CHLD=<n>`: 0 refuses the waiting call or drops the held, `1` drops the active and takes
    /// the other, `1x` drops x, `2` swaps, `2x` keeps x alone, `3` joins.
    pub(super) fn hold(&mut self, args: &[Arg]) -> Reply {
        let text = args.first().map_or("", Arg::text);
        let id = text.get(1..).filter(|id| !id.is_empty());
        let chosen = id.map(|id| id.parse().ok().and_then(|id| self.calls.by_id(id)));
        let done = match (text.get(..1), chosen) {
            (Some("0"), None) => self.drop_other(),
            (Some("1"), None) => self.drop_active(),
            (Some("1"), Some(Some(serial))) => {
                self.hang_up_one(serial, "Normal call clearing");
                true
            }
            (Some("2"), None) => self.swap(None),
            (Some("2"), Some(Some(serial))) => self.swap(Some(serial)),
            (Some("3"), None) => self.join(),
            _ => return Reply::cme(50),
        };
        if done { Reply::OK } else { Reply::cme(3) }
    }

    fn drop_other(&mut self) -> bool {
        let waiting = self.calls.find(State::Waiting);
        let other = waiting.or_else(|| self.calls.find(State::Held));
        let Some((serial, waited)) = other.map(|c| (c.serial, c.state == State::Waiting)) else {
            return false;
        };
        let cause = if waited {
            "User busy"
        } else {
            "Normal call clearing"
        };
        self.hang_up_one(serial, cause);
        true
    }

    fn drop_active(&mut self) -> bool {
        let Some(active) = self.calls.find(State::Active).map(|c| c.serial) else {
            return false;
        };
        self.hang_up_one(active, "Normal call clearing");
        self.take_other();
        true
    }

    /// The waiting call is answered, or the held one taken up; says whether there was one.
    fn take_other(&mut self) -> bool {
        if let Some((serial, other)) = self
            .calls
            .find(State::Waiting)
            .map(|c| (c.serial, c.other.clone()))
        {
            self.effect(Effect::CallAnswered { other });
            self.connect(serial);
            return true;
        }
        match self.calls.find(State::Held).map(|c| c.serial) {
            Some(serial) => {
                self.move_call(serial, State::Active);
                true
            }
            None => false,
        }
    }

    /// The active call is held; `only`, the waiting or the held one is spoken on.
    fn swap(&mut self, only: Option<u32>) -> bool {
        let active = self.calls.find(State::Active).map(|c| c.serial);
        if only.is_some() && only == active {
            return true;
        }
        let waits = self.calls.find(State::Waiting).is_some();
        let holds = self.calls.find(State::Held).is_some();
        if active.is_none() && !waits && !holds {
            return false;
        }
        if waits || holds {
            self.take_other();
        }
        if let Some(serial) = active {
            self.move_call(serial, State::Held);
        }
        true
    }

    fn join(&mut self) -> bool {
        let both = self.calls.find(State::Active).is_some();
        match self.calls.find(State::Held).map(|c| c.serial) {
            Some(serial) if both => {
                self.move_call(serial, State::Active);
                true
            }
            _ => false,
        }
    }
}
