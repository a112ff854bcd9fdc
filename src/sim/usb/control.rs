//! Requests on endpoint 0 (USB 2.0 chapter 9.4, USB Audio Class 1.0 chapter 5.2).

use super::descriptor::{self, Shape};

/// What a request comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// These bytes, to the host.
    Data(Vec<u8>),
    /// Taken.
    Taken,
    /// An interface was switched: its number and alternate setting.
    Switched(u8, u8),
    /// Not known here; the endpoint stalls.
    Stall,
}

const DESCRIPTOR: u8 = 6;
const SET_INTERFACE: u8 = 11;

/// Answers the setup packet.
pub(super) fn answer(shape: Shape, setup: [u8; 8]) -> Answer {
    let [kind, request, v0, v1, index, _, l0, l1] = setup;
    let longest = usize::from(u16::from_le_bytes([l0, l1]));
    let data = |mut bytes: Vec<u8>| {
        bytes.truncate(longest);
        Answer::Data(bytes)
    };
    match (kind, request) {
        (0x80, DESCRIPTOR) => match v1 {
            1 => data(descriptor::device()),
            2 | 7 => data(descriptor::configuration(shape)),
            3 => descriptor::string(v0).map_or(Answer::Stall, data),
            6 => data(descriptor::qualifier()),
            _ => Answer::Stall,
        },
        (0x80, 0) => data(vec![0, 0]), // status: powered by the bus
        (0x80, 8) => data(vec![1]),    // the configuration that is set
        (0x81, 10) => data(vec![0]),   // the setting of an interface
        (0x82, 0) => data(vec![0, 0]), // status of an endpoint: not halted
        (0x01, SET_INTERFACE) => Answer::Switched(index, v0),
        // Address, configuration, features; line state and coding of the serial ports; the rate.
        (0x00, 1 | 3 | 5 | 9) | (0x01 | 0x02, 1 | 3) | (0x21, 0x20 | 0x22) | (0x22, 1) => {
            Answer::Taken
        }
        (0xA2, 0x81) => {
            let [r0, r1, r2, _] = descriptor::RATE.to_le_bytes();
            data(vec![r0, r1, r2])
        }
        _ => Answer::Stall,
    }
}
