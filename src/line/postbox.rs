//! Texts that come in: from the modem's PDUs to messages that people read.
//!
//! Every PDU is on disk before the modem may forget it. What is put together from them is written in
//! one transaction with the note that its parts are used up, so that a restart begins where the last
//! run stopped and nothing is told twice.

use std::fmt::Write as _;

use jiff::{SignedDuration, civil::DateTime};
use sha2::{Digest as _, Sha256};

use crate::{
    optout::queue::{Envelope, Rules},
    phone::PhoneNumber,
    sms::{
        self, Added, Assembly, Body, Joined, Message, decode,
        mms::{Notification, NotifyStatus, Retrieved, notify_response},
        wap::PUSH_PORTS,
    },
    store::{FetchId, Kept, Kind, NewMessage, PartId, Store, StoreError, Upon},
};

use super::{
    Owner, claim,
    office::{Came, Office},
};

/// An older message is kept and shown, but nothing is done because of it: after a restart or a long
/// time without power the modem may hand out what has been dealt with long ago.
pub const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// Something that came of a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A text.
    Text {
        /// Whether it is young enough to act on ([`FRESH`]).
        fresh: bool,
    },
    /// A long message lies at the carrier's.
    LongMessage,
    /// What became of a text of ours (TP-MR, TP-ST).
    Report {
        /// Our reference for it.
        reference: u8,
        /// How it stands.
        delivery: sms::Delivery,
    },
    /// Something that is no message of any kind we know. It is kept.
    Unreadable,
}

/// The texts of one line.
#[derive(Debug, Default)]
pub(super) struct Postbox {
    assembly: Assembly,
    /// Who looks after ads, if anybody does.
    office: Option<Office>,
    /// Whose texts are commands, or how somebody can become the owner by text.
    owner: Owner,
}

impl Postbox {
    /// Stands where the last run stood.
    pub fn open(
        store: &mut Store,
        line: &str,
        (owner, office): (Owner, Option<Office>),
    ) -> Result<Self, StoreError> {
        let mut postbox = Self {
            owner,
            office,
            ..Self::default()
        };
        for part in store.waiting_parts(line)? {
            if let Ok(pdu) = decode(&part.octets)
                && let Message::Deliver(deliver) = pdu.message
            {
                postbox.add(store, line, (part.id, deliver, part.arrived_at))?;
            }
        }
        Ok(postbox)
    }

    /// By which rules ads are called, if somebody looks after them.
    pub fn rules(&self) -> Option<Rules> {
        self.office.as_ref().map(|office| office.rules)
    }

    /// The owner's number.
    pub fn owner(&self, store: &Store) -> Result<Option<PhoneNumber>, StoreError> {
        self.owner.number(store)
    }

    /// Tells the owner what the office has for them.
    pub fn tell_owner(
        &self,
        store: &mut Store,
        line: &str,
        at: DateTime,
    ) -> Result<(), StoreError> {
        match (&self.office, self.owner(store)?) {
            (Some(office), Some(owner)) => office.tell(store, line, &owner, at),
            _ => Ok(()),
        }
    }

    /// Keeps a PDU, and tells what came of it; nothing when it was known or others have to come.
    pub fn keep(
        &mut self,
        store: &mut Store,
        line: &str,
        octets: &[u8],
        at: DateTime,
    ) -> Result<Vec<News>, StoreError> {
        let read = decode(octets);
        let fingerprint = match &read {
            Ok(pdu) => match &pdu.message {
                Message::Deliver(deliver) => hex(&deliver.fingerprint.octets()),
                _ => hash(octets),
            },
            Err(_) => hash(octets),
        };
        let Kept::New(id) = store.keep_part(line, &fingerprint, octets, at)? else {
            return Ok(Vec::new());
        };
        match read.map(|pdu| pdu.message) {
            Ok(Message::Deliver(deliver)) => self.add(store, line, (id, deliver, at)),
            Ok(Message::StatusReport(report)) => {
                store.parts_done(&[id])?;
                Ok(vec![News::Report {
                    reference: report.reference,
                    delivery: report.status.delivery(),
                }])
            }
            Ok(Message::Submit(_)) | Err(_) => {
                store.parts_done(&[id])?;
                Ok(vec![News::Unreadable])
            }
        }
    }

    fn add(
        &mut self,
        store: &mut Store,
        line: &str,
        (id, deliver, at): (PartId, sms::Deliver, DateTime),
    ) -> Result<Vec<News>, StoreError> {
        let mut news = Vec::new();
        let (given_up, added) = self.assembly.add(sms::PartId(id.number()), deliver, at);
        if let Some(joined) = given_up {
            news.extend(self.write(store, line, &joined, at)?);
        }
        match added {
            Added::Whole(joined) => news.extend(self.write(store, line, &joined, at)?),
            Added::Waiting { .. } => {}
            Added::Duplicate(_) => store.parts_done(&[id])?,
        }
        Ok(news)
    }

    /// Hands out what has waited too long for its other parts.
    pub fn overdue(
        &mut self,
        store: &mut Store,
        line: &str,
        at: DateTime,
    ) -> Result<Vec<News>, StoreError> {
        let mut news = Vec::new();
        while let Some(joined) = self.assembly.overdue(at) {
            news.extend(self.write(store, line, &joined, at)?);
        }
        Ok(news)
    }

    /// What follows from a text: nothing where nobody looks after ads or can become the owner.
    fn upon(
        &self,
        store: &Store,
        line: &str,
        came: Came<'_>,
        at: DateTime,
    ) -> Result<Upon, StoreError> {
        if let Owner::Claimable(code) = &self.owner
            && let Some(claim) = claim::look_at(store, code, came, at)?
        {
            return Ok(Upon::Claim(claim));
        }
        match &self.office {
            Some(office) => office.upon(store, line, self.owner(store)?, came, at),
            None => Ok(Upon::Nothing),
        }
    }

    fn write(
        &self,
        store: &mut Store,
        line: &str,
        joined: &Joined,
        at: DateTime,
    ) -> Result<Option<News>, StoreError> {
        let parts: Vec<PartId> = joined.parts.iter().map(|id| PartId::of(id.0)).collect();
        let sent_at = joined.stamp.korean();
        let message = NewMessage {
            kind: Kind::Sms,
            sender: shown(&joined.sender),
            gateway: joined.gateway.as_ref().map(shown),
            subject: None,
            body: String::new(),
            sent_at,
            missing: u8::try_from(joined.missing.len()).unwrap_or(u8::MAX),
        };
        match &joined.body {
            Body::Text(text) => {
                let body = text.clone();
                let came = Came {
                    sender: &message.sender,
                    text,
                    envelope: Envelope {
                        sent: sent_at,
                        is_whole: joined.missing.is_empty(),
                    },
                };
                let upon = self.upon(store, line, came, at)?;
                let message = NewMessage { body, ..message };
                store.message_came(line, &message, &parts, &upon, at)?;
                // Without a stamp nobody knows how old it is.
                let fresh = sent_at.is_some_and(|sent| at.duration_since(sent) <= FRESH);
                Ok(Some(News::Text { fresh }))
            }
            Body::Data(data) => {
                let push = joined
                    .ports
                    .is_some_and(|p| PUSH_PORTS.contains(&p.destination));
                let notification = push.then(|| Notification::from_push(data).ok()).flatten();
                let Some(notification) = notification else {
                    store.parts_done(&parts)?;
                    return Ok(Some(News::Unreadable));
                };
                notified(store, line, (message, notification), &parts, at)
            }
        }
    }

    /// What to do about a body that came.
    pub fn fetched(
        &self,
        store: &mut Store,
        line: &str,
        fetch: FetchId,
        (transaction, octets): (&str, &[u8]),
        at: DateTime,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        /// X-Mms-Retrieve-Status: fine (OMA-TS-MMS-ENC 7.3.50).
        const FINE: u8 = 0x80;
        let message = match Retrieved::parse(octets) {
            Ok(message) if message.status.is_none_or(|status| status == FINE) => message,
            Ok(_) => {
                store.fetch_failed(fetch, "the carrier has no message there", true, at)?;
                return Ok(None);
            }
            Err(error) => {
                store.fetch_failed(fetch, &error.to_string(), true, at)?;
                return Ok(None);
            }
        };
        let (subject, body) = (message.subject.as_deref(), message.text());
        // The mark of an ad may stand in the subject alone.
        let text = format!("{}\n{body}", subject.unwrap_or_default());
        let (sender, sent) = store.fetch_came(fetch)?;
        let came = Came {
            sender: &sender,
            text: &text,
            envelope: Envelope {
                sent,
                is_whole: true,
            },
        };
        let upon = self.upon(store, line, came, at)?;
        store.fetched(fetch, (subject, &body), &upon, at)?;
        Ok(Some(answer(transaction)))
    }
}

fn notified(
    store: &mut Store,
    line: &str,
    (message, notification): (NewMessage, Notification),
    parts: &[PartId],
    at: DateTime,
) -> Result<Option<News>, StoreError> {
    let message = NewMessage {
        kind: Kind::Lms,
        sender: notification
            .from
            .map_or(message.sender, |from| shown(&from)),
        subject: notification.subject,
        ..message
    };
    let new = match (notification.transaction_id, notification.url) {
        (Some(transaction), Some(url)) => store
            .notified(line, &message, (&transaction, &url), parts, at)?
            .is_some(),
        // Sender and subject are all there will ever be.
        _ => {
            store.message_came(line, &message, parts, &Upon::Nothing, at)?;
            true
        }
    };
    Ok(new.then_some(News::LongMessage))
}

/// What the carrier is told once a body is kept.
pub(super) fn answer(transaction: &str) -> Vec<u8> {
    /// MMS 1.2, which every carrier of today understands.
    const VERSION: u8 = 0x12;
    notify_response(transaction.as_bytes(), VERSION, NotifyStatus::Retrieved)
}

/// As the owner knows it: in national digits where it is Korean.
fn shown(address: &sms::Address) -> String {
    match address.number() {
        Some(number) => number.digits().to_owned(),
        None => address.shown(),
    }
}

fn hash(octets: &[u8]) -> String {
    hex(&Sha256::digest(octets))
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _infallible = write!(text, "{octet:02x}");
        text
    })
}
