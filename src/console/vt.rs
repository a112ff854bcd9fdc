//! Drawing with what a VT220 knows: places, bold, underline, reverse, erase.
//!
//! Of what several terminal libraries send, a real VT220 takes some for other things (`38;5;1` for blinking and bold),
//! and a serial line is slow: Hangul is written in a run, without a place for each syllable.

use std::io::{self, Write};

use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
    style::Modifier,
};
use unicode_width::UnicodeWidthStr as _;

/// The looks that are used.
const LOOKS: [(Modifier, &str); 3] = [
    (Modifier::BOLD, ";1"),
    (Modifier::UNDERLINED, ";4"),
    (Modifier::REVERSED, ";7"),
];

/// A terminal of this size at the end of `out`.
#[derive(Debug)]
pub(super) struct Vt<W> {
    out: W,
    size: Size,
    cursor: Option<bool>,
}

impl<W: Write> Vt<W> {
    pub const fn new(out: W, size: Size) -> Self {
        Self {
            out,
            size,
            cursor: None,
        }
    }

    pub const fn resize(&mut self, size: Size) {
        self.size = size;
    }

    fn show(&mut self, shown: bool) -> io::Result<()> {
        if self.cursor.replace(shown) == Some(shown) {
            return Ok(());
        }
        self.out
            .write_all(if shown { b"\x1b[?25h" } else { b"\x1b[?25l" })
    }
}

impl<W: Write> Backend for Vt<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut at = None;
        let mut look = Modifier::empty();
        for (x, y, cell) in content {
            if at != Some((x, y)) {
                write!(self.out, "\x1b[{};{}H", y + 1, x + 1)?;
            }
            if cell.modifier != look {
                look = cell.modifier;
                self.out.write_all(b"\x1b[0")?;
                for (modifier, code) in LOOKS {
                    if look.contains(modifier) {
                        self.out.write_all(code.as_bytes())?;
                    }
                }
                self.out.write_all(b"m")?;
            }
            self.out.write_all(cell.symbol().as_bytes())?;
            let width = u16::try_from(cell.symbol().width()).unwrap_or(1);
            // At the right edge terminals differ in where they are.
            let next = x.saturating_add(width);
            at = (next < self.size.width).then_some((next, y));
        }
        if !look.is_empty() {
            self.out.write_all(b"\x1b[0m")?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show(false)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show(true)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        // Asking would mean waiting for an answer, which a garbled line does not give.
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        write!(self.out, "\x1b[{};{}H", y + 1, x + 1)
    }

    fn clear(&mut self) -> io::Result<()> {
        // Whatever noise has made of it: looks, character sets, cursor.
        self.cursor = None;
        self.out.write_all(b"\x0f\x1b(B\x1b[0m\x1b[r\x1b[H\x1b[2J")
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        match region {
            ClearType::All => self.clear(),
            ClearType::AfterCursor => self.out.write_all(b"\x1b[0J"),
            ClearType::BeforeCursor => self.out.write_all(b"\x1b[1J"),
            ClearType::CurrentLine => self.out.write_all(b"\x1b[2K"),
            ClearType::UntilNewLine => self.out.write_all(b"\x1b[0K"),
        }
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize {
            columns_rows: self.size,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::{Terminal, text::Line};

    fn drawn(terminal: &mut Terminal<Vt<Vec<u8>>>, text: &str) -> String {
        terminal.backend_mut().out.clear();
        terminal
            .draw(|frame| frame.render_widget(Line::raw(text).style(Modifier::BOLD), frame.area()))
            .unwrap();
        String::from_utf8(terminal.backend().out.clone()).unwrap()
    }

    #[test]
    fn only_what_changed_is_written_and_hangul_in_one_run() {
        let mut terminal = Terminal::new(Vt::new(Vec::new(), Size::new(20, 2))).unwrap();
        let first = drawn(&mut terminal, "전화를 받습니다");
        assert!(first.contains("\x1b[0;1m전화를 받습니다"), "{first:?}");
        assert_eq!(drawn(&mut terminal, "전화를 받습니다"), "");
        let next = drawn(&mut terminal, "전화를 겁습니다");
        assert_eq!(next, "\x1b[1;8H\x1b[0;1m겁\x1b[0m");
    }

    #[test]
    fn a_terminal_understands_it() {
        let mut terminal = Terminal::new(Vt::new(Vec::new(), Size::new(20, 2))).unwrap();
        terminal.clear().unwrap();
        let sent = drawn(&mut terminal, "가나 다 abc");
        let mut other = vt100::Parser::new(2, 20, 0);
        other.process(b"noise\x0e\x1b(0\x1b[7m");
        other.process(b"\x0f\x1b(B\x1b[0m\x1b[r\x1b[H\x1b[2J");
        other.process(sent.as_bytes());
        assert_eq!(other.screen().contents().trim_end(), "가나 다 abc");
    }
}
