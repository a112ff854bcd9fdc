//! The channel, spoken to by hand and by chance.

mod answers;
mod any_stream;
mod data;
mod scripts;

use std::time::Duration;

use super::{Answer, Bytes, Channel, Command, Done, Output, PinState, Refusal, Reply, Urc};
use crate::time::Instant;

const fn ms(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn ready() -> Channel {
    let mut channel = Channel::default();
    channel.assume_ready();
    channel
}

fn hear(channel: &mut Channel, mut bytes: &[u8], at: Instant) -> Vec<Output> {
    std::iter::from_fn(|| channel.receive(&mut bytes, at)).collect()
}

fn wake(channel: &mut Channel, at: Instant) -> Vec<Output> {
    std::iter::from_fn(|| channel.wake(at)).collect()
}

fn message() -> Command {
    Command::SendPdu {
        hex: "0011AA".try_into().unwrap(),
        tpdu_len: 2,
    }
}

fn write(bytes: &[u8]) -> Output {
    Output::Write(Bytes::from_slice(bytes).unwrap())
}

fn ended(command: Command, answer: Answer, data_sent: bool) -> Output {
    Output::Done(Done {
        command,
        answer,
        data_sent,
    })
}

#[test]
fn one_command_at_a_time() {
    let mut channel = ready();
    assert_eq!(
        channel.send(Command::PinState, ms(0)).unwrap(),
        b"AT+CPIN?\r"
    );
    assert!(channel.send(Command::Calls, ms(0)).is_err());
    let heard = hear(
        &mut channel,
        b"AT+CPIN?\r\r\nRING\r\n\r\n+CPIN: READY\r\n\r\nOK\r\n",
        ms(5),
    );
    assert_eq!(
        heard,
        [
            Output::Urc(Urc::Ring),
            ended(
                Command::PinState,
                Answer::Ok(Reply::Pin(PinState::Ready)),
                false
            ),
        ]
    );
    assert!(channel.is_ready());
}

#[test]
fn no_carrier_ends_an_answer_but_nothing_else() {
    let mut channel = ready();
    channel.send(Command::Calls, ms(0)).unwrap();
    let heard = hear(&mut channel, b"NO CARRIER\r\nOK\r\n", ms(1));
    assert!(matches!(heard[0], Output::Urc(Urc::CallWord(_))));
    channel.send(Command::Answer, ms(2)).unwrap();
    let heard = hear(&mut channel, b"NO CARRIER\r\n", ms(3));
    let [Output::Done(done)] = &heard[..] else {
        panic!("{heard:?}");
    };
    assert!(matches!(done.answer, Answer::Refused(Refusal::Call(_))));
}

#[test]
fn a_message_goes_out_after_the_prompt_only() {
    let mut channel = ready();
    assert_eq!(channel.send(message(), ms(0)).unwrap(), b"AT+CMGS=2\r");
    assert_eq!(
        hear(&mut channel, b"\r\nRING\r\n\r\n> ", ms(100)),
        [Output::Urc(Urc::Ring), write(b"0011AA\x1a")]
    );
    let heard = hear(
        &mut channel,
        b"0011AA\r\n+CMTI: \"ME\",3\r\n\r\n+CMGS: 12\r\n\r\nOK\r\n",
        ms(2_000),
    );
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert_eq!(
        heard[1],
        ended(message(), Answer::Ok(Reply::Reference(12)), true)
    );
}

#[test]
fn without_a_prompt_the_message_is_cancelled() {
    let mut channel = ready();
    channel.send(message(), ms(0)).unwrap();
    assert_eq!(wake(&mut channel, ms(4_999)), []);
    assert_eq!(
        wake(&mut channel, ms(5_000)),
        [write(b"\x1b"), ended(message(), Answer::TimedOut, false)]
    );
    // A prompt that comes too late is cancelled again; one that never came across is ended too.
    assert_eq!(hear(&mut channel, b"\r\n> ", ms(5_100)), [write(b"\x1b")]);
    assert_eq!(wake(&mut channel, ms(5_600)), [write(b"\x1bAT+CGSN\r")]);
    let proof = b"\r\nOK\r\n\r\n866758041234567\r\n\r\nOK\r\n";
    assert_eq!(hear(&mut channel, proof, ms(5_700)), [Output::Synced]);
}

#[test]
fn a_late_ok_is_not_taken_for_the_next_commands() {
    let mut channel = ready();
    channel.send(Command::AudioMode, ms(0)).unwrap();
    assert_eq!(
        wake(&mut channel, ms(2_000)),
        [ended(Command::AudioMode, Answer::TimedOut, false)]
    );
    assert!(!channel.is_ready());
    assert_eq!(
        hear(&mut channel, b"+QPCMV: 0,1\r\nOK\r\nRING\r\n", ms(2_100)).last(),
        Some(&Output::Urc(Urc::Ring))
    );
    assert_eq!(wake(&mut channel, ms(2_500)), [write(b"AT+CGSN\r")]);
    // Still a stray OK: no serial number before it.
    assert_eq!(hear(&mut channel, b"\r\nOK\r\n", ms(2_510)), []);
    assert_eq!(
        hear(&mut channel, b"866758041234567\r\n\r\nOK\r\n", ms(2_520)),
        [Output::Synced]
    );
    assert!(channel.is_ready());
    assert!(channel.stray() >= 2);
}

#[test]
fn an_ok_without_the_line_asked_for_makes_the_stream_suspect() {
    let mut channel = ready();
    channel.send(Command::PinState, ms(0)).unwrap();
    assert_eq!(
        hear(&mut channel, b"\r\nOK\r\n", ms(10)),
        [ended(Command::PinState, Answer::Empty, false)]
    );
    assert!(!channel.is_ready());
}

#[test]
fn three_failed_attempts_to_get_in_step_are_the_end() {
    let mut channel = ready();
    channel.send(Command::Calls, ms(0)).unwrap();
    let (mut attempts, mut at) = (0, ms(0));
    loop {
        at = channel.next_wake().unwrap_or(at).max(at);
        let outputs = wake(&mut channel, at);
        attempts += outputs
            .iter()
            .filter(|output| **output == write(b"AT+CGSN\r"))
            .count();
        if outputs.contains(&Output::Dead) {
            break;
        }
        assert!(at < ms(60_000), "bounded");
    }
    assert_eq!(attempts, 3);
    assert_eq!(channel.next_wake(), None);
    assert!(at.since(ms(2_000)) < Duration::from_secs(10));
}

#[test]
fn opening_waits_for_quiet_then_knocks() {
    let mut channel = Channel::default();
    assert_eq!(channel.open(ms(0)), None);
    assert_eq!(
        hear(&mut channel, b"\r\nRDY\r\n", ms(200)),
        [Output::Urc(Urc::Ready)]
    );
    assert_eq!(wake(&mut channel, ms(400)), []);
    assert_eq!(wake(&mut channel, ms(500)), [write(b"AT\r")]);
    assert_eq!(
        hear(&mut channel, b"AT\r\r\nOK\r\n", ms(510)),
        [write(b"AT+CGSN\r")],
        "whose OK that was is not known"
    );
    assert_eq!(hear(&mut channel, b"\r\nOK\r\n", ms(520)), []);
    assert_eq!(
        hear(&mut channel, b"\r\n866758041234567\r\n\r\nOK\r\n", ms(530)),
        [Output::Synced]
    );
}

#[test]
fn a_chattering_line_does_not_hold_up_the_opening_for_ever() {
    let mut channel = Channel::default();
    channel.open(ms(0));
    let mut at = ms(0);
    while wake(&mut channel, at).is_empty() {
        hear(&mut channel, b"+X: 1\r\n", at);
        at += Duration::from_millis(100);
        assert!(at < ms(10_000));
    }
}

#[test]
fn after_more_than_one_knock_it_makes_sure() {
    let mut channel = Channel::default();
    channel.open(ms(0));
    wake(&mut channel, ms(300));
    // The second knock also cancels a prompt that an earlier owner may have left open.
    assert_eq!(wake(&mut channel, ms(800)), [write(b"\x1bAT\r")]);
    assert_eq!(hear(&mut channel, b"\r\nOK\r\n\r\nOK\r\n", ms(900)), []);
    assert_eq!(wake(&mut channel, ms(1_400)), [write(b"AT+CGSN\r")]);
    assert_eq!(
        hear(
            &mut channel,
            b"\r\n866758041234567\r\n\r\nOK\r\n",
            ms(1_410)
        ),
        [Output::Synced]
    );
}

#[test]
fn nobody_answering_ten_knocks_is_dead() {
    let mut channel = Channel::default();
    channel.open(ms(0));
    let (mut knocks, mut at) = (0, ms(0));
    loop {
        at += Duration::from_millis(100);
        let outputs = wake(&mut channel, at);
        knocks += outputs
            .iter()
            .filter(|o| matches!(o, Output::Write(_)))
            .count();
        if outputs.contains(&Output::Dead) {
            break;
        }
    }
    assert_eq!(knocks, 10);
}

#[test]
fn going_away_cuts_off_the_command() {
    let mut channel = ready();
    channel.send(message(), ms(0)).unwrap();
    hear(&mut channel, b"> ", ms(1));
    let done = channel.close().unwrap();
    assert_eq!((done.answer, done.data_sent), (Answer::Gone, true));
    assert!(channel.send(Command::Calls, ms(2)).is_err());
}

#[test]
fn a_prompt_nobody_wanted_makes_the_stream_suspect() {
    let mut channel = ready();
    channel.send(Command::Calls, ms(0)).unwrap();
    // The command has gone into a message; the `OK` of its end is not ours.
    assert_eq!(
        hear(&mut channel, b"\r\n> \r\nOK\r\n", ms(10)),
        [
            write(b"\x1b"),
            ended(Command::Calls, Answer::TimedOut, false)
        ]
    );
    assert!(!channel.is_ready());
}

#[test]
fn the_answer_to_a_second_proof_is_not_taken_for_another() {
    let mut channel = ready();
    channel.send(Command::AudioOff, ms(0)).unwrap();
    wake(&mut channel, ms(5_000));
    assert_eq!(wake(&mut channel, ms(5_500)), [write(b"AT+CGSN\r")]);
    assert_eq!(wake(&mut channel, ms(7_500)), []);
    assert_eq!(wake(&mut channel, ms(8_000)), [write(b"AT+CGSN\r")]);
    let proof = b"\r\n866758041234567\r\n\r\nOK\r\n";
    assert_eq!(hear(&mut channel, proof, ms(8_100)), [Output::Synced]);
    channel.send(Command::HangUp, ms(8_100)).unwrap();
    assert_eq!(hear(&mut channel, proof, ms(8_200)), []);
    assert_eq!(
        hear(&mut channel, b"\r\nOK\r\n", ms(8_300)),
        [ended(Command::HangUp, Answer::Ok(Reply::None), false)]
    );
}

#[test]
fn a_late_answer_about_sound_does_not_stop_the_sound() {
    let mut channel = ready();
    channel.send(Command::AudioMode, ms(0)).unwrap();
    wake(&mut channel, ms(2_000));
    assert_eq!(
        hear(&mut channel, b"\r\n+QPCMV: 0,0\r\n\r\nOK\r\n", ms(2_100)),
        []
    );
}

#[test]
fn a_pdu_alone_is_nobodys() {
    let mut channel = ready();
    let pdu = format!("\r\n{}\r\n", scripts::PDU);
    assert_eq!(hear(&mut channel, pdu.as_bytes(), ms(1)), []);
    assert_eq!(channel.stray(), 1);
}

#[test]
fn dialling_ends_with_the_words_of_calls() {
    let to = crate::phone::policy::allow(
        &"0801234567".parse().unwrap(),
        crate::phone::Purpose::OptOut,
    )
    .unwrap();
    for word in ["NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE"] {
        let mut channel = ready();
        channel
            .send(Command::Dial { to: to.clone() }, ms(0))
            .unwrap();
        let heard = hear(&mut channel, format!("\r\n{word}\r\n").as_bytes(), ms(1));
        let [Output::Done(done)] = &heard[..] else {
            panic!("{heard:?}");
        };
        assert!(matches!(done.answer, Answer::Refused(Refusal::Call(_))));
        // After its `OK` the same words are announcements.
        channel
            .send(Command::Dial { to: to.clone() }, ms(2))
            .unwrap();
        let line = format!("\r\nOK\r\n\r\n{word}\r\n");
        let heard = hear(&mut channel, line.as_bytes(), ms(3));
        assert!(
            matches!(heard[1], Output::Urc(Urc::CallWord(_))),
            "{heard:?}"
        );
    }
}
