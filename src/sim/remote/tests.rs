use proptest::prelude::*;

use super::*;

fn say(text: &str) -> Move {
    Move::Say(text.to_owned())
}

fn step(say: &str, keys: &str) -> Step {
    Step {
        say: (!say.is_empty()).then(|| say.to_owned()),
        wants: (!keys.is_empty()).then(|| Wants::Keys(keys.to_owned())),
        on_wrong: Some("잘못 누르셨습니다".to_owned()),
        ..Step::default()
    }
}

fn ivr() -> Line {
    let done = Step {
        hang_up: true,
        ..step("등록되었습니다", "")
    };
    Line {
        steps: vec![
            step("수신거부는 1번", "1"),
            step("번호를 누르고 #", "010#"),
            done,
        ],
        sorry: Some("다시 걸어 주세요".to_owned()),
        ..Line::default()
    }
}

/// Dials, and lets time pass until it is answered.
fn answered(line: Line) -> (Far, Instant, Vec<Move>) {
    let mut far = Far::new(line, 7);
    let mut at = Instant::ZERO;
    let mut moves = far.notice(&Noticed::Dialled, at);
    while let Some(wake) = far.next_wake().filter(|_| !moves.contains(&Move::Answer)) {
        at = wake;
        moves.extend(far.notice(&Noticed::Tick, at));
    }
    (far, at, moves)
}

#[test]
fn the_right_keys_lead_to_the_end() {
    let (mut far, at, moves) = answered(ivr());
    assert_eq!(moves, [Move::Ring, Move::Answer, say("수신거부는 1번")]);
    assert!((4_000..=6_000).contains(&at.as_millis()), "{at}");
    assert_eq!(far.notice(&Noticed::Spoken, at), []);
    assert_eq!(far.notice(&Noticed::Key('1'), at), [say("번호를 누르고 #")]);
    far.notice(&Noticed::Spoken, at);
    for key in ['0', '1', '0'] {
        assert_eq!(far.notice(&Noticed::Key(key), at), []);
    }
    assert_eq!(far.notice(&Noticed::Key('#'), at), [say("등록되었습니다")]);
    assert_eq!(far.notice(&Noticed::Spoken, at), [Move::HangUp]);
    assert!(far.is_content() && far.is_gone());
    assert_eq!(far.heard_keys(), "1010#");
}

#[test]
fn a_wrong_key_is_told_and_the_step_said_again_three_times() {
    let (mut far, at, _) = answered(ivr());
    far.notice(&Noticed::Spoken, at);
    for _ in 0..2 {
        let told = far.notice(&Noticed::Key('5'), at);
        assert_eq!(told, [say("잘못 누르셨습니다")]);
        assert_eq!(far.notice(&Noticed::Spoken, at), [say("수신거부는 1번")]);
        far.notice(&Noticed::Spoken, at);
    }
    assert_eq!(
        far.notice(&Noticed::Key('5'), at),
        [say("다시 걸어 주세요")]
    );
    assert_eq!(far.notice(&Noticed::Spoken, at), [Move::HangUp]);
    assert!(!far.is_content());
}

#[test]
fn silence_is_wrong_too_after_the_timeout() {
    let (mut far, at, _) = answered(ivr());
    far.notice(&Noticed::Spoken, at);
    let wake = far.next_wake().unwrap();
    assert_eq!(wake.since(at), Duration::from_secs(8));
    assert_eq!(far.notice(&Noticed::Tick, wake), [say("잘못 누르셨습니다")]);
}

#[test]
fn a_key_stops_the_prompt() {
    let (mut far, at, _) = answered(ivr());
    assert_eq!(far.notice(&Noticed::Key('9'), at)[0], Move::Hush);
}

#[test]
fn a_voice_only_line_wants_a_voice_and_hears_no_keys() {
    let ask = Step {
        wants: Some(Wants::Voice),
        ..step("성함을 말씀해 주세요", "")
    };
    let (mut far, at, _) = answered(Line {
        steps: vec![ask, step("감사합니다", "")],
        ..Line::default()
    });
    far.notice(&Noticed::Spoken, at);
    assert_eq!(far.notice(&Noticed::Key('1'), at), []);
    assert_eq!(far.notice(&Noticed::Voice, at), [say("감사합니다")]);
    far.notice(&Noticed::Spoken, at);
    assert!(far.is_content());
    let end = far.next_wake().unwrap();
    assert_eq!(far.notice(&Noticed::Tick, end), [Move::HangUp]);
}

#[test]
fn music_on_hold_takes_its_time() {
    let hold = Step {
        hold: Duration::from_secs(20),
        hang_up: true,
        ..step("기다려 주세요", "")
    };
    let (mut far, at, _) = answered(Line {
        steps: vec![hold],
        ..Line::default()
    });
    assert_eq!(far.notice(&Noticed::Spoken, at), []);
    let wake = far.next_wake().unwrap();
    assert_eq!(wake.since(at), Duration::from_secs(20));
    assert_eq!(far.notice(&Noticed::Tick, wake), [Move::HangUp]);
}

#[test]
fn busy_no_answer_and_an_announcement_end_unanswered() {
    for (answer, announcement, wanted) in [
        (Answer::Busy, None, vec![Move::Busy]),
        (Answer::Never, None, vec![Move::Ring, Move::NoAnswer]),
        (Answer::Refused, None, vec![Move::Refuse]),
        (
            Answer::Refused,
            Some("영업시간이 아닙니다"),
            vec![say("영업시간이 아닙니다"), Move::Refuse],
        ),
    ] {
        let mut far = Far::new(
            Line {
                answer,
                announcement: announcement.map(str::to_owned),
                ..ivr()
            },
            7,
        );
        let mut at = Instant::ZERO;
        let mut moves = far.notice(&Noticed::Dialled, at);
        while !far.is_gone() {
            match far.next_wake() {
                Some(wake) => {
                    at = wake;
                    moves.extend(far.notice(&Noticed::Tick, at));
                }
                None => moves.extend(far.notice(&Noticed::Spoken, at)),
            }
        }
        assert_eq!(moves, wanted);
        assert!(!far.is_content());
    }
}

#[test]
fn an_announcement_may_come_before_the_answer() {
    let line = Line {
        announcement: Some("통화료가 부과됩니다".to_owned()),
        ..ivr()
    };
    let (mut far, at, moves) = answered(line);
    assert_eq!(moves, [Move::Ring, say("통화료가 부과됩니다")]);
    let moves = far.notice(&Noticed::Spoken, at);
    assert_eq!(moves, [Move::Answer, say("수신거부는 1번")]);
}

proptest! {
    /// Whatever is pressed and said, it ends by itself once nobody does anything any more.
    #[test]
    fn it_always_ends(steps in prop::collection::vec(0_u8..6, 0..60), seed: u64) {
        let mut far = Far::new(ivr(), seed);
        let mut at = Instant::ZERO;
        far.notice(&Noticed::Dialled, at);
        for step in steps {
            at += Duration::from_millis(400);
            let noticed = match step {
                0 => Noticed::Key('1'),
                1 => Noticed::Key('0'),
                2 => Noticed::Key('#'),
                3 => Noticed::Voice,
                4 => Noticed::Spoken,
                _ => Noticed::Tick,
            };
            far.notice(&noticed, at);
        }
        for _ in 0..100 {
            match far.next_wake() {
                Some(wake) => {
                    at = at.max(wake);
                    far.notice(&Noticed::Tick, at);
                }
                None => {
                    far.notice(&Noticed::Spoken, at);
                }
            }
        }
        prop_assert!(far.is_gone());
    }
}
