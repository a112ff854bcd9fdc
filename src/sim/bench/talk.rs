//! Somebody at a handset calls the box, in real time: no scenario, the machine's own clock.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    sync::mpsc,
    time::{Instant as Deadline, interval},
};

use crate::{
    app::{BoxClock, SpeechConfig},
    audio::Frame,
    line::{Report, ReportKind},
    phone::Caller,
    reception::Shop,
    time::WallClock as _,
};

use super::{
    super::{
        ec25::Happening,
        meter::{Meter, Threshold},
        pty::Network,
    },
    Run,
    person::Recording,
    served::{LOOK, LiveError, Notes, Place, READY_WITHIN, Served, Shown, keep_recording},
};

/// The box notices within this that the far end is gone.
const OVER_WITHIN: Duration = Duration::from_secs(20);
/// Texts of the call are out within this; nobody waits longer for them.
const TEXTS_WITHIN: Duration = Duration::from_secs(20);

/// What is needed to talk to the box.
#[derive(Clone, Debug)]
pub struct Talk<'a> {
    /// The shop that the box answers for.
    pub shop: Shop,
    /// Who the network says is calling.
    pub from: Caller,
    /// Models and the box's voice.
    pub speech: SpeechConfig,
    /// Where rendered sentences are kept from run to run.
    pub prompts: &'a Path,
    /// This program, to hear and speak in processes of its own; `None`: in this one.
    pub exe: Option<&'a Path>,
    /// Where the database and the recording go; made when it is not there.
    pub out: &'a Path,
}

/// Lets somebody call the box. `handset` is called once per beat of the answered call, with its number and
/// what the box says, and returns what the person says; `None` when the handset is no more, which
/// ends the call. `hang_up` is asked, when the telephone rings, for the person's way to hang up: what it
/// returns is told once for that, and once more by who does not want to wait for the texts either.
///
/// Has to be called inside a runtime with several threads.
///
/// # Errors
/// When the models, the terminals or the database cannot be used, or the call does not come to an
/// end although the person has hung up.
pub async fn talk(
    stage: Talk<'_>,
    handset: impl FnMut(u64, &Frame) -> Option<Frame> + Send + 'static,
    hang_up: impl FnOnce() -> mpsc::Receiver<()>,
    mut watch: impl FnMut(&Shown),
) -> Result<Run, LiveError> {
    let place = Place {
        shop: &stage.shop,
        speech: &stage.speech,
        prompts: stage.prompts,
        exe: stage.exe,
        out: stage.out,
        advice: &[],
    };
    place.clear()?;
    let engines = place.load(&mut watch)?;

    let tape: Arc<Mutex<Tape>> = Arc::default();
    let clock = BoxClock::start();
    let start = clock.wall();
    let far_tape = Arc::clone(&tape);
    let far = |network| far_end(handset, far_tape, network);
    let mut served = Served::start(&place, engines, (Arc::new(clock), start), 1, far)?;
    let mut call = Call {
        served: &mut served,
        notes: Notes::default(),
        first_word: false,
        stands: Stands::Opening(Deadline::now()),
    };
    let mut talked = call.play(stage.from, hang_up, &tape, &mut watch).await;
    let mut notes = call.notes;
    if tape.lock().is_ok_and(|tape| tape.cut) {
        let why = "마이크나 스피커가 사라졌습니다 / the microphone or the speaker went away";
        notes.run.trouble.push(why.to_owned());
    }
    if let Some(tape) = Tape::whole(&tape) {
        match keep_recording(stage.out, 0, &Mutex::new(tape)) {
            Ok(path) => notes.run.recordings.push(path),
            Err(error) => talked = talked.and(Err(error)),
        }
    }
    served.finish(talked, notes).await
}

/// What the far end leaves.
#[derive(Default)]
struct Tape {
    recording: Recording,
    first_word: Option<Duration>,
    /// The handset went away.
    cut: bool,
}

impl Tape {
    /// The whole recording; `None` when there was no call.
    fn whole(tape: &Mutex<Self>) -> Option<Recording> {
        let mut tape = tape.lock().ok()?;
        let recording = std::mem::take(&mut tape.recording);
        (!recording.munjigi.is_empty()).then_some(recording)
    }
}

/// The far end of the line: the handset, with both sides recorded.
fn far_end(
    mut handset: impl FnMut(u64, &Frame) -> Option<Frame> + Send + 'static,
    tape: Arc<Mutex<Tape>>,
    network: Network,
) -> impl FnMut(u64, &Frame) -> Frame + Send + 'static {
    let mut meter = Meter::new(Threshold::default());
    let mut gone = false;
    move |beat, heard| {
        let said = if gone { None } else { handset(beat, heard) };
        if said.is_none() && !std::mem::replace(&mut gone, true) {
            let _line_is_gone = network.try_send(Happening::RemoteHangUp);
            if let Ok(mut tape) = tape.lock() {
                tape.cut = true;
            }
        }
        let said = said.unwrap_or(Frame::SILENCE);
        meter.beat(&said, heard);
        if let Ok(mut tape) = tape.lock() {
            tape.recording.caller.extend_from_slice(said.samples());
            tape.recording.munjigi.extend_from_slice(heard.samples());
            tape.first_word = meter.first_word();
        }
        said
    }
}

/// How far the call is, and since when.
enum Stands {
    /// The line is not ready yet.
    Opening(Deadline),
    /// It rings, or they talk.
    On,
    /// The person has hung up.
    HungUp(Deadline),
    /// It is over but for its texts.
    Over(Deadline),
}

struct Call<'a> {
    served: &'a mut Served,
    notes: Notes,
    /// Whether the first word was told.
    first_word: bool,
    stands: Stands,
}

impl Call<'_> {
    async fn play(
        &mut self,
        from: Caller,
        hang_up: impl FnOnce() -> mpsc::Receiver<()>,
        tape: &Mutex<Tape>,
        watch: &mut impl FnMut(&Shown),
    ) -> Result<(), LiveError> {
        let mut beat = interval(LOOK);
        let mut hang_up = Some(hang_up);
        let mut keys = None;
        loop {
            beat.tick().await;
            let mut ready = false;
            while let Ok(report) = self.served.reports.try_recv() {
                ready |= matches!(report.kind, ReportKind::Modem(state) if state.is_ready());
                self.report(report, watch);
            }
            self.notes.texts_sent(&self.served.line, watch);
            self.tell_first_word(tape, watch);
            if ready && let Some(hang_up) = hang_up.take() {
                self.stands = Stands::On;
                keys = Some(hang_up());
                let from = from.clone();
                self.network(Happening::IncomingCall { from })?;
            }
            let pressed = keys.as_mut().is_some_and(|keys| keys.try_recv().is_ok());
            match self.stands {
                Stands::Opening(_) if self.served.reports.is_closed() => return Ok(()), // why is told by `serve`
                Stands::Opening(since) if since.elapsed() > READY_WITHIN => {
                    return Err(stuck("the line did not get ready within a minute"));
                }
                Stands::On if self.served.reports.is_closed() => return Ok(()),
                Stands::On if pressed => {
                    self.network(Happening::RemoteHangUp)?;
                    self.stands = Stands::HungUp(Deadline::now());
                }
                Stands::HungUp(since) if since.elapsed() > OVER_WITHIN => {
                    return Err(stuck("the box did not notice that the caller hung up"));
                }
                Stands::HungUp(_) if pressed => return Ok(()),
                Stands::Over(since)
                    if pressed || self.notes.texts_due == 0 || since.elapsed() > TEXTS_WITHIN =>
                {
                    return Ok(());
                }
                _ => {}
            }
        }
    }

    fn report(&mut self, report: Report, watch: &mut impl FnMut(&Shown)) {
        self.notes.report(&report);
        if matches!(report.kind, ReportKind::Ended(..)) {
            self.stands = Stands::Over(Deadline::now());
        }
        watch(&Shown::Line(report));
    }

    fn tell_first_word(&mut self, tape: &Mutex<Tape>, watch: &mut impl FnMut(&Shown)) {
        if self.first_word {
            return;
        }
        if let Some(wait) = tape.lock().ok().and_then(|tape| tape.first_word) {
            self.first_word = true;
            self.notes.run.first_words.push(wait);
            watch(&Shown::FirstWord(wait));
        }
    }

    fn network(&self, happening: Happening) -> Result<(), LiveError> {
        let sent = self.served.line.network().try_send(happening);
        sent.map_err(|_| stuck("the virtual network does not keep up"))
    }
}

fn stuck(why: &str) -> LiveError {
    LiveError::Stuck(why.to_owned())
}
