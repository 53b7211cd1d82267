//! What an outline says against itself, and what the law asks for and it does not have.

use crate::definitions::Problem;
use crate::definitions::contradictions::{Contradictions, known, quoted};

use crate::fault::printable;

use super::super::blocks::{self, BLOCKS};
use super::super::cells::{HEADLINE, indicator};
use super::super::format::slug;
use super::super::other_primes::OtherPrimes;
use super::{AboutWhom, GROUP, Meeting, Outline, SectionOutline, Statutory};

impl Outline {
    /// Every problem with its line; what is missing altogether has none.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Contradictions::of(&self.text);
        for (nth, line) in self.header.iter().enumerate() {
            if line.shows.is_some() == line.text.is_some() {
                let what =
                    format!("the line {} shows either one of the workspace's words or a text", quoted(&line.label));
                found.add(&format!("header.{nth}"), what, "give it `shows = \"board\"` or `text = \"...\"`, not both");
            }
        }
        if let Some(line) = self.text.lines().position(|line| line.contains(GROUP) && self.about == AboutWhom::All) {
            found.add_at(
                line + 1,
                format!("`{GROUP}` stands for one prime or place, and this paper is about all"),
                "say `about = \"prime\"` or `about = \"place\"`, or leave it out",
            );
        }
        let mut seen = Seen::default();
        for (nth, section) in self.section.iter().enumerate() {
            self.section(section, &format!("section.{nth}"), &mut seen, &mut found);
            for (sub, own) in section.subsection.iter().enumerate() {
                let place = format!("section.{nth}.subsection.{sub}");
                self.section(own, &place, &mut seen, &mut found);
                if !own.subsection.is_empty() {
                    let what = format!("{} has sections below it: one level is all there is", quoted(&own.heading));
                    found.add(&format!("{place}.subsection.0"), what, "make them subsections of the section");
                }
            }
        }
        let mut problems = found.into_problems();
        problems.extend(self.statutory());
        problems
    }

    /// Words of the paper that name a prime whom it is not about: each with its line.
    pub fn naming(&self, others: &OtherPrimes) -> Vec<Problem> {
        let mut texts: Vec<&String> = vec![&self.title];
        texts.extend(self.header.iter().flat_map(|line| std::iter::once(&line.label).chain(&line.text)));
        for section in self.sections() {
            texts.extend(
                [&section.heading].into_iter().chain(&section.words).chain(&section.default).chain(&section.commentary),
            );
        }
        let problem = |text: &String| {
            let (_, prime) = others.named_in(text)?;
            let what = format!("a paper about one prime names {}, and every prime reads it", printable(prime));
            let hint = format!("write `{GROUP}` for the prime that the paper is about, or leave the name out");
            Some(Problem { line: Some(self.line_of(text)), what, hint })
        };
        let mut found: Vec<Problem> = texts.into_iter().filter_map(problem).collect();
        found.sort_by_key(|problem| problem.line);
        found.dedup();
        found
    }

    /// Words about all primes have no place in a paper about one.
    fn of_one_prime(&self, commentary: &str, place: &str, found: &mut Contradictions<'_>) {
        if self.about != AboutWhom::Prime {
            return;
        }
        let own = quoted(commentary);
        let is_printed_anyway =
            HEADLINE.iter().any(|id| slug(&format!("{}, {GROUP}", indicator(id).name)) == slug(commentary));
        if !commentary.contains(GROUP) {
            let what = format!("this paper is about one prime, and the words under {own} may be about any");
            found.add(place, what, format!("name the prime in the heading: \"{commentary}, {GROUP}\""));
        } else if is_printed_anyway {
            let what = format!("the blocks `headline` and `kpis` print what is written under {own}");
            found.add(place, what, format!("name one of these blocks, or write \"Notes on {commentary}\""));
        }
    }

    /// What the law asks for and is not there.
    pub fn statutory(&self) -> Option<Problem> {
        let is_there = self.sections().any(|section| section.statutory == Some(Statutory::BackgroundPapers));
        (self.meeting == Meeting::Committee && !is_there).then(|| Problem {
            line: None,
            what: "a committee's paper lists its background papers, and no section here does (section 100D of the Local Government Act 1972)".into(),
            hint: "add a section with `statutory = \"background_papers\"` and `default = \"There are none within the meaning of the Act.\"`; a paper for no committee says `meeting = \"officers\"` or `\"annex\"`".into(),
        })
    }

    fn section(&self, section: &SectionOutline, place: &str, seen: &mut Seen, found: &mut Contradictions<'_>) {
        let heading = quoted(&section.heading);
        if section.heading.trim().is_empty() {
            found.add(
                &format!("{place}.heading"),
                "a section without a heading",
                "give it one: readers find it by that",
            );
        }
        if seen.headings.contains(&section.heading) {
            let hint = "give one of them another heading";
            found.add(&format!("{place}.heading"), format!("two sections are called {heading}"), hint);
        }
        seen.headings.push(section.heading.clone());
        if let Some(commentary) = &section.commentary {
            if seen.commentary.contains(commentary) {
                let what = format!("the officers' words under {} would be printed twice", quoted(commentary));
                found.add(&format!("{place}.commentary"), what, "leave one of the two out");
            }
            seen.commentary.push(commentary.clone());
            self.of_one_prime(commentary, &format!("{place}.commentary"), found);
        }
        let is_filled = section.commentary.is_some()
            || section.default.is_some()
            || section.shows.is_some()
            || !(section.words.is_empty() && section.blocks.is_empty() && section.subsection.is_empty());
        if !is_filled {
            let hint = "give it blocks, commentary, words or subsections";
            found.add(place, format!("nothing can ever stand in {heading}"), hint);
        }
        for (nth, name) in section.blocks.iter().enumerate() {
            let place = format!("{place}.blocks.{nth}");
            let names = || BLOCKS.iter().map(|(name, _)| *name).filter(|name| blocks::fits(name, self.about));
            if !BLOCKS.iter().any(|(known, _)| known == name) {
                found.add(&place, format!("there is no block called {}", quoted(name)), known(name, names()));
            } else if !blocks::fits(name, self.about) {
                let what = format!("the block {} cannot stand in a paper about {}", quoted(name), about(self.about));
                found.add(&place, what, format!("blocks that can: {}", names().collect::<Vec<_>>().join(", ")));
            }
        }
    }
}

fn about(about: AboutWhom) -> &'static str {
    match about {
        AboutWhom::All => "all primes",
        AboutWhom::Prime => "one prime",
        AboutWhom::Place => "one area or lot",
    }
}

/// What stands in the sections before.
#[derive(Default)]
struct Seen {
    headings: Vec<String>,
    commentary: Vec<String>,
}
