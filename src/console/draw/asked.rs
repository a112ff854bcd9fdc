//! What a person has to know before something is done, and the word that has to be typed.

use ratatui::{style::Modifier, text::Line};

use super::{
    super::{Act, Language, plain::safe, screen::Asked},
    text::hanging,
};

pub(super) fn lines(asked: &Asked, language: Language, columns: usize) -> Vec<Line<'static>> {
    let name = asked.act.name();
    let mut lines = vec![
        Line::raw(format!(" {}", name.the(language))).style(Modifier::BOLD),
        Line::default(),
    ];
    if let Act::Install(file) = &asked.act {
        lines.extend(hanging(
            " ",
            &safe(&file.display().to_string(), 300),
            columns,
        ));
        lines.push(Line::default());
    }
    for say in asked.act.warning() {
        lines.extend(hanging(" ", say.the(language), columns));
    }
    lines.push(Line::default());
    let word = asked.word.word();
    lines.extend(hanging(
        " ",
        &match language {
            Language::Korean => {
                format!("하시려면 {word} 라고 틀리지 않게 적고 Enter를 눌러 주세요.")
            }
            Language::English => format!("To do it, type {word} without a mistake, then Enter."),
        },
        columns,
    ));
    lines.push(Line::default());
    let typed = asked.word.typed();
    lines.push(Line::raw(format!(" > {typed}_")).style(Modifier::BOLD));
    lines
}
