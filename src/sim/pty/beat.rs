//! The thread that beats: the clock of the samples.

use std::{sync::atomic::Ordering, thread, time::Duration};

use crate::{
    audio::Frame,
    sim::{Jitter, fault::sound::Wire},
    time::Clock,
};

use super::{Card, Line, SoundReport, lock, port::Port};

/// How late the beats may come before the clock is set anew.
const LATEST: Duration = Duration::from_millis(500);

/// The sound of one call, as far as it has got.
#[derive(Default)]
struct Talk {
    call: u64,
    beat: u64,
    jitter: Jitter,
    /// What of a frame found no place in the terminal's queue.
    rest: Vec<u8>,
}

/// Beats every 20 ms of the modem's clock until it is told to stop.
pub(super) fn pcm_loop(
    line: &Line,
    mut card: Option<Box<dyn Card>>,
    clock: &dyn Clock,
    mut far: impl FnMut(u64, &Frame) -> Frame,
) -> SoundReport {
    let mut report = SoundReport::default();
    let mut wire = Wire::new(0);
    let mut talk = Talk::default();
    let mut deadline = clock.elapsed();
    while !line.stop.load(Ordering::SeqCst) {
        let mut now = clock.elapsed();
        if now.saturating_sub(deadline) > LATEST {
            report.stalls += 1;
            deadline = now;
        }
        while now < deadline {
            thread::sleep(clock.wait(deadline - now));
            now = clock.elapsed();
        }
        deadline += wire.now().beat();

        let stands = *lock(&line.sound);
        if stands != *wire.now() {
            wire.set(stands);
            if let Some(card) = &mut card {
                card.stands(&stands);
            }
        }
        // Held only while the beat lasts, so that a pulled plug is seen at once.
        let port = lock(&line.pcm).clone();
        let call = line.call.load(Ordering::SeqCst);
        let (up, route) = (call % 2 == 1, line.route.load(Ordering::SeqCst));
        if call != talk.call {
            (talk.call, talk.beat) = (call, 0);
            talk.jitter.clear();
            talk.rest.clear();
            if let Some(port) = port.as_ref().filter(|_| up) {
                port.forget_unread();
            }
        }
        if let Some(port) = &port {
            listen(
                port,
                &mut talk.jitter,
                (up && route == 1, stands.held),
                &mut report,
            );
        }
        let played = card.as_mut().map(|card| card.take());
        let said = match (up, route, played) {
            (true, 1, _) if port.is_some() => talk.jitter.pull(),
            (true, 2, Some(frame)) => frame,
            _ => Frame::SILENCE,
        };
        let mut heard = Frame::SILENCE;
        if up {
            let uplink = wire.up(&said);
            heard = wire.down(&far(talk.beat, &uplink));
            talk.beat += 1;
            report.beats += 1;
        }
        if let Some(card) = &mut card {
            card.give(if route == 2 { &heard } else { &Frame::SILENCE });
        }
        if let Some(port) = port.filter(|_| up && route == 1) {
            report.unread += u64::from(!send(&port, &mut talk.rest, &heard, &mut wire));
        }
    }
    let Talk { jitter, .. } = talk;
    (report.underruns, report.overruns) = (jitter.underruns, jitter.overruns);
    report
}

/// Takes what the host has written on the serial port.
fn listen(port: &Port, jitter: &mut Jitter, (flows, held): (bool, bool), report: &mut SoundReport) {
    let mut buffer = [0; 4096];
    loop {
        match port.read(&mut buffer) {
            0 => return,
            n if flows && held => report.held_bytes += n as u64,
            n if flows => jitter.push(&buffer[..n]),
            n => report.stray_bytes += n as u64,
        }
    }
}

/// Writes a frame whole or not at all; what of it finds no place in the queue goes out first the
/// next time.
fn send(port: &Port, rest: &mut Vec<u8>, frame: &Frame, wire: &mut Wire) -> bool {
    let written = port.write(rest);
    rest.drain(..written);
    if !rest.is_empty() {
        return false;
    }
    let mut bytes: Vec<u8> = frame
        .samples()
        .iter()
        .flat_map(|s| s.to_le_bytes())
        .collect();
    wire.serial(&mut bytes);
    let written = port.write(&bytes);
    if written > 0 {
        rest.extend_from_slice(&bytes[written..]);
    }
    written > 0
}
