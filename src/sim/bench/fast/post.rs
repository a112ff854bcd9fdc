//! What a technician asks for.

use crate::phone::policy::Purpose;

use super::Line;

impl Line<'_> {
    /// `munjigi call dial`: the call is written down; the line finds it.
    pub(super) fn ask_for_call(&mut self, n: usize) {
        let dial = &self.scenario.dials[n];
        let named = (Purpose::Test.as_str(), dial.press.as_str());
        let wall = self.now().wall;
        let queued = self.scribe.queue_dial(&dial.to, named, wall);
        if let Err(error) = queued {
            self.run.trouble.push(error.to_string());
        }
    }
}
