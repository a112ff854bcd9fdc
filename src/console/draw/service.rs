//! The page of the service and its lines.

use ratatui::{style::Modifier, text::Line};

use crate::control::{Doing, LineStatus, Status};

use super::{
    super::{Language, Screen, plain::safe, screen::Service},
    text::{bar, hanging, pad},
};

/// Columns of the names at the left.
const NAMES: usize = 12;

pub(super) fn lines(screen: &Screen, columns: usize) -> Vec<Line<'static>> {
    let language = screen.language();
    match &screen.service {
        Service::Unknown => vec![Line::raw(
            language.of(" 물어보는 중입니다 ...", " asking ..."),
        )],
        Service::Up(status) => up(status, language, columns),
        Service::Down(why) => down(why, language, columns),
    }
}

fn up(status: &Status, language: Language, columns: usize) -> Vec<Line<'static>> {
    let resting = status.resting_seconds.map(|seconds| match language {
        Language::Korean => format!("  {seconds}초 동안 쉬는 중(업데이트)"),
        Language::English => format!("  resting for {seconds} s (update)"),
    });
    let mut lines = vec![
        named(
            language.of("서비스", "service"),
            &format!(
                "{} {}  {} {}{}",
                language.of("켜짐, 버전", "up, version"),
                safe(&status.version, 30),
                language.of("켜진 지", "for"),
                span(status.up_seconds, language),
                resting.unwrap_or_default()
            ),
        ),
        named(
            language.of("할 일", "waiting"),
            &match language {
                Language::Korean => format!("걸 전화, 보낼 문자, 받을 문자 {}건", status.waiting),
                Language::English => {
                    format!("{} calls, texts and messages to do", status.waiting)
                }
            },
        ),
    ];
    if status.lines.is_empty() {
        let none = language.of(
            "회선이 아직 없습니다. 모뎀이 꽂혀 있는지 보아 주세요(2 점검, d 진단).",
            "No line yet. Is the modem plugged in? (page 2, key d: doctor)",
        );
        lines.push(Line::default());
        lines.extend(hanging(" ", none, columns));
    }
    for line in &status.lines {
        lines.push(Line::default());
        lines.extend(of_line(line, language, columns));
    }
    lines
}

fn of_line(line: &LineStatus, language: Language, columns: usize) -> Vec<Line<'static>> {
    let name = format!("{} {}", language.of("회선", "line"), safe(&line.name, 8));
    let ready = match (line.ready, language) {
        (true, Language::Korean) => "받을 수 있음",
        (true, Language::English) => "ready for calls",
        (false, Language::Korean) => "받을 수 없음",
        (false, Language::English) => "NOT ready",
    };
    let state = language.of(&line.korean, &line.english);
    let mark = format!(" {}", pad(&name, NAMES));
    let mut lines = hanging(&mark, &format!("{ready}: {}", safe(state, 200)), columns);
    for first in lines.iter_mut().take(1) {
        *first = std::mem::take(first).style(Modifier::BOLD);
    }
    let unknown = language.of("모름", "unknown");
    let text = |value: &Option<String>| {
        let value = value.as_deref().unwrap_or(unknown);
        safe(value, 40)
    };
    lines.push(named(
        language.of("  모듈", "  module"),
        &text(&line.module),
    ));
    let signal = line.rssi_dbm.map_or_else(
        || format!("{} {unknown}", bar(0, 5)),
        |dbm| format!("{} {dbm} dBm", bar(strength(dbm), 5)),
    );
    lines.push(named(language.of("  신호", "  signal"), &signal));
    let ims = match line.ims {
        Some(true) => language.of("켜짐", "up"),
        Some(false) => language.of("꺼짐", "down"),
        None => unknown,
    };
    let registered = |value: &Option<String>| match value {
        Some(word) => safe(registration(word, language), 24),
        None => unknown.to_owned(),
    };
    let network = format!(
        "CREG {}   CEREG {}   IMS(VoLTE) {ims}",
        registered(&line.circuit),
        registered(&line.lte)
    );
    lines.push(named(language.of("  망", "  network"), &network));
    lines.push(named(
        language.of("  하는 일", "  doing"),
        &doing(line, language),
    ));
    lines.push(named(
        language.of("  소리", "  sound"),
        &sound(line, language),
    ));
    lines
}

/// The words of the box for `<stat>` of `AT+CREG?` (3GPP TS 27.007 7.2).
fn registration(word: &str, language: Language) -> &str {
    let korean = match word {
        "not registered" => "등록 안 됨",
        "registered" => "등록됨",
        "searching" => "찾는 중",
        "denied" => "거절됨",
        "unknown" => "모름",
        "roaming" => "로밍",
        "texts only" => "문자만",
        "emergency only" => "긴급 전화만",
        other => other,
    };
    language.of(korean, word)
}

fn doing(line: &LineStatus, language: Language) -> String {
    let what = match line.doing {
        Doing::Idle => language.of("쉬는 중", "idle"),
        Doing::Errand => language.of("문자나 할 일을 보는 중", "texts and errands"),
        Doing::Call => language.of("통화", "call"),
    };
    match &line.call {
        Some(call) => {
            let way = if call.ours {
                language.of("건 전화", "outgoing")
            } else {
                language.of("걸려 온 전화", "incoming")
            };
            format!("{what}: {} ({way})", safe(&call.other, 30))
        }
        None => what.to_owned(),
    }
}

/// Both level meters.
pub(super) fn sound(line: &LineStatus, language: Language) -> String {
    let one = |level: Option<i16>| {
        let percent = level.map_or(0, loudness);
        let number = level.map_or_else(|| "-".to_owned(), |level| level.to_string());
        format!("{} {number:>4} dBFS", bar(percent, 14))
    };
    if line.heard_dbfs.is_none() && line.said_dbfs.is_none() {
        return language
            .of(
                "열려 있지 않음(통화 중에만)",
                "closed (open in calls alone)",
            )
            .to_owned();
    }
    format!(
        "{} {}  {} {}",
        language.of("상대", "heard"),
        one(line.heard_dbfs),
        language.of("문지기", "said"),
        one(line.said_dbfs)
    )
}

/// A signal in parts of a hundred: -110 dBm is nearly nothing, -60 dBm is next to the mast.
fn strength(dbm: i16) -> usize {
    usize::try_from((i32::from(dbm) + 110) * 2).unwrap_or(0)
}

/// A level in parts of a hundred: -60 dBFS is as good as silence.
fn loudness(dbfs: i16) -> usize {
    usize::try_from((i32::from(dbfs) + 60) * 100 / 60).unwrap_or(0)
}

fn named(name: &str, value: &str) -> Line<'static> {
    Line::raw(format!(" {}{value}", pad(name, NAMES)))
}

/// `2일 03:04:05`.
fn span(seconds: u64, language: Language) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let clock = format!("{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60);
    match (days, language) {
        (0, _) => clock,
        (days, Language::Korean) => format!("{days}일 {clock}"),
        (days, Language::English) => format!("{days} d {clock}"),
    }
}

fn down(why: &str, language: Language, columns: usize) -> Vec<Line<'static>> {
    let mut lines = vec![
        Line::raw(format!(
            " {}",
            language.of(
                "서비스가 꺼져 있습니다. 전화를 받지 못합니다.",
                "THE SERVICE IS DOWN. No calls are taken."
            )
        ))
        .style(Modifier::BOLD),
    ];
    lines.push(Line::default());
    lines.extend(hanging(" ", &safe(language.half(why), 400), columns));
    lines.push(Line::default());
    let what = match language {
        Language::Korean => [
            "해 볼 것:",
            "  2 점검, d   모뎀과 상자를 진단합니다.",
            "  6 기록      마지막에 무슨 일이 있었는지 봅니다.",
            "  7 모델      음성 모델이 온전한지 봅니다.",
            "  9 상자      서비스를 다시 시작합니다.",
        ],
        Language::English => [
            "What to try:",
            "  page 2, d   the doctor looks at modems and box",
            "  page 6      what happened last",
            "  page 7      whether the speech models are whole",
            "  page 9      restart the service",
        ],
    };
    lines.extend(what.map(|line| Line::raw(format!(" {line}"))));
    lines
}
