//! What something cost: time on the clock, time of computing, memory.

use std::{fs, time::Instant};

/// Seconds on the clock and seconds of computing.
#[derive(Default)]
pub struct Cost {
    pub wall: f64,
    pub cpu: f64,
}

impl Cost {
    pub fn add(&mut self, other: &Self) {
        self.wall += other.wall;
        self.cpu += other.cpu;
    }
}

pub fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, Cost), E> {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let done = work()?;
    let cost = Cost {
        wall: start.elapsed().as_secs_f64(),
        cpu: cpu_seconds() - cpu,
    };
    Ok((done, cost))
}

/// Seconds that all threads of this process have computed (`/proc/self/stat`, fields 14 and 15, in
/// hundredths: right over many runs, not over one).
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

pub fn resident_mb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
    let kb = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kb.unwrap_or(0) / 1_024
}

#[expect(clippy::cast_precision_loss, reason = "some thousand at most")]
pub fn as_f64(n: usize) -> f64 {
    n as f64
}
