//! A template tried on a paper: what becomes of the paper's words, and which rules for papers the page breaks that the
//! built-in template's page of the same paper keeps.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::definitions::Problem;
use crate::fault::{Exit, exit_of, hint_of, printable};
use crate::inspect::{self, ALONE, Given, Rule};
use crate::render::{Format, Templates, clean, markdown_running, markdown_words, render};
use crate::report::model::{Block, Inline, Report, Section};
use crate::report::papers;

/// A problem with the file that it is in.
pub type Told = (String, Problem);

/// A fault as a problem; what is not about the files stops.
pub fn problem(error: anyhow::Error) -> Result<Told> {
    if exit_of(&error) != Exit::Usage {
        return Err(error);
    }
    let hint = hint_of(&error).unwrap_or("correct it and check again").to_string();
    let what = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
    Ok((String::new(), Problem { line: None, what, hint }))
}

/// What is wrong with the web page and the Markdown file that a template makes of a paper.
pub fn of(report: &Report, templates: &Templates) -> Result<Vec<Told>> {
    let mut found = Vec::new();
    for format in [Format::Html, Format::Markdown] {
        let made = match render(report, templates, format) {
            Ok(files) => files,
            Err(error) => {
                found.push(problem(error)?);
                continue;
            }
        };
        let Some(file) = made.first().filter(|_| templates.is_own()) else { continue };
        found.extend(lost(report, format, &file.bytes)?.map(|own| (templates.shown(format).to_string(), own)));
        if format == Format::Html {
            found.extend(broken(report, templates, &file.bytes)?);
        }
    }
    Ok(found)
}

/// The rules that a page breaks oftener than the built-in template's page of the same paper: a paper's own words are no
/// fault of the template.
fn broken(report: &Report, templates: &Templates, page: &[u8]) -> Result<Vec<Told>> {
    let builtin = Templates::load(papers::PAPERS[0].name, None)?;
    let file = templates.shown(Format::Html).to_string();
    let own = match rules(page) {
        Ok(own) => own,
        Err(error) => return Ok(vec![problem(error.context(file))?]),
    };
    let mut usual = BTreeMap::new();
    for made in render(report, &builtin, Format::Html)? {
        usual = rules(&made.bytes)?.into_iter().map(|(rule, count, _)| (rule.id, count)).collect();
    }
    let worse = own.into_iter().filter(|(rule, count, _)| usual.get(rule.id).is_none_or(|usual| count > usual));
    let told = worse.map(|(rule, count, first)| {
        let file = if first.starts_with("style") { templates.style_shown().to_string() } else { file.clone() };
        let more = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
        let what = format!("the page breaks the rule {}: {} (in the page made: {first}{more})", rule.id, rule.asks);
        (file, Problem { line: None, what, hint: rule.mend.into() })
    });
    Ok(told.collect())
}

/// The rules that a page breaks, how often, and where first.
fn rules(page: &[u8]) -> Result<Vec<(&'static Rule, u64, String)>> {
    let inspection =
        inspect::inspect(&Given { name: Format::Html.file_name(), bytes: page, metadata: None, is_beside: ALONE })?;
    let broken = inspection.broken();
    Ok(broken.map(|(rule, places)| (rule, places.count, places.first.first().cloned().unwrap_or_default())).collect())
}

/// Headings, paragraphs and points of the paper that are not in the file.
fn lost(report: &Report, format: Format, bytes: &[u8]) -> Result<Option<Problem>> {
    let text = match format {
        // What is no page at all is told as such.
        Format::Html if bytes.trim_ascii().is_empty() => String::new(),
        Format::Html => inspect::words_of_page(bytes)?,
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let text = comparable(&text);
    let written = |words: &[Inline]| match format {
        Format::Html => clean(&words.iter().map(Inline::text).collect::<String>()),
        _ => markdown_running(words),
    };
    let heading = |words: &str| match format {
        Format::Html => clean(words),
        _ => markdown_words(words),
    };
    let mut wanted = Vec::new();
    report.sections.iter().for_each(|section| add_words(section, &heading, &written, &mut wanted));
    let missing: Vec<&String> = wanted.iter().filter(|words| !text.contains(&comparable(words))).collect();
    let Some(first) = missing.first() else { return Ok(None) };
    let more = if missing.len() > 1 { format!(", nor are {} more", missing.len() - 1) } else { String::new() };
    Ok(Some(Problem {
        line: None,
        what: format!(
            "not everything that the paper says is in the file that it makes: `{}` is not{more}",
            printable(first)
        ),
        hint:
            "print every section with its heading and blocks, as the built-in one does: `quarterdeck template new NAME`"
                .into(),
    }))
}

fn add_words(
    section: &Section,
    heading: &dyn Fn(&str) -> String,
    written: &dyn Fn(&[Inline]) -> String,
    out: &mut Vec<String>,
) {
    out.push(heading(&section.heading));
    for block in &section.blocks {
        match block {
            Block::Paragraph(paragraph) => out.push(written(&paragraph.text)),
            Block::List(list) => out.extend(list.items.iter().map(|item| written(item))),
            _ => {}
        }
    }
    section.subsections.iter().for_each(|section| add_words(section, heading, written, out));
}

/// Small letters and single spaces: a template may print headings in capitals.
fn comparable(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
