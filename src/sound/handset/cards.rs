//! The machine's own sound cards, through cpal.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use cpal::{
    BufferSize, Device, Error, ErrorKind, Host, SampleFormat, Stream, StreamConfig,
    SupportedStreamConfig, SupportedStreamConfigRange,
    traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _},
};

use super::{
    super::rates::Rates,
    HandsetError,
    bridge::{self, Microphone, Speaker},
};

/// Rates to ask for where the card's own cannot be used, best first.
const ASKED_FOR: [u32; 4] = [48_000, 44_100, 16_000, 8_000];

/// The machine's sound system.
pub(super) fn host() -> Result<Host, HandsetError> {
    #[cfg(target_os = "linux")]
    keep_alsa_quiet();
    // `cpal::default_host` would panic where there is none.
    let mut last = None;
    for id in cpal::available_hosts() {
        match cpal::host_from_id(id) {
            Ok(host) => return Ok(host),
            Err(error) => last = Some(error),
        }
    }
    Err(HandsetError::NoSound(last.map(Box::new)))
}

/// ALSA's library writes its own complaints to standard error, a dozen lines for a machine without a
/// sound card. We say it in one, with ALSA's reason; its lines go to a buffer of this thread.
#[cfg(target_os = "linux")]
fn keep_alsa_quiet() {
    let _not_quiet_then = alsa::Output::local_error_handler();
}

/// The default microphone, running; `gone` is set when it is lost.
pub(super) fn open_microphone(
    host: &Host,
    gone: &Arc<AtomicBool>,
) -> Result<(Stream, Microphone), HandsetError> {
    let device = host
        .default_input_device()
        .ok_or(HandsetError::NoMicrophone(None))?;
    let config = choose(
        device.default_input_config(),
        device.supported_input_configs(),
    )
    .map_err(|error| match is_refusal(&error) {
        true => HandsetError::MicrophoneRefused(Box::new(error)),
        false => HandsetError::NoMicrophone(Some(Box::new(error))),
    })?;
    let mut line = None;
    let stream = first_that_works(&config, |format, config| {
        let (mut card, microphone) =
            bridge::microphone(config.sample_rate, config.channels).ok_or_else(unusable)?;
        line = Some(microphone);
        let on_error = watch(gone);
        match format {
            SampleFormat::F32 => device.build_input_stream(
                config,
                move |heard: &[f32], _: &_| card.hear(heard),
                on_error,
                None,
            ),
            _ => device.build_input_stream(
                config,
                move |heard: &[i16], _: &_| card.hear(heard),
                on_error,
                None,
            ),
        }
    })
    .map_err(|error| HandsetError::MicrophoneRefused(Box::new(error)))?;
    let line = line.ok_or(HandsetError::NoMicrophone(None))?;
    Ok((stream, line))
}

/// The default speaker, running; `gone` is set when it is lost.
pub(super) fn open_speaker(
    host: &Host,
    gone: &Arc<AtomicBool>,
) -> Result<(Stream, Speaker), HandsetError> {
    let device: Device = host
        .default_output_device()
        .ok_or(HandsetError::NoSpeaker(None))?;
    let config = choose(
        device.default_output_config(),
        device.supported_output_configs(),
    )
    .map_err(|error| match is_refusal(&error) {
        true => HandsetError::SpeakerRefused(Box::new(error)),
        false => HandsetError::NoSpeaker(Some(Box::new(error))),
    })?;
    let mut line = None;
    let stream = first_that_works(&config, |format, config| {
        let (speaker, mut card) =
            bridge::speaker(config.sample_rate, config.channels).ok_or_else(unusable)?;
        line = Some(speaker);
        let on_error = watch(gone);
        match format {
            SampleFormat::F32 => device.build_output_stream(
                config,
                move |played: &mut [f32], _: &_| card.fill(played),
                on_error,
                None,
            ),
            _ => device.build_output_stream(
                config,
                move |played: &mut [i16], _: &_| card.fill(played),
                on_error,
                None,
            ),
        }
    })
    .map_err(|error| HandsetError::SpeakerRefused(Box::new(error)))?;
    let line = line.ok_or(HandsetError::NoSpeaker(None))?;
    Ok((stream, line))
}

/// The card's own choice where we can use it, else the best of what it offers.
fn choose<I: Iterator<Item = SupportedStreamConfigRange>>(
    own: Result<SupportedStreamConfig, Error>,
    offered: Result<I, Error>,
) -> Result<SupportedStreamConfig, Error> {
    let own = own?;
    if is_format(own.sample_format()) && Rates::is_usable(own.sample_rate()) {
        return Ok(own);
    }
    let offered: Vec<_> = offered?
        .filter(|range| is_format(range.sample_format()))
        .collect();
    ASKED_FOR
        .iter()
        .find_map(|&hz| {
            let fitting = offered
                .iter()
                .filter_map(|range| range.try_with_sample_rate(hz));
            fitting.min_by_key(SupportedStreamConfig::channels)
        })
        .ok_or_else(unusable)
}

fn is_format(format: SampleFormat) -> bool {
    matches!(format, SampleFormat::F32 | SampleFormat::I16)
}

fn unusable() -> Error {
    Error::new(ErrorKind::UnsupportedConfig)
}

/// There is a device, but not for us.
fn is_refusal(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DeviceBusy | ErrorKind::PermissionDenied
    )
}

/// Builds and starts a stream in steps of 20 ms, or of the card's own where it knows no such.
fn first_that_works(
    config: &SupportedStreamConfig,
    mut build: impl FnMut(SampleFormat, StreamConfig) -> Result<Stream, Error>,
) -> Result<Stream, Error> {
    let mut with = |buffer_size| {
        let stream_config = StreamConfig {
            buffer_size,
            ..config.config()
        };
        build(config.sample_format(), stream_config)
    };
    let stream = with(BufferSize::Fixed(config.sample_rate() / 50))
        .or_else(|_| with(BufferSize::Default))?;
    stream.play()?;
    Ok(stream)
}

/// What a stream tells besides sound. A card that missed a moment goes on; one that is gone stays so.
fn watch(gone: &Arc<AtomicBool>) -> impl FnMut(Error) + Send + 'static {
    let gone = Arc::clone(gone);
    move |error| {
        if matches!(
            error.kind(),
            ErrorKind::DeviceNotAvailable
                | ErrorKind::HostUnavailable
                | ErrorKind::StreamInvalidated
        ) {
            gone.store(true, Ordering::Relaxed);
        }
    }
}
