//! Profiles, right and wrong, and the settings that come of them.

use std::{fs, os::unix::fs::PermissionsExt as _};

use proptest::prelude::*;

use super::*;
use crate::app::Config;

const SMALL: &str = "name = 'Small'\ncompatible = ['maker,small', 'maker,smaller']\nclass = 'cortex-a72'\n\
                     [console]\nport = 'ttyS0'\n[image]\nboot = 'extlinux'\n";

fn refused(text: &str) -> String {
    BoardProfile::parse("board.toml", text)
        .unwrap_err()
        .to_string()
}

#[test]
fn what_is_not_said_is_usual() {
    let small = BoardProfile::parse("board.toml", SMALL).unwrap();
    assert_eq!((small.threads, small.audio.as_str()), (2, "auto"));
    assert_eq!(
        (small.tried, small.led.len(), &small.power_key),
        (false, 0, &None)
    );
    assert_eq!(small.console.baud, 115_200);
    assert_eq!(small.watchdog, Duration::from_secs(20));
}

#[test]
fn mistakes_come_at_once_with_their_places() {
    let said = refused(
        "nmae = 'x'\nclass = 'pentium'\nthreads = 9\nled = ['../x']\n[console]\n[image]\nboot = 'grub'\n",
    );
    for expected in [
        "board.toml:1:1: nmae: ",
        "did you mean name?",
        "use one of: any, cortex-a72, cortex-a76",
        "between 1 and 8",
        "only letters",
        "image.boot: ",
        "use one of: direct, raspberry-pi, extlinux",
        "compatible is missing",
    ] {
        assert!(said.contains(expected), "{expected} not in:\n{said}");
    }
    let said = refused("name = 'x'\n[console]\n[power_key]\nlevel = 2\n");
    for expected in [
        "image is missing",
        "port is missing",
        "chip is missing",
        "line is missing",
        "level is 0 or 1",
    ] {
        assert!(said.contains(expected), "{expected} not in:\n{said}");
    }
}

#[test]
fn a_board_is_known_by_its_device_tree() {
    let folder = tempfile::tempdir().unwrap();
    let other = SMALL
        .replace("Small", "Other")
        .replace("maker,small", "other,");
    fs::write(folder.path().join("small.toml"), SMALL).unwrap();
    fs::write(folder.path().join("other.toml"), other).unwrap();
    fs::write(folder.path().join("notes.txt"), "no profile").unwrap();
    let found = |tree: &[u8]| {
        BoardProfile::of(folder.path(), tree)
            .unwrap()
            .map(|p| p.name)
    };
    assert_eq!(found(b"maker,smaller\0chip,b\0").as_deref(), Some("Small"));
    // The nearest name counts.
    assert_eq!(found(b"other,er\0maker,small\0").as_deref(), Some("Other"));
    assert_eq!(found(b"maker,smallest\0"), None);
    assert_eq!(found(b""), None);
    fs::write(folder.path().join("broken.toml"), "name = 1").unwrap();
    assert!(BoardProfile::of(folder.path(), b"maker,small\0").is_err());
}

#[test]
fn a_slow_board_is_told_what_it_is_too_slow_for() {
    let small = BoardProfile::parse("board.toml", SMALL).unwrap();
    assert!(small.too_slow_for().contains(&"whisper-base"));
    assert!(!small.too_slow_for().contains(&"silero-vad-v6"));
    let large = BoardProfile::parse("board.toml", &SMALL.replace("a72", "a76")).unwrap();
    assert!(large.too_slow_for().is_empty());
}

#[test]
fn the_first_settings_can_be_used_and_are_written_once() {
    let with_key = format!(
        "led = ['ACT']\n{SMALL}[power_key]\nchip = 'gpiochip0'\nline = 17\npulse = '1.5s'\n"
    );
    let profile = BoardProfile::parse("board.toml", &with_key).unwrap();
    for profile in [None, Some(&profile)] {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        let code = ShopCode::roll().unwrap();
        let made = FirstSettings::of(profile, &code).lay_down(here).unwrap();
        assert_eq!(made.len(), if profile.is_some() { 4 } else { 3 });
        let config = Config::load(&here.join("munjigi.toml")).unwrap();
        assert_eq!(config.data, Path::new("/var/lib/munjigi"));
        assert_eq!(config.board.hook.is_some(), profile.is_some());
        assert_eq!(config.board.led.len(), usize::from(profile.is_some()));
        let written = fs::read_to_string(here.join("code")).unwrap();
        assert_eq!(written.trim(), code.digits());
        let mode = fs::metadata(here.join("shop.toml"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o137, 0, "others may not read who the owner is");

        // What a person has changed stays, what a power cut has left is no file of settings.
        fs::write(here.join("shop.toml"), "changed").unwrap();
        fs::remove_file(here.join("munjigi.toml")).unwrap();
        fs::write(here.join(".munjigi.toml.new"), "ha").unwrap();
        let again = FirstSettings::of(profile, &ShopCode::roll().unwrap());
        assert_eq!(again.lay_down(here).unwrap(), [here.join("munjigi.toml")]);
        assert_eq!(
            fs::read_to_string(here.join("shop.toml")).unwrap(),
            "changed"
        );
        assert_eq!(fs::read_to_string(here.join("code")).unwrap(), written);
        assert!(again.lay_down(here).unwrap().is_empty());
    }
    let key = FirstSettings::of(Some(&profile), &ShopCode::roll().unwrap());
    assert!(
        key.0
            .contains(&("power-key", "gpiochip0 17 1 1500\n".to_owned()))
    );
}

#[test]
fn codes_have_six_digits_differ_and_do_not_show_themselves() {
    let codes: Vec<_> = (0..20).map(|_| ShopCode::roll().unwrap()).collect();
    for code in &codes {
        assert_eq!(code.digits().len(), 6);
        assert!(code.digits().bytes().all(|octet| octet.is_ascii_digit()));
        assert!(!format!("{code:?}").contains(code.digits()));
    }
    assert!(codes.iter().any(|code| *code != codes[0]));
}

proptest! {
    #[test]
    fn no_profile_makes_it_panic(text in "[\\PC\\n]{0,200}") {
        let _ = BoardProfile::parse("any.toml", &text);
    }
}
