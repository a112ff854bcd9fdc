//! Which names a file of a bundle may have.

/// The longest path, in octets: what fits into a plain tar header.
const LONGEST: usize = 200;
/// The deepest folder.
const DEEPEST: usize = 8;
/// A tar header has room for so much after the last folder.
const LONGEST_NAME: usize = 99;
/// What is compressed has this behind its name in the tar.
pub(super) const SUFFIX: &str = ".zst";

/// Why a path cannot be taken; `None` when it can: relative, without `.` and `..`, without hidden names, plain letters.
pub(super) fn wrong(path: &str) -> Option<&'static str> {
    if path.is_empty() || path.len() > LONGEST {
        return Some("its length");
    }
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '/');
    if !path.chars().all(plain) {
        return Some("an unusual character");
    }
    let parts: Vec<&str> = path.split('/').collect();
    if parts.len() > DEEPEST {
        return Some("too many folders");
    }
    if parts
        .iter()
        .any(|part| part.is_empty() || part.starts_with('.'))
    {
        return Some("an absolute, upward, empty or hidden part");
    }
    if parts
        .iter()
        .any(|part| part.len() + SUFFIX.len() > LONGEST_NAME)
    {
        return Some("the length of a name");
    }
    [super::MANIFEST, super::SIGNATURE, super::COUNTER]
        .contains(&path)
        .then_some("a name that the slot itself uses")
}
