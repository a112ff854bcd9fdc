//! Any line as an announcement: it is read, stays short, and shows no number.
#![no_main]

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::{
    at::{Channel, Output, Urc},
    phone::Caller,
    time::Instant,
};

/// What the announcement says about a caller.
fn caller(urc: &Urc) -> Option<&Caller> {
    match urc {
        Urc::Clip(caller) | Urc::CallWaiting(caller) => Some(caller),
        Urc::Call(call) => Some(&call.party),
        _ => None,
    }
}

fn check(urc: &Urc) {
    let shown = format!("{urc:?}");
    if let Some(digits) = caller(urc).and_then(Caller::digits) {
        let bare = digits.trim_start_matches('+');
        assert!(bare.len() <= 8 || !shown.contains(bare), "{shown}");
    }
    if let Urc::Other(text) = urc {
        assert!(text.len() <= text.capacity());
    }
}

fuzz_target!(|input: &[u8]| {
    // Whatever the framer would let through.
    for line in String::from_utf8_lossy(input).lines() {
        check(&Urc::parse(line));
    }
    let mut channel = Channel::default();
    channel.assume_ready();
    let mut bytes = input;
    while let Some(output) = channel.receive(&mut bytes, Instant::ZERO) {
        if let Output::Urc(urc) = output {
            check(&urc);
        }
    }
});
