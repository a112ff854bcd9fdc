use std::io::Read as _;

use jiff::civil::date;

use super::*;
use crate::{app::doctor::House, call::Outcome, phone::Caller, store::Speaker};

/// Everything that was planted in the box, and must not be in the bundle.
const NUMBER: &str = "01023456789";
const NAME: &str = "박민수";
const SENTENCE: &str = "땅콩 알레르기가 있어서요";

fn planted(folder: &Path) -> Sources {
    let data = folder.join("data");
    let now = date(2026, 11, 21).at(12, 0, 0, 0);
    let mut store = Store::open(&data.join(DATABASE)).unwrap();
    let from = Caller::Known(NUMBER.parse().unwrap());
    let call = store.call_rang("1", &from, now).unwrap();
    store.said(call, Speaker::Caller, SENTENCE, now).unwrap();
    store
        .said(call, Speaker::Munjigi, &format!("{NAME} 님, 네."), now)
        .unwrap();
    store.unanswered(call, SENTENCE, now).unwrap();
    store.call_ended(call, Outcome::Answered, now).unwrap();
    store
        .queue_dial("1", &NUMBER.parse().unwrap(), ("test", ""), now)
        .unwrap();
    fs::create_dir_all(data.join("recordings")).unwrap();
    fs::write(data.join("recordings/1.rec"), format!("sound {NUMBER}")).unwrap();
    let config = folder.join("munjigi.toml");
    fs::write(
        &config,
        format!(
            "shop = 'shop.toml'\n[[line]]\nname = '{NAME}'\nowner = '010-2345-6789'\nauto = true\n"
        ),
    )
    .unwrap();
    fs::write(
        folder.join("shop.toml"),
        format!("name = '{NAME}'\nowner = '{NUMBER}'\nnotice = '{SENTENCE} AI'\n"),
    )
    .unwrap();
    let log = folder.join("log");
    fs::write(
        &log,
        format!(
            "2026-11-21T12:00:00+0900 box munjigi[1]:  INFO munjigi: line started line=\"{NAME}\"\n\
             2026-11-21T12:00:01+0900 box munjigi[1]: DEBUG munjigi: heard {SENTENCE} from {NUMBER}\n\
             2026-11-21T12:00:02+0900 box munjigi[1]:  WARN munjigi: 010-2345-6789 called, {SENTENCE}\n"
        ),
    )
    .unwrap();
    let house = House {
        data: data.clone(),
        models: None,
        socket: folder.join("control.sock"),
        adviser: None,
    };
    Sources {
        config: Some(config),
        data,
        models: folder.join("models"),
        socket: folder.join("control.sock"),
        modems: Vec::new(),
        findings: house.findings(now),
        now: now.to_string(),
        log: Some(log),
    }
}

fn unpacked(octets: &[u8]) -> Vec<(String, String)> {
    let mut archive = tar::Archive::new(octets);
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (name, text)
    });
    entries.collect()
}

#[test]
fn whom_it_spoke_with_and_what_was_said_is_nowhere_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let sources = planted(folder.path());
    let mut octets = Vec::new();
    let names = write(&sources, &mut octets).unwrap();
    let parts = unpacked(&octets);
    assert_eq!(parts.len(), names.len());
    let number = ["01023456789", "010-2345-6789", "2345-6789", "1023456"];
    for secret in [NAME, SENTENCE, "땅콩", "박민"].iter().chain(&number) {
        for (name, text) in &parts {
            assert!(!text.contains(secret), "{secret} in {name}:\n{text}");
        }
        let raw = octets.windows(secret.len()).any(|w| w == secret.as_bytes());
        assert!(!raw, "{secret} between the parts");
    }
    // What helps is there.
    let part = |wanted: &str| {
        let found = parts.iter().find(|(name, _)| name.ends_with(wanted));
        found.unwrap().1.as_str()
    };
    let database: Value = serde_json::from_str(part("database.json")).unwrap();
    let calls = database["tables"].as_array().unwrap();
    assert!(
        calls.contains(&json!({ "table": "turns", "rows": 2 })),
        "{database}"
    );
    assert!(part("log.txt").contains("line started"));
    assert!(!part("log.txt").contains("DEBUG"));
    assert!(part("doctor.json").contains("M060"));
    assert!(part("status.json").contains("error"));
    assert!(part("settings.toml").contains("auto = true"));
    assert!(part("about.json").contains(env!("CARGO_PKG_VERSION")));
    assert!(part("models.json").contains("whisper-base"));
}

/// What was planted is there to be found: without the rules it would be in the bundle.
#[test]
fn the_planted_things_are_in_the_box() {
    let folder = tempfile::tempdir().unwrap();
    let sources = planted(folder.path());
    let store = Store::open(&sources.data.join(DATABASE)).unwrap();
    let call = &store.calls().unwrap()[0];
    assert_eq!(call.from.as_deref(), Some(NUMBER));
    assert_eq!(store.turns(call.id).unwrap()[0].text, SENTENCE);
    let log = fs::read_to_string(sources.log.unwrap()).unwrap();
    assert!(log.contains(SENTENCE) && log.contains(NUMBER) && log.contains(NAME));
}

#[test]
fn a_status_says_nothing_of_people() {
    let status = Status {
        lines: vec![crate::control::LineStatus {
            name: NAME.to_owned(),
            call: Some(crate::control::CallNow {
                other: "010-****-6789".to_owned(),
                ours: false,
            }),
            ..Default::default()
        }],
        ..Status::default()
    };
    let text = json!(nobodys(status)).to_string();
    assert!(!text.contains(NAME) && !text.contains("6789"), "{text}");
    assert_eq!(without_names("line.박민수.modem"), "line.*.modem");
    assert_eq!(without_names("line.a.b.modem"), "line.*.modem");
    assert_eq!(without_names("store"), "store");
}
