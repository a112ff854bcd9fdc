//! The technician's test call: says so, does what it was told, hangs up.
//!
//! ```text
//!  answered ─┬─ speak: says a sentence, listens, says whether it heard somebody ─┐
//!            ├─ keys:  presses them, waits ─────────────────────────────────────┤
//!            ├─ loop:  says so; 10 s of what is heard, a second later ───────────┤
//!            └─ tone:  5 s of 1004 Hz, then every key as sound ──────────────────┴─▶ hangs up
//! ```

use std::time::Duration;

use crate::{
    call::{Action, Event, Grammar, Note, Outcome, Program, Signal, Speech, Tag},
    phone::Keys,
    time::Instant,
};

const GREETING: &str = "문지기 시험 전화입니다. 이 말이 잘 들리면 한마디 해 주세요.";
const HEARD: &str = "네, 잘 들립니다. 시험을 마칩니다.";
const NOT_HEARD: &str = "들리는 말이 없습니다. 시험을 마칩니다.";
const LOOPING: &str =
    "문지기 시험 전화입니다. 십 초 동안 하시는 말씀을 일 초 뒤에 그대로 들려 드립니다.";
const OVER_NOW: &str = "시험을 마칩니다.";

/// What it may say, to be rendered before it is needed.
pub const SENTENCES: [&str; 5] = [GREETING, HEARD, NOT_HEARD, LOOPING, OVER_NOW];

/// So long somebody may take to say something.
const LISTEN: Duration = Duration::from_secs(8);
/// After the keys: so long the other side may answer them.
const AFTER_KEYS: Duration = Duration::from_secs(10);
/// So long what is heard is played back.
const LOOP: Duration = Duration::from_secs(10);
/// So long the tone sounds.
const TONE: Duration = Duration::from_secs(5);
/// After the keys as sound: the last of them has to have left.
const AFTER_SOUND: Duration = Duration::from_secs(1);
/// The keys that sound after the tone.
const KEYS: &str = "123456789*0#";
/// No test takes longer.
const LONGEST: Duration = Duration::from_secs(60);

const ENOUGH: Tag = Tag("test call: enough");
const OVER: Tag = Tag("test call: over");

/// What a test call does once it is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Test {
    /// It speaks and listens.
    #[default]
    Speak,
    /// It presses these.
    Press(Keys),
    /// It plays back what it hears.
    Loop,
    /// It plays a tone, then every key.
    Tone,
}

impl Test {
    /// The words for what is no key.
    const WORDS: [(&str, Self); 2] = [("loop", Self::Loop), ("tone", Self::Tone)];

    /// How it stands in the queue of calls: the keys, or a word that is none.
    #[must_use]
    pub fn word(&self) -> String {
        match self {
            Self::Speak => String::new(),
            Self::Press(keys) => keys.faces().as_str().to_owned(),
            Self::Loop => "loop".to_owned(),
            Self::Tone => "tone".to_owned(),
        }
    }

    /// The test of this word; what is neither is a test that speaks.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        let named = Self::WORDS.into_iter().find(|(name, _)| *name == word);
        match named {
            Some((_, test)) => test,
            None => word.parse().map_or(Self::Speak, Self::Press),
        }
    }
}

/// A call that tries the line out.
#[derive(Clone, Debug)]
pub struct TestCall {
    test: Test,
    heard: bool,
    closing: bool,
}

impl TestCall {
    /// Does this once it is answered.
    #[must_use]
    pub const fn new(test: Test) -> Self {
        Self {
            test,
            heard: false,
            closing: false,
        }
    }

    fn begin(&self, at: Instant) -> Vec<Action> {
        match &self.test {
            Test::Press(keys) => vec![Action::Press(keys.clone())],
            Test::Speak => vec![Action::Say(Speech::fixed(GREETING))],
            // "여보세요" must not stop it: what is waited for is its end.
            Test::Loop => vec![Action::Say(Speech::fixed(LOOPING).to_the_end())],
            Test::Tone => vec![
                Action::Signal(Signal::Tone),
                Action::WakeAt(at + TONE, ENOUGH),
            ],
        }
    }

    /// Its first sentence is out.
    fn said(&self, at: Instant) -> Vec<Action> {
        match self.test {
            Test::Loop => vec![
                Action::Signal(Signal::Loop),
                Action::WakeAt(at + LOOP, ENOUGH),
            ],
            _ => vec![
                Action::Expect(Grammar::Open.into()),
                Action::WakeAt(at + LISTEN, ENOUGH),
            ],
        }
    }

    /// The time for it is over.
    fn enough(&mut self) -> Vec<Action> {
        if std::mem::replace(&mut self.closing, true) {
            return match self.test {
                // The keys are over as well.
                Test::Tone => vec![Action::HangUp],
                _ => Vec::new(),
            };
        }
        let voice = Action::Signal(Signal::Voice);
        match &self.test {
            Test::Press(_) => vec![Action::HangUp],
            Test::Speak => {
                let words = if self.heard { HEARD } else { NOT_HEARD };
                vec![Action::Say(Speech::fixed(words).to_the_end())]
            }
            Test::Loop => vec![voice, Action::Say(Speech::fixed(OVER_NOW).to_the_end())],
            Test::Tone => match KEYS.parse() {
                Ok(keys) => vec![voice, Action::Sound(keys)],
                Err(_) => vec![Action::HangUp],
            },
        }
    }
}

impl Program for TestCall {
    fn handle(&mut self, event: &Event, at: Instant) -> Vec<Action> {
        match event {
            Event::Answered => {
                let mut actions = vec![
                    Action::Note(Note::Outcome(Outcome::Reached)),
                    Action::WakeAt(at + LONGEST, OVER),
                ];
                actions.extend(self.begin(at));
                actions
            }
            Event::Said if self.closing => vec![Action::HangUp],
            Event::Said => self.said(at),
            Event::Pressed | Event::NotPressed => {
                let wait = match self.test {
                    Test::Tone => AFTER_SOUND,
                    _ => AFTER_KEYS,
                };
                vec![Action::WakeAt(at + wait, ENOUGH)]
            }
            Event::TurnEnded(_) if self.test == Test::Speak && !self.closing => {
                self.heard = true;
                self.enough()
            }
            Event::Woke(ENOUGH) => self.enough(),
            Event::Woke(OVER) => vec![Action::HangUp],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Turn;

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    fn says(actions: &[Action]) -> Option<String> {
        actions.iter().find_map(|action| match action {
            Action::Say(speech) => Some(speech.text()),
            _ => None,
        })
    }

    #[test]
    fn it_says_whether_it_was_heard() {
        for (turn, words) in [(true, HEARD), (false, NOT_HEARD)] {
            let mut call = TestCall::new(Test::Speak);
            assert_eq!(
                says(&call.handle(&Event::Answered, at(0))).as_deref(),
                Some(GREETING)
            );
            call.handle(&Event::Said, at(4_000));
            let next = if turn {
                Event::TurnEnded(Turn {
                    text: "여보세요".to_owned(),
                })
            } else {
                Event::Woke(ENOUGH)
            };
            assert_eq!(
                says(&call.handle(&next, at(12_000))).as_deref(),
                Some(words)
            );
            assert_eq!(call.handle(&Event::Said, at(15_000)), [Action::HangUp]);
        }
    }

    #[test]
    fn with_keys_it_presses_them_and_waits() {
        let mut call = TestCall::new(Test::of_word("1#"));
        let actions = call.handle(&Event::Answered, at(0));
        assert!(actions.contains(&Action::Press("1#".parse().unwrap())));
        call.handle(&Event::Pressed, at(800));
        assert_eq!(
            call.handle(&Event::Woke(ENOUGH), at(11_000)),
            [Action::HangUp]
        );
    }

    #[test]
    fn it_plays_back_for_ten_seconds_and_says_that_it_is_over() {
        let mut call = TestCall::new(Test::Loop);
        let actions = call.handle(&Event::Answered, at(0));
        assert_eq!(says(&actions).as_deref(), Some(LOOPING));
        assert_eq!(
            call.handle(&Event::Said, at(6_000)),
            [
                Action::Signal(Signal::Loop),
                Action::WakeAt(at(16_000), ENOUGH)
            ]
        );
        // Whoever speaks hears themselves; that is no answer.
        let turn = Event::TurnEnded(Turn::default());
        assert_eq!(call.handle(&turn, at(9_000)), []);
        let actions = call.handle(&Event::Woke(ENOUGH), at(16_000));
        assert_eq!(actions[0], Action::Signal(Signal::Voice));
        assert_eq!(says(&actions).as_deref(), Some(OVER_NOW));
        assert_eq!(call.handle(&Event::Said, at(18_000)), [Action::HangUp]);
    }

    #[test]
    fn it_plays_the_tone_then_every_key_and_hangs_up() {
        let mut call = TestCall::new(Test::Tone);
        let actions = call.handle(&Event::Answered, at(0));
        assert!(actions.contains(&Action::Signal(Signal::Tone)));
        let actions = call.handle(&Event::Woke(ENOUGH), at(5_000));
        let keys = Action::Sound(KEYS.parse().unwrap());
        assert_eq!(actions, [Action::Signal(Signal::Voice), keys]);
        let later = call.handle(&Event::Pressed, at(9_000));
        assert_eq!(later, [Action::WakeAt(at(10_000), ENOUGH)]);
        assert_eq!(
            call.handle(&Event::Woke(ENOUGH), at(10_000)),
            [Action::HangUp]
        );
    }

    #[test]
    fn what_stands_in_the_queue_is_the_test_again() {
        let keys = "12*".parse().unwrap();
        for test in [Test::Speak, Test::Press(keys), Test::Loop, Test::Tone] {
            assert_eq!(Test::of_word(&test.word()), test);
        }
        assert_eq!(Test::of_word("rubbish"), Test::Speak);
    }

    #[test]
    fn nothing_keeps_it_for_ever() {
        for test in [Test::Speak, Test::Loop, Test::Tone] {
            let mut call = TestCall::new(test);
            call.handle(&Event::Answered, at(0));
            assert_eq!(
                call.handle(&Event::Woke(OVER), at(60_000)),
                [Action::HangUp]
            );
        }
    }
}
