//! Bearers and names: `AT+QICSGP`, `AT+QIACT`, `AT+QIDEACT`, `AT+QIDNSCFG`, `AT+QIDNSGIP`.

use super::{
    super::{
        Due as Whole, Ec25, Trouble,
        parse::{Arg, Ask},
        reply::Reply,
    },
    Due, error, id,
};

/// How many bearers may be up at a time.
const MOST_ACTIVE: usize = 3;
/// How many names may be looked up at a time.
pub(super) const MOST_LOOKUPS: usize = 4;
/// From `OK` of `AT+QIDNSGIP` to its answer.
const LOOK_UP: (u64, u64) = (50, 900);
/// The carrier's name servers.
const SERVERS: [&str; 2] = ["10.52.0.1", "10.52.0.2"];

/// One context.
#[derive(Clone, Debug, Default)]
pub(super) struct Bearer {
    /// 1 IPv4, 2 IPv6, 3 both; 0 when it was never set.
    kind: u32,
    apn: String,
    user: String,
    password: String,
    authentication: u32,
    active: bool,
    servers: Option<(String, String)>,
}

impl Bearer {
    pub(super) const fn is_active(&self) -> bool {
        self.active
    }

    /// Whether the host has chosen another name server than the carrier's.
    pub(super) fn asks_elsewhere(&self) -> bool {
        self.servers
            .as_ref()
            .is_some_and(|(first, _)| !SERVERS.contains(&first.as_str()))
    }
}

impl Ec25 {
    pub(super) fn bearer_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+QICSGP", Ask::Set(args)) => self.describe_bearer(args),
            ("+QICSGP", Ask::Test) => {
                Reply::line("+QICSGP: (1-16),(1-3),<APN>,<username>,<password>,(0-3)")
            }
            ("+QIACT", Ask::Read) => {
                let active = self.data.bearers.iter().filter(|(_, b)| b.active);
                let line = |(id, b): (&u8, &Bearer)| {
                    format!("+QIACT: {id},1,{},\"{}\"", b.kind, address(*id))
                };
                Reply::Lines(active.map(line).collect())
            }
            ("+QIACT", Ask::Set(args)) => self.activate(args),
            ("+QIDEACT", Ask::Set(args)) => match id(args, 0) {
                Some(id @ 1..=16) => {
                    self.data.sockets.retain(|_, s| s.bearer != id);
                    if let Some(bearer) = self.data.bearers.get_mut(&id) {
                        bearer.active = false;
                    }
                    Reply::OK
                }
                _ => self.data_error(552),
            },
            ("+QIDNSCFG", Ask::Set(args)) => self.choose_servers(args),
            ("+QIDNSGIP", Ask::Set(args)) => self.look_up(args),
            ("+QIGETERROR", Ask::Run) => {
                let code = self.data.last_error;
                Reply::line(format!("+QIGETERROR: {code},{}", error::words(code)))
            }
            _ => return None,
        })
    }

    /// `ERROR`, and the reason for `AT+QIGETERROR`.
    pub(super) fn data_error(&mut self, code: u16) -> Reply {
        self.data.last_error = code;
        Reply::ERROR
    }

    /// `AT+QICSGP=<id>[,<type>,<APN>[,<user>,<password>[,<authentication>]]]`.
    fn describe_bearer(&mut self, args: &[Arg]) -> Reply {
        let Some(id @ 1..=16) = id(args, 0) else {
            return self.data_error(552);
        };
        let bearer = self.data.bearers.entry(id).or_default();
        if args.len() == 1 {
            let b = bearer.clone();
            return Reply::line(format!(
                "+QICSGP: {},\"{}\",\"{}\",\"{}\",{}",
                b.kind.max(1),
                b.apn,
                b.user,
                b.password,
                b.authentication
            ));
        }
        let text = |n: usize| match args.get(n) {
            None => Some(String::new()),
            Some(Arg::Text(text)) => Some(text.clone()),
            Some(_) => None,
        };
        let kind = args[1].number();
        let authentication = super::number_or(args, 5, 0);
        match (kind, text(2), text(3), text(4), authentication) {
            (Some(kind @ 1..=3), Some(apn), Some(user), Some(password), Some(auth @ 0..=3))
                if args.len() > 2 && args.len() <= 6 =>
            {
                bearer.kind = kind;
                bearer.apn = apn;
                bearer.user = user;
                bearer.password = password;
                bearer.authentication = auth;
                Reply::OK
            }
            _ => self.data_error(552),
        }
    }

    fn activate(&mut self, args: &[Arg]) -> Reply {
        let Some(id @ 1..=16) = id(args, 0) else {
            return self.data_error(552);
        };
        let refused = self.troubles.strike(|trouble| match trouble {
            Trouble::BearerRefused { takes, .. } => Some(*takes),
            _ => None,
        });
        if let Some(takes) = refused {
            self.data.last_error = 561;
            self.later_by(takes, Whole::Data(Due::Fails(self.serving)));
            return Reply::Later;
        }
        let active = self.data.bearers.values().filter(|b| b.active).count();
        let wanted = self.profile.apn.clone();
        let registered = self.power.registered;
        let bearer = self.data.bearers.entry(id).or_default();
        let wrong = if bearer.kind == 0 {
            573
        } else if bearer.active || active >= MOST_ACTIVE {
            572
        } else if !registered || wanted.is_some_and(|apn| apn != bearer.apn) {
            561
        } else {
            bearer.active = true;
            0
        };
        if wrong != 0 {
            return self.data_error(wrong);
        }
        self.data_is_used();
        Reply::OK
    }

    /// `AT+QIDNSCFG=<id>[,<first>[,<second>]]`.
    fn choose_servers(&mut self, args: &[Arg]) -> Reply {
        let Some(id @ 1..=16) = id(args, 0) else {
            return self.data_error(552);
        };
        if !self.data.has_bearer(id) {
            return self.data_error(561);
        }
        let bearer = self.data.bearers.entry(id).or_default();
        match (args.get(1), args.get(2)) {
            (None, _) => {
                let own = || (SERVERS[0].to_owned(), SERVERS[1].to_owned());
                let (first, second) = bearer.servers.clone().unwrap_or_else(own);
                Reply::line(format!("+QIDNSCFG: {id},\"{first}\",\"{second}\""))
            }
            (Some(Arg::Text(first)), second) => {
                let second = second.map_or("", Arg::text).to_owned();
                bearer.servers = Some((first.clone(), second));
                Reply::OK
            }
            _ => self.data_error(552),
        }
    }

    /// `AT+QIDNSGIP=<id>,<name>`: the answer comes behind `OK`.
    fn look_up(&mut self, args: &[Arg]) -> Reply {
        let (Some(id @ 1..=16), Some(Arg::Text(name))) = (id(args, 0), args.get(1)) else {
            return self.data_error(552);
        };
        if !self.data.has_bearer(id) {
            return self.data_error(561);
        }
        if self.data.lookups.len() >= MOST_LOOKUPS {
            return self.data_error(564);
        }
        let found = self.resolve(id, name);
        let serial = self.data.next_serial();
        self.data.lookups.insert(serial, found.unwrap_or_default());
        self.later(LOOK_UP, Whole::Data(Due::Looked(serial)));
        Reply::OK
    }

    pub(super) fn looked(&mut self, serial: u32) {
        let Some(address) = self.data.lookups.remove(&serial) else {
            return;
        };
        if address.is_empty() {
            self.data.last_error = 565;
            self.urc("+QIURC: \"dnsgip\",565");
            return;
        }
        self.urc("+QIURC: \"dnsgip\",0,1,600");
        self.urc(&format!("+QIURC: \"dnsgip\",\"{address}\""));
    }

    /// The network takes every bearer away, and the module says so or does not know.
    pub(in crate::sim::ec25) fn bearer_lost(&mut self, told: bool) {
        let ids: Vec<u8> = self.data.bearers.keys().copied().collect();
        for id in ids {
            let bearer = self.data.bearers.entry(id).or_default();
            if std::mem::take(&mut bearer.active) {
                self.data.sockets.retain(|_, s| s.bearer != id);
                self.http_loses_bearer(id);
                if told {
                    self.urc(&format!("+QIURC: \"pdpdeact\",{id}"));
                }
            }
        }
    }
}

/// The address of this bearer.
fn address(id: u8) -> String {
    format!("10.7.157.{id}")
}
