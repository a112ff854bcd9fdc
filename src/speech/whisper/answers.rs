//! Whole answers of an expected kind, walked byte by byte: which tokens may come next. Pure.

use std::{collections::HashMap, sync::Arc};

use regex_automata::{
    Anchored, MatchKind,
    hybrid::{
        LazyStateID as Place,
        dfa::{Cache, DFA},
    },
    nfa::thompson,
    util::start,
};

use super::vocabulary::{Token, Vocabulary};

/// Octets that a pattern may take: of the table of its places, which is made as far as readings come, and of its own.
const MOST_OCTETS: usize = 8 << 20;
/// Where the table has grown to so much, it is made anew for the next turn.
const MANY_OCTETS: usize = 6 << 20;

/// The answers that a pattern describes.
pub struct Answers {
    dfa: DFA,
    cache: Cache,
    start: Place,
    /// For each place that a reading was at, what may follow.
    next: HashMap<Place, Arc<Next>>,
}

/// What may come next.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// Columns of the logits, in order.
    pub columns: Vec<u32>,
    /// Whether the answer is whole.
    pub is_whole: bool,
}

impl Answers {
    /// Takes `pattern`, a regular expression that whole answers match. `None` when it is none, or too large.
    pub fn parse(pattern: &str) -> Option<Self> {
        let config = DFA::config()
            // A longer answer is as good as the shorter one that it begins with.
            .match_kind(MatchKind::All)
            .cache_capacity(MOST_OCTETS)
            .minimum_cache_clear_count(Some(0));
        let dfa = DFA::builder()
            .configure(config)
            .thompson(thompson::Config::new().nfa_size_limit(Some(MOST_OCTETS)))
            // Behind a whole answer nothing more comes.
            .build(&format!("(?:{pattern})\\z"))
            .inspect_err(|error| tracing::warn!(%error, "a pattern of answers is not used"))
            .ok()?;
        let mut cache = dfa.create_cache();
        let start = start_of(&dfa, &mut cache)?;
        Some(Self {
            dfa,
            cache,
            start,
            next: HashMap::new(),
        })
    }

    /// Where a new reading begins. Places of earlier readings are no more.
    pub fn begin(&mut self) -> Option<Place> {
        if self.cache.memory_usage() > MANY_OCTETS {
            self.cache.reset(&self.dfa);
            self.next.clear();
            self.start = start_of(&self.dfa, &mut self.cache)?;
        }
        Some(self.start)
    }

    /// Where a reading at `place` stands after `piece`; `None` when no answer goes on like that.
    pub fn after(&mut self, place: Place, piece: &[u8]) -> Option<Place> {
        piece.iter().try_fold(place, |place, &byte| {
            let next = self.dfa.next_state(&mut self.cache, place, byte).ok()?;
            (!next.is_dead() && !next.is_quit()).then_some(next)
        })
    }

    /// Is `text` a whole answer?
    pub fn is_match(&mut self, text: &str) -> bool {
        let end = self
            .begin()
            .and_then(|start| self.after(start, text.as_bytes()));
        end.is_some_and(|end| self.is_whole(end))
    }

    fn is_whole(&mut self, place: Place) -> bool {
        let end = self.dfa.next_eoi_state(&mut self.cache, place);
        end.is_ok_and(|end| end.is_match())
    }

    /// What may follow at `place`, of the tokens `writable`, one for each column.
    pub fn next(&mut self, place: Place, writable: &[Token], vocabulary: &Vocabulary) -> Arc<Next> {
        if let Some(known) = self.next.get(&place) {
            return Arc::clone(known);
        }
        let columns = (0_u32..)
            .zip(writable)
            .filter(|&(_, &token)| {
                let piece = vocabulary.piece(token);
                !piece.is_empty() && self.after(place, piece).is_some()
            })
            .map(|(column, _)| column)
            .collect();
        let next = Arc::new(Next {
            columns,
            is_whole: self.is_whole(place),
        });
        self.next.insert(place, Arc::clone(&next));
        next
    }
}

fn start_of(dfa: &DFA, cache: &mut Cache) -> Option<Place> {
    let config = start::Config::new().anchored(Anchored::Yes);
    dfa.start_state(cache, &config).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_answers_match_and_halves_do_not() {
        let mut answers = Answers::parse(" ?(네|내일) ?(요|이요)[.]?").unwrap();
        for whole in [" 네요.", "내일이요", "네 요"] {
            assert!(answers.is_match(whole), "{whole}");
        }
        for other in ["", "네", "내일이", "네요. 네", "네요?"] {
            assert!(!answers.is_match(other), "{other}");
        }
        let start = answers.begin().unwrap();
        assert!(answers.after(start, "내".as_bytes()).is_some());
        assert!(answers.after(start, "요".as_bytes()).is_none());
    }

    #[test]
    fn a_piece_may_end_in_the_middle_of_a_syllable() {
        let vocabulary = Vocabulary::small();
        let writable: Vec<Token> = (0..vocabulary.len()).collect();
        let mut answers = Answers::parse("네a?").unwrap();
        let start = answers.begin().unwrap();
        let first = answers.next(start, &writable, &vocabulary);
        let mut pieces: Vec<&[u8]> = first
            .columns
            .iter()
            .map(|&column| vocabulary.piece(column))
            .collect();
        pieces.sort_unstable();
        pieces.dedup();
        let syllable = "네".as_bytes();
        assert_eq!(pieces, [&syllable[..1], &syllable[..2], syllable]);
        assert!(!first.is_whole);
        let behind = answers.after(start, syllable).unwrap();
        let behind = answers.next(behind, &writable, &vocabulary);
        assert_eq!(
            *behind,
            Next {
                columns: vec![97],
                is_whole: true
            }
        );
    }

    #[test]
    fn what_is_no_pattern_is_none() {
        assert!(Answers::parse("(네").is_none());
    }
}
