//! The desk handset: the machine's own microphone and speaker as somebody's telephone.
//!
//! **Rule:** the line's beat is the clock. Neither call below waits for the card; what the card has
//! not brought is silence, and what it could not take in time is dropped.

mod bridge;
mod cards;
mod ring;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::sync_channel,
    },
    thread,
    time::Duration,
};

use crate::audio::{Frame, Hz8k};

use bridge::{Microphone, Speaker};

/// A card that takes longer to close is left behind.
const CLOSED_WITHIN: Duration = Duration::from_millis(500);

/// Why there is no handset: one sentence for people, in Korean and English; what the sound system
/// said is the source.
#[derive(Debug, thiserror::Error)]
pub enum HandsetError {
    /// The machine has no sound system.
    #[error(
        "이 컴퓨터에는 소리 장치가 없습니다(또는 쓸 수 없습니다) / this machine has no usable sound system"
    )]
    NoSound(#[source] Option<Box<cpal::Error>>),
    /// There is no input device.
    #[error(
        "이 컴퓨터에는 마이크가 없습니다(또는 쓸 수 없습니다) / this machine has no usable microphone"
    )]
    NoMicrophone(#[source] Option<Box<cpal::Error>>),
    /// There is no output device.
    #[error(
        "이 컴퓨터에는 스피커가 없습니다(또는 쓸 수 없습니다) / this machine has no usable speaker"
    )]
    NoSpeaker(#[source] Option<Box<cpal::Error>>),
    /// The input device does not let itself be used.
    #[error("마이크를 열 수 없습니다 / the microphone cannot be opened")]
    MicrophoneRefused(#[source] Box<cpal::Error>),
    /// The output device does not let itself be used.
    #[error("스피커를 열 수 없습니다 / the speaker cannot be opened")]
    SpeakerRefused(#[source] Box<cpal::Error>),
}

/// The machine's default microphone and speaker, running. They stop when it is dropped.
pub struct Handset {
    microphone: Microphone,
    speaker: Speaker,
    gone: Arc<AtomicBool>,
    streams: Option<[cpal::Stream; 2]>,
}

impl fmt::Debug for Handset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handset")
            .field("gone", &self.gone)
            .finish_non_exhaustive()
    }
}

impl Handset {
    /// Opens the machine's default microphone and speaker.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub fn open() -> Result<Self, HandsetError> {
        let gone = Arc::default();
        let host = cards::host()?;
        let (heard, microphone) = cards::open_microphone(&host, &gone)?;
        let (played, speaker) = cards::open_speaker(&host, &gone)?;
        Ok(Self {
            microphone,
            speaker,
            gone,
            streams: Some([heard, played]),
        })
    }

    /// The call begins: what the microphone heard before is forgotten.
    pub fn pick_up(&mut self) {
        self.microphone.forget();
    }

    /// The next 20 ms of the person, for one beat of the line.
    pub fn mic_frame(&mut self) -> Frame<Hz8k> {
        self.microphone.frame()
    }

    /// What the person hears next, for one beat of the line.
    pub fn speaker_frame(&mut self, frame: &Frame<Hz8k>) {
        self.speaker.frame(frame);
    }

    /// Whether a device went away since it was opened: it said so, or the microphone has brought
    /// nothing for two seconds.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Relaxed) || self.microphone.is_gone()
    }
}

impl Drop for Handset {
    /// Closing a card whose sound server has died can block for ever, so a helper thread does it.
    fn drop(&mut self) {
        let streams = self.streams.take();
        let (done, closed) = sync_channel::<()>(0);
        let closing = thread::Builder::new()
            .name("handset-close".to_owned())
            .spawn(move || {
                drop(streams);
                drop(done);
            });
        if closing.is_ok() {
            let _closed_or_left_behind = closed.recv_timeout(CLOSED_WITHIN);
        }
    }
}
