//! The outline of a paper: its sections in order, and what stands in each. One TOML file a paper, `paper.toml` in its
//! folder of templates.

mod check;

use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::definitions::contradictions::refuse;
use crate::definitions::{Problem, definition_text, nearest, parse_definition};
use crate::fault::{Fault, printable};
use crate::vocabulary::totals::place_of_council;

use super::format::slug;
use super::input::Subject;
use super::papers;

/// `paper.toml` of a folder of templates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    pub title: String,
    /// Whom its figures are about.
    #[serde(default)]
    pub about: AboutWhom,
    /// Who meets over it: what the law asks of a paper depends on that.
    #[serde(default)]
    pub meeting: Meeting,
    /// Lines on top of the paper: label, and what it shows.
    pub header: Vec<HeaderOutline>,
    pub section: Vec<SectionOutline>,
    /// The file as it was read, and what messages call it.
    #[serde(skip)]
    text: String,
    #[serde(skip)]
    shown: String,
}

/// Whom the figures of a paper are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AboutWhom {
    /// Every prime of the workspace.
    #[default]
    All,
    /// One prime, without a figure of any other.
    Prime,
    /// One area or lot.
    Place,
}

/// Who meets over a paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meeting {
    /// A committee of members: section 100D of the Local Government Act 1972 asks for a list of background papers.
    #[default]
    Committee,
    /// None of its own: it goes with another paper.
    Annex,
    /// Officers and a prime; no member decides anything.
    Officers,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderOutline {
    pub label: String,
    /// Which of the workspace's words stands there.
    pub shows: Option<HeaderWords>,
    /// Words that stand there in every paper, such as `Information`.
    pub text: Option<String>,
}

/// The workspace's words that a line of the header, or a section, can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderWords {
    Board,
    MeetingDate,
    ReportingOfficer,
    Directorate,
    Portfolio,
    Subject,
    Wards,
    Contact,
    /// The quarter with its days.
    Period,
    /// The prime or place that the paper is about.
    Group,
}

/// What the law asks a section for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statutory {
    /// The list of background papers, section 100D of the Local Government Act 1972.
    BackgroundPapers,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionOutline {
    pub heading: String,
    /// Whether it has a number by which members cite it.
    #[serde(default = "yes")]
    pub numbered: bool,
    /// What the law asks it for.
    pub statutory: Option<Statutory>,
    /// The workspace's words that stand first.
    pub shows: Option<HeaderWords>,
    /// Paragraphs that stand in every paper; `{{ job_start_rate }}` is a published figure.
    #[serde(default)]
    pub words: Vec<String>,
    /// The officers' heading whose words stand here.
    pub commentary: Option<String>,
    /// What to print where the officers have written nothing; without it their silence shows and is a finding.
    pub default: Option<String>,
    /// Names of what the program writes here.
    #[serde(default)]
    pub blocks: Vec<String>,
    #[serde(default)]
    pub subsection: Vec<SectionOutline>,
}

fn yes() -> bool {
    true
}

/// What stands in an outline for the council's place, and for the prime or place that the paper is about.
const COUNCIL: &str = "{council}";
pub const GROUP: &str = "{group}";

/// The outline of the paper of that name for a council: the workspace's own file, else the built-in one.
///
/// A file that contradicts itself is a fault (usage) that names every line.
pub fn load(workspace: &Path, template: &str, council: &str) -> Result<Outline> {
    let mut outline = read(workspace, template)?;
    let problems: Vec<Problem> = outline.problems().into_iter().filter(|problem| problem.line.is_some()).collect();
    refuse(&problems, &outline.shown)?;
    outline.replace(COUNCIL, &place_of_council(council));
    Ok(outline)
}

/// The same as it is written, for somebody who checks it.
pub fn read(workspace: &Path, template: &str) -> Result<Outline> {
    let own = workspace.join("templates").join(template).join("paper.toml");
    let (text, shown) = match (own.symlink_metadata(), papers::find(template)) {
        (Ok(_), _) => (definition_text(&own)?, own.display().to_string()),
        (_, Some(paper)) => (paper.outline.to_string(), format!("templates/{template}/paper.toml (built in)")),
        // A folder without an outline is a paper of its own with the first built-in one's sections.
        _ if is_folder(workspace, template) => (papers::PAPERS[0].outline.to_string(), "paper.toml (built in)".into()),
        _ => return Err(unknown(template)),
    };
    let outline: Outline = parse_definition(&text, &shown)?;
    Ok(Outline { text, shown, ..outline })
}

/// Every outline that there is for a council, built in or its own. One that cannot be read is told where it is used.
pub fn all(workspace: &Path, council: &str) -> Vec<Outline> {
    let own = std::fs::read_dir(workspace.join("templates")).into_iter().flatten().flatten();
    let own = own.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = papers::names().map(String::from).into_iter().chain(own).collect();
    names.sort();
    names.dedup();
    let mut all: Vec<Outline> = names.iter().filter_map(|name| read(workspace, name).ok()).collect();
    all.iter_mut().for_each(|outline| outline.replace(COUNCIL, &place_of_council(council)));
    all
}

fn is_folder(workspace: &Path, template: &str) -> bool {
    !template.contains(['/', '\\', '.']) && workspace.join("templates").join(template).is_dir()
}

fn unknown(template: &str) -> anyhow::Error {
    let names = papers::names();
    let near = nearest(template, names).map(|name| format!("did you mean `{name}`? ")).unwrap_or_default();
    let all = names.join(", ");
    Fault::usage(format!("no template is called `{}`", printable(template)))
        .hint(format!("{near}built in: {all}; or make your own with `quarterdeck template new NAME`"))
        .into()
}

impl SectionOutline {
    fn replace(&mut self, what: &str, with: &str) {
        let words = [self.commentary.as_mut(), self.default.as_mut()].into_iter().flatten();
        let all = words.chain([&mut self.heading]).chain(&mut self.words);
        all.for_each(|words| *words = words.replace(what, with));
        self.subsection.iter_mut().for_each(|section| section.replace(what, with));
    }
}

impl Outline {
    /// The same for one prime or place.
    pub fn for_group(&self, name: &str) -> Outline {
        let mut own = self.clone();
        own.replace(GROUP, name);
        own
    }

    fn replace(&mut self, what: &str, with: &str) {
        self.title = self.title.replace(what, with);
        self.section.iter_mut().for_each(|section| section.replace(what, with));
    }

    /// A paper about one prime holds nothing about all, and the other way round.
    pub fn must_be_about(&self, subject: &Subject) -> Result<()> {
        let (is_about, asked) = match subject {
            Subject::All => (AboutWhom::All, "all primes"),
            Subject::Prime(_) => (AboutWhom::Prime, "one prime"),
            Subject::Place(_) => (AboutWhom::Place, "one area or lot"),
        };
        if self.about == is_about {
            return Ok(());
        }
        let (what, hint) = match self.about {
            AboutWhom::All => {
                ("all primes", "give a paper for that with --template, such as contract-review or area-profile")
            }
            AboutWhom::Prime => {
                ("one prime", "make a paper for each with --for-each prime, or give another with --template")
            }
            AboutWhom::Place => {
                ("one area or lot", "make a paper for each with --for-each area, or give another with --template")
            }
        };
        Err(Fault::usage(format!("`{}` is a paper about {what}, not about {asked}", self.shown)).hint(hint).into())
    }

    /// The line on which words stand; the first where they were put together.
    pub fn line_of(&self, words: &str) -> usize {
        let begin: String = words.chars().take_while(|c| !matches!(c, '"' | '\\')).take(40).collect();
        self.text.lines().position(|line| line.contains(&begin)).unwrap_or_default() + 1
    }

    /// The file as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What messages call its file.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Every heading under which officers can write.
    pub fn commentary_headings(&self) -> Vec<String> {
        self.sections().filter_map(|own| own.commentary.clone()).collect()
    }

    /// Whether silence under a heading shows: nothing stands in the place of the officers' words.
    pub fn needs_words(&self, heading: &str) -> bool {
        let wanted = slug(heading);
        let mut under = self.sections().filter(|own| own.commentary.as_ref().is_some_and(|own| slug(own) == wanted));
        under.any(|own| own.default.is_none())
    }

    /// The names of all blocks, in the paper's order.
    pub fn blocks(&self) -> Vec<String> {
        self.sections().flat_map(|own| &own.blocks).cloned().collect()
    }

    /// Whether the paper has one of these blocks.
    pub fn has_block(&self, names: &[&str]) -> bool {
        self.sections().flat_map(|own| &own.blocks).any(|block| names.contains(&block.as_str()))
    }

    /// Every section, each before those below it.
    pub fn sections(&self) -> impl Iterator<Item = &SectionOutline> {
        self.section.iter().flat_map(|own| std::iter::once(own).chain(&own.subsection))
    }
}

#[cfg(test)]
mod tests;
