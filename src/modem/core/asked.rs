//! What a person asks the modem: one question after the other, when nothing else wants the port.

use crate::{
    at::{Answer, Command, PlainLine, Question},
    modem::Event,
};

use super::{Out, tell};

/// So many may wait; one more is answered at once, as busy.
const WAITING: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Asked {
    waiting: heapless::Deque<(u64, Question), WAITING>,
    lines: Vec<String>,
}

impl Asked {
    pub fn ask(&mut self, id: u64, question: Question, out: Out<'_>) {
        if self.waiting.push_back((id, question)).is_err() {
            over(id, Vec::new(), "too many questions are waiting", out);
        }
    }

    pub fn next(&self) -> Option<Command> {
        let (_, question) = self.waiting.front()?;
        Some(Command::Question(*question))
    }

    pub fn heard(&mut self, line: &PlainLine) {
        if let Some((_, question)) = self.waiting.front() {
            self.lines.push(question.masked(line));
        }
    }

    pub fn done(&mut self, answer: &Answer, out: Out<'_>) {
        let lines = std::mem::take(&mut self.lines);
        if let Some((id, _)) = self.waiting.pop_front() {
            let result = match answer {
                Answer::Ok(_) | Answer::Empty => "OK".to_owned(),
                Answer::Refused(refusal) => refusal.to_string(),
                Answer::TimedOut => "the modem does not answer".to_owned(),
                Answer::Gone => "the modem has gone".to_owned(),
            };
            over(id, lines, &result, out);
        }
    }

    /// The modem has gone, or does not answer: nothing will come any more.
    pub fn lost(&mut self, out: Out<'_>) {
        while !self.waiting.is_empty() {
            self.done(&Answer::Gone, out);
        }
    }
}

fn over(id: u64, lines: Vec<String>, result: &str, out: Out<'_>) {
    let result = result.to_owned();
    tell(Event::Asked { id, lines, result }, out);
}
