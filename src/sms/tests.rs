//! Messages that were read, parts that were joined, and what no octets may do.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use jiff::{
    SignedDuration,
    civil::{DateTime, date},
};
use proptest::prelude::*;

use super::*;

const NOON: DateTime = date(2026, 11, 18).at(12, 0, 0, 0);

/// An SMS-DELIVER in UCS2, built apart from the reader.
#[derive(Clone)]
struct Sent<'a> {
    from: [u8; 4],
    reply: Option<[u8; 4]>,
    place: Option<[u8; 3]>,
    wide: bool,
    minute: u8,
    text: &'a str,
}

impl Default for Sent<'_> {
    fn default() -> Self {
        Self {
            from: [0x51, 0x66, 0x43, 0x65],
            reply: None,
            place: None,
            wide: false,
            minute: 0,
            text: "",
        }
    }
}

impl Sent<'_> {
    fn octets(&self) -> Vec<u8> {
        let mut header = Vec::new();
        if let Some([reference, total, number]) = self.place {
            if self.wide {
                header.extend([8, 4, 0, reference, total, number]);
            } else {
                header.extend([0, 3, reference, total, number]);
            }
        }
        if let Some(reply) = self.reply {
            header.extend([0x22, 6, 8, 0x81]);
            header.extend(reply);
        }
        let mut data = Vec::new();
        if !header.is_empty() {
            data.push(u8::try_from(header.len()).unwrap());
        }
        data.extend(&header);
        data.extend(self.text.encode_utf16().flat_map(u16::to_be_bytes));
        let mut octets = vec![0, if header.is_empty() { 0x04 } else { 0x44 }, 8, 0x81];
        octets.extend(self.from);
        let (tens, ones) = (self.minute % 60 / 10, self.minute % 60 % 10);
        let hour = 0x21 + self.minute / 60 * 16;
        octets.extend([0, 8, 0x62, 0x11, 0x81, hour, ones << 4 | tens, 0, 0x63]);
        octets.push(u8::try_from(data.len()).unwrap());
        octets.extend(data);
        octets
    }

    fn deliver(&self) -> Deliver {
        match decode(&self.octets()).unwrap().message {
            Message::Deliver(deliver) => deliver,
            other => panic!("{other:?}"),
        }
    }
}

fn part<'a>(reference: u8, total: u8, number: u8, text: &'a str) -> Sent<'a> {
    Sent {
        place: Some([reference, total, number]),
        text,
        ..Sent::default()
    }
}

/// What comes of a row of parts: the texts in the order in which they were whole, and how many were given up.
fn joined<'a>(assembly: &mut Assembly, parts: impl IntoIterator<Item = Sent<'a>>) -> Vec<String> {
    let mut texts = Vec::new();
    for (row, part) in (1..).zip(parts) {
        let (given_up, added) = assembly.add(PartId(row), part.deliver(), NOON);
        assert_eq!(given_up, None);
        if let Added::Whole(whole) = added {
            assert!(whole.is_whole());
            texts.push(whole.body.text().unwrap().to_owned());
        }
    }
    texts
}

#[test]
fn parts_in_any_order_make_one_text() {
    for order in [
        [1, 2, 3],
        [1, 3, 2],
        [2, 1, 3],
        [2, 3, 1],
        [3, 1, 2],
        [3, 2, 1],
    ] {
        let mut assembly = Assembly::new();
        let words = ["", "하나 ", "둘 ", "셋"];
        let parts = order.map(|number| part(7, 3, number, words[usize::from(number)]));
        assert_eq!(joined(&mut assembly, parts), ["하나 둘 셋"]);
        assert_eq!(assembly.waiting(), 0);
    }
}

#[test]
fn a_part_that_comes_twice_is_said_to() {
    let mut assembly = Assembly::new();
    let one = part(7, 2, 1, "하나 ").deliver();
    let waiting = Added::Waiting { have: 1, total: 2 };
    assert_eq!(assembly.add(PartId(1), one.clone(), NOON).1, waiting);
    assert_eq!(
        assembly.add(PartId(2), one, NOON).1,
        Added::Duplicate(PartId(1))
    );
    let (_, added) = assembly.add(PartId(3), part(7, 2, 2, "둘").deliver(), NOON);
    let Added::Whole(whole) = added else {
        panic!("{added:?}")
    };
    assert_eq!(whole.parts, [PartId(1), PartId(3)]);
}

#[test]
fn senders_totals_and_kinds_are_kept_apart() {
    let mut assembly = Assembly::new();
    let base = part(7, 2, 1, "가");
    let other_sender = Sent {
        from: [0x51, 0x66, 0x43, 0x75],
        ..base.clone()
    };
    let other_kind = Sent {
        wide: true,
        ..base.clone()
    };
    let other_total = Sent {
        place: Some([7, 3, 2]),
        ..base.clone()
    };
    let other_reply = Sent {
        reply: Some([0x10, 0x20, 0x30, 0x40]),
        place: Some([7, 2, 2]),
        ..base.clone()
    };
    let third_reply = Sent {
        reply: Some([0x10, 0x20, 0x30, 0x50]),
        place: Some([7, 2, 1]),
        ..base.clone()
    };
    let parts = [
        other_reply,
        third_reply,
        other_sender,
        other_kind,
        other_total,
    ];
    assert_eq!(joined(&mut assembly, parts), Vec::<String>::new());
    assert_eq!(assembly.waiting(), 5);
}

#[test]
fn a_reference_that_comes_again_is_a_new_text() {
    let mut assembly = Assembly::new();
    // The second part of the first text never came; the sender begins again at the same number.
    let parts = [
        part(7, 2, 1, "옛 "),
        part(7, 2, 1, "새 "),
        part(7, 2, 2, "글"),
    ];
    assert_eq!(joined(&mut assembly, parts), ["새 글"]);
    let old = assembly.overdue(NOON + PATIENCE).unwrap();
    assert_eq!(old.body.text(), Some("옛 […]"));
    assert_eq!(old.missing, [2]);
}

#[test]
fn a_part_from_another_hour_does_not_fill_an_old_gap() {
    let mut assembly = Assembly::new();
    let late = |number, text| Sent {
        minute: 90,
        ..part(7, 2, number, text)
    };
    let parts = [part(7, 2, 1, "옛 "), late(2, "글"), late(1, "새 ")];
    assert_eq!(joined(&mut assembly, parts), ["새 글"]);
    assert_eq!(assembly.waiting(), 1);
}

#[test]
fn the_same_text_sent_again_hours_later_is_whole_by_itself() {
    let mut assembly = Assembly::new();
    let late = |number, text| Sent {
        minute: 90,
        ..part(7, 2, number, text)
    };
    let parts = [part(7, 2, 1, "같은 "), late(1, "같은 "), late(2, "글")];
    assert_eq!(joined(&mut assembly, parts), ["같은 글"]);
    assert_eq!(assembly.waiting(), 1);
}

#[test]
fn what_stays_incomplete_comes_out_after_a_day_and_says_so() {
    let mut assembly = Assembly::new();
    joined(&mut assembly, [part(7, 4, 2, "둘 "), part(7, 4, 3, "셋 ")]);
    assert_eq!(assembly.next_wake(), Some(NOON + PATIENCE));
    assert_eq!(
        assembly.overdue(NOON + PATIENCE - SignedDuration::from_secs(1)),
        None
    );
    let partial = assembly.overdue(NOON + PATIENCE).unwrap();
    assert_eq!(partial.body.text(), Some("[…]둘 셋 […]"));
    assert_eq!(
        (partial.missing.as_slice(), partial.is_whole()),
        (&[1, 4][..], false)
    );
    assert_eq!(assembly.next_wake(), None);
    assert_eq!(assembly.overdue(NOON + PATIENCE), None);
}

#[test]
fn a_clock_that_was_set_back_gives_nothing_up() {
    let mut assembly = Assembly::new();
    joined(&mut assembly, [part(7, 2, 1, "가")]);
    assert_eq!(assembly.overdue(date(1980, 1, 6).at(0, 0, 0, 0)), None);
}

#[test]
fn when_it_is_full_the_quietest_text_goes() {
    let mut assembly = Assembly::new();
    let add = |assembly: &mut Assembly, row: i64, sent: &Sent<'_>, after| {
        assembly.add(
            PartId(row),
            sent.deliver(),
            NOON + SignedDuration::from_mins(after),
        )
    };
    for row in 0..MAX_SETS as i64 {
        let sent = part(u8::try_from(row).unwrap(), 3, 1, "가");
        assert_eq!(add(&mut assembly, row, &sent, row).0, None);
    }
    // The oldest hears of a second part, so that the next oldest is the quietest.
    let (given_up, _) = add(&mut assembly, 100, &part(0, 3, 2, "나"), 100);
    assert_eq!(given_up, None);
    let (given_up, added) = add(&mut assembly, 101, &part(200, 3, 1, "다"), 101);
    assert_eq!(given_up.unwrap().parts, [PartId(1)]);
    assert_eq!(added, Added::Waiting { have: 1, total: 3 });
    assert_eq!(assembly.waiting(), MAX_SETS);
}

#[test]
fn parts_are_bounded_too() {
    let mut assembly = Assembly::new();
    let mut given_up = 0;
    for row in 0..1_000_i64 {
        let reference = u8::try_from(row / 250).unwrap();
        let sent = part(reference, 255, u8::try_from(row % 250 + 1).unwrap(), "가");
        let (gone, _) = assembly.add(
            PartId(row),
            sent.deliver(),
            NOON + SignedDuration::from_secs(row),
        );
        given_up += gone.map_or(0, |gone| gone.parts.len());
    }
    assert_eq!(given_up, 500);
    assert_eq!(assembly.waiting(), 2);
}

#[test]
fn what_a_log_may_see_holds_no_number_and_no_word() {
    let sent = Sent {
        reply: Some([0x10, 0x20, 0x43, 0x65]),
        ..part(7, 2, 1, "비밀 이야기")
    };
    let pdu = decode(&sent.octets()).unwrap();
    let mut assembly = Assembly::new();
    let added = assembly.add(PartId(1), sent.deliver(), NOON);
    let shown = format!("{pdu:?} {added:?} {assembly:?}");
    assert!(!shown.contains("비밀"), "{shown}");
    assert!(
        !shown.contains("1566") && !shown.contains("0102"),
        "{shown}"
    );
}

#[test]
fn a_fingerprint_knows_its_message_again() {
    let sent = part(7, 2, 1, "가");
    let known = sent.deliver().fingerprint;
    assert_eq!(sent.deliver().fingerprint, known);
    let others = [
        Sent {
            minute: 1,
            ..sent.clone()
        },
        Sent {
            from: [0x51, 0x66, 0x43, 0x66],
            ..sent.clone()
        },
        part(7, 2, 2, "가"),
        part(7, 2, 1, "나"),
    ];
    for other in others {
        assert_ne!(other.deliver().fingerprint, known);
    }
}

#[test]
fn the_length_that_the_modem_announced_is_compared() {
    let octets = Sent {
        text: "가나",
        ..Sent::default()
    }
    .octets();
    assert_eq!(tpdu_len(&octets), Some(octets.len() - 1));
    assert!(
        decode(&octets)
            .unwrap()
            .against(octets.len() - 1)
            .defects
            .is_empty()
    );
    let pdu = decode(&octets).unwrap().against(99);
    let length = Defect::Length {
        announced: 99,
        present: octets.len() - 1,
    };
    assert_eq!(pdu.defects, [length]);
    assert_eq!(tpdu_len(&[7, 1]), None);
    assert_eq!(tpdu_len(&[]), None);
}

#[test]
fn errors_say_whose_message_it_was() {
    let octets = Sent {
        text: "가나",
        ..Sent::default()
    }
    .octets();
    let Err(PduError::CutShort { missing, from }) = decode(&octets[..14]) else {
        panic!()
    };
    assert_eq!(missing, Field::Time);
    assert_eq!(from.unwrap().shown(), "15663456");
    assert_eq!(decode(&[]), Err(PduError::Empty));
    let centre = PduError::ServiceCentre {
        announced: 7,
        present: 1,
    };
    assert_eq!(decode(&[7, 0x91]), Err(centre));
    assert_eq!(decode_hex("0x"), Err(PduError::NotHex { at: 1 }));
    assert_eq!(decode_hex("000"), Err(PduError::HalfOctet));
}

/// A message of octets such as `at` may hand over, and how much text may come of it.
fn bounded(octets: &[u8]) {
    let Ok(pdu) = decode(octets) else { return };
    let body = match &pdu.message {
        Message::Deliver(message) => &message.body,
        Message::Submit(message) => &message.body,
        Message::StatusReport(_) => return,
    };
    match body {
        // 255 septets at most; an escape takes two, U+FFFD three octets of UTF-8.
        Body::Text(text) => assert!(text.chars().count() <= 255),
        Body::Data(data) => assert!(data.len() <= 255),
    }
    assert!(pdu.defects.len() <= 140);
}

proptest! {
    #[test]
    fn no_octets_panic_and_what_comes_is_bounded(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        bounded(&octets);
        let _ = mms::Notification::from_push(&octets);
        let _ = mms::Notification::parse(&octets);
        let _ = mms::Retrieved::parse(&octets);
    }

    #[test]
    fn no_octets_behind_a_good_beginning_panic(
        first in prop::sample::select(vec![0x04_u8, 0x44, 0x11, 0x51, 0x06, 0x46, 0x03]),
        coding: u8,
        rest in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut octets = vec![0, first, 2, 0x81, 0x21, 0, coding];
        octets.extend([0x62, 0x11, 0x81, 0x41, 0x52, 0x03, 0x63]);
        octets.extend(rest);
        bounded(&octets);
    }

    #[test]
    fn what_was_sent_is_read(digits in "0[0-9]{2,11}", text in "[가-힣 a-z0-9😀🎉\n]{1,300}", reference: u8) {
        let parts = submit(&digits.parse().unwrap(), &text, reference).unwrap();
        let mut read = Vec::new();
        for part in &parts {
            let pdu = decode_hex(part.hex()).unwrap().against(part.tpdu_len());
            prop_assert_eq!(&pdu.defects, &[]);
            let Message::Submit(message) = pdu.message else { panic!("a submit") };
            prop_assert_eq!(message.to.value(), &digits);
            read.push(message.data);
        }
        let units: Vec<u8> = read.iter().flat_map(|data| data.contents().to_vec()).collect();
        prop_assert_eq!(units, text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    }

    /// Whatever comes in comes out, once; and a restart at any moment changes nothing.
    #[test]
    fn every_part_comes_out_once_and_a_restart_changes_nothing(
        parts in prop::collection::vec((0_u8..3, 1_u8..4, 1_u8..4, 0_usize..2, any::<bool>()), 0..60),
        restart in 0_usize..60,
    ) {
        let sent: Vec<Deliver> = parts
            .iter()
            .map(|&(reference, total, number, text, wide)| {
                Sent { wide, ..part(reference, total, number, ["가", "나"][text]) }.deliver()
            })
            .collect();
        let run = |restart: Option<usize>| {
            let mut assembly = Assembly::new();
            let mut out = Vec::new();
            // What the store would know: rows not yet used.
            let mut unused: Vec<(PartId, Deliver)> = Vec::new();
            for (row, part) in (0_i64..).zip(&sent) {
                if restart == usize::try_from(row).ok() {
                    assembly = Assembly::new();
                    for (id, part) in &unused {
                        let (_, added) = assembly.add(*id, part.clone(), NOON);
                        assert!(matches!(added, Added::Waiting { .. }));
                    }
                }
                let id = PartId(row);
                let (given_up, added) = assembly.add(id, part.clone(), NOON);
                assert!(given_up.is_none());
                match added {
                    Added::Whole(joined) => {
                        unused.retain(|(id, _)| !joined.parts.contains(id));
                        out.push((joined.parts, joined.missing));
                    }
                    Added::Waiting { .. } => unused.push((id, part.clone())),
                    Added::Duplicate(_) => out.push((vec![id], Vec::new())),
                }
            }
            while let Some(partial) = assembly.overdue(NOON + PATIENCE) {
                out.push((partial.parts, partial.missing));
            }
            out
        };
        let through = run(None);
        for row in 0..sent.len() {
            let id = PartId(i64::try_from(row).unwrap());
            let times = through.iter().filter(|out| out.0.contains(&id)).count();
            prop_assert_eq!(times, 1, "row {}", row);
        }
        prop_assert_eq!(run(Some(restart)), through);
    }
}
