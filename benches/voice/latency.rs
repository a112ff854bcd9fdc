//! How long the caller waits for the box to notice that they have finished.

use std::{
    error::Error,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use munjigi::{
    audio::{FRAME, Frame, Hz8k, Pcm},
    call::Grammar,
    speech::{EarEvent, EarParts, Ears, Models, SileroVad, SmartTurn, Threads, Whisper, telephone},
};

/// Plays `sentences` into the ears as fast as a line would, and prints for each how long after its
/// last sound the turn was over and its words were there.
pub fn measure(
    models: &Models,
    threads: Threads,
    sentences: &[Pcm<Hz8k>],
) -> Result<(), Box<dyn Error>> {
    let (tell, events) = mpsc::sync_channel(16);
    let parts = EarParts {
        vad: Box::new(SileroVad::load(models.silero())?),
        recognizer: Box::new(Whisper::load(models.whisper(), threads)?),
        turns: Some(Box::new(SmartTurn::load(
            models.smart_turn(),
            Threads::ONE,
        )?)),
    };
    let ears = Ears::spawn(
        parts,
        Box::new(move |event| {
            let _ = tell.send((Instant::now(), event));
        }),
    );
    println!(
        "\nend of speech to end of turn, patience {:?}:",
        Grammar::Slot.patience()
    );
    for sentence in sentences {
        ears.reset();
        ears.listen(Grammar::Slot);
        let over = play(&ears, &telephone::through_line(sentence));
        while let Ok((at, event)) = events.try_recv() {
            if let EarEvent::TurnEnded { recognise, .. } = event {
                println!(
                    "  {:4} ms for {:.1} s of speech, recognised in {} ms",
                    at.saturating_duration_since(over).as_millis(),
                    sentence.duration().as_secs_f64(),
                    recognise.as_millis()
                );
            }
        }
    }
    Ok(())
}

/// Half a second of silence, the speech, two seconds of silence; returns when the speech was over.
fn play(ears: &Ears, speech: &Pcm<Hz8k>) -> Instant {
    let mut call = Pcm::silence(Duration::from_millis(500));
    call.append(speech);
    let length = call.duration();
    call.append(&Pcm::silence(Duration::from_secs(2)));
    let start = Instant::now();
    let mut due = start;
    for frame in call.frames() {
        due += FRAME;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        ears.push(frame, Frame::SILENCE);
    }
    start + length
}
