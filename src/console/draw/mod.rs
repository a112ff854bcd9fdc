//! The screen as it looks, for a terminal of 80 columns and 24 rows or more.
//!
//! Each page is a list of lines; only bold, underline and reverse are used, which every terminal has.

mod asked;
mod calls;
mod health;
mod job;
mod modem;
mod service;
mod test_call;
mod text;
mod update;

use ratatui::{
    Frame,
    layout::{Position, Rect},
    style::Modifier,
    text::{Line, Span},
};

use super::{Charset, Language, Page, Screen, plain, screen::Service};

use text::{fit, width};

/// Rows above the page: the state, the pages, a rule.
const ABOVE: u16 = 3;
/// Rows below it: a notice, the keys.
const BELOW: u16 = 2;

/// The one character that is neither ASCII nor Hangul.
const RULE: &str = "─";

/// A page: its lines, and the row that has to be seen.
struct Body {
    lines: Vec<Line<'static>>,
    /// Of a list: the row that is chosen.
    chosen: Option<usize>,
}

impl From<Vec<Line<'static>>> for Body {
    fn from(lines: Vec<Line<'static>>) -> Self {
        Self {
            lines,
            chosen: None,
        }
    }
}

/// Draws all of it.
pub(super) fn draw(screen: &Screen, frame: &mut Frame<'_>) {
    let area = frame.area();
    let columns = usize::from(area.width);
    row(frame, 0, head(screen, columns));
    row(frame, 1, pages(screen));
    row(frame, 2, Line::raw(RULE.repeat(columns)));
    let rows = area.height.saturating_sub(ABOVE + BELOW);
    let shown = Rect::new(area.x, area.y + ABOVE, area.width, rows);
    let body = body(screen, columns, usize::from(rows));
    place(frame, shown, body, screen);
    row(frame, area.height.saturating_sub(2), notice(screen));
    row(frame, area.height.saturating_sub(1), keys(screen, columns));
    if screen.charset == Charset::Ascii {
        plain::to_ascii(frame.buffer_mut());
    }
}

fn row(frame: &mut Frame<'_>, y: u16, line: Line<'_>) {
    let area = frame.area();
    if y < area.height {
        frame.render_widget(line, Rect::new(area.x, area.y + y, area.width, 1));
    }
}

/// The part of the page that fits, around what is chosen or as far as it was scrolled.
fn place(frame: &mut Frame<'_>, area: Rect, body: Body, screen: &Screen) {
    let rows = usize::from(area.height);
    let hidden = body.lines.len().saturating_sub(rows);
    let first = match body.chosen {
        Some(chosen) => chosen.saturating_sub(rows / 2).min(hidden),
        None if screen.is_at_end() => hidden.saturating_sub(screen.scroll),
        None => screen.scroll.min(hidden),
    };
    for (y, line) in body.lines.iter().skip(first).take(rows).enumerate() {
        let y = area.y + u16::try_from(y).unwrap_or(u16::MAX);
        frame.render_widget(line, Rect::new(area.x, y, area.width, 1));
    }
    // That there is more, at the right edge.
    let marks = [
        (first > 0, "^", area.y),
        (first < hidden, "v", area.bottom().saturating_sub(1)),
    ];
    for (there, mark, y) in marks {
        let at = Position::new(area.right().saturating_sub(1), y);
        if there && let Some(cell) = frame.buffer_mut().cell_mut(at) {
            cell.set_symbol(mark).set_style(Modifier::REVERSED);
        }
    }
}

/// Name, service, time.
fn head(screen: &Screen, columns: usize) -> Line<'static> {
    let language = screen.language();
    let (service, wall) = match &screen.service {
        Service::Unknown => (language.of("서비스 확인 중", "service ..."), ""),
        Service::Up(status) => (
            language.of("서비스 켜짐", "service up"),
            status.wall.as_str(),
        ),
        Service::Down(_) => (language.of("!! 서비스 꺼짐", "!! SERVICE DOWN"), ""),
    };
    let left = format!(" {} ", language.of("문지기 Munjigi", "Munjigi"));
    let wall = wall.get(..19).unwrap_or(wall).replace('T', " ");
    let right = format!("{service}  {} ", plain::safe(&wall, 19));
    let gap = columns.saturating_sub(width(&left) + width(&right));
    Line::raw(format!("{left}{}{right}", " ".repeat(gap))).style(Modifier::REVERSED)
}

/// The pages with their numbers.
fn pages(screen: &Screen) -> Line<'static> {
    let language = screen.language();
    let mut spans = Vec::new();
    for page in Page::ALL {
        let text = format!("{} {}", page.number(), page.title(language));
        let style = if page == screen.page {
            Modifier::REVERSED
        } else {
            Modifier::empty()
        };
        spans.push(Span::styled(text, style));
        spans.push(Span::raw("  "));
    }
    Line::from(spans)
}

fn notice(screen: &Screen) -> Line<'static> {
    let language = screen.language();
    let text = match (&screen.notice, &screen.problem) {
        (Some(notice), _) => notice.the(language).to_owned(),
        (None, Some(problem)) => {
            let first = problem.lines().next().unwrap_or_default();
            let what = language.of("설정 파일을 읽을 수 없음", "the settings cannot be used");
            format!("! {what}: {}", plain::safe(first, 200))
        }
        (None, None) => String::new(),
    };
    Line::raw(text).style(Modifier::BOLD)
}

/// What can be pressed.
fn keys(screen: &Screen, columns: usize) -> Line<'static> {
    let language = screen.language();
    let page = if screen.asked.is_some() {
        language.of("다른 키: 취소", "any other key: no")
    } else if screen.modem.field.is_some() || screen.test.field.is_some() {
        language.of(
            "Enter: 확인  Tab: 채우기  Esc: 취소",
            "Enter: go  Tab: complete  Esc: cancel",
        )
    } else if let Some(job) = screen.job_here() {
        if job.end.is_some() {
            language.of("Esc: 닫기  위아래: 넘기기", "Esc: close  up/down: scroll")
        } else {
            language.of("위아래: 넘기기", "up/down: scroll")
        }
    } else {
        page_keys(screen.page, language)
    };
    let always = match (screen.asked.is_some(), screen.charset, language) {
        (true, ..) => "",
        (_, Charset::Ascii, _) => "1-9: page  u: UTF-8  ^L: redraw  q: quit",
        (_, _, Language::Korean) => "1-9: 쪽  l: English  q: 끝",
        (_, _, Language::English) => "1-9: page  l: 한국어  q: quit",
    };
    let gap = columns.saturating_sub(width(page) + width(always) + 2);
    Line::raw(fit(
        &format!(" {page}{}{always} ", " ".repeat(gap)),
        columns,
    ))
    .style(Modifier::REVERSED)
}

const fn page_keys(page: Page, language: Language) -> &'static str {
    match page {
        Page::State | Page::Calls | Page::Log | Page::Models => {
            language.of("위아래: 넘기기  r: 새로", "up/down: scroll  r: refresh")
        }
        Page::Health => language.of(
            "d: 진단  s: 말하고 듣기  b: 지원 묶음",
            "d: doctor  s: speech  b: bundle",
        ),
        Page::Modem => language.of(
            "위아래, Enter: 묻기  /: 적기  n: 회선",
            "up/down, Enter: ask  /: type  n: line",
        ),
        Page::Test => language.of(
            "위아래: 고르기  Enter: 걸기  n: 회선",
            "up/down: choose  Enter: dial  n: line",
        ),
        Page::Update => language.of(
            "Enter: 설치  s: 상태  b: 되돌리기",
            "Enter: install  s: status  b: back",
        ),
        Page::House => language.of("위아래, Enter: 고르기", "up/down, Enter: choose"),
    }
}

fn body(screen: &Screen, columns: usize, rows: usize) -> Body {
    if let Some(asked) = &screen.asked {
        return asked::lines(asked, screen.language(), columns).into();
    }
    if let Some(job) = screen.job_here() {
        return job::lines(job, screen.language(), columns).into();
    }
    match screen.page {
        Page::State => service::lines(screen, columns).into(),
        Page::Health => health::lines(screen, columns).into(),
        Page::Calls => calls::lines(screen, columns).into(),
        Page::Modem => modem::lines(screen, columns, rows).into(),
        Page::Test => test_call::lines(screen, columns).into(),
        Page::Log => job::log(screen, columns).into(),
        Page::Models => update::models(screen, columns).into(),
        Page::Update => update::lines(screen, columns),
        Page::House => update::house(screen),
    }
}
