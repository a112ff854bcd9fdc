//! Several readings of one turn side by side: beam search. Pure.
//!
//! The likeliest next token is not always on the way to the likeliest sentence. [`Beam`] keeps a few readings,
//! is handed what the model thinks of the next token of each, and says which to go on with. A reading's score
//! is the sum of the logarithms of its probabilities, so it only falls, and a reading that has ended wins once
//! no other can overtake it.
//!
//! Two rules keep it from rambling on where the sound has ended: a reading whose likeliest next token is the end
//! goes no other way, and one that begins to loop ends there, said once.

use super::{
    choice::{Choice, looping},
    vocabulary::Token,
};

/// Readings that are followed at a time.
const WIDTH: usize = 6;
/// A reading this far behind the best one (natural logarithm) is given up. With clear sound one is left,
/// and costs no more than taking the likeliest each time.
const BEHIND: f32 = 3.0;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub tokens: Vec<Token>,
    /// The sum of the logarithms of the probabilities of all choices, the end among them.
    pub score: f32,
    /// How many those were.
    pub choices: usize,
    /// What is added to the score once it has ended: 0 or less.
    pub fit: f32,
    /// Tokens of a loop that were dropped.
    pub loops: usize,
}

impl Reading {
    /// How likely it is as a whole.
    pub fn whole(&self) -> f32 {
        self.score + self.fit
    }

    fn with(&self, way: Choice) -> Self {
        let mut next = self.clone();
        next.score += way.log_probability;
        next.choices += 1;
        next
    }
}

/// The readings that go on, and those that have ended.
#[derive(Debug)]
pub struct Beam<F> {
    live: Vec<Reading>,
    done: Vec<Reading>,
    end: Token,
    most: usize,
    fit: F,
}

/// Which readings go on: for each, which of the last step it comes from, and its next token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub parents: Vec<usize>,
    pub tokens: Vec<Token>,
}

impl<F: Fn(&[Token]) -> f32> Beam<F> {
    /// One reading without a token. `end` ends a reading; none has more than `most` tokens. `fit` says what is to be
    /// added to the score of one that has ended: 0, or less when it is unlikely as a whole.
    pub fn new(end: Token, most: usize, fit: F) -> Self {
        Self {
            live: vec![Reading::default()],
            done: Vec::new(),
            end,
            most,
            fit,
        }
    }

    fn ended(&mut self, mut reading: Reading) {
        reading.fit = (self.fit)(&reading.tokens);
        self.done.push(reading);
    }

    /// Takes, for each reading in the order of the last [`Step`], what may come next, the likeliest first.
    /// `None` when all is read.
    pub fn advance(&mut self, next: &[Vec<Choice>]) -> Option<Step> {
        let mut ways: Vec<(usize, Choice)> = Vec::new();
        for (parent, candidates) in next.iter().enumerate().take(self.live.len()) {
            let ended = candidates.first().filter(|first| first.token == self.end);
            match ended {
                Some(&end) => ways.push((parent, end)),
                None => ways.extend(candidates.iter().map(|&way| (parent, way))),
            }
        }
        let score =
            |&(parent, way): &(usize, Choice)| self.live[parent].score + way.log_probability;
        ways.sort_by(|a, b| score(b).total_cmp(&score(a)));

        let (mut step, mut live) = (Step::default(), Vec::with_capacity(WIDTH));
        for (rank, (parent, way)) in ways.into_iter().enumerate() {
            let mut reading = self.live[parent].with(way);
            if way.token == self.end {
                if rank < WIDTH {
                    self.ended(reading);
                }
                continue;
            }
            reading.tokens.push(way.token);
            if let Some(kept) = looping(&reading.tokens) {
                reading.loops = reading.tokens.len() - kept;
                reading.tokens.truncate(kept);
                if rank < WIDTH {
                    self.ended(reading);
                }
                continue;
            }
            step.parents.push(parent);
            step.tokens.push(way.token);
            live.push(reading);
            if live.len() == WIDTH {
                break;
            }
        }
        let best_done = self
            .done
            .iter()
            .map(Reading::whole)
            .fold(f32::NEG_INFINITY, f32::max);
        let best = live.first().map_or(f32::NEG_INFINITY, |r| r.score);
        // Sorted by score: what is given up is the tail.
        let kept = live
            .iter()
            .take_while(|r| r.score >= best - BEHIND && r.score > best_done)
            .count();
        live.truncate(kept);
        step.parents.truncate(kept);
        step.tokens.truncate(kept);
        let too_long = live.first().is_some_and(|r| r.tokens.len() >= self.most);
        if too_long && self.done.is_empty() {
            live.drain(..).for_each(|reading| self.ended(reading));
        }
        self.live = live;
        let over = self.live.is_empty() || too_long || self.done.len() >= WIDTH;
        (!over).then_some(step)
    }

    /// The likeliest reading; `None` when none has come to its end.
    pub fn best(self) -> Option<Reading> {
        self.done
            .into_iter()
            .max_by(|a, b| a.whole().total_cmp(&b.whole()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const END: Token = 0;

    fn ways(ways: &[(Token, f32)]) -> Vec<Choice> {
        ways.iter()
            .map(|&(token, p)| Choice {
                token,
                log_probability: p.ln(),
            })
            .collect()
    }

    #[test]
    fn the_likeliest_sentence_wins_over_the_likeliest_first_word() {
        let mut beam = Beam::new(END, 10, |_| 0.0);
        let step = beam.advance(&[ways(&[(1, 0.5), (2, 0.4)])]).unwrap();
        assert_eq!((step.parents, step.tokens), (vec![0, 0], vec![1, 2]));
        let step = beam
            .advance(&[ways(&[(3, 0.3), (4, 0.3), (END, 0.01)]), ways(&[(5, 0.95)])])
            .unwrap();
        assert_eq!(step.tokens[0], 5);
        assert_eq!(step.parents[0], 1);
        let n = step.tokens.len();
        let next: Vec<_> = (0..n).map(|_| ways(&[(END, 0.9), (7, 0.05)])).collect();
        assert_eq!(beam.advance(&next), None);
        let best = beam.best().unwrap();
        assert_eq!(best.tokens, [2, 5]);
        assert_eq!(best.choices, 3);
        assert!((best.score - (0.4_f32 * 0.95 * 0.9).ln()).abs() < 1e-5);
    }

    #[test]
    fn what_does_not_fit_as_a_whole_loses_to_what_does() {
        let short = |tokens: &[Token]| if tokens.len() < 2 { -5.0 } else { 0.0 };
        let mut beam = Beam::new(END, 10, short);
        beam.advance(&[ways(&[(1, 0.9)])]).unwrap();
        let step = beam.advance(&[ways(&[(2, 0.4), (END, 0.35)])]).unwrap();
        assert_eq!(step.tokens, [2]);
        assert_eq!(beam.advance(&[ways(&[(END, 0.8)])]), None);
        assert_eq!(beam.best().unwrap().tokens, [1, 2]);
    }

    #[test]
    fn who_is_far_behind_is_given_up() {
        let mut beam = Beam::new(END, 10, |_| 0.0);
        let step = beam.advance(&[ways(&[(1, 0.9), (2, 0.04)])]).unwrap();
        assert_eq!(step.tokens, [1]);
    }

    #[test]
    fn an_ended_text_is_not_continued() {
        let mut beam = Beam::new(END, 10, |_| 0.0);
        beam.advance(&[ways(&[(1, 0.9)])]).unwrap();
        assert_eq!(beam.advance(&[ways(&[(END, 0.5), (2, 0.45)])]), None);
        assert_eq!(beam.best().unwrap().tokens, [1]);
    }

    #[test]
    fn a_loop_ends_the_reading_said_once() {
        let mut beam = Beam::new(END, 100, |_| 0.0);
        let mut steps = 0;
        while beam.advance(&[ways(&[(7, 0.9)])]).is_some() {
            steps += 1;
            assert!(steps < 20);
        }
        let best = beam.best().unwrap();
        assert_eq!(best.tokens, [7]);
        assert_eq!(best.loops, 15);
    }

    #[test]
    fn what_never_ends_is_cut() {
        let mut beam = Beam::new(END, 3, |_| 0.0);
        for token in [1, 2] {
            assert!(beam.advance(&[ways(&[(token, 0.9)])]).is_some());
        }
        assert_eq!(beam.advance(&[ways(&[(3, 0.9)])]), None);
        assert_eq!(beam.best().unwrap().tokens, [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn it_ends_and_parents_are_those_of_the_step_before(
            table in prop::collection::vec(prop::collection::vec((0_u32..6, 0.01_f32..1.0), 0..8), 1..40),
        ) {
            let mut beam = Beam::new(END, 12, |_| 0.0);
            let (mut live, mut steps) = (1, 0);
            loop {
                let next: Vec<_> = (0..live)
                    .map(|n| {
                        let mut ways = ways(&table[(steps + n) % table.len()]);
                        ways.sort_by(|a, b| b.log_probability.total_cmp(&a.log_probability));
                        ways
                    })
                    .collect();
                let Some(step) = beam.advance(&next) else { break };
                prop_assert!(step.parents.iter().all(|&parent| parent < live));
                prop_assert_eq!(step.parents.len(), step.tokens.len());
                live = step.tokens.len();
                prop_assert!((1..=WIDTH).contains(&live));
                steps += 1;
                prop_assert!(steps <= 12);
            }
            prop_assert!(beam.best().is_none_or(|best| best.tokens.len() <= 12));
        }
    }
}
