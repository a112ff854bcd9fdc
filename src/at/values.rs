//! What commands carry: every value fits its place and cannot break out of it.

use std::fmt;

/// A command line without its carriage return.
pub type CommandLine = heapless::String<256>;

/// Bytes to be written to the port at once: a command line, or the data after a prompt.
pub type Bytes = heapless::Vec<u8, 1024>;

/// Raw data to be sent by the modem's own stack (`AT+QISEND` takes 1460 octets, `AT+QHTTPPOST` more;
/// what is longer goes in pieces).
pub type Payload = heapless::Vec<u8, 1024>;

/// A piece of raw data that the modem has received.
pub type Chunk = heapless::Vec<u8, 512>;

/// A text message for `AT+CMGS`: the whole PDU with its service centre address, in hexadecimal.
pub type PduHex = heapless::String<380>;

/// A value that a command cannot carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Too long for its place, or empty.
    #[error("a value for the modem is empty or longer than the {0} characters that it may have")]
    Length(usize),
    /// A character that would end the value or the command.
    #[error("a value for the modem holds a character that is not allowed there")]
    Character,
}

/// A name inside quotes: visible ASCII without quotes and backslashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name<const N: usize>(heapless::String<N>);

/// An access point name (3GPP TS 23.003 9.1).
pub type Apn = Name<100>;
/// A host name or an address.
pub type Host = Name<100>;

impl<const N: usize> Name<N> {
    /// The name, when it may stand inside quotes.
    ///
    /// # Errors
    ///
    /// When it is empty, too long, or holds anything but visible ASCII.
    pub fn new(text: &str) -> Result<Self, Unfit> {
        visible(text, N)?;
        let fits = text.try_into().map_err(|_| Unfit::Length(N))?;
        Ok(Self(fits))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address for the modem's HTTP stack: `http://` and visible ASCII, 700 characters at most. Does
/// not show itself, since carriers put tokens into it.
#[derive(Clone, PartialEq, Eq)]
pub struct Url(heapless::String<700>);

impl Url {
    /// The address, when it is one that the modem may be given.
    ///
    /// # Errors
    ///
    /// When it is too long, has another scheme, or holds anything but visible ASCII.
    pub fn new(text: &str) -> Result<Self, Unfit> {
        visible(text, 700)?;
        let scheme = text.get(..7).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("http://") || text.len() == 7 {
            return Err(Unfit::Character);
        }
        text.try_into().map(Self).map_err(|_| Unfit::Length(700))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({} characters)", self.0.len())
    }
}

fn visible(text: &str, most: usize) -> Result<(), Unfit> {
    if text.is_empty() {
        return Err(Unfit::Length(most));
    }
    let fine = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
    if text.bytes().all(fine) {
        Ok(())
    } else {
        Err(Unfit::Character)
    }
}

/// The PIN of a SIM: 4 to 8 digits (3GPP TS 31.101 9.5.1). Does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(heapless::String<8>);

impl Pin {
    /// The PIN, when it can be one.
    ///
    /// # Errors
    ///
    /// When it is not 4 to 8 digits.
    pub fn new(text: &str) -> Result<Self, Unfit> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Unfit::Character);
        }
        if text.len() < 4 {
            return Err(Unfit::Length(8));
        }
        text.try_into().map(Self).map_err(|_| Unfit::Length(8))
    }

    pub(super) fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_breaks_out_of_its_quotes() {
        for text in ["", "a\"b", "a b", "a\r\nATD112;", "한국", "a\\22b"] {
            assert!(Host::new(text).is_err(), "{text}");
        }
        assert_eq!(
            Host::new("mmsc.example.invalid").unwrap().as_str(),
            "mmsc.example.invalid"
        );
        assert!(Apn::new(&"x".repeat(101)).is_err());
    }

    #[test]
    fn only_plain_http_is_fetched() {
        assert!(Url::new("http://mmsc.example.invalid:9082/a?b=c").is_ok());
        for text in [
            "https://example.invalid/",
            "http://",
            "ftp://example.invalid",
            "http://a\r\nX: y",
        ] {
            assert!(Url::new(text).is_err(), "{text}");
        }
        assert!(Url::new(&format!("http://{}", "x".repeat(694))).is_err());
    }

    #[test]
    fn a_pin_and_a_key_do_not_show_themselves() {
        let pin = Pin::new("1234").unwrap();
        assert_eq!(format!("{pin:?}"), "Pin(****)");
        assert!(Pin::new("123").is_err() && Pin::new("123456789").is_err());
        assert!(Pin::new("12a4").is_err());
    }

    proptest! {
        #[test]
        fn a_name_is_kept_as_it_is_or_refused(text in ".{0,120}") {
            if let Ok(name) = Name::<100>::new(&text) {
                prop_assert_eq!(name.as_str(), text.as_str());
                prop_assert!(!text.contains(['"', '\r', '\n', '\x1a', '\x1b']));
            }
        }
    }
}
