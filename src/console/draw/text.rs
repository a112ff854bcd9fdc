//! Text in columns: a syllable of Hangul takes two.

use ratatui::text::Line;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns of a text.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to so many columns.
pub(super) fn fit(text: &str, columns: usize) -> String {
    let mut left = columns;
    text.chars()
        .take_while(|c| {
            let wide = c.width().unwrap_or(0);
            let fits = wide <= left;
            left = left.saturating_sub(wide);
            fits
        })
        .collect()
}

/// The text in exactly so many columns.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let mut text = fit(text, columns);
    let gap = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', gap));
    text
}

/// The text in lines of at most so many columns, between words where that is possible.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut rest = line.trim_end();
        while width(rest) > columns {
            let most = fit(rest, columns).len();
            let space = rest[..most].rfind(' ').filter(|at| *at > 0);
            // A word that fills the line is cut.
            let (end, next) = match space {
                Some(_) if rest[most..].starts_with(' ') => (most, most + 1),
                Some(at) => (at, at + 1),
                None => (most, most),
            };
            lines.push(rest[..end].to_owned());
            rest = rest[next..].trim_start();
        }
        lines.push(rest.to_owned());
    }
    lines
}

/// The text, wrapped, behind a mark of the first line; the others stand below its beginning.
pub(super) fn hanging(mark: &str, text: &str, columns: usize) -> Vec<Line<'static>> {
    let indent = width(mark);
    let wrapped = wrap(text, columns.saturating_sub(indent + 1));
    let lines = wrapped.into_iter().enumerate().map(|(n, line)| {
        let before = if n == 0 {
            mark.to_owned()
        } else {
            " ".repeat(indent)
        };
        Line::raw(format!("{before}{line}"))
    });
    lines.collect()
}

/// A bar of so many places, filled to this part of a hundred.
pub(super) fn bar(percent: usize, places: usize) -> String {
    let full = (percent.min(100) * places).div_ceil(100);
    format!("[{}{}]", "#".repeat(full), "-".repeat(places - full))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hangul_takes_two_columns() {
        assert_eq!(pad("가나", 6), "가나  ");
        assert_eq!(fit("가나다", 5), "가나");
        assert_eq!(wrap("가나 다라", 5), ["가나", "다라"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("ab cd", 5), ["ab cd"]);
        assert_eq!(wrap("abc def", 3), ["abc", "def"]);
        assert_eq!(bar(50, 4), "[##--]");
        assert_eq!(bar(1, 4), "[#---]");
        assert_eq!(bar(0, 4), "[----]");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be(text in "\\PC{0,200}", columns in 2_usize..100) {
            for line in wrap(&text, columns) {
                prop_assert!(width(&line) <= columns);
            }
            prop_assert_eq!(width(&pad(&text, columns)), columns);
        }
    }
}
