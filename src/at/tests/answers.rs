//! Every command with its answer: whole, cut up, garbled, late, and with announcements in between.

use proptest::prelude::*;

use super::{
    hear, ms, ready,
    scripts::{ANNOUNCEMENTS, PDU, Script, scripts},
    wake, write,
};
use crate::{
    at::{
        Answer, Channel, Command, Output, Refusal, Reply, Urc, command::Handover, reply::Reading,
    },
    time::Instant,
};

/// What comes out of these bytes, in pieces of this size.
fn played(command: &Command, bytes: &[u8], size: usize) -> Vec<Output> {
    let mut channel = ready();
    channel.send(command.clone(), ms(0)).unwrap();
    let mut out = Vec::new();
    for piece in bytes.chunks(size) {
        out.extend(hear(&mut channel, piece, ms(1)));
    }
    out
}

fn answer(outputs: &[Output]) -> &Answer {
    let mut done = outputs.iter().filter_map(|output| match output {
        Output::Done(done) => Some(&done.answer),
        _ => None,
    });
    let answer = done.next().expect("an end");
    assert!(done.next().is_none(), "one end");
    answer
}

fn urc(bytes: &[u8]) -> Urc {
    let heard = hear(&mut ready(), bytes, ms(1));
    let [Output::Urc(urc)] = &heard[..] else {
        panic!("{heard:?}");
    };
    urc.clone()
}

#[test]
fn every_command_has_its_text_and_takes_its_answer() {
    for script in scripts() {
        let text = script.command.text();
        let bare = script.command == Command::Attention;
        assert_eq!(text == "AT", bare, "{:?}", script.command);
        let outputs = played(&script.command, &script.bytes(), usize::MAX);
        assert!(
            matches!(answer(&outputs), Answer::Ok(_)),
            "{text}: {outputs:?}"
        );
    }
}

#[test]
fn cut_anywhere_it_is_the_same() {
    for script in scripts() {
        let whole = played(&script.command, &script.bytes(), usize::MAX);
        for size in 1..9 {
            let cut = played(&script.command, &script.bytes(), size);
            assert_eq!(cut, whole, "{:?} in pieces of {size}", script.command);
        }
    }
}

#[test]
fn echo_and_line_ends_make_no_difference() {
    for script in scripts() {
        let whole = played(&script.command, &script.bytes(), usize::MAX);
        let text = script.command.text();
        let echoed = [text.as_bytes(), b"\r", &script.bytes()].concat();
        assert_eq!(played(&script.command, &echoed, 3), whole, "{text} echoed");
        if script.is_raw() {
            continue; // what is raw has no line ends to lose
        }
        let bytes = String::from_utf8(script.bytes()).unwrap();
        let bare: String = script
            .units
            .iter()
            .map(|unit| String::from_utf8(unit.clone()).unwrap())
            .map(|unit| unit.trim_start_matches("\r\n").to_owned())
            .collect();
        for changed in [
            bare,
            bytes.replace("\r\n", "\r\n\r\n"),
            bytes.replace("\r\n", "\n"),
            bytes.replace("\r\n", "\r"),
            bytes.replace("\r\n", "\0\r\0\n\x7f"),
        ] {
            let heard = played(&script.command, changed.as_bytes(), usize::MAX);
            assert_eq!(heard, whole, "{text}: {changed:?}");
        }
    }
}

/// Whether this announcement cannot be told from the command's own answer.
fn ambiguous(command: &Command, announcement: &str) -> bool {
    announcement.lines().any(|line| {
        Reading::would_take(command, line)
            || (command.is_call() && matches!(line, "NO CARRIER" | "BUSY"))
    })
}

#[test]
fn an_announcement_between_any_two_lines_changes_nothing_but_itself() {
    let mut tried = 0;
    for Script { command, units } in scripts() {
        let whole = played(&command, &units.concat(), usize::MAX);
        for announcement in ANNOUNCEMENTS {
            if ambiguous(&command, announcement) {
                continue;
            }
            let wanted = Output::Urc(urc(announcement.as_bytes()));
            for gap in 0..=units.len() {
                let (before, after) = units.split_at(gap);
                let bytes = [&before.concat(), announcement.as_bytes(), &after.concat()].concat();
                let mut heard = played(&command, &bytes, usize::MAX);
                let place = heard.iter().position(|output| *output == wanted);
                let place = place.unwrap_or_else(|| {
                    panic!("{command:?}: {announcement:?} at {gap} is lost: {heard:?}")
                });
                heard.remove(place);
                assert_eq!(heard, whole, "{command:?}: {announcement:?} at {gap}");
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[test]
fn every_form_of_error_ends_every_command() {
    for script in scripts() {
        for (error, cme, cms) in [
            ("ERROR", None, None),
            ("+CME ERROR: 14", Some(14), None),
            ("+CME ERROR: SIM busy", Some(14), None),
            ("+CME ERROR: network rejected request", Some(100), None),
            ("+CMS ERROR: 331", None, Some(331)),
            ("+CMS ERROR: no network service", None, Some(331)),
        ] {
            let mut channel = ready();
            channel.send(script.command.clone(), ms(0)).unwrap();
            let heard = hear(&mut channel, format!("\r\n{error}\r\n").as_bytes(), ms(1));
            let told = match answer(&heard) {
                Answer::Refused(Refusal::Error) => (None, None),
                Answer::Refused(Refusal::Cme(error)) => (Some(error.0), None),
                Answer::Refused(Refusal::Cms(error)) => (None, Some(error.0)),
                other => panic!("{:?}: {error}: {other:?}", script.command),
            };
            assert_eq!(told, (cme, cms), "{error}");
            assert!(channel.is_ready(), "{error} is an answer like any other");
        }
    }
}

#[test]
fn ok_without_the_line_asked_for_is_no_answer() {
    for script in scripts() {
        let mut channel = ready();
        channel.send(script.command.clone(), ms(0)).unwrap();
        let heard = hear(&mut channel, b"\r\nOK\r\n", ms(1));
        if script.command.handover().is_some() {
            assert_eq!(heard, [], "{:?}: nothing has been sent", script.command);
            continue;
        }
        let empty = *answer(&heard) == Answer::Empty;
        assert_eq!(empty, script.command.wants_line(), "{:?}", script.command);
        assert_eq!(channel.is_ready(), !empty);
    }
}

#[test]
fn an_entry_that_was_garbled_leaves_a_doubt() {
    let overlong = "x".repeat(5_000);
    for line in [
        "+CLxC: 1,1,4,0,0,\"01023456789\",129",
        "?CLCC: 1,1,4,0,0,\"01023456789\",129",
        "+CLCC: 1,1",
        &overlong,
    ] {
        let bytes = format!("\r\n{line}\r\n\r\nOK\r\n");
        let heard = played(&Command::Calls, bytes.as_bytes(), usize::MAX);
        let Answer::Ok(Reply::Calls(list)) = answer(&heard) else {
            panic!("{heard:?}");
        };
        assert!(
            list.is_garbled(),
            "an empty list proves nothing: {line:.40}"
        );
    }
    let header = format!("\r\n+CxGL: 0,1,,21\r\n{PDU}\r\n\r\nOK\r\n");
    let heard = played(&Command::ListTexts, header.as_bytes(), usize::MAX);
    assert!(matches!(
        answer(&heard),
        Answer::Ok(Reply::Listed { garbled: true, .. })
    ));
}

/// Lets time pass until the command has ended; gives what came and when.
fn timed_out(channel: &mut Channel) -> (Vec<Output>, Instant) {
    let mut out = Vec::new();
    loop {
        let at = channel.next_wake().expect("every wait has an end");
        out.extend(wake(channel, at));
        if out.iter().any(|output| matches!(output, Output::Done(_))) {
            return (out, at);
        }
    }
}

#[test]
fn a_late_answer_is_nobodys() {
    for script in scripts() {
        let (command, late) = (script.command.clone(), script.bytes());
        let mut channel = ready();
        channel.send(command.clone(), ms(0)).unwrap();
        let (out, at) = timed_out(&mut channel);
        assert_eq!(*answer(&out), Answer::TimedOut, "{command:?}");
        let limit = Command::PROMPT.max(command.max_response());
        assert!(at <= Instant::ZERO + limit, "{command:?}");

        let heard = hear(&mut channel, &late, at);
        let escape = write(b"\x1b");
        let result = Urc::HttpRead { error: 0 };
        let other = heard
            .iter()
            .find(|output| **output != escape && **output != Output::Urc(result.clone()));
        assert_eq!(
            other, None,
            "{command:?}: its late answer is taken for news"
        );

        let at = channel.next_wake().unwrap();
        // Where the prompt may still come, nothing that is written may become a text.
        let ask: &[u8] = match command.handover() {
            Some(Handover::Pdu(_) | Handover::Counted(_)) => b"\x1bAT+CGSN\r",
            _ => b"AT+CGSN\r",
        };
        assert_eq!(wake(&mut channel, at), [write(ask)]);
        let proof = b"\r\n866758041234567\r\n\r\nOK\r\n";
        assert_eq!(hear(&mut channel, proof, at), [Output::Synced]);
        channel.send(Command::Calls, at).unwrap();
        assert!(matches!(
            answer(&hear(&mut channel, b"\r\nOK\r\n", at)),
            Answer::Ok(_)
        ));
    }
}

proptest! {
    #[test]
    fn announcements_anywhere_and_cuts_anywhere(
        script in 0..scripts().len(),
        inserted in prop::collection::vec((0_usize..6, 0..ANNOUNCEMENTS.len()), 0..6),
        size in 1_usize..30,
    ) {
        let Script { command, units } = scripts().swap_remove(script);
        let mut bytes = Vec::new();
        let mut wanted = Vec::new();
        for gap in 0..=units.len() {
            for (place, which) in &inserted {
                let announcement = ANNOUNCEMENTS[*which];
                if place % (units.len() + 1) == gap && !ambiguous(&command, announcement) {
                    bytes.extend_from_slice(announcement.as_bytes());
                    wanted.push(urc(announcement.as_bytes()));
                }
            }
            bytes.extend(units.get(gap).into_iter().flatten());
        }
        let (urcs, rest): (Vec<_>, Vec<_>) = played(&command, &bytes, size)
            .into_iter()
            .partition(|output| matches!(output, Output::Urc(_)));
        let (own, whole): (Vec<_>, Vec<_>) = played(&command, &units.concat(), size)
            .into_iter()
            .partition(|output| matches!(output, Output::Urc(_)));
        prop_assert_eq!(rest, whole);
        prop_assert_eq!(urcs.len(), wanted.len() + own.len());
        for urc in wanted {
            prop_assert!(urcs.contains(&Output::Urc(urc)));
        }
    }
}
