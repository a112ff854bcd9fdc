//! A place to plug a modem into.

use std::{fmt, str::FromStr};

/// USB has room for so many hubs in a row, the one in the machine included.
const TIERS: usize = 6;

/// The physical place of a USB device, as the kernel writes it: `1-1.3` is port 3 of the hub in
/// port 1 of bus 1. It stays the same as long as nobody moves the plug; a machine with several USB
/// controllers may number its buses otherwise after a new kernel.
///
/// Sockets sort as people count: `1-1.9` comes before `1-1.10`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Socket {
    bus: u16,
    ports: heapless::Vec<u8, TIERS>,
}

/// This is no socket.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no USB socket; sockets look like 1-1.3")]
pub struct NoSocket(pub String);

impl Socket {
    /// The hub that it belongs to: `1-1` for `1-1.3`, `usb1` for `1-1`.
    #[must_use]
    pub fn hub(&self) -> String {
        match self.ports.as_slice() {
            [] | [_] => format!("usb{}", self.bus),
            [above @ .., _] => {
                let above = heapless::Vec::from_slice(above).unwrap_or_default();
                let bus = self.bus;
                Self { bus, ports: above }.to_string()
            }
        }
    }

    /// The interface of that hub in `/sys/bus/usb/devices`, which has its ports below it: `1-1:1.0`,
    /// `1-0:1.0` for a root hub.
    #[must_use]
    pub fn hub_interface(&self) -> String {
        match self.ports.len() {
            0 | 1 => format!("{}-0:1.0", self.bus),
            _ => format!("{}:1.0", self.hub()),
        }
    }

    /// The port of that hub, counted from 1.
    #[must_use]
    pub fn port(&self) -> u8 {
        self.ports.last().copied().unwrap_or_default()
    }
}

impl FromStr for Socket {
    type Err = NoSocket;

    fn from_str(text: &str) -> Result<Self, NoSocket> {
        let wrong = || NoSocket(text.to_owned());
        // Digits only: a number may also be read with a sign.
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then_some(());
        let (bus, ports) = text.split_once('-').ok_or_else(wrong)?;
        number(bus).ok_or_else(wrong)?;
        let mut socket = Self {
            bus: bus.parse().map_err(|_| wrong())?,
            ports: heapless::Vec::new(),
        };
        for port in ports.split('.') {
            number(port).ok_or_else(wrong)?;
            let port = port.parse().ok().filter(|port| *port > 0);
            let room = socket.ports.push(port.ok_or_else(wrong)?);
            room.map_err(|_| wrong())?;
        }
        Ok(socket)
    }
}

impl fmt::Display for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.bus)?;
        for (n, port) in self.ports.iter().enumerate() {
            write!(f, "{}{port}", if n == 0 { '-' } else { '.' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Socket({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn knows_its_hub() {
        let hub = |text: &str| {
            let socket: Socket = text.parse().unwrap();
            (socket.hub(), socket.hub_interface(), socket.port())
        };
        assert_eq!(hub("1-1.3"), ("1-1".into(), "1-1:1.0".into(), 3));
        assert_eq!(hub("2-4"), ("usb2".into(), "2-0:1.0".into(), 4));
        assert_eq!(hub("1-1.2.10"), ("1-1.2".into(), "1-1.2:1.0".into(), 10));
    }

    #[test]
    fn what_is_no_socket_is_refused() {
        for text in [
            "", "1", "usb1", "1-", "1-1.", "1-0", "1-1:1.2", "-1-1", "1-+1", "1-1/../x",
        ] {
            assert!(text.parse::<Socket>().is_err(), "{text}");
        }
        assert!("1-1.2.3.4.5.6.7".parse::<Socket>().is_err());
    }

    #[test]
    fn sockets_sort_as_people_count() {
        let mut sockets: Vec<Socket> = ["1-10", "2-1", "1-1.10", "1-1.9", "1-9", "1-1"]
            .map(|text| text.parse().unwrap())
            .into();
        sockets.sort();
        let sorted: Vec<String> = sockets.iter().map(Socket::to_string).collect();
        assert_eq!(sorted, ["1-1", "1-1.9", "1-1.10", "1-9", "1-10", "2-1"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bus: u16, ports in proptest::collection::vec(1_u8.., 1..=6)) {
            let ports = ports.iter().map(u8::to_string).collect::<Vec<_>>().join(".");
            let text = format!("{bus}-{ports}");
            prop_assert_eq!(text.parse::<Socket>().unwrap().to_string(), text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[0-9.:-]{0,20}|\\PC{0,20}") {
            if let Ok(socket) = text.parse::<Socket>() {
                prop_assert!(socket.port() > 0 && !socket.hub_interface().contains('/'));
            }
        }
    }
}
