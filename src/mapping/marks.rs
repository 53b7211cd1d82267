//! Marks that stand in place of values: what each says, and what comes of it. Where one may hide a day that a figure
//! needs, the row is set aside: "it has not happened" would be a 0 that nobody sent.

use std::collections::BTreeMap;

use super::headers::Found;
use super::reader::TableReader;
use super::records::Fate;
use super::values::{MarkColumn, Trouble, WhyMissing};
use crate::canonical::Columns;
use crate::canonical::schema::{self, ColumnSpec, Kind, Record};
use crate::definitions::shapes::dates_of;
use crate::definitions::{EventKind, SheetLayout};
use crate::finding::{Effect, Finding, Rows};
use crate::source::Held;

/// So many dates of a column that a mark hides are told one by one.
const ONE_BY_ONE: usize = 20;

/// Rows in which a mark stands where there may be a day: by the mark and what it says.
pub(super) type HiddenDays = BTreeMap<(String, WhyMissing), Vec<usize>>;

impl TableReader<'_> {
    /// Notes the marks that stand in a column in place of values. A missing reference is told row by row, and of
    /// a code what its list knows is no mark.
    pub fn note_marks(&mut self, spec: &'static ColumnSpec, record: Record, found: &Found, held: &[Held]) {
        if spec.kind == Kind::Reference || self.marks.is_empty() {
            return;
        }
        let sheet = self.table.sheet;
        let list = (spec.kind == Kind::Code).then(|| self.code_list(spec.name));
        let mut marks = MarkColumn::default();
        let mut hidden = HiddenDays::new();
        for (i, held) in held.iter().enumerate() {
            let Held::Text(id) = *held else { continue };
            let Some(why) = self.marks[id as usize].filter(|_| !self.is_damaged(i)) else { continue };
            let text = sheet.text(id);
            match spec.kind {
                Kind::Date if why.may_hide_a_value() && (spec.is_milestone() || record == Record::Events) => {
                    hidden.entry((text.trim().to_lowercase(), why)).or_default().push(i);
                }
                // Told where they are read.
                Kind::YesNo if why.may_hide_a_value() => {}
                _ if list.as_ref().is_some_and(|list| list.knows(text)) => {}
                _ => marks.add(text, why),
            }
        }
        self.findings.extend(marks.finding(&self.column_place(found), spec, record));
        if record == Record::Events {
            // Which event it is says whether its day is wanted.
            self.days_of_events.push((spec.name, found.clone(), hidden));
        } else {
            self.days_hidden(found, hidden);
        }
    }

    /// Marks in place of the days of events, once it is known which event each is: a day that the layout gives no
    /// meaning to is not missed.
    pub fn days_of_events_hidden(&mut self, data: &Columns, layout: &SheetLayout) {
        for (name, found, mut hidden) in std::mem::take(&mut self.days_of_events) {
            let at = usize::from(name == "date_2");
            let is_wanted = |i: usize| {
                let kind = data.texts("event").get(i).and_then(EventKind::find);
                let means = kind.and_then(|kind| schema::find(dates_of(&layout.events, kind)[at]?));
                means.is_some_and(ColumnSpec::is_milestone)
            };
            let mut others = MarkColumn::default();
            for ((mark, why), rows) in &mut hidden {
                let (wanted, not): (Vec<usize>, Vec<usize>) = rows.iter().partition(|i| is_wanted(**i));
                not.iter().for_each(|_| others.add(mark, *why));
                *rows = wanted;
            }
            hidden.retain(|_, rows| !rows.is_empty());
            self.findings.extend(
                schema::find(name).and_then(|spec| others.finding(&self.column_place(&found), spec, Record::Events)),
            );
            self.days_hidden(&found, hidden);
        }
    }

    /// Marks that stand for a day which the sender does not give: "it has not happened" would be a 0 that nobody sent.
    fn days_hidden(&mut self, found: &Found, hidden: HiddenDays) {
        const CODE: &str = "date_marked_missing";
        if hidden.values().map(Vec::len).sum::<usize>() <= ONE_BY_ONE {
            for ((mark, why), rows) in hidden {
                let trouble = Trouble::new(CODE, why.in_words(), mark);
                rows.into_iter().for_each(|i| self.set_aside(i, found, &trouble));
            }
            return;
        }
        for ((mark, why), rows) in hidden {
            let mut named = Rows::default();
            for i in rows {
                named.add(self.table.sheet.row_number(self.table.rows[i]));
                if self.fates.is_used(i) {
                    self.fates.set(i, Fate::SetAside(CODE));
                }
            }
            let message = format!("{}: {named}", Trouble::new(CODE, why.in_words(), mark).message(self.context.layout));
            let hint = "ask the sender for the dates, or to leave the cell empty where it has not happened; the rows count \
                        in nothing until then";
            let finding = Finding::new(CODE, Effect::SetsAside, self.column_place(found), message, hint);
            self.findings.push(finding.for_rows(named.count()));
        }
    }
}
