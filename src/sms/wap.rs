//! WSP, as far as MMS stands on it: numbers, texts, headers, the push (WAP-230-WSP 8).
//!
//! **Rule:** no length is believed. What is announced has to be there, numbers have to fit, texts and
//! headers have a limit; else it is a [`WapError`], which says what was being read.
//!
//! ```
//! use munjigi::sms::wap::Push;
//!
//! let push = Push::parse(&[0x07, 0x06, 0x01, 0xBE, b'b', b'o', b'd', b'y'])?;
//! assert!(push.content.is("application/vnd.wap.mms-message"));
//! assert_eq!(push.body, b"body");
//! # Ok::<(), munjigi::sms::wap::WapError>(())
//! ```
//!
//! To test it: `cargo test --lib sms::wap`.

use std::fmt;

use super::{
    charset::{self, Lossy},
    reader::Reader,
};

/// The port of WAP push (connectionless), and its secure neighbour.
pub const PUSH_PORTS: [u16; 2] = [2948, 2949];

/// The longest text in a header.
pub const MAX_TEXT: usize = 1024;

/// The most headers of one message or part.
pub const MAX_HEADERS: usize = 64;

/// Why octets are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WapError {
    /// They end too early.
    #[error("reading {what}: it is cut short")]
    Short {
        /// What was being read.
        what: &'static str,
    },
    /// A number does not fit into 32 bits (a uintvar of more than five octets), or a length into the rest.
    #[error("reading {what}: a number is too large")]
    Number {
        /// What was being read.
        what: &'static str,
    },
    /// A text or a list is longer than anything a carrier sends.
    #[error("reading {what}: it is too long")]
    Long {
        /// What was being read.
        what: &'static str,
    },
    /// Not a push (WSP PDU type 6), but this type.
    #[error("WSP PDU type {0:02X} is no push")]
    NotPush(u8),
    /// It is something else, or something is missing that makes it what it should be.
    #[error("it is no {what}")]
    Not {
        /// What it should be.
        what: &'static str,
    },
    /// Multiparts within multiparts within multiparts.
    #[error("reading the parts: they lie within each other too deep")]
    Deep,
}

/// A WAP push: what came over port 2948.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push<'a> {
    /// The push identifier.
    pub id: u8,
    /// Of what type the body is.
    pub content: Content<'a>,
    /// The body; headers besides the content type are left out.
    pub body: &'a [u8],
}

impl<'a> Push<'a> {
    /// Reads a push (8.2.4.1).
    ///
    /// # Errors
    ///
    /// When it is none, or its header does not fit.
    pub fn parse(octets: &'a [u8]) -> Result<Self, WapError> {
        let what = "a push";
        let mut reader = Reader::new(octets);
        let id = reader.octet().ok_or(WapError::Short { what })?;
        let kind = reader.octet().ok_or(WapError::Short { what })?;
        if !matches!(kind, 0x06 | 0x07) {
            return Err(WapError::NotPush(kind)); // 7 is the confirmed push
        }
        let length = uintvar(&mut reader, what)?;
        let headers = reader
            .take(length as usize)
            .ok_or(WapError::Short { what })?;
        let content = Content::read(&mut Reader::new(headers))?;
        Ok(Self {
            id,
            content,
            body: reader.rest(),
        })
    }
}

/// A content type with its charset (8.4.2.24).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content<'a> {
    media: Media<'a>,
    charset: Option<Charset<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Media<'a> {
    Known(u32),
    Named(&'a [u8]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset<'a> {
    Number(u32),
    Name(&'a [u8]),
}

/// The assigned content types that MMS meets (WAP-230-WSP table 40).
const MEDIA: [(u32, &str); 15] = [
    (0x00, "*/*"),
    (0x01, "text/*"),
    (0x02, "text/html"),
    (0x03, "text/plain"),
    (0x0B, "multipart/*"),
    (0x0C, "multipart/mixed"),
    (0x1C, "image/*"),
    (0x1D, "image/gif"),
    (0x1E, "image/jpeg"),
    (0x1F, "image/tiff"),
    (0x20, "image/png"),
    (0x23, "application/vnd.wap.multipart.mixed"),
    (0x26, "application/vnd.wap.multipart.alternative"),
    (0x33, "application/vnd.wap.multipart.related"),
    (0x3E, "application/vnd.wap.mms-message"),
];

/// Those of other pushes, for whoever looks at one.
const PUSHES: [(u32, &str); 4] = [
    (0x2E, "application/vnd.wap.sic"),
    (0x30, "application/vnd.wap.slc"),
    (0x32, "application/vnd.wap.coc"),
    (0x36, "application/vnd.wap.connectivity-wbxml"),
];

impl<'a> Content<'a> {
    /// Reads a content type: a number, a name, or either with parameters behind a length.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, WapError> {
        Self::of(&Value::read(reader, "a content type")?)
    }

    /// From the value of a header.
    pub(super) fn of(value: &Value<'a>) -> Result<Self, WapError> {
        let what = "a content type";
        let plain = |media| Self {
            media,
            charset: None,
        };
        let block = match *value {
            Value::Short(number) => return Ok(plain(Media::Known(number.into()))),
            Value::Text(name) => return Ok(plain(Media::Named(name))),
            Value::Block(block) => block,
        };
        let mut reader = Reader::new(block);
        let media = match Value::read(&mut reader, what)? {
            Value::Short(number) => Media::Known(number.into()),
            Value::Text(name) => Media::Named(name),
            Value::Block(number) => Media::Known(integer(number).ok_or(WapError::Number { what })?),
        };
        let mut content = plain(media);
        let mut left = MAX_HEADERS;
        while !reader.is_empty() {
            left = left.checked_sub(1).ok_or(WapError::Long { what })?;
            let name = Value::read(&mut reader, what)?;
            let value = Value::read(&mut reader, what)?;
            let is_charset = match name {
                Value::Short(number) => number == 0x01,
                Value::Text(name) => name.eq_ignore_ascii_case(b"charset"),
                Value::Block(_) => false,
            };
            if is_charset {
                content.charset = match value {
                    Value::Short(number) => Some(Charset::Number(number.into())),
                    Value::Block(number) => integer(number).map(Charset::Number),
                    Value::Text(name) => Some(Charset::Name(name)),
                };
            }
        }
        Ok(content)
    }

    /// Its name; numbers that the house does not know are shown as `0x…`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.media {
            Media::Named(name) => String::from_utf8_lossy(name).into_owned(),
            Media::Known(number) => MEDIA
                .iter()
                .chain(&PUSHES)
                .find(|(known, _)| *known == number)
                .map_or_else(|| format!("0x{number:02X}"), |(_, name)| (*name).to_owned()),
        }
    }

    /// Whether it is of this type.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        match self.media {
            Media::Named(own) => own.eq_ignore_ascii_case(name.as_bytes()),
            Media::Known(number) => MEDIA.contains(&(number, name)),
        }
    }

    /// Whether its name begins so: `image/`.
    #[must_use]
    pub fn begins(&self, prefix: &str) -> bool {
        self.name().to_ascii_lowercase().starts_with(prefix)
    }

    /// `octets` as the charset says.
    pub(super) fn text(&self, octets: &[u8]) -> Lossy {
        match self.charset {
            Some(Charset::Name(name)) => charset::by_name(&String::from_utf8_lossy(name), octets),
            Some(Charset::Number(number)) => charset::by_number(Some(number), octets),
            None => charset::by_number(None, octets),
        }
    }
}

impl fmt::Display for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// A header's value by the three shapes that all values have (8.4.1.2), so that an unknown header can
/// be passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// One octet of 128 and more, without its top bit.
    Short(u8),
    /// A text without its end and without the quote before a first octet of 128 and more.
    Text(&'a [u8]),
    /// A length and as many octets.
    Block(&'a [u8]),
}

impl<'a> Value<'a> {
    pub(super) fn read(reader: &mut Reader<'a>, what: &'static str) -> Result<Self, WapError> {
        let short = WapError::Short { what };
        match reader.peek().ok_or(short)? {
            octet @ 0x80.. => {
                reader.octet();
                Ok(Self::Short(octet & 0x7F))
            }
            length @ 0..31 => {
                reader.octet();
                reader.take(length.into()).map(Self::Block).ok_or(short)
            }
            31 => {
                reader.octet();
                let length = uintvar(reader, what)?;
                reader.take(length as usize).map(Self::Block).ok_or(short)
            }
            _ => text(reader, what).map(Self::Text),
        }
    }

    /// A number: one octet, or a block of up to eight.
    pub(super) fn number(&self) -> Option<u64> {
        match *self {
            Self::Short(number) => Some(number.into()),
            Self::Block(octets @ ([_] | [_, ..])) if octets.len() <= 8 => Some(
                octets
                    .iter()
                    .fold(0, |number, octet| number << 8 | u64::from(*octet)),
            ),
            _ => None,
        }
    }

    /// An encoded string (OMA-TS-MMS-ENC 7.3.18): a text, or a charset and a text.
    pub(super) fn encoded(&self) -> Option<Lossy> {
        match *self {
            Self::Text(text) => Some(charset::by_number(None, text)),
            Self::Short(_) => None,
            Self::Block(block) => {
                let mut reader = Reader::new(block);
                let charset = match Self::read(&mut reader, "a charset").ok()? {
                    Self::Short(number) => Some(number.into()),
                    Self::Block(number) => integer(number),
                    Self::Text(_) => return None,
                };
                let text = reader.up_to(MAX_TEXT);
                Some(charset::by_number(charset, unterminated(charset, text)))
            }
        }
    }
}

/// What comes before the zero at the end, which has two octets in UTF-16; and without the quote.
fn unterminated(charset: Option<u32>, text: &[u8]) -> &[u8] {
    let wide = matches!(charset, Some(1000 | 1013..=1015));
    if wide {
        let units = text.as_chunks::<2>().0;
        let end = units.iter().position(|unit| *unit == [0, 0]);
        return match end {
            Some(end) => &text[..end * 2],
            // One zero alone ends it for some senders.
            None if text.len() % 2 == 1 && text.last() == Some(&0) => &text[..text.len() - 1],
            None => text,
        };
    }
    let end = text.iter().position(|octet| *octet == 0);
    unquoted(&text[..end.unwrap_or(text.len())])
}

/// A text may begin with 0x7F, so that its first octet is not taken for a number (8.4.2.1).
fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [0x7F, rest @ ..] => rest,
        all => all,
    }
}

/// A text and the zero that ends it.
pub(super) fn text<'a>(reader: &mut Reader<'a>, what: &'static str) -> Result<&'a [u8], WapError> {
    let end = reader
        .rest()
        .iter()
        .take(MAX_TEXT + 1)
        .position(|octet| *octet == 0);
    let end = end.ok_or(if reader.len() > MAX_TEXT {
        WapError::Long { what }
    } else {
        WapError::Short { what }
    })?;
    let text = reader.up_to(end);
    reader.octet();
    Ok(unquoted(text))
}

/// 8.1.2: seven bits per octet, the top bit says that more follow; at most five octets, 32 bits.
pub(super) fn uintvar(reader: &mut Reader<'_>, what: &'static str) -> Result<u32, WapError> {
    let mut number = 0_u32;
    for _ in 0..5 {
        let octet = reader.octet().ok_or(WapError::Short { what })?;
        if number > u32::MAX >> 7 {
            return Err(WapError::Number { what });
        }
        number = number << 7 | u32::from(octet & 0x7F);
        if octet & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(WapError::Number { what })
}

fn integer(octets: &[u8]) -> Option<u32> {
    let number = Value::Block(octets).number()?;
    u32::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(octets: &[u8]) -> Result<u32, WapError> {
        uintvar(&mut Reader::new(octets), "a test")
    }

    #[test]
    fn uintvars_up_to_32_bits() {
        assert_eq!(number(&[0x05]), Ok(5));
        assert_eq!(
            number(&[0x87, 0xA5]),
            Err(WapError::Short { what: "a test" })
        );
        assert_eq!(number(&[0x87, 0x25]), Ok(0x3A5));
        assert_eq!(number(&[0x8F, 0xFF, 0xFF, 0xFF, 0x7F]), Ok(u32::MAX));
        let large = Err(WapError::Number { what: "a test" });
        assert_eq!(number(&[0x90, 0x80, 0x80, 0x80, 0x00]), large);
        assert_eq!(number(&[0x80; 9]), large);
    }

    #[test]
    fn values_of_three_shapes() {
        let read = |octets| Value::read(&mut Reader::new(octets), "a test");
        assert_eq!(read(&[0xBE]), Ok(Value::Short(0x3E)));
        assert_eq!(read(b"ab\0c"), Ok(Value::Text(b"ab")));
        assert_eq!(read(b"\x7F\xEAb\0"), Ok(Value::Text(b"\xEAb")));
        assert_eq!(read(&[2, 7, 8, 9]), Ok(Value::Block(&[7, 8])));
        assert_eq!(read(&[31, 1, 7, 8]), Ok(Value::Block(&[7])));
        let short = Err(WapError::Short { what: "a test" });
        for octets in [&[][..], &[3, 7], &[31, 0x8F, 0x7F, 1], b"no end"] {
            assert_eq!(read(octets), short, "{octets:?}");
        }
        let long = [b'a'; 2 * MAX_TEXT];
        assert_eq!(read(&long), Err(WapError::Long { what: "a test" }));
    }

    #[test]
    fn encoded_strings() {
        let encoded = |octets: &[u8]| {
            let value = Value::read(&mut Reader::new(octets), "a test").unwrap();
            value.encoded().map(|lossy| lossy.text)
        };
        assert_eq!(encoded(b"plain\0").as_deref(), Some("plain"));
        let korean: &[(&[u8], &[u8])] = &[
            (&[0xEA], b"\xEA\xB0\x80\0"),                        // UTF-8
            (&[0xEA], b"\x7F\xEA\xB0\x80\0"),                    // and quoted
            (&[0xA6], &[0xB0, 0xA1, 0]),                         // EUC-KR
            (&[0x02, 0x03, 0xF7], &[0xAC, 0x00, 0, 0]),          // UTF-16
            (&[0x02, 0x03, 0xF7], &[0xFE, 0xFF, 0xAC, 0x00, 0]), // with a mark, and half an end
            (&[0x02, 0x03, 0xE8], &[0xAC, 0x00]),                // UCS-2 without an end
        ];
        for (charset, text) in korean {
            let block = [*charset, *text].concat();
            let mut octets = vec![u8::try_from(block.len()).unwrap()];
            octets.extend(block);
            assert_eq!(encoded(&octets).as_deref(), Some("가"), "{octets:02X?}");
        }
        assert_eq!(encoded(&[0x85]), None);
    }

    #[test]
    fn content_types() {
        let read = |octets| Content::read(&mut Reader::new(octets)).unwrap();
        assert!(read(&[0x83]).is("text/plain"));
        assert!(read(b"Application/SMIL\0").is("application/smil"));
        let related = read(b"\x16\xB3\x8A<0>\0\x89application/sm\0");
        assert!(related.is("application/vnd.wap.multipart.related"));
        assert_eq!(
            read(&[0x03, 0x83, 0x81, 0xA6]).text(&[0xB0, 0xA1]).text,
            "가"
        );
        let named = read(b"\x10\x83charset\0euc-kr\0");
        assert_eq!(named.text(&[0xB0, 0xA1]).text, "가");
        assert_eq!(read(&[0xFF]).to_string(), "0x7F");
        assert_eq!(read(&[0xAE]).to_string(), "application/vnd.wap.sic");
    }

    #[test]
    fn pushes_that_are_none() {
        assert_eq!(Push::parse(&[]), Err(WapError::Short { what: "a push" }));
        assert_eq!(Push::parse(&[1, 4, 0]), Err(WapError::NotPush(4)));
        let lies = Push::parse(&[1, 6, 0x50, 0xBE]);
        assert_eq!(lies, Err(WapError::Short { what: "a push" }));
        // 64 parameters are the most.
        let with = |pairs: u8| {
            let value = 1 + 2 * pairs;
            let mut push = vec![1, 6, 0x81, value - 128 + 3, 31, 0x81, value - 128, 0x83];
            push.extend(vec![0x82; usize::from(pairs) * 2]);
            push
        };
        assert!(Push::parse(&with(64)).is_ok());
        let what = "a content type";
        assert_eq!(Push::parse(&with(65)), Err(WapError::Long { what }));
    }
}
