//! How callers show themselves, and those who give up.

use super::*;

fn ringing(trouble: Option<Trouble>, from: Caller, millis: u64) -> String {
    let profile = Profile {
        ring_every: (4_000, 4_000),
        ..Profile::default()
    };
    let mut bench = Bench::with(profile).ready();
    if let Some(trouble) = trouble {
        bench.trouble(trouble);
    }
    bench.host.clear();
    bench.happen(Happening::IncomingCall { from });
    bench.run(millis);
    bench.host
}

fn clip(form: ClipForm) -> Option<Trouble> {
    Some(Trouble::Clip { form, times: 1 })
}

#[test]
fn f57_a_caller_may_hide_or_be_unknown() {
    let withheld = ringing(None, Caller::Withheld, 1_000);
    assert_eq!(withheld, lines(&["RING", "+CLIP: \"\",128,,,,1"]));
    let unavailable = ringing(None, Caller::Unavailable, 1_000);
    assert_eq!(unavailable, lines(&["RING", "+CLIP: \"\",128,,,,2"]));
}

#[test]
fn f57_the_number_comes_in_other_forms() {
    for (form, shown) in [
        (ClipForm::International, "\"+821023456789\",145"),
        (ClipForm::National, "\"01023456789\",161"),
        (
            ClipForm::Foreign("+12025550123".to_owned()),
            "\"+12025550123\",145",
        ),
    ] {
        let came = ringing(clip(form), Bench::caller(), 1_000);
        let clip = format!("+CLIP: {shown},,,,0");
        assert_eq!(came, lines(&["RING", &clip]));
    }
}

#[test]
fn f57_the_number_comes_late_or_never() {
    let number = "+CLIP: \"01023456789\",129,,,,0";
    let never = ringing(clip(ClipForm::Never), Bench::caller(), 9_000);
    assert_eq!(never, lines(&["RING"; 3]));
    let late = clip(ClipForm::Late(secs(6)));
    let late = ringing(late, Bench::caller(), 9_000);
    let wanted = ["RING", "RING", number, "RING", number];
    assert_eq!(late, lines(&wanted));
}

#[test]
fn f57_the_table_shows_the_same_number() {
    let mut bench = Bench::new().ready();
    bench.trouble(clip(ClipForm::International).unwrap());
    bench.call();
    let clcc = "+CLCC: 2,1,4,0,0,\"+821023456789\",145";
    assert!(bench.send("AT+CLCC").contains(clcc));
}

#[test]
fn f58_the_caller_gives_up_while_ata_is_on_its_way() {
    let mut bench = Bench::new().told();
    bench.trouble(Trouble::SlowAnswer {
        takes: secs(20),
        times: 1,
    });
    bench.trouble(Trouble::CallerGivesUp { times: 1 });
    bench.call();
    let before = bench.now;
    let came = bench.send("ATA");
    assert!(came.ends_with("\r\nNO CARRIER\r\n"), "{came:?}");
    assert_eq!(came.matches("NO CARRIER").count(), 1);
    assert!(bench.now.since(before) >= secs(20));
    let other = Bench::caller();
    assert_eq!(bench.effects, [Effect::RemoteLeft { other }]);
    bench.call();
    assert!(bench.send("ATA").ends_with("\r\nOK\r\n"));
}
