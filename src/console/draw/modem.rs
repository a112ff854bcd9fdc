//! The page on which the modem is asked: the questions at the left, what was answered at the right.

use ratatui::{
    style::Modifier,
    text::{Line, Span},
};

use crate::at;

use super::{
    super::{Screen, plain::safe},
    text::{fit, pad, wrap},
};

/// Columns of the questions.
const QUESTIONS: usize = 27;

pub(super) fn lines(screen: &Screen, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let language = screen.language();
    let rows = rows.saturating_sub(2);
    let all: Vec<&str> = at::Question::all().map(at::Question::text).collect();
    let chosen = screen.modem.chosen;
    let hidden = all.len().saturating_sub(rows);
    let first = chosen.saturating_sub(rows / 2).min(hidden);
    let right = answers(screen, columns.saturating_sub(QUESTIONS + 4));
    let past = right.len().saturating_sub(rows);
    let title = format!(
        " {} ({}/{})",
        language.of("질문", "questions"),
        chosen + 1,
        all.len()
    );
    let line = screen.chosen_line().unwrap_or("-");
    let of = format!("{} {}", language.of("회선", "line"), safe(line, 20));
    let mut lines = vec![Line::from(vec![
        Span::styled(pad(&title, QUESTIONS + 2), Modifier::UNDERLINED),
        Span::styled(of, Modifier::UNDERLINED),
    ])];
    for row in 0..rows {
        let question = all.get(first + row).copied().unwrap_or_default();
        let (style, mark) = if first + row == chosen {
            (Modifier::REVERSED, ">")
        } else {
            (Modifier::empty(), " ")
        };
        let answer = right.get(past + row).cloned().unwrap_or_default();
        lines.push(Line::from(vec![
            Span::raw(mark),
            Span::styled(pad(question, QUESTIONS), style),
            Span::raw(" "),
            Span::raw(answer),
        ]));
    }
    lines.push(match &screen.modem.field {
        Some(field) => {
            Line::raw(fit(&format!(" > {}_", field.text), columns)).style(Modifier::BOLD)
        }
        None if screen.is_asking() => {
            Line::raw(language.of(" 대답을 기다리는 중 ...", " waiting for the answer ..."))
        }
        None => Line::raw(language.of(
            " 목록에 있는 질문만 할 수 있습니다. 아무것도 바꾸지 않습니다.",
            " Only these can be asked; none of them changes anything.",
        )),
    });
    lines
}

fn answers(screen: &Screen, columns: usize) -> Vec<String> {
    let language = screen.language();
    let mut lines = Vec::new();
    for exchange in &screen.modem.history {
        let asked = format!("> {}", exchange.question);
        let of = format!("{asked}  [{}]", safe(&exchange.line, 12));
        lines.push(fit(&of, columns));
        for line in &exchange.answer {
            lines.extend(wrap(&safe(language.half(line), 400), columns));
        }
        lines.push(String::new());
    }
    lines
}
