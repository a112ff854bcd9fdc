//! What the screen decides: keys, time and news in, orders out. Draws nothing, does nothing.
//!
//! ```text
//!            1…9, Tab                     Enter on something with a word
//!  page ───────────────▶ page    page ──────────────────────────────────▶ word ── typed, Enter ──▶ job on the page
//!                                                                           │ any other key, noise
//!                                                                           ▼
//!                                                                         page
//! ```

mod jobs;
mod modem;
mod news;
mod test_call;

use std::{path::PathBuf, time::Duration};

use crate::{
    control::{Health, Question, Status},
    time::Instant,
};

use super::{
    CallLine, Charset, Key, Language, ModelLine, Order, Page,
    field::{Field, Typed},
    words::Say,
};

pub(super) use jobs::{Asked, Job};

/// How often the box is asked how it stands, where that is looked at, and elsewhere.
const STATUS_EVERY: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];
/// How often a page that is looked at is read anew.
const PAGE_EVERY: Duration = Duration::from_secs(10);
/// Lines of the log and of a command's output that can be scrolled back.
pub(super) const KEPT: usize = 400;

/// How the screen begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The language.
    pub language: Language,
    /// What the terminal can show.
    pub charset: Charset,
    /// The names of the lines in the settings.
    pub lines: Vec<String>,
    /// What is wrong with the settings.
    pub problem: Option<String>,
}

/// Whether the box runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Service {
    /// Nobody has been asked yet.
    #[default]
    Unknown,
    /// It does.
    Up(Status),
    /// It does not, or cannot be asked.
    Down(String),
}

/// Something that was read, or why it was not.
pub(super) type Read<T> = Option<Result<T, String>>;

/// What was asked for and has not come.
#[derive(Clone, Copy, Debug, Default)]
struct Waiting {
    status: bool,
    health: bool,
    modem: bool,
    page: bool,
}

/// The screen.
#[derive(Clone, Debug)]
pub struct Screen {
    pub(super) page: Page,
    language: Language,
    pub(super) charset: Charset,
    names: Vec<String>,
    line: usize,
    pub(super) problem: Option<String>,
    pub(super) service: Service,
    pub(super) health: Read<Health>,
    pub(super) calls: Read<Vec<CallLine>>,
    pub(super) log: Read<Vec<String>>,
    pub(super) models: Option<Vec<ModelLine>>,
    pub(super) bundles: Option<Vec<PathBuf>>,
    pub(super) modem: modem::Modem,
    pub(super) test: test_call::Test,
    /// Which line of the page's list is chosen.
    pub(super) chosen: usize,
    /// How far the page is scrolled.
    pub(super) scroll: usize,
    pub(super) asked: Option<Asked>,
    pub(super) job: Option<Job>,
    pub(super) notice: Option<Say>,
    waiting: Waiting,
    next_status: Instant,
    next_page: Instant,
}

impl Screen {
    /// The first page.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            page: Page::State,
            language: setup.language,
            charset: setup.charset,
            names: setup.lines,
            line: 0,
            problem: setup.problem,
            service: Service::Unknown,
            health: None,
            calls: None,
            log: None,
            models: None,
            bundles: None,
            modem: modem::Modem::default(),
            test: test_call::Test::default(),
            chosen: 0,
            scroll: 0,
            asked: None,
            job: None,
            notice: None,
            waiting: Waiting::default(),
            next_status: Instant::ZERO,
            next_page: Instant::ZERO,
        }
    }

    /// The language that is shown: without UTF-8 it is English.
    pub(super) const fn language(&self) -> Language {
        match self.charset {
            Charset::Utf8 => self.language,
            Charset::Ascii => Language::English,
        }
    }

    /// The names of the lines, as the running box or else the settings have them.
    pub(super) fn lines(&self) -> Vec<&str> {
        match &self.service {
            Service::Up(status) if !status.lines.is_empty() => {
                status.lines.iter().map(|line| line.name.as_str()).collect()
            }
            _ => self.names.iter().map(String::as_str).collect(),
        }
    }

    /// The line that is worked with.
    pub(super) fn chosen_line(&self) -> Option<&str> {
        let lines = self.lines();
        lines
            .get(self.line % lines.len().max(1))
            .copied()
            .or_else(|| lines.first().copied())
    }

    /// What to do about a key.
    pub fn key(&mut self, key: Key, now: Instant) -> Vec<Order> {
        match key {
            Key::Ctrl('l') => return vec![Order::Redraw],
            Key::Ctrl('c') => return vec![Order::Quit],
            _ => {}
        }
        self.notice = None;
        if self.asked.is_some() {
            return self.key_of_word(key);
        }
        if let Some(field) = self.field() {
            return match field.key(key) {
                Typed::On => self.typed(key),
                Typed::Meant => self.meant(),
                Typed::Dropped => {
                    self.drop_field();
                    Vec::new()
                }
            };
        }
        match key {
            Key::Char('q') => vec![Order::Quit],
            Key::Tab => self.open(self.page.next(), now),
            Key::Char(number @ '1'..='9') => match Page::numbered(number) {
                Some(page) => self.open(page, now),
                None => Vec::new(),
            },
            Key::Char('l') => {
                if self.charset == Charset::Ascii {
                    self.notice = Some(Say::new(
                        "",
                        "Korean needs UTF-8: press u if your terminal has it.",
                    ));
                } else {
                    self.language = self.language.other();
                }
                Vec::new()
            }
            Key::Char('u') => {
                self.charset = match self.charset {
                    Charset::Utf8 => Charset::Ascii,
                    Charset::Ascii => Charset::Utf8,
                };
                vec![Order::Redraw]
            }
            Key::Char('n') => {
                self.line = (self.line + 1) % self.lines().len().max(1);
                Vec::new()
            }
            Key::Char('r') => {
                self.next_status = Instant::ZERO;
                self.next_page = Instant::ZERO;
                self.tick(now)
            }
            _ => self.key_of_page(key),
        }
    }

    fn key_of_page(&mut self, key: Key) -> Vec<Order> {
        if self.job_here().is_some() {
            match key {
                Key::Esc => self.close_job(),
                _ => self.scroll_by(key),
            }
            return Vec::new();
        }
        match self.page {
            Page::Modem => self.key_of_modem(key),
            Page::Test => self.key_of_test(key),
            Page::Update | Page::House | Page::Health => self.key_of_acts(key),
            Page::State | Page::Calls | Page::Log | Page::Models => {
                self.scroll_by(key);
                Vec::new()
            }
        }
    }

    fn open(&mut self, page: Page, now: Instant) -> Vec<Order> {
        if self.page != page {
            self.page = page;
            self.chosen = 0;
            self.scroll = 0;
            self.next_page = Instant::ZERO;
        }
        self.tick(now)
    }

    /// The field that is open on this page.
    fn field(&mut self) -> Option<&mut Field> {
        match self.page {
            Page::Modem => self.modem.field.as_mut(),
            Page::Test => self.test.field.as_mut(),
            _ => None,
        }
    }

    fn drop_field(&mut self) {
        self.modem.field = None;
        self.test.field = None;
    }

    fn typed(&mut self, key: Key) -> Vec<Order> {
        if self.page == Page::Modem {
            self.typed_question(key);
        }
        Vec::new()
    }

    fn meant(&mut self) -> Vec<Order> {
        match self.page {
            Page::Modem => self.ask_typed(),
            Page::Test => self.number_typed(),
            _ => Vec::new(),
        }
    }

    fn scroll_by(&mut self, key: Key) {
        let (up, by) = match key {
            Key::Up => (true, 1),
            Key::Down => (false, 1),
            Key::PageUp => (true, 10),
            Key::PageDown => (false, 10),
            _ => return,
        };
        self.scroll = if up == self.is_at_end() {
            self.scroll.saturating_add(by).min(KEPT)
        } else {
            self.scroll.saturating_sub(by)
        };
    }

    /// Whether the end is what is looked at, and scrolling leads back from it.
    pub(super) fn is_at_end(&self) -> bool {
        self.page == Page::Log || self.job_here().is_some()
    }

    /// The command whose output stands on this page.
    pub(super) fn job_here(&self) -> Option<&Job> {
        self.job.as_ref().filter(|job| job.page == self.page)
    }

    /// The arrows in a list of so many.
    fn choose(&mut self, key: Key, of: usize) {
        self.chosen = moved(self.chosen, key, of);
    }

    /// What to do because time has passed.
    pub fn tick(&mut self, now: Instant) -> Vec<Order> {
        let mut orders = Vec::new();
        if !self.waiting.status && self.next_status <= now {
            self.waiting.status = true;
            orders.push(Order::Ask(Question::Status));
        }
        if !self.waiting.page && self.next_page <= now {
            self.next_page = now + PAGE_EVERY;
            orders.extend(self.read_page());
        }
        orders
    }

    /// What the page shows is read.
    fn read_page(&mut self) -> Option<Order> {
        let order = match self.page {
            Page::Health if !self.waiting.health => {
                self.waiting.health = true;
                return Some(Order::Ask(Question::Health { speech: false }));
            }
            Page::Calls => Order::Calls,
            Page::Log => Order::Log,
            Page::Models if self.models.is_none() => Order::Models,
            Page::Update => Order::Bundles,
            _ => return None,
        };
        self.waiting.page = true;
        Some(order)
    }

    /// How often the box is asked.
    fn status_every(&self) -> Duration {
        let looked_at = matches!(self.page, Page::State | Page::Test);
        STATUS_EVERY[usize::from(!looked_at)]
    }
}

/// Where the arrows lead in a list of so many.
pub(super) fn moved(chosen: usize, key: Key, of: usize) -> usize {
    let chosen = match key {
        Key::Up => chosen.saturating_sub(1),
        Key::Down => chosen + 1,
        Key::PageUp => chosen.saturating_sub(10),
        Key::PageDown => chosen + 10,
        _ => chosen,
    };
    chosen.min(of.saturating_sub(1))
}
