//! Whoever answers a call of the box.

use crate::sim::{
    interaction::Kind,
    remote::{Far, Line as RemoteLine, Move, Noticed},
    rig::Input,
};

use super::{super::machine::done_by_the_network, Due, Line, Witnessed, voice::From};

impl Line<'_> {
    pub(super) fn dialled(&mut self, to: &str) {
        self.run.log.push(format!("{}  dialled", self.at));
        self.witness(Witnessed::Dialled(to.trim_end_matches(';')));
        let Ok(number) = to.trim_end_matches(';').parse() else {
            let why = "what was dialled is no number".to_owned();
            return self.run.trouble.push(why);
        };
        let line = self.scenario.remotes.get(&number).cloned();
        let dialled = &mut self.run.state.dialled;
        let before = dialled.iter().filter(|other| **other == number).count();
        dialled.push(number);
        let line = line.unwrap_or_else(RemoteLine::default).at_call(before);
        let far = Far::new(line, self.seed);
        self.far = Some(far);
        self.far(Noticed::Dialled);
    }

    pub(super) fn far(&mut self, noticed: Noticed) {
        let Some(far) = &mut self.far else { return };
        for mv in far.notice(&noticed, self.at) {
            let Some(happening) = done_by_the_network(&mv) else {
                self.far_says += 1;
                match mv {
                    Move::Say(text) => {
                        let (voice, speed) = (None, 1.0);
                        let whom = From {
                            voice,
                            speed,
                            kind: Kind::Turn,
                            softer_db: 0.0,
                        };
                        let until = self.somebody_says(text, &whom);
                        self.plan(until, Due::FarDone(self.far_says));
                    }
                    _ => self.speaking = None,
                }
                continue;
            };
            self.rig(Input::Network(happening));
            if self.far.as_ref().is_none_or(Far::is_gone) {
                self.far_is_gone();
                return;
            }
            self.listen_for_sound();
        }
    }

    pub(super) fn far_done(&mut self, which: u64) {
        if which == self.far_says {
            self.speaking = None;
            self.far(Noticed::Spoken);
        }
    }

    pub(super) fn far_is_gone(&mut self) {
        if let Some(far) = self.far.take() {
            self.run.pressed.push(far.heard_keys().to_owned());
            self.far_says += 1;
            self.speaking = None;
        }
    }
}
