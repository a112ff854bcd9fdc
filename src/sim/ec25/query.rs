//! Questions about the module itself, and its power.

use super::{
    Due, Ec25, Rule,
    calls::State,
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
            ("+CPAS", Ask::Run) => {
                let ringing = self.calls.find(State::Incoming).is_some();
                let status = match self.calls.foreground() {
                    None => 0,
                    Some(_) if ringing => 3,
                    Some(_) => 4,
                };
                Reply::line(format!("+CPAS: {status}"))
            }
            ("+QPOWD", Ask::Run | Ask::Set(_)) => {
                self.later(self.profile.down_after, Due::PowerDown);
                Reply::OK
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
}
