//! Everything at once: a host answers somebody who speaks twice over a bad line and hangs up.

use std::{io::ErrorKind, io::Read, io::Write, sync::Mutex};

use super::{tests::*, *};
use crate::{
    audio::FRAME,
    sim::{
        caller::{Act, Caller, Ear, Manner, Move, Noticed, Turn, When, Why},
        channel::{Quality, Telephone},
        ec25::Profile,
        meter::{Meter, Threshold},
    },
};

/// The far end as a run builds it: a caller whose words are a second of tone, the line, the meter.
struct Far {
    caller: Caller,
    ear: Ear,
    line: Telephone,
    meter: Arc<Mutex<Meter>>,
    network: Network,
    /// Frames of words that are still to be spoken.
    words: u32,
    why: Arc<Mutex<Option<Why>>>,
}

impl Far {
    fn beat(&mut self, tick: u64, uplink: &Frame) -> Frame {
        let at = Instant::from_millis(tick * 20);
        if tick == 0 {
            self.caller.notice(&Noticed::Answered, at);
        }
        let mut moves = Vec::new();
        if let Some((noticed, since)) = self.ear.hear(uplink, at) {
            moves.extend(self.caller.notice(&noticed, since));
        }
        if self.words > 0 {
            self.words -= 1;
            if self.words == 0 {
                moves.extend(self.caller.notice(&Noticed::Spoken, at + FRAME));
            }
        }
        moves.extend(self.caller.notice(&Noticed::Tick, at + FRAME));
        for step in moves {
            match step {
                Move::Speak(_) | Move::Again { .. } | Move::Press(_) => self.words = 25,
                Move::HangUp(why) => {
                    *self.why.lock().unwrap() = Some(why);
                    self.network.try_send(Happening::RemoteHangUp).unwrap();
                }
            }
        }
        let voice = if self.words > 0 {
            tone()
        } else {
            Frame::SILENCE
        };
        self.meter.lock().unwrap().beat(&voice, uplink);
        self.line.carry_frame(&voice)
    }
}

/// 20 ms of 500 Hz.
fn tone() -> Frame {
    let wave = [0, 2_121, 3_000, 2_121, 0, -2_121, -3_000, -2_121];
    let samples: Vec<i16> = wave
        .iter()
        .flat_map(|s| [*s, *s])
        .cycle()
        .take(160)
        .collect();
    Frame::from_slice(&samples)
}

/// Speaks for 300 ms whenever it has heard something and then 200 ms of nothing; and at first.
fn converse(pcm: &mut std::fs::File, host: &mut Host) {
    let start = machine();
    let mut buffer = [0; 4096];
    let (mut words, mut quiet, mut heard) = (15, 0, false);
    for beat in 1..1_000 {
        let frame = if words > 0 { tone() } else { Frame::SILENCE };
        words -= i32::from(words > 0);
        let bytes: Vec<u8> = frame
            .samples()
            .iter()
            .flat_map(|s| s.to_le_bytes())
            .collect();
        pcm.write_all(&bytes).unwrap();
        thread::sleep((start + FRAME * beat).saturating_duration_since(machine()));
        while let Ok(n) = pcm.read(&mut buffer) {
            for pair in buffer[..n].chunks_exact(2) {
                let loud = i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs() > 1_000;
                quiet = if loud { 0 } else { quiet + 1 };
                heard |= loud;
            }
        }
        if heard && quiet >= 1_600 {
            (words, heard) = (15, false);
        }
        match host.at.read(&mut buffer) {
            Ok(n) if String::from_utf8_lossy(&buffer[..n]).contains("NO CARRIER") => return,
            Err(e) if e.kind() != ErrorKind::WouldBlock => panic!("{e}"),
            _ => {}
        }
    }
    panic!("the caller never hung up");
}

#[test]
fn two_turns_over_a_bad_line_are_spoken_answered_and_measured() {
    let turn = |when, hang_up| Turn {
        when,
        act: Act::Speak,
        hang_up,
        barge_in: None,
    };
    let turns = vec![turn(When::Greeting, false), turn(When::Any, false), {
        let act = Act::Nothing;
        Turn {
            act,
            ..turn(When::Any, true)
        }
    }];
    let quality = Quality {
        noise_db: Some(25.0),
        loss: 0.01,
        ..Quality::default()
    };
    let meter = Arc::new(Mutex::new(Meter::new(Threshold::default())));
    let why = Arc::new(Mutex::new(None));
    let (meter_of_far, why_of_far) = (Arc::clone(&meter), Arc::clone(&why));
    let bench = VirtualBox::start_with(Ec25::new(Profile::default(), 7), move |network| {
        let mut far = Far {
            caller: Caller::new(turns, Manner::default(), 7),
            ear: Ear::default(),
            line: Telephone::new(quality, 7),
            meter: meter_of_far,
            network,
            words: 0,
            why: why_of_far,
        };
        move |tick, uplink: &Frame| far.beat(tick, uplink)
    })
    .unwrap();
    let mut host = Host::new(&bench);
    host.send("AT+QPCMV=1,0");
    let mut pcm = open(&bench.pcm_path());
    ring(&bench);
    host.wait_for("RING");
    host.send("ATA");
    converse(&mut pcm, &mut host);
    assert_eq!(*why.lock().unwrap(), Some(Why::Scripted));
    assert_eq!(bench.stop().violations, []);
    let meter = meter.lock().unwrap();
    assert_eq!(meter.latencies().len(), 2);
    for latency in meter.latencies() {
        // What the host waits, and what the terminals and both buffers add.
        let millis = latency.span().as_millis();
        assert!((200..1_500).contains(&millis), "{millis} ms");
    }
}
