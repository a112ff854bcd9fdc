//! The pump against a modem played by hand on a pseudo terminal.

use std::{
    fs::File,
    io::{Read, Write},
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    time::Duration,
};

use nix::{pty::openpty, unistd::ttyname};

use super::{Ends, Lost, PumpHandle, SerialPcm, SoundError};
use crate::{
    audio::{Frame, Hz8k},
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
    let device = SerialPcm::open(&path, SOON).unwrap();
    let (heard_tx, heard) = sync_channel(1_024);
    let (quiet_tx, quiet) = sync_channel(1_024);
    let (lost_tx, lost) = sync_channel(1_024);
    let mut said = 0;
    let pump = device
        .spawn_pump(Ends {
            ears: Box::new(move |frame| {
                let _ = heard_tx.send(frame);
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
        })
        .unwrap();
    let master = File::from(pty.master);
    let modem = Modem {
        master,
        path,
        heard,
        quiet,
        lost,
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
