//! Nothing leaves the box: no library that we ship knows an address to report to.

#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{fs, path::PathBuf};

/// What ONNX Runtime builds with telemetry hold (from 1.29 on), and relatives of it.
const SIGNS: &[&str] = &[
    "events.data.microsoft.com",
    "applicationinsights",
    "google-analytics.com",
    "sentry.io",
];

#[test]
fn no_shipped_library_carries_telemetry() {
    let mut looked_at = 0;
    for arch in ["x86_64", "aarch64"] {
        let folder = PathBuf::from("third_party/sherpa").join(arch).join("lib");
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let library = fs::read(&path).unwrap();
            for sign in SIGNS {
                assert!(!holds(&library, sign), "{} holds {sign}", path.display());
            }
            looked_at += 1;
        }
    }
    assert!(
        looked_at >= 2,
        "no library was found; run `sh scripts/setup.sh`"
    );
}

#[test]
fn a_sign_would_be_seen() {
    let library = b"\0\x7fELF..https://mobile.events.data.microsoft.com/OneCollector/1.0\0";
    assert!(holds(library, SIGNS[0]));
    assert!(!holds(library, SIGNS[1]));
}

fn holds(library: &[u8], sign: &str) -> bool {
    library
        .windows(sign.len())
        .any(|window| window.eq_ignore_ascii_case(sign.as_bytes()))
}
