use std::{path::Path, time::Duration};

use super::*;
use crate::{
    call::Outcome,
    phone::Caller,
    sim::caller::{Act, When},
};
use proptest::prelude::*;

const WHOLE: &str = r#"
[scenario]
name  = "reservation, one correction"
start = 2026-11-21T18:03:00+09:00
seed  = 7
shop  = "shops/bunsik.toml"

[channel]
noise_db = 15
loss     = 0.02

[[caller]]
at    = "2s"
from  = "01023456789"
voice = "jf_alpha"
speed = 0.9
[[caller.turn]]
when = "greeting"
say  = "내일 저녁 일곱 시에 네 명 예약하고 싶은데요"
[[caller.turn]]
after = "일곱 시.*네 분"
wav   = "no-eight.wav"
[[caller.turn]]
silence = "4s"
say     = "여보세요?"
[[caller.turn]]
when    = "any"
silence = "9s"
[[caller.turn]]
when    = "any"
hang_up = true

[[caller]]
at   = "90s"
from = "withheld"

[expect]
bookings   = [{ date = "2026-11-22", time = "20:00", party = 4, phone = "01023456789" }]
texts_to   = { "01023456789" = 1 }
calls      = [{ from = "01023456789", outcome = "booked" }, { from = "withheld", outcome = "silent" }]
messages   = []
said       = ["AI", "녹음"]
never_said = ["060"]
"#;

/// The mistakes of a text: line, key, English.
fn mistakes(text: &str) -> Vec<(usize, String, String)> {
    let problems = Scenario::parse("s.toml", text).unwrap_err();
    let one = |p: &crate::settings::Problem| (p.line, p.key.clone(), p.refusal.english.clone());
    problems.iter().map(one).collect()
}

#[test]
fn a_whole_scenario_is_read() {
    let s = Scenario::parse("s.toml", WHOLE).unwrap();
    assert_eq!(
        (s.name.as_str(), s.seed),
        ("reservation, one correction", 7)
    );
    assert_eq!(
        s.local_start(),
        jiff::civil::datetime(2026, 11, 21, 18, 3, 0, 0)
    );
    assert_eq!(s.shop, Shop::File("shops/bunsik.toml".into()));
    assert_eq!((s.channel.noise_db, s.channel.loss), (Some(15.0), 0.02));
    let first = &s.callers[0];
    assert_eq!((first.at, first.speed), (Duration::from_secs(2), 0.9));
    assert_eq!(first.voice.as_deref(), Some("jf_alpha"));
    let turns = &first.turns;
    assert!(matches!(turns[0].turn.when, When::Greeting));
    assert!(matches!(&turns[1].words, Some(Words::Wav(w)) if w == Path::new("no-eight.wav")));
    assert!(matches!(turns[2].turn.when, When::Silence(s) if s.as_secs() == 4));
    assert_eq!(turns[3].turn.act, Act::KeepSilent(Duration::from_secs(9)));
    assert_eq!(
        (turns[4].turn.act.clone(), turns[4].turn.hang_up),
        (Act::Nothing, true)
    );
    assert_eq!(s.callers[1].from, Caller::Withheld);
    assert_eq!(s.callers[0].moves().len(), 5);
    let expect = s.expect;
    assert_eq!(expect.bookings.unwrap()[0].party, 4);
    assert_eq!(expect.messages.map(|m| m.len()), Some(0));
    assert_eq!(expect.calls.unwrap()[1].outcome, Outcome::Silent);
    assert_eq!((expect.said.len(), expect.never_said.len()), (2, 1));
}

#[test]
fn what_does_not_exist_yet_is_a_mistake_with_its_place() {
    let text = WHOLE.replace(
        "voice = \"jf_alpha\"",
        "voice = \"jf_alpha\"\nbarge_in = \"600ms\"",
    ) + "\n[[sms]]\nat = '90s'\n[[fault]]\nname = 'F19'\n[remote.'0801234567']\nbusy = true\n";
    let found = mistakes(&text);
    let keys: Vec<_> = found.iter().map(|(_, key, _)| key.as_str()).collect();
    assert_eq!(keys, ["caller[1].barge_in", "sms", "fault", "remote"]);
    assert_eq!(found[0].0, 16);
    assert!(
        found
            .iter()
            .all(|(_, _, english)| english.contains("unknown key"))
    );
}

#[test]
fn all_mistakes_come_at_once() {
    let text = "[scenario]\nname = 5\nstart = \"gestern\"\n[channel]\nloss = 2\n\
                [[caller]]\nat = 'soon'\nfrom = 'me'\nspeed = 9\n\
                [[caller.turn]]\nsay = 'x'\n\
                [[caller.turn]]\nwhen = 'greeting'\nsay = ''\n\
                [[caller.turn]]\nafter = '('\nwav = 'a'\nsay = 'b'\n\
                [[caller.turn]]\nwhen = 'any'\nafter = 'x'\n\
                [expect]\ncalls = [{ from = '0101', outcome = 'fine' }]\ntexts_to = { me = 1 }\n\
                said = ['[']\nbookings = [{ party = 4 }]\n";
    let found = mistakes(text);
    for (line, key) in [
        (1, "scenario.shop"),
        (2, "scenario.name"),
        (3, "scenario.start"),
        (5, "channel.loss"),
        (7, "caller[1].at"),
        (8, "caller[1].from"),
        (9, "caller[1].speed"),
        (10, "caller[1].turn[1].when"),
        (13, "caller[1].turn[2].when"),
        (14, "caller[1].turn[2].say"),
        (16, "caller[1].turn[3].after"),
        (17, "caller[1].turn[3].wav"),
        (21, "caller[1].turn[4].after"),
        (23, "expect.calls[1].outcome"),
        (24, "expect.texts_to.me"),
        (25, "expect.said"),
        (26, "expect.bookings[1].date"),
    ] {
        assert!(
            found.iter().any(|(l, k, _)| *l == line && k == key),
            "{line} {key} is not in {found:#?}"
        );
    }
}

#[test]
fn an_empty_file_says_what_belongs_there() {
    let keys: Vec<_> = mistakes("").into_iter().map(|(_, key, _)| key).collect();
    assert_eq!(keys, ["caller", "scenario"]);
}

#[test]
fn an_inline_shop_keeps_its_lines() {
    let shop =
        "[shop]\nname = '가나분식'\n[shop.hours]\nmon = '11:00'\n[[shop.staff]]\nname = '김'\n";
    let text = WHOLE.replace("shop  = \"shops/bunsik.toml\"\n", "") + shop;
    let Shop::Inline(inline) = Scenario::parse("s.toml", &text).unwrap().shop else {
        panic!("the shop is in the file");
    };
    let line = |text: &str| text.lines().position(|l| l == "mon = '11:00'");
    assert_eq!(line(&inline), line(&text));
    let table: toml::Table = toml::from_str(&inline).unwrap();
    assert_eq!(table["staff"][0]["name"].as_str(), Some("김"));
    assert_eq!(table["hours"]["mon"].as_str(), Some("11:00"));
    assert!(!table.contains_key("scenario"));

    let braces = "shop = { name = '가나분식' }\n".to_owned();
    let text = braces + &WHOLE.replace("shop  = \"shops/bunsik.toml\"\n", "");
    let Shop::Inline(inline) = Scenario::parse("s.toml", &text).unwrap().shop else {
        panic!("the shop is in the file");
    };
    assert_eq!(inline.trim(), "name = \"가나분식\"");
    let both = mistakes(&(WHOLE.to_owned() + shop));
    assert!(both[0].2.contains("two shops"), "{both:?}");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[\\PC\\n]{0,200}") {
        let _ = Scenario::parse("any.toml", &text);
    }

    #[test]
    fn no_cut_makes_it_panic(cut in 0_usize..900, with in "[\\[\\]{}='\"a-z\\n]{0,8}") {
        let chars: Vec<char> = WHOLE.chars().collect();
        let head: String = chars.iter().take(cut).collect();
        let tail: String = chars.iter().skip(cut + 3).collect();
        let _ = Scenario::parse("cut.toml", &format!("{head}{with}{tail}"));
    }
}
