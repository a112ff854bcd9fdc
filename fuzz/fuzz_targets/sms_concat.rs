//! Parts in any order, with time between them: each comes out once, and there is never too much.
//!
//! Six octets are one step: sender, reference, total, number, what it says, minutes that pass (an
//! odd number: the stamp moves too).
#![no_main]

use std::collections::BTreeSet;

use jiff::{SignedDuration, civil::date};
use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::sms::{Added, Assembly, Joined, MAX_KEPT, MAX_SETS, Message, PartId, decode};

/// Enough to fill every set; more only takes time.
const MAX_STEPS: usize = 80;

#[derive(Default)]
struct Kept(BTreeSet<PartId>);

impl Kept {
    fn out(&mut self, joined: &Joined) {
        for part in &joined.parts {
            assert!(self.0.remove(part), "{part:?} comes out once");
        }
        let text = joined.body.text().unwrap_or_default();
        // Each part says one letter, with a gap before it and one at the end.
        assert!(text.chars().count() <= joined.parts.len() * 4 + 3);
    }
}

/// An SMS-DELIVER of one letter; 16-bit references for odd senders, a reply address for some.
fn part(sender: u8, reference: u8, total: u8, number: u8, letter: u8, hour: u8) -> Vec<u8> {
    let mut header = if sender & 1 == 0 {
        vec![0, 3, reference, total, number]
    } else {
        vec![8, 4, 0, reference, total, number]
    };
    if sender & 2 != 0 {
        header.extend([0x22, 4, 4, 0x81, sender >> 2, 0x10]);
    }
    let mut octets = vec![0, 0x44, 4, 0x81, sender >> 4, 0x21, 0, 8];
    octets.extend([
        0x62,
        0x11,
        0x81,
        (hour % 10) << 4 | hour % 24 / 10,
        0,
        0,
        0x63,
    ]);
    octets.push(header.len() as u8 + 3);
    octets.push(header.len() as u8);
    octets.extend(header);
    octets.extend([0xAC, letter]);
    octets
}

fuzz_target!(|input: &[u8]| {
    let mut assembly = Assembly::new();
    let mut kept = Kept::default();
    let mut now = date(2026, 11, 18).at(0, 0, 0, 0);
    let mut hour = 0_u8;
    let (steps, _) = input.as_chunks::<6>();
    for (row, &[sender, reference, total, number, letter, minutes]) in
        (0..).zip(steps.iter().take(MAX_STEPS))
    {
        now += SignedDuration::from_mins(minutes.into());
        hour = hour.wrapping_add(minutes & 1);
        while let Some(partial) = assembly.overdue(now) {
            assert!(!partial.is_whole());
            kept.out(&partial);
        }
        let octets = part(sender, reference, total, number, letter, hour);
        let Ok(pdu) = decode(&octets) else {
            panic!("it is well made")
        };
        let Message::Deliver(part) = pdu.message else {
            panic!("a deliver")
        };
        let id = PartId(row);
        kept.0.insert(id);
        let (given_up, added) = assembly.add(id, part, now);
        if let Some(partial) = given_up {
            kept.out(&partial);
        }
        match added {
            Added::Whole(whole) => {
                assert!(whole.is_whole());
                kept.out(&whole);
            }
            Added::Waiting { have, total } => assert!(have < total),
            Added::Duplicate(of) => {
                assert!(kept.0.contains(&of));
                kept.0.remove(&id);
            }
        }
        assert!(assembly.waiting() <= MAX_SETS && kept.0.len() <= MAX_KEPT);
        assert_eq!(assembly.next_wake().is_some(), assembly.waiting() > 0);
    }
    now += SignedDuration::from_hours(24);
    while let Some(partial) = assembly.overdue(now) {
        kept.out(&partial);
    }
    assert!(kept.0.is_empty(), "nothing stays inside");
});
