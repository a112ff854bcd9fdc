//! When the box is audible to whoever calls.

use crate::{
    audio::{FRAME, Frame},
    time::Instant,
};

use super::Noticed;

/// Turns what comes down the line into what a caller notices.
///
/// A sample of at least 256 (about −42 dBFS) is sound. Two frames of it in a row are the box, so
/// that a click is not; the first frame without is quiet again.
#[derive(Clone, Debug, Default)]
pub struct Ear {
    loud: u32,
    audible: bool,
}

impl Ear {
    const SOUND: u16 = 256;
    const SUSTAINED: u32 = 2;

    /// Hears the 20 ms that began at `at`; says what is noticed, and since when that holds. Give
    /// [`super::Caller::notice`] both, and then a [`Noticed::Tick`] with the time it is now.
    pub fn hear(&mut self, frame: &Frame, at: Instant) -> Option<(Noticed, Instant)> {
        let is_loud = |s: &i16| s.unsigned_abs() >= Self::SOUND;
        let last = frame.samples().iter().rposition(is_loud);
        self.loud = match last {
            Some(_) => self.loud.saturating_add(1),
            None => 0,
        };
        let audible = self.loud >= Self::SUSTAINED || (self.audible && last.is_some());
        if audible == self.audible {
            return None;
        }
        self.audible = audible;
        Some(if audible {
            (Noticed::BoxAudible, at + FRAME)
        } else {
            (Noticed::BoxQuiet, at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_noticed_and_clicks_are_not() {
        let mut ear = Ear::default();
        let loud = Frame::from_slice(&[1_000; 160]);
        let mut noticed = Vec::new();
        for (n, c) in (0_u64..).zip("..b..bbb..".chars()) {
            let frame = if c == 'b' { loud } else { Frame::SILENCE };
            noticed.extend(ear.hear(&frame, Instant::from_millis(n * 20)));
        }
        let at = Instant::from_millis;
        let wanted = [(Noticed::BoxAudible, at(140)), (Noticed::BoxQuiet, at(160))];
        assert_eq!(noticed, wanted);
    }
}
