//! The shop of a scenario: a file, or a table in the scenario itself.

use crate::settings::{Refusal, Table};

use super::Shop;

/// `shop` in `[scenario]`, or the table `[shop]`; exactly one of them.
pub(super) fn read(root: &Table<'_>, head: &Table<'_>, text: &str) -> Option<Shop> {
    let file: Option<String> = head.get("shop");
    match (head.has("shop"), root.has("shop")) {
        (true, false) => file.map(|f| Shop::File(f.into())),
        (false, true) => {
            root.table("shop")?.remaining_keys();
            Some(Shop::Inline(cut_out(text)))
        }
        (true, true) => {
            head.refuse(
                "shop",
                Refusal::new(
                    "가게 설정이 두 번 있습니다. shop 파일과 [shop] 표 가운데 하나를 지우세요.",
                    "there are two shops; remove either this or the table [shop]",
                ),
            );
            None
        }
        (false, false) => {
            head.refuse(
                "shop",
                Refusal::new(
                    "가게가 없습니다. shop = \"가게.toml\"을 적거나 [shop] 표를 넣어 주세요.",
                    "there is no shop; add shop = \"shop.toml\", or a table [shop]",
                ),
            );
            None
        }
    }
}

/// The table `shop` as a text of its own, every line where it was.
fn cut_out(text: &str) -> String {
    let mut inside = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some((head, name)) = header(line) {
            inside = name == "shop" || name.starts_with("shop.");
            if let Some(below) = name.strip_prefix("shop.") {
                let tail = &head[..head.len().min(2)].replace('[', "]");
                out.push_str(&format!("{head}{below}{tail}"));
            }
        } else if inside {
            out.push_str(line);
        }
        out.push('\n');
    }
    let whole: Option<toml::Table> = toml::from_str(text).ok();
    let shop = whole.and_then(|mut t| t.remove("shop"));
    let same = |cut: &str| toml::from_str::<toml::Value>(cut).ok() == shop;
    match &shop {
        // Written in a way that lines cannot be cut by, such as shop = { … }: place is lost.
        Some(shop) if !same(&out) => toml::to_string(shop).unwrap_or(out),
        _ => out,
    }
}

/// `[a.b]` or `[[a.b]]`: the brackets and the name.
fn header(line: &str) -> Option<(&str, &str)> {
    let line = line.split('#').next()?.trim();
    let (head, tail) = match line.starts_with("[[") {
        true => ("[[", "]]"),
        false => ("[", "]"),
    };
    let name = line.strip_prefix(head)?.strip_suffix(tail)?.trim();
    let plain = |c: char| c.is_alphanumeric() || "._-".contains(c);
    name.chars().all(plain).then_some((head, name))
}
