//! What the operator keeps for the subscriber: diverted calls (3GPP TS 27.007 7.11), and USSD
//! (7.15), which Korean operators do not offer.

use super::{
    Due, Ec25,
    parse::{Arg, Ask},
    reply::Reply,
};

/// Where calls go for one reason, and whether they do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Divert {
    to: String,
    active: bool,
}

/// By reason: 0 always, 1 busy, 2 no answer, 3 not reached.
pub(super) type Diverts = [Divert; 4];

impl Ec25 {
    /// Whether every call is diverted before it comes here.
    pub(super) fn diverts_all(&self) -> bool {
        self.diverts[0].active
    }

    /// The answer, when this is such a command.
    pub(super) fn service_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+CCFC", Ask::Set(args)) => self.divert(args),
            ("+CUSD", Ask::Set(args)) if args.len() > 1 => {
                if !self.power.registered {
                    return Some(Reply::cme(30));
                }
                self.later((500, 3_000), Due::Ussd);
                Reply::OK
            }
            _ => return None,
        })
    }

    /// The network's answer to every USSD: 4, not supported.
    pub(super) fn ussd_is_refused(&mut self) {
        self.urc("+CUSD: 4");
    }

    /// `AT+CCFC=<reason>,<mode>[,<number>…]`: mode 0 off, 1 on, 2 how it stands, 3 set, 4 forget.
    /// Reason 4 means all, 5 all but 0.
    fn divert(&mut self, args: &[Arg]) -> Reply {
        if !self.power.registered {
            return Reply::cme(30);
        }
        let number = |n: usize| args.get(n).and_then(Arg::number);
        let reasons = match number(0) {
            Some(n @ 0..=3) => n as usize..n as usize + 1,
            Some(4) => 0..4,
            Some(5) => 1..4,
            _ => return Reply::cme(50),
        };
        let chosen = &mut self.diverts[reasons];
        match (number(1), args.get(2).map_or("", Arg::text)) {
            (Some(0), "") => chosen.iter_mut().for_each(|d| d.active = false),
            (Some(1), "") if chosen.iter().all(|d| !d.to.is_empty()) => {
                chosen.iter_mut().for_each(|d| d.active = true);
            }
            (Some(2), "") => return Reply::Lines(chosen.iter().map(Divert::line).collect()),
            (Some(3), to) if !to.is_empty() => chosen.fill(Divert {
                to: to.to_owned(),
                active: true,
            }),
            (Some(4), "") => chosen.fill(Divert::default()),
            (Some(1), "") => return Reply::cme(3), // there is no number
            _ => return Reply::cme(50),
        }
        Reply::OK
    }
}

impl Divert {
    fn line(&self) -> String {
        if !self.active {
            return "+CCFC: 0,255".to_owned();
        }
        // The network gives it in the international form.
        let abroad = match self.to.strip_prefix('0') {
            Some(national) => format!("+82{national}"),
            None => self.to.clone(),
        };
        format!("+CCFC: 1,1,\"{abroad}\",145,,,")
    }
}
