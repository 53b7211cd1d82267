//! The header of a table: one row, or two of which the upper says what the lower's labels are of.

use std::collections::BTreeSet;

use super::{Header, normalise_header};
use crate::source::{Sheet, Value};

/// A header as it was found.
#[derive(Debug)]
pub(super) struct HeaderRows {
    /// The stored rows that it takes, by index: the first, and the first behind it.
    pub first: usize,
    pub behind: usize,
    pub headers: Vec<Header>,
    /// How many different known names it has.
    pub known: usize,
    /// By row of the header: the columns of the known names, and what stands there.
    pub rows: Vec<Vec<(u32, String)>>,
}

impl HeaderRows {
    /// The header that stored row `i` makes, alone or with the row below it; the two are taken together where that
    /// gives more known names than either has.
    pub fn at(sheet: &Sheet, i: usize, known: &dyn Fn(&str) -> bool) -> HeaderRows {
        let alone = HeaderRows::one_row(sheet, i, known);
        match HeaderRows::two_rows(sheet, i, known) {
            Some(both) if both.known > alone.known.max(HeaderRows::one_row(sheet, i + 1, known).known) => both,
            _ => alone,
        }
    }

    fn one_row(sheet: &Sheet, i: usize, known: &dyn Fn(&str) -> bool) -> HeaderRows {
        let headers: Vec<Header> = labels(sheet, i).map(|(column, text)| Header { column, text }).collect();
        let named = headers.iter().map(|header| (header.column, normalise_header(&header.text)));
        let row: Vec<(u32, String)> = named.filter(|(_, name)| known(name)).collect();
        let names: BTreeSet<&String> = row.iter().map(|(_, name)| name).collect();
        HeaderRows { first: i, behind: i + 1, known: names.len(), rows: vec![row], headers }
    }

    /// Both rows, where they follow each other and the lower one is made of labels. Each column goes by the upper
    /// label with the lower, else by the lower alone, else by the upper alone; a name that one column has is not given
    /// to another by a weaker reading.
    fn two_rows(sheet: &Sheet, i: usize, known: &dyn Fn(&str) -> bool) -> Option<HeaderRows> {
        let below = i + 1;
        if below >= sheet.row_count() || sheet.row_number(below) != sheet.row_number(i) + 1 {
            return None;
        }
        let only_labels = sheet.cells(below).all(|(_, value)| matches!(value, Value::Text(_)));
        let mut columns = if only_labels { columns(sheet, i, below) } else { return None };
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for reading in [Column::both, Column::lower_alone, Column::upper_alone] {
            let mut given = Vec::new();
            for column in columns.iter_mut().filter(|column| column.name.is_none()) {
                let Some(text) = reading(column) else { continue };
                let name = normalise_header(&text);
                if known(&name) && !taken.contains(&name) {
                    given.push(name.clone());
                    column.name = Some((text, name));
                }
            }
            taken.extend(given);
        }
        // A row of data in which a word happens to be a name as well is no header.
        let labelled = columns.iter().filter(|column| !column.lower.is_empty());
        let (used, all) =
            labelled.fold((0, 0), |(used, all), column| (used + usize::from(column.name.is_some()), all + 1));
        (2 * used >= all && all > 0).then(|| HeaderRows::of_columns(i, &columns, taken.len()))
    }

    fn of_columns(first: usize, columns: &[Column], known: usize) -> HeaderRows {
        let header = |column: &Column| {
            let own = || if column.supposed { column.lower.clone() } else { column.joined() };
            Header { column: column.at, text: column.name.as_ref().map_or_else(own, |(text, _)| text.clone()) }
        };
        let part = |own: fn(&Column) -> &String| {
            let named = columns.iter().filter(|column| column.name.is_some());
            named
                .filter(|column| !own(column).is_empty())
                .map(|column| (column.at, normalise_header(own(column))))
                .collect()
        };
        HeaderRows {
            first,
            behind: first + 2,
            headers: columns.iter().map(header).collect(),
            known,
            rows: vec![part(|column| &column.upper_own), part(|column| &column.lower)],
        }
    }
}

/// One column of a header of two rows.
struct Column {
    at: u32,
    /// The label in the upper row, or the one of the joined cells that stretch over it.
    upper: String,
    /// The label that stands in this very cell of the upper row.
    upper_own: String,
    lower: String,
    /// The upper label stretches over other columns too.
    shared: bool,
    /// It does so without joined cells: that it belongs here is no more than likely.
    supposed: bool,
    /// What the column goes by: as it is written, and as names are compared.
    name: Option<(String, String)>,
}

impl Column {
    fn joined(&self) -> String {
        [self.upper.as_str(), self.lower.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn both(&self) -> Option<String> {
        (!self.upper.is_empty() && !self.lower.is_empty()).then(|| self.joined())
    }

    fn lower_alone(&self) -> Option<String> {
        (!self.lower.is_empty()).then(|| self.lower.clone())
    }

    /// A label over several columns is the name of none of them.
    fn upper_alone(&self) -> Option<String> {
        (!self.upper.is_empty() && !self.shared).then(|| self.upper.clone())
    }
}

fn columns(sheet: &Sheet, upper: usize, lower: usize) -> Vec<Column> {
    let (row, below) = (sheet.row_number(upper), sheet.row_number(lower));
    let uppers: Vec<(u32, String)> = labels(sheet, upper).collect();
    let lowers: Vec<(u32, String)> = labels(sheet, lower).collect();
    let at: BTreeSet<u32> = uppers.iter().chain(&lowers).map(|(column, _)| *column).collect();
    let text_at = |labels: &[(u32, String)], column: u32| {
        labels.iter().find(|(own, _)| *own == column).map(|(_, text)| text.trim().to_string()).unwrap_or_default()
    };
    let mut columns: Vec<Column> = Vec::new();
    for column in at {
        let own = text_at(&uppers, column);
        let joined = sheet.merges.iter().find(|merge| {
            (merge.first_row..=merge.last_row).contains(&row)
                && (merge.first_column..=merge.last_column).contains(&column)
        });
        let (stretched, shared) = match joined {
            Some(merge) => (text_at(&uppers, merge.first_column), merge.first_column < merge.last_column),
            // Without joined cells a label is often written over the first of its columns only.
            None if own.is_empty() => (columns.last().map(|left| left.upper.clone()).unwrap_or_default(), true),
            None => (own.clone(), false),
        };
        let over_both = joined.is_some_and(|merge| merge.last_row >= below);
        let lower = if over_both { String::new() } else { text_at(&lowers, column) };
        let supposed = joined.is_none() && own.is_empty();
        columns.push(Column { at: column, upper: stretched, upper_own: own, lower, shared, supposed, name: None });
    }
    columns
}

/// The labels in a row. Months are often headers, as dates or numbers.
fn labels(sheet: &Sheet, i: usize) -> impl Iterator<Item = (u32, String)> {
    sheet.cells(i).filter(|(_, value)| !value.is_blank()).filter_map(|(column, value)| {
        let text = match value {
            Value::Text(text) => text.to_owned(),
            Value::Date(date) => date.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Empty | Value::Bool(_) | Value::Error(_) => return None,
        };
        Some((column, text))
    })
}
