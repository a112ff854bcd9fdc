//! The headers of an MMS PDU (OMA-TS-MMS-ENC 7.2, 7.3).

use crate::sms::{
    Address,
    reader::Reader,
    wap::{MAX_HEADERS, Value, WapError, text},
};

/// Assigned numbers of the fields that are read (7.4, table 25).
pub(super) mod field {
    pub const CONTENT_LOCATION: u8 = 0x03;
    pub const CONTENT_TYPE: u8 = 0x04;
    pub const EXPIRY: u8 = 0x08;
    pub const FROM: u8 = 0x09;
    pub const MESSAGE_CLASS: u8 = 0x0A;
    pub const MESSAGE_ID: u8 = 0x0B;
    pub const MESSAGE_TYPE: u8 = 0x0C;
    pub const MMS_VERSION: u8 = 0x0D;
    pub const MESSAGE_SIZE: u8 = 0x0E;
    pub const SUBJECT: u8 = 0x16;
    pub const TRANSACTION_ID: u8 = 0x18;
    pub const RETRIEVE_STATUS: u8 = 0x19;
}

/// Gives the headers one by one; headers with a written-out name are passed over.
pub(super) struct Headers<'a> {
    reader: Reader<'a>,
    left: usize,
}

impl<'a> Headers<'a> {
    pub(super) const fn new(octets: &'a [u8]) -> Self {
        Self {
            reader: Reader::new(octets),
            left: MAX_HEADERS,
        }
    }

    /// What follows the headers that were read.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.reader.rest()
    }

    /// The next header's number and value; nothing at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u8, Value<'a>)>, WapError> {
        let what = "the headers";
        loop {
            if self.reader.is_empty() {
                return Ok(None);
            }
            self.left = self.left.checked_sub(1).ok_or(WapError::Long { what })?;
            let name = Value::read(&mut self.reader, what)?;
            let value = match (name, self.reader.peek()) {
                // A subject is never one octet: a sender who does not quote its first letter.
                (Value::Short(field::SUBJECT), Some(0x80..)) => {
                    Value::Text(text(&mut self.reader, what)?)
                }
                _ => Value::read(&mut self.reader, what)?,
            };
            match name {
                Value::Short(number) => return Ok(Some((number, value))),
                Value::Text(_) => {}
                Value::Block(_) => return Err(WapError::Not { what: "header" }),
            }
        }
    }
}

/// The first header has to be the message type (7.1); what it says.
pub(super) fn message_type(headers: &mut Headers<'_>) -> Result<u8, WapError> {
    match headers.next()? {
        Some((field::MESSAGE_TYPE, Value::Short(kind))) => Ok(kind | 0x80),
        _ => Err(WapError::Not {
            what: "MMS message",
        }),
    }
}

/// From (7.3.11): a token, 0x80 when an address follows.
pub(super) fn from(value: &Value<'_>) -> Option<Address> {
    let Value::Block([0x80, encoded @ ..]) = value else {
        return None;
    };
    let mut reader = Reader::new(encoded);
    let shown = Value::read(&mut reader, "From").ok()?.encoded()?.text;
    // "+821023456789/TYPE=PLMN" (8.2)
    let address = shown.split("/TYPE=").next().unwrap_or_default().trim();
    (!address.is_empty()).then(|| Address::from_text(address))
}

/// A text that is not shown to people: an identifier, an address to fetch from.
pub(super) fn plain(value: &Value<'_>) -> Option<String> {
    let Value::Text(text) = value else {
        return None;
    };
    std::str::from_utf8(text).ok().map(str::to_owned)
}
