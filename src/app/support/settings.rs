//! The settings, with what they say of people left out.

use std::{fs, path::Path};

use toml::{Table, Value};

use crate::phone::veiled;

/// Text of these keys describes the machine and nobody. What is not among them becomes `~`: names, sentences, numbers.
const HARMLESS: [&str; 17] = [
    "audio", "at", "burst", "data", "engine", "fault", "gap", "limit", "models", "oldest",
    "once_in", "pcm", "quiet", "socket", "tell", "voice", "waits",
];

/// `munjigi.toml` without secrets, and of the shop's file the keys alone.
pub(super) fn harmless(config: Option<&Path>) -> String {
    let Some(path) = config else {
        return "# no settings file was found\n".to_owned();
    };
    let config = match table(path) {
        Ok(config) => config,
        Err(why) => return format!("# {why}\n"),
    };
    let shop = config.get("shop").and_then(Value::as_str);
    let shop = shop.map(|name| path.parent().unwrap_or(Path::new("")).join(name));
    let mut text = "# munjigi.toml\n".to_owned();
    text.push_str(&shown(config, false));
    if let Some(shop) = shop {
        text.push_str("\n# the shop's file: its keys alone\n[shop_file]\n");
        match table(&shop) {
            Ok(shop) => {
                let below = Table::from_iter([("shop_file".to_owned(), Value::Table(shop))]);
                let below = shown(below, true);
                text.truncate(text.len() - "[shop_file]\n".len());
                text.push_str(&below);
            }
            Err(why) => text.push_str(&format!("# {why}\n")),
        }
    }
    text
}

fn table(path: &Path) -> Result<Table, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    // What TOML says of a mistake quotes the line.
    text.parse()
        .map_err(|_| "the file is not TOML; munjigi config check tells where".to_owned())
}

fn shown(table: Table, keys_alone: bool) -> String {
    let masked = masked_table(table, keys_alone);
    toml::to_string_pretty(&masked).unwrap_or_else(|error| format!("# {error}\n"))
}

fn masked_table(table: Table, keys_alone: bool) -> Table {
    let masked = table.into_iter().map(|(key, value)| {
        let value = masked(&key, value, keys_alone);
        // A key is ours when it is ASCII; anything else was written by mistake.
        let key = if key.is_ascii() {
            veiled(&key)
        } else {
            "~".to_owned()
        };
        (key, value)
    });
    masked.collect()
}

fn masked(key: &str, value: Value, keys_alone: bool) -> Value {
    match value {
        Value::Table(table) => Value::Table(masked_table(table, keys_alone)),
        Value::Array(values) => {
            let all = values.into_iter();
            Value::Array(all.map(|value| masked(key, value, keys_alone)).collect())
        }
        Value::String(text) if !keys_alone && HARMLESS.contains(&key) && text.is_ascii() => {
            Value::String(veiled(&text))
        }
        Value::String(_) => Value::String("~".to_owned()),
        // A PIN or a telephone number may have been written without quotes.
        Value::Integer(number) if keys_alone || !(0..1_000).contains(&number) => {
            Value::String("~".to_owned())
        }
        Value::Datetime(_) => Value::String("~".to_owned()),
        plain => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_describes_the_machine_stays_and_people_go() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("munjigi.toml");
        fs::write(
            &config,
            "shop = 'shop.toml'\ndata = '/var/lib/munjigi'\n[[line]]\nname = '박민수'\nowner = '010-2345-6789'\n\
             number = 1023456789\nsocket = '1-1.3'\nsim_pin = '4821'\nauto = true\n[speech]\nvoice = 'jf_alpha'\n\
             speed = 0.9\nthreads = 2\nheard = ['내일 네 명이요']\n",
        )
        .unwrap();
        fs::write(
            folder.path().join("shop.toml"),
            "name = '가나분식'\nowner = '010-9876-5432'\n[hours]\ndaily = '11:00-21:00'\n[[faq]]\nask = ['주차 되나요']\n",
        )
        .unwrap();
        let text = harmless(Some(&config));
        for kept in [
            "/var/lib/munjigi",
            "1-1.3",
            "jf_alpha",
            "threads = 2",
            "auto = true",
            "[shop_file.hours]",
        ] {
            assert!(text.contains(kept), "{kept} not in:\n{text}");
        }
        for secret in [
            "박민수",
            "2345",
            "1023456789",
            "4821",
            "가나",
            "9876",
            "주차",
            "내일",
            "11:00",
        ] {
            assert!(!text.contains(secret), "{secret} in:\n{text}");
        }
        text.parse::<Table>().unwrap();
    }

    #[test]
    fn what_is_broken_is_told_without_quoting_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("munjigi.toml");
        fs::write(&config, "owner = 010-2345-6789 박민수").unwrap();
        let text = harmless(Some(&config));
        assert!(text.contains("not TOML") && !text.contains("2345") && !text.contains("박"));
        assert!(harmless(None).contains("no settings"));
    }
}
