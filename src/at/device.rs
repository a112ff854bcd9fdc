//! The modem's own configuration: USB functions, VoLTE, carriers' profiles.

use std::fmt;

use super::{ShortText, fields::Fields, reply::short};

/// `"usbcfg",<vid>,<pid>,<diag>,<nmea>,<at>,<modem>,<rmnet>,<adb>,<uac>` (`AT+QCFG`: Quectel AT).
///
/// Displays as the values of the command that writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsbConfig {
    /// USB vendor.
    pub vendor: u16,
    /// USB product.
    pub product: u16,
    /// The diagnostics port, interface 0.
    pub diagnostics: bool,
    /// The NMEA port, interface 1, which also carries serial PCM.
    pub nmea: bool,
    /// The AT port, interface 2.
    pub at: bool,
    /// The modem port, interface 3.
    pub modem: bool,
    /// The network function.
    pub network: bool,
    /// The Android debug bridge.
    pub adb: bool,
    /// The USB sound card (UAC).
    pub sound: bool,
}

impl UsbConfig {
    /// What follows `"usbcfg",`.
    pub(super) fn parse(fields: &mut Fields<'_>) -> Option<Self> {
        let (vendor, product) = (hex(fields)?, hex(fields)?);
        let mut on = || match fields.number::<u8>()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        };
        Some(Self {
            vendor,
            product,
            diagnostics: on()?,
            nmea: on()?,
            at: on()?,
            modem: on()?,
            network: on()?,
            adb: on()?,
            sound: on()?,
        })
    }
}

fn hex(fields: &mut Fields<'_>) -> Option<u16> {
    let text = fields.next()?.text;
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match digits {
        Some(digits) => u16::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

impl fmt::Display for UsbConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:04X},0x{:04X}", self.vendor, self.product)?;
        for on in [
            self.diagnostics,
            self.nmea,
            self.at,
            self.modem,
            self.network,
            self.adb,
            self.sound,
        ] {
            write!(f, ",{}", u8::from(on))?;
        }
        Ok(())
    }
}

/// `"ims",<choice>,<state>` (`AT+QCFG`: Quectel AT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ims {
    /// 0 as the carrier's profile says, 1 on, 2 off.
    pub choice: u8,
    /// Whether VoLTE is up; some firmware does not say.
    pub up: Option<bool>,
}

impl Ims {
    /// What follows `"ims",`.
    pub(super) fn parse(fields: &mut Fields<'_>) -> Option<Self> {
        let choice = fields.number()?;
        let up = fields.number::<u8>().map(|state| state == 1);
        Some(Self { choice, up })
    }
}

/// `"List",<index>,<selected>,<activated>,"<name>",<version>,<date>` (`AT+QMBNCFG`: Quectel AT): what
/// a carrier wants of a modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierProfile {
    /// Its place in the list.
    pub index: u8,
    /// Chosen.
    pub selected: bool,
    /// In use.
    pub active: bool,
    /// Its name, such as `ROW_Generic_3GPP`.
    pub name: ShortText,
}

impl CarrierProfile {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut fields = Fields::of(text);
        (fields.next()?.text == "List").then_some(())?;
        Some(Self {
            index: fields.number()?,
            selected: fields.number::<u8>()? == 1,
            active: fields.number::<u8>()? == 1,
            name: short(fields.next()?.text),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usb_functions_are_written_as_they_were_read() {
        let text = "0x2C7C,0x0125,1,1,1,1,1,0,0";
        let read = UsbConfig::parse(&mut Fields::of(text)).unwrap();
        assert_eq!((read.vendor, read.product), (0x2C7C, 0x0125));
        assert!(read.at && !read.sound);
        assert_eq!(read.to_string(), text);
        assert_eq!(UsbConfig::parse(&mut Fields::of("0x2C7C,0x0125,1,1")), None);
    }

    #[test]
    fn ims_and_profiles() {
        let ims = Ims::parse(&mut Fields::of("1,1")).unwrap();
        assert_eq!((ims.choice, ims.up), (1, Some(true)));
        assert_eq!(Ims::parse(&mut Fields::of("0")).unwrap().up, None);
        let line = "\"List\",0,1,1,\"ROW_Generic_3GPP\",0x0501081F,201803301";
        let profile = CarrierProfile::parse(line).unwrap();
        assert!(profile.active && profile.name == "ROW_Generic_3GPP");
    }
}
