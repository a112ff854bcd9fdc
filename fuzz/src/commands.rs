//! Commands to fuzz the channel with: one for each way of answering.

use crate::{
    at::{Command, Domain, Forwarding, Host, Payload, PduHex, Setting, Url},
    phone::{Purpose, policy},
};

/// How many there are.
pub const COUNT: u8 = 26;

/// The command of this number; any number has one.
#[must_use]
pub fn command(number: u8) -> Command {
    match number % COUNT {
        0 => Command::Attention,
        1 => Command::Calls,
        2 => Command::PinState,
        3 => Command::Imei,
        4 => Command::Model,
        5 => Command::Registration(Domain::Circuit),
        6 => Command::Registration(Domain::Lte),
        7 => Command::AudioMode,
        8 => Command::Answer,
        9 => Command::HangUp,
        10 => Command::ReadText { index: 3 },
        11 => Command::ListTexts,
        12 => Command::Profiles,
        13 => Command::CallWaiting,
        14 => Command::Forwarding(Forwarding::Always),
        15 => Command::Bearer,
        16 => Command::Set(Setting::MessageMemory),
        17 => Command::SendPdu {
            hex: PduHex::try_from("0011000B81").unwrap_or_default(),
            tpdu_len: 4,
        },
        18 => Command::SocketSend {
            socket: 0,
            data: Payload::from_slice(b"\0\r\n> \x1a").unwrap_or_default(),
        },
        19 => match Url::new("http://example.invalid/") {
            Ok(url) => Command::HttpUrl(url),
            Err(_) => Command::Attention,
        },
        20 => Command::HttpRead {
            length: Some(600),
            wait: 1,
        },
        21 => Command::HttpRead {
            length: None,
            wait: 1,
        },
        22 => Command::SocketRead {
            socket: 0,
            most: 1500,
        },
        23 => match Host::new("example.invalid") {
            Ok(host) => Command::Resolve { context: 1, host },
            Err(_) => Command::Attention,
        },
        24 => "0801234567"
            .parse()
            .ok()
            .and_then(|number| policy::allow(&number, Purpose::OptOut).ok())
            .map_or(Command::Attention, |to| Command::Dial { to }),
        _ => Command::TextStorage,
    }
}
