//! Exact answers for officers: only where the workspace allows them, and each told in a log before it is written.

use anyhow::Result;
use chrono::NaiveDate;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, CommandFactory};
use serde_json::json;

use super::monthly::log::now;
use super::{Session, officers, print_out};
use crate::archive::{ADVICE, FOLDER};
use crate::cli::{Audience, Cli, Folders, Inputs, QueryFormat};
use crate::fault::{Fault, json_on_a_terminal};
use crate::manifest::sha256;
use crate::metrics::indicators::find;
use crate::metrics::{Dimension, INDICATORS};
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline::definitions_without_layouts;
use crate::vocabulary::Quarter;

/// The log below the state folder.
const LOG: &str = "officers.jsonl";

/// What stands in the log in place of a value that may be anything.
const NOT_SHOWN: &str = "(not shown)";

/// What else can be done where the exact answer cannot be written.
const EXACT: Advice = Advice { instead: "give another folder with --output", kept: "no file was replaced" };

/// Refuses an exact answer where the workspace does not allow any. It is the workspace of today that is asked, whatever day the
/// figures are of.
pub fn allow(audience: Audience, inputs: &Inputs) -> Result<()> {
    if audience == Audience::Public || definitions_without_layouts(&inputs.workspace)?.workspace.officers.exact_answers
    {
        return Ok(());
    }
    let message =
        "this workspace allows no exact answers: `--audience officers` would show how many people are behind every [c]";
    Err(Fault::usage(message)
        .hint(format!(
            "whoever answers for the workspace can write `exact_answers = true` under [officers] in quarterdeck.toml; each \
             answer is then logged in {FOLDER}/{LOG}"
        ))
        .into())
}

/// Logs an exact answer and writes it to its file, marked as such. What cannot be logged is not written.
pub fn to_officers(
    bytes: Vec<u8>,
    name: &str,
    format: QueryFormat,
    (inputs, folders): (&Inputs, &Folders),
    session: &Session,
) -> Result<()> {
    let marked = match format.is_rows_alone() {
        true => bytes,
        false => [format!("{}\n", officers::MARK).into_bytes(), bytes].concat(),
    };
    let file =
        OutputFile { name: format!("internal/{name}.{}", format.extension()), bytes: marked, access: Access::Internal };
    let (workspace, quarter) = (&session.definitions.workspace.id, session.quarter.to_string());
    let (command, arguments) = as_asked(&Cli::command().get_matches());
    let line = json!({
        "at": now(),
        "command": command,
        "arguments": arguments,
        "quarter": quarter,
        "file": format!("{workspace}/{quarter}/{}", file.name),
        "sha256": sha256(&file.bytes),
    });
    output::add_line(&inputs.workspace.join(FOLDER), LOG, &json_on_a_terminal(&line.to_string()), &ADVICE)?;
    let folder = output::folder(&folders.output, workspace, &quarter);
    output::write_all(&folder, std::slice::from_ref(&file), &EXACT)?;
    print_out(&format!("{}\n", folder.join(&file.name).display()))
}

/// The command and its arguments in the order in which they were given. Reasons, names of people and folders are not shown.
fn as_asked(matches: &ArgMatches) -> (String, Vec<String>) {
    let Some((name, own)) = matches.subcommand() else { return (String::new(), Vec::new()) };
    let command = Cli::command();
    let Some(command) = command.find_subcommand(name) else { return (name.into(), Vec::new()) };
    let mut asked: Vec<(usize, String)> = Vec::new();
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        if !matches!(own.try_contains_id(id), Ok(true)) || own.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        let option = arg.get_long().map(|long| format!("--{long}"));
        let values = own.get_raw(id).into_iter().flatten().map(|value| shown(arg, &value.to_string_lossy()));
        let values = values.filter(|_| arg.get_action().takes_values());
        let mut words: Vec<String> = values.collect();
        if arg.get_value_delimiter().is_some() {
            words = vec![words.join(",")];
        }
        let at = own.indices_of(id).and_then(|mut indices| indices.next()).unwrap_or_default();
        match (option, words.is_empty()) {
            (Some(option), true) => asked.push((at, option)),
            (Some(option), false) => asked.extend(words.into_iter().map(|word| (at, format!("{option}={word}")))),
            (None, _) => asked.extend(words.into_iter().map(|word| (at, word))),
        }
    }
    asked.sort_by_key(|(at, _)| *at);
    (name.into(), asked.into_iter().map(|(_, word)| word).collect())
}

/// A value of a command that has been understood: by now a group that is filtered by is one that there is, and so is the
/// figure that is explained.
fn shown(arg: &Arg, value: &str) -> String {
    let is_of_measure = |value: &str| INDICATORS.iter().any(|own| value.strip_prefix(own.id).is_some_and(is_suffix));
    let is_known = match arg.get_id().as_str() {
        "filters" | "figure" => true,
        _ => {
            arg.get_possible_values().iter().any(|own| own.matches(value, false))
                || find(value).is_some()
                || Dimension::find(value).is_some()
                || value.parse::<Quarter>().is_ok()
                || value.parse::<NaiveDate>().is_ok()
                || value.parse::<u64>().is_ok()
                || is_of_measure(value)
        }
    };
    if is_known { value.to_string() } else { NOT_SHOWN.to_string() }
}

/// What follows a measure's name in that of a column beside it.
fn is_suffix(rest: &str) -> bool {
    let known = ["achieved", "of", "in_time", "low", "high", "lower_quartile", "upper_quartile", "change"];
    rest.strip_prefix('_').is_some_and(|rest| known.contains(&rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(args: &[&str]) -> Vec<String> {
        let all = ["quarterdeck"].iter().chain(args);
        as_asked(&Cli::command().get_matches_from(all)).1
    }

    #[test]
    fn a_question_is_told_as_it_was_asked_without_reasons_names_and_folders() {
        let told = asked(&[
            "query",
            "attached,job_start_rate",
            "--where",
            "ward=Mersey",
            "--by",
            "prime,office",
            "--where=prime=North",
            "--accept",
            "no_such_code",
            "--because",
            "Jane Doe said so",
            "--accepted-by",
            "Jane Doe",
            "-w",
            "/home/jane",
            "--sort",
            "job_start_rate_of",
            "--top",
            "5",
            "--detail",
            "--audience",
            "officers",
        ]);
        let all = told.join(" ");
        assert!(!all.contains("ane") && !all.contains("no_such"), "{all}");
        assert_eq!(told[0], "attached,job_start_rate");
        for word in ["--where=ward=Mersey", "--where=prime=North", "--by=prime,office", "--because=(not shown)"] {
            assert!(told.iter().any(|own| own == word), "{word} in {told:?}");
        }
        for word in
            ["--sort=job_start_rate_of", "--top=5", "--detail", "--audience=officers", "--workspace=(not shown)"]
        {
            assert!(told.iter().any(|own| own == word), "{word} in {told:?}");
        }
    }

    #[test]
    fn in_other_commands_by_is_a_name_and_stays_out() {
        let told = asked(&["cohorts", "sustained", "--accept", "x", "--because", "y", "--by", "Jane Doe"]);
        assert_eq!(told, ["sustained", "--accept=(not shown)", "--because=(not shown)", "--by=(not shown)"]);
    }
}
