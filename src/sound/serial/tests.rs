//! The pump against a modem played by hand on a pseudo terminal.

use std::{
    fs::File,
    io::{Read, Write},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI16, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    time::Duration,
};

use nix::{pty::openpty, unistd::ttyname};

use super::SerialPcm;
use crate::{
    audio::{Frame, Hz8k},
    sound::{self, Ends, Lost, PumpHandle, SoundError, Source, StillPlaying},
    tone::{Detector, Shape, Tones},
    tty::TtyError,
};

const SOON: Duration = Duration::from_secs(5);

/// The modem's end, and what the pump's ends were told.
struct Modem {
    master: File,
    path: PathBuf,
    heard: Receiver<Frame<Hz8k>>,
    quiet: Receiver<()>,
    lost: Receiver<Lost>,
    played: Receiver<()>,
    record: Receiver<(Frame, Frame)>,
    /// Keeps the pump waiting in its ears when it hears this.
    block: Arc<AtomicI16>,
}

fn frame(sample: i16) -> Frame<Hz8k> {
    Frame::from_slice(&[sample; 160])
}

fn octets(sample: i16) -> Vec<u8> {
    sample.to_le_bytes().repeat(160)
}

/// A pump whose voice counts: 1, 2, 3 …
fn pump() -> (Modem, PumpHandle) {
    let pty = openpty(None, None).unwrap();
    let path = ttyname(&pty.slave).unwrap();
    let device = sound::open(&Source::Serial(path.clone()), SOON).unwrap();
    let (heard_tx, heard) = sync_channel(1_024);
    let (quiet_tx, quiet) = sync_channel(1_024);
    let (lost_tx, lost) = sync_channel(1_024);
    let (played_tx, played) = sync_channel(8);
    let (record_tx, record) = sync_channel(1_024);
    let block = Arc::new(AtomicI16::new(-1));
    let busy = Arc::clone(&block);
    let mut said = 0;
    let pump = device
        .spawn_pump(Ends {
            ears: Box::new(move |frame, _| {
                let _ = heard_tx.send(frame);
                while busy.load(Ordering::Relaxed) == frame.samples()[0] {
                    std::thread::yield_now();
                }
            }),
            voice: Box::new(move || {
                said += 1;
                frame(said)
            }),
            quiet: Box::new(move || {
                let _ = quiet_tx.send(());
            }),
            lost: Box::new(move |why| {
                let _ = lost_tx.send(why);
            }),
            played: Box::new(move || {
                let _ = played_tx.send(());
            }),
            record: Box::new(move |heard, said| {
                let _ = record_tx.send((*heard, *said));
            }),
            ..Ends::default()
        })
        .unwrap();
    let master = File::from(pty.master);
    let modem = Modem {
        master,
        path,
        heard,
        quiet,
        lost,
        played,
        record,
        block,
    };
    (modem, pump)
}

#[test]
fn a_frame_out_for_every_frame_in() {
    let (mut modem, pump) = pump();
    // As an EC25 does: 40 ms at a time, here with a cut in the middle of a sample.
    let sound: Vec<u8> = (100..106).flat_map(octets).collect();
    let (first, second) = sound.split_at(801);
    modem.master.write_all(first).unwrap();
    std::thread::sleep(Duration::from_millis(30));
    modem.master.write_all(second).unwrap();
    for sample in 100..106 {
        assert_eq!(modem.heard.recv_timeout(SOON).unwrap(), frame(sample));
    }
    let mut back = vec![0; 6 * 320];
    modem.master.read_exact(&mut back).unwrap();
    assert_eq!(back, (1..7).flat_map(octets).collect::<Vec<_>>());
    pump.stop();
    assert_eq!(
        modem.lost.recv_timeout(SOON),
        Err(RecvTimeoutError::Disconnected),
        "stopping is no loss"
    );
    SerialPcm::open(&modem.path, SOON).unwrap();
}

#[test]
fn what_the_modem_does_not_take_is_dropped_and_samples_stay_whole() {
    let (mut modem, pump) = pump();
    // Nobody reads what comes back, until the port is full.
    for sample in 0..100 {
        modem.master.write_all(&octets(sample)).unwrap();
        modem.heard.recv_timeout(SOON).unwrap();
    }
    modem.master.write_all(&octets(7)).unwrap();
    modem.heard.recv_timeout(SOON).unwrap();
    let mut taken = Vec::new();
    let mut buffer = [0; 4096];
    // Drain, then let it speak once more, so that a frame that was begun is ended.
    for _ in 0..3 {
        while taken.len() % 320 != 0 || taken.is_empty() || readable(&modem.master) {
            if !readable(&modem.master) {
                break;
            }
            let count = modem.master.read(&mut buffer).unwrap();
            taken.extend_from_slice(&buffer[..count]);
        }
        modem.master.write_all(&octets(8)).unwrap();
        modem.heard.recv_timeout(SOON).unwrap();
    }
    let frames: Vec<i16> = taken
        .chunks_exact(320)
        .map(|octets| {
            let first = [octets[0], octets[1]];
            assert!(octets.chunks(2).all(|pair| pair == first), "whole samples");
            i16::from_le_bytes(first)
        })
        .collect();
    assert!(frames.len() < 100, "some were dropped");
    assert!(frames.is_sorted());
    pump.stop();
}

fn readable(file: &File) -> bool {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd;
    let mut polled = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
    poll(&mut polled, PollTimeout::from(100_u16)).unwrap() > 0
}

#[test]
fn held_it_listens_and_keeps_what_there_is_to_say() {
    let (mut modem, pump) = pump();
    pump.hold_uplink(true);
    modem.master.write_all(&octets(5)).unwrap();
    modem.heard.recv_timeout(SOON).unwrap();
    assert!(!readable(&modem.master));
    pump.hold_uplink(false);
    modem.master.write_all(&octets(6)).unwrap();
    let mut back = vec![0; 320];
    modem.master.read_exact(&mut back).unwrap();
    assert_eq!(back, octets(1), "nothing was skipped");
}

#[test]
fn what_has_piled_up_is_heard_and_only_the_newest_answered() {
    let (mut modem, pump) = pump();
    modem.master.write_all(&octets(1)).unwrap();
    modem.heard.recv_timeout(SOON).unwrap();
    // The pump's thread is kept from its work until twenty frames wait.
    modem.block.store(2, Ordering::Relaxed);
    modem.master.write_all(&octets(2)).unwrap();
    assert_eq!(modem.heard.recv_timeout(SOON).unwrap(), frame(2));
    let pile: Vec<u8> = (3..23).flat_map(octets).collect();
    modem.master.write_all(&pile).unwrap();
    modem.block.store(-1, Ordering::Relaxed);
    for sample in 3..23 {
        assert_eq!(modem.heard.recv_timeout(SOON).unwrap(), frame(sample));
    }
    modem.master.write_all(&octets(23)).unwrap();
    modem.heard.recv_timeout(SOON).unwrap();
    let mut back = vec![0; 5 * 320];
    modem.master.read_exact(&mut back).unwrap();
    assert_eq!(back, (1..6).flat_map(octets).collect::<Vec<_>>());
    assert!(!readable(&modem.master));
    assert_eq!((pump.counts().late, pump.counts().said), (18, 5));
    pump.stop();
    let record: Vec<_> = modem.record.try_iter().collect();
    assert_eq!(record.len(), 23, "in step");
    assert_eq!(record[2], (frame(3), Frame::SILENCE));
    assert_eq!(record[22], (frame(23), frame(5)));
}

#[test]
fn tones_replace_the_voice_and_it_goes_on_where_it_was() {
    let (mut modem, pump) = pump();
    let mut expected = Vec::new();
    let mut tones = Tones::new(&"42".parse().unwrap(), Shape::default());
    pump.play(tones.clone()).unwrap();
    assert_eq!(pump.play(tones.clone()), Err(StillPlaying));
    while let Some(frame) = tones.next_frame() {
        expected.push(frame);
    }
    let mut detector = Detector::default();
    let mut keys = String::new();
    for sent in 0..=expected.len() {
        assert!(pump.is_playing());
        modem.master.write_all(&octets(9)).unwrap();
        let mut back = [0; 320];
        modem.master.read_exact(&mut back).unwrap();
        let (pairs, _) = back.as_chunks::<2>();
        let samples: Vec<i16> = pairs.iter().map(|p| i16::from_le_bytes(*p)).collect();
        let said = Frame::from_slice(&samples);
        assert_eq!(&said, expected.get(sent).unwrap_or(&frame(1)));
        keys.extend(detector.push(&said).map(crate::phone::Key::face));
    }
    assert_eq!(keys, "42");
    modem.played.recv_timeout(SOON).unwrap();
    assert!(!pump.is_playing());
    pump.stop();
}

#[test]
fn a_lost_octet_is_made_good_and_counted() {
    let (mut modem, pump) = pump();
    let wave = |n: usize| (9_000.0 * (n as f32 * 0.3).sin()) as i16;
    let sound: Vec<u8> = (0..1_600).flat_map(|n| wave(n).to_le_bytes()).collect();
    modem.master.write_all(&sound[..1_001]).unwrap();
    modem.master.write_all(&sound[1_002..]).unwrap();
    let mut loudest = Vec::new();
    for _ in 0..9 {
        let heard = modem.heard.recv_timeout(SOON).unwrap();
        loudest.push(heard.samples().iter().map(|s| s.unsigned_abs()).max());
    }
    assert!(
        loudest[4..].iter().all(|l| *l <= Some(9_000)),
        "{loudest:?}"
    );
    modem.master.write_all(&octets(0)).unwrap();
    modem.heard.recv_timeout(SOON).unwrap();
    assert_eq!(pump.counts().slips, 1);
    pump.stop();
}

#[test]
fn unplugging_is_told_once() {
    let (modem, pump) = pump();
    drop(modem.master);
    assert_eq!(modem.lost.recv_timeout(SOON), Ok(Lost::Gone));
    assert!(modem.lost.recv_timeout(SOON).is_err());
    pump.stop();
}

#[test]
fn a_silent_modem_is_told_once() {
    let (modem, pump) = pump();
    modem.quiet.recv_timeout(SOON).unwrap();
    let again = modem.quiet.recv_timeout(Duration::from_millis(2_500));
    assert_eq!(again, Err(RecvTimeoutError::Timeout));
    pump.stop();
}

#[test]
fn a_missing_device_is_told_as_such() {
    let refused = SerialPcm::open("/dev/no-such-port".as_ref(), SOON).unwrap_err();
    assert!(matches!(
        refused,
        SoundError::Device(TtyError::Missing { .. })
    ));
    assert_eq!(
        refused.to_string(),
        "opening /dev/no-such-port: there is no such device"
    );
}
