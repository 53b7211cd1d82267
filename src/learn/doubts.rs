//! What a table's columns say against each other once each has its part: then none of them is used until a person
//! has decided.

use std::collections::BTreeMap;

use crate::canonical::schema::{self, Kind};
use crate::fault::printable;

use super::meaning::Meaning;
use super::order::{self, Dated};
use super::profile::Profile;
use super::words::{Fit, Likeness};

/// By column: what speaks against its part, in words.
pub type Doubts = BTreeMap<u32, Vec<String>>;

/// A column that is taken for one of ours.
pub struct Named<'a> {
    pub name: &'static str,
    pub profile: &'a Profile,
}

/// Contradictions among columns: dates in another order than the headers say, and of those that are taken for ours the
/// same in every row, or dates that others of the table do not read like.
pub fn among(columns: &[Named<'_>], dated: &[Dated<'_>]) -> Doubts {
    let mut doubts = Doubts::new();
    let mut add = |column: u32, why: &str| doubts.entry(column).or_default().push(why.to_string());
    for (one, other, told) in order::contradictions(dated) {
        add(one, &told);
        add(other, &told);
    }
    for (at, own) in columns.iter().enumerate() {
        for other in columns[..at].iter().filter(|other| is_copy(own.profile, other.profile)) {
            for (of, other) in [(own, other), (other, own)] {
                let header = printable(&other.profile.header);
                add(of.profile.column, &format!("`{header}` holds the same in every row"));
            }
        }
    }
    for (column, why) in other_order(columns) {
        add(column, &why);
    }
    doubts
}

/// The dates that a column's header says, in words of its own or that mean several; without those that others are.
pub fn dates_said(profile: &Profile, meaning: &Meaning, taken: &[&str]) -> Vec<&'static str> {
    if profile.share(profile.dates.read()) < 0.5 {
        return Vec::new();
    }
    let other = meaning.personal.fit.max(meaning.not_used.fit);
    let said = |likeness: &Likeness| likeness.fit > Fit::Part && likeness.fit >= other;
    let names = schema::COLUMNS.iter().map(|spec| spec.name).filter(|name| order::has_a_place(name));
    names.filter(|name| !taken.contains(name) && meaning.columns.get(*name).is_some_and(said)).collect()
}

/// Whether two columns hold the same in every row; of marks, two may well.
fn is_copy(a: &Profile, b: &Profile) -> bool {
    a.filled >= 5 && a.distinct >= 2 && a.filled == b.filled && a.contents == b.contents && a.marks < a.filled
}

/// Columns whose dates only read with the month first where most only read with the day first, or the other way.
fn other_order(columns: &[Named<'_>]) -> Vec<(u32, String)> {
    let is_date = |own: &&Named<'_>| schema::find(own.name).is_some_and(|spec| spec.kind == Kind::Date);
    let dates: Vec<&Named<'_>> = columns.iter().filter(is_date).collect();
    let dmy: usize = dates.iter().map(|own| own.profile.dates.only_dmy).sum();
    let mdy: usize = dates.iter().map(|own| own.profile.dates.only_mdy).sum();
    let fewer = |own: &Profile| if mdy > dmy { own.dates.only_dmy } else { own.dates.only_mdy };
    let (these, those) = if mdy > dmy { ("day", "month") } else { ("month", "day") };
    let odd = dates.into_iter().filter(|own| fewer(own.profile) > 0);
    odd.map(|own| {
        let count = fewer(own.profile);
        let why = format!(
            "{count} of its dates only read with the {these} first, and {} with the {those} first",
            dmy.max(mdy)
        );
        (own.profile.column, why)
    })
    .collect()
}
