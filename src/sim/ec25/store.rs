//! What the module remembers: settings in flash (NV) and settings that a reboot loses.

use std::collections::BTreeMap;

use super::setting::{Setting, find};

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

    /// A module that was set up for this USB identity, with or without a sound card.
    pub(super) fn set_up((vendor, product): (u16, u16), card: bool) -> Self {
        let mut store = Self::default();
        if let Some(usbcfg) = find("+QCFG", Some("usbcfg")) {
            let mut values = store.values(usbcfg);
            values[0] = format!("0x{vendor:04X}");
            values[1] = format!("0x{product:04X}");
            if let Some(uac) = values.last_mut() {
                *uac = u8::from(card).to_string();
            }
            store.keep(usbcfg, values, true);
        }
        store.started_with = store.nv.clone();
        store
    }

    /// Whether a switch of `+QINDCFG` is on, and the switch for all of them.
    pub(super) fn indicates(&self, key: &str) -> bool {
        ["all", key]
            .iter()
            .all(|key| self.text("+QINDCFG", Some(key), 0) == "1")
    }

    /// One value in flash as it was at the last start.
    fn at_start(&self, name: &str, key: &str, n: usize) -> &str {
        let Some(setting) = find(name, Some(key)) else {
            return "";
        };
        match self.started_with.get(&setting.id()) {
            Some(values) => values.get(n).map_or("", String::as_str),
            None => setting.factory.get(n).copied().unwrap_or(""),
        }
    }

    /// `ims` of `+QCFG` as it was at the last start.
    pub(super) fn ims_at_start(&self) -> &str {
        self.at_start("+QCFG", "ims", 0)
    }

    /// The carrier file that was selected at the last start.
    pub(super) fn mbn_at_start(&self) -> Option<String> {
        let name = self.at_start("+QMBNCFG", "Select", 0);
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The carrier file that is selected.
    pub(super) fn mbn(&self) -> Option<String> {
        let name = self.text("+QMBNCFG", Some("Select"), 0);
        (!name.is_empty()).then_some(name)
    }

    /// Whether the UAC bit of `usbcfg` was set at the last start: then there is a sound card.
    pub(super) fn has_card(&self) -> bool {
        self.at_start("+QCFG", "usbcfg", 8) == "1"
    }

    /// Keeps one word of a setting.
    pub(super) fn keep_text(&mut self, name: &str, key: &str, value: &str) {
        if let Some(setting) = find(name, Some(key)) {
            self.keep(setting, vec![value.to_owned()], false);
        }
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
}
