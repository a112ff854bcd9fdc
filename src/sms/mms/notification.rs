//! m-notification-ind: somebody sent something, and here it lies (OMA-TS-MMS-ENC 6.2).

use std::fmt;

use crate::sms::{
    Address,
    wap::{Push, Value, WapError},
};

use super::{
    CONTENT_TYPE,
    headers::{Headers, field, from, message_type, plain},
};

/// For what a message is (7.3.18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// From a person.
    Personal,
    /// An advertisement.
    Advertisement,
    /// News that was asked for.
    Informational,
    /// From a machine.
    Auto,
    /// In the sender's own word.
    Other(String),
}

/// Until when the carrier keeps it (7.3.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Seconds since 1970 (UTC).
    At(u64),
    /// Seconds from now.
    In(u64),
}

/// A notification, as far as it could be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    /// What our answer has to name.
    pub transaction_id: Option<String>,
    /// The MMS version: 0x12 is 1.2.
    pub version: u8,
    /// Who sent it.
    pub from: Option<Address>,
    /// The subject: of a Korean LMS often its first words.
    pub subject: Option<String>,
    /// For what it is.
    pub class: Option<Class>,
    /// Octets, as announced.
    pub size: Option<u64>,
    /// Until when it can be fetched.
    pub expiry: Option<Expiry>,
    /// Where it lies. From an unauthenticated message: see [`super::super::mmsc::FetchUrl`].
    pub url: Option<String>,
    /// Why the rest of it could not be read.
    pub damage: Option<WapError>,
}

/// Version 1.2, when none is named.
const VERSION: u8 = 0x12;

impl Notification {
    /// From the octets that came over the WAP push port.
    ///
    /// # Errors
    ///
    /// When they are no push, or one of something else.
    pub fn from_push(octets: &[u8]) -> Result<Self, WapError> {
        let push = Push::parse(octets)?;
        if !push.content.is(CONTENT_TYPE) {
            return Err(WapError::Not {
                what: "MMS message",
            });
        }
        Self::parse(push.body)
    }

    /// From the MMS PDU.
    ///
    /// # Errors
    ///
    /// When it is something else. A damaged one is a notification with [`Notification::damage`].
    pub fn parse(octets: &[u8]) -> Result<Self, WapError> {
        let mut headers = Headers::new(octets);
        if message_type(&mut headers)? != 0x82 {
            return Err(WapError::Not {
                what: "MMS notification",
            });
        }
        let mut notification = Self {
            transaction_id: None,
            version: VERSION,
            from: None,
            subject: None,
            class: None,
            size: None,
            expiry: None,
            url: None,
            damage: None,
        };
        loop {
            match headers.next() {
                Ok(Some((number, value))) => notification.take(number, &value),
                Ok(None) => break,
                Err(error) => {
                    notification.damage = Some(error);
                    break;
                }
            }
        }
        Ok(notification)
    }

    fn take(&mut self, number: u8, value: &Value<'_>) {
        match number {
            field::TRANSACTION_ID => self.transaction_id = plain(value),
            field::MMS_VERSION => {
                if let Value::Short(version) = value {
                    self.version = *version;
                }
            }
            field::FROM => self.from = from(value),
            field::SUBJECT => {
                let subject = value.encoded().map(|lossy| lossy.text);
                self.subject = subject.filter(|subject| !subject.is_empty());
            }
            field::MESSAGE_CLASS => self.class = class(value),
            field::MESSAGE_SIZE => self.size = value.number(),
            field::EXPIRY => self.expiry = expiry(value),
            field::CONTENT_LOCATION => self.url = plain(value),
            _ => {}
        }
    }
}

fn class(value: &Value<'_>) -> Option<Class> {
    Some(match value {
        Value::Short(0) => Class::Personal,
        Value::Short(1) => Class::Advertisement,
        Value::Short(2) => Class::Informational,
        Value::Short(3) => Class::Auto,
        value => Class::Other(plain(value)?),
    })
}

fn expiry(value: &Value<'_>) -> Option<Expiry> {
    let Value::Block([token, seconds @ ..]) = value else {
        return None;
    };
    let mut reader = crate::sms::reader::Reader::new(seconds);
    let seconds = Value::read(&mut reader, "Expiry").ok()?.number()?;
    match token {
        0x80 => Some(Expiry::At(seconds)),
        0x81 => Some(Expiry::In(seconds)),
        _ => None,
    }
}

/// Shows no words, and the address without its path, which opens the message to whoever has it.
impl fmt::Debug for Notification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notification")
            .field("from", &self.from)
            .field("subject", &self.subject.as_ref().map(|_| "…"))
            .field("class", &self.class)
            .field("size", &self.size)
            .field("expiry", &self.expiry)
            .field("url", &self.url.as_ref().map(|_| "…"))
            .field("damage", &self.damage)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A push as a carrier sends it.
    fn push() -> Vec<u8> {
        [
            &b"\x05\x06\x03\xBE\xAF\x84"[..],
            b"\x8C\x82\x98AB12\0\x8D\x93",
            b"\x89\x19\x80+821023456789/TYPE=PLMN\0",
            b"\x96\x0B\xEA\xEB\x8B\xA8\xEA\xB3\xA8 A!\0",
            b"\x8A\x81\x8E\x02\x0C\x00\x88\x05\x81\x03\x01\x51\x80",
            b"X-Kept\0whatever\0",
            b"\x83http://mmsc.example.invalid:9082/q/AB12\0",
        ]
        .concat()
    }

    #[test]
    fn every_field_is_read() {
        let read = Notification::from_push(&push()).unwrap();
        assert_eq!(read.transaction_id.as_deref(), Some("AB12"));
        assert_eq!(read.version, 0x13);
        assert_eq!(read.from.as_ref().unwrap().shown(), "+821023456789");
        assert_eq!(read.subject.as_deref(), Some("단골 A!"));
        assert_eq!(read.class, Some(Class::Advertisement));
        assert_eq!(read.size, Some(0x0C00));
        assert_eq!(read.expiry, Some(Expiry::In(86_400)));
        let url = "http://mmsc.example.invalid:9082/q/AB12";
        assert_eq!(read.url.as_deref(), Some(url));
        assert_eq!(read.damage, None);
        let debug = format!("{read:?}");
        assert!(!debug.contains("단골") && !debug.contains("/q/") && !debug.contains("2345"));
    }

    #[test]
    fn cut_anywhere_it_says_what_it_has() {
        let push = push();
        let whole = Notification::from_push(&push).unwrap();
        for end in 8..push.len() {
            let read = Notification::from_push(&push[..end]).unwrap();
            assert_eq!(read.url, None, "an address without its end is none");
            assert!(read.subject.is_none() || read.subject == whole.subject);
        }
        for end in 0..8 {
            assert!(Notification::from_push(&push[..end]).is_err());
        }
    }

    #[test]
    fn other_things_are_no_notification() {
        let indication = b"\x01\x06\x01\xAE\x02\x05";
        let not = |what| Err(WapError::Not { what });
        assert_eq!(Notification::from_push(indication), not("MMS message"));
        assert_eq!(Notification::parse(b"\x8C\x84"), not("MMS notification"));
        assert_eq!(Notification::parse(b"\x98x\0\x8C\x82"), not("MMS message"));
    }

    #[test]
    fn values_of_the_wrong_shape_are_left_out() {
        let read =
            Notification::parse(b"\x8C\x82\x88\x81\x8Ex\0\x83\x02ab\x89\x01\x81\x96\x01\x85")
                .unwrap();
        assert_eq!(read.damage, None);
        assert_eq!((read.expiry, read.size, read.url), (None, None, None));
        assert_eq!((read.from, read.subject), (None, None));
    }

    #[test]
    fn too_many_headers_are_damage() {
        let many = [&b"\x8C\x82"[..], &[0x90; 200]].concat();
        let read = Notification::parse(&many).unwrap();
        let what = "the headers";
        assert_eq!(read.damage, Some(WapError::Long { what }));
    }
}
