//! The module's clock and the network's time (NITZ).

use jiff::{ToSpan, civil::DateTime};

use super::{
    Ec25, Trouble,
    parse::{Arg, Ask},
    reply::Reply,
};
use crate::time::Instant;

/// Korea has one zone, nine hours ahead, in quarters of an hour.
const ZONE: &str = "+36";

/// What the module knows of the time.
#[derive(Clone, Debug, Default)]
pub(super) struct Clock {
    /// Its own clock (`AT+CCLK=`, or 1980 at the start) and when it stood so.
    own: Option<(DateTime, Instant)>,
    /// When it started.
    started: Instant,
    /// The last time the network gave, GMT; `None` before that.
    given: Option<DateTime>,
}

impl Clock {
    /// The module starts: its clock stands at 1980 and it knows nothing of the network's.
    pub(super) const fn restart(&mut self, now: Instant) {
        (self.own, self.given, self.started) = (None, None, now);
    }
}

impl Ec25 {
    /// The network gives its time (3GPP TS 24.008 9.2.15a).
    pub(super) fn network_gives_time(&mut self) {
        let withheld = self
            .troubles
            .has(|t| matches!(t, Trouble::NoNetworkTime { .. }));
        if self.power.registered && !withheld {
            self.clock.given = Some(self.network_time(false));
        }
    }

    /// The network's time now: the start of the run and what has passed.
    fn network_time(&self, local: bool) -> DateTime {
        let passed = i64::try_from(self.now.as_millis()).unwrap_or(i64::MAX);
        let wrong = self.troubles.find(|t| match t {
            Trouble::NetworkTimeWrong { seconds, .. } => Some(*seconds),
            _ => None,
        });
        let now = self
            .profile
            .start
            .saturating_add(passed.milliseconds())
            .saturating_add(jiff::SignedDuration::from_secs(wrong.unwrap_or(0)));
        if local {
            now
        } else {
            now.saturating_sub(9.hours())
        }
    }

    /// The answer, when this is a question about the time.
    pub(super) fn clock_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+CCLK", Ask::Read) => Reply::line(self.clock_line()),
            ("+CCLK", Ask::Set(args)) => {
                let text = args.first().map_or("", Arg::text);
                let time = text.get(..17).unwrap_or_default();
                match DateTime::strptime("%y/%m/%d,%H:%M:%S", time) {
                    Ok(time) => {
                        self.clock.own = Some((time, self.now));
                        Reply::OK
                    }
                    Err(_) => Reply::cme(50),
                }
            }
            ("+QLTS", Ask::Run) => self.last_sync(0),
            ("+QLTS", Ask::Set(args)) => match args.first().and_then(Arg::number) {
                Some(mode @ 0..=2) => self.last_sync(mode),
                _ => Reply::cme(50),
            },
            _ => return None,
        })
    }

    /// `AT+QLTS=<mode>`: 0 the last time given, 1 GMT now, 2 local time now.
    fn last_sync(&self, mode: u32) -> Reply {
        let Some(given) = self.clock.given else {
            return Reply::line("+QLTS: \"\"");
        };
        let time = match mode {
            0 => given,
            mode => self.network_time(mode == 2),
        };
        let stamp = time.strftime("%Y/%m/%d,%H:%M:%S");
        Reply::line(format!("+QLTS: \"{stamp}{ZONE},0\""))
    }

    /// `AT+CCLK?`: its own clock until `AT+CTZU` has it follow the network's; 1 GMT, 3 local.
    fn clock_line(&self) -> String {
        let follows = self.store.number("+CTZU", 0);
        let (time, zone) = if follows == 0 || self.clock.given.is_none() {
            let factory = jiff::civil::datetime(1980, 1, 6, 0, 0, 0, 0);
            let (set, at) = self.clock.own.unwrap_or((factory, self.clock.started));
            let passed = i64::try_from(self.now.since(at).as_millis()).unwrap_or(i64::MAX);
            (set.saturating_add(passed.milliseconds()), "+00")
        } else {
            (self.network_time(follows == 3), ZONE)
        };
        format!("+CCLK: \"{}{zone}\"", time.strftime("%y/%m/%d,%H:%M:%S"))
    }
}
