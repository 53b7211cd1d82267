//! One way to read a definition file: errors name the file, the line, and the nearest name.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::fault::{Fault, io_words, printable};

/// Reads a definition file from disk.
///
/// A missing file, unknown key or wrong value is a configuration fault (exit 2).
pub fn load<T: DeserializeOwned>(path: &Path) -> Result<T> {
    parse(&text(path)?, &path.display().to_string())
}

/// The text of a definition file.
pub fn text(path: &Path) -> Result<String> {
    let shown = path.display().to_string();
    // A pipe or a device may never end.
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
        let what = if path.is_dir() { "a folder" } else { "no plain file" };
        return Err(Fault::usage(format!("`{shown}` is {what}, where a definition file should be"))
            .hint("put the file itself in its place, or take it away")
            .into());
    }
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
            Fault::usage(format!("`{shown}` is not UTF-8 text (byte {})", error.utf8_error().valid_up_to()))
                .hint("save the file as UTF-8")
                .into()
        }),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Err(Fault::environment(format!("no permission to read `{shown}`")).hint("ask for read access to it").into())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Fault::usage(format!("there is no file `{shown}`"))
            .hint("check the name; paths start from the current folder")
            .into()),
        Err(error) => Err(Fault::usage(format!("cannot read `{shown}`: {}", io_words(&error)))
            .hint("put the file itself in its place")
            .into()),
    }
}

/// Whether anything has a name: what is no file is told when it is read, and not passed over.
pub fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Reads a definition from text; `shown` names it in messages.
pub fn parse<T: DeserializeOwned>(text: &str, shown: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| fault(text, shown, &error).into())
}

/// A TOML error as an officer can use it: line, what was expected, the nearest name.
fn fault(text: &str, shown: &str, error: &toml::de::Error) -> Fault {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let place = line.map_or_else(|| format!("`{shown}`"), |line| format!("`{shown}`, line {line}"));
    let message = error.message();
    let hint = unknown_name(message).map_or_else(
        || "correct that line and run the command again".to_string(),
        |(unknown, expected)| match nearest(unknown, expected.iter().copied()) {
            Some(name) => format!("did you mean `{name}`? Known here: {}", expected.join(", ")),
            None if expected.is_empty() => "remove that line".to_string(),
            None => format!("known here: {}", expected.join(", ")),
        },
    );
    let words = match unknown_name(message) {
        Some((unknown, _)) => format!("unknown name `{}`", printable(unknown)),
        None => plain(message),
    };
    Fault::usage(format!("{place}: {words}")).hint(hint)
}

/// What is wrong with a value in an officer's words, and not in those of a programming language.
fn plain(message: &str) -> String {
    let message = message.lines().collect::<Vec<_>>().join("; ");
    let wrong = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = wrong.and_then(|rest| rest.rsplit_once(", expected ")) {
        let number = found.strip_prefix("integer `").and_then(|rest| rest.trim_end_matches('`').parse::<i64>().ok());
        if number.is_some_and(|number| number > u32::MAX.into()) && expected.contains("32") {
            return format!("{} is too large", found_in_words(found));
        }
        return format!("{} stands where {} belongs", found_in_words(found), expected_in_words(expected));
    }
    if message == "wanted string or table" {
        return "one of the names that are known belongs here: text in quotes".into();
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("{key} is missing");
    }
    message
}

/// From ``integer `5` ``: `` the number 5 ``.
fn found_in_words(found: &str) -> String {
    let (kind, value) = found.split_once(['`', '"']).unwrap_or((found, ""));
    let value = value.trim_end_matches(['`', '"']);
    match kind.trim() {
        "integer" | "floating point" => format!("the number {}", printable(value)),
        "boolean" => format!("`{}` without quotes", printable(value)),
        "string" => format!("the text \"{}\"", printable(value)),
        "sequence" => "a list".into(),
        "map" => "a table, or a date without quotes,".into(),
        _ => printable(found).to_string(),
    }
}

/// From `u32`: `a whole number, 0 or more,`.
fn expected_in_words(expected: &str) -> String {
    let words = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more,",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" | "bool" => "`true` or `false`, without quotes,",
        "a string" | "str" | "string" | "string or table" => "text in quotes",
        "a sequence" => "a list, in [ ] or as [[tables]] of that name,",
        "a map" | "a table" => "a table of keys and values",
        "a TOML datetime" | "datetime" => "a date without quotes, such as 2016-02-22,",
        other if other.starts_with("struct ") => "a table of keys and values, such as { weeks = 26 },",
        other => other,
    };
    words.into()
}

/// From serde's "unknown field `x`, expected one of `a`, `b`": the name and what was expected.
fn unknown_name(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let (unknown, rest) = rest.split_once('`')?;
    let expected = rest.split('`').skip(1).step_by(2).collect();
    Some((unknown, expected))
}

/// A TOML date without a time, written bare: `2016-02-22`.
fn date_of<E: serde::de::Error>(written: toml::value::Datetime) -> Result<NaiveDate, E> {
    let date = written.date.filter(|_| written.time.is_none());
    date.and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()))
        .ok_or_else(|| E::custom(format!("{written} is not a date like 2016-02-22")))
}

/// For a field that holds a date.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    toml::value::Datetime::deserialize(deserializer).and_then(date_of)
}

/// For a field that may hold a date.
pub fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    toml::value::Datetime::deserialize(deserializer).and_then(date_of).map(Some)
}

/// For a list that may be left out, and says nothing when it is empty.
pub fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let list = Vec::deserialize(deserializer)?;
    if list.is_empty() {
        return Err(D::Error::custom("an empty list: write what belongs in it, or take the line out"));
    }
    Ok(list)
}

/// For a table of dates by name.
pub fn dates<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, NaiveDate>, D::Error> {
    let written = BTreeMap::<String, toml::value::Datetime>::deserialize(deserializer)?;
    written
        .into_iter()
        .map(|(name, date)| {
            Ok((name.clone(), date_of(date).map_err(|error: D::Error| D::Error::custom(format!("{name}: {error}")))?))
        })
        .collect()
}

/// The candidate most like a name that is not known, when one is near enough to be worth naming.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase();
    let length = folded.chars().count();
    candidates
        .into_iter()
        // Ten times as long is never so alike, and takes its time.
        .filter(|candidate| length < 10 * candidate.chars().count())
        .map(|candidate| (strsim::jaro_winkler(&folded, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.75)
        .fold(None, |best: Option<(f64, &str)>, (likeness, candidate)| match best {
            Some((top, _)) if top >= likeness => best,
            _ => Some((likeness, candidate)),
        })
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::hint_of;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Small {
        threshold: u32,
        board: Option<String>,
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_nearest_name() {
        let error = parse::<Small>("threshold = 5\nbord = 'x'\n", "q.toml").unwrap_err();
        assert!(error.to_string().contains("`q.toml`, line 2: unknown name `bord`"), "{error}");
        assert!(hint_of(&error).unwrap().contains("did you mean `board`?"), "{:?}", hint_of(&error));
    }

    #[test]
    fn a_wrong_value_and_broken_toml_name_their_line() {
        let error = parse::<Small>("board = 'x'\nthreshold = 'five'\n", "q.toml").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
        let error = parse::<Small>("threshold = 5\n\n[broken\n", "q.toml").unwrap_err();
        assert!(error.to_string().contains("line 3"), "{error}");
    }

    #[test]
    fn a_wrong_value_is_told_without_the_words_of_a_programming_language() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Every {
            whole: Option<u32>,
            pence: Option<i64>,
            people: Option<u64>,
            share: Option<f64>,
            confirmed: Option<bool>,
            name: Option<String>,
            #[serde(default, deserialize_with = "some")]
            months: Vec<u32>,
            #[serde(default, deserialize_with = "optional_date")]
            start: Option<NaiveDate>,
            inner: Option<Small>,
            fee: Option<Vec<Small>>,
            kind: Option<Kind>,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Kind {
            Prime,
        }
        for (text, words) in [
            ("whole = 'five'", "the text \"five\" stands where a whole number, 0 or more, belongs"),
            ("whole = 2.5", "the number 2.5 stands where a whole number"),
            ("whole = -3", "the number -3 stands where a whole number, 0 or more, belongs"),
            ("whole = 99999999999", "the number 99999999999 is too large"),
            ("pence = '5'", "the text \"5\" stands where a whole number belongs"),
            ("people = -1", "the number -1 stands where a whole number, 0 or more, belongs"),
            ("share = true", "`true` without quotes stands where a number belongs"),
            ("confirmed = 'yes'", "the text \"yes\" stands where `true` or `false`, without quotes, belongs"),
            ("name = 5", "the number 5 stands where text in quotes belongs"),
            ("name = ['x']", "a list stands where text in quotes belongs"),
            ("months = 3", "the number 3 stands where a list"),
            ("months = []", "an empty list: write what belongs in it"),
            ("start = '2016-04-01'", "the text \"2016-04-01\" stands where a date without quotes"),
            ("inner = 5", "the number 5 stands where a table"),
            ("fee = 5", "the number 5 stands where a list"),
            ("kind = 5", "text in quotes"),
            ("pence = 99999999999999999999", "whole number"),
            ("[inner]", "`threshold` is missing"),
        ] {
            let told = parse::<Every>(text, "q.toml").unwrap_err().to_string();
            assert!(told.starts_with("`q.toml`, line 1: ") && told.contains(words), "{text}: {told}");
            for word in ["u32", "i64", "u64", "f64", "struct", "sequence", "integer", "string", "serde", "boolean"] {
                assert!(!told.contains(word), "{text}: {told}");
            }
        }
    }

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("refered", ["attached", "referred"]), Some("referred"));
        assert_eq!(nearest("zzz", ["attached", "referred"]), None);
    }
}
