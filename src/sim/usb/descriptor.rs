//! What the device says of itself (USB 2.0 chapter 9.6, USB Audio Class 1.0 chapter 4).
//!
//! A guess until a real unit has been read with `lsusb -v`.

/// What kind of unit it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Whether it has a sound card (the UAC bit of `AT+QCFG="usbcfg"`).
    pub card: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Self { card: true }
    }
}

/// Interfaces that carry bytes, by number: DIAG, NMEA, AT, modem.
pub(super) const SERIAL: [SerialEndpoints; 4] = [
    SerialEndpoints::new(0, 0x81, 0x01, None),
    SerialEndpoints::new(1, 0x83, 0x02, Some(0x82)),
    SerialEndpoints::new(2, 0x85, 0x03, Some(0x84)),
    SerialEndpoints::new(3, 0x87, 0x04, Some(0x86)),
];
/// The interface that carries sound to the host, and its endpoint.
pub(super) const CAPTURE: (u8, u8) = (5, 0x88);
/// The interface that carries sound from the host, and its endpoint.
pub(super) const PLAYBACK: (u8, u8) = (6, 0x05);
const AUDIO_CONTROL: u8 = 4;

/// The endpoints of a serial interface.
#[derive(Clone, Copy, Debug)]
pub(super) struct SerialEndpoints {
    pub interface: u8,
    pub to_host: u8,
    pub from_host: u8,
    pub notices: Option<u8>,
}

impl SerialEndpoints {
    const fn new(interface: u8, to_host: u8, from_host: u8, notices: Option<u8>) -> Self {
        Self {
            interface,
            to_host,
            from_host,
            notices,
        }
    }
}

/// The card's rate in Hz, on the firmware that shops have.
pub(super) const RATE: u32 = 8_000;
const VENDOR: u16 = 0x2C7C;
const PRODUCT: u16 = 0x0125;
const BULK: u8 = 2;
const INTERRUPT: u8 = 3;
/// Isochronous with its own clock, as a modem's card has.
const ISO_ASYNC: u8 = 5;
/// Isochronous, paced by the frames of the bus.
const ISO_ADAPTIVE: u8 = 9;

pub(super) fn device() -> Vec<u8> {
    let [v0, v1] = VENDOR.to_le_bytes();
    let [p0, p1] = PRODUCT.to_le_bytes();
    // USB 2.0, composite with interface associations, 64 bytes on endpoint 0, release 3.18, no serial
    // number: two units cannot be told apart by it, as on many real ones.
    vec![
        18, 1, 0x00, 0x02, 0xEF, 2, 1, 64, v0, v1, p0, p1, 0x18, 0x03, 1, 2, 0, 1,
    ]
}

/// For a host that asks what it would be at full speed.
pub(super) fn qualifier() -> Vec<u8> {
    vec![10, 6, 0x00, 0x02, 0xEF, 2, 1, 64, 1, 0]
}

pub(super) fn string(index: u8) -> Option<Vec<u8>> {
    let text = match index {
        0 => return Some(vec![4, 3, 0x09, 0x04]), // English (United States)
        1 => "Quectel",
        2 => "EC25",
        _ => return None,
    };
    let mut bytes = vec![0, 3];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes[0] = length(&bytes);
    Some(bytes)
}

pub(super) fn configuration(shape: Shape) -> Vec<u8> {
    let mut body = Vec::new();
    for serial in SERIAL {
        let diagnostic = serial.notices.is_none();
        let endpoints = if diagnostic { 2 } else { 3 };
        let protocol = if diagnostic { 0xFF } else { 0 };
        body.extend(interface(
            serial.interface,
            0,
            endpoints,
            [0xFF, protocol, protocol],
        ));
        if let Some(notices) = serial.notices {
            body.extend(endpoint(notices, INTERRUPT, 10, 9));
        }
        body.extend(endpoint(serial.to_host, BULK, 512, 0));
        body.extend(endpoint(serial.from_host, BULK, 512, 0));
    }
    let mut interfaces = 4;
    if shape.card {
        body.extend(sound());
        interfaces = 7;
    }
    let [low, high] = u16::try_from(9 + body.len())
        .unwrap_or(u16::MAX)
        .to_le_bytes();
    // Bus powered, remote wake-up, 500 mA.
    let mut whole = vec![9, 2, low, high, interfaces, 1, 0, 0xA0, 250];
    whole.extend(body);
    whole
}

fn interface(
    number: u8,
    alternate: u8,
    endpoints: u8,
    [class, subclass, protocol]: [u8; 3],
) -> Vec<u8> {
    vec![
        9, 4, number, alternate, endpoints, class, subclass, protocol, 0,
    ]
}

fn endpoint(address: u8, kind: u8, largest: u16, interval: u8) -> Vec<u8> {
    let [low, high] = largest.to_le_bytes();
    vec![7, 5, address, kind, low, high, interval]
}

const AUDIO: u8 = 1;
const CONTROL: u8 = 1;
const STREAMING: u8 = 2;
/// Class-specific descriptors of an interface and of an endpoint.
const CS_INTERFACE: u8 = 0x24;
const CS_ENDPOINT: u8 = 0x25;
// Terminals: what the host plays goes from 1 to 2, what it records from 3 to 4.
const PLAYED: u8 = 1;
const TO_NETWORK: u8 = 2;
const FROM_NETWORK: u8 = 3;
const RECORDED: u8 = 4;

fn sound() -> Vec<u8> {
    let usb = 0x0101_u16.to_le_bytes();
    let phone_line = 0x0501_u16.to_le_bytes();
    let input =
        |id, kind: [u8; 2]| vec![12, CS_INTERFACE, 2, id, kind[0], kind[1], 0, 1, 0, 0, 0, 0];
    let output =
        |id, kind: [u8; 2], from| vec![9, CS_INTERFACE, 3, id, kind[0], kind[1], 0, from, 0];
    let units = [
        input(PLAYED, usb),
        output(TO_NETWORK, phone_line, PLAYED),
        input(FROM_NETWORK, phone_line),
        output(RECORDED, usb, FROM_NETWORK),
    ]
    .concat();
    let [low, high] = u16::try_from(10 + units.len())
        .unwrap_or(u16::MAX)
        .to_le_bytes();
    let mut all = interface(AUDIO_CONTROL, 0, 0, [AUDIO, CONTROL, 0]);
    all.extend([
        10,
        CS_INTERFACE,
        1,
        0x00,
        0x01,
        low,
        high,
        2,
        CAPTURE.0,
        PLAYBACK.0,
    ]);
    all.extend(units);
    all.extend(stream(CAPTURE, RECORDED, ISO_ASYNC));
    all.extend(stream(PLAYBACK, PLAYED, ISO_ADAPTIVE));
    all
}

/// A streaming interface: nothing flows in setting 0, a packet every millisecond in setting 1.
fn stream((number, address): (u8, u8), terminal: u8, kind: u8) -> Vec<u8> {
    let [r0, r1, r2, _] = RATE.to_le_bytes();
    let mut all = interface(number, 0, 0, [AUDIO, STREAMING, 0]);
    all.extend(interface(number, 1, 1, [AUDIO, STREAMING, 0]));
    all.extend([7, CS_INTERFACE, 1, terminal, 1, 1, 0]); // PCM, one frame of delay
    all.extend([11, CS_INTERFACE, 2, 1, 1, 2, 16, 1, r0, r1, r2]); // mono, 16 bits, one rate
    let largest = u16::try_from(RATE / 1_000 * 2 + 32).unwrap_or(u16::MAX);
    let [low, high] = largest.to_le_bytes();
    all.extend([9, 5, address, kind, low, high, 4, 0, 0]); // 2^(4-1) microframes
    all.extend([7, CS_ENDPOINT, 1, 0, 0, 0, 0]);
    all
}

fn length(bytes: &[u8]) -> u8 {
    u8::try_from(bytes.len()).unwrap_or(u8::MAX)
}
