//! Figures about one person: hours, scores, sums of money. No message repeats one.

use super::headers::Found;
use super::reader::TableReader;
use super::values::figures::{FigureReading, Known, hundredths, money};
use crate::canonical::schema::{ColumnSpec, Kind};
use crate::canonical::{ColumnData, Figures};
use crate::finding::{Effect, Finding, Rows};

/// A week has no more hours, as whole hundredths.
const HOURS_OF_A_WEEK: i64 = 168 * 100;

impl TableReader<'_> {
    /// Figures as whole hundredths, sums of money as pence. One that cannot be read sets its row aside; hours count as
    /// not told, as a person is no other without them.
    pub fn figures(&mut self, spec: &ColumnSpec, found: &Found) -> ColumnData {
        let (table, are_hours) = (self.table, spec.name.starts_with("hours"));
        let (mut not_understood, mut not_possible) = (Rows::default(), Rows::default());
        let mut figures = Vec::with_capacity(table.rows.len());
        for (i, &row) in table.rows.iter().enumerate() {
            let value = table.sheet.value(row, found.column);
            let read: FigureReading<i64> = match spec.kind {
                Kind::Money => money(value).map(|known| known.map(|pence| pence.0)),
                _ => hundredths(value),
            };
            figures.push(match read {
                Ok(Known::Missing(_)) => None,
                Ok(Known::Value(hours)) if are_hours && hours > HOURS_OF_A_WEEK => {
                    not_possible.add(table.sheet.row_number(row));
                    None
                }
                Ok(Known::Value(figure)) => Some(figure),
                Err(_) if are_hours && self.is_damaged(i) => None,
                Err(_) if are_hours => {
                    not_understood.add(table.sheet.row_number(row));
                    None
                }
                Err(trouble) => {
                    self.set_aside(i, found, &trouble);
                    None
                }
            });
        }
        let what = "hours a week that are not a number with at most two decimals";
        self.hours_not_told("hours_not_understood", what, not_understood, found);
        self.hours_not_told("hours_not_possible", "more hours than a week has", not_possible, found);
        ColumnData::Figures(figures.into_iter().collect::<Figures>())
    }

    fn hours_not_told(&mut self, code: &'static str, what: &str, rows: Rows, found: &Found) {
        if rows.count() > 0 {
            let message = format!("{what}: {rows}; they count as not told");
            let hint = "ask the sender for the hours a week of these jobs";
            let finding = Finding::new(code, Effect::Notes, self.column_place(found), message, hint);
            self.findings.push(finding.for_rows(rows.count()));
        }
    }
}
