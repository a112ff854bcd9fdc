//! What the machine tells about a modem.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::modem::discovery::Card;

/// A sound card as ALSA shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardReport {
    /// Its number.
    pub index: u32,
    /// Its name.
    pub id: String,
    /// Its PCM device.
    pub pcm: String,
    /// What it plays: the way to the caller. `None` when `/proc/asound` does not say.
    pub playback: Option<Stream>,
    /// What it records: the caller.
    pub capture: Option<Stream>,
}

/// One direction of a USB sound card, in its first setting (`/proc/asound/cardN/stream0`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stream {
    /// `S16_LE`.
    pub format: String,
    /// 1 for mono.
    pub channels: String,
    /// In Hz; several, or a range, as the kernel writes it.
    pub rates: String,
}

impl CardReport {
    pub(super) fn of(card: &Card, proc: &Path) -> Self {
        let path = proc.join(format!("asound/card{}/stream0", card.index));
        let text = fs::read_to_string(path).unwrap_or_default();
        Self {
            index: card.index,
            id: card.id.clone(),
            pcm: card.pcm(),
            playback: Stream::read(&text, "Playback:"),
            capture: Stream::read(&text, "Capture:"),
        }
    }
}

impl Stream {
    /// The first alternate setting below `heading`.
    fn read(text: &str, heading: &str) -> Option<Self> {
        let section = text.lines().skip_while(|line| line.trim() != heading);
        // Up to the other heading, which stands as far left as this one.
        let section = section
            .skip(1)
            .take_while(|line| line.trim().is_empty() || line.starts_with(' '));
        let mut stream = Self::default();
        for line in section {
            let Some((key, value)) = line.trim().split_once(": ") else {
                continue;
            };
            let field = match key {
                "Format" => &mut stream.format,
                "Channels" => &mut stream.channels,
                "Rates" => &mut stream.rates,
                _ => continue,
            };
            if field.is_empty() {
                value.trim().clone_into(field);
            }
        }
        (!stream.rates.is_empty()).then_some(stream)
    }
}

/// A small file of the kernel's, without its line end.
pub(super) fn text(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned())
}

/// The names below `/dev/ec25` that lead to one of these ports: the udev rules at work.
pub(super) fn links<'p>(dev: &Path, ports: impl Iterator<Item = &'p PathBuf>) -> Vec<String> {
    let ports: Vec<PathBuf> = ports.filter_map(|port| port.canonicalize().ok()).collect();
    let mut links: Vec<String> = fs::read_dir(dev.join("ec25"))
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let target = entry.path().canonicalize().ok()?;
            ports.contains(&target).then(|| entry.file_name())
        })
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    links.sort();
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_of_a_card_are_read() {
        let text = "Quectel EC25 at usb-1, high speed : USB Audio\n\nPlayback:\n  Status: Stop\n  \
                    Interface 6\n    Altset 1\n    Format: S16_LE\n    Channels: 1\n    Rates: 8000\n    \
                    Altset 2\n    Format: S16_LE\n    Channels: 2\n    Rates: 48000\n\nCapture:\n  \
                    Interface 5\n    Altset 1\n    Format: S16_LE\n    Channels: 2\n    \
                    Rates: 8000 - 48000 (continuous)\n";
        let playback = Stream::read(text, "Playback:").unwrap();
        assert_eq!(
            (playback.channels.as_str(), playback.rates.as_str()),
            ("1", "8000")
        );
        let capture = Stream::read(text, "Capture:").unwrap();
        assert_eq!(capture.rates, "8000 - 48000 (continuous)");
        assert_eq!(Stream::read("", "Capture:"), None);
    }
}
