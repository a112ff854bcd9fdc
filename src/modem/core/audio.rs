//! Switching voice over USB on and off.

use crate::{
    at::{Answer, Command},
    modem::{AudioFault, AudioMode, Event, Fault, Lack},
};

use super::{Out, profile::Profile, tell};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// Off, because it is to be switched on anew.
    OffFirst,
    On {
        mode: AudioMode,
        wanted: AudioMode,
    },
    Off,
}

#[derive(Debug, Default)]
pub(super) struct Audio {
    armed: bool,
    /// The last attempt to switch it on was refused.
    refused: bool,
    /// The first may be under way; what is asked for later takes the place of all behind it.
    jobs: heapless::Deque<Job, 3>,
}

impl Audio {
    pub const fn is_armed(&self) -> bool {
        self.armed
    }

    pub fn lack(&self) -> Option<Lack> {
        self.refused.then_some(Lack::Audio)
    }

    /// A card that this module is known to refuse is not tried.
    pub fn arm(&mut self, wanted: AudioMode, profile: &Profile) {
        let mode = match wanted {
            AudioMode::Card if !profile.sound_card => AudioMode::Serial,
            wanted => wanted,
        };
        self.instead([Job::OffFirst, Job::On { mode, wanted }]);
    }

    pub fn disarm(&mut self) {
        self.instead([Job::Off]);
    }

    /// Does this, instead of what has not begun yet.
    fn instead<const N: usize>(&mut self, jobs: [Job; N]) {
        self.armed = false;
        while self.jobs.len() > 1 {
            self.jobs.pop_back();
        }
        for job in jobs {
            self.jobs.push_back(job).expect("there is room for two");
        }
    }

    pub fn next(&self) -> Option<Command> {
        self.jobs.front().map(|job| match job {
            Job::OffFirst | Job::Off => Command::AudioOff,
            Job::On { mode, .. } => match mode {
                AudioMode::Serial => Command::AudioOnSerial,
                AudioMode::Card => Command::AudioOnCard,
            },
        })
    }

    /// A job has ended. Off always counts as done: some firmware refuses it when it is off already.
    pub fn done(&mut self, answer: &Answer, profile: &mut Profile, out: Out<'_>) {
        let Some(Job::On { mode, wanted }) = self.jobs.pop_front() else {
            return;
        };
        // Asked for by a call that is over: whoever asks now must not take it for theirs.
        let overtaken = !self.jobs.is_empty();
        let why = match answer {
            Answer::Ok(_) => {
                self.refused = false;
                if overtaken {
                    return;
                }
                self.armed = true;
                if mode != wanted {
                    let taken = mode;
                    tell(Event::Fault(Fault::AudioFellBack { wanted, taken }), out);
                }
                return tell(Event::AudioArmed { mode }, out);
            }
            Answer::Refused(refusal) => {
                if mode == AudioMode::Card {
                    profile.sound_card = false;
                    if overtaken {
                        return;
                    }
                    let mode = AudioMode::Serial;
                    let _ = self.jobs.push_front(Job::On { mode, wanted });
                    return;
                }
                self.refused = true;
                AudioFault::Refused(*refusal)
            }
            Answer::TimedOut | Answer::Empty => AudioFault::TimedOut,
            Answer::Gone => AudioFault::Gone,
        };
        if !overtaken {
            tell(failed(why), out);
        }
    }

    /// The modem is gone. The request to arm that still counts is answered.
    pub fn lost(&mut self, out: Out<'_>) {
        self.armed = false;
        if let Some(Job::On { .. }) = self.jobs.back() {
            tell(failed(AudioFault::Gone), out);
        }
        self.jobs.clear();
    }
}

const fn failed(why: AudioFault) -> Event {
    Event::AudioNotArmed { why }
}
