//! What is recorded is heard, and nobody else can.

use std::{fs, os::unix::fs::PermissionsExt as _, time::Duration};

use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_was_said_is_heard(
        pieces in prop::collection::vec((0_usize..40, 0_usize..40), 0..12),
        seed: i16, pairs in 1_u32..24,
    ) {
        let place = tempfile::tempdir().unwrap();
        let mut recorder = Recorder::with_chunks_of(pairs, place.path(), &kek(), &about(7)).unwrap();
        let mut said = Vec::new();
        for (far, ours) in pieces {
            let far: Vec<i16> = (0..far).map(|n| seed.wrapping_mul(n as i16 + 1)).collect();
            let ours: Vec<i16> = (0..ours).map(|n| seed.wrapping_sub(n as i16)).collect();
            recorder.push(&far, &ours).unwrap();
            for n in 0..far.len().max(ours.len()) {
                said.extend([&far, &ours].map(|side| side.get(n).copied().unwrap_or(0)));
            }
        }
        let sealed = recorder.finish().unwrap();
        let recording = Recording::open(&sealed.path, &kek()).unwrap();
        prop_assert!(!recording.is_cut());
        prop_assert_eq!(recording.about(), Some(&about(7)));
        prop_assert_eq!(recording.samples() * 2, said.len() as u64);
        prop_assert_eq!(recording.samples(), sealed.samples);
        prop_assert_eq!(recording.read_all().unwrap(), said);
        let bytes = fs::read(&sealed.path).unwrap();
        prop_assert_eq!(bytes.len() as u64, sealed.bytes);
        prop_assert_eq!(hex::encode(&Sha256::digest(&bytes)), sealed.sha256);
    }
}

#[test]
fn a_call_in_frames_of_20_ms() {
    let place = tempfile::tempdir().unwrap();
    let mut recorder = Recorder::create(place.path(), &kek(), &about(7)).unwrap();
    let on_disk = |recorder: &Recorder| fs::metadata(recorder.path()).unwrap().len();
    let chunk = 4 + 64_000 + 16;
    for frame in 0..250 {
        // A chunk has gone to disk every 2 s.
        assert_eq!(on_disk(&recorder), header::LEN as u64 + frame / 100 * chunk);
        recorder.push(&[1; 160], &[-1; 160]).unwrap();
    }
    let sealed = recorder.finish().unwrap();
    assert_eq!(sealed.duration, Duration::from_secs(5));
    let recording = Recording::open(&sealed.path, &kek()).unwrap();
    assert_eq!(recording.samples_in_chunk(), 16_000);
    let lengths = recording.chunks().map(|sound| sound.unwrap().len());
    assert_eq!(lengths.collect::<Vec<_>>(), [32_000, 32_000, 16_000]);
    assert_eq!(recording.chunk(2).unwrap().unwrap()[..2], [1, -1]);
    assert_eq!(recording.chunk(3).unwrap(), None);
}

#[test]
fn nothing_of_it_is_on_disk_in_the_clear() {
    let place = tempfile::tempdir().unwrap();
    let mut recorder = Recorder::create(place.path(), &kek(), &about(7)).unwrap();
    recorder.push(&[0x5A5A; 20_000], &[0x5A5A; 20_000]).unwrap();
    let sealed = recorder.finish().unwrap();
    let bytes = fs::read(&sealed.path).unwrap();
    assert!(!bytes.windows(4).any(|window| window == [0x5A; 4]));
    // The same sound of the same call is other bytes each time.
    fs::remove_file(&sealed.path).unwrap();
    let mut recorder = Recorder::create(place.path(), &kek(), &about(7)).unwrap();
    recorder.push(&[0x5A5A; 20_000], &[0x5A5A; 20_000]).unwrap();
    assert_ne!(recorder.finish().unwrap().sha256, sealed.sha256);
}

#[test]
fn only_we_can_read_it_and_it_is_never_written_over() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data/recordings");
    let sealed = record(&folder, 7, 9).finish().unwrap();
    assert_eq!(sealed.path, folder.join("7.mjr"));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&sealed.path)), (0o700, 0o600));
    let before = fs::read(&sealed.path).unwrap();
    let refused = Recorder::create(&folder, &kek(), &about(7)).unwrap_err();
    assert!(matches!(refused, VaultError::Exists { .. }), "{refused}");
    assert_eq!(fs::read(&sealed.path).unwrap(), before);
}

#[test]
fn another_key_is_named() {
    let (_place, sealed) = recorded(7, 9);
    let other = Kek::from_bytes(Zeroizing::new([0x4C; 32]));
    let refused = Recording::open(&sealed.path, &other).unwrap_err();
    let said = refused.to_string();
    assert!(matches!(refused, VaultError::OtherKey { .. }), "{said}");
    assert!(
        said.contains(kek().id()) && said.contains(other.id()),
        "{said}"
    );
}

#[test]
fn nothing_prints_the_sound() {
    let place = tempfile::tempdir().unwrap();
    let recorder = record(place.path(), 7, 2);
    let path = place.path().join("7.mjr");
    assert_eq!(
        format!("{recorder:?}"),
        format!("Recorder({})", path.display())
    );
    let recording = Recording::open(&path, &kek()).unwrap();
    assert_eq!(
        format!("{recording:?}"),
        format!("Recording({})", path.display())
    );
}
