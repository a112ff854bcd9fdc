//! The parts of long texts, put together again.

use std::collections::BTreeMap;

use super::Submit;

type Key = (String, u16, u8);

/// Texts whose parts are still coming: at most [`Outbox::MOST`]; then the oldest is forgotten.
#[derive(Clone, Debug, Default)]
pub(in crate::sim) struct Outbox {
    sets: Vec<(Key, BTreeMap<u8, String>)>,
}

impl Outbox {
    /// How many texts may be unfinished at a time.
    const MOST: usize = 8;

    fn key(submit: &Submit) -> Option<Key> {
        let part = submit.part?;
        Some((submit.to.clone(), part.reference, part.total))
    }

    /// Whose text would have to be forgotten to make place for this part.
    pub(in crate::sim) fn forgets_for(&self, submit: &Submit) -> Option<String> {
        let key = Self::key(submit)?;
        let is_new = self.sets.iter().all(|(k, _)| *k != key);
        (is_new && self.sets.len() >= Self::MOST).then(|| self.sets[0].0.0.clone())
    }

    /// Takes a part; returns addressee and text once it is whole.
    pub(in crate::sim) fn add(&mut self, submit: Submit) -> Option<(String, String)> {
        let (Some(key), Some(part)) = (Self::key(&submit), submit.part) else {
            return Some((submit.to, submit.body));
        };
        let place = match self.sets.iter().position(|(k, _)| *k == key) {
            Some(place) => place,
            None => {
                if self.sets.len() >= Self::MOST {
                    self.sets.remove(0);
                }
                self.sets.push((key, BTreeMap::new()));
                self.sets.len() - 1
            }
        };
        self.sets[place].1.insert(part.number, submit.body);
        if self.sets[place].1.len() < usize::from(part.total) {
            return None;
        }
        let (key, parts) = self.sets.remove(place);
        Some((key.0, parts.into_values().collect()))
    }
}
