//! Rows that repeat the sum of the others: left out where their name says so and held against our own sum, set aside
//! with a question where only their figures do.

use std::collections::BTreeMap;

use super::subset;
use super::table::{Row, Rows};
use crate::canonical::Measure;
use crate::finding::{Effect, Finding, Rows as RowNumbers};
use crate::mapping::Fate;
use crate::source::sheet::{TOTALS_ROW, is_subtotal_label};
use crate::vocabulary::WhyMissing;
use crate::vocabulary::marks::is_missing_mark;

/// The rule by which a row is set aside that holds the sum of the others under a name that says nothing of it.
pub const NAMELESS: &str = "total_in_all_but_name";

/// Compares each row of totals with the rows that are used, and leaves it out.
pub fn compare(rows: &mut Rows<'_>, sums: &[Row]) {
    for sum in sums {
        let place = rows.place(sum.number, None);
        let message = "repeats the sum of the other rows";
        rows.findings.push(Finding::new(TOTALS_ROW, Effect::LeavesOut, place, message, "nothing to do"));
        let parts: Vec<&Row> =
            rows.rows.iter().filter(|row| (row.is_used() || row.is_missing()) && is_part(row, sum)).collect();
        // A row of totals for each month: those of other months stand between none of its rows.
        let others = || sums.iter().filter(|other| is_of_same(other, sum)).map(|other| other.stored);
        let before = others().filter(|other| *other < sum.stored).max().unwrap_or(0);
        let next = others().filter(|other| *other > sum.stored).min().unwrap_or(usize::MAX);
        let above = parts.iter().filter(|row| (before..sum.stored).contains(&row.stored)).copied().collect();
        let below = parts.iter().filter(|row| (sum.stored..next).contains(&row.stored)).copied().collect();
        let label = sum.key.iter().zip(&sum.total).find(|(_, total)| **total).map(|(text, _)| text.as_str());
        let sets: Vec<Vec<&Row>> =
            if label.is_some_and(is_subtotal_label) { vec![above, below] } else { vec![parts, above, below] };
        let told: Vec<(usize, Wrong)> = (0..rows.placed.measures.len())
            .filter(|at| rows.columns[*at])
            .filter_map(|at| disagreement(sum, at, &sets).map(|wrong| (at, wrong)))
            .collect();
        for (at, wrong) in told {
            let cell = rows.cell(sum.number, at);
            match wrong {
                Wrong::Error(message) => {
                    rows.note("error_cell", cell, message, "nothing to do: the rows count, not the total");
                }
                Wrong::Differs(message) => rows.disagrees(cell, message),
            }
        }
    }
}

/// Whether a row's people are among those of a row of totals.
fn is_part(row: &Row, sum: &Row) -> bool {
    let keys = row.key.iter().zip(&sum.key).zip(&sum.total);
    keys.into_iter().all(|((own, other), total)| *total || other.is_empty() || own == other)
}

/// Whether two rows of totals are of the same time and prime.
fn is_of_same(a: &Row, b: &Row) -> bool {
    let keys = a.key.iter().zip(&a.total).zip(b.key.iter().zip(&b.total));
    keys.into_iter().all(|((own, total), (other, others))| (*total && *others) || own == other)
}

/// What is wrong with a figure of a row of totals.
enum Wrong {
    Error(String),
    Differs(String),
}

/// What is wrong with one figure of a row of totals, which may be of all rows or of those right above or below it.
fn disagreement(sum: &Row, at: usize, sets: &[Vec<&Row>]) -> Option<Wrong> {
    let added = |set: &&Vec<&Row>| {
        let count = |row: &&Row| if row.is_missing() { Err(WhyMissing::SetAside) } else { row.counts[at] };
        set.iter().map(count).try_fold(0, |sum, count| count.map(|count| sum + count)).ok()
    };
    let own: Vec<u64> = sets.iter().filter(|set| !set.is_empty()).filter_map(|set| added(&set)).collect();
    match (sum.counts[at], own.first()) {
        (Ok(total), Some(first)) if !own.contains(&total) => {
            Some(Wrong::Differs(format!("the total is {total}, and the rows that are used add up to {first}")))
        }
        (Err(WhyMissing::Error), first) => {
            let ours = first.map_or(String::new(), |sum| format!("; the rows add up to {sum}"));
            Some(Wrong::Error(format!("the total shows an error{ours}")))
        }
        _ => None,
    }
}

/// Compares each column that repeats the sum of others with all of them, or with those since the last such column.
pub fn compare_columns(rows: &mut Rows<'_>) {
    let placed = rows.placed;
    let mut before = 0;
    for total in &placed.totals {
        let place = rows.at.clone().row(placed.header_row()).column(total.column, &total.header);
        let message = "repeats the sum of other columns: it is compared and not used".to_string();
        rows.note("totals_column", place, message, "nothing to do");
        let used = || placed.measures.iter().enumerate().filter(|(at, _)| rows.columns[*at]);
        let column = |from: u32, to: u32| {
            used().filter(|(_, own)| (from..to).contains(&own.column)).map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let sets = [column(0, u32::MAX), column(0, total.column), column(before, total.column)];
        before = total.column;
        let mut differ = Vec::new();
        for row in rows.rows.iter().filter(|row| row.is_used()) {
            let Ok(people) = super::cells::count(placed.sheet.value(row.stored, total.column)) else { continue };
            let add = |set: &Vec<usize>| set.iter().map(|&at| row.counts[at].ok()).sum::<Option<u64>>();
            let sums: Vec<u64> = sets.iter().filter(|set| !set.is_empty()).filter_map(add).collect();
            if let Some(first) = sums.first().filter(|_| !sums.contains(&people)) {
                differ.push((
                    row.number,
                    format!("the total is {people}, and the columns that are used add up to {first}"),
                ));
            }
        }
        for (row, message) in differ {
            rows.disagrees(rows.at.clone().row(row).column(total.column, &total.header), message);
        }
    }
}

/// What is known of a row's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is on the list of its column: a part, in all likelihood.
    Listed,
    /// It says that there is none (`-`, `n/a`): whoever is left, or a sum that nobody named.
    NoName,
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
    while let Some(Nameless { own: named, why, differ }) = find_nameless(rows, key) {
        let first = &rows.rows[named[0]];
        let own = &rows.placed.keys[key];
        let place = rows.place(first.number, Some(own));
        let all: RowNumbers = named.iter().map(|&i| rows.rows[i].number).collect();
        let label = rows.label(key, &first.labels[key]);
        let message = format!("`{label}` is not called a total, and {why}: {all}, not counted");
        let hint = format!(
            "if it is a total, name it under `totals` in [sheet.counts] of the layout; if it is a part, under [values.{}]",
            own.name
        );
        let finding = Finding::new(NAMELESS, Effect::SetsAside, place, message, hint);
        rows.findings.push(finding.for_rows(named.len() as u64));
        for (i, at, people, others) in differ {
            let message = format!("{people} in a row that looks like a total, and the other rows add up to {others}");
            rows.disagrees(rows.cell(rows.rows[i].number, at), message);
        }
        named.into_iter().for_each(|i| rows.rows[i].fate = Fate::SetAside(NAMELESS));
    }
}

/// Rows of one name that are a total in all but name.
struct Nameless {
    own: Vec<usize>,
    /// What shows it.
    why: &'static str,
    /// Figures that are not the sum of the others: row, measure, the figure and the sum.
    differ: Vec<(usize, usize, u64, u64)>,
}

/// The rows of the last name that is a total in all but name.
fn find_nameless(rows: &Rows<'_>, key: usize) -> Option<Nameless> {
    let sums = Sums::of(rows, key);
    let figures = sums.figures(rows);
    let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, row) in rows.rows.iter().enumerate().filter(|(_, row)| row.is_used()) {
        names.entry(row.key[key].as_str()).or_default().push(i);
    }
    let mut names: Vec<(&str, Vec<usize>)> = names.into_iter().collect();
    names.sort_by_key(|(_, own)| std::cmp::Reverse(own[0]));
    for (name, own) in names {
        let standing = standing(rows, key, own[0]);
        let compared = sums.compared(rows, &own);
        if let Some(why) = shown(&compared, standing) {
            let differ = compared.iter().filter(|own| own.people != own.others);
            let differ = differ.map(|own| (own.row, own.at, own.people, own.others)).collect();
            return Some(Nameless { own, why, differ });
        }
        if standing == Standing::Listed || rows.rows[own[0]].labels[key].is_empty() {
            continue;
        }
        if rows.placed.keys.len() == 1 && is_subtotal(rows, own[0]) {
            return Some(Nameless { own, why: "its figures are the sum of the rows beside it", differ: Vec::new() });
        }
        let others: Vec<&[u64]> = figures.iter().filter(|own| *own.0 != name).map(|own| own.1.as_slice()).collect();
        if subset::adds_up(&figures[name], &others, 1) {
            return Some(Nameless { own, why: "its figures are the sum of some of the others", differ: Vec::new() });
        }
    }
    None
}

fn standing(rows: &Rows<'_>, key: usize, row: usize) -> Standing {
    let text = rows.rows[row].labels[key].as_str();
    match &rows.lists[key] {
        Some(list) if list.lists(text) => Standing::Listed,
        _ if !text.is_empty() && is_missing_mark(text) => Standing::NoName,
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

    /// Each figure of one name's rows with the others' sum, where none is missing and there is anybody.
    fn compared(&self, rows: &Rows<'_>, own: &[usize]) -> Vec<Compared> {
        let mut compared = Vec::new();
        for (i, row) in own.iter().map(|&i| (i, &rows.rows[i])) {
            for (at, count) in row.counts.iter().enumerate() {
                let slice = self.slices.get(&(other_keys(row, self.key), at));
                if let (Ok(people), Some(&(all, 0, many))) = (*count, slice)
                    && all > 0
                {
                    let many = many - u64::from(people > 0);
                    let measure = rows.placed.measures[at].measure;
                    compared.push(Compared { row: i, at, measure, people, others: all - people, several: many > 1 });
                }
            }
        }
        compared
    }
}

impl<'a> Sums<'a> {
    /// Each name's figures, in every slice of which no count is missing.
    fn figures(&self, rows: &'a Rows<'_>) -> BTreeMap<&'a str, Vec<u64>> {
        let whole: BTreeMap<&Slice<'_>, usize> =
            self.slices.iter().filter(|(_, slice)| slice.1 == 0).map(|(at, _)| at).zip(0..).collect();
        let mut figures: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for row in rows.rows.iter().filter(|row| row.is_used()) {
            let own = figures.entry(row.key[self.key].as_str()).or_insert_with(|| vec![0; whole.len()]);
            for (at, count) in row.counts.iter().enumerate() {
                if let (Some(slice), Ok(people)) = (whole.get(&(other_keys(row, self.key), at)), count) {
                    own[*slice] += people;
                }
            }
        }
        figures
    }
}

/// A figure and the sum of the others of its time and measure.
struct Compared {
    row: usize,
    at: usize,
    measure: Measure,
    people: u64,
    others: u64,
    /// Whether more than one of the others counts anybody.
    several: bool,
}

/// What shows that rows of one name are the total of all others. How much it takes depends on the name: one that is on
/// no list needs figures that come near the others' sum, one that is on the list at least three that are that sum. One
/// measure is enough whose figures are the sum of several others at every time.
fn shown(all: &[Compared], standing: Standing) -> Option<&'static str> {
    let exact = |own: &Compared| own.people == own.others;
    let several = all.iter().any(|own| own.several);
    let is_exact = !all.is_empty() && all.iter().all(exact);
    // Rounded figures need not add up.
    let near = |own: &Compared| own.others > 0 && 10 * own.people >= 9 * own.others;
    // Without a list the largest part is told from a total only by being more than the others together.
    let close = |own: &Compared| near(own) && 4 * own.people <= 5 * own.others;
    let enough = match standing {
        Standing::Listed => is_exact && all.len() >= 3 && several,
        Standing::NotListed => all.iter().all(near) && (is_exact || (several && !all.is_empty())),
        Standing::NoName | Standing::NoList if is_exact => several || all.len() >= 3,
        // It may well be as large as all others.
        Standing::NoName => false,
        Standing::NoList => several && all.len() >= 2 && all.iter().all(close),
    };
    let times = if standing == Standing::Listed { 3 } else { 2 };
    let one_measure = |measure: Measure| {
        let mut own = all.iter().filter(|own| own.measure == measure);
        own.clone().all(exact) && own.by_ref().filter(|own| own.several).count() >= times
    };
    match () {
        () if is_exact && enough => Some("its figures are the sum of all others"),
        () if enough => Some("its figures are as large as all others' together"),
        () if all.iter().any(|own| one_measure(own.measure)) => {
            Some("its figures of one measure are the sum of all others'")
        }
        () => None,
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
