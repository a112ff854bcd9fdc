use jiff::civil::{DateTime, datetime};
use proptest::prelude::*;

use super::*;

fn noon() -> DateTime {
    datetime(2026, 11, 21, 12, 4, 9, 0)
}

/// Octets as hexadecimal digits, blanks left out.
fn hex(text: &str) -> String {
    text.replace(' ', "")
}

/// Every octet of a one-line Korean text, by hand from 3GPP TS 23.040.
#[test]
fn a_korean_text_is_ucs2() {
    let [pdu] = &Text::plain("15881234", "안녕 🎉").parts(1, noon())[..] else {
        panic!("one part");
    };
    let want =
        "07 91280199990000  04  08 81 51882143  00 08  62111221409063  0A C548B1550020D83CDF89";
    assert_eq!(pdu.hex(), hex(want));
    assert_eq!(pdu.length(), pdu.octets().len() - 8);
}

#[test]
fn a_name_and_seven_bits() {
    let [pdu] = &Text::plain("KT", "hello").parts(1, noon())[..] else {
        panic!("one part");
    };
    let want = "07 91280199990000  04  04 D0 4B2A  00 00  62111221409063  05 E8329BFD06";
    assert_eq!(pdu.hex(), hex(want));
}

#[test]
fn korean_habits() {
    let mut text = Text::plain("01012345678", "(광고)가");
    text.coding = Coding::Ksc5601;
    let plain = text.parts(1, noon())[0].hex();
    let want = "07 91280199990000 04 0B 81 10103254 76F8 00 84 62111221409063 08 28B1A4B0ED29B0A1";
    assert_eq!(plain, hex(want));

    text.gateway = Some("1571818009".to_owned());
    text.coding = Coding::EightBit;
    let gateway = text.parts(1, noon())[0].hex();
    // Element 0x22 has the form of an address: digits, type, the digits.
    let want = "07 91280199990000 44 0A A1 5117180890 00 04 62111221409063 13 \
                0A 22 08 0B 81 10103254 76F8 28B1A4B0ED29B0A1";
    assert_eq!(gateway, hex(want));
}

#[test]
fn long_texts_are_cut_where_the_standard_cuts_them() {
    for (reference, room, head) in [
        (Reference::Short, 67, "05000301"),
        (Reference::Long, 66, "060804010C"),
    ] {
        let mut text = Text::plain("01023456789", "가".repeat(140));
        text.reference = reference;
        let low = if reference == Reference::Short {
            0x01
        } else {
            0x010C
        };
        let parts = text.parts(low, noon());
        assert_eq!(parts.len(), 3);
        let data = parts[0].tpdu().len() - 19;
        let header = usize::from(parts[0].tpdu()[19]) + 1;
        assert_eq!(data - header, room * 2, "{reference:?}");
        assert!(
            parts[2].hex().contains(&format!("{head}0303")),
            "{}",
            parts[2].hex()
        );
    }
    // 160 septets alone, 153 beside a header.
    assert_eq!(
        Text::plain("114", "a".repeat(160)).parts(1, noon()).len(),
        1
    );
    assert_eq!(
        Text::plain("114", "a".repeat(161)).parts(1, noon()).len(),
        2
    );
    assert_eq!(
        Text::plain("114", "a".repeat(307)).parts(1, noon()).len(),
        3
    );
    assert_eq!(
        Text::plain("114", "가".repeat(70)).parts(1, noon()).len(),
        1
    );
}

#[test]
fn no_character_is_cut_in_two() {
    // 66 characters and a pair of surrogates: the pair goes to the second part.
    let body = format!("{}🎉{}", "가".repeat(66), "나".repeat(30));
    let parts = Text::plain("114", body).parts(9, noon());
    assert!(!parts[0].hex().ends_with("D83C"), "{}", parts[0].hex());
    assert!(parts[1].hex().contains("0202D83CDF89"));
}

#[test]
fn classes_have_their_bits() {
    let mut text = Text::plain("114", "안내");
    text.class = Some(0);
    assert!(text.parts(1, noon())[0].hex().contains("00186211"));
    text.coding = Coding::Gsm7;
    assert!(text.parts(1, noon())[0].hex().contains("00106211"));
}

#[test]
fn a_report_names_its_text() {
    let report = Report {
        reference: 42,
        to: "01012345678".to_owned(),
        status: 0,
    };
    let pdu = report.pdu(noon(), noon());
    let want = "07 91280199990000 06 2A 0B 81 1010325476F8 62111221409063 62111221409063 00";
    assert_eq!(pdu.hex(), hex(want));
    assert_eq!(pdu.length(), 25);
}

#[test]
fn a_push_comes_in_as_many_parts_as_are_wanted() {
    let wsp: Vec<u8> = (0..160).collect();
    for wanted in 1..=5_u8 {
        let parts = push("01012345678", &wsp, wanted, 0x77, noon());
        assert_eq!(parts.len(), usize::from(wanted.max(2)));
        let joined: Vec<u8> = parts.iter().flat_map(|p| p.tpdu()[31..].to_vec()).collect();
        assert_eq!(joined, wsp);
        assert!(parts[0].hex().contains("0B05040B8423F000037702") || wanted > 2);
    }
    let alone = push("01012345678", &wsp[..133], 1, 0x77, noon());
    assert_eq!(alone.len(), 1);
    assert!(alone[0].hex().contains("8C0605040B8423F0000102"));
}

#[test]
fn lies_stand_where_they_should() {
    let mut text = Text::plain("15881234", "안녕".repeat(50));
    text.coding = Coding::Ucs2;
    let pdu = text.parts(3, noon())[0].clone();
    let tpdu = |lie| pdu.clone().with(lie).tpdu().to_vec();
    assert_eq!(tpdu(Lie::LongUserData)[16], 200);
    assert_eq!(tpdu(Lie::ShortUserData)[16], 1);
    assert_eq!(tpdu(Lie::HeaderOverruns)[17], 0xFF);
    assert_eq!(tpdu(Lie::ElementOverruns)[19], 0x7F);
    assert_eq!(tpdu(Lie::Scheme(0x84))[8], 0x84);
    assert_eq!(pdu.clone().with(Lie::Told(99)).length(), 99);
    let cut = pdu.clone().with(Lie::CutOff(20));
    assert_eq!((cut.octets().len(), cut.length()), (20, pdu.length()));
    let half = pdu.clone().with(Lie::HalfCharacter);
    assert_eq!(half.octets().len() + 1, pdu.octets().len());
}

proptest! {
    #[test]
    fn every_text_becomes_messages_that_fit(
        body in "\\PC{0,400}", gateway in any::<bool>(), long in any::<bool>(), coding in 0_usize..5,
        lie in 0_usize..60,
    ) {
        let mut text = Text::plain("01023456789", body);
        text.gateway = gateway.then(|| "15881234".to_owned());
        text.reference = if long { Reference::Long } else { Reference::Short };
        let codings = [Coding::Auto, Coding::Gsm7, Coding::Ucs2, Coding::Ksc5601, Coding::EightBit];
        text.coding = codings[coding];
        for part in text.parts(0x1234, noon()) {
            prop_assert!(part.length() <= 175, "{}", part.length());
            for lie in [Lie::CutOff(lie), Lie::HeaderOverruns, Lie::HalfCharacter, Lie::AddressDigits(99)] {
                let _ = part.clone().with(lie).hex();
            }
        }
    }
}
