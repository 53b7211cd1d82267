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
        None => message.lines().collect::<Vec<_>>().join("; "),
    };
    Fault::usage(format!("{place}: {words}")).hint(hint)
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

/// For a field that may hold a date.
pub fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    toml::value::Datetime::deserialize(deserializer).and_then(date_of).map(Some)
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
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("refered", ["attached", "referred"]), Some("referred"));
        assert_eq!(nearest("zzz", ["attached", "referred"]), None);
    }
}
