//! How a run is judged: on what is true at the end, not on wording.

use std::{collections::BTreeMap, fmt};

use regex::Regex;

use crate::{
    call::{Message, Outcome},
    phone::{Caller, PhoneNumber},
};

use super::scenario::{
    Expect, ExpectedBooking, ExpectedCall, ExpectedCallback, ExpectedMessage, ExpectedOptOut,
    ExpectedText, ModemState, Scenario,
};

/// What was true at the end of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FinalState {
    /// Those that stand, in the order in which they were first made.
    pub bookings: Vec<ExpectedBooking>,
    /// Those that were cancelled, in the same order.
    pub cancelled: Vec<ExpectedBooking>,
    /// Calls that the owner is to place, in order.
    pub callbacks: Vec<ExpectedCallback>,
    /// The owner's list.
    pub questions: Vec<String>,
    /// In the order in which they were taken.
    pub messages: Vec<Message>,
    /// In the order in which they began.
    pub calls: Vec<Call>,
    /// In the order in which the network got them.
    pub texts: Vec<Text>,
    /// Ads that name a number to call, and what came of them, in order.
    pub optouts: Vec<ExpectedOptOut>,
    /// In the order in which they were dialled.
    pub dialled: Vec<PhoneNumber>,
    /// Texts that the box has read, in that order.
    pub received: Vec<Received>,
    /// How each modem's driver stands.
    pub modems: Vec<ModemState>,
    /// Every sentence of the box, in order.
    pub said: Vec<String>,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who called.
    pub from: Caller,
    /// How it ended.
    pub outcome: Outcome,
}

/// A text message that went out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Who got it.
    pub to: PhoneNumber,
    /// What it says.
    pub body: String,
}

/// A text message that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The sender: digits or a name.
    pub from: String,
    /// What it says.
    pub text: String,
}

/// An expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The key in `[expect]`.
    pub key: &'static str,
    /// What the scenario wants.
    pub wanted: String,
    /// What was found.
    pub found: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, wanted, found } = self;
        write!(f, "expect.{key}: wanted {wanted}, found {found}")
    }
}

/// Every expectation that does not hold; none when the run was good. Numbers are shown in full: a
/// scenario's people are invented.
#[must_use]
pub fn grade(expect: &Expect, state: &FinalState) -> Vec<Failure> {
    let mut failures = Vec::new();
    for (key, wanted, found) in [
        ("bookings", &expect.bookings, &state.bookings),
        ("cancelled", &expect.cancelled, &state.cancelled),
    ] {
        if let Some(wanted) = wanted {
            let shown = || (all(wanted, booking), all(found, booking));
            judge(&mut failures, key, wanted == found, shown);
        }
    }
    if let Some(wanted) = &expect.callbacks {
        let found = &state.callbacks;
        let shown = || (all(wanted, callback), all(found, callback));
        judge(&mut failures, "callbacks", wanted == found, shown);
    }
    if let Some(wanted) = &expect.questions {
        let found = &state.questions;
        let fits = wanted.iter().zip(found).all(|(w, q)| w.is_match(q));
        let same = wanted.len() == found.len() && fits;
        let shown = || {
            (
                all(wanted, |w| format!("/{w}/")),
                all(found, |q| format!("{q:?}")),
            )
        };
        judge(&mut failures, "questions", same, shown);
    }
    if let Some(wanted) = &expect.messages {
        let pairs = wanted.iter().zip(&state.messages);
        let fits =
            |(w, m): (&ExpectedMessage, &Message)| w.body.is_match(&m.body) && w.phone == m.phone;
        let same = wanted.len() == state.messages.len() && pairs.into_iter().all(fits);
        let wish = |w: &ExpectedMessage| format!("/{}/ from {}", w.body, number(w.phone.as_ref()));
        let fact = |m: &Message| format!("{:?} from {}", m.body, number(m.phone.as_ref()));
        let shown = || (all(wanted, wish), all(&state.messages, fact));
        judge(&mut failures, "messages", same, shown);
    }
    if let Some(wanted) = &expect.calls {
        let found: Vec<ExpectedCall> = state.calls.iter().map(ExpectedCall::from).collect();
        let one = |c: &ExpectedCall| format!("{} {}", caller(&c.from), c.outcome.as_str());
        let shown = || (all(wanted, one), all(&found, one));
        judge(&mut failures, "calls", *wanted == found, shown);
    }
    if let Some(wanted) = &expect.texts_to {
        let mut found: BTreeMap<PhoneNumber, u32> = BTreeMap::new();
        for text in &state.texts {
            *found.entry(text.to.clone()).or_default() += 1;
        }
        let wanted: BTreeMap<_, _> = wanted.clone().into_iter().filter(|(_, n)| *n > 0).collect();
        let list = |counts: &BTreeMap<PhoneNumber, u32>| {
            let counts: Vec<_> = counts.iter().collect();
            all(&counts, |(to, n)| format!("{n} to {}", to.digits()))
        };
        let shown = || (list(&wanted), list(&found));
        judge(&mut failures, "texts_to", wanted == found, shown);
    }
    if let Some(wanted) = &expect.optouts {
        let one = |of: &ExpectedOptOut| format!("{} {}", of.number.digits(), of.result);
        let shown = || (all(wanted, one), all(&state.optouts, one));
        judge(&mut failures, "optouts", *wanted == state.optouts, shown);
    }
    if let Some(wanted) = &expect.dialled {
        let one = |number: &PhoneNumber| number.digits().to_owned();
        let shown = || (all(wanted, one), all(&state.dialled, one));
        judge(&mut failures, "dialled", *wanted == state.dialled, shown);
    }
    if let Some(wanted) = &expect.texts_received {
        let fits =
            |(w, t): (&ExpectedText, &Received)| w.from == t.from && w.text.is_match(&t.text);
        let pairs = wanted.iter().zip(&state.received);
        let same = wanted.len() == state.received.len() && pairs.into_iter().all(fits);
        let wish = |w: &ExpectedText| format!("/{}/ from {}", w.text, w.from);
        let fact = |t: &Received| format!("{:?} from {}", t.text, t.from);
        let shown = || (all(wanted, wish), all(&state.received, fact));
        judge(&mut failures, "texts_received", same, shown);
    }
    if let Some(wanted) = expect.state {
        let same = !state.modems.is_empty() && state.modems.iter().all(|s| *s == wanted);
        let one = |state: &ModemState| state.as_str().to_owned();
        let shown = || (wanted.as_str().to_owned(), all(&state.modems, one));
        judge(&mut failures, "state", same, shown);
    }
    let sentence = |pattern: &Regex| state.said.iter().find(|s| pattern.is_match(s));
    for pattern in expect.said.iter().filter(|p| sentence(p).is_none()) {
        let shown = || (format!("/{pattern}/"), "no such sentence".to_owned());
        judge(&mut failures, "said", false, shown);
    }
    for pattern in &expect.never_said {
        if let Some(sentence) = sentence(pattern) {
            let shown = || (format!("no /{pattern}/"), format!("{sentence:?}"));
            judge(&mut failures, "never_said", false, shown);
        }
    }
    failures
}

/// What was committed and is not expected: a booking, a cancellation or a call to be placed that nobody
/// confirmed, or another than was confirmed; and an ad that counts as opted out of and is not. Worse than anything that
/// is missing.
#[must_use]
pub fn wrong_commits(scenario: &Scenario, state: &FinalState) -> Vec<String> {
    let expect = &scenario.expect;
    let mut wrong = Vec::new();
    for (what, wanted, found) in [
        ("booked", &expect.bookings, &state.bookings),
        ("cancelled", &expect.cancelled, &state.cancelled),
    ] {
        let wanted = wanted.as_deref().unwrap_or_default();
        // What stood before and was left alone was not committed in this run.
        let before = |b: &ExpectedBooking| {
            scenario.booked.iter().any(|before| {
                let booking = &before.booking;
                (booking.date, booking.time, &booking.phone) == (b.date, b.time, &b.phone)
            })
        };
        let surplus = found
            .iter()
            .filter(|b| !wanted.contains(b) && (what == "cancelled" || !before(b)));
        wrong.extend(surplus.map(|b| format!("{what} {}", booking(b))));
    }
    let wanted = expect.callbacks.as_deref().unwrap_or_default();
    let surplus = state.callbacks.iter().filter(|c| !wanted.contains(c));
    wrong.extend(surplus.map(|c| format!("to call {}", callback(c))));
    if let Some(wanted) = &expect.optouts {
        let is_out = |ad: &&ExpectedOptOut| matches!(ad.result.as_str(), "success" | "already");
        let surplus = state.optouts.iter().filter(is_out).filter(|ad| {
            let mut those = wanted.iter().filter(is_out);
            !those.any(|other| other.number == ad.number)
        });
        wrong.extend(surplus.map(|ad| format!("opted out of {}", ad.number)));
    }
    wrong
}

/// Whether nothing is amiss but that opt-out calls were handed to a person.
#[must_use]
pub fn is_handed_on(expect: &Expect, failures: &[Failure], state: &FinalState) -> bool {
    let wanted = expect.optouts.as_deref().unwrap_or_default();
    let fits = |(wanted, found): (&ExpectedOptOut, &ExpectedOptOut)| {
        let result = [wanted.result.as_str(), "needs-person"].contains(&found.result.as_str());
        wanted.number == found.number && result
    };
    matches!(failures, [only] if only.key == "optouts")
        && wanted.len() == state.optouts.len()
        && wanted.iter().zip(&state.optouts).all(fits)
}

fn judge(
    failures: &mut Vec<Failure>,
    key: &'static str,
    holds: bool,
    shown: impl FnOnce() -> (String, String),
) {
    if !holds {
        let (wanted, found) = shown();
        failures.push(Failure { key, wanted, found });
    }
}

fn all<T>(items: &[T], one: impl Fn(&T) -> String) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    items.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn booking(b: &ExpectedBooking) -> String {
    let time = b.time.strftime("%H:%M");
    let what = b
        .what
        .as_ref()
        .map(|what| format!(", {what}"))
        .unwrap_or_default();
    format!(
        "{} {time} for {} ({}{what})",
        b.date,
        b.party,
        number(b.phone.as_ref())
    )
}

fn callback(c: &ExpectedCallback) -> String {
    let when =
        c.at.map_or_else(|| "any time".to_owned(), |at| at.to_string());
    format!("{when} to {}", number(c.phone.as_ref()))
}

fn number(number: Option<&PhoneNumber>) -> &str {
    number.map_or("no number", PhoneNumber::digits)
}

fn caller(caller: &Caller) -> &str {
    match caller {
        Caller::Known(number) => number.digits(),
        Caller::Foreign(number) => number.international(),
        Caller::Withheld => "withheld",
        Caller::Unavailable => "unavailable",
    }
}

impl From<&Call> for ExpectedCall {
    fn from(call: &Call) -> Self {
        Self {
            from: call.from.clone(),
            outcome: call.outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expect(table: &str) -> Expect {
        let text = format!(
            "[scenario]\nname = 'x'\nstart = 2026-11-21T18:00:00+09:00\nshop = 's.toml'\n\
             [[caller]]\nat = '1s'\nfrom = 'withheld'\n[expect]\n{table}"
        );
        Scenario::parse("x.toml", &text).unwrap().expect
    }

    fn state() -> FinalState {
        let phone: PhoneNumber = "01023456789".parse().unwrap();
        let said = vec!["AI가 받았습니다".to_owned(), "녹음합니다".to_owned()];
        let to = phone.clone();
        let body = "예약해 두었어요".to_owned();
        FinalState {
            cancelled: vec![],
            callbacks: vec![],
            questions: vec![],
            bookings: vec![ExpectedBooking {
                date: jiff::civil::date(2026, 11, 22),
                time: jiff::civil::time(20, 0, 0, 0),
                party: 4,
                phone: Some(phone.clone()),
                what: None,
            }],
            messages: vec![Message {
                body: "내일 전화 주세요".to_owned(),
                phone: None,
            }],
            calls: vec![Call {
                from: Caller::Known(phone),
                outcome: Outcome::Booked,
            }],
            texts: vec![Text { to, body }],
            optouts: Vec::new(),
            dialled: vec!["0801234567".parse().unwrap()],
            received: vec![Received {
                from: "15881234".to_owned(),
                text: "(광고) 세일".to_owned(),
            }],
            modems: vec![ModemState::Ready],
            said,
        }
    }

    #[test]
    fn what_holds_gives_no_failure_and_what_is_not_asked_is_not_judged() {
        let all = "bookings = [{ date = '2026-11-22', time = '20:00', party = 4, phone = '010-2345-6789' }]\n\
                   messages = [{ body = '전화' }]\ncancelled = []\ncallbacks = []\nquestions = []\n\
                   calls = [{ from = '01023456789', outcome = 'booked' }]\n\
                   texts_to = { '01023456789' = 1 }\ndialled = ['080-123-4567']\nstate = 'ready'\n\
                   texts_received = [{ from = '15881234', text = '광고' }]\n\
                   said = ['AI', '녹음']\nnever_said = ['060']";
        assert_eq!(grade(&expect(all), &state()), []);
        assert_eq!(grade(&expect(""), &state()), []);
    }

    #[test]
    fn an_opt_out_that_was_none_is_a_wrong_commit_and_one_for_a_person_is_not() {
        let table = "optouts = [{ number = '0802345678', result = 'failed' }]";
        let text = format!(
            "[scenario]\nname = 'x'\nstart = 2026-11-21T18:00:00+09:00\nshop = 's.toml'\n\
             [[caller]]\nat = '1s'\nfrom = 'withheld'\n[expect]\n{table}"
        );
        let scenario = Scenario::parse("x.toml", &text).unwrap();
        let ended = |result: &str| FinalState {
            optouts: vec![ExpectedOptOut {
                number: "0802345678".parse().unwrap(),
                result: result.to_owned(),
            }],
            ..FinalState::default()
        };
        for (result, commits, handed_on) in [
            ("failed", 0, false),
            ("needs-person", 0, true),
            ("unknown", 0, false),
            ("already", 1, false),
            ("success", 1, false),
        ] {
            let state = ended(result);
            let failures = grade(&scenario.expect, &state);
            let judged = (
                wrong_commits(&scenario, &state).len(),
                is_handed_on(&scenario.expect, &failures, &state),
            );
            assert_eq!(judged, (commits, handed_on), "{result}");
        }
    }

    #[test]
    fn every_difference_is_a_failure_that_says_both_sides() {
        let all = "bookings = [{ date = '2026-11-22', time = '19:00', party = 4, phone = '01023456789' }]\n\
                   messages = []\ncalls = [{ from = 'withheld', outcome = 'booked' }]\n\
                   texts_to = {}\ndialled = []\nstate = 'degraded'\n\
                   texts_received = [{ from = '15881234', text = '무료' }]\nsaid = ['취소']\nnever_said = ['AI']";
        let failures = grade(&expect(all), &state());
        let keys: Vec<_> = failures.iter().map(|f| f.key).collect();
        let wanted = [
            "bookings",
            "messages",
            "calls",
            "texts_to",
            "dialled",
            "texts_received",
            "state",
            "said",
            "never_said",
        ];
        assert_eq!(keys, wanted);
        assert_eq!(
            failures[0].to_string(),
            "expect.bookings: wanted 2026-11-22 19:00 for 4 (01023456789), \
             found 2026-11-22 20:00 for 4 (01023456789)"
        );
        assert_eq!(
            failures[3].to_string(),
            "expect.texts_to: wanted none, found 1 to 01023456789"
        );
    }
}
