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
}
