//! The virtual EC25 as a USB device that a Linux kernel enumerates.
//!
//! **Rule:** what the kernel asks is answered from tables and queues ([`Device`], pure); only
//! [`attach`] touches the system. The kernel's own `option` and `snd-usb-audio` bind to it, so that
//! the driver meets real `ttyUSB` ports and a real sound card, on a machine without any hardware:
//! `vhci-hcd` is a host controller whose wire is a socket (USB/IP protocol 1.1.1).
//!
//! The descriptors are a guess until somebody reads a real unit with `lsusb -v`: classes and roles
//! of the serial interfaces follow the tables of Linux' `option` driver, the sound interfaces
//! follow USB Audio Class 1.0; numbers, packet sizes and strings of a real unit may differ.
//!
//! ```
//! use munjigi::{sim::usb::{Device, Output, Shape}, time::Instant};
//!
//! let mut device = Device::new(Shape::default());
//! let mut out = Vec::new();
//! device.to_host(2, b"\r\nRDY\r\n", &mut out); // nobody reads the AT port yet
//! assert_eq!(out, []);
//! assert_eq!(device.next_wake(), None);
//! ```
//!
//! To test it: `cargo test --lib sim::usb`; against a real kernel: `just box-test`.

mod attach;
mod carry;
mod control;
mod descriptor;
mod device;
#[cfg(test)]
mod tests;
mod wire;

pub use attach::{AttachError, Attached, attach};
pub use carry::UsbBox;
pub use descriptor::Shape;
pub use device::{Device, Output};
pub use wire::{Command, Direction, Packet, Submit, WireError};
