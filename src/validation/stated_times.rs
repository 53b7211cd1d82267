//! Counts without a month of their own, below a line that tells a time: last quarter's table under this quarter's name
//! would be printed as this quarter's.

use chrono::Datelike;

use super::RuleContext;
use crate::canonical::counts::makes_figures;
use crate::finding::{Effect, Finding, Place};
use crate::mapping::{MappedRecords, Shape, Stated};
use crate::vocabulary::told_times::Told;
use crate::vocabulary::{Quarter, TimeSpan};

/// Asks about each table of such counts of which a line above tells another time than the quarter's.
pub fn ask(tables: &[MappedRecords], context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    let quarter = Quarter::of(context.as_at.0);
    for table in tables {
        let Shape::Counts { stated, .. } = &table.shape else { continue };
        let so_far = table.counts().any(|own| own.span.is_none() && own.people.is_ok() && makes_figures(own.measure));
        if so_far {
            findings.extend(another(stated, quarter).map(|stated| question(table, stated, quarter)));
        }
    }
}

/// The first time that is another's. One after the quarter is the day of printing, or of a meeting.
fn another(stated: &[Stated], quarter: Quarter) -> Option<&Stated> {
    let printed = |own: &&Stated| matches!(own.told, Told::Span(span) if span.first > quarter.last_day());
    stated.iter().find(|own| !is_of(own.told, quarter) && !printed(own))
}

fn is_of(told: Told, quarter: Quarter) -> bool {
    let own = TimeSpan::of_quarter(quarter);
    match told {
        Told::Span(span) => span.holds(own) || (own.first..=own.last).contains(&span.last),
        Told::Month(month) => (own.first.month()..own.first.month() + 3).contains(&month),
    }
}

fn question(table: &MappedRecords, stated: &Stated, quarter: Quarter) -> Finding {
    let time = match stated.told {
        Told::Span(span) if span.first == span.last => span.first.format("%-d %B %Y").to_string(),
        Told::Span(span) => span.to_string(),
        Told::Month(month) => {
            let first = TimeSpan::of_months(2000, month, 1).map(|span| span.first);
            first.map_or(String::new(), |first| first.format("%B").to_string())
        }
    };
    let (line, row) = match stated.row {
        Some(row) => ("this line", row),
        None => ("the sheet's name", table.origin.header_rows.first().copied().unwrap_or(1)),
    };
    let until = quarter.last_day().format("%-d %B %Y");
    let message = format!(
        "{line} says {time}, and the table has no month of its own: its figures would be printed as those to {until}"
    );
    let hint = "is it the return of this quarter? Ask the sender for its figures to the end of the quarter; if they are, let \
                this run go on with --accept counts_of_another_time --because TEXT --by NAME";
    let place = Place::file(&table.origin.file).sheet(&table.origin.sheet).row(row);
    Finding::new("counts_of_another_time", Effect::Stops, place, message, hint)
}
