//! Streams of bytes that nobody meant.

use std::time::Duration;

use proptest::prelude::*;

use super::{
    hear, ms, ready,
    scripts::{ANNOUNCEMENTS, scripts},
    wake,
};
use crate::at::{Channel, Command, Output};

/// Bytes as a broken line would give them: real lines and answers, pieces of them and noise.
fn chatter() -> impl Strategy<Value = Vec<u8>> {
    let answers: Vec<Vec<u8>> = scripts().iter().map(|script| script.bytes()).collect();
    let whole = prop_oneof![
        prop::sample::select(answers),
        prop::sample::select(&ANNOUNCEMENTS[..]).prop_map(|line| line.as_bytes().to_vec()),
        prop::sample::select(vec![
            &b"\r\nOK\r\n"[..],
            b"\r\n> ",
            b"+CME ERROR: 14\r\n",
            b"\r\nSEND OK\r\n",
            b"\r\nCONNECT\r\n",
            b"AT+CLCC\r",
            b"\r\n+QIRD: 1400\r\n",
            b"\0\0\0\xff\xff",
        ])
        .prop_map(<[u8]>::to_vec),
        prop::collection::vec(any::<u8>(), 0..30),
    ];
    let piece = (
        whole,
        prop::option::of(0_usize..40),
        any::<Option<(u8, u8)>>(),
    )
        .prop_map(|(mut bytes, cut, flip)| {
            bytes.truncate(cut.map_or(bytes.len(), |cut| cut.min(bytes.len())));
            if let Some((place, byte)) = flip
                && place % 4 == 0
                && !bytes.is_empty()
            {
                let place = usize::from(place) % bytes.len();
                bytes[place] = byte;
            }
            bytes
        });
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn any_command() -> impl Strategy<Value = Command> {
    let commands: Vec<Command> = scripts().into_iter().map(|script| script.command).collect();
    prop::sample::select(commands)
}

/// What comes out when the bytes come in pieces of this size.
fn played(bytes: &[u8], size: usize, command: &Command) -> Vec<Output> {
    let mut channel = ready();
    channel.send(command.clone(), ms(0)).unwrap();
    let mut out = Vec::new();
    for piece in bytes.chunks(size.max(1)) {
        out.extend(hear(&mut channel, piece, ms(1)));
    }
    out
}

proptest! {
    #[test]
    fn no_stream_of_bytes_breaks_it(
        bytes in chatter(),
        size in 1_usize..50,
        command in any_command(),
    ) {
        let whole = played(&bytes, usize::MAX, &command);
        prop_assert_eq!(&played(&bytes, size, &command), &whole);
        prop_assert!(whole.len() <= bytes.len());
        let ends = whole.iter().filter(|o| matches!(o, Output::Done(_))).count();
        prop_assert!(ends <= 1);
    }

    #[test]
    fn every_command_ends_in_bounded_time_and_the_channel_recovers(
        bytes in chatter(),
        step in 50_u64..3_000,
        command in any_command(),
    ) {
        let mut channel = ready();
        channel.send(command.clone(), ms(0)).unwrap();
        let (mut at, mut ends) = (ms(0), 0);
        let silence = std::iter::repeat_n(&b""[..], 5_000);
        for byte in bytes.chunks(7).chain(silence) {
            at += Duration::from_millis(step);
            for output in hear(&mut channel, byte, at).into_iter().chain(wake(&mut channel, at)) {
                ends += usize::from(matches!(output, Output::Done(_)));
            }
        }
        prop_assert_eq!(ends, 1, "{:?}", command);
        // In step, or given up; and then it can be opened anew.
        prop_assert_eq!(channel.next_wake(), None);
        prop_assert_eq!(channel.open(at), None);
        at += Duration::from_millis(300);
        prop_assert_eq!(wake(&mut channel, at), [super::write(b"AT\r")]);
        let proof = super::write(b"AT+CGSN\r");
        prop_assert_eq!(hear(&mut channel, b"\r\nOK\r\n", at).pop(), Some(proof));
        let number = b"\r\n866758041234567\r\n\r\nOK\r\n";
        prop_assert_eq!(hear(&mut channel, number, at).pop(), Some(Output::Synced));
    }
}

#[test]
fn a_million_bytes_without_an_end_are_one_line_lost() {
    let mut channel = ready();
    channel.send(Command::Attention, ms(0)).unwrap();
    let line = vec![b'x'; 1_000_000];
    assert_eq!(hear(&mut channel, &line, ms(1)), []);
    assert_eq!(channel.overlong(), 1);
    let heard = hear(&mut channel, b"\r\nOK\r\n", ms(1));
    assert!(matches!(heard[..], [Output::Done(_)]));
}

#[test]
fn the_channel_is_of_one_size() {
    // The longest line, a command, its reply and a piece of data; nothing inside grows.
    assert!(size_of::<Channel>() < 12 * 1024, "{}", size_of::<Channel>());
}
