//! Made-up probabilities, a window at a time.

use super::*;
use proptest::prelude::*;

/// Feeds `(probability, windows)` and returns what was decided, with the window it came at.
fn hear(taker: &mut TurnTaker, sound: &[(f32, u32)]) -> Vec<(u64, TurnEvent)> {
    let mut events = Vec::new();
    for &(probability, n) in sound {
        for _ in 0..n {
            if let Some(event) = taker.window(probability) {
                events.push((taker.heard / STEP, event));
            }
        }
    }
    events
}

fn listening(grammar: Grammar) -> TurnTaker {
    let mut taker = TurnTaker::new();
    taker.listen(grammar);
    taker
}

#[test]
fn a_short_yes_is_a_turn() {
    let events = hear(
        &mut listening(Grammar::YesNo),
        &[(0.0, 10), (0.9, 7), (0.1, 40)],
    );
    assert_eq!(
        events,
        [
            (14, TurnEvent::Started { at: 10 * STEP }),
            (19, TurnEvent::Hush),
            (21, TurnEvent::Pause),
            // 500 ms are 15.6 windows of 32 ms.
            (
                33,
                TurnEvent::Ended {
                    speech_end: 17 * STEP,
                    decided: 33 * STEP
                }
            ),
        ]
    );
}

#[test]
fn patience_is_the_grammar_s() {
    for (grammar, silence) in [
        (Grammar::Slot, 19),
        (Grammar::Open, 22),
        (Grammar::Digits, 41),
    ] {
        let events = hear(&mut listening(grammar), &[(0.9, 10), (0.0, 60)]);
        let Some((at, TurnEvent::Ended { .. })) = events.last() else {
            panic!("{grammar:?}: {events:?}")
        };
        assert_eq!(*at, 10 + silence, "{grammar:?}");
    }
}

#[test]
fn who_goes_on_after_a_pause_is_let_speak() {
    let sound = [(0.9, 10), (0.0, 10), (0.9, 10), (0.0, 60)];
    let kinds: Vec<_> = hear(&mut listening(Grammar::Open), &sound)
        .into_iter()
        .map(|(_, event)| std::mem::discriminant(&event))
        .collect();
    let expected = [
        TurnEvent::Started { at: 0 },
        TurnEvent::Hush,
        TurnEvent::Pause,
        TurnEvent::Resumed,
        TurnEvent::Hush,
        TurnEvent::Pause,
        TurnEvent::Ended {
            speech_end: 0,
            decided: 0,
        },
    ];
    assert_eq!(kinds, expected.map(|e| std::mem::discriminant(&e)));
}

#[test]
fn a_click_in_the_pause_does_not_hold_the_turn_open() {
    let sound = [(0.9, 10), (0.0, 10), (0.9, 1), (0.0, 60)];
    let events = hear(&mut listening(Grammar::Open), &sound);
    assert_eq!(events.len(), 4, "{events:?}");
    assert_eq!(events[3].0, 10 + 22);
}

#[test]
fn a_breath_inside_a_word_is_a_hush_and_no_pause() {
    let sound = [(0.9, 10), (0.0, 3), (0.9, 1), (0.0, 1), (0.9, 10)];
    let mut taker = listening(Grammar::Open);
    let events = hear(&mut taker, &sound);
    let (hush, resumed) = ((12, TurnEvent::Hush), (14, TurnEvent::Resumed));
    assert_eq!(events[1..], [hush, resumed]);
}

#[test]
fn a_cough_of_96_ms_begins_nothing() {
    assert_eq!(
        hear(&mut listening(Grammar::Open), &[(0.9, 3), (0.0, 50)]),
        []
    );
}

#[test]
fn nothing_begins_while_the_box_speaks_and_who_is_speaking_then_begins_at_once() {
    let mut taker = TurnTaker::new();
    assert_eq!(hear(&mut taker, &[(0.9, 100)]), []);
    taker.listen(Grammar::Open);
    let pre_roll = Pcm::<Hz8k>::samples_in(PRE_ROLL) as u64;
    assert_eq!(
        hear(&mut taker, &[(0.9, 1)]),
        [(
            101,
            TurnEvent::Started {
                at: 101 * STEP - pre_roll
            }
        )]
    );
    taker.deafen();
    assert!(!taker.in_turn());
}

#[test]
fn a_turn_has_an_end_even_without_a_pause() {
    let events = hear(&mut listening(Grammar::Message), &[(0.9, 1_000)]);
    let ends = events
        .iter()
        .filter(|(_, e)| matches!(e, TurnEvent::Ended { .. }))
        .count();
    assert_eq!(ends, 1, "{events:?}");
    let Some((at, TurnEvent::Ended { .. })) = events.get(1) else {
        panic!("{events:?}")
    };
    assert_eq!(*at, 625);
}

#[test]
fn what_was_said_shortens_the_wait_or_lengthens_it() {
    for (verdict, silence) in [
        (Verdict::Finished, 8),
        (Verdict::Likely, 15),
        (Verdict::Unfinished, 38),
    ] {
        let mut taker = listening(Grammar::Open);
        let paused = hear(&mut taker, &[(0.9, 10), (0.0, 6)]);
        assert_eq!(paused.len(), 3);
        assert_eq!(taker.judged(verdict), None);
        let events = hear(&mut taker, &[(0.0, 60)]);
        assert_eq!(events[0].0, 10 + silence, "{verdict:?}");
    }
}

#[test]
fn no_turn_ends_while_somebody_may_be_going_on() {
    // The patience is over in the first of two windows of speech, which are one resumption.
    let mut taker = listening(Grammar::Open);
    let sound = [(0.9, 10), (0.0, 21), (0.9, 10)];
    let events = hear(&mut taker, &sound);
    assert!(
        matches!(events.last(), Some((33, TurnEvent::Resumed))),
        "{events:?}"
    );
    // A click in the same place only moves the end by itself.
    let mut taker = listening(Grammar::Open);
    let events = hear(&mut taker, &[(0.9, 10), (0.0, 21), (0.9, 1), (0.0, 9)]);
    assert!(
        matches!(events.last(), Some((33, TurnEvent::Ended { .. }))),
        "{events:?}"
    );
}

#[test]
fn a_judgement_that_comes_late_ends_the_turn_at_once_and_one_of_an_earlier_pause_counts_no_more() {
    let mut taker = listening(Grammar::Open);
    hear(&mut taker, &[(0.9, 10), (0.0, 15)]);
    let ended = taker.judged(Verdict::Finished);
    assert!(matches!(ended, Some(TurnEvent::Ended { .. })), "{ended:?}");
    assert_eq!(taker.judged(Verdict::Finished), None);

    taker.listen(Grammar::Open);
    hear(&mut taker, &[(0.9, 10), (0.0, 6)]);
    taker.judged(Verdict::Finished);
    let events = hear(&mut taker, &[(0.9, 10), (0.0, 60)]);
    let Some((at, TurnEvent::Ended { speech_end, .. })) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(at - speech_end / STEP, 22);
}

#[test]
fn over_the_box_a_turn_begins_later_and_ends_sooner_and_may_become_a_turn_like_any() {
    let mut taker = TurnTaker::new();
    taker.watch();
    assert_eq!(hear(&mut taker, &[(0.9, 7), (0.0, 20)]), []);
    let events = hear(&mut taker, &[(0.9, 8), (0.0, 20)]);
    assert_eq!((events[0].0, events[3].0), (35, 35 + 13), "{events:?}");

    hear(&mut taker, &[(0.9, 8)]);
    taker.listen(Grammar::Open);
    let events = hear(&mut taker, &[(0.9, 8), (0.0, 40)]);
    let Some((
        _,
        TurnEvent::Ended {
            decided,
            speech_end,
        },
    )) = events.last()
    else {
        panic!("{events:?}")
    };
    assert_eq!((decided - speech_end) / STEP, 22);
}

proptest! {
    #[test]
    fn turns_are_well_formed_whatever_is_heard(
        sound in prop::collection::vec((0.0_f32..1.0, 1_u32..40), 1..80),
        switches in prop::collection::vec(0_u8..12, 80),
    ) {
        let mut taker = listening(Grammar::Open);
        let (mut in_turn, mut hushed, mut paused) = (false, false, false);
        let (mut deaf, mut watching) = (false, false);
        let mut last_end = 0;
        for (stretch, switch) in sound.iter().zip(switches) {
            match switch {
                0 => { taker.deafen(); deaf = true; (in_turn, hushed, paused) = (false, false, false); watching = false; }
                1 => { taker.listen(Grammar::YesNo); deaf = false; watching = false; }
                2 if !watching => { taker.watch(); deaf = false; (in_turn, hushed, paused) = (false, false, false); watching = true; }
                _ => {}
            }
            for (_, event) in hear(&mut taker, std::slice::from_ref(stretch)) {
                prop_assert!(!deaf);
                match event {
                    TurnEvent::Started { at } => {
                        prop_assert!(!in_turn && at <= taker.heard);
                        in_turn = true;
                    }
                    TurnEvent::Hush => {
                        prop_assert!(in_turn && !hushed && !paused);
                        hushed = true;
                    }
                    TurnEvent::Pause => {
                        prop_assert!(in_turn && hushed && !paused);
                        paused = true;
                    }
                    TurnEvent::Resumed => {
                        prop_assert!(in_turn && hushed);
                        (hushed, paused) = (false, false);
                    }
                    TurnEvent::Ended { speech_end, decided } => {
                        prop_assert!(in_turn);
                        prop_assert!(speech_end <= decided && decided > last_end);
                        // By silence only after a pause; otherwise it was too long.
                        prop_assert!(paused || decided - last_end >= 20 * 8_000);
                        last_end = decided;
                        (in_turn, hushed, paused) = (false, false, false);
                    }
                }
            }
            prop_assert_eq!(in_turn, taker.in_turn());
        }
    }
}
