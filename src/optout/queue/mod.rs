//! Which ads are called, and when: the rules of the queue. Pure.

use std::time::Duration;

use jiff::{SignedDuration, civil::DateTime};

use crate::phone::PhoneNumber;

use super::{Extraction, Verdict, Why};

mod quiet;

pub use quiet::{NoHours, Quiet};

/// The rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The same number and ID are called once in this time.
    pub once_in: Duration,
    /// Between two calls to the same number, whatever the ID.
    pub burst: Duration,
    /// A call that could not be placed in this time is given up.
    pub waits: Duration,
    /// An older ad is not called: after a restart or a time without power the modem may hand out what is long past.
    pub oldest: Duration,
    /// Calls in a day at the most.
    pub per_day: u16,
    /// The line is left to others for so long between two such calls.
    pub gap: Duration,
    /// A line that was busy or did not answer is called so often at the most.
    pub tries: u16,
    /// Hours in which nothing is called.
    pub quiet: Option<Quiet>,
}

impl Default for Rules {
    /// A day, five minutes, an hour, a day, thirty; 45 seconds, three times, not at night.
    fn default() -> Self {
        const HOUR: u64 = 3_600;
        Self {
            once_in: Duration::from_secs(24 * HOUR),
            burst: Duration::from_secs(5 * 60),
            waits: Duration::from_secs(HOUR),
            oldest: Duration::from_secs(24 * HOUR),
            per_day: 30,
            gap: Duration::from_secs(45),
            tries: 3,
            quiet: Some(Quiet::NIGHT),
        }
    }
}

/// What the daily limit counts.
const DAY: Duration = Duration::from_secs(24 * 3_600);

impl Rules {
    /// How far back the ads that were called matter.
    #[must_use]
    pub fn looks_back(&self) -> Duration {
        self.once_in.max(self.burst).max(DAY)
    }

    /// When a call may go out that could at `at`.
    #[must_use]
    pub fn awake(&self, at: DateTime) -> DateTime {
        self.quiet.map_or(at, |quiet| quiet.end(at))
    }

    /// When a line that was not reached for the `tries`th time is called again, if it is.
    #[must_use]
    pub fn again(&self, tries: u16, now: DateTime) -> Option<DateTime> {
        let pause = self.burst.saturating_mul(u32::from(tries.max(1)));
        (tries < self.tries).then(|| self.awake(after(now, pause)))
    }

    /// When a call that may go out at `not_before` is given up.
    #[must_use]
    pub fn give_up(&self, not_before: DateTime) -> DateTime {
        after(not_before, self.waits)
    }
}

fn after(at: DateTime, span: Duration) -> DateTime {
    let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
    at.checked_add(span).unwrap_or(at)
}

/// An ad that was called, or is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The number.
    pub number: PhoneNumber,
    /// The ID.
    pub id: Option<String>,
    /// When the ad came.
    pub at: DateTime,
}

/// What becomes of an ad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// It is called.
    Call {
        /// The number.
        number: PhoneNumber,
        /// The ID.
        id: Option<String>,
        /// Not earlier.
        not_before: DateTime,
        /// Not later.
        give_up_at: DateTime,
    },
    /// It is not.
    Skip {
        /// The number, where one could be called.
        number: Option<PhoneNumber>,
        /// The ID.
        id: Option<String>,
        /// A stable word that says why.
        why: &'static str,
    },
}

/// What is known of a message besides its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// When the network took it; `None`: nobody knows how old it is.
    pub sent: Option<DateTime>,
    /// No part of it is missing.
    pub is_whole: bool,
}

/// What has gone before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past<'a> {
    /// The ads that were called, or are to be.
    pub before: &'a [Before],
    /// The owner has said that none are to be called.
    pub is_stopped: bool,
}

/// Why an ad is not called of which a part is missing: what stands on both sides of a gap is no number.
const PARTS_MISSING: &str = "parts_missing";

/// Why an ad is not called that the owner should look at.
pub const FOR_THE_OWNER: [&str; 5] = [
    Why::NotANumber.as_str(),
    Why::NotTollFree.as_str(),
    Why::NoNumber.as_str(),
    Why::NoWord.as_str(),
    PARTS_MISSING,
];

/// What becomes of a message; `None` when it is no ad.
#[must_use]
pub fn plan(
    found: &Extraction,
    envelope: Envelope,
    now: DateTime,
    past: Past<'_>,
    rules: &Rules,
) -> Option<Plan> {
    let Past { before, is_stopped } = past;
    let skip = |why| {
        Some(Plan::Skip {
            number: found.number.clone(),
            id: found.id.clone(),
            why,
        })
    };
    let number = match (found.verdict, &found.number) {
        (Verdict::NotAnAd, _) => return None,
        (Verdict::OptOut, Some(number)) => number,
        _ => return skip(found.why.as_str()),
    };
    if envelope
        .sent
        .is_none_or(|sent| is_longer(now.duration_since(sent), rules.oldest))
    {
        return skip("too_old");
    }
    let within = |of: &&Before, span| !is_longer(now.duration_since(of.at), span);
    let same_number = || before.iter().filter(|of| of.number == *number);
    if same_number().any(|of| of.id == found.id && within(&of, rules.once_in)) {
        return skip("same_ad");
    }
    let today = before.iter().filter(|of| within(of, DAY)).count();
    if today >= usize::from(rules.per_day) {
        return skip("enough_today");
    }
    if !envelope.is_whole {
        return skip(PARTS_MISSING);
    }
    if is_stopped {
        return skip("stopped");
    }
    let not_before = rules.awake(free_at(number, now, before, rules));
    Some(Plan::Call {
        number: number.clone(),
        id: found.id.clone(),
        not_before,
        give_up_at: rules.give_up(not_before),
    })
}

/// What becomes of a call that the owner has asked for: they are awake, and may well ask for the same again.
#[must_use]
pub fn asked_for(
    number: PhoneNumber,
    id: Option<String>,
    now: DateTime,
    before: &[Before],
    rules: &Rules,
) -> Plan {
    let not_before = free_at(&number, now, before, rules);
    Plan::Call {
        number,
        id,
        not_before,
        give_up_at: rules.give_up(not_before),
    }
}

/// When the number has had its rest.
fn free_at(number: &PhoneNumber, now: DateTime, before: &[Before], rules: &Rules) -> DateTime {
    let same = before.iter().filter(|of| of.number == *number);
    let last = same.map(|of| of.at).max();
    last.map_or(now, |at| after(at, rules.burst).max(now))
}

fn is_longer(span: SignedDuration, than: Duration) -> bool {
    SignedDuration::try_from(than).is_ok_and(|than| span > than)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{ToSpan, civil::date};

    const NOW: DateTime = date(2026, 11, 21).at(12, 0, 0, 0);

    fn found(text: &str) -> Extraction {
        Extraction::of(text)
    }

    fn ago(minutes: i64) -> DateTime {
        NOW.checked_sub(minutes.minutes()).unwrap()
    }

    fn before(number: &str, id: Option<&str>, minutes: i64) -> Before {
        Before {
            number: number.parse().unwrap(),
            id: id.map(str::to_owned),
            at: ago(minutes),
        }
    }

    fn planned(
        text: &str,
        sent: Option<DateTime>,
        now: DateTime,
        before: &[Before],
    ) -> Option<Plan> {
        let past = Past {
            before,
            is_stopped: false,
        };
        let is_whole = true;
        plan(
            &found(text),
            Envelope { sent, is_whole },
            now,
            past,
            &Rules::default(),
        )
    }

    fn why(text: &str, sent: Option<DateTime>, history: &[Before]) -> &'static str {
        match planned(text, sent, NOW, history) {
            Some(Plan::Skip { why, .. }) => why,
            Some(Plan::Call { .. }) => "called",
            None => "no ad",
        }
    }

    const AD: &str = "(광고) 무료거부 0802345678 인증1234";

    #[test]
    fn an_ad_is_called_once_a_day() {
        let sent = Some(ago(1));
        assert_eq!(why(AD, sent, &[]), "called");
        assert_eq!(
            why(AD, sent, &[before("0802345678", Some("1234"), 60 * 23)]),
            "same_ad"
        );
        assert_eq!(
            why(AD, sent, &[before("0802345678", Some("1234"), 60 * 25)]),
            "called"
        );
        assert_eq!(
            why(AD, sent, &[before("0802345678", Some("99"), 60)]),
            "called"
        );
        assert_eq!(why("엄마 저녁 뭐 먹어", sent, &[]), "no ad");
        assert_eq!(why("(광고) 무료거부 08023456", sent, &[]), "not_a_number");
    }

    #[test]
    fn what_is_old_or_of_no_age_is_not() {
        assert_eq!(why(AD, None, &[]), "too_old");
        assert_eq!(why(AD, Some(ago(60 * 25)), &[]), "too_old");
        // A clock that is a little behind the network's.
        assert_eq!(why(AD, Some(ago(-3)), &[]), "called");
    }

    #[test]
    fn with_a_gap_in_it_or_against_the_owners_word_nothing_is_called() {
        let why = |is_whole, is_stopped| {
            let sent = Some(NOW);
            let past = Past {
                before: &[],
                is_stopped,
            };
            match plan(
                &found(AD),
                Envelope { sent, is_whole },
                NOW,
                past,
                &Rules::default(),
            ) {
                Some(Plan::Skip { why, .. }) => why,
                _ => "called",
            }
        };
        assert_eq!(why(false, false), "parts_missing");
        assert_eq!(why(true, true), "stopped");
        assert_eq!(why(true, false), "called");
    }

    #[test]
    fn at_night_it_waits_for_the_morning_and_what_the_owner_wants_does_not() {
        let night = date(2026, 11, 21).at(23, 0, 0, 0);
        let morning = date(2026, 11, 22).at(8, 0, 0, 0);
        let planned = planned(AD, Some(night), night, &[]);
        let Some(Plan::Call { not_before, .. }) = planned else {
            panic!("{planned:?}");
        };
        assert_eq!(not_before, morning);
        let number: PhoneNumber = "0802345678".parse().unwrap();
        let Plan::Call { not_before, .. } = asked_for(number, None, night, &[], &Rules::default())
        else {
            panic!("it is called");
        };
        assert_eq!(not_before, night);
    }

    #[test]
    fn who_does_not_answer_is_called_three_times_with_longer_pauses() {
        let rules = Rules::default();
        assert_eq!(rules.again(1, NOW), Some(ago(-5)));
        assert_eq!(rules.again(2, NOW), Some(ago(-10)));
        assert_eq!(rules.again(3, NOW), None);
    }

    #[test]
    fn one_number_is_not_called_in_bursts_and_a_day_has_its_limit() {
        let history = [before("0802345678", Some("99"), 2)];
        let planned = planned(AD, Some(NOW), NOW, &history);
        let Some(Plan::Call {
            not_before,
            give_up_at,
            ..
        }) = planned
        else {
            panic!("{planned:?}");
        };
        assert_eq!((not_before, give_up_at), (ago(-3), ago(-63)));
        let many: Vec<Before> = (0..30)
            .map(|n| before("0809876543", None, n * 10))
            .collect();
        assert_eq!(why(AD, Some(NOW), &many), "enough_today");
    }
}
