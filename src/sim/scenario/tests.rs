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

const WORLD: &str = r##"
[scenario]
name  = "the whole world"
start = 2026-11-21T18:03:00+09:00
shop  = "shops/bunsik.toml"

[[modem]]
profile = "ep06"
sound   = "card"
[[modem]]

[[caller]]
at   = "2s"
from = "withheld"
[[caller.turn]]
after    = "누르"
dtmf     = "1#"
barge_in = "600ms"

[[sms]]
at   = "90s"
from = "15881234"
text = "(광고) 세일"
encoding = "ksc5601"
gateway = "01000001234"
[[sms]]
at   = "2min"
kind = "lms"
from = "15881234"
text = "(광고) 가을맞이 행사를 알려 드립니다"
encoding = "euc-kr"
parts = 3

[remote."0801234567"]
answer_after = "3s"
tries = 2
sorry = "다시 걸어 주세요"
[[remote."0801234567".step]]
say = "수신거부를 원하시면 1번을 눌러 주세요"
expect_dtmf = "1"
timeout = "8s"
on_wrong = "잘못 누르셨습니다"
[[remote."0801234567".step]]
expect_voice = true
[[remote."0801234567".step]]
say = "정상적으로 등록되었습니다"
hold = "20s"
hang_up = true
[remote."080-234-5678"]
busy = true
[remote."0803456789"]
announcement = "영업시간이 아닙니다"

[[dial]]
at = "10s"
to = "0801234567"
press = "1"

[[fault]]
at = "30s"
name = "F19"
for = "5s"
[[fault]]
at = "31s"
name = "brown-out"
count = 2
modem = 2

[expect]
dialled = ["0801234567"]
texts_received = [{ from = "15881234", text = "광고" }]
state = "ready"
"##;

#[test]
fn the_world_around_the_box_is_read() {
    use crate::sim::{
        deliver::Coding,
        fault::{Fault, Order},
        mmsc::Charset,
        remote::{Answer, Wants},
    };
    let s = Scenario::parse("w.toml", WORLD).unwrap();
    assert_eq!(s.modems.len(), 2);
    assert_eq!(s.modems[0].profile.model, "EP06");
    assert!(s.modems[0].profile.uac && !s.modems[1].profile.uac);
    assert_ne!(s.modems[0].profile.imei, s.modems[1].profile.imei);
    let turn = &s.callers[0].turns[0].turn;
    assert_eq!(turn.act, Act::Press("1#".to_owned()));
    assert_eq!(turn.barge_in, Some(Duration::from_millis(600)));
    let Sent::Sms(text) = &s.sms[0].what else {
        panic!("{:?}", s.sms[0]);
    };
    assert_eq!(
        (text.coding, text.from.as_str()),
        (Coding::Ksc5601, "15881234")
    );
    assert_eq!(text.gateway.as_deref(), Some("01000001234"));
    let Sent::Lms(lms) = &s.sms[1].what else {
        panic!("{:?}", s.sms[1]);
    };
    assert_eq!((lms.charset, lms.parts), (Charset::EucKr, 3));
    let line = |number: &str| s.remotes[&number.parse().unwrap()].clone();
    let ivr = line("0801234567");
    assert_eq!(ivr.answer, Answer::After(Duration::from_secs(3)));
    assert_eq!((ivr.steps.len(), ivr.tries), (3, 2));
    assert_eq!(ivr.steps[0].wants, Some(Wants::Keys("1".to_owned())));
    assert_eq!(ivr.steps[1].wants, Some(Wants::Voice));
    assert_eq!(ivr.steps[2].hold, Duration::from_secs(20));
    assert_eq!(line("0802345678").answer, Answer::Busy);
    assert_eq!(line("0803456789").answer, Answer::Refused);
    assert_eq!(
        (s.dials[0].press.as_str(), s.dials[0].at.as_secs()),
        ("1", 10)
    );
    let anew = Order::new(Fault::RDY_IN_MID_SESSION).lasting(Duration::from_secs(5));
    assert_eq!((&s.faults[0].order, s.faults[0].modem), (&anew, 0));
    assert_eq!((s.faults[1].order.count, s.faults[1].modem), (Some(2), 1));
    assert_eq!(s.expect.dialled.as_ref().map(Vec::len), Some(1));
    assert_eq!(s.expect.texts_received.as_ref().map(Vec::len), Some(1));
    assert_eq!(s.expect.state, Some(ModemState::Ready));
    assert_eq!(
        s.only_in_virtual_time(),
        [
            "kind = \"lms\"",
            "[[dial]]",
            "[[fault]]",
            "[modem]",
            "expect.state",
        ]
    );
    let plain = Scenario::parse("s.toml", WHOLE).unwrap();
    assert_eq!(plain.only_in_virtual_time(), [""; 0]);
    assert_eq!(plain.modems.len(), 1);
}

#[test]
fn mistakes_about_the_world_have_their_place() {
    for (old, new, key, english) in [
        (
            "profile = \"ep06\"",
            "profile = \"ec99\"",
            "modem[1].profile",
            "use one of: ec25",
        ),
        (
            "sound   = \"card\"",
            "sound   = \"loud\"",
            "modem[1].sound",
            "\"serial\" or",
        ),
        (
            "dtmf     = \"1#\"",
            "dtmf = \"x\"",
            "caller[1].turn[1].dtmf",
            "keys of a telephone",
        ),
        (
            "dtmf     = \"1#\"",
            "hang_up = true",
            "caller[1].turn[1].barge_in",
            "say, wav or dtmf",
        ),
        (
            "dtmf     = \"1#\"",
            "dtmf = '1'\nsay = 'x'",
            "caller[1].turn[1].dtmf",
            "only one of",
        ),
        (
            "kind = \"lms\"",
            "kind = \"mms\"",
            "sms[2].kind",
            "\"sms\" or \"lms\"",
        ),
        (
            "encoding = \"ksc5601\"",
            "encoding = \"utf-8\"",
            "sms[1].encoding",
            "use one of: auto",
        ),
        (
            "encoding = \"ksc5601\"",
            "parts = 2",
            "sms[1].parts",
            "unknown key",
        ),
        ("parts = 3", "parts = 9", "sms[2].parts", "from 1 to 5"),
        ("text = \"(광고) 세일\"", "", "sms[1].text", "missing"),
        (
            "answer_after = \"3s\"",
            "busy = true",
            "remote.0801234567.step",
            "not answered",
        ),
        (
            "answer_after = \"3s\"",
            "answer_after = '3s'\nbusy = true",
            "remote.0801234567.busy",
            "only one of",
        ),
        (
            "answer_after = \"3s\"",
            "answers = '3s'",
            "remote.0801234567.answers",
            "unknown key",
        ),
        (
            "expect_voice = true",
            "expect_voice = true\nexpect_dtmf = '1'",
            "remote.0801234567.step[2].expect_voice",
            "not both",
        ),
        (
            "\"080-234-5678\"",
            "\"me\"",
            "remote.me",
            "not a telephone number",
        ),
        (
            "press = \"1\"",
            "press = \"eins\"",
            "dial[1].press",
            "keys of a telephone",
        ),
        ("to = \"0801234567\"", "", "dial[1].to", "missing"),
        (
            "name = \"F19\"",
            "name = \"F190\"",
            "fault[1].name",
            "no such fault",
        ),
        ("count = 2", "rate = 2", "fault[2].rate", "takes no rate"),
        ("modem = 2", "modem = 3", "fault[2].modem", "from 1 to 2"),
        (
            "state = \"ready\"",
            "state = \"fine\"",
            "expect.state",
            "use one of: absent",
        ),
    ] {
        assert!(WORLD.contains(old), "{old}");
        let text = WORLD.replace(old, new);
        let found = mistakes(&text);
        let line = |key: &str, words: &str| {
            found
                .iter()
                .any(|(line, k, e)| *line > 1 && k == key && e.contains(words))
        };
        assert!(line(key, english), "{key} {english} is not in {found:#?}");
    }
}

#[test]
fn an_afternoon_may_have_texts_and_dialled_calls_alone() {
    let head = "[scenario]\nname = 'x'\nstart = 2026-11-21T18:00:00+09:00\nshop = 's.toml'\n";
    let sms = "[[sms]]\nat = '1s'\nfrom = '15881234'\ntext = 'x'\n";
    let dial = "[[dial]]\nat = '1s'\nto = '0801234567'\n[modem]\nprofile = 'ec20'\n";
    for tail in [sms, dial] {
        Scenario::parse("s.toml", &format!("{head}{tail}")).unwrap();
    }
    assert!(Scenario::parse("s.toml", head).is_err());
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

#[test]
fn advice_is_on_what_it_names() {
    let advice = Advice {
        said: "땅콩".into(),
        chosen: "주차".into(),
        late: false,
    };
    let choice = |said: &str| crate::call::Choice {
        said: said.into(),
        among: vec!["몇 시까지 하세요?".into(), "주차할 수 있나요?".into()],
    };
    assert_eq!(advice.on(&choice("떡볶이에 땅콩 들어가나요")), Some(1));
    assert_eq!(advice.on(&choice("떡볶이 있나요")), None);
}
