//! Cell addresses: `B7` is column 1 of row 7.

use super::super::builder::{MAX_COLUMNS, MAX_ROWS};
use super::super::grid::Merge;

/// The row (from 1) and the column (from 0) of an address in the grid; `$` marks are passed over.
pub(super) fn cell(text: &str) -> Option<(u32, u32)> {
    let text = text.strip_prefix('$').unwrap_or(text);
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits = text[letters..].strip_prefix('$').unwrap_or(&text[letters..]);
    // Four letters are beyond every grid, and more would not fit a number.
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column =
        text[..letters].bytes().fold(0, |column, b| column * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1) - 1;
    Some((row(digits)?, column)).filter(|_| column < MAX_COLUMNS)
}

/// A row's number in the grid.
pub(super) fn row(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|row| is_number && (1..=MAX_ROWS).contains(row))
}

/// `A1:C2`, or a single address.
pub(super) fn range(text: &str) -> Option<Merge> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((first_row, first_column), (last_row, last_column)) = (cell(first)?, cell(last)?);
    let is_ordered = first_row <= last_row && first_column <= last_column;
    is_ordered.then_some(Merge { first_row, last_row, first_column, last_column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_the_grid_are_read_and_others_are_none() {
        assert_eq!(cell("A1"), Some((1, 0)));
        assert_eq!(cell("b7"), Some((7, 1)));
        assert_eq!(cell("$AB$12"), Some((12, 27)));
        assert_eq!(cell("XFD1048576"), Some((1_048_576, 16_383)));
        for text in [
            "",
            "A",
            "1",
            "A0",
            "XFE1",
            "A1048577",
            "AAAA1",
            "ZZZZZZZZZ99999999999",
            "A-1",
            "A+1",
            "A1 ",
            "1A",
            "Ä1",
            "A١",
        ] {
            assert_eq!(cell(text), None, "{text}");
        }
    }

    #[test]
    fn ranges_have_two_ends_in_order() {
        let merge = |first_row, last_row, first_column, last_column| {
            Some(Merge { first_row, last_row, first_column, last_column })
        };
        assert_eq!(range("B2:D3"), merge(2, 3, 1, 3));
        assert_eq!(range("B2"), merge(2, 2, 1, 1));
        assert_eq!(range("D3:B2"), None);
        assert_eq!(range("A1:ZZZZZ99"), None);
    }
}
