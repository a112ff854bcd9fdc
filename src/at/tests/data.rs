//! Data between the lines: what is handed over, and what is read raw.

use super::{hear, ms, ready, wake, write};
use crate::at::{Answer, Command, Done, HttpResult, Output, Payload, Reply, Urc, Url};

fn fetched(length: Option<u32>) -> Command {
    Command::HttpRead { length, wait: 80 }
}

/// The raw data among the outputs.
fn data(outputs: &[Output]) -> Vec<u8> {
    let mut data = Vec::new();
    for output in outputs {
        if let Output::Data(chunk) = output {
            data.extend_from_slice(chunk);
        }
    }
    data
}

fn answer(outputs: &[Output]) -> Answer {
    match outputs.iter().find(|o| matches!(o, Output::Done(_))) {
        Some(Output::Done(Done { answer, .. })) => answer.clone(),
        _ => panic!("no end: {outputs:?}"),
    }
}

#[test]
fn an_address_is_handed_over_after_connect() {
    let mut channel = ready();
    let url = Url::new("http://mmsc.example.invalid:9082/a?b").unwrap();
    let sent = channel.send(Command::HttpUrl(url.clone()), ms(0)).unwrap();
    assert_eq!(sent, b"AT+QHTTPURL=36,10\r");
    assert_eq!(
        hear(&mut channel, b"\r\nRING\r\n\r\nCONNECT\r\n", ms(10)),
        [Output::Urc(Urc::Ring), write(url.as_str().as_bytes())]
    );
    let heard = hear(&mut channel, b"\r\nOK\r\n", ms(20));
    assert_eq!(answer(&heard), Answer::Ok(Reply::None));
}

#[test]
fn without_connect_nothing_is_written() {
    let mut channel = ready();
    let url = Url::new("http://example.invalid/").unwrap();
    channel.send(Command::HttpUrl(url), ms(0)).unwrap();
    // An escape would be taken for the first octet of the address.
    let heard = wake(&mut channel, ms(5_000));
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(answer(&heard), Answer::TimedOut);
    assert_eq!(hear(&mut channel, b"\r\nCONNECT\r\n", ms(5_100)), []);
}

#[test]
fn counted_data_is_sent_as_it_is() {
    let mut channel = ready();
    let data = Payload::from_slice(b"\x8c\x83\x1a\x1b\r\n").unwrap();
    let send = Command::SocketSend { socket: 0, data };
    assert_eq!(channel.send(send, ms(0)).unwrap(), b"AT+QISEND=0,6\r");
    assert_eq!(
        hear(&mut channel, b"\r\n> ", ms(10)),
        [write(b"\x8c\x83\x1a\x1b\r\n")]
    );
    let heard = hear(&mut channel, b"\r\nSEND FAIL\r\n", ms(20));
    assert!(matches!(answer(&heard), Answer::Refused(_)));
}

#[test]
fn fetched_data_is_given_octet_by_octet_in_chunks() {
    let body: Vec<u8> = (0..2_000_u32).map(|i| (i * 7 % 256) as u8).collect();
    let mut stream = b"\r\nCONNECT\r\n".to_vec();
    stream.extend_from_slice(&body);
    stream.extend_from_slice(b"\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n");
    let mut first = Vec::new();
    for (length, size) in [
        (Some(2_000), 4_096),
        (Some(2_000), 1),
        (None, 4_096),
        (None, 7),
    ] {
        let mut channel = ready();
        channel.send(fetched(length), ms(0)).unwrap();
        let mut heard = Vec::new();
        for piece in stream.chunks(size) {
            heard.extend(hear(&mut channel, piece, ms(10)));
        }
        assert_eq!(data(&heard), body, "{length:?} in pieces of {size}");
        assert_eq!(answer(&heard), Answer::Ok(Reply::Data { octets: 2_000 }));
        assert_eq!(heard.last(), Some(&Output::Urc(Urc::HttpRead { error: 0 })));
        if first.is_empty() {
            first = heard;
        } else if length.is_some() {
            assert_eq!(heard, first, "the cuts make no difference");
        }
    }
}

#[test]
fn an_end_inside_the_data_is_data() {
    let body = b"\r\nOK\r\n\r\n+QHTTPREAD\r\nOK\r\n\r\nOK\r\n\r\r\n";
    for length in [Some(body.len() as u32), None] {
        for size in [1, 2, 5, 100] {
            let mut channel = ready();
            channel.send(fetched(length), ms(0)).unwrap();
            let stream = [
                b"CONNECT\r\n",
                &body[..],
                b"\r\nOK\r\n\r\n+QHTTPREAD: 0\r\n",
            ]
            .concat();
            let mut heard = Vec::new();
            for piece in stream.chunks(size) {
                heard.extend(hear(&mut channel, piece, ms(10)));
            }
            assert_eq!(data(&heard), body, "{length:?}, {size}");
            assert!(matches!(answer(&heard), Answer::Ok(_)));
        }
    }
}

#[test]
fn octets_too_many_or_lost_are_noticed() {
    for stream in [
        &b"+QIRD: 4\r\nabcdef\r\n\r\nOK\r\n"[..],
        b"+QIRD: 4\r\n\r\nabcd\r\n\r\nOK\r\n",
    ] {
        let mut channel = ready();
        let read = Command::SocketRead {
            socket: 0,
            most: 1_500,
        };
        channel.send(read, ms(0)).unwrap();
        let heard = hear(&mut channel, stream, ms(10));
        assert_eq!(answer(&heard), Answer::Empty, "{heard:?}");
        assert!(!channel.is_ready(), "first it gets in step");
    }
}

#[test]
fn data_that_stops_half_way_ends_in_time() {
    let mut channel = ready();
    channel.send(fetched(Some(5_000)), ms(0)).unwrap();
    let heard = hear(&mut channel, b"CONNECT\r\nabc\r\n> RING\r\n", ms(10));
    assert_eq!(heard, [], "not a chunk yet, and no lines");
    let end = channel.next_wake().unwrap();
    assert_eq!(answer(&wake(&mut channel, end)), Answer::TimedOut);
    // From here on there are lines again.
    assert_eq!(
        hear(&mut channel, b"\r\nRING\r\n", end),
        [Output::Urc(Urc::Ring)]
    );
}

#[test]
fn nothing_has_come_yet() {
    let mut channel = ready();
    let read = Command::SocketRead {
        socket: 0,
        most: 1_500,
    };
    channel.send(read, ms(0)).unwrap();
    let heard = hear(&mut channel, b"\r\n+QIRD: 0\r\n\r\nOK\r\n", ms(10));
    assert_eq!(answer(&heard), Answer::Ok(Reply::Data { octets: 0 }));
}

#[test]
fn the_result_of_a_fetch_comes_later() {
    let mut channel = ready();
    channel.send(Command::HttpGet { wait: 80 }, ms(0)).unwrap();
    let heard = hear(&mut channel, b"\r\nOK\r\n", ms(10));
    assert_eq!(answer(&heard), Answer::Ok(Reply::None));
    assert_eq!(
        hear(&mut channel, b"\r\n+QHTTPGET: 0,200,2000\r\n", ms(9_000)),
        [Output::Urc(Urc::HttpGot(HttpResult {
            error: 0,
            status: Some(200),
            length: Some(2_000)
        }))]
    );
}
