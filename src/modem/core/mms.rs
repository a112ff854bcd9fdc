//! MMS, fetched and answered for one after the other while nobody is on the line.
//!
//! [`Fetch`] knows how; here is when. A call comes first: what is under way is given up, and closed
//! when the line is free again.

use std::collections::VecDeque;

use crate::{
    at::{Answer, Chunk, Command, Urc},
    modem::{
        Event, MmsFault,
        mms::{Fault, Fetch, Route, Work},
    },
    sms::mmsc::{Carrier, FetchUrl},
    time::Instant,
};

use super::{Out, tell};

/// So many may wait; the next is refused. The network tells of what was not fetched again.
const WAITING: usize = 8;

#[derive(Debug)]
struct Wanted {
    id: u64,
    url: String,
    work: Work,
}

#[derive(Debug, Default)]
pub(super) struct Mms {
    fetch: Fetch,
    /// Whose fetch is under way.
    current: Option<u64>,
    waiting: VecDeque<Wanted>,
    /// By which way; the SIM's own carrier when nobody has said.
    route: Option<Route>,
    carrier: Option<Carrier>,
}

impl Mms {
    /// A way of the owner's, instead of the table's.
    pub fn go_by(&mut self, route: Route) {
        self.route = Some(route);
    }

    /// The SIM has told its number.
    pub fn imsi(&mut self, imsi: &str) {
        self.carrier = Carrier::of_imsi(imsi);
    }

    pub fn want(&mut self, id: u64, url: String, work: Work, out: Out<'_>) {
        if self.waiting.len() >= WAITING {
            return failed(id, MmsFault::QueueFull, out);
        }
        self.waiting.push_back(Wanted { id, url, work });
    }

    /// Takes what has come of one and begins the next, if it `may` begin. Whether one has begun.
    pub fn settle(&mut self, may: bool, at: Instant, out: Out<'_>) -> bool {
        if let Some(result) = self.fetch.take_result()
            && let Some(id) = self.current.take()
        {
            match result {
                Ok(body) => tell(Event::MmsFetched { id, body }, out),
                Err(why) => failed(id, MmsFault::Failed(why), out),
            }
        }
        while may && self.current.is_none() {
            let Some(wanted) = self.waiting.pop_front() else {
                return false;
            };
            match self.begin(&wanted, at) {
                Ok(()) => {
                    self.current = Some(wanted.id);
                    return true;
                }
                Err(why) => failed(wanted.id, why, out),
            }
        }
        false
    }

    fn begin(&mut self, wanted: &Wanted, at: Instant) -> Result<(), MmsFault> {
        let route = match (&self.route, self.carrier) {
            (Some(route), _) => route.clone(),
            (None, Some(carrier)) => Route::of(carrier).map_err(MmsFault::Failed)?,
            (None, None) => return Err(MmsFault::NoCarrier),
        };
        let url = FetchUrl::allow(&wanted.url, &route.hosts).map_err(MmsFault::NotAllowed)?;
        let begun = self.fetch.begin(url, wanted.work.clone(), route, at);
        begun.map_err(|_| MmsFault::QueueFull)
    }

    /// A call is on.
    pub fn make_way(&mut self) {
        self.fetch.abort(Fault::Call);
    }

    pub fn next(&mut self, at: Instant) -> Option<Command> {
        self.fetch.next(at)
    }

    pub fn next_wake(&self) -> Option<Instant> {
        self.fetch.next_wake()
    }

    pub fn data(&mut self, chunk: &Chunk) {
        self.fetch.data(chunk);
    }

    pub fn urc(&mut self, urc: &Urc, at: Instant) {
        self.fetch.urc(urc, at);
    }

    pub fn done(&mut self, command: &Command, answer: &Answer, at: Instant) {
        self.fetch.done(command, answer, at);
    }

    /// The modem is gone, and its connections with it. What waits goes on waiting.
    pub fn lost(&mut self, out: Out<'_>) {
        self.fetch = Fetch::default();
        if let Some(id) = self.current.take() {
            failed(id, MmsFault::Failed(Fault::Gone), out);
        }
    }
}

fn failed(id: u64, why: MmsFault, out: Out<'_>) {
    let retry = why.may_pass();
    tell(Event::MmsFailed { id, why, retry }, out);
}
