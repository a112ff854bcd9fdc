//! What a value can be read as.

use std::time::Duration;

use jiff::civil::{Date, Time};
use toml::de::DeValue;

use crate::phone::PhoneNumber;

use super::Refusal;

/// A type that can stand as a value in a settings file.
pub trait Setting: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// A [`Refusal`] that says what to write instead.
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal>;
}

fn refuse<T>(value: &DeValue<'_>, korean: &str, english: &str) -> Result<T, Refusal> {
    let shown = match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    };
    Err(Refusal::new(
        format!("{shown} 값은 쓸 수 없습니다. {korean}"),
        format!("{shown} cannot be used here; {english}"),
    ))
}

impl Setting for String {
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        match value {
            DeValue::String(text) => Ok(text.to_string()),
            other => refuse(
                other,
                "따옴표 안에 글자로 적어 주세요.",
                "write text in quotes",
            ),
        }
    }
}

impl Setting for bool {
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        value.as_bool().map_or_else(
            || {
                refuse(
                    value,
                    "true 또는 false로 적어 주세요.",
                    "write true or false",
                )
            },
            Ok,
        )
    }
}

macro_rules! whole_number {
    ($($int:ty),*) => {$(
        impl Setting for $int {
            fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
                let number = value
                    .as_integer()
                    .and_then(|n| Self::from_str_radix(n.as_str(), n.radix()).ok());
                number.map_or_else(
                    || refuse(
                        value,
                        &format!("0부터 {}까지의 정수로 적어 주세요.", Self::MAX),
                        &format!("write a whole number from 0 to {}", Self::MAX),
                    ),
                    Ok,
                )
            }
        }
    )*};
}

whole_number!(u8, u16, u32, u64);

impl Setting for f32 {
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        let text = match value {
            DeValue::Float(number) => Some(number.as_str()),
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str()),
            _ => None,
        };
        text.and_then(|t| t.parse::<Self>().ok())
            .filter(|f| f.is_finite())
            .map_or_else(
                || {
                    refuse(
                        value,
                        "숫자로 적어 주세요(예: 0.95).",
                        "write a number, for example 0.95",
                    )
                },
                Ok,
            )
    }
}

/// A date or a time as it is written, in quotes or as TOML's own; empty for any other kind.
fn moment(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        _ => String::new(),
    }
}

impl Setting for Time {
    /// `"19:30"`, or a TOML local time.
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        let wanted = || {
            refuse(
                value,
                "\"19:30\"처럼 시:분으로 적어 주세요.",
                "write hour:minute like \"19:30\"",
            )
        };
        moment(value).parse::<Self>().or_else(|_| wanted())
    }
}

impl Setting for Date {
    /// `"2026-11-22"`, or a TOML local date.
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        let wanted = || {
            refuse(
                value,
                "\"2026-11-22\"처럼 연-월-일로 적어 주세요.",
                "write year-month-day like \"2026-11-22\"",
            )
        };
        moment(value).parse::<Self>().or_else(|_| wanted())
    }
}

impl Setting for Duration {
    /// `"500ms"`, `"2s"`, `"1.5s"`, `"3min"` or `"24h"`.
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        let span = value.as_str().and_then(|text| {
            let unit_at = text.find(|c: char| c.is_ascii_alphabetic())?;
            let number: f64 = text[..unit_at].trim().parse().ok()?;
            let seconds = match &text[unit_at..] {
                "ms" => number / 1000.0,
                "s" => number,
                "min" => number * 60.0,
                "h" => number * 3_600.0,
                _ => return None,
            };
            Self::try_from_secs_f64(seconds).ok()
        });
        span.map_or_else(
            || {
                refuse(
                    value,
                    "\"500ms\", \"2s\", \"3min\", \"24h\"처럼 적어 주세요.",
                    "write a length of time like \"500ms\", \"2s\", \"3min\" or \"24h\"",
                )
            },
            Ok,
        )
    }
}

impl Setting for PhoneNumber {
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        let number = value.as_str().and_then(|text| text.parse::<Self>().ok());
        number.map_or_else(
            || {
                // Not `refuse`, which would show the number.
                Err(Refusal::new(
                    "전화번호가 아닙니다. \"010-2345-6789\"처럼 따옴표 안에 적어 주세요.",
                    "this is not a telephone number; write it in quotes like \"010-2345-6789\"",
                ))
            },
            Ok,
        )
    }
}

impl<T: Setting> Setting for Vec<T> {
    fn read(value: &DeValue<'_>) -> Result<Self, Refusal> {
        match value {
            DeValue::Array(items) => items.iter().map(|item| T::read(item.get_ref())).collect(),
            other => refuse(
                other,
                "[ ] 안에 쉼표로 나누어 적어 주세요.",
                "write a list in [ ], separated by commas",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Document;
    use proptest::prelude::*;

    fn one<T: Setting>(text: &str) -> Result<T, String> {
        let source = format!("v = {text}");
        let document = Document::parse("t.toml", &source);
        let value = document.root().require("v");
        document.finish(value).map_err(|p| p.to_string())
    }

    #[test]
    fn reads_what_people_write() {
        assert_eq!(one::<u8>("200").unwrap(), 200);
        assert_eq!(one::<f32>("1").unwrap(), 1.0);
        assert_eq!(
            one::<Duration>("\"1.5s\"").unwrap(),
            Duration::from_millis(1500)
        );
        assert_eq!(
            one::<Time>("\"09:30\"").unwrap(),
            jiff::civil::time(9, 30, 0, 0)
        );
        assert_eq!(
            one::<Time>("09:30:00").unwrap(),
            jiff::civil::time(9, 30, 0, 0)
        );
        assert_eq!(
            one::<Date>("2026-11-22").unwrap(),
            jiff::civil::date(2026, 11, 22)
        );
        assert_eq!(one::<Vec<String>>("['a', 'b']").unwrap(), ["a", "b"]);
    }

    #[test]
    fn says_what_to_write_instead() {
        assert!(one::<u8>("256").unwrap_err().contains("from 0 to 255"));
        assert!(one::<u8>("-1").unwrap_err().contains("-1 cannot be used"));
        assert!(
            one::<Time>("\"9시\"")
                .unwrap_err()
                .contains("\"19:30\"처럼")
        );
        assert!(one::<Duration>("5").unwrap_err().contains("500ms"));
        assert!(one::<Duration>("\"-5s\"").unwrap_err().contains("500ms"));
    }

    #[test]
    fn a_wrong_number_is_not_shown() {
        let said = one::<PhoneNumber>("\"010-2345-678x\"").unwrap_err();
        assert!(!said.contains("2345-678x"), "{said}");
    }

    #[test]
    fn all_mistakes_come_at_once_with_their_places() {
        let text = "name = 5\n[hours]\nmno = '11:00'\n\n[[staff]]\nage = 'x'\nbroken = = 1\n";
        let document = Document::parse("shop.toml", text);
        {
            let root = document.root();
            let _: Option<String> = root.require("name");
            let hours = root.table("hours").unwrap();
            let _: Option<Time> = hours.get("mon");
            for person in root.tables("staff") {
                let _: Option<u8> = person.get("age");
                let _: Option<String> = person.get("broken");
            }
        }
        let problems = document.finish::<()>(None).unwrap_err();
        let places: Vec<_> = problems
            .iter()
            .map(|p| (p.line, p.column, p.key.as_str()))
            .collect();
        assert_eq!(places[0], (1, 8, "name"));
        assert_eq!(places[1], (3, 1, "hours.mno"));
        assert_eq!(places[2], (6, 7, "staff[1].age"));
        assert!(places[3..].iter().all(|p| p.0 == 7), "{places:?}");
        assert!(problems.to_string().contains("did you mean mon?"));
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let document = Document::parse("s.toml", "\"가게\" = 1, 2\n");
        drop(document.root());
        let problems = document.finish::<()>(None).unwrap_err();
        assert!(problems.iter().all(|p| p.column <= 12), "{problems}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\PC\\n]{0,200}") {
            let document = Document::parse("any.toml", &text);
            {
                let root = document.root();
                let _: Option<Duration> = root.get("a");
                root.table("b");
                root.tables("c");
            }
            let _ = document.finish(Some(()));
        }
    }
}
