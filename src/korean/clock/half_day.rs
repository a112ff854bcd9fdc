//! Which half of the day an hour on the dial belongs to.

use jiff::civil::{Time, time};

use super::OpeningHours;

/// A word that says which part of the day is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Dawn,
    Morning,
    BeforeNoon,
    Noon,
    Lunch,
    Afternoon,
    Evening,
    Night,
}

/// Spellings of the parts; `am`/`pm` come from recognisers and shop pages.
pub(super) const PARTS: [(&str, Part); 14] = [
    ("새벽", Part::Dawn),
    ("아침", Part::Morning),
    ("오전", Part::BeforeNoon),
    ("한낮", Part::Noon),
    ("대낮", Part::Noon),
    ("낮", Part::Noon),
    ("점심", Part::Lunch),
    ("오후", Part::Afternoon),
    ("저녁", Part::Evening),
    ("한밤", Part::Night),
    ("밤", Part::Night),
    ("심야", Part::Night),
    ("AM", Part::BeforeNoon),
    ("PM", Part::Afternoon),
];

impl Part {
    /// The hour 0..=23 of dial hour 1..=12 in this part of the day. Noon and midnight are both
    /// twelve: 밤 열두 시 and 저녁 열두 시 are midnight, 낮 and 오후 열두 시 noon.
    pub(super) const fn hour(self, dial: i8) -> i8 {
        let morning = dial % 12;
        let afternoon = morning + 12;
        match self {
            Self::Dawn | Self::BeforeNoon => morning,
            Self::Morning => dial,
            Self::Afternoon => afternoon,
            Self::Noon | Self::Lunch => {
                if morning >= 9 {
                    morning
                } else {
                    afternoon
                }
            }
            Self::Evening => {
                if dial == 12 {
                    0
                } else {
                    afternoon
                }
            }
            Self::Night => {
                if morning < 6 {
                    morning
                } else {
                    afternoon
                }
            }
        }
    }

    /// The time meant when the part is all that was said; `None` where it is too wide to tell.
    pub(super) const fn middle(self) -> Option<Time> {
        match self {
            Self::Morning => Some(time(9, 0, 0, 0)),
            Self::Lunch => Some(time(12, 0, 0, 0)),
            Self::Evening => Some(time(18, 0, 0, 0)),
            _ => None,
        }
    }
}

/// The hour 0..=23 meant by dial hour 1..=12 when nobody said which half of the day.
///
/// The half in which the shop is open; when both or neither are, the one nearer to the opening
/// hours; when that does not tell either, what people mean: nine to eleven in the morning, noon,
/// the afternoon from one to eight.
pub(super) fn guess(dial: i8, minute: i8, hours: &OpeningHours) -> i8 {
    let (morning, afternoon) = (dial % 12, dial % 12 + 12);
    let open = |hour: i8| hours.contains(time(hour, minute, 0, 0));
    let usual = if (9..12).contains(&dial) {
        morning
    } else {
        afternoon
    };
    match (open(morning), open(afternoon)) {
        (true, false) => morning,
        (false, true) => afternoon,
        (true, true) => usual,
        (false, false) => {
            let far = |hour: i8| minutes_outside(time(hour, minute, 0, 0), hours);
            match far(morning).cmp(&far(afternoon)) {
                std::cmp::Ordering::Less => morning,
                std::cmp::Ordering::Greater => afternoon,
                std::cmp::Ordering::Equal => usual,
            }
        }
    }
}

/// How many minutes a time when the shop is closed lies from its opening or closing, going
/// around midnight.
fn minutes_outside(time: Time, hours: &OpeningHours) -> i32 {
    let minutes = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    let apart = |a: Time, b: Time| (minutes(a) - minutes(b)).rem_euclid(24 * 60);
    apart(hours.open, time).min(apart(time, hours.close))
}
