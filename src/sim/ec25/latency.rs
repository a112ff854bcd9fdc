//! How long each command takes.
//!
//! Least and most, in milliseconds; drawn evenly from the seed. The values are our choice, within
//! the maximum response times of the Quectel EC2x AT manual V2.0, until they have been measured.

use super::parse::{Arg, Ask, Command};

/// Least and most milliseconds until `command` is answered. `tone` is the length of one tone and
/// the pause behind it (`AT+VTD`), in milliseconds.
pub(super) fn of(command: &Command, tone: u64) -> (u64, u64) {
    match command {
        Command::Dial { .. } => (100, 600),
        Command::Basic { name, .. } => match name.as_str() {
            "A" => (200, 800),
            "H" => (50, 400),
            _ => (5, 30),
        },
        Command::Extended { name, ask } => extended(name, ask, tone),
    }
}

fn extended(name: &str, ask: &Ask, tone: u64) -> (u64, u64) {
    match (name, ask) {
        (
            "+CPIN" | "+CIMI" | "+QCCID" | "+CNUM" | "+CLCK" | "+QPINC" | "+CMGR" | "+CMGD"
            | "+CMGL" | "+CPMS" | "+CSMS",
            _,
        ) => (20, 200),
        ("+CMGS" | "+CMGW", Ask::Set(_)) => (20, 100),
        ("+CMSS", Ask::Set(_)) => SUBMIT,
        ("+QIACT", Ask::Set(_)) => (300, 2_500),
        ("+QIDEACT", Ask::Set(_)) => (100, 1_500),
        ("+QICLOSE", Ask::Set(_)) => (20, 500),
        ("+QHTTPPOST", Ask::Set(_)) => (200, 1_500),
        ("+QICSGP" | "+QHTTPCFG" | "+QIOPEN" | "+QHTTPGET" | "+QHTTPREAD", _) => (10, 80),
        ("+CHUP" | "+QHUP", _) => (50, 400),
        ("+CFUN", Ask::Set(_)) => (50, 500),
        ("+COPS", Ask::Test) => (30_000, 180_000),
        ("+CCWA", Ask::Set(args)) if args.len() > 1 => (300, 1_500),
        ("+CCFC", Ask::Set(_)) => (300, 1_500),
        ("+CHLD", Ask::Set(_)) => (100, 600),
        ("+COPS", Ask::Set(_)) => (100, 3_000),
        ("+QINDCFG" | "+QPCMV" | "+QCFG", Ask::Set(_)) => (10, 60),
        ("+VTS", Ask::Set(args)) => {
            let digits = args.first().map_or(0, |a| a.text().len() as u64);
            let each = match args.get(1).and_then(Arg::number) {
                Some(tenths) => u64::from(tenths.clamp(1, 255)) * 100,
                None => tone,
            };
            (digits * each + 10, digits * each + 60)
        }
        _ => (5, 30),
    }
}

/// From Ctrl-Z to `+CMGS`.
pub(super) const SUBMIT: (u64, u64) = (1_000, 6_000);
/// From Ctrl-Z to `+CMGW`.
pub(super) const KEEP: (u64, u64) = (20, 200);
/// From ESC behind a prompt to `OK`.
pub(super) const CANCEL: (u64, u64) = (5, 30);
