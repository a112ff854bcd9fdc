//! Cutting a text into parts.

/// Cuts UTF-16 into parts of at most `limit` units, never between the two halves of a surrogate
/// pair.
pub(super) fn cut(units: &[u16], limit: usize) -> Vec<&[u16]> {
    let mut parts = Vec::with_capacity(units.len() / limit + 1);
    let mut rest = units;
    while !rest.is_empty() {
        let mut end = rest.len().min(limit);
        let split = end < rest.len() && is_high(rest[end - 1]) && is_low(rest[end]);
        if split && end > 1 {
            end -= 1;
        }
        let (part, left) = rest.split_at(end);
        parts.push(part);
        rest = left;
    }
    parts
}

const fn is_high(unit: u16) -> bool {
    matches!(unit, 0xD800..=0xDBFF)
}

const fn is_low(unit: u16) -> bool {
    matches!(unit, 0xDC00..=0xDFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_stays_together() {
        let units: Vec<u16> = "가😀나".encode_utf16().collect();
        let parts = cut(&units, 2);
        assert_eq!(parts.iter().map(|p| p.len()).collect::<Vec<_>>(), [1, 2, 1]);
    }

    #[test]
    fn an_exact_fit_leaves_no_empty_part() {
        let units = [0xAC00; 134];
        assert_eq!(cut(&units, 67).len(), 2);
        assert!(cut(&[], 67).is_empty());
    }
}
