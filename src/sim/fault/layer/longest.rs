//! The longest that a command may take (Quectel EC2x AT manual V2.0, "maximum response time").

use std::time::Duration;

/// For the longest-taking part of `line`, which is a command line without `AT`, in capitals.
pub(super) fn longest(line: &str) -> Duration {
    let each = line.split(';').map(part);
    Duration::from_millis(each.max().unwrap_or(300))
}

/// Milliseconds. `AT+CMGR`, `AT+CMGL` and `AT+VTS` have no number in the manual; these are ours.
fn part(command: &str) -> u64 {
    const TIMES: [(&[&str], u64); 8] = [
        (&["+CPIN", "+CPWD", "+CLCK", "+VTS"], 5_000),
        (&["+CHUP", "+QHUP"], 90_000),
        (&["+CLIP", "+CLIR", "+COLP", "+CFUN"], 15_000),
        (&["+COPS"], 180_000),
        (&["+CMGS", "+CMSS", "+QCMGS", "+CMMS", "+CUSD"], 120_000),
        (&["+CMGR", "+CCFC", "+CCWA"], 10_000),
        (&["+CMGL"], 30_000),
        (&["+QPOWD"], 60_000),
    ];
    let found = TIMES
        .iter()
        .find(|(names, _)| names.iter().any(|name| command.starts_with(name)));
    match (found, command.as_bytes().first()) {
        (Some((_, millis)), _) => *millis,
        (None, Some(b'D')) => 5_000,
        (None, Some(b'A' | b'H')) => 90_000,
        _ => 300,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_part_of_a_line_counts() {
        for (line, millis) in [
            ("", 300),
            ("E0", 300),
            ("A", 90_000),
            ("H", 90_000),
            ("D01023456789;", 5_000),
            ("+CMGS=25", 120_000),
            ("+QPCMV=0;+QPCMV=1,2;A", 90_000),
            ("+CSQ", 300),
            ("+CPIN?", 5_000),
        ] {
            assert_eq!(longest(line), Duration::from_millis(millis), "{line}");
        }
    }
}
