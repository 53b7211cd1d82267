//! Rows that repeat the sum of the others: left out where their name says so and held against our own sum, set aside
//! with a question where only their figures do.

use std::collections::BTreeMap;

use super::table::{Row, Rows};
use crate::finding::{Effect, Finding};
use crate::mapping::Fate;
use crate::source::sheet::{TOTALS_ROW, is_subtotal_label};
use crate::vocabulary::WhyMissing;
use crate::vocabulary::marks::is_missing_mark;

/// The rule by which a row is set aside that holds the sum of the others under a name that says nothing of it.
pub const NAMELESS: &str = "total_in_all_but_name";

/// Compares each row of totals with the rows that are used, and leaves it out.
pub fn compare(rows: &mut Rows<'_>, sums: &[Row]) {
    let mut before = 0;
    for sum in sums {
        let place = rows.place(sum.number, None);
        let message = "repeats the sum of the other rows";
        rows.findings.push(Finding::new(TOTALS_ROW, Effect::LeavesOut, place, message, "nothing to do"));
        let parts: Vec<&Row> = rows.rows.iter().filter(|row| row.is_used() && is_part(row, sum)).collect();
        let above = parts.iter().filter(|row| (before..sum.stored).contains(&row.stored)).copied().collect();
        let next = sums.iter().map(|other| other.stored).find(|other| *other > sum.stored).unwrap_or(usize::MAX);
        let below = parts.iter().filter(|row| (sum.stored..next).contains(&row.stored)).copied().collect();
        before = sum.stored;
        let label = sum.key.iter().zip(&sum.total).find(|(_, total)| **total).map(|(text, _)| text.as_str());
        let sets: Vec<Vec<&Row>> =
            if label.is_some_and(is_subtotal_label) { vec![above, below] } else { vec![parts, above, below] };
        let told: Vec<(usize, &str, String)> = (0..rows.placed.measures.len())
            .filter(|at| rows.columns[*at])
            .filter_map(|at| disagreement(sum, at, &sets).map(|(code, message)| (at, code, message)))
            .collect();
        for (at, code, message) in told {
            let (code, hint) = match code {
                "error_cell" => ("error_cell", "nothing to do: the rows count, not the total"),
                _ => ("totals_disagree_with_rows", "ask the sender which is right; the rows count"),
            };
            rows.note(code, rows.cell(sum.number, at), message, hint);
        }
    }
}

/// Whether a row's people are among those of a row of totals.
fn is_part(row: &Row, sum: &Row) -> bool {
    let keys = row.key.iter().zip(&sum.key).zip(&sum.total);
    keys.into_iter().all(|((own, other), total)| *total || other.is_empty() || own == other)
}

/// What is wrong with one figure of a row of totals, which may be of all rows or of those right above or below it.
fn disagreement(sum: &Row, at: usize, sets: &[Vec<&Row>]) -> Option<(&'static str, String)> {
    let added = |set: &&Vec<&Row>| {
        set.iter().map(|row| row.counts[at]).try_fold(0, |sum, count| count.map(|count| sum + count)).ok()
    };
    let own: Vec<u64> = sets.iter().filter(|set| !set.is_empty()).filter_map(|set| added(&set)).collect();
    match (sum.counts[at], own.first()) {
        (Ok(total), Some(first)) if !own.contains(&total) => Some((
            "totals_disagree_with_rows",
            format!("the total is {total}, and the rows that are used add up to {first}"),
        )),
        (Err(WhyMissing::Error), first) => {
            let ours = first.map_or(String::new(), |sum| format!("; the rows add up to {sum}"));
            Some(("error_cell", format!("the total shows an error{ours}")))
        }
        _ => None,
    }
}

/// What is known of a row's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is on the list of its column, or says that the name is not known: a part, in all likelihood.
    Listed,
    /// There is a list, and the name is not on it.
    NotListed,
    /// There is no list.
    NoList,
}

/// Sets aside rows that hold the sum of all others, or of those right above or below them, whatever they are called:
/// counting them would count everybody twice.
pub fn set_aside_nameless(rows: &mut Rows<'_>) {
    let grouped = rows.placed.keys.iter().position(|key| !matches!(key.name, "period" | "prime"));
    let Some(key) = grouped else { return };
    // A subtotal that is found can show that another row is the total of all.
    while let Some((named, why)) = find_nameless(rows, key) {
        let first = &rows.rows[named[0]];
        let own = &rows.placed.keys[key];
        let label = crate::source::blocks::plain(rows.placed.sheet.value(first.stored, own.column));
        let place = rows.place(first.number, Some(own));
        let message = format!("`{}` is not called a total, and {why}: it is not counted", rows.label(key, &label));
        let hint = format!(
            "if it is a total, name it under `totals` in [sheet.counts] of the layout; if it is a part, under [values.{}]",
            own.name
        );
        let finding = Finding::new(NAMELESS, Effect::SetsAside, place, message, hint);
        rows.findings.push(finding.for_rows(named.len() as u64));
        named.into_iter().for_each(|i| rows.rows[i].fate = Fate::SetAside(NAMELESS));
    }
}

/// The rows of one name that are a total in all but name, and what shows it; the last such name.
fn find_nameless(rows: &Rows<'_>, key: usize) -> Option<(Vec<usize>, &'static str)> {
    let sums = Sums::of(rows, key);
    let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, row) in rows.rows.iter().enumerate().filter(|(_, row)| row.is_used()) {
        names.entry(row.key[key].as_str()).or_default().push(i);
    }
    let mut names: Vec<(&str, Vec<usize>)> = names.into_iter().collect();
    names.sort_by_key(|(_, own)| std::cmp::Reverse(own[0]));
    for (name, own) in &names {
        let standing = standing(rows, key, own[0]);
        if let Some(why) = sums.shows(rows, own, standing) {
            return Some((own.clone(), why));
        }
        if standing != Standing::Listed && !name.is_empty() && rows.placed.keys.len() == 1 && is_subtotal(rows, own[0])
        {
            return Some((own.clone(), "its figures are the sum of the rows beside it"));
        }
    }
    None
}

fn standing(rows: &Rows<'_>, key: usize, row: usize) -> Standing {
    let own = &rows.placed.keys[key];
    let text = crate::source::blocks::plain(rows.placed.sheet.value(rows.rows[row].stored, own.column));
    match &rows.lists[key] {
        Some(list) if list.lists(&text) => Standing::Listed,
        _ if !text.is_empty() && is_missing_mark(&text) => Standing::Listed,
        Some(list) if list.has_names() && !text.is_empty() => Standing::NotListed,
        _ => Standing::NoList,
    }
}

/// The rows of one time and prime, and one measure of theirs.
type Slice<'a> = (Vec<&'a str>, usize);

/// By slice: the sum over all names, how many of its counts are missing, and how many are more than 0.
struct Sums<'a> {
    key: usize,
    slices: BTreeMap<Slice<'a>, (u64, u64, u64)>,
}

impl<'a> Sums<'a> {
    fn of(rows: &'a Rows<'_>, key: usize) -> Self {
        let mut sums = Sums { key, slices: BTreeMap::new() };
        for row in rows.rows.iter().filter(|row| row.is_used()) {
            for (at, count) in row.counts.iter().enumerate() {
                let slice = sums.slices.entry((other_keys(row, key), at)).or_default();
                match count {
                    Ok(people) => *slice = (slice.0 + people, slice.1, slice.2 + u64::from(*people > 0)),
                    Err(_) => slice.1 += 1,
                }
            }
        }
        sums
    }

    /// What shows that rows of one name are the total of all others. How much it takes depends on the name: one that
    /// is on no list needs a figure that comes near the others' sum, one without a list a figure that is that sum of
    /// several others, and one that is on the list at least three.
    fn shows(&self, rows: &Rows<'_>, own: &[usize], standing: Standing) -> Option<&'static str> {
        let (mut agreeing, mut exact, mut several) = (0, true, false);
        for row in own.iter().map(|&i| &rows.rows[i]) {
            for (at, count) in row.counts.iter().enumerate() {
                let Ok(people) = *count else { continue };
                let &(all, missing, more) = self.slices.get(&(other_keys(row, self.key), at))?;
                let (others, many) = (all - people, more - u64::from(people > 0));
                if missing > 0 || (others == 0 && people == 0) {
                    continue;
                }
                // Rounded figures need not add up.
                if others == 0 || 10 * people < 9 * others {
                    return None;
                }
                agreeing += 1;
                exact &= people == others;
                several |= many > 1;
            }
        }
        let enough = match standing {
            Standing::Listed => exact && agreeing >= 3 && several,
            Standing::NotListed => agreeing >= 1 && (exact || several),
            Standing::NoList => exact && agreeing >= if several { 1 } else { 3 },
        };
        let why = if exact {
            "its figures are the sum of all others"
        } else {
            "its figures are as large as all others' together"
        };
        enough.then_some(why)
    }
}

fn other_keys(row: &Row, key: usize) -> Vec<&str> {
    row.key.iter().enumerate().filter(|(at, _)| *at != key).map(|(_, text)| text.as_str()).collect()
}

/// The most rows among which subtotals are looked for.
const SEARCHED: usize = 500;

/// Whether at least three figures of a row are the sum of several rows right above it, or right below it, up to the
/// next row that is no part.
fn is_subtotal(rows: &Rows<'_>, row: usize) -> bool {
    if rows.rows.len() > SEARCHED {
        return false;
    }
    let stored = |i: usize| rows.rows[i].stored;
    let total = |i: usize| matches!(rows.rows[i].fate, Fate::SetAside(NAMELESS));
    let follows = |a: usize, b: usize| !rows.totals.iter().any(|sum| (stored(a)..stored(b)).contains(sum));
    let above: Vec<usize> = (0..row).rev().take_while(|&i| !total(i) && follows(i, row)).collect();
    let below: Vec<usize> = (row + 1..rows.rows.len()).take_while(|&i| !total(i) && follows(row, i)).collect();
    [above, below].iter().any(|set| {
        let set: Vec<&Row> = set.iter().map(|&i| &rows.rows[i]).filter(|row| row.is_used()).collect();
        let mut agreeing = 0;
        for (at, count) in rows.rows[row].counts.iter().enumerate() {
            let sum = set.iter().try_fold(0, |sum, row| row.counts[at].ok().map(|count| sum + count));
            match (count, sum) {
                (Ok(people), Some(sum)) if *people == sum => agreeing += u64::from(sum > 0),
                (Ok(_), Some(_)) => return false,
                _ => {}
            }
        }
        set.len() > 1 && agreeing >= 3
    })
}
