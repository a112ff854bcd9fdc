//! What an engine writes to standard error comes into the log of the box.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::ChildStderr,
};

use super::Role;

/// Octets of one line; the rest of a longer one counts as the next.
const LONGEST_LINE: u64 = 4_096;

/// Reads to the end, which is the engine's end.
pub(super) fn follow(role: Role, stderr: ChildStderr) {
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        match reader
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
        {
            Ok(0) | Err(_) => return,
            Ok(_) => tell(role, String::from_utf8_lossy(&line).trim_end()),
        }
    }
}

fn tell(role: Role, line: &str) {
    let engine = role.name();
    match split(line) {
        (Some(tracing::Level::ERROR), said) => tracing::error!(engine, "{said}"),
        (Some(tracing::Level::WARN), said) => tracing::warn!(engine, "{said}"),
        (Some(tracing::Level::INFO), said) => tracing::info!(engine, "{said}"),
        (Some(tracing::Level::TRACE), said) => tracing::trace!(engine, "{said}"),
        // A native library or a panic: it may hold words that somebody said.
        (Some(tracing::Level::DEBUG) | None, said) => tracing::debug!(engine, "{said}"),
    }
}

/// The level of one of our own log lines, and the rest of it.
fn split(line: &str) -> (Option<tracing::Level>, &str) {
    let levels = [
        (tracing::Level::ERROR, "ERROR "),
        (tracing::Level::WARN, "WARN "),
        (tracing::Level::INFO, "INFO "),
        (tracing::Level::DEBUG, "DEBUG "),
        (tracing::Level::TRACE, "TRACE "),
    ];
    let said = line.trim_start();
    levels
        .into_iter()
        .find_map(|(level, name)| {
            let rest = said.strip_prefix(name)?;
            // Only this program's own: `munjigi::speech: …`.
            rest.starts_with("munjigi::").then_some((Some(level), rest))
        })
        .unwrap_or((None, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_lines_keep_their_level() {
        let (level, said) = split(" WARN munjigi::speech: the model is slow");
        assert_eq!(level, Some(tracing::Level::WARN));
        assert_eq!(said, "munjigi::speech: the model is slow");
        assert_eq!(split("ERROR ort: x").0, None);
        assert_eq!(split("thread 'x' panicked at src/a.rs:1:1:").0, None);
    }
}
