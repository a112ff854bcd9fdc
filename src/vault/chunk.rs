//! A stretch of sound as it is encrypted: all of one length, whatever is in them.

use super::kek::TAG;

/// In front of the sound: how many pairs there are, in bytes.
pub(super) const HEAD: usize = 4;
/// A sample of the far end and one of ours, in bytes.
pub(super) const PAIR: usize = 4;
/// More pairs in a chunk than anybody writes, so that no file makes us take all memory: 4 MiB.
const MOST: u32 = 1 << 20;

/// So many pairs fit into a chunk: at the least one, at the most 4 MiB of them.
pub(super) fn pairs(wanted: u64) -> u32 {
    u32::try_from(wanted).unwrap_or(MOST).clamp(1, MOST)
}

/// Length of a chunk before it is encrypted, in bytes.
pub(super) const fn plain_len(pairs: u32) -> usize {
    HEAD + pairs as usize * PAIR
}

/// Length of a chunk in the file, in bytes.
pub(super) const fn disk_len(pairs: u32) -> usize {
    plain_len(pairs) + TAG
}

/// Makes a chunk whole: writes down how many pairs are in it and fills it up. Never reallocates when
/// the buffer has room for [`disk_len`].
pub(super) fn pack(buffer: &mut Vec<u8>, pairs: u32) {
    let has = buffer.len().saturating_sub(HEAD) / PAIR;
    buffer.resize(plain_len(pairs), 0);
    for (octet, value) in buffer.iter_mut().zip(has.to_le_bytes()).take(HEAD) {
        *octet = value;
    }
}

/// The samples in a chunk that was decrypted; `None` when nobody would have written it so.
pub(super) fn unpack(plain: &[u8], pairs: u32, last: bool) -> Option<Vec<i16>> {
    let (has, sound) = plain.split_first_chunk::<HEAD>()?;
    let has = u32::from_le_bytes(*has);
    if has > pairs || (has < pairs && !last) {
        return None;
    }
    let (samples, _) = sound.get(..has as usize * PAIR)?.as_chunks::<2>();
    Some(samples.iter().map(|&s| i16::from_le_bytes(s)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_one_is_filled_up_and_read_as_it_was() {
        let mut buffer = vec![0; HEAD];
        buffer.extend([1, 0, 2, 0, 255, 255, 0, 128]);
        pack(&mut buffer, 5);
        assert_eq!(buffer.len(), plain_len(5));
        assert_eq!(unpack(&buffer, 5, true).unwrap(), [1, 2, -1, -32_768]);
        assert_eq!(unpack(&buffer, 5, false), None);
        assert_eq!(unpack(&buffer, 1, true), None);
        assert_eq!(unpack(&buffer[..10], 5, true), None);
    }
}
