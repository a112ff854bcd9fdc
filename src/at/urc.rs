//! Unsolicited result codes: what the modem says without being asked.

use crate::phone::{Caller, Key};

use super::{
    CallReport, CallWord, Domain, HttpResult, PinState, RegistrationStatus, ShortText, Signal,
    SimPresence, StackNews, TextPdu,
    fields::{Fields, after, caller, party},
    reply::short,
    texts::PduOctets,
};

/// The name of a message memory: `ME` or `SM`.
pub type Memory = heapless::String<4>;

/// One unsolicited line; with a PDU, two.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, and reading a line allocates nothing"
)]
pub enum Urc {
    /// `RING`, `+CRING: VOICE` with `AT+CRC=1` (3GPP TS 27.007 6.11), or `+QIND: "ring"`.
    Ring,
    /// `+CRING: …` of another kind: data or fax, nothing that we answer.
    RingOther,
    /// `+CLIP: …`, who is calling (3GPP TS 27.007 7.6).
    Clip(Caller),
    /// `^DSCI: …` or `+QIND: "ccinfo",…`, a call has changed (Quectel AT).
    Call(CallReport),
    /// `NO CARRIER`, `BUSY`, `NO ANSWER`, `NO DIALTONE`.
    CallWord(CallWord),
    /// `+CCWA: "<number>",…`, a second caller (3GPP TS 27.007 7.12).
    CallWaiting(Caller),
    /// `+QTONEDET: <key>`, the other side has pressed a key (Quectel AT). May come twice, or for
    /// something that only sounded like one.
    KeyHeard(Key),

    /// `RDY`: the modem has started, and everything volatile is forgotten.
    Ready,
    /// `POWERED DOWN`.
    PoweredDown,
    /// `+CFUN: <fun>`.
    Functionality(u8),
    /// `+CPIN: <code>`, the SIM has changed.
    Pin(PinState),
    /// `+QUSIM: <type>`, the SIM has been read (Quectel AT): 0 SIM, 1 USIM.
    SimRead(u8),
    /// `+QSIMSTAT: <enable>,<inserted>`, the SIM was taken out or put in (Quectel AT).
    SimPresence(SimPresence),
    /// `+CREG: <stat>…` or `+CEREG: <stat>…`.
    Registration(Domain, RegistrationStatus),
    /// `+QIND: "csq",<rssi>,<ber>`.
    Signal(Signal),
    /// `+QIND: "act","<technology>"`.
    Technology(ShortText),
    /// `+QIND: PB DONE`: the phone book is up.
    PhoneBookReady,

    /// `+QIND: SMS DONE`: the message service is up.
    TextsReady,
    /// `+CMTI: "<mem>",<index>[,…]`, a text message has been stored (3GPP TS 27.005 3.4.1).
    TextStored {
        /// Where.
        memory: Memory,
        /// Its place there.
        index: u16,
    },
    /// `+CDSI: "<mem>",<index>`, a delivery report has been stored (3GPP TS 27.005 3.4.1).
    ReportStored {
        /// Where.
        memory: Memory,
        /// Its place there.
        index: u16,
    },
    /// `+CMT: …` and its PDU, a text message that was not stored (3GPP TS 27.005 3.4.1).
    TextCame(TextPdu),
    /// `+CDS: …` and its PDU, a delivery report (3GPP TS 27.005 3.4.1).
    ReportCame(TextPdu),
    /// `+CBM: …` and its PDU, a broadcast to the cell (3GPP TS 27.005 3.4.1).
    BroadcastCame(TextPdu),
    /// `+QIND: "smsfull","<mem>"` or `^SMMEMFULL: "<mem>"`: the network holds messages back until some
    /// are deleted.
    TextsFull {
        /// Which memory.
        memory: Memory,
    },

    /// `+QPCMV: 0,0` stop, `+QPCMV: 1,0` go on: whether the modem takes more sound (Quectel AT).
    AudioFlow {
        /// Go on.
        go: bool,
    },

    /// `+QIURC: …`, from the modem's own TCP/IP stack.
    Stack(StackNews),
    /// `+QIOPEN: <socket>,<err>`: how opening a connection ended.
    SocketOpened {
        /// The connection.
        socket: u8,
        /// 0, or the number of the modem's error.
        error: u16,
    },
    /// `+QHTTPGET: …`.
    HttpGot(HttpResult),
    /// `+QHTTPPOST: …`.
    HttpPosted(HttpResult),
    /// `+QHTTPREAD: <err>`: how reading what was fetched ended.
    HttpRead {
        /// 0, or the number of the modem's error.
        error: u16,
    },
    /// `+CUSD: <m>[,"<text>",<dcs>]`, a word from the operator (3GPP TS 27.007 7.15).
    Ussd {
        /// `<m>`: 0 done, 1 an answer is wanted, 2 ended by the network, 4 not supported, 5 time-out.
        status: u8,
        /// What it says, cut to what fits.
        text: ShortText,
    },

    /// Anything else, cut to what fits.
    Other(ShortText),
}

impl Urc {
    /// Reads a line that answers no command. Never fails: what is not known is [`Urc::Other`].
    #[must_use]
    pub fn parse(line: &str) -> Self {
        Self::known(line).unwrap_or_else(|| Self::Other(short(line)))
    }

    fn known(line: &str) -> Option<Self> {
        if let Some(word) = CallWord::parse(line) {
            return Some(Self::CallWord(word));
        }
        let Some((name, text)) = line.split_once(':') else {
            return Some(match line {
                "RING" => Self::Ring,
                "RDY" => Self::Ready,
                "POWERED DOWN" | "NORMAL POWER DOWN" => Self::PoweredDown,
                _ => return None,
            });
        };
        let text = text.trim();
        let number = || Fields::of(text).number();
        match name {
            "+CRING" if text.starts_with("VOICE") => Some(Self::Ring),
            "+CRING" => Some(Self::RingOther),
            "+CLIP" => Some(Self::Clip(caller(text))),
            "^DSCI" => CallReport::dsci(text).map(Self::Call),
            "+CCWA" => {
                let mut fields = Fields::of(text);
                let from = fields.next().filter(|field| field.quoted)?;
                Some(Self::CallWaiting(party(from.text, fields.number())))
            }
            "+QTONEDET" => key_of_code(text.parse().ok()?).map(Self::KeyHeard),
            "+CFUN" => text.parse().ok().map(Self::Functionality),
            "+CPIN" => Some(Self::Pin(PinState::parse(text))),
            "+QUSIM" => text.parse().ok().map(Self::SimRead),
            "+QSIMSTAT" => SimPresence::parse(text).map(Self::SimPresence),
            "+CREG" => Self::registration(Domain::Circuit, text),
            "+CEREG" => Self::registration(Domain::Lte, text),
            "+CMTI" => stored(text).map(|(memory, index)| Self::TextStored { memory, index }),
            "+CDSI" => stored(text).map(|(memory, index)| Self::ReportStored { memory, index }),
            "^SMMEMFULL" => Self::full(&mut Fields::of(text)),
            "+QIND" => Self::indication(text),
            "+QPCMV" => match text {
                "0,0" => Some(Self::AudioFlow { go: false }),
                "1,0" => Some(Self::AudioFlow { go: true }),
                _ => None,
            },
            "+QIURC" => StackNews::parse(text).map(Self::Stack),
            "+QIOPEN" => {
                let mut fields = Fields::of(text);
                let (socket, error) = (fields.number()?, fields.number()?);
                Some(Self::SocketOpened { socket, error })
            }
            "+QHTTPGET" => HttpResult::parse(text).map(Self::HttpGot),
            "+QHTTPPOST" => HttpResult::parse(text).map(Self::HttpPosted),
            "+QHTTPREAD" => number().map(|error| Self::HttpRead { error }),
            "+CUSD" => {
                let mut fields = Fields::of(text);
                let status = fields.number()?;
                let text = fields
                    .next()
                    .map_or_else(ShortText::new, |field| short(field.text));
                Some(Self::Ussd { status, text })
            }
            _ => None,
        }
    }

    fn registration(domain: Domain, text: &str) -> Option<Self> {
        RegistrationStatus::announced(text).map(|status| Self::Registration(domain, status))
    }

    fn full(fields: &mut Fields<'_>) -> Option<Self> {
        let memory = fields.next()?.text.try_into().ok()?;
        Some(Self::TextsFull { memory })
    }

    /// `+QIND:` has two grammars: bare (`SMS DONE`) and quoted (`"ccinfo",…`).
    fn indication(text: &str) -> Option<Self> {
        match text {
            "SMS DONE" => return Some(Self::TextsReady),
            "PB DONE" => return Some(Self::PhoneBookReady),
            _ => {}
        }
        let mut fields = Fields::of(text);
        match fields.next().filter(|name| name.quoted)?.text {
            "ccinfo" => CallReport::listed(&mut fields).map(Self::Call),
            "ring" => Some(Self::Ring),
            "csq" => fields.number().map(|rssi| Self::Signal(Signal { rssi })),
            "act" => fields.next().map(|name| Self::Technology(short(name.text))),
            "smsfull" => Self::full(&mut fields),
            _ => None,
        }
    }

    /// Whether this line is one of the unsolicited kind by its name alone, so that it cannot be a
    /// line of free text.
    pub(super) fn claims(line: &str) -> bool {
        line.starts_with(['+', '^']) || Self::known(line).is_some() || line.starts_with("CONNECT")
    }
}

/// Memory and index; firmware adds more, which does not count.
fn stored(text: &str) -> Option<(Memory, u16)> {
    let mut fields = Fields::of(text);
    let memory = fields.next()?.text.try_into().ok()?;
    Some((memory, fields.number()?))
}

/// The first line of an announcement whose second is a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PduHeader {
    kind: Kind,
    length: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Report,
    Broadcast,
}

impl PduHeader {
    /// `+CMT: [<alpha>],<length>`, `+CDS: <length>`, `+CBM: <length>` (3GPP TS 27.005 3.4.1).
    pub fn parse(line: &str) -> Option<Self> {
        let alone = |text| Fields::of(text).number();
        let (kind, length) = if let Some(text) = after(line, "+CMT") {
            (Kind::Text, Fields::of(text).nth(1)?.number())
        } else if let Some(text) = after(line, "+CDS") {
            (Kind::Report, alone(text))
        } else {
            (Kind::Broadcast, after(line, "+CBM").and_then(alone))
        };
        Some(Self {
            kind,
            length: length?,
        })
    }

    pub fn with(self, octets: PduOctets) -> Urc {
        let pdu = TextPdu {
            announced: self.length,
            octets,
        };
        match self.kind {
            Kind::Text => Urc::TextCame(pdu),
            Kind::Report => Urc::ReportCame(pdu),
            Kind::Broadcast => Urc::BroadcastCame(pdu),
        }
    }
}

/// From the decimal ASCII of `+QTONEDET`.
fn key_of_code(code: u8) -> Option<Key> {
    Key::new(char::from(code)).filter(|key| key.face() == char::from(code))
}

#[cfg(test)]
mod tests;
