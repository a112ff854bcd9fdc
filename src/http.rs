//! As much of HTTP/1.1 as is needed to read an answer (RFC 9112), bounded. Who asks writes the request.
//!
//! **Rule:** whatever comes, in whatever pieces, takes bounded memory and ends in an answer or in [`BadHttp`].
//!
//! ```
//! use munjigi::http::Response;
//!
//! let mut answer = Response::new(1_024);
//! answer.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")?;
//! assert_eq!((answer.status, &answer.body[..]), (200, &b"hi"[..]));
//! # Ok::<(), munjigi::http::BadHttp>(())
//! ```
//!
//! To test it: `cargo test --lib http`. Fuzzed by the target `http_answer`.

/// The most octets of status line and headers, unless less was said.
const MAX_HEAD: usize = 16 * 1024;
/// The longest line before a chunk.
const MAX_CHUNK_LINE: usize = 64;

/// Why an answer is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHttp {
    /// It is no HTTP, or contradicts itself, or ends too early.
    #[error("the answer is no HTTP, or ends too early")]
    Malformed,
    /// More than was allowed.
    #[error("the answer is too long")]
    TooBig,
}

/// An answer, as it comes in.
#[derive(Debug)]
pub struct Response {
    stage: Stage,
    /// The most octets of a head.
    most_head: usize,
    /// The most octets of a body.
    most: usize,
    /// The head, or the line before a chunk, as far as it has come.
    line: Vec<u8>,
    /// The status; 0 until it is known.
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Head,
    /// So many octets are still to come.
    Length(usize),
    UntilClose,
    ChunkSize,
    Chunk(usize),
    /// The end of the line after a chunk.
    ChunkEnd,
    Trailer,
    Done,
}

impl Response {
    /// Nothing has come yet; a body of more than `most` octets is refused.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self {
            stage: Stage::Head,
            most_head: MAX_HEAD,
            most,
            line: Vec::new(),
            status: 0,
            location: None,
            body: Vec::new(),
        }
    }

    /// A status line and headers of more than `most` octets are refused.
    #[must_use]
    pub const fn with_head(mut self, most: usize) -> Self {
        self.most_head = most;
        self
    }

    /// Whether all of it is there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.stage == Stage::Done
    }

    /// The other side has closed.
    ///
    /// # Errors
    /// [`BadHttp::Malformed`] when more should have come.
    pub fn close(&mut self) -> Result<(), BadHttp> {
        match self.stage {
            Stage::UntilClose | Stage::Done => {
                self.stage = Stage::Done;
                Ok(())
            }
            _ => Err(BadHttp::Malformed),
        }
    }

    /// Takes in what has come. What comes after the end is left out.
    ///
    /// # Errors
    /// [`BadHttp`]; the answer is worth nothing then.
    pub fn feed(&mut self, mut octets: &[u8]) -> Result<(), BadHttp> {
        while let Some((&octet, rest)) = octets.split_first() {
            match self.stage {
                Stage::Done => return Ok(()),
                Stage::Length(left) => {
                    let taken = left.min(octets.len());
                    self.take(&octets[..taken])?;
                    self.stage = match left - taken {
                        0 => Stage::Done,
                        left => Stage::Length(left),
                    };
                    octets = &octets[taken..];
                    continue;
                }
                Stage::Chunk(left) => {
                    let taken = left.min(octets.len());
                    self.take(&octets[..taken])?;
                    self.stage = match left - taken {
                        0 => Stage::ChunkEnd,
                        left => Stage::Chunk(left),
                    };
                    octets = &octets[taken..];
                    continue;
                }
                Stage::UntilClose => return self.take(octets),
                Stage::Head => self.head(octet)?,
                Stage::ChunkSize | Stage::ChunkEnd | Stage::Trailer => self.line(octet)?,
            }
            octets = rest;
        }
        Ok(())
    }

    fn take(&mut self, octets: &[u8]) -> Result<(), BadHttp> {
        if self.body.len() + octets.len() > self.most {
            return Err(BadHttp::TooBig);
        }
        self.body.extend(octets);
        Ok(())
    }

    fn head(&mut self, octet: u8) -> Result<(), BadHttp> {
        self.line.push(octet);
        if self.line.len() > self.most_head {
            return Err(BadHttp::Malformed);
        }
        if self.line.ends_with(b"\r\n\r\n") || self.line.ends_with(b"\n\n") {
            let head = std::mem::take(&mut self.line);
            self.stage = self.framing(&String::from_utf8_lossy(&head))?;
        }
        Ok(())
    }

    /// How long the body is (RFC 9112 6.3).
    fn framing(&mut self, head: &str) -> Result<Stage, BadHttp> {
        let bad = BadHttp::Malformed;
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        if !words.next().unwrap_or_default().starts_with("HTTP/1.") {
            return Err(bad);
        }
        let status = words.next().filter(|status| status.len() == 3).ok_or(bad)?;
        self.status = status.parse().map_err(|_| bad)?;
        let (mut length, mut chunked) = (None, false);
        for line in lines.filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').ok_or(bad)?;
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => {
                    let digits = value.bytes().all(|digit| digit.is_ascii_digit());
                    let number: usize = value.parse().ok().filter(|_| digits).ok_or(bad)?;
                    if length.is_some_and(|before| before != number) {
                        return Err(bad);
                    }
                    length = Some(number);
                }
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "location" => self.location = Some(value.to_owned()),
                _ => {}
            }
        }
        Ok(match (self.status, length) {
            // "100 Continue" and its like come before the answer.
            (100..200, _) => Stage::Head,
            (204 | 304, _) => Stage::Done,
            _ if chunked => Stage::ChunkSize,
            (_, Some(0)) => Stage::Done,
            (_, Some(length)) if length > self.most => return Err(BadHttp::TooBig),
            (_, Some(length)) => Stage::Length(length),
            (_, None) => Stage::UntilClose,
        })
    }

    /// A line between chunks.
    fn line(&mut self, octet: u8) -> Result<(), BadHttp> {
        if octet != b'\n' {
            if self.line.len() >= MAX_CHUNK_LINE && self.stage != Stage::Trailer {
                return Err(BadHttp::Malformed);
            }
            if self.line.len() < MAX_CHUNK_LINE {
                self.line.push(octet);
            }
            return Ok(());
        }
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        self.stage = match self.stage {
            Stage::ChunkEnd if line.is_empty() => Stage::ChunkSize,
            Stage::ChunkSize => match chunk_size(line).ok_or(BadHttp::Malformed)? {
                0 => Stage::Trailer,
                size if size > self.most => return Err(BadHttp::TooBig),
                size => Stage::Chunk(size),
            },
            Stage::Trailer if line.is_empty() => Stage::Done,
            Stage::Trailer => Stage::Trailer,
            _ => return Err(BadHttp::Malformed),
        };
        Ok(())
    }
}

/// Hexadecimal digits, and perhaps an extension after a semicolon.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|octet| *octet == b';').next()?.trim_ascii();
    let fine = !digits.is_empty() && digits.len() <= 7;
    let digits = std::str::from_utf8(digits).ok().filter(|_| fine)?;
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal
        .then(|| usize::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MOST: usize = 1_048_576;

    fn read(text: &[u8]) -> Result<Response, BadHttp> {
        let mut response = Response::new(MOST);
        response.feed(text)?;
        Ok(response)
    }

    #[test]
    fn bodies_of_three_kinds() {
        let counted = read(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef").unwrap();
        assert_eq!(
            (counted.status, counted.body.as_slice()),
            (200, &b"abc"[..])
        );
        assert!(counted.is_complete());
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                        3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n";
        let chunked = read(chunked).unwrap();
        assert_eq!(
            (chunked.is_complete(), chunked.body.as_slice()),
            (true, &b"abcde"[..])
        );
        let mut open = read(b"HTTP/1.0 200 OK\n\nabc").unwrap();
        assert!(!open.is_complete());
        open.close().unwrap();
        assert_eq!(
            (open.is_complete(), open.body.as_slice()),
            (true, &b"abc"[..])
        );
    }

    #[test]
    fn redirects_and_continues() {
        let text = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
        let response = read(text).unwrap();
        assert_eq!(response.status, 302);
        assert_eq!(response.location.as_deref(), Some("/x"));
        assert!(response.is_complete());
    }

    #[test]
    fn answers_that_are_none() {
        for (text, error) in [
            (&b"SMTP\r\n\r\n"[..], BadHttp::Malformed),
            (b"HTTP/1.1\r\n\r\n", BadHttp::Malformed),
            (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", BadHttp::Malformed),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                BadHttp::Malformed,
            ),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                BadHttp::Malformed,
            ),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n",
                BadHttp::TooBig,
            ),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                BadHttp::Malformed,
            ),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n",
                BadHttp::TooBig,
            ),
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
                BadHttp::Malformed,
            ),
        ] {
            let name = String::from_utf8_lossy(text);
            assert_eq!(read(text).err(), Some(error), "{name}");
        }
        let endless = [&b"HTTP/1.1 200 OK\r\nX: "[..], &vec![b'x'; 2 * MAX_HEAD]].concat();
        assert_eq!(read(&endless).err(), Some(BadHttp::Malformed));
        let long = b"HTTP/1.1 200 OK\r\nX: 0123456789\r\n\r\n";
        assert!(Response::new(MOST).with_head(long.len()).feed(long).is_ok());
        let mut narrow = Response::new(MOST).with_head(long.len() - 1);
        assert_eq!(narrow.feed(long), Err(BadHttp::Malformed));
        let endless = [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &vec![0; MOST + 1]].concat();
        assert_eq!(read(&endless).err(), Some(BadHttp::TooBig));
        let mut cut = read(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab").unwrap();
        assert_eq!(cut.close(), Err(BadHttp::Malformed));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_it_is_cut(cuts in prop::collection::vec(1_usize..9, 0..60)) {
            let text = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n\r\n0\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n";
            let mut rest = &text[..];
            let mut response = Response::new(MOST);
            for cut in cuts {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                response.feed(piece).unwrap();
                rest = after;
            }
            response.feed(rest).unwrap();
            prop_assert!(response.is_complete());
            prop_assert_eq!(&response.body, b"\r\n0\r\n0123456789");
        }

        #[test]
        fn no_octets_panic(octets: Vec<u8>, chunked: bool) {
            let mut response = Response::new(MOST);
            if chunked {
                let _ = response.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            }
            let _ = response.feed(&octets);
            let _ = response.close();
        }
    }
}
