//! The person at the far end of a live line: speaks clips, listens to frames, all on the line's own
//! beat.

use std::sync::{
    Arc, Mutex,
    mpsc::{Receiver, SyncSender},
};

use crate::{
    audio::{FRAME, Frame, Hz8k, Pcm},
    time::Instant,
};

use super::super::{
    caller::{Caller, Manner, Move, Noticed, Reply, Why},
    channel::{Quality, Telephone, comfort},
    ec25::Happening,
    meter::{Meter, Threshold},
    pty::Network,
    scenario::Script,
};

/// A sample this far from zero is sound (about −42 dBFS, as the meter takes it).
const SOUND: u16 = 256;
/// So many beats without sound are the end of a sentence.
const PAUSE: u32 = 10;

/// What the person is told from outside the line.
pub enum Cue {
    /// The box has begun to say this.
    BoxSays(String),
    /// The box has said everything.
    BoxSpoken,
}

/// What the person did or noticed, for the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Began to say this turn's words.
    Speaks(usize),
    /// Hung up.
    HangsUp(Why),
    /// Waited this long for the first sound after the answer.
    FirstWord(std::time::Duration),
    /// Waited this long for the box's answer.
    Waited(std::time::Duration),
}

/// Both sides of a call, as the network carried them.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// What the box heard.
    pub caller: Pcm<Hz8k>,
    /// What the caller heard.
    pub munjigi: Pcm<Hz8k>,
}

/// Somebody on the telephone.
pub struct Person {
    caller: Caller,
    /// What they say in each turn; empty where they say nothing.
    clips: Vec<Arc<Pcm<Hz8k>>>,
    line: Telephone,
    meter: Meter,
    cues: Receiver<Cue>,
    deeds: SyncSender<Deed>,
    network: Network,
    recording: Arc<Mutex<Recording>>,
    /// The turn being spoken, and how many of its samples are out.
    speaking: Option<(usize, usize)>,
    /// The clip that follows it at once.
    behind: Option<usize>,
    /// Sentences of the box that are on their way.
    announced: Vec<String>,
    spoken: bool,
    audible: bool,
    quiet_beats: u32,
    reported: usize,
    first_word_reported: bool,
}

impl Person {
    /// Somebody who follows `script`.
    #[expect(
        clippy::too_many_arguments,
        reason = "made in one place, from one scenario"
    )]
    pub fn new(
        script: &Script,
        clips: Vec<Arc<Pcm<Hz8k>>>,
        quality: Quality,
        seed: u64,
        cues: Receiver<Cue>,
        deeds: SyncSender<Deed>,
        network: Network,
        recording: Arc<Mutex<Recording>>,
    ) -> Self {
        Self {
            caller: Caller::new(script.moves(), Manner::default(), seed),
            clips,
            line: Telephone::new(quality, seed),
            meter: Meter::new(Threshold::default()),
            cues,
            deeds,
            network,
            recording,
            speaking: None,
            behind: None,
            announced: Vec::new(),
            spoken: false,
            audible: false,
            quiet_beats: 0,
            reported: 0,
            first_word_reported: false,
        }
    }

    /// One beat of the line: hears what the box says and returns what the box hears.
    pub fn beat(&mut self, beat: u64, heard: &Frame) -> Frame {
        let at = Instant::ZERO + FRAME * u32::try_from(beat).unwrap_or(u32::MAX);
        if beat == 0 {
            self.notice(&Noticed::Answered, at);
        }
        self.take_cues();
        self.listen(heard, at);
        self.notice(&Noticed::Tick, at);
        let said = self.say(at);
        self.meter.beat(&said, heard);
        self.tell_waits();
        let carried = comfort(self.line.carry_frame(&said));
        if let Ok(mut recording) = self.recording.lock() {
            recording.caller.extend_from_slice(carried.samples());
            recording.munjigi.extend_from_slice(heard.samples());
        }
        carried
    }

    fn take_cues(&mut self) {
        while let Ok(cue) = self.cues.try_recv() {
            match cue {
                Cue::BoxSays(text) => {
                    self.announced.push(text);
                    self.spoken = false;
                }
                Cue::BoxSpoken => self.spoken = true,
            }
        }
    }

    /// A pause within what the box says is not its end: the end is when it has said everything and
    /// the line is quiet.
    fn listen(&mut self, heard: &Frame, at: Instant) {
        if heard.samples().iter().any(|s| s.unsigned_abs() >= SOUND) {
            self.quiet_beats = 0;
            if !std::mem::replace(&mut self.audible, true) {
                self.notice(&Noticed::BoxAudible, at);
            }
            return;
        }
        self.quiet_beats = self.quiet_beats.saturating_add(1);
        if self.audible && self.spoken && self.quiet_beats >= PAUSE {
            self.audible = false;
            for text in std::mem::take(&mut self.announced) {
                self.notice(&Noticed::BoxSaid(text), at);
            }
            self.notice(&Noticed::BoxQuiet, at);
        }
    }

    fn say(&mut self, at: Instant) -> Frame {
        let Some((turn, out)) = &mut self.speaking else {
            return Frame::SILENCE;
        };
        let rest = self.clips.get(*turn).map_or(&[][..], |clip| {
            clip.samples().get(*out..).unwrap_or_default()
        });
        let frame = Frame::from_slice(rest);
        *out += Frame::<Hz8k>::LEN;
        if rest.len() <= Frame::<Hz8k>::LEN {
            self.speaking = self.behind.take().map(|turn| (turn, 0));
            if self.speaking.is_none() {
                self.notice(&Noticed::Spoken, at);
            }
        }
        frame
    }

    fn notice(&mut self, noticed: &Noticed, at: Instant) {
        for mv in self.caller.notice(noticed, at) {
            match mv {
                Move::Speak(turn) => {
                    self.speaking = Some((turn, 0));
                    self.tell(Deed::Speaks(turn));
                }
                // The whole turn: sound for parts of it is not made.
                Move::Again { turn, how, .. } => {
                    self.speaking = Some((turn, 0));
                    if how == Reply::Object {
                        // The clip behind those of the turns.
                        self.speaking = Some((self.clips.len().saturating_sub(1), 0));
                        self.behind = Some(turn);
                    }
                    self.tell(Deed::Speaks(turn));
                }
                // Nothing is heard of keys but what the network tells.
                Move::Press(turn) => {
                    for key in self.caller.keys(turn).chars() {
                        let _line_is_gone = self.network.try_send(Happening::RemoteKey(key));
                    }
                    self.speaking = Some((usize::MAX, 0));
                }
                Move::HangUp(why) => {
                    let _line_is_gone = self.network.try_send(Happening::RemoteHangUp);
                    self.tell(Deed::HangsUp(why));
                }
            }
        }
    }

    fn tell_waits(&mut self) {
        if let Some(wait) = self.meter.first_word()
            && !std::mem::replace(&mut self.first_word_reported, true)
        {
            self.tell(Deed::FirstWord(wait));
        }
        for n in self.reported..self.meter.latencies().len() {
            let wait = self.meter.latencies()[n].span();
            self.tell(Deed::Waited(wait));
        }
        self.reported = self.meter.latencies().len();
    }

    /// Room for a thousand; nobody reads them any more when it is full.
    fn tell(&self, deed: Deed) {
        let _unread = self.deeds.try_send(deed);
    }
}
