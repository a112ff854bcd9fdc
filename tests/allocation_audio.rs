//! Nothing is allocated per frame of sound: an allocator counts, thread by thread.

#![cfg(target_os = "linux")]
#![expect(
    unsafe_code,
    reason = "an allocator that counts can be written in no other way; it is in this test alone"
)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up has failed"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    env,
    fs::File,
    io::{Read, Write},
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use munjigi::{
    audio::Frame,
    sim::alsa::{AlsaError, Pace, Sheet, VirtualCard, furnish},
    sound::{self, Ends, Meter, Source},
    tone::{Detector, Shape, Tones},
};
use nix::{pty::openpty, unistd::ttyname};

const FOLDER: &str = "MUNJIGI_TEST_CARDS";
const SOON: Duration = Duration::from_secs(30);
/// Frames after which everything has been made that is made once.
const WARM: u64 = 100;
/// Frames that are looked at.
const FRAMES: u64 = 1_000;

/// The system's allocator, which counts what threads that asked for it allocate.
struct Counting;

thread_local! {
    static COUNTED: Cell<bool> = const { Cell::new(false) };
}
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

fn count() {
    // A thread that ends has no flag any more, and does not matter.
    if COUNTED.try_with(Cell::get).unwrap_or(false) {
        ALLOCATIONS.fetch_add(1, Ordering::SeqCst);
    }
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs `what` in a thread of its own and gives what it allocated.
fn allocated(what: impl FnOnce() + Send) -> u64 {
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    thread::scope(|scope| {
        scope.spawn(|| {
            COUNTED.set(true);
            what();
            COUNTED.set(false);
        });
    });
    ALLOCATIONS.load(Ordering::SeqCst) - before
}

/// Ends that have the pump's own thread counted once it is warm, and until the last frame. To prove
/// that it is counted, they can allocate themselves.
fn counted(frames: &Arc<AtomicU64>, allocates: bool) -> Ends {
    let frames = Arc::clone(frames);
    let mut voice = 0_i16;
    Ends {
        ears: Box::new(move |_, _| {
            let frame = frames.fetch_add(1, Ordering::SeqCst);
            COUNTED.set((WARM..WARM + FRAMES).contains(&frame));
        }),
        voice: Box::new(move || {
            voice = voice.wrapping_add(1);
            if allocates {
                drop(std::hint::black_box(Box::new(voice)));
            }
            Frame::from_slice(&[voice; 160])
        }),
        ..Ends::default()
    }
}

/// One test, because the count is the process's.
#[test]
fn no_frame_of_sound_allocates() {
    assert_eq!(allocated(|| {}), 0);
    // On a busy machine some frames come too late to be answered.
    assert!(serial(true) > 0, "the counter counts");
    assert_eq!(serial(false), 0);
    assert_eq!(tones_and_levels(), 0);
    cards();
}

fn tones_and_levels() -> u64 {
    let mut tones = Tones::new(&"0123456789*#".parse().unwrap(), Shape::default());
    let (mut detector, mut meter) = (Detector::default(), Meter::default());
    let mut keys = 0;
    let used = allocated(|| {
        while let Some(frame) = tones.next_frame() {
            keys += usize::from(detector.push(&frame).is_some());
            meter.push(&Frame::SILENCE, &frame);
        }
    });
    assert_eq!(keys, 12);
    used
}

/// Serial PCM, with pieces of any size, a lost octet and tones of ours.
fn serial(allocates: bool) -> u64 {
    let pty = openpty(None, None).unwrap();
    let path = ttyname(&pty.slave).unwrap();
    let device = sound::open(&Source::Serial(path), SOON).unwrap();
    let frames = Arc::new(AtomicU64::new(0));
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    let pump = device.spawn_pump(counted(&frames, allocates)).unwrap();
    let mut master = File::from(pty.master);
    let sound: Vec<u8> = (0..320)
        .flat_map(|n| ((9_000.0 * (n as f32 * 0.2).sin()) as i16).to_le_bytes())
        .collect();
    let mut back = vec![0; 4_096];
    let mut sent = 0;
    while frames.load(Ordering::SeqCst) < WARM + FRAMES {
        let cut = 1 + (sent * 37) % 639;
        master.write_all(&sound[..cut]).unwrap();
        let skipped = usize::from(sent == 200);
        master.write_all(&sound[cut + skipped..]).unwrap();
        sent += 1;
        if sent == 100 && !allocates {
            pump.play(Tones::new(&"42".parse().unwrap(), Shape::default()))
                .unwrap();
        }
        assert!(master.read(&mut back).unwrap() > 0);
    }
    assert_eq!(pump.counts().slips, 1);
    drop(pump);
    ALLOCATIONS.load(Ordering::SeqCst) - before
}

/// Sound cards with and without the resampler, in a process that knows them.
fn cards() {
    let sheets = [(8_000, 1), (44_100, 2)].map(|(rate, channels)| Sheet {
        rate,
        channels,
        ..Sheet::new(format!("card{rate}"))
    });
    if let Some(folder) = env::var_os(FOLDER) {
        sheets.iter().for_each(|sheet| card(folder.as_ref(), sheet));
        return;
    }
    let folder = tempfile::Builder::new().prefix("cards").tempdir().unwrap();
    let config = match furnish(folder.path(), env!("CARGO_TARGET_TMPDIR").as_ref(), &sheets) {
        Ok(config) => config,
        Err(why @ AlsaError::NoCompiler) if env::var_os("MUNJIGI_REQUIRE_MODELS").is_none() => {
            eprintln!("skipped the sound cards: {why}");
            return;
        }
        Err(why) => panic!("{why}"),
    };
    let output = Command::new(env::current_exe().unwrap())
        .args(["no_frame_of_sound_allocates", "--exact", "--nocapture"])
        .env("ALSA_CONFIG_PATH", config)
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complained}");
}

fn card(folder: &Path, sheet: &Sheet) {
    let pace = Pace {
        speed: 20.0,
        patient: true,
        ..Pace::default()
    };
    let far = |beat: u64, _: &Frame| Frame::from_slice(&[beat as i16; 160]);
    let _card = VirtualCard::plug_in(folder, sheet, pace, far).unwrap();
    let device = sound::open(&Source::Card(sheet.name.clone()), SOON).unwrap();
    let frames = Arc::new(AtomicU64::new(0));
    let before = ALLOCATIONS.load(Ordering::SeqCst);
    let pump = device.spawn_pump(counted(&frames, false)).unwrap();
    pump.play(Tones::new(&"0801234567".parse().unwrap(), Shape::default()))
        .unwrap();
    while frames.load(Ordering::SeqCst) < WARM + FRAMES + 1 {
        thread::sleep(Duration::from_millis(5));
    }
    let counts = pump.counts();
    drop(pump);
    let used = ALLOCATIONS.load(Ordering::SeqCst) - before;
    assert_eq!(used, 0, "{sheet:?} {counts:?}");
}
