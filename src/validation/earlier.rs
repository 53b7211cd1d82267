//! A return of counts to date replaces the one before it. What that one counted and this one no longer holds would leave
//! the figures to date without a word.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::counts;
use crate::canonical::schema::Record;
use crate::canonical::{Count, CountsOf, Measure};
use crate::finding::{Effect, Finding, Place};
use crate::mapping::MappedRecords;
use crate::vocabulary::{AsAt, TimeSpan};

use super::few_counted::Unsaid;

/// Parts that a message names one by one, and times of each.
const NAMED: usize = 3;

/// Of which prime, measure and kind counts are gone.
type Whose<'a> = (&'a str, Measure, CountsOf);

/// What people are counted by and the part; none for all of them.
type Part<'a> = Option<(&'a str, &'a str)>;

/// People who were counted in the earlier tables for times that the newer ones have no count of. Months that a longer
/// count holds are there, and so is one without a figure: that is told where it stands. Nobody is missed of a part that is
/// not known. Where a prime sends a row for each person, its rows make the figures.
/// A time behind the as-at day is in no figure yet.
pub fn gone(now: &[&MappedRecords], before: &[MappedRecords], file: &str, as_at: AsAt) -> Vec<Finding> {
    let mut held: BTreeMap<(Whose<'_>, Part<'_>), Vec<Option<TimeSpan>>> = BTreeMap::new();
    for count in now.iter().flat_map(|table| table.every_count()) {
        held.entry(key(count)).or_default().push(count.span);
    }
    let rows =
        |prime: &str| now.iter().any(|own| own.origin.record == Record::Participants && own.origin.supplier == prime);
    let few = Unsaid::of(before);
    let mut gone: BTreeMap<Whose<'_>, Gone<'_>> = BTreeMap::new();
    for (table, count) in before.iter().flat_map(|table| table.counts().map(move |count| (table, count))) {
        let (whose, part) = key(count);
        let known = part.is_none_or(|(_, name)| !name.is_empty());
        let in_figures = counts::makes_figures(count.measure) && count.span.is_none_or(|span| span.last <= as_at.0);
        let there = held.get(&(whose, part)).is_some_and(|spans| is_held(count.span, spans));
        if let (Ok(people @ 1..), true, true, false) = (count.people, in_figures, known, there) {
            let own = gone.entry(whose).or_insert_with(|| Gone {
                file: &table.origin.file,
                people: 0,
                times: BTreeMap::new(),
            });
            own.people += people;
            let unsaid = few.of_count(&table.origin.supplier, count);
            let part = part.map(|(by, name)| (by, unsaid.map_or(name, String::as_str)));
            own.times.entry(part).or_default().insert(count.span);
        }
    }
    gone.retain(|(prime, ..), _| !rows(prime));
    gone.iter().map(|(whose, gone)| told(*whose, gone, place(now, *whose, file))).collect()
}

fn key(count: &Count) -> (Whose<'_>, Part<'_>) {
    let part = count.group.as_ref().map(|(by, name)| (by.as_str(), name.as_str()));
    ((&count.prime, count.measure, count.of), part)
}

/// Whether counts hold a time: one of them, or several that fill it.
fn is_held(time: Option<TimeSpan>, held: &[Option<TimeSpan>]) -> bool {
    let Some(time) = time else { return true };
    let mut inside: Vec<TimeSpan> = held.iter().flatten().filter(|span| time.holds(**span)).copied().collect();
    inside.sort_unstable();
    let end =
        inside.iter().fold(time.first, |day, span| if span.first <= day { day.max(span.next_day()) } else { day });
    held.iter().flatten().any(|span| span.holds(time)) || end == time.next_day()
}

/// What one prime's measure has lost.
struct Gone<'a> {
    /// The earlier return.
    file: &'a str,
    people: u64,
    times: BTreeMap<Part<'a>, BTreeSet<Option<TimeSpan>>>,
}

/// The newer return's table of the measure, else the file.
fn place(now: &[&MappedRecords], (prime, measure, _): Whose<'_>, file: &str) -> Place {
    let own = |table: &&&MappedRecords| {
        table.every_count().iter().any(|count| count.prime == prime && count.measure == measure)
    };
    now.iter().find(own).map_or_else(
        || Place::file(file),
        |table| {
            let header = table.origin.header_rows.first().copied().unwrap_or(1);
            Place::file(&table.origin.file).sheet(&table.origin.sheet).row(header)
        },
    )
}

fn told((prime, measure, _): Whose<'_>, gone: &Gone<'_>, place: Place) -> Finding {
    let part = |(part, times): (&Part<'_>, &BTreeSet<Option<TimeSpan>>)| {
        let name = part.map_or(String::new(), |(_, name)| format!("{}: ", crate::fault::printable(name)));
        let times = joined(times.iter().flatten()).iter().map(TimeSpan::to_string).collect::<Vec<_>>();
        name + &if times.is_empty() { "all time so far".into() } else { some(&times, ", ") }
    };
    let parts: Vec<String> = gone.times.iter().map(part).collect();
    let message = format!(
        "{} of {prime}: `{}` has {} people for {}, and this return has none for them",
        measure.name(),
        crate::fault::printable(gone.file),
        gone.people,
        some(&parts, "; ")
    );
    let hint = "figures to date would be without them: ask the sender for a return that holds every month since the beginning, or \
                let this run go on with --accept counts_no_longer_sent --because TEXT --by NAME";
    Finding::new("counts_no_longer_sent", Effect::Stops, place, message, hint)
}

/// Times that follow each other as one.
fn joined<'a>(times: impl Iterator<Item = &'a TimeSpan>) -> Vec<TimeSpan> {
    let mut out: Vec<TimeSpan> = Vec::new();
    for time in times {
        match out.last_mut() {
            Some(last) if time.first <= last.next_day() => last.last = last.last.max(time.last),
            _ => out.push(*time),
        }
    }
    out
}

fn some(all: &[String], between: &str) -> String {
    let more = all.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    all[..all.len().min(NAMED)].join(between) + &more
}
