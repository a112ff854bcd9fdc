//! The keys of a telephone.

use std::{fmt, str::FromStr};

/// A key of a telephone: `0` to `9`, `*`, `#`, or one of `A` to `D`, which telephones lack
/// (ITU-T Q.23). It may be part of a number or of a secret, so `Debug` does not show which it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u8);

impl Key {
    /// The key with this on its face; letters may be small.
    #[must_use]
    pub const fn new(face: char) -> Option<Self> {
        match face {
            '0'..='9' | '*' | '#' | 'A'..='D' | 'a'..='d' => {
                Some(Self((face as u8).to_ascii_uppercase()))
            }
            _ => None,
        }
    }

    /// What is on its face.
    #[must_use]
    pub const fn face(self) -> char {
        self.0 as char
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(_)")
    }
}

/// The most keys that are pressed in one go.
const MOST: usize = 32;

/// One to 32 keys, in order.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys(heapless::Vec<Key, MOST>);

/// Not keys of a telephone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("1 to 32 of the keys 0-9, *, # and A-D can be pressed")]
pub struct NotKeys;

impl Keys {
    /// The keys, in order.
    pub fn iter(&self) -> impl Iterator<Item = Key> + '_ {
        self.0.iter().copied()
    }

    /// What is left from this one on, if anything is.
    #[must_use]
    pub fn skip(&self, count: usize) -> Option<Self> {
        let rest = heapless::Vec::from_slice(self.0.get(count..)?).ok()?;
        (!rest.is_empty()).then_some(Self(rest))
    }

    /// The key at this place.
    #[must_use]
    pub fn nth(&self, nth: usize) -> Option<Key> {
        self.0.get(nth).copied()
    }

    /// How many there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Their faces, for whoever has to send or play them.
    #[must_use]
    pub fn faces(&self) -> heapless::String<MOST> {
        self.iter().map(Key::face).collect()
    }
}

impl FromStr for Keys {
    type Err = NotKeys;

    fn from_str(text: &str) -> Result<Self, NotKeys> {
        let mut keys = heapless::Vec::new();
        for face in text.chars() {
            let key = Key::new(face).ok_or(NotKeys)?;
            keys.push(key).map_err(|_| NotKeys)?;
        }
        if keys.is_empty() {
            return Err(NotKeys);
        }
        Ok(Self(keys))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({} of them)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_not_show_themselves() {
        let keys: Keys = "01023456789#".parse().unwrap();
        assert_eq!(
            format!("{keys:?} {:?}", keys.nth(0).unwrap()),
            "Keys(12 of them) Key(_)"
        );
        assert_eq!(keys.skip(11), "#".parse().ok());
        assert_eq!(
            (keys.skip(12), keys.skip(13), keys.nth(12)),
            (None, None, None)
        );
        assert_eq!(keys.faces(), "01023456789#");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "1e", "1;", "１", "123456789012345678901234567890123"] {
            assert_eq!(text.parse::<Keys>(), Err(NotKeys), "{text}");
        }
        assert_eq!(Key::new('b').map(Key::face), Some('B'));
    }
}
