//! The paper put together: sections in the outline's order, the officers' words in their places,
//! paragraphs numbered so that members can cite them.

use anyhow::Result;

use crate::definitions::nearest;
use crate::fault::Fault;
use crate::finding::{Effect, Finding, Place};

use super::blocks;
use super::commentary::{Entry, Words};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{About, Block, HeaderLine, Inline, List, Report, Section};
use super::outline::{HeaderWords, Outline, SectionOutline};
use super::tables;

/// Builds the paper. The findings are about the officers' words: headings without a place, sections
/// without words, reds without a reason.
pub fn build(input: &PaperInput<'_>, figures: &Figures, outline: &Outline) -> Result<(Report, Vec<Finding>)> {
    let mut findings = input.commentary.unplaced(&outline.commentary_headings());
    let mut builder = Builder { input, figures, tables: 0, charts: 0, findings: Vec::new() };
    let mut sections = Vec::new();
    for (i, outline) in outline.section.iter().enumerate() {
        sections.push(builder.section(outline, i + 1)?);
    }
    findings.append(&mut builder.findings);
    findings.extend(blocks::reds_without_reason(input, figures));
    findings.extend(tables::too_few_residents(input, &figures.wards));
    let title = format!("{} {}", outline.title, figures.quarter.months_in_words());
    let report = Report {
        header: header(input, outline, &title),
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
    Ok((report, findings))
}

fn header(input: &PaperInput<'_>, outline: &Outline, title: &str) -> Vec<HeaderLine> {
    let (council, contact) = (&input.workspace.council, &input.workspace.contact);
    let words = |shows: HeaderWords| match shows {
        HeaderWords::Board => council.board.clone(),
        HeaderWords::MeetingDate => council.meeting_date.map_or_else(|| "To be confirmed".into(), format::date),
        HeaderWords::ReportingOfficer => council.reporting_officer.clone(),
        HeaderWords::Portfolio => council.portfolio.clone(),
        HeaderWords::Subject => title.to_string(),
        HeaderWords::Wards => council.wards.clone(),
        HeaderWords::Contact => format!("{}, {}", contact.name, contact.post),
    };
    outline.header.iter().map(|line| HeaderLine { label: line.label.clone(), text: words(line.shows) }).collect()
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
        for (i, sub) in outline.subsection.iter().enumerate() {
            let sub_number = format!("{number}.{}", i + 1);
            subsections.push(Section {
                id: format!("section-{}", sub_number.replace('.', "-")),
                heading: sub.heading.clone(),
                blocks: self.blocks(sub, &sub_number)?,
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
        let entry = self.input.commentary.under(heading).filter(|entry| !entry.words.is_empty());
        match (entry, &outline.default) {
            (Some(entry), _) => officer(entry),
            (None, Some(default)) => vec![Block::paragraph(vec![Inline::plain(default)])],
            (None, None) => {
                let message = format!("nothing is written under `{heading}`");
                let hint = format!("write it in {}: ## {heading} (initials, date)", self.input.commentary.file);
                self.findings.push(Finding::new(
                    "commentary_missing",
                    Effect::Notes,
                    Place::file(&self.input.commentary.file),
                    message,
                    hint,
                ));
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

/// An officer's words, signed as they signed them.
fn officer(entry: &Entry) -> Vec<Block> {
    let mut blocks: Vec<Block> = entry
        .words
        .iter()
        .map(|words| match words {
            Words::Paragraph(text) => Block::paragraph(vec![Inline::plain(text)]),
            Words::List(items) => {
                Block::List(List { items: items.iter().map(|item| vec![Inline::plain(item)]).collect() })
            }
        })
        .collect();
    if let Some(signed) = &entry.signed {
        let signature = Inline::plain(format!(" ({signed})"));
        match blocks.last_mut() {
            Some(Block::Paragraph(paragraph)) => paragraph.text.push(signature),
            Some(Block::List(list)) if !list.items.is_empty() => {
                list.items.last_mut().expect("a list with items has a last one").push(signature);
            }
            _ => blocks.push(Block::paragraph(vec![Inline::plain(format!("({signed})"))])),
        }
    }
    blocks
}
