//! The one ONNX Runtime of the process.
//!
//! The recogniser's library brings `libonnxruntime.so` with it. Asking the loader for the same
//! name gives us that very copy, so that only one is in memory and only one version can be there.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use ort::{environment::Environment, session::Session};

use super::SpeechError;

/// The name under which the loader knows the library that is already loaded.
const SONAME: &str = "libonnxruntime.so";

/// How many threads a model may compute on.
///
/// They sleep when there is nothing to do: spinning threads would take the audio's core away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads(u8);

impl Threads {
    /// The calling thread alone.
    pub const ONE: Self = Self(1);

    /// `n` threads, at least 1 and at most 8.
    #[must_use]
    pub fn new(n: u8) -> Self {
        Self(n.clamp(1, 8))
    }

    /// How many.
    #[must_use]
    pub const fn count(self) -> u8 {
        self.0
    }
}

impl Default for Threads {
    fn default() -> Self {
        Self::ONE
    }
}

static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// The environment that all sessions share, made at the first call.
fn environment() -> Result<Environment, SpeechError> {
    let mut slot = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*slot {
        return Ok(environment.clone());
    }
    let environment = ort::init_from(SONAME)
        .map_err(SpeechError::Runtime)?
        .with_name("munjigi")
        .with_telemetry(false)
        .build()
        .map_err(|source| SpeechError::Load {
            path: SONAME.into(),
            source,
        })?;
    tracing::debug!(build = ort::info(), "ONNX Runtime is up");
    Ok(slot.insert(environment).clone())
}

/// Where a session takes the memory of a run from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scratch {
    /// From a pool that it keeps. For what needs a lot: given back to the system and taken again, that
    /// costs more than the computing.
    Pool,
    /// From the system, each time. For many short runs of growing sizes, of each of which a pool would keep one.
    System,
}

/// Loads a model from `path` to run on `threads` threads.
///
/// Nothing is laid out beforehand for a size once seen: no two sentences are of one length.
///
/// # Errors
/// [`SpeechError::Runtime`] without the library, [`SpeechError::Load`] when it refuses the file.
pub(super) fn session(
    path: &Path,
    threads: Threads,
    scratch: Scratch,
) -> Result<Session, SpeechError> {
    let environment = environment()?;
    let build = || -> ort::Result<Session> {
        let processor = ort::ep::CPU::default().with_arena_allocator(scratch == Scratch::Pool);
        Session::builder(&environment)?
            .with_intra_threads(usize::from(threads.count()))?
            .with_inter_threads(1)?
            .with_intra_op_spinning(false)?
            .with_inter_op_spinning(false)?
            .with_memory_pattern(false)?
            .with_execution_providers([processor.build()])?
            .commit_from_file(path)
    };
    build().map_err(|source| SpeechError::Load {
        path: path.to_owned(),
        source,
    })
}
