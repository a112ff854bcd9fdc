//! Settings files, right and wrong.

use std::time::Duration;

use super::*;
use crate::app::{AudioChoice, Selector};
use crate::optout::owner::Tell;

fn load(config: &str, shop: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("munjigi.toml"), config).unwrap();
    std::fs::write(folder.path().join("shop.toml"), shop).unwrap();
    Config::load(&folder.path().join("munjigi.toml")).map_err(|e| e.to_string())
}

const SHOP: &str = "name = '가나분식'\n[hours]\ndaily = '11:00-21:00'";

#[test]
fn what_is_not_said_has_a_default() {
    let config = load(
        "shop = 'shop.toml'\n[modem]\nat = '/dev/ttyUSB2'\npcm = '/dev/ttyUSB1'",
        SHOP,
    )
    .unwrap();
    let modem = Selector::Ports {
        at: "/dev/ttyUSB2".into(),
        pcm: "/dev/ttyUSB1".into(),
    };
    let [line] = config.lines.as_slice() else {
        panic!("one line");
    };
    assert_eq!((&line.modem, line.audio), (&modem, AudioChoice::Auto));
    assert_eq!(config.board, BoardConfig::default());
    assert_eq!(config.speech, SpeechConfig::default());
    assert!(config.data.ends_with("data"));
}

#[test]
fn a_language_model_is_reached_over_a_socket_of_this_machine() {
    let with = |text: &str| {
        let modem = "shop = 'shop.toml'\n[modem]\nat = '/dev/ttyUSB2'\npcm = '/dev/ttyUSB1'";
        load(&format!("{modem}\n{text}"), SHOP)
    };
    assert_eq!(with("").unwrap().understanding, None);
    let set = with("[understanding]\nsocket = '/run/llama.sock'").unwrap();
    let socket = "/run/llama.sock".into();
    let model = "default".into();
    assert_eq!(set.understanding, Some(Understanding { socket, model }));
    let said = with("[understanding]\nsocket = 'http://10.0.0.1:8080'\nsize = 3").unwrap_err();
    assert!(
        said.contains("munjigi.toml:6") && said.contains("write the path of a socket"),
        "{said}"
    );
    assert!(said.contains("size"), "{said}");
    let said = with("[understanding]\nmodel = 'small'").unwrap_err();
    assert!(said.contains("socket"), "{said}");
}

#[test]
fn mistakes_of_both_files_come_at_once() {
    let said = load(
        "shop = 'shop.toml'\n[modem]\nta = 1\npcm = '/dev/ttyUSB1'\n[speech]\nspeed = 9.5",
        "name = 3",
    )
    .unwrap_err();
    for expected in [
        "munjigi.toml:3:1: modem.ta: ",
        "did you mean at?",
        "at is missing",
        "munjigi.toml:6:9: speech.speed: ",
        "between 0.5 and 2.0",
        "shop.toml:1:8: name: ",
        "[hours] is missing",
    ] {
        assert!(said.contains(expected), "{expected} not in:\n{said}");
    }
}

#[test]
fn an_empty_file_says_what_it_needs() {
    let said = load("", SHOP).unwrap_err();
    assert!(
        said.contains("[modem] is missing") && said.contains("shop is missing"),
        "{said}"
    );
}

#[test]
fn a_modem_is_named_by_socket_by_imei_or_not_at_all() {
    let modem = |text: &str| {
        let config = format!("shop = 'shop.toml'\n[modem]\n{text}");
        load(&config, SHOP).map(|config| config.lines[0].clone())
    };
    assert_eq!(modem("auto = true").unwrap().modem, Selector::Auto);
    let socket = modem("socket = '1-1.3'\naudio = 'card'").unwrap();
    assert_eq!(socket.modem, Selector::Socket("1-1.3".parse().unwrap()));
    assert_eq!(socket.audio, AudioChoice::Card);
    let imei = modem("imei = '866758041234567'\nsim_pin_file = 'pin'").unwrap();
    assert_eq!(
        imei.modem,
        Selector::Imei("866758041234567".parse().unwrap())
    );
    assert!(!format!("{imei:?}").contains("866758041234567"));
    assert!(imei.pin.is_some());

    for (text, expected) in [
        ("", "munjigi.toml:2:2: modem.modem: "),
        ("", "auto = true, socket = "),
        ("auto = false", "say which modem"),
        (
            "auto = true\nsocket = '1-1.3'",
            "(auto and socket); keep one",
        ),
        ("socket = 'ttyUSB2'", "munjigi.toml:3:10: modem.socket: "),
        ("socket = 'ttyUSB2'", "munjigi doctor"),
        ("imei = '86675804123456'", "15 digits"),
        ("auto = true\naudio = 'usb'", "\"auto\", \"card\""),
        (
            "at = 'a'\npcm = 'b'\naudio = 'card'",
            "cannot be found from ports",
        ),
        (
            "auto = true\nsim_pin = '4321'",
            "munjigi.toml:4:11: modem.sim_pin: ",
        ),
        ("auto = true\nsim_pin = '4321'", "no PIN in this file"),
        (
            "auto = true\nsim_pin_env = 'A'\nsim_pin_file = 'b'",
            "keep one of",
        ),
    ] {
        let said = modem(text).unwrap_err();
        assert!(said.contains(expected), "{expected} not in:\n{said}");
        assert!(
            !said.contains("4321") && !said.contains("86675804123456"),
            "{said}"
        );
    }
}

#[test]
fn every_line_has_a_name_and_a_modem_of_its_own() {
    let load = |lines: &str| load(&format!("shop = 'shop.toml'\n{lines}"), SHOP);
    let config = load(
        "[[line]]\nname = '매장'\nsocket = '1-1.3'\n\
         [[line]]\nname = '이층'\nowner = '010-2345-6789'\nauto = true\naudio = 'serial'",
    )
    .unwrap();
    let names: Vec<&str> = config.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["매장", "이층"]);
    assert!(config.lines[1].owner.is_some());

    let said = load(
        "[[line]]\nname = '매장'\nsocket = '1-1.3'\n\
         [[line]]\nname = '매장'\nsocket = '1-1.3'\n\
         [[line]]\nauto = true\n\
         [[line]]\nname = '셋'\nsokcet = '1-1.4'\n\
         [modem]\nauto = true",
    )
    .unwrap_err();
    assert!(
        said.contains("[modem] and [[line]] exclude each other"),
        "{said}"
    );

    let said = load(
        "[[line]]\nname = '매장'\nsocket = '1-1.3'\n\
         [[line]]\nname = '매장'\nsocket = '1-1.3'\n\
         [[line]]\nauto = true\n\
         [[line]]\nname = '셋'\nsokcet = '1-1.4'",
    )
    .unwrap_err();
    for expected in [
        "munjigi.toml:6:8: line[2].name: ",
        "munjigi.toml:7:10: line[2].socket: ",
        "line[3].name: name is missing",
        "line[4].sokcet: unknown key; did you mean socket?",
        "line[4].modem: say which modem",
    ] {
        assert!(said.contains(expected), "{expected} not in:\n{said}");
    }
}

#[test]
fn a_bench_hears_from_a_list() {
    let modem = "[modem]\nat = '/dev/ttyUSB2'\npcm = '/dev/ttyUSB1'";
    let with = |speech: &str| {
        load(
            &format!("shop = 'shop.toml'\n{modem}\n[speech]\n{speech}"),
            SHOP,
        )
    };
    let config = with("engine = 'scripted'\nheard = ['네', '아니요']").unwrap();
    let heard = vec!["네".to_owned(), "아니요".to_owned()];
    let fault = None;
    assert_eq!(config.speech.engine, Engine::Scripted { heard, fault });
    let said = with("engine = 'cloud'").unwrap_err();
    assert!(
        said.contains("munjigi.toml:6:10: speech.engine: "),
        "{said}"
    );
}

#[test]
fn a_fault_is_for_scripted_engines_alone() {
    let with = |speech: &str| {
        load(
            &format!("shop = 'shop.toml'\n[modem]\nauto = true\n[speech]\n{speech}"),
            SHOP,
        )
    };
    let config = with("engine = 'scripted'\nfault = 'vad=stall@3'").unwrap();
    let Engine::Scripted { fault, .. } = config.speech.engine else {
        panic!("a scripted engine");
    };
    assert_eq!(fault, "vad=stall@3".parse().ok());
    for (speech, why) in [
        ("fault = 'vad=stall@3'", "it needs engine"),
        (
            "engine = 'scripted'\nfault = 'vad'",
            "STAGE=stall|abort|exit@N",
        ),
    ] {
        let said = with(speech).unwrap_err();
        assert!(
            said.contains("speech.fault: ") && said.contains(why),
            "{said}"
        );
    }
}

#[test]
fn ads_are_called_unless_the_settings_say_no_and_lines_have_numbers() {
    let with = |line: &str, number: &str| {
        let modem = format!("[modem]\nauto = true\n{number}");
        load(&format!("shop = 'shop.toml'\n{line}\n{modem}"), SHOP)
    };
    let usual = with("", "").unwrap();
    assert!(usual.opt_out == Some(OptOutConfig::default()) && usual.lines[0].number.is_none());
    let off = with("[opt_out]\nads = false", "").unwrap();
    assert_eq!(off.opt_out, None);
    let own = with(
        "[opt_out]\nonce_in = '48h'\nquiet = 'none'\ntries = 1\ntell = 'week'\nkeep_days = 30",
        "",
    )
    .unwrap();
    let own = own.opt_out.unwrap();
    assert_eq!(own.keep, Duration::from_secs(30 * 24 * 3_600));
    assert_eq!(own.tell, Tell::Week);
    let rules = own.rules;
    assert_eq!((rules.quiet, rules.tries), (None, 1));
    assert_eq!(rules.once_in, Duration::from_secs(48 * 3_600));
    let wrong = "[opt_out]\nquiet = 'night'\ntries = 0\nburst = '5'\nhours = 3\ntell = 'no'";
    let said = with(wrong, "").unwrap_err();
    for key in [
        "opt_out.quiet",
        "opt_out.tries",
        "opt_out.burst",
        "opt_out.hours",
        "opt_out.tell",
    ] {
        assert!(said.contains(key), "{key} not in {said}");
    }
    let numbered = with("", "number = '010-2345-6789'").unwrap();
    assert_eq!(numbered.lines[0].number, "01023456789".parse().ok());
}

#[test]
fn long_messages_are_fetched_unless_the_settings_say_no() {
    let modem = "[modem]\nauto = true";
    let with = |line: &str| load(&format!("shop = 'shop.toml'\n{line}\n{modem}"), SHOP);
    assert!(with("").unwrap().fetch_long_messages);
    let off = with("fetch_long_messages = false").unwrap();
    assert!(!off.fetch_long_messages);
}
