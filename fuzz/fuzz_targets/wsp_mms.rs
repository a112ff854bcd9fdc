//! Any octets as a push, a notification and a message; any address as one to fetch from.
#![no_main]

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::sms::{
    mms::{MAX_PARTS, MAX_WORDS, Notification, Retrieved},
    mmsc::{Carrier, FetchUrl, Hosts},
    wap::MAX_TEXT,
};

fn notification(read: &Notification) {
    // Three octets of UTF-8 for one that came.
    let fits = |text: &Option<String>| text.as_ref().is_none_or(|text| text.len() <= 3 * MAX_TEXT);
    assert!(fits(&read.subject) && fits(&read.url) && fits(&read.transaction_id));
    assert!(!format!("{read:?}").is_empty());
    if let Some(url) = &read.url {
        address(url);
    }
}

fn address(url: &str) {
    let hosts = Hosts::of(Carrier::Kt);
    let Ok(url) = FetchUrl::allow(url, &hosts) else {
        return;
    };
    let host = url.host();
    assert!(host == "ktfwing.com" || host.ends_with(".ktfwing.com"));
    let whole = url.whole();
    assert!(whole.starts_with("http://") && whole.bytes().all(|octet| octet.is_ascii_graphic()));
    assert_eq!(FetchUrl::allow(&whole, &hosts), Ok(url));
}

fuzz_target!(|octets: &[u8]| {
    if let Ok(read) = Notification::from_push(octets) {
        notification(&read);
    }
    if let Ok(read) = Notification::parse(octets) {
        notification(&read);
    }
    if let Ok(read) = Retrieved::parse(octets) {
        assert!(read.texts.iter().map(String::len).sum::<usize>() <= MAX_WORDS);
        assert!(read.texts.len() + read.images + read.others <= MAX_PARTS);
        assert!(!format!("{read:?}").is_empty());
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        address(text);
    }
});
