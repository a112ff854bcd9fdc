use super::*;
use proptest::prelude::*;
use regex::Regex;

const fn ms(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn turn(when: When, act: Act) -> Turn {
    let hang_up = false;
    Turn {
        when,
        act,
        hang_up,
        barge_in: None,
    }
}

fn after(pattern: &str) -> When {
    When::After(Regex::new(pattern).unwrap())
}

fn caller(turns: Vec<Turn>) -> Caller {
    let manner = Manner {
        varies: Duration::ZERO,
        ..Manner::default()
    };
    let mut caller = Caller::new(turns, manner, 7);
    assert_eq!(caller.notice(&Noticed::Answered, ms(0)), []);
    caller
}

/// The box says this sentence from `from` to `to`.
fn hear(caller: &mut Caller, text: &str, from: u64, to: u64) {
    assert_eq!(caller.notice(&Noticed::BoxAudible, ms(from)), []);
    assert_eq!(
        caller.notice(&Noticed::BoxSaid(text.to_owned()), ms(to)),
        []
    );
    assert_eq!(caller.notice(&Noticed::BoxQuiet, ms(to)), []);
}

/// Lets time pass until the caller does something.
fn again(turn: usize, to: &str) -> Vec<Move> {
    let to = format!("{to} ");
    let how = Reply::Answer;
    vec![Move::Again { turn, to, how }]
}

fn wait(caller: &mut Caller) -> (u64, Vec<Move>) {
    for _ in 0..10 {
        let Some(wake) = caller.next_wake() else {
            break;
        };
        let moves = caller.notice(&Noticed::Tick, wake);
        if !moves.is_empty() {
            return (wake.as_millis(), moves);
        }
    }
    panic!("the caller does nothing more: {caller:?}");
}

#[test]
fn turns_are_taken_in_order_half_a_second_after_the_box() {
    let mut caller = caller(vec![
        turn(When::Greeting, Act::Speak),
        turn(after("일곱 시.*네 분"), Act::Speak),
    ]);
    hear(&mut caller, "안녕하세요", 300, 2_000);
    assert_eq!(wait(&mut caller), (2_500, vec![Move::Speak(0)]));
    assert_eq!(caller.notice(&Noticed::Spoken, ms(4_000)), []);
    hear(&mut caller, "일곱 시에", 5_000, 6_000);
    hear(&mut caller, "네 분이요?", 6_200, 7_000);
    assert_eq!(wait(&mut caller), (7_500, vec![Move::Speak(1)]));
    assert_eq!(caller.next_turn(), 1);
}

#[test]
fn a_pause_inside_a_sentence_is_not_its_end() {
    let mut caller = caller(vec![turn(When::Greeting, Act::Speak)]);
    hear(&mut caller, "잠시만", 0, 1_000);
    assert_eq!(caller.notice(&Noticed::Tick, ms(1_400)), []);
    hear(&mut caller, "기다려 주세요", 1_400, 3_000);
    assert_eq!(wait(&mut caller).0, 3_500);
}

#[test]
fn what_was_said_before_the_last_turn_does_not_count() {
    let mut caller = caller(vec![
        turn(When::Any, Act::Speak),
        turn(after("안녕"), Act::Speak),
    ]);
    hear(&mut caller, "안녕하세요", 0, 1_000);
    wait(&mut caller);
    caller.notice(&Noticed::Spoken, ms(3_000));
    hear(&mut caller, "몇 분이세요?", 4_000, 5_000);
    // Not what they expected: they say it again, twice, and then give up.
    assert_eq!(wait(&mut caller), (7_500, again(0, "몇 분이세요?")));
    caller.notice(&Noticed::Spoken, ms(9_000));
    hear(&mut caller, "몇 분이세요?", 10_000, 11_000);
    assert_eq!(wait(&mut caller), (13_500, again(0, "몇 분이세요?")));
    caller.notice(&Noticed::Spoken, ms(15_000));
    hear(&mut caller, "몇 분이세요?", 16_000, 17_000);
    assert_eq!(
        wait(&mut caller),
        (37_000, vec![Move::HangUp(Why::NothingFits(1))])
    );
    assert_eq!(caller.next_wake(), None);
}

#[test]
fn what_was_said_again_and_understood_goes_on_with_the_script() {
    let mut caller = caller(vec![
        turn(When::Greeting, Act::Speak),
        turn(after("네 분"), Act::Speak),
    ]);
    hear(&mut caller, "안녕하세요", 0, 1_000);
    wait(&mut caller);
    caller.notice(&Noticed::Spoken, ms(3_000));
    hear(&mut caller, "다시 말씀해 주세요", 4_000, 5_000);
    assert_eq!(wait(&mut caller).1, again(0, "다시 말씀해 주세요"));
    caller.notice(&Noticed::Spoken, ms(9_000));
    hear(&mut caller, "네 분이요?", 10_000, 11_000);
    assert_eq!(wait(&mut caller), (11_500, vec![Move::Speak(1)]));
}

#[test]
fn words_told_while_they_are_said_count_too() {
    let mut caller = caller(vec![turn(after("예약"), Act::Speak)]);
    caller.notice(&Noticed::BoxAudible, ms(0));
    caller.notice(&Noticed::BoxSays("예".to_owned()), ms(100));
    caller.notice(&Noticed::BoxSays("예약이요?".to_owned()), ms(300));
    assert_eq!(caller.notice(&Noticed::Tick, ms(5_000)), []);
    caller.notice(&Noticed::BoxQuiet, ms(6_000));
    assert_eq!(wait(&mut caller).0, 6_500);
}

#[test]
fn silence_can_be_waited_for_and_kept() {
    let mut caller = caller(vec![
        turn(When::Silence(Duration::from_secs(4)), Act::Speak),
        turn(When::Any, Act::KeepSilent(Duration::from_secs(9))),
        turn(When::Any, Act::Speak),
    ]);
    assert_eq!(wait(&mut caller), (4_000, vec![Move::Speak(0)]));
    caller.notice(&Noticed::Spoken, ms(5_000));
    hear(&mut caller, "네?", 6_000, 7_000);
    assert_eq!(caller.notice(&Noticed::Tick, ms(7_500)), []);
    caller.notice(&Noticed::BoxAudible, ms(12_000));
    caller.notice(&Noticed::BoxQuiet, ms(13_000));
    assert_eq!(
        caller.notice(&Noticed::Tick, ms(16_500)),
        [],
        "nine seconds are over"
    );
    hear(&mut caller, "여보세요", 17_000, 18_000);
    assert_eq!(wait(&mut caller), (18_500, vec![Move::Speak(2)]));
}

#[test]
fn hanging_up_comes_behind_the_words() {
    let bye = Turn {
        hang_up: true,
        ..turn(When::Any, Act::Speak)
    };
    let mut rude = caller(vec![Turn {
        act: Act::Nothing,
        ..bye.clone()
    }]);
    hear(&mut rude, "안녕하세요", 0, 1_000);
    assert_eq!(wait(&mut rude), (1_500, vec![Move::HangUp(Why::Scripted)]));
    let mut polite = caller(vec![bye]);
    hear(&mut polite, "안녕하세요", 0, 1_000);
    wait(&mut polite);
    let moves = polite.notice(&Noticed::Spoken, ms(3_000));
    assert_eq!(moves, [Move::HangUp(Why::Scripted)]);
}

#[test]
fn keys_are_pressed_where_words_would_be_spoken() {
    let mut caller = caller(vec![turn(When::Any, Act::Press("12#".to_owned()))]);
    hear(&mut caller, "1번을 누르세요", 0, 1_000);
    assert_eq!(wait(&mut caller), (1_500, vec![Move::Press(0)]));
    assert_eq!(caller.keys(0), "12#");
    assert_eq!(caller.notice(&Noticed::Spoken, ms(2_000)), []);
    assert_eq!(caller.next_turn(), 1);
}

#[test]
fn somebody_who_barges_in_does_not_wait_for_the_end() {
    let patience = Duration::from_millis(600);
    let mut caller = caller(vec![Turn {
        barge_in: Some(patience),
        ..turn(When::Any, Act::Speak)
    }]);
    assert_eq!(caller.notice(&Noticed::BoxAudible, ms(1_000)), []);
    assert_eq!(caller.next_wake(), Some(ms(1_600)));
    assert_eq!(caller.notice(&Noticed::BoxAudible, ms(1_300)), []);
    assert_eq!(caller.notice(&Noticed::Tick, ms(1_599)), []);
    assert_eq!(caller.notice(&Noticed::Tick, ms(1_600)), [Move::Speak(0)]);
}

#[test]
fn a_box_that_never_speaks_or_never_stops_ends_too() {
    let mut silent = caller(vec![turn(When::Greeting, Act::Speak)]);
    let gave_up = (20_000, vec![Move::HangUp(Why::NothingFits(0))]);
    assert_eq!(wait(&mut silent), gave_up);
    let mut endless = caller(vec![]);
    endless.notice(&Noticed::BoxAudible, ms(100));
    assert_eq!(
        wait(&mut endless),
        (600_000, vec![Move::HangUp(Why::TooLong)])
    );
    let mut done = caller(vec![]);
    hear(&mut done, "감사합니다", 0, 1_000);
    assert_eq!(wait(&mut done).1, [Move::HangUp(Why::NothingLeft)]);
}

proptest! {
    #[test]
    fn every_call_ends(seed in any::<u64>(), steps in prop::collection::vec((0_u8..5, 1_u64..3_000), 0..50)) {
        let turns = vec![
            turn(When::Greeting, Act::Speak),
            turn(after("네"), Act::KeepSilent(Duration::from_secs(3))),
            turn(When::Silence(Duration::from_secs(2)), Act::Speak),
        ];
        let mut caller = Caller::new(turns, Manner::default(), seed);
        let mut now = ms(0);
        caller.notice(&Noticed::Answered, now);
        let mut ended = false;
        let mut speaking = false;
        for (what, span) in steps {
            now += Duration::from_millis(span);
            let noticed = match what {
                0 => Noticed::BoxAudible,
                1 => Noticed::BoxQuiet,
                2 => Noticed::BoxSaid("네".to_owned()),
                3 if speaking => Noticed::Spoken,
                _ => Noticed::Tick,
            };
            for step in caller.notice(&noticed, now) {
                prop_assert!(!ended);
                ended |= matches!(step, Move::HangUp(_));
                speaking = matches!(step, Move::Speak(_));
            }
        }
        for _ in 0..10 {
            let Some(wake) = caller.next_wake() else { break };
            caller.notice(&Noticed::Tick, wake.max(now));
        }
        prop_assert_eq!(caller.next_wake(), None);
    }
}

#[test]
fn who_is_read_the_same_once_more_says_the_same_once_more() {
    let back = "내일 저녁 일곱 시, 네 분 예약해 드릴까요?";
    let mut caller = caller(vec![
        turn(after("일곱 시.*네 분"), Act::Speak),
        turn(after("예약해 두었어요"), Act::Speak),
    ]);
    hear(&mut caller, back, 0, 1_000);
    assert_eq!(wait(&mut caller).1, [Move::Speak(0)]);
    caller.notice(&Noticed::Spoken, ms(3_000));
    let once_more = format!("네, 아니요로 말씀해 주세요. {back}");
    hear(&mut caller, &once_more, 4_000, 5_000);
    assert_eq!(wait(&mut caller).1, again(0, &once_more));
    caller.notice(&Noticed::Spoken, ms(9_000));
    // Something else is not what they said yes to.
    let other = "내일 저녁 여덟 시, 네 분 예약해 드릴까요?";
    hear(&mut caller, other, 10_000, 11_000);
    let how = Reply::Object;
    let (turn, to) = (0, format!("{other} "));
    assert_eq!(wait(&mut caller).1, [Move::Again { turn, to, how }]);
}
