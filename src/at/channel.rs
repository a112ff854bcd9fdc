//! The AT channel: the framer, and what the lines mean.

use crate::time::Instant;

use super::{
    Command, Done, Framer,
    link::{Link, NotReady, Output},
};

/// One AT port, sans I/O: one command in flight, everything that does not answer it is a
/// [`super::Urc`].
///
/// After a time-out the stream is suspect, since a late `OK` would be taken for the next command's.
/// The channel then keeps quiet for half a second, asks for the serial number and believes only an
/// `OK` that comes after one; [`Output::Synced`] tells that it may be used again, [`Output::Dead`]
/// that three attempts have failed and the port has to be opened anew.
///
/// Every call of [`receive`](Self::receive) and [`wake`](Self::wake) gives at most one output; call
/// again until `None`. Nothing is queued inside, so nothing can overflow.
#[derive(Debug, Default)]
pub struct Channel {
    framer: Framer,
    link: Link,
}

impl Channel {
    /// Starts over on a port that has just been opened, or after the modem has restarted: waits
    /// until the line is quiet, then knocks with `AT`. Gives the command that this cut off.
    pub fn open(&mut self, at: Instant) -> Option<Done> {
        self.framer.clear();
        self.link.open(at)
    }

    /// The port is gone. Gives the command that this cut off.
    pub fn close(&mut self) -> Option<Done> {
        self.framer.clear();
        self.link.close()
    }

    /// For tests and for a modem that is known to listen: ready without knocking.
    pub fn assume_ready(&mut self) {
        self.link.assume_ready();
    }

    /// Whether a command can be sent now.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.link.is_ready()
    }

    /// Begins a command and gives the bytes to write.
    ///
    /// # Errors
    ///
    /// When one is in flight, or the channel is not in step with the modem.
    pub fn send(&mut self, command: Command, at: Instant) -> Result<Vec<u8>, NotReady> {
        self.link.send(command, at)
    }

    /// Reads on in `bytes`, which shrinks by what was used up. `None`: all of it was read.
    pub fn receive(&mut self, bytes: &mut &[u8], at: Instant) -> Option<Output> {
        if !bytes.is_empty() {
            self.link.stirred(at);
        }
        loop {
            let item = self.framer.next(bytes)?;
            if let Some(output) = self.link.hear(item, at) {
                return Some(output);
            }
        }
    }

    /// Does what is due by now. Call it when [`next_wake`](Self::next_wake) has come.
    pub fn wake(&mut self, at: Instant) -> Option<Output> {
        self.link.wake(at)
    }

    /// When something is due next.
    #[must_use]
    pub const fn next_wake(&self) -> Option<Instant> {
        self.link.next_wake()
    }

    /// Lines that answered nothing: late results, above all.
    #[must_use]
    pub const fn stray(&self) -> u64 {
        self.link.stray()
    }

    /// Lines that were too long to be read.
    #[must_use]
    pub const fn overlong(&self) -> u64 {
        self.framer.overlong()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::at::{Answer, PinState, Refusal, Reply, Urc};
    use proptest::prelude::*;

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
            hex: "0011AA".to_owned(),
            tpdu_len: 2,
        }
    }

    fn write(bytes: &[u8]) -> Output {
        Output::Write(bytes.to_vec())
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
        // A prompt that comes too late is cancelled again.
        assert_eq!(hear(&mut channel, b"\r\n> ", ms(5_100)), [write(b"\x1b")]);
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
                Just(Command::Registration(crate::at::Domain::Lte)), Just(Command::Model)],
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
}
