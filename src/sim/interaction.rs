//! How well the box takes turns: who spoke when, in; the measures of τ-voice, out. Pure.
//!
//! | measure | what it is | counted in |
//! |---|---|---|
//! | R_R, L_R | turns that the box answered before the caller had to speak again; how long that took | turns during which it kept silent |
//! | R_Y, L_Y | interruptions after which the box stopped within [`YIELDS_WITHIN`]; how long that took | interruptions |
//! | I_A | beginnings of the box while the caller spoke | turns, and may exceed 1 |
//! | S_BC | backchannels ("네네") that did not stop the box | backchannels over the box |
//! | S_VT | vocal tics ("음…", a cough) that neither stopped the box nor were answered | vocal tics |
//! | S_ND | the same for speech that is not meant for the box | such speech |
//!
//! The measures and the 2.0 s are those of tau2-bench (`docs/interaction-metrics.md`), with three differences.
//! What the box is saying is over by itself when it is: an interruption, or anything else over the box, that it
//! would have outlived by less than the measure waits says nothing and is no event. A stop counts as an error up
//! to 1.0 s from the *end* of what should not have stopped it, since an ear needs a second to stop. And turns that
//! the box cut into count in the denominator of I_A.
//!
//! ```
//! use munjigi::{sim::interaction::{Conversation, Kind, Measures, Span, Utterance}, time::Instant};
//!
//! let ms = Instant::from_millis;
//! let turn = Utterance { kind: Kind::Turn, from: ms(2_000), until: ms(3_500) };
//! let answer = Span { from: ms(4_100), until: ms(7_000), cut: false };
//! let call = Conversation { caller: vec![turn], agent: vec![answer], ended: ms(9_000) };
//! let measures = Measures::of(&[call]);
//! assert_eq!(measures.response.rate(), Some(1.0));
//! assert_eq!(measures.response.latencies[0].as_millis(), 600);
//! ```

use std::time::Duration;

use crate::time::Instant;

/// The box stops within this, or it has not yielded.
pub const YIELDS_WITHIN: Duration = Duration::from_millis(2_000);
/// A stop up to so long after the end of what was not to stop it is its fault.
pub const STOPS_WITHIN: Duration = Duration::from_millis(1_000);
/// What the box begins to say up to so long after the end of what was none of its business answers that.
pub const ANSWERS_WITHIN: Duration = Duration::from_millis(2_000);
/// A rate of fewer events says nothing and is not shown.
pub const FEWEST: usize = 10;

/// What somebody at the other end meant by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// To say something to the box; over the box: to interrupt it.
    #[default]
    Turn,
    /// To show that they listen.
    Backchannel,
    /// Nothing: they hesitate, cough, or something falls.
    Tic,
    /// It was for somebody else, or it was not they who spoke.
    Aside,
}

/// Something that was said at the other end, pauses inside included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// What was meant by it.
    pub kind: Kind,
    /// Its first sample.
    pub from: Instant,
    /// Behind its last.
    pub until: Instant,
}

/// Something that the box said, pauses inside included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first sample.
    pub from: Instant,
    /// Behind its last.
    pub until: Instant,
    /// It was broken off.
    pub cut: bool,
}

/// A call, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// What was said at the other end.
    pub caller: Vec<Utterance>,
    /// What the box said.
    pub agent: Vec<Span>,
    /// When the call was over.
    pub ended: Instant,
}

/// So many of so many, and how long the good ones took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// As it should be.
    pub good: usize,
    /// All.
    pub events: usize,
    /// Of the good ones, where it is measured.
    pub latencies: Vec<Duration>,
}

impl Rate {
    /// The share of good ones, 0.0..=1.0, or events for each turn; `None` when there were none.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let rate = self.good as f64 / self.events as f64;
        (self.events > 0).then_some(rate)
    }

    /// The same, unless there were fewer than [`FEWEST`].
    #[must_use]
    pub fn shown(&self) -> Option<f64> {
        self.rate().filter(|_| self.events >= FEWEST)
    }

    /// The mean of the latencies, unless there were fewer than [`FEWEST`].
    #[must_use]
    pub fn mean(&self) -> Option<Duration> {
        let count = u32::try_from(self.latencies.len()).ok()?;
        (self.latencies.len() >= FEWEST).then(|| self.latencies.iter().sum::<Duration>() / count)
    }

    fn count(&mut self, good: bool) {
        self.events += 1;
        self.good += usize::from(good);
    }

    fn took(&mut self, latency: Option<Duration>) {
        self.count(latency.is_some());
        self.latencies.extend(latency);
    }
}

/// All measures; see the [module's page](self).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// R_R and L_R.
    pub response: Rate,
    /// R_Y and L_Y.
    pub yielding: Rate,
    /// I_A; what is counted as good here is not.
    pub interrupts: Rate,
    /// S_BC.
    pub backchannel: Rate,
    /// S_VT.
    pub tic: Rate,
    /// S_ND.
    pub aside: Rate,
}

impl Measures {
    /// Measures these calls.
    #[must_use]
    pub fn of<'a>(calls: impl IntoIterator<Item = &'a Conversation>) -> Self {
        let mut measures = Self::default();
        for call in calls {
            for at in 0..call.caller.len() {
                measures.add(call, at);
            }
        }
        measures
    }

    fn add(&mut self, call: &Conversation, at: usize) {
        let said = call.caller[at];
        match (said.kind, call.speaking(said.from)) {
            (Kind::Turn, Some(over)) => self.interruption(call, said, over),
            (Kind::Turn, None) => self.turn(call, at),
            (_, Some(over)) => {
                let stopped = over.cut && over.until <= said.until + STOPS_WITHIN;
                // It came to its own end before it could be said to have gone on.
                let told = stopped || over.until > said.until;
                if let Some(rate) = self.selectivity(said.kind).filter(|_| told) {
                    rate.count(!stopped);
                }
            }
            (Kind::Backchannel, None) => {}
            (_, None) if call.owes(said.from) => {}
            (_, None) => {
                let until = said.until + ANSWERS_WITHIN;
                let until = call.next_turn(at).map_or(until, |next| next.min(until));
                let answers = |span: &Span| (said.from..=until).contains(&span.from);
                let answered = call.agent.iter().any(answers);
                if let Some(rate) = self.selectivity(said.kind) {
                    rate.count(!answered);
                }
            }
        }
    }

    const fn selectivity(&mut self, kind: Kind) -> Option<&mut Rate> {
        match kind {
            Kind::Turn => None,
            Kind::Backchannel => Some(&mut self.backchannel),
            Kind::Tic => Some(&mut self.tic),
            Kind::Aside => Some(&mut self.aside),
        }
    }

    fn interruption(&mut self, call: &Conversation, said: Utterance, over: Span) {
        let after = over.until.since(said.from);
        if over.cut {
            self.yielding
                .took(Some(after).filter(|after| *after <= YIELDS_WITHIN));
        } else if after > YIELDS_WITHIN {
            self.yielding.took(None);
        }
        // What was said over the box is a turn when the box has fallen silent for it; it may cut in again.
        if over.cut {
            let at = call.caller.iter().position(|other| *other == said);
            self.turn(call, at.unwrap_or(call.caller.len()));
        }
    }

    fn turn(&mut self, call: &Conversation, at: usize) {
        let Some(said) = call.caller.get(at) else {
            return;
        };
        let during = |span: &&Span| span.from > said.from && span.from < said.until;
        let cuts_in = call.agent.iter().filter(during).count();
        self.interrupts.events += 1;
        self.interrupts.good += cuts_in;
        if cuts_in > 0 {
            return;
        }
        let next = call.next_turn(at).unwrap_or(call.ended);
        let answer = call.agent.iter().find(|span| span.from >= said.until);
        let answer = answer.filter(|span| span.from <= next);
        self.response
            .took(answer.map(|span| span.from.since(said.until)));
    }
}

impl Conversation {
    /// What the box is saying then. Who begins as it ends does not speak over it.
    fn speaking(&self, at: Instant) -> Option<Span> {
        let is_it = |span: &&Span| span.from <= at && at < span.until;
        self.agent.iter().find(is_it).copied()
    }

    /// When the caller says the next thing to the box after their utterance `at`.
    fn next_turn(&self, at: usize) -> Option<Instant> {
        let later = self.caller.iter().skip(at + 1);
        let mut later = later.filter(|said| said.kind == Kind::Turn);
        later.next().map(|said| said.from)
    }

    /// Whether the caller has said something to the box that it has not answered yet.
    fn owes(&self, at: Instant) -> bool {
        let turns = self.caller.iter().rev();
        let mut turns = turns.filter(|said| said.kind == Kind::Turn && said.until <= at);
        turns.next().is_some_and(|turn| {
            let answers = |span: &Span| (turn.until..=at).contains(&span.from);
            !self.agent.iter().any(answers)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Instant {
        Instant::from_millis(millis)
    }

    fn said(kind: Kind, from: u64, until: u64) -> Utterance {
        Utterance {
            kind,
            from: at(from),
            until: at(until),
        }
    }

    fn spoke(from: u64, until: u64, cut: bool) -> Span {
        Span {
            from: at(from),
            until: at(until),
            cut,
        }
    }

    fn measured(caller: &[Utterance], agent: &[Span]) -> Measures {
        Measures::of(&[Conversation {
            caller: caller.to_vec(),
            agent: agent.to_vec(),
            ended: at(60_000),
        }])
    }

    fn counts(rate: &Rate) -> (usize, usize) {
        (rate.good, rate.events)
    }

    #[test]
    fn a_turn_is_answered_before_the_caller_speaks_again_or_not_at_all() {
        let turn = said(Kind::Turn, 1_000, 2_000);
        let again = said(Kind::Turn, 6_000, 7_000);
        let late = spoke(7_500, 9_000, false);
        let measures = measured(&[turn, again], &[late]);
        assert_eq!(counts(&measures.response), (1, 2));
        assert_eq!(
            measures.response.latencies,
            [Duration::from_millis(500)],
            "of the second"
        );
        assert_eq!(counts(&measures.interrupts), (0, 2));
        // Something that was not for the box is not "again".
        let aside = said(Kind::Aside, 6_000, 7_000);
        assert_eq!(counts(&measured(&[turn, aside], &[late]).response), (1, 1));
        // At the very end, and when the other speaks at the same moment.
        let at_once = measured(&[turn], &[spoke(2_000, 3_000, false)]);
        assert_eq!(at_once.response.latencies, [Duration::ZERO]);
        let tie = measured(&[turn, again], &[spoke(6_000, 6_500, false)]);
        assert_eq!(counts(&tie.response), (1, 1), "the second was over it");
        assert_eq!(counts(&measured(&[turn], &[]).response), (0, 1));
        // When the call is over nobody answers any more.
        let after = spoke(60_001, 61_000, false);
        assert_eq!(counts(&measured(&[turn], &[after]).response), (0, 1));
    }

    #[test]
    fn a_box_that_begins_in_a_pause_has_cut_in_each_time() {
        let turn = said(Kind::Turn, 1_000, 6_000);
        let twice = [spoke(2_000, 2_500, true), spoke(4_000, 4_500, true)];
        let answer = spoke(6_800, 9_000, false);
        let measures = measured(&[turn], &[twice[0], twice[1], answer]);
        assert_eq!(counts(&measures.interrupts), (2, 1));
        assert_eq!(measures.interrupts.rate(), Some(2.0));
        assert_eq!(counts(&measures.response), (0, 0));
    }

    #[test]
    fn a_box_yields_within_two_seconds() {
        let over = said(Kind::Turn, 3_000, 4_000);
        let yielded = |until, cut| measured(&[over], &[spoke(1_000, until, cut)]).yielding;
        assert_eq!(counts(&yielded(3_900, true)), (1, 1));
        assert_eq!(yielded(3_900, true).latencies, [Duration::from_millis(900)]);
        assert_eq!(counts(&yielded(5_000, true)), (1, 1));
        assert_eq!(counts(&yielded(5_001, true)), (0, 1));
        assert_eq!(counts(&yielded(5_001, false)), (0, 1));
        // It was over anyway.
        assert_eq!(counts(&yielded(5_000, false)), (0, 0));
        // Who begins as it ends does not interrupt.
        assert_eq!(counts(&yielded(3_000, false)), (0, 0));
    }

    #[test]
    fn what_interrupted_is_a_turn_to_be_answered() {
        let over = said(Kind::Turn, 3_000, 5_000);
        let stopped = spoke(1_000, 4_000, true);
        let measures = measured(&[over], &[stopped, spoke(5_600, 8_000, false)]);
        assert_eq!(counts(&measures.response), (1, 1));
        assert_eq!(measures.response.latencies, [Duration::from_millis(600)]);
        // Silent, and at it again before the caller has finished.
        let again = spoke(4_500, 6_000, false);
        let measures = measured(&[over], &[stopped, again]);
        assert_eq!(counts(&measures.interrupts), (1, 1));
        assert_eq!(counts(&measures.response), (0, 0));
        let deaf = measured(&[over], &[spoke(1_000, 9_000, false)]);
        assert_eq!(counts(&deaf.response), (0, 0), "that is no latency");
    }

    #[test]
    fn what_is_no_turn_stops_nothing() {
        for kind in [Kind::Backchannel, Kind::Tic, Kind::Aside] {
            let rate = |until, cut| {
                let over = said(kind, 3_000, 3_600);
                let mut measures = measured(&[over], &[spoke(1_000, until, cut)]);
                let rate = measures.selectivity(kind).cloned().unwrap_or_default();
                assert_eq!(counts(&measures.yielding), (0, 0));
                counts(&rate)
            };
            assert_eq!(rate(3_500, true), (0, 1), "{kind:?}");
            assert_eq!(rate(4_600, true), (0, 1), "{kind:?}");
            assert_eq!(rate(4_601, true), (1, 1), "something else stopped it");
            assert_eq!(rate(3_601, false), (1, 1), "{kind:?}");
            assert_eq!(rate(3_600, false), (0, 0), "over by itself");
        }
    }

    #[test]
    fn what_is_not_for_the_box_is_not_answered() {
        for kind in [Kind::Tic, Kind::Aside] {
            let rate = |caller: &[Utterance], agent: &[Span]| {
                let mut measures = measured(caller, agent);
                counts(&measures.selectivity(kind).cloned().unwrap_or_default())
            };
            let alone = said(kind, 3_000, 3_500);
            let answer = |from| spoke(from, from + 1_000, false);
            assert_eq!(rate(&[alone], &[]), (1, 1), "{kind:?}");
            assert_eq!(rate(&[alone], &[answer(3_200)]), (0, 1), "{kind:?}");
            assert_eq!(rate(&[alone], &[answer(5_500)]), (0, 1), "{kind:?}");
            assert_eq!(rate(&[alone], &[answer(5_501)]), (1, 1), "{kind:?}");
            // What follows a turn answers the turn.
            let turn = said(Kind::Turn, 4_000, 4_600);
            assert_eq!(rate(&[alone, turn], &[answer(5_200)]), (1, 1), "{kind:?}");
            let before = said(Kind::Turn, 1_000, 2_900);
            assert_eq!(rate(&[before, alone], &[answer(3_700)]), (0, 0), "{kind:?}");
        }
        // Nobody listens to silence.
        let nothing = measured(&[said(Kind::Backchannel, 3_000, 3_500)], &[]);
        assert_eq!(counts(&nothing.backchannel), (0, 0));
    }

    #[test]
    fn few_events_are_not_shown() {
        let mut rate = Rate::default();
        assert_eq!((rate.rate(), rate.shown(), rate.mean()), (None, None, None));
        for n in 1..=9 {
            rate.took(Some(Duration::from_millis(100 * n)));
        }
        assert_eq!(
            (rate.rate(), rate.shown(), rate.mean()),
            (Some(1.0), None, None)
        );
        rate.took(None);
        assert_eq!((rate.shown(), rate.mean()), (Some(0.9), None));
        rate.took(Some(Duration::from_millis(1_000)));
        assert_eq!(rate.mean(), Some(Duration::from_millis(550)));
    }
}
