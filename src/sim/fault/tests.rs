use std::{collections::BTreeSet, time::Duration};

use super::*;
use crate::settings::Document;

#[test]
fn the_table_is_complete_and_every_name_is_unique() {
    let numbers: Vec<u8> = table::ROWS.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=100).collect::<Vec<u8>>());
    for pick in [
        |row: &Row| row.slug,
        |row: &Row| row.english,
        |row: &Row| row.korean,
    ] {
        let names: BTreeSet<&str> = table::ROWS.iter().map(pick).collect();
        assert_eq!(names.len(), 100);
        assert!(names.iter().all(|name| !name.trim().is_empty()));
    }
    for (n, fault) in Fault::ALL.into_iter().enumerate() {
        let row = fault.row();
        assert_eq!(usize::from(row.number), n + 1);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(row.slug.chars().all(plain), "{}", row.slug);
        let hangul = |c: char| ('가'..='힣').contains(&c);
        assert!(row.korean.chars().any(hangul), "{}", row.korean);
        assert!(row.english.is_ascii(), "{}", row.english);
        let variants: BTreeSet<_> = row.takes.variants.iter().collect();
        assert_eq!(variants.len(), row.takes.variants.len());
        if let Some(rate) = row.takes.rate {
            assert!((rate.least..=rate.most).contains(&rate.usual), "{fault}");
        }
    }
}

#[test]
fn each_is_found_by_number_and_by_slug_and_by_nothing_else() {
    for fault in Fault::ALL {
        assert_eq!(Fault::find(&fault.to_string()).unwrap(), fault);
        assert_eq!(Fault::find(fault.row().slug).unwrap(), fault);
    }
    assert_eq!(Fault::find("f7").unwrap(), Fault::find("F07").unwrap());
    for wrong in ["", "F0", "F00", "F101", "F999", "19", "rdy", "F1x"] {
        assert!(Fault::find(wrong).is_err(), "{wrong}");
    }
    let near = Fault::find("brown-oyt").unwrap_err();
    assert!(near.english.contains("brown-out"), "{near:?}");
}

#[test]
fn an_order_says_itself_as_it_is_read() {
    for line in [
        "F19 for=5000ms",
        "F14 count=2 variant=over on=+CMGS",
        "F01 for=1500ms rate=3",
        "F33",
    ] {
        assert_eq!(Order::parse(line).unwrap().to_string(), line);
    }
    for fault in Fault::ALL {
        let usual = Order::new(fault);
        assert_eq!(Order::parse(&usual.to_string()).unwrap(), usual);
    }
    let order = Order::parse("slow-reply on=ATH").unwrap();
    assert_eq!((order.on.as_str(), order.variant), ("H", "under"));
    assert_eq!(order.count, Some(1));
    assert_eq!(Order::parse("F44").unwrap().lasts, None);
    assert_eq!(
        Order::parse("F26 for=1.5s").unwrap().lasts,
        Some(Duration::from_millis(1_500))
    );
}

#[test]
fn what_a_fault_does_not_take_is_refused_with_what_it_takes() {
    for (line, wanted) in [
        ("F33 for=5s", "F33 takes no for; remove it"),
        ("F24 count=2", "F24 takes no count; it takes for, variant"),
        ("F24 variant=slow", "use one of: reset, bus"),
        ("F14 variant=", "use one of: under"),
        ("F01 rate=1", "from 2 to"),
        ("F08 rate=x", "whole number"),
        ("F15 count=0", "from 1 to 10000"),
        ("F24 for=soon", "length of time"),
        ("F24 on=ATA", "takes no on"),
        ("F24 colour=red", "takes no colour"),
        ("F24 reset", "write key=value"),
    ] {
        let refusal = Order::parse(line).unwrap_err();
        assert!(refusal.english.contains(wanted), "{line}: {refusal:?}");
        assert!(!refusal.korean.is_empty());
    }
}

#[test]
fn mistakes_in_a_file_have_their_line_and_column() {
    let text = "[[fault]]\nname = 'F24'\nfor = '2s'\nvariant = 'bus'\n\
                [[fault]]\nname = 'F33'\n  count = 3\n\
                [[fault]]\nname = 'F101'\n\
                [[fault]]\nvariant = 'x'\n\
                [[fault]]\nname = 'F82'\nvariant = 'hum'\nsince = 4\n";
    let document = Document::parse("f.toml", text);
    let root = document.root();
    let read: Vec<_> = root.tables("fault").iter().map(Order::read).collect();
    let wanted = Order::new(Fault::UNPLUGGED_IDLE)
        .variant("bus")
        .lasting(Duration::from_secs(2));
    assert_eq!(read[0], Some(wanted));
    assert!(read[1..].iter().all(Option::is_none));
    drop(root);
    let problems = document.finish(Some(())).unwrap_err();
    let found: Vec<_> = problems
        .iter()
        .map(|p| (p.line, p.column, p.key.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (7, 11, "fault[2].count"),
            (9, 8, "fault[3].name"),
            (10, 1, "fault[4].name"),
            (14, 11, "fault[5].variant"),
            (15, 1, "fault[5].since"),
        ]
    );
}
