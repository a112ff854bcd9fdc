//! A command as the modem reads it.

use std::fmt::{self, Write};

use super::{
    Command, CommandLine, Domain, Forwarding, Functionality, HangUpCause, Hold, HttpSetting,
    ImsChoice,
};

impl Command {
    /// The command line, without its carriage return.
    #[must_use]
    pub fn text(&self) -> CommandLine {
        let mut line = CommandLine::new();
        let fits = self.write(&mut line);
        debug_assert!(fits.is_ok(), "every value has its limit");
        line
    }

    fn write(&self, line: &mut CommandLine) -> fmt::Result {
        if let Some(fixed) = self.fixed() {
            return line.write_str(fixed);
        }
        match self {
            Self::EnterPin(pin) => write!(line, "AT+CPIN=\"{}\"", pin.digits()),
            Self::SetUsbConfig(config) => write!(line, "AT+QCFG=\"usbcfg\",{config}"),
            Self::Dial { to } => write!(line, "ATD{};", to.number().digits()),
            Self::HangUpWith { cause, id } => write!(line, "AT+QHUP={},{id}", cause.code()),
            Self::Hold(hold) => match hold {
                Hold::RejectWaiting => line.write_str("AT+CHLD=0"),
                Hold::End(id) => write!(line, "AT+CHLD=1{id}"),
                Hold::Swap => line.write_str("AT+CHLD=2"),
                Hold::Keep(id) => write!(line, "AT+CHLD=2{id}"),
                Hold::Join => line.write_str("AT+CHLD=3"),
            },
            Self::Press(key) => write!(line, "AT+VTS=\"{}\"", key.face()),
            Self::SetVolume(level) => write!(line, "AT+CLVL={level}"),
            Self::SendPdu { tpdu_len, .. } => write!(line, "AT+CMGS={tpdu_len}"),
            Self::ReadText { index } => write!(line, "AT+CMGR={index}"),
            Self::DeleteText { index } => write!(line, "AT+CMGD={index}"),
            Self::SetBearer { context, apn } => {
                write!(line, "AT+QICSGP={context},1,\"{}\"", apn.as_str())
            }
            Self::OpenBearer(context) => write!(line, "AT+QIACT={context}"),
            Self::CloseBearer(context) => write!(line, "AT+QIDEACT={context}"),
            Self::Resolve { context, host } => {
                write!(line, "AT+QIDNSGIP={context},\"{}\"", host.as_str())
            }
            Self::SetHttp(setting) => match setting {
                HttpSetting::Context(context) => {
                    write!(line, "AT+QHTTPCFG=\"contextid\",{context}")
                }
                HttpSetting::RequestHeader(on) => {
                    write!(line, "AT+QHTTPCFG=\"requestheader\",{}", u8::from(*on))
                }
                HttpSetting::ResponseHeader(on) => {
                    write!(line, "AT+QHTTPCFG=\"responseheader\",{}", u8::from(*on))
                }
            },
            Self::HttpUrl(url) => {
                let length = url.as_str().len();
                write!(line, "AT+QHTTPURL={length},{}", Self::HANDOVER)
            }
            Self::HttpGet { wait } => write!(line, "AT+QHTTPGET={wait}"),
            Self::HttpPost { body, wait } => {
                let length = body.len();
                write!(line, "AT+QHTTPPOST={length},{},{wait}", Self::HANDOVER)
            }
            Self::HttpRead { wait, .. } => write!(line, "AT+QHTTPREAD={wait}"),
            Self::SocketOpen {
                context,
                socket,
                host,
                port,
            } => {
                let host = host.as_str();
                write!(
                    line,
                    "AT+QIOPEN={context},{socket},\"TCP\",\"{host}\",{port},0,0"
                )
            }
            Self::SocketSend { socket, data } => write!(line, "AT+QISEND={socket},{}", data.len()),
            Self::SocketRead { socket, most } => write!(line, "AT+QIRD={socket},{most}"),
            Self::SocketClose { socket } => write!(line, "AT+QICLOSE={socket},5"),
            _ => line.write_str("AT"),
        }
    }

    /// The text of a command without values.
    const fn fixed(&self) -> Option<&'static str> {
        Some(match self {
            Self::Attention => "AT",
            Self::Question(question) => question.text(),
            Self::Set(setting) => setting.text(),
            Self::Manufacturer => "AT+CGMI",
            Self::Model => "AT+CGMM",
            Self::Firmware => "AT+CGMR",
            Self::Build => "AT+QGMR",
            Self::Imei => "AT+CGSN",
            Self::PinState => "AT+CPIN?",
            Self::PinTries => "AT+QPINC=\"SC\"",
            Self::SimStages => "AT+QINISTAT",
            Self::SimPresence => "AT+QSIMSTAT?",
            Self::Iccid => "AT+QCCID",
            Self::Imsi => "AT+CIMI",
            Self::Registration(Domain::Circuit) => "AT+CREG?",
            Self::Registration(Domain::Lte) => "AT+CEREG?",
            Self::Signal => "AT+CSQ",
            Self::SignalQuality => "AT+QCSQ",
            Self::NetworkInfo => "AT+QNWINFO",
            Self::Operator => "AT+COPS?",
            Self::OperatorName => "AT+QSPN",
            Self::Functionality(functionality) => match functionality {
                Functionality::Minimum => "AT+CFUN=0",
                Functionality::Full => "AT+CFUN=1",
                Functionality::Offline => "AT+CFUN=4",
                Functionality::Restart => "AT+CFUN=1,1",
            },
            Self::NetworkTime => "AT+QLTS=2",
            Self::Clock => "AT+CCLK?",
            Self::Ims => "AT+QCFG=\"ims\"",
            Self::SetIms(choice) => match choice {
                ImsChoice::Profile => "AT+QCFG=\"ims\",0",
                ImsChoice::On => "AT+QCFG=\"ims\",1",
                ImsChoice::Off => "AT+QCFG=\"ims\",2",
            },
            Self::Profiles => "AT+QMBNCFG=\"List\"",
            Self::UsbConfig => "AT+QCFG=\"usbcfg\"",
            Self::Calls => "AT+CLCC",
            Self::Answer => "ATA",
            Self::HangUp => "AT+CHUP",
            Self::EndCause => "AT+CEER",
            Self::CallWaiting => "AT+CCWA=1,2",
            Self::Forwarding(when) => match when {
                Forwarding::Always => "AT+CCFC=0,2",
                Forwarding::Busy => "AT+CCFC=1,2",
                Forwarding::NoReply => "AT+CCFC=2,2",
                Forwarding::Unreachable => "AT+CCFC=3,2",
            },
            Self::AudioMode => "AT+QPCMV?",
            Self::AudioModes => "AT+QPCMV=?",
            Self::AudioOff => "AT+QPCMV=0",
            Self::AudioOnSerial => "AT+QPCMV=1,0",
            Self::AudioOnCard => "AT+QPCMV=1,2",
            Self::SoundProfile => "AT+QAUDMOD?",
            Self::Volume => "AT+CLVL?",
            Self::ListTexts => "AT+CMGL=4",
            Self::TextStorage => "AT+CPMS?",
            Self::PowerOff => "AT+QPOWD",
            Self::Bearer => "AT+QIACT?",
            Self::HttpStop => "AT+QHTTPSTOP",
            Self::SocketError => "AT+QIGETERROR",
            _ => return None,
        })
    }
}

impl HangUpCause {
    const fn code(self) -> u8 {
        match self {
            Self::Unassigned => 1,
            Self::Normal => 16,
            Self::Busy => 17,
            Self::NoResponse => 18,
            Self::Rejected => 21,
            Self::OutOfOrder => 27,
            Self::Unspecified => 31,
            Self::Incompatible => 88,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::at::{Apn, Host, Url};

    #[test]
    fn values_stand_where_the_manual_wants_them() {
        let host = || Host::new("mmsc.example.invalid").unwrap();
        for (command, text) in [
            (
                Command::HangUpWith {
                    cause: HangUpCause::Busy,
                    id: 2,
                },
                "AT+QHUP=17,2",
            ),
            (
                Command::Hold(Hold::End(2.try_into().unwrap())),
                "AT+CHLD=12",
            ),
            (Command::Hold(Hold::Join), "AT+CHLD=3"),
            (
                Command::Functionality(Functionality::Restart),
                "AT+CFUN=1,1",
            ),
            (Command::ReadText { index: 3 }, "AT+CMGR=3"),
            (
                Command::SetBearer {
                    context: 1,
                    apn: Apn::new("lte.example.invalid").unwrap(),
                },
                "AT+QICSGP=1,1,\"lte.example.invalid\"",
            ),
            (
                Command::Resolve {
                    context: 1,
                    host: host(),
                },
                "AT+QIDNSGIP=1,\"mmsc.example.invalid\"",
            ),
            (
                Command::SocketOpen {
                    context: 1,
                    socket: 0,
                    host: host(),
                    port: 9082,
                },
                "AT+QIOPEN=1,0,\"TCP\",\"mmsc.example.invalid\",9082,0,0",
            ),
            (
                Command::HttpUrl(Url::new("http://example.invalid/x").unwrap()),
                "AT+QHTTPURL=24,10",
            ),
            (
                Command::SocketSend {
                    socket: 0,
                    data: heapless::Vec::from_slice(b"hello").unwrap(),
                },
                "AT+QISEND=0,5",
            ),
        ] {
            assert_eq!(command.text(), text);
        }
    }

    #[test]
    fn the_longest_values_fit() {
        let longest = "x".repeat(100);
        let command = Command::SocketOpen {
            context: 255,
            socket: 255,
            host: Host::new(&longest).unwrap(),
            port: 65_535,
        };
        assert!(command.text().ends_with("x\",65535,0,0"));
        let apn = Apn::new(&longest).unwrap();
        let command = Command::SetBearer { context: 255, apn };
        assert!(command.text().ends_with("x\""));
    }
}
