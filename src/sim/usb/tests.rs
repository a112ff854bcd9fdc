//! The device as a host sees it, message by message.

use std::time::Duration;

use proptest::prelude::*;

use crate::{audio::Frame, time::Instant};

use super::{Command, Device, Direction, Output, Packet, Shape, Submit};

/// A message of the host, as bytes on the wire.
fn submit(seq: u32, endpoint: u8, direction: Direction, length: u32) -> Submit {
    Submit {
        seq,
        endpoint,
        direction,
        length,
        setup: [0; 8],
        data: Vec::new(),
        packets: Vec::new(),
    }
}

fn encode(submit: &Submit) -> Vec<u8> {
    let direction = u32::from(submit.direction == Direction::In);
    let count = match submit.packets.len() {
        0 => u32::MAX,
        n => u32::try_from(n).unwrap(),
    };
    let words = [1, submit.seq, 1, direction, u32::from(submit.endpoint), 0];
    let more = [submit.length, 0, count, 1];
    let mut bytes: Vec<u8> = words
        .into_iter()
        .chain(more)
        .flat_map(u32::to_be_bytes)
        .collect();
    bytes.extend(submit.setup);
    bytes.extend(&submit.data);
    for packet in &submit.packets {
        for word in [packet.offset, packet.length, 0, 0] {
            bytes.extend(u32::to_be_bytes(word));
        }
    }
    bytes
}

/// What the device answered: status, how much was moved, and what follows the header.
fn answer(out: &[Output]) -> (i32, u32, &[u8]) {
    let [Output::Host(bytes)] = out else {
        panic!("{out:?}")
    };
    let word = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (word(20).cast_signed(), word(24), &bytes[48..])
}

fn ask(device: &mut Device, setup: [u8; 8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let request = Submit {
        setup,
        ..submit(
            7,
            0,
            Direction::In,
            u32::from(u16::from_le_bytes([setup[6], setup[7]])),
        )
    };
    device.handle(Command::Submit(request), Instant::ZERO, &mut out);
    let (status, _, data) = answer(&out);
    (status == 0).then(|| data.to_vec())
}

const fn descriptor(kind: u8, index: u8, longest: u8) -> [u8; 8] {
    [0x80, 6, index, kind, 0, 0, longest, 1]
}

#[test]
fn it_is_an_ec25_with_four_ports_and_a_card() {
    let mut device = Device::new(Shape::default());
    let about = ask(&mut device, descriptor(1, 0, 18)).unwrap();
    assert_eq!(about[8..12], [0x7C, 0x2C, 0x25, 0x01]);
    let whole = ask(&mut device, descriptor(2, 0, 255)).unwrap();
    assert_eq!(
        usize::from(u16::from_le_bytes([whole[2], whole[3]])),
        whole.len()
    );
    let (mut at, mut interfaces, mut endpoints) = (0, Vec::new(), 0);
    while at < whole.len() {
        let length = usize::from(whole[at]);
        assert!(
            length >= 2 && at + length <= whole.len(),
            "descriptor at {at}"
        );
        match whole[at + 1] {
            4 if whole[at + 3] == 0 => interfaces.push((whole[at + 2], whole[at + 5])),
            5 => endpoints += 1,
            _ => {}
        }
        at += length;
    }
    let wanted = [
        (0, 0xFF),
        (1, 0xFF),
        (2, 0xFF),
        (3, 0xFF),
        (4, 1),
        (5, 1),
        (6, 1),
    ];
    assert_eq!(interfaces, wanted);
    assert_eq!(endpoints, 2 + 3 * 3 + 2);
    let name = ask(&mut device, descriptor(3, 1, 255)).unwrap();
    assert_eq!(name[2..6], [b'Q', 0, b'u', 0]);
    assert_eq!(
        ask(&mut device, descriptor(0x21, 0, 9)),
        None,
        "an unknown one stalls"
    );
}

#[test]
fn without_a_card_only_the_ports_are_there() {
    let mut device = Device::new(Shape { card: false });
    let whole = ask(&mut device, descriptor(2, 0, 255)).unwrap();
    assert_eq!(whole[4], 4);
    let mut out = Vec::new();
    let request = Submit {
        packets: vec![Packet {
            offset: 0,
            length: 16,
        }],
        ..submit(1, 8, Direction::In, 16)
    };
    device.handle(Command::Submit(request), Instant::ZERO, &mut out);
    assert_eq!(answer(&out).0, -32);
}

#[test]
fn a_read_waits_until_there_is_something_and_can_be_taken_back() {
    let mut device = Device::new(Shape::default());
    let mut out = Vec::new();
    for seq in [1, 2] {
        let read = submit(seq, 5, Direction::In, 512);
        device.handle(Command::Submit(read), Instant::ZERO, &mut out);
    }
    assert_eq!(out, []);
    device.to_host(2, b"\r\nRING\r\n", &mut out);
    assert_eq!(answer(&out), (0, 8, &b"\r\nRING\r\n"[..]));
    out.clear();
    for (seq, found) in [(9, -104), (10, 0)] {
        let unlink = Command::Unlink { seq, victim: 2 };
        device.handle(unlink, Instant::ZERO, &mut out);
        assert_eq!(answer(&out).0, found);
        out.clear();
    }
}

#[test]
fn what_the_host_writes_comes_out_with_its_interface() {
    let mut device = Device::new(Shape::default());
    let mut out = Vec::new();
    let write = Submit {
        data: b"AT\r".to_vec(),
        ..submit(3, 3, Direction::Out, 3)
    };
    device.handle(Command::Submit(write), Instant::ZERO, &mut out);
    assert_eq!(
        out[1],
        Output::Serial {
            interface: 2,
            bytes: b"AT\r".to_vec()
        }
    );
    assert_eq!(answer(&out[..1]), (0, 3, &[][..]));
}

fn stream(seq: u32, direction: Direction, data: Vec<u8>) -> Command {
    let endpoint = if direction == Direction::In { 8 } else { 5 };
    let packets = (0..10)
        .map(|n| Packet {
            offset: n * 16,
            length: 16,
        })
        .collect();
    Command::Submit(Submit {
        data,
        packets,
        ..submit(seq, endpoint, direction, 160)
    })
}

#[test]
fn sound_flows_eight_samples_a_millisecond_on_the_devices_clock() {
    let mut device = Device::new(Shape::default());
    let mut out = Vec::new();
    device.hear(&Frame::from_slice(&[500; 160]));
    for seq in [1, 2] {
        device.handle(
            stream(seq, Direction::In, Vec::new()),
            Instant::ZERO,
            &mut out,
        );
    }
    assert_eq!(out, []);
    for ms in [10, 20] {
        assert_eq!(device.next_wake(), Some(Instant::from_millis(ms)));
        device.wake(Instant::from_millis(ms), &mut out);
        let (status, moved, data) = answer(&out);
        assert_eq!((status, moved, data.len()), (0, 160, 160 + 10 * 16));
        assert_eq!(data[..2], 500_i16.to_le_bytes());
        out.clear();
    }
    assert_eq!(device.next_wake(), None);
}

#[test]
fn what_is_played_is_heard_at_the_other_end() {
    let mut device = Device::new(Shape::default());
    let mut out = Vec::new();
    let data: Vec<u8> = [-7_i16; 80]
        .into_iter()
        .flat_map(i16::to_le_bytes)
        .collect();
    device.handle(stream(1, Direction::Out, data), Instant::ZERO, &mut out);
    device.wake(Instant::ZERO + Duration::from_millis(10), &mut out);
    let frame = device.said();
    assert_eq!((frame.samples()[79], frame.samples()[80]), (-7, 0));
}

#[test]
fn messages_survive_the_wire() {
    let write = Submit {
        data: b"AT\r".to_vec(),
        ..submit(3, 3, Direction::Out, 3)
    };
    let mut bytes = encode(&write);
    let Command::Submit(stream) = stream(4, Direction::In, Vec::new()) else {
        panic!()
    };
    bytes.extend(encode(&stream));
    let mut wire = &bytes[..];
    for wanted in [write, stream] {
        assert_eq!(Command::read(&mut wire).unwrap(), Command::Submit(wanted));
    }
    assert!(Command::read(&mut wire).is_err(), "the host is gone");
}

proptest! {
    #[test]
    fn no_bytes_on_the_wire_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut device = Device::new(Shape::default());
        let mut wire = &bytes[..];
        let mut out = Vec::new();
        while let Ok(command) = Command::read(&mut wire) {
            device.handle(command, Instant::ZERO, &mut out);
        }
        device.wake(Instant::from_millis(60_000), &mut out);
    }

    #[test]
    fn no_request_panics(
        seq in any::<u32>(), endpoint in 0_u8..16, into in any::<bool>(), setup in any::<[u8; 8]>(),
        data in prop::collection::vec(any::<u8>(), 0..64),
        packets in prop::collection::vec((any::<u32>(), 0_u32..512), 0..5),
    ) {
        let mut device = Device::new(Shape::default());
        let direction = if into { Direction::In } else { Direction::Out };
        let packets = packets.into_iter().map(|(offset, length)| Packet { offset, length }).collect();
        let length = u32::try_from(data.len()).unwrap();
        let request = Submit { setup, data, packets, ..submit(seq, endpoint, direction, length) };
        let mut out = Vec::new();
        device.handle(Command::Submit(request), Instant::ZERO, &mut out);
        device.wake(Instant::from_millis(60_000), &mut out);
    }
}
