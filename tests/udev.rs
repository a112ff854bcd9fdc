//! The udev rules: no negative match on what hubs have too, and every module that the driver knows.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::fs;

use munjigi::modem::discovery::{KNOWN, QUECTEL};

/// One `KEY{attribute}OP"value"` of a rule.
#[derive(Debug, PartialEq)]
struct Token<'a> {
    key: &'a str,
    operator: &'a str,
    value: &'a str,
}

/// The rules of the file, each as its tokens; whatever is not of that form fails.
fn rules(text: &str) -> Vec<Vec<Token<'_>>> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split(", ").map(token).collect())
        .collect()
}

fn token(text: &str) -> Token<'_> {
    let at = text.find(['=', '!', '+', '-', ':']).expect(text);
    let (key, rest) = text.split_at(at);
    let quote = rest.find('"').expect(text);
    let (operator, value) = rest.split_at(quote);
    let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
    let value = value.expect(text);
    assert!(
        ["==", "!=", "=", "+=", "-=", ":="].contains(&operator),
        "{text}"
    );
    assert!(!value.contains('"') && !key.contains(' '), "{text}");
    Token {
        key,
        operator,
        value,
    }
}

fn ours() -> String {
    fs::read_to_string("udev/99-munjigi-ec25.rules").unwrap()
}

#[test]
fn nothing_is_matched_by_what_it_is_not() {
    let text = ours();
    for token in rules(&text).iter().flatten() {
        assert_ne!(token.operator, "!=", "{token:?}");
    }
}

#[test]
fn every_rule_covers_every_module_that_the_driver_knows() {
    let vendor = format!("{QUECTEL:04x}");
    let known = KNOWN.map(|known| format!("{:04x}", known.product));
    let text = ours();
    let mut covering = 0;
    for rule in rules(&text) {
        let value = |keys: [&str; 3]| {
            let mut tokens = rule.iter().filter(|token| token.operator == "==");
            tokens
                .find(|token| keys.contains(&token.key))
                .map(|t| t.value)
        };
        let product = value(["ATTR{idProduct}", "ATTRS{idProduct}", "ENV{ID_MODEL_ID}"]);
        let does_something = rule.iter().any(|token| {
            !matches!(token.key, "ACTION" | "GOTO" | "LABEL") && token.operator != "=="
        });
        if !does_something {
            continue;
        }
        let product = product.unwrap_or_else(|| panic!("{rule:?} matches every product"));
        let products: Vec<&str> = product.split('|').collect();
        assert_eq!(products, known, "{rule:?}");
        let of = value(["ATTR{idVendor}", "ATTRS{idVendor}", "ENV{ID_VENDOR_ID}"]);
        assert_eq!(of, Some(vendor.as_str()), "{rule:?}");
        covering += 1;
    }
    assert_eq!(covering, 6, "rules that do something");
}

#[test]
fn every_jump_has_its_end_and_every_port_its_own_name() {
    let text = ours();
    let rules = rules(&text);
    let tokens = || rules.iter().flatten();
    let of = |key: &str| -> Vec<String> {
        let found = tokens().filter(|token| token.key == key);
        found.map(|token| token.value.to_owned()).collect()
    };
    assert_eq!(of("GOTO"), of("LABEL"));
    assert_eq!(of("ENV{ID_USB_INTERFACE_NUM}"), ["01", "02", "03"]);
    let links = of("SYMLINK");
    let ends = links.iter().map(|link| link.rsplit('-').next().unwrap());
    assert_eq!(ends.collect::<Vec<_>>(), ["nmea", "at", "modem"]);
    assert!(links.iter().all(|link| link.contains("$env{ID_PATH}")));
    for wanted in [
        ("ENV{ID_MM_DEVICE_IGNORE}", "1"),
        ("ATTR{power/control}", "on"),
        ("ENV{PULSE_IGNORE}", "1"),
        ("ENV{ACP_IGNORE}", "1"),
    ] {
        let set = |token: &Token| (token.key, token.value) == wanted && token.operator == "=";
        assert!(tokens().any(set), "{wanted:?}");
    }
}

#[test]
fn the_service_gets_what_it_needs_and_no_more() {
    let text = fs::read_to_string("udev/99-munjigi-rights.rules").unwrap();
    let rules = rules(&text);
    for token in rules.iter().flatten() {
        assert_ne!(token.operator, "!=", "{token:?}");
    }
    let matched = |rule: &[Token]| -> Vec<String> {
        let kept = rule.iter().filter(|token| token.operator == "==");
        kept.map(|token| format!("{}={}", token.key, token.value))
            .collect()
    };
    let giving: Vec<_> = rules
        .iter()
        .filter(|rule| rule.iter().any(|t| t.key == "RUN" || t.key == "GROUP"))
        .map(|rule| matched(rule).join(" "))
        .collect();
    let vendor = format!("{QUECTEL:04x}");
    assert_eq!(
        giving,
        [
            format!("SUBSYSTEM=usb ENV{{DEVTYPE}}=usb_device ATTR{{idVendor}}={vendor}"),
            "SUBSYSTEM=usb ENV{DEVTYPE}=usb_interface DRIVER=hub".to_owned(),
            "SUBSYSTEM=leds".to_owned(),
            "SUBSYSTEM=gpio KERNEL=gpiochip*".to_owned(),
        ]
    );
    // To the service's group, never to everybody.
    for token in rules.iter().flatten().filter(|token| token.key == "RUN") {
        assert!(!token.value.contains("666") && !token.value.contains("777"));
        assert!(token.value.contains("munjigi") || token.value.contains("chmod 0664"));
    }
}

#[test]
fn a_guard_that_skips_every_modem_would_be_seen() {
    let guard = "ATTRS{idVendor}!=\"2c7c\", GOTO=\"end\"";
    let [rule] = rules(guard).try_into().unwrap();
    assert_eq!(rule[0].operator, "!=");
}
