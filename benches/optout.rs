//! How long it takes from an ad to the dialling of its number, on a line that is idle.
//!
//! ```text
//! cargo bench --profile dev --bench optout
//! ```
//!
//! From the moment at which the network hands the (last) part to the module to the `ATD` that is written to it, with many
//! dice. Time is virtual: the latencies of the module are those of the virtual EC25. What the box computes in between is
//! told beside it, as wall time: reading the text, looking into the store and writing the order on a disk.

#![expect(clippy::disallowed_methods, reason = "it measures time")]

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::civil::date;
use munjigi::{
    app::read_shop,
    optout::{
        Extraction,
        queue::{Envelope, Past, Rules, plan},
    },
    reception::Desk,
    sim::{
        bench::{fast, percentile},
        scenario::Scenario,
    },
    store::{Kind, NewMessage, Store, Upon},
};

const ROUNDS: u64 = 200;
const SHORT: &str = "(광고) 가나상회 가을 신상 무료거부0802345678";

fn main() -> Result<(), Box<dyn Error>> {
    let desk = Arc::new(Desk::new(read_shop("tests/shops/bunsik.toml".as_ref())?));
    println!("from the last part of an ad to ATD, {ROUNDS} dice, virtual time:");
    for (name, kind) in [("a text in one part", "sms"), ("a long message", "lms")] {
        let scenario = scenario(kind)?;
        let mut took = Vec::new();
        for seed in 0..ROUNDS {
            let run = fast(&scenario, &desk, seed)?;
            let dialled = run.log.iter().find_map(|line| line.strip_suffix(" s  ATD"));
            let seconds = dialled.ok_or("an ad was not called")?.trim().parse()?;
            took.push(Duration::from_secs_f64(seconds) - scenario.sms[0].at);
        }
        let at = |share| percentile(&took, share).unwrap_or_default().as_secs_f64();
        let (p50, p95, worst) = (at(0.5), at(0.95), at(1.0));
        println!("  {name:<20} p50 {p50:.2} s   p95 {p95:.2} s   worst {worst:.2} s");
    }
    let took = computed()?;
    let at = |share| percentile(&took, share).unwrap_or_default();
    println!(
        "reading it and writing the order on disk, wall time: p50 {:?}, p99 {:?}",
        at(0.5),
        at(0.99)
    );
    Ok(())
}

fn scenario(kind: &str) -> Result<Scenario, Box<dyn Error>> {
    let text = format!(
        "[scenario]\nname = 'an ad'\nstart = 2026-11-19T14:05:00+09:00\nseed = 1\nshop = 'bunsik.toml'\n\
         [[sms]]\nat = '40s'\nfrom = '15881234'\nkind = '{kind}'\ntext = '{SHORT}'\n[expect]\n"
    );
    Scenario::parse("an ad", &text).map_err(|problems| problems.to_string().into())
}

/// What the box does by itself between a text that is whole and the order on disk.
fn computed() -> Result<Vec<Duration>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut store = Store::open(&folder.path().join("munjigi.db"))?;
    let now = date(2026, 11, 19).at(14, 5, 0, 0);
    let rules = Rules::default();
    let mut took = Vec::new();
    for n in 0..ROUNDS {
        let body = format!("{SHORT} 인증{}", 1_000 + n);
        let start = Instant::now();
        let before = store.opted_out_since(now)?;
        let envelope = Envelope {
            sent: Some(now),
            is_whole: true,
        };
        let past = Past {
            before: &before,
            is_stopped: store.is_stopped()?,
        };
        let plan = plan(&Extraction::of(&body), envelope, now, past, &rules);
        let message = NewMessage {
            kind: Kind::Sms,
            sender: "15881234".to_owned(),
            gateway: None,
            subject: None,
            body,
            sent_at: Some(now),
            missing: 0,
        };
        let upon = plan.map_or(Upon::Nothing, Upon::Ad);
        store.message_came("1", &message, &[], &upon, now)?;
        took.push(start.elapsed());
    }
    Ok(took)
}
