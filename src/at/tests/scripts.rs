//! Every command with an answer as the modem gives it.

use std::num::NonZeroU8;

use crate::{
    at::{
        Apn, Command, Domain, Forwarding, Functionality, HangUpCause, Hold, Host, HttpSetting,
        ImsChoice, Payload, Pin, Question, Setting, Url, UsbConfig,
    },
    phone::{Key, Purpose, policy},
};

/// A command and the lines of its answer. An announcement may come between any two of them.
pub struct Script {
    pub command: Command,
    pub units: Vec<Vec<u8>>,
}

impl Script {
    /// An answer of these lines and `OK`.
    fn lines(command: Command, lines: &[&str]) -> Self {
        let mut units: Vec<_> = lines.iter().map(|line| unit(line)).collect();
        units.push(unit("OK"));
        Self { command, units }
    }

    fn units(command: Command, units: &[&str]) -> Self {
        let units = units.iter().map(|unit| unit.as_bytes().to_vec()).collect();
        Self { command, units }
    }

    /// Whether the answer holds raw data, whose bytes are not lines.
    pub fn is_raw(&self) -> bool {
        matches!(
            self.command,
            Command::HttpRead { .. } | Command::SocketRead { .. }
        )
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.units.concat()
    }
}

fn unit(line: &str) -> Vec<u8> {
    format!("\r\n{line}\r\n").into_bytes()
}

pub const PDU: &str = "079128019999000004088151882143000852111241309063560028AD11";
const USB: &str = "+QCFG: \"usbcfg\",0x2C7C,0x0125,1,1,1,1,1,0,1";

fn question(text: &str) -> Command {
    Command::Question(Question::find(text).expect("of the list"))
}

fn data() -> Payload {
    Payload::from_slice(b"GET / HTTP/1.1\r\n\r\n\x00\xff> \x1a").expect("short")
}

/// The settings that a driver sends.
pub const SETTINGS: [Setting; 32] = [
    Setting::EchoOff,
    Setting::ResultWords,
    Setting::NumericErrors,
    Setting::UrcPort,
    Setting::AnnounceCircuit,
    Setting::AnnounceLte,
    Setting::QuietPacket,
    Setting::ShowCaller,
    Setting::ExtendedRing,
    Setting::NoServiceNotices,
    Setting::HideConnectedLine,
    Setting::PlainHangUp,
    Setting::AnnounceCalls,
    Setting::AnnounceCallInfo,
    Setting::AnnounceSignal,
    Setting::AnnounceTechnology,
    Setting::AnnounceTextsFull,
    Setting::AnnounceSim,
    Setting::CharacterSet,
    Setting::PduMode,
    Setting::MessageService,
    Setting::MessageMemory,
    Setting::MessageMemorySim,
    Setting::AnnounceTexts,
    Setting::KeepLinkOpen,
    Setting::ClockFromNetwork,
    Setting::DetectTones,
    Setting::ToneLength,
    Setting::GpsPortOff,
    Setting::UsbSoundProfile,
    Setting::SendEchoOff,
    Setting::CallWaitingOff,
];

pub fn usb_config() -> UsbConfig {
    UsbConfig {
        vendor: 0x2C7C,
        product: 0x0125,
        diagnostics: true,
        nmea: true,
        at: true,
        modem: true,
        network: true,
        adb: false,
        sound: true,
    }
}

/// All of them.
pub fn scripts() -> Vec<Script> {
    let to = policy::allow(&"0801234567".parse().unwrap(), Purpose::OptOut).unwrap();
    let host = || Host::new("mmsc.example.invalid").unwrap();
    let second = NonZeroU8::new(2).unwrap();
    let mut all: Vec<_> = SETTINGS
        .map(|setting| match setting {
            Setting::MessageService => Script::lines(Command::Set(setting), &["+CSMS: 1,1,1"]),
            Setting::MessageMemory | Setting::MessageMemorySim => {
                Script::lines(Command::Set(setting), &["+CPMS: 0,255,0,255,0,255"])
            }
            setting => Script::lines(Command::Set(setting), &[]),
        })
        .into();
    // What answers with OK alone.
    all.extend(
        [
            Command::Attention,
            Command::EnterPin(Pin::new("1234").unwrap()),
            Command::Functionality(Functionality::Minimum),
            Command::Functionality(Functionality::Full),
            Command::Functionality(Functionality::Offline),
            Command::Functionality(Functionality::Restart),
            Command::SetIms(ImsChoice::On),
            Command::SetUsbConfig(usb_config()),
            Command::Dial { to },
            Command::Answer,
            Command::HangUp,
            Command::HangUpWith {
                cause: HangUpCause::Busy,
                id: 2,
            },
            Command::Hold(Hold::RejectWaiting),
            Command::Hold(Hold::End(second)),
            Command::Hold(Hold::Swap),
            Command::Hold(Hold::Keep(second)),
            Command::Hold(Hold::Join),
            Command::Press(Key::new('#').unwrap()),
            Command::AudioOff,
            Command::AudioOnSerial,
            Command::AudioOnCard,
            Command::SetVolume(3),
            Command::DeleteText { index: 3 },
            Command::PowerOff,
            Command::SetBearer {
                context: 1,
                apn: Apn::new("lte.example.invalid").unwrap(),
            },
            Command::OpenBearer(1),
            Command::CloseBearer(1),
            Command::Resolve {
                context: 1,
                host: host(),
            },
            Command::SetHttp(HttpSetting::Context(1)),
            Command::SetHttp(HttpSetting::RequestHeader(true)),
            Command::SetHttp(HttpSetting::ResponseHeader(false)),
            Command::HttpGet { wait: 80 },
            Command::HttpStop,
            Command::SocketOpen {
                context: 1,
                socket: 0,
                host: host(),
                port: 9082,
            },
            Command::SocketClose { socket: 0 },
        ]
        .map(|command| Script::lines(command, &[])),
    );
    for (command, lines) in [
        (Command::Manufacturer, &["Quectel"][..]),
        (Command::Model, &["EC25"]),
        (Command::Firmware, &["EC25EFAR06A00M4G"]),
        (Command::Build, &["EC25EFAR06A00M4G_01.001.01.001"]),
        (Command::Imei, &["866758041234567"]),
        (Command::PinState, &["+CPIN: READY"]),
        (Command::PinTries, &["+QPINC: \"SC\",3,10"]),
        (Command::SimStages, &["+QINISTAT: 7"]),
        (Command::SimPresence, &["+QSIMSTAT: 1,1"]),
        (Command::Iccid, &["+QCCID: 8982051234567890123F"]),
        (Command::Imsi, &["450081234567890"]),
        (
            Command::Registration(Domain::Circuit),
            &["+CREG: 2,1,\"1A2B\",\"01234567\",7"],
        ),
        (Command::Registration(Domain::Lte), &["+CEREG: 2,5"]),
        (Command::Signal, &["+CSQ: 24,99"]),
        (Command::SignalQuality, &["+QCSQ: \"LTE\",-52,-81,195,-10"]),
        (
            Command::NetworkInfo,
            &["+QNWINFO: \"FDD LTE\",45008,\"LTE BAND 3\",1650"],
        ),
        (Command::Operator, &["+COPS: 0,0,\"KT\",7"]),
        (
            Command::OperatorName,
            &["+QSPN: \"KT\",\"KT\",\"\",0,\"45008\""],
        ),
        (
            Command::NetworkTime,
            &["+QLTS: \"2026/08/11,10:22:33+36,0\""],
        ),
        (Command::Clock, &["+CCLK: \"80/01/06,00:00:12+00\""]),
        (Command::Ims, &["+QCFG: \"ims\",1,1"]),
        (
            Command::Profiles,
            &[
                "+QMBNCFG: \"List\",0,1,1,\"ROW_Generic_3GPP\",0x0501081F,201803301",
                "+QMBNCFG: \"List\",1,0,0,\"VoLTE-Example\",0x0501081F,201803301",
            ],
        ),
        (Command::UsbConfig, &[USB]),
        (
            Command::Calls,
            &[
                "+CLCC: 1,0,0,1,0,\"\",128",
                "+CLCC: 2,1,4,0,0,\"01023456789\",129",
            ],
        ),
        (Command::EndCause, &["+CEER: Normal call clearing"]),
        (Command::CallWaiting, &["+CCWA: 1,1", "+CCWA: 0,2"]),
        (
            Command::Forwarding(Forwarding::Always),
            &["+CCFC: 1,1,\"+82212345678\",145,,,"],
        ),
        (Command::AudioMode, &["+QPCMV: 1,2"]),
        (Command::AudioModes, &["+QPCMV: (0,1),(0-2)"]),
        (Command::SoundProfile, &["+QAUDMOD: 3"]),
        (Command::Volume, &["+CLVL: 3"]),
        (Command::ReadText { index: 3 }, &["+CMGR: 0,,21", PDU]),
        (
            Command::ListTexts,
            &["+CMGL: 0,1,,21", PDU, "+CMGL: 7,0,,21", PDU],
        ),
        (
            Command::TextStorage,
            &["+CPMS: \"ME\",3,255,\"ME\",3,255,\"ME\",3,255"],
        ),
        (Command::Bearer, &["+QIACT: 1,1,1,\"192.0.2.7\""]),
        (Command::SocketError, &["+QIGETERROR: 552,connect failed"]),
        (question("AT+CGMM"), &["EC25"]),
        (
            question("AT+QMBNCFG=\"List\""),
            &[
                "+QMBNCFG: \"List\",0,1,1,\"SKT\"",
                "+QMBNCFG: \"List\",1,0,0,\"KT\"",
            ],
        ),
    ] {
        all.push(Script::lines(command, lines));
    }
    all.extend([
        Script::units(
            super::message(),
            &["\r\n> ", "\r\n+CMGS: 12\r\n", "\r\nOK\r\n"],
        ),
        Script::units(
            Command::SocketSend {
                socket: 0,
                data: data(),
            },
            &["\r\n> ", "\r\nSEND OK\r\n"],
        ),
        Script::units(
            Command::HttpUrl(Url::new("http://example.invalid/mms").unwrap()),
            &["\r\nCONNECT\r\n", "\r\nOK\r\n"],
        ),
        Script::units(
            Command::HttpPost {
                body: data(),
                wait: 80,
            },
            &["\r\nCONNECT\r\n", "\r\nOK\r\n"],
        ),
        Script::units(
            Command::SocketRead {
                socket: 0,
                most: 1500,
            },
            &["\r\n+QIRD: 9\r\n\r\n\0OK\r\n\r\n\r\n", "\r\nOK\r\n"],
        ),
        Script::units(
            Command::HttpRead {
                length: Some(9),
                wait: 80,
            },
            &["\r\nCONNECT\r\n\r\n\0OK\r\n\r\n\r\n", "\r\nOK\r\n"],
        ),
        Script::units(
            Command::HttpRead {
                length: None,
                wait: 80,
            },
            &["\r\nCONNECT\r\n\r\nOK\r\n\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n"],
        ),
    ]);
    all
}

/// Announcements, each of one or two lines.
pub const ANNOUNCEMENTS: [&str; 38] = [
    "\r\nRING\r\n",
    "\r\n+CRING: VOICE\r\n",
    "\r\n+CLIP: \"01023456789\",129,,,,0\r\n",
    "\r\n+CLIP: \"+12025550143\",145,,,,0\r\n",
    "\r\n+CLIP: \"\",128,,,,1\r\n",
    "\r\n^DSCI: 2,1,6,0,01023456789,129\r\n",
    "\r\n+QIND: \"ccinfo\",2,1,-1,0,0,\"01023456789\",129\r\n",
    "\r\n+QIND: SMS DONE\r\n",
    "\r\n+QIND: PB DONE\r\n",
    "\r\n+QIND: \"csq\",28,99\r\n",
    "\r\n+QIND: \"act\",\"LTE\"\r\n",
    "\r\n+QIND: \"smsfull\",\"ME\"\r\n",
    "\r\n+QIND: \"ring\"\r\n",
    "\r\n^SMMEMFULL: \"SM\"\r\n",
    "\r\nNO CARRIER\r\n",
    "\r\nBUSY\r\n",
    "\r\n+CCWA: \"01023456789\",129,1\r\n",
    "\r\n+QTONEDET: 49\r\n",
    "\r\nRDY\r\n",
    "\r\n+CFUN: 1\r\n",
    "\r\n+CPIN: NOT READY\r\n",
    "\r\n+QUSIM: 1\r\n",
    "\r\n+QSIMSTAT: 1,0\r\n",
    "\r\n+CREG: 1,\"1A2B\",\"01234567\",7\r\n",
    "\r\n+CEREG: 0\r\n",
    "\r\n+CMTI: \"ME\",3\r\n",
    "\r\n+CMTI: \"SM\",1,\"MMS PUSH\",2,1\r\n",
    "\r\n+CDSI: \"SR\",1\r\n",
    "\r\n+CMT: ,21\r\n079128019999000004088151882143000852111241309063560028AD11\r\n",
    "\r\n+CDS: 4\r\n0191AABBCCDD\r\n",
    "\r\n+QPCMV: 0,0\r\n",
    "\r\n+QIURC: \"recv\",0\r\n",
    "\r\n+QIURC: \"dnsgip\",\"192.0.2.7\"\r\n",
    "\r\n+QHTTPGET: 0,200,512\r\n",
    "\r\n+CUSD: 0,\"bye\",15\r\n",
    "\r\n+QLWURC: \"unheard of\"\r\n",
    "\r\n^NEWTHING: 1\r\n",
    "\r\nPOWERED DOWN\r\n",
];
