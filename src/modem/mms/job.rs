//! One fetch, step by step.

mod socket;
mod stack;

use std::time::Duration;

use crate::{
    at::{Answer, Command, Host, HttpResult, HttpSetting, Payload, Reply, StackNews, Urc, Url},
    http::{BadHttp, Response},
    sms::{
        mms::{MAX_BODY, Retrieved},
        mmsc::FetchUrl,
    },
    time::Instant,
};

use super::{Fault, LIMIT, MAX_REDIRECTS, Route, Work, http::request};

/// How long the server may take (`AT+QHTTPGET=80`), in seconds; a little more for its announcement.
const HTTP_WAIT: u16 = 80;
const WAIT_HTTP: Duration = Duration::from_secs(HTTP_WAIT as u64 + 5);
/// For an address.
const WAIT_ADDRESS: Duration = Duration::from_secs(60);
/// For a connection.
const WAIT_OPEN: Duration = Duration::from_secs(75);
/// Without a single octet from the server.
const WAIT_DATA: Duration = Duration::from_secs(30);
/// Announcements get lost: so often it is looked whether data has come.
const POLL: Duration = Duration::from_secs(5);
/// Before more is sent to a stack that was full.
const WAIT_ROOM: Duration = Duration::from_millis(500);
/// How often a full stack is tried again.
const MAX_FULL: u8 = 5;
/// Our number for the socket. Nobody else uses the stack.
const SOCKET: u8 = 0;
/// As much as `AT+QIRD` gives at once.
const MOST: u16 = 1500;

/// Where it stands. What waits for an announcement has a time in [`Job::wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The bearer.
    SetBearer,
    OpenBearer,
    AskBearer,
    /// The modem's HTTP stack.
    Context,
    RequestHeader,
    ResponseHeader,
    Url,
    Transfer,
    WaitTransfer,
    Read,
    /// A socket.
    Resolve,
    WaitAddress,
    Open,
    WaitOpen,
    Send,
    Receive,
    WaitData,
}

/// The command in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flight {
    None,
    /// It belongs to the step.
    Step,
    /// It closes something; what comes of it does not matter.
    Closing,
}

#[derive(Debug)]
pub(super) struct Job {
    work: Work,
    url: FetchUrl,
    route: Route,
    step: Step,
    flight: Flight,
    /// What is waited for has to come by then.
    wait: Option<Instant>,
    /// Everything has to be over by then.
    limit: Instant,
    redirects: u8,
    /// By hand over a socket, since the modem's HTTP stack cannot.
    by_hand: bool,
    /// The server's header is wanted too, for where it redirects to.
    with_header: bool,
    /// The access point has been set once, after the bearer was closed.
    freed: bool,
    bearer_open: bool,
    http_open: bool,
    socket_open: bool,
    /// Close the request or the socket before the next step.
    close_first: bool,
    /// What `+QHTTPGET` said.
    http: Option<HttpResult>,
    /// What was read by `AT+QHTTPREAD` without a header.
    body: Vec<u8>,
    too_big: bool,
    response: Response,
    bad: Option<BadHttp>,
    address: Option<Host>,
    /// What `+QIOPEN` said.
    opened: Option<u16>,
    sending: Vec<u8>,
    sent: usize,
    full: u8,
    peer_closed: bool,
    heard_at: Instant,
    end: Option<Result<Vec<u8>, Fault>>,
    over: bool,
}

impl Job {
    pub(super) fn new(url: FetchUrl, work: Work, route: Route, at: Instant) -> Self {
        Self {
            by_hand: route.proxy.is_some(),
            work,
            url,
            route,
            step: Step::SetBearer,
            flight: Flight::None,
            wait: None,
            limit: at + LIMIT,
            redirects: 0,
            with_header: false,
            freed: false,
            bearer_open: false,
            http_open: false,
            socket_open: false,
            close_first: false,
            http: None,
            body: Vec::new(),
            too_big: false,
            response: Response::new(MAX_BODY),
            bad: None,
            address: None,
            opened: None,
            sending: Vec::new(),
            sent: 0,
            full: 0,
            peer_closed: false,
            heard_at: at,
            end: None,
            over: false,
        }
    }

    /// The result, once everything is closed.
    pub(super) fn take_end(&mut self) -> Option<Result<Vec<u8>, Fault>> {
        if self.over { self.end.take() } else { None }
    }

    pub(super) fn next_wake(&self) -> Option<Instant> {
        if self.flight != Flight::None {
            return None; // the command has a time of its own
        }
        Some(self.wait.map_or(self.limit, |wait| wait.min(self.limit)))
    }

    pub(super) fn next(&mut self, at: Instant) -> Option<Command> {
        if self.flight != Flight::None {
            return None;
        }
        if self.end.is_none() && at >= self.limit {
            self.fail(Fault::Timeout);
        }
        if self.end.is_none() && self.wait.is_some_and(|wait| at >= wait) {
            self.wait = None;
            self.waited(at);
        }
        if self.end.is_some() || self.close_first {
            if let Some(command) = self.closing() {
                self.flight = Flight::Closing;
                return Some(command);
            }
            self.close_first = false;
        }
        if self.end.is_some() {
            self.over = true;
            return None;
        }
        if self.wait.is_some() {
            return None;
        }
        match self.command() {
            Ok(command) => {
                self.flight = Flight::Step;
                Some(command)
            }
            Err(fault) => {
                self.fail(fault);
                self.next(at)
            }
        }
    }

    /// The first fault is the one that counts.
    pub(super) fn fail(&mut self, why: Fault) {
        if self.end.is_none() {
            self.end = Some(Err(why));
        }
        self.wait = None;
    }

    /// What has to be closed, the innermost first. The bearer only when all is over.
    fn closing(&mut self) -> Option<Command> {
        if std::mem::take(&mut self.http_open) {
            return Some(Command::HttpStop);
        }
        if std::mem::take(&mut self.socket_open) {
            return Some(Command::SocketClose { socket: SOCKET });
        }
        let all = self.end.is_some();
        (all && std::mem::take(&mut self.bearer_open))
            .then_some(Command::CloseBearer(self.route.context))
    }

    /// The command of the step.
    fn command(&mut self) -> Result<Command, Fault> {
        let context = self.route.context;
        Ok(match self.step {
            Step::SetBearer => Command::SetBearer {
                context,
                apn: self.route.apn.clone(),
            },
            Step::OpenBearer => {
                self.bearer_open = true;
                Command::OpenBearer(context)
            }
            Step::AskBearer => Command::Bearer,
            Step::Context => Command::SetHttp(HttpSetting::Context(context)),
            Step::RequestHeader => {
                let own = self.work != Work::Get;
                Command::SetHttp(HttpSetting::RequestHeader(own))
            }
            Step::ResponseHeader => Command::SetHttp(HttpSetting::ResponseHeader(self.with_header)),
            Step::Url => Command::HttpUrl(Url::new(&self.url.whole()).map_err(|_| Fault::Unfit)?),
            Step::Transfer => {
                self.http_open = true;
                self.http = None;
                match &self.work {
                    Work::Get => Command::HttpGet { wait: HTTP_WAIT },
                    Work::Post(_) => Command::HttpPost {
                        body: payload(&request(&self.work, &self.url, false))?,
                        wait: HTTP_WAIT,
                    },
                }
            }
            Step::Read => {
                self.body.clear();
                self.response = Response::new(MAX_BODY);
                let length = self.http.and_then(|http| http.length);
                Command::HttpRead {
                    length: length.filter(|_| !self.with_header),
                    wait: HTTP_WAIT,
                }
            }
            Step::Resolve => {
                self.address = None;
                let host = match &self.route.proxy {
                    Some((host, _)) => host.clone(),
                    None => Host::new(self.url.host()).map_err(|_| Fault::Unfit)?,
                };
                Command::Resolve { context, host }
            }
            Step::Open => {
                self.socket_open = true;
                self.opened = None;
                self.peer_closed = false;
                let port = self
                    .route
                    .proxy
                    .as_ref()
                    .map_or(self.url.port(), |proxy| proxy.1);
                Command::SocketOpen {
                    context,
                    socket: SOCKET,
                    host: self.address.clone().ok_or(Fault::Dns(0))?,
                    port,
                }
            }
            Step::Send => {
                let rest = &self.sending[self.sent..];
                let piece = &rest[..rest.len().min(Payload::new().capacity())];
                Command::SocketSend {
                    socket: SOCKET,
                    data: payload(piece)?,
                }
            }
            // Steps that wait have a time, and come here when it is over: look for data.
            Step::Receive
            | Step::WaitData
            | Step::WaitTransfer
            | Step::WaitAddress
            | Step::WaitOpen => {
                self.step = Step::Receive;
                Command::SocketRead {
                    socket: SOCKET,
                    most: MOST,
                }
            }
        })
    }

    pub(super) fn done(&mut self, answer: &Answer, at: Instant) {
        let flight = std::mem::replace(&mut self.flight, Flight::None);
        if *answer == Answer::Gone {
            // Nothing is open in a modem that has gone.
            (self.bearer_open, self.http_open, self.socket_open) = (false, false, false);
            self.fail(Fault::Gone);
            return;
        }
        if flight == Flight::Step && self.end.is_none() {
            match answer {
                Answer::Ok(reply) => self.succeeded(reply, at),
                _ => self.refused(*answer == Answer::TimedOut, at),
            }
        }
    }

    fn succeeded(&mut self, reply: &Reply, at: Instant) {
        match self.step {
            Step::SetBearer => self.step = Step::OpenBearer,
            Step::OpenBearer => self.connected(),
            Step::AskBearer => {
                let up = match reply {
                    Reply::Bearers(bearers) => bearers
                        .iter()
                        .any(|bearer| bearer.context == self.route.context && bearer.up),
                    _ => false,
                };
                if up {
                    self.connected();
                } else {
                    self.fail(Fault::Bearer);
                }
            }
            Step::Context => self.step = Step::RequestHeader,
            Step::RequestHeader => self.step = Step::ResponseHeader,
            Step::ResponseHeader => self.step = Step::Url,
            Step::Url => self.step = Step::Transfer,
            Step::Transfer => {
                self.wait_in(Step::WaitTransfer, WAIT_HTTP, at);
                self.transferred();
            }
            Step::Read => self.read(),
            Step::Resolve => {
                self.wait_in(Step::WaitAddress, WAIT_ADDRESS, at);
                self.resolved();
            }
            Step::Open => {
                self.wait_in(Step::WaitOpen, WAIT_OPEN, at);
                self.connection(at);
            }
            Step::Send => self.sent_more(at),
            Step::Receive => self.received(reply, at),
            Step::WaitTransfer | Step::WaitAddress | Step::WaitOpen | Step::WaitData => {}
        }
    }

    fn refused(&mut self, timed_out: bool, at: Instant) {
        match self.step {
            // It cannot be changed while the bearer is up, and may be right already.
            Step::SetBearer if !self.freed => {
                self.freed = true;
                self.step = Step::OpenBearer;
            }
            // A bearer that is up cannot be opened.
            Step::OpenBearer => self.step = Step::AskBearer,
            Step::SetBearer | Step::AskBearer => self.fail(Fault::Bearer),
            // A modem that does not know a setting does not have it on.
            Step::RequestHeader if self.work == Work::Get => self.step = Step::ResponseHeader,
            Step::ResponseHeader if !self.with_header => self.step = Step::Url,
            Step::Context
            | Step::RequestHeader
            | Step::ResponseHeader
            | Step::Url
            | Step::Transfer
            | Step::Read => self.go_by_hand(),
            Step::Send if !timed_out && self.full < MAX_FULL => {
                self.full += 1;
                self.wait = Some(at + WAIT_ROOM);
            }
            Step::Receive if self.peer_closed => self.closed(),
            _ if timed_out => self.fail(Fault::Timeout),
            Step::Resolve => self.fail(Fault::Dns(0)),
            Step::Open => self.fail(Fault::Refused(0)),
            _ => self.fail(Fault::Modem),
        }
    }

    pub(super) fn urc(&mut self, urc: &Urc, at: Instant) {
        if self.end.is_some() {
            return;
        }
        match urc {
            Urc::HttpGot(result) if self.work == Work::Get => {
                self.http = Some(*result);
                self.transferred();
            }
            Urc::HttpPosted(result) if self.work != Work::Get => {
                self.http = Some(*result);
                self.transferred();
            }
            Urc::Stack(StackNews::Resolving { error, .. })
                if *error != 0 && matches!(self.step, Step::Resolve | Step::WaitAddress) =>
            {
                self.fail(Fault::Dns(*error));
            }
            // IPv4 only: the public IPv6 addresses of an MMSC lead nowhere.
            Urc::Stack(StackNews::Resolved(address))
                if self.address.is_none() && !address.contains(':') =>
            {
                self.address = Host::new(address).ok();
                self.resolved();
            }
            Urc::SocketOpened {
                socket: SOCKET,
                error,
            } => {
                self.opened = Some(*error);
                self.connection(at);
            }
            Urc::Stack(StackNews::Received { socket: SOCKET }) if self.step == Step::WaitData => {
                self.wait = None;
                self.step = Step::Receive;
            }
            Urc::Stack(StackNews::Closed { socket: SOCKET }) => {
                self.peer_closed = true;
                if self.step == Step::WaitData {
                    self.wait = None;
                    self.step = Step::Receive;
                }
            }
            Urc::Stack(StackNews::BearerLost { context }) if *context == self.route.context => {
                self.fail(Fault::BearerLost);
            }
            Urc::Ready | Urc::PoweredDown => {
                (self.bearer_open, self.http_open, self.socket_open) = (false, false, false);
                self.fail(Fault::Gone);
            }
            _ => {}
        }
    }

    pub(super) fn data(&mut self, octets: &[u8]) {
        if self.end.is_some() || self.bad.is_some() {
            return;
        }
        match self.step {
            Step::Read if !self.with_header => {
                if self.body.len() + octets.len() > MAX_BODY {
                    self.too_big = true;
                } else {
                    self.body.extend(octets);
                }
            }
            Step::Read | Step::Receive => self.bad = self.response.feed(octets).err(),
            _ => {}
        }
    }

    /// What was waited for has not come.
    fn waited(&mut self, at: Instant) {
        match self.step {
            Step::WaitTransfer => self.go_by_hand(),
            Step::WaitAddress | Step::WaitOpen => self.fail(Fault::Timeout),
            Step::WaitData if at.since(self.heard_at) >= WAIT_DATA => self.fail(Fault::Timeout),
            _ => {} // the step goes on: send again, look for data
        }
    }

    fn wait_in(&mut self, step: Step, time: Duration, at: Instant) {
        self.step = step;
        self.wait = Some(at + time);
    }

    /// The bearer is up.
    fn connected(&mut self) {
        self.step = if self.by_hand {
            Step::Resolve
        } else {
            Step::Context
        };
    }

    /// The modem's HTTP stack cannot: a socket can, perhaps.
    fn go_by_hand(&mut self) {
        self.by_hand = true;
        self.close_first = true;
        self.wait = None;
        self.step = Step::Resolve;
    }

    fn redirected(&mut self, location: Option<&str>) {
        let Some(location) = location else {
            return self.fail(Fault::Http);
        };
        if self.redirects == MAX_REDIRECTS {
            return self.fail(Fault::Redirects);
        }
        match self.url.redirect(location, &self.route.hosts) {
            Ok(url) => {
                self.url = url;
                self.redirects += 1;
                self.with_header = false;
                self.close_first = true;
                self.step = if self.by_hand {
                    Step::Resolve
                } else {
                    Step::ResponseHeader
                };
            }
            Err(why) => self.fail(Fault::Redirect(why)),
        }
    }

    fn fetched(&mut self, body: Vec<u8>) {
        self.end = Some(match Retrieved::parse(&body) {
            Ok(_) => Ok(body),
            Err(why) => Err(Fault::NotMms(why)),
        });
    }
}

fn payload(octets: &[u8]) -> Result<Payload, Fault> {
    Payload::from_slice(octets).map_err(|_| Fault::Unfit)
}
