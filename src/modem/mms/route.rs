//! By which way a carrier's MMSC is reached.

use crate::{
    at::{Apn, Host},
    sms::mmsc::{Carrier, Hosts},
};

use super::Fault;

/// Access point, proxy and allowed hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The access point.
    pub apn: Apn,
    /// A proxy, if the carrier wants one.
    pub proxy: Option<(Host, u16)>,
    /// Where redirects may lead.
    pub hosts: Hosts,
    /// The modem's number for the data connection, 1 to 16. 1 is what the modem itself attaches with.
    pub context: u8,
}

impl Route {
    /// As the table of carriers says.
    ///
    /// # Errors
    ///
    /// Never with the table as it is; a name that does not fit would be [`Fault::Unfit`].
    pub fn of(carrier: Carrier) -> Result<Self, Fault> {
        let access = carrier.access();
        let proxy = access
            .proxy
            .map(|(host, port)| Host::new(host).map(|host| (host, port)));
        Ok(Self {
            apn: Apn::new(access.apn).map_err(|_| Fault::Unfit)?,
            proxy: proxy.transpose().map_err(|_| Fault::Unfit)?,
            hosts: Hosts::of(carrier),
            context: 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_carrier_has_a_route() {
        for carrier in [Carrier::Kt, Carrier::Skt, Carrier::LguPlus] {
            let route = Route::of(carrier).unwrap();
            assert_eq!(route.apn.as_str(), carrier.access().apn);
            assert_eq!(route.proxy.is_some(), carrier == Carrier::Skt);
        }
    }
}
