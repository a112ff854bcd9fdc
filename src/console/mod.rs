//! The technician's screen on the serial port of the box: `munjigi console`.
//!
//! ```text
//!  bytes ─▶ Decoder ─ Key ─▶ Screen ─ Order ─▶ carrier ─▶ control socket, store, journal, our own commands
//!                              │  ▲──────────── News ◀──────┘
//!                              ▼
//!                             draw ─▶ what changed, at most four times a second
//! ```
//!
//! **Rule:** [`Screen`] decides everything and does nothing; whatever bytes arrive, nothing that ends a call, costs
//! money or destroys something happens before its word has been typed without a mistake ([`Act::word`]).
//!
//! Everything on the screen is a plain command as well, with `--json`; what the screen does, it does by running
//! these ([`Act`]). A serial line is slow, may be garbled and may be unplugged: only what changed is drawn, with the
//! few control sequences that a VT220 knows, `Ctrl-L` draws all of it, and a line that hangs up ends it.
//!
//! ```
//! use munjigi::{console::{Key, Order, Screen, Setup}, time::Instant};
//!
//! let mut screen = Screen::new(Setup::default());
//! let orders = screen.key(Key::Char('q'), Instant::ZERO);
//! assert_eq!(orders, [Order::Quit]);
//! ```
//!
//! To test it: `cargo test --lib console`; over a pseudo terminal against a running box `cargo test --test console`.

mod act;
mod carry;
mod draw;
mod field;
mod keys;
mod order;
mod page;
mod plain;
mod run;
mod screen;
mod terminal;
#[cfg(test)]
mod tests;
mod vt;
mod words;

pub use act::{Act, TestKind};
pub use carry::Places;
pub use keys::{Decoder, Key};
pub use order::{CallLine, ModelLine, News, Order};
pub use page::Page;
pub use run::{ConsoleError, End, run};
pub use screen::{Screen, Setup};
pub use words::{Charset, Language};
