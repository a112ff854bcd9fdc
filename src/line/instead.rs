//! What goes to the other side in the place of the voice, on the beat of the sound device.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{audio::Frame, call::Signal, tone::Reference};

/// What is heard is played back after so many frames: a second. Sooner it would sound like an echo.
const LATER: usize = 50;

/// Shared by the line, which orders, and the pump, which asks twice on every beat. Nobody holds it for longer than a
/// frame takes to copy, and nothing is allocated.
#[derive(Clone, Debug, Default)]
pub(super) struct Instead(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    signal: Signal,
    heard: heapless::Deque<Frame, LATER>,
    tone: Reference,
}

impl Instead {
    /// From now on this goes out.
    pub fn set(&self, signal: Signal) {
        *self.lock() = State {
            signal,
            ..State::default()
        };
    }

    /// A frame of the other side has come.
    pub fn heard(&self, frame: &Frame) {
        let mut state = self.lock();
        if state.signal == Signal::Loop {
            // Full: the pump has not asked for a beat, because the modem took nothing; the oldest is not played any more.
            if state.heard.is_full() {
                state.heard.pop_front();
            }
            let _has_room = state.heard.push_back(*frame);
        }
    }

    /// The frame that goes out; `None`: the voice's.
    pub fn frame(&self) -> Option<Frame> {
        let mut state = self.lock();
        match state.signal {
            Signal::Voice => None,
            Signal::Tone => Some(state.tone.next_frame()),
            Signal::Loop if state.heard.is_full() => state.heard.pop_front(),
            Signal::Loop => Some(Frame::SILENCE),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(n: i16) -> Frame {
        Frame::from_slice(&[n; 160])
    }

    #[test]
    fn what_is_heard_comes_back_a_second_later() {
        let instead = Instead::default();
        assert_eq!(instead.frame(), None);
        instead.set(Signal::Loop);
        for n in 0..200 {
            // As the pump does: it asks, then tells.
            let out = instead.frame().unwrap();
            let wanted = if n < 50 {
                Frame::SILENCE
            } else {
                marked(n - 50 + 1)
            };
            assert_eq!(out, wanted, "{n}");
            instead.heard(&marked(n + 1));
        }
        instead.set(Signal::Voice);
        instead.heard(&marked(7));
        assert_eq!(instead.frame(), None);
        instead.set(Signal::Loop);
        assert_eq!(instead.frame(), Some(Frame::SILENCE), "nothing of before");
    }

    #[test]
    fn a_modem_that_takes_nothing_does_not_fill_it() {
        let instead = Instead::default();
        instead.set(Signal::Loop);
        for n in 0..500 {
            instead.heard(&marked(n));
        }
        assert_eq!(instead.frame(), Some(marked(450)));
    }

    #[test]
    fn the_tone_goes_on() {
        let instead = Instead::default();
        instead.set(Signal::Tone);
        let [_, second, third] = [(); 3].map(|()| instead.frame().unwrap());
        assert!(second != third && third.level().dbfs() > -20.0);
    }
}
