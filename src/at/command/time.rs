//! How long a command may take.

use std::time::Duration;

use super::Command;

impl Command {
    /// How long the modem may wait before it asks for the data of a command.
    pub const PROMPT: Duration = Duration::from_secs(5);

    /// How long the modem waits for the data that it has asked for after `CONNECT`, in seconds.
    pub(super) const HANDOVER: u8 = 10;

    /// How long the final result may take (Quectel AT, "maximum response time"). Where the manual
    /// says 300 ms it gets two seconds: a loaded host and a busy modem are late, not dead.
    #[must_use]
    pub fn max_response(&self) -> Duration {
        Duration::from_secs(match self {
            Self::Answer | Self::HangUp | Self::HangUpWith { .. } => 90,
            Self::SendPdu { .. } => 120,
            Self::Set(setting) => return setting.max_response(),
            Self::Question(question) => return question.limit(),
            Self::Functionality(_) => 15,
            // The manual's 180 s are for choosing an operator; what is known is told at once.
            Self::Operator => 10,
            // These ask the network.
            Self::CallWaiting | Self::Forwarding(_) => 30,
            Self::ReadText { .. } | Self::DeleteText { .. } => 10,
            Self::ListTexts => 30,
            Self::PinState
            | Self::EnterPin(_)
            | Self::PinTries
            | Self::TextStorage
            | Self::Dial { .. }
            | Self::Press(_)
            | Self::AudioOff
            | Self::AudioOnSerial
            | Self::AudioOnCard
            | Self::PowerOff
            | Self::Profiles => 5,
            Self::OpenBearer(_) => 150,
            Self::CloseBearer(_) => 40,
            Self::Resolve { .. } | Self::SocketOpen { .. } | Self::HttpStop => 10,
            Self::HttpUrl(_) | Self::SocketSend { .. } | Self::SocketClose { .. } => 15,
            // `OK` comes at once, the result later as a URC.
            Self::HttpGet { .. } | Self::HttpPost { .. } => 20,
            Self::HttpRead { wait, .. } => 60 + *wait as u64,
            _ => 2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_commands_get_their_time() {
        assert_eq!(Command::Answer.max_response(), Duration::from_secs(90));
        assert_eq!(Command::OpenBearer(1).max_response().as_secs(), 150);
        assert!(Command::Calls.max_response() <= Duration::from_secs(2));
    }
}
