//! Any octets as an answer, in any pieces: bounded, and the same however it is cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::http::{BadHttp, Response};

/// Small, so that the bounds are reached.
const MOST_HEAD: usize = 512;
const MOST: usize = 256;

fn read<'o>(pieces: impl Iterator<Item = &'o [u8]>) -> Result<Response, BadHttp> {
    let mut response = Response::new(MOST).with_head(MOST_HEAD);
    for piece in pieces {
        response.feed(piece)?;
        assert!(response.body.len() <= MOST);
    }
    if !response.is_complete() {
        response.close()?;
    }
    assert!(response.is_complete());
    Ok(response)
}

fuzz_target!(|input: &[u8]| {
    let Some((&cut, octets)) = input.split_first() else {
        return;
    };
    let whole = read(std::iter::once(octets));
    let cut = read(octets.chunks(usize::from(cut).max(1)));
    match (whole, cut) {
        (Ok(whole), Ok(cut)) => {
            assert_eq!((whole.status, whole.location), (cut.status, cut.location));
            assert_eq!(whole.body, cut.body);
        }
        (whole, cut) => assert_eq!(whole.err(), cut.err()),
    }
});
