//! Text as it is written, made into text that a Korean voice can read aloud.
//!
//! Figures become words by what they count, dates, times and telephone numbers are read as such,
//! Latin words by table or letter by letter, signs are named or a pause.
//!
//! **Rule:** whatever goes in, what comes out holds nothing but Hangul syllables, single spaces and
//! `.` `,` `?` `!`, so that [`pronounce`](super::pronounce()) can say all of it; reading it again
//! changes nothing. What has no reading (emoji, kana, hanja) is left out.
//!
//! ```
//! use munjigi::korean::speakable::speakable;
//!
//! assert_eq!(speakable("7시 30분에 4명, 12,000원"), "일곱 시 삼십 분에 네 명, 만 이천 원");
//! assert_eq!(speakable("11:00~21:00"), "오전 열한 시부터 밤 아홉 시까지");
//! assert_eq!(speakable("11/28(토) 02-345-6789"), "십일월 이십팔일 토요일 공이, 삼사오, 육칠팔구");
//! assert_eq!(speakable("AI가 받습니다."), "에이아이가 받습니다.");
//! ```
//!
//! `element` finds one thing that is read as a whole: a `number` with its `counter` or `unit`, a
//! `moment` or `weekday`, a `phone` number, `latin` words, an `address`. `symbol` says single signs,
//! `clean` is both ends.
//!
//! To test it: `cargo test --lib korean::speakable`. `cases.txt` is the table of what is written and
//! how it is read; a line there is a test. A Latin word that is read as one is a line of `words.txt`.

mod address;
mod clean;
mod counter;
mod element;
mod latin;
mod moment;
mod number;
mod phone;
mod symbol;
mod unit;
mod weekday;

use clean::{clean, fold};
use element::{Element, Kind, element_at};
use symbol::{key_words, laughter, symbol_words};
use weekday::bracketed_weekday;

use super::jamo::has_final;
use super::scan::{after_spaces, starts_with_any};

/// The text as words to be read aloud (see the module). Never fails.
#[must_use]
pub fn speakable(text: &str) -> String {
    let text = fold(text);
    let mut reader = Reader {
        text: &text,
        at: 0,
        words: String::new(),
        last: None,
    };
    while reader.at < text.len() {
        reader.step();
    }
    clean(&reader.words)
}

/// The state of one reading: how far it got, and what the last thing read was.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    words: String,
    /// Kind of the element that ended right before `at`, spaces aside.
    last: Option<Kind>,
}

impl Reader<'_> {
    fn step(&mut self) {
        if let Some(element) = element_at(self.text, self.at, &self.words, self.last) {
            self.read(&element);
            return;
        }
        let Some(c) = self.text[self.at..].chars().next() else {
            return;
        };
        // "별표(*)": said already.
        if starts_with_any(&self.text[self.at..], &["(*)", "(#)"]) {
            self.at += "(*)".len();
            return;
        }
        if let Some(run) = laughter(&self.text[self.at..]) {
            self.at += run;
            self.words.push(' ');
            return;
        }
        self.at += c.len_utf8();
        match c {
            '~' => self.range(true),
            '-' => self.range(false),
            ' ' => self.words.push(' '),
            '=' => {
                let words = self.words.trim_end().to_owned();
                let topic = if words.ends_with(has_final) {
                    "은 "
                } else {
                    "는 "
                };
                self.words = words + topic;
                self.last = None;
            }
            '#' | '*' => {
                let (words, used) = key_words(c, &self.text[self.at..]);
                self.words.push_str(words);
                self.at += used;
                self.last = None;
            }
            _ => {
                self.words.push_str(&symbol_words(c));
                self.last = None;
            }
        }
    }

    fn read(&mut self, element: &Element) {
        // "2시간30분", "월/수": what stands side by side is said word by word.
        if self.last.is_some_and(|last| last != Kind::Other) && element.kind != Kind::Other {
            self.words.push(' ');
        }
        self.words.push_str(&element.words);
        self.at += element.used;
        self.last = Some(element.kind);
        if element.kind == Kind::Moment
            && element.words.ends_with('일')
            && let Some((weekday, used)) = bracketed_weekday(&self.text[self.at..])
        {
            self.words.push(' ');
            self.words.push_str(weekday);
            self.at += used;
        }
    }

    /// What a `~` (or, between two moments or amounts, a dash) says: from … to …
    fn range(&mut self, tilde: bool) {
        let gap = self.text[self.at..].len() - after_spaces(&self.text[self.at..]).len();
        let next = element_at(self.text, self.at + gap, "", None);
        let bare = next
            .as_ref()
            .is_some_and(|element| is_bare_number(&element.words));
        let joined = match (self.last, next.as_ref().map(|element| element.kind)) {
            (Some(Kind::Moment), Some(Kind::Moment)) => Some("부터 "),
            // 34-5 is a house or a lot: 삼십사 다시 오.
            (Some(Kind::Amount), Some(Kind::Amount)) if bare && !tilde => Some(" 다시 "),
            (Some(Kind::Amount), Some(Kind::Amount)) => Some("에서 "),
            (Some(Kind::Moment), None) if tilde => Some("부터 "),
            (None, Some(Kind::Moment)) if tilde => Some(" "),
            _ => None,
        };
        let Some(joint) = joined else {
            self.words.push_str(if tilde { "" } else { " " });
            self.last = None;
            return;
        };
        let trimmed = self.words.trim_end().len();
        self.words.truncate(trimmed);
        self.words.push_str(joint);
        self.at += gap;
        if next.is_some_and(|element| element.kind == Kind::Moment) {
            self.end_of_range();
            if !after_spaces(&self.text[self.at..]).starts_with("까지") {
                self.words.push_str("까지");
            }
        }
    }

    /// Reads the moment a range ends in, which may be several elements: "오후 9시 30분",
    /// "11월 5일".
    fn end_of_range(&mut self) {
        while let Some(element) = element_at(self.text, self.at, &self.words, self.last) {
            self.read(&element);
            let rest = &self.text[self.at..];
            let gap = rest.len() - after_spaces(rest).len();
            let next = element_at(self.text, self.at + gap, &self.words, self.last);
            let finer = element.words.ends_with(['년', '월', '시'])
                && next.is_some_and(|next| next.kind == Kind::Moment);
            if !finer {
                break;
            }
            self.words.push(' ');
            self.at += gap;
        }
    }
}

/// Does a number end here without anything that it counts?
fn is_bare_number(words: &str) -> bool {
    words.ends_with(|c| "영일이삼사오육칠팔구십백천만억".contains(c))
}

#[cfg(test)]
mod tests;
