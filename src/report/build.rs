//! The paper put together: sections in the outline's order, the officers' words in their places,
//! paragraphs numbered so that members can cite them.

use anyhow::Result;

use crate::fault::Fault;
use crate::finding::{Effect, Finding, Place};
use crate::vocabulary::Quarter;

use super::blocks;
use super::commentary::Line;
use super::commentary::named::{self, Names};
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
    let title = format!("{} {}", outline.title, figures.quarter.months_in_words());
    let names = Names::new(input.workspace, figures);
    let mut builder =
        Builder { input, figures, names: &names, outline, title: &title, tables: 0, charts: 0, findings: Vec::new() };
    let mut sections = Vec::new();
    let mut numbered = 0;
    for outline in &outline.section {
        numbered += usize::from(outline.numbered);
        sections.push(builder.section(outline, outline.numbered.then_some(numbered))?);
    }
    findings.append(&mut builder.findings);
    findings.extend(judged::findings(input, figures));
    findings.extend(tables::too_few_residents(input, &figures.wards));
    findings.extend(outline.statutory().map(|missing| {
        Finding::new(
            "statutory_section_missing",
            Effect::Notes,
            Place::file(outline.shown()),
            missing.what,
            missing.hint,
        )
    }));
    let mut report = Report {
        header: header(input, outline, &title, figures.quarter)?,
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

fn header(input: &PaperInput<'_>, outline: &Outline, title: &str, quarter: Quarter) -> Result<Vec<HeaderLine>> {
    let line = |line: &HeaderOutline| {
        let text = match (line.shows, &line.text) {
            (Some(shows), _) => workspace_words(input, shows, title, quarter)?,
            (None, text) => text.clone().unwrap_or_default(),
        };
        Ok(HeaderLine { label: line.label.clone(), text })
    };
    outline.header.iter().map(line).collect()
}

/// The workspace's own words, as a line of the header or a section shows them.
fn workspace_words(input: &PaperInput<'_>, shows: HeaderWords, title: &str, quarter: Quarter) -> Result<String> {
    let council = &input.workspace.council;
    Ok(match shows {
        HeaderWords::Board => council.board.clone(),
        HeaderWords::MeetingDate => council.meeting_date.map_or_else(|| "To be confirmed".into(), format::date),
        HeaderWords::ReportingOfficer => council.reporting_officer.clone(),
        HeaderWords::Directorate => council.directorate.clone().ok_or_else(|| {
            Fault::usage("the paper shows the directorate, and quarterdeck.toml does not name it")
                .hint("write `directorate = \"...\"` under [council], or take the line out of the paper's paper.toml")
        })?,
        HeaderWords::Portfolio => council.portfolio.clone(),
        HeaderWords::Subject => title.to_string(),
        HeaderWords::Wards => council.wards.clone(),
        HeaderWords::Contact => contact(input),
        HeaderWords::Period => quarter.in_words(),
        HeaderWords::Group => input.subject.name().unwrap_or(&council.name).to_string(),
    })
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
    names: &'a Names<'a>,
    outline: &'a Outline,
    title: &'a str,
    tables: usize,
    charts: usize,
    findings: Vec<Finding>,
}

impl Builder<'_, '_> {
    /// A section with its number; one without has none in its paragraphs either, and its anchor is its heading.
    fn section(&mut self, outline: &SectionOutline, number: Option<usize>) -> Result<Section> {
        let own = number.map(|number| number.to_string());
        let blocks = self.blocks(outline, own.as_deref())?;
        let mut subsections = Vec::new();
        for sub in &outline.subsection {
            let sub_number = own.as_ref().map(|own| format!("{own}.{}", subsections.len() + 1));
            let blocks = self.blocks(sub, sub_number.as_deref())?;
            // Nothing to tell, such as no good news: no heading over nothing.
            if blocks.is_empty() && !sub.blocks.is_empty() {
                continue;
            }
            subsections.push(section(sub, blocks, sub_number.clone(), sub_number.as_deref(), Vec::new()));
        }
        let numbered = own.as_ref().map(|own| format!("{own}.0"));
        Ok(section(outline, blocks, numbered, own.as_deref(), subsections))
    }

    fn blocks(&mut self, outline: &SectionOutline, number: Option<&str>) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        if let Some(shows) = outline.shows {
            let words = workspace_words(self.input, shows, self.title, self.figures.quarter)?;
            blocks.push(Block::paragraph(vec![Inline::plain(words)]));
        }
        for words in &outline.words {
            blocks.push(self.standing(words)?);
        }
        blocks.extend(self.words(outline)?);
        for name in &outline.blocks {
            // The outline was checked when it was read.
            if let Some((_, make)) = blocks::BLOCKS.iter().find(|(known, _)| known == name) {
                blocks.extend(blocks::make(name, *make, self.input, self.figures));
            }
        }
        self.number(&mut blocks, number);
        Ok(blocks)
    }

    /// Words that stand in every paper, with the figures that they name.
    fn standing(&self, words: &str) -> Result<Block> {
        let line = Line { number: self.outline.line_of(words), text: words.to_string() };
        Ok(Block::paragraph(named::text(&[line], Some(self.names), self.outline.shown())?))
    }

    /// The officers' words for a section, or what stands in their place.
    fn words(&mut self, outline: &SectionOutline) -> Result<Vec<Block>> {
        let Some(heading) = &outline.commentary else {
            return outline.default.iter().map(|words| self.standing(words)).collect();
        };
        let commentary = self.input.commentary;
        let entries = commentary.section(heading);
        if let Some(from) = entries.first().and_then(|entry| entry.carried_from) {
            self.findings.push(commentary.stale(heading, from));
        }
        Ok(match (&entries[..], &outline.default) {
            ([_, ..], _) => officers::words(&entries),
            ([], Some(default)) => vec![self.standing(default)?],
            ([], None) => {
                let message = format!("nothing is written under `{heading}`");
                let hint = format!("write it in {}: ## {heading} (initials, date)", commentary.file);
                self.findings.push(commentary.note("commentary_missing", message, hint));
                vec![Block::paragraph(vec![Inline::plain("No comment has been given.")])]
            }
        })
    }

    /// Numbers paragraphs within their section, tables and charts through the paper. A chart names the
    /// table before it.
    fn number(&mut self, blocks: &mut [Block], section: Option<&str>) {
        let mut paragraphs = 0;
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    paragraphs += 1;
                    paragraph.number = section.map(|section| format!("{section}.{paragraphs}")).unwrap_or_default();
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

/// A section under its number, which names its anchor; without one its heading does.
fn section(
    outline: &SectionOutline,
    blocks: Vec<Block>,
    number: Option<String>,
    anchor: Option<&str>,
    subsections: Vec<Section>,
) -> Section {
    let anchor = anchor.map_or_else(|| format::slug(&outline.heading), |number| number.replace('.', "-"));
    Section {
        number: number.unwrap_or_default(),
        id: format!("section-{anchor}"),
        heading: outline.heading.clone(),
        blocks,
        subsections,
    }
}
