//! Any bytes in, in two ways of cutting them: the same lines out, and none too long.
#![no_main]

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::at::{Framer, Item, MAX_LINE};

fn items(pieces: &mut dyn Iterator<Item = &[u8]>) -> (Vec<String>, u64) {
    let mut framer = Framer::default();
    let mut items = Vec::new();
    for mut piece in pieces {
        while let Some(item) = framer.next(&mut piece) {
            items.push(match item {
                Item::Line(line) => {
                    assert!(!line.is_empty() && line.len() <= MAX_LINE && line.is_ascii());
                    assert!(line.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
                    line.to_owned()
                }
                Item::Prompt => "\r".to_owned(),
                Item::Overlong => "\n".to_owned(),
            });
        }
        assert!(piece.is_empty(), "all of it is read");
    }
    (items, framer.overlong())
}

fuzz_target!(|input: &[u8]| {
    let (size, bytes) = input.split_first().unwrap_or((&1, &[]));
    let whole = items(&mut std::iter::once(bytes));
    let size = usize::from(*size).max(1);
    assert_eq!(items(&mut bytes.chunks(size)), whole);
    assert!(whole.0.len() <= bytes.len());
});
