//! Returns of counts of which nothing, or next to nothing, makes a figure of the quarter: a paper without them looks like
//! a paper. What `gates::unused` is for rows.

use std::collections::BTreeMap;

use crate::canonical::Count;
use crate::canonical::counts;
use crate::canonical::schema::Record;
use crate::definitions::workspace::Gates;
use crate::finding::{Effect, Finding, Place, number_of};
use crate::mapping::MappedRecords;
use crate::vocabulary::{AsAt, Quarter, TimeSpan, WhyMissing};

/// A count with its table.
type Own<'a> = (&'a MappedRecords, &'a Count);

/// Primes of whose counts none lies in the quarter, and returns in which none of those that do has a figure, or fewer than
/// the workspace asks for. Where a prime sends a row for each person, its rows make the figures.
pub fn unused(tables: &[MappedRecords], as_at: AsAt, gates: &Gates) -> Vec<Finding> {
    let mut primes: BTreeMap<&str, Vec<Own<'_>>> = BTreeMap::new();
    for own in tables.iter().flat_map(|table| table.counts().map(move |count| (table, count))) {
        if counts::makes_figures(own.1.measure) {
            primes.entry(&own.1.prime).or_default().push(own);
        }
    }
    let listed = |table: &MappedRecords, prime: &str| {
        table.origin.record == Record::Participants && table.origin.supplier == prime
    };
    primes.retain(|prime, _| !tables.iter().any(|table| listed(table, prime)));
    let mut returns: BTreeMap<&str, Vec<Own<'_>>> = BTreeMap::new();
    for own in primes.values().flatten() {
        returns.entry(&own.0.origin.file).or_default().push(*own);
    }
    let another_time = primes.values().filter_map(|own| another_time(own, as_at));
    another_time.chain(returns.values().filter_map(|own| without_figures(own, as_at, gates))).collect()
}

fn place((table, _): Own<'_>) -> Place {
    Place::file(&table.origin.file).sheet(&table.origin.sheet)
}

fn is_of_the_quarter(count: &Count, as_at: AsAt) -> bool {
    count.span.is_none_or(|span| span.last >= Quarter::of(as_at.0).first_day() && span.last <= as_at.0)
}

/// Counts of which none lies in the quarter: a slip in the year reads so.
fn another_time(own: &[Own<'_>], as_at: AsAt) -> Option<Finding> {
    let spans: Vec<TimeSpan> = own.iter().map(|(_, count)| count.span).collect::<Option<_>>()?;
    if own.iter().any(|(_, count)| is_of_the_quarter(count, as_at)) {
        return None;
    }
    let (first, last) = (spans.iter().min()?, spans.iter().max()?);
    let found = if first == last { first.to_string() } else { format!("{first} to {last}") };
    let message = format!(
        "no count lies in {}, so none makes a figure: those that were found are of {found}",
        Quarter::of(as_at.0).months_in_words()
    );
    let hint = "is it the return of this quarter, and is the year right? Ask the sender for a corrected one";
    let finding = Finding::new("no_row_used", Effect::Stops, place(*own.first()?), message, hint);
    Some(finding.for_rows(own.len() as u64))
}

/// Counts of the quarter that are marks of missing, all or nearly. Rows that are set aside are told as such.
fn without_figures(own: &[Own<'_>], as_at: AsAt, gates: &Gates) -> Option<Finding> {
    let sent = |(_, count): &&Own<'_>| count.people != Err(WhyMissing::SetAside) && is_of_the_quarter(count, as_at);
    let own: Vec<&Own<'_>> = own.iter().filter(sent).collect();
    let mut missing: BTreeMap<WhyMissing, usize> = BTreeMap::new();
    own.iter().filter_map(|(_, count)| count.people.err()).for_each(|why| *missing.entry(why).or_default() += 1);
    let (all, lost) = (own.len(), missing.values().sum::<usize>());
    let figures = all - lost;
    let (code, have) = match figures {
        _ if lost == 0 => return None,
        0 => ("no_row_used", "none has a figure".to_string()),
        _ if (figures as f64) < gates.least_used * all as f64 => {
            let least = 100.0 * gates.least_used;
            (
                "too_few_rows_used",
                format!("only {figures} have one; at least {least:.1}% have to (`least_used` under [gates])"),
            )
        }
        _ => return None,
    };
    // The commonest reason first.
    let mut why: Vec<(WhyMissing, usize)> = missing.into_iter().collect();
    why.sort_by_key(|(why, many)| (std::cmp::Reverse(*many), *why));
    let why: Vec<String> = why.iter().map(|(why, many)| format!("{many} {}", why.in_words())).collect();
    let months = Quarter::of(as_at.0).months_in_words();
    let message = format!("of {} in {months} {have}: {}", number_of(all as u64, "count"), why.join(", "));
    let hint = "ask the sender for the figures: no figure of the quarter can be made from what was sent";
    Some(Finding::new(code, Effect::Stops, place(**own.first()?), message, hint).for_rows(lost as u64))
}
