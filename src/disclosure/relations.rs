//! How the columns of a table hang together: what a reader knows of its counts before seeing one of them.

use crate::metrics::{CountColumn, CountTable, Event};

use super::suppress::Relation;

/// What hangs together of where people stand: the programme is over for them, or they are on it; of those, some are
/// supported in work. Somebody who left has completed.
const STATES: [(CountColumn, &[CountColumn]); 6] = [
    (ATTACHED, &[CountColumn::Completed { of: Event::Attached }, CountColumn::Happened(Event::OnProgramme)]),
    (ATTACHED, &[CountColumn::Completed { of: Event::Attached }]),
    (ATTACHED, &[CountColumn::Happened(Event::OnProgramme), CountColumn::Happened(Event::Left)]),
    (CountColumn::Completed { of: Event::Attached }, &[CountColumn::Happened(Event::Left)]),
    (CountColumn::Happened(Event::OnProgramme), &[CountColumn::Happened(Event::SupportedInWork)]),
    (ATTACHED, &[CountColumn::Happened(Event::OutcomePaid)]),
];

const ATTACHED: CountColumn = CountColumn::Happened(Event::Attached);

/// What a reader knows of how the columns of a row hang together: a part is never more than its whole,
/// and the rest of a whole is a count of people too. A relation is given only where it holds in every
/// row: in the events of one quarter the parts are other people than the whole.
pub(super) fn relations(table: &CountTable, rows: &[Vec<u64>]) -> Vec<Relation> {
    let at = |column: CountColumn| table.columns.iter().position(|other| *other == column);
    let mut relations: Vec<Relation> = Vec::new();
    let mut add = |whole: Option<usize>, parts: &[Option<usize>]| {
        let (Some(whole), Some(parts)) = (whole, parts.iter().copied().collect::<Option<Vec<usize>>>()) else { return };
        let holds = rows.iter().all(|row| parts.iter().map(|&part| row[part]).sum::<u64>() <= row[whole]);
        if holds {
            let is_known_to_be_all =
                parts.iter().any(|part| matches!(table.columns[*part], CountColumn::InTime { .. })) && parts.len() > 1;
            relations.push(Relation { whole, parts, is_known_to_be_all });
        }
    };
    let events =
        table.columns.iter().filter(|column| matches!(column, CountColumn::Happened(_) | CountColumn::Reached { .. }));
    for column in events {
        add(at(CountColumn::Everybody), &[at(*column)]);
    }
    let period = table.view.basis.is_of_a_period();
    let nested = [
        (Event::Referred, Event::Attached),
        (Event::Attached, Event::JobStarted),
        (Event::Attached, Event::Sustained),
        (Event::JobStarted, Event::Sustained),
        (Event::Attached, Event::SustainedOtherwise),
        (Event::JobStarted, Event::SustainedOtherwise),
        (Event::Sustained13Weeks, Event::Sustained26Weeks),
        (Event::Attached, Event::Sustained13Weeks),
        (Event::Attached, Event::Sustained26Weeks),
        (Event::JobStarted, Event::Sustained13Weeks),
        (Event::JobStarted, Event::Sustained26Weeks),
        (Event::Attached, Event::Left),
        (Event::Attached, Event::OnProgramme),
        (Event::JobStarted, Event::SupportedInWork),
        (Event::Referred, Event::Sustained),
    ];
    for (of, event) in nested.into_iter().filter(|_| !period) {
        let whole = at(CountColumn::Happened(of));
        let part = at(CountColumn::Reached { event, of }).or(at(CountColumn::Happened(event)));
        let in_time = at(CountColumn::InTime { event, of });
        let matured = at(CountColumn::Matured { event, of });
        let matured_achieved = at(CountColumn::MaturedAchieved { event, of });
        add(whole, &[part]);
        if in_time.is_some() {
            add(whole, &[part, in_time]);
        }
        add(in_time, &[at(CountColumn::Due { event, of })]);
        add(whole, &[matured]);
        add(matured, &[matured_achieved]);
        add(part, &[matured_achieved]);
        let completed_achieved = at(CountColumn::CompletedAchieved { event, of });
        add(at(CountColumn::Completed { of }), &[completed_achieved]);
        add(part, &[completed_achieved]);
    }
    for (whole, parts) in STATES {
        let parts: Vec<Option<usize>> = parts.iter().map(|part| at(*part)).collect();
        add(at(whole), &parts);
    }
    for (whole, part) in timed(&table.columns) {
        add(at(whole), &[at(part)]);
    }
    relations
}

/// How columns of time hang together: whoever was followed for longer was followed for less, and whatever came within
/// fewer months came within more.
fn timed(columns: &[CountColumn]) -> Vec<(CountColumn, CountColumn)> {
    let mut pairs = Vec::new();
    for column in columns {
        match *column {
            CountColumn::Followed { of, .. } => pairs.push((CountColumn::Happened(of), *column)),
            CountColumn::FollowedAchieved { event, of, months } => {
                pairs.push((CountColumn::Followed { of, months }, *column));
                pairs.push((CountColumn::Within { event, of, months }, *column));
                pairs.push((CountColumn::Reached { event, of }, *column));
                pairs.push((CountColumn::Happened(event), *column));
            }
            CountColumn::Within { event, of, .. } => {
                pairs.push((CountColumn::Happened(of), *column));
                pairs.push((CountColumn::Happened(event), *column));
            }
            _ => {}
        }
        for longer in columns {
            match (*longer, *column) {
                (CountColumn::Followed { of: a, months: less }, CountColumn::Followed { of: b, months: more })
                    if a == b && less < more =>
                {
                    pairs.push((*longer, *column));
                }
                (
                    CountColumn::Within { event: a, of: c, months: more },
                    CountColumn::Within { event: b, of: d, months: less },
                ) if (a, c) == (b, d) && less < more => pairs.push((*longer, *column)),
                (
                    CountColumn::Within { event: Event::JobStarted, of: a, months: x },
                    CountColumn::Within { event: Event::Sustained, of: b, months: y },
                ) if (a, x) == (b, y) => pairs.push((*longer, *column)),
                _ => {}
            }
        }
    }
    pairs
}
