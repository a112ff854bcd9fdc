//! Streams of bytes that nobody meant.

use std::time::Duration;

use proptest::prelude::*;

use super::{hear, message, ms, ready, wake};
use crate::at::{Command, Domain, Output};

/// Bytes as a broken line would give them: real lines, pieces of them and noise.
fn chatter() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\r\nOK\r\n".to_vec()),
        Just(b"\r\n> ".to_vec()),
        Just(b"RING\r\n".to_vec()),
        Just(b"NO CARRIER\r\n".to_vec()),
        Just(b"+CLCC: 1,1,4,0,0,\"01023456789\",129\r\n".to_vec()),
        Just(b"+CME ERROR: 14\r\n".to_vec()),
        Just(b"+CREG: 2,1\r\n".to_vec()),
        Just(b"866758041234567\r\n".to_vec()),
        Just(b"RDY\r\n".to_vec()),
        prop::collection::vec(any::<u8>(), 0..30),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
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
        command in prop_oneof![
            Just(Command::Calls), Just(Command::Answer), Just(message()),
            Just(Command::Registration(Domain::Lte)), Just(Command::Model)],
    ) {
        let whole = played(&bytes, usize::MAX, &command);
        prop_assert_eq!(&played(&bytes, size, &command), &whole);
        prop_assert!(whole.len() <= bytes.len());
        let ends = whole.iter().filter(|o| matches!(o, Output::Done(_))).count();
        prop_assert!(ends <= 1);
    }

    #[test]
    fn every_command_ends_in_bounded_time(bytes in chatter(), step in 50_u64..3_000) {
        let mut channel = ready();
        channel.send(Command::Calls, ms(0)).unwrap();
        let (mut at, mut done) = (ms(0), false);
        for byte in bytes.chunks(7).chain(std::iter::repeat_n(&b""[..], 200)) {
            at += Duration::from_millis(step);
            for output in hear(&mut channel, byte, at).into_iter().chain(wake(&mut channel, at)) {
                done |= matches!(output, Output::Done(_));
            }
        }
        prop_assert!(done);
    }
}
