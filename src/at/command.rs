//! What can be asked of the modem.

mod text;
mod time;

use std::{fmt, num::NonZeroU8};

use crate::phone::{Dialable, Key};

use super::{Apn, CommandLine, Host, Payload, PduHex, Pin, Setting, Url};

/// A network whose registration is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Circuit switched: `+CREG`.
    Circuit,
    /// LTE: `+CEREG`.
    Lte,
}

/// `AT+CFUN=…` (3GPP TS 27.007 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Functionality {
    /// `0`: neither radio nor SIM.
    Minimum,
    /// `1`: everything.
    Full,
    /// `4`: no radio, as in an aeroplane.
    Offline,
    /// `1,1`: everything, after a restart. The USB device goes away and comes back.
    Restart,
}

/// What to do with several calls: `AT+CHLD=…` (3GPP TS 27.007 7.13, 3GPP TS 22.030 6.5.5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// `0`: the waiting caller hears "busy"; held calls end.
    RejectWaiting,
    /// `1<x>`: end call x.
    End(NonZeroU8),
    /// `2`: hold the call that is up and take the other.
    Swap,
    /// `2<x>`: hold all calls but x.
    Keep(NonZeroU8),
    /// `3`: join them.
    Join,
}

/// Why a call is ended: `AT+QHUP=<cause>` (Quectel AT; 3GPP TS 24.008 annex H).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HangUpCause {
    /// 1: unassigned number.
    Unassigned,
    /// 16: normal call clearing.
    Normal,
    /// 17: user busy.
    Busy,
    /// 18: no user responding.
    NoResponse,
    /// 21: call rejected.
    Rejected,
    /// 27: destination out of order.
    OutOfOrder,
    /// 31: normal, unspecified.
    Unspecified,
    /// 88: incompatible destination.
    Incompatible,
}

/// When calls are forwarded: `<reason>` of `AT+CCFC` (3GPP TS 27.007 7.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarding {
    /// 0: always.
    Always,
    /// 1: when busy.
    Busy,
    /// 2: when nobody answers.
    NoReply,
    /// 3: when not reachable.
    Unreachable,
}

/// How VoLTE is chosen: `AT+QCFG="ims",<n>` (Quectel AT; kept, acts after a restart).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImsChoice {
    /// 0: as the carrier's profile says.
    Profile,
    /// 1: on.
    On,
    /// 2: off.
    Off,
}

/// A setting of the modem's HTTP stack: `AT+QHTTPCFG=…` (Quectel HTTP(S) AT Commands Manual).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpSetting {
    /// `"contextid",<n>`: which bearer it uses.
    Context(u8),
    /// `"requestheader",<0|1>`: whether the body of a POST begins with our own header.
    RequestHeader(bool),
    /// `"responseheader",<0|1>`: whether what is read begins with the server's header.
    ResponseHeader(bool),
}

/// One command.
///
/// What asks for a line gets a [`super::Reply`]; the others end with `OK` alone.
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
    /// `AT+QGMR` (Quectel AT): the firmware with its sub-version.
    Build,
    /// `AT+CGSN` (3GPP TS 27.007 5.4).
    Imei,

    /// `AT+CPIN?` (3GPP TS 27.007 8.3).
    PinState,
    /// `AT+CPIN="<pin>"` (3GPP TS 27.007 8.3). A wrong one uses up a try: see [`Command::PinTries`].
    EnterPin(Pin),
    /// `AT+QPINC="SC"` (Quectel AT): how many tries are left.
    PinTries,
    /// `AT+QINISTAT` (Quectel AT): which parts of the SIM are ready.
    SimStages,
    /// `AT+QSIMSTAT?` (Quectel AT): whether there is a SIM.
    SimPresence,
    /// `AT+QCCID` (Quectel AT).
    Iccid,
    /// `AT+CIMI` (3GPP TS 27.007 5.6).
    Imsi,

    /// `AT+CREG?` or `AT+CEREG?`.
    Registration(Domain),
    /// `AT+CSQ` (3GPP TS 27.007 8.5).
    Signal,
    /// `AT+QCSQ` (Quectel AT): the signal in the terms of its technology.
    SignalQuality,
    /// `AT+QNWINFO` (Quectel AT): technology, operator, band and channel.
    NetworkInfo,
    /// `AT+COPS?` (3GPP TS 27.007 7.3). Its list of networks (`=?`) takes minutes and is not offered.
    Operator,
    /// `AT+QSPN` (Quectel AT): the operator's name for itself.
    OperatorName,
    /// `AT+CFUN=…`.
    Functionality(Functionality),
    /// `AT+QLTS=2` (Quectel AT): the network's time as local time with its zone.
    NetworkTime,
    /// `AT+CCLK?` (3GPP TS 27.007 8.15): the modem's own clock.
    Clock,

    /// `AT+QCFG="ims"` (Quectel AT): how VoLTE is chosen, and whether it is up.
    Ims,
    /// `AT+QCFG="ims",<n>`. Acts after a restart.
    SetIms(ImsChoice),
    /// `AT+QMBNCFG="List"` (Quectel AT): the carriers' profiles; each comes as
    /// [`super::Listed::Profile`].
    Profiles,
    /// `AT+QCFG="usbcfg"` (Quectel AT): which USB functions are on.
    UsbConfig,
    /// `AT+QCFG="usbcfg",…`. Kept, acts after a restart, and a wrong value makes the modem
    /// unreachable: only on a technician's explicit order, with what was read just before.
    SetUsbConfig(super::UsbConfig),

    /// `AT+CLCC` (3GPP TS 27.007 7.18): all calls.
    Calls,
    /// `ATD<number>;` (V.250 6.3.1): call somebody. `OK` means that it dials, not that they answer.
    Dial {
        /// Whom; only what the policy allows can be dialled.
        to: Dialable,
    },
    /// `ATA` (V.250 6.3.5): take the call.
    Answer,
    /// `AT+CHUP` (3GPP TS 27.007 6.5): end every call.
    HangUp,
    /// `AT+QHUP=<cause>,<idx>` (Quectel AT): end one call, or all (0), with a cause. Hangs on some
    /// modems: only where nothing else will do.
    HangUpWith {
        /// What the other side is told.
        cause: HangUpCause,
        /// The modem's number of the call; 0 for all.
        id: u8,
    },
    /// `AT+CEER` (3GPP TS 27.007 6.10): why the last call ended, in words.
    EndCause,
    /// `AT+CHLD=…`.
    Hold(Hold),
    /// `AT+CCWA=1,2` (3GPP TS 27.007 7.12): is call waiting on? Asks the network.
    CallWaiting,
    /// `AT+CCFC=<reason>,2` (3GPP TS 27.007 7.11): are calls forwarded? Asks the network.
    Forwarding(Forwarding),
    /// `AT+VTS="<key>"` (3GPP TS 27.007 C.2.11): press one key. The answer comes after the tone.
    Press(Key),

    /// `AT+QPCMV?` (Quectel AT).
    AudioMode,
    /// `AT+QPCMV=?` (Quectel AT): what it says it can do. Not to be trusted: some answer this and
    /// refuse everything else.
    AudioModes,
    /// `AT+QPCMV=0`: no voice over USB.
    AudioOff,
    /// `AT+QPCMV=1,0`: voice over the serial port of USB interface 1.
    AudioOnSerial,
    /// `AT+QPCMV=1,2`: voice over the USB sound card.
    AudioOnCard,
    /// `AT+QAUDMOD?` (Quectel AT): the sound profile.
    SoundProfile,
    /// `AT+CLVL?` (3GPP TS 27.007 8.23): how loud the other side is.
    Volume,
    /// `AT+CLVL=<level>` (Quectel AT: 0 to 5; kept).
    SetVolume(u8),

    /// `AT+CMGS=<length>` (3GPP TS 27.005 3.5.1), then the PDU after the prompt.
    SendPdu {
        /// The whole PDU with its service centre address, in hexadecimal.
        hex: PduHex,
        /// Octets of the TPDU, without the service centre address.
        tpdu_len: usize,
    },
    /// `AT+CMGR=<index>` (3GPP TS 27.005 3.4.3): read one message.
    ReadText {
        /// Its place in the memory.
        index: u16,
    },
    /// `AT+CMGL=4` (3GPP TS 27.005 3.4.2): read all messages; each comes as
    /// [`super::Listed::Text`].
    ListTexts,
    /// `AT+CMGD=<index>` (3GPP TS 27.005 3.5.4): delete one message. Its flags, which delete many,
    /// are not offered.
    DeleteText {
        /// Its place in the memory.
        index: u16,
    },
    /// `AT+CPMS?` (3GPP TS 27.005 3.2.2): how full the memory is.
    TextStorage,

    /// `AT+QPOWD` (Quectel AT): switch off. `POWERED DOWN` follows up to a minute later.
    PowerOff,

    /// `AT+QICSGP=<context>,1,"<apn>"` (Quectel TCP/IP AT Commands Manual): what bearer to ask for.
    SetBearer {
        /// The context, 1 to 16.
        context: u8,
        /// The carrier's access point.
        apn: Apn,
    },
    /// `AT+QIACT=<context>`: bring the bearer up.
    OpenBearer(u8),
    /// `AT+QIACT?`: whether it is up, and its address.
    Bearer,
    /// `AT+QIDEACT=<context>`: take it down.
    CloseBearer(u8),
    /// `AT+QIDNSGIP=<context>,"<host>"`: ask the carrier's name server; the address follows as
    /// [`super::StackNews::Resolved`].
    Resolve {
        /// The bearer.
        context: u8,
        /// The name.
        host: Host,
    },
    /// `AT+QHTTPCFG=…`.
    SetHttp(HttpSetting),
    /// `AT+QHTTPURL=<length>,<wait>`, then the address after `CONNECT`.
    HttpUrl(Url),
    /// `AT+QHTTPGET=<wait>`: fetch; [`super::Urc::HttpGot`] follows.
    HttpGet {
        /// How long the server may take, in seconds.
        wait: u16,
    },
    /// `AT+QHTTPPOST=<length>,<wait>,<wait>`, then the body after `CONNECT`;
    /// [`super::Urc::HttpPosted`] follows.
    HttpPost {
        /// The body; with [`HttpSetting::RequestHeader`] the whole request.
        body: Payload,
        /// How long the server may take, in seconds.
        wait: u16,
    },
    /// `AT+QHTTPREAD=<wait>`: read what was fetched, as [`super::Output::Data`].
    HttpRead {
        /// Its length as announced by [`super::Urc::HttpGot`]. Without one the end is found by the
        /// result that follows.
        length: Option<u32>,
        /// How long the reading may pause, in seconds.
        wait: u16,
    },
    /// `AT+QHTTPSTOP`: give up what is being fetched.
    HttpStop,
    /// `AT+QIOPEN=<context>,<socket>,"TCP","<host>",<port>,0,0`: open a connection whose data is
    /// asked for by [`Command::SocketRead`]; [`super::Urc::SocketOpened`] follows.
    SocketOpen {
        /// The bearer.
        context: u8,
        /// Our number for the connection, 0 to 11.
        socket: u8,
        /// The host.
        host: Host,
        /// Its TCP port.
        port: u16,
    },
    /// `AT+QISEND=<socket>,<length>`, then the data after the prompt.
    SocketSend {
        /// The connection.
        socket: u8,
        /// The data.
        data: Payload,
    },
    /// `AT+QIRD=<socket>,<most>`: read what has come, as [`super::Output::Data`].
    SocketRead {
        /// The connection.
        socket: u8,
        /// How much at once, 1 to 1500 octets.
        most: u16,
    },
    /// `AT+QICLOSE=<socket>,<wait>`: close the connection.
    SocketClose {
        /// The connection.
        socket: u8,
    },
    /// `AT+QIGETERROR`: why the last command of the TCP/IP stack failed.
    SocketError,

    /// What a person wants to see as the modem says it; each line comes as [`super::Listed::Plain`].
    Question(super::Question),
}

/// What a command hands over in its second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handover<'a> {
    /// After `> `, ended by Ctrl-Z; Escape cancels.
    Pdu(&'a [u8]),
    /// After `> `, of the length announced.
    Counted(&'a [u8]),
    /// After `CONNECT`, of the length announced; nothing cancels it but the modem's patience.
    Connected(&'a [u8]),
}

impl<'a> Handover<'a> {
    pub const fn data(self) -> &'a [u8] {
        match self {
            Self::Pdu(data) | Self::Counted(data) | Self::Connected(data) => data,
        }
    }
}

impl Command {
    /// The data that follows once the modem asks for it.
    pub(super) fn handover(&self) -> Option<Handover<'_>> {
        Some(match self {
            Self::SendPdu { hex, .. } => Handover::Pdu(hex.as_bytes()),
            Self::SocketSend { data, .. } => Handover::Counted(data),
            Self::HttpUrl(url) => Handover::Connected(url.as_str().as_bytes()),
            Self::HttpPost { body, .. } => Handover::Connected(body),
            _ => return None,
        })
    }

    /// Whether `OK` alone is no answer: a line was asked for.
    pub(super) const fn wants_line(&self) -> bool {
        match self {
            Self::Manufacturer
            | Self::Model
            | Self::Firmware
            | Self::Build
            | Self::Imei
            | Self::PinState
            | Self::PinTries
            | Self::SimStages
            | Self::SimPresence
            | Self::Iccid
            | Self::Imsi
            | Self::Registration(_)
            | Self::Signal
            | Self::SignalQuality
            | Self::NetworkInfo
            | Self::Operator
            | Self::OperatorName
            | Self::NetworkTime
            | Self::Clock
            | Self::Ims
            | Self::UsbConfig
            | Self::EndCause
            | Self::CallWaiting
            | Self::Forwarding(_)
            | Self::AudioMode
            | Self::AudioModes
            | Self::SoundProfile
            | Self::Volume
            | Self::SendPdu { .. }
            | Self::ReadText { .. }
            | Self::TextStorage
            | Self::HttpRead { .. }
            | Self::SocketRead { .. }
            | Self::SocketError => true,
            // An empty list is an answer.
            Self::Calls
            | Self::Question(_)
            | Self::ListTexts
            | Self::Profiles
            | Self::Bearer
            | Self::Attention
            | Self::Set(_)
            | Self::EnterPin(_)
            | Self::Functionality(_)
            | Self::SetIms(_)
            | Self::SetUsbConfig(_)
            | Self::Dial { .. }
            | Self::Answer
            | Self::HangUp
            | Self::HangUpWith { .. }
            | Self::Hold(_)
            | Self::Press(_)
            | Self::AudioOff
            | Self::AudioOnSerial
            | Self::AudioOnCard
            | Self::SetVolume(_)
            | Self::DeleteText { .. }
            | Self::PowerOff
            | Self::SetBearer { .. }
            | Self::OpenBearer(_)
            | Self::CloseBearer(_)
            | Self::Resolve { .. }
            | Self::SetHttp(_)
            | Self::HttpUrl(_)
            | Self::HttpGet { .. }
            | Self::HttpPost { .. }
            | Self::HttpStop
            | Self::SocketOpen { .. }
            | Self::SocketSend { .. }
            | Self::SocketClose { .. } => false,
        }
    }

    /// Whether `NO CARRIER` and its like end this command.
    pub(super) const fn is_call(&self) -> bool {
        matches!(self, Self::Answer | Self::Dial { .. })
    }
}

impl fmt::Debug for Command {
    /// The command line. Numbers, PINs, keys and what is handed over after a prompt are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dial { to } => write!(f, "ATD {to}"),
            Self::EnterPin(_) => f.write_str("AT+CPIN=****"),
            Self::Press(_) => f.write_str("AT+VTS=*"),
            command => f.write_str(&command.text()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::{Purpose, policy};

    #[test]
    fn a_command_does_not_show_what_is_nobodys_business() {
        let message = Command::SendPdu {
            hex: "0011000B81".try_into().unwrap(),
            tpdu_len: 62,
        };
        assert_eq!(format!("{message:?}"), "AT+CMGS=62");
        let to = policy::allow(&"0801234567".parse().unwrap(), Purpose::OptOut).unwrap();
        let dial = Command::Dial { to };
        assert_eq!(dial.text(), "ATD0801234567;");
        assert_eq!(format!("{dial:?}"), "ATD 080-****-4567");
        let pin = Command::EnterPin(Pin::new("4321").unwrap());
        assert_eq!(pin.text(), "AT+CPIN=\"4321\"");
        assert!(!format!("{pin:?}").contains("4321"));
        let press = Command::Press(Key::new('5').unwrap());
        assert_eq!(press.text(), "AT+VTS=\"5\"");
        assert!(!format!("{press:?}").contains('5'));
    }
}
