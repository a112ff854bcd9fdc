//! A modem that does what it likes.

use proptest::prelude::*;

use super::*;
use crate::at::{Bearer, HttpResult, Refusal, Reply, ShortText, StackNews};

/// What a modem may do next, sane or not.
#[derive(Clone, Debug)]
enum Whim {
    Ok,
    Data(Vec<u8>),
    BearerIsUp,
    Refused,
    TimedOut,
    Empty,
    Http(u16, Option<u16>, Option<u32>),
    Address(&'static str),
    NoAddress,
    Opened(u16),
    Received,
    Closed,
    BearerLost,
    Sleep,
    Abort,
}

fn whim() -> impl Strategy<Value = Whim> {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n";
    let redirect = b"HTTP/1.1 302 x\r\nLocation: /r\r\n\r\n";
    prop_oneof![
        8 => Just(Whim::Ok),
        2 => Just(Whim::Data(head.to_vec())),
        1 => Just(Whim::Data(redirect.to_vec())),
        2 => Just(Whim::Data(MMS.to_vec())),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Whim::Data),
        1 => Just(Whim::BearerIsUp),
        2 => Just(Whim::Refused),
        1 => Just(Whim::TimedOut),
        1 => Just(Whim::Empty),
        2 => (
            prop::sample::select(vec![0_u16, 702]),
            prop::sample::select(vec![None, Some(200_u16), Some(302), Some(404)]),
            prop::sample::select(vec![None, Some(0_u32), Some(19), Some(u32::MAX)]),
        ).prop_map(|(error, status, length)| Whim::Http(error, status, length)),
        2 => prop::sample::select(vec!["10.2.3.4", "fd00::1"]).prop_map(Whim::Address),
        1 => Just(Whim::NoAddress),
        2 => prop::sample::select(vec![0_u16, 566]).prop_map(Whim::Opened),
        2 => Just(Whim::Received),
        1 => Just(Whim::Closed),
        1 => Just(Whim::BearerLost),
        2 => Just(Whim::Sleep),
        1 => Just(Whim::Abort),
    ]
}

fn heard(whim: &Whim) -> Option<Urc> {
    Some(match *whim {
        Whim::Http(error, status, length) => Urc::HttpGot(HttpResult {
            error,
            status,
            length,
        }),
        Whim::Address(address) => {
            Urc::Stack(StackNews::Resolved(ShortText::try_from(address).unwrap()))
        }
        Whim::NoAddress => Urc::Stack(StackNews::Resolving {
            error: 565,
            count: 0,
        }),
        Whim::Opened(error) => Urc::SocketOpened { socket: 0, error },
        Whim::Received => Urc::Stack(StackNews::Received { socket: 0 }),
        Whim::Closed => Urc::Stack(StackNews::Closed { socket: 0 }),
        Whim::BearerLost => Urc::Stack(StackNews::BearerLost { context: 1 }),
        _ => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever the modem does, it ends in time, with everything closed that was opened.
    #[test]
    fn it_always_ends_and_always_closes(whims in prop::collection::vec(whim(), 0..120)) {
        let Talk { mut fetch, mut at, .. } = Talk::kt();
        let began = at;
        let (mut bearer, mut socket) = (false, false);
        let mut flight: Option<Command> = None;
        let mut whims = whims.into_iter();
        for _turn in 0..2_000 {
            if flight.is_none() {
                flight = fetch.next(at);
                match flight {
                    Some(Command::OpenBearer(_)) => bearer = true,
                    Some(Command::CloseBearer(_)) => bearer = false,
                    Some(Command::SocketOpen { .. }) => socket = true,
                    Some(Command::SocketClose { .. }) => socket = false,
                    _ => {}
                }
            }
            if !fetch.is_busy() {
                break;
            }
            // When nothing is left to do, the modem says OK to everything and no more.
            let whim = whims.next().unwrap_or(if flight.is_some() { Whim::Ok } else { Whim::Sleep });
            if let Some(urc) = heard(&whim) {
                fetch.urc(&urc, at);
                continue;
            }
            let answer = match &whim {
                Whim::Abort => {
                    fetch.abort(Fault::Call);
                    continue;
                }
                Whim::Sleep => {
                    if flight.is_none() {
                        at = fetch.next_wake().unwrap_or(at).max(at);
                    }
                    continue;
                }
                Whim::Data(octets) => {
                    if flight.is_some() {
                        fetch.data(octets);
                    }
                    Answer::Ok(Reply::Data { octets: octets.len() as u32 })
                }
                Whim::BearerIsUp => {
                    let bearer = Bearer { context: 1, up: true, address: None };
                    Answer::Ok(Reply::Bearers(heapless::Vec::from_iter([bearer])))
                }
                Whim::Refused => Answer::Refused(Refusal::Error),
                Whim::TimedOut => Answer::TimedOut,
                Whim::Empty => Answer::Empty,
                _ => Answer::Ok(Reply::None),
            };
            if let Some(command) = flight.take() {
                fetch.done(&command, &answer, at);
            }
        }
        prop_assert!(!fetch.is_busy(), "it does not end");
        prop_assert!(!bearer && !socket, "something is left open");
        prop_assert!(at.since(began) <= LIMIT + Duration::from_secs(1));
        prop_assert!(fetch.take_result().is_some());
    }
}
