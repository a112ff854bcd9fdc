//! The protocol, and both ends of a connection without a process between them.

use std::borrow::Cow;

use proptest::{collection::vec, prelude::*};

use super::{
    super::WINDOW,
    Role,
    wire::{
        HEAD, LONGEST_BODY, LONGEST_PATTERN, LONGEST_SOUND, LONGEST_SPEECH, LONGEST_TEXT, Reply,
        Request, VERSION, WireError, body_length, cut,
    },
};

fn role() -> impl Strategy<Value = Role> {
    prop_oneof![Just(Role::Hearing), Just(Role::Voice)]
}

fn sound() -> impl Strategy<Value = Cow<'static, [i16]>> {
    vec(any::<i16>(), 0..2_000).prop_map(Cow::Owned)
}

fn text() -> impl Strategy<Value = Cow<'static, str>> {
    "[가-힣a-z0-9 .]{0,200}".prop_map(Cow::Owned)
}

fn request() -> impl Strategy<Value = Request<'static>> {
    prop_oneof![
        (any::<u16>(), role()).prop_map(|(version, role)| Request::Hello { version, role }),
        (any::<bool>(), vec(any::<i16>(), WINDOW)).prop_map(|(fresh, samples)| Request::Window {
            fresh,
            samples: samples.into()
        }),
        (text(), text(), any::<[bool; 2]>(), sound()).prop_map(
            |(hint, answers, [closed, part], speech)| {
                Request::Recognise {
                    hint,
                    answers,
                    closed,
                    part,
                    speech,
                }
            }
        ),
        sound().prop_map(|speech| Request::Finished { speech }),
        text().prop_map(|text| Request::Speak { text }),
        Just(Request::Print),
    ]
}

fn reply() -> impl Strategy<Value = Reply<'static>> {
    prop_oneof![
        (any::<u16>(), role()).prop_map(|(version, role)| Reply::Hello { version, role }),
        (0.0_f32..=1.0).prop_map(Reply::Probability),
        (text(), proptest::option::of(0.0_f32..=1.0))
            .prop_map(|(text, confidence)| Reply::Words { text, confidence }),
        sound().prop_map(Reply::Sound),
        (text(), text(), text(), 0.1_f32..3.0).prop_map(|(engine, model, voice, speed)| {
            Reply::Print {
                engine,
                model,
                voice,
                speed,
            }
        }),
        text().prop_map(Reply::Failed),
    ]
}

/// The body of the one message in `bytes`.
fn body(bytes: &[u8]) -> &[u8] {
    let (head, body) = bytes.split_first_chunk::<HEAD>().unwrap();
    assert_eq!(body_length(*head), Ok(body.len()));
    body
}

proptest! {
    #[test]
    fn a_request_arrives_as_it_was_sent(request in request()) {
        let mut bytes = Vec::new();
        request.encode(&mut bytes).unwrap();
        prop_assert_eq!(Request::decode(body(&bytes)), Ok(request));
    }

    #[test]
    fn a_reply_arrives_as_it_was_sent(reply in reply()) {
        let mut bytes = Vec::new();
        reply.encode(&mut bytes).unwrap();
        prop_assert_eq!(Reply::decode(body(&bytes)), Ok(reply));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..600), kind in any::<u8>()) {
        let mut framed = vec![kind];
        framed.extend_from_slice(&bytes);
        for bytes in [&bytes, &framed] {
            // What can be read says the same when it is written again.
            if let Ok(request) = Request::decode(bytes) {
                let mut again = Vec::new();
                request.encode(&mut again).unwrap();
                prop_assert_eq!(body(&again), bytes);
            }
            if let Ok(reply) = Reply::decode(bytes) {
                let mut again = Vec::new();
                reply.encode(&mut again).unwrap();
                prop_assert_eq!(body(&again), bytes);
            }
        }
    }

    #[test]
    fn a_message_that_breaks_off_is_never_read_as_another(reply in reply(), share in 0.0_f64..1.0) {
        let mut bytes = Vec::new();
        reply.encode(&mut bytes).unwrap();
        let whole = body(&bytes);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
        let kept = &whole[..(whole.len() as f64 * share) as usize];
        // Sound has no length of its own; the head says it.
        if !matches!(reply, Reply::Sound(_)) {
            prop_assert!(Reply::decode(kept).is_err());
        }
    }

    #[test]
    fn no_head_announces_more_than_there_may_be(head in any::<[u8; HEAD]>()) {
        if let Ok(length) = body_length(head) {
            prop_assert!((1..=LONGEST_BODY).contains(&length));
        }
    }
}

#[test]
fn the_longest_messages_fit_and_no_longer_ones() {
    let mut bytes = Vec::new();
    let longest = |samples| Request::Recognise {
        hint: "가".repeat(LONGEST_TEXT / 3).into(),
        answers: "a".repeat(LONGEST_PATTERN).into(),
        closed: true,
        part: true,
        speech: vec![0; samples].into(),
    };
    longest(LONGEST_SPEECH).encode(&mut bytes).unwrap();
    assert!(bytes.len() <= HEAD + LONGEST_BODY);
    bytes.clear();
    let refused = longest(LONGEST_SPEECH + 1).encode(&mut bytes);
    assert_eq!(refused, Err(WireError::TooLong("sound")));
    let sound = Reply::Sound(vec![0; LONGEST_SOUND + 1].into());
    assert!(sound.encode(&mut bytes).is_err());
    let text = "a".repeat(LONGEST_TEXT + 1).into();
    assert!(Request::Speak { text }.encode(&mut bytes).is_err());
    assert!(bytes.is_empty(), "what was refused has left nothing behind");
}

#[test]
fn what_is_no_probability_is_not_carried() {
    for value in [f32::NAN, f32::INFINITY, -0.1, 1.1] {
        let refused = Reply::Probability(value).encode(&mut Vec::new());
        assert_eq!(refused, Err(WireError::Field("probability")));
    }
}

#[test]
fn a_hint_is_cut_between_letters() {
    let long = "가".repeat(2_000);
    assert_eq!(cut(&long).len(), LONGEST_TEXT / 3 * 3);
    assert_eq!(cut("네"), "네");
}

#[test]
fn a_hello_never_changes() {
    // An engine of another version has to be able to read this much.
    let mut bytes = Vec::new();
    let hello = Request::Hello {
        version: VERSION,
        role: Role::Voice,
    };
    hello.encode(&mut bytes).unwrap();
    let [low, high] = VERSION.to_le_bytes();
    assert_eq!(bytes, [4, 0, 0, 0, 1, low, high, 2]);
}
