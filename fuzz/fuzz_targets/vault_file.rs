//! Any bytes as a recording, and a recording changed as the input says: nothing is heard that was not said.
//!
//! The changes are steps of four bytes, so that seeds can be read: what, where (two bytes, little-endian), and a value.
//! See [`change`].
#![no_main]

use std::{
    fs::{self, File},
    os::{fd::AsRawFd as _, unix::fs::FileExt as _},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use libfuzzer_sys::fuzz_target;
use munjigi_fuzz::{
    recordings::{CALLS, about, kek, sound},
    vault::{Kek, Recording, VaultError},
};

/// The recordings of [`CALLS`].
const FILES: [&[u8]; 2] = [
    include_bytes!("../corpus/vault_file/7.mjr"),
    include_bytes!("../corpus/vault_file/8.mjr"),
];
/// Where the chunks begin, and how long each is, in bytes.
const HEADER: usize = 129;
const CHUNK: usize = 52;
/// More steps only take time.
const MAX_STEPS: usize = 16;
/// Longer inputs are read to here.
const MAX_FILE: usize = 4_096;

/// The one file that is written over and over.
struct Disk {
    file: File,
    path: PathBuf,
    ours: Kek,
    theirs: Kek,
}

static DISK: LazyLock<Disk> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    let made = folder.join(format!("munjigi-fuzz-{}.mjr", std::process::id()));
    let file = File::create_new(&made).expect("a file can be made");
    // Nothing is left behind, however this ends.
    fs::remove_file(&made).expect("and its name taken away");
    Disk {
        path: format!("/proc/self/fd/{}", file.as_raw_fd()).into(),
        file,
        ours: kek(),
        theirs: Kek::from_bytes([2; 32].into()),
    }
});

/// What was said in a call, the far end and ours by turns.
fn heard(call: u64) -> Vec<i16> {
    let pairs = CALLS.iter().find(|(known, _)| *known == call);
    let (far, ours) = sound(call, pairs.expect("one of ours").1);
    far.into_iter()
        .zip(ours)
        .flat_map(<[i16; 2]>::from)
        .collect()
}

/// One change to a file.
fn change(file: &mut Vec<u8>, [what, low, high, value]: [u8; 4]) {
    let at = usize::from(u16::from_le_bytes([low, high])) % (file.len() + 1);
    let end = (at + usize::from(value)).min(file.len());
    let chunk = |of: &[u8], nth: u8| {
        let begin = HEADER + CHUNK * usize::from(nth);
        of.get(begin..begin + CHUNK).map(<[u8]>::to_vec)
    };
    match what % 8 {
        // Another byte.
        0 => file[at..end].iter_mut().take(1).for_each(|b| *b ^= value),
        // The rest is lost.
        1 => file.truncate(at),
        // The disk has zeros.
        2 => file[at..end].fill(0),
        // Bytes are lost in the middle.
        3 => drop(file.drain(at..end)),
        // Bytes come in between.
        4 => drop(file.splice(at..at, [value; 3])),
        // The file goes on with one of its own chunks, or one of the other recording.
        5 => file.extend(chunk(file, low).unwrap_or_default()),
        6 => file.extend(chunk(FILES[1], low).unwrap_or_default()),
        // Two chunks change places.
        _ => {
            if let (Some(one), Some(two)) = (chunk(file, low), chunk(file, high)) {
                let places = [(high, one), (low, two)];
                for (place, chunk) in places {
                    let begin = HEADER + CHUNK * usize::from(place);
                    file[begin..begin + CHUNK].copy_from_slice(&chunk);
                }
            }
        }
    }
}

/// Opens a file with these bytes.
fn open(bytes: &[u8], kek: &Kek) -> Result<Recording, VaultError> {
    let write = |file: &File| {
        file.set_len(0)?;
        file.write_all_at(bytes, 0)
    };
    write(&DISK.file).expect("the file can be written");
    Recording::open(&DISK.path, kek)
}

fn check(bytes: &[u8]) {
    let whole = FILES.contains(&bytes);
    let recording = match open(bytes, &DISK.ours) {
        Ok(recording) => recording,
        Err(error) => {
            assert!(!whole && !matches!(error, VaultError::Io { .. }), "{error}");
            return;
        }
    };
    let said = recording.about().map(|known| {
        assert_eq!(*known, about(known.call), "nobody has our key");
        heard(known.call)
    });
    let said = said.unwrap_or_default();
    let in_chunk = 2 * recording.samples_in_chunk() as usize;
    assert!(recording.samples() as usize * 4 <= bytes.len());

    let mut chunks = 0;
    for (nth, sound) in recording.chunks().enumerate() {
        if let Ok(sound) = &sound {
            assert!(said[nth * in_chunk..].starts_with(sound));
        }
        chunks += 1;
        // A player that jumps hears the same.
        let again = recording.chunk(nth as u64).ok().flatten();
        assert_eq!(again, sound.ok());
    }
    assert!(chunks * CHUNK <= bytes.len());
    assert!(matches!(recording.chunk(u64::MAX), Ok(None)));

    match recording.read_all() {
        Ok(all) => {
            assert!(said.starts_with(&all));
            assert_eq!(all.len() as u64, 2 * recording.samples());
            assert_eq!(whole, !recording.is_cut(), "only what was made is whole");
        }
        Err(error) => assert!(!whole && matches!(error, VaultError::Chunk { .. })),
    }

    // Who has another key hears nothing.
    match open(bytes, &DISK.theirs) {
        Ok(recording) => assert!(recording.about().is_none() && recording.samples() == 0),
        Err(error) => assert!(matches!(error, VaultError::OtherKey { .. })),
    }
}

fuzz_target!(|input: &[u8]| {
    check(&input[..input.len().min(MAX_FILE)]);
    let mut file = FILES[0].to_vec();
    let (steps, _) = input.as_chunks::<4>();
    for step in steps.iter().take(MAX_STEPS) {
        change(&mut file, *step);
    }
    check(&file);
});
