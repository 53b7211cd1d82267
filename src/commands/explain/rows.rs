//! The rows behind a figure: in public by their numbers alone, all that are used; for officers those that are counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::frame::day_of;
use crate::canonical::schema::Record;
use crate::commands::Session;
use crate::definitions::SupplierKind;
use crate::disclosure::Row;
use crate::fault::printable;
use crate::mapping::{Fate, MappedRecords};
use crate::metrics::people::{Happened, Person};
use crate::metrics::{CountColumn, Dimension, Event, People};
use crate::report::printed::PrintedFigure;
use crate::report::programme::{Line, Section};
use crate::report::{Figures, format};

/// Where a figure's rows come from.
pub struct Sources<'a> {
    pub session: &'a Session,
    pub figures: &'a Figures,
    pub figure: &'a PrintedFigure<'a>,
    pub officers: bool,
}

/// Characters of a file's SHA-256 that tell it from another.
const SHORT: usize = 12;

/// Gaps that a range of rows names.
const GAPS: usize = 30;

impl Sources<'_> {
    /// The tables that the figure is made from: those of its prime, and Jobcentre Plus's.
    fn tables(&self) -> Vec<&MappedRecords> {
        let workspace = &self.session.definitions.workspace;
        let prime = self.figure.group().filter(|_| self.figure.table.dimensions() == [Dimension::Prime]);
        let from_counts = self.figure.counted.is_some();
        let is_own = |table: &&MappedRecords| {
            let supplier = workspace.supplier(&table.origin.supplier);
            let own = prime.is_none_or(|prime| supplier.name == prime);
            match (table.origin.record == Record::Counts, supplier.kind) {
                (counts, _) if counts != from_counts => false,
                (_, SupplierKind::Jcp) => true,
                _ => own,
            }
        };
        self.session.checked.records.iter().filter(is_own).collect()
    }

    /// Each sheet with its file's SHA-256 and the rows of it that are used.
    pub fn used(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for table in self.tables() {
            let origin = &table.origin;
            let sha256 = &self.session.facts.inputs[origin.source_id as usize].sha256;
            let rows: Vec<u32> = table.fates.used().map(|row| table.source_rows[row]).collect();
            let rows = match self.may_tell(table) {
                true => ranges(&rows),
                false => "which rows is not told: how many there are would tell of a figure that is hidden".into(),
            };
            let sheet = if origin.sheet.is_empty() { String::new() } else { format!(", {}", printable(&origin.sheet)) };
            lines.push(Line::Item(format!(
                "{}{sheet} ({}): {rows}. SHA-256 {}",
                printable(&origin.file),
                origin.record.name(),
                sha256.get(..SHORT).unwrap_or_default()
            )));
        }
        lines
    }

    /// Whether the number of a table's rows may be told: a list of jobs or of claims is about as long as the count of
    /// those who have one. So the paper has to show every milestone of its prime, and of everybody for Jobcentre Plus's.
    fn may_tell(&self, table: &MappedRecords) -> bool {
        let supplier = self.session.definitions.workspace.supplier(&table.origin.supplier);
        let shows = |paper: &crate::disclosure::PublishedTable, row: Row| {
            [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained]
                .into_iter()
                .all(|event| paper.count(row, CountColumn::Happened(event)).get().is_some())
        };
        let all = |paper: &crate::disclosure::PublishedTable| paper.rows().into_iter().all(|row| shows(paper, row));
        match supplier.kind {
            // A row of counts is a month, and no person.
            _ if self.officers || table.origin.record == Record::Counts => true,
            SupplierKind::Jcp => all(&self.figures.to_date) && all(&self.figures.offices),
            _ => self.figures.to_date.group_named(&supplier.name).is_some_and(|row| shows(&self.figures.to_date, row)),
        }
    }

    /// Rows that are set aside or left out, by the rule.
    pub fn not_used(&self) -> Vec<Line> {
        let mut by_code: BTreeMap<(bool, &str), u64> = BTreeMap::new();
        for table in self.tables() {
            for fate in table.fates.iter() {
                match fate {
                    Fate::SetAside(code) => *by_code.entry((true, code)).or_default() += 1,
                    Fate::LeftOut(code) => *by_code.entry((false, code)).or_default() += 1,
                    Fate::Used => {}
                }
            }
            table.set_aside.iter().for_each(|(code, rows)| *by_code.entry((true, code)).or_default() += rows);
            table.left_out.iter().for_each(|(code, rows)| *by_code.entry((false, code)).or_default() += rows);
        }
        let number = |rows: u64| if self.officers { format::count(rows) } else { format::about(rows) };
        let told = |((aside, code), rows): ((bool, &str), u64)| {
            let what = if aside { "set aside until corrected" } else { "left out by rule" };
            Line::Item(format!(
                "{code}: {what}, {} {}",
                number(rows),
                if rows == 1 && self.officers { "row" } else { "rows" }
            ))
        };
        let mut lines: Vec<Line> = by_code.into_iter().map(told).collect();
        if !lines.is_empty() {
            lines.push(Line::Says("quarterdeck explain finding CODE tells each.".into()));
        }
        lines
    }
}

/// `rows 6 to 1,694 but 18, 44 and 60 to 62`.
fn ranges(rows: &[u32]) -> String {
    let rows: BTreeSet<u32> = rows.iter().copied().collect();
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else { return "no row of it is used".into() };
    let number = |row: u32| format::count(u64::from(row));
    let mut gaps = Vec::new();
    let mut before = first;
    for &row in rows.iter().skip(1) {
        match row - before {
            1 => {}
            2 => gaps.push(number(before + 1)),
            _ => gaps.push(format!("{} to {}", number(before + 1), number(row - 1))),
        }
        before = row;
    }
    let more = gaps.len().saturating_sub(GAPS);
    gaps.truncate(GAPS);
    if more > 0 {
        gaps.push(format!("{more} more gaps"));
    }
    let but = if gaps.is_empty() { String::new() } else { format!(" but {}", format::list(&gaps)) };
    match first == last {
        true => format!("row {}", number(first)),
        false => format!("rows {} to {}{but}", number(first), number(last)),
    }
}

/// Those whom a figure counts, for officers.
pub struct Counted<'a> {
    pub session: &'a Session,
    pub people: &'a People,
    pub figure: &'a PrintedFigure<'a>,
}

impl Counted<'_> {
    /// The rows of numerator and denominator.
    pub fn rows(&self) -> Section {
        let mut lines = Vec::new();
        let (event, of) = match self.figure.parts() {
            Some((event, of)) => (event, Some(of)),
            None => (self.figure.indicator.event(), None),
        };
        for (what, event) in [("counted", Some(event)), ("of", of)] {
            let Some(event) = event else { continue };
            lines.push(Line::Says(format!("{what} ({}), each person's first row on the prime's list:", event.id())));
            lines.extend(self.rows_of(event));
        }
        Section { heading: "The rows that are counted, for officers", lines }
    }

    fn rows_of(&self, event: Event) -> Vec<Line> {
        let mut by_source: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let mut without = 0;
        for person in self.people.iter().filter(|person| self.is_in(person, event)) {
            match person.row {
                Some((source, row)) => {
                    by_source.entry(source).or_default().insert(row);
                }
                None => without += 1,
            }
        }
        let told = |(source, rows): (u32, BTreeSet<u32>)| {
            let numbers: Vec<String> = rows.iter().map(u32::to_string).collect();
            let file = printable(&self.session.facts.inputs[source as usize].file);
            let many = format::count(rows.len() as u64);
            Line::Item(format!("{file}, {many} by number: {}", numbers.join(" ")))
        };
        let mut lines: Vec<Line> = by_source.into_iter().map(told).collect();
        if without > 0 {
            lines.push(Line::Item(format!("{}: on Jobcentre Plus's list alone", format::people(without))));
        }
        lines
    }

    /// Whether a person is in the figure's group and the event is theirs on its basis.
    fn is_in(&self, person: &Person, event: Event) -> bool {
        let (table, view) = (self.figure.table, self.figure.table.view());
        let dimension = table.dimensions().first().copied().unwrap_or(Dimension::Prime);
        let group = self.figure.group();
        if group.is_some_and(|group| self.people.group(person, dimension) != group) {
            return false;
        }
        // The table of cohorts is of those who have joined.
        let as_at = day_of(view.as_at.0);
        if dimension == Dimension::AttachmentQuarter && !person.attachment.by(as_at) {
            return false;
        }
        if view.basis.is_of_a_period() {
            let (first, last) = (day_of(view.first_day()), day_of(view.quarter.last_day()));
            return matches!(self.people.happened(person, event), Happened::On(day) if first <= day && day <= last);
        }
        self.people.has(person, event, as_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_as_one_range_with_its_gaps() {
        assert_eq!(ranges(&[]), "no row of it is used");
        assert_eq!(ranges(&[7]), "row 7");
        assert_eq!(ranges(&[6, 7, 9, 10, 14, 1694]), "rows 6 to 1,694 but 8, 11 to 13 and 15 to 1,693");
        let even: Vec<u32> = (1..=40).map(|row| 2 * row).collect();
        assert!(ranges(&even).ends_with("and 9 more gaps"), "{}", ranges(&even));
    }
}
