//! What the modem's HTTP stack brought.

use crate::sms::mms::MAX_BODY;

use super::{Fault, Job, Response, Step, Work};

impl Job {
    /// The announcement of the transfer is there, and its `OK` too.
    pub(super) fn transferred(&mut self) {
        let (Step::WaitTransfer, Some(http)) = (self.step, self.http) else {
            return;
        };
        self.wait = None;
        self.http_open = false;
        let Some(status) = http.status.filter(|_| http.error == 0) else {
            self.http_open = true;
            self.go_by_hand();
            return;
        };
        match (&self.work, status) {
            (Work::Post(_), 200..=299) => self.end = Some(Ok(Vec::new())),
            (Work::Get, 200..=299) => {
                let announced = http.length.and_then(|length| usize::try_from(length).ok());
                match announced {
                    Some(0) => self.go_by_hand(),
                    Some(length) if length > MAX_BODY => self.fail(Fault::TooBig),
                    _ => self.step = Step::Read,
                }
            }
            // Where to is in the header, which has to be asked for.
            (Work::Get, 300..=399) if self.with_header => self.step = Step::Read,
            (Work::Get, 300..=399) => {
                self.with_header = true;
                self.step = Step::ResponseHeader;
            }
            (_, status) => self.fail(Fault::Status(status)),
        }
    }

    /// `AT+QHTTPREAD` has ended.
    pub(super) fn read(&mut self) {
        if !self.with_header {
            let announced = self.http.and_then(|http| http.length);
            let short = announced.is_some_and(|length| self.body.len() as u64 != u64::from(length));
            if self.too_big {
                self.fail(Fault::TooBig);
            } else if short || self.body.is_empty() {
                self.go_by_hand();
            } else {
                let body = std::mem::take(&mut self.body);
                self.fetched(body);
            }
            return;
        }
        // The body may have come without what the header says of it; only the header is wanted,
        // unless the server has changed its mind.
        let response = std::mem::replace(&mut self.response, Response::new(MAX_BODY));
        match response.status {
            300..=399 => self.redirected(response.location.as_deref()),
            _ => self.go_by_hand(),
        }
    }
}
