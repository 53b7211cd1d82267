//! Papers made in one run, the board's and packs, and the names by which their files are known again.

use anyhow::Result;

use super::{Session, part_two};
use crate::manifest::Run;
use crate::metrics::Measured;
use crate::pipeline::Paper;
use crate::render::Format;
use crate::report::Figures;
use crate::report::packs::{Each, Pack};

/// What officers ask for beside the paper.
const OFFICERS_FILES: [&str; 6] = [
    "internal/figures.csv",
    "internal/finance.csv",
    "internal/outcomes.csv",
    "internal/revisions.csv",
    part_two::FILES[0],
    part_two::FILES[1],
];

const MANIFEST: &str = "internal/run.json";

/// Whether a file of a paper's folder is one that a run writes: what an earlier one wrote and this one does not would mislead
/// beside a new paper.
pub fn is_of_paper(name: &str) -> bool {
    let is_table = |name: &str| name.starts_with("table-") && name.ends_with(".csv");
    name == MANIFEST
        || OFFICERS_FILES.contains(&name)
        || Format::ALL.iter().any(|format| format.file_name() == name)
        || name.strip_prefix("tables/").is_some_and(is_table)
}

/// The same of a pack's folder: its own page, and the papers in folders of their own.
pub fn is_of_pack(name: &str) -> bool {
    let of_subject = |name: &str| name.split_once('/').is_some_and(|(_, own)| is_of_paper(own));
    ["index.html", "index.md", MANIFEST].contains(&name) || (!name.starts_with("internal/") && of_subject(name))
}

/// A paper each for every prime, area or lot; nothing where there is none to make one for.
pub fn pack(
    each: Each,
    template: Option<&str>,
    formats: &[Format],
    session: &Session,
    measured: &Measured,
    figures: Figures,
    run: &Run,
) -> Result<Option<Paper>> {
    let template = template.unwrap_or(each.paper());
    let rule = session.definitions.disclosure();
    let pack = Pack::of(each, &measured.people, figures, &session.definitions.contracts(), rule)?;
    if pack.papers().is_empty() {
        return Ok(None);
    }
    session.made(run).pack(&pack, each, template, formats).map(Some)
}

/// Why there is nothing to make a paper for, and what can be done.
pub fn nothing_for(each: Each) -> (String, &'static str) {
    let (what, hint) = match each {
        Each::Prime => ("no prime's return is used", "look at the findings above"),
        Each::Area => {
            ("the returns know no areas", "map a column of the layouts to `area`, or make papers --for-each prime")
        }
        Each::Lot => (
            "no programme of the contracts has lots, or the returns know no areas",
            "say in the programme's file which areas are a lot; docs/programmes.md tells how",
        ),
    };
    (format!("there is no {} to make a paper for: {what}", each.id()), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_papers_and_packs_are_known_by_their_names_and_nobody_elses_are() {
        for name in ["report.html", "tables/table-01.csv", "tables/csv-metadata.json", MANIFEST, "internal/figures.csv"]
        {
            assert!(is_of_paper(name), "{name}");
        }
        for name in ["minutes.docx", "internal/queries/q.xlsx", "prime/north/report.html", "tables/own.csv"] {
            assert!(!is_of_paper(name), "{name}");
        }
        for name in ["index.html", MANIFEST, "north/report.html", "north/tables/table-1.csv"] {
            assert!(is_of_pack(name), "{name}");
        }
        for name in ["report.html", "north/minutes.docx", "internal/figures.csv"] {
            assert!(!is_of_pack(name), "{name}");
        }
    }
}
