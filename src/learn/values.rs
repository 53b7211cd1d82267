//! The sender's words for groups, benefits and the like, and ours: known spellings and near misses.

use crate::definitions::Programme;
use crate::mapping::codes::CodeList;
use crate::vocabulary::personal::could_be_personal;

use super::matching;
use super::profile::Profile;
use super::words::words;

/// A sender's word that the lists do not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedValue {
    pub theirs: String,
    /// Ours, where something speaks for one.
    pub ours: Option<String>,
    /// Whether it may be written into the layout as it is.
    pub sure: bool,
    pub reason: &'static str,
}

/// The values of one column of codes that need a line in the layout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProposedValues {
    pub values: Vec<ProposedValue>,
    /// Values that few rows have and no list knows: counted, and not shown, for they could be about somebody.
    pub rare: usize,
}

/// A word that no list knows is repeated only when at least this many rows have it.
pub const SHOWN: usize = 5;
/// Names of groups this alike are the same.
const ALIKE: f64 = 0.85;

/// What the layout must say about a column's values. Words that the list knows need nothing.
pub fn propose(name: &str, profile: &Profile, list: &CodeList, programmes: &[&Programme]) -> ProposedValues {
    let mut out = ProposedValues::default();
    // Which word is which event is on no list: the layout alone says it.
    if name != "event" && !list.has_names() {
        return out;
    }
    for (theirs, count, ours) in strange(name, profile, list, programmes) {
        if let Some((ours, reason)) = ours {
            out.values.push(ProposedValue { theirs: theirs.clone(), ours: Some(ours), sure: true, reason });
        } else if *count >= SHOWN && !could_be_personal(theirs) {
            let near = list.read(theirs).err().and_then(|unknown| unknown.nearest);
            let reason = if near.is_some() { "the nearest name; nobody has said so" } else { "no list knows it" };
            out.values.push(ProposedValue { theirs: theirs.clone(), ours: near, sure: false, reason });
        } else {
            out.rare += 1;
        }
    }
    out
}

/// Ours for one of a sender's words, and how that is known.
type Ours = Option<(String, &'static str)>;

/// The words that the list does not hold, how many cells have each, and ours where something is sure.
pub fn strange<'p>(
    name: &str,
    profile: &'p Profile,
    list: &CodeList,
    programmes: &[&Programme],
) -> Vec<(&'p String, &'p usize, Ours)> {
    // `6a` is a group wherever 6 is one; asking for any other word costs the search for the nearest.
    let listed = |text: &str| list.knows(text) || name == "payment_group" && text.len() < 4 && list.read(text).is_ok();
    let strange: Vec<(&String, &usize)> =
        profile.codes.iter().filter(|(text, _)| name == "event" || !listed(text)).collect();
    let groups = if name == "payment_group" { by_name(&strange, programmes) } else { vec![None; strange.len()] };
    let ours = strange.into_iter().zip(groups);
    ours.map(|((theirs, count), group)| (theirs, count, known(name, theirs, list).or(group))).collect()
}

/// Ours for a word that the field knows, or that has the code in it.
fn known(name: &str, theirs: &str, list: &CodeList) -> Ours {
    if let Some(ours) = words().value(name, theirs) {
        return list.read(ours).ok().map(|ours| (ours, "another word for it"));
    }
    if name != "payment_group" {
        return None;
    }
    let codes: Vec<String> = theirs
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| {
            let bare = word.to_lowercase();
            bare.strip_prefix("pg").or_else(|| bare.strip_prefix("group")).unwrap_or(&bare).to_string()
        })
        .filter(|word| word.len() < 4 && word.starts_with(|c: char| c.is_ascii_digit()) && list.read(word).is_ok())
        .collect();
    // `JSA 25+` has figures and no code; two codes in one word say nothing.
    match codes.as_slice() {
        [code] => list.read(code).ok().map(|code| (code, "the code is in it")),
        _ => None,
    }
}

/// Groups that are written out, matched with the names of the programmes' groups, each once.
fn by_name(strange: &[(&String, &usize)], programmes: &[&Programme]) -> Vec<Ours> {
    let mut groups: Vec<_> = programmes.iter().flat_map(|programme| &programme.payment_group).collect();
    groups.sort_by_key(|group| &group.code);
    groups.dedup_by_key(|group| &group.code);
    let worth: Vec<Vec<f64>> = strange
        .iter()
        .map(|(theirs, _)| groups.iter().map(|group| words().groups_alike(theirs, &group.name)).collect())
        .collect();
    matching::best(&worth)
        .into_iter()
        .enumerate()
        .map(|(at, group)| {
            let group = group.filter(|group| worth[at][*group] >= ALIKE)?;
            let close = worth[at].iter().enumerate().filter(|(_, alike)| **alike > worth[at][group] - 0.1).count();
            (close == 1).then(|| (groups[group].code.clone(), "its name is the group's"))
        })
        .collect()
}
