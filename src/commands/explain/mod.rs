//! `quarterdeck explain`: what the figures rest on, in plain words.

mod figure;
mod finding;
mod rows;

use std::fmt::Write;

use anyhow::Result;

use crate::cli::{ExplainArgs, ExplainCommand, ExplainProgrammeArgs, PageFormat};
use crate::definitions::programme;
use crate::fault::{Exit, on_a_terminal};
use crate::report::programme::{Line, Page, page};

use super::{print, print_out};

/// Tells one thing.
pub fn run(args: &ExplainArgs) -> Result<Option<Exit>> {
    match &args.command {
        Some(ExplainCommand::Figures(args)) => figure::list(args),
        Some(ExplainCommand::Programme(args)) => programme(args),
        Some(ExplainCommand::Finding(args)) => finding::run(args),
        None => figure::run(args),
    }
}

fn programme(args: &ExplainProgrammeArgs) -> Result<Option<Exit>> {
    let page = page(&programme::load(&args.workspace, &args.id)?);
    print_out(&written(&page, args.format, serde_json::Map::new()))?;
    Ok(None)
}

/// A page in a format; JSON holds `more` beside it.
fn written(page: &Page, format: PageFormat, more: serde_json::Map<String, serde_json::Value>) -> String {
    match format {
        PageFormat::Text => text(page),
        PageFormat::Markdown => markdown(page),
        PageFormat::Json => json(page, more),
    }
}

fn json(page: &Page, mut object: serde_json::Map<String, serde_json::Value>) -> String {
    let words = |line: &Line| match line {
        Line::Says(words) | Line::Item(words) => words.clone(),
    };
    let section = |own: &crate::report::programme::Section| serde_json::json!({ "heading": own.heading, "lines": own.lines.iter().map(words).collect::<Vec<_>>() });
    object.insert("title".into(), page.title.as_str().into());
    object.insert("sections".into(), page.sections.iter().map(section).collect::<Vec<_>>().into());
    print::json(&object.into())
}

/// Columns of a line on a terminal.
const WIDTH: usize = 100;

fn text(page: &Page) -> String {
    let mut out = format!("{}\n", on_a_terminal(&page.title));
    for section in &page.sections {
        let _ = write!(out, "\n{}\n", section.heading.to_uppercase());
        for line in &section.lines {
            match line {
                Line::Says(words) => wrap(words, "  ", "  ", &mut out),
                Line::Item(words) => wrap(words, "  - ", "    ", &mut out),
            }
        }
    }
    out
}

/// Words in lines that fit a terminal, the first with its own beginning.
fn wrap(words: &str, first: &str, others: &str, out: &mut String) {
    let words = on_a_terminal(words);
    let mut line = first.to_string();
    let mut empty = true;
    for word in words.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            line = others.to_string();
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line += word;
        empty = false;
    }
    let _ = writeln!(out, "{line}");
}

fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n", escaped(&page.title));
    for section in &page.sections {
        let _ = write!(out, "\n## {}\n\n", section.heading);
        let mut in_list = false;
        for (nth, line) in section.lines.iter().enumerate() {
            let is_item = matches!(line, Line::Item(_));
            if nth > 0 && !(is_item && in_list) {
                out.push('\n');
            }
            in_list = is_item;
            let _ = match line {
                Line::Says(words) => writeln!(out, "{}", escaped(words)),
                Line::Item(words) => writeln!(out, "- {}", escaped(words)),
            };
        }
    }
    out
}

/// A text of a file with what Markdown would obey made plain.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in on_a_terminal(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_a_terminal_and_no_word_is_lost() {
        let words = "twelve letters ".repeat(30);
        let mut out = String::new();
        wrap(&words, "  - ", "    ", &mut out);
        assert!(out.lines().count() > 3 && out.lines().all(|line| line.chars().count() <= WIDTH), "{out}");
        assert!(out.starts_with("  - twelve") && out.lines().skip(1).all(|line| line.starts_with("    ")), "{out}");
        assert_eq!(out.split_whitespace().filter(|word| *word == "letters").count(), 30);
    }

    #[test]
    fn a_programmes_words_are_words_in_markdown_too() {
        assert_eq!(escaped("a *b* [c](d) <e>"), "a \\*b\\* \\[c\\](d) \\<e\\>");
    }
}
