//! The patterns of answers that were used last, ready to be walked.

use super::answers::Answers;

/// So many are kept: the states of a conversation are a dozen, and each line is in one of them.
const MOST: usize = 16;

/// Patterns, the one used last at the end.
#[derive(Default)]
pub struct Known(Vec<(Box<str>, Option<Answers>)>);

impl Known {
    /// Takes out the answers of `pattern`; they are to be [put back](Self::put_back). `None` for an empty pattern and
    /// for one that cannot be used.
    pub fn take(&mut self, pattern: &str) -> Option<Answers> {
        if pattern.is_empty() {
            return None;
        }
        match self.0.iter().position(|(known, _)| **known == *pattern) {
            Some(at) => self.0.remove(at).1,
            None => Answers::parse(pattern),
        }
    }

    /// Keeps the answers of `pattern`, or that there are none, for the next time.
    pub fn put_back(&mut self, pattern: &str, answers: Option<Answers>) {
        if pattern.is_empty() {
            return;
        }
        if self.0.len() >= MOST {
            self.0.remove(0);
        }
        self.0.push((pattern.into(), answers));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_is_forgotten_and_what_is_no_pattern_is_tried_once() {
        let mut known = Known::default();
        assert!(known.take("").is_none());
        for n in 0..=MOST {
            let pattern = format!("네{n}");
            let answers = known.take(&pattern);
            assert!(answers.is_some());
            known.put_back(&pattern, answers);
            let broken = known.take("(");
            assert!(broken.is_none());
            known.put_back("(", broken);
        }
        assert_eq!(known.0.len(), MOST);
        assert!(known.0.iter().all(|(pattern, _)| **pattern != *"네0"));
        assert_eq!(
            known
                .0
                .iter()
                .filter(|(pattern, _)| **pattern == *"(")
                .count(),
            1
        );
    }
}
