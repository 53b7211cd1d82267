//! The paper put together: sections in the outline's order, the officers' words in their places,
//! paragraphs numbered so that members can cite them.

use anyhow::Result;

use crate::definitions::nearest;
use crate::fault::Fault;
use crate::finding::Finding;
use crate::vocabulary::Quarter;

use super::blocks;
use super::figures::Figures;
use super::format;
use super::glossary;
use super::input::PaperInput;
use super::judged;
use super::model::{About, Block, HeaderLine, Inline, Report, Section};
use super::officers;
use super::outline::{HeaderOutline, HeaderWords, Outline, SectionOutline};
use super::tables;

/// Builds the paper. The findings are about the officers' words: headings without a place, sections
/// without words, reds without a reason.
pub fn build(input: &PaperInput<'_>, figures: &Figures, outline: &Outline) -> Result<(Report, Vec<Finding>)> {
    let mut findings = input.commentary.findings(input.workspace, outline);
    let mut builder = Builder { input, figures, tables: 0, charts: 0, findings: Vec::new() };
    let mut sections = Vec::new();
    for (i, outline) in outline.section.iter().enumerate() {
        sections.push(builder.section(outline, i + 1)?);
    }
    findings.append(&mut builder.findings);
    findings.extend(judged::findings(input, figures));
    findings.extend(tables::too_few_residents(input, &figures.wards));
    let title = format!("{} {}", outline.title, figures.quarter.months_in_words());
    let mut report = Report {
        header: header(input, figures.quarter, outline, &title),
        council: input.workspace.council.name.clone(),
        notice: input.workspace.notice.clone(),
        about: About {
            period: figures.quarter.in_words(),
            as_at: figures.to_date.view().as_at.0,
            source: input.source_line(),
            contact: contact(input),
        },
        footer: footer(input),
        title,
        sections,
    };
    glossary::keep_used(&mut report);
    Ok((report, findings))
}

fn header(input: &PaperInput<'_>, quarter: Quarter, outline: &Outline, title: &str) -> Vec<HeaderLine> {
    let (council, contact) = (&input.workspace.council, &input.workspace.contact);
    let words = |shows: HeaderWords| match shows {
        HeaderWords::Board => council.board.clone(),
        HeaderWords::MeetingDate => council.meeting_date.map_or_else(|| "To be confirmed".into(), format::date),
        HeaderWords::ReportingOfficer => council.reporting_officer.clone(),
        HeaderWords::Portfolio => council.portfolio.clone(),
        HeaderWords::Subject => title.to_string(),
        HeaderWords::Wards => council.wards.clone(),
        HeaderWords::Contact => format!("{}, {}", contact.name, contact.post),
        HeaderWords::Period => quarter.in_words(),
        HeaderWords::Directorate | HeaderWords::Group => council.name.clone(),
    };
    let line = |line: &HeaderOutline| {
        let text = line.text.clone().or_else(|| line.shows.map(words));
        HeaderLine { label: line.label.clone(), text: text.unwrap_or_default() }
    };
    outline.header.iter().map(line).collect()
}

/// Whom to ask, and how to reach them.
fn contact(input: &PaperInput<'_>) -> String {
    let contact = &input.workspace.contact;
    let told = [&contact.name, &contact.post, &contact.email].into_iter().chain(&contact.telephone);
    told.map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn footer(input: &PaperInput<'_>) -> Vec<String> {
    vec![
        format!("Contact: {}.", contact(input)),
        format!("Made by Quarterdeck {}. Run {} (run_sha256 of internal/run.json).", input.version, input.run_sha256),
    ]
}

/// Builds sections in order, numbering tables, charts and paragraphs as it goes.
struct Builder<'a, 'i> {
    input: &'a PaperInput<'i>,
    figures: &'a Figures,
    tables: usize,
    charts: usize,
    findings: Vec<Finding>,
}

impl Builder<'_, '_> {
    fn section(&mut self, outline: &SectionOutline, number: usize) -> Result<Section> {
        let blocks = self.blocks(outline, &number.to_string())?;
        let mut subsections = Vec::new();
        for sub in &outline.subsection {
            let sub_number = format!("{number}.{}", subsections.len() + 1);
            let blocks = self.blocks(sub, &sub_number)?;
            // Nothing to tell, such as no good news: no heading over nothing.
            if blocks.is_empty() && !sub.blocks.is_empty() {
                continue;
            }
            subsections.push(Section {
                id: format!("section-{}", sub_number.replace('.', "-")),
                heading: sub.heading.clone(),
                blocks,
                subsections: Vec::new(),
                number: sub_number,
            });
        }
        Ok(Section {
            number: format!("{number}.0"),
            id: format!("section-{number}"),
            heading: outline.heading.clone(),
            blocks,
            subsections,
        })
    }

    fn blocks(&mut self, outline: &SectionOutline, number: &str) -> Result<Vec<Block>> {
        let mut blocks = self.words(outline);
        for name in &outline.blocks {
            let Some((_, make)) = blocks::BLOCKS.iter().find(|(known, _)| known == name) else {
                let names: Vec<&str> = blocks::BLOCKS.iter().map(|(name, _)| *name).collect();
                let near = nearest(name, names.iter().copied())
                    .map(|near| format!("did you mean `{near}`? "))
                    .unwrap_or_default();
                return Err(Fault::usage(format!("paper.toml: there is no block called `{name}`"))
                    .hint(format!("{near}known: {}", names.join(", ")))
                    .into());
            };
            blocks.extend(blocks::make(name, *make, self.input, self.figures));
        }
        self.number(&mut blocks, number);
        Ok(blocks)
    }

    /// The officers' words for a section, or what stands in their place.
    fn words(&mut self, outline: &SectionOutline) -> Vec<Block> {
        let Some(heading) = &outline.commentary else { return Vec::new() };
        let commentary = self.input.commentary;
        let entries = commentary.section(heading);
        if let Some(from) = entries.first().and_then(|entry| entry.carried_from) {
            self.findings.push(commentary.stale(heading, from));
        }
        match (&entries[..], &outline.default) {
            ([_, ..], _) => officers::words(&entries),
            ([], Some(default)) => vec![Block::paragraph(vec![Inline::plain(default)])],
            ([], None) => {
                let message = format!("nothing is written under `{heading}`");
                let hint = format!("write it in {}: ## {heading} (initials, date)", commentary.file);
                self.findings.push(commentary.note("commentary_missing", message, hint));
                vec![Block::paragraph(vec![Inline::plain("No comment has been given.")])]
            }
        }
    }

    /// Numbers paragraphs within their section, tables and charts through the paper. A chart names the
    /// table before it.
    fn number(&mut self, blocks: &mut [Block], section: &str) {
        let mut paragraphs = 0;
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    paragraphs += 1;
                    paragraph.number = format!("{section}.{paragraphs}");
                }
                Block::Table(table) => {
                    self.tables += 1;
                    table.number = format!("Table {}", self.tables);
                }
                Block::Chart(chart) => {
                    self.charts += 1;
                    chart.number = format!("Figure {}", self.charts);
                    if chart.table.is_empty() {
                        chart.table = format!("Table {}", self.tables);
                    }
                }
                _ => {}
            }
        }
    }
}
