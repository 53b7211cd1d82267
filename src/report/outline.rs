//! The outline of a board's paper: its sections in order, and what stands in each.

use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use crate::definitions::{load_definition, nearest, parse_definition};
use crate::fault::Fault;
use crate::vocabulary::totals::place_of_council;

/// `paper.toml` of a folder of templates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outline {
    pub title: String,
    /// Lines on top of the paper: label, and which of the workspace's words it shows.
    pub header: Vec<HeaderOutline>,
    pub section: Vec<SectionOutline>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderOutline {
    pub label: String,
    pub shows: HeaderWords,
}

/// The workspace's words that a header line can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderWords {
    Board,
    MeetingDate,
    ReportingOfficer,
    Portfolio,
    Subject,
    Wards,
    Contact,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionOutline {
    pub heading: String,
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

const BUILTIN: &[(&str, &str)] = &[("halton-cover", include_str!("../../templates/halton-cover/paper.toml"))];

/// What stands in an outline for the council's place.
const COUNCIL: &str = "{council}";

/// The outline of the templates of that name for a council: the workspace's own file, else the built-in one.
pub fn load(workspace: &Path, template: &str, council: &str) -> Result<Outline> {
    let mut outline = read(workspace, template)?;
    let place = place_of_council(council);
    outline.title = outline.title.replace(COUNCIL, &place);
    outline.section.iter_mut().for_each(|section| section.name(&place));
    Ok(outline)
}

fn read(workspace: &Path, template: &str) -> Result<Outline> {
    let own = workspace.join("templates").join(template).join("paper.toml");
    if own.symlink_metadata().is_ok() {
        return load_definition(&own);
    }
    match BUILTIN.iter().find(|(name, _)| *name == template) {
        Some((_, text)) => parse_definition(text, &format!("templates/{template}/paper.toml (built in)")),
        None => {
            let names: Vec<&str> = BUILTIN.iter().map(|(name, _)| *name).collect();
            let near = nearest(template, names.iter().copied())
                .map(|name| format!("did you mean `{name}`? "))
                .unwrap_or_default();
            Err(Fault::usage(format!("no template is called `{template}`"))
                .hint(format!("{near}built in: {}; or add templates/{template}/ to the workspace", names.join(", ")))
                .into())
        }
    }
}

impl SectionOutline {
    /// Puts the council's place where the outline has room for it.
    fn name(&mut self, place: &str) {
        let words = [self.commentary.as_mut(), self.default.as_mut()].into_iter().flatten();
        words.chain([&mut self.heading]).for_each(|words| *words = words.replace(COUNCIL, place));
        self.subsection.iter_mut().for_each(|section| section.name(place));
    }
}

impl Outline {
    /// Every heading under which officers can write.
    pub fn commentary_headings(&self) -> Vec<String> {
        fn collect(sections: &[SectionOutline], into: &mut Vec<String>) {
            for section in sections {
                into.extend(section.commentary.clone());
                collect(&section.subsection, into);
            }
        }
        let mut headings = Vec::new();
        collect(&self.section, &mut headings);
        headings
    }

    /// The names of all blocks, in the paper's order.
    pub fn blocks(&self) -> Vec<String> {
        let own = |section: &SectionOutline| {
            let below = section.subsection.iter().flat_map(|sub| sub.blocks.clone());
            section.blocks.iter().cloned().chain(below).collect::<Vec<_>>()
        };
        self.section.iter().flat_map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_halton_paper_has_the_councils_nine_sections_in_order() {
        let outline = load(Path::new("/nowhere"), "halton-cover", "Halton Borough Council").unwrap();
        let headings: Vec<&str> = outline.section.iter().map(|section| section.heading.as_str()).collect();
        assert_eq!(
            headings,
            [
                "PURPOSE OF THE REPORT",
                "RECOMMENDATION: That",
                "SUPPORTING INFORMATION",
                "POLICY IMPLICATIONS",
                "OTHER IMPLICATIONS",
                "IMPLICATIONS FOR THE COUNCIL'S PRIORITIES",
                "RISK ANALYSIS",
                "EQUALITY AND DIVERSITY ISSUES",
                "LIST OF BACKGROUND PAPERS UNDER SECTION 100D OF THE LOCAL GOVERNMENT ACT 1972",
            ]
        );
        let priorities: Vec<&str> =
            outline.section[5].subsection.iter().map(|section| section.heading.as_str()).collect();
        assert_eq!((priorities.len(), priorities[4]), (5, "Halton's Urban Renewal"));
    }

    #[test]
    fn the_built_in_paper_names_the_council_whose_it_is_and_no_other() {
        let outline = load(Path::new("/nowhere"), "halton-cover", "Testshire Council").unwrap();
        assert_eq!(outline.section[5].subsection[3].heading, "A Safer Testshire");
        assert!(outline.commentary_headings().contains(&"Testshire's urban renewal".to_string()));
        let all = format!("{outline:?}");
        assert!(!all.contains("Halton") && !all.contains("{council}"), "{all}");
    }

    #[test]
    fn an_unknown_template_names_the_nearest() {
        let error = load(Path::new("/nowhere"), "halton-covr", "Halton").unwrap_err();
        assert!(crate::fault::hint_of(&error).unwrap().contains("`halton-cover`"));
    }
}
