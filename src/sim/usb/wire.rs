//! The USB/IP messages between the kernel's `vhci-hcd` and a device (kernel documentation
//! `usb/usbip_protocol.rst`): 48 bytes of header, then data, then packet descriptors.

use std::io::{self, Read};

/// Which way data flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the device.
    Out,
    /// To the host.
    In,
}

/// One packet of an isochronous request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Where it lies in the host's buffer.
    pub offset: u32,
    /// How long it may be, or is.
    pub length: u32,
}

/// A request of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submit {
    /// The host's name for it.
    pub seq: u32,
    /// The endpoint's number, without its direction.
    pub endpoint: u8,
    /// Which way.
    pub direction: Direction,
    /// The length of the buffer.
    pub length: u32,
    /// The setup packet, of endpoint 0.
    pub setup: [u8; 8],
    /// What the host sends.
    pub data: Vec<u8>,
    /// The packets of an isochronous request; empty for all others.
    pub packets: Vec<Packet>,
}

/// A message of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Do this.
    Submit(Submit),
    /// Forget about that.
    Unlink {
        /// The name of this message.
        seq: u32,
        /// The name of the request that is no longer wanted.
        victim: u32,
    },
}

/// Why a message could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The host is gone.
    #[error("reading from the virtual host controller")]
    Read(#[from] io::Error),
    /// It is no message of the protocol.
    #[error("reading from the virtual host controller: {0}")]
    Malformed(&'static str),
}

const HEADER: usize = 48;
const SUBMIT: u32 = 1;
const UNLINK: u32 = 2;
/// No request of a real driver is longer, or has more packets.
const LONGEST: u32 = 1 << 20;
const MOST_PACKETS: u32 = 1_024;
/// What newer kernels write for "not isochronous"; older ones write 0.
const NOT_ISO: u32 = u32::MAX;

impl Command {
    /// Reads the next message.
    ///
    /// # Errors
    /// When the host is gone, or what came is no message.
    pub fn read(from: &mut impl Read) -> Result<Self, WireError> {
        let mut header = [0; HEADER];
        from.read_exact(&mut header)?;
        let word = |at: usize| {
            u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        let seq = word(4);
        match word(0) {
            UNLINK => Ok(Self::Unlink {
                seq,
                victim: word(20),
            }),
            SUBMIT => {
                let direction = match word(12) {
                    0 => Direction::Out,
                    1 => Direction::In,
                    _ => return Err(WireError::Malformed("a direction that is none")),
                };
                let endpoint = u8::try_from(word(16)).ok().filter(|n| *n < 16);
                let endpoint = endpoint.ok_or(WireError::Malformed("an endpoint that is none"))?;
                let length = word(24);
                let count = if word(32) == NOT_ISO { 0 } else { word(32) };
                if length > LONGEST || count > MOST_PACKETS {
                    return Err(WireError::Malformed("a request beyond all measure"));
                }
                let mut setup = [0; 8];
                setup.copy_from_slice(&header[40..]);
                let sent = if direction == Direction::Out {
                    length
                } else {
                    0
                };
                let mut data = vec![0; sent as usize];
                from.read_exact(&mut data)?;
                let mut packets = Vec::with_capacity(count as usize);
                for _ in 0..count {
                    let mut packet = [0; 16];
                    from.read_exact(&mut packet)?;
                    let word = |at: usize| {
                        u32::from_be_bytes([
                            packet[at],
                            packet[at + 1],
                            packet[at + 2],
                            packet[at + 3],
                        ])
                    };
                    let (offset, length) = (word(0), word(4));
                    packets.push(Packet { offset, length });
                }
                Ok(Self::Submit(Submit {
                    seq,
                    endpoint,
                    direction,
                    length,
                    setup,
                    data,
                    packets,
                }))
            }
            _ => Err(WireError::Malformed("a command that is none")),
        }
    }
}

/// The pipe has stalled (`-EPIPE`): a request that the device does not know.
pub(super) const STALLED: i32 = -32;
/// The request was taken back (`-ECONNRESET`).
const TAKEN_BACK: i32 = -104;

/// The answer to a request that was carried out: what to write to the host. `moved` is how many
/// octets were, `data` what goes to the host, `lengths` how much of each packet.
pub(super) fn done(
    seq: u32,
    status: i32,
    moved: usize,
    data: &[u8],
    packets: &[Packet],
    lengths: &[u32],
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + data.len() + packets.len() * 16);
    for word in [3, seq, 0, 0, 0] {
        bytes.extend(u32::to_be_bytes(word));
    }
    bytes.extend(status.to_be_bytes());
    let count = if packets.is_empty() {
        NOT_ISO
    } else {
        size(packets.len())
    };
    for word in [size(moved), 0, count, 0, 0, 0] {
        bytes.extend(u32::to_be_bytes(word));
    }
    bytes.extend(data);
    for (packet, length) in packets.iter().zip(lengths) {
        for word in [packet.offset, packet.length, *length, 0] {
            bytes.extend(u32::to_be_bytes(word));
        }
    }
    bytes
}

/// The answer to [`Command::Unlink`].
pub(super) fn unlinked(seq: u32, found: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER);
    for word in [4, seq, 0, 0, 0] {
        bytes.extend(u32::to_be_bytes(word));
    }
    // Zero: too late, the answer is on its way already.
    bytes.extend(if found { TAKEN_BACK } else { 0 }.to_be_bytes());
    bytes.resize(HEADER, 0);
    bytes
}

fn size(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
