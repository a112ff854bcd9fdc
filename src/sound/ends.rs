//! Who hears, who speaks, and who watches.

use std::{fmt, io};

use crate::audio::Frame;

use super::MeterEvent;

/// Who gets both directions in step: what was heard, what was said.
pub type Recorder = Box<dyn FnMut(&Frame, &Frame) + Send>;

/// Who hears and who speaks. All of it runs in the pump's thread, fifty times a second, and must
/// neither block nor take long. The default hears nothing and says nothing.
pub struct Ends {
    /// Gets every frame of the caller's voice, and what was handed to the modem in return (silence where
    /// nothing was).
    pub ears: Box<dyn FnMut(Frame, Frame) + Send>,
    /// Gives a frame of ours in return; silence when there is nothing to say.
    pub voice: Box<dyn FnMut() -> Frame + Send>,
    /// Gets both directions frame by frame, in step: what was heard, and what was handed to the modem
    /// in return (silence where nothing was).
    pub record: Recorder,
    /// Called when the levels tell that something is wrong, or that it is right again.
    pub meter: Box<dyn FnMut(MeterEvent) + Send>,
    /// Called when the tones of [`super::PumpHandle::play`] have been handed over.
    pub played: Box<dyn FnMut() + Send>,
    /// Called once, when the modem has delivered nothing for two seconds.
    pub quiet: Box<dyn FnMut() + Send>,
    /// Called once, when the device is gone. Not called after [`super::PumpHandle::stop`].
    pub lost: Box<dyn FnMut(Lost) + Send>,
}

impl Default for Ends {
    fn default() -> Self {
        Self {
            ears: Box::new(|_, _| {}),
            voice: Box::new(|| Frame::SILENCE),
            record: Box::new(|_, _| {}),
            meter: Box::new(|_| {}),
            played: Box::new(|| {}),
            quiet: Box::new(|| {}),
            lost: Box::new(|_| {}),
        }
    }
}

impl fmt::Debug for Ends {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ends")
    }
}

/// Why there is no more sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// The device has ended: the modem was unplugged or has restarted.
    #[error("the modem's sound device is gone")]
    Gone,
    /// The device gives errors and nothing else.
    #[error("the modem's sound device fails: {0}")]
    Failed(io::ErrorKind),
}
