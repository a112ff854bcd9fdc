//! A call with sound: frames to and fro every 20 ms of virtual time, real ears and a real voice on them, and what is
//! noted down for [`interaction`](crate::sim::interaction).

use std::{collections::VecDeque, time::Duration};

use crate::{
    audio::{FRAME, Frame, Hz8k, Pcm},
    call::Speech,
    line::{Input, heard},
    sim::{
        caller::Noticed,
        channel::{Quality, Telephone, comfort},
        interaction::{Conversation, Kind, Span, Utterance},
        remote, sounds,
    },
    speech::{PacedEars, PacedVoice, Ticket, VoiceEvent},
    time::Instant,
};

use super::{super::voices::Whose, Due, Line, voice::From};

/// A sample this far from zero is sound (about −42 dBFS, as the meter takes it).
const SOUND: u16 = 256;
/// So many frames without sound are the end of what the box says.
const PAUSE: u32 = 10;
/// The box's voice comes back so much later.
const ECHO_AFTER: usize = 150 / 20 + 1;
/// A sample has so many of a millisecond.
const SAMPLES: u64 = 8;

/// A call with sound.
pub(super) struct Sounding {
    pub(super) ears: PacedEars,
    pub(super) voice: PacedVoice,
    newest: Ticket,
    line: Telephone,
    /// How loud the box's voice comes back, of what it was.
    echo: f32,
    back: VecDeque<Frame>,
    /// What the box said in the last frame.
    said: Frame,
    /// What is said at the other end, and how much of it is out.
    playing: Option<(Pcm<Hz8k>, usize)>,
    /// The box has something to say.
    speaks: bool,
    hushed: bool,
    /// Sentences of the box that are on their way to the caller.
    announced: Vec<String>,
    audible: bool,
    quiet: u32,
    /// What the box is saying, from its first sound to the last so far.
    span: Option<Span>,
    notes: Conversation,
}

impl Sounding {
    fn new((ears, voice): (PacedEars, PacedVoice), quality: Quality, seed: u64) -> Self {
        let echo = quality.echo_db.map_or(0.0, |db| 10_f32.powf(-db / 20.0));
        Self {
            ears,
            voice,
            newest: Ticket::default(),
            line: Telephone::new(quality, seed),
            echo,
            back: VecDeque::from(vec![Frame::SILENCE; ECHO_AFTER]),
            said: Frame::SILENCE,
            playing: None,
            speaks: false,
            hushed: false,
            announced: Vec::new(),
            audible: false,
            quiet: 0,
            span: None,
            notes: Conversation::default(),
        }
    }

    /// The next frame from the other end, the box's echo in it.
    fn far(&mut self) -> Frame {
        let mut frame = Frame::SILENCE;
        if let Some((clip, out)) = &mut self.playing {
            let rest = clip.samples().get(*out..).unwrap_or_default();
            frame = Frame::from_slice(rest);
            *out += Frame::<Hz8k>::LEN;
            if rest.len() <= Frame::<Hz8k>::LEN {
                self.playing = None;
            }
        }
        self.back.push_back(self.said);
        let back = self.back.pop_front().unwrap_or(Frame::SILENCE);
        for (to, from) in frame.samples_mut().iter_mut().zip(back.samples()) {
            #[expect(clippy::cast_possible_truncation, reason = "softer than it was")]
            let echo = (f32::from(*from) * self.echo) as i16;
            *to = to.saturating_add(echo);
        }
        comfort(self.line.carry_frame(&frame))
    }

    /// What the caller notices of the 20 ms that begin at `at`.
    fn hear(&mut self, frame: &Frame, at: Instant) -> Vec<Noticed> {
        let is_loud = |s: &i16| s.unsigned_abs() >= SOUND;
        let first = frame.samples().iter().position(is_loud);
        let last = frame.samples().iter().rposition(is_loud);
        let faded = std::mem::take(&mut self.hushed);
        let mut noticed = Vec::new();
        if let (Some(first), Some(last)) = (first, last) {
            self.quiet = 0;
            let after = |n: usize| at + Duration::from_millis(n as u64 / SAMPLES);
            if !faded {
                let span = self.span.get_or_insert(Span {
                    from: after(first),
                    until: at,
                    cut: false,
                });
                span.until = after(last + 1);
            }
            if !std::mem::replace(&mut self.audible, true) {
                noticed.push(Noticed::BoxAudible);
                noticed.push(Noticed::BoxSays(self.announced.join(" ")));
            }
            return noticed;
        }
        self.quiet = self.quiet.saturating_add(1);
        if self.audible && !self.speaks && self.quiet >= PAUSE {
            self.audible = false;
            let said = std::mem::take(&mut self.announced);
            noticed.extend(said.into_iter().map(Noticed::BoxSaid));
            noticed.push(Noticed::BoxQuiet);
        }
        noticed
    }

    /// The box has nothing more to say.
    fn ends(&mut self, cut: bool) {
        self.speaks = false;
        if let Some(span) = self.span.take() {
            self.notes.agent.push(Span { cut, ..span });
        }
    }
}

impl Line<'_> {
    /// The sound of a call is there: from now on there is a frame every 20 ms.
    pub(super) fn sound_begins(&mut self, which: u64) {
        let Some(by_ear) = self.stage.by_ear else {
            return;
        };
        let Some(parts) = by_ear.borrow_mut().call() else {
            return;
        };
        let seed = self.seed.wrapping_mul(1_000).wrapping_add(which);
        let sounding = Sounding::new(parts, self.scenario.channel, seed);
        self.sounding = Some(Box::new(sounding));
        self.plan(self.at + FRAME, Due::Beat(which));
    }

    pub(super) fn sound_ends(&mut self) {
        let Some(mut sounding) = self.sounding.take() else {
            return;
        };
        sounding.ends(false);
        sounding.notes.ended = self.at;
        self.run.conversations.push(sounding.notes);
    }

    /// What went to and fro in the last 20 ms, and what comes of it.
    pub(super) fn beat(&mut self, which: u64) {
        let (hears, is_heard, at) = (self.hears(), self.is_heard(), self.at);
        let Some(sounding) = &mut self.sounding else {
            return;
        };
        let far = sounding.far();
        let far = if hears { far } else { Frame::SILENCE };
        let events = sounding.ears.frame(&far, &sounding.said);
        let (said, told) = sounding.voice.frame();
        sounding.said = said;
        let begun = sounding.span.is_none();
        let down = if is_heard { said } else { Frame::SILENCE };
        let noticed = sounding.hear(&down, at);
        if let Some(span) = sounding.span.filter(|_| begun)
            && let Some(since) = self.silent_since.take()
        {
            self.run.latencies.push(span.from.since(since));
        }
        self.plan(at + FRAME, Due::Beat(which));
        for noticed in &noticed {
            self.notice(noticed);
        }
        self.take(events.into_iter().filter_map(heard));
        for event in told {
            self.voice_tells(&event);
        }
    }

    /// What the ears have noticed.
    fn take(&mut self, inputs: impl IntoIterator<Item = Input>) {
        for input in inputs {
            self.tell(input);
        }
    }

    fn voice_tells(&mut self, event: &VoiceEvent) {
        let Some(sounding) = &mut self.sounding else {
            return;
        };
        match event {
            VoiceEvent::Said { ticket } if *ticket == sounding.newest => {
                sounding.ends(false);
                self.far(remote::Noticed::Voice);
                self.tell(Input::Said);
            }
            VoiceEvent::Failed { .. } => self.tell(Input::NotSaid),
            VoiceEvent::Said { .. } | VoiceEvent::Started { .. } | VoiceEvent::Hushed => {}
        }
    }

    /// The box says this, with sound; `false` when there is none.
    pub(super) fn say_aloud(&mut self, speech: &Speech) -> bool {
        let Some(sounding) = &mut self.sounding else {
            return false;
        };
        sounding.newest = sounding.voice.say(speech.clone());
        sounding.speaks = true;
        sounding.announced.push(speech.text());
        if sounding.audible {
            let says = Noticed::BoxSays(sounding.announced.join(" "));
            self.notice(&says);
        }
        true
    }

    /// The box falls silent, with sound; `false` when there is none.
    pub(super) fn hush_aloud(&mut self) -> bool {
        let Some(sounding) = &mut self.sounding else {
            return false;
        };
        sounding.voice.hush();
        let now = self.at;
        if let Some(span) = &mut sounding.span {
            span.until = span.until.min(now);
        }
        sounding.hushed = true;
        sounding.ends(true);
        true
    }

    /// Somebody at the other end says this, with sound; how long it takes, or `None` where there is none.
    pub(super) fn play(&mut self, text: &str, from_whom: &From<'_>) -> Option<Duration> {
        let (sounding, by_ear) = (self.sounding.as_mut()?, self.stage.by_ear?);
        let whose = Whose {
            voice: from_whom.voice,
            speed: from_whom.speed,
        };
        let clip = by_ear.borrow_mut().clip(text, whose);
        let clip = sounds::softer(&clip, from_whom.softer_db);
        let length = clip.duration();
        sounding.playing = Some((clip, 0));
        Some(length)
    }

    /// Nobody is at the other end any more.
    pub(super) fn stop_playing(&mut self) {
        if let Some(sounding) = &mut self.sounding {
            sounding.playing = None;
        }
    }

    /// Keeps what was said for the measures.
    pub(super) fn note_utterance(&mut self, kind: Kind, until: Instant) {
        let from = self.at;
        if let Some(sounding) = &mut self.sounding {
            sounding.notes.caller.push(Utterance { kind, from, until });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, sync::Arc};

    use crate::{
        reception::{Desk, Shop},
        sim::{
            bench::{ByEar, Run, fast_by_ear},
            interaction::Measures,
            scenario::Scenario,
        },
    };

    /// Somebody coughs, speaks, and hangs up; everybody hums.
    const CALL: &str = r#"
        [scenario]
        name  = "wrong number"
        start = 2026-11-21T15:03:00+09:00
        [shop]
        name  = "가나분식"
        owner = "010-9876-5432"
        [shop.hours]
        daily = "11:00-21:00"
        [channel]
        noise_db = 30
        echo_db  = 30
        [[caller]]
        at   = "2s"
        from = "010-2345-6789"
        [[caller.turn]]
        when = "greeting"
        say  = "주차할 자리가 있나요"
        [[caller.turn]]
        when = "any"
        say  = "잘못 걸었어요"
        hang_up = true
        [expect]
        bookings = []
    "#;

    fn play(folder: &std::path::Path) -> Run {
        let scenario = Scenario::parse("call.toml", CALL).unwrap();
        let crate::sim::scenario::Shop::Inline(shop) = &scenario.shop else {
            panic!("the shop is in the file");
        };
        let desk = Arc::new(Desk::new(Shop::parse("call.toml", shop).unwrap()));
        let by_ear = RefCell::new(ByEar::scripted(folder, "주차 되나요?"));
        let run = fast_by_ear(&scenario, &desk, 3, &by_ear).unwrap();
        assert_eq!(by_ear.borrow_mut().trouble(), None);
        run
    }

    #[test]
    fn a_call_with_sound_is_heard_answered_and_twice_the_same() {
        let folder = std::env::temp_dir().join(format!("munjigi-by-ear-{}", std::process::id()));
        let (run, again) = (play(&folder), play(&folder));
        assert!(run.trouble.is_empty(), "{:?}", run.trouble);
        let heard: Vec<_> = run.transcript.iter().filter(|s| !s.by_box).collect();
        assert_eq!(heard[0].text, "주차 되나요?");
        let conversation = &run.conversations[0];
        assert_eq!(conversation.caller.len(), 1, "{conversation:?}");
        assert!(conversation.agent.len() >= 2 && !conversation.agent.iter().any(|s| s.cut));
        let response = Measures::of(&run.conversations).response;
        assert_eq!((response.good, response.events), (1, 1));
        // The quiet that ends a turn, and the frames to and fro.
        let latency = response.latencies[0].as_millis();
        assert!((190..1_300).contains(&latency), "{latency} ms");
        assert_eq!(run.transcript, again.transcript);
        assert_eq!(run.conversations, again.conversations);
    }
}
