//! What is said in which order: the thinking part of the voice, without a thread.

use std::{collections::VecDeque, sync::Arc};

use crate::{
    audio::{SLOW, slower},
    call::{Part, Speech},
    speech::cache::{Clip, PromptCache},
};

use super::{
    Ticket, VoiceEvent,
    source::{Report, Track},
};

/// Parts that wait to be played. Full: what comes on top is reported as failed.
const WAITING: usize = 128;
/// Parts that were prepared in this call. Full: the oldest is forgotten.
const PREPARED: usize = 24;

/// A part to be rendered.
pub(super) struct Order {
    pub(super) id: u64,
    pub(super) part: Part,
}

/// What the speaker reaches the world by.
pub(super) trait Stage {
    fn tell(&mut self, event: VoiceEvent);
    /// Hands a clip to the frame source; gives it back when there is no room.
    fn play(&mut self, track: Track) -> Result<(), Track>;
    /// Has a part rendered; called only when nothing else is being rendered.
    fn render(&mut self, order: Order);
    /// Silences everything from before `era`.
    fn silence(&mut self, era: u64);
    /// Whether something is to be said that is not ready.
    fn waits(&mut self, waiting: bool);
}

struct Waiting {
    id: u64,
    part: Part,
    clip: Option<Clip>,
    /// To be played at a slower pace.
    slowly: bool,
}

struct Playing {
    id: u64,
    era: u64,
    part: Part,
    /// Held so that the audio thread never frees it.
    _clip: Clip,
}

pub(super) struct Speaker {
    cache: Arc<PromptCache>,
    waiting: VecDeque<Waiting>,
    playing: VecDeque<Playing>,
    rendering: Option<(u64, Part)>,
    /// What may be said next, and was rendered for it.
    prepared: VecDeque<(Part, Option<Clip>)>,
    /// Said when something takes long.
    hold: Option<String>,
    next_id: u64,
    era: u64,
    newest: Ticket,
    said: Ticket,
}

impl Speaker {
    pub(super) fn new(cache: Arc<PromptCache>) -> Self {
        Self {
            cache,
            waiting: VecDeque::with_capacity(WAITING),
            playing: VecDeque::new(),
            rendering: None,
            prepared: VecDeque::with_capacity(PREPARED),
            hold: None,
            next_id: 0,
            era: 0,
            newest: Ticket(0),
            said: Ticket(0),
        }
    }

    pub(super) fn say(&mut self, ticket: Ticket, speech: Speech, stage: &mut impl Stage) {
        self.newest = ticket;
        let slowly = speech.slowly;
        for part in speech.parts {
            if self.waiting.len() == WAITING {
                let reason = "too much is waiting to be said".into();
                stage.tell(VoiceEvent::Failed { part, reason });
                continue;
            }
            let clip = match &part {
                Part::Fixed(text) => self.cache.get(text),
                Part::Slot(_) => self.ready(&part),
            };
            self.next_id += 1;
            self.waiting.push_back(Waiting {
                id: self.next_id,
                part,
                clip,
                slowly,
            });
        }
        self.go_on(stage);
    }

    pub(super) fn hush(&mut self, stage: &mut impl Stage) {
        self.waiting.clear();
        self.said = self.newest;
        self.era += 1;
        stage.silence(self.era);
    }

    /// Renders what of this is not there yet, when there is nothing better to do.
    pub(super) fn prepare(&mut self, speech: Speech, stage: &mut impl Stage) {
        for part in speech.parts {
            let known = match &part {
                Part::Fixed(text) => self.cache.get(text).is_some(),
                Part::Slot(_) => self.prepared.iter().any(|(other, _)| *other == part),
            };
            if known {
                continue;
            }
            if self.prepared.len() == PREPARED {
                self.prepared.pop_front();
            }
            self.prepared.push_back((part, None));
        }
        self.go_on(stage);
    }

    pub(super) fn forget(&mut self) {
        self.prepared.clear();
    }

    pub(super) fn hold_with(&mut self, sentence: String) {
        self.hold = Some(sentence);
    }

    fn ready(&self, part: &Part) -> Option<Clip> {
        let (_, clip) = self.prepared.iter().find(|(other, _)| other == part)?;
        clip.clone()
    }

    pub(super) fn rendered(
        &mut self,
        id: u64,
        result: Result<Clip, String>,
        stage: &mut impl Stage,
    ) {
        let part = match self.rendering.take() {
            Some((rendering, part)) if rendering == id => part,
            _ => return self.go_on(stage),
        };
        match result {
            Ok(clip) => {
                let waiting = self.waiting.iter_mut().filter(|w| w.part == part);
                waiting.for_each(|w| w.clip = Some(Arc::clone(&clip)));
                let prepared = self.prepared.iter_mut().filter(|(other, _)| *other == part);
                prepared.for_each(|(_, ready)| *ready = Some(Arc::clone(&clip)));
            }
            Err(reason) => {
                self.prepared.retain(|(other, _)| *other != part);
                while let Some(at) = self.waiting.iter().position(|w| w.part == part) {
                    self.waiting.remove(at);
                    stage.tell(VoiceEvent::Failed {
                        part: part.clone(),
                        reason: reason.clone(),
                    });
                }
            }
        }
        self.go_on(stage);
    }

    pub(super) fn report(&mut self, report: Report, stage: &mut impl Stage) {
        match report {
            Report::Started(id) => {
                if let Some(playing) = self.playing.iter().find(|p| p.id == id) {
                    stage.tell(VoiceEvent::Started {
                        part: playing.part.clone(),
                    });
                }
            }
            Report::Played(id) => self.playing.retain(|p| p.id != id),
            Report::Flushed(era) => {
                self.playing.retain(|p| p.era >= era);
                if era == self.era {
                    stage.tell(VoiceEvent::Hushed);
                }
            }
            Report::Starved => self.hold(),
        }
        self.go_on(stage);
    }

    /// What is to be said takes long: the caller is told so meanwhile.
    fn hold(&mut self) {
        let Some(text) = self.hold.clone().filter(|_| !self.waiting.is_empty()) else {
            return;
        };
        let Some(clip) = self.cache.get(&text) else {
            return;
        };
        self.next_id += 1;
        self.waiting.push_front(Waiting {
            id: self.next_id,
            part: Part::Fixed(text),
            clip: Some(clip),
            slowly: false,
        });
    }

    /// Hands over what is ready, has rendered what is not, and says when all is out.
    fn go_on(&mut self, stage: &mut impl Stage) {
        while let Some(clip) = self.waiting.front().and_then(|w| w.clip.clone()) {
            let Some(Waiting {
                id, part, slowly, ..
            }) = self.waiting.pop_front()
            else {
                break;
            };
            if clip.is_empty() {
                continue;
            }
            // A sentence takes some milliseconds, and plays for seconds.
            let clip = if slowly {
                Arc::new(slower(&clip, SLOW))
            } else {
                clip
            };
            let era = self.era;
            let track = Track {
                id,
                era,
                clip: Arc::clone(&clip),
            };
            if stage.play(track).is_err() {
                self.waiting.push_front(Waiting {
                    id,
                    part,
                    clip: Some(clip),
                    // It is, by now.
                    slowly: false,
                });
                break;
            }
            self.playing.push_back(Playing {
                id,
                era,
                part,
                _clip: clip,
            });
        }
        if self.rendering.is_none() {
            let next = self.waiting.iter().find(|w| w.clip.is_none());
            let next = next.map(|w| w.part.clone()).or_else(|| {
                let prepared = self.prepared.iter().find(|(_, clip)| clip.is_none());
                prepared.map(|(part, _)| part.clone())
            });
            if let Some(part) = next {
                self.next_id += 1;
                let id = self.next_id;
                self.rendering = Some((id, part.clone()));
                stage.render(Order { id, part });
            }
        }
        stage.waits(!self.waiting.is_empty());
        let over = self.waiting.is_empty() && self.playing.iter().all(|p| p.era < self.era);
        if over && self.said != self.newest {
            self.said = self.newest;
            stage.tell(VoiceEvent::Said {
                ticket: self.newest,
            });
        }
    }
}
