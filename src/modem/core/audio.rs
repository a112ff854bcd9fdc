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
    jobs: heapless::Deque<Job, 6>,
}

impl Audio {
    pub const fn is_armed(&self) -> bool {
        self.armed
    }

    pub fn lack(&self) -> Option<Lack> {
        self.refused.then_some(Lack::Audio)
    }

    /// A card that this module is known to refuse is not tried.
    pub fn arm(&mut self, wanted: AudioMode, profile: &Profile, out: Out<'_>) {
        if self.jobs.capacity() - self.jobs.len() < 3 {
            return tell(failed(AudioFault::Busy), out);
        }
        let mode = match wanted {
            AudioMode::Card if !profile.sound_card => AudioMode::Serial,
            wanted => wanted,
        };
        self.armed = false;
        for job in [Job::OffFirst, Job::On { mode, wanted }] {
            self.jobs.push_back(job).expect("there is room for two");
        }
    }

    /// When there is no room, an earlier request switches it off soon enough.
    pub fn disarm(&mut self) {
        self.armed = false;
        if self.jobs.back() != Some(&Job::Off) {
            let _ = self.jobs.push_back(Job::Off);
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
        let why = match answer {
            Answer::Ok(_) => {
                // A later request to switch it off waits already: it is not armed for long.
                self.armed = self.jobs.is_empty();
                self.refused = false;
                if mode != wanted {
                    let taken = mode;
                    tell(Event::Fault(Fault::AudioFellBack { wanted, taken }), out);
                }
                return tell(Event::AudioArmed { mode }, out);
            }
            Answer::Refused(refusal) => {
                if mode == AudioMode::Card {
                    profile.sound_card = false;
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
        tell(failed(why), out);
    }

    /// The modem is gone. Every request to arm is answered.
    pub fn lost(&mut self, out: Out<'_>) {
        self.armed = false;
        while let Some(job) = self.jobs.pop_front() {
            if matches!(job, Job::On { .. }) {
                tell(failed(AudioFault::Gone), out);
            }
        }
    }
}

const fn failed(why: AudioFault) -> Event {
    Event::AudioNotArmed { why }
}
