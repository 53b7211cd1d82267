//! A person's reference: normalised step by step, held against the layout's form, never guessed.

use unicode_normalization::UnicodeNormalization;

use super::{Trouble, in_error};
use crate::source::{NOT_CALCULATED, Value};
use crate::vocabulary::marks::{is_missing_mark, spelt_error};

/// The pattern that stands for a National Insurance number.
pub const NINO: &str = "NINO";

/// More digits than a spreadsheet keeps: it puts noughts in place of the rest.
const DIGITS_KEPT: usize = 15;

const AS_TEXT: &str = "a reference as text";
const LOST_DIGITS: &str = "a number that has lost its last digits";

/// A reference as it was read, and what had to be done to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub text: String,
    /// Written with other case, spaces or hyphens.
    pub respelt: bool,
    /// Noughts at its front were lost and have been put back.
    pub zeros_restored: bool,
    /// The sender's program holds it as a number, and no pattern says how long it should be.
    pub number: bool,
}

/// A reference as it is compared: NFKC, no spaces, hyphens, dots, slashes or invisible characters, upper case.
pub fn normalise_reference(text: &str) -> String {
    if text.is_ascii() {
        // Nearly every reference; the same as below, without the tables of Unicode.
        let kept = text.bytes().filter(|b| b.is_ascii_graphic() && !matches!(b, b'-' | b'/' | b'.'));
        return kept.map(|b| b.to_ascii_uppercase() as char).collect();
    }
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .filter(|c| !matches!(c, '-' | '/' | '.' | '\u{200b}'..='\u{200f}' | '\u{00ad}' | '\u{feff}' | '\u{2060}'))
        .filter(|c| !matches!(c, '\u{2010}'..='\u{2015}'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// Whether a normalised reference has the form of the pattern: `#` a digit, `@` a letter, the rest as written;
/// the pattern `NINO` is a National Insurance number.
pub fn fits_pattern(reference: &str, pattern: &str) -> bool {
    if pattern == NINO {
        return is_nino(reference);
    }
    let mut chars = reference.chars();
    let fits = pattern.chars().all(|form| match (form, chars.next()) {
        ('#', Some(c)) => c.is_ascii_digit(),
        ('@', Some(c)) => c.is_ascii_uppercase(),
        (form, Some(c)) => form.to_ascii_uppercase() == c,
        (_, None) => false,
    });
    fits && chars.next().is_none()
}

/// Whether a text is a reference just as it is written: there is nothing to normalise, to mend or to tell.
pub fn is_plain(text: &str, pattern: Option<&str>) -> bool {
    let Some(pattern) = pattern.filter(|pattern| *pattern != NINO && pattern.len() == text.len()) else { return false };
    let fits = |(form, c): (u8, u8)| match form {
        b'#' => c.is_ascii_digit(),
        b'@' => c.is_ascii_uppercase(),
        form => form.is_ascii_alphanumeric() && form.to_ascii_uppercase() == c,
    };
    pattern.bytes().zip(text.bytes()).all(fits) && !is_placeholder(text)
}

/// A National Insurance number with or without its last letter: prefixes that are not given out are none.
fn is_nino(reference: &str) -> bool {
    let bytes = reference.as_bytes();
    if !matches!(bytes.len(), 8 | 9) || !reference.is_ascii() {
        return false;
    }
    let letter = |b: u8| b.is_ascii_uppercase() && !matches!(b, b'D' | b'F' | b'I' | b'Q' | b'U' | b'V');
    let prefix = &bytes[..2];
    let given_out = ![b"BG", b"GB", b"NK", b"KN", b"TN", b"NT", b"ZZ"].iter().any(|refused| *refused == prefix);
    letter(prefix[0])
        && letter(prefix[1])
        && prefix[1] != b'O'
        && given_out
        && bytes[2..8].iter().all(u8::is_ascii_digit)
        && bytes.get(8).is_none_or(|suffix| (b'A'..=b'D').contains(suffix))
}

/// Reads a reference. Numbers lose nothing up to 15 digits; beyond that the sender's program has lost digits.
pub fn reference(value: Value<'_>, pattern: Option<&str>) -> super::Reading<Reference> {
    let damaged = |shown: &str| Err(Trouble::new("reference_damaged", AS_TEXT, shown));
    let (text, written, number) = match value {
        Value::Empty => return Ok(None),
        Value::Text(text) if is_missing_mark(text) => return Ok(None),
        Value::Text(text) => match (spelt_error(text), formula(text)) {
            (Some(error), _) => return Err(in_error(error, AS_TEXT)),
            (None, Formula::Text(own)) => (normalise_reference(own), Some(text), false),
            // The same in many rows: it tells nobody from anybody.
            (None, Formula::Other) => return Err(in_error(NOT_CALCULATED, AS_TEXT)),
        },
        Value::Number(number) if number >= 0.0 && number.fract() == 0.0 && number < 1e15 => {
            (format!("{number:.0}"), None, true)
        }
        Value::Number(number) if number.abs() < 1e15 => {
            let expected = pattern.map_or_else(|| "a reference".into(), in_words);
            return Err(Trouble::new("reference_pattern", expected, "a number with a sign or decimals"));
        }
        Value::Number(_) => return damaged(LOST_DIGITS),
        Value::Date(_) => return damaged("a date"),
        Value::Bool(_) => return damaged("true or false"),
        Value::Error(error) => return Err(in_error(error, AS_TEXT)),
    };
    let fits = pattern.is_some_and(|pattern| fits_pattern(&text, pattern));
    // Text keeps its digits, unless a spreadsheet program held it as a number before.
    let too_long = pattern.is_some() && text.len() > DIGITS_KEPT && text.bytes().all(|b| b.is_ascii_digit());
    if !fits && written.is_some_and(|written| too_long || lost_digits(written.trim())) {
        return damaged(LOST_DIGITS);
    }
    if text.is_empty() || is_placeholder(&text) {
        return Ok(None);
    }
    let respelt = written.is_some_and(|written| written != text);
    let Some(pattern) = pattern else {
        return Ok(Some(Reference { text, respelt, zeros_restored: false, number }));
    };
    let padded = pad(&text, pattern);
    let zeros_restored = padded.is_some();
    let mut text = padded.unwrap_or(text);
    if !fits_pattern(&text, pattern) {
        let shown = crate::finding::mask(&text);
        return Err(Trouble::new("reference_pattern", in_words(pattern), shown));
    }
    if pattern == NINO {
        // The last letter says when somebody was paid, and is often left out: it tells nobody apart.
        text.truncate(8);
    }
    Ok(Some(Reference { text, respelt, zeros_restored, number: false }))
}

/// What a text would be to a spreadsheet program.
enum Formula<'a> {
    /// Itself; or the text that `="001234"` gives, by which exports keep noughts.
    Text(&'a str),
    Other,
}

fn formula(text: &str) -> Formula<'_> {
    let Some(formula) = text.trim().strip_prefix('=') else { return Formula::Text(text) };
    let quoted = formula.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    quoted.filter(|inner| !inner.contains('"')).map_or(Formula::Other, Formula::Text)
}

/// `1.23457E+11`, or more digits than a spreadsheet keeps with noughts in place of the last.
fn lost_digits(written: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if let Some((number, power)) = written.split_once(['E', 'e']) {
        let (whole, decimals) = number.split_once(['.', ',']).unwrap_or((number, "0"));
        return power.starts_with('+') && digits(whole) && digits(decimals) && digits(&power[1..]);
    }
    digits(written) && written.len() > DIGITS_KEPT && written[DIGITS_KEPT..].bytes().all(|b| b == b'0')
}

/// `000000` and `XXXX` stand in for a reference that is not known, and so does the 0 of a formula that was never
/// calculated: many people may have it.
fn is_placeholder(text: &str) -> bool {
    let all = |stand_in: &u8| text.bytes().all(|b| b == *stand_in);
    text == "0" || (text.len() > 3 && [b'0', b'X', b'?'].iter().any(all))
}

/// Gives back the zeros that a spreadsheet takes from a reference of digits only.
fn pad(text: &str, pattern: &str) -> Option<String> {
    let digits_only = pattern.chars().all(|c| c == '#') && text.bytes().all(|b| b.is_ascii_digit());
    (digits_only && text.len() < pattern.len()).then(|| format!("{text:0>width$}", width = pattern.len()))
}

/// The form in words. No example: somebody might have it.
fn in_words(pattern: &str) -> String {
    if pattern == NINO { "a National Insurance number".into() } else { format!("a reference of the form {pattern}") }
}

/// Whether a normalised text was probably meant to be a reference of the pattern: a letter or a figure more, less or
/// other than it should have. A name, a birth or a telephone number is not.
pub fn resembles(text: &str, pattern: &str) -> bool {
    if pattern == NINO {
        return false;
    }
    let form: String = look(text).chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    let wanted: String = look(pattern).chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
    let digits = |form: &str| form.matches('#').count();
    // No text that is longer by more can be as near, and a cell may hold megabytes.
    form.len() <= wanted.len() + 8
        && digits(&form) >= 3
        && digits(&form).abs_diff(digits(&wanted)) <= 1
        && strsim::osa_distance(&form, &wanted) <= 2
}

/// Whether a text holds a reference, spelt in any way.
pub fn holds_reference(text: &str, pattern: &str) -> bool {
    let letters: Vec<char> = normalise_reference(text).chars().collect();
    let width = if pattern == NINO { 8 } else { pattern.chars().count().max(1) };
    letters.windows(width).any(|run| fits_pattern(&run.iter().collect::<String>(), pattern))
}

/// A reference with every letter and digit that is taken for another made one: two that have the same look
/// alike. They are never taken for each other, only named.
pub fn look(reference: &str) -> String {
    reference.chars().map(alike).collect()
}

fn alike(c: char) -> char {
    match c {
        'O' | 'Q' | 'D' | '\u{41e}' | '\u{39f}' => '0',
        'I' | 'L' | '|' | '!' | '\u{406}' | '\u{399}' | '\u{4c0}' => '1',
        'S' | '\u{405}' => '5',
        'B' | '\u{412}' | '\u{392}' => '8',
        'Z' | '\u{396}' => '2',
        'G' => '6',
        '\u{410}' | '\u{391}' => 'A',
        '\u{421}' | '\u{3f9}' => 'C',
        '\u{415}' | '\u{395}' => 'E',
        '\u{41d}' | '\u{397}' => 'H',
        '\u{408}' => 'J',
        '\u{41a}' | '\u{39a}' => 'K',
        '\u{41c}' | '\u{39c}' => 'M',
        '\u{39d}' => 'N',
        '\u{420}' | '\u{3a1}' => 'P',
        '\u{422}' | '\u{3a4}' => 'T',
        '\u{425}' | '\u{3a7}' => 'X',
        '\u{423}' | '\u{3a5}' => 'Y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, pattern: &str) -> Result<Option<String>, &'static str> {
        reference(Value::Text(text), Some(pattern)).map(|read| read.map(|r| r.text)).map_err(|trouble| trouble.code)
    }

    #[test]
    fn spellings_of_one_reference_become_one() {
        for text in [
            "hpj001234 ",
            "HPJ-001234",
            "HPJ 001 234",
            "\u{feff}HPJ001234",
            "ＨＰＪ００１２３４",
            "hpj\u{a0}001234",
            "HPJ‐001234",
            "HP\u{ad}J00\u{200b}1234",
        ] {
            let read = reference(Value::Text(text), Some("HPJ######")).unwrap().unwrap();
            assert_eq!((read.text.as_str(), read.respelt), ("HPJ001234", true), "{text}");
        }
        assert!(!reference(Value::Text("HPJ001234"), Some("HPJ######")).unwrap().unwrap().respelt);
    }

    #[test]
    fn the_short_way_for_plain_letters_gives_what_the_long_one_gives() {
        for text in ["HPJ 00-1.2/3 ", "hpj\t001\n", "\u{1}h\u{7f}p#_'", "", "a\u{b}b\u{1c}c"] {
            let long = normalise_reference(&format!("{text}\u{200b}"));
            assert_eq!(normalise_reference(text), long, "{text:?}");
        }
    }

    #[test]
    fn a_reference_of_another_form_is_trouble_and_is_masked() {
        for text in ["HPJ12", "HPX001234", "HPJ0012345", "НPJ001234"] {
            let trouble = reference(Value::Text(text), Some("HPJ######")).unwrap_err();
            assert_eq!(trouble.code, "reference_pattern");
            assert!(!trouble.shown.contains("0012"), "{}", trouble.shown);
        }
    }

    #[test]
    fn lost_zeros_come_back_and_are_told_and_lost_digits_do_not() {
        let read = reference(Value::Number(1234.0), Some("######")).unwrap().unwrap();
        assert_eq!((read.text.as_str(), read.zeros_restored, read.number), ("001234", true, false));
        let whole = reference(Value::Number(123_456.0), Some("######")).unwrap().unwrap();
        assert!(!whole.zeros_restored);
        assert!(reference(Value::Number(1234.0), None).unwrap().unwrap().number);
        let code = |value| reference(value, None).unwrap_err().code;
        assert_eq!(code(Value::Number(1.23457e17)), "reference_damaged");
        for text in ["1.23457E+11", "1,2E+5", "123456789012345000", " 1E+20 "] {
            assert_eq!(code(Value::Text(text)), "reference_damaged", "{text}");
        }
        assert!(reference(Value::Text("123456789012345678"), None).is_ok(), "text keeps its digits");
        assert_eq!(reference(Value::Text("123456789012345678"), Some("######")).unwrap_err().code, "reference_damaged");
        assert_eq!(code(Value::Number(1001.5)), "reference_pattern");
        assert!(reference(Value::Text("1234E5"), None).is_ok() && reference(Value::Text("E+1"), None).is_ok());
    }

    #[test]
    fn what_stands_in_for_a_reference_is_none() {
        for text in ["TBC", "n/a", "000000", "00-00", "XXXX", "????", " "] {
            assert_eq!(reference(Value::Text(text), None), Ok(None), "{text}");
        }
        assert_eq!(read("HPJ000000", "HPJ######"), Ok(Some("HPJ000000".into())));
        assert_eq!(read("000", "###"), Ok(Some("000".into())), "too short to tell");
        assert_eq!(read("#N/A", "HPJ######"), Err("error_cell"));
        for zero in [Value::Number(0.0), Value::Text("0")] {
            assert_eq!(reference(zero, None), Ok(None), "a formula that was never calculated");
            assert_eq!(reference(zero, Some("######")), Ok(None), "nobody is number nought");
        }
    }

    #[test]
    fn a_formula_in_text_is_nobodys_reference_unless_it_only_keeps_noughts() {
        for text in ["=A1", "=\"HPJ\"&ROW()", " = B2"] {
            assert_eq!(reference(Value::Text(text), None).unwrap_err().code, "formula_without_result", "{text}");
        }
        let kept = reference(Value::Text("=\"001234\""), None).unwrap().unwrap();
        assert_eq!((kept.text.as_str(), kept.respelt), ("001234", true));
    }

    #[test]
    fn national_insurance_numbers_have_rules_of_their_own() {
        for (text, expected) in [
            ("ab 12 34 56 c", Ok(Some("AB123456".into()))),
            ("AB123456", Ok(Some("AB123456".into()))),
            ("GB123456A", Err("reference_pattern")),
            ("AO123456A", Err("reference_pattern")),
            ("QA123456A", Err("reference_pattern")),
            ("AB123456E", Err("reference_pattern")),
            ("AB12345", Err("reference_pattern")),
        ] {
            assert_eq!(read(text, NINO), expected, "{text}");
        }
        assert!(holds_reference("NI no. AB 12 34 56 C", NINO));
    }

    #[test]
    fn references_that_look_alike_have_one_look_and_others_do_not() {
        for other in ["НPJ001217", "HPJOO1217", "HPJ00I2I7", "HPJ00L217", "HPJ0012L7", "ΗPJ00121７"] {
            assert_eq!(look(&normalise_reference(other)), look("HPJ001217"), "{other}");
        }
        assert_ne!(look("HPJ001217"), look("HPJ001218"));
    }

    #[test]
    fn a_misspelt_reference_resembles_one_and_what_is_somebodys_does_not() {
        for text in ["HPJ0012345", "HPJ00123", "HPX001234", "НPJ001217", "HPJOO1217"] {
            assert!(resembles(text, "HPJ######"), "{text}");
        }
        for text in ["FEATHERSTONE", "AB123456C", "17031947", "07700900123", "WA87QF", "12ACACIA", "HPJ", "MRSSMITH"] {
            assert!(!resembles(text, "HPJ######"), "{text}");
        }
        assert!(!resembles("AB123456E", NINO), "nearly somebody's number");
    }

    #[test]
    fn a_reference_is_found_inside_a_remark() {
        assert!(holds_reference("moved (hpj-001 234)", "HPJ######"));
        assert!(!holds_reference("Halton Lea", "HPJ######") && !holds_reference("", "HPJ######"));
    }
}
