//! Where the Korean carriers keep MMS, and which addresses may be fetched.
//!
//! **Rule:** an address comes out of a text that anybody can send. Nothing is fetched that is not
//! plain `http` to a host of the carrier whose SIM is in the box; the type [`FetchUrl`] is the proof
//! that it was looked at.
//!
//! ```
//! use munjigi::sms::mmsc::{Carrier, FetchUrl, Hosts, NotAllowed};
//!
//! let kt = Hosts::of(Carrier::of_plmn("450", "08").ok_or("a Korean carrier")?);
//! let url = FetchUrl::allow("http://mmsc.ktfwing.com:9082/q/1", &kt)?;
//! assert_eq!((url.host(), url.port(), url.path()), ("mmsc.ktfwing.com", 9082, "/q/1"));
//! let elsewhere = FetchUrl::allow("http://ktfwing.com.example.invalid/", &kt);
//! assert_eq!(elsewhere, Err(NotAllowed::Host));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To test it: `cargo test --lib sms::mmsc`.

use std::fmt;

/// A carrier with a network of its own. Others sell what these carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// KT, 450 08.
    Kt,
    /// SK Telecom, 450 05.
    Skt,
    /// LG U+, 450 06.
    LguPlus,
}

/// How a carrier's MMS is reached.
///
/// KT's row has been used from a modem like ours by others. **SKT's and LG U+'s rows are unproven**: they come
/// from settings that subscribers publish, and nobody is known to have used them from an EC25; with
/// those carriers another release may have to name other values (`munjigi doctor` records what
/// was met).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// The access point (`AT+QICSGP`).
    pub apn: &'static str,
    /// Where acknowledgements go.
    pub mmsc: &'static str,
    /// The HTTP proxy to speak to, if any: host and port.
    pub proxy: Option<(&'static str, u16)>,
    /// Hosts that messages are fetched from: these names, and names below them.
    pub hosts: &'static [&'static str],
    /// Whether anybody is known to have fetched a message with these values.
    pub proven: bool,
}

impl Carrier {
    /// By country and network code, as the IMSI begins.
    #[must_use]
    pub fn of_plmn(mcc: &str, mnc: &str) -> Option<Self> {
        match (mcc, mnc) {
            ("450", "08") => Some(Self::Kt),
            ("450", "05") => Some(Self::Skt),
            ("450", "06") => Some(Self::LguPlus),
            _ => None,
        }
    }

    /// By the IMSI of the SIM.
    #[must_use]
    pub fn of_imsi(imsi: &str) -> Option<Self> {
        Self::of_plmn(imsi.get(..3)?, imsi.get(3..5)?)
    }

    /// How its MMS is reached.
    #[must_use]
    pub const fn access(self) -> Access {
        match self {
            Self::Kt => Access {
                apn: "lte.ktfwing.com",
                mmsc: "http://mmsc.ktfwing.com:9082",
                proxy: None,
                hosts: &["ktfwing.com"],
                proven: true,
            },
            Self::Skt => Access {
                apn: "lte.sktelecom.com",
                mmsc: "http://omms.nate.com:9082/oma_mms",
                proxy: Some(("lteoma.nate.com", 9093)),
                hosts: &["nate.com"],
                proven: false,
            },
            Self::LguPlus => Access {
                apn: "internet.lguplus.co.kr",
                mmsc: "http://omammsc.uplus.co.kr:9084",
                proxy: None,
                hosts: &["uplus.co.kr"],
                proven: false,
            },
        }
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Kt => "KT",
            Self::Skt => "SKT",
            Self::LguPlus => "LG U+",
        })
    }
}

/// The hosts that may be fetched from: names, and names below them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Those of a carrier.
    #[must_use]
    pub fn of(carrier: Carrier) -> Self {
        let hosts = carrier.access().hosts;
        Self(hosts.iter().map(|host| (*host).to_owned()).collect())
    }

    /// And one more. What is no host name is not added, and told so.
    ///
    /// # Errors
    ///
    /// When `suffix` is no name of at least two parts, or address, that a host can have.
    pub fn with(mut self, suffix: &str) -> Result<Self, NotAllowed> {
        let suffix = suffix.trim_start_matches('.').to_ascii_lowercase();
        if !is_host(&suffix) || !suffix.contains('.') {
            return Err(NotAllowed::Host);
        }
        self.0.push(suffix);
        Ok(self)
    }

    fn allow(&self, host: &str) -> bool {
        self.0.iter().any(|suffix| {
            host.strip_suffix(suffix.as_str())
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }
}

/// Why an address is not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// Longer than [`MAX_URL`].
    #[error("the address of the message is too long")]
    Long,
    /// A space, a control character, a quote or a letter beyond ASCII.
    #[error("the address of the message holds characters that no address has")]
    Characters,
    /// Anything but `http://`.
    #[error("the address of the message is not plain http")]
    Scheme,
    /// A name and a password before the host.
    #[error("the address of the message carries a name for its host")]
    User,
    /// Not a host of the carrier.
    #[error("the address of the message is not at the carrier")]
    Host,
    /// No port, or one that serves other things.
    #[error("the address of the message has a port that MMS does not use")]
    Port,
}

/// The longest address, which `AT+QHTTPURL` takes too.
pub const MAX_URL: usize = 700;

/// An address that may be fetched. `Debug` leaves its path out, which opens the message to whoever has it.
#[derive(Clone, PartialEq, Eq)]
pub struct FetchUrl {
    host: String,
    port: u16,
    path: String,
}

impl FetchUrl {
    /// Looks at an address.
    ///
    /// # Errors
    ///
    /// When it may not be fetched; the first reason that is found.
    pub fn allow(url: &str, hosts: &Hosts) -> Result<Self, NotAllowed> {
        if url.len() > MAX_URL {
            return Err(NotAllowed::Long);
        }
        let fine =
            |octet: u8| octet.is_ascii_graphic() && !matches!(octet, b'"' | b'\\' | b'<' | b'>');
        if !url.bytes().all(fine) {
            return Err(NotAllowed::Characters);
        }
        let scheme = url.get(..7).ok_or(NotAllowed::Scheme)?;
        if !scheme.eq_ignore_ascii_case("http://") {
            return Err(NotAllowed::Scheme);
        }
        let rest = &url[7..];
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(NotAllowed::User);
        }
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, port_of(port)?),
            None => (authority, 80),
        };
        let host = host.to_ascii_lowercase();
        if !is_host(&host) || !hosts.allow(&host) {
            return Err(NotAllowed::Host);
        }
        let path = path.split('#').next().unwrap_or_default();
        let path = match path.as_bytes().first() {
            Some(b'/') => path.to_owned(),
            _ => format!("/{path}"),
        };
        Ok(Self { host, port, path })
    }

    /// Where a redirect from here leads: a whole address, or a path of the same host.
    ///
    /// # Errors
    ///
    /// When the new place may not be fetched from.
    pub fn redirect(&self, location: &str, hosts: &Hosts) -> Result<Self, NotAllowed> {
        let same_host = location.starts_with('/') && !location.starts_with("//");
        if !same_host {
            return Self::allow(location, hosts);
        }
        Self::allow(
            &format!("http://{}:{}{location}", self.host, self.port),
            hosts,
        )
    }

    /// The host, in small letters.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Path and query, beginning with a slash.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole address, as it is sent to a proxy or to the modem.
    #[must_use]
    pub fn whole(&self) -> String {
        match self.port {
            80 => format!("http://{}{}", self.host, self.path),
            port => format!("http://{}:{port}{}", self.host, self.path),
        }
    }
}

impl fmt::Debug for FetchUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FetchUrl(http://{}:{}/…)", self.host, self.port)
    }
}

/// 80, or one that no system service listens on.
fn port_of(text: &str) -> Result<u16, NotAllowed> {
    let digits = text.bytes().all(|digit| digit.is_ascii_digit());
    match text.parse() {
        Ok(port @ (80 | 1024..)) if digits => Ok(port),
        _ => Err(NotAllowed::Port),
    }
}

/// Letters, digits, hyphens and dots, as names and IPv4 addresses have.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || c == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kt() -> Hosts {
        Hosts::of(Carrier::Kt)
    }

    #[test]
    fn the_table_by_imsi() {
        assert_eq!(Carrier::of_imsi("450081234567890"), Some(Carrier::Kt));
        assert_eq!(Carrier::of_imsi("450051234567890"), Some(Carrier::Skt));
        assert_eq!(Carrier::of_imsi("450061234567890"), Some(Carrier::LguPlus));
        for imsi in ["", "450", "45011", "310080000000000", "45가8"] {
            assert_eq!(Carrier::of_imsi(imsi), None, "{imsi}");
        }
    }

    #[test]
    fn every_mmsc_of_the_table_may_be_reached() {
        for carrier in [Carrier::Kt, Carrier::Skt, Carrier::LguPlus] {
            let access = carrier.access();
            let hosts = Hosts::of(carrier);
            FetchUrl::allow(access.mmsc, &hosts).unwrap();
            if let Some((host, port)) = access.proxy {
                FetchUrl::allow(&format!("http://{host}:{port}/"), &hosts).unwrap();
            }
            assert_eq!(access.proven, carrier == Carrier::Kt);
        }
    }

    #[test]
    fn what_a_stranger_may_put_into_a_text() {
        for (url, why) in [
            ("https://mmsc.ktfwing.com/1", NotAllowed::Scheme),
            ("ftp://mmsc.ktfwing.com/1", NotAllowed::Scheme),
            ("http:/", NotAllowed::Scheme),
            ("", NotAllowed::Scheme),
            ("http://mmsc.ktfwing.com/\r\nX: y", NotAllowed::Characters),
            ("http://mmsc.ktfwing.com/ x", NotAllowed::Characters),
            ("http://mmsc.ktfwing.com/\0", NotAllowed::Characters),
            ("http://mmsc.ktfwing.com/\"", NotAllowed::Characters),
            ("http://mmsc.ktfwing.com/\u{1A}", NotAllowed::Characters),
            ("http://mmsc.ktfwing.com/가", NotAllowed::Characters),
            (
                "http://mmsc.ktfwing.com\\.example.invalid/",
                NotAllowed::Characters,
            ),
            ("http://mmsc.ktfwing.com@example.invalid/", NotAllowed::User),
            ("http://a:b@mmsc.ktfwing.com/", NotAllowed::User),
            ("http://example.invalid/mmsc.ktfwing.com", NotAllowed::Host),
            ("http://example.invalid?.ktfwing.com", NotAllowed::Host),
            ("http://example.invalid#.ktfwing.com", NotAllowed::Host),
            ("http://evilktfwing.com/", NotAllowed::Host),
            ("http://mmsc.ktfwing.com.example.invalid/", NotAllowed::Host),
            ("http://mmsc.ktfwing.com./", NotAllowed::Host),
            ("http://.ktfwing.com/", NotAllowed::Host),
            ("http://-.ktfwing.com/", NotAllowed::Host),
            ("http://127.0.0.1/", NotAllowed::Host),
            ("http://[::1]/", NotAllowed::Port),
            ("http:///x", NotAllowed::Host),
            ("http://mmsc.ktfwing.com:0/", NotAllowed::Port),
            ("http://mmsc.ktfwing.com:22/", NotAllowed::Port),
            ("http://mmsc.ktfwing.com:65536/", NotAllowed::Port),
            ("http://mmsc.ktfwing.com:+9082/", NotAllowed::Port),
            ("http://mmsc.ktfwing.com:/", NotAllowed::Port),
            ("http://mmsc.ktfwing.com:80:80/", NotAllowed::Port),
        ] {
            assert_eq!(FetchUrl::allow(url, &kt()), Err(why), "{url}");
        }
        let long = format!("http://mmsc.ktfwing.com/{}", "a".repeat(MAX_URL));
        assert_eq!(FetchUrl::allow(&long, &kt()), Err(NotAllowed::Long));
    }

    #[test]
    fn addresses_are_made_plain() {
        let url = FetchUrl::allow("HTTP://MMSC.KTFWING.COM?x=1#top", &kt()).unwrap();
        assert_eq!(url.whole(), "http://mmsc.ktfwing.com/?x=1");
        assert_eq!(format!("{url:?}"), "FetchUrl(http://mmsc.ktfwing.com:80/…)");
    }

    #[test]
    fn redirects_stay_with_the_carrier() {
        let url = FetchUrl::allow("http://mmsc.ktfwing.com:9082/a", &kt()).unwrap();
        let there = url
            .redirect("http://s-mmsc.ktfwing.com:9082/b", &kt())
            .unwrap();
        assert_eq!(there.host(), "s-mmsc.ktfwing.com");
        let path = url.redirect("/c?d=1", &kt()).unwrap();
        assert_eq!(path.whole(), "http://mmsc.ktfwing.com:9082/c?d=1");
        for away in [
            "http://example.invalid/",
            "//example.invalid/",
            "c",
            "/\r\n",
            "file:///x",
        ] {
            assert!(url.redirect(away, &kt()).is_err(), "{away}");
        }
    }

    #[test]
    fn a_host_may_be_added() {
        let hosts = kt()
            .with(".example.invalid")
            .unwrap()
            .with("10.20.30.40")
            .unwrap();
        assert!(FetchUrl::allow("http://mmsc.example.invalid/", &hosts).is_ok());
        assert!(FetchUrl::allow("http://10.20.30.40:9082/", &hosts).is_ok());
        for wrong in ["", ".", "com", "*.example.invalid", "a b.example.invalid"] {
            assert_eq!(kt().with(wrong), Err(NotAllowed::Host), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_allowed_is_at_the_carrier(url in "(http://)?[a-z.:@/?#\\\\\r\n 0-9]{0,20}(ktfwing\\.com)?.{0,20}") {
            if let Ok(url) = FetchUrl::allow(&url, &kt()) {
                prop_assert!(url.host() == "ktfwing.com" || url.host().ends_with(".ktfwing.com"));
                prop_assert!(url.path().starts_with('/'));
                prop_assert!(url.whole().bytes().all(|octet| octet.is_ascii_graphic()));
                prop_assert_eq!(FetchUrl::allow(&url.whole(), &kt()), Ok(url));
            }
        }
    }
}
