//! What is said in which order: the thinking part of the voice, without a thread.

use std::{collections::VecDeque, sync::Arc};

use crate::{
    call::{Part, Speech},
    speech::cache::{Clip, PromptCache},
};

use super::{
    Ticket, VoiceEvent,
    source::{Report, Track},
};

/// Parts that wait to be played. Full: what comes on top is reported as failed.
const WAITING: usize = 128;

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
}

struct Waiting {
    id: u64,
    part: Part,
    clip: Option<Clip>,
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
    rendering: Option<u64>,
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
            next_id: 0,
            era: 0,
            newest: Ticket(0),
            said: Ticket(0),
        }
    }

    pub(super) fn say(&mut self, ticket: Ticket, speech: Speech, stage: &mut impl Stage) {
        self.newest = ticket;
        for part in speech.parts {
            if self.waiting.len() == WAITING {
                let reason = "too much is waiting to be said".into();
                stage.tell(VoiceEvent::Failed { part, reason });
                continue;
            }
            let clip = match &part {
                Part::Fixed(text) => self.cache.get(text),
                Part::Slot(_) => None,
            };
            self.next_id += 1;
            self.waiting.push_back(Waiting {
                id: self.next_id,
                part,
                clip,
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

    pub(super) fn rendered(
        &mut self,
        id: u64,
        result: Result<Clip, String>,
        stage: &mut impl Stage,
    ) {
        self.rendering = None;
        if let Some(at) = self.waiting.iter().position(|w| w.id == id) {
            match result {
                Ok(clip) => self.waiting[at].clip = Some(clip),
                Err(reason) => {
                    if let Some(Waiting { part, .. }) = self.waiting.remove(at) {
                        stage.tell(VoiceEvent::Failed { part, reason });
                    }
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
        }
        self.go_on(stage);
    }

    /// Hands over what is ready, has rendered what is not, and says when all is out.
    fn go_on(&mut self, stage: &mut impl Stage) {
        while let Some(clip) = self.waiting.front().and_then(|w| w.clip.clone()) {
            let Some(Waiting { id, part, .. }) = self.waiting.pop_front() else {
                break;
            };
            if clip.is_empty() {
                continue;
            }
            let era = self.era;
            let track = Track {
                id,
                era,
                clip: Arc::clone(&clip),
            };
            if stage.play(track).is_err() {
                let clip = Some(clip);
                self.waiting.push_front(Waiting { id, part, clip });
                break;
            }
            self.playing.push_back(Playing {
                id,
                era,
                part,
                _clip: clip,
            });
        }
        if self.rendering.is_none()
            && let Some(next) = self.waiting.iter().find(|w| w.clip.is_none())
        {
            self.rendering = Some(next.id);
            stage.render(Order {
                id: next.id,
                part: next.part.clone(),
            });
        }
        let over = self.waiting.is_empty() && self.playing.iter().all(|p| p.era < self.era);
        if over && self.said != self.newest {
            self.said = self.newest;
            stage.tell(VoiceEvent::Said {
                ticket: self.newest,
            });
        }
    }
}
