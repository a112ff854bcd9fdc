//! What a command asked for.

use std::fmt;

use super::{
    CallList, Command, Domain, PinState, RegistrationStatus, Signal, Urc,
    fields::{Fields, after},
};

/// A short text from the modem: its model, its firmware.
pub type ShortText = heapless::String<64>;

/// As much of the text as fits.
pub(super) fn short(text: &str) -> ShortText {
    let end = text.floor_char_boundary(64);
    text[..end].try_into().unwrap_or_default()
}

/// A serial number of the modem or the SIM; it does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits(heapless::String<22>);

impl Digits {
    fn parse(text: &str) -> Option<Self> {
        // An ICCID is padded with F to an even length.
        let text = text.trim_matches('"').trim_end_matches(['F', 'f']);
        let all = text.bytes().all(|byte| byte.is_ascii_digit());
        (all && !text.is_empty())
            .then(|| text.try_into().ok().map(Self))
            .flatten()
    }

    /// The digits, for whoever has to know them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({} of them)", self.0.len())
    }
}

/// The typed reply to a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one reply at a time, and reading a line allocates nothing"
)]
pub enum Reply {
    /// No information lines.
    #[default]
    None,
    /// `AT+CLCC`; complete even when it is empty.
    Calls(CallList),
    /// `AT+CPIN?`.
    Pin(PinState),
    /// `AT+CREG?`, `AT+CEREG?`.
    Registration(RegistrationStatus),
    /// `AT+CSQ`.
    Signal(Signal),
    /// `AT+CGMI`, `AT+CGMM`, `AT+CGMR`.
    Text(ShortText),
    /// `AT+CGSN` (IMEI), `AT+QCCID`, `AT+CIMI`.
    Digits(Digits),
    /// `AT+CMGS`: TP-MR, the modem's reference for the message.
    Reference(u8),
    /// `AT+QPCMV?`: whether voice goes over USB, and where (0 serial, 2 sound card).
    AudioMode {
        /// Voice over USB is on.
        on: bool,
        /// `<mode>`.
        mode: u8,
    },
}

impl Reply {
    /// Where the reply to `command` starts out.
    pub(super) fn begin(command: &Command) -> Self {
        match command {
            Command::Calls => Self::Calls(CallList::default()),
            _ => Self::None,
        }
    }

    /// Reads one line into the reply. `false`: the line is not part of it.
    pub(super) fn take(&mut self, command: &Command, line: &str) -> bool {
        if let (Command::Calls, Self::Calls(list)) = (command, &mut *self) {
            return after(line, "+CLCC").map(|text| list.add(text)).is_some();
        }
        let named = |name| after(line, name);
        let read = match command {
            Command::PinState => named("+CPIN").map(|text| Self::Pin(PinState::parse(text))),
            Command::Registration(domain) => named(domain.name())
                .and_then(RegistrationStatus::queried)
                .map(Self::Registration),
            Command::Signal => named("+CSQ").and_then(Signal::parse).map(Self::Signal),
            Command::Manufacturer | Command::Model | Command::Firmware => {
                (!Urc::claims(line)).then(|| Self::Text(short(line)))
            }
            Command::Imei | Command::Imsi => Digits::parse(line)
                .filter(|digits| (14..=16).contains(&digits.0.len()))
                .map(Self::Digits),
            Command::Iccid => named("+QCCID").and_then(Digits::parse).map(Self::Digits),
            Command::SendPdu { .. } => named("+CMGS")
                .and_then(|text| Fields::of(text).number())
                .map(Self::Reference),
            Command::AudioMode => named("+QPCMV").and_then(|text| {
                let mut fields = Fields::of(text);
                let on = fields.number::<u8>()? == 1;
                let mode = fields.number()?;
                Some(Self::AudioMode { on, mode })
            }),
            // Some settings tell what they have set.
            Command::Set(setting) => {
                return setting.name().is_some_and(|name| named(name).is_some());
            }
            Command::Calls
            | Command::Attention
            | Command::AudioOff
            | Command::AudioOnSerial
            | Command::Answer
            | Command::HangUp => None,
        };
        match read {
            Some(reply) => {
                *self = reply;
                true
            }
            None => false,
        }
    }
}

impl Domain {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Circuit => "+CREG",
            Self::Lte => "+CEREG",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(command: &Command, lines: &[&str]) -> Reply {
        let mut reply = Reply::begin(command);
        for line in lines {
            reply.take(command, line);
        }
        reply
    }

    #[test]
    fn each_command_takes_its_own_lines_only() {
        let creg = Command::Registration(Domain::Circuit);
        assert_eq!(
            read(&creg, &["+CEREG: 2,1", "+CREG: 1,\"1A2B\",\"01234567\",7"]),
            Reply::None
        );
        assert_eq!(
            read(&creg, &["+CREG: 2,5,\"1A2B\",\"01234567\",7"]),
            Reply::Registration(RegistrationStatus::Roaming)
        );
        assert_eq!(
            read(&Command::Model, &["RING", "+QIND: PB DONE", "EC25"]),
            Reply::Text("EC25".try_into().unwrap())
        );
        assert_eq!(
            read(&Command::AudioMode, &["+QPCMV: 1,2"]),
            Reply::AudioMode { on: true, mode: 2 }
        );
    }

    #[test]
    fn serial_numbers_do_not_show_themselves() {
        let imei = read(&Command::Imei, &["866758041234567"]);
        assert_eq!(format!("{imei:?}"), "Digits(Digits(15 of them))");
        let Reply::Digits(iccid) = read(&Command::Iccid, &["+QCCID: 8982051234567890123F"]) else {
            panic!("no digits");
        };
        assert_eq!(iccid.reveal(), "8982051234567890123");
        assert_eq!(read(&Command::Imei, &["12345", "EC25"]), Reply::None);
    }
}
