//! Chance that can be played again.

use std::time::Duration;

/// A small seeded source of randomness: SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014).
///
/// The same seed always gives the same numbers, on every machine. It is no source of secrets.
///
/// ```
/// use munjigi::sim::Dice;
///
/// let (mut a, mut b) = (Dice::new(7), Dice::new(7));
/// assert_eq!(a.next(), b.next());
/// assert_ne!(a.split().next(), b.next());
/// ```
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as `seed` says.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of their own for another part, so that the parts do not disturb one another.
    #[must_use]
    pub fn split(&mut self) -> Self {
        Self(self.next())
    }

    /// The next 64 bits.
    #[expect(
        clippy::should_implement_trait,
        reason = "dice never run out, so they are no iterator"
    )]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included; `low` when they stand the wrong way.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        let width = high.saturating_sub(low).saturating_add(1);
        low + self.next() % width
    }

    /// A length of time from `low` to `high` milliseconds.
    pub fn millis(&mut self, (low, high): (u64, u64)) -> Duration {
        Duration::from_millis(self.between(low, high))
    }

    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double")]
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        unit
    }

    /// Gaussian noise of mean 0 and standard deviation 1 (the sum of twelve dice, less six).
    pub fn gauss(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first values for seed 1234567 in the reference implementation by Vigna.
    #[test]
    fn falls_as_the_reference_does() {
        let mut dice = Dice::new(1_234_567);
        assert_eq!(dice.next(), 6_457_827_717_110_365_317);
        assert_eq!(dice.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn stays_in_its_bounds() {
        let mut dice = Dice::new(1);
        assert!((0..1_000).all(|_| (3..=5).contains(&dice.between(3, 5))));
        assert!((0..1_000).all(|_| (0.0..1.0).contains(&dice.unit())));
        assert_eq!(dice.between(9, 2), 9);
    }

    #[test]
    fn gauss_has_the_right_width() {
        let mut dice = Dice::new(2);
        let power = (0..20_000).map(|_| dice.gauss().powi(2)).sum::<f64>() / 20_000.0;
        assert!((power - 1.0).abs() < 0.05, "{power}");
    }
}
