//! Opting out, killed (`SIGKILL`) at random moments and started again: nothing is lost, nothing is dialled or texted
//! twice.
//!
//! The line, the driver, the virtual EC25 and the store on disk are the real ones; time is virtual. The network gives the
//! same messages again after every start, as one does whose acknowledgement was lost, and the clock begins where it
//! began, as on a box without one. `MUNJIGI_KILLS` says how many moments; CI takes 200.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs::{self, OpenOptions},
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use munjigi::{
    app::read_shop,
    reception::Desk,
    sim::{
        bench::{Witnessed, fast_witnessed},
        scenario::Scenario,
    },
    store::Store,
};

const FOLDER: &str = "MUNJIGI_KILLS_FOLDER";

/// An ad in one part, one in three, one at the carrier's, one twice, and one that the owner asks for.
const AFTERNOON: &str = r##"
[scenario]
name = "killed at any moment"
start = 2026-11-19T14:05:00+09:00
seed = 7
shop = "shop.toml"

[[sms]]
at = "20s"
from = "15881234"
text = "(광고) 가나상회 무료거부0802345678"
[[sms]]
at = "25s"
from = "15881235"
text = """(광고) 다라마트 이번 주말 한우와 과일을 절반 값에 드립니다. 토요일 아침 아홉 시부터 매장에서만 살 수 있고 한 사람에 두 개까지입니다.
주차는 두 시간까지 무료이고 배달은 하지 않습니다. 자세한 것은 매장에 물어보세요. 무료수신거부 080-234-5679 인증1234"""
[[sms]]
at = "30s"
kind = "lms"
from = "15881236"
subject = "(광고) 바사화장품"
text = "모든 품목을 싸게 드립니다.\n무료거부 0802345670"
[[sms]]
at = "35s"
from = "15881234"
text = "(광고) 가나상회 무료거부0802345678"
[[sms]]
at = "40s"
from = "01098765432"
text = "거부 080-234-5671"

[remote."0802345678"]
answer_after = "3s"
[[remote."0802345678".step]]
say = "수신거부가 등록되었습니다."
hang_up = true
[remote."0802345679"]
answer_after = "3s"
[[remote."0802345679".step]]
say = "식별번호를 누르신 후 우물정자를 눌러 주십시오."
expect_dtmf = "1234#"
[[remote."0802345679".step]]
say = "수신거부가 등록되었습니다."
hang_up = true
[remote."0802345670"]
answer_after = "3s"
[[remote."0802345670".step]]
say = "수신거부를 원하시면 1번을 눌러 주십시오."
expect_dtmf = "1"
[[remote."0802345670".step]]
say = "수신거부가 등록되었습니다."
hang_up = true
[remote."0802345671"]
answer_after = "3s"
[[remote."0802345671".step]]
say = "수신거부가 등록되었습니다."
hang_up = true

[expect]
"##;
const SHOP: &str = "name = '가나분식'\nowner = '010-9876-5432'\n[hours]\ndaily = '11:00-21:00'\n";
const NUMBERS: [&str; 4] = ["0802345678", "0802345679", "0802345670", "0802345671"];

/// Not a test: what is killed. Plays the afternoon on the store of the folder, and says so line by line.
#[test]
fn afternoon() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let scenario = Scenario::parse("afternoon", AFTERNOON).unwrap();
    let shop = read_shop(&folder.join("shop.toml")).unwrap();
    let mut store = Store::open(&folder.join("munjigi.db")).unwrap();
    store.settle(scenario.local_start()).unwrap();
    let mut options = OpenOptions::new();
    let mut outside = options
        .append(true)
        .create(true)
        .open(folder.join("outside"))
        .unwrap();
    // Written at once, and not lost with the process: what the network knows.
    let witness = RefCell::new(move |seen: Witnessed<'_>| {
        let line = match seen {
            Witnessed::Dialled(number) => format!("dialled {number}\n"),
            Witnessed::Texted(to, body) => format!("texted {to} {}\n", body.replace('\n', " ")),
            Witnessed::Written => String::new(),
        };
        // In one go: no kill falls between a line and its end.
        outside.write_all(line.as_bytes()).unwrap();
        println!("step");
    });
    let desk = Arc::new(Desk::new(shop));
    let run = fast_witnessed(&scenario, &desk, 7, store, &witness).unwrap();
    assert!(run.trouble.is_empty(), "{:?}", run.trouble);
}

fn start(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "afternoon", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets it run to so many lines and some time more, and kills it; how many lines it has said, when it came to its end.
fn run_until(folder: &Path, steps: usize, more: Duration) -> Option<usize> {
    let mut child = start(folder);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = 0;
    for line in lines {
        said += usize::from(line.unwrap().ends_with("step"));
        if said > steps {
            thread::sleep(more);
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
    }
    assert!(child.wait().unwrap().success(), "the afternoon failed");
    Some(said)
}

/// What must be true whatever happened on the way, once an afternoon came to its end.
fn check(folder: &Path, story: &str) {
    let outside = fs::read_to_string(folder.join("outside")).unwrap();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for line in outside.lines() {
        *counts.entry(line).or_default() += 1;
    }
    for (what, count) in &counts {
        assert_eq!(
            *count, 1,
            "{story}: {what:?} happened {count} times\n{outside}"
        );
    }
    let store = Store::open(&folder.join("munjigi.db")).unwrap();
    let orders = store.optouts().unwrap();
    assert_eq!(store.received().unwrap().len(), 5, "{story}");
    for number in NUMBERS {
        let called = orders
            .iter()
            .filter(|o| o.number.as_deref() == Some(number));
        let called: Vec<_> = called.filter(|o| o.state.is_some()).collect();
        let [order] = called[..] else {
            panic!("{story}: {number} has {} orders", called.len());
        };
        let dialled = counts.contains_key(format!("dialled {number}").as_str());
        let ends = (order.state.as_deref(), order.result.as_deref());
        let honest = match ends {
            (Some("done"), Some("success")) => dialled,
            // Killed in the middle of it: nobody knows.
            (Some("unknown"), None | Some("success")) => true,
            _ => false,
        };
        assert!(
            honest,
            "{story}: {number} {ends:?}, dialled: {dialled}\n{outside}"
        );
    }
    assert!(store.untold("line-1", false).unwrap().is_none(), "{story}");
    // One text for each order and one answer to the owner; those that were being sent may be lost, and are known.
    let texts = store.texts().unwrap();
    assert_eq!(texts.len(), 5, "{story}: {texts:?}");
    let sent = texts.iter().filter(|text| text.state == "sent").count();
    let unknown = texts.iter().filter(|text| text.state == "unknown").count();
    assert_eq!(sent + unknown, 5, "{story}: {texts:?}");
}

#[test]
fn killed_at_any_moment_nothing_is_lost_and_nothing_happens_twice() {
    let moments = std::env::var("MUNJIGI_KILLS").ok();
    let moments: usize = moments.and_then(|text| text.parse().ok()).unwrap_or(200);
    let begin = || {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
        folder
    };
    let whole = begin();
    let steps = run_until(whole.path(), usize::MAX, Duration::ZERO).unwrap();
    check(whole.path(), "never killed");
    assert!(steps > 100, "{steps} steps");
    // The moments are the same in every run; where within a step it is hit is not.
    let mut dice = 0x2545_F491_4F6C_DD1D_u64;
    let mut roll = |below: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice % u64::try_from(below).unwrap()).unwrap()
    };
    let mut killed = 0;
    while killed < moments {
        let folder = begin();
        let mut story = String::new();
        for _ in 0..3 {
            let (at, more) = (roll(steps), Duration::from_micros(roll(2_000) as u64));
            story += &format!("{at} + {more:?}, ");
            killed += usize::from(run_until(folder.path(), at, more).is_none());
        }
        run_until(folder.path(), usize::MAX, Duration::ZERO).unwrap();
        check(folder.path(), &story);
    }
}
