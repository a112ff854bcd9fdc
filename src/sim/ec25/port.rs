//! The AT ports: bytes of the host become command lines (ITU-T V.250 5.2), one at a time.

use std::{collections::VecDeque, time::Duration};

use crate::time::Instant;

use super::{
    Due, Ec25, PortId, Rule, Trouble, What, data,
    flow::{Collect, Flowing},
    latency,
    parse::{self, Command},
    reply::{self, Failure, Prompt, Reply},
};

/// The longest command line; what is longer is answered with `ERROR`.
const LONGEST_LINE: usize = 560;
/// The longest text behind a prompt; more is cut off and so found wrong.
const LONGEST_TEXT: usize = 2_048;
/// How much is kept of what the host writes during a command; the rest is lost, as in a module.
const MOST_AHEAD: usize = 2_048;

/// The commands that tell the host when to write.
const PROMPTING: [&str; 5] = ["+CMGS", "+CMGW", "+QHTTPURL", "+QHTTPPOST", "+QISEND"];
/// How long a port hears nothing behind a command that is never answered: the longest response
/// time of the manual.
const DEAF: Duration = Duration::from_secs(90);

const CTRL_Z: u8 = 0x1A;
const ESC: u8 = 0x1B;
const BACKSPACE: u8 = 0x08;

/// What the port does with the next byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Mode {
    /// Collects a command line.
    #[default]
    Idle,
    /// A command line is being carried out.
    Busy,
    /// Collects the text of a message; false when the host was not told to begin.
    Text(Prompt, bool),
    /// Collects data of the host.
    Data(Collect),
    /// Every byte goes to this socket and comes from it.
    Online(u8),
}

#[derive(Clone, Debug)]
pub(super) struct Port {
    pub(super) echo: bool,
    pub(super) verbose: bool,
    pub(super) quiet: bool,
    mode: Mode,
    line: Vec<u8>,
    ahead: VecDeque<u8>,
    running: VecDeque<Command>,
    /// The call whose answer or end is the result of the command in progress.
    awaits: Option<u32>,
    /// The text that waits to be given to the network.
    pub(super) written: Option<(Prompt, Vec<u8>)>,
    pub(super) flowing: Flowing,
    /// When the host wrote last.
    last_byte: Instant,
}

impl Default for Port {
    fn default() -> Self {
        Self {
            echo: true,
            verbose: true,
            quiet: false,
            mode: Mode::Idle,
            line: Vec::new(),
            ahead: VecDeque::new(),
            running: VecDeque::new(),
            awaits: None,
            written: None,
            flowing: Flowing::default(),
            last_byte: Instant::ZERO,
        }
    }
}

impl Port {
    /// Whether raw data goes one way or the other: announcements wait.
    pub(super) fn carries_data(&self) -> bool {
        matches!(self.mode, Mode::Data(_) | Mode::Online(_)) || self.flowing.is_raw()
    }

    /// The socket that has this port for itself.
    pub(super) const fn online(&self) -> Option<u8> {
        match self.mode {
            Mode::Online(id) => Some(id),
            _ => None,
        }
    }
}

/// The two AT ports; each has its own line, echo and command in progress, and the settings, the
/// calls and the SIM are shared.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports([Port; 2]);

impl Ports {
    pub(super) const fn get(&self, id: PortId) -> &Port {
        &self.0[id as usize]
    }

    pub(super) const fn get_mut(&mut self, id: PortId) -> &mut Port {
        &mut self.0[id as usize]
    }
}

impl Ec25 {
    /// The port that is being served: the one of the command that is carried out.
    pub(super) const fn port(&self) -> &Port {
        self.ports.get(self.serving)
    }

    pub(super) const fn port_mut(&mut self) -> &mut Port {
        self.ports.get_mut(self.serving)
    }

    /// Writes to the host on the port that is being served.
    pub(super) fn write(&mut self, bytes: Vec<u8>) {
        self.put(What::Host(self.serving, bytes));
    }

    /// Takes bytes from the host. A module that is off hears nothing.
    pub(super) fn receive(&mut self, port: PortId, bytes: &[u8]) {
        self.serving = port;
        if !self.power.is_up() {
            return;
        }
        let quiet_for = self.now.since(self.port().last_byte);
        self.port_mut().last_byte = self.now;
        if self.port().mode == Mode::Busy {
            self.early(bytes);
            return;
        }
        if let Mode::Online(id) = self.port().mode {
            self.online_bytes(id, bytes, quiet_for);
            return;
        }
        for (n, &byte) in bytes.iter().enumerate() {
            self.take(byte);
            if self.port().mode == Mode::Busy && n + 1 < bytes.len() {
                self.early(&bytes[n + 1..]);
                return;
            }
        }
    }

    /// The host writes while a command is running.
    fn early(&mut self, bytes: &[u8]) {
        let running = self.port().running.front();
        let wants_prompt = matches!(
            running,
            Some(Command::Extended { name, .. }) if PROMPTING.contains(&name.as_str())
        );
        let shown = String::from_utf8_lossy(bytes).trim().to_owned();
        // A host that has just opened the port knocks, and cannot know what an earlier one has left.
        let knocks = matches!(bytes, b"AT\r" | b"\x1BAT\r");
        if knocks && !wants_prompt {
            // It is answered when its turn comes.
        } else if bytes != b"\n" {
            // Behind an ESC nothing becomes a text, whether the prompt still comes or not.
            let rule = if wants_prompt && bytes.first() != Some(&ESC) {
                Rule::DataWithoutPrompt
            } else {
                Rule::Overlap
            };
            self.broke(
                rule,
                format!("wrote {shown:?} while {running:?} was running"),
            );
        } else {
            self.broke(Rule::LineFeed, "sent LF behind CR");
            return;
        }
        // Whatever is written while a call is being set up ends it (ITU-T V.250 5.6.1).
        if let Some(serial) = self.port().awaits {
            self.hang_up_one(serial, "Normal call clearing");
            return;
        }
        let room = MOST_AHEAD.saturating_sub(self.port().ahead.len());
        self.port_mut().ahead.extend(bytes.iter().take(room));
    }

    fn take(&mut self, byte: u8) {
        if self.port().echo && byte != b'\n' && !self.port().carries_data() {
            self.put_byte(byte);
        }
        match &self.port().mode {
            Mode::Text(..) => self.take_text(byte),
            Mode::Data(_) => self.take_data(byte),
            _ => self.take_command(byte),
        }
    }

    fn put_byte(&mut self, byte: u8) {
        let (now, serving) = (self.now, self.serving);
        match self.out.last_mut() {
            Some(last) if last.at == now => {
                if let What::Host(port, bytes) = &mut last.what
                    && *port == serving
                {
                    bytes.push(byte);
                    return;
                }
            }
            _ => {}
        }
        self.write(vec![byte]);
    }

    fn take_command(&mut self, byte: u8) {
        match byte {
            b'\r' => self.line_is_complete(),
            b'\n' => self.broke(Rule::LineFeed, "sent LF"),
            CTRL_Z => self.broke(Rule::DataWithoutPrompt, "sent Ctrl-Z"),
            ESC => self.port_mut().line.clear(), // a host that has lost its place may send it
            BACKSPACE => {
                self.port_mut().line.pop();
            }
            _ if self.port().line.len() <= LONGEST_LINE => self.port_mut().line.push(byte),
            _ => {}
        }
    }

    fn line_is_complete(&mut self) {
        let bytes = std::mem::take(&mut self.port_mut().line);
        let line = String::from_utf8_lossy(&bytes).trim().to_owned();
        // A module takes what begins with AT and skips what stands before it.
        let begin = line.to_ascii_uppercase().find("AT");
        if begin != Some(0) {
            self.not_a_command(&line);
        }
        let Some(begin) = begin else {
            return;
        };
        let commands = parse::commands(&line[begin + 2..]);
        self.port_mut().mode = Mode::Busy;
        if bytes.len() > LONGEST_LINE {
            self.broke(
                Rule::TooLong,
                format!("a line of more than {LONGEST_LINE} bytes"),
            );
        }
        match commands {
            Some(commands) if bytes.len() <= LONGEST_LINE => {
                self.port_mut().running = commands.into();
                self.begin_next();
            }
            _ => {
                let command = Command::Extended {
                    name: String::new(), // unknown, so it ends in ERROR in its own time
                    ask: parse::Ask::Run,
                };
                self.port_mut().running = VecDeque::from([command]);
                self.begin_next();
            }
        }
    }

    /// The host should not have written this.
    fn not_a_command(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        let is_pdu = line.len() >= 14 && line.bytes().all(|b| b.is_ascii_hexdigit());
        let rule = if is_pdu {
            Rule::DataWithoutPrompt
        } else {
            Rule::NotACommand
        };
        self.broke(rule, format!("wrote the line {line:?}"));
    }

    fn begin_next(&mut self) {
        let tone = u64::from(self.store.number("+VTD", 0) + self.store.number("+VTD", 1)) * 100;
        let answers = self.is_answering_here();
        let slow = answers.then(|| self.slow_answer()).flatten();
        let range = match self.port().running.front() {
            Some(Command::Basic { name, .. }) if name == "A" && slow.is_some() => {
                let takes = slow.map_or(0, |takes: Duration| takes.as_millis());
                let takes = u64::try_from(takes).unwrap_or(u64::MAX);
                (takes, takes)
            }
            Some(command) => latency::of(command, tone.max(100)),
            None => (5, 30), // a bare AT
        };
        self.later(range, Due::Step(self.serving));
    }

    /// Carries out the command at the head of the line.
    pub(super) fn step(&mut self) {
        let reply = match self.port_mut().running.pop_front() {
            Some(command) => self.carry_out(&command),
            None => Reply::OK,
        };
        match reply {
            Reply::Lines(lines) => {
                if !lines.is_empty() {
                    self.write(reply::information(&lines, self.port().verbose));
                }
                if !self.goes_on() {
                    self.finish("OK");
                }
            }
            Reply::Failed(failure) => self.fail(failure),
            Reply::Awaits(serial) => self.port_mut().awaits = Some(serial),
            Reply::Never => self.later_by(DEAF, Due::Unstick(self.serving)),
            Reply::Prompt(prompt, told) => {
                self.port_mut().running.clear();
                self.port_mut().mode = Mode::Text(prompt, told);
                if told {
                    self.write(b"\r\n> ".to_vec());
                }
                self.drain_ahead();
            }
            Reply::Flow(flow) => self.begin_flow(flow),
            Reply::Collect(collect) => {
                self.port_mut().running.clear();
                self.begin_collecting(collect);
                self.drain_ahead();
            }
            Reply::Then(lines) => {
                if !self.goes_on() {
                    self.finish("OK");
                }
                for line in lines {
                    let port = self.serving;
                    self.tell_on(port, &line);
                }
            }
            Reply::Octets(octets) => {
                self.write(octets);
                if !self.goes_on() {
                    self.finish("OK");
                }
            }
            Reply::Later => {}
        }
    }

    /// Begins the next command of the line, when there is one.
    pub(super) fn goes_on(&mut self) -> bool {
        let more = !self.port().running.is_empty();
        if more {
            self.begin_next();
        }
        more
    }

    /// Goes into the mode in which data is collected.
    pub(super) fn collect(&mut self, collect: Collect) {
        self.port_mut().line.clear();
        self.port_mut().mode = Mode::Data(collect);
    }

    /// Whether this port still collects what has this name.
    pub(super) fn is_collecting(&self, serial: u32) -> bool {
        matches!(self.port().mode, Mode::Data(_)) && self.port().flowing.serial == serial
    }

    /// From now on this port and this socket are one.
    pub(super) fn go_online(&mut self, id: u8) {
        self.port_mut().running.clear();
        self.write(b"\r\nCONNECT\r\n".to_vec());
        self.port_mut().mode = Mode::Online(id);
    }

    /// The socket and this port part.
    pub(super) fn go_offline(&mut self, words: &str) {
        self.finish(words);
        self.let_go();
    }

    /// The command is over, and the host hears nothing of it.
    pub(super) fn finish_in_silence(&mut self) {
        self.port_mut().running.clear();
        self.port_mut().mode = Mode::Idle;
        self.drain_ahead();
    }

    /// The last command of the line has failed.
    pub(super) fn fail(&mut self, failure: Failure) {
        self.finish(&failure.words(self.store.number("+CMEE", 0)));
    }

    /// The line is done: a final result, then the next line.
    pub(super) fn finish(&mut self, words: &str) {
        self.port_mut().running.clear();
        self.port_mut().awaits = None;
        self.port_mut().mode = Mode::Idle;
        if !self.port().quiet {
            self.write(reply::result(words, self.port().verbose));
        }
        self.drain_ahead();
    }

    fn drain_ahead(&mut self) {
        while self.port().mode != Mode::Busy {
            match self.port_mut().ahead.pop_front() {
                Some(byte) => self.take(byte),
                None => break,
            }
        }
    }

    fn take_data(&mut self, byte: u8) {
        let Mode::Data(collect) = &self.port().mode else {
            return;
        };
        let octets = collect.octets;
        match (octets, byte) {
            (None, ESC) => {
                self.port_mut().line.clear();
                self.finish("OK");
                self.let_go();
                return;
            }
            (None, CTRL_Z) => {}
            _ => {
                self.port_mut().line.push(byte);
                let enough = octets.unwrap_or(data::MOST_SENT);
                if self.port().line.len() < enough {
                    return;
                }
            }
        }
        let Mode::Data(collect) = std::mem::replace(&mut self.port_mut().mode, Mode::Busy) else {
            return;
        };
        let line = std::mem::take(&mut self.port_mut().line);
        self.port_mut().flowing.collected = Some((collect.wanted, line));
        let due = data::Due::Collected(self.serving);
        self.later((5, 40), Due::Data(due));
    }

    fn take_text(&mut self, byte: u8) {
        if let Mode::Text(_, told) = &mut self.port_mut().mode
            && byte != ESC
            && !std::mem::replace(told, true)
        {
            self.broke(Rule::DataWithoutPrompt, "wrote a text without a prompt");
        }
        match byte {
            CTRL_Z => {
                let Mode::Text(prompt, _) =
                    std::mem::replace(&mut self.port_mut().mode, Mode::Busy)
                else {
                    return;
                };
                let text = std::mem::take(&mut self.port_mut().line);
                let range = self.submits_within(&prompt);
                self.port_mut().written = Some((prompt, text));
                self.later(range, Due::Submit(self.serving));
            }
            ESC => {
                self.port_mut().line.clear();
                self.port_mut().mode = Mode::Busy;
                self.later(latency::CANCEL, Due::Step(self.serving)); // nothing runs, so it ends in OK
            }
            b'\n' => self.broke(Rule::LineFeed, "sent LF behind a prompt"),
            _ if self.port().line.len() < LONGEST_TEXT => self.port_mut().line.push(byte),
            _ => {}
        }
    }

    /// The command whose result is the answer or the end of this call is done; says whether there
    /// was one.
    pub(super) fn finish_awaiting(
        &mut self,
        serial: u32,
        line: Option<String>,
        words: &str,
    ) -> bool {
        let ids = [PortId::At, PortId::Second];
        let Some(id) = ids
            .into_iter()
            .find(|id| self.ports.get(*id).awaits == Some(serial))
        else {
            return false;
        };
        let serving = std::mem::replace(&mut self.serving, id);
        if let Some(line) = line {
            self.write(reply::information(&[line], self.port().verbose));
        }
        self.finish(words);
        self.serving = serving;
        true
    }

    /// A command that is never answered no longer keeps the port.
    pub(super) fn unstick(&mut self) {
        self.port_mut().running.clear();
        self.port_mut().mode = Mode::Idle;
        self.drain_ahead();
    }

    fn is_answering_here(&self) -> bool {
        let running = self.port().running.front();
        matches!(running, Some(Command::Basic { name, .. }) if name == "A")
    }

    fn slow_answer(&mut self) -> Option<Duration> {
        self.troubles.strike(|t| match t {
            Trouble::SlowAnswer { takes, .. } => Some(*takes),
            _ => None,
        })
    }

    /// Whether `ATA` is on its way: then the end of the call is its result.
    pub(super) fn is_answering(&self) -> bool {
        [PortId::At, PortId::Second].into_iter().any(|id| {
            let running = self.ports.get(id).running.front();
            matches!(running, Some(Command::Basic { name, .. }) if name == "A")
        })
    }
}
