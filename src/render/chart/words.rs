//! Words in a drawing: broken into lines that have room, because no drawing does so by itself.

use super::INK;
use crate::render::drawing::{Anchor, Shape};
use crate::render::view::clean;

/// From one line of words to the next.
pub const LINE: i64 = 15;
/// Mean width of a character at the size of a label (13) and of a bold one, in whole pixels rounded up.
pub const CHARACTER: i64 = 7;
/// Black of headings, labels and lines.
pub const BLACK: &str = "#0B0C0C";

/// Words on one line, without spaces around them.
pub fn words(text: &str) -> String {
    clean(text).trim().into()
}

/// Breaks words into lines of at most so many characters.
pub fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<Vec<char>> = Vec::new();
    for word in clean(text).split_whitespace() {
        let word: Vec<char> = word.chars().collect();
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= most => {
                line.push(' ');
                line.extend(&word);
            }
            // A word longer than a line is broken: cut off, it could lose a digit.
            _ => lines.extend(word.chunks(most).map(<[char]>::to_vec)),
        }
    }
    lines.into_iter().map(|line| line.into_iter().collect()).collect()
}

/// Estimated width of the longest line in pixels.
pub fn widest(blocks: &[Vec<String>]) -> i64 {
    blocks.iter().flatten().map(|line| line.chars().count() as i64 * CHARACTER).max().unwrap_or(0)
}

/// Lines of a label below each other, the first at this place.
pub fn label(lines: &[String], (x, y): (i64, i64), anchor: Anchor, is_bold: bool) -> impl Iterator<Item = Shape> {
    let line = move |(i, text): (usize, &String)| Shape::Words {
        x,
        y: y + i as i64 * LINE,
        size: 13,
        anchor,
        is_bold,
        colour: BLACK,
        text: text.clone(),
    };
    lines.iter().enumerate().map(line)
}

/// A number at an axis.
pub fn tick((x, y): (i64, i64), anchor: Anchor, text: String) -> Shape {
    Shape::Words { x, y, size: 12, anchor, is_bold: false, colour: INK, text }
}

/// Puts labels that want these heights so far apart that none overlaps another, each as near its place as the order of all
/// allows, between the two ends if they have room.
pub fn apart(wanted: &[i64], gap: i64, (top, bottom): (i64, i64)) -> Vec<i64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|at| (wanted[*at], *at));
    let mut placed = vec![0; wanted.len()];
    let mut next = top;
    for at in &order {
        placed[*at] = wanted[*at].max(next);
        next = placed[*at] + gap;
    }
    let mut last = bottom;
    for at in order.iter().rev() {
        placed[*at] = placed[*at].min(last);
        last = placed[*at] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn labels_that_have_room_never_overlap_and_keep_their_order(wanted in proptest::collection::vec(0i64..200, 0..9)) {
            let placed = apart(&wanted, 20, (10, 190));
            for (i, a) in placed.iter().enumerate() {
                proptest::prop_assert!((10..=190).contains(a));
                for (j, b) in placed.iter().enumerate().skip(i + 1) {
                    proptest::prop_assert!((a - b).abs() >= 20, "{placed:?}");
                    proptest::prop_assert!(wanted[i] == wanted[j] || (wanted[i] < wanted[j]) == (a < b));
                }
            }
        }
    }

    #[test]
    fn a_long_word_is_broken_and_loses_nothing() {
        assert_eq!(lines("Llanfairpwllgwyngyll one", 10), ["Llanfairpw", "llgwyngyll", "one"]);
    }
}
