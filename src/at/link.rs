//! The channel's states: what a line means, and what is due when.

use std::time::Duration;

use crate::time::Instant;

use super::{
    Answer, Bytes, Command, Digits, Done, Final, Item, NotReady, Output, Reply, Urc,
    command::Handover,
    mode::{Mode, Pending, Phase},
    raw::{Over, Raw},
    reply::{Reading, Taken},
    texts::octets,
    urc::PduHeader,
};

/// So long must the line be quiet before the first knock …
const QUIET: Duration = Duration::from_millis(300);
/// … but no longer than this do we wait for it.
const CHATTER: Duration = Duration::from_secs(3);
/// Time between two knocks.
const KNOCK: Duration = Duration::from_millis(500);
/// So many knocks before the port counts as dead.
const KNOCKS: u8 = 10;
/// How long the proof of being in step may take.
const PROOF: Duration = Duration::from_secs(2);
/// So many failed proofs before the port counts as dead.
const PROOFS: u8 = 3;

#[derive(Debug, Default)]
pub(super) struct Link {
    mode: Mode,
    stray: u64,
    /// The first line of a two-line announcement has come.
    header: Option<PduHeader>,
    /// A command that was cancelled, and has not been told yet.
    cancelled: Option<Done>,
    /// The command whose answer may still come, late.
    late: Option<Command>,
    /// Proofs that were asked for and not answered yet …
    owed: u8,
    /// … of which one has begun: the next result is its own.
    proof_begun: bool,
}

impl Link {
    pub fn open(&mut self, at: Instant) -> Option<Done> {
        let cut_off = self.close();
        self.mode = Mode::Draining {
            quiet_at: at + QUIET,
            limit: at + CHATTER,
        };
        cut_off
    }

    pub fn close(&mut self) -> Option<Done> {
        let before = std::mem::take(self);
        self.stray = before.stray;
        match before.mode {
            Mode::Busy(mut pending) => Some(pending.ends(Answer::Gone)),
            _ => before.cancelled,
        }
    }

    /// What has to be told before anything else.
    pub fn first(&mut self) -> Option<Output> {
        self.cancelled.take().map(Output::Done)
    }

    pub fn assume_ready(&mut self) {
        self.mode = Mode::Idle;
    }

    pub const fn is_ready(&self) -> bool {
        matches!(self.mode, Mode::Idle)
    }

    pub const fn stray(&self) -> u64 {
        self.stray
    }

    pub fn send(&mut self, command: Command, at: Instant) -> Result<Bytes, NotReady> {
        if !self.is_ready() {
            return Err(NotReady);
        }
        let bytes = line(&command);
        self.mode = Mode::Busy(Pending::begin(command, at));
        Ok(bytes)
    }

    /// Bytes have come, whatever they are.
    pub fn stirred(&mut self, at: Instant) {
        if let Mode::Draining { quiet_at, .. } = &mut self.mode {
            *quiet_at = at + QUIET;
        }
    }

    /// The raw data that is being read, instead of lines.
    pub const fn raw_mut(&mut self) -> Option<&mut Raw> {
        match &mut self.mode {
            Mode::Busy(pending) => pending.raw.as_mut(),
            _ => None,
        }
    }

    /// The raw data has ended.
    pub fn raw_over(&mut self, over: Over, at: Instant) -> Option<Output> {
        let Mode::Busy(pending) = &mut self.mode else {
            return None;
        };
        let octets = pending.raw.take()?.octets();
        pending.reading.reply = Reply::Data { octets };
        pending.garbled = over == Over::Garbled;
        match over {
            Over::WithResult => self.result(Final::Ok, at),
            Over::Framed | Over::Garbled => None,
        }
    }

    pub fn hear(&mut self, item: Item<'_>, at: Instant) -> Option<Output> {
        match item {
            Item::Line(line) => self.line(line, at),
            Item::Prompt => Some(Output::Write(self.prompt(at))),
            Item::Overlong => {
                if let Mode::Busy(pending) = &mut self.mode {
                    pending.reading.lost();
                }
                None
            }
        }
    }

    fn prompt(&mut self, at: Instant) -> Bytes {
        if let Mode::Busy(pending) = &mut self.mode {
            match (pending.phase, pending.command.handover()) {
                (Phase::Prompt, Some(Handover::Pdu(_) | Handover::Counted(_))) => {
                    return pending.hand_over(at);
                }
                // The message is out, and its result will tell.
                _ if pending.data_sent => {}
                // The modem has taken the command for the beginning of a message.
                _ => return self.cancel(at),
            }
        }
        // Nobody asked for it: whatever is typed now would be taken for a message.
        escape()
    }

    /// Gives the command up, and whatever the modem has made of it.
    fn cancel(&mut self, at: Instant) -> Bytes {
        if let Mode::Busy(pending) = &mut self.mode {
            let done = pending.ends(Answer::TimedOut);
            self.out_of_step(&done, at);
            self.cancelled = Some(done);
        }
        escape()
    }

    fn line(&mut self, line: &str, at: Instant) -> Option<Output> {
        if line.starts_with("AT") {
            return None; // our own words, echoed
        }
        let pdu = octets(line);
        if let Some((header, octets)) = self.header.zip(pdu.clone()) {
            self.header = None;
            return Some(Output::Urc(header.with(octets)));
        }
        if let Some(header) = PduHeader::parse(line) {
            self.header = Some(header);
            return None;
        }
        if self.owed > 0 && self.proof(line) {
            return None;
        }
        let command = match &self.mode {
            Mode::Busy(pending) => Some(&pending.command),
            _ => None,
        };
        if let Some(result) = Final::parse(line, command) {
            self.header = None;
            if std::mem::take(&mut self.proof_begun) {
                self.owed = self.owed.saturating_sub(1);
                self.stray = self.stray.saturating_add(1);
                return None;
            }
            return match self.mode {
                Mode::Busy(_) => self.result(result, at),
                _ => self.unasked(result, at),
            };
        }
        let taken = match &mut self.mode {
            Mode::Busy(pending) => pending.takes(line, at),
            _ => Heard::Not,
        };
        match taken {
            Heard::Taken(output) => {
                self.header = None;
                output
            }
            Heard::Not => self.unsolicited(line, pdu.is_some_and(|pdu| pdu.len() >= LONE_PDU)),
        }
    }

    /// A line that answers nothing.
    fn unsolicited(&mut self, line: &str, pdu: bool) -> Option<Output> {
        let urc = Urc::parse(line);
        let known = !matches!(urc, Urc::Other(_));
        let in_step = matches!(self.mode, Mode::Idle | Mode::Busy(_));
        let answer = self
            .late
            .as_ref()
            .is_some_and(|late| Reading::would_take(late, line));
        if let Mode::Busy(pending) = &mut self.mode
            && (pdu || !known)
        {
            pending.reading.passed(line);
        }
        // Out of step, only what is surely an announcement is one; a PDU alone never is.
        if pdu || (!in_step && (answer || !known)) {
            self.stray = self.stray.saturating_add(1);
            return None;
        }
        Some(Output::Urc(urc))
    }

    /// Whether this line begins the answer to a proof.
    fn proof(&mut self, line: &str) -> bool {
        let wanted = matches!(&self.mode, Mode::Busy(pending)
            if matches!(pending.command, Command::Imei | Command::Imsi));
        if wanted || Digits::bare(line).is_none() {
            return false;
        }
        match &mut self.mode {
            Mode::Proving { seen, .. } => *seen = true,
            _ => self.proof_begun = true, // late; its `OK` must not be taken for another's
        }
        true
    }

    /// The final result of the command in flight.
    fn result(&mut self, result: Final, at: Instant) -> Option<Output> {
        let Mode::Busy(pending) = &mut self.mode else {
            return None;
        };
        if result == Final::Ok && pending.phase != Phase::Result {
            self.stray = self.stray.saturating_add(1); // nothing ends before it has begun
            return None;
        }
        let reply = pending.reading.finish();
        let missing = pending.command.wants_line() && reply == Reply::None;
        let answer = match result {
            Final::Refused(refusal) => Answer::Refused(refusal),
            Final::Ok if missing || pending.garbled => Answer::Empty,
            Final::Ok => Answer::Ok(reply),
        };
        let suspect = answer == Answer::Empty;
        let done = pending.ends(answer);
        if suspect {
            self.out_of_step(&done, at);
        } else {
            self.mode = Mode::Idle;
        }
        Some(Output::Done(done))
    }

    fn out_of_step(&mut self, done: &Done, at: Instant) {
        self.late = Some(done.command.clone());
        self.header = None;
        self.mode = Mode::quiet(0, at);
    }

    /// A final result while no command is in flight.
    fn unasked(&mut self, result: Final, at: Instant) -> Option<Output> {
        match self.mode {
            // Who knows whose OK it is: what an earlier owner asked may be answered only now.
            Mode::Knocking { knocks: 1, .. } if result == Final::Ok => Some(self.prove(0, at)),
            // The answers to the other knocks are still on their way.
            Mode::Knocking { .. } => {
                self.mode = Mode::quiet(0, at);
                None
            }
            Mode::Proving { seen: true, .. } if result == Final::Ok => {
                self.owed = self.owed.saturating_sub(1);
                self.synced()
            }
            _ => {
                self.stray = self.stray.saturating_add(1);
                None
            }
        }
    }

    fn synced(&mut self) -> Option<Output> {
        self.mode = Mode::Idle;
        self.late = None;
        Some(Output::Synced)
    }

    pub fn wake(&mut self, at: Instant) -> Option<Output> {
        if let Some(output) = self.first() {
            return Some(output);
        }
        if self.next_wake().is_none_or(|due| at < due) {
            return None;
        }
        match &mut self.mode {
            Mode::Closed | Mode::Idle => None,
            Mode::Draining { .. } => {
                self.mode = Mode::Knocking {
                    knocks: 1,
                    until: at + KNOCK,
                };
                Some(Output::Write(line(&Command::Attention)))
            }
            Mode::Knocking { knocks, .. } if *knocks >= KNOCKS => self.dead(),
            Mode::Knocking { knocks, until } => {
                *knocks += 1;
                *until = at + KNOCK;
                if *knocks != 2 {
                    return Some(Output::Write(line(&Command::Attention)));
                }
                let mut bytes = escape(); // an earlier owner may have left a prompt open
                let _ = bytes.extend_from_slice(&line(&Command::Attention));
                Some(Output::Write(bytes))
            }
            Mode::Quiet { failures, .. } => {
                let failures = *failures;
                Some(self.prove(failures, at))
            }
            Mode::Proving { failures, .. } if *failures + 1 >= PROOFS => self.dead(),
            Mode::Proving { failures, .. } => {
                self.mode = Mode::quiet(*failures + 1, at);
                None
            }
            Mode::Busy(pending) if pending.waits_for_prompt() => {
                Some(Output::Write(self.cancel(at)))
            }
            Mode::Busy(pending) => {
                let done = pending.ends(Answer::TimedOut);
                self.out_of_step(&done, at);
                Some(Output::Done(done))
            }
        }
    }

    /// Asks for the serial number: an `OK` behind it is the answer to this and to nothing else.
    fn prove(&mut self, failures: u8, at: Instant) -> Output {
        self.mode = Mode::Proving {
            failures,
            until: at + PROOF,
            seen: false,
        };
        self.owed = self.owed.saturating_add(1);
        // The prompt may come only now, or have been lost: then this ends it, and what follows it is
        // a command again and no text.
        let mut bytes = match self.late.as_ref().and_then(Command::handover) {
            Some(Handover::Pdu(_) | Handover::Counted(_)) => escape(),
            Some(Handover::Connected(_)) | None => Bytes::new(),
        };
        let _ = bytes.extend_from_slice(&line(&Command::Imei));
        Output::Write(bytes)
    }

    fn dead(&mut self) -> Option<Output> {
        self.close();
        Some(Output::Dead)
    }

    pub const fn next_wake(&self) -> Option<Instant> {
        self.mode.next_wake()
    }
}

/// What became of a line while a command was in flight.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, and reading a line allocates nothing"
)]
enum Heard {
    /// Not part of its answer.
    Not,
    /// Part of it, and perhaps something to tell.
    Taken(Option<Output>),
}

impl Pending {
    /// Cancelled by an escape, which `CONNECT` would take for data.
    fn waits_for_prompt(&self) -> bool {
        self.phase == Phase::Prompt
            && !matches!(self.command.handover(), Some(Handover::Connected(_)))
    }

    /// A line that is no final result.
    fn takes(&mut self, line: &str, at: Instant) -> Heard {
        if let Some(handover) = self.command.handover() {
            let connected = matches!(handover, Handover::Connected(_));
            if connected && self.phase == Phase::Prompt && line == "CONNECT" {
                return Heard::Taken(Some(Output::Write(self.hand_over(at))));
            }
            if handover.data() == line.as_bytes() {
                return Heard::Taken(None); // echoed
            }
        }
        Heard::Taken(match self.reading.take(&self.command, line) {
            Taken::No => return Heard::Not,
            Taken::Yes => None,
            Taken::Listed(listed) => Some(Output::Listed(listed)),
            Taken::Raw(Some(0)) => {
                self.reading.reply = Reply::Data { octets: 0 };
                None
            }
            Taken::Raw(length) => {
                self.raw = Some(Raw::new(length));
                None
            }
        })
    }
}

/// A line of hexadecimal digits of so many octets is a PDU that has lost its announcement.
const LONE_PDU: usize = 10;
const ESCAPE: u8 = 0x1B;

fn escape() -> Bytes {
    let mut bytes = Bytes::new();
    let _ = bytes.push(ESCAPE);
    bytes
}

fn line(command: &Command) -> Bytes {
    let mut bytes = Bytes::new();
    let text = command.text();
    // Both fit: a line is a quarter of what is written at once.
    let _ = bytes.extend_from_slice(text.as_bytes());
    let _ = bytes.push(b'\r');
    bytes
}
