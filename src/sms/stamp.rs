//! TP-SCTS and TP-DT: a date, a time and a zone in seven octets (TS 23.040 9.2.3.11).

use std::fmt;

use jiff::{SignedDuration, civil::DateTime};

/// Korean standard time, ahead of UTC.
const KOREA: SignedDuration = SignedDuration::from_hours(9);

/// When the service centre got a message. Compares and hashes by its octets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp([u8; 7]);

impl Stamp {
    /// The seven octets as they were sent.
    #[must_use]
    pub const fn new(octets: [u8; 7]) -> Self {
        Self(octets)
    }

    /// The octets.
    #[must_use]
    pub const fn octets(&self) -> [u8; 7] {
        self.0
    }

    /// The date and time in the zone of the sender; nothing when there is no such time.
    #[must_use]
    pub fn local(&self) -> Option<DateTime> {
        let [year, month, day, hour, minute, second, _] = self.0;
        let number = |octet: u8| {
            let (tens, ones) = (octet & 0xF, octet >> 4);
            (tens <= 9 && ones <= 9).then_some((tens * 10 + ones).cast_signed())
        };
        DateTime::new(
            2000 + i16::from(number(year)?),
            number(month)?,
            number(day)?,
            number(hour)?,
            number(minute)?,
            number(second)?,
            0,
        )
        .ok()
    }

    /// How many quarters of an hour its zone is ahead of UTC: 36 in Korea. Nothing beyond ±14 hours.
    #[must_use]
    pub fn quarters(&self) -> Option<i8> {
        let octet = self.0[6];
        let (tens, ones) = (octet & 0x7, octet >> 4);
        let quarters = (tens * 10 + ones).cast_signed();
        let known = ones <= 9 && quarters <= 56;
        known.then_some(if octet & 0x08 == 0 {
            quarters
        } else {
            -quarters
        })
    }

    /// The same in UTC; nothing when date, time or zone is impossible.
    #[must_use]
    pub fn utc(&self) -> Option<DateTime> {
        let ahead = SignedDuration::from_mins(i64::from(self.quarters()?) * 15);
        self.local()?.checked_sub(ahead).ok()
    }

    /// The same on a Korean wall clock. A time with an impossible zone is taken for Korean.
    #[must_use]
    pub fn korean(&self) -> Option<DateTime> {
        match self.utc() {
            Some(utc) => utc.checked_add(KOREA).ok(),
            None => self.local(),
        }
    }
}

impl fmt::Display for Stamp {
    /// `2025-11-21 14:31:09 +09:00`, or the octets when there is no such time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(local) = self.local() else {
            for octet in self.0 {
                write!(f, "{octet:02X}")?;
            }
            return Ok(());
        };
        write!(f, "{} {}", local.date(), local.time())?;
        match self.quarters() {
            Some(quarters) => {
                let sign = if quarters < 0 { '-' } else { '+' };
                let minutes = i32::from(quarters).abs() * 15;
                write!(f, " {sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            None => write!(f, " ?"),
        }
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stamp({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_time() {
        let stamp = Stamp::new([0x52, 0x11, 0x12, 0x41, 0x13, 0x90, 0x63]);
        assert_eq!(stamp.to_string(), "2025-11-21 14:31:09 +09:00");
        assert_eq!(stamp.utc().unwrap().to_string(), "2025-11-21T05:31:09");
        assert_eq!(stamp.korean(), stamp.local());
    }

    #[test]
    fn zones_west_and_by_the_quarter() {
        let at = |zone| Stamp::new([0x62, 0x10, 0x10, 0x00, 0x00, 0x00, zone]);
        assert_eq!(at(0x32).quarters(), Some(23)); // Nepal is at +05:45
        assert_eq!(at(0x0A).quarters(), Some(-20)); // New York is at -05:00
        assert_eq!(at(0x0A).utc().unwrap().to_string(), "2026-01-01T05:00:00");
        assert_eq!(at(0xFF).quarters(), None);
        assert_eq!(at(0xFF).utc(), None);
        assert_eq!(at(0xFF).to_string(), "2026-01-01 00:00:00 ?");
    }

    #[test]
    fn days_that_do_not_exist() {
        for octets in [
            [0x62, 0x20, 0x03, 0x00, 0x00, 0x00, 0x63], // 30 February
            [0x62, 0x00, 0x10, 0x00, 0x00, 0x00, 0x63], // month 0
            [0x62, 0x10, 0x10, 0x42, 0x00, 0x00, 0x63], // 24 o'clock
            [0xFF; 7],
            [0; 7],
        ] {
            let stamp = Stamp::new(octets);
            assert_eq!((stamp.local(), stamp.utc()), (None, None), "{stamp}");
        }
        assert_eq!(Stamp::new([0; 7]).to_string(), "00000000000000");
    }
}
