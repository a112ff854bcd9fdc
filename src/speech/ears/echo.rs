//! What the caller hears of the box comes back: out of the line, and out of a telephone held away from
//! the ear. The box knows what it has said, and takes it out again.

use aec3::{
    nodes::audio::AudioFormat,
    pipelines::linear::{self, LinearPipeline},
};

use crate::audio::{Frame, Hz8k, Hz16k, Rate, RunningResampler};

/// Samples of 10 ms at 16 kHz, which is what the canceller works in.
const TEN_MS: usize = 160;

/// Takes the box's own voice out of what is heard (WebRTC's AEC3, at 16 kHz, which is the least that it
/// takes).
pub(super) struct EchoCanceller {
    pipeline: LinearPipeline,
    heard_up: RunningResampler<Hz8k, Hz16k>,
    said_up: RunningResampler<Hz8k, Hz16k>,
    down: RunningResampler<Hz16k, Hz8k>,
    failed: bool,
}

impl EchoCanceller {
    /// At the beginning of a call; `None` when the canceller cannot be made.
    pub(super) fn new() -> Option<Self> {
        let format = AudioFormat::ten_ms(Hz16k::HZ, 1);
        let pipeline = linear::builder(format, format)
            .enable_noise_suppression(false)
            .enable_gain_controller2(false)
            .enable_post_filter(false)
            .build();
        match pipeline {
            Ok(pipeline) => Some(Self {
                pipeline,
                heard_up: RunningResampler::new(),
                said_up: RunningResampler::new(),
                down: RunningResampler::new(),
                failed: false,
            }),
            Err(error) => {
                tracing::error!(%error, "without an echo canceller nobody can speak over the box");
                None
            }
        }
    }

    /// The next 20 ms of both directions, in step; what was heard without what was said. It comes out
    /// some 20 ms later than it went in.
    pub(super) fn frame(&mut self, heard: &Frame<Hz8k>, said: &Frame<Hz8k>) -> Frame<Hz8k> {
        let (heard, said) = (self.heard_up.frame(heard), self.said_up.frame(said));
        let mut cleaned = Frame::<Hz16k>::SILENCE;
        let tens = heard.samples().chunks_exact(TEN_MS);
        let out = cleaned.samples_mut().chunks_exact_mut(TEN_MS);
        for ((heard, said), out) in tens.zip(said.samples().chunks_exact(TEN_MS)).zip(out) {
            if !self.ten(heard, said, out) {
                out.copy_from_slice(heard);
            }
        }
        self.down.frame(&cleaned)
    }

    fn ten(&mut self, heard: &[i16], said: &[i16], out: &mut [i16]) -> bool {
        let (mut near, mut far, mut clean) = ([0.0; TEN_MS], [0.0; TEN_MS], [0.0; TEN_MS]);
        let spread = |from: &[i16], to: &mut [f32]| {
            for (to, &from) in to.iter_mut().zip(from) {
                *to = f32::from(from) / 32_768.0;
            }
        };
        spread(heard, &mut near);
        spread(said, &mut far);
        let done = self
            .pipeline
            .handle_render_frame(&far)
            .and_then(|()| self.pipeline.process_capture_frame(&near, &mut clean));
        match done {
            Ok(produced) => {
                for (to, from) in out.iter_mut().zip(clean) {
                    #[expect(clippy::cast_possible_truncation, reason = "clamped to i16's range")]
                    {
                        *to = (from * 32_768.0).clamp(-32_768.0, 32_767.0) as i16;
                    }
                }
                produced
            }
            Err(error) => {
                if !std::mem::replace(&mut self.failed, true) {
                    tracing::error!(%error, "the echo canceller failed");
                }
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{Level, Pcm};

    /// Something like a voice: noise in syllables, softer and louder.
    fn babble(seed: u64, frames: usize) -> Vec<Frame> {
        let mut dice = seed;
        let mut last = 0.0_f32;
        (0..frames)
            .map(|n| {
                let loud = if n % 13 < 9 { 5_000.0 } else { 300.0 };
                let mut frame = Frame::SILENCE;
                for sample in frame.samples_mut() {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_precision_loss,
                        reason = "24 bits of noise"
                    )]
                    {
                        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        let white = (dice >> 40) as f32 / 8_388_608.0 - 1.0;
                        last = 0.7 * last + 0.3 * white;
                        *sample = (last * loud) as i16;
                    }
                }
                frame
            })
            .collect()
    }

    /// `said` as it comes back: 150 ms later and 20 dB softer.
    fn echo(said: &[Frame]) -> Vec<Frame> {
        let mut line = vec![0; 1_200];
        line.extend(said.iter().flat_map(|f| f.samples().iter().map(|s| s / 10)));
        line.chunks_exact(160).map(Frame::from_slice).collect()
    }

    fn level(frames: &[Frame]) -> f32 {
        let sound: Pcm<Hz8k> =
            Pcm::from_samples(frames.iter().flat_map(|f| f.samples().to_vec()).collect());
        Level::of(sound.samples()).dbfs()
    }

    #[test]
    fn the_echo_goes_and_the_caller_stays() {
        let said = babble(1, 400);
        let back = echo(&said);
        let mut canceller = EchoCanceller::new().unwrap();
        let cleaned: Vec<Frame> = back
            .iter()
            .zip(&said)
            .map(|(heard, said)| canceller.frame(heard, said))
            .collect();
        let (before, after) = (level(&back[200..400]), level(&cleaned[200..400]));
        assert!(after < before - 20.0, "{before} dBFS became {after}");

        // Somebody speaks over it.
        let caller = babble(2, 100);
        let both: Vec<Frame> = caller
            .iter()
            .zip(&back[200..300])
            .map(|(a, b)| {
                let mut sum = *a;
                for (to, from) in sum.samples_mut().iter_mut().zip(b.samples()) {
                    *to += from;
                }
                sum
            })
            .collect();
        let cleaned: Vec<Frame> = both
            .iter()
            .zip(&said[200..300])
            .map(|(heard, said)| canceller.frame(heard, said))
            .collect();
        assert!(
            level(&cleaned) > level(&caller) - 6.0,
            "{}",
            level(&cleaned)
        );
    }
}
