//! Which EC25, on which SIM, in which network.

use std::time::Duration;

use jiff::civil::DateTime;

use super::{Quirk, Remote, Sim};
use crate::sim::mmsc::Setup;

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
    /// The subscriber's own number, as `AT+CNUM` has it.
    pub own_number: String,
    /// The SIM when the run begins.
    pub sim: Sim,
    /// What this firmware does otherwise than the manual says.
    pub quirks: Vec<Quirk>,
    /// Vendor and product on the USB bus.
    pub usb: (u16, u16),
    /// Whether the UAC bit of `usbcfg` is set when the run begins: there is a sound card.
    pub uac: bool,
    /// What ALSA calls the first sound card of such a module.
    pub card: String,
    /// The carrier files of `AT+QMBNCFG="List"`.
    pub carrier_files: Vec<String>,
    /// Whether there is no network but LTE: without IMS there are no calls.
    pub lte_only: bool,
    /// Whether the network is another operator's.
    pub roaming: bool,
    /// What the far end of every dialled call does, where no plan says otherwise
    /// ([`super::Happening::NextDial`]); `None`: it waits for happenings.
    pub remote: Option<Remote>,
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
    /// From `OK` of `ATD` until it rings at the far end, where nothing else is said.
    pub alerts_after: (u64, u64),
    /// How long a call that the host ended stays in `AT+CLCC`.
    pub linger: (u64, u64),
    /// From `OK` of `AT+CFUN=1,1` until the module is gone.
    pub falls_after: (u64, u64),
    /// From there until it is on the USB bus again.
    pub back_after: (u64, u64),
    /// From there to `RDY`.
    pub ready_after: (u64, u64),
    /// From `RDY` to `+CPIN: READY`.
    pub sim_after: (u64, u64),
    /// From `+CPIN: READY` until `AT+CIMI` and `AT+QCCID` are answered.
    pub files_after: (u64, u64),
    /// From registration until the network has given its time.
    pub nitz_after: (u64, u64),
    /// From `OK` of `AT+QPOWD` to `POWERED DOWN`.
    pub down_after: (u64, u64),
    /// From `+CPIN: READY` to `+QIND: SMS DONE`, and from there to `+QIND: PB DONE`.
    pub stores_after: (u64, u64),
    /// From `+CPIN: READY` to registration.
    pub registers_after: (u64, u64),
    /// Places for messages in the module and on the SIM.
    pub places: (u16, u16),
    /// Whether the module says `^SMMEMFULL` when a message found no place.
    pub tells_smmemfull: bool,
    /// How long the network waits with a message that it could not hand over, once there is room.
    pub texts_retried: (u64, u64),
    /// From a text that was sent to the report that was asked for.
    pub reported_after: (u64, u64),
    /// The APN that the network takes; any, when `None`.
    pub apn: Option<String>,
    /// What becomes of data during a call.
    pub data_in_call: DataInCall,
    /// How long a bearer may be open without use before strict mode calls it forgotten.
    pub data_idle: Duration,
    /// The carrier's MMSC.
    pub mmsc: Setup,
}

/// What becomes of data during a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DataInCall {
    /// It goes on beside a `VoLTE` call.
    #[default]
    Works,
    /// It stands still, as in a circuit-switched call; new requests fail.
    Suspended,
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
            own_number: "821023456780".to_owned(),
            sim: Sim::default(),
            quirks: Vec::new(),
            usb: (0x2C7C, 0x0125),
            uac: false,
            card: "Android".to_owned(),
            carrier_files: ["ROW_Generic_3GPP", "VoLTE-ATT", "CMCC"]
                .map(str::to_owned)
                .to_vec(),
            lte_only: false,
            roaming: false,
            remote: None,
            csq: 24,
            data_bearer: true,
            call_waiting: true,
            strict: true,
            start: jiff::civil::datetime(2026, 11, 21, 18, 0, 0, 0),
            ring_every: (3_000, 5_000),
            ring_for: Duration::from_secs(60),
            clip_after: (10, 80),
            alerts_after: (1_000, 6_000),
            linger: (0, 300),
            falls_after: (300, 2_000),
            back_after: (12_000, 25_000),
            ready_after: (200, 1_500),
            sim_after: (500, 2_000),
            files_after: (0, 1_500),
            nitz_after: (300, 4_000),
            down_after: (2_000, 60_000),
            stores_after: (500, 2_500),
            registers_after: (1_000, 6_000),
            places: (255, 20),
            tells_smmemfull: false,
            texts_retried: (30_000, 180_000),
            reported_after: (2_000, 10_000),
            apn: None,
            data_in_call: DataInCall::Works,
            data_idle: Duration::from_secs(300),
            mmsc: Setup::default(),
        }
    }
}
