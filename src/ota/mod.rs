//! Updates: signed bundles, slots, a health gate, and a way back.
//!
//! **Rule:** whatever happens, and whenever, the box runs the old version or the new one, with the database that
//! belongs to it, and never neither. What has to be undone is on disk before what would have to be undone; who undoes it
//! is the launcher (`board/launch`), which no update brings. An update that nobody has judged counts its starts, an
//! ordinary one does not: a box whose power comes and goes is not a box whose update has failed.
//!
//! ```
//! use munjigi::control::{Check, Health, Verdict};
//! use munjigi::ota::{Baseline, Gate, Patience, Ruling};
//! use munjigi::time::Instant;
//!
//! // The modem worked before the update. Afterwards the right version has to say that it works again, for a while.
//! let health = |version: &str, modem| Health {
//!     version: version.into(),
//!     checks: vec![Check::new("line.1.modem", modem, "모뎀", "the modem")],
//! };
//! let baseline = Baseline::of(Some(&health("1.3.0", Verdict::Ok)));
//! let mut gate = Gate::new("1.4.0".parse()?, baseline, Patience::default(), Instant::ZERO);
//! assert_eq!(gate.hear(None, Instant::from_millis(1_000)), Ruling::Wait);
//! let well = health("1.4.0", Verdict::Ok);
//! assert_eq!(gate.hear(Some(&well), Instant::from_millis(9_000)), Ruling::Wait);
//! assert_eq!(gate.hear(Some(&well), Instant::from_millis(39_000)), Ruling::Pass);
//! # Ok::<(), String>(())
//! ```
//!
//! To test it: `cargo test --lib ota`, and `cargo test --test ota` for all that can go wrong, with the real disk, real
//! processes and the real launcher.

pub mod bundle;
mod disk;
mod error;
mod gate;
mod history;
mod install;
mod pending;
mod places;
mod policy;
mod running;
mod service;
mod settle;
mod slot;
mod status;
mod updater;

pub use disk::{Disk, RealDisk};
pub use error::OtaError;
pub use gate::{Baseline, Gate, Patience, Ruling};
pub use history::{Entry, Event};
pub use pending::{FACTORY, Pending, STARTS};
pub use places::Places;
pub use policy::{Installed, Refusal, admit};
pub use running::RunningBox;
pub use service::{Service, ServiceError};
pub use status::{OnItsWay, Slot, Status};
pub use updater::{Outcome, Rules, State, Updater};
