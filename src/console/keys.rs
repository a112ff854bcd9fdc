//! Bytes of a terminal to keys.
//!
//! A serial line delivers what it likes: half sequences, bytes with bits turned over, floods. Whatever is not surely a
//! key is [`Key::Noise`], which types nothing and takes back what was being typed.

use std::time::Duration;

use crate::time::Instant;

/// Something that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character that shows itself.
    Char(char),
    /// Return.
    Enter,
    /// Escape, alone.
    Esc,
    /// Backspace or Delete.
    Back,
    /// The tabulator.
    Tab,
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Control and this letter.
    Ctrl(char),
    /// What was no key.
    Noise,
}

/// An escape that has no more behind it for so long is the key of that name. At 115,200 baud a sequence takes less
/// than a millisecond, at 300 baud a tenth of a second.
const ALONE: Duration = Duration::from_millis(150);
/// The longest sequence of a VT220 keyboard, in octets behind the `[`.
const LONGEST: usize = 6;

/// What has come of a key that is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    None,
    /// An escape.
    Escape,
    /// `ESC [`, and these octets of parameters.
    Sequence([u8; LONGEST], usize),
    /// `ESC O`.
    Single,
    /// A sequence that is too long or wrong: nothing counts until its end.
    Spoilt,
    /// The octets of a character, how many there are and shall be.
    Character([u8; 4], usize, usize),
}

/// Makes keys of octets.
#[derive(Clone, Debug)]
pub struct Decoder {
    part: Part,
    last: Instant,
    after_return: bool,
}

impl Default for Decoder {
    fn default() -> Self {
        Self {
            part: Part::None,
            last: Instant::ZERO,
            after_return: false,
        }
    }
}

impl Decoder {
    /// The octets that came, as keys.
    pub fn push(&mut self, octets: &[u8], now: Instant) -> Vec<Key> {
        let mut keys = self.tick(now);
        for octet in octets {
            self.octet(*octet, &mut keys);
        }
        self.last = now;
        keys
    }

    /// Nothing has come until now: an escape that stayed alone is a key, half of anything else is noise.
    pub fn tick(&mut self, now: Instant) -> Vec<Key> {
        if self.part == Part::None || now.since(self.last) < ALONE {
            return Vec::new();
        }
        let part = std::mem::replace(&mut self.part, Part::None);
        vec![match part {
            Part::Escape => Key::Esc,
            _ => Key::Noise,
        }]
    }

    /// Whether [`Decoder::tick`] has something to wait for.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.part != Part::None
    }

    fn octet(&mut self, octet: u8, keys: &mut Vec<Key>) {
        let after_return = std::mem::take(&mut self.after_return);
        match self.part {
            Part::None => self.first(octet, after_return, keys),
            Part::Escape => match octet {
                b'[' => self.part = Part::Sequence([0; LONGEST], 0),
                b'O' => self.part = Part::Single,
                0x1b => keys.push(Key::Esc),
                _ => self.end(Key::Noise, keys),
            },
            Part::Single => self.end(letter(octet), keys),
            Part::Sequence(mut so_far, length) => match octet {
                0x40..=0x7e => self.end(sequence(&so_far[..length], octet), keys),
                0x20..=0x3f if length < LONGEST => {
                    so_far[length] = octet;
                    self.part = Part::Sequence(so_far, length + 1);
                }
                0x20..=0x3f => self.part = Part::Spoilt,
                _ => self.again(octet, keys),
            },
            Part::Spoilt => match octet {
                0x40..=0x7e => self.end(Key::Noise, keys),
                0x20..=0x3f => {}
                _ => self.again(octet, keys),
            },
            Part::Character(mut so_far, length, whole) => {
                if octet & 0xc0 != 0x80 {
                    return self.again(octet, keys);
                }
                so_far[length] = octet;
                if length + 1 < whole {
                    self.part = Part::Character(so_far, length + 1, whole);
                    return;
                }
                let text = std::str::from_utf8(&so_far[..whole]);
                let one = text.ok().and_then(|text| text.chars().next());
                self.end(one.map_or(Key::Noise, shown), keys);
            }
        }
    }

    /// The first octet of a key.
    fn first(&mut self, octet: u8, after_return: bool, keys: &mut Vec<Key>) {
        let whole = match octet {
            0x1b => {
                self.part = Part::Escape;
                return;
            }
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => 0,
        };
        if whole > 0 {
            self.part = Part::Character([octet, 0, 0, 0], 1, whole);
            return;
        }
        match octet {
            b'\r' => {
                self.after_return = true;
                keys.push(Key::Enter);
            }
            // Some terminals send both.
            b'\n' if after_return => {}
            b'\n' => keys.push(Key::Enter),
            b'\t' => keys.push(Key::Tab),
            0x08 | 0x7f => keys.push(Key::Back),
            0x01..=0x1a => keys.push(Key::Ctrl(char::from(octet + b'a' - 1))),
            0x20..=0x7e => keys.push(Key::Char(char::from(octet))),
            _ => keys.push(Key::Noise),
        }
    }

    /// What there was is noise, and this octet begins anew.
    fn again(&mut self, octet: u8, keys: &mut Vec<Key>) {
        self.end(Key::Noise, keys);
        self.first(octet, false, keys);
    }

    fn end(&mut self, key: Key, keys: &mut Vec<Key>) {
        self.part = Part::None;
        keys.push(key);
    }
}

fn shown(c: char) -> Key {
    if c.is_control() {
        Key::Noise
    } else {
        Key::Char(c)
    }
}

/// `ESC [ A`, `ESC O A`.
const fn letter(octet: u8) -> Key {
    match octet {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'M' => Key::Enter,
        _ => Key::Noise,
    }
}

/// `ESC [ 5 ~`.
const fn sequence(parameters: &[u8], last: u8) -> Key {
    match (parameters, last) {
        ([], _) => letter(last),
        (b"3", b'~') => Key::Back,
        (b"5", b'~') => Key::PageUp,
        (b"6", b'~') => Key::PageDown,
        _ => Key::Noise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    fn keys(octets: &[u8]) -> Vec<Key> {
        let mut decoder = Decoder::default();
        let mut keys = decoder.push(octets, at(0));
        keys.extend(decoder.tick(at(1_000)));
        keys
    }

    #[test]
    fn what_a_keyboard_sends_is_understood() {
        assert_eq!(
            keys(b"a\x1b[A\x1bOB\x1b[5~\x1b[6~\x7f\t\r\x0c"),
            [
                Key::Char('a'),
                Key::Up,
                Key::Down,
                Key::PageUp,
                Key::PageDown,
                Key::Back,
                Key::Tab,
                Key::Enter,
                Key::Ctrl('l'),
            ]
        );
        assert_eq!(keys("문".as_bytes()), [Key::Char('문')]);
        assert_eq!(keys(b"\r\n\n"), [Key::Enter, Key::Enter]);
        assert_eq!(keys(b"\x1b"), [Key::Esc]);
        assert_eq!(keys(b"\x1b\x1b[A"), [Key::Esc, Key::Up]);
    }

    #[test]
    fn a_key_that_comes_in_pieces_is_whole_and_half_a_one_is_noise() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.push(b"\x1b", at(0)), []);
        assert!(decoder.is_waiting());
        assert_eq!(decoder.push(b"[", at(5)), []);
        assert_eq!(decoder.push(b"A", at(10)), [Key::Up]);
        assert_eq!(decoder.push(b"\x1b[", at(20)), []);
        assert_eq!(decoder.push(b"5", at(400)), [Key::Noise, Key::Char('5')]);
    }

    #[test]
    fn what_is_broken_is_noise_and_what_follows_counts() {
        assert_eq!(keys(&[0xff]), [Key::Noise]);
        assert_eq!(keys(&[0xeb, 0xac, b'q']), [Key::Noise, Key::Char('q')]);
        assert_eq!(keys(&[0xed, 0xa0, 0x80]), [Key::Noise], "half a surrogate");
        assert_eq!(keys(&[0xc2, 0x9b]), [Key::Noise], "a control in two octets");
        assert_eq!(
            keys(b"\x1b[1;2;3;4;5;6;7;8~x"),
            [Key::Noise, Key::Char('x')]
        );
        assert_eq!(keys(b"\x1bq"), [Key::Noise]);
        assert_eq!(keys(&[0]), [Key::Noise]);
    }

    proptest! {
        #[test]
        fn anything_is_taken_and_no_octet_makes_two_keys(
            octets in proptest::collection::vec(any::<u8>(), 0..400),
            cut in 0_usize..400,
        ) {
            let mut decoder = Decoder::default();
            let (first, second) = octets.split_at(cut.min(octets.len()));
            let mut all = decoder.push(first, at(0));
            all.extend(decoder.push(second, at(1)));
            all.extend(decoder.tick(at(1_000)));
            prop_assert!(!decoder.is_waiting());
            prop_assert!(all.len() <= octets.len());
            prop_assert_eq!(all, keys(&octets), "however it was cut");
        }
    }
}
