//! The settings that have nothing special about them.
//!
//! Bounds, factory values, and which survive a reboot: Quectel EC2x AT manual V2.0, at each command.

use super::parse::Arg;

/// A setting that is written, read and tested in the usual three forms.
#[derive(Debug)]
pub(super) struct Setting {
    /// `+CLIP`.
    pub(super) name: &'static str,
    /// The first argument of a command that has several settings: `ccinfo` of `+QINDCFG`.
    pub(super) key: Option<&'static str>,
    /// Whether it survives a reboot.
    pub(super) nv: bool,
    /// What it is when it leaves the factory.
    pub(super) factory: &'static [&'static str],
    /// What each of its values may be.
    accepts: &'static [Accept],
    /// What the answer to a question has behind the values: things that cannot be set.
    pub(super) tail: &'static str,
}

#[derive(Debug)]
enum Accept {
    /// A number in these bounds.
    Within(u32, u32),
    /// One of these words, in quotes.
    OneOf(&'static [&'static str]),
    /// Any text in quotes.
    Text,
}

use Accept::{OneOf, Text, Within};

const fn volatile(
    name: &'static str,
    factory: &'static [&'static str],
    accepts: &'static [Accept],
) -> Setting {
    Setting {
        name,
        key: None,
        nv: false,
        factory,
        accepts,
        tail: "",
    }
}

const fn saved(
    name: &'static str,
    factory: &'static [&'static str],
    accepts: &'static [Accept],
) -> Setting {
    Setting {
        nv: true,
        ..volatile(name, factory, accepts)
    }
}

const fn indication(key: &'static str) -> Setting {
    Setting {
        key: Some(key),
        ..volatile("+QINDCFG", &["0", "0"], &[Within(0, 1), Within(0, 1)])
    }
}

const SWITCH: &[Accept] = &[Within(0, 1)];
const MEMORIES: &[Accept] = &[OneOf(STORES), OneOf(STORES), OneOf(STORES)];
const STORES: &[&str] = &["ME", "SM", "MT", "SR"];

/// Every setting that has nothing special about it.
const SETTINGS: &[Setting] = &[
    volatile("+CMEE", &["1"], &[Within(0, 2)]),
    volatile("+CSCS", &["GSM"], &[OneOf(&["GSM", "IRA", "UCS2"])]),
    Setting {
        tail: ",1",
        ..volatile("+CLIP", &["0"], SWITCH)
    },
    Setting {
        tail: ",0",
        ..volatile("+COLP", &["0"], SWITCH)
    },
    volatile("+CREG", &["0"], &[Within(0, 2)]),
    volatile("+CGREG", &["0"], &[Within(0, 2)]),
    volatile("+CEREG", &["0"], &[Within(0, 2)]),
    volatile("+CRC", &["0"], SWITCH),
    volatile("+CSSN", &["0", "0"], &[Within(0, 1), Within(0, 1)]),
    volatile("+CVHU", &["0"], SWITCH),
    volatile("+CCWA", &["0"], SWITCH),
    volatile("+CMUT", &["0"], SWITCH),
    volatile("+CMMS", &["0"], &[Within(0, 2)]),
    volatile("^DSCI", &["0"], SWITCH),
    volatile("+QTONEDET", &["0"], SWITCH),
    volatile("+VTD", &["3", "0"], &[Within(0, 255), Within(0, 255)]),
    volatile("+QRXGAIN", &["20577"], &[Within(0, 65_535)]),
    volatile("+QEEC", &["0", "0"], &[Within(0, 50), Within(0, 65_535)]),
    volatile("+CUSD", &["0"], &[Within(0, 2)]),
    volatile("+QSIDET", &["0"], &[Within(0, 65_535)]),
    volatile("+QPCMV", &["0", "0"], &[Within(0, 1), Within(0, 2)]),
    Setting {
        factory: &["1", "0"],
        ..indication("all")
    },
    indication("csq"),
    indication("act"),
    indication("ccinfo"),
    indication("smsfull"),
    indication("ring"),
    saved("+CMGF", &["0"], SWITCH),
    saved("+CSMS", &["0"], SWITCH),
    saved(
        "+CNMI",
        &["2", "1", "0", "0", "0"],
        &[
            Within(0, 2),
            Within(0, 3),
            Within(0, 3),
            Within(0, 2),
            Within(0, 1),
        ],
    ),
    saved("+CPMS", &["ME", "ME", "ME"], MEMORIES),
    saved(
        "+CSCA",
        &["+821000000000", "145"],
        &[Text, Within(128, 255)],
    ),
    saved("+CLVL", &["3"], &[Within(0, 5)]),
    saved("+QAUDMOD", &["0"], &[Within(0, 5)]),
    Setting {
        key: Some("AutoSel"),
        ..saved("+QMBNCFG", &["1"], SWITCH)
    },
    Setting {
        key: Some("Select"),
        ..saved("+QMBNCFG", &["ROW_Generic_3GPP"], &[Text])
    },
    saved("+QSIMSTAT", &["0"], SWITCH),
    // Takes effect at the next start, on boards that have the switch.
    saved("+QSIMDET", &["0", "0"], &[Within(0, 1), Within(0, 1)]),
    saved(
        "+QMIC",
        &["20577", "16384"],
        &[Within(0, 65_535), Within(0, 65_535)],
    ),
    // Takes effect at the next start.
    saved(
        "+QDAI",
        &["3", "0", "0", "4", "0", "0", "1", "1"],
        &[
            Within(1, 5),
            Within(0, 1),
            Within(0, 1),
            Within(0, 5),
            Within(0, 1),
            Within(0, 3),
            Within(0, 1),
            Within(0, 3),
        ],
    ),
    saved("+CTZU", &["0"], &[Within(0, 3)]),
    Setting {
        key: Some("urcport"),
        ..saved(
            "+QURCCFG",
            &["usbat"],
            &[OneOf(&["usbat", "usbmodem", "uart1", "uart2", "all"])],
        )
    },
    Setting {
        key: Some("outport"),
        ..saved(
            "+QGPSCFG",
            &["usbnmea"],
            &[OneOf(&["none", "usbnmea", "uartdebug"])],
        )
    },
    Setting {
        key: Some("usbcfg"),
        ..saved(
            "+QCFG",
            &["0x2C7C", "0x0125", "1", "1", "1", "1", "1", "0", "0"],
            &[],
        )
    },
    // These two take effect at the next start.
    Setting {
        key: Some("ims"),
        ..saved("+QCFG", &["0"], &[Within(0, 2)])
    },
    Setting {
        key: Some("usbnet"),
        ..saved("+QCFG", &["0"], &[Within(0, 3)])
    },
    Setting {
        key: Some("volte_disable"),
        ..saved("+QCFG", &["0"], SWITCH)
    },
];

/// The setting of this name, and of this key where the command has several.
pub(super) fn find(name: &str, key: Option<&str>) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| {
        s.name == name
            && match (s.key, key) {
                (None, _) => true,
                (Some(own), Some(asked)) => own.eq_ignore_ascii_case(asked),
                (Some(_), None) => false,
            }
    })
}

impl Setting {
    /// These arguments as the new values; what is left out stays as it is in `old`. `None` when
    /// one is out of bounds or there are too many.
    pub(super) fn checked(&self, args: &[Arg], old: &[String]) -> Option<Vec<String>> {
        if self.accepts.is_empty() {
            return (args.len() == self.factory.len())
                .then(|| args.iter().map(|a| a.text().to_owned()).collect());
        }
        let mut values = old.to_vec();
        if args.is_empty() || args.len() > self.accepts.len() || args[0] == Arg::Absent {
            return None;
        }
        for (n, (arg, accept)) in args.iter().zip(self.accepts).enumerate() {
            values[n] = match (accept, arg) {
                (_, Arg::Absent) => continue,
                (Within(low, high), Arg::Bare(_)) => {
                    let number = arg.number()?;
                    (*low..=*high)
                        .contains(&number)
                        .then(|| number.to_string())?
                }
                (OneOf(words), Arg::Text(text)) => words
                    .iter()
                    .find(|w| w.eq_ignore_ascii_case(text))
                    .map(|w| (*w).to_owned())?,
                (Text, Arg::Text(text)) => text.clone(),
                _ => return None,
            };
        }
        Some(values)
    }

    /// The values as an answer writes them: numbers bare, words in quotes.
    pub(super) fn written(&self, values: &[String]) -> String {
        let one = |(n, value): (usize, &String)| match self.accepts.get(n) {
            Some(OneOf(_) | Text) => format!("\"{value}\""),
            _ => value.clone(),
        };
        values
            .iter()
            .enumerate()
            .map(one)
            .collect::<Vec<_>>()
            .join(",")
    }

    /// What the test form (`=?`) answers.
    pub(super) fn bounds(&self) -> String {
        let one = |accept: &Accept| match accept {
            Within(low, high) => format!("({low}-{high})"),
            OneOf(words) => format!("(\"{}\")", words.join("\",\"")),
            Text => String::new(),
        };
        self.accepts.iter().map(one).collect::<Vec<_>>().join(",")
    }

    /// Names it among all settings.
    pub(super) const fn id(&self) -> (&'static str, &'static str) {
        match self.key {
            Some(key) => (self.name, key),
            None => (self.name, ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        parse::{Ask, Command, commands},
        store::Store,
    };
    use super::*;

    #[test]
    fn every_factory_value_is_one_that_can_be_set() {
        for setting in SETTINGS.iter().filter(|s| !s.accepts.is_empty()) {
            let values = Store::default().values(setting);
            assert_eq!(values.len(), setting.accepts.len(), "{}", setting.name);
            let line = format!("+X={}", setting.written(&values));
            let Some(Command::Extended {
                ask: Ask::Set(args),
                ..
            }) = commands(&line).and_then(|mut c| c.pop())
            else {
                panic!("{line}");
            };
            assert_eq!(setting.checked(&args, &values), Some(values), "{line}");
        }
    }
}
