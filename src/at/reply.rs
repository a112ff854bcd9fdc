//! What a command asked for.

use crate::phone::Caller;

use super::{
    Bearer, CallList, CarrierProfile, Command, Digits, Domain, Ims, ModemTime, NetworkInfo,
    Operator, PinState, PinTries, Question, RegistrationStatus, Signal, SignalQuality, SimPresence,
    SimStages, Storage, StoredText, Urc, UsbConfig,
    fields::{Field, Fields, after, party},
    texts::{TextHeader, octets},
};

/// A short text from the modem: its model, its firmware.
pub type ShortText = heapless::String<64>;

/// A line as the modem gives it, for a person.
pub type PlainLine = heapless::String<160>;

/// As much of the text as fits.
pub(super) fn short(text: &str) -> ShortText {
    let end = text.floor_char_boundary(64);
    text[..end].try_into().unwrap_or_default()
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
    /// `AT+CGMI`, `AT+CGMM`, `AT+CGMR`, `AT+QGMR`, `AT+CEER`, `AT+QSPN`, `AT+QPCMV=?`.
    Text(ShortText),
    /// `AT+CGSN` (IMEI), `AT+QCCID`, `AT+CIMI`.
    Digits(Digits),
    /// `AT+CPIN?`.
    Pin(PinState),
    /// `AT+QPINC="SC"`.
    PinTries(PinTries),
    /// `AT+QINISTAT`.
    SimStages(SimStages),
    /// `AT+QSIMSTAT?`.
    SimPresence(SimPresence),
    /// `AT+CREG?`, `AT+CEREG?`.
    Registration(RegistrationStatus),
    /// `AT+CSQ`.
    Signal(Signal),
    /// `AT+QCSQ`.
    SignalQuality(SignalQuality),
    /// `AT+QNWINFO`.
    Network(NetworkInfo),
    /// `AT+COPS?`.
    Operator(Operator),
    /// `AT+QLTS=2`, `AT+CCLK?`; `None` when the network has not told the time since the start.
    Time(Option<ModemTime>),
    /// `AT+QCFG="ims"`.
    Ims(Ims),
    /// `AT+QCFG="usbcfg"`.
    UsbConfig(UsbConfig),
    /// `AT+CLCC`; complete even when it is empty.
    Calls(CallList),
    /// `AT+CCWA=1,2`: whether a second caller is let through.
    CallWaiting {
        /// For voice calls.
        on: bool,
    },
    /// `AT+CCFC=…,2`: whether voice calls are forwarded.
    Forwarding {
        /// They are.
        on: bool,
        /// Where to.
        to: Caller,
    },
    /// `AT+QPCMV?`: whether voice goes over USB, and where (0 serial, 2 sound card).
    AudioMode {
        /// Voice over USB is on.
        on: bool,
        /// `<mode>`.
        mode: u8,
    },
    /// `AT+CLVL?`, `AT+QAUDMOD?`.
    Level(u8),
    /// `AT+CMGS`: TP-MR, the modem's reference for the message.
    Reference(u8),
    /// `AT+CMGR`.
    StoredText(StoredText),
    /// `AT+CMGL=4`, `AT+QMBNCFG="List"`, a [`super::Question`]: the entries have come as [`Listed`].
    Listed {
        /// How many have come.
        count: u16,
        /// Whether some could not be read.
        garbled: bool,
    },
    /// `AT+CPMS?`.
    Storage(Storage),
    /// `AT+QIACT?`.
    Bearers(heapless::Vec<Bearer, 4>),
    /// `AT+QHTTPREAD`, `AT+QIRD`: the data has come as [`super::Output::Data`].
    Data {
        /// How much.
        octets: u32,
    },
    /// `AT+QIGETERROR`.
    SocketError {
        /// Its number.
        code: u16,
        /// Its name.
        text: ShortText,
    },
}

/// One entry of a list, given as soon as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// `+CMGL: …` and its PDU.
    Text(StoredText),
    /// `+QMBNCFG: "List",…`.
    Profile(CarrierProfile),
    /// A line that answers a [`super::Question`].
    Plain(PlainLine),
}

/// What a line was to the reply.
#[derive(Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, and reading a line allocates nothing"
)]
pub(super) enum Taken {
    /// Not part of it.
    No,
    /// Part of it.
    Yes,
    /// An entry of the list.
    Listed(Listed),
    /// Raw data follows: so many octets, or until the result.
    Raw(Option<u32>),
}

/// A reply while it comes.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub reply: Reply,
    /// A message has been announced, and its PDU is yet to come.
    header: Option<TextHeader>,
}

impl Reading {
    /// Where the reply to `command` starts out.
    pub fn begin(command: &Command) -> Self {
        let reply = match command {
            Command::Calls => Reply::Calls(CallList::default()),
            Command::ListTexts | Command::Profiles | Command::Question(_) => Reply::Listed {
                count: 0,
                garbled: false,
            },
            Command::Bearer => Reply::Bearers(heapless::Vec::new()),
            _ => Reply::None,
        };
        Self {
            reply,
            header: None,
        }
    }

    /// The reply, once the final result is there.
    pub fn finish(&mut self) -> Reply {
        if self.header.take().is_some() {
            self.garbled();
        }
        std::mem::take(&mut self.reply)
    }

    /// Reads one line into the reply.
    pub fn take(&mut self, command: &Command, line: &str) -> Taken {
        let named = |name| after(line, name);
        let taken = |yes: bool| if yes { Taken::Yes } else { Taken::No };
        match command {
            Command::ListTexts | Command::ReadText { .. } => self.text(command, line),
            Command::Calls => match (&mut self.reply, named("+CLCC")) {
                (Reply::Calls(list), Some(text)) => {
                    list.add(text);
                    Taken::Yes
                }
                _ => Taken::No,
            },
            Command::Bearer => match (&mut self.reply, named("+QIACT").and_then(Bearer::parse)) {
                // A modem has sixteen; those that are up come first, and we ask for one.
                (Reply::Bearers(list), Some(bearer)) => {
                    let _ = list.push(bearer);
                    Taken::Yes
                }
                _ => Taken::No,
            },
            Command::Profiles => match named("+QMBNCFG").map(CarrierProfile::parse) {
                Some(Some(profile)) => {
                    self.counted();
                    Taken::Listed(Listed::Profile(profile))
                }
                Some(None) => {
                    self.garbled();
                    Taken::Yes
                }
                None => Taken::No,
            },
            Command::HttpRead { length, .. } if line == "CONNECT" => Taken::Raw(*length),
            Command::SocketRead { most, .. } => {
                let length = named("+QIRD").and_then(|text| Fields::of(text).number::<u32>());
                match length.filter(|length| *length <= u32::from(*most)) {
                    Some(length) => Taken::Raw(Some(length)),
                    None => Taken::No,
                }
            }
            Command::Question(question) if answers(*question, line) => {
                self.counted();
                let end = line.floor_char_boundary(160);
                Taken::Listed(Listed::Plain(line[..end].try_into().unwrap_or_default()))
            }
            Command::Question(_) => Taken::No,
            Command::CallWaiting => taken(self.waiting(line)),
            Command::Forwarding(_) => taken(self.forwarding(line)),
            // Some settings tell what they have set.
            Command::Set(setting) => {
                taken(setting.name().is_some_and(|name| named(name).is_some()))
            }
            _ if self.reply != Reply::None => Taken::No, // one line was asked for
            _ => match single(command, line) {
                Some(reply) => {
                    self.reply = reply;
                    Taken::Yes
                }
                None => Taken::No,
            },
        }
    }

    /// Whether this line would be part of the reply to `command`.
    pub fn would_take(command: &Command, line: &str) -> bool {
        Self::begin(command).take(command, line) != Taken::No
    }

    fn text(&mut self, command: &Command, line: &str) -> Taken {
        let header = match command {
            Command::ReadText { index } => {
                after(line, "+CMGR").map(|text| TextHeader::read(text, *index))
            }
            _ => after(line, "+CMGL").map(TextHeader::listed),
        };
        if let Some(header) = header {
            // Two announcements in a row: the PDU of the first one is lost.
            if self.header.is_some() || header.is_none() {
                self.garbled();
            }
            self.header = header;
            return Taken::Yes;
        }
        let Some((header, octets)) = self.header.zip(octets(line)) else {
            return Taken::No;
        };
        self.header = None;
        let text = header.with(octets);
        if let Command::ReadText { .. } = command {
            self.reply = Reply::StoredText(text);
            return Taken::Yes;
        }
        self.counted();
        Taken::Listed(Listed::Text(text))
    }

    fn counted(&mut self) {
        if let Reply::Listed { count, .. } = &mut self.reply {
            *count = count.saturating_add(1);
        }
    }

    fn garbled(&mut self) {
        match &mut self.reply {
            Reply::Listed { garbled, .. } => *garbled = true,
            Reply::Calls(list) => list.garble(),
            _ => {}
        }
    }

    /// A line was too long to be read: it may have been an entry.
    pub fn lost(&mut self) {
        self.garbled();
    }

    /// A line that nobody knows came by. If it may be an entry whose name was garbled, the list is
    /// no longer complete.
    pub fn passed(&mut self, line: &str) {
        let entry = match (&self.reply, line.split_once(':')) {
            (Reply::Calls(_), Some((_, text))) => CallList::holds(text),
            (Reply::Listed { .. }, _) => octets(line).is_some(),
            _ => false,
        };
        if entry || !line.starts_with(['+', '^']) {
            self.garbled();
        }
    }

    /// `+CCWA: <status>,<class>`, a line for each class; the announcement of a caller begins with a
    /// quoted number.
    fn waiting(&mut self, line: &str) -> bool {
        let Some((status, voice, _)) = after(line, "+CCWA").and_then(service) else {
            return false;
        };
        let before = matches!(self.reply, Reply::CallWaiting { on: true });
        let on = before || (voice && status);
        self.reply = Reply::CallWaiting { on };
        true
    }

    /// `+CCFC: <status>,<class>[,<number>,<type>,…]`, a line for each class.
    fn forwarding(&mut self, line: &str) -> bool {
        let Some((on, voice, mut fields)) = after(line, "+CCFC").and_then(service) else {
            return false;
        };
        if voice || self.reply == Reply::None {
            let number = fields.next().map_or("", |field| field.text);
            let to = party(number, fields.number());
            self.reply = Reply::Forwarding {
                on: on && voice,
                to,
            };
        }
        true
    }
}

/// `<status>,<class>,…` of a supplementary service: whether it is on, whether the class holds voice
/// (1), and the rest.
fn service(text: &str) -> Option<(bool, bool, Fields<'_>)> {
    let mut fields = Fields::of(text);
    let status = fields.next().filter(|field| !field.quoted)?;
    let on = status.number::<u8>()? == 1;
    let class: u8 = fields.number()?;
    Some((on, class & 1 == 1, fields))
}

/// Whether a line answers a question: it has its name, or the question wants plain text and nobody else claims it.
fn answers(question: Question, line: &str) -> bool {
    after(line, question.name()).is_some() || (question.plain && !Urc::claims(line))
}

/// A reply of one line.
fn single(command: &Command, line: &str) -> Option<Reply> {
    let named = |name| after(line, name);
    match command {
        Command::Manufacturer | Command::Model | Command::Firmware | Command::Build => {
            (!Urc::claims(line)).then(|| Reply::Text(short(line)))
        }
        Command::EndCause => named("+CEER").map(|text| Reply::Text(short(text))),
        Command::OperatorName => {
            let name = Fields::of(named("+QSPN")?).next()?;
            Some(Reply::Text(short(name.text)))
        }
        Command::AudioModes => {
            let modes = named("+QPCMV").filter(|text| text.starts_with('('));
            modes.map(|text| Reply::Text(short(text)))
        }
        Command::Imei | Command::Imsi => Digits::bare(line).map(Reply::Digits),
        Command::Iccid => named("+QCCID").and_then(Digits::parse).map(Reply::Digits),
        Command::PinState => named("+CPIN").map(|text| Reply::Pin(PinState::parse(text))),
        Command::PinTries => named("+QPINC")
            .and_then(PinTries::parse)
            .map(Reply::PinTries),
        Command::SimStages => {
            let sum = named("+QINISTAT").and_then(|text| Fields::of(text).number());
            sum.map(|sum| Reply::SimStages(SimStages(sum)))
        }
        Command::SimPresence => named("+QSIMSTAT")
            .and_then(SimPresence::parse)
            .map(Reply::SimPresence),
        Command::Registration(domain) => named(domain.name())
            .and_then(RegistrationStatus::queried)
            .map(Reply::Registration),
        Command::Signal => named("+CSQ").and_then(Signal::parse).map(Reply::Signal),
        Command::SignalQuality => named("+QCSQ")
            .and_then(SignalQuality::parse)
            .map(Reply::SignalQuality),
        Command::NetworkInfo => named("+QNWINFO")
            .and_then(NetworkInfo::parse)
            .map(Reply::Network),
        Command::Operator => named("+COPS")
            .and_then(Operator::parse)
            .map(Reply::Operator),
        Command::NetworkTime => named("+QLTS").and_then(ModemTime::maybe).map(Reply::Time),
        Command::Clock => named("+CCLK").and_then(ModemTime::maybe).map(Reply::Time),
        Command::Ims => Ims::parse(&mut configuration(line, "ims")?).map(Reply::Ims),
        Command::UsbConfig => {
            let mut fields = configuration(line, "usbcfg")?;
            UsbConfig::parse(&mut fields).map(Reply::UsbConfig)
        }
        Command::AudioMode => {
            let mut fields = Fields::of(named("+QPCMV")?);
            let on = fields.number::<u8>()? == 1;
            let mode = fields.number()?;
            Some(Reply::AudioMode { on, mode })
        }
        Command::Volume => level(named("+CLVL")?),
        Command::SoundProfile => level(named("+QAUDMOD")?),
        Command::SendPdu { .. } => {
            let reference = Fields::of(named("+CMGS")?).number();
            reference.map(Reply::Reference)
        }
        Command::TextStorage => named("+CPMS").and_then(Storage::parse).map(Reply::Storage),
        Command::SocketError => {
            let mut fields = Fields::of(named("+QIGETERROR")?);
            let code = fields.number()?;
            let text = fields.next().map_or("", |field| field.text);
            let text = short(text);
            Some(Reply::SocketError { code, text })
        }
        _ => None,
    }
}

fn level(text: &str) -> Option<Reply> {
    Fields::of(text).number().map(Reply::Level)
}

/// The values behind `+QCFG: "<name>",`.
fn configuration<'a>(line: &'a str, name: &str) -> Option<Fields<'a>> {
    let mut fields = Fields::of(after(line, "+QCFG")?);
    fields
        .next()
        .is_some_and(|Field { text, .. }| text == name)
        .then_some(fields)
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
mod tests;
