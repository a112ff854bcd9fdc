//! What is asked, and what may be written at all.

use std::time::Duration;

/// A command line with its carriage return.
pub(super) type Line = heapless::String<40>;

/// What of an answer must not be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mask {
    /// Nothing in it is secret.
    Open,
    /// Long numbers keep so many digits at their beginning: a network, a maker.
    Begin(usize),
    /// Nothing is masked, because the answer does not leave the program.
    Ours,
}

/// One question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub line: &'static str,
    pub mask: Mask,
    /// The answer is a line of plain text.
    pub plain: bool,
}

const fn ask(line: &'static str) -> Question {
    Question {
        line,
        mask: Mask::Open,
        plain: false,
    }
}

const fn plain(line: &'static str) -> Question {
    Question {
        plain: true,
        ..ask(line)
    }
}

const fn secret(line: &'static str, shown: usize) -> Question {
    Question {
        mask: Mask::Begin(shown),
        ..ask(line)
    }
}

/// What is to be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Who it is: the IMEI, unmasked.
    Imei,
    /// Everything.
    Whole,
}

const IMEI: [Question; 1] = [Question {
    mask: Mask::Ours,
    ..plain("AT+CGSN")
}];

const WHOLE: [Question; 54] = [
    // What it is.
    plain("AT+CGMI"),
    plain("AT+CGMM"),
    plain("AT+CGMR"),
    plain("AT+QGMR"),
    // An IMEI begins with its type, 8 digits that all modules of a kind have.
    Question {
        plain: true,
        ..secret("AT+CGSN", 8)
    },
    ask("AT+CFUN?"),
    ask("AT+CMEE?"),
    // The SIM. Country and network of an IMSI; issuer of an ICCID.
    ask("AT+CPIN?"),
    ask("AT+QPINC=\"SC\""),
    ask("AT+QINISTAT"),
    ask("AT+QSIMSTAT?"),
    secret("AT+QCCID", 6),
    Question {
        plain: true,
        ..secret("AT+CIMI", 5)
    },
    // USB.
    ask("AT+QCFG=\"usbcfg\""),
    ask("AT+QCFG=\"usbnet\""),
    ask("AT+QURCCFG=\"urcport\""),
    // Sound. Whether somebody is on the line has to be known before.
    secret("AT+CLCC", 0),
    ask("AT+QPCMV=?"),
    ask("AT+QPCMV?"),
    ask("AT+QAUDMOD?"),
    ask("AT+QDAI?"),
    ask("AT+CLVL?"),
    // VoLTE.
    ask("AT+QMBNCFG=\"List\""),
    ask("AT+QMBNCFG=\"AutoSel\""),
    ask("AT+QCFG=\"ims\""),
    // Calls and keys.
    ask("AT^DSCI=?"),
    ask("AT^DSCI?"),
    ask("AT+QINDCFG=\"ccinfo\""),
    ask("AT+VTS=?"),
    ask("AT+VTD?"),
    ask("AT+QTONEDET=?"),
    ask("AT+QTONEDET?"),
    // The network.
    ask("AT+CREG?"),
    ask("AT+CEREG?"),
    ask("AT+COPS?"),
    ask("AT+QNWINFO"),
    ask("AT+CSQ"),
    ask("AT+QCSQ"),
    ask("AT+QSPN"),
    // The time.
    ask("AT+QLTS=2"),
    ask("AT+CCLK?"),
    // Texts.
    ask("AT+CPMS?"),
    ask("AT+CPMS=?"),
    ask("AT+CSMS?"),
    ask("AT+CMGF?"),
    ask("AT+CNMI?"),
    ask("AT+QINDCFG=\"smsfull\""),
    // Its own TCP and HTTP, which fetch picture messages.
    ask("AT+QICSGP=?"),
    ask("AT+QIACT=?"),
    ask("AT+QHTTPCFG=?"),
    ask("AT+QHTTPURL=?"),
    ask("AT+QHTTPGET=?"),
    ask("AT+QHTTPREAD=?"),
    ask("AT+QIOPEN=?"),
];

impl Script {
    pub(super) const fn questions(self) -> &'static [Question] {
        match self {
            Self::Imei => &IMEI,
            Self::Whole => &WHOLE,
        }
    }
}

/// The settings that are tried, with the values to try; a restart forgets all three.
pub(super) const TRIALS: [(&str, &[&str]); 3] = [
    ("+QPCMV", &["0", "1,2"]),
    ("+VTD", &["3,1"]),
    ("+QTONEDET", &["1"]),
];

/// The most that any of the questions may take.
pub(super) fn limit(line: &str) -> Duration {
    let slow = ["AT+COPS", "AT+QMBNCFG", "AT+CPMS"];
    let slow = slow.iter().any(|name| line.starts_with(name));
    Duration::from_secs(if slow { 15 } else { 5 })
}

/// The word that lines of the answer begin with: `+CREG` for `AT+CREG?`.
pub(super) fn name(line: &str) -> &str {
    let end = line.find(['?', '=']).unwrap_or(line.len());
    line.get(2..end).unwrap_or_default()
}

/// Whether this line may be written at all. All lines that leave this room pass through here.
pub(super) fn permitted(line: &str) -> bool {
    if line == "AT" || WHOLE.iter().any(|question| question.line == line) {
        return true;
    }
    // A value of one or two small numbers, and of nothing else.
    let Some((name, value)) = line.strip_prefix("AT").and_then(|l| l.split_once('=')) else {
        return false;
    };
    let tried = TRIALS.iter().any(|(tried, _)| *tried == name);
    tried && small(value)
}

/// One or two numbers of up to three digits.
pub(super) fn small(value: &str) -> bool {
    let number = |text: &str| {
        !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    value.split(',').count() <= 2 && value.split(',').all(number)
}

/// The line with every long number masked as wanted: a telephone number, a serial number.
pub(super) fn masked(line: &str, mask: Mask) -> String {
    let Mask::Begin(shown) = mask else {
        return line.to_owned();
    };
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        for (n, digit) in rest[..end].chars().enumerate() {
            // A short number is a state or a type; people have no numbers of four digits.
            out.push(if end <= 4 || n < shown { digit } else { '*' });
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}
