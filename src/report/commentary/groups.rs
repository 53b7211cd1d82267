//! Headings under which officers write for a paper about one prime, area or lot: `Actions, Northgate Works`. Each of these is
//! found by every name that it goes by; a name that nobody has is told with the nearest.

use std::collections::BTreeSet;

use crate::definitions::{Supplier, SupplierKind, nearest};
use crate::report::Figures;
use crate::report::outline::{self, AboutWhom, GROUP};
use crate::report::packs;

use super::Sources;

/// Of whom a workspace can have a paper each, and the headings of these papers.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    patterns: Vec<Pattern>,
    primes: Vec<Called>,
    places: Vec<Called>,
    /// Headings of the workspace's own paper: whose words are in no paper of a pack, and not lost.
    own_paper: Vec<String>,
}

/// A heading with the name of a prime or place in it: `Actions, {group}`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    heading: String,
    about: AboutWhom,
}

/// A prime or place with the other names that it goes by.
#[derive(Clone, Debug)]
struct Called {
    name: String,
    others: Vec<String>,
    /// Whether a paper can be made of it.
    has_paper: bool,
}

/// What a heading of a pack names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfGroup {
    /// The heading as the paper has it, and whose paper that is.
    Known { heading: String, name: String, about: AboutWhom, has_paper: bool },
    /// A name that nobody has, and the heading that may be meant.
    Unknown { name: String, about: AboutWhom, near: Option<String> },
}

/// A heading as it is compared: its letters and digits, of any script.
pub fn key(heading: &str) -> String {
    let words = heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

impl Pattern {
    fn of(&self, name: &str) -> String {
        self.heading.replace(GROUP, name)
    }

    /// What stands in a heading where the pattern has a name behind a comma or colon; elsewhere it cannot be told from words.
    fn name_in(&self, heading: &str) -> Option<String> {
        let before = self.heading.strip_suffix(GROUP)?.trim_end();
        let mark = before.chars().last().filter(|mark| [',', ':'].contains(mark))?;
        let (own, name) = heading.split_once(mark)?;
        let is_own = key(own) == key(before) && !name.trim().is_empty();
        is_own.then(|| name.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Groups {
    pub fn of(sources: Sources<'_>) -> Groups {
        let Sources { whole, figures, .. } = sources;
        let outlines = outline::all(&whole.folder, &whole.council.name);
        let mut patterns: Vec<Pattern> = Vec::new();
        for own in outlines.iter().filter(|own| own.about != AboutWhom::All) {
            for heading in own.commentary_headings().into_iter().filter(|heading| heading.contains(GROUP)) {
                let pattern = Pattern { heading, about: own.about };
                if !patterns.contains(&pattern) {
                    patterns.push(pattern);
                }
            }
        }
        let of_all = outline::load(&whole.folder, &whole.template, &whole.council.name);
        Groups {
            patterns,
            primes: primes(sources, figures),
            places: places(sources, figures),
            own_paper: of_all.map(|own| own.commentary_headings()).unwrap_or_default(),
        }
    }

    fn called(&self, about: AboutWhom) -> &[Called] {
        match about {
            AboutWhom::Prime => &self.primes,
            AboutWhom::Place => &self.places,
            AboutWhom::All => &[],
        }
    }

    /// What a heading names, where it is one of a pack.
    pub fn find(&self, heading: &str) -> Option<OfGroup> {
        let wanted = key(heading);
        let known = |pattern: &Pattern| {
            let is_it = |own: &&Called| {
                let mut names = std::iter::once(&own.name).chain(&own.others);
                names.any(|name| key(&pattern.of(name)) == wanted)
            };
            let own = self.called(pattern.about).iter().find(is_it)?;
            let (heading, name) = (pattern.of(&own.name), own.name.clone());
            Some(OfGroup::Known { heading, name, about: pattern.about, has_paper: own.has_paper })
        };
        let unknown = |pattern: &Pattern| {
            let name = pattern.name_in(heading)?;
            let all = self
                .called(pattern.about)
                .iter()
                .flat_map(|own| std::iter::once(&own.name).chain(&own.others).map(move |name| (name, own)));
            let near = nearest(&name, all.clone().map(|(name, _)| name.as_str()));
            let near = near.and_then(|near| all.clone().find(|(name, _)| *name == near));
            let near = near.map(|(_, own)| pattern.of(&own.name));
            Some(OfGroup::Unknown { name, about: pattern.about, near })
        };
        self.patterns.iter().find_map(known).or_else(|| self.patterns.iter().find_map(unknown))
    }

    /// Every heading of a pack that would be understood.
    pub fn headings(&self) -> Vec<String> {
        let of =
            |pattern: &Pattern| self.called(pattern.about).iter().map(|own| pattern.of(&own.name)).collect::<Vec<_>>();
        self.patterns.iter().flat_map(of).collect()
    }

    /// Whether the workspace's own paper has a heading.
    pub fn is_of_own_paper(&self, heading: &str) -> bool {
        self.own_paper.iter().any(|own| key(own) == key(heading))
    }
}

fn primes(sources: Sources<'_>, figures: Option<&Figures>) -> Vec<Called> {
    // The figures of a paper about one prime do not tell who else has a paper.
    let figures = figures.filter(|_| sources.subject.name().is_none());
    let has_figures = |name: &str, figures: &Figures| {
        let counted = figures.counted.iter().any(|own| own.prime == name);
        counted || figures.to_date.group_named(name).is_some()
    };
    let all = sources.whole.supplier.iter().filter(|own| own.kind == SupplierKind::Prime);
    let called = |own: &Supplier| Called {
        name: own.name.clone(),
        others: own.aliases.iter().chain([&own.id]).cloned().collect(),
        has_paper: figures.is_none_or(|figures| has_figures(&own.name, figures)),
    };
    all.map(called).collect()
}

/// The areas that the workspace lists or the returns have, and the programmes' lots.
fn places(sources: Sources<'_>, figures: Option<&Figures>) -> Vec<Called> {
    let areas = &sources.whole.areas;
    // Where no table of the paper is by area, nobody can say here which of them the returns have.
    let in_returns = figures.map(packs::areas).filter(|names| !names.is_empty());
    let lots: Vec<String> = packs::lots(sources.contracts).into_iter().map(|lot| lot.name).collect();
    let mut names: Vec<&String> = areas.areas.iter().chain(in_returns.iter().flatten()).chain(&lots).collect();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert((*name).clone()));
    let called = |name: &String| Called {
        name: name.clone(),
        others: areas.area_aliases.iter().filter(|(_, of)| *of == name).map(|(alias, _)| alias.clone()).collect(),
        has_paper: in_returns.as_ref().is_none_or(|own| own.contains(name) || lots.contains(name)),
    };
    names.into_iter().map(called).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups() -> Groups {
        let pattern = |heading: &str, about| Pattern { heading: heading.into(), about };
        let called = |name: &str, others: &[&str]| Called {
            name: name.into(),
            others: others.iter().map(|own| (*own).to_string()).collect(),
            has_paper: true,
        };
        Groups {
            patterns: vec![
                pattern("Actions, {group}", AboutWhom::Prime),
                pattern("Talks with {group} on Monday", AboutWhom::Prime),
                pattern("Area, {group}", AboutWhom::Place),
            ],
            primes: vec![called("Northgate Works", &["Northgate"]), called("Łódź", &[]), called("Ż", &[])],
            places: vec![called("Wigan", &["Wigan Council"])],
            own_paper: Vec::new(),
        }
    }

    #[test]
    fn a_heading_of_a_pack_is_found_by_every_name_and_an_unknown_one_has_the_nearest() {
        let found = |heading: &str| match groups().find(heading) {
            Some(OfGroup::Known { heading, .. }) => heading,
            Some(OfGroup::Unknown { name, near, .. }) => format!("no {name}, {}", near.unwrap_or_default()),
            None => "none".into(),
        };
        for (heading, wanted) in [
            ("actions, NORTHGATE", "Actions, Northgate Works"),
            ("Actions: Northgate Works", "Actions, Northgate Works"),
            ("Talks with Northgate on Monday", "Talks with Northgate Works on Monday"),
            ("Actions, Łódź", "Actions, Łódź"),
            ("Area, Wigan Council", "Area, Wigan"),
            ("Actions, Northgate  Wroks", "no Northgate Wroks, Actions, Northgate Works"),
            ("Area, Wigann", "no Wigann, Area, Wigan"),
            ("Area, Northgate", "no Northgate, "),
            ("Actions", "none"),
            ("Actions, ", "none"),
            ("Job start rate, Northgate", "none"),
        ] {
            assert_eq!(found(heading), wanted, "{heading}");
        }
    }
}
