//! Changes to a text by whole words: changed byte by byte, Korean is soon none.

/// Puts one of `words` somewhere into the text in `data`, or in the place of some letters. Says how long the text is then:
/// no longer than `data`.
pub fn put_in(data: &mut [u8], size: usize, seed: u32, words: &[&str]) -> usize {
    let mut dice = seed;
    let mut roll = |below: usize| {
        // Numerical Recipes' generator, of which the upper bits are the better ones.
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (dice >> 8) as usize % below
    };
    let mut text = String::from_utf8_lossy(&data[..size]).into_owned();
    let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    places.push(text.len());
    let from = roll(places.len());
    let to = (from + [0, 0, 1, 4][roll(4)]).min(places.len() - 1);
    text.replace_range(places[from]..places[to], words[roll(words.len())]);
    let end = text.floor_char_boundary(data.len());
    data[..end].copy_from_slice(&text.as_bytes()[..end]);
    end
}
