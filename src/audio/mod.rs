//! Sound as data: PCM that carries its sample rate in its type.
//!
//! **Rule:** samples of one rate never reach something that expects another. [`Pcm`] and [`Frame`]
//! are generic over a [`Rate`]; the only way from one rate to another is [`resample`], or a [`RunningResampler`] for sound that
//! is still coming.
//!
//! ```
//! use munjigi::audio::{Hz16k, Hz8k, Pcm, resample};
//!
//! let heard: Pcm<Hz8k> = Pcm::silence(std::time::Duration::from_millis(500));
//! let wide: Pcm<Hz16k> = resample(&heard);
//! assert_eq!(wide.len(), 8_000);
//! ```
//!
//! Samples are signed 16-bit, mono. "Frame" is always 20 ms, the telephone's beat.
//!
//! To test it: `cargo test --lib audio`.

mod frame;
pub mod g711;
mod level;
mod pcm;
mod rate;
mod resampling;
mod running;
mod stretch;
pub mod wav;

pub use frame::{FRAME, Frame};
pub use level::Level;
pub use pcm::Pcm;
pub use rate::{Hz8k, Hz16k, Hz24k, Rate};
pub use resampling::{Resampler, resample};
pub use running::RunningResampler;
pub use stretch::{SLOW, slower};
