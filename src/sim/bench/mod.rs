//! The bench: scenarios played against the real thing, in virtual time or in real time.
//!
//! | | [`fast`](fast()) | [`live`](live()) |
//! |---|---|---|
//! | time | virtual: an afternoon in milliseconds | real |
//! | decisions, driver, store, virtual EC25, caller | the real ones | the real ones |
//! | between driver and module | the real bytes, no terminal | two terminals |
//! | ears and voice | scripted: hear what was said, speak as long as a voice would | the real models |
//! | who answers the box's calls | the far ends of the scenario, by words | the same, by sound; a key is heard by its tones |
//! | what the caller knows of the box | its sentences, as text | its sentences, as text, and its sound |
//!
//! With [`talk`](talk()) a person at a handset takes the caller's place, live and without a scenario.
//!
//! **Rule:** only the bench knows both sides. In [`live`](live()) the caller reacts to the *text* of
//! what the box says (no second recogniser runs), but never before the sentence has really been
//! heard on the line and has ended there; that it can be understood is measured apart.

mod ears;
mod fast;
mod heard;
mod live;
mod machine;
mod person;
mod readback;
mod served;
mod stock;
mod talk;
mod voices;

use std::{fmt, time::Duration};

use crate::{
    call::{Booking, Message, Outcome},
    phone::Caller,
    store::{BookingState, OptOutRow, Store, StoreError},
    time::Instant,
};

use super::{
    caller::Why,
    grade::{self, FinalState},
    interaction::Conversation,
    scenario::{ExpectedBooking, ExpectedCallback, ExpectedOptOut},
};

pub use ears::ByEar;
pub use fast::{Witness, Witnessed, fast, fast_by_ear, fast_heard, fast_witnessed};
pub use heard::{Heard, Hearing, Saying};
pub use live::{Live, live};
pub use readback::read_back;
pub use served::{LiveError, Shown};
pub use talk::{Talk, talk};

/// What came out of a scenario.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// What is true at the end.
    pub state: FinalState,
    /// What was said, in order.
    pub transcript: Vec<Said>,
    /// From the end of the caller's voice to the beginning of the box's, one per answer.
    pub latencies: Vec<Duration>,
    /// From the answer to the first sound of the box, one per call.
    pub first_words: Vec<Duration>,
    /// Who spoke when, one per call; only where there was sound ([`fast_by_ear`]).
    pub conversations: Vec<Conversation>,
    /// What should not have happened, whatever the scenario expects.
    pub trouble: Vec<String>,
    /// A hash of every byte between driver and module with its time, up to the last thing that
    /// happens by the scenario: two runs differ in it when anything went another way.
    pub traffic: u64,
    /// What else the lines told, with the time: for whoever looks into a run.
    pub log: Vec<String>,
    /// The keys that arrived at the far end, one entry for each call of the box.
    pub pressed: Vec<String>,
    /// How many turns the store keeps, over all calls.
    pub kept_turns: usize,
    /// Sound files that were left, one per call: the caller left, the box right.
    pub recordings: Vec<std::path::PathBuf>,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When it was decided (box) or understood (caller).
    pub at: Instant,
    /// Whether the box said it.
    pub by_box: bool,
    /// The words.
    pub text: String,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.by_box { "box   " } else { "caller" };
        write!(f, "{:>10}  {who}  {}", self.at.to_string(), self.text)
    }
}

impl Run {
    fn said(&mut self, at: Instant, by_box: bool, text: String) {
        self.transcript.push(Said { at, by_box, text });
    }

    /// Adds what came out of another line of the same box.
    fn add(&mut self, other: Self) {
        self.state.dialled.extend(other.state.dialled);
        self.transcript.extend(other.transcript);
        self.latencies.extend(other.latencies);
        self.first_words.extend(other.first_words);
        self.conversations.extend(other.conversations);
        self.trouble.extend(other.trouble);
        self.log.extend(other.log);
        self.pressed.extend(other.pressed);
        self.traffic ^= other.traffic;
        self.recordings.extend(other.recordings);
    }

    /// A caller who hangs up because they are lost is a failure of the box.
    fn hung_up(&mut self, why: Why) {
        match why {
            Why::Scripted | Why::NothingLeft => {}
            Why::NothingFits(turn) => self.trouble.push(format!(
                "the caller waited in vain for turn {} and hung up",
                turn + 1
            )),
            Why::TooLong => self
                .trouble
                .push("the call did not end and the caller hung up".to_owned()),
        }
    }

    /// Reads what is true at the end: the store's rows, and the texts that the network really got.
    fn settle(&mut self, store: &Store, texts: Vec<grade::Text>) -> Result<(), StoreError> {
        for call in store.calls()? {
            self.kept_turns += store.turns(call.id)?.len();
        }
        let said = self.transcript.iter().filter(|s| s.by_box);
        let rows = store.bookings()?;
        let bookings = |state: BookingState| {
            let these = rows.iter().filter(|row| row.state == state);
            these.map(|row| booked(&row.booking)).collect()
        };
        self.state = FinalState {
            bookings: bookings(BookingState::Stands),
            cancelled: bookings(BookingState::Cancelled),
            callbacks: store
                .callbacks()?
                .into_iter()
                .map(|row| ExpectedCallback {
                    at: row.at.and_then(|at| at.parse().ok()),
                    phone: row.phone.and_then(|digits| digits.parse().ok()),
                })
                .collect(),
            questions: store.questions()?.into_iter().map(|row| row.text).collect(),
            messages: store
                .messages()?
                .into_iter()
                .map(|row| Message {
                    body: row.body,
                    phone: row.phone.and_then(|digits| digits.parse().ok()),
                })
                .collect(),
            calls: store
                .calls()?
                .into_iter()
                .map(|row| grade::Call {
                    from: row
                        .from
                        .and_then(|digits| Caller::from_digits(&digits))
                        .unwrap_or(Caller::Withheld),
                    outcome: Outcome::ALL
                        .into_iter()
                        .find(|outcome| outcome.as_str() == row.outcome)
                        .unwrap_or_default(),
                })
                .collect(),
            texts,
            said: said.map(|s| s.text.clone()).collect(),
            received: store
                .received()?
                .into_iter()
                .map(|row| grade::Received {
                    from: row.sender,
                    text: row.body,
                })
                .collect(),
            optouts: store.optouts()?.into_iter().filter_map(opted_out).collect(),
            dialled: std::mem::take(&mut self.state.dialled),
            modems: std::mem::take(&mut self.state.modems),
        };
        Ok(())
    }
}

/// What came of the call, or else how it stands; `None` for an ad without a number.
fn opted_out(row: OptOutRow) -> Option<ExpectedOptOut> {
    let number = row.number?.parse().ok()?;
    let result = row.result.or(row.state).or(row.why)?;
    Some(ExpectedOptOut { number, result })
}

fn booked(booking: &Booking) -> ExpectedBooking {
    ExpectedBooking {
        date: booking.date,
        time: booking.time,
        party: booking.party,
        phone: booking.phone.clone(),
        what: booking.what.clone(),
    }
}

/// The latency that `share` (0 to 1) of the answers keep within; `None` when nothing was measured.
#[must_use]
pub fn percentile(latencies: &[Duration], share: f64) -> Option<Duration> {
    let mut sorted = latencies.to_vec();
    sorted.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index into a list of some dozens"
    )]
    let index = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
    sorted.get(index).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let ms = |n| Duration::from_millis(n);
        let latencies = [ms(900), ms(700), ms(1_500), ms(800)];
        assert_eq!(percentile(&latencies, 0.5), Some(ms(800)));
        assert_eq!(percentile(&latencies, 0.95), Some(ms(1_500)));
        assert_eq!(percentile(&[], 0.5), None);
    }
}
