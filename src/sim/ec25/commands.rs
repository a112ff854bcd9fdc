//! From a command to whoever carries it out.

use super::{
    Ec25, Quirk, Rule,
    parse::{Arg, Ask, Command},
    reply::{Failure, Reply},
    setting::{self, Setting},
};

impl Ec25 {
    /// Carries out one command; its time has come.
    pub(super) fn carry_out(&mut self, command: &Command) -> Reply {
        match command {
            Command::Dial { number, voice } => self.dial(number, *voice),
            Command::Basic { name, value } => self.basic(name, *value),
            Command::Extended { name, ask } => {
                if self.firmware_refuses(name, ask) {
                    return Reply::ERROR;
                }
                if let Some(failure) = self.not_yet(name) {
                    return Reply::Failed(failure);
                }
                let special = self.special(name, ask);
                special.unwrap_or_else(|| self.setting(name, ask))
            }
        }
    }

    /// Commands that this firmware does not have.
    fn firmware_refuses(&self, name: &str, ask: &Ask) -> bool {
        let key = match ask {
            Ask::Set(args) => args.first().map_or("", Arg::text),
            _ => "",
        };
        let quirk = match name {
            "+QINDCFG" if key.eq_ignore_ascii_case("ccinfo") => Quirk::NoCcinfo,
            "+QCFG" if key.eq_ignore_ascii_case("usbcfg") => Quirk::UsbcfgRefused,
            "+QPCMV" if *ask != Ask::Test => Quirk::QpcmvLies,
            "^DSCI" => Quirk::NoDsci,
            "+CEER" => Quirk::NoCeer,
            _ => return false,
        };
        self.has_quirk(quirk)
    }

    /// Commands that need what is not there yet.
    fn not_yet(&self, name: &str) -> Option<Failure> {
        match name {
            "+CMGS" | "+CMGW" | "+CMSS" | "+CMGL" | "+CMGR" | "+CMGD" | "+CPMS" | "+CNMI"
            | "+CSMS" => self.texts_missing(),
            _ => None,
        }
    }

    fn special(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        self.query(name, ask)
            .or_else(|| self.card_command(name, ask))
            .or_else(|| self.network_command(name, ask))
            .or_else(|| self.clock_command(name, ask))
            .or_else(|| self.service_command(name, ask))
            .or_else(|| self.text_command(name, ask))
            .or_else(|| self.data_command(name, ask))
            .or_else(|| self.call_command(name, ask))
    }

    fn call_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+CHUP", Ask::Run) => self.hang_up("Normal call clearing"),
            ("+QHUP", Ask::Set(args)) => self.hang_up_with_cause(args),
            ("+CLCC", Ask::Run) => Reply::Lines(self.list_calls()),
            ("+CEER", Ask::Run) => Reply::line(format!("+CEER: {}", self.last_cause)),
            ("+VTS", Ask::Set(args)) => self.tones(args),
            ("+CHLD", Ask::Set(args)) => self.hold(args),
            ("+CHLD", Ask::Test) => Reply::line("+CHLD: (0,1,1x,2,2x,3)"),
            ("+CCWA", Ask::Set(args)) if args.len() > 1 => self.waiting_service(args),
            _ => return None,
        })
    }

    fn list_calls(&self) -> Vec<String> {
        let bearer = self
            .has_bearer()
            .then(|| "+CLCC: 1,0,0,1,0,\"\",128".to_owned());
        let calls = self.calls.calls.iter().map(super::calls::Call::clcc);
        bearer.into_iter().chain(calls).collect()
    }

    fn basic(&mut self, name: &str, value: Option<u32>) -> Reply {
        match (name, value) {
            ("A", Some(0)) => return self.answer(),
            ("H", Some(0)) => {
                let ignored = self.store.number("+CVHU", 0) == 1;
                return if ignored {
                    Reply::OK
                } else {
                    self.hang_up("Normal call clearing")
                };
            }
            ("E", Some(n @ 0..=1)) => self.port_mut().echo = n == 1,
            ("V", Some(n @ 0..=1)) => self.port_mut().verbose = n == 1,
            ("Q", Some(n @ 0..=1)) => self.port_mut().quiet = n == 1,
            ("Z" | "&F", Some(0)) => {
                let port = self.port_mut();
                (port.echo, port.verbose, port.quiet) = (true, true, false);
                self.store.factory();
            }
            ("I", Some(0)) => {
                let Self { profile, .. } = self;
                let lines = ["Quectel", &profile.model];
                let mut lines: Vec<String> = lines.map(str::to_owned).to_vec();
                lines.push(format!("Revision: {}", profile.revision));
                return Reply::Lines(lines);
            }
            ("S0", None) => return Reply::line("000"),
            // No auto-answer here: the host decides.
            ("S0", Some(0)) | ("X", Some(0..=4)) | ("&C" | "&D", Some(0..=2)) => {}
            ("&W", Some(0)) => {}
            _ => return Reply::ERROR,
        }
        Reply::OK
    }

    /// The three forms of a setting.
    fn setting(&mut self, name: &str, ask: &Ask) -> Reply {
        let (key, args): (Option<&str>, &[Arg]) = match ask {
            Ask::Set(args) if setting::find(name, None).is_none() => {
                let key = args.first().map_or("", Arg::text);
                (Some(key), args.get(1..).unwrap_or_default())
            }
            Ask::Set(args) => (None, args),
            _ => (None, &[]),
        };
        let Some(setting) = setting::find(name, key) else {
            return Reply::ERROR;
        };
        match ask {
            Ask::Set(_) if setting.key.is_some() && args.is_empty() => self.read(setting),
            Ask::Set(_) => self.set_keyed(setting, args),
            Ask::Read => self.read(setting),
            Ask::Test => Reply::line(format!("{name}: {}", setting.bounds())),
            Ask::Run => Reply::ERROR,
        }
    }

    fn set_keyed(&mut self, setting: &'static Setting, args: &[Arg]) -> Reply {
        if setting.key == Some("usbcfg") {
            self.broke(
                Rule::NotInService,
                "AT+QCFG=\"usbcfg\" rewrites the USB set-up",
            );
        }
        let save = setting.name == "+QINDCFG" && args.get(1).and_then(Arg::number) == Some(1);
        self.set(setting, args, save)
    }

    fn read(&self, setting: &'static Setting) -> Reply {
        let mut values = self.store.values(setting);
        if setting.name == "+QINDCFG" {
            values.truncate(1); // whether it was saved is not told
        }
        let key = setting.key.map(|k| format!("\"{k}\",")).unwrap_or_default();
        let tail = match setting.key {
            Some("ims") => format!(",{}", u8::from(self.ims_is_up())),
            _ => setting.tail.to_owned(),
        };
        let values = setting.written(&values);
        Reply::line(format!("{}: {key}{values}{tail}", setting.name))
    }

    pub(super) fn set(&mut self, setting: &'static Setting, args: &[Arg], save: bool) -> Reply {
        let old = self.store.values(setting);
        let Some(values) = setting.checked(args, &old) else {
            return match setting.name {
                "+CNMI" | "+CPMS" | "+CMGF" | "+CSMS" => Reply::cms(302),
                _ => Reply::cme(50),
            };
        };
        self.store.keep(setting, values, save);
        if setting.name == "+QPCMV" {
            self.sound_was_set(old.first().is_some_and(|on| on == "1"));
        }
        Reply::OK
    }
}
