//! Questions that change nothing, for a person who wants to see what the modem says.

use std::time::Duration;

/// What of an answer must not be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mask {
    /// Nothing in it is secret.
    Open,
    /// Long numbers keep so many digits at their beginning: a network, a maker.
    Begin(usize),
    /// Nothing is masked, because the answer does not leave the program.
    Ours,
}

/// A question from a list: none of them changes, costs or keeps anything, and there is no way to make another. So
/// whoever may type one cannot do harm with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question {
    pub(crate) line: &'static str,
    pub(crate) mask: Mask,
    /// The answer is a line of plain text.
    pub(crate) plain: bool,
}

impl Question {
    /// The question that is typed like this, in whatever case and with spaces around it.
    ///
    /// ```
    /// use munjigi::at::Question;
    ///
    /// assert_eq!(Question::find(" at+csq ").unwrap().text(), "AT+CSQ");
    /// assert!(Question::find("ATD01023456789;").is_none());
    /// assert!(Question::find("AT+CSQ;D01023456789;").is_none());
    /// ```
    #[must_use]
    pub fn find(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let mut all = Self::all();
        all.find(|question| question.line.eq_ignore_ascii_case(typed))
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        QUESTIONS.iter().copied()
    }

    /// The command line, without its carriage return.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.line
    }

    /// The word that lines of the answer begin with: `+CREG` for `AT+CREG?`.
    pub(crate) fn name(self) -> &'static str {
        name(self.line)
    }

    /// The most that it may take.
    pub(crate) fn limit(self) -> Duration {
        limit(self.line)
    }

    /// A line of the answer with every long number masked as this question wants it.
    #[must_use]
    pub fn masked(self, line: &str) -> String {
        masked(line, self.mask)
    }
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.line)
    }
}

/// The most that a question of this text may take.
pub(crate) fn limit(line: &str) -> Duration {
    let slow = ["AT+COPS", "AT+QMBNCFG", "AT+CPMS"];
    let slow = slow.iter().any(|name| line.starts_with(name));
    Duration::from_secs(if slow { 15 } else { 5 })
}

/// The word that lines of the answer to this text begin with.
pub(crate) fn name(line: &str) -> &str {
    let end = line.find(['?', '=']).unwrap_or(line.len());
    line.get(2..end).unwrap_or_default()
}

/// The line with every long number masked as wanted: a telephone number, a serial number.
pub(crate) fn masked(line: &str, mask: Mask) -> String {
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

pub(crate) static QUESTIONS: [Question; 54] = [
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
