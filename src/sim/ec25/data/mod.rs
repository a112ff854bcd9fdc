//! Data over the module's own stack: bearers, names, HTTP and TCP (Quectel EC2x TCP/IP and HTTP(S)
//! manuals).
//!
//! Those manuals were read only through public copies and drivers, so these are our choice until a
//! real module has shown them: a bearer that is active answers a second `AT+QIACT` with `ERROR`; a
//! read response is gone (705); a response that breaks off ends in `+CME ERROR: 719` behind what
//! came; chunks are taken apart; `AT+QICSGP` is forgotten at a reboot; only TCP clients are
//! modelled. Errors: [`bearer`] and [`tcp`] keep theirs for `AT+QIGETERROR` and answer `ERROR`;
//! [`http`] answers `+CME ERROR: 7xx`.

mod bearer;
mod error;
mod http;
mod internet;
mod message;
mod socket;
mod tcp;

use std::collections::BTreeMap;

use super::{
    DataInCall, Due as Whole, Ec25, PortId, Rule,
    parse::{Arg, Ask},
    reply::{Failure, Reply},
};
use bearer::Bearer;
use http::Http;
use socket::Socket;

/// The most octets of one `AT+QISEND`.
pub(super) const MOST_SENT: usize = 1_460;

/// What data of the host is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// `AT+QHTTPURL`.
    Url,
    /// `AT+QHTTPPOST`, and `AT+QHTTPGET` with a head of one's own: the response is to come within
    /// so many seconds.
    Request {
        /// Whether it is a POST.
        post: bool,
        /// In seconds.
        within: u64,
    },
    /// `AT+QISEND` on this socket.
    Socket(u8),
}

/// What is due later, about data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The host had its time to send this data.
    InputOver(PortId, u32),
    /// The data of the host is complete.
    Collected(PortId),
    /// The command of this port fails at last.
    Fails(PortId),
    /// A name was looked up.
    Looked(u32),
    /// The response to an HTTP request is there, or will never be.
    Response(u32),
    /// A connection is there, or will never be.
    Opened(u8, u32),
    /// The far end answers on this socket.
    Served(u8, u32),
    /// More octets come in on this socket.
    Fill(u8, u32),
    /// `+++` had its second of silence.
    Escape(PortId, u32),
    /// Nothing was done with data for long.
    Idle(u32),
}

/// Everything about data; a reboot forgets it.
#[derive(Debug, Default)]
pub(super) struct Data {
    bearers: BTreeMap<u8, Bearer>,
    http: Http,
    sockets: BTreeMap<u8, Socket>,
    /// Names that are being looked up, at most [`bearer::MOST_LOOKUPS`].
    lookups: BTreeMap<u32, String>,
    last_error: u16,
    serial: u32,
    /// Names the last use.
    uses: u32,
}

impl Data {
    fn next_serial(&mut self) -> u32 {
        self.serial = self.serial.wrapping_add(1);
        self.serial
    }

    fn has_bearer(&self, id: u8) -> bool {
        self.bearers.get(&id).is_some_and(Bearer::is_active)
    }

    fn is_open(&self) -> bool {
        !self.sockets.is_empty() || self.bearers.values().any(Bearer::is_active)
    }
}

impl Ec25 {
    pub(super) fn data_due(&mut self, due: Due) {
        match due {
            Due::InputOver(port, serial) => {
                self.serving = port;
                if self.is_collecting(serial) {
                    self.port_mut().flowing.collected = None;
                    self.fail(Failure::Cme(726)); // input timeout
                    self.let_go();
                }
            }
            Due::Collected(port) => {
                self.serving = port;
                if let Some((wanted, octets)) = self.port_mut().flowing.collected.take() {
                    self.use_collected(wanted, octets);
                    self.let_go();
                }
            }
            Due::Fails(port) => {
                self.serving = port;
                self.fail(Failure::Plain);
            }
            Due::Looked(serial) => self.looked(serial),
            Due::Response(serial) => self.response_is_there(serial),
            Due::Opened(id, serial) => self.opened(id, serial),
            Due::Served(id, serial) => self.served(id, serial),
            Due::Fill(id, serial) => self.fill(id, serial),
            Due::Escape(port, serial) => self.escape(port, serial),
            Due::Idle(uses) => {
                if uses == self.data.uses {
                    self.data_should_be_closed("and not used for long");
                }
            }
        }
    }

    /// The answer, when this is a command about data.
    pub(super) fn data_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        let prefix = ["+QICSGP", "+QIACT", "+QIDEACT", "+QIDNS", "+QI", "+QHTTP"];
        let ours = prefix.iter().any(|p| name.starts_with(p)) && name != "+QINISTAT";
        if !ours || name.starts_with("+QIND") {
            return None;
        }
        if let Some(failed) = self.data_in_call(name, ask) {
            return Some(failed);
        }
        self.data_is_used();
        self.bearer_command(name, ask)
            .or_else(|| self.http_command(name, ask))
            .or_else(|| self.tcp_command(name, ask))
    }

    /// What a command gets that needs the air while a call has it.
    fn data_in_call(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        let needs_air = matches!(
            (name, ask),
            (
                "+QIACT" | "+QIDNSGIP" | "+QIOPEN" | "+QISEND" | "+QHTTPPOST",
                Ask::Set(_)
            ) | ("+QHTTPGET" | "+QHTTPREAD", _)
        );
        if !needs_air || !self.air_is_taken() {
            return None;
        }
        self.broke(Rule::DataInCall, format!("AT{name} during a call"));
        if name.starts_with("+QHTTP") {
            return Some(Reply::cme(725)); // voice call busy
        }
        self.data.last_error = 568;
        Some(Reply::ERROR)
    }

    /// Whether a call leaves no air for data.
    fn air_is_taken(&self) -> bool {
        self.profile.data_in_call == DataInCall::Suspended && self.calls.foreground().is_some()
    }

    fn data_is_used(&mut self) {
        self.data.uses = self.data.uses.wrapping_add(1);
        if self.profile.strict && self.data.is_open() {
            let uses = self.data.uses;
            self.later_by(self.profile.data_idle, Whole::Data(Due::Idle(uses)));
        }
    }

    /// Strict mode: a host closes what it has opened.
    pub(super) fn data_should_be_closed(&mut self, when: &str) {
        if self.data.is_open() {
            let bearers = self.data.bearers.values().filter(|b| b.is_active()).count();
            let sockets = self.data.sockets.len();
            let detail = format!("{bearers} bearers and {sockets} sockets left open {when}");
            self.broke(Rule::DataLeftOpen, detail);
        }
    }

    /// The module forgets all about data.
    pub(super) fn lose_data(&mut self) {
        let (serial, uses) = (self.data.serial, self.data.uses.wrapping_add(1));
        self.data = Data {
            serial,
            uses,
            ..Data::default()
        };
    }

    fn use_collected(&mut self, wanted: Wanted, octets: Vec<u8>) {
        match wanted {
            Wanted::Url => self.url_is_there(&octets),
            Wanted::Request { post, within } => self.request_is_there(post, within, octets),
            Wanted::Socket(id) => self.send_on(id, &octets),
        }
    }
}

/// This argument as a number; `absent` when it was left out.
fn number_or(args: &[Arg], n: usize, absent: u32) -> Option<u32> {
    match args.get(n) {
        None | Some(Arg::Absent) => Some(absent),
        Some(arg) => arg.number(),
    }
}

/// This argument as a small number.
fn id(args: &[Arg], n: usize) -> Option<u8> {
    let number = args.get(n).and_then(Arg::number)?;
    u8::try_from(number).ok()
}
