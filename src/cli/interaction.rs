//! How well the box takes turns, as `munjigi sim eval --ears` prints it.

use std::{path::Path, time::Duration};

use crate::sim::interaction::{Conversation, FEWEST, Measures, Rate};

/// Name, what it is, and the rate of each measure; whether its latency is printed too.
fn rows(measures: &Measures) -> [(&'static str, &'static str, &Rate, Option<&'static str>); 6] {
    [
        ("R_R", "turns answered", &measures.response, Some("L_R")),
        (
            "R_Y",
            "stops when interrupted",
            &measures.yielding,
            Some("L_Y"),
        ),
        ("I_A", "cuts in, for each turn", &measures.interrupts, None),
        (
            "S_BC",
            "goes on at a backchannel",
            &measures.backchannel,
            None,
        ),
        ("S_VT", "ignores a vocal tic", &measures.tic, None),
        ("S_ND", "ignores what is not for it", &measures.aside, None),
    ]
}

/// The table, or a line of JSON. What too few events were counted for is not shown.
pub fn print(measures: &Measures, json: bool) {
    if json {
        println!("{}", as_json(measures));
        return;
    }
    println!("\nturn taking                          good  events       rate    mean latency");
    for (name, what, rate, latency) in rows(measures) {
        let shown = rate
            .shown()
            .map_or_else(|| format!("{:>10}", "—"), |r| format!("{r:>10.2}"));
        let latency = latency.map_or_else(String::new, |name| {
            let mean = rate.mean().map_or_else(|| "—".to_owned(), seconds);
            format!("    {name} {mean}")
        });
        println!(
            "{name:<5}{what:<28}{:>8}{:>8} {shown}{latency}",
            rate.good, rate.events
        );
    }
    println!("— fewer than {FEWEST} events");
}

fn seconds(span: Duration) -> String {
    format!("{:.2} s", span.as_secs_f64())
}

fn as_json(measures: &Measures) -> serde_json::Value {
    let mut all = serde_json::Map::new();
    for (name, _, rate, latency) in rows(measures) {
        all.insert(name.to_owned(), serde_json::json!(rate.shown()));
        all.insert(format!("{name}_good"), rate.good.into());
        all.insert(format!("{name}_events"), rate.events.into());
        if let Some(latency) = latency {
            let mean = rate.mean().map(|mean| mean.as_secs_f64());
            all.insert(latency.to_owned(), serde_json::json!(mean));
        }
    }
    serde_json::json!({ "interaction": all })
}

/// Who spoke when, in order of time.
pub fn print_turns(file: &Path, conversations: &[Conversation]) {
    println!("{}", file.display());
    for conversation in conversations {
        let caller = conversation.caller.iter().map(|said| {
            let who = format!("{:?}", said.kind);
            (said.from, said.until, who)
        });
        let agent = conversation.agent.iter().map(|span| {
            let who = if span.cut { "box, cut" } else { "box" };
            (span.from, span.until, who.to_owned())
        });
        let mut all: Vec<_> = caller.chain(agent).collect();
        all.sort();
        for (from, until, who) in all {
            println!("      {from:>10} to {until:>10}  {who}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_too_few_events_is_null_and_counted() {
        let mut measures = Measures::default();
        (measures.tic.good, measures.tic.events) = (9, 9);
        (measures.aside.good, measures.aside.events) = (5, 10);
        let json = as_json(&measures);
        let of = |key: &str| json["interaction"][key].clone();
        assert_eq!(of("S_VT"), serde_json::Value::Null);
        assert_eq!(of("S_VT_events"), 9);
        assert_eq!(of("S_ND"), 0.5);
        assert_eq!(of("L_R"), serde_json::Value::Null);
    }
}
