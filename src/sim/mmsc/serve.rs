//! Requests, served.

use super::{Answer, Fault, Mmsc, Status, answer, body, http, path};

/// The content type of everything that MMS says over HTTP (OMA-TS-MMS_CTR).
const CONTENT_TYPE: &str = "application/vnd.wap.mms-message";

/// What comes back for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Every octet of the response that is sent; empty when there is none.
    pub octets: Vec<u8>,
    /// Whether the connection ends behind it.
    pub closes: bool,
    /// Whether the end comes too early.
    pub breaks: bool,
    /// What has happened at the MMSC.
    pub event: Option<Event>,
}

/// Something that happened at the MMSC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A message was handed out, whole.
    Fetched {
        /// `X-Mms-Transaction-ID`.
        transaction: String,
    },
    /// The client has said what became of a message.
    Answered(Answer),
    /// The client sent something that the MMSC does not take.
    Refused {
        /// Why.
        why: &'static str,
    },
}

impl Served {
    const fn plain(octets: Vec<u8>) -> Self {
        Self {
            octets,
            closes: false,
            breaks: false,
            event: None,
        }
    }

    fn refused(status: u16, why: &'static str) -> Self {
        Self {
            event: Some(Event::Refused { why }),
            ..Self::plain(http::response(status, "Content-Length: 0\r\n", &[]))
        }
    }
}

impl Mmsc {
    /// Whether this is a whole request: head, and the body that it announces.
    #[must_use]
    pub fn is_whole(request: &[u8]) -> bool {
        http::Request::read(request).is_some()
    }

    /// Answers a whole request, wrongly where `fault` says so.
    pub fn serve(&mut self, request: &[u8], fault: Option<Fault>) -> Served {
        let Some(request) = http::Request::read(request) else {
            return Served::refused(400, "no HTTP request");
        };
        if request.header("host").is_none() {
            return Served::refused(400, "no Host header");
        }
        match (fault, request.method) {
            (Some(Fault::Silent), _) => Served::plain(Vec::new()),
            (Some(Fault::Refuses(status)), _) => Served::refused(status, "by order"),
            (_, "GET") => self.fetch(request.path(), fault),
            (_, "POST") => {
                let fits = request.header("content-type").is_some_and(|kind| {
                    kind.split(';')
                        .next()
                        .is_some_and(|kind| kind.trim() == CONTENT_TYPE)
                });
                if !fits && self.setup.wants_content_type {
                    return Served::refused(415, "another content type than that of MMS");
                }
                self.hear(request.body)
            }
            _ => Served::refused(400, "neither GET nor POST"),
        }
    }

    fn fetch(&self, wanted: &str, fault: Option<Fault>) -> Served {
        let redirect = |host: &str| {
            let to = format!("http://{host}:{}{wanted}", self.setup.port);
            let headers = format!("Location: {to}\r\nContent-Length: 0\r\n");
            Served::plain(http::response(302, &headers, &[]))
        };
        match fault {
            Some(Fault::RedirectsHome) => return redirect(&self.setup.second),
            Some(Fault::RedirectsAway) => return redirect(&self.setup.foreign),
            Some(Fault::RedirectsInCircles) => return redirect(&self.setup.host),
            _ => {}
        }
        let Some(waiting) = self
            .waiting
            .iter()
            .find(|w| !w.done && path(w.id) == wanted)
        else {
            return Served::refused(404, "no such message");
        };
        let mut waiting = waiting.clone();
        match fault {
            Some(Fault::Huge(octets)) => waiting.lms.body.push_str(&"가나다 ".repeat(octets / 10)),
            Some(Fault::Tricky) => waiting.lms.body.push_str(TRICKS),
            _ => {}
        }
        let garble = match fault {
            Some(Fault::Garbled(garble)) => Some(garble),
            _ => None,
        };
        let body = body::retrieve_conf(&waiting, garble);
        let transaction = super::transaction(waiting.id);
        let mut served = handed_out(&body, fault);
        if !served.breaks {
            served.event = Some(Event::Fetched { transaction });
        }
        served
    }

    fn hear(&mut self, body: &[u8]) -> Served {
        let answer = match answer::read(body) {
            Ok(answer) => answer,
            Err(why) => return Served::refused(400, why),
        };
        let known = self
            .waiting
            .iter_mut()
            .find(|w| super::transaction(w.id) == answer.transaction);
        let Some(waiting) = known else {
            return Served::refused(404, "an unknown transaction");
        };
        if answer.status != Some(Status::Deferred) {
            waiting.done = true;
        }
        Served {
            event: Some(Event::Answered(answer)),
            ..Served::plain(http::response(200, "Content-Length: 0\r\n", &[]))
        }
    }
}

/// Lines that a client must not take for the module's own.
const TRICKS: &str = "\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n\r\nNO CARRIER\r\n+CMTI: \"ME\",7\r\n";

fn handed_out(body: &[u8], fault: Option<Fault>) -> Served {
    let kind = format!("Content-Type: {CONTENT_TYPE}\r\n");
    let told = format!("{kind}Content-Length: {}\r\n", body.len());
    let closes = matches!(fault, Some(Fault::Drops(_) | Fault::NoLength));
    let breaks = matches!(fault, Some(Fault::Drops(_)));
    let octets = match fault {
        Some(Fault::Chunked) => {
            let headers = format!("{kind}Transfer-Encoding: chunked\r\n");
            http::response(200, &headers, &chunked(body))
        }
        Some(Fault::NoLength) => http::response(200, &format!("{kind}Connection: close\r\n"), body),
        Some(Fault::Drops(left)) => {
            http::response(200, &told, &body[..left.min(body.len().saturating_sub(1))])
        }
        _ => http::response(200, &told, body),
    };
    Served {
        octets,
        closes,
        breaks,
        event: None,
    }
}

/// In chunks of at most 1,000 octets (RFC 9112 7.1).
fn chunked(body: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(body.len() + 64);
    for chunk in body.chunks(1_000) {
        octets.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        octets.extend(chunk);
        octets.extend(b"\r\n");
    }
    octets.extend(b"0\r\n\r\n");
    octets
}
