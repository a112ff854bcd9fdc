//! The carrier's MMSC: it says that a message waits, hands it out over HTTP and hears what became
//! of it (OMA-TS-MMS_ENC-V1_2, WAP-230-WSP 8.4).
//!
//! **Rule:** pure and written from the standards; it knows a request's octets and answers with a
//! response's octets. Names, connections and time belong to the module's network
//! ([`ec25`](super::ec25)).
//!
//! Korean long texts (LMS) travel this way. What a real MMSC of each carrier wants beyond the
//! standard is not known; it insists on the content type that the standard names, and asks for no
//! `User-Agent` or `X-Wap-Profile`.
//!
//! ```
//! use munjigi::sim::mmsc::{Lms, Mmsc, Setup};
//!
//! let mut mmsc = Mmsc::new(Setup::default());
//! let lms = Lms::new("01023456789", "(광고) 가을 잔치", "가나다 마트입니다. 무료수신거부 080-123-4567");
//! let waiting = mmsc.accept(lms);
//! let push = mmsc.notification(waiting).unwrap();
//! assert!(push.starts_with(&[0x01, 0x06, 0x03, 0xBE, 0xAF, 0x84, 0x8C, 0x82]));
//!
//! let get = format!("GET {} HTTP/1.1\r\nHost: mms.example.invalid:9082\r\n\r\n", mmsc.path(waiting).unwrap());
//! let served = mmsc.serve(get.as_bytes(), None);
//! assert!(served.octets.starts_with(b"HTTP/1.1 200 OK\r\n"));
//! ```
//!
//! To test it: `cargo test --lib sim::mmsc`.

mod answer;
mod body;
mod charset;
mod fault;
mod http;
mod notification;
mod serve;
#[cfg(test)]
mod tests;
mod wsp;

pub use answer::{Answer, Kind, Status};
pub use charset::Charset;
pub use fault::{Fault, Garble};
pub use serve::{Event, Served};

use std::time::Duration;

/// What stays the same about an MMSC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Its name, which only the carrier's own name server knows.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// A second name of the same carrier, to which it may send a client on.
    pub second: String,
    /// A name that is none of the carrier's.
    pub foreign: String,
    /// The number that its notifications come from.
    pub sender: String,
    /// How long until it tells again of a message that nobody has acknowledged, and how often.
    pub again_after: Duration,
    /// How often it tells again.
    pub again_times: u32,
    /// How long it keeps a message, as its notifications say.
    pub keeps: Duration,
    /// Whether it takes an answer only with `Content-Type: application/vnd.wap.mms-message`.
    pub wants_content_type: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            host: "mms.example.invalid".to_owned(),
            port: 9082,
            second: "d-mms.example.invalid".to_owned(),
            foreign: "elsewhere.example.invalid".to_owned(),
            sender: "01012345678".to_owned(),
            again_after: Duration::from_secs(30 * 60),
            again_times: 3,
            keeps: Duration::from_secs(3 * 24 * 60 * 60),
            wants_content_type: true,
        }
    }
}

/// A message that waits at the MMSC: in Korea mostly a long text without pictures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lms {
    /// The sender's number.
    pub from: String,
    /// The subject; carriers put the first words of the text here.
    pub subject: Option<String>,
    /// The text.
    pub body: String,
    /// How subject and text are written.
    pub charset: Charset,
    /// In how many texts the notification comes, at least.
    pub parts: u8,
    /// Whether a SMIL page comes with it, as most senders add one.
    pub smil: bool,
    /// What is wrong with the notification.
    pub garble: Option<Garble>,
}

impl Lms {
    /// A message in UTF-8 with a SMIL page, told of in two texts.
    #[must_use]
    pub fn new(
        from: impl Into<String>,
        subject: impl Into<String>,
        body: impl Into<String>,
    ) -> Self {
        Self {
            from: from.into(),
            subject: Some(subject.into()),
            body: body.into(),
            charset: Charset::Utf8,
            parts: 2,
            smil: true,
            garble: None,
        }
    }
}

/// A message with its place and its history.
#[derive(Clone, Debug)]
struct Waiting {
    id: u32,
    lms: Lms,
    /// How often its notification may still go out again.
    again: u32,
    done: bool,
}

/// The MMSC. At most [`Mmsc::MOST`] messages wait; the oldest is forgotten for another.
#[derive(Clone, Debug)]
pub struct Mmsc {
    setup: Setup,
    waiting: Vec<Waiting>,
    last: u32,
}

impl Mmsc {
    /// How many messages wait at most.
    pub const MOST: usize = 256;

    /// An MMSC without messages.
    #[must_use]
    pub const fn new(setup: Setup) -> Self {
        Self {
            setup,
            waiting: Vec::new(),
            last: 0,
        }
    }

    /// What it is set up as.
    #[must_use]
    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Takes a message for the module and names it.
    pub fn accept(&mut self, lms: Lms) -> u32 {
        if self.waiting.len() == Self::MOST {
            self.waiting.remove(0);
        }
        self.last = self.last.wrapping_add(1);
        let (id, again) = (self.last, self.setup.again_times);
        self.waiting.push(Waiting {
            id,
            lms,
            again,
            done: false,
        });
        id
    }

    /// The push that tells of this message; `None` when it is gone.
    #[must_use]
    pub fn notification(&self, id: u32) -> Option<Vec<u8>> {
        let waiting = self.find(id)?;
        Some(notification::push(waiting, &self.setup))
    }

    /// In how many texts its notification comes, at least.
    #[must_use]
    pub fn parts(&self, id: u32) -> u8 {
        self.find(id).map_or(1, |w| w.lms.parts)
    }

    /// Whether it is to be told of once more: nobody has acknowledged it, and not too often yet.
    pub fn tells_again(&mut self, id: u32) -> bool {
        let found = self.waiting.iter_mut().find(|w| w.id == id && !w.done);
        match found {
            Some(waiting) if waiting.again > 0 => {
                waiting.again -= 1;
                true
            }
            _ => false,
        }
    }

    /// The messages that nobody has acknowledged.
    #[must_use]
    pub fn unacknowledged(&self) -> Vec<u32> {
        let open = self.waiting.iter().filter(|w| !w.done);
        open.map(|w| w.id).collect()
    }

    /// The path of its content location; `None` when it is gone.
    #[must_use]
    pub fn path(&self, id: u32) -> Option<String> {
        self.find(id).map(|w| path(w.id))
    }

    /// The whole content location; `None` when it is gone.
    #[must_use]
    pub fn location(&self, id: u32) -> Option<String> {
        self.find(id).map(|w| location(w.id, &self.setup))
    }

    fn find(&self, id: u32) -> Option<&Waiting> {
        self.waiting.iter().find(|w| w.id == id && !w.done)
    }
}

fn path(id: u32) -> String {
    format!(
        "/{:016x}/TR{id:04}",
        u64::from(id).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    )
}

fn location(id: u32, setup: &Setup) -> String {
    format!("http://{}:{}{}", setup.host, setup.port, path(id))
}

/// `X-Mms-Transaction-ID` of this message.
#[must_use]
pub fn transaction(id: u32) -> String {
    format!("TR{id:04}")
}
