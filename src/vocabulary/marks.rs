//! Marks that senders write where there is no value, and what each says. They are typed as missing, with
//! their reason, and are never 0.

/// Why a value is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyMissing {
    /// The cell is empty.
    NotGiven,
    /// The sender does not have it: `..`, `:`, `[x]`, `!`.
    NotAvailable,
    /// There can be none: `[z]`, `n/a`.
    NotApplicable,
    /// Kept back to protect somebody: `*`, `[c]`, `SP`.
    Suppressed,
    /// Too small to be given: `<5`, `~`, `[low]`. It is not 0.
    Low,
    /// The sender says that there is nothing: `-`, `none`, `nil`.
    Nothing,
    /// Nobody knows: `unknown`.
    NotKnown,
    /// It is to follow: `TBC`.
    ToCome,
    /// The spreadsheet shows an error: `#REF!`.
    Error,
    /// Words, or a number that counts nobody, stand where a figure belongs.
    NoFigure,
    /// Its row is set aside, or its column.
    SetAside,
}

impl WhyMissing {
    /// The reason in words.
    pub fn in_words(self) -> &'static str {
        match self {
            WhyMissing::NotGiven => "not given",
            WhyMissing::NotAvailable => "not available",
            WhyMissing::NotApplicable => "not applicable",
            WhyMissing::Suppressed => "suppressed",
            WhyMissing::Low => "low",
            WhyMissing::Nothing => "nothing",
            WhyMissing::NotKnown => "not known",
            WhyMissing::ToCome => "to follow",
            WhyMissing::Error => "an error of the spreadsheet",
            WhyMissing::NoFigure => "no figure",
            WhyMissing::SetAside => "its row is set aside",
        }
    }

    /// Whether there may be a value where the mark stands in its place: a day, a yes. The others say that there is none
    /// (yet).
    pub fn may_hide_a_value(self) -> bool {
        !matches!(self, WhyMissing::NotGiven | WhyMissing::NotApplicable | WhyMissing::Nothing)
    }
}

/// Every mark in lower case, with its reason.
const MARKS: &[(&str, WhyMissing)] = &[
    ("", WhyMissing::NotGiven),
    ("..", WhyMissing::NotAvailable),
    ("...", WhyMissing::NotAvailable),
    ("…", WhyMissing::NotAvailable),
    (":", WhyMissing::NotAvailable),
    ("x", WhyMissing::NotAvailable),
    ("[x]", WhyMissing::NotAvailable),
    ("not available", WhyMissing::NotAvailable),
    ("not recorded", WhyMissing::NotAvailable),
    ("not provided", WhyMissing::NotAvailable),
    ("!", WhyMissing::NotAvailable),
    ("n/a", WhyMissing::NotApplicable),
    ("na", WhyMissing::NotApplicable),
    ("[z]", WhyMissing::NotApplicable),
    ("not applicable", WhyMissing::NotApplicable),
    ("*", WhyMissing::Suppressed),
    ("[c]", WhyMissing::Suppressed),
    ("sp", WhyMissing::Suppressed),
    ("suppressed", WhyMissing::Suppressed),
    ("~", WhyMissing::Low),
    ("[low]", WhyMissing::Low),
    ("-", WhyMissing::Nothing),
    ("–", WhyMissing::Nothing),
    ("—", WhyMissing::Nothing),
    ("none", WhyMissing::Nothing),
    ("nil", WhyMissing::Nothing),
    ("null", WhyMissing::Nothing),
    ("?", WhyMissing::NotKnown),
    ("unknown", WhyMissing::NotKnown),
    ("not known", WhyMissing::NotKnown),
    ("n/k", WhyMissing::NotKnown),
    ("tbc", WhyMissing::ToCome),
    ("tba", WhyMissing::ToCome),
    ("tbd", WhyMissing::ToCome),
    ("pending", WhyMissing::ToCome),
    ("to follow", WhyMissing::ToCome),
    ("awaited", WhyMissing::ToCome),
];

/// Letters of the longest mark.
const LONGEST: usize = "not applicable".len();

/// Why there is no value, where a text stands for none.
pub fn why_missing(text: &str) -> Option<WhyMissing> {
    // Nearly every text holds a digit, which only `<5` does among the marks.
    let trimmed = text.trim();
    let is_value = |b: u8| b.is_ascii_digit();
    if trimmed.len() > 4 * LONGEST || (trimmed.bytes().any(is_value) && !trimmed.starts_with('<')) {
        return None;
    }
    let lower = trimmed.to_lowercase();
    let listed = MARKS.iter().find(|(mark, _)| *mark == lower).map(|(_, why)| *why);
    listed.or_else(|| is_less_than(&lower).then_some(WhyMissing::Low))
}

/// Whether a text stands for "no value".
pub fn is_missing_mark(text: &str) -> bool {
    why_missing(text).is_some()
}

/// `<5`, `< 10`, `<=4`.
fn is_less_than(text: &str) -> bool {
    let number = text.strip_prefix('<').map(|rest| rest.trim_start_matches('=').trim_start());
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The error of a spreadsheet program that a text spells: what it leaves in a csv where a cell had one.
pub fn spelt_error(text: &str) -> Option<&'static str> {
    const ERRORS: [&str; 7] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"];
    let trimmed = text.trim();
    let spelt = trimmed.starts_with('#');
    spelt.then(|| ERRORS.into_iter().find(|error| error.eq_ignore_ascii_case(trimmed))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_for_no_value_is_known_in_any_case_with_blanks_around_it_and_keeps_its_reason() {
        for (mark, why) in MARKS {
            assert_eq!(why_missing(&format!(" \u{a0}{} ", mark.to_uppercase())), Some(*why), "{mark}");
        }
        assert!(MARKS.iter().all(|(mark, _)| mark.chars().count() <= LONGEST));
        assert!(is_missing_mark("NOT \u{212a}NOWN"), "the Kelvin sign is a longer K");
        assert!(!is_missing_mark("not known to us"));
        for (text, why) in [("<5", Some(WhyMissing::Low)), ("< 10", Some(WhyMissing::Low)), ("<b>", None), ("<", None)]
        {
            assert_eq!(why_missing(text), why, "{text}");
        }
    }

    #[test]
    fn no_mark_stands_twice_and_none_is_a_number() {
        for (i, (mark, _)) in MARKS.iter().enumerate() {
            assert!(MARKS[..i].iter().all(|(other, _)| other != mark), "{mark}");
            assert!(mark.parse::<f64>().is_err(), "{mark}");
        }
    }

    #[test]
    fn an_error_that_a_csv_spells_is_an_error_and_no_mark() {
        assert_eq!(spelt_error(" #n/a "), Some("#N/A"));
        assert_eq!(spelt_error("#DIV/0!"), Some("#DIV/0!"));
        assert_eq!(spelt_error("# 4"), None);
        assert!(!is_missing_mark("#N/A"));
    }
}
