//! Raw data between two lines: what `AT+QIRD` and `AT+QHTTPREAD` give.

use super::Chunk;

/// What ends data of unknown length: the result of `AT+QHTTPREAD` and the beginning of what follows
/// it. Long enough not to occur in a message.
const END: &[u8] = b"\r\nOK\r\n\r\n+QHTTPREAD:";
/// What is left of the end once the result has been taken out.
pub(super) const REST: &str = "+QHTTPREAD:";

/// Raw data being read. Chunks do not depend on the pieces in which the bytes come.
#[derive(Debug)]
pub(super) struct Raw {
    stage: Stage,
    length: Length,
    chunk: Chunk,
    octets: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The line before has just ended.
    Begin,
    /// Its LF may be on its way.
    LineFeed,
    Data,
    /// All is there; the next byte has to be the end of the line.
    Check,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    /// So many octets are to come.
    Left(u32),
    /// Until [`END`], of which so many octets have come.
    Until(usize),
}

/// What was found.
#[derive(Debug, PartialEq, Eq)]
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, and reading a line allocates nothing"
)]
pub(super) enum RawItem {
    Chunk(Chunk),
    /// All of it was read.
    Over(Over),
}

/// How raw data ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// With the end of a line, as it has to.
    Framed,
    /// In the middle of something: octets were lost or added.
    Garbled,
    /// With its result, which has been read.
    WithResult,
}

impl Raw {
    /// `length` octets, or until the result.
    pub const fn new(length: Option<u32>) -> Self {
        Self {
            stage: Stage::Begin,
            length: match length {
                Some(length) => Length::Left(length),
                None => Length::Until(0),
            },
            chunk: Chunk::new(),
            octets: 0,
        }
    }

    pub const fn octets(&self) -> u32 {
        self.octets
    }

    /// Tells how the line before ended. Only the first time counts.
    pub fn follows(&mut self, carriage_return: bool) {
        if self.stage == Stage::Begin {
            self.stage = if carriage_return {
                Stage::LineFeed
            } else {
                Stage::Data
            };
        }
    }

    /// Reads on in `input`, which shrinks by what was used up. `None`: more is needed.
    pub fn next(&mut self, input: &mut &[u8]) -> Option<RawItem> {
        loop {
            if self.length == Length::Until(END_LEN) {
                return Some(RawItem::Over(Over::WithResult));
            }
            let (&byte, rest) = input.split_first()?;
            match (self.stage, self.length) {
                (Stage::Begin | Stage::LineFeed, _) => {
                    if byte == b'\n' && self.stage == Stage::LineFeed {
                        *input = rest;
                    }
                    self.stage = Stage::Data;
                }
                (Stage::Check, _) => {
                    let framed = matches!(byte, b'\r' | b'\n');
                    let over = if framed { Over::Framed } else { Over::Garbled };
                    return Some(RawItem::Over(over));
                }
                (Stage::Data, Length::Left(left)) => {
                    if let Some(chunk) = self.counted(left, input) {
                        return Some(RawItem::Chunk(chunk));
                    }
                }
                (Stage::Data, Length::Until(matched)) => {
                    *input = rest;
                    if let Some(item) = self.searched(matched, byte) {
                        return Some(item);
                    }
                }
            }
        }
    }

    fn counted(&mut self, left: u32, input: &mut &[u8]) -> Option<Chunk> {
        let room = self.chunk.capacity() - self.chunk.len();
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let (taken, rest) = input.split_at(room.min(most).min(input.len()));
        *input = rest;
        self.put(taken);
        let left = left - taken.len() as u32;
        self.length = Length::Left(left);
        if left == 0 {
            self.stage = Stage::Check;
        }
        (left == 0 || self.chunk.is_full()).then(|| std::mem::take(&mut self.chunk))
    }

    /// One byte of data that lasts until [`END`].
    fn searched(&mut self, mut matched: usize, byte: u8) -> Option<RawItem> {
        while matched > 0 && END[matched] != byte {
            // The longest beginning of the end that is still possible.
            let kept = (0..matched)
                .rev()
                .find(|&kept| END[..kept] == END[matched - kept..matched]);
            let kept = kept.unwrap_or(0);
            self.put(&END[..matched - kept]);
            matched = kept;
        }
        if END[matched] == byte {
            matched += 1;
        } else {
            self.put(&[byte]);
        }
        self.length = Length::Until(matched);
        let over = matched == END_LEN;
        let full = self.chunk.capacity() - self.chunk.len() <= END_LEN;
        match (over || full).then(|| std::mem::take(&mut self.chunk)) {
            Some(chunk) if !chunk.is_empty() => Some(RawItem::Chunk(chunk)),
            _ if over => Some(RawItem::Over(Over::WithResult)),
            _ => None,
        }
    }

    fn put(&mut self, octets: &[u8]) {
        let fits = self.chunk.extend_from_slice(octets);
        debug_assert!(fits.is_ok(), "a chunk is given before it is full");
        self.octets = self.octets.saturating_add(octets.len() as u32);
    }
}

const END_LEN: usize = END.len();
