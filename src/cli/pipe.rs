//! Who reads what we print may stop reading: `munjigi call list | head`.

use std::{panic, process};

use super::Exit;

/// From now on a command whose output nobody reads any more ends without a word. What a program writes into a closed pipe
/// panics, and there is no other place for it that all of `println!` goes through.
#[expect(
    clippy::disallowed_methods,
    reason = "it ends from within what has panicked"
)]
pub fn end_quietly() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        let said = about.payload_as_str().unwrap_or_default();
        if is_closed_pipe(said) {
            process::exit(i32::from(Exit::NobodyReads as u8));
        }
        usual(about);
    }));
}

/// Whether this is what `println!` panics with when its pipe is closed (EPIPE is 32 on Linux).
fn is_closed_pipe(said: &str) -> bool {
    said.starts_with("failed printing to stdout") && said.contains("os error 32")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_closed_pipe_is_quiet() {
        assert!(is_closed_pipe(
            "failed printing to stdout: Broken pipe (os error 32)"
        ));
        assert!(!is_closed_pipe(
            "failed printing to stdout: No space left on device (os error 28)"
        ));
        assert!(!is_closed_pipe(
            "called `Option::unwrap()` on a `None` value"
        ));
    }
}
