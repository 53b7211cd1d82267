//! The lists of codes that a column's values are held against.

use std::collections::BTreeMap;

use crate::canonical::schema::{self, Kind};
use crate::definitions::{Layout, Programme, Workspace};
use crate::mapping::codes::CodeList;

use super::profile::Profile;
use super::values;

/// By column of codes, what exists here.
pub struct Lists<'a> {
    codes: BTreeMap<&'static str, CodeList>,
    pub programmes: &'a [&'a Programme],
}

impl<'a> Lists<'a> {
    pub fn new(layout: &Layout, workspace: &Workspace, programmes: &'a [&'a Programme]) -> Lists<'a> {
        let codes = schema::COLUMNS.iter().filter(|spec| spec.kind == Kind::Code);
        let list = |name| (name, CodeList::new(name, layout, workspace, programmes));
        Lists { codes: codes.map(|spec| list(spec.name)).collect(), programmes }
    }

    /// The list for a column, where there is one; without it any value is accepted.
    pub fn get(&self, name: &str) -> Option<&CodeList> {
        self.codes.get(name).filter(|list| list.has_names())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &CodeList)> {
        self.codes.iter().map(|(name, list)| (*name, list))
    }

    /// How many cells hold a value of the list, or one that a line in the layout would make one of it.
    pub fn known(&self, name: &str, profile: &Profile) -> usize {
        let Some(list) = self.get(name) else { return 0 };
        let strange = values::strange(name, profile, list, self.programmes);
        let unknown: usize = strange.iter().filter(|(.., ours)| ours.is_none()).map(|(_, count, _)| **count).sum();
        profile.codes.values().sum::<usize>() - unknown
    }
}
