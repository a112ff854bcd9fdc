//! One beat of the modem: a frame in, a frame out, the same for every device.

use std::sync::Arc;

use crate::{audio::Frame, tone::Tones};

use super::{Ends, Lost, Meter, handle::Shared};

/// What happens on a beat, whatever device it comes from. Nothing is allocated here.
pub(super) struct Beat {
    ends: Ends,
    pub(super) shared: Arc<Shared>,
    meter: Meter,
    playing: Option<Tones>,
    told_quiet: bool,
}

impl Beat {
    pub(super) fn new(ends: Ends, shared: Arc<Shared>) -> Self {
        Self {
            ends,
            shared,
            meter: Meter::default(),
            playing: None,
            told_quiet: false,
        }
    }

    /// The modem has delivered `heard`; what is said in return goes to `write`, which says whether the
    /// device took it. While the uplink is held, nothing is said and nobody is asked.
    pub(super) fn turn<E>(
        &mut self,
        heard: Frame,
        write: impl FnOnce(&Frame) -> Result<bool, E>,
    ) -> Result<(), E> {
        let mut said = Frame::SILENCE;
        let mut written = Ok(());
        if !self.shared.is_held() {
            said = self.say();
            match write(&said) {
                Ok(true) => self.shared.count(|c| &c.said),
                Ok(false) => {
                    self.shared.count(|c| &c.dropped);
                    said = Frame::SILENCE;
                }
                Err(error) => {
                    said = Frame::SILENCE;
                    written = Err(error);
                }
            }
        }
        self.note(&heard, &said);
        written
    }

    /// The modem has delivered `heard` so long ago that an answer would come too late: it has made up
    /// for ours with silence.
    pub(super) fn hear(&mut self, heard: Frame) {
        self.shared.count(|c| &c.late);
        self.note(&heard, &Frame::SILENCE);
    }

    /// Nothing has come for two seconds.
    pub(super) fn quiet(&mut self) {
        if !std::mem::replace(&mut self.told_quiet, true) {
            (self.ends.quiet)();
        }
    }

    pub(super) fn lost(&mut self, why: Lost) {
        (self.ends.lost)(why);
    }

    fn say(&mut self) -> Frame {
        if self.playing.is_none() {
            self.playing = self.shared.take_tones();
        }
        if let Some(tones) = &mut self.playing {
            if let Some(frame) = tones.next_frame() {
                return frame;
            }
            self.playing = None;
            self.shared.tones_played();
            (self.ends.played)();
        }
        (self.ends.voice)()
    }

    fn note(&mut self, heard: &Frame, said: &Frame) {
        (self.ends.ears)(*heard, *said);
        (self.ends.record)(heard, said);
        self.shared.count(|c| &c.heard);
        if let Some(event) = self.meter.push(heard, said) {
            (self.ends.meter)(event);
        }
        self.shared.set_levels(self.meter.levels());
    }
}
