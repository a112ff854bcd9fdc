//! To the host: what goes wrong with lines and with bytes.

use super::{Layer, Mode, kind::framed, urcs, wire::Cut};
use crate::{sim::fault::Fault, time::Instant};

impl Layer {
    fn announce(&mut self, words: &str, at: Instant) {
        self.write(framed(words.as_bytes()), at);
    }

    pub(super) fn say_what_is_due(&mut self, at: Instant) {
        if self.mode == Mode::Data {
            return;
        }
        while let Some(said) = self.actives.says(Fault::UNKNOWN_URC, at) {
            self.announce(urcs::unknown(said), at);
        }
        while let Some(said) = self.actives.says(Fault::TWO_QIND_GRAMMARS, at) {
            self.announce(urcs::qind(said), at);
        }
    }

    /// Framed bytes: what goes wrong with lines happens to them first.
    pub(super) fn write(&mut self, mut bytes: Vec<u8>, at: Instant) {
        if let Some(order) = self.actives.find(Fault::NOT_UTF8) {
            bytes = urcs::not_utf8(bytes, order.variant == "operator");
        }
        if self.actives.has(Fault::NO_LEADING_CRLF)
            && let Some(rest) = bytes.strip_prefix(b"\r\n")
        {
            bytes = rest.to_vec();
        }
        if self.actives.has(Fault::DOUBLED_CRLF) {
            bytes = urcs::replace(&bytes, b"\r\n", b"\r\n\r\n");
        }
        if let Some(order) = self.actives.find(Fault::NOISE_RUNS) {
            let length = usize::try_from(self.dice.between(1, 64)).unwrap_or(1);
            let nul = match order.variant {
                "nul" => true,
                "ff" => false,
                _ => self.dice.between(0, 1) == 0,
            };
            let mut noisy = vec![if nul { 0 } else { 0xFF }; length];
            noisy.append(&mut bytes);
            bytes = noisy;
        }
        self.write_data(bytes, at);
    }

    /// Any bytes: what goes wrong with bytes happens to them.
    pub(super) fn write_data(&mut self, mut bytes: Vec<u8>, at: Instant) {
        if let Some(order) = self.actives.find(Fault::GARBLED_BYTES) {
            for byte in &mut bytes {
                if self.dice.between(1, u64::from(order.rate)) == 1 {
                    *byte ^= u8::try_from(self.dice.between(1, 255)).unwrap_or(1);
                }
            }
        }
        let cut = if self.actives.has(Fault::SPLIT_BYTES) {
            match self.actives.find(Fault::SPLIT_BYTES) {
                Some(order) if order.variant == "walking" => Cut::Walking,
                _ => Cut::Each,
            }
        } else if let Some(order) = self.actives.find(Fault::SLOW_BYTES) {
            Cut::Slow(order.rate)
        } else if self.actives.has(Fault::MERGED_LINES) {
            Cut::Gathered
        } else {
            Cut::Whole
        };
        self.wire.put(bytes, cut, &mut self.dice, at);
    }

    pub(super) fn is_dead(&self) -> bool {
        self.actives.has(Fault::AT_PORT_DEAD) || self.actives.has(Fault::BOTH_PORTS_DEAD)
    }
}
