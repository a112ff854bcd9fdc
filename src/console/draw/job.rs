//! The output of a command, and the log.

use ratatui::{style::Modifier, text::Line};

use super::{
    super::{Language, Screen, plain::safe, screen::Job},
    text::{hanging, wrap},
};

/// The longest line of the log that is shown, in characters.
const WIDEST: usize = 500;

pub(super) fn lines(job: &Job, language: Language, columns: usize) -> Vec<Line<'static>> {
    let name = job.act.name();
    let mut lines = vec![
        Line::raw(format!(" {}", name.the(language))).style(Modifier::BOLD),
        Line::default(),
    ];
    for said in &job.said {
        let text = wrap(language.half(said), columns.saturating_sub(2));
        lines.extend(text.into_iter().map(|line| Line::raw(format!(" {line}"))));
    }
    lines.push(Line::default());
    lines.extend(match &job.end {
        None => vec![Line::raw(language.of(" 도는 중 ...", " running ..."))],
        Some(Ok(0)) => vec![Line::raw(language.of(" 끝났습니다.", " Done.")).style(Modifier::BOLD)],
        Some(Ok(code)) => {
            let text = match language {
                Language::Korean => format!(" 종료 코드 {code}로 끝났습니다."),
                Language::English => format!(" Ended with code {code}."),
            };
            vec![Line::raw(text).style(Modifier::BOLD)]
        }
        Some(Err(why)) => hanging(" ", &safe(language.half(why), WIDEST), columns),
    });
    lines
}

/// The last lines of the log.
pub(super) fn log(screen: &Screen, columns: usize) -> Vec<Line<'static>> {
    let language = screen.language();
    match &screen.log {
        None => vec![Line::raw(language.of(" 읽는 중입니다 ...", " reading ..."))],
        Some(Err(why)) => hanging(" ", &safe(language.half(why), WIDEST), columns),
        Some(Ok(lines)) if lines.is_empty() => {
            vec![Line::raw(
                language.of(" 기록이 비어 있습니다.", " The log is empty."),
            )]
        }
        Some(Ok(lines)) => lines
            .iter()
            .flat_map(|line| wrap(&safe(line, WIDEST), columns.saturating_sub(2)))
            .map(|line| Line::raw(format!(" {line}")))
            .collect(),
    }
}
