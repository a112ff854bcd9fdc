//! What the module remembers: settings in flash (NV) and settings that a reboot loses.
//!
//! Which is which, and every factory value: Quectel EC2x AT manual V2.0, at each command.

use std::collections::BTreeMap;

use super::parse::Arg;

/// A setting that is written, read and tested in the usual three forms.
#[derive(Debug)]
pub(super) struct Setting {
    /// `+CLIP`.
    pub(super) name: &'static str,
    /// The first argument of a command that has several settings: `ccinfo` of `+QINDCFG`.
    pub(super) key: Option<&'static str>,
    /// Whether it survives a reboot.
    nv: bool,
    /// What it is when it leaves the factory.
    factory: &'static [&'static str],
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
const STORES: &[&str] = &["ME", "SM", "MT"];

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
    volatile("+QSIDET", &["0"], &[Within(0, 65_535)]),
    volatile("+QPCMV", &["0", "0"], &[Within(0, 1), Within(0, 2)]),
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
        tail: ",1", // the SIM is in
        ..saved("+QSIMSTAT", &["0"], SWITCH)
    },
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
    Setting {
        key: Some("ims"),
        ..saved("+QCFG", &["0"], &[Within(0, 2)])
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

    fn id(&self) -> (&'static str, &'static str) {
        (self.name, self.key.unwrap_or_default())
    }
}

type Values = BTreeMap<(&'static str, &'static str), Vec<String>>;

/// Both memories.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    nv: Values,
    /// The NV values of `+QCFG` as they were at the last start: these act until the next one.
    started_with: Values,
    volatile: Values,
}

impl Store {
    /// The values of this setting now.
    pub(super) fn values(&self, setting: &Setting) -> Vec<String> {
        let id = setting.id();
        let found = self.volatile.get(&id).or_else(|| self.nv.get(&id));
        let factory = || setting.factory.iter().map(|v| (*v).to_owned()).collect();
        found.cloned().unwrap_or_else(factory)
    }

    /// Keeps new values, in flash when the setting or `save` asks for it.
    pub(super) fn keep(&mut self, setting: &Setting, values: Vec<String>, save: bool) {
        if setting.nv || save {
            self.nv.insert(setting.id(), values.clone());
        }
        if !setting.nv {
            self.volatile.insert(setting.id(), values);
        }
    }

    /// One value as a number; 0 when there is none such.
    pub(super) fn number(&self, name: &str, n: usize) -> u32 {
        self.text(name, None, n).parse().unwrap_or(0)
    }

    /// One value of a setting; empty when there is none such.
    pub(super) fn text(&self, name: &str, key: Option<&str>, n: usize) -> String {
        let values = find(name, key).map(|s| self.values(s)).unwrap_or_default();
        values.into_iter().nth(n).unwrap_or_default()
    }

    /// Whether a switch of `+QINDCFG` is on.
    pub(super) fn indicates(&self, key: &str) -> bool {
        self.text("+QINDCFG", Some(key), 0) == "1"
    }

    /// `ims` of `+QCFG` as it was at the last start.
    pub(super) fn ims_at_start(&self) -> &str {
        self.started_with
            .get(&("+QCFG", "ims"))
            .and_then(|v| v.first())
            .map_or("0", String::as_str)
    }

    /// The module starts again: what was not in flash is gone.
    pub(super) fn restart(&mut self) {
        self.volatile.clear();
        self.started_with = self.nv.clone();
    }

    /// `AT&F`, `ATZ`: the volatile settings as they left the factory, sound excepted.
    pub(super) fn factory(&mut self) {
        self.volatile.retain(|id, _| id.0 == "+QPCMV");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flash_survives_and_the_rest_does_not() {
        let mut store = Store::default();
        for (name, value) in [("+CLVL", "5"), ("+CLIP", "1")] {
            let setting = find(name, None).unwrap();
            store.keep(setting, vec![value.to_owned()], false);
        }
        store.restart();
        assert_eq!((store.number("+CLVL", 0), store.number("+CLIP", 0)), (5, 0));
    }

    #[test]
    fn every_factory_value_is_one_that_can_be_set() {
        for setting in SETTINGS.iter().filter(|s| !s.accepts.is_empty()) {
            let values = Store::default().values(setting);
            assert_eq!(values.len(), setting.accepts.len(), "{}", setting.name);
            let line = format!("+X={}", setting.written(&values));
            let Some(super::super::parse::Command::Extended {
                ask: super::super::parse::Ask::Set(args),
                ..
            }) = super::super::parse::commands(&line).and_then(|mut c| c.pop())
            else {
                panic!("{line}");
            };
            assert_eq!(setting.checked(&args, &values), Some(values), "{line}");
        }
    }
}
