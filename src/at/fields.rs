//! The comma-separated fields of a line.

use crate::phone::Caller;

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    /// Without its quotes.
    pub text: &'a str,
    /// Whether it was written in quotes.
    pub quoted: bool,
}

impl Field<'_> {
    /// The number, when the field is one.
    pub fn number<T: std::str::FromStr>(self) -> Option<T> {
        self.text.parse().ok()
    }
}

/// Walks over the fields; a comma inside quotes does not end one, a missing closing quote does no
/// harm.
#[derive(Clone, Debug)]
pub(super) struct Fields<'a>(Option<&'a str>);

impl<'a> Fields<'a> {
    pub const fn of(text: &'a str) -> Self {
        Self(Some(text))
    }

    /// The next field as a number.
    pub fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.next()?.number()
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let rest = self.0?;
        let mut inside = false;
        let end = rest
            .bytes()
            .position(|byte| {
                inside ^= byte == b'"';
                byte == b',' && !inside
            })
            .unwrap_or(rest.len());
        self.0 = rest.get(end + 1..);
        let text = rest[..end].trim();
        Some(match text.strip_prefix('"') {
            Some(inner) => Field {
                text: inner.strip_suffix('"').unwrap_or(inner),
                quoted: true,
            },
            None => Field {
                text,
                quoted: false,
            },
        })
    }
}

/// What follows `name:` in a line of that name.
pub(super) fn after<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    Some(line.strip_prefix(name)?.strip_prefix(':')?.trim_start())
}

/// Who is behind the number in a field of this type of address (3GPP TS 24.008 10.5.4.7; 145 is
/// international, whose `+` some firmware leaves out).
pub(super) fn party(text: &str, kind: Option<u8>) -> Caller {
    let mut international = heapless::String::<24>::new();
    let text = match kind {
        Some(145) if !text.starts_with('+') && !text.is_empty() => {
            let fits = international
                .push('+')
                .and_then(|()| international.push_str(text));
            fits.map_or("", |()| &international)
        }
        _ => text,
    };
    Caller::from_digits(text).unwrap_or(Caller::Unavailable)
}

/// `"<number>",<type>[,<subaddr>,<satype>[,[<alpha>][,<CLI validity>]]]` of `+CLIP`.
pub(super) fn caller(text: &str) -> Caller {
    let mut fields = Fields::of(text);
    let digits = fields.next().map_or("", |field| field.text);
    let party = party(digits, fields.number());
    match fields.nth(3).and_then(Field::number::<u8>) {
        Some(1) => Caller::Withheld,
        _ => party,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<&str> {
        Fields::of(line).map(|field| field.text).collect()
    }

    #[test]
    fn quotes_keep_their_commas() {
        assert_eq!(texts("1,\"a,b\",,\"\""), ["1", "a,b", "", ""]);
        assert_eq!(texts("\"open, never closed"), ["open, never closed"]);
        assert_eq!(texts(""), [""]);
        assert!(Fields::of("\"1\"").next().unwrap().quoted);
    }

    #[test]
    fn the_caller_is_read_with_its_validity() {
        let known = Caller::Known("01023456789".parse().unwrap());
        assert_eq!(caller("\"01023456789\",129,,,,0"), known);
        assert_eq!(caller("\"+821023456789\",145"), known);
        assert_eq!(caller("\"821023456789\",145,\"\",0,\"\",0"), known);
        let abroad = Caller::Foreign("+12025550143".parse().unwrap());
        assert_eq!(caller("\"+12025550143\",145,,,,0"), abroad);
        assert_eq!(caller("\"12025550143\",145,,,,0"), abroad);
        assert_eq!(caller("\"01023456789\",161,,,,0"), known);
        assert_eq!(caller("\"\",128,,,,1"), Caller::Withheld);
        assert_eq!(caller("\"\",128,,,,2"), Caller::Unavailable);
        assert_eq!(caller(""), Caller::Unavailable);
    }
}
