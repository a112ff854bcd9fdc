//! A call as a person watches it: a line for everything that happens, with its time.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    time::Duration,
};

use crate::{
    call::{Booking, EndCause, Message, Outcome, Record},
    clock::MonotonicClock,
    line::ReportKind,
    phone::Caller,
    sim::bench::Shown,
    time::{Clock, Instant},
};

/// The terminal.
pub struct Screen {
    clock: MonotonicClock,
    colours: bool,
    rendering: bool,
}

/// How a line is set off, where the terminal can.
#[derive(Clone, Copy)]
enum Ink {
    Plain,
    Faint,
    Strong,
    Munjigi,
    Caller,
    Bad,
}

impl Ink {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Faint => "\x1b[2m",
            Self::Strong => "\x1b[1m",
            Self::Munjigi => "\x1b[36m",
            Self::Caller => "\x1b[33m",
            Self::Bad => "\x1b[31m",
        }
    }
}

impl Screen {
    /// The terminal as it is now.
    pub fn new() -> Self {
        Self {
            clock: MonotonicClock::start(),
            colours: io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
            rendering: false,
        }
    }

    /// Shows one thing.
    pub fn show(&mut self, shown: &Shown) {
        match shown {
            Shown::Rendering(done, of) => self.rendering(*done, *of),
            Shown::Line(report) => self.line(&report.kind),
            Shown::CallerSpeaks(words) => {
                self.event(Ink::Faint, "손님이 말함", &format!("“{words}”"));
            }
            Shown::FirstWord(wait) => {
                self.event(
                    Ink::Faint,
                    "첫 소리",
                    &format!("받은 지 {} 뒤", seconds(*wait)),
                );
            }
            Shown::Waited(wait) => {
                self.event(Ink::Faint, "대답까지", &seconds(*wait));
            }
            Shown::Text(to, body) => {
                let to = to.parse::<crate::phone::PhoneNumber>();
                let to = to.map_or_else(|_| "?".to_owned(), |number| number.to_string());
                self.event(
                    Ink::Strong,
                    "문자 도착",
                    &format!("{to}: {}", body.replace('\n', " / ")),
                );
            }
        }
    }

    fn rendering(&mut self, done: usize, of: usize) {
        // One line that grows on a terminal, one line in a log.
        if self.colours {
            print!("\r  문장 준비 / rendering sentences {done}/{of}");
            if done == of {
                println!();
            }
            let _unshown = io::stdout().flush();
        } else if done == of || !self.rendering {
            println!("  문장 준비 / rendering sentences {done}/{of}");
        }
        self.rendering = true;
    }

    fn line(&self, kind: &ReportKind) {
        match kind {
            ReportKind::Modem(state) => {
                let ink = if state.is_ready() {
                    Ink::Plain
                } else {
                    Ink::Faint
                };
                self.event(
                    ink,
                    "모뎀",
                    &format!("{} / {}", state.korean(), state.english()),
                );
            }
            ReportKind::Ringing(caller) => self.event(Ink::Strong, "전화 옴", &who(caller)),
            ReportKind::Answered => self.event(Ink::Strong, "받음", "answered"),
            ReportKind::Munjigi(text) => self.event(Ink::Munjigi, "문지기", text),
            ReportKind::Caller(text) => self.event(Ink::Caller, "알아들음", text),
            ReportKind::Chosen(question) => self.event(Ink::Faint, "모델이 고름", question),
            ReportKind::Committed(record) => self.event(Ink::Strong, "적어 둠", &what(record)),
            ReportKind::TextQueued(_) => {
                self.event(Ink::Faint, "문자", "보낼 문자를 적어 둠 / queued")
            }
            ReportKind::TextSent => self.event(Ink::Faint, "문자", "보냄 / sent"),
            ReportKind::TextPutOff(why) => {
                self.event(
                    Ink::Faint,
                    "문자",
                    &format!("나중에 다시 보냄 / put off: {why}"),
                );
            }
            ReportKind::TextFailed(why) => self.event(Ink::Bad, "문자", why),
            ReportKind::Ended(cause, outcome) => {
                self.event(
                    Ink::Strong,
                    "끝",
                    &format!("{} · {}", ended(*cause), result(*outcome)),
                );
            }
            ReportKind::Fault(why) => self.event(Ink::Bad, "고장", why),
            ReportKind::Dialling(to) => self.event(Ink::Strong, "거는 중", &to.to_string()),
            ReportKind::Alerting => self.event(Ink::Faint, "신호 감", "alerting"),
            ReportKind::TextCame(_) => self.event(Ink::Faint, "문자", "문자가 옴 / a text came"),
            ReportKind::Fetching => {
                self.event(
                    Ink::Faint,
                    "문자",
                    "긴 문자를 받는 중 / fetching a long message",
                );
            }
            ReportKind::Fetched => self.event(Ink::Faint, "문자", "긴 문자가 옴 / it has come"),
            ReportKind::Interrupted => self.event(Ink::Faint, "끼어듦", "말을 멈춤 / stopped"),
            ReportKind::SpeechStarted | ReportKind::Spoken => {}
        }
    }

    /// One line: the time, a word of at most five syllables, the rest.
    fn event(&self, ink: Ink, word: &str, rest: &str) {
        let at = self.clock.now().since(Instant::ZERO).as_millis();
        let (minutes, seconds, tenths) = (at / 60_000, at / 1_000 % 60, at / 100 % 10);
        // Hangul takes two columns.
        let columns: usize = word.chars().map(|c| if c == ' ' { 1 } else { 2 }).sum();
        let pad = " ".repeat(12_usize.saturating_sub(columns));
        let (on, off) = if self.colours {
            (ink.code(), "\x1b[0m")
        } else {
            ("", "")
        };
        println!("{minutes:02}:{seconds:02}.{tenths} {pad}{on}{word}  {rest}{off}");
    }
}

/// Where the sound of the calls is, and who is on which side.
pub fn recordings(files: &[PathBuf]) {
    for file in files {
        println!(
            "녹음 / recording    {}  (왼쪽 손님 left caller, 오른쪽 문지기 right box)",
            file.display()
        );
    }
}

/// "0.91초".
pub fn seconds(span: Duration) -> String {
    format!("{:.2}초", span.as_secs_f64())
}

fn who(caller: &Caller) -> String {
    match caller {
        Caller::Known(number) => number.to_string(),
        Caller::Foreign(number) => format!("{number} (해외 / abroad)"),
        Caller::Withheld => "발신번호 표시제한 / withheld".to_owned(),
        Caller::Unavailable => "번호 없음 / no number".to_owned(),
    }
}

pub fn what(record: &Record) -> String {
    match record {
        Record::Booking(booking, _) => format!("예약 {}", booked(booking)),
        Record::Change(_, booking, _) => format!("예약 변경 {}", booked(booking)),
        Record::Cancel(_) => "예약 취소".to_owned(),
        Record::Callback(callback) => {
            let when = callback
                .at
                .map_or_else(|| "아무 때나".to_owned(), |at| at.to_string());
            format!("전화 요청 {when}")
        }
        Record::Message(Message { body, .. }) => format!("메모 “{}”", body.replace('\n', " / ")),
    }
}

fn booked(booking: &Booking) -> String {
    let Booking {
        date, time, party, ..
    } = booking;
    let what = booking.what.as_deref().unwrap_or_default();
    format!("{date} {} {party}명 {what}", time.strftime("%H:%M"))
}

const fn ended(cause: EndCause) -> &'static str {
    match cause {
        EndCause::Caller => "손님이 끊음",
        EndCause::Us => "문지기가 끊음",
        EndCause::Unanswered => "받기 전에 끊김",
        EndCause::NotReached(_) => "연결되지 않음",
        EndCause::Fault => "고장으로 끊김",
    }
}

/// What a call came to, in the owner's words.
pub const fn result(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Booked => "예약됨",
        Outcome::Changed => "예약 변경",
        Outcome::Cancelled => "예약 취소",
        Outcome::Callback => "전화 요청",
        Outcome::Unwanted => "원치 않는 전화",
        Outcome::WrongNumber => "잘못 건 전화",
        Outcome::Message => "메모 남김",
        Outcome::Abandoned => "도중에 끊음",
        Outcome::Answered => "답해 드림",
        Outcome::Failed => "실패",
        Outcome::Nothing => "용건 없음",
        Outcome::Silent => "말 없음",
        Outcome::Reached => "연결됨",
        Outcome::NotReached => "연결 안 됨",
        Outcome::Missed => "못 받음",
    }
}
