//! HTTP/1.1 as far as an MMSC and its client need it (RFC 9112).

/// A request, cut up.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a str,
    pub(super) head: &'a str,
    pub(super) body: &'a [u8],
}

impl<'a> Request<'a> {
    /// `None` while the head, or the body that it announces, is not all there.
    pub(super) fn read(octets: &'a [u8]) -> Option<Self> {
        let end = octets.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
        let head = std::str::from_utf8(&octets[..end]).ok()?;
        let mut words = head.lines().next()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        let request = Self {
            method,
            target,
            head,
            body: &[],
        };
        let length = request.header("content-length");
        let length = length.and_then(|l| l.parse().ok()).unwrap_or(0);
        let body = octets.get(end..end + length)?;
        Some(Self { body, ..request })
    }

    /// The value of this header (lower case).
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.head.lines().skip(1).find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The path, without scheme and host where they are given (a proxy's form of request).
    pub(super) fn path(&self) -> &'a str {
        match self.target.split_once("://") {
            Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
            None => self.target,
        }
    }
}

/// A response with these headers (each with its line end) and this body.
pub(super) fn response(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let reason = match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        404 => "Not Found",
        415 => "Unsupported Media Type",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Other",
    };
    let mut octets =
        format!("HTTP/1.1 {status} {reason}\r\nServer: mmsc\r\n{headers}\r\n").into_bytes();
    octets.extend(body);
    octets
}
