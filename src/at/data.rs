//! What the modem's own TCP/IP and HTTP stack reports.

use super::{ShortText, fields::Fields, reply::short};

/// The end of a fetch or a post: `+QHTTPGET: <err>[,<status>[,<length>]]` (Quectel HTTP(S) AT Commands
/// Manual).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpResult {
    /// 0, or the number of the modem's error (701 and up).
    pub error: u16,
    /// The server's status, when there was an answer.
    pub status: Option<u16>,
    /// Octets of the body, when the server tells.
    pub length: Option<u32>,
}

impl HttpResult {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        Some(Self {
            error: fields.number()?,
            status: fields.number(),
            length: fields.number(),
        })
    }
}

/// `+QIACT: <context>,<state>,<type>[,"<address>"]` (Quectel TCP/IP AT Commands Manual): one bearer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Its number.
    pub context: u8,
    /// Whether it is up.
    pub up: bool,
    /// Our address on it.
    pub address: Option<ShortText>,
}

impl Bearer {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        Some(Self {
            context: fields.number()?,
            up: fields.number::<u8>()? == 1,
            address: fields.nth(1).map(|field| short(field.text)),
        })
    }
}

/// An announcement of the TCP/IP stack: `+QIURC: …` (Quectel TCP/IP AT Commands Manual).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StackNews {
    /// `"recv",<socket>`: data has come.
    Received {
        /// The connection.
        socket: u8,
    },
    /// `"closed",<socket>`: the other side closed it.
    Closed {
        /// The connection.
        socket: u8,
    },
    /// `"pdpdeact",<context>`: the network took the bearer down.
    BearerLost {
        /// The bearer.
        context: u8,
    },
    /// `"dnsgip",<err>[,<count>,<ttl>]`: how asking the name server ended. The addresses follow.
    Resolving {
        /// 0, or the number of the modem's error.
        error: u16,
        /// How many addresses follow.
        count: u8,
    },
    /// `"dnsgip","<address>"`.
    Resolved(ShortText),
}

impl StackNews {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        Some(match fields.next()?.text {
            "recv" => Self::Received {
                socket: fields.number()?,
            },
            "closed" => Self::Closed {
                socket: fields.number()?,
            },
            "pdpdeact" => Self::BearerLost {
                context: fields.number()?,
            },
            "dnsgip" => match fields.next()? {
                field if field.quoted => Self::Resolved(short(field.text)),
                field => Self::Resolving {
                    error: field.number()?,
                    count: fields.number().unwrap_or(0),
                },
            },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fetch_with_and_without_its_length() {
        let got = HttpResult::parse("0,200,5120").unwrap();
        assert_eq!((got.status, got.length), (Some(200), Some(5120)));
        assert_eq!(HttpResult::parse("0,200").unwrap().length, None);
        assert_eq!(HttpResult::parse("702").unwrap().error, 702);
        assert_eq!(HttpResult::parse("x"), None);
    }

    #[test]
    fn names_are_answered_in_two_steps() {
        assert_eq!(
            StackNews::parse("\"dnsgip\",0,1,600"),
            Some(StackNews::Resolving { error: 0, count: 1 })
        );
        assert!(matches!(
            StackNews::parse("\"dnsgip\",\"192.0.2.7\""),
            Some(StackNews::Resolved(address)) if address == "192.0.2.7"
        ));
        assert_eq!(
            StackNews::parse("\"recv\",0,1500"),
            Some(StackNews::Received { socket: 0 })
        );
        assert_eq!(StackNews::parse("\"incoming\",1"), None);
    }

    #[test]
    fn the_bearer_and_its_address() {
        let bearer = Bearer::parse("1,1,1,\"192.0.2.7\"").unwrap();
        assert!(bearer.up);
        assert_eq!(bearer.address.unwrap(), "192.0.2.7");
    }
}
