//! Which EC25, on which SIM, in which network.

use std::time::Duration;

use jiff::civil::DateTime;

/// Everything about the module and the network that stays the same for one run.
///
/// All numbers are invented. Latencies are milliseconds, least and most; they are our choice until
/// they have been measured on a real module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// `AT+CGMM`.
    pub model: String,
    /// `AT+CGMR`, `AT+QGMR`.
    pub revision: String,
    /// `AT+CGSN`: 15 digits.
    pub imei: String,
    /// `AT+CIMI`: country 450, network, subscriber.
    pub imsi: String,
    /// `AT+QCCID`.
    pub iccid: String,
    /// The operator's name in `AT+COPS?`.
    pub operator: String,
    /// Country and network code, `45008`.
    pub plmn: String,
    /// Signal strength of `AT+CSQ`, 0 to 31, or 99 for unknown.
    pub csq: u8,
    /// Whether `AT+CLCC` shows the data bearer that LTE always has, ahead of the calls.
    pub data_bearer: bool,
    /// Whether the network lets a second caller wait, until `AT+CCWA` turns it off.
    pub call_waiting: bool,
    /// Whether broken rules of the host are recorded.
    pub strict: bool,
    /// The local time (Korea, UTC+9) when the clock of the run stood at zero.
    pub start: DateTime,
    /// From one `RING` to the next.
    pub ring_every: (u64, u64),
    /// From the first `RING` until the network gives up.
    pub ring_for: Duration,
    /// From `RING` to its `+CLIP`.
    pub clip_after: (u64, u64),
    /// How long a call that the host ended stays in `AT+CLCC`.
    pub linger: (u64, u64),
    /// From `OK` of `AT+CFUN=1,1` until the module is gone.
    pub falls_after: (u64, u64),
    /// From there to `RDY`.
    pub back_after: (u64, u64),
    /// From `RDY` to `+CPIN: READY`.
    pub sim_after: (u64, u64),
    /// From `+CPIN: READY` to `+QIND: SMS DONE`, and from there to `+QIND: PB DONE`.
    pub stores_after: (u64, u64),
    /// From `+CPIN: READY` to registration.
    pub registers_after: (u64, u64),
}

impl Default for Profile {
    /// An EC25-E on a Korean LTE network.
    fn default() -> Self {
        Self {
            model: "EC25".to_owned(),
            revision: "EC25EFAR06A08M4G".to_owned(),
            imei: "860000000000017".to_owned(),
            imsi: "450080000000017".to_owned(),
            iccid: "89820000000000000017".to_owned(),
            operator: "KT".to_owned(),
            plmn: "45008".to_owned(),
            csq: 24,
            data_bearer: true,
            call_waiting: true,
            strict: true,
            start: jiff::civil::datetime(2026, 11, 21, 18, 0, 0, 0),
            ring_every: (3_000, 5_000),
            ring_for: Duration::from_secs(60),
            clip_after: (10, 80),
            linger: (0, 300),
            falls_after: (300, 2_000),
            back_after: (12_000, 25_000),
            sim_after: (500, 2_000),
            stores_after: (500, 2_500),
            registers_after: (1_000, 6_000),
        }
    }
}
