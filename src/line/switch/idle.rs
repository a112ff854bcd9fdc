//! Between calls: calls to place, texts to send, long messages to fetch. One at a time.

use crate::{
    call::{EndCause, NotReached, Outcome},
    line::News,
    modem::{Request, Slot, TextFault},
    phone::{
        Caller,
        policy::{self, Purpose},
    },
    store::{DialState, FetchId, TextId, TextState, WaitingDial, WaitingFetch, WaitingText},
    time::Now,
};

use super::{Call, Entry, LOOK, Out, Output, ReportKind, State, Switch, report};

/// What is being done between calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    /// The store is asked for something to do.
    Looking,
    /// The modem is sending this text.
    Text {
        text: TextId,
        /// It is not tried again.
        is_last_try: bool,
    },
    /// The modem is fetching this body, which lies there.
    Fetch(FetchId, String),
    /// The modem is telling the carrier that the body has come.
    Acknowledge(FetchId),
}

impl Switch {
    /// Whether there may be something to do between calls now.
    pub(super) fn may_look(&self) -> bool {
        let idle = self.state == State::Idle && self.errand.is_none();
        self.modem_ready && idle && !self.resting
    }

    /// Asks the store for something to do: calls first, then texts, then long messages.
    pub(super) fn look(&mut self, now: Now, out: Out<'_>) {
        if self.may_look() && self.look_at <= now.at {
            self.look_at = now.at + LOOK;
            self.errand = Some(Errand::Looking);
            out.push(Output::Store(Entry::TakeDial));
        }
    }

    /// The errand is over; there may be another.
    fn errand_over(&mut self, now: Now, out: Out<'_>) {
        self.errand = None;
        self.look_at = now.at;
        self.look(now, out);
    }

    // ------------------------------------------------------------------ calls to place

    pub(super) fn dial_taken(&mut self, dial: Option<WaitingDial>, now: Now, out: Out<'_>) {
        let Some(dial) = dial else {
            out.push(Output::Store(Entry::TakeText));
            return;
        };
        self.errand = None;
        if self.state != State::Idle {
            // Somebody rang in the same moment.
            out.push(Output::Store(Entry::DialBack(dial.id)));
            return;
        }
        let program = (self.plan.outbound)(&dial);
        let allowed = Purpose::from_word(&dial.purpose).map(|why| policy::allow(&dial.to, why));
        let refused = match (program, allowed) {
            (Some(program), Some(Ok(to))) => {
                out.push(Output::Store(Entry::Dialled(dial.to.clone())));
                out.push(report(now, ReportKind::Dialling(dial.to.clone())));
                let other = Caller::Known(dial.to);
                self.call = Some(Call::new(program, other, Some((dial.id, to))));
                self.arm(now, out);
                return;
            }
            (_, Some(Err(refused))) => refused.to_string(),
            (None, _) | (_, None) => "not dialled: no call of this kind is known".to_owned(),
        };
        out.push(report(now, ReportKind::Fault(refused.clone())));
        let failed = DialState::Failed(refused);
        out.push(Output::Store(Entry::DialDone(dial.id, failed)));
        self.errand_over(now, out);
    }

    /// A call of ours gives way to a caller, before it was dialled.
    pub(super) fn put_back(&mut self, now: Now, out: Out<'_>) {
        let ours = self.call.as_mut().and_then(|call| {
            call.outcome = Outcome::NotReached;
            call.ours.take()
        });
        self.finish(EndCause::NotReached(NotReached::NotDialled), now, out);
        if let Some((dial, _)) = ours {
            out.push(Output::Store(Entry::DialBack(dial)));
        }
    }

    // ------------------------------------------------------------------ texts to send

    pub(super) fn text_taken(&mut self, text: Option<WaitingText>, out: Out<'_>) {
        let Some(text) = text else {
            if self.plan.fetch_bodies && self.state == State::Idle {
                out.push(Output::Store(Entry::TakeFetch));
            } else {
                self.errand = None;
            }
            return;
        };
        let WaitingText {
            id: text,
            to,
            body,
            is_last_try,
        } = text;
        self.errand = Some(Errand::Text { text, is_last_try });
        let id = text.number().unsigned_abs();
        out.push(Output::Modem(Request::SendText { id, to, body }));
    }

    /// A text was not sent. What is in doubt is never sent again; what surely was not, and may be
    /// some other time, waits for that.
    pub(super) fn text_failed(
        &mut self,
        id: u64,
        (why, maybe_sent): (TextFault, bool),
        now: Now,
        out: Out<'_>,
    ) {
        let again = matches!(
            self.errand,
            Some(Errand::Text {
                is_last_try: false,
                ..
            })
        );
        let words = why.to_string();
        let state = match maybe_sent {
            true => TextState::Unknown(words),
            false if again && why.may_pass() => TextState::PutOff(words),
            false => TextState::Failed(words),
        };
        self.text_done(id, state, now, out);
    }

    pub(super) fn text_done(&mut self, id: u64, state: TextState, now: Now, out: Out<'_>) {
        let Some(Errand::Text { text, .. }) = self.errand else {
            return;
        };
        if text.number().unsigned_abs() != id {
            return;
        }
        let shown = match &state {
            TextState::Sent => ReportKind::TextSent,
            TextState::PutOff(why) => ReportKind::TextPutOff(why.clone()),
            TextState::Failed(why) | TextState::Unknown(why) => ReportKind::TextFailed(why.clone()),
        };
        out.push(Output::Store(Entry::TextDone(text, state)));
        out.push(report(now, shown));
        self.errand_over(now, out);
    }

    // ------------------------------------------------------------------ texts that come

    pub(super) fn text_kept(
        &mut self,
        slot: Option<Slot>,
        news: Vec<News>,
        now: Now,
        out: Out<'_>,
    ) {
        out.extend(slot.map(|slot| Output::Modem(Request::DeleteText(slot))));
        for news in news {
            out.push(report(now, ReportKind::TextCame(news)));
            // There may be a body to fetch, an ad to be answered, a word to the owner.
            if matches!(news, News::LongMessage | News::Text { .. }) {
                self.look_at = now.at;
            }
        }
        self.look(now, out);
    }

    // ------------------------------------------------------------------ long messages

    pub(super) fn fetch_taken(&mut self, fetch: Option<WaitingFetch>, now: Now, out: Out<'_>) {
        self.errand = None;
        let Some(WaitingFetch {
            id, url, is_kept, ..
        }) = fetch
        else {
            return;
        };
        if self.state != State::Idle {
            let why = "a call came first".to_owned();
            let entry = if is_kept {
                Entry::NotAcknowledged(why, true)
            } else {
                Entry::FetchFailed(why, true)
            };
            out.push(Output::Store(entry));
            return;
        }
        if is_kept {
            self.errand = Some(Errand::Fetch(id, url));
            out.push(Output::Store(Entry::Acknowledge));
            return;
        }
        out.push(report(now, ReportKind::Fetching));
        self.errand = Some(Errand::Fetch(id, url.clone()));
        let id = id.number().unsigned_abs();
        out.push(Output::Modem(Request::FetchMms { id, url }));
    }

    /// Whether the modem speaks of what it was asked for.
    fn is_fetching(&self, id: u64) -> bool {
        let (Some(Errand::Fetch(fetch, _)) | Some(Errand::Acknowledge(fetch))) = &self.errand
        else {
            return false;
        };
        fetch.number().unsigned_abs() == id
    }

    pub(super) fn fetch_came(&mut self, id: u64, body: Vec<u8>, now: Now, out: Out<'_>) {
        if !self.is_fetching(id) {
            return;
        }
        if matches!(self.errand, Some(Errand::Acknowledge(_))) {
            out.push(Output::Store(Entry::FetchAcknowledged));
            self.errand_over(now, out);
        } else {
            out.push(report(now, ReportKind::Fetched));
            out.push(Output::Store(Entry::Fetched(body)));
        }
    }

    pub(super) fn body_kept(&mut self, answer: Option<Vec<u8>>, now: Now, out: Out<'_>) {
        let Some(Errand::Fetch(fetch, url)) = self.errand.clone() else {
            return;
        };
        let Some(body) = answer else {
            self.errand_over(now, out);
            return;
        };
        out.push(report(
            now,
            ReportKind::TextCame(News::Text { fresh: true }),
        ));
        self.errand = Some(Errand::Acknowledge(fetch));
        let id = fetch.number().unsigned_abs();
        out.push(Output::Modem(Request::PostMms { id, url, body }));
    }

    pub(super) fn fetch_failed(&mut self, id: u64, why: &str, again: bool, now: Now, out: Out<'_>) {
        if !self.is_fetching(id) {
            return;
        }
        if matches!(self.errand, Some(Errand::Acknowledge(_))) {
            // The body is kept; the carrier may tell of it again, which changes nothing.
            out.push(Output::Store(Entry::NotAcknowledged(why.to_owned(), again)));
        } else {
            let why = why.to_owned();
            out.push(report(
                now,
                ReportKind::Fault(format!("a long message was not fetched: {why}")),
            ));
            out.push(Output::Store(Entry::FetchFailed(why, again)));
        }
        self.errand_over(now, out);
    }
}
