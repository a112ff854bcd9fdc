//! Where the audio pump gets its frames: never waits, never allocates.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
    mpsc::{Receiver, SyncSender, TrySendError},
};

use crate::{
    audio::{Frame, Hz8k},
    speech::cache::Clip,
};

use super::Message;

/// Clips on their way to the source. Full: the speaker keeps the next until one has been played.
pub(super) const CLIPS: usize = 32;
/// Reports that found no room yet. Three per clip at most, so that it cannot be full.
const REPORTS: usize = 128;
/// Silence between two parts, in samples: 120 ms.
const GAP: usize = 960;
/// The ramp at either end of a clip, in samples: 4 ms.
const RAMP: usize = 32;
/// How loud the box is while somebody speaks over it: 12 dB softer.
const DUCKED: f32 = 0.25;
/// From full loudness to that, in samples: 20 ms.
const DUCKING: f32 = 160.0;
/// Frames without a sound although there is something to say, after which that is told: 1.2 s.
const STARVED: u32 = 60;

/// A clip to be played.
pub(super) struct Track {
    /// The part's number.
    pub(super) id: u64,
    /// Which stretch between two `hush` it belongs to.
    pub(super) era: u64,
    pub(super) clip: Clip,
}

/// What the source tells the speaker.
#[derive(Clone, Copy, Debug)]
pub(super) enum Report {
    /// The first sample of this part has been pulled.
    Started(u64),
    /// The last one.
    Played(u64),
    /// Nothing from before this era will be heard any more.
    Flushed(u64),
    /// There is something to say, and it has not come for more than a second.
    Starved,
}

/// What the voice and its source look at together.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// The era that counts now; [`super::Voice::hush`] begins another.
    pub(super) era: AtomicU64,
    /// Somebody speaks over the box.
    pub(super) ducked: AtomicBool,
    /// There is something to say that is not ready.
    pub(super) waiting: AtomicBool,
}

/// The voice as the audio pump sees it: one frame every 20 ms.
pub struct FrameSource {
    tracks: Receiver<Track>,
    signs: Arc<Signs>,
    pub(super) era: u64,
    reports: SyncSender<Message>,
    unsent: heapless::Deque<Report, REPORTS>,
    playing: Option<(Track, usize)>,
    /// A track of an era that this frame does not know yet.
    early: Option<Track>,
    /// Silence still to come before the next part.
    gap: usize,
    /// How loud it is, [`DUCKED`] to 1.0.
    gain: f32,
    /// Frames without the sound that is waited for.
    starved: u32,
}

impl FrameSource {
    pub(super) fn new(
        tracks: Receiver<Track>,
        signs: Arc<Signs>,
        reports: SyncSender<Message>,
    ) -> Self {
        Self {
            tracks,
            signs,
            era: 0,
            reports,
            unsent: heapless::Deque::new(),
            playing: None,
            early: None,
            gap: 0,
            gain: 1.0,
            starved: 0,
        }
    }

    /// The next 20 ms for the line; silence when there is nothing to say. Never waits.
    pub fn next_frame(&mut self) -> Frame<Hz8k> {
        let mut frame = Frame::SILENCE;
        let era = self.signs.era.load(Ordering::Acquire);
        if era == self.era {
            self.fill(frame.samples_mut());
        } else {
            self.fade_out(frame.samples_mut());
            self.flush(era);
        }
        self.duck(frame.samples_mut());
        self.starve();
        self.send_reports();
        frame
    }

    /// Whether nothing is being played at the moment.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        self.playing.is_none()
    }

    #[cfg(test)]
    pub(super) fn newest_era(&self) -> u64 {
        self.signs.era.load(Ordering::Acquire)
    }

    fn fill(&mut self, samples: &mut [i16]) {
        let mut at = 0;
        while at < samples.len() {
            if self.gap > 0 {
                let n = self.gap.min(samples.len() - at);
                self.gap -= n;
                at += n;
                continue;
            }
            let Some((track, from)) = &mut self.playing else {
                match self.next_track() {
                    Some(track) => {
                        self.report(Report::Started(track.id));
                        self.playing = Some((track, 0));
                        continue;
                    }
                    None => return,
                }
            };
            let clip = track.clip.samples();
            let n = (clip.len() - *from).min(samples.len() - at);
            for (to, i) in samples[at..at + n].iter_mut().zip(*from..) {
                *to = faded(clip[i], (i + 1).min(clip.len() - i));
            }
            *from += n;
            at += n;
            if *from == clip.len() {
                let id = track.id;
                self.playing = None; // the speaker still holds the clip: nothing is freed here
                self.gap = GAP;
                self.report(Report::Played(id));
            }
        }
    }

    /// Softer while somebody speaks over it, without a step.
    fn duck(&mut self, samples: &mut [i16]) {
        let ducked = self.signs.ducked.load(Ordering::Relaxed);
        let wanted = if ducked { DUCKED } else { 1.0 };
        #[expect(
            clippy::float_cmp,
            reason = "both are set to these very constants at the end of a ramp"
        )]
        if self.gain == wanted && wanted == 1.0 {
            return;
        }
        let step = (1.0 - DUCKED) / DUCKING;
        for sample in samples {
            self.gain = if wanted > self.gain {
                (self.gain + step).min(wanted)
            } else {
                (self.gain - step).max(wanted)
            };
            #[expect(clippy::cast_possible_truncation, reason = "softer than it was")]
            {
                *sample = (f32::from(*sample) * self.gain) as i16;
            }
        }
    }

    fn starve(&mut self) {
        if self.playing.is_some() || !self.signs.waiting.load(Ordering::Relaxed) {
            self.starved = 0;
            return;
        }
        self.starved += 1;
        if self.starved == STARVED {
            self.report(Report::Starved);
        }
    }

    /// The end of what was being said when it was hushed: 4 ms, so that it does not click.
    fn fade_out(&mut self, samples: &mut [i16]) {
        if let Some((track, from)) = self.playing.take() {
            let rest = &track.clip.samples()[from..];
            for (i, (to, &sample)) in samples.iter_mut().take(RAMP).zip(rest).enumerate() {
                *to = faded(sample, RAMP - i);
            }
            self.gap = GAP;
        }
    }

    fn flush(&mut self, era: u64) {
        self.era = era;
        if self.early.as_ref().is_some_and(|t| t.era < era) {
            self.early = None;
        }
        while self.early.is_none() {
            match self.tracks.try_recv() {
                Ok(track) if track.era < era => drop(track),
                Ok(track) => self.early = Some(track),
                Err(_) => break,
            }
        }
        self.report(Report::Flushed(era));
    }

    fn next_track(&mut self) -> Option<Track> {
        let track = self.early.take().or_else(|| self.tracks.try_recv().ok())?;
        if track.era == self.era {
            return Some(track);
        }
        self.early = Some(track); // hushed this very moment: the next frame knows
        None
    }

    fn report(&mut self, report: Report) {
        let _ = self.unsent.push_back(report);
    }

    fn send_reports(&mut self) {
        while let Some(&report) = self.unsent.front() {
            match self.reports.try_send(Message::Report(report)) {
                Err(TrySendError::Full(_)) => return, // again with the next frame
                Ok(()) | Err(TrySendError::Disconnected(_)) => self.unsent.pop_front(),
            };
        }
    }
}

/// A sample that lies `steps` samples within its clip.
fn faded(sample: i16, steps: usize) -> i16 {
    if steps >= RAMP {
        return sample;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "at most RAMP, and no more than the sample"
    )]
    let faded = (i32::from(sample) * steps as i32 / RAMP as i32) as i16;
    faded
}
