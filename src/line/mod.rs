//! A line: one telephone line that runs a call program over a modem, a sound device, ears and a
//! voice.
//!
//! **Rule:** a line runs at most one call and is the only owner of the live parts; everybody else
//! sends it messages. What it decides is decided in [`Switch`], which is pure; the runtime only
//! carries things to and fro, so that virtual time and the box run the same decisions.
//!
//! ```
//! use munjigi::{
//!     call::{Action, Event, Program},
//!     line::{Input, Output, Plan, Switch},
//!     modem,
//!     phone::Caller,
//!     time::{Instant, Now},
//! };
//!
//! struct Greeter;
//! impl Program for Greeter {
//!     fn handle(&mut self, event: &Event, _at: Instant) -> Vec<Action> {
//!         match event {
//!             Event::Ringing { .. } => vec![Action::Answer],
//!             _ => Vec::new(),
//!         }
//!     }
//! }
//!
//! let mut line = Switch::new(Plan::taking(Box::new(|_now| Box::new(Greeter))));
//! let ring = Input::Modem(modem::Event::Ringing { caller: Caller::Withheld });
//! let outputs = line.handle(ring, Now::default());
//! // It does not answer yet: first the sound has to be up.
//! let mode = modem::AudioMode::Serial;
//! assert!(outputs.contains(&Output::Modem(modem::Request::ArmAudio { mode })));
//! ```
//!
//! To test it: `cargo test --lib line`.

mod claim;
mod handle;
mod instead;
mod office;
mod outbound;
mod owner;
mod postbox;
mod pulse;
mod recording;
mod report;
mod runtime;
mod scribe;
mod switch;
#[cfg(test)]
mod tests;

pub use handle::{Asked, Handle, NotAsked, Shown, Standing};
pub use office::Office;
pub use outbound::outbound;
pub use owner::Owner;
pub use postbox::{FRESH, News};
pub use pulse::Pulse;
pub use recording::Recordings;
pub use report::{Report, ReportKind};
pub use runtime::{Happenings, Inbox, Parts, SoundSite, heard, inbox, run};
pub use scribe::Scribe;
pub use switch::{
    Commit, Entry, Input, OutboundMaker, Output, Plan, ProgramMaker, SoundEvent, Switch,
};
