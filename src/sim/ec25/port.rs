//! The AT port: bytes of the host become command lines (ITU-T V.250 5.2), one at a time.

use std::collections::VecDeque;

use super::{
    Due, Ec25, Rule, What, latency,
    parse::{self, Command},
    reply::{self, Failure, Prompt, Reply},
};

/// The longest command line; what is longer is answered with `ERROR`.
const LONGEST_LINE: usize = 560;
/// The longest text behind a prompt; more is cut off and so found wrong.
const LONGEST_TEXT: usize = 2_048;
/// How much is kept of what the host writes during a command; the rest is lost, as in a module.
const MOST_AHEAD: usize = 2_048;

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
    /// Collects the text of a message.
    Text(Prompt),
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
    /// The text that waits to be given to the network.
    pub(super) written: Option<(Prompt, Vec<u8>)>,
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
            written: None,
        }
    }
}

impl Ec25 {
    /// Takes bytes from the host. A module that is off hears nothing.
    pub(super) fn receive(&mut self, bytes: &[u8]) {
        if !self.power.is_up() {
            return;
        }
        if self.port.mode == Mode::Busy {
            self.early(bytes);
            return;
        }
        for (n, &byte) in bytes.iter().enumerate() {
            self.take(byte);
            if self.port.mode == Mode::Busy && n + 1 < bytes.len() {
                self.early(&bytes[n + 1..]);
                return;
            }
        }
    }

    /// The host writes while a command is running.
    fn early(&mut self, bytes: &[u8]) {
        let running = self.port.running.front();
        let wants_prompt =
            matches!(running, Some(Command::Extended { name, .. }) if name == "+CMGS");
        let shown = String::from_utf8_lossy(bytes).trim().to_owned();
        if bytes != b"\n" {
            let rule = if wants_prompt {
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
        let room = MOST_AHEAD.saturating_sub(self.port.ahead.len());
        self.port.ahead.extend(bytes.iter().take(room));
    }

    fn take(&mut self, byte: u8) {
        if self.port.echo && byte != b'\n' {
            self.put_byte(byte);
        }
        match &self.port.mode {
            Mode::Text(_) => self.take_text(byte),
            _ => self.take_command(byte),
        }
    }

    fn put_byte(&mut self, byte: u8) {
        let now = self.now;
        match self.out.last_mut() {
            Some(last) if last.at == now => {
                if let What::Host(bytes) = &mut last.what {
                    bytes.push(byte);
                    return;
                }
            }
            _ => {}
        }
        self.put(What::Host(vec![byte]));
    }

    fn take_command(&mut self, byte: u8) {
        match byte {
            b'\r' => self.line_is_complete(),
            b'\n' => self.broke(Rule::LineFeed, "sent LF"),
            CTRL_Z => self.broke(Rule::DataWithoutPrompt, "sent Ctrl-Z"),
            ESC => self.port.line.clear(), // a host that has lost its place may send it
            BACKSPACE => {
                self.port.line.pop();
            }
            _ if self.port.line.len() <= LONGEST_LINE => self.port.line.push(byte),
            _ => {}
        }
    }

    fn line_is_complete(&mut self) {
        let bytes = std::mem::take(&mut self.port.line);
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
        self.port.mode = Mode::Busy;
        if bytes.len() > LONGEST_LINE {
            self.broke(
                Rule::TooLong,
                format!("a line of more than {LONGEST_LINE} bytes"),
            );
        }
        match commands {
            Some(commands) if bytes.len() <= LONGEST_LINE => {
                self.port.running = commands.into();
                self.begin_next();
            }
            _ => {
                let command = Command::Extended {
                    name: String::new(), // unknown, so it ends in ERROR in its own time
                    ask: parse::Ask::Run,
                };
                self.port.running = VecDeque::from([command]);
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
        let range = match self.port.running.front() {
            Some(command) => latency::of(command, tone.max(100)),
            None => (5, 30), // a bare AT
        };
        self.later(range, Due::Step);
    }

    /// Carries out the command at the head of the line.
    pub(super) fn step(&mut self) {
        let reply = match self.port.running.pop_front() {
            Some(command) => self.carry_out(&command),
            None => Reply::OK,
        };
        match reply {
            Reply::Lines(lines) => {
                if !lines.is_empty() {
                    self.put(What::Host(reply::information(&lines, self.port.verbose)));
                }
                if self.port.running.is_empty() {
                    self.finish("OK");
                } else {
                    self.begin_next();
                }
            }
            Reply::Failed(failure) => self.fail(failure),
            Reply::Prompt(prompt) => {
                self.port.running.clear();
                self.port.mode = Mode::Text(prompt);
                self.put(What::Host(b"\r\n> ".to_vec()));
                self.drain_ahead();
            }
        }
    }

    /// The last command of the line has failed.
    pub(super) fn fail(&mut self, failure: Failure) {
        self.finish(&failure.words(self.store.number("+CMEE", 0)));
    }

    /// The line is done: a final result, then the next line.
    pub(super) fn finish(&mut self, words: &str) {
        self.port.running.clear();
        self.port.mode = Mode::Idle;
        if !self.port.quiet {
            self.put(What::Host(reply::result(words, self.port.verbose)));
        }
        self.drain_ahead();
    }

    fn drain_ahead(&mut self) {
        while self.port.mode != Mode::Busy {
            match self.port.ahead.pop_front() {
                Some(byte) => self.take(byte),
                None => break,
            }
        }
    }

    fn take_text(&mut self, byte: u8) {
        match byte {
            CTRL_Z => {
                let Mode::Text(prompt) = std::mem::replace(&mut self.port.mode, Mode::Busy) else {
                    return;
                };
                let text = std::mem::take(&mut self.port.line);
                self.port.written = Some((prompt, text));
                self.later(latency::SUBMIT, Due::Submit);
            }
            ESC => {
                self.port.line.clear();
                self.port.mode = Mode::Busy;
                self.later(latency::CANCEL, Due::Step); // nothing runs, so it ends in OK
            }
            b'\n' => self.broke(Rule::LineFeed, "sent LF behind a prompt"),
            _ if self.port.line.len() < LONGEST_TEXT => self.port.line.push(byte),
            _ => {}
        }
    }

    /// Whether `ATA` is on its way: then the end of the call is its result.
    pub(super) fn is_answering(&self) -> bool {
        matches!(self.port.running.front(), Some(Command::Basic { name, .. }) if name == "A")
    }
}
