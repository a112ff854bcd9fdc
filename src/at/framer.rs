//! Bytes to lines.

/// The longest line that is read; what is longer is dropped whole.
pub const MAX_LINE: usize = 4096;

/// What the framer finds in the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// One line, without its line end. Always ASCII: bytes from 0x80 on read `?`.
    Line(&'a str),
    /// `> ` at the start of a line: the modem waits for a message (3GPP TS 27.005 3.5.1).
    Prompt,
    /// A line longer than [`MAX_LINE`] has begun; nothing of it will be given.
    Overlong,
}

/// Cuts a stream of bytes into lines (V.250 5.7.1), whatever the pieces it comes in.
///
/// A line ends with CR, LF or any run of both, so missing and doubled line ends do no harm.
/// Control characters and 0xFF (what an idle or noisy line yields) are skipped.
#[derive(Debug, Default)]
pub struct Framer {
    line: heapless::Vec<u8, MAX_LINE>,
    /// The line has been given and is to be forgotten.
    given: bool,
    /// Inside an overlong line, of which nothing is kept.
    skipping: bool,
    overlong: u64,
    /// The byte that ended the last line.
    ended_by: u8,
}

impl Framer {
    /// The next item in `input`, which shrinks by what was used up. `None`: all of it was read and
    /// more is needed.
    pub fn next<'a>(&'a mut self, input: &mut &[u8]) -> Option<Item<'a>> {
        if std::mem::take(&mut self.given) {
            self.line.clear();
        }
        while let Some((&byte, rest)) = input.split_first() {
            *input = rest;
            match byte {
                b'\r' | b'\n' => {
                    if !std::mem::take(&mut self.skipping) && !self.line.trim_ascii().is_empty() {
                        self.given = true;
                        self.ended_by = byte;
                        return Some(Item::Line(text(self.line.trim_ascii())));
                    }
                    self.line.clear();
                }
                0x00..=0x1F | 0x7F | 0xFF => {}
                _ if self.skipping => {}
                byte => {
                    let shown = if byte.is_ascii() { byte } else { b'?' };
                    if self.line.push(shown).is_err() {
                        self.line.clear();
                        self.skipping = true;
                        self.overlong = self.overlong.saturating_add(1);
                        return Some(Item::Overlong);
                    }
                    if self.line == b"> " {
                        self.line.clear();
                        return Some(Item::Prompt);
                    }
                }
            }
        }
        None
    }

    /// Whether the last line ended with CR, so that its LF may still be on its way.
    pub(super) const fn ended_with_return(&self) -> bool {
        self.ended_by == b'\r'
    }

    /// Begins a line with what was already taken from it.
    pub(super) fn begin(&mut self, start: &str) {
        self.clear();
        let _ = self.line.extend_from_slice(start.as_bytes()); // shorter than any line
    }

    /// Forgets a line that has only begun.
    pub fn clear(&mut self) {
        self.line.clear();
        self.given = false;
        self.skipping = false;
    }

    /// How many overlong lines were dropped so far.
    #[must_use]
    pub const fn overlong(&self) -> u64 {
        self.overlong
    }
}

fn text(line: &[u8]) -> &str {
    std::str::from_utf8(line).expect("only ASCII is ever put into the line")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Everything found in these pieces, as text.
    fn items(pieces: &[&[u8]]) -> Vec<String> {
        let mut framer = Framer::default();
        let mut found = Vec::new();
        for piece in pieces {
            let mut input = *piece;
            while let Some(item) = framer.next(&mut input) {
                found.push(match item {
                    Item::Line(line) => line.to_owned(),
                    Item::Prompt => "<prompt>".to_owned(),
                    Item::Overlong => "<overlong>".to_owned(),
                });
            }
            assert!(input.is_empty());
        }
        found
    }

    #[test]
    fn line_ends_may_be_missing_or_doubled() {
        assert_eq!(
            items(&[b"OK\r\nRING\r\n\r\n\r\n\r\n+CREG: 1\n\nRDY\r"]),
            ["OK", "RING", "+CREG: 1", "RDY"]
        );
    }

    #[test]
    fn noise_inside_and_between_lines_is_skipped() {
        assert_eq!(
            items(&[b"\0\0\xff\r\nR\0I\xffNG\r\n\xff\xffOK\r\n"]),
            ["RING", "OK"]
        );
        assert_eq!(items(&[b"\r\n\xea\xb0\x80\r\n"]), ["???"]);
    }

    #[test]
    fn a_prompt_needs_no_line_end() {
        assert_eq!(items(&[b"\r\n> "]), ["<prompt>"]);
        assert_eq!(
            items(&[b"AT+CMGS=62\r\r\n>", b" ", b"\r\nRING\r\n"]),
            ["AT+CMGS=62", "<prompt>", "RING"]
        );
        assert_eq!(items(&[b"a > b\r\n"]), ["a > b"]);
    }

    #[test]
    fn an_overlong_line_is_dropped_whole_and_counted_once() {
        let mut bytes = vec![b'x'; 1_000_000];
        bytes.extend_from_slice(b"\r\nOK\r\n");
        assert_eq!(items(&[&bytes]), ["<overlong>", "OK"]);
        let longest = [vec![b'x'; MAX_LINE], b"\r\n".to_vec()].concat();
        assert_eq!(items(&[&longest])[0].len(), MAX_LINE);
    }

    proptest! {
        #[test]
        fn the_way_it_is_split_makes_no_difference(
            bytes in prop::collection::vec(
                prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'>'), Just(b' '), any::<u8>()], 0..600),
            cuts in prop::collection::vec(1_usize..40, 1..60),
        ) {
            let whole = items(&[&bytes]);
            let mut pieces = Vec::new();
            let mut rest = &bytes[..];
            for cut in cuts {
                let (piece, left) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = left;
            }
            pieces.push(rest);
            prop_assert_eq!(items(&pieces), whole);
        }
    }
}
