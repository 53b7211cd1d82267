//! What is looked for in sentences: numerals that begin them, dashes between numbers, percentages, shorthand.

/// Words with a full stop behind that end no sentence.
const SHORTENED: [&str; 13] =
    ["no.", "nos.", "e.g.", "i.e.", "p.", "pp.", "para.", "paras.", "fig.", "s.", "c.", "approx.", "vs."];

/// Marks of shorthand with what they mean to everybody who makes statistics for government.
pub const MARKS: [&str; 10] = ["[b]", "[c]", "[e]", "[f]", "[low]", "[p]", "[r]", "[u]", "[x]", "[z]"];

/// The sentences of a text. A text without an end is a label and no sentence.
fn sentences(text: &str) -> Vec<&str> {
    let ends = |word: &str| {
        let bare = word.trim_end_matches([')', '"', '\'', '\u{2019}', '\u{201d}']);
        bare.ends_with(['.', '!', '?']) && !SHORTENED.contains(&bare.trim_start_matches('(').to_lowercase().as_str())
    };
    let (mut found, mut from) = (Vec::new(), 0);
    for word in text.split(' ') {
        let end = word.as_ptr() as usize - text.as_ptr() as usize + word.len();
        if ends(word) {
            found.push(text[from..end].trim());
            from = end;
        }
    }
    found
}

/// Sentences that begin with a numeral.
pub fn begun_with_numerals(text: &str) -> impl Iterator<Item = &str> {
    let begins =
        |sentence: &&str| sentence.trim_start_matches(['(', '"', '\'']).starts_with(|c: char| c.is_ascii_digit());
    sentences(text).into_iter().filter(begins)
}

const DASHES: [char; 4] = ['-', '\u{2010}', '\u{2013}', '\u{2014}'];

/// Numbers with a dash between them, but years such as 2015-16, dates and numbers that are names.
pub fn dashed_numbers(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = words.iter().filter(|word| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '%' | '\u{a3}'));
        let mut parts = bare.split(DASHES);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(low), Some(high), None) => is_amount(low) && is_amount(high) && !is_years(low, high),
            _ => false,
        }
    });
    let apart = words.windows(3).filter(|three| {
        let is_dash = three[1].chars().count() == 1 && three[1].starts_with(DASHES);
        is_dash && is_amount(three[0]) && is_amount(three[2].trim_end_matches(['.', ',', ';', ')']))
    });
    joined.map(|word| word.to_string()).chain(apart.map(|three| three.join(" "))).collect()
}

/// `9`, `1,048`, `12.5%`, `£300`.
fn is_amount(text: &str) -> bool {
    let bare = text.trim_start_matches(['(', '\u{a3}']).trim_end_matches('%');
    bare.starts_with(|c: char| c.is_ascii_digit()) && bare.chars().all(|c| c.is_ascii_digit() || c == ',' || c == '.')
}

fn is_years(low: &str, high: &str) -> bool {
    low.len() == 4 && (low.starts_with("19") || low.starts_with("20")) && matches!(high.len(), 2 | 4)
}

/// A percentage as it is printed.
pub struct Percentage<'a> {
    pub shown: &'a str,
    pub decimals: usize,
    pub value: f64,
    pub is_negative: bool,
}

/// The percentages of a text.
pub fn percentages(text: &str) -> Vec<Percentage<'_>> {
    let found = text.match_indices('%').filter_map(|(end, _)| {
        let before = text[..end].trim_end();
        let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        let number = &before[before.trim_end_matches(is_part).len()..];
        let number = number.trim_start_matches(['.', ',']);
        let value: f64 = number.replace(',', "").parse().ok()?;
        let ahead = &before[..before.len() - number.len()];
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        // A dash within a range is another rule's.
        let minus =
            ahead.strip_suffix(['-', '\u{2212}']).is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '(']));
        Some(Percentage { shown: &text[ahead.len()..=end], decimals, value, is_negative: minus })
    });
    found.collect()
}

/// Words beside which a percentage may be above 100 or below 0: it is a change, or a share of something aimed at.
const GROWTH: [&str; 25] = [
    "grew",
    "grow",
    "growth",
    "increase",
    "increased",
    "rise",
    "rose",
    "risen",
    "up",
    "higher",
    "more",
    "fall",
    "fell",
    "fallen",
    "down",
    "lower",
    "less",
    "change",
    "changed",
    "difference",
    "target",
    "targets",
    "expected",
    "profile",
    "budget",
];

pub fn tells_growth(text: &str) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphabetic()).any(|word| GROWTH.contains(&word))
}

/// Marks in square brackets that stand alone as a value, known or not.
pub fn mark(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    (inside.len() < 12 && inside.chars().all(|c| c.is_ascii_alphanumeric())).then_some(text)
}

/// What people write where there is no value, instead of saying why.
pub fn says_nothing(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    text.is_empty()
        || ["n/a", "na", "n.a.", "null", "tbc", "?", "nan", "#n/a"].contains(&text.as_str())
        || text.chars().all(|c| DASHES.contains(&c) || matches!(c, '.' | '*' | ':' | '\u{2212}' | '_' | '\u{2026}'))
}

/// Text that is a number, or a percentage, to whoever reads it.
pub fn is_numeral(text: &str) -> bool {
    let bare = text.trim().trim_start_matches(['-', '+', '\u{a3}']).trim_end_matches('%').trim();
    bare.starts_with(|c: char| c.is_ascii_digit()) && bare.replace(',', "").parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_it_ends() {
        let numerals = |text| begun_with_numerals(text).collect::<Vec<_>>();
        assert_eq!(numerals("We saw many. 9 of them came."), ["9 of them came."]);
        assert_eq!(numerals("Of 10 people, see No. 5 and e.g. 6. Fine."), Vec::<&str>::new());
        assert_eq!(numerals("31 December 2015"), Vec::<&str>::new());
    }

    #[test]
    fn a_dash_between_amounts_is_found_and_years_and_dates_are_left() {
        for text in ["ages 9-12", "10%\u{2013}31%.", "(9 - 12)", "from 1,000\u{2014}2,000"] {
            assert_eq!(dashed_numbers(text).len(), 1, "{text}");
        }
        for text in ["2015-16", "2015-2016", "2015-12-31", "Q3 2015-16-Q3", "0151-511-1234", "5 - 2 people-days", "a-1"]
        {
            assert_eq!(dashed_numbers(text).len(), usize::from(text == "5 - 2 people-days"), "{text}");
        }
    }

    #[test]
    fn percentages_know_their_decimals_and_sign() {
        let all = percentages("1,234.56% then -3% and 9 % but x%");
        let told: Vec<(usize, f64, bool)> = all.iter().map(|one| (one.decimals, one.value, one.is_negative)).collect();
        assert_eq!(told, [(2, 1234.56, false), (0, 3.0, true), (0, 9.0, false)]);
    }

    #[test]
    fn a_value_says_something_or_nothing() {
        for text in ["", " ", "-", "\u{2013}", "n/a", "..", "*", "NULL"] {
            assert!(says_nothing(text), "{text}");
        }
        for text in ["0", "[c]", "None reported", "-1"] {
            assert!(!says_nothing(text), "{text}");
        }
        assert!(
            is_numeral("1,048")
                && is_numeral("18.5%")
                && is_numeral("-3")
                && !is_numeral("2015-16")
                && !is_numeral("[c]")
        );
    }
}
