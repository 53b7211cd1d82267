//! The people whom a figure does not count, by the rule that leaves them out.

use crate::disclosure::{PublishedTable, Row, Rule, publish_whole};
use crate::metrics::compute::{CountTable, count};
use crate::metrics::{Because, CountColumn, Dimension, Event, People, Why};
use crate::vocabulary::Basis;

use super::figures::{Figures, attached_only};
use super::printed::PrintedFigure;

/// How many people of a group are not counted, by reason.
pub type Reasons = Vec<(Because, u64)>;

/// The columns of every reason.
fn columns((event, of): (Event, Event)) -> Vec<CountColumn> {
    Because::all().map(|because| CountColumn::Not { event, of, because }).collect()
}

/// Reasons by the groups of a table of the paper.
fn table(people: &People, paper: &PublishedTable, parts: (Event, Event)) -> CountTable {
    let attached = attached_only();
    let filters = if paper.dimensions() == [Dimension::AttachmentQuarter] { &attached[..] } else { &[] };
    count(people, paper.view(), &columns(parts), paper.dimensions(), filters)
}

/// Whether reasons can be given: the events of a quarter are other people than those they are set against, and counts
/// say nothing of people.
fn parts(figure: &PrintedFigure<'_>) -> Option<(Event, Event)> {
    let has_people = figure.table.view().basis == Basis::ToDate && figure.counted.is_none();
    figure.parts().filter(|_| has_people)
}

/// The reasons beside a figure as they may be printed; nothing where they may not, or there are none to give. Those of the
/// source that a contract does not read would be told from those of the other.
pub fn published(people: &People, figures: &Figures, figure: &PrintedFigure<'_>, rule: Rule) -> Option<Reasons> {
    let (event, of) = parts(figure).filter(|(event, _)| *event != Event::SustainedOtherwise)?;
    let papers = [&figures.to_date, &figures.cohorts, &figures.offices, &figures.payment_groups, &figures.wards];
    let exact: Vec<CountTable> = papers.iter().map(|paper| table(people, paper, (event, of))).collect();
    let pairs: Vec<(&CountTable, &PublishedTable)> = exact.iter().zip(papers).collect();
    let sums = [of, event, Event::JobStarted].map(CountColumn::Happened);
    let sums: Vec<CountColumn> = sums.into_iter().chain([CountColumn::InTime { event, of }]).collect();
    let tables = publish_whole(&pairs, &sums, rule);
    let own = tables.iter().find(|own| own.dimensions() == figure.table.dimensions())?;
    let row = match figure.row {
        Row::Total => Row::Total,
        Row::Group(group) => Row::Group(own.groups().iter().position(|name| *name == figure.table.groups()[group])?),
    };
    let get = |because| own.count(row, CountColumn::Not { event, of, because }).get().map(|count| (because, count));
    let all: Option<Reasons> = Because::all().map(get).collect();
    all.map(given)
}

/// The same with nothing hidden, for officers.
pub fn exact(people: &People, figure: &PrintedFigure<'_>) -> Option<Reasons> {
    let (event, of) = parts(figure)?;
    let table = table(people, figure.table, (event, of));
    let get = |because| {
        let column = CountColumn::Not { event, of, because };
        let count = match figure.row {
            Row::Total => table.exact_total(column),
            Row::Group(group) => {
                let own = table.groups.iter().position(|name| *name == figure.table.groups()[group])?;
                table.exact(own, column)
            }
        };
        count.map(|count| (because, count))
    };
    Because::all().map(get).collect::<Option<Reasons>>().map(given)
}

/// Reasons that nobody has are not told.
fn given(mut reasons: Reasons) -> Reasons {
    reasons.retain(|(_, people)| *people > 0);
    reasons
}

/// A reason as the end of a sentence that begins with a number of people.
pub fn in_words(because: Because, event: Event) -> &'static str {
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
