//! Where the audio pump gets its frames: never waits, never allocates.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
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
}

/// The voice as the audio pump sees it: one frame every 20 ms.
pub struct FrameSource {
    tracks: Receiver<Track>,
    /// The era that counts now; [`super::Voice::hush`] begins another.
    newest_era: Arc<AtomicU64>,
    pub(super) era: u64,
    reports: SyncSender<Message>,
    unsent: heapless::Deque<Report, REPORTS>,
    playing: Option<(Track, usize)>,
    /// A track of an era that this frame does not know yet.
    early: Option<Track>,
    /// Silence still to come before the next part.
    gap: usize,
}

impl FrameSource {
    pub(super) fn new(
        tracks: Receiver<Track>,
        newest_era: Arc<AtomicU64>,
        reports: SyncSender<Message>,
    ) -> Self {
        Self {
            tracks,
            newest_era,
            era: 0,
            reports,
            unsent: heapless::Deque::new(),
            playing: None,
            early: None,
            gap: 0,
        }
    }

    /// The next 20 ms for the line; silence when there is nothing to say. Never waits.
    pub fn next_frame(&mut self) -> Frame<Hz8k> {
        let mut frame = Frame::SILENCE;
        let era = self.newest_era.load(Ordering::Acquire);
        if era == self.era {
            self.fill(frame.samples_mut());
        } else {
            self.fade_out(frame.samples_mut());
            self.flush(era);
        }
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
        self.newest_era.load(Ordering::Acquire)
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
