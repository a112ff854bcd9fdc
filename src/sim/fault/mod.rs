//! Everything that can go wrong, by name: F01 to F100.
//!
//! **Rule:** a fault is data ([`Order`]); who carries it out is decided by where it lives
//! ([`Place`]), and nothing else in the simulator misbehaves. One table says everything there is to
//! say about a fault: its name, what it is, which parameters it takes.
//!
//! ```
//! use munjigi::sim::fault::{Fault, Order, Place};
//!
//! let order = Order::parse("F19 for=5s").unwrap();
//! assert_eq!(order.fault, Fault::RDY_IN_MID_SESSION);
//! assert_eq!(order.fault.row().place, Place::Module);
//! assert_eq!(Fault::find("rdy-in-mid-session").unwrap(), order.fault);
//! assert!(Order::parse("F33 for=5s").unwrap_err().english.contains("takes no for"));
//! ```
//!
//! To test it: `cargo test --lib sim::fault`.

pub mod layer;
mod order;
pub mod sound;
mod table;
mod takes;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::settings::Refusal;

pub use order::Order;
pub use table::Row;
pub use takes::{Rate, Span, Takes};

/// One of the hundred faults. It shows itself as `F01` … `F100`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fault(u8);

/// Where a fault lives: who carries it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The bytes between the module and an AT port.
    Bytes,
    /// What is answered and announced there.
    Replies,
    /// Whether the device is there, and under which numbers.
    Usb,
    /// The module and its SIM.
    Module,
    /// The sound, and the card or port that carries it.
    Sound,
    /// The network and the far end.
    Network,
}

impl Fault {
    /// What the table says about it.
    #[must_use]
    pub fn row(self) -> &'static Row {
        &table::ROWS[usize::from(self.0) - 1]
    }

    /// The usual order of each of its variants.
    pub fn variants(self) -> impl Iterator<Item = Order> {
        let variants = self.row().takes.variants;
        let plain = variants.is_empty().then(|| Order::new(self));
        let each = variants
            .iter()
            .map(move |variant| Order::new(self).variant(variant));
        plain.into_iter().chain(each)
    }

    /// By its number; `None` beyond 1 to 100.
    #[must_use]
    pub fn by_number(number: u8) -> Option<Self> {
        (1..=100).contains(&number).then_some(Self(number))
    }

    /// By name: `F19`, `f19` or `rdy-in-mid-session`.
    ///
    /// # Errors
    /// When there is no such fault, with the nearest one.
    pub fn find(name: &str) -> Result<Self, Refusal> {
        let lower = name.trim().to_ascii_lowercase();
        let number = lower.strip_prefix('f').and_then(|n| n.parse().ok());
        if let Some(fault) = number.and_then(Self::by_number) {
            return Ok(fault);
        }
        let distance = |fault: &Self| strsim::damerau_levenshtein(fault.row().slug, &lower);
        let near = Self::ALL.into_iter().min_by_key(distance);
        match near {
            Some(fault) if distance(&fault) == 0 => Ok(fault),
            Some(fault) if distance(&fault) <= 3 => Err(Refusal::new(
                format!("그런 고장은 없습니다. {}인가요?", fault.row().slug),
                format!("no such fault; did you mean {}?", fault.row().slug),
            )),
            _ => Err(Refusal::new(
                "그런 고장은 없습니다. F01부터 F100까지, 또는 이름을 적어 주세요.",
                "no such fault; write F01 to F100, or a name such as rdy-in-mid-session",
            )),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F{:02}", self.0)
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} {}", self.row().slug)
    }
}
