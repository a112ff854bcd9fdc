//! The operator: its name, its services, and the carrier file that the module keeps for it.

use super::{
    Cure, Due, Ec25, Rule, Trouble,
    boot::Stage,
    parse::{Arg, Ask},
    reply::Reply,
};

impl Ec25 {
    /// Whether calls can be made and taken at all.
    pub(super) fn has_voice(&self) -> bool {
        self.power.registered && (self.ims_is_up() || !self.profile.lte_only)
    }

    /// `AT+QCFG="ims"`: 0 as the MBN says, 1 on, 2 off, as it was at the last start.
    pub(super) fn ims_is_up(&self) -> bool {
        let wanted = match self.store.ims_at_start() {
            "1" => true,
            "2" => false,
            _ => self.store.mbn_at_start().is_some(),
        };
        wanted
            && self.power.registered
            && !self.troubles.has(|t| matches!(t, Trouble::ImsDown { .. }))
    }

    /// The answer, when this is a question about the network.
    pub(super) fn network_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+CSQ", Ask::Run) => Reply::line(format!("+CSQ: {},99", self.csq())),
            ("+QCSQ", Ask::Run) => Reply::line(self.signal()),
            ("+QNWINFO", Ask::Run) => Reply::line(self.network()),
            ("+QSPN", Ask::Run) => {
                let name = self.in_charset(&self.profile.operator);
                let plmn = &self.profile.plmn;
                Reply::line(format!("+QSPN: \"{name}\",\"{name}\",\"\",0,\"{plmn}\""))
            }
            ("+COPS", Ask::Read) => Reply::line(self.operator()),
            ("+COPS", Ask::Set(args)) => self.select_operator(args),
            ("+COPS", Ask::Test) => {
                self.broke(Rule::NotInService, "AT+COPS=? blocks the port for minutes");
                let (name, plmn) = (self.in_charset(&self.profile.operator), &self.profile.plmn);
                Reply::line(format!(
                    "+COPS: (2,\"{name}\",\"{name}\",\"{plmn}\",7),,(0,1,2,3,4),(0,1,2)"
                ))
            }
            ("+CREG" | "+CGREG" | "+CEREG", Ask::Read) => {
                let n = self.store.number(name, 0);
                Reply::line(format!("{name}: {n},{}", self.registration(name, n)))
            }
            ("+QMBNCFG", Ask::Set(args)) => self.carrier_file(args),
            _ => return None,
        })
    }

    /// `AT+COPS=<mode>[,<format>[,<operator>]]`: 0 and 1 register, 2 leaves, 3 sets the format.
    fn select_operator(&mut self, args: &[Arg]) -> Reply {
        let format = args.get(1).and_then(Arg::number);
        match args.first().and_then(Arg::number) {
            Some(2) => {
                self.net.left = true;
                self.cure(Cure::Radio);
                self.detach();
            }
            Some(mode @ (0 | 1)) => {
                if mode == 1 && args.get(2).map(Arg::text) != Some(&self.profile.plmn) {
                    return Reply::cme(30);
                }
                self.net.left = false;
                if !self.net.attached && self.power.sim && self.power.function == 1 {
                    self.later(self.profile.registers_after, Due::Boot(Stage::Registered));
                }
                self.refresh_network();
            }
            Some(3) if format.is_some() => self.net.numeric = format == Some(2),
            _ => return Reply::cme(50),
        }
        Reply::OK
    }

    /// `AT+QMBNCFG`: the carrier files (MBN) in the module; what is selected acts after a reboot.
    fn carrier_file(&mut self, args: &[Arg]) -> Reply {
        let word = args.first().map_or("", Arg::text).to_ascii_lowercase();
        match (&*word, args.get(1)) {
            ("list", None) => {
                let (chosen, active) = (self.store.mbn(), self.store.mbn_at_start());
                let line = |(n, name): (usize, &String)| {
                    let is = |other: &Option<String>| u8::from(other.as_ref() == Some(name));
                    format!(
                        "+QMBNCFG: \"List\",{n},{},{},\"{name}\",0x0501081F,201803301",
                        is(&chosen),
                        is(&active)
                    )
                };
                Reply::Lines(
                    self.profile
                        .carrier_files
                        .iter()
                        .enumerate()
                        .map(line)
                        .collect(),
                )
            }
            ("autosel", None) => {
                let on = self.store.text("+QMBNCFG", Some("AutoSel"), 0);
                Reply::line(format!("+QMBNCFG: \"AutoSel\",{on}"))
            }
            ("autosel", Some(on)) if matches!(on.number(), Some(0 | 1)) => {
                self.store.keep_text("+QMBNCFG", "AutoSel", on.text());
                Reply::OK
            }
            ("deactivate", None) => {
                self.store.keep_text("+QMBNCFG", "Select", "");
                Reply::OK
            }
            ("select", Some(name))
                if self.profile.carrier_files.iter().any(|f| f == name.text()) =>
            {
                self.store.keep_text("+QMBNCFG", "Select", name.text());
                Reply::OK
            }
            _ => Reply::cme(50),
        }
    }

    fn operator(&self) -> String {
        let mode = if self.net.left { 2 } else { 0 };
        if !self.power.registered {
            return format!("+COPS: {mode}");
        }
        let access = self.net.access.number();
        if self.net.numeric {
            format!("+COPS: {mode},2,\"{}\",{access}", self.profile.plmn)
        } else {
            let name = self.in_charset(&self.profile.operator);
            format!("+COPS: {mode},0,\"{name}\",{access}")
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
}
