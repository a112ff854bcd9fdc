//! Questions about the module, the SIM, the network and the clock.

use jiff::{ToSpan, civil::DateTime};

use super::{
    Ec25, Rule,
    parse::{Arg, Ask},
    reply::Reply,
};

impl Ec25 {
    /// The answer, when this is such a question.
    pub(super) fn query(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        let p = &self.profile;
        Some(match (name, ask) {
            ("+CGMI" | "+GMI", Ask::Run) => Reply::line("Quectel"),
            ("+CGMM" | "+GMM", Ask::Run) => Reply::line(p.model.clone()),
            ("+CGMR" | "+QGMR" | "+GMR", Ask::Run) => Reply::line(p.revision.clone()),
            ("+CGSN" | "+GSN", Ask::Run) => Reply::line(p.imei.clone()),
            ("+CIMI", Ask::Run) => Reply::line(p.imsi.clone()),
            ("+QCCID", Ask::Run) => Reply::line(format!("+QCCID: {}", p.iccid)),
            ("+CPIN", Ask::Read) => Reply::line("+CPIN: READY"),
            ("+CPIN", Ask::Set(_)) => Reply::cme(3), // no PIN is wanted
            ("+QINISTAT", Ask::Run) => {
                let stages = [self.power.sim, self.power.texts, self.power.phonebook];
                let bits = (0..).zip(stages).map(|(n, on)| u8::from(on) << n);
                Reply::line(format!("+QINISTAT: {}", bits.sum::<u8>()))
            }
            ("+CFUN", Ask::Read) => Reply::line(format!("+CFUN: {}", self.power.function)),
            ("+CFUN", Ask::Set(args)) => {
                let function = args.first().and_then(Arg::number).unwrap_or(u32::MAX);
                let restart = args.get(1).and_then(Arg::number) == Some(1);
                self.set_function(function, restart)
            }
            ("+CSQ", Ask::Run) => Reply::line(format!("+CSQ: {},99", self.csq())),
            ("+QCSQ", Ask::Run) => Reply::line(self.signal()),
            ("+QNWINFO", Ask::Run) => Reply::line(self.network()),
            ("+COPS", Ask::Read) => Reply::line(self.operator()),
            ("+COPS", Ask::Set(_)) => Reply::OK,
            ("+COPS", Ask::Test) => {
                self.broke(Rule::NotInService, "AT+COPS=? blocks the port for minutes");
                let (name, plmn) = (self.in_charset(&self.profile.operator), &self.profile.plmn);
                Reply::line(format!(
                    "+COPS: (2,\"{name}\",\"{name}\",\"{plmn}\",7),,(0,1,2,3,4),(0,1,2)"
                ))
            }
            ("+CREG" | "+CGREG" | "+CEREG", Ask::Read) => {
                let n = self.store.number(name, 0);
                Reply::line(format!("{name}: {n},{}", self.registration(n)))
            }
            ("+CCLK", Ask::Read) => Reply::line(self.clock()),
            ("+QLTS", Ask::Run | Ask::Set(_)) => {
                let local = match ask {
                    Ask::Set(args) => args.first().and_then(Arg::number) == Some(2),
                    _ => false,
                };
                let stamp = self.network_time(local).strftime("%Y/%m/%d,%H:%M:%S");
                Reply::line(format!("+QLTS: \"{stamp}+36,0\""))
            }
            ("+QPRTPARA", _) => {
                self.broke(
                    Rule::NotInService,
                    "AT+QPRTPARA resets the module to factory",
                );
                Reply::ERROR
            }
            _ => return None,
        })
    }

    const fn csq(&self) -> u8 {
        if self.power.function == 1 {
            self.profile.csq
        } else {
            99
        }
    }

    fn signal(&self) -> String {
        if self.power.registered {
            let rssi = 2 * i32::from(self.profile.csq.min(31)) - 113;
            format!("+QCSQ: \"LTE\",{rssi},{},195,-10", rssi - 16)
        } else {
            "+QCSQ: \"NOSERVICE\"".to_owned()
        }
    }

    fn network(&self) -> String {
        if self.power.registered {
            let plmn = &self.profile.plmn;
            format!("+QNWINFO: \"FDD LTE\",{plmn},\"LTE BAND 3\",1650")
        } else {
            "+QNWINFO: No Service".to_owned()
        }
    }

    fn operator(&self) -> String {
        if self.power.registered {
            let name = self.in_charset(&self.profile.operator);
            format!("+COPS: 0,0,\"{name}\",7")
        } else {
            "+COPS: 0".to_owned()
        }
    }

    /// Text as `AT+CSCS` has it: UCS2 writes it in hexadecimal.
    fn in_charset(&self, text: &str) -> String {
        if self.store.text("+CSCS", None, 0) == "UCS2" {
            text.encode_utf16().map(|u| format!("{u:04X}")).collect()
        } else {
            text.to_owned()
        }
    }

    /// What stands behind `<n>` in the answer to `AT+CREG?`, and in the URC.
    pub(super) fn registration(&self, n: u32) -> String {
        let stat = match (self.power.registered, self.power.function) {
            (true, _) => 1,
            (false, 1) => 2,
            (false, _) => 0,
        };
        if n == 2 && self.power.registered {
            format!("{stat},\"1A2B\",\"01234567\",7")
        } else {
            stat.to_string()
        }
    }

    /// The network's time now: the start of the run and what has passed.
    fn network_time(&self, local: bool) -> DateTime {
        let passed = i64::try_from(self.now.as_millis()).unwrap_or(i64::MAX);
        let now = self.profile.start.saturating_add(passed.milliseconds());
        if local {
            now
        } else {
            now.saturating_sub(9.hours())
        }
    }

    /// `AT+CCLK?`: 1980 until `AT+CTZU` has the module follow the network; 1 GMT, 3 local.
    fn clock(&self) -> String {
        let (time, zone) = match self.store.number("+CTZU", 0) {
            0 => (jiff::civil::datetime(1980, 1, 6, 0, 0, 0, 0), "+00"),
            3 => (self.network_time(true), "+36"),
            _ => (self.network_time(false), "+36"),
        };
        format!("+CCLK: \"{}{zone}\"", time.strftime("%y/%m/%d,%H:%M:%S"))
    }
}
