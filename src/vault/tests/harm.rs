//! What others may have done to a recording.

use std::fs;

use super::*;

#[test]
fn every_flipped_bit_is_refused() {
    let (place, sealed) = recorded(7, 2 * PAIRS as usize + 1);
    let bytes = fs::read(&sealed.path).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let refused = refusal(&place, &changed);
        let (at, said) = (bit / 8, format!("{refused:?}"));
        match (at, refused) {
            (0..4, Some(VaultError::NotARecording { .. }))
            | (4, Some(VaultError::Version { .. })) => {}
            (header::ABOUT..header::SECRET, Some(VaultError::OtherKey { .. })) => {}
            (5..header::LEN, Some(VaultError::Header { .. })) => {}
            (header::LEN.., Some(VaultError::Chunk { chunk, of: 3, .. })) => {
                let which = (at - header::LEN) / chunk::disk_len(PAIRS);
                assert_eq!(chunk, which as u64 + 1);
            }
            _ => panic!("bit {bit}: {said}"),
        }
    }
}

#[test]
fn a_changed_recording_is_true_up_to_there() {
    let (place, sealed) = recorded(7, 4 * PAIRS as usize);
    let mut bytes = fs::read(&sealed.path).unwrap();
    bytes[header::LEN + 2 * chunk::disk_len(PAIRS)] ^= 1;
    let recording = open_bytes(&place, &bytes).unwrap();
    let mut chunks = recording.chunks();
    let mut heard = chunks.next().unwrap().unwrap();
    heard.extend(chunks.next().unwrap().unwrap());
    assert_eq!(heard, said(7, 2 * PAIRS as usize));
    let refused = chunks.next().unwrap().unwrap_err().to_string();
    assert!(refused.contains("chunk 3 of 5"), "{refused}");
    assert!(chunks.next().is_none());
}

#[test]
fn chunks_stay_where_they_are() {
    let (place, sealed) = recorded(7, 3 * PAIRS as usize + 1);
    let (head, chunks) = parts(&sealed.path);
    assert_eq!(chunks.len(), 4);
    let order = |order: &[usize]| {
        let body = order.iter().flat_map(|&n| chunks[n].clone());
        head.iter().copied().chain(body).collect::<Vec<u8>>()
    };
    assert!(refusal(&place, &order(&[0, 1, 2, 3])).is_none());
    // Swapped, repeated, left out, brought to the end: and the first that is wrong.
    for (wrong, first) in [
        (&[1, 0, 2, 3][..], 1),
        (&[0, 2, 1, 3], 2),
        (&[0, 1, 3, 2], 3),
        (&[0, 0, 1, 2, 3], 2),
        (&[1, 2, 3], 1),
        (&[0, 2, 3], 2),
        (&[0, 1, 3], 3),
        (&[3], 1),
    ] {
        let refused = refusal(&place, &order(wrong));
        assert!(
            matches!(refused, Some(VaultError::Chunk { chunk, .. }) if chunk == first),
            "{wrong:?}: {refused:?}"
        );
    }
    for behind in [&order(&[0, 1, 2, 3, 3]), &order(&[0, 1, 2, 3, 0])] {
        let refused = refusal(&place, behind);
        assert!(
            matches!(refused, Some(VaultError::Chunk { .. })),
            "{refused:?}"
        );
    }
    let mut behind = order(&[0, 1, 2, 3]);
    behind.push(0);
    let refused = refusal(&place, &behind);
    assert!(
        matches!(refused, Some(VaultError::Added { .. })),
        "{refused:?}"
    );
}

#[test]
fn parts_of_other_recordings_do_not_fit() {
    let (place, one) = recorded(7, 2 * PAIRS as usize + 1);
    let (_other_place, other) = recorded(8, 2 * PAIRS as usize + 1);
    let (head, chunks) = parts(&one.path);
    let (other_head, other_chunks) = parts(&other.path);
    for n in 0..chunks.len() {
        let mut mixed = chunks.clone();
        mixed[n].clone_from(&other_chunks[n]);
        let refused = refusal(&place, &[head.clone(), mixed.concat()].concat());
        assert!(
            matches!(refused, Some(VaultError::Chunk { chunk, .. }) if chunk == n as u64 + 1),
            "{refused:?}"
        );
    }
    let refused = refusal(&place, &[other_head.clone(), chunks.concat()].concat());
    assert!(
        matches!(refused, Some(VaultError::Chunk { chunk: 1, .. })),
        "{refused:?}"
    );
    // The other's key under this one's name, and this one's key under the other's.
    for at in [header::ABOUT, header::SECRET] {
        let mixed = [&head[..at], &other_head[at..], &chunks.concat()].concat();
        let refused = refusal(&place, &mixed);
        assert!(
            matches!(refused, Some(VaultError::Header { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn a_shredded_recording_is_gone_even_for_one_who_copied_the_sound() {
    let (place, sealed) = recorded(7, 9);
    let (_, chunks) = parts(&sealed.path);
    assert!(shred::blank(&sealed.path).unwrap());
    let (head, same) = parts(&sealed.path);
    assert_eq!(same, chunks);
    let refused = refusal(&place, &[head, chunks.concat()].concat());
    assert!(
        matches!(refused, Some(VaultError::Shredded { .. })),
        "{refused:?}"
    );
    // The power was cut in between: doing it again ends it.
    assert!(shred(&sealed.path).unwrap());
    assert!(!sealed.path.exists());
    assert!(!shred(&sealed.path).unwrap());
}

#[test]
fn only_recordings_are_shredded() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("munjigi.db");
    fs::write(&path, "SQLite format 3").unwrap();
    for refused in [
        shred(&path).unwrap_err(),
        Recording::open(&path, &kek()).unwrap_err(),
    ] {
        assert!(
            matches!(refused, VaultError::NotARecording { .. }),
            "{refused}"
        );
    }
    assert_eq!(fs::read(&path).unwrap(), b"SQLite format 3");
}
