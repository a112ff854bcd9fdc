//! What the screen is told.

use crate::{
    control::{Answer, Question},
    time::Instant,
};

use super::{
    super::{News, words::Say},
    KEPT, Screen, Service,
};

impl Screen {
    /// Something has come.
    pub fn news(&mut self, news: News, now: Instant) {
        match news {
            News::Answer(question, answer) => self.answer(question, answer, now),
            News::Calls(read) => {
                self.waiting.page = false;
                self.calls = Some(read);
            }
            News::Log(read) => {
                self.waiting.page = false;
                self.log = Some(read.map(|mut lines| {
                    lines.drain(..lines.len().saturating_sub(KEPT));
                    lines
                }));
            }
            News::Models(models) => {
                self.waiting.page = false;
                self.models = Some(models);
            }
            News::Bundles(found) => {
                self.waiting.page = false;
                self.bundles = Some(found);
            }
            News::Said(line) => self.job_said(line),
            News::Ended(end) => self.job_ended(end, now),
        }
    }

    fn answer(&mut self, question: Question, answer: Result<Answer, String>, now: Instant) {
        match question {
            Question::Status => {
                self.waiting.status = false;
                self.next_status = now + self.status_every();
                self.service = match answer {
                    Ok(Answer::Status(status)) => Service::Up(status),
                    Ok(other) => Service::Down(unexpected(&other)),
                    Err(why) => Service::Down(why),
                };
            }
            Question::Health { .. } => {
                self.waiting.health = false;
                self.health = Some(match answer {
                    Ok(Answer::Health(health)) => Ok(health),
                    Ok(other) => Err(unexpected(&other)),
                    Err(why) => Err(why),
                });
            }
            Question::Modem { line, question } => {
                self.waiting.modem = false;
                self.modem_said(&line, question, answer);
            }
            Question::Ready | Question::Drain { .. } | Question::Resume => {}
        }
    }

    pub(super) fn tell(&mut self, korean: &str, english: &str) {
        self.notice = Some(Say::new(korean, english));
    }
}

/// An answer that is none to what was asked.
pub(super) fn unexpected(answer: &Answer) -> String {
    match answer {
        Answer::Refused { why } => why.clone(),
        Answer::Busy { korean, english } => format!("{korean} / {english}"),
        Answer::Done | Answer::Status(_) | Answer::Health(_) | Answer::Lines { .. } => {
            "서비스의 버전이 다릅니다. 다시 시작해 주세요 / the service is of another version; restart it"
                .to_owned()
        }
    }
}
