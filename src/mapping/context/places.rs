//! Areas of context figures held against the places of the workspace. A publication has more areas than a council, so
//! one that is unknown is no fault; what is missing or nearly a name of ours is told.

use std::collections::{BTreeMap, BTreeSet};

use super::super::codes::is_near;
use super::ContextSeries;
use crate::definitions::Workspace;
use crate::definitions::workspace::{Areas, fold};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, number_of};

/// Names that a message repeats; the rest is counted.
const NAMED: usize = 20;

/// The places of a workspace, as names are compared.
pub struct Places {
    known: BTreeSet<String>,
}

impl Places {
    pub fn of(areas: &Areas) -> Places {
        let names = [&areas.wards, &areas.offices, &areas.areas].into_iter().flatten();
        let aliases = [&areas.ward_aliases, &areas.office_aliases, &areas.area_aliases];
        Places { known: names.chain(aliases.into_iter().flat_map(BTreeMap::keys)).map(|name| fold(name)).collect() }
    }

    /// Whether a ward, an office or an area is called so.
    pub fn has(&self, name: &str) -> bool {
        spellings(name).any(|own| self.known.contains(&own))
    }
}

/// A name as it is written, and without the kind or code before a colon: `ward:Mersey`, `E05001 : Mersey`.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let bare = name.rsplit_once(':').map(|(_, bare)| fold(bare));
    std::iter::once(fold(name)).chain(bare)
}

/// Wards and areas without a figure, names that are a slip away from one of ours, and files that are about none of ours.
pub fn findings(series: &[ContextSeries], workspace: &Workspace, file: &str) -> Vec<Finding> {
    let areas = &workspace.areas;
    let given: BTreeSet<&str> = series.iter().map(|own| own.area.as_str()).filter(|area| !area.is_empty()).collect();
    let places = Places::of(areas);
    let (known, others): (Vec<&str>, Vec<&str>) = given.iter().partition(|area| places.has(area));
    let listed = areas.wards.iter().chain(&areas.areas).chain(&areas.offices);
    let listed: Vec<(String, &String)> = listed.map(|name| (fold(name), name)).collect();
    let note = |code, message: String, hint: &str| Finding::new(code, Effect::Notes, Place::file(file), message, hint);
    let mut findings = Vec::new();
    for own in &others {
        let near = |listed: &&(String, &String)| spellings(own).any(|own| is_near(&own, &listed.0));
        let Some((_, near)) = listed.iter().find(near) else { continue };
        let message = format!("`{}` is no ward, area or office of the workspace; nearest: {near}", printable(own));
        let hint = "correct the name, or give it as an alias under [areas] in quarterdeck.toml";
        findings.push(note("context_area_not_known", message, hint));
    }
    if !(areas.wards.is_empty() && areas.areas.is_empty()) && known.is_empty() && !others.is_empty() {
        let some = number_of(others.len() as u64, "name");
        let message = format!("not one of its areas is a ward, area or office of the workspace ({some})");
        let hint =
            "look whether `area` in the layout names the right column, and whether the file is about this council";
        findings.push(note("context_areas_not_known", message, hint));
    }
    for (kind, names, aliases) in
        [("ward", &areas.wards, &areas.ward_aliases), ("area", &areas.areas, &areas.area_aliases)]
    {
        let held = |name: &&String| {
            let written: BTreeSet<String> = aliases
                .iter()
                .filter(|(_, own)| own == name)
                .map(|(alias, _)| fold(alias))
                .chain([fold(name)])
                .collect();
            known.iter().any(|area| spellings(area).any(|area| written.contains(&area)))
        };
        let (there, missing): (Vec<&String>, Vec<&String>) = names.iter().partition(held);
        if there.is_empty() || missing.is_empty() {
            continue;
        }
        let named: Vec<String> = missing.iter().take(NAMED).map(|name| format!("`{}`", printable(name))).collect();
        let more = missing.len().checked_sub(NAMED).filter(|more| *more > 0);
        let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
        let message = format!("there is no figure for the {kind}s {}{more}", named.join(", "));
        findings.push(note("context_area_missing", message, "add them to the file, where they belong in it"));
    }
    findings
}
