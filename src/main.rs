//! The command line of Munjigi; everything it does lives in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    munjigi::cli::main().into()
}
