//! The page that leads to the papers of a pack.

use anyhow::Result;

use crate::render::Format;
use crate::report::model::{About, Block, HeaderLine, Inline, List, Report, Section};
use crate::report::packs::Each;
use crate::report::{Figures, Subject, format};

use super::Made;

/// The folder of each paper, by its subject's name; two that would have the same are told apart by a number.
pub fn folders(papers: &[(&Subject, &Figures)]) -> Vec<String> {
    let mut folders: Vec<String> = Vec::new();
    for (subject, _) in papers {
        let own = format::slug(subject.name().unwrap_or("all"));
        let own = if own.is_empty() { "paper".to_string() } else { own };
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
