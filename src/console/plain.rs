//! What may go to the terminal: no control characters, and on a terminal without UTF-8 nothing but ASCII.

use ratatui::{buffer::Buffer, layout::Position};
use unicode_width::UnicodeWidthStr as _;

/// Text of others (a log, a modem, a command) that is safe to show: without control characters, at most `most`
/// characters.
pub(super) fn safe(text: &str, most: usize) -> String {
    let shown = text.chars().take(most);
    shown
        .map(|c| match c {
            '\t' => ' ',
            // Formatting characters reorder what stands beside them.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => '?',
            c if c.is_control() => '?',
            c => c,
        })
        .collect()
}

/// Replaces everything that is not ASCII, each by as many columns.
pub(super) fn to_ascii(buffer: &mut Buffer) {
    let area = buffer.area;
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let Some(cell) = buffer.cell_mut(Position::new(x, y)) else {
                break;
            };
            if cell.symbol().is_ascii() {
                x += 1;
                continue;
            }
            let width = cell.symbol().width().max(1);
            cell.set_symbol(match cell.symbol() {
                "─" => "-",
                "│" => "|",
                _ => "?",
            });
            for behind in 1..u16::try_from(width).unwrap_or(1) {
                if let Some(cell) = buffer.cell_mut(Position::new(x + behind, y)) {
                    cell.set_symbol(" ");
                }
            }
            x = x.saturating_add(u16::try_from(width).unwrap_or(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::{layout::Rect, style::Style};

    #[test]
    fn hangul_becomes_as_wide_a_mark() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        buffer.set_string(0, 0, "가─b", Style::new());
        to_ascii(&mut buffer);
        let row: String = buffer.content().iter().map(|cell| cell.symbol()).collect();
        assert_eq!(row, "? -b    ");
    }

    proptest! {
        #[test]
        fn nothing_but_ascii_is_left(text in "\\PC{0,40}") {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
            buffer.set_string(0, 0, &text, Style::new());
            to_ascii(&mut buffer);
            prop_assert!(buffer.content().iter().all(|cell| cell.symbol().is_ascii()));
        }

        #[test]
        fn no_control_character_is_shown(text in any::<String>()) {
            let shown = safe(&text, 100);
            prop_assert!(!shown.chars().any(char::is_control));
            prop_assert!(shown.chars().count() <= 100);
        }
    }
}
