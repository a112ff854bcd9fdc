//! Telephone numbers inside of other text: log lines, what another program printed.

/// The fewest digits of a telephone number with its area code; shorter ones in a log are counts and times.
const FEWEST: usize = 8;
/// So many digits at the end stay: people recognise a number by them.
const SHOWN: usize = 4;

/// The text with every telephone number in it masked: each run of at least eight digits, with single hyphens, dots
/// or spaces between them, that begins with `0` or `+82` or has no separators at all. Dates, times and counts stay.
///
/// ```
/// use munjigi::phone::veiled;
///
/// let line = "2026-11-21T18:03:00+0900 call from 010-2345-6789, 12345 frames";
/// assert_eq!(veiled(line), "2026-11-21T18:03:00+0900 call from ***-****-6789, 12345 frames");
/// ```
#[must_use]
pub fn veiled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..at]);
        let abroad = rest[..at].ends_with('+');
        rest = &rest[at..];
        let run = run(rest);
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let bare = digits == run.len();
        let number = run.starts_with('0') || abroad || bare;
        if digits >= FEWEST && number {
            mask(run, digits, &mut out);
            rest = &rest[run.len()..];
        } else {
            // A date may stand before a number: go on behind its first group.
            let end = group(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    out
}

/// Where the first group of digits ends.
fn group(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len())
}

/// Groups of digits with single separators between them.
fn run(text: &str) -> &str {
    let mut end = group(text);
    while let Some(rest) = text[end..].strip_prefix(['-', '.', ' ']) {
        let more = group(rest);
        if more == 0 {
            break;
        }
        end += 1 + more;
    }
    &text[..end]
}

fn mask(run: &str, digits: usize, out: &mut String) {
    let mut seen = 0;
    for c in run.chars() {
        if !c.is_ascii_digit() {
            out.push(c);
            continue;
        }
        seen += 1;
        out.push(if seen + SHOWN > digits { c } else { '*' });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_masked_however_they_are_written() {
        for (text, shown) in [
            ("01023456789", "*******6789"),
            ("to 02-345-6789.", "to **-***-6789."),
            ("+82 10 2345 6789", "+** ** **** 6789"),
            ("tel:0802345678;", "tel:******5678;"),
            ("\"010.2345.6789\"", "\"***.****.6789\""),
        ] {
            assert_eq!(veiled(text), shown);
        }
    }

    #[test]
    fn what_is_no_number_stays() {
        for text in [
            "2026-11-21T18:03:00.123+0900 munjigi[123]: at_ms=12345 line=1",
            "2026-11-21 18:03 CSQ 24,99 -85 dBm",
            "v0.1.0, 115200 8N1, 전화 3통",
            "",
        ] {
            assert_eq!(veiled(text), text);
        }
    }

    proptest! {
        #[test]
        fn a_mobile_number_never_comes_through(before in "\\PC{0,20}", after in "\\PC{0,20}") {
            // A digit beside it would make it another number.
            prop_assume!(!before.ends_with(|c: char| c.is_ascii_digit() || "-. ".contains(c)));
            let text = format!("{before}010-2345-6789{after}");
            prop_assert!(!veiled(&text).contains("010-2345"));
            let text = format!("{before} 01023456789{after}");
            prop_assert!(!veiled(&text).contains("01023456789"));
        }

        #[test]
        fn anything_is_taken(text in "\\PC*") {
            let _any = veiled(&text);
        }
    }
}
