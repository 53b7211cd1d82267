//! `quarterdeck explain finding CODE`: what a finding means, what becomes of the row, and what its sender is asked.

use anyhow::Result;

use super::written;
use crate::cli::ExplainFindingArgs;
use crate::commands::print_out;
use crate::commands::query::unknown;
use crate::fault::Exit;
use crate::queries::words::{self, Asks};
use crate::report::format;
use crate::report::programme::{Line, Page, Section};
use crate::validation::checks::CHECKS;
use crate::validation::gates;

/// Tells one finding; a code that nobody gives names the nearest (exit 2).
pub fn run(args: &ExplainFindingArgs) -> Result<Option<Exit>> {
    let Some(own) = words::of(&args.code) else {
        return Err(unknown("finding", &args.code, words::codes().collect()).into());
    };
    let says = |text: String| Line::Says(text);
    let check = CHECKS.iter().find(|check| check.code == args.code);
    let meaning =
        [Some(format!("{}.", own.what)), check.map(|check| format!("As officers read it: {}.", check.message))];
    let mut sections = vec![
        Section { heading: "What it means", lines: meaning.into_iter().flatten().map(says).collect() },
        Section { heading: "What becomes of the row", lines: vec![says(fate(check.is_some(), own.asks).into())] },
        Section { heading: "When it stops the paper", lines: vec![says(stops(&args.code))] },
        Section { heading: "What its sender is asked", lines: asked(own) },
    ];
    if let Some(check) = check {
        let lists: Vec<String> = check.records.iter().map(|record| record.name().to_string()).collect();
        let heading = "Where it is looked for";
        sections.push(Section { heading, lines: vec![says(format!("In lists of {}.", format::list(&lists)))] });
    }
    let more = serde_json::Map::from_iter([("code".to_string(), args.code.as_str().into())]);
    print_out(&written(&Page { title: args.code.clone(), sections }, args.format, more))?;
    Ok(None)
}

/// What is done with a row, as far as it is the same wherever the finding comes from.
fn fate(is_a_check: bool, asks: Asks) -> &'static str {
    match (is_a_check, asks) {
        (true, _) => "The row is set aside: it counts in nothing until its sender has corrected it.",
        (false, Asks::Nothing) => {
            "Nobody is asked anything. Where `check` says \"left out\" the row is left out by rule, which is no fault; where it says \"noted\" the row is used."
        }
        (false, Asks::File) => {
            "It is about the file, or a column of it. Where `check` says \"stops\" no paper is made until it is mended or accepted by name; where it says \"noted\" it is only to be known."
        }
        (false, _) => {
            "Where `check` says \"left out\" the row is in no count, by rule; where it says \"set aside\" the row counts in nothing until it is corrected; where it says \"noted\" the row is used, with what is at fault read as not known."
        }
    }
}

fn stops(code: &str) -> String {
    match gates::limit(code) {
        Some((share, compared)) => format!(
            "When it is found in {:.0}% of {}. A workspace sets its own limit: {code} under [gates.block_share] in quarterdeck.toml.",
            share * 100.0,
            if compared { "the rows that were compared with another list, or more" } else { "the sender's rows, or more" }
        ),
        None => "It has no limit of its own. Rows set aside count towards the limit on all of them: 5% of a sender's rows, unless the workspace says otherwise (rows_set_aside).".into(),
    }
}

fn asked(own: &words::Words) -> Vec<Line> {
    match own.asks {
        Asks::Nothing => vec![Line::Says("Nothing.".into())],
        Asks::Line => vec![
            Line::Says(own.correct.clone()),
            Line::Says("The row is not repeated to anybody: its values stand in the wrong columns.".into()),
        ],
        _ => vec![Line::Says(own.correct.clone())],
    }
}
