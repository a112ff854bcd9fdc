//! The listener alone: loudness is speech, and the test is the recogniser.

use std::{sync::Arc, time::Duration};

use super::{
    EarEvent,
    listener::{Listener, World},
    reading::{Request, Words},
};
use crate::{
    audio::{Frame, Hz8k, Pcm},
    call::Grammar,
    speech::{SpeechError, Vad, Window},
};

struct Loudness;

impl Vad for Loudness {
    fn probability(&mut self, window: &Window) -> Result<f32, SpeechError> {
        let loud = window.iter().any(|s| s.abs() > 1_000);
        Ok(if loud { 0.9 } else { 0.0 })
    }

    fn reset(&mut self) {}
}

#[derive(Default)]
struct Table {
    told: Vec<EarEvent>,
    asked: Vec<Request>,
    sounds: Vec<u64>,
    has_detector: bool,
}

impl World for Table {
    fn tell(&mut self, event: EarEvent) {
        self.told.push(event);
    }

    fn ask(&mut self, request: Request) -> bool {
        self.asked.push(request);
        true
    }

    fn ask_sound(&mut self, id: u64, _speech: &Pcm<Hz8k>) -> bool {
        self.sounds.push(id);
        self.has_detector
    }
}

struct Bench {
    ears: Listener,
    table: Table,
    said: Frame,
}

impl Bench {
    fn new() -> Self {
        Self {
            ears: Listener::new(Box::new(Loudness)),
            table: Table::default(),
            said: Frame::SILENCE,
        }
    }

    fn listening(grammar: Grammar) -> Self {
        let mut bench = Self::new();
        bench.listen(grammar);
        bench
    }

    fn watching(said: &str) -> Self {
        let mut bench = Self::new();
        bench.ears.watch(Arc::from(said));
        bench
    }

    fn listen(&mut self, grammar: Grammar) {
        self.ears.listen(grammar.into(), &mut self.table);
    }

    /// Sound that no echo canceller takes for an echo: the box is silent meanwhile.
    fn hear(&mut self, loud: bool, millis: u32) {
        for n in 0..millis / 20 {
            let level = if loud {
                6_000 + (n % 3) as i16 * 500
            } else {
                0
            };
            let samples: [i16; 160] =
                std::array::from_fn(|i| if (i / 7) % 2 == 0 { level } else { -level });
            let frame = Frame::<Hz8k>::from_slice(&samples);
            self.ears.frame(&frame, &self.said, &mut self.table);
        }
    }

    /// The newest request is answered.
    fn words(&mut self, text: Option<&str>) {
        let request = self.table.asked.last().expect("nothing was asked");
        let words = Words {
            id: request.id,
            text: text.map(str::to_owned),
            sure: None,
            took: Duration::from_millis(200),
        };
        self.ears.words(words, &mut self.table);
    }

    fn told(&mut self) -> Vec<EarEvent> {
        std::mem::take(&mut self.table.told)
    }

    fn kinds(&mut self) -> Vec<String> {
        let name = |event: &EarEvent| match event {
            EarEvent::TurnEnded { text, .. } => format!("ended {text}"),
            EarEvent::Partial { text } => format!("partial {text}"),
            EarEvent::Likely { text } => format!("likely {text}"),
            EarEvent::SpeechStarted { .. } => "started".to_owned(),
            EarEvent::TurnLost { .. } => "lost".to_owned(),
            other => format!("{other:?}"),
        };
        self.told().iter().map(name).collect()
    }
}

const QUESTION: &str = "내일 저녁 일곱 시, 네 분 예약해 드릴까요?";

#[test]
fn a_turn_that_grows_is_read_again_and_again() {
    let mut bench = Bench::listening(Grammar::Open);
    bench.hear(true, 2_600);
    bench.words(Some("내일 저녁"));
    bench.hear(true, 2_600);
    bench.words(Some("내일 저녁 일곱 시에"));
    assert_eq!(bench.table.asked.len(), 2);
    assert_eq!(
        bench.kinds(),
        [
            "started",
            "partial 내일 저녁",
            "partial 내일 저녁 일곱 시에"
        ]
    );
}

#[test]
fn a_finished_sentence_ends_the_turn_as_soon_as_it_is_read() {
    let mut bench = Bench::listening(Grammar::Open);
    bench.hear(true, 800);
    bench.hear(false, 400);
    bench.words(Some("네 명 예약하고 싶은데요"));
    assert_eq!(bench.kinds(), ["started", "ended 네 명 예약하고 싶은데요"]);
}

#[test]
fn a_sentence_that_goes_on_is_waited_for_and_prepared() {
    let mut bench = Bench::listening(Grammar::Open);
    bench.hear(true, 800);
    bench.hear(false, 380);
    bench.words(Some("제가 내일 가려고 하는데"));
    bench.hear(false, 700);
    assert_eq!(bench.kinds(), ["started", "likely 제가 내일 가려고 하는데"]);
    bench.hear(false, 300);
    assert_eq!(bench.kinds(), ["ended 제가 내일 가려고 하는데"]);
}

#[test]
fn a_finished_sentence_that_sounds_unfinished_is_waited_for_longer() {
    for (sound, kinds) in [(Some(0.9), 1), (Some(0.1), 0), (None, 1)] {
        let mut bench = Bench::listening(Grammar::Open);
        bench.table.has_detector = true;
        bench.hear(true, 800);
        bench.hear(false, 400);
        bench.words(Some("네 명이요"));
        assert_eq!(bench.kinds(), ["started"], "the sound is not known yet");
        let id = bench.table.sounds[0];
        bench.ears.sounded(id, sound, &mut bench.table);
        let ended = bench
            .kinds()
            .iter()
            .filter(|k| k.starts_with("ended"))
            .count();
        assert_eq!(ended, kinds, "{sound:?}");
    }
}

#[test]
fn a_sound_without_words_is_let_go_on() {
    let mut bench = Bench::listening(Grammar::YesNo);
    bench.hear(true, 400);
    bench.hear(false, 300);
    bench.words(Some(""));
    bench.hear(false, 400);
    assert_eq!(bench.kinds(), ["started"], "700 ms");
    bench.hear(false, 200);
    assert_eq!(bench.kinds(), ["ended "], "900 ms");
    // Whoever could not be read has waited long enough.
    bench.listen(Grammar::YesNo);
    bench.hear(true, 400);
    bench.hear(false, 300);
    bench.words(None);
    bench.hear(false, 300);
    assert_eq!(bench.kinds(), ["started", "lost"]);
}

#[test]
fn a_sign_of_listening_makes_the_box_softer_and_no_more() {
    let mut bench = Bench::watching(QUESTION);
    bench.hear(true, 400);
    assert_eq!(bench.kinds(), ["OverTalk"]);
    bench.words(Some("네"));
    bench.hear(true, 100);
    bench.hear(false, 600);
    bench.words(Some("네네"));
    assert_eq!(bench.kinds(), ["FalseAlarm"]);
}

#[test]
fn two_syllables_of_ones_own_stop_the_box_and_become_a_turn() {
    let mut bench = Bench::watching(QUESTION);
    bench.hear(true, 500);
    bench.words(Some("아니"));
    bench.hear(true, 160);
    assert_eq!(bench.kinds(), ["OverTalk"], "one reading may be wrong");
    bench.words(Some("아니요"));
    assert_eq!(bench.kinds(), ["Interrupted"]);
    bench.listen(Grammar::YesNo);
    bench.hear(true, 400);
    bench.hear(false, 400);
    bench.words(Some("아니요 여덟 시요"));
    assert_eq!(bench.kinds(), ["started", "ended 아니요 여덟 시요"]);
    // All of it was read, from its first syllable on.
    let speech = &bench.table.asked.last().unwrap().speech;
    assert!(speech.duration() > Duration::from_millis(900));
}

#[test]
fn a_single_reading_between_others_does_not_stop_the_box() {
    let mut bench = Bench::watching(QUESTION);
    for text in ["정말", "음", "이제", "네네"] {
        bench.hear(true, 400);
        bench.words(Some(text));
    }
    bench.hear(false, 600);
    bench.words(Some("음 네네"));
    assert_eq!(bench.kinds(), ["OverTalk", "FalseAlarm"]);
}

#[test]
fn a_short_interruption_is_heard_out_before_the_box_decides() {
    let mut bench = Bench::watching(QUESTION);
    bench.hear(true, 420);
    bench.hear(false, 600);
    bench.words(Some("아니요"));
    assert_eq!(bench.kinds(), ["OverTalk", "Interrupted", "ended 아니요"]);
}

#[test]
fn the_box_s_own_sentence_does_not_stop_it() {
    let mut bench = Bench::watching(QUESTION);
    bench.said = Frame::from_slice(&[1; 160]);
    bench.hear(false, 3_000);
    bench.hear(true, 800);
    bench.words(Some("저녁 일곱 시 네 분"));
    bench.hear(false, 600);
    bench.words(Some("저녁 일곱 시 네 분 예약해"));
    assert_eq!(bench.kinds(), ["OverTalk", "FalseAlarm"]);
}

#[test]
fn a_yes_over_the_end_of_a_question_is_its_answer() {
    for (pause, grammar, answered) in [
        (400, Grammar::YesNo, true),
        (1_800, Grammar::YesNo, false),
        (400, Grammar::Open, false),
    ] {
        let mut bench = Bench::watching(QUESTION);
        bench.hear(true, 320);
        bench.hear(false, 500);
        bench.words(Some("네"));
        assert_eq!(bench.kinds(), ["OverTalk", "FalseAlarm"]);
        bench.hear(false, pause);
        bench.listen(grammar);
        let told = bench.kinds();
        let expected: &[&str] = if answered { &["ended 네"] } else { &[] };
        assert_eq!(told, expected, "{pause} ms, {grammar:?}");
    }
}

#[test]
fn who_is_speaking_when_the_box_ends_has_the_turn() {
    let mut bench = Bench::watching(QUESTION);
    bench.hear(true, 300);
    bench.listen(Grammar::YesNo);
    bench.hear(true, 300);
    bench.hear(false, 700);
    bench.words(Some("네 맞아요"));
    assert_eq!(bench.kinds(), ["OverTalk", "started", "ended 네 맞아요"]);
}

#[test]
fn late_words_are_told_and_lost_ones_too() {
    let mut bench = Bench::listening(Grammar::YesNo);
    bench.hear(true, 600);
    bench.hear(false, 1_300);
    assert_eq!(bench.kinds(), ["started", "Thinking"]);
    bench.hear(false, 3_000);
    assert_eq!(bench.kinds(), ["lost"]);
    bench.words(Some("네"));
    assert_eq!(bench.kinds(), [""; 0], "too late");
    bench.hear(true, 600);
    bench.hear(false, 600);
    bench.words(Some("네"));
    assert_eq!(bench.kinds(), ["started", "ended 네"]);
}

#[test]
fn a_recogniser_that_fails_is_told_at_once() {
    let mut bench = Bench::listening(Grammar::YesNo);
    bench.hear(true, 600);
    bench.hear(false, 700);
    bench.words(None);
    assert_eq!(bench.kinds(), ["started", "lost"]);
}

#[test]
fn a_hush_is_read_before_it_is_a_pause_and_not_again_when_it_is_one() {
    let mut bench = Bench::listening(Grammar::Open);
    bench.table.has_detector = true;
    bench.hear(true, 1_000);
    bench.hear(false, 100);
    assert_eq!((bench.table.asked.len(), bench.table.sounds.len()), (1, 0));
    bench.words(Some("네 명 예약하고 싶은데요"));
    bench.told();
    bench.hear(false, 60);
    let heard = bench.table.asked[0].id;
    assert_eq!(
        (bench.table.asked.len(), &bench.table.sounds[..]),
        (1, &[heard][..])
    );
    bench.ears.sounded(heard, Some(0.9), &mut bench.table);
    assert_eq!(bench.kinds(), ["likely 네 명 예약하고 싶은데요"]);
    bench.hear(false, 300);
    assert_eq!(bench.kinds(), ["ended 네 명 예약하고 싶은데요"]);
}

#[test]
fn whoever_goes_on_after_a_hush_is_not_answered_and_a_word_full_of_them_is_read_once() {
    let mut bench = Bench::listening(Grammar::Open);
    for _ in 0..3 {
        bench.hear(true, 100);
        bench.hear(false, 100);
    }
    bench.hear(true, 200);
    assert_eq!(bench.table.asked.len(), 1);
    bench.words(Some("네"));
    assert_eq!(bench.kinds(), ["started"]);
    let wanted = &bench.table.asked[0].wanted;
    assert!(!wanted.load(std::sync::atomic::Ordering::Relaxed));
    bench.hear(true, 400);
    bench.hear(false, 200);
    assert_eq!(bench.table.asked.len(), 2);
}

#[test]
fn a_line_that_goes_down_in_the_middle_of_a_turn_gives_its_words() {
    let mut bench = Bench::listening(Grammar::Message);
    bench.hear(true, 1_200);
    bench.ears.conclude(&mut bench.table);
    assert_eq!(bench.kinds(), ["started", "Thinking"]);
    bench.words(Some("전화 한번 주세요"));
    assert_eq!(bench.kinds(), ["ended 전화 한번 주세요", "Concluded"]);
}

#[test]
fn a_line_that_goes_down_in_silence_is_concluded_at_once() {
    let mut bench = Bench::listening(Grammar::Open);
    bench.hear(false, 400);
    bench.ears.conclude(&mut bench.table);
    assert_eq!(bench.kinds(), ["Concluded"]);
}
