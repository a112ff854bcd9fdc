//! TCP: `AT+QIOPEN`, `AT+QISEND`, `AT+QIRD`, `AT+QICLOSE`, `AT+QISTATE`.

use std::time::Duration;

use super::{
    super::{
        Due as Whole, Ec25, Effect, PortId,
        flow::Collect,
        parse::{Arg, Ask},
        reply::Reply,
    },
    Due, MOST_SENT, Wanted, id,
    internet::Place,
    number_or,
    socket::{Access, Socket, State},
};
use crate::sim::mmsc::Mmsc;

/// From `OK` of `AT+QIOPEN` to its result.
const OPEN: (u64, u64) = (100, 1_500);
/// From the end of a request to the first octets of the response.
const SERVE: (u64, u64) = (100, 1_500);
/// From one segment to the next.
const SEGMENT_EVERY: (u64, u64) = (3, 15);
/// The octets of one segment.
const SEGMENT: usize = 1_400;
/// How many octets the module keeps until the host reads them; then the far end waits.
const BUFFER: usize = 10_240;
/// The most octets of one `AT+QIRD`.
const MOST_READ: u32 = 1_500;

impl Ec25 {
    pub(super) fn tcp_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+QIOPEN", Ask::Set(args)) => self.open(args),
            ("+QISEND", Ask::Set(args)) => self.begin_send(args),
            ("+QIRD", Ask::Set(args)) => self.read_socket(args),
            ("+QICLOSE", Ask::Set(args)) => match id(args, 0) {
                Some(id @ 0..=11) => {
                    self.data.sockets.remove(&id);
                    Reply::OK
                }
                _ => self.data_error(552),
            },
            ("+QISTATE", Ask::Run | Ask::Read) => self.states(|_, _| true),
            ("+QISTATE", Ask::Set(args)) => match (id(args, 0), id(args, 1)) {
                (Some(0), Some(bearer)) => self.states(|_, s| s.bearer == bearer),
                (Some(1), Some(wanted)) => self.states(|id, _| id == wanted),
                _ => self.data_error(552),
            },
            _ => return None,
        })
    }

    fn states(&self, wanted: impl Fn(u8, &Socket) -> bool) -> Reply {
        let sockets = self.data.sockets.iter().filter(|(id, s)| wanted(**id, s));
        Reply::Lines(sockets.map(|(id, s)| s.line(*id)).collect())
    }

    /// `AT+QIOPEN=<bearer>,<id>,<type>,<host>,<port>[,<local port>[,<access>]]`.
    fn open(&mut self, args: &[Arg]) -> Reply {
        let port = args
            .get(4)
            .and_then(Arg::number)
            .and_then(|n| u16::try_from(n).ok());
        let access = match number_or(args, 6, 0) {
            Some(0) => Some(Access::Buffer),
            Some(1) => Some(Access::Push),
            Some(2) => Some(Access::Transparent),
            _ => None,
        };
        let (Some(bearer @ 1..=16), Some(id @ 0..=11), Some(port), Some(access)) =
            (id(args, 0), id(args, 1), port, access)
        else {
            return self.data_error(552);
        };
        let (Some(Arg::Text(kind)), Some(Arg::Text(host))) = (args.get(2), args.get(3)) else {
            return self.data_error(552);
        };
        if kind != "TCP" {
            return self.data_error(555);
        }
        if !self.data.has_bearer(bearer) {
            return self.data_error(561);
        }
        if self.data.sockets.contains_key(&id) {
            return self.data_error(563);
        }
        let serial = self.data.next_serial();
        let local = match number_or(args, 5, 0) {
            Some(n @ 1..=65_535) => u16::try_from(n).unwrap_or(0),
            _ => 5_000 + u16::try_from(serial % 60_000).unwrap_or(0),
        };
        let remote = (host.clone(), port);
        let socket = Socket::new(serial, bearer, remote, local, access, self.serving);
        self.data.sockets.insert(id, socket);
        self.later(OPEN, Whole::Data(Due::Opened(id, serial)));
        match access {
            Access::Transparent => Reply::Later, // CONNECT or ERROR follow
            _ => Reply::OK,
        }
    }

    /// This socket, if it is still the one of this name.
    fn socket(&mut self, id: u8, serial: u32) -> Option<&mut Socket> {
        self.data
            .sockets
            .get_mut(&id)
            .filter(|s| s.serial == serial)
    }

    pub(super) fn opened(&mut self, id: u8, serial: u32) {
        let Some(socket) = self.socket(id, serial) else {
            return;
        };
        let (bearer, host, port) = (socket.bearer, socket.host.clone(), socket.port);
        let (access, at) = (socket.access, socket.at);
        let result = match self.resolve(bearer, &host) {
            None => Err(565),
            Some(address) => match self.place(&address, port) {
                Place::Nowhere => Err(566),
                place => Ok((place, address)),
            },
        };
        let code = match result {
            Ok((place, address)) => {
                if place == Place::Foreign {
                    self.strays(&host);
                }
                if let Some(socket) = self.socket(id, serial) {
                    socket.state = State::Connected;
                    socket.place = place;
                    socket.host = address;
                }
                0
            }
            Err(code) => {
                self.data.sockets.remove(&id);
                self.data.last_error = code;
                code
            }
        };
        if access != Access::Transparent {
            self.tell_on(at, &format!("+QIOPEN: {id},{code}"));
            return;
        }
        self.serving = at;
        match code {
            0 => self.go_online(id),
            _ => self.finish("ERROR"),
        }
    }

    /// `AT+QISEND=<id>[,<length>]`.
    fn begin_send(&mut self, args: &[Arg]) -> Reply {
        let Some(id @ 0..=11) = id(args, 0) else {
            return self.data_error(552);
        };
        let Some(socket) = self.data.sockets.get(&id) else {
            return self.data_error(567);
        };
        let octets = match args.get(1).map(Arg::number) {
            None => None,
            Some(Some(0)) => {
                let sent = socket.sent;
                return Reply::line(format!("+QISEND: {sent},{sent},0"));
            }
            Some(Some(n)) if n as usize <= MOST_SENT => Some(n as usize),
            Some(_) => return self.data_error(552),
        };
        if socket.state != State::Connected || socket.access == Access::Transparent {
            return self.data_error(567);
        }
        Reply::Collect(Collect {
            wanted: Wanted::Socket(id),
            octets,
            prompt: "\r\n> ",
            within: 120,
        })
    }

    /// The host's octets go out.
    pub(super) fn send_on(&mut self, id: u8, octets: &[u8]) {
        let connected = self
            .data
            .sockets
            .get(&id)
            .is_some_and(|s| s.state == State::Connected);
        if !connected {
            self.finish("SEND FAIL");
            return;
        }
        self.finish("SEND OK");
        self.transmit(id, octets);
    }

    fn transmit(&mut self, id: u8, octets: &[u8]) {
        let Some(socket) = self.data.sockets.get_mut(&id) else {
            return;
        };
        socket.sent += octets.len();
        socket.up.extend(octets);
        let serial = socket.serial;
        if Mmsc::is_whole(&socket.up) {
            self.later(SERVE, Whole::Data(Due::Served(id, serial)));
        }
    }

    /// The far end answers.
    pub(super) fn served(&mut self, id: u8, serial: u32) {
        let Some(socket) = self.socket(id, serial) else {
            return;
        };
        let (request, place) = (std::mem::take(&mut socket.up), socket.place);
        if request.is_empty() {
            return;
        }
        let served = self.served_by(place, &request);
        let Some(socket) = self.socket(id, serial) else {
            return;
        };
        socket.down.extend(served.octets);
        socket.closes |= served.closes;
        socket.event = served.event;
        self.later(SEGMENT_EVERY, Whole::Data(Due::Fill(id, serial)));
    }

    /// The next octets come in, as far as there is room for them.
    pub(super) fn fill(&mut self, id: u8, serial: u32) {
        if self.air_is_taken() {
            let second = Duration::from_secs(1);
            self.later_by(second, Whole::Data(Due::Fill(id, serial)));
            return;
        }
        let Some(socket) = self.socket(id, serial) else {
            return;
        };
        let room = BUFFER.saturating_sub(socket.buffer.len()).min(SEGMENT);
        let came: Vec<u8> = socket.down.drain(..room.min(socket.down.len())).collect();
        socket.received += came.len();
        let (over, closes, full) = (socket.down.is_empty(), socket.closes, room == 0);
        let event = if over { socket.event.take() } else { None };
        if let Some(event) = event {
            self.effect(Effect::Mms(event));
        }
        self.bring_in(id, came);
        if !over && !full {
            self.later(SEGMENT_EVERY, Whole::Data(Due::Fill(id, serial)));
        }
        if over && closes {
            self.far_end_closes(id);
        }
    }

    fn bring_in(&mut self, id: u8, came: Vec<u8>) {
        let Some(socket) = self.data.sockets.get_mut(&id) else {
            return;
        };
        if came.is_empty() {
            return;
        }
        match socket.access {
            Access::Buffer => {
                socket.buffer.extend(came);
                if !std::mem::replace(&mut socket.told, true) {
                    self.urc(&format!("+QIURC: \"recv\",{id}"));
                }
            }
            Access::Push => {
                let mut octets =
                    format!("\r\n+QIURC: \"recv\",{id},{}\r\n", came.len()).into_bytes();
                octets.extend(came);
                octets.extend(b"\r\n");
                for &port in self.urc_ports() {
                    self.tell_octets_on(port, octets.clone());
                }
            }
            Access::Transparent => {
                let at = socket.at;
                if self.ports.get(at).online() == Some(id) {
                    self.serving = at;
                    self.write(came);
                } else {
                    socket.buffer.extend(came);
                }
            }
        }
    }

    fn far_end_closes(&mut self, id: u8) {
        let Some(socket) = self.data.sockets.get_mut(&id) else {
            return;
        };
        socket.state = State::Closing;
        let at = socket.at;
        if socket.access != Access::Transparent {
            self.urc(&format!("+QIURC: \"closed\",{id}"));
            return;
        }
        self.data.sockets.remove(&id);
        if self.ports.get(at).online() == Some(id) {
            self.serving = at;
            self.go_offline("NO CARRIER");
        }
    }

    /// `AT+QIRD=<id>[,<length>]`.
    fn read_socket(&mut self, args: &[Arg]) -> Reply {
        let (Some(id @ 0..=11), Some(length @ 0..=MOST_READ)) =
            (id(args, 0), number_or(args, 1, MOST_READ))
        else {
            return self.data_error(552);
        };
        let Some(socket) = self.data.sockets.get_mut(&id) else {
            return self.data_error(567);
        };
        let left = socket.buffer.len();
        if length == 0 {
            let read = socket.received - left;
            return Reply::line(format!("+QIRD: {},{read},{left}", socket.received));
        }
        let octets: Vec<u8> = socket.buffer.drain(..left.min(length as usize)).collect();
        socket.told = !socket.buffer.is_empty();
        let (waits, serial) = (!socket.down.is_empty() && left >= BUFFER, socket.serial);
        if waits {
            self.later(SEGMENT_EVERY, Whole::Data(Due::Fill(id, serial)));
        }
        let mut answer = format!("\r\n+QIRD: {}\r\n", octets.len()).into_bytes();
        if !octets.is_empty() {
            answer.extend(octets);
            answer.extend(b"\r\n");
        }
        Reply::Octets(answer)
    }

    /// The host writes in transparent mode; `+++` between two seconds of silence ends it.
    pub(in crate::sim::ec25) fn online_bytes(&mut self, id: u8, bytes: &[u8], quiet: Duration) {
        let flowing = &mut self.port_mut().flowing;
        flowing.escape = flowing.escape.wrapping_add(1);
        let serial = flowing.escape;
        if bytes == b"+++" && quiet >= Duration::from_secs(1) {
            let port = self.serving;
            let second = Duration::from_secs(1);
            self.later_by(second, Whole::Data(Due::Escape(port, serial)));
            return;
        }
        self.transmit(id, bytes);
    }

    pub(super) fn escape(&mut self, port: PortId, serial: u32) {
        self.serving = port;
        if self.port().flowing.escape == serial && self.port().online().is_some() {
            self.go_offline("OK");
        }
    }
}
