//! What can be asked of the modem, and how long it may take.

use std::{fmt, time::Duration};

/// A network whose registration is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Circuit switched: `+CREG`.
    Circuit,
    /// LTE: `+CEREG`.
    Lte,
}

/// A setting that answers `OK`. All but those marked "kept" are forgotten when the modem restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `ATE0` (V.250 6.2.4).
    EchoOff,
    /// `AT+CMEE=1` (3GPP TS 27.007 9.1): errors with their number.
    NumericErrors,
    /// `AT+QURCCFG="urcport","usbat"` (Quectel AT; kept): URCs come to this port.
    UrcPort,
    /// `AT+CREG=2` (3GPP TS 27.007 7.2).
    AnnounceCircuit,
    /// `AT+CEREG=2` (3GPP TS 27.007 10.1.22).
    AnnounceLte,
    /// `AT+CLIP=1` (3GPP TS 27.007 7.6): tell who is calling.
    ShowCaller,
    /// `AT+CRC=1` (3GPP TS 27.007 6.11): `+CRING: VOICE` instead of `RING`.
    ExtendedRing,
    /// `AT+CSSN=0,0` (3GPP TS 27.007 7.17).
    NoServiceNotices,
    /// `AT+COLP=0` (3GPP TS 27.007 7.8).
    HideConnectedLine,
    /// `AT+CVHU=0` (3GPP TS 27.007 6.20).
    PlainHangUp,
    /// `AT^DSCI=1` (Quectel AT): announce every change of a call.
    AnnounceCalls,
    /// `AT+QINDCFG="ccinfo",1,0` (Quectel AT): the same in another form; some modems know only one.
    AnnounceCallInfo,
    /// `AT+CSCS="GSM"` (3GPP TS 27.007 5.5).
    CharacterSet,
    /// `AT+CMGF=0` (3GPP TS 27.005 3.2.3; kept): messages as PDU.
    PduMode,
    /// `AT+CSMS=0` (3GPP TS 27.005 3.2.1; kept): no acknowledgement is owed.
    MessageService,
    /// `AT+CPMS="ME","ME","ME"` (3GPP TS 27.005 3.2.2; kept).
    MessageMemory,
    /// `AT+CNMI=2,1,0,0,0` (3GPP TS 27.005 3.4.1; kept): store and announce.
    AnnounceTexts,
    /// `AT+QGPSCFG="outport","none"` (Quectel AT; kept): no position sentences on the sound port.
    GpsPortOff,
    /// `AT+CCWA=0,0,1` (3GPP TS 27.007 7.12): a second caller hears "busy". Asks the network.
    CallWaitingOff,
}

impl Setting {
    /// The command line, without its carriage return.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::EchoOff => "ATE0",
            Self::NumericErrors => "AT+CMEE=1",
            Self::UrcPort => "AT+QURCCFG=\"urcport\",\"usbat\"",
            Self::AnnounceCircuit => "AT+CREG=2",
            Self::AnnounceLte => "AT+CEREG=2",
            Self::ShowCaller => "AT+CLIP=1",
            Self::ExtendedRing => "AT+CRC=1",
            Self::NoServiceNotices => "AT+CSSN=0,0",
            Self::HideConnectedLine => "AT+COLP=0",
            Self::PlainHangUp => "AT+CVHU=0",
            Self::AnnounceCalls => "AT^DSCI=1",
            Self::AnnounceCallInfo => "AT+QINDCFG=\"ccinfo\",1,0",
            Self::CharacterSet => "AT+CSCS=\"GSM\"",
            Self::PduMode => "AT+CMGF=0",
            Self::MessageService => "AT+CSMS=0",
            Self::MessageMemory => "AT+CPMS=\"ME\",\"ME\",\"ME\"",
            Self::AnnounceTexts => "AT+CNMI=2,1,0,0,0",
            Self::GpsPortOff => "AT+QGPSCFG=\"outport\",\"none\"",
            Self::CallWaitingOff => "AT+CCWA=0,0,1",
        }
    }

    /// The name of the line that some settings answer with.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::MessageService => Some("+CSMS"),
            Self::MessageMemory => Some("+CPMS"),
            _ => None,
        }
    }
}

/// One command.
#[derive(Clone, PartialEq, Eq)]
pub enum Command {
    /// `AT`: are you there?
    Attention,
    /// A setting.
    Set(Setting),
    /// `AT+CGMI` (3GPP TS 27.007 5.1).
    Manufacturer,
    /// `AT+CGMM` (3GPP TS 27.007 5.2).
    Model,
    /// `AT+CGMR` (3GPP TS 27.007 5.3).
    Firmware,
    /// `AT+CGSN` (3GPP TS 27.007 5.4).
    Imei,
    /// `AT+CPIN?` (3GPP TS 27.007 8.3).
    PinState,
    /// `AT+QCCID` (Quectel AT).
    Iccid,
    /// `AT+CIMI` (3GPP TS 27.007 5.6).
    Imsi,
    /// `AT+CREG?` or `AT+CEREG?`.
    Registration(Domain),
    /// `AT+CSQ` (3GPP TS 27.007 8.5).
    Signal,
    /// `AT+CLCC` (3GPP TS 27.007 7.18): all calls.
    Calls,
    /// `AT+QPCMV?` (Quectel AT).
    AudioMode,
    /// `AT+QPCMV=0`: no voice over USB.
    AudioOff,
    /// `AT+QPCMV=1,0`: voice over the serial port of USB interface 1.
    AudioOnSerial,
    /// `ATA` (V.250 6.3.5): take the call.
    Answer,
    /// `AT+CHUP` (3GPP TS 27.007 6.5): end every call.
    HangUp,
    /// `AT+CMGS=<length>` (3GPP TS 27.005 3.5.1), then the PDU after the prompt.
    SendPdu {
        /// The whole PDU with its service centre address, in hexadecimal.
        hex: String,
        /// Octets of the TPDU, without the service centre address.
        tpdu_len: usize,
    },
}

impl Command {
    /// How long the modem may wait before it gives the prompt for a message.
    pub const PROMPT: Duration = Duration::from_secs(5);

    /// The command line, without its carriage return.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Attention => "AT",
            Self::Set(setting) => setting.text(),
            Self::Manufacturer => "AT+CGMI",
            Self::Model => "AT+CGMM",
            Self::Firmware => "AT+CGMR",
            Self::Imei => "AT+CGSN",
            Self::PinState => "AT+CPIN?",
            Self::Iccid => "AT+QCCID",
            Self::Imsi => "AT+CIMI",
            Self::Registration(Domain::Circuit) => "AT+CREG?",
            Self::Registration(Domain::Lte) => "AT+CEREG?",
            Self::Signal => "AT+CSQ",
            Self::Calls => "AT+CLCC",
            Self::AudioMode => "AT+QPCMV?",
            Self::AudioOff => "AT+QPCMV=0",
            Self::AudioOnSerial => "AT+QPCMV=1,0",
            Self::Answer => "ATA",
            Self::HangUp => "AT+CHUP",
            Self::SendPdu { tpdu_len, .. } => return format!("AT+CMGS={tpdu_len}"),
        }
        .to_owned()
    }

    /// How long the final result may take (Quectel AT, "maximum response time"). Where the manual
    /// says 300 ms it gets two seconds: a loaded host and a busy modem are late, not dead.
    #[must_use]
    pub const fn max_response(&self) -> Duration {
        Duration::from_secs(match self {
            Self::Answer | Self::HangUp => 90,
            Self::SendPdu { .. } => 120,
            Self::PinState | Self::AudioOff | Self::AudioOnSerial => 5,
            Self::Set(setting) => match setting {
                Setting::ShowCaller | Setting::HideConnectedLine => 15,
                Setting::CallWaitingOff => 30,
                Setting::PduMode
                | Setting::MessageService
                | Setting::MessageMemory
                | Setting::AnnounceTexts => 5,
                _ => 2,
            },
            _ => 2,
        })
    }

    /// Whether `OK` alone is no answer: a line was asked for.
    pub(super) const fn wants_line(&self) -> bool {
        match self {
            Self::Manufacturer
            | Self::Model
            | Self::Firmware
            | Self::Imei
            | Self::PinState
            | Self::Iccid
            | Self::Imsi
            | Self::Registration(_)
            | Self::Signal
            | Self::AudioMode
            | Self::SendPdu { .. } => true,
            // An empty list of calls is an answer.
            Self::Calls
            | Self::Attention
            | Self::Set(_)
            | Self::AudioOff
            | Self::AudioOnSerial
            | Self::Answer
            | Self::HangUp => false,
        }
    }

    /// Whether `NO CARRIER` and its like end this command.
    pub(super) const fn is_call(&self) -> bool {
        matches!(self, Self::Answer)
    }
}

impl fmt::Debug for Command {
    /// The command line; the PDU of a message, which holds a number and its text, is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_does_not_show_itself() {
        let command = Command::SendPdu {
            hex: "0011000B81".to_owned(),
            tpdu_len: 62,
        };
        assert_eq!(format!("{command:?}"), "AT+CMGS=62");
    }

    #[test]
    fn slow_commands_get_their_time() {
        assert_eq!(Command::Answer.max_response(), Duration::from_secs(90));
        assert!(Command::Calls.max_response() <= Duration::from_secs(2));
    }
}
