//! Standard input, for commands that read what is piped into them.

use std::io::Read as _;

use super::{Exit, Failure};

/// All of it, up to `most` octets; what is no UTF-8 is replaced.
pub fn standard_input(most: u64) -> Result<String, Failure> {
    let mut octets = Vec::new();
    let read = std::io::stdin().take(most).read_to_end(&mut octets);
    read.map_err(|error| {
        let message = format!(
            "표준 입력을 읽을 수 없습니다: {error} / standard input cannot be read: {error}"
        );
        Failure::saying(Exit::Failed, message)
    })?;
    Ok(String::from_utf8_lossy(&octets).into_owned())
}
