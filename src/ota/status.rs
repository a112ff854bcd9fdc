//! What is installed, what is on its way, what became of updates before.

use serde::Serialize;

use super::{
    Service, Updater,
    bundle::Kind,
    history::{self, Entry},
    pending::FACTORY,
    places,
};

/// One slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// Its name.
    pub slot: String,
    /// Its version, when its manifest can be read.
    pub version: Option<String>,
    /// Its counter.
    pub counter: u64,
    /// Its stream of releases.
    pub channel: Option<String>,
}

/// An update that has not been judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OnItsWay {
    /// `app` or `models`.
    pub kind: &'static str,
    /// The slot before.
    pub from: String,
    /// The slot that is tried.
    pub to: String,
    /// How often it has been started.
    pub attempts: u32,
    /// Whether it already runs.
    pub swapped: bool,
    /// Whether it goes back.
    pub back: bool,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// What runs.
    pub running: Slot,
    /// What it would go back to.
    pub previous: Option<Slot>,
    /// The models that an update has brought.
    pub models: Option<Slot>,
    /// The update that has not been judged.
    pub pending: Option<OnItsWay>,
    /// The last ten.
    pub history: Vec<Entry>,
}

impl<S: Service> Updater<'_, S> {
    /// Looks, and changes nothing.
    #[must_use]
    pub fn status(&self) -> Status {
        let slot = |kind, name: String| {
            let path = if name == FACTORY {
                self.places.factory()
            } else {
                self.shelf(kind).slot(&name)
            };
            let manifest = places::manifest_of(&path);
            Slot {
                slot: name,
                counter: places::counter_of(&path),
                version: manifest
                    .as_ref()
                    .map(|manifest| manifest.version.to_string()),
                channel: manifest.map(|manifest| manifest.channel),
            }
        };
        let app = self.shelf(Kind::App);
        let models = self.running(Kind::Models);
        let pending = self.pending();
        let text = std::fs::read_to_string(self.places.history()).unwrap_or_default();
        Status {
            running: slot(Kind::App, self.running(Kind::App)),
            previous: app
                .named_by(&app.previous())
                .map(|name| slot(Kind::App, name)),
            models: (models != FACTORY).then(|| slot(Kind::Models, models)),
            pending: pending.map(|pending| OnItsWay {
                kind: pending.kind.word(),
                swapped: self.is_swapped(&pending),
                from: pending.from,
                to: pending.to,
                attempts: pending.attempts,
                back: pending.back,
            }),
            history: history::last(&text, 10),
        }
    }
}
