//! Whether the line `Consent:` of a story tells of a written consent that is there: who holds it and since when.

use chrono::{Datelike, NaiveDate};

use super::signed;

/// What is told of the person's consent to a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consent {
    /// No such line, or one that is not filled in.
    Missing,
    Given,
    /// What is wrong with the line. It holds nothing of what was written but a word of the list below.
    Wrong(String),
}

/// Words with which nobody tells of a consent that is there.
const DENYING: [&str; 51] = [
    "no",
    "not",
    "none",
    "never",
    "nobody",
    "without",
    "yet",
    "pending",
    "refused",
    "refuses",
    "refuse",
    "refusing",
    "declined",
    "declines",
    "denied",
    "withdrawn",
    "withdrew",
    "withdraws",
    "revoked",
    "unknown",
    "unclear",
    "uncertain",
    "unsure",
    "ask",
    "asked",
    "asking",
    "awaiting",
    "awaited",
    "waiting",
    "wait",
    "requested",
    "sought",
    "seeking",
    "tbc",
    "tba",
    "tbd",
    "na",
    "expected",
    "outstanding",
    "missing",
    "lost",
    "expired",
    "verbal",
    "verbally",
    "oral",
    "orally",
    "later",
    "soon",
    "maybe",
    "perhaps",
    "cannot",
];

/// Words that do not say who.
const NOT_WHO: [&str; 71] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "it",
    "its",
    "is",
    "was",
    "has",
    "have",
    "had",
    "been",
    "be",
    "and",
    "or",
    "of",
    "for",
    "to",
    "in",
    "on",
    "at",
    "by",
    "with",
    "from",
    "since",
    "as",
    "yes",
    "ok",
    "okay",
    "y",
    "true",
    "x",
    "given",
    "gave",
    "gives",
    "giving",
    "held",
    "hold",
    "holds",
    "holding",
    "kept",
    "keeps",
    "signed",
    "signs",
    "agreed",
    "agrees",
    "obtained",
    "received",
    "got",
    "written",
    "writing",
    "consent",
    "consented",
    "consents",
    "date",
    "dated",
    "form",
    "file",
    "filed",
    "text",
    "story",
    "person",
    "persons",
    "s",
    "their",
    "i",
    "we",
    "me",
    "us",
    "who",
];

impl Consent {
    /// Reads what stands behind the colon; consent that begins after `latest` was not there when the story was written.
    pub fn read(value: &str, latest: Option<NaiveDate>) -> Consent {
        if !value.chars().any(char::is_alphanumeric) {
            return Consent::Missing;
        }
        let small = value.to_lowercase().replace(['\u{2019}', '\''], "'");
        let words: Vec<&str> =
            small.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
        let denies = |word: &&&str| DENYING.contains(*word) || word.ends_with("n't");
        if let Some(word) = words.iter().find(denies) {
            return Consent::Wrong(format!("says `{word}`"));
        }
        if small.contains("n/a") || small.contains('?') || small.contains("to be ") {
            return Consent::Wrong("does not say that consent is given".into());
        }
        let Some(dates) = dates(value) else { return Consent::Wrong("does not say since when consent is held".into()) };
        if latest.is_some_and(|latest| dates.iter().any(|day| *day > latest)) {
            return Consent::Wrong("has a date after the story's own, or after the meeting".into());
        }
        let says_who = |word: &&str| {
            let word = word.trim_matches('\'').trim_end_matches("'s");
            word.chars().any(char::is_alphabetic) && !NOT_WHO.contains(&word) && !signed::is_month(word)
        };
        if !words.iter().any(says_who) {
            return Consent::Wrong("does not say who holds it".into());
        }
        Consent::Given
    }
}

/// Every date in a line, in one of the forms that stand behind initials; none where there is no date.
fn dates(value: &str) -> Option<Vec<NaiveDate>> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let day = |from: usize, many: usize| {
        let text = words.get(from..from + many)?.join(" ");
        signed::day(text.trim_matches(|c: char| !c.is_alphanumeric())).filter(|day| day.year() > 1900)
    };
    let dates: Vec<NaiveDate> = (0..words.len()).filter_map(|at| day(at, 3).or_else(|| day(at, 1))).collect();
    (!dates.is_empty()).then_some(dates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_is_held_by_somebody_since_a_day_that_is_over() {
        let latest = NaiveDate::from_ymd_opt(2016, 1, 19);
        let read = |value: &str| Consent::read(value, latest);
        for given in [
            "Northgate Works holds the person's written consent to this text, since 11 January 2016",
            "held by Northgate Works since 4 January 2016.",
            "KM (2016-01-19)",
            "the council, 19/01/2016",
            "held by the prime since 4 Jan 2016",
        ] {
            assert_eq!(read(given), Consent::Given, "{given}");
        }
        for missing in ["", "...", " - "] {
            assert_eq!(read(missing), Consent::Missing, "{missing}");
        }
        for (wrong, what) in [
            ("no", "says `no`"),
            ("Not yet, North will ask by 4 January 2016", "says `not`"),
            ("asked on 4 January 2016 by KM", "says `asked`"),
            ("North doesn\u{2019}t hold it, 4 January 2016", "says `doesn't`"),
            ("North, 4 January 2016?", "does not say that consent is given"),
            ("N/A", "does not say that consent is given"),
            ("North holds it since May", "since when"),
            ("North holds it since 4 January 16", "since when"),
            ("yes, since 4 January 2016", "who holds it"),
            ("written consent held since 4 January 2016", "who holds it"),
            ("North holds it since 20 January 2016", "after the story's own"),
        ] {
            let Consent::Wrong(told) = read(wrong) else { panic!("{wrong}: {:?}", read(wrong)) };
            assert!(told.contains(what), "{wrong}: {told}");
        }
        assert_eq!(Consent::read("North since 20 January 2016", None), Consent::Given, "nobody knows when it is read");
    }
}
