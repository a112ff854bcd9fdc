//! Unsolicited result codes: what the modem says without being asked.

use crate::phone::Caller;

use super::{
    CallReport, CallWord, Domain, PinState, RegistrationStatus, ShortText,
    fields::{Fields, after, caller},
    reply::short,
};

/// One unsolicited line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Urc {
    /// `RING`, or `+CRING: VOICE` with `AT+CRC=1` (3GPP TS 27.007 6.11).
    Ring,
    /// `+CRING: …` of another kind: data or fax, nothing that we answer.
    RingOther,
    /// `+CLIP: …`, who is calling (3GPP TS 27.007 7.6).
    Clip(Caller),
    /// `^DSCI: …` or `+QIND: "ccinfo",…`, a call has changed (Quectel AT).
    Call(CallReport),
    /// `NO CARRIER`, `BUSY`, `NO ANSWER`, `NO DIALTONE`.
    CallWord(CallWord),
    /// `+CCWA: …`, a second caller (3GPP TS 27.007 7.12).
    CallWaiting,
    /// `RDY`: the modem has started, and everything volatile is forgotten.
    Ready,
    /// `POWERED DOWN`.
    PoweredDown,
    /// `+CFUN: <fun>`.
    Functionality(u8),
    /// `+CPIN: <code>`, the SIM has changed.
    Pin(PinState),
    /// `+CREG: <stat>…` or `+CEREG: <stat>…`.
    Registration(Domain, RegistrationStatus),
    /// `+CMTI: "<mem>",<index>[,…]`, a text message has been stored (3GPP TS 27.005 3.4.1).
    TextStored {
        /// The memory: `ME` or `SM`.
        memory: heapless::String<4>,
        /// Its place there.
        index: u16,
    },
    /// `+QIND: SMS DONE`: the message service is up.
    TextsReady,
    /// `+QPCMV: 0,0` stop, `+QPCMV: 1,0` go on: whether the modem takes more sound (Quectel AT).
    AudioFlow {
        /// Go on.
        go: bool,
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
                "POWERED DOWN" => Self::PoweredDown,
                _ => return None,
            });
        };
        let text = text.trim();
        match name {
            "+CRING" if text.starts_with("VOICE") => Some(Self::Ring),
            "+CRING" => Some(Self::RingOther),
            "+CLIP" => Some(Self::Clip(caller(text))),
            "^DSCI" => CallReport::dsci(text).map(Self::Call),
            "+CCWA" => Some(Self::CallWaiting),
            "+CFUN" => text.parse().ok().map(Self::Functionality),
            "+CPIN" => Some(Self::Pin(PinState::parse(text))),
            "+CREG" => Self::registration(Domain::Circuit, text),
            "+CEREG" => Self::registration(Domain::Lte, text),
            "+CMTI" => Self::text_stored(text),
            "+QIND" => Self::indication(text),
            "+QPCMV" => match text {
                "0,0" => Some(Self::AudioFlow { go: false }),
                "1,0" => Some(Self::AudioFlow { go: true }),
                _ => None,
            },
            _ => None,
        }
    }

    fn registration(domain: Domain, text: &str) -> Option<Self> {
        RegistrationStatus::announced(text).map(|status| Self::Registration(domain, status))
    }

    /// Only the first two fields count; firmware adds more.
    fn text_stored(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        let memory = fields.next()?.text.try_into().ok()?;
        let index = fields.number()?;
        Some(Self::TextStored { memory, index })
    }

    /// `+QIND:` has two grammars: bare (`SMS DONE`) and quoted (`"ccinfo",…`).
    fn indication(text: &str) -> Option<Self> {
        if text == "SMS DONE" {
            return Some(Self::TextsReady);
        }
        let mut fields = Fields::of(text);
        match fields.next()?.text {
            "ccinfo" => CallReport::listed(&mut fields).map(Self::Call),
            _ => None,
        }
    }

    /// Whether this line is one of the unsolicited kind by its name alone, so that it cannot be a
    /// line of free text.
    pub(super) fn claims(line: &str) -> bool {
        line.starts_with(['+', '^'])
            || Self::known(line).is_some()
            || after(line, "CONNECT").is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::at::{CallState, Direction};
    use proptest::prelude::*;

    #[test]
    fn rings_and_who_is_calling() {
        assert_eq!(Urc::parse("RING"), Urc::Ring);
        assert_eq!(Urc::parse("+CRING: VOICE"), Urc::Ring);
        assert_eq!(Urc::parse("+CRING: REL ASYNC"), Urc::RingOther);
        assert_eq!(
            Urc::parse("+CLIP: \"01023456789\",129,,,,0"),
            Urc::Clip(Caller::Known("01023456789".parse().unwrap()))
        );
        assert_eq!(
            Urc::parse("+CLIP: \"\",128,,,,1"),
            Urc::Clip(Caller::Withheld)
        );
    }

    #[test]
    fn both_announcements_of_an_ended_call() {
        for line in [
            "^DSCI: 2,1,6,0,01023456789,129",
            "+QIND: \"ccinfo\",2,1,-1,0,0,\"01023456789\",129",
        ] {
            let Urc::Call(call) = Urc::parse(line) else {
                panic!("{line}");
            };
            assert_eq!(
                (call.id, call.direction, call.state, call.voice),
                (2, Direction::Incoming, CallState::Ended, true),
                "{line}"
            );
        }
    }

    #[test]
    fn boot_and_network() {
        assert_eq!(Urc::parse("RDY"), Urc::Ready);
        assert_eq!(Urc::parse("+CFUN: 1"), Urc::Functionality(1));
        assert_eq!(Urc::parse("+CPIN: SIM PIN"), Urc::Pin(PinState::Pin));
        assert_eq!(Urc::parse("+QIND: SMS DONE"), Urc::TextsReady);
        assert_eq!(
            Urc::parse("+CEREG: 1,\"1A2B\",\"01234567\",7"),
            Urc::Registration(Domain::Lte, RegistrationStatus::Home)
        );
        assert_eq!(Urc::parse("+QPCMV: 0,0"), Urc::AudioFlow { go: false });
        assert_eq!(Urc::parse("+QPCMV: 1,0"), Urc::AudioFlow { go: true });
    }

    #[test]
    fn a_stored_text_is_read_whatever_follows() {
        for line in ["+CMTI: \"ME\",3", "+CMTI: \"ME\",3,\"MMS PUSH\",2,1"] {
            assert!(
                matches!(Urc::parse(line), Urc::TextStored { index: 3, ref memory } if memory == "ME"),
                "{line}"
            );
        }
    }

    #[test]
    fn the_unknown_is_kept_short() {
        for line in [
            "+QIND: PB DONE",
            "+QIND: \"csq\",28,99",
            "^NEWTHING: 1",
            "+CREG: ?",
        ] {
            assert!(matches!(Urc::parse(line), Urc::Other(_)), "{line}");
        }
        let Urc::Other(text) = Urc::parse(&"x".repeat(500)) else {
            panic!("not known");
        };
        assert_eq!(text.len(), text.capacity());
    }

    proptest! {
        #[test]
        fn any_line_is_read(line in "([+^]?(RING|CLIP|CREG|QIND|DSCI|CMTI|CPIN|QPCMV)?(: )?)?[ -~]{0,40}") {
            let _ = Urc::parse(&line);
        }
    }
}
