//! Switching voice over USB on and off.

use crate::{
    at::{Answer, Command},
    modem::{AudioFault, Event},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// Off, because it is to be switched on anew.
    OffFirst,
    On,
    Off,
}

#[derive(Debug, Default)]
pub(super) struct Audio {
    armed: bool,
    jobs: heapless::Deque<Job, 6>,
}

impl Audio {
    pub const fn is_armed(&self) -> bool {
        self.armed
    }

    pub fn arm(&mut self) -> Option<Event> {
        if self.jobs.capacity() - self.jobs.len() < 2 {
            return Some(failed(AudioFault::Busy));
        }
        for job in [Job::OffFirst, Job::On] {
            self.jobs.push_back(job).expect("there is room for two");
        }
        None
    }

    /// When there is no room, an earlier request switches it off soon enough.
    pub fn disarm(&mut self) {
        if self.jobs.back() != Some(&Job::Off) {
            let _ = self.jobs.push_back(Job::Off);
        }
    }

    pub fn next(&self) -> Option<Command> {
        self.jobs.front().map(|job| match job {
            Job::OffFirst | Job::Off => Command::AudioOff,
            Job::On => Command::AudioOnSerial,
        })
    }

    /// A job has ended. Off always counts as done: some firmware refuses it when it is off already.
    pub fn done(&mut self, answer: &Answer) -> Option<Event> {
        let job = self.jobs.pop_front()?;
        self.armed = job == Job::On && matches!(answer, Answer::Ok(_));
        let why = match answer {
            _ if job != Job::On => return None,
            Answer::Ok(_) => return Some(Event::AudioArmed),
            Answer::Refused(refusal) => AudioFault::Refused(*refusal),
            Answer::TimedOut | Answer::Empty => AudioFault::TimedOut,
            Answer::Gone => AudioFault::Gone,
        };
        Some(failed(why))
    }

    /// The modem is gone. Every request to arm is answered.
    pub fn lost(&mut self, mut tell: impl FnMut(Event)) {
        self.armed = false;
        while let Some(job) = self.jobs.pop_front() {
            if job == Job::On {
                tell(failed(AudioFault::Gone));
            }
        }
    }
}

const fn failed(why: AudioFault) -> Event {
    Event::AudioNotArmed { why }
}
