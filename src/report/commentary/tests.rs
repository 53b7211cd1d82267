use std::path::Path;

use super::*;
use crate::definitions::{parse_definition, workspace};
use crate::report::outline;

const WORKSPACE: &str = "id = 'x'
[council]
name = 'X Council'
board = 'x'
reporting_officer = 'x'
portfolio = 'x'
wards = 'x'
[contact]
name = 'x'
post = 'x'
email = 'x'
[[supplier]]
id = 'north'
name = 'North Works'
kind = 'prime'
aliases = ['Northern']
[[milestone]]
ref = 'PPLI 1a'
text = 'x'
due = 2016-03-31
[[contract]]
id = 'c'
supplier = 'north'
programme = 'work-programme'
";

const PAPER: &str = "title = 'x'
header = []
[[section]]
heading = 'ONE'
commentary = 'Job start rate'
[[section]]
heading = 'TWO'
commentary = 'Risks'
default = 'None.'
blocks = ['headline']
";

/// Commentaries by quarter, read for October to December 2015.
fn loaded(files: &[(&str, &str)]) -> Commentary {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("commentary")).unwrap();
    std::fs::write(folder.path().join("quarterdeck.toml"), WORKSPACE).unwrap();
    for (quarter, text) in files {
        std::fs::write(folder.path().join(format!("commentary/{quarter}.md")), text).unwrap();
    }
    let workspace = workspace::load(folder.path()).unwrap();
    let quarter = "2015-16-Q3".parse().unwrap();
    Commentary::load(Sources {
        workspace: &workspace,
        whole: &workspace,
        contracts: &[],
        outline: &paper(),
        subject: &crate::report::Subject::All,
        quarter,
        figures: None,
    })
    .unwrap()
}

fn paper() -> Outline {
    parse_definition(PAPER, "paper.toml").unwrap()
}

fn told(reason: Option<Reason<'_>>) -> String {
    let words = |entries: &[&Entry]| entries.iter().map(|entry| plain(&entry.words)).collect::<Vec<_>>().join(" | ");
    match reason {
        Some(Reason::OfPrime(entries)) => format!("prime: {}", words(&entries)),
        Some(Reason::General(entries)) => format!("all: {}", words(&entries)),
        None => "none".into(),
    }
}

#[test]
fn headings_are_understood_whatever_their_case_and_by_every_name_of_a_prime() {
    let text = "## RISKS\n\nx\n\n## job start rate, northern\n\nx\n\n## ppli-1A\n\nx\n\n## GOOD NEWS : A: title (KM, 1 January 2016)\n\nx\n\n## Job start rate, South\n\nx\n";
    let about: Vec<About> = loaded(&[("2015-16-Q3", text)]).entries.into_iter().map(|entry| entry.about).collect();
    assert_eq!(
        about,
        [
            About::Section,
            About::Prime { indicator: "job_start_rate", prime: "North Works".into(), rag: None, rag_then: None },
            About::Milestone { reference: "PPLI 1a".into(), progress: None },
            About::Story { title: "A: title".into(), consent: Consent::Missing },
            About::Unknown,
        ]
    );
}

#[test]
fn a_reason_is_this_quarters_before_an_earlier_one_and_a_primes_own_before_that_on_all() {
    let (all, own) =
        ("## Job start rate (KM, 1 January 2016)\n\nAll.\n\n", "## Job start rate, North Works\n\nOwn.\n\n");
    let both = format!("{all}{own}");
    let of = |files: &[(&str, &str)]| {
        let commentary = loaded(files);
        let reason = commentary.reason("job_start_rate", "North Works", Some(Rag::Red));
        let from = reason.as_ref().and_then(Reason::carried_from).map(|quarter| quarter.to_string());
        (told(reason), from.unwrap_or_default())
    };
    let now = "2015-16-Q3";
    assert_eq!(of(&[(now, &both)]), ("prime: Own.".into(), String::new()));
    assert_eq!(of(&[(now, all), ("2015-16-Q2", own)]), ("all: All.".into(), String::new()));
    assert_eq!(of(&[("2015-16-Q2", &both)]), ("prime: Own.".into(), "2015-16-Q2".into()));
    assert_eq!(of(&[("2015-16-Q2", all), ("2015-16-Q1", own)]), ("all: All.".into(), "2015-16-Q2".into()));
    assert_eq!(of(&[("2014-15-Q3", own)]), ("prime: Own.".into(), "2014-15-Q3".into()), "four quarters back");
    assert_eq!(of(&[("2014-15-Q2", own)]), ("none".into(), String::new()), "five are too many");
    assert_eq!(of(&[(now, "## Job start rate, North Works (initials, date)\n")]), ("none".into(), String::new()));
}

#[test]
fn an_officers_rag_is_given_out_with_its_reason_and_is_not_carried_over() {
    let text = "## Job start rate, North Works (KM, 1 January 2016)\n\nRAG: amber\nBecause.\n";
    let now = loaded(&[("2015-16-Q3", text)]);
    let own = now.rag_override("job_start_rate", "North Works").unwrap();
    assert_eq!((own.rag, plain(own.words).as_str(), own.signed), (Rag::Amber, "Because.", Some("KM, 1 January 2016")));
    assert!(now.overrides_any() && now.rag_override("job_start_rate", "South").is_none());
    let then = loaded(&[("2015-16-Q2", text)]);
    let reason = |now: Option<Rag>| told(then.reason("job_start_rate", "North Works", now));
    assert_eq!(reason(Some(Rag::Amber)), "prime: Because.");
    assert_eq!((reason(Some(Rag::Red)), reason(None)), ("none".into(), "none".into()), "given for another figure");
    assert!(!then.overrides_any() && then.rag_override("job_start_rate", "North Works").is_none());
}

#[test]
fn a_heading_that_the_paper_does_not_know_or_does_not_print_is_noted_with_what_to_do() {
    let text = "## Risk (KM, 1 January 2016)\n\nx\n\n## PPLI 1a (KM, 1 January 2016)\n\nx\n";
    let workspace: Workspace = parse_definition(WORKSPACE, "q.toml").unwrap();
    let outline = paper();
    let found = loaded(&[("2015-16-Q3", text)]).findings(&workspace, &outline);
    let told: Vec<(&str, &str)> = found.iter().map(|finding| (finding.code, finding.hint.as_str())).collect();
    assert_eq!(
        told,
        [
            ("commentary_not_placed", "did you mean `Risks`?"),
            ("commentary_not_placed", "add the block \"milestones\" to a section of the template's paper.toml"),
        ]
    );
    assert!(outline::load(Path::new("/nowhere"), "halton-cover", "X").unwrap().has_block(&["milestones"]));
}

#[test]
fn a_figure_stays_a_name_where_there_are_no_figures_yet() {
    let commentary = loaded(&[("2015-16-Q3", "## Risks (KM, 1 January 2016)\n\nIt is {{ whatever }}.\n")]);
    assert_eq!(plain(&commentary.section("Risks")[0].words), "It is {{ whatever }}.");
}
