//! The page that leads to the papers of a pack.

use anyhow::Result;

use crate::render::Format;
use crate::report::model::{About, Block, HeaderLine, Inline, List, Report, Section};
use crate::report::packs::Each;
use crate::report::{Figures, Subject, format};

use super::Made;

/// Names that a folder of a paper cannot have: officers' files lie in the first, and Windows keeps the others for devices.
const TAKEN: [&str; 5] = ["internal", "con", "prn", "aux", "nul"];

/// The longest name of a folder: with the workspace's and the file's below it, what every system can hold.
const LONGEST: usize = 60;

/// The folder of each paper, by its subject's name; two that would have the same are told apart by a number.
pub fn folders(papers: &[(&Subject, &Figures)]) -> Vec<String> {
    of_subjects(&papers.iter().map(|(subject, _)| *subject).collect::<Vec<_>>())
}

fn of_subjects(subjects: &[&Subject]) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for subject in subjects {
        let own = format::slug(subject.name().unwrap_or("all"));
        let own: String = own.chars().take(LONGEST).collect();
        let is_device = |name: &str| {
            let number = ["com", "lpt"].iter().find_map(|device| name.strip_prefix(device));
            number.is_some_and(|number| number.len() == 1 && number != "0")
        };
        let own = match own.trim_end_matches('-') {
            "" => "paper".to_string(),
            own if TAKEN.contains(&own) || is_device(own) => format!("{own}-paper"),
            own => own.to_string(),
        };
        let others = (2..).map(|nth| format!("{own}-{nth}"));
        let free = std::iter::once(own.clone()).chain(others).find(|name| !folders.contains(name));
        folders.extend(free);
    }
    folders
}

/// The page: every paper with its formats.
pub fn page(
    made: &Made<'_>,
    each: Each,
    papers: &[(&Subject, &Figures)],
    folders: &[String],
    formats: &[Format],
) -> Result<Report> {
    let workspace = &made.definitions.workspace;
    let months = made.run.quarter.months_in_words();
    let what = match each {
        Each::Prime => "prime",
        Each::Area => "area",
        Each::Lot => "lot",
    };
    let item = |((subject, _), folder): (&(&Subject, &Figures), &String)| {
        let mut text = vec![Inline::plain(format!("{}: ", subject.name().unwrap_or_default()))];
        for (nth, format) in formats.iter().enumerate() {
            text.extend((nth > 0).then(|| Inline::plain(", ")));
            text.push(Inline::link(format.in_words(), format!("{folder}/{}", format.file_name())));
        }
        text
    };
    let items = papers.iter().zip(folders).map(item).collect();
    let mut lead = Block::paragraph(vec![Inline::plain(format!("One paper for each {what}, all made in one run:"))]);
    if let Block::Paragraph(paragraph) = &mut lead {
        paragraph.number = "1.1".into();
    }
    let section = Section {
        number: "1.0".into(),
        id: "papers".into(),
        heading: "PAPERS".into(),
        blocks: vec![lead, Block::List(List { items })],
        subsections: Vec::new(),
    };
    Ok(Report {
        title: format!("Papers by {what}: {months}"),
        council: workspace.council.name.clone(),
        notice: workspace.notice.clone(),
        header: vec![HeaderLine { label: "Period".into(), text: made.run.quarter.in_words() }],
        sections: vec![section],
        about: About {
            period: made.run.quarter.in_words(),
            as_at: made.run.as_at.0,
            source: String::new(),
            contact: format!("{}, {}", workspace.contact.name, workspace.contact.post),
        },
        footer: vec![format!(
            "Made by Quarterdeck {}. Run {} (run_sha256 of internal/run.json).",
            made.run.version,
            made.run.sha256()?
        )],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paper_has_a_folder_that_any_system_can_hold_and_none_is_that_of_officers_files() {
        let subjects = ["Internal", "CON", "com1", "Com", "\u{682a}", "A B", "A-B", &"x".repeat(300)]
            .map(|name| Subject::Prime(name.to_string()));
        let names = of_subjects(&subjects.iter().collect::<Vec<_>>());
        let expected = ["internal-paper", "con-paper", "com1-paper", "com", "paper", "a-b", "a-b-2"];
        assert_eq!(names[..7], expected);
        assert_eq!(names[7], "x".repeat(60));
    }
}
