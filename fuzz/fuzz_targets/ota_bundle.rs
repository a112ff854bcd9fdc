//! Any bytes as a bundle, as a manifest, and as what stands behind a signed manifest: nothing comes out that was not signed.
//!
//! The seed is a signed bundle; the input replaces its tail from a place that its first two octets name (little-endian).
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::bundle::{Bundle, BundleError, Keys, Manifest};

/// Two small files, signed with a key that was thrown away.
const WHOLE: &[u8] = include_bytes!("../corpus/ota_bundle/whole");
const KEY: &str = include_str!("ota_bundle.pub");

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::of(&[KEY]).expect("a key"));

type Files = Vec<(String, Vec<u8>)>;

fn unpack(octets: &[u8]) -> Result<Files, BundleError> {
    let mut files = Vec::new();
    let bundle = Bundle::open(octets, &KEYS)?;
    assert!(bundle.signed().manifest.total() < 1 << 16, "only ours is signed");
    bundle.files(|entry, content| {
        let mut all = Vec::new();
        let mut buffer = [0; 512];
        loop {
            let n = content.read(&mut buffer)?;
            if n == 0 {
                break;
            }
            all.extend_from_slice(&buffer[..n]);
        }
        assert!(all.len() as u64 <= entry.size);
        files.push((entry.path.clone(), all));
        Ok::<_, BundleError>(())
    })?;
    Ok(files)
}

static FILES: LazyLock<Files> = LazyLock::new(|| unpack(WHOLE).expect("the seed is whole"));

fuzz_target!(|input: &[u8]| {
    if let Ok(manifest) = Manifest::parse(input) {
        assert_eq!(Manifest::parse(manifest.text().as_bytes()).expect("read back"), manifest);
    }
    if let Ok(files) = unpack(input) {
        assert_eq!(files, *FILES);
    }
    if let [low, high, tail @ ..] = input {
        let at = usize::from(u16::from_le_bytes([*low, *high])) % (WHOLE.len() + 1);
        let mut changed = WHOLE[..at].to_vec();
        changed.extend_from_slice(tail);
        // The rest stays where the tail ends before it.
        changed.extend_from_slice(WHOLE.get(changed.len()..).unwrap_or_default());
        if let Ok(files) = unpack(&changed) {
            assert_eq!(files, *FILES);
        }
    }
});
