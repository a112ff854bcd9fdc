//! The page of test calls.

use ratatui::{style::Modifier, text::Line};

use super::{
    super::{Language, Screen, TestKind, plain::safe, screen::Service},
    service::sound,
    text::{hanging, pad},
};

pub(super) fn lines(screen: &Screen, columns: usize) -> Vec<Line<'static>> {
    let language = screen.language();
    let mut lines = vec![
        Line::raw(language.of(
            " 문지기가 시험 전화를 겁니다. 어떻게 시험할지 고르고 Enter를 눌러 주세요.",
            " The box places a call. Choose what it does when somebody answers, then Enter.",
        )),
        Line::default(),
    ];
    for kind in TestKind::ALL {
        let (name, what) = words(kind, language);
        let (style, mark) = if kind == screen.test.kind {
            (Modifier::REVERSED, '>')
        } else {
            (Modifier::empty(), ' ')
        };
        let mark = format!(" {mark} {} ", pad(name, 12));
        let text = hanging(&mark, what, columns);
        lines.extend(text.into_iter().map(|line| line.style(style)));
    }
    lines.push(Line::default());
    let line = screen.chosen_line().unwrap_or("-");
    lines.push(Line::raw(format!(
        " {} {}",
        language.of("회선", "line"),
        safe(line, 20)
    )));
    if let Some(field) = &screen.test.field {
        let typed = format!(
            " {}: {}_",
            language.of("걸 번호", "number to call"),
            field.text
        );
        lines.push(Line::raw(typed).style(Modifier::BOLD));
    }
    lines.push(Line::default());
    if let Service::Up(status) = &screen.service {
        for line in &status.lines {
            let name = pad(&safe(&line.name, 8), 9);
            lines.push(Line::raw(format!(" {name}{}", sound(line, language))));
        }
        lines.push(Line::raw(language.of(
            " 통화는 3 통화에, 소리의 크기는 여기에 보입니다.",
            " The call shows on page 3, how loud it is here.",
        )));
    }
    lines
}

const fn words(kind: TestKind, language: Language) -> (&'static str, &'static str) {
    match kind {
        TestKind::Speak => language_pair(
            language,
            (
                "말하기",
                "한 문장을 말하고, 상대가 말하면 들렸다고 말합니다.",
            ),
            (
                "speak",
                "says a sentence, listens, and says whether it heard anybody",
            ),
        ),
        TestKind::Loop => language_pair(
            language,
            (
                "되돌리기",
                "10초 동안 들리는 소리를 1초 뒤에 그대로 돌려줍니다.",
            ),
            (
                "loop-back",
                "for 10 s plays back what it hears, a second later",
            ),
        ),
        TestKind::Tone => language_pair(
            language,
            (
                "소리",
                "1004 Hz를 5초(-10 dBm0), 그다음 1-9 * 0 # 을 소리로 냅니다.",
            ),
            (
                "tone",
                "1004 Hz for 5 s (-10 dBm0), then the keys 1-9 * 0 # as sound",
            ),
        ),
    }
}

const fn language_pair(
    language: Language,
    korean: (&'static str, &'static str),
    english: (&'static str, &'static str),
) -> (&'static str, &'static str) {
    match language {
        Language::Korean => korean,
        Language::English => english,
    }
}
