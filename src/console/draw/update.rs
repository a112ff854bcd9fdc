//! Lists: the models, the updates, what can be done to the box.

use ratatui::{style::Modifier, text::Line};

use crate::speech::ModelState;

use super::{
    super::{Act, Language, ModelLine, Screen, plain::safe},
    Body,
    text::{hanging, pad},
};

pub(super) fn models(screen: &Screen, columns: usize) -> Vec<Line<'static>> {
    let language = screen.language();
    let Some(models) = &screen.models else {
        return hanging(
            " ",
            language.of(
                "파일마다 목록의 검사합과 견주는 중입니다. 처음에는 몇 초 걸립니다 ...",
                "every file is compared with the catalog; the first time takes some seconds ...",
            ),
            columns,
        );
    };
    let mut lines: Vec<_> = models.iter().map(|model| one(model, language)).collect();
    let needed = |model: &&ModelLine| !model.optional && model.state != ModelState::Present;
    let verdict = match models.iter().filter(needed).count() {
        0 => language.of(
            "전화에 필요한 모델이 모두 온전합니다.",
            "All models that calls need are whole.",
        ),
        _ => language.of(
            "필요한 모델이 없거나 손상되었습니다. 모델 업데이트를 설치해 주세요.",
            "A model that calls need is missing or damaged; install the update of the models.",
        ),
    };
    lines.push(Line::default());
    lines.extend(hanging(" ", verdict, columns));
    lines
}

#[expect(clippy::cast_precision_loss, reason = "for a person to read")]
fn one(model: &ModelLine, language: Language) -> Line<'static> {
    let (mark, state) = match (model.state, model.optional) {
        (ModelState::Present, _) => ("ok", language.of("있음", "here")),
        (ModelState::Missing, true) => ("  ", language.of("없음(선택)", "not here, optional")),
        (ModelState::Missing, false) => ("!!", language.of("없음", "MISSING")),
        (ModelState::Damaged, _) => ("!!", language.of("손상됨", "DAMAGED")),
    };
    let style = if mark == "!!" {
        Modifier::BOLD
    } else {
        Modifier::empty()
    };
    let size = model.size as f64 / 1e6;
    Line::raw(format!(
        " {mark} {} {size:>8.1} MB  {state}",
        pad(&safe(&model.id, 40), 34)
    ))
    .style(style)
}

pub(super) fn lines(screen: &Screen, columns: usize) -> Body {
    let language = screen.language();
    let found = screen.acts();
    let mut lines = vec![
        Line::raw(language.of(
            " USB 메모리에 있는 업데이트(/media, /run/media, /mnt):",
            " Updates on USB sticks (/media, /run/media, /mnt):",
        )),
        Line::default(),
    ];
    let mut chosen = None;
    match (&screen.bundles, found.as_slice()) {
        (None, _) => lines.push(Line::raw(language.of(" 찾는 중 ...", " looking ..."))),
        (Some(_), []) => lines.extend(hanging(
            " ",
            language.of(
                "없습니다. 업데이트 파일(munjigi*.bundle)이 든 USB 메모리를 꽂고 r을 눌러 주세요.",
                "None. Plug in a stick with an update (munjigi*.bundle) and press r.",
            ),
            columns,
        )),
        (Some(_), found) => {
            for (n, act) in found.iter().enumerate() {
                let Act::Install(file) = act else { continue };
                let name = safe(&file.display().to_string(), 200);
                if n == screen.chosen {
                    chosen = Some(lines.len());
                }
                lines.push(entry(&name, n == screen.chosen, columns));
            }
        }
    }
    Body { lines, chosen }
}

pub(super) fn house(screen: &Screen) -> Body {
    let language = screen.language();
    let mut lines = vec![
        Line::raw(language.of(
            " 고르고 Enter를 눌러 주세요. 되돌릴 수 없는 것은 낱말을 적어야 합니다.",
            " Choose and press Enter. What cannot be undone wants its word typed.",
        )),
        Line::default(),
    ];
    for (n, act) in screen.acts().iter().enumerate() {
        let name = act.name();
        lines.push(entry(name.the(language), n == screen.chosen, 40));
    }
    Body {
        chosen: Some(screen.chosen),
        lines,
    }
}

fn entry(text: &str, chosen: bool, columns: usize) -> Line<'static> {
    // The mark is for terminals that do not show reverse.
    let (style, mark) = if chosen {
        (Modifier::REVERSED, '>')
    } else {
        (Modifier::empty(), ' ')
    };
    let text = format!("{mark} {text} ");
    Line::raw(format!(" {}", pad(&text, columns.saturating_sub(4)))).style(style)
}
