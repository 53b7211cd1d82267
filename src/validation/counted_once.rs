//! Counts of several tables, files or sheets held against each other: the same figure twice is used once, a quarter
//! beside its months is compared, and two figures for one time are a question.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::counts::{self, CountsOf};
use crate::canonical::{Count, Measure};
use crate::finding::{Effect, Finding, Place};
use crate::mapping::{Fate, MappedRecords, Shape, periods};
use crate::vocabulary::lengths::{Length, one_length};
use crate::vocabulary::{AsAt, TimeSpan};

/// Missing months that a message names one by one.
const NAMED: usize = 3;

/// A count: its table, and its place among the table's counts.
type At = (usize, usize);

/// Counts that are of the same people, at several times: prime, what they are parted by and the part, measure, of whom.
type Class = (String, Option<(String, String)>, Measure, CountsOf);

/// Settles all of it over the tables of a run; the rows and counts that are not used are taken out.
pub fn settle(tables: &mut [MappedRecords], as_at: AsAt) -> Vec<Finding> {
    let mut findings = Vec::new();
    repeated(tables, &mut findings);
    longer(tables, &mut findings);
    other_parts(tables, &mut findings);
    breakdowns(tables, &mut findings);
    parts_without(tables, &mut findings);
    gaps(tables, as_at, &mut findings);
    findings
}

/// Every count of a row that is used, by whose it is.
fn classes(tables: &[MappedRecords]) -> BTreeMap<Class, Vec<At>> {
    let mut classes: BTreeMap<Class, Vec<At>> = BTreeMap::new();
    for (t, table) in tables.iter().enumerate() {
        let used = table.every_count().iter().enumerate().filter(|(_, count)| table.fates.is_used(count.row as usize));
        for (i, count) in used {
            let class = (count.prime.clone(), count.group.clone(), count.measure, count.of);
            classes.entry(class).or_default().push((t, i));
        }
    }
    classes
}

fn count(tables: &[MappedRecords], (t, i): At) -> &Count {
    &tables[t].every_count()[i]
}

fn place(tables: &[MappedRecords], at: At) -> Place {
    let (table, own) = (&tables[at.0], count(tables, at));
    Place::file(&table.origin.file).sheet(&table.origin.sheet).row(own.source_row).column(own.source_column, "")
}

/// What a count is of, in words.
fn whose(own: &Count) -> String {
    let group = own.group.as_ref().map_or(String::new(), |(by, name)| match name.is_empty() {
        true => format!(", {by} not known"),
        false => format!(", {}", crate::fault::printable(name)),
    });
    let span = own.span.map_or(String::new(), |span| format!(", {span}"));
    format!("{}{group}{span}", own.measure.name())
}

/// Rows of which an earlier table says the same, and figures for one time that differ between tables.
fn repeated(tables: &mut [MappedRecords], findings: &mut Vec<Finding>) {
    let mut again: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut differ: BTreeMap<(usize, usize, Measure), Vec<(At, At)>> = BTreeMap::new();
    for own in classes(tables).into_values() {
        let mut first: BTreeMap<Option<TimeSpan>, Vec<At>> = BTreeMap::new();
        for at in own {
            let counted = count(tables, at);
            let earlier = first.entry(counted.span).or_default();
            let others: Vec<At> = earlier.iter().copied().filter(|other| other.0 < at.0).collect();
            if others.iter().any(|other| count(tables, *other).people == counted.people) {
                again.entry(at.0).or_default().insert(at.1);
                continue;
            }
            // Of several names that nobody knows it cannot be said which is which.
            let known = counted.group.as_ref().is_none_or(|(_, name)| !name.is_empty());
            if let Some(other) = others.first().filter(|_| known) {
                differ.entry((other.0, at.0, counted.measure)).or_default().push((*other, at));
            }
            earlier.push(at);
        }
    }
    for ((_, _, _), cells) in differ {
        findings.push(differing(tables, &cells));
    }
    for (t, repeats) in again {
        let rows = take_out(&mut tables[t], &repeats, "identical_duplicate");
        if rows > 0 {
            let table = &tables[t];
            let header = table.origin.header_rows.first().copied().unwrap_or(1);
            let message = format!("{rows} rows say what another table of the returns says already: they count once");
            let place = Place::file(&table.origin.file).sheet(&table.origin.sheet).row(header);
            let finding = Finding::new("identical_duplicate", Effect::LeavesOut, place, message, "nothing to do");
            findings.push(finding.for_rows(rows));
        }
    }
}

fn differing(tables: &[MappedRecords], cells: &[(At, At)]) -> Finding {
    let (first, second) = cells[0];
    let [a, b] = [first, second].map(|at| match count(tables, at).people {
        Ok(people) => people.to_string(),
        Err(why) => why.in_words().to_string(),
    });
    let more = if cells.len() > 1 { format!(" (and {} more that differ)", cells.len() - 1) } else { String::new() };
    let message = format!("{}: {b} here and {a} in {}{more}", whose(count(tables, second)), place(tables, first));
    let hint = "ask the sender which table is right, and leave the other out of the layout; until then no figure is made that needs these counts";
    Finding::new("counts_of_one_time_differ", Effect::Stops, place(tables, second), message, hint)
        .for_rows(cells.len() as u64)
}

/// Takes counts out of a table; a row of which none is left is left out by the rule. Gives back how many rows that is.
fn take_out(table: &mut MappedRecords, counts: &BTreeSet<usize>, rule: &'static str) -> u64 {
    let Shape::Counts { counts: all, .. } = &mut table.shape else { return 0 };
    let touched: BTreeSet<u32> = counts.iter().map(|&i| all[i].row).collect();
    let mut i = 0;
    let whole = |all: &[Count], row: u32| {
        all.iter().enumerate().filter(|(_, own)| own.row == row).all(|(i, _)| counts.contains(&i))
    };
    let gone: Vec<u32> = touched.into_iter().filter(|row| whole(all, *row)).collect();
    // What is left out keeps its counts: they say what the row was.
    let kept: BTreeSet<u32> = gone.iter().copied().collect();
    all.retain(|own| {
        i += 1;
        !counts.contains(&(i - 1)) || kept.contains(&own.row)
    });
    gone.iter().for_each(|&row| table.fates.set(row as usize, Fate::LeftOut(rule)));
    gone.len() as u64
}

/// Quarters in one table and their months in another.
fn longer(tables: &mut [MappedRecords], findings: &mut Vec<Finding>) {
    let mut out: BTreeMap<(usize, &'static str), BTreeSet<usize>> = BTreeMap::new();
    let mut differ: Vec<(At, u64, u64)> = Vec::new();
    let mut less = Vec::new();
    for ((_, group, ..), own) in classes(tables) {
        let own: Vec<At> = own.into_iter().filter(|at| count(tables, *at).span.is_some()).collect();
        let spans: Vec<TimeSpan> = own.iter().filter_map(|at| count(tables, *at).span).collect();
        let (lengths, figures) = (one_length(&spans), own.iter().map(|at| count(tables, *at).people));
        let found = periods::less_than_parts(&spans, &lengths, &figures.collect::<Vec<_>>());
        // "Not known" can be several groups.
        let found = if group.is_some_and(|(_, name)| name.is_empty()) { Vec::new() } else { found };
        less.extend(found.into_iter().map(|(i, whole, parts)| (own[i], whole, parts)));
        for (at, length) in own.iter().zip(lengths) {
            let rule = match &length {
                Length::Used => continue,
                Length::Covered(_) => periods::LONGER,
                Length::Inside => periods::SHORTER,
            };
            if let Length::Covered(inside) = length {
                let parts = inside.iter().map(|&j| count(tables, own[j]).people.ok());
                let sum: Option<u64> = parts.sum();
                if let (Ok(whole), Some(sum)) = (count(tables, *at).people, sum)
                    && whole != sum
                {
                    differ.push((*at, whole, sum));
                }
            }
            out.entry((at.0, rule)).or_default().insert(at.1);
        }
    }
    for (at, whole, sum) in differ {
        let message = format!("{}: {whole} here and {sum} in its parts in another table", whose(count(tables, at)));
        let hint = "ask the sender which is right; without an answer the parts count";
        findings.push(Finding::new("totals_disagree_with_rows", Effect::Stops, place(tables, at), message, hint));
    }
    for (at, whole, parts) in less {
        let message =
            format!("{}: {whole} here, and {parts} already in parts of it in another table", whose(count(tables, at)));
        let hint = "ask the sender which is right; without an answer the longer counts where its parts do not fill it";
        findings.push(Finding::new("totals_disagree_with_rows", Effect::Stops, place(tables, at), message, hint));
    }
    for ((t, rule), counts) in out {
        let first = place(tables, (t, *counts.first().unwrap_or(&0)));
        let mut spans: Vec<TimeSpan> = counts.iter().filter_map(|&i| count(tables, (t, i)).span).collect();
        spans.sort_unstable();
        spans.dedup();
        let why = if rule == periods::LONGER { periods::WHY_LONGER } else { periods::WHY_SHORTER };
        let message = periods::told("tables", spans, why);
        let rows = take_out(&mut tables[t], &counts, rule);
        let effect = if rows > 0 { Effect::LeavesOut } else { Effect::Notes };
        findings.push(Finding::new(rule, effect, first, message, "nothing to do").for_rows(rows.max(1)));
    }
}

/// By time: the people of one table of a prime's, over all its parts.
type Sums = BTreeMap<Option<TimeSpan>, u64>;

/// By table: its sums, and the names of its parts.
type Parted = BTreeMap<usize, (Sums, BTreeSet<String>)>;

/// Two tables that part the same people by different things under one name: their sums are the same, their parts
/// are not.
fn other_parts(tables: &[MappedRecords], findings: &mut Vec<Finding>) {
    let mut parted: BTreeMap<(String, String, Measure, CountsOf), Parted> = BTreeMap::new();
    for ((prime, group, measure, of), own) in classes(tables) {
        let Some((by, name)) = group else { continue };
        for at in own {
            let Ok(people) = count(tables, at).people else { continue };
            let by_table = parted.entry((prime.clone(), by.clone(), measure, of)).or_default();
            let (sums, names) = by_table.entry(at.0).or_default();
            *sums.entry(count(tables, at).span).or_default() += people;
            names.insert(name.clone());
        }
    }
    for ((prime, by, measure, _), by_table) in parted {
        let own: Vec<(usize, (Sums, BTreeSet<String>))> = by_table.into_iter().collect();
        for (i, (t, (sums, names))) in own.iter().enumerate() {
            let same = |other: &&(usize, (Sums, BTreeSet<String>))| {
                let (theirs, others) = &other.1;
                theirs == sums && others.is_disjoint(names) && sums.values().any(|people| *people > 0)
            };
            if let Some((first, _)) = own[..i].iter().find(same) {
                let [here, there] = [*t, *first].map(|t| {
                    let origin = &tables[t].origin;
                    let header = origin.header_rows.first().copied().unwrap_or(1);
                    Place::file(&origin.file).sheet(&origin.sheet).row(header)
                });
                let message = format!(
                    "{} of {prime} by {by} add up to the same as in {there}, under other names: the same people in other parts, it seems",
                    measure.name()
                );
                let hint = "leave one of the two tables out of the layout, or say what it is counted by; adding both would count everybody twice";
                findings.push(Finding::new("same_people_twice", Effect::Stops, here, message, hint));
            }
        }
    }
}

/// Every count that is a part of a figure: those that are missing because their row is set aside are.
fn parts(tables: &[MappedRecords]) -> impl Iterator<Item = (&MappedRecords, &Count)> {
    tables.iter().flat_map(|table| table.counts().map(move |count| (table, count)))
}

/// By what people are counted by: each time's sum over all parts, where none is missing, and the last cell.
type Breakdown = BTreeMap<Option<TimeSpan>, (Option<u64>, Place)>;

/// One measure by area and by group, or by area and of all people, that add up to something else.
fn breakdowns(tables: &[MappedRecords], findings: &mut Vec<Finding>) {
    let mut all: BTreeMap<(&str, Measure, CountsOf), BTreeMap<Option<&str>, Breakdown>> = BTreeMap::new();
    for (table, own) in parts(tables) {
        let by = own.group.as_ref().map(|(by, _)| by.as_str());
        let sums = all.entry((&own.prime, own.measure, own.of)).or_default().entry(by).or_default();
        let cell = Place::file(&table.origin.file).sheet(&table.origin.sheet).row(own.source_row);
        let sum = sums.entry(own.span).or_insert_with(|| (Some(0), Place::default()));
        *sum = (sum.0.zip(own.people.ok()).map(|(sum, people)| sum + people), cell.column(own.source_column, ""));
    }
    for ((_, measure, _), by) in all {
        let by: Vec<(Option<&str>, Breakdown)> = by.into_iter().collect();
        for (i, (b, theirs)) in by.iter().enumerate() {
            for (a, ours) in &by[..i] {
                let differ = theirs.iter().find_map(|(span, (sum, cell))| {
                    let (own, before) = ours.get(span)?;
                    let (own, sum) = ((*own)?, (*sum)?);
                    (own != sum).then_some((span, own, before, sum, cell))
                });
                let Some((span, own, before, sum, cell)) = differ else { continue };
                let when = span.map_or(String::new(), |span| format!(", {span}"));
                let [a, b] = [a, b].map(|by| by.map_or("of all people".to_string(), |by| format!("by {by}")));
                let message = format!("{}{when}: {own} {a} (as far as {before}), and {sum} {b}", measure.name());
                let hint = "ask the sender which is right: somebody is missing from one, or counted twice in the other";
                findings.push(Finding::new("breakdowns_differ", Effect::Stops, cell.clone(), message, hint));
            }
        }
    }
}

/// Parts that one measure counts and another does not, as a table of its own without a row: no figure of everybody is
/// made of the second.
fn parts_without(tables: &[MappedRecords], findings: &mut Vec<Finding>) {
    type Names<'a> = BTreeMap<&'a str, Place>;
    let mut all: BTreeMap<(&str, CountsOf, &str), BTreeMap<Measure, Names<'_>>> = BTreeMap::new();
    for (table, own) in parts(tables).filter(|(_, own)| counts::makes_figures(own.measure)) {
        let Some((by, name)) = &own.group else { continue };
        let measures = all.entry((&own.prime, own.of, by)).or_default();
        let cell = || Place::file(&table.origin.file).sheet(&table.origin.sheet).row(own.source_row);
        measures.entry(own.measure).or_default().entry(name).or_insert_with(cell);
    }
    for ((_, _, by), measures) in all {
        let names: BTreeMap<&str, &Place> = measures.values().flatten().map(|(name, place)| (*name, place)).collect();
        for (measure, own) in &measures {
            let without = names.iter().filter(|(name, _)| !own.contains_key(*name));
            let without: Vec<String> = without
                .map(|(name, there)| match name.is_empty() {
                    true => format!("{by} not known (in {there})"),
                    false => format!("{} (in {there})", crate::fault::printable(name)),
                })
                .collect();
            let Some(first) = own.values().next().filter(|_| !without.is_empty()) else { continue };
            let message = format!(
                "{}: nothing for {}, which other counts of the sender have; no figure of everybody is made of it",
                measure.name(),
                some(&without, ", ")
            );
            let hint = "ask the sender for the row, with 0 if there was nobody";
            findings.push(Finding::new("counts_with_gaps", Effect::Notes, first.clone(), message, hint));
        }
    }
}

/// Months of which a prime's counts say nothing, between the first of any and the as-at day, and times that overlap: why
/// no figure is made. One finding for each measure of a prime.
fn gaps(tables: &[MappedRecords], as_at: AsAt, findings: &mut Vec<Finding>) {
    type Gap = (String, Measure, &'static str);
    let mut told: BTreeMap<Gap, Vec<(At, String)>> = BTreeMap::new();
    let classes = classes(tables);
    let begins = begins(tables, &classes, as_at);
    for ((prime, group, measure, of), own) in &classes {
        let (measure, group) = (*measure, group.as_ref());
        let not_known = group.is_some_and(|(_, name)| name.is_empty());
        let mut spans: Vec<(TimeSpan, At)> =
            own.iter().filter_map(|at| Some((count(tables, *at).span?, *at))).collect();
        spans.retain(|(span, _)| span.last <= as_at.0);
        spans.sort_unstable();
        spans.dedup_by_key(|(span, _)| *span);
        let Some(&(_, at)) = spans.first().filter(|_| !not_known) else { continue };
        if !counts::makes_figures(measure) {
            continue;
        }
        let overlap = spans.windows(2).find(|pair| pair[1].0.first <= pair[0].0.last);
        let missing = missing(begins[&(prime.as_str(), *of)], spans.iter().map(|(span, _)| *span), as_at);
        let (at, code, message) = match overlap {
            Some(pair) => {
                let message = format!("{} and {} overlap: nobody knows how to add them", pair[0].0, pair[1].0);
                (pair[1].1, "periods_overlap", message)
            }
            None if missing.is_empty() => continue,
            None => {
                let named: Vec<String> = missing.iter().map(TimeSpan::to_string).collect();
                (at, "counts_with_gaps", format!("no count for {}", some(&named, ", ")))
            }
        };
        let whose = group.map_or(String::new(), |(_, name)| format!("{}: ", crate::fault::printable(name)));
        told.entry((prime.clone(), measure, code)).or_default().push((at, whose + &message));
    }
    for ((_, measure, code), all) in told {
        let messages: Vec<String> = all.iter().map(|(_, message)| message.clone()).collect();
        let message = format!("{}: {}; figures that need them are not made", measure.name(), some(&messages, "; "));
        let hint = "ask the sender for every month or quarter up to the day of the report";
        findings.push(Finding::new(code, Effect::Notes, place(tables, all[0].0), message, hint));
    }
}

/// The first span of any measure that makes figures: to date, every measure of a prime is added up from there.
fn begins<'a>(
    tables: &[MappedRecords],
    classes: &'a BTreeMap<Class, Vec<At>>,
    as_at: AsAt,
) -> BTreeMap<(&'a str, CountsOf), TimeSpan> {
    let mut begins: BTreeMap<(&str, CountsOf), TimeSpan> = BTreeMap::new();
    for ((prime, _, _, of), own) in classes.iter().filter(|(class, _)| counts::makes_figures(class.2)) {
        let spans = own.iter().filter_map(|at| count(tables, *at).span);
        for span in spans.filter(|span| span.last <= as_at.0) {
            let first = begins.entry((prime, *of)).or_insert(span);
            *first = span.min(*first);
        }
    }
    begins
}

/// The first few, and how many more there are.
fn some(all: &[String], between: &str) -> String {
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    all[..all.len().min(NAMED)].join(between) + &more
}

/// The months from the first to the as-at day that no span holds.
fn missing(first: TimeSpan, spans: impl Iterator<Item = TimeSpan>, as_at: AsAt) -> Vec<TimeSpan> {
    let spans: Vec<TimeSpan> = spans.collect();
    let mut months = Vec::new();
    let mut month = TimeSpan::month_of(first.first);
    while let Some(own) = month.filter(|own| own.last <= as_at.0) {
        if !spans.iter().any(|span| span.holds(own)) {
            months.push(own);
        }
        month = TimeSpan::month_of(own.next_day());
    }
    months
}
