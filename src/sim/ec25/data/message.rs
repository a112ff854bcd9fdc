//! URLs, heads and responses, taken apart (RFC 9112).

/// An `http` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
}

impl Url {
    /// `None` when it is none; what stands before `@` is dropped.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("http://")?;
        let (authority, path) = match rest.find('/') {
            Some(slash) => (&rest[..slash], &rest[slash..]),
            None => (rest, "/"),
        };
        let authority = authority.rsplit('@').next()?;
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (authority, 80),
        };
        let (host, path) = (host.to_owned(), path.to_owned());
        (!host.is_empty()).then_some(Self { host, port, path })
    }

    /// The head of a request, as the module writes it.
    pub(super) fn head(&self, method: &str, more: &str) -> Vec<u8> {
        let Self { host, port, path } = self;
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\n\
             User-Agent: QUECTEL_MODULE\r\nConnection: Keep-Alive\r\n{more}\r\n"
        )
        .into_bytes()
    }
}

/// A response, taken apart.
pub(super) struct Response<'a> {
    pub(super) status: u16,
    pub(super) length: Option<usize>,
    pub(super) head: &'a [u8],
    pub(super) body: Vec<u8>,
}

impl<'a> Response<'a> {
    pub(super) fn read(octets: &'a [u8]) -> Self {
        let end = octets.windows(4).position(|w| w == b"\r\n\r\n");
        let (head, body) = octets.split_at(end.map_or(octets.len(), |n| n + 4));
        let text = String::from_utf8_lossy(head).to_ascii_lowercase();
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .unwrap_or(0);
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim().to_owned())
        };
        let chunked = value("transfer-encoding:").is_some_and(|v| v == "chunked");
        Self {
            status,
            length: value("content-length:").and_then(|l| l.parse().ok()),
            head,
            body: if chunked { joined(body) } else { body.to_vec() },
        }
    }
}

/// Chunks, put together (RFC 9112 7.1).
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = chunks.windows(2).position(|w| w == b"\r\n") {
        let size = String::from_utf8_lossy(&chunks[..end]);
        let Ok(size @ 1..) = usize::from_str_radix(size.trim(), 16) else {
            break;
        };
        let Some(chunk) = chunks.get(end + 2..end + 2 + size) else {
            break;
        };
        body.extend(chunk);
        chunks = chunks.get(end + 2 + size + 2..).unwrap_or_default();
    }
    body
}
