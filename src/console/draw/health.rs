//! The page of what was looked at.

use ratatui::{style::Modifier, text::Line};

use crate::control::{Check, Verdict};

use super::{
    super::{Language, Screen, plain::safe},
    text::{hanging, pad, wrap},
};

/// Columns of a check's name.
const NAMES: usize = 20;

pub(super) fn lines(screen: &Screen, columns: usize) -> Vec<Line<'static>> {
    let language = screen.language();
    match &screen.health {
        None => vec![Line::raw(
            language.of(" 점검하는 중입니다 ...", " looking ..."),
        )],
        Some(Err(why)) => {
            let mut lines = hanging(" ", &safe(language.half(why), 400), columns);
            lines.push(Line::default());
            lines.extend(hanging(
                " ",
                language.of(
                    "서비스 없이도 d로 모뎀과 상자를 진단할 수 있습니다.",
                    "Key d: the doctor looks at modems and box without the service.",
                ),
                columns,
            ));
            lines
        }
        Some(Ok(health)) => {
            let verdict = match health.verdict() {
                Verdict::Ok => language.of("모두 좋습니다", "everything works"),
                Verdict::Degraded => language.of(
                    "되지만, 알아 두실 것이 있습니다",
                    "it works, and something should be known",
                ),
                Verdict::Failed => {
                    language.of("고쳐야 할 것이 있습니다", "something has to be mended")
                }
            };
            let head = format!(" {}  ({})", verdict, safe(&health.version, 30));
            let mut lines = vec![Line::raw(head).style(Modifier::BOLD), Line::default()];
            // The worst first, each group in the order in which it was looked at.
            for verdict in [Verdict::Failed, Verdict::Degraded, Verdict::Ok] {
                let of = health.checks.iter().filter(|c| c.verdict == verdict);
                lines.extend(of.flat_map(|check| one(check, language, columns)));
            }
            lines
        }
    }
}

fn one(check: &Check, language: Language, columns: usize) -> Vec<Line<'static>> {
    let (mark, style) = match check.verdict {
        Verdict::Ok => ("ok", Modifier::empty()),
        Verdict::Degraded => (" !", Modifier::BOLD),
        Verdict::Failed => ("!!", Modifier::BOLD),
    };
    let name = format!(" {mark} {}", pad(&safe(&check.name, NAMES), NAMES + 1));
    let words = safe(language.of(&check.korean, &check.english), 400);
    let indent = NAMES + 5;
    let wrapped = wrap(&words, columns.saturating_sub(indent + 1));
    let mut lines = Vec::new();
    for (n, line) in wrapped.iter().enumerate() {
        let before = if n == 0 {
            name.clone()
        } else {
            " ".repeat(indent)
        };
        lines.push(Line::raw(format!("{before}{line}")).style(style));
    }
    lines
}
