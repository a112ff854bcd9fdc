//! Settings: commands whose whole answer is `OK`.

use std::time::Duration;

/// A setting that answers `OK`. All but those marked "kept" are forgotten when the modem restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `ATE0` (V.250 6.2.4).
    EchoOff,
    /// `ATV1Q0X4&C1` (V.250 6.2.5 to 6.2.8, 6.3.3): results in words, all of them.
    ResultWords,
    /// `AT+CMEE=1` (3GPP TS 27.007 9.1): errors with their number.
    NumericErrors,
    /// `AT+QURCCFG="urcport","usbat"` (Quectel AT; kept): URCs come to this port.
    UrcPort,
    /// `AT+CREG=2` (3GPP TS 27.007 7.2).
    AnnounceCircuit,
    /// `AT+CEREG=2` (3GPP TS 27.007 10.1.22).
    AnnounceLte,
    /// `AT+CGREG=0` (3GPP TS 27.007 10.1.20): packet domain of 2G and 3G, of no use here.
    QuietPacket,
    /// `AT+CLIP=1` (3GPP TS 27.007 7.6): tell who is calling.
    ShowCaller,
    /// `AT+CRC=1` (3GPP TS 27.007 6.11): `+CRING: VOICE` instead of `RING`.
    ExtendedRing,
    /// `AT+CSSN=0,0` (3GPP TS 27.007 7.17).
    NoServiceNotices,
    /// `AT+COLP=0` (3GPP TS 27.007 7.8).
    HideConnectedLine,
    /// `AT+CVHU=0` (3GPP TS 27.007 6.20).
    PlainHangUp,
    /// `AT^DSCI=1` (Quectel AT): announce every change of a call.
    AnnounceCalls,
    /// `AT+QINDCFG="ccinfo",1,0` (Quectel AT): the same in another form; some modems know only one.
    AnnounceCallInfo,
    /// `AT+QINDCFG="csq",1,0` (Quectel AT): announce changes of the signal.
    AnnounceSignal,
    /// `AT+QINDCFG="act",1,0` (Quectel AT): announce changes of the radio technology.
    AnnounceTechnology,
    /// `AT+QINDCFG="smsfull",1,0` (Quectel AT): announce that the message memory is full.
    AnnounceTextsFull,
    /// `AT+QSIMSTAT=1` (Quectel AT; kept): announce a SIM that is taken out or put in.
    AnnounceSim,
    /// `AT+CSCS="GSM"` (3GPP TS 27.007 5.5).
    CharacterSet,
    /// `AT+CMGF=0` (3GPP TS 27.005 3.2.3; kept): messages as PDU.
    PduMode,
    /// `AT+CSMS=0` (3GPP TS 27.005 3.2.1; kept): no acknowledgement is owed.
    MessageService,
    /// `AT+CPMS="ME","ME","ME"` (3GPP TS 27.005 3.2.2; kept): messages in the modem.
    MessageMemory,
    /// `AT+CPMS="SM","SM","SM"` (3GPP TS 27.005 3.2.2; kept): messages on the SIM.
    MessageMemorySim,
    /// `AT+CNMI=2,1,0,0,0` (3GPP TS 27.005 3.4.1; kept): store and announce.
    AnnounceTexts,
    /// `AT+CMMS=1` (3GPP TS 27.005 3.5.6): keep the link up for the next part of a text.
    KeepLinkOpen,
    /// `AT+CTZU=3` (3GPP TS 27.007 8.40; kept): take the network's time as local time.
    ClockFromNetwork,
    /// `AT+QTONEDET=1` (Quectel AT): announce the keys that the other side presses.
    DetectTones,
    /// `AT+VTD=3,1` (3GPP TS 27.007 C.2.12): tones of 300 ms.
    ToneLength,
    /// `AT+QGPSCFG="outport","none"` (Quectel AT; kept): no position sentences on the sound port.
    GpsPortOff,
    /// `AT+QAUDMOD=3` (Quectel AT; kept): the sound profile of voice over USB.
    UsbSoundProfile,
    /// `AT+QISDE=0` (Quectel AT): do not echo what is sent by `AT+QISEND`.
    SendEchoOff,
    /// `AT+CCWA=0,0,1` (3GPP TS 27.007 7.12): a second caller hears "busy". Asks the network.
    CallWaitingOff,
}

impl Setting {
    /// The command line, without its carriage return.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::EchoOff => "ATE0",
            Self::ResultWords => "ATV1Q0X4&C1",
            Self::NumericErrors => "AT+CMEE=1",
            Self::UrcPort => "AT+QURCCFG=\"urcport\",\"usbat\"",
            Self::AnnounceCircuit => "AT+CREG=2",
            Self::AnnounceLte => "AT+CEREG=2",
            Self::QuietPacket => "AT+CGREG=0",
            Self::ShowCaller => "AT+CLIP=1",
            Self::ExtendedRing => "AT+CRC=1",
            Self::NoServiceNotices => "AT+CSSN=0,0",
            Self::HideConnectedLine => "AT+COLP=0",
            Self::PlainHangUp => "AT+CVHU=0",
            Self::AnnounceCalls => "AT^DSCI=1",
            Self::AnnounceCallInfo => "AT+QINDCFG=\"ccinfo\",1,0",
            Self::AnnounceSignal => "AT+QINDCFG=\"csq\",1,0",
            Self::AnnounceTechnology => "AT+QINDCFG=\"act\",1,0",
            Self::AnnounceTextsFull => "AT+QINDCFG=\"smsfull\",1,0",
            Self::AnnounceSim => "AT+QSIMSTAT=1",
            Self::CharacterSet => "AT+CSCS=\"GSM\"",
            Self::PduMode => "AT+CMGF=0",
            Self::MessageService => "AT+CSMS=0",
            Self::MessageMemory => "AT+CPMS=\"ME\",\"ME\",\"ME\"",
            Self::MessageMemorySim => "AT+CPMS=\"SM\",\"SM\",\"SM\"",
            Self::AnnounceTexts => "AT+CNMI=2,1,0,0,0",
            Self::KeepLinkOpen => "AT+CMMS=1",
            Self::ClockFromNetwork => "AT+CTZU=3",
            Self::DetectTones => "AT+QTONEDET=1",
            Self::ToneLength => "AT+VTD=3,1",
            Self::GpsPortOff => "AT+QGPSCFG=\"outport\",\"none\"",
            Self::UsbSoundProfile => "AT+QAUDMOD=3",
            Self::SendEchoOff => "AT+QISDE=0",
            Self::CallWaitingOff => "AT+CCWA=0,0,1",
        }
    }

    /// The name of the line that some settings answer with.
    pub(super) const fn name(self) -> Option<&'static str> {
        match self {
            Self::MessageService => Some("+CSMS"),
            Self::MessageMemory | Self::MessageMemorySim => Some("+CPMS"),
            _ => None,
        }
    }

    pub(super) const fn max_response(self) -> Duration {
        Duration::from_secs(match self {
            Self::ShowCaller | Self::HideConnectedLine => 15,
            Self::CallWaitingOff => 30,
            Self::KeepLinkOpen => 120,
            Self::PduMode
            | Self::MessageService
            | Self::MessageMemory
            | Self::MessageMemorySim
            | Self::AnnounceTexts => 5,
            _ => 2,
        })
    }
}
