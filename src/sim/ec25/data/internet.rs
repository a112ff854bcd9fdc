//! What lies behind the bearer: the carrier's names, its MMSC, and one host that is not its own.

use super::super::{Ec25, Effect, Rule, Trouble};
use crate::sim::mmsc;

/// Where a name or an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The MMSC.
    Mmsc,
    /// A web server that is none of the carrier's; it has nothing.
    Foreign,
    /// Nobody listens.
    Nowhere,
}

/// Addresses are made up; the foreign one is from RFC 5737.
const MMSC: &str = "10.52.0.10";
const SECOND: &str = "10.52.0.11";
const FOREIGN: &str = "203.0.113.9";
/// What a public name server says of a carrier's host: of no use (RFC 4193).
const UNUSABLE: &str = "fd00:52::10";

impl Ec25 {
    /// The address of this name, as the name server of this bearer has it.
    pub(super) fn resolve(&mut self, bearer: u8, name: &str) -> Option<String> {
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::NameUnknown { .. }))
        {
            return None;
        }
        if name.parse::<std::net::IpAddr>().is_ok() {
            return Some(name.to_owned());
        }
        let setup = &self.profile.mmsc;
        let public = self
            .data
            .bearers
            .get(&bearer)
            .is_some_and(|b| b.asks_elsewhere());
        let same = |own: &str| own.eq_ignore_ascii_case(name);
        let address = match () {
            () if same(&setup.host) && public => UNUSABLE,
            () if same(&setup.second) && public => UNUSABLE,
            () if same(&setup.host) => MMSC,
            () if same(&setup.second) => SECOND,
            () if same(&setup.foreign) => FOREIGN,
            () => return None,
        };
        Some(address.to_owned())
    }

    /// Who listens at this address and port.
    pub(super) fn place(&mut self, address: &str, port: u16) -> Place {
        if self
            .troubles
            .strikes(|t| matches!(t, Trouble::Unreachable { .. }))
        {
            return Place::Nowhere;
        }
        match address {
            MMSC | SECOND if port == self.profile.mmsc.port => Place::Mmsc,
            MMSC | SECOND | UNUSABLE => Place::Nowhere,
            _ => Place::Foreign,
        }
    }

    /// The host asks somebody who is none of the carrier's.
    pub(super) fn strays(&mut self, host: &str) {
        self.broke(Rule::ForeignHost, format!("asked {host}"));
        let host = host.to_owned();
        self.effect(Effect::ForeignRequest { host });
    }

    /// What comes back from there for this request.
    pub(super) fn served_by(&mut self, place: Place, request: &[u8]) -> mmsc::Served {
        if place == Place::Mmsc {
            let fault = self.troubles.strike(|trouble| match trouble {
                Trouble::Mmsc { fault, .. } => Some(*fault),
                _ => None,
            });
            return self.mmsc.serve(request, fault);
        }
        mmsc::Served {
            octets: b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
            closes: true,
            breaks: false,
            event: None,
        }
    }
}
