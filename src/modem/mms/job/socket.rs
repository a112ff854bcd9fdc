//! What came over a socket.

use crate::{
    at::{Payload, Reply},
    sms::mms::MAX_BODY,
    time::Instant,
};

use super::{BadHttp, Fault, Job, POLL, Response, Step, Work, request};

impl Job {
    /// The address is there, and the `OK` too.
    pub(super) fn resolved(&mut self) {
        if self.step == Step::WaitAddress && self.address.is_some() {
            self.wait = None;
            self.step = Step::Open;
        }
    }

    /// The connection is there, and the `OK` too.
    pub(super) fn connection(&mut self, at: Instant) {
        let (Step::WaitOpen, Some(error)) = (self.step, self.opened) else {
            return;
        };
        self.wait = None;
        if error != 0 {
            self.fail(Fault::Refused(error));
            return;
        }
        self.sending = request(&self.work, &self.url, self.route.proxy.is_some());
        (self.sent, self.full, self.heard_at) = (0, 0, at);
        (self.response, self.bad) = (Response::new(MAX_BODY), None);
        self.step = Step::Send;
    }

    pub(super) fn sent_more(&mut self, at: Instant) {
        let piece = Payload::new().capacity();
        self.sent = (self.sent + piece).min(self.sending.len());
        self.full = 0;
        if self.sent == self.sending.len() {
            self.heard_at = at;
            self.look_for_data(at);
        }
    }

    pub(super) fn look_for_data(&mut self, at: Instant) {
        if self.peer_closed {
            self.step = Step::Receive;
        } else {
            self.wait_in(Step::WaitData, POLL, at);
        }
    }

    /// `AT+QIRD` has ended.
    pub(super) fn received(&mut self, reply: &Reply, at: Instant) {
        match self.bad {
            Some(BadHttp::TooBig) => return self.fail(Fault::TooBig),
            Some(BadHttp::Malformed) => return self.fail(Fault::Http),
            None => {}
        }
        if self.response.is_complete() {
            return self.answered();
        }
        match reply {
            // There may be more.
            Reply::Data { octets: 1.. } => self.heard_at = at,
            _ if self.peer_closed => self.closed(),
            _ => self.look_for_data(at),
        }
    }

    /// The server has closed, and everything that came was read.
    pub(super) fn closed(&mut self) {
        match self.response.close() {
            Ok(()) => self.answered(),
            Err(_) => self.fail(Fault::Http),
        }
    }

    /// The whole answer has come over the socket.
    pub(super) fn answered(&mut self) {
        let response = std::mem::replace(&mut self.response, Response::new(MAX_BODY));
        match (&self.work, response.status) {
            (Work::Post(_), 200..=299) => self.end = Some(Ok(Vec::new())),
            (Work::Get, 200..=299) => self.fetched(response.body),
            (Work::Get, 300..=399) => self.redirected(response.location.as_deref()),
            (_, status) => self.fail(Fault::Status(status)),
        }
    }
}
