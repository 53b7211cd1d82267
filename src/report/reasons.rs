//! The people whom a figure does not count, by the rule that leaves them out.

use crate::disclosure::{PublishedTable, Row, Rule, publish_whole};
use crate::metrics::compute::CountTable;
use crate::metrics::{Because, CountColumn, Event, People, Why};
use crate::vocabulary::Basis;

use super::figures::Figures;
use super::printed::{PrintedFigure, exact_as};

/// How many people of a group are not counted, by reason: the end of a sentence that begins with the number.
pub type Reasons = Vec<(&'static str, u64)>;

/// The columns of every reason.
fn columns((event, of): (Event, Event)) -> Vec<CountColumn> {
    Because::all().map(|because| CountColumn::Not { event, of, because }).collect()
}

/// Whether reasons can be given: the events of a quarter are other people than those they are set against, and counts
/// say nothing of people.
fn parts(figure: &PrintedFigure<'_>) -> Option<(Event, Event)> {
    let has_people = figure.table.view().basis == Basis::ToDate && figure.counted.is_none();
    figure.parts().filter(|_| has_people)
}

/// The reasons beside a figure as they may be printed; nothing where they may not, or there are none to give. Those of the
/// source that a contract does not read would be told from those of the other; why nobody has paid is not in the returns.
pub fn published(people: &People, figures: &Figures, figure: &PrintedFigure<'_>, rule: Rule) -> Option<Reasons> {
    let (event, of) =
        parts(figure).filter(|(event, _)| !matches!(event, Event::SustainedOtherwise | Event::OutcomePaid))?;
    let papers = [&figures.to_date, &figures.cohorts, &figures.offices, &figures.payment_groups, &figures.wards];
    let fine: Vec<CountTable> = papers.iter().map(|paper| exact_as(people, paper, &columns((event, of)))).collect();
    let told = |exact: &[CountTable], words: &dyn Fn(Because) -> &'static str| {
        let pairs: Vec<(&CountTable, &PublishedTable)> = exact.iter().zip(papers).collect();
        let sums = [of, event, Event::JobStarted].map(CountColumn::Happened);
        let sums: Vec<CountColumn> = sums.into_iter().chain([CountColumn::InTime { event, of }]).collect();
        let tables = publish_whole(&pairs, &sums, rule);
        let own = tables.iter().find(|own| own.dimensions() == figure.table.dimensions())?;
        let row = match figure.row {
            Row::Total => Row::Total,
            Row::Group(group) => {
                Row::Group(own.groups().iter().position(|name| *name == figure.table.groups()[group])?)
            }
        };
        let get = |because| {
            let column = CountColumn::Not { event, of, because };
            own.holds(column).then(|| own.count(row, column).get().map(|people| (words(because), people)))
        };
        Because::all().filter_map(get).collect::<Option<Reasons>>().map(given)
    };
    let coarse = || fine.iter().map(|table| put_together(table, (event, of))).collect::<Vec<_>>();
    told(&fine, &|because| in_words(because, event)).or_else(|| told(&coarse(), &in_few_words))
}

/// The reason under which a rare one is told with others.
fn coarser(because: Because) -> Because {
    let why = match (because.why, because.in_time) {
        (Why::NotAttached | Why::AttachedLater, _) => Why::NotAttached,
        (Why::TooFewDays | Why::NotClaimed | Why::LeftInWork, _) => Why::TooFewDays,
        _ => Why::NoJob,
    };
    Because { why, ..because }
}

/// The same counts by coarser reasons.
fn put_together(table: &CountTable, (event, of): (Event, Event)) -> CountTable {
    let column = |because| CountColumn::Not { event, of, because };
    let mut columns: Vec<CountColumn> = Because::all().map(|own| column(coarser(own))).collect();
    columns.sort_unstable();
    columns.dedup();
    let sums = |counts: &Vec<u64>| {
        let mut sums = vec![0; columns.len()];
        for (own, count) in table.columns.iter().zip(counts) {
            let CountColumn::Not { because, .. } = *own else { continue };
            let at = columns.binary_search(&column(coarser(because))).expect("every reason has a coarser one");
            sums[at] += count;
        }
        sums
    };
    CountTable {
        view: table.view,
        dimensions: table.dimensions.clone(),
        groups: table.groups.clone(),
        counts: table.counts.iter().map(sums).collect(),
        total: sums(&table.total),
        columns,
    }
}

/// The same with nothing hidden, for officers.
pub fn exact(people: &People, figure: &PrintedFigure<'_>) -> Option<Reasons> {
    let (event, of) = parts(figure)?;
    let table = exact_as(people, figure.table, &columns((event, of)));
    let get = |because| {
        let count = figure.exact_in(&table, CountColumn::Not { event, of, because });
        count.map(|count| (in_words(because, event), count))
    };
    Because::all().map(get).collect::<Option<Reasons>>().map(given)
}

/// Reasons that nobody has are not told.
fn given(mut reasons: Reasons) -> Reasons {
    reasons.retain(|(_, people)| *people > 0);
    reasons
}

fn in_few_words(because: Because) -> &'static str {
    match (because.why, because.in_time) {
        (Why::NotAttached, _) => "referred and not attached by the day",
        (Why::TooFewDays, true) => "started a job, have not reached the outcome yet, and are in time",
        (Why::TooFewDays, false) => "started a job, have not reached the outcome, and their time is over",
        (_, true) => "no job start that counts so far, and in time",
        (_, false) => "no job start that counts, and their time is over",
    }
}

fn in_words(because: Because, event: Event) -> &'static str {
    match (because.why, because.in_time) {
        (Why::NotAttached, _) => "referred and not attached by the day; they still can be",
        (Why::AttachedLater, _) => "attached after the day; a later paper counts them",
        (Why::NoJobYet, true) => "no job start by the day, supported still: in time",
        (Why::NoJobYet, false) => "no job start by the day, supported still, and too few days left for the outcome",
        (Why::NoJob, true) => {
            "no job start while supported; no source confirms by when the outcome must be reached, so they count as in time"
        }
        (Why::NoJob, false) => "no job start while supported: their time is over",
        (Why::JobAfterSupport, true) => {
            "a job that began after support had ended, which does not count; no source confirms by when the outcome must be reached, so they count as in time"
        }
        (Why::JobAfterSupport, false) => {
            "a job that began after support had ended, which does not count: their time is over"
        }
        (Why::TooFewDays, true) => "started a job and have not enough days in work yet: in time",
        (Why::TooFewDays, false) => "started a job, had not enough days in work, and can reach it no more",
        (Why::NotClaimed, true) if event == Event::Sustained => "started a job and the outcome is not claimed: in time",
        (Why::NotClaimed, true) => "started a job and no claim shows the outcome: in time",
        (Why::NotClaimed, false) => "started a job, and the outcome was not claimed while it could be reached",
        (Why::Left, _) => "left without a job start; the programme is over for those who leave",
        (Why::LeftInWork, _) => "left after a job start; the programme is over for those who leave",
    }
}
