//! What the header says is read back, and nothing else is a header.

use std::path::Path;

use proptest::prelude::*;

use super::{
    super::header::{ABOUT, Found, LEN, SECRET, look, make, open},
    *,
};

proptest! {
    #[test]
    fn what_was_written_is_read_back(
        call: u64, hz: u32, pairs in 1_u32..1 << 20,
        (year, month, day) in (-9999_i16..=9999, 1_i8..=12, 1_i8..=28),
        nanoseconds in 0..=999_999_999,
    ) {
        let created = jiff::civil::datetime(year, month, day, 23, 59, 59, nanoseconds);
        let about = About { call, created, hz };
        let path = Path::new("7.mjr");
        let (header, made) = make(&kek(), &about, pairs, path).unwrap();
        prop_assert_eq!(header.len(), LEN);
        prop_assert_eq!(look(&header), Found::Whole);
        let opened = open(&header, &kek(), path).unwrap();
        prop_assert_eq!((&opened.about, opened.pairs), (&about, pairs));
        prop_assert_eq!(opened.bound, made.bound);
        let refused = open(&header, &Kek::from_bytes(Zeroizing::new([2; 32])), path).err().unwrap();
        let other = matches!(refused, VaultError::OtherKey { .. });
        prop_assert!(other, "{}", refused);
    }

    #[test]
    fn any_octets_are_a_header_or_are_refused(mut octets: [u8; LEN], magic: bool) {
        if magic {
            octets[..5].copy_from_slice(b"MJR1\x01");
            octets[ABOUT..SECRET].copy_from_slice(kek().id().as_bytes());
        }
        prop_assert!(open(&octets, &kek(), Path::new("7.mjr")).is_err());
    }
}

#[test]
fn what_the_beginning_of_a_file_is() {
    let whole = [b"MJR1".as_slice(), &[1; LEN - 4]].concat();
    assert_eq!(look(&whole), Found::Whole);
    for cut in [b"".as_slice(), b"M", b"MJR1", &whole[..LEN - 1], &[0; LEN]] {
        assert_eq!(look(cut), Found::Cut, "{}", cut.len());
    }
    for other in [b"R".as_slice(), b"MJR2", b"RIFF....WAVE", &[0xFF; LEN]] {
        assert_eq!(look(other), Found::Other, "{}", other.len());
    }
}
