//! m-retrieve-conf: the message itself (OMA-TS-MMS-ENC 6.3; WAP-230-WSP 8.5 for its parts).

use std::fmt;

use crate::sms::{
    Address,
    reader::Reader,
    wap::{Content, Value, WapError, uintvar},
};

use super::headers::{Headers, field, from, message_type, plain};

/// The most octets that are fetched and read.
pub const MAX_BODY: usize = 1_048_576;
/// The most parts; what comes after is left out.
pub const MAX_PARTS: usize = 64;
/// How deep multiparts may lie within each other.
pub const MAX_DEPTH: usize = 4;
/// The most octets of text, over all parts. An LMS has 2,000.
pub const MAX_WORDS: usize = 65_536;

/// A message, as far as it could be read.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Retrieved {
    /// What our acknowledgement has to name; without it none is wanted.
    pub transaction_id: Option<String>,
    /// The MMS version.
    pub version: u8,
    /// The carrier's name for it.
    pub message_id: Option<String>,
    /// Who sent it.
    pub from: Option<Address>,
    /// The subject.
    pub subject: Option<String>,
    /// X-Mms-Retrieve-Status: 0x80 is fine, everything else is why there is no message.
    pub status: Option<u8>,
    /// The texts, in order.
    pub texts: Vec<String>,
    /// How many images lie in it.
    pub images: usize,
    /// How many other parts (sounds, films, cards), not counting the layout (SMIL).
    pub others: usize,
    /// Some characters could not be read and are U+FFFD.
    pub gaps: bool,
    /// Why the rest of it could not be read.
    pub damage: Option<WapError>,
}

impl Retrieved {
    /// Reads the body of the answer to the GET.
    ///
    /// # Errors
    ///
    /// When it is something else, or longer than [`MAX_BODY`]. What is damaged inside is a message with
    /// [`Retrieved::damage`].
    pub fn parse(octets: &[u8]) -> Result<Self, WapError> {
        if octets.len() > MAX_BODY {
            return Err(WapError::Long {
                what: "an MMS message",
            });
        }
        let mut headers = Headers::new(octets);
        if message_type(&mut headers)? != 0x84 {
            return Err(WapError::Not {
                what: "MMS retrieve confirmation",
            });
        }
        let mut message = Self {
            version: 0x12,
            ..Self::default()
        };
        if let Err(error) = message.read(headers) {
            message.damage = Some(error);
        }
        Ok(message)
    }

    /// All texts, one after the other.
    #[must_use]
    pub fn text(&self) -> String {
        self.texts.join("\n")
    }

    fn read(&mut self, mut headers: Headers<'_>) -> Result<(), WapError> {
        while let Some((number, value)) = headers.next()? {
            match number {
                field::TRANSACTION_ID => self.transaction_id = plain(&value),
                field::MESSAGE_ID => self.message_id = plain(&value),
                field::FROM => self.from = from(&value),
                field::SUBJECT => self.subject = value.encoded().map(|lossy| lossy.text),
                field::MMS_VERSION | field::RETRIEVE_STATUS => {
                    let Value::Short(code) = value else { continue };
                    if number == field::MMS_VERSION {
                        self.version = code;
                    } else {
                        self.status = Some(code | 0x80);
                    }
                }
                // The last header; the body follows (7.1).
                field::CONTENT_TYPE => {
                    let content = Content::of(&value)?;
                    return self.part(&content, headers.rest(), 0, &mut 0);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// One part; a multipart goes a level deeper. `count` is how many were seen, over all levels.
    fn part(
        &mut self,
        content: &Content<'_>,
        octets: &[u8],
        depth: usize,
        count: &mut usize,
    ) -> Result<(), WapError> {
        if content.begins("multipart/") || content.begins("application/vnd.wap.multipart.") {
            return self.multipart(octets, depth + 1, count);
        }
        if content.begins("text/plain") || content.is("text/*") {
            self.words(content, octets);
        } else if content.begins("image/") {
            self.images += 1;
        } else if !content.is("application/smil") {
            self.others += 1;
        }
        Ok(())
    }

    fn multipart(
        &mut self,
        octets: &[u8],
        depth: usize,
        count: &mut usize,
    ) -> Result<(), WapError> {
        let what = "the parts";
        if depth > MAX_DEPTH {
            return Err(WapError::Deep);
        }
        let mut reader = Reader::new(octets);
        let entries = uintvar(&mut reader, what)?;
        for _ in 0..entries {
            *count += 1;
            if *count > MAX_PARTS {
                return Err(WapError::Long { what });
            }
            let header_length = uintvar(&mut reader, what)? as usize;
            let data_length = uintvar(&mut reader, what)? as usize;
            let short = WapError::Short { what };
            let headers = reader.take(header_length).ok_or(short)?;
            let content = Content::read(&mut Reader::new(headers))?;
            // What is left of a part that is cut short is still worth reading.
            let cut = reader.len() < data_length;
            self.part(&content, reader.up_to(data_length), depth, count)?;
            if cut {
                return Err(short);
            }
        }
        Ok(())
    }

    fn words(&mut self, content: &Content<'_>, octets: &[u8]) {
        let room = MAX_WORDS.saturating_sub(self.texts.iter().map(String::len).sum());
        // In UTF-8 a text may be three times as long as it came.
        let kept = &octets[..octets.len().min(room / 3)];
        if kept.len() < octets.len() {
            self.damage = Some(WapError::Long { what: "the text" });
        }
        let lossy = content.text(kept);
        self.gaps |= lossy.gaps;
        self.texts.push(lossy.text);
    }
}

/// Shows no words.
impl fmt::Debug for Retrieved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retrieved")
            .field("from", &self.from)
            .field("status", &self.status)
            .field("texts", &self.texts.len())
            .field("images", &self.images)
            .field("others", &self.others)
            .field("gaps", &self.gaps)
            .field("damage", &self.damage)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] =
        b"\x8C\x84\x98AB12\0\x8D\x92\x8BM7@example.invalid\0\x89\x0D\x8001023456789\0\x96\xEC\x9E\xA5\0";

    fn small(number: usize) -> u8 {
        u8::try_from(number).unwrap()
    }

    fn multipart(parts: &[(&[u8], &[u8])]) -> Vec<u8> {
        let mut octets = vec![small(parts.len())];
        for (headers, data) in parts {
            octets.extend([small(headers.len())]);
            octets.extend([0x80 | small(data.len() >> 7), small(data.len() & 0x7F)]);
            octets.extend([*headers, *data].concat());
        }
        octets
    }

    fn message(content: &[u8], body: &[u8]) -> Vec<u8> {
        [HEAD, b"\x84", content, body].concat()
    }

    const RELATED: &[u8] = b"\x16\xB3\x8A<0>\0\x89application/sm\0";

    #[test]
    fn a_long_text_with_its_layout_and_a_picture() {
        let body = multipart(&[
            (b"application/smil\0", b"<smil/>"),
            (
                b"\x03\x83\x81\xEA\x85a.txt\0",
                "새 메뉴가 나왔어요\n무료수신거부 080-123-4567".as_bytes(),
            ),
            (b"\x9E", b"\xFF\xD8\xFF"),
            (b"\x03\x83\x81\xA6", b"\xB3\xA1"),
            (b"audio/amr\0", b"#!AMR"),
        ]);
        let read = Retrieved::parse(&message(RELATED, &body)).unwrap();
        assert_eq!(read.damage, None);
        assert_eq!(read.texts.len(), 2);
        assert_eq!(
            read.text(),
            "새 메뉴가 나왔어요\n무료수신거부 080-123-4567\n끝"
        );
        assert_eq!((read.images, read.others, read.gaps), (1, 1, false));
        assert_eq!(read.transaction_id.as_deref(), Some("AB12"));
        assert_eq!(read.message_id.as_deref(), Some("M7@example.invalid"));
        assert_eq!(read.from.as_ref().unwrap().shown(), "01023456789");
        assert_eq!(read.subject.as_deref(), Some("장"));
        let debug = format!("{read:?}");
        assert!(
            !debug.contains("메뉴") && !debug.contains("2345"),
            "{debug}"
        );
    }

    #[test]
    fn a_text_without_parts_and_a_mixed_one() {
        let plain = Retrieved::parse(&message(b"\x83", "한 줄".as_bytes())).unwrap();
        assert_eq!(plain.texts, ["한 줄"]);
        let utf16 = [(
            &b"\x05\x83\x81\x02\x03\xF7"[..],
            &[0xFE, 0xFF, 0xD5, 0x5C][..],
        )];
        let utf16 = Retrieved::parse(&message(b"\xA3", &multipart(&utf16))).unwrap();
        assert_eq!(utf16.texts, ["한"]);
    }

    #[test]
    fn the_carrier_has_no_message() {
        let gone = Retrieved::parse(b"\x8C\x84\x8D\x92\x99\xE2").unwrap();
        assert_eq!(gone.status, Some(0xE2));
        assert_eq!((gone.texts.len(), gone.damage), (0, None));
    }

    #[test]
    fn a_message_cut_short_is_read_as_far_as_it_goes() {
        let whole = message(
            b"\xA3",
            &multipart(&[(b"\x83", b"first"), (b"\x83", b"second")]),
        );
        let read = Retrieved::parse(&whole[..whole.len() - 3]).unwrap();
        assert_eq!(read.texts, ["first", "sec"]);
        assert_eq!(read.damage, Some(WapError::Short { what: "the parts" }));
        for end in 2..whole.len() {
            assert!(Retrieved::parse(&whole[..end]).is_ok());
        }
    }

    #[test]
    fn lies_are_bounded() {
        let what = "the parts";
        let cases: [(&[u8], WapError); 4] = [
            (b"\x8F\xFF\xFF\xFF\x7F\x01", WapError::Short { what }),
            (b"\xFF\xFF\xFF\xFF\xFF\x7F", WapError::Number { what }),
            (
                b"\x01\x8F\xFF\xFF\xFF\x7F\x01\x83",
                WapError::Short { what },
            ),
            (
                b"\x01\x01\x8F\xFF\xFF\xFF\x7F\x83x",
                WapError::Short { what },
            ),
        ];
        for (body, damage) in cases {
            let read = Retrieved::parse(&message(b"\xA3", body)).unwrap();
            assert_eq!(read.damage, Some(damage), "{body:02X?}");
        }
        let mut many = vec![0x83, 0x7F];
        many.extend([0x01, 0x00, 0x83].repeat(500));
        let read = Retrieved::parse(&message(b"\xA3", &many)).unwrap();
        assert_eq!(read.texts.len(), MAX_PARTS);
        assert_eq!(read.damage, Some(WapError::Long { what }));
    }

    #[test]
    fn parts_within_parts_end_somewhere() {
        let mut body = multipart(&[(b"\x83", b"deep")]);
        for _ in 1..MAX_DEPTH {
            body = multipart(&[(b"\xA3", &body)]);
        }
        let read = Retrieved::parse(&message(b"\xA3", &body)).unwrap();
        assert_eq!(
            (read.texts.as_slice(), read.damage),
            (&["deep".to_owned()][..], None)
        );
        let deeper = multipart(&[(b"\xA3", &body)]);
        let read = Retrieved::parse(&message(b"\xA3", &deeper)).unwrap();
        assert_eq!((read.texts.len(), read.damage), (0, Some(WapError::Deep)));
    }

    #[test]
    fn a_text_beyond_measure_is_cut() {
        let read = Retrieved::parse(&message(b"\x83", &vec![b'a'; 500_000])).unwrap();
        assert!(read.text().len() <= MAX_WORDS);
        assert_eq!(read.damage, Some(WapError::Long { what: "the text" }));
        assert!(Retrieved::parse(&vec![0; MAX_BODY + 1]).is_err());
    }
}
