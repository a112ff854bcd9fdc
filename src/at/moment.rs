//! The modem's clocks.

use super::fields::Fields;

/// A date and time as the modem writes it: local, with its distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModemTime {
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Distance from UTC in quarters of an hour (Korea: 36), daylight saving included.
    pub zone: Option<i8>,
}

impl ModemTime {
    /// `"2026/08/11,10:22:33+36,0"` (`+QLTS`: Quectel AT) or `"26/08/11,10:22:33+36"` (`+CCLK`: 3GPP
    /// TS 27.007 8.15), where the years from 80 are those of a clock that was never set.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches('"');
        let (date, rest) = text.split_once(',')?;
        let time = rest.split(',').next()?;
        let mut date = date.split('/');
        let year = match date.next()? {
            year if year.len() == 4 => year.parse().ok()?,
            year if year.len() == 2 => match year.parse::<u16>().ok()? {
                year @ 80.. => 1900 + year,
                year => 2000 + year,
            },
            _ => return None,
        };
        let (month, day) = (two(date.next()?)?, two(date.next()?)?);
        let end = time.find(['+', '-']).unwrap_or(time.len());
        let (clock, zone) = time.split_at_checked(end)?;
        let mut clock = clock.split(':');
        let (hour, minute, second) = (
            two(clock.next()?)?,
            two(clock.next()?)?,
            two(clock.next()?)?,
        );
        let zone = zone.parse().ok().filter(|zone| (-48..=56).contains(zone));
        let fine = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        fine.then_some(Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
            zone,
        })
    }

    /// `+QLTS:` is empty while the network has not told the time.
    pub(super) fn maybe(text: &str) -> Option<Option<Self>> {
        match Fields::of(text).next()?.text {
            "" => Some(None),
            _ => Self::parse(text).map(Some),
        }
    }
}

fn two(text: &str) -> Option<u8> {
    (text.len() == 2).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_networks_time_and_a_clock_that_was_never_set() {
        let told = ModemTime::parse("\"2026/08/11,10:22:33+36,0\"").unwrap();
        assert_eq!((told.year, told.hour, told.zone), (2026, 10, Some(36)));
        let own = ModemTime::parse("\"26/08/11,10:22:33+36\"").unwrap();
        assert_eq!(own, told);
        let unset = ModemTime::parse("\"80/01/06,00:00:12+00\"").unwrap();
        assert_eq!(unset.year, 1980);
        assert_eq!(ModemTime::maybe("\"\""), Some(None));
        let west = ModemTime::parse("\"26/08/11,10:22:33-20\"").unwrap();
        assert_eq!(west.zone, Some(-20));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "\"26/13/11,10:22:33+36\"",
            "\"26/08/11\"",
            "\"26/08/11,24:00:00\"",
            "\"126/08/11,10:22:33\"",
        ] {
            assert_eq!(ModemTime::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_time_or_none(text in "[\"0-9/,:+-]{0,30}") {
            let _ = ModemTime::parse(&text);
        }
    }
}
