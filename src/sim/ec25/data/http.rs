//! HTTP: `AT+QHTTPCFG`, `AT+QHTTPURL`, `AT+QHTTPGET`, `AT+QHTTPPOST`, `AT+QHTTPREAD`,
//! `AT+QHTTPSTOP`.

use super::{
    super::{
        Due as Whole, Ec25, Effect, PortId, Rule,
        flow::{Collect, Flow},
        parse::{Arg, Ask},
        reply::{Failure, Reply},
    },
    Due, Wanted,
    internet::Place,
    message::{Response, Url},
    number_or,
};
use crate::sim::mmsc;

/// From `OK` to the response of a server that is well.
const RESPONSE: (u64, u64) = (200, 2_500);
/// From `OK` to the news that there is no such name, or nobody there.
const NOBODY: (u64, u64) = (1_000, 8_000);
/// From one segment of a body to the next.
const SEGMENT_EVERY: (u64, u64) = (3, 12);
/// The longest URL.
const LONGEST_URL: u32 = 700;
/// The longest body of a request.
const LONGEST_REQUEST: u32 = 1_024_000;

/// The settings and the request of the moment.
#[derive(Debug)]
pub(super) struct Http {
    bearer: u8,
    /// Whether the host writes the head of its requests itself.
    own_head: bool,
    /// Whether the head of the response is read too.
    shows_head: bool,
    content_type: usize,
    url: Option<Url>,
    port: PortId,
    state: State,
}

#[derive(Debug, Default)]
enum State {
    /// No request was made, or nothing came of it.
    #[default]
    Nothing,
    /// The response was read.
    Read,
    Asking {
        serial: u32,
        post: bool,
        outcome: Outcome,
    },
    Ready {
        octets: Vec<u8>,
        breaks: bool,
    },
}

#[derive(Debug)]
struct Outcome {
    /// 0, or why there is no response.
    error: u16,
    response: Option<mmsc::Served>,
}

const CONTENT_TYPES: [&str; 4] = [
    "application/x-www-form-urlencoded",
    "text/plain",
    "application/octet-stream",
    "multipart/form-data",
];

impl Default for Http {
    fn default() -> Self {
        Self {
            bearer: 1,
            own_head: false,
            shows_head: false,
            content_type: 0,
            url: None,
            port: PortId::At,
            state: State::Nothing,
        }
    }
}

impl Ec25 {
    pub(super) fn http_command(&mut self, name: &str, ask: &Ask) -> Option<Reply> {
        Some(match (name, ask) {
            ("+QHTTPCFG", Ask::Set(args)) => self.http_setting(args),
            ("+QHTTPURL", Ask::Set(args)) => self.begin_url(args),
            ("+QHTTPURL", Ask::Read) => {
                let url = self.data.http.url.as_ref();
                let url = url.map(|u| format!("http://{}:{}{}", u.host, u.port, u.path));
                Reply::line(format!("+QHTTPURL: {}", url.unwrap_or_default()))
            }
            ("+QHTTPGET", Ask::Run) => self.begin_get(&[]),
            ("+QHTTPGET", Ask::Set(args)) => self.begin_get(args),
            ("+QHTTPPOST", Ask::Set(args)) => self.begin_post(args),
            ("+QHTTPREAD", Ask::Run | Ask::Set(_)) => self.read_response(),
            ("+QHTTPSTOP", Ask::Run) => {
                self.data.http.state = State::Nothing;
                Reply::OK
            }
            _ => return None,
        })
    }

    fn http_setting(&mut self, args: &[Arg]) -> Reply {
        let (Some(Arg::Text(key)), value) = (args.first(), args.get(1)) else {
            return Reply::cme(730);
        };
        let http = &mut self.data.http;
        let Some(value) = value else {
            let value = match key.as_str() {
                "contextid" => u32::from(http.bearer),
                "requestheader" => u32::from(http.own_head),
                "responseheader" => u32::from(http.shows_head),
                "contenttype" => u32::try_from(http.content_type).unwrap_or(0),
                "sslctxid" => 1,
                _ => return Reply::cme(730),
            };
            return Reply::line(format!("+QHTTPCFG: \"{key}\",{value}"));
        };
        match (key.as_str(), value.number()) {
            ("contextid", Some(n @ 1..=16)) => http.bearer = u8::try_from(n).unwrap_or(1),
            ("requestheader", Some(n @ 0..=1)) => http.own_head = n == 1,
            ("responseheader", Some(n @ 0..=1)) => http.shows_head = n == 1,
            ("contenttype", Some(n @ 0..=3)) => http.content_type = n as usize,
            ("sslctxid", Some(0..=5)) => {}
            _ => return Reply::cme(730),
        }
        Reply::OK
    }

    /// `AT+QHTTPURL=<length>[,<within>]`.
    fn begin_url(&mut self, args: &[Arg]) -> Reply {
        let (length, within) = (number_or(args, 0, 0), number_or(args, 1, 60));
        match (length, within) {
            (Some(octets @ 1..=LONGEST_URL), Some(within @ 1..=65_535)) => {
                if self.is_asking() {
                    return Reply::cme(703);
                }
                Reply::Collect(Collect {
                    wanted: Wanted::Url,
                    octets: Some(octets as usize),
                    prompt: "\r\nCONNECT\r\n",
                    within: within.into(),
                })
            }
            _ => Reply::cme(730),
        }
    }

    pub(super) fn url_is_there(&mut self, octets: &[u8]) {
        let text = String::from_utf8_lossy(octets);
        match Url::read(&text) {
            Some(url) => {
                self.data.http.url = Some(url);
                self.finish("OK");
            }
            None => self.fail(Failure::Cme(711)), // https is not modelled either
        }
    }

    /// What stands in the way of a request.
    fn no_request(&self) -> Option<Reply> {
        let http = &self.data.http;
        if self.is_asking() {
            return Some(Reply::cme(703));
        }
        if !self.data.has_bearer(http.bearer) {
            return Some(Reply::cme(709));
        }
        http.url.is_none().then(|| Reply::cme(712))
    }

    const fn is_asking(&self) -> bool {
        matches!(self.data.http.state, State::Asking { .. })
    }

    /// `AT+QHTTPGET[=<within>[,<length>[,<input within>]]]`.
    fn begin_get(&mut self, args: &[Arg]) -> Reply {
        let Some(within @ 1..=65_535) = number_or(args, 0, 60) else {
            return Reply::cme(730);
        };
        if let Some(failed) = self.no_request() {
            return failed;
        }
        let within = within.into();
        let own_head = self.data.http.own_head;
        match (own_head, args.get(1).map(Arg::number)) {
            (false, None) => {
                let url = self.data.http.url.clone();
                let head = url.map(|url| url.head("GET", "")).unwrap_or_default();
                self.ask(false, &head, within);
                Reply::OK
            }
            (true, Some(Some(octets @ 1..=LONGEST_REQUEST))) => Reply::Collect(Collect {
                wanted: Wanted::Request {
                    post: false,
                    within,
                },
                octets: Some(octets as usize),
                prompt: "\r\nCONNECT\r\n",
                within: number_or(args, 2, 60).unwrap_or(60).into(),
            }),
            _ => Reply::cme(730),
        }
    }

    /// `AT+QHTTPPOST=<length>[,<input within>[,<within>]]`.
    fn begin_post(&mut self, args: &[Arg]) -> Reply {
        let wait = (number_or(args, 1, 60), number_or(args, 2, 60));
        let (Some(Some(octets @ 1..=LONGEST_REQUEST)), (Some(input), Some(within))) =
            (args.first().map(Arg::number), wait)
        else {
            return Reply::cme(730);
        };
        if let Some(failed) = self.no_request() {
            return failed;
        }
        Reply::Collect(Collect {
            wanted: Wanted::Request {
                post: true,
                within: within.into(),
            },
            octets: Some(octets as usize),
            prompt: "\r\nCONNECT\r\n",
            within: input.into(),
        })
    }

    /// The data of a request is complete: `OK`, and the request goes out.
    pub(super) fn request_is_there(&mut self, post: bool, within: u64, octets: Vec<u8>) {
        let http = &self.data.http;
        let request = match &http.url {
            Some(url) if !http.own_head => {
                let kind = CONTENT_TYPES[http.content_type];
                let length = octets.len();
                let more = format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n");
                [url.head("POST", &more), octets].concat()
            }
            _ => octets,
        };
        self.finish("OK");
        self.ask(post, &request, within);
    }

    /// Sends a request; what comes of it is told later.
    fn ask(&mut self, post: bool, request: &[u8], within: u64) {
        let (outcome, takes) = self.outcome(request);
        let serial = self.data.next_serial();
        self.data.http.port = self.serving;
        let within = within.saturating_mul(1_000);
        let takes = takes.unwrap_or((u64::MAX, u64::MAX));
        let takes = self.dice.between(takes.0, takes.1);
        let (outcome, takes) = if takes > within {
            let late = Outcome {
                error: 702,
                response: None,
            };
            (late, within)
        } else {
            (outcome, takes)
        };
        self.data.http.state = State::Asking {
            serial,
            post,
            outcome,
        };
        self.later((takes, takes), Whole::Data(Due::Response(serial)));
    }

    /// What comes of a request, and within which time; `None` for never.
    fn outcome(&mut self, request: &[u8]) -> (Outcome, Option<(u64, u64)>) {
        let failed = |error| Outcome {
            error,
            response: None,
        };
        let Some(url) = self.data.http.url.clone() else {
            return (failed(712), Some(NOBODY));
        };
        let bearer = self.data.http.bearer;
        let Some(address) = self.resolve(bearer, &url.host) else {
            return (failed(714), Some(NOBODY));
        };
        let place = self.place(&address, url.port);
        if place == Place::Nowhere {
            return (failed(716), Some(NOBODY));
        }
        if place == Place::Foreign {
            self.strays(&url.host);
        }
        let served = self.served_by(place, request);
        let silent = served.octets.is_empty();
        let outcome = Outcome {
            error: 0,
            response: Some(served),
        };
        (outcome, (!silent).then_some(RESPONSE))
    }

    /// `+QHTTPGET: <err>[,<status>[,<length>]]`.
    pub(super) fn response_is_there(&mut self, due: u32) {
        let State::Asking { serial, .. } = &self.data.http.state else {
            return;
        };
        if *serial != due {
            return;
        }
        let State::Asking { post, outcome, .. } = std::mem::take(&mut self.data.http.state) else {
            return;
        };
        let name = if post { "+QHTTPPOST" } else { "+QHTTPGET" };
        let port = self.data.http.port;
        let error = if self.air_is_taken() {
            725
        } else {
            outcome.error
        };
        let (0, Some(served)) = (error, outcome.response) else {
            self.tell_on(port, &format!("{name}: {error}"));
            return;
        };
        if let Some(event) = served.event {
            self.effect(Effect::Mms(event));
        }
        let response = Response::read(&served.octets);
        let length = response.length.map(|l| format!(",{l}")).unwrap_or_default();
        let words = format!("{name}: 0,{}{length}", response.status);
        let octets = match self.data.http.shows_head {
            true => [response.head, &response.body].concat(),
            false => response.body,
        };
        let breaks = served.breaks;
        self.data.http.state = State::Ready { octets, breaks };
        self.tell_on(port, &words);
    }

    /// `AT+QHTTPREAD[=<within>]`.
    fn read_response(&mut self) -> Reply {
        let code = match &self.data.http.state {
            State::Ready { .. } => None,
            State::Asking { .. } => Some(703),
            State::Nothing => Some(705),
            State::Read => return Reply::cme(705),
        };
        if let Some(code) = code {
            let detail = "AT+QHTTPREAD before there was a response";
            self.broke(Rule::ReadBeforeResponse, detail);
            return Reply::cme(code);
        }
        let state = std::mem::replace(&mut self.data.http.state, State::Read);
        let State::Ready { octets, breaks } = state else {
            return Reply::cme(705);
        };
        Reply::Flow(match breaks {
            true => Flow::data(&octets, SEGMENT_EVERY, Err(Failure::Cme(719)), None),
            false => {
                let behind = Some("+QHTTPREAD: 0".to_owned());
                Flow::data(&octets, SEGMENT_EVERY, Ok(()), behind)
            }
        })
    }

    /// A request is lost with its bearer.
    pub(super) fn http_loses_bearer(&mut self, id: u8) {
        let http = &mut self.data.http;
        if http.bearer == id
            && let State::Asking { outcome, .. } = &mut http.state
        {
            outcome.error = 709;
            outcome.response = None;
        }
    }
}
