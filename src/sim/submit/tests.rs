use super::*;
use proptest::prelude::*;

/// A SUBMIT without a service centre: first octet, coding, length, user data.
fn pdu(first: u8, coding: u8, length: u8, data: &[u8]) -> (String, usize) {
    // +821023456789, international
    let mut octets = vec![
        0x00, first, 0x00, 12, 0x91, 0x28, 0x01, 0x32, 0x54, 0x76, 0x98,
    ];
    octets.extend([0x00, coding, length]);
    octets.extend(data);
    let text: String = octets.iter().map(|o| format!("{o:02X}")).collect();
    (text, octets.len() - 1)
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[test]
fn reads_korean_and_what_lies_beyond_the_first_plane() {
    let data = wide("내일 19시 예약 🙂");
    let (text, octets) = pdu(0x01, 0x08, u8::try_from(data.len()).unwrap(), &data);
    let read = decode(text.as_bytes(), octets).unwrap();
    assert_eq!(read.to, "+821023456789");
    assert_eq!(read.body, "내일 19시 예약 🙂");
}

#[test]
fn reads_seven_bits() {
    // "hellohello" (3GPP TS 23.038 6.1.2.1 packing)
    let data = [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37];
    let (text, octets) = pdu(0x01, 0x00, 10, &data);
    assert_eq!(decode(text.as_bytes(), octets).unwrap().body, "hellohello");
}

#[test]
fn reads_the_validity_period_and_ignores_it() {
    let (text, octets) = pdu(0x11, 0x08, 0, &[]);
    assert_eq!(decode(text.as_bytes(), octets), Err(NotASubmit::TooShort));
    let mut with = text.clone();
    with.insert_str(text.len() - 2, "AA");
    assert_eq!(decode(with.as_bytes(), octets + 1).unwrap().body, "");
}

#[test]
fn lies_are_found() {
    let (text, octets) = pdu(0x01, 0x08, 2, &wide("가"));
    let refused = |text: &str, octets| decode(text.as_bytes(), octets).unwrap_err();
    assert!(matches!(
        refused(&text, octets + 1),
        NotASubmit::Length { .. }
    ));
    assert_eq!(refused(&format!("{text}0"), octets), NotASubmit::Hex);
    assert_eq!(
        refused(&format!("{text}00"), octets + 1),
        NotASubmit::TooLong
    );
    let (text, octets) = pdu(0x00, 0x08, 2, &wide("가"));
    assert_eq!(refused(&text, octets), NotASubmit::Type(0));
    let (text, octets) = pdu(0x01, 0x04, 2, &[1, 2]);
    assert_eq!(refused(&text, octets), NotASubmit::Coding(4));
}

fn part(reference: &[u8], total: u8, number: u8, body: &str) -> Submit {
    let id = if reference.len() == 1 { 0x00 } else { 0x08 };
    let length = u8::try_from(reference.len() + 2).unwrap();
    let mut data = vec![length + 2, id, length];
    data.extend(reference);
    data.extend([total, number]);
    data.extend(wide(body));
    let (text, octets) = pdu(0x41, 0x08, u8::try_from(data.len()).unwrap(), &data);
    decode(text.as_bytes(), octets).unwrap()
}

#[test]
fn parts_come_together_in_any_order_with_short_and_long_references() {
    for reference in [&[7_u8][..], &[1, 2][..]] {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.add(part(reference, 2, 2, "세계")), None);
        let whole = outbox.add(part(reference, 2, 1, "안녕 "));
        assert_eq!(whole.unwrap().1, "안녕 세계");
    }
}

#[test]
fn seven_bits_behind_a_header_begin_at_a_whole_septet() {
    // Header of 6 octets: 48 bits, so one fill bit; "A" (0x41) is septet 7.
    let data = [0x05, 0x00, 0x03, 0x01, 0x01, 0x01, 0x82];
    let (text, octets) = pdu(0x41, 0x00, 8, &data);
    assert_eq!(decode(text.as_bytes(), octets).unwrap().body, "A");
}

#[test]
fn the_ninth_unfinished_text_costs_the_first() {
    let mut outbox = Outbox::default();
    for reference in 0..8 {
        let first = part(&[reference], 2, 1, "가");
        assert_eq!(outbox.forgets_for(&first), None);
        outbox.add(first);
    }
    let ninth = part(&[8], 2, 1, "가");
    assert!(outbox.forgets_for(&ninth).is_some());
    outbox.add(ninth);
    assert_eq!(outbox.add(part(&[0], 2, 2, "나")), None);
}

proptest! {
    #[test]
    fn no_pdu_makes_it_panic(text in "([0-9A-F]{2}){0,60}", said in 0_usize..180) {
        let _ = decode(text.as_bytes(), said);
    }

    #[test]
    fn no_user_data_makes_it_panic(
        first in any::<u8>(), coding in any::<u8>(), length in any::<u8>(),
        data in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let (text, octets) = pdu(first, coding, length, &data);
        let _ = decode(text.as_bytes(), octets);
    }
}
