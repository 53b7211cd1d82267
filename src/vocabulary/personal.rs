//! Texts that could be somebody's: what no message repeats. A row that slipped by a column puts a birth, a name or a
//! telephone number where a date, a ward or a header is looked for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::months::month_number;

/// The first year that a header tells, as in `Q3 2015`; of a day it never tells one.
const FIRST_IN_HEADER: i32 = 2000;

/// The last year that two digits can mean without being a birth.
const LAST_OF_TWO_DIGITS: i32 = 35;

/// Stands for what is not repeated.
pub const NOT_TOLD: &str = "…";

/// Whether a word on no list could be a date, a number of somebody's, a postcode, an address of e-mail.
pub fn could_be_personal(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let words = || text.split(|c: char| !c.is_alphabetic());
    let groups = text.split(|c: char| !c.is_numeric()).filter(|group| !group.is_empty()).count();
    text.contains('@')
        || digits >= 5
        || groups >= 3
        || (digits > 0 && words().any(|word| month_number(word).is_some()))
        || holds_postcode(text)
}

/// `WA8 7QF`, with or without its space, anywhere in a text.
fn holds_postcode(text: &str) -> bool {
    let form: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            c if c.is_ascii_digit() => '9',
            c if c.is_ascii_alphabetic() => 'A',
            _ => '-',
        })
        .collect();
    ["A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA"].iter().any(|known| form.ends_with(known))
}

/// Whether the figures of a text may be repeated: a day from a year on, or a short number. A telephone number, a
/// reference and a birth are neither.
pub fn has_harmless_figures(text: &str, first_told: i32) -> bool {
    // `23:59:59.000+0100`
    let (date, time) = match text.find(':') {
        Some(colon) => text.split_at(text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len()),
        None => (text, ""),
    };
    let is_time = time.len() <= 24 && time.chars().all(|c| c.is_ascii() && !matches!(c, '@' | '/'));
    let is_digit = |c: char| c.is_numeric();
    let groups: Vec<&str> = date.split(|c| !is_digit(c)).filter(|group| !group.is_empty()).collect();
    let digits: usize = groups.iter().map(|group| group.chars().count()).sum();
    let is_recent = |year: &str| {
        let years = first_told.saturating_sub(2000)..=LAST_OF_TWO_DIGITS;
        year.parse().is_ok_and(|year: i32| years.contains(&year))
    };
    let years: Vec<&&str> = groups.iter().filter(|group| group.len() == 4).collect();
    let harmless = match (years[..].first(), groups.len()) {
        (Some(year), ..=3) if years.len() == 1 => {
            let recent = year.parse::<i32>().is_ok_and(|year| year == 0 || (first_told..2100).contains(&year));
            recent && groups.iter().all(|group| group.len() <= 2 || group == *year)
        }
        // A day with a year of two digits.
        (None, 3) if groups.iter().all(|group| group.len() <= 2) => is_recent(groups[2]),
        (None, 2) if date.chars().any(char::is_alphabetic) && groups.iter().all(|group| group.len() <= 2) => {
            is_recent(groups[1])
        }
        (None, ..=2) => digits <= 3,
        _ => false,
    };
    harmless && is_time
}

/// A header that the layout does not name, as a message repeats it: the field's words. Any other could be a value
/// of somebody's, in a file without a header or with a row out of place; `RAG (Smith)` is told as `RAG (…)`.
pub fn header(text: &str) -> String {
    let text = text.trim();
    if text.contains('@') || !has_harmless_figures(text, FIRST_IN_HEADER) || could_be_a_day(text) {
        return NOT_TOLD.into();
    }
    let mut told = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| c.is_alphabetic() == first.is_alphabetic();
        let (part, after) = rest.split_at(rest.find(|c| !same(c)).unwrap_or(rest.len()));
        if first.is_alphabetic() && !is_of_the_field(part) {
            told += NOT_TOLD;
        } else {
            told += part;
        }
        rest = after;
    }
    // Where no word is left, not even the form of the others is told: `O'…`.
    let has_word = told.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().nth(1).is_some());
    if told.contains(NOT_TOLD) && !has_word { NOT_TOLD.into() } else { told }
}

/// Whether a text has the parts of a day: three numbers, or two beside a month's name.
fn could_be_a_day(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_numeric()).filter(|group| !group.is_empty()).count();
    let has_month = text.split(|c: char| !c.is_alphabetic()).any(|word| month_number(word).is_some());
    numbers >= 3 || (numbers == 2 && has_month)
}

/// Every word that headers of the field are made of.
static FIELD: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let lines = include_str!("../learn/words.toml").lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(|line| line.split(|c: char| !c.is_alphabetic())).chain(ALSO.split(' '));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
});

/// Words beside those that `layout learn` knows.
const ALSO: &str = "mgr manager note reason comments list total type value flag text site provider region prime caseload \
                    q h fy ytd to cumulative figure figures percent rate average all other unknown column mark";

/// Whether a word is one of the field: as it is, written short, or several written as one (`ClientRef`).
fn is_of_the_field(word: &str) -> bool {
    let is_plain = |word: &str| {
        let known = || FIELD.range(word.to_string()..).next().is_some_and(|next| next.starts_with(word));
        word.chars().count() == 1
            || FIELD.contains(word)
            || month_number(word).is_some()
            || (word.len() >= 4 && known())
    };
    let lower = word.to_lowercase();
    if is_plain(&lower) || lower.strip_suffix('s').is_some_and(is_plain) {
        return true;
    }
    let humps: Vec<usize> = word.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at).collect();
    let cuts = || [0].into_iter().chain(humps.iter().copied()).chain([word.len()]).collect::<Vec<_>>();
    let is_camel = humps.len() < word.chars().count() && humps.iter().any(|at| *at > 0);
    is_camel && cuts().windows(2).all(|cut| cut[0] == cut[1] || is_plain(&word[cut[0]..cut[1]].to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_somebodys_is_known_by_its_form() {
        for text in [
            "17/03/1947",
            "1 Mar 47",
            "3-4-15",
            "AB 12 34 56 C",
            "0151 496 0000",
            "07700900123",
            "WA8 7QF",
            "12 Acacia Avenue, wa87qf",
            "j.smith@example.org",
            "HPJ001217",
            "١٢٣٤٥",
        ] {
            assert!(could_be_personal(text), "{text}");
        }
        for text in ["Mersey", "Mersy", "99", "6a", "Ward 12", "Norton South", "JSA 25+", "May"] {
            assert!(!could_be_personal(text), "{text}");
        }
    }

    #[test]
    fn days_from_a_year_on_and_short_numbers_are_harmless_and_births_and_numbers_of_people_are_not() {
        for text in [
            "30/02/2015",
            "31 Feb 2015",
            "2015-12-31T20:00:00-05:00",
            "31/12/2015 25:00",
            "00/00/0000",
            "1/2/15",
            "1 Feb 15",
            "42",
            "-5",
            "",
            "soon",
        ] {
            assert!(has_harmless_figures(text, 2011), "{text}");
        }
        for text in [
            "17/03/1947",
            "30/02/1965",
            "17.03.47",
            "17 March 47",
            "1965",
            "17243",
            "0151 496 0000",
            "07700900123",
            "2016 496 0000",
            "123456",
            "17/03/1947 10:00",
            "20150203",
        ] {
            assert!(!has_harmless_figures(text, 2011), "{text}");
        }
        for text in ["30/02/2010", "1/2/10", "1 Feb 03", "2003-02-03", "03/2003"] {
            assert!(!has_harmless_figures(text, 2011) && has_harmless_figures(text, 2000), "{text}");
        }
        assert!(!has_harmless_figures("1/2/15", i32::MAX) && !has_harmless_figures("30/02/2015", i32::MAX));
    }

    #[test]
    fn of_a_header_the_fields_words_are_told_and_no_others() {
        for text in [
            "Attach. Dt",
            "Attach. Date",
            "RAG (mgr)",
            "Client Ref",
            "ClientRef",
            "JOB_START_DATE",
            "Q3 2015",
            "13 wk outcome",
            "Oct-Dec 2015",
            "Surname",
            "Referrals",
        ] {
            assert_eq!(header(text), text);
        }
        for (text, told) in [
            ("Featherstonehaugh", "…"),
            ("RAG (Quillfeather)", "RAG (…)"),
            ("17/03/1947", "…"),
            ("O'Neill", "…"),
            ("WA8 7QF", "…"),
            ("0151 496 0000", "…"),
            ("j@example.org", "…"),
            ("AB123456C", "…"),
            ("12 Acacia Avenue", "…"),
            ("17/03/2003", "…"),
            ("17 March 2003", "…"),
            ("1 Feb 15", "…"),
        ] {
            assert_eq!(header(text), told, "{text}");
        }
    }
}
