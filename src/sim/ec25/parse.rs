//! A command line of the host, cut into commands (3GPP TS 27.007 4.1, ITU-T V.250 5.2.1).

/// One command of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// `E0`, `&C1`, `S0=2`: a letter, or `&` and a letter, or an S-register, with a number.
    Basic {
        /// Upper case: `E`, `&C`, `S0`.
        name: String,
        /// The number behind it, 0 when there is none; `None` for a question (`S0?`).
        value: Option<u32>,
    },
    /// `D…`: dial. `voice` is whether the `;` of a voice call stands behind it.
    Dial {
        /// What stands between `D` and `;`.
        number: String,
        /// Whether it is a voice call.
        voice: bool,
    },
    /// `+CLIP=1`, `^DSCI?`: a named command.
    Extended {
        /// Upper case, with its sign.
        name: String,
        /// What is asked of it.
        ask: Ask,
    },
}

/// What is asked of an extended command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// `+CSQ`
    Run,
    /// `+CLIP?`
    Read,
    /// `+CLIP=?`
    Test,
    /// `+CLIP=1,…`
    Set(Vec<Arg>),
}

/// One value behind `=`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Arg {
    /// Nothing between two commas.
    Absent,
    /// Without quotes.
    Bare(String),
    /// In quotes (which are taken off).
    Text(String),
}

impl Arg {
    /// The value as a number, when it is bare digits.
    pub(super) fn number(&self) -> Option<u32> {
        match self {
            Self::Bare(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The value without its quotes.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Absent => "",
            Self::Bare(text) | Self::Text(text) => text,
        }
    }
}

/// Cuts what stands behind `AT` into commands; `None` when it follows no grammar.
pub(super) fn commands(body: &str) -> Option<Vec<Command>> {
    let mut commands = Vec::new();
    let mut rest = body.trim_matches(' ');
    while let Some(first) = rest.chars().next() {
        let (command, behind) = match first {
            ';' | ' ' => {
                rest = &rest[1..];
                continue;
            }
            '+' | '^' | '$' | '%' | '*' => extended(rest)?,
            'D' | 'd' => dial(rest),
            _ => basic(rest)?,
        };
        commands.push(command);
        rest = behind;
    }
    Some(commands)
}

fn dial(text: &str) -> (Command, &str) {
    let (number, voice, behind) = match text.find(';') {
        Some(end) => (&text[1..end], true, &text[end + 1..]),
        None => (&text[1..], false, ""),
    };
    let number = number.trim().to_owned();
    (Command::Dial { number, voice }, behind)
}

fn basic(text: &str) -> Option<(Command, &str)> {
    let mut name_len = usize::from(text.starts_with('&'));
    let letter = text[name_len..].chars().next()?;
    if !letter.is_ascii_alphabetic() {
        return None;
    }
    name_len += 1;
    let is_register = letter.eq_ignore_ascii_case(&'S') && name_len == 1;
    if is_register {
        name_len += digits(&text[name_len..]);
    }
    let name = text[..name_len].to_ascii_uppercase();
    let mut behind = &text[name_len..];
    if is_register {
        if let Some(rest) = behind.strip_prefix('?') {
            return Some((Command::Basic { name, value: None }, rest));
        }
        behind = behind.strip_prefix('=')?;
    }
    let len = digits(behind);
    let value = match len {
        0 => 0,
        _ => behind[..len].parse().ok()?,
    };
    let value = Some(value);
    Some((Command::Basic { name, value }, &behind[len..]))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn extended(text: &str) -> Option<(Command, &str)> {
    let name_len = 1 + text[1..]
        .bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let name = text[..name_len].to_ascii_uppercase();
    let (body, behind) = split_outside_quotes(&text[name_len..])?;
    let ask = match body.trim() {
        "" => Ask::Run,
        "?" => Ask::Read,
        "=?" => Ask::Test,
        other => Ask::Set(arguments(other.strip_prefix('=')?)),
    };
    (name_len > 1).then_some((Command::Extended { name, ask }, behind))
}

/// Cuts at the first `;` that stands outside quotes; `None` when a quote is left open.
fn split_outside_quotes(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    for (n, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => return Some((&text[..n], &text[n + 1..])),
            _ => {}
        }
    }
    (!quoted).then_some((text, ""))
}

fn arguments(text: &str) -> Vec<Arg> {
    let mut values = Vec::new();
    let (mut start, mut quoted) = (0, false);
    let mut take = |part: &str| {
        let part = part.trim();
        values.push(match part.strip_prefix('"') {
            Some(rest) => Arg::Text(rest.strip_suffix('"').unwrap_or(rest).to_owned()),
            None if part.is_empty() => Arg::Absent,
            None => Arg::Bare(part.to_owned()),
        });
    };
    for (n, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                take(&text[start..n]);
                start = n + 1;
            }
            _ => {}
        }
    }
    take(&text[start..]);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(name: &str, args: &[Arg]) -> Command {
        Command::Extended {
            name: name.to_owned(),
            ask: Ask::Set(args.to_vec()),
        }
    }

    #[test]
    fn a_line_is_cut_at_every_command() {
        let bare = |text: &str| Arg::Bare(text.to_owned());
        let got = commands("E0V1&C1S0=0+qpcmv=0;+CREG?;+CMGL=\"a;b\",,4;D0801234567;").unwrap();
        assert_eq!(got.len(), 8);
        assert_eq!(got[4], set("+QPCMV", &[bare("0")]));
        let list = [Arg::Text("a;b".to_owned()), Arg::Absent, bare("4")];
        assert_eq!(got[6], set("+CMGL", &list));
        let number = "0801234567".to_owned();
        assert_eq!(
            got[7],
            Command::Dial {
                number,
                voice: true
            }
        );
    }

    #[test]
    fn what_follows_no_grammar_is_refused() {
        for line in ["+", "+CLIP=\"", "1", "S0", "+CLIP1=", "E99999999999", "가"] {
            let parsed = commands(line);
            let is_empty_set = parsed == Some(vec![set("+CLIP1", &[Arg::Absent])]);
            assert!(parsed.is_none() || is_empty_set, "{line}: {parsed:?}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic(line in "\\PC{0,80}") {
            let _ = commands(&line);
        }
    }
}
