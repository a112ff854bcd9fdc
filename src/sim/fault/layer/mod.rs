//! What goes wrong between the module and one AT port: F01 to F18 and F20 to F23.
//!
//! **Rule:** bytes in, bytes out, at times; nothing is kept that is not bounded. The layer knows
//! commands only as far as it must to tell an answer from an announcement, and it changes nothing
//! while no fault is at work.
//!
//! ```
//! use munjigi::{sim::fault::{Fault, Order, layer::Layer}, time::Instant};
//!
//! let mut layer = Layer::new(7);
//! let ms = Instant::from_millis;
//! layer.start(&Order::new(Fault::NO_LEADING_CRLF), ms(0));
//! assert_eq!(layer.host(b"AT\r", ms(1)).bytes, b"AT\r");
//! layer.module(b"\r\nOK\r\n", ms(9));
//! assert_eq!(layer.take(ms(9)), [(ms(9), b"OK\r\n".to_vec())]);
//! ```
//!
//! To test it: `cargo test --lib sim::fault::layer`.

mod active;
mod answer;
mod host;
mod kind;
mod longest;
mod out;
#[cfg(test)]
mod tests;
mod urcs;
mod wire;

use std::{collections::BTreeMap, time::Duration};

use super::{Fault, Order};
use crate::{sim::Dice, time::Instant};
use active::Actives;
use wire::Wire;

/// What the host wrote, as the module gets it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// For the module; empty when nothing gets through.
    pub bytes: Vec<u8>,
    /// The command lines that got through whole, without `AT`, in capitals.
    pub asked: Vec<String>,
    /// Whether some of it was the text behind a prompt.
    pub text: bool,
}

/// What becomes of the answer to the command that is being carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Comes,
    /// F13: it comes when the next command has been asked.
    Stale,
    /// F14: it comes no sooner than then.
    Late(Instant),
    /// F15.
    Lost,
}

#[derive(Debug)]
struct Pending {
    line: String,
    fate: Fate,
}

/// What the host writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Commands,
    /// The text behind a prompt: to Ctrl-Z or ESC.
    Text,
    /// Data behind `CONNECT`: to the final result.
    Data,
}

/// The layer of one port. See the [module's page](self).
#[derive(Debug)]
pub struct Layer {
    dice: Dice,
    actives: Actives,
    mode: Mode,
    /// The command line that is being written; what is longer than [`Layer::LONGEST_LINE`] is cut.
    line: Vec<u8>,
    /// Whether this line waits for its end before the module may see it.
    holding: bool,
    pending: Option<Pending>,
    /// The answer that waits for the next command (F13).
    stale: Vec<Vec<u8>>,
    /// What comes later, by when and in order.
    later: BTreeMap<(Instant, u64), Vec<u8>>,
    entries: u64,
    /// What the module should have echoed (F03).
    echo: Vec<u8>,
    wire: Wire,
}

impl Layer {
    /// The most of a command line that is looked at.
    const LONGEST_LINE: usize = 600;
    /// The most pieces that wait for a late answer; the next is lost and counted.
    const MOST_LATER: usize = 64;
    /// How long a command takes that is refused (F16).
    const REFUSES_AFTER: Duration = Duration::from_millis(20);

    /// A layer that does nothing yet.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            actives: Actives::default(),
            mode: Mode::Commands,
            line: Vec::new(),
            holding: false,
            pending: None,
            stale: Vec::new(),
            later: BTreeMap::new(),
            entries: 0,
            echo: Vec::new(),
            wire: Wire::default(),
        }
    }

    /// A fault begins. Faults that do not live here are not for this part and do nothing.
    pub fn start(&mut self, order: &Order, at: Instant) {
        if order.fault == Fault::ENDLESS_LINE {
            for _ in 0..order.count.unwrap_or(1) {
                self.wire.put_run(u64::from(order.rate) * 1_024, at);
            }
            return;
        }
        self.actives.start(order.clone(), at);
    }

    /// A fault ends.
    pub fn heal(&mut self, fault: Fault) {
        self.actives.end(fault);
    }

    /// All faults end.
    pub fn heal_all(&mut self) {
        self.actives.clear();
    }

    /// The device has left the bus: nothing that was on its way arrives, and a dead port is a new one
    /// when it is back.
    pub fn reset(&mut self) {
        self.actives.end(Fault::AT_PORT_DEAD);
        self.actives.end(Fault::BOTH_PORTS_DEAD);
        self.mode = Mode::Commands;
        self.line.clear();
        self.holding = false;
        self.pending = None;
        self.stale.clear();
        self.later.clear();
        self.echo.clear();
        self.wire.clear();
    }

    /// Bytes that were lost because too many waited.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.wire.lost
    }

    /// When something leaves by itself; `None` when it waits for others.
    #[must_use]
    pub fn next_wake(&self) -> Option<Instant> {
        let says = |fault| {
            let quiet = self.mode == Mode::Data;
            self.actives.next_saying(fault).filter(|_| !quiet)
        };
        let later = self.later.first_key_value().map(|((at, _), _)| *at);
        let all = [
            self.wire.next_wake(),
            later,
            says(Fault::UNKNOWN_URC),
            says(Fault::TWO_QIND_GRAMMARS),
        ];
        all.into_iter().flatten().min()
    }

    /// What has left for the host by `at`, and when.
    pub fn take(&mut self, at: Instant) -> Vec<(Instant, Vec<u8>)> {
        self.actives.expire(at);
        self.release_late(at);
        self.say_what_is_due(at);
        let mut out = Vec::new();
        self.wire.take(at, &mut out);
        if self.is_dead() {
            out.clear();
        }
        out
    }
}

/// Whether an order that waits for one command waits for this line.
fn fits(order: &Order, line: &str) -> bool {
    order.on.is_empty() || line.split(';').any(|part| part.starts_with(&order.on))
}
