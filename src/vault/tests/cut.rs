//! What a power cut and a full disk leave.

use super::*;

/// So many samples are in the chunks that fit whole into so many bytes.
fn whole_chunks(bytes: usize) -> usize {
    bytes.saturating_sub(header::LEN) / chunk::disk_len(PAIRS) * PAIRS as usize
}

#[test]
fn a_cut_at_any_byte_leaves_the_sound_before_it() {
    let samples = 3 * PAIRS as usize + 2;
    let (place, sealed) = recorded(7, samples);
    let bytes = std::fs::read(&sealed.path).unwrap();
    for length in 0..bytes.len() {
        let recording = open_bytes(&place, &bytes[..length]).unwrap();
        let left = whole_chunks(length);
        assert!(recording.is_cut(), "{length}");
        assert_eq!(recording.read_all().unwrap(), said(7, left), "{length}");
        assert_eq!(recording.samples(), left as u64, "{length}");
        let about = (length >= header::LEN).then(|| about(7));
        assert_eq!(recording.about(), about.as_ref(), "{length}");
    }
    assert!(!open_bytes(&place, &bytes).unwrap().is_cut());
}

#[test]
fn so_does_a_file_system_that_kept_the_length_and_lost_the_bytes() {
    let (place, sealed) = recorded(7, 3 * PAIRS as usize + 2);
    let bytes = std::fs::read(&sealed.path).unwrap();
    let length = chunk::disk_len(PAIRS);
    let last = bytes.len() - length;
    for from in last..=bytes.len() - kek::TAG {
        let mut torn = bytes.clone();
        torn[from..].fill(0);
        let recording = open_bytes(&place, &torn).unwrap();
        assert!(recording.is_cut(), "{from}");
        assert_eq!(recording.read_all().unwrap(), said(7, 3 * PAIRS as usize));
    }
    let recording = open_bytes(&place, &[0; header::LEN]).unwrap();
    assert!(recording.is_cut());
    assert_eq!(
        (recording.about(), recording.read_all().unwrap()),
        (None, vec![])
    );
    // Zeros in the middle are no cut.
    let mut hole = bytes;
    hole[last - length..last].fill(0);
    assert!(matches!(
        refusal(&place, &hole),
        Some(VaultError::Chunk {
            chunk: 3,
            of: 4,
            ..
        })
    ));
}

#[test]
fn a_recorder_that_was_never_finished_leaves_its_whole_chunks() {
    let place = tempfile::tempdir().unwrap();
    let recorder = record(place.path(), 7, 2 * PAIRS as usize + 3);
    let path = recorder.path().to_owned();
    let while_it_runs = Recording::open(&path, &kek()).unwrap();
    drop(recorder);
    for recording in [while_it_runs, Recording::open(&path, &kek()).unwrap()] {
        assert!(recording.is_cut());
        assert_eq!(recording.read_all().unwrap(), said(7, 2 * PAIRS as usize));
    }
}

#[test]
fn what_is_left_of_a_header_can_be_shredded() {
    let (place, sealed) = recorded(7, 2);
    let bytes = std::fs::read(&sealed.path).unwrap();
    for length in 0..=bytes.len() {
        let path = place.path().join("copy.mjr");
        std::fs::write(&path, &bytes[..length]).unwrap();
        assert!(shred::blank(&path).unwrap(), "{length}");
        let blank = std::fs::read(&path).unwrap();
        let kept = length.min(header::SECRET);
        assert_eq!(blank.len(), length);
        assert_eq!(blank[..kept], bytes[..kept]);
        let secret = &blank[kept..length.min(header::LEN)];
        assert!(secret.iter().all(|&octet| octet == 0), "{length}");
        assert!(shred(&path).unwrap());
        assert!(!path.exists());
    }
}
