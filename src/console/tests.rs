//! Every page as it looks, and what no keys can do.

mod looks;
mod noise;

use ratatui::{Terminal, backend::TestBackend};

use super::{CallLine, Charset, Key, Language, ModelLine, News, Order, Screen, Setup, draw::draw};
use crate::{
    control::{Answer, CallNow, Check, Doing, Health, LineStatus, Question, Status, Verdict},
    speech::ModelState,
    time::Instant,
};

fn at(ms: u64) -> Instant {
    Instant::from_millis(ms)
}

fn screen(language: Language, charset: Charset) -> Screen {
    Screen::new(Setup {
        language,
        charset,
        lines: vec!["1".to_owned()],
        problem: None,
    })
}

fn press(screen: &mut Screen, keys: &str) -> Vec<Order> {
    let keys = keys.chars().map(|c| match c {
        '\n' => Key::Enter,
        '\t' => Key::Tab,
        c => Key::Char(c),
    });
    keys.flat_map(|key| screen.key(key, at(0))).collect()
}

/// What a person sees: 24 rows of 80 columns. A wide character stands for its two columns.
fn seen(screen: &Screen) -> String {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    terminal.draw(|frame| draw(screen, frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let mut rows = Vec::new();
    for y in 0..24 {
        let mut row = String::new();
        let mut x = 0;
        while x < 80 {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            let width = unicode_width::UnicodeWidthStr::width(symbol).max(1);
            x += u16::try_from(width).unwrap();
        }
        rows.push(row.trim_end().to_owned());
    }
    rows.join("\n")
}

fn status() -> Status {
    Status {
        version: "0.1.0".to_owned(),
        up_seconds: 183_845,
        wall: "2026-11-21 18:03:07".to_owned(),
        resting_seconds: None,
        waiting: 2,
        lines: vec![LineStatus {
            name: "1".to_owned(),
            ready: true,
            korean: "전화를 받을 수 있습니다".to_owned(),
            english: "ready".to_owned(),
            module: Some("EC25EFAR06A08M4G".to_owned()),
            rssi_dbm: Some(-71),
            circuit: Some("registered".to_owned()),
            lte: Some("searching".to_owned()),
            ims: Some(true),
            doing: Doing::Call,
            call: Some(CallNow {
                other: "010-****-6789".to_owned(),
                ours: false,
            }),
            heard_dbfs: Some(-23),
            said_dbfs: Some(-41),
        }],
    }
}

fn health() -> Health {
    let check = |name: &str, verdict, korean: &str, english: &str| {
        Check::new(name, verdict, korean, english)
    };
    Health {
        version: "0.1.0".to_owned(),
        checks: vec![
            check(
                "store",
                Verdict::Ok,
                "장부에 적을 수 있습니다.",
                "rows are written",
            ),
            check("hearing", Verdict::Ok, "알아듣습니다.", "it hears"),
            check(
                "line.1.network",
                Verdict::Failed,
                "통신망에 등록되지 않았습니다. 안테나와 유심 개통 상태를 확인해 주세요.",
                "not registered with the network; check the antenna and whether the SIM is active",
            ),
            check(
                "line.1.sound",
                Verdict::Degraded,
                "지난 통화의 소리가 비어 있었습니다.",
                "the sound of the last call was empty",
            ),
        ],
    }
}

/// A box that runs: every page has been read.
fn running(language: Language, charset: Charset) -> Screen {
    let mut screen = screen(language, charset);
    screen.tick(at(0));
    let asked = Question::Health { speech: false };
    let calls = vec![
        CallLine {
            id: 12,
            at: "2026-11-21 17:58:12".to_owned(),
            ours: false,
            other: "010-****-6789".to_owned(),
            line: "1".to_owned(),
            outcome: "booked".to_owned(),
            seconds: Some(47),
        },
        CallLine {
            id: 11,
            at: "2026-11-21 16:02:00".to_owned(),
            ours: true,
            other: "080-****-5678".to_owned(),
            line: "1".to_owned(),
            outcome: "reached".to_owned(),
            seconds: None,
        },
    ];
    let model = |id: &str, size, optional, state| ModelLine {
        id: id.to_owned(),
        size,
        optional,
        state,
    };
    let news = [
        News::Answer(Question::Status, Ok(Answer::Status(status()))),
        News::Answer(asked, Ok(Answer::Health(health()))),
        News::Calls(Ok(calls)),
        News::Log(Ok(vec![
            "2026-11-21T18:00:00+0900 munjigi[412]: INFO modem state=\"ready\" at_ms=5120"
                .to_owned(),
            "2026-11-21T18:03:01+0900 munjigi[412]: INFO line started line=\"1\"".to_owned(),
        ])),
        News::Models(vec![
            model("silero-vad-v6", 2_300_000, false, ModelState::Present),
            model("whisper-base", 78_000_000, false, ModelState::Damaged),
            model("sense-voice", 240_000_000, true, ModelState::Missing),
        ]),
        News::Bundles(vec![
            "/media/usb0/munjigi-0.2.0-arm64.bundle".into(),
            "/media/usb0/old/munjigi-0.1.1-arm64.bundle".into(),
        ]),
    ];
    for news in news {
        screen.news(news, at(10));
    }
    screen
}
