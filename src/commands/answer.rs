//! The answer to a query as text: a table for people, csv and json for programs, Markdown for papers.

mod files;

use std::cmp::Ordering;
use std::io::IsTerminal;

use anyhow::{Result, ensure};
use comfy_table::{CellAlignment, Table, presets};

use crate::cli::QueryFormat;
use crate::definitions::nearest;
use crate::disclosure::{Row, Shown};
use crate::fault::{Fault, json_on_a_terminal, on_a_terminal, printable};
use crate::render::markdown_words;
use crate::report::format;

use super::{officers, print_bytes};

/// One cell of an answer: text, or a number with the decimals it has.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    /// The program's own words, shown whole.
    Words(String),
    Count(u64),
    /// A rate of counts that stand in the two cells to its right; a fraction, 0 to 1.
    Rate(f64),
    /// So many of so many.
    Share(u64, u64),
    /// So many of so many as a rate alone.
    Ratio(u64, u64),
    /// By how many people a count has changed.
    Difference(i64),
    /// By how much a rate has changed; a fraction, shown as percentage points.
    Points(f64),
    /// Any other fraction, 0 to 1.
    Fraction(f64),
    /// A number that is no count and no share, such as a ratio.
    Number(f64),
    /// Why there is no number.
    Mark(&'static str),
    /// A whole number that may be less than nothing.
    Whole(i64),
    /// A number of which nobody here knows what it is: up to six decimals.
    Real(f64),
    /// No value.
    Nothing,
}

impl Cell {
    /// A published value, or why there is none.
    pub fn of<T>(shown: Shown<T>, value: impl FnOnce(T) -> Cell) -> Cell {
        match shown {
            Shown::Value(own) => value(own),
            Shown::Hidden => Cell::Mark(format::HIDDEN),
            Shown::NotApplicable => Cell::Mark(format::NOT_APPLICABLE),
        }
    }

    /// A count that may be hidden.
    pub fn counted(count: Option<u64>) -> Cell {
        count.map_or(Cell::Mark(format::HIDDEN), Cell::Count)
    }
}

/// The name cells of a row: one a dimension, "All" for the total.
pub fn names(groups: &[Vec<String>], dimensions: usize, row: Row) -> Vec<Cell> {
    match row {
        Row::Group(group) => groups[group].iter().map(|name| Cell::Text(name.clone())).collect(),
        Row::Total => (0..dimensions).map(|_| Cell::Text("All".into())).collect(),
    }
}

/// An answer as a table.
pub struct Answer {
    pub headers: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Answer {
    /// Puts rows in the order of a column: numbers from the largest on and words from A on, or the other way round. Rows without a
    /// number stay behind those with one, in the order they had, and the total stays last: what is hidden must not be told by
    /// its place.
    pub fn sort(&mut self, by: &str, reverse: bool) -> Result<()> {
        let Some(at) = self.headers.iter().position(|header| header == by) else {
            let near = nearest(by, self.headers.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
            let message = format!("the answer has no column `{}` to sort by", printable(by));
            return Err(Fault::usage(message).hint(format!("{near}It has: {}", self.headers.join(", "))).into());
        };
        let total = self.rows.pop_if(|row| row.first() == Some(&Cell::Text("All".into())));
        self.rows.sort_by(|one, other| match (number(&one[at]), number(&other[at])) {
            (Some(a), Some(b)) if reverse => a.total_cmp(&b),
            (Some(a), Some(b)) => b.total_cmp(&a),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => match (&one[at], &other[at]) {
                (Cell::Text(a), Cell::Text(b)) if reverse => b.cmp(a),
                (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
                _ => Ordering::Equal,
            },
        });
        self.rows.extend(total);
        Ok(())
    }

    /// How many rows but the total hide a column.
    pub fn hidden(&self, column: &str) -> usize {
        let Some(at) = self.headers.iter().position(|header| header == column) else { return 0 };
        let rows = self.rows.iter().filter(|row| row.first() != Some(&Cell::Text("All".into())));
        rows.filter(|row| row[at] == Cell::Mark(format::HIDDEN)).count()
    }

    /// Keeps so many rows, and the total.
    pub fn keep_first(&mut self, rows: usize) {
        let total = self.rows.pop_if(|row| row.first() == Some(&Cell::Text("All".into())));
        self.rows.truncate(rows);
        self.rows.extend(total);
    }

    /// Gives every row the officers' mark.
    pub fn mark_rows(&mut self) {
        self.headers.push("marking".into());
        for row in &mut self.rows {
            row.push(Cell::Text(officers::MARK.into()));
        }
    }
}

/// One table of an answer of several.
pub struct Part {
    pub id: &'static str,
    pub title: String,
    pub answer: Answer,
}

/// Columns that name what a row is about, in an answer of several tables.
const NAMES: [&str; 3] = ["area", "prime", "group"];

/// Writes several tables: one below the other for people, one object for JSON, a sheet each in a workbook, and for csv and
/// the like one figure a row. Marked rows are those of formats in which no line can stand above.
pub fn write_parts(parts: &[Part], format: QueryFormat, marked: bool) -> Result<Vec<u8>> {
    match format {
        QueryFormat::Table | QueryFormat::Markdown => {
            let mut out = Vec::new();
            for part in parts {
                let separator = if out.is_empty() { "" } else { "\n" };
                out.extend(format!("{separator}{}\n\n", part.title).into_bytes());
                out.extend(write(&part.answer, format)?);
            }
            Ok(out)
        }
        QueryFormat::Json => {
            let mut all: serde_json::Map<String, serde_json::Value> =
                parts.iter().map(|part| (part.id.to_string(), json_rows(&part.answer).into())).collect();
            if marked {
                all.insert("marking".into(), officers::MARK.into());
            }
            Ok(format!("{}\n", json_on_a_terminal(&serde_json::to_string_pretty(&all)?)).into_bytes())
        }
        QueryFormat::Xlsx => {
            let sheets: Vec<(&str, &Answer)> = parts.iter().map(|part| (part.id, &part.answer)).collect();
            files::xlsx(&sheets, marked.then_some(officers::MARK))
        }
        QueryFormat::Csv | QueryFormat::Ndjson | QueryFormat::Parquet => {
            let mut one = one_figure_a_row(parts);
            if marked && format.is_rows_alone() {
                one.mark_rows();
            }
            write(&one, format)
        }
    }
}

/// Several tables as one: which table, what it is about, which figure, its value.
fn one_figure_a_row(parts: &[Part]) -> Answer {
    let headers = ["table"].into_iter().chain(NAMES).chain(["figure", "value"]);
    let mut all = Answer { headers: headers.map(String::from).collect(), rows: Vec::new() };
    for part in parts {
        for row in &part.answer.rows {
            let cells = || part.answer.headers.iter().map(String::as_str).zip(row);
            let named = |name: &str| cells().find(|(header, _)| *header == name).map(|(_, cell)| plain(cell));
            let names = NAMES.map(|name| Cell::Text(named(name).unwrap_or_default()));
            for (header, cell) in cells().filter(|(header, _)| !NAMES.contains(header)) {
                let mut own = vec![Cell::Text(part.id.into())];
                own.extend(names.iter().cloned());
                own.extend([Cell::Text(header.into()), cell.clone()]);
                all.rows.push(own);
            }
        }
    }
    all
}

fn json_rows(answer: &Answer) -> Vec<serde_json::Map<String, serde_json::Value>> {
    answer.rows.iter().map(|row| answer.headers.iter().cloned().zip(row.iter().map(json)).collect()).collect()
}

/// Writes an answer in a format.
pub fn write(answer: &Answer, format: QueryFormat) -> Result<Vec<u8>> {
    ensure!(
        answer.rows.iter().all(|row| row.len() == answer.headers.len()),
        "every row of an answer has a cell a column"
    );
    match format {
        QueryFormat::Table => Ok(format!("{}\n", terminal_table(answer)).into_bytes()),
        QueryFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&answer.headers)?;
            for row in &answer.rows {
                // A number below nought is no formula.
                writer.write_record(row.iter().map(|cell| match cell {
                    Cell::Text(text) | Cell::Words(text) => officers::safe(text),
                    number => plain(number),
                }))?;
            }
            Ok(writer.into_inner()?)
        }
        QueryFormat::Json => {
            let rows = json_rows(answer);
            Ok(format!("{}\n", json_on_a_terminal(&serde_json::to_string_pretty(&rows)?)).into_bytes())
        }
        QueryFormat::Ndjson => {
            let line = |row| Ok(json_on_a_terminal(&serde_json::to_string(&row)?) + "\n");
            let lines: Vec<String> = json_rows(answer).into_iter().map(line).collect::<Result<_>>()?;
            Ok(lines.concat().into_bytes())
        }
        QueryFormat::Markdown => Ok(markdown(answer).into_bytes()),
        QueryFormat::Xlsx => files::xlsx(&[("answer", answer)], None),
        QueryFormat::Parquet => files::parquet(answer),
    }
}

/// Sends an answer to the standard output; what a terminal cannot show is refused there.
pub fn print(bytes: &[u8], format: QueryFormat) -> Result<()> {
    if !format.is_text() && std::io::stdout().is_terminal() {
        let file = format!("answer.{}", format.extension());
        return Err(Fault::usage("a terminal cannot show this format")
            .hint(format!("send it to a file: > {file}"))
            .into());
    }
    print_bytes(bytes)
}

pub fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Text(_) | Cell::Words(_) | Cell::Mark(_) | Cell::Nothing => None,
        Cell::Count(count) => Some(*count as f64),
        Cell::Whole(number) => Some(*number as f64),
        Cell::Difference(people) => Some(*people as f64),
        Cell::Rate(number)
        | Cell::Fraction(number)
        | Cell::Number(number)
        | Cell::Points(number)
        | Cell::Real(number) => Some(*number),
        Cell::Share(x, n) | Cell::Ratio(x, n) => Some(*x as f64 / *n as f64),
    }
}

/// Numbers as they are, for programs.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Words(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Difference(people) => people.to_string(),
        Cell::Rate(number) | Cell::Fraction(number) | Cell::Number(number) => format!("{number:.6}"),
        Cell::Points(number) => format!("{:.6}", number + 0.0),
        Cell::Share(x, n) | Cell::Ratio(x, n) => format!("{:.6}", *x as f64 / *n as f64),
        Cell::Mark(mark) => (*mark).into(),
        Cell::Whole(number) => number.to_string(),
        Cell::Real(number) => up_to_six_decimals(*number),
        Cell::Nothing => String::new(),
    }
}

fn json(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Text(text) | Cell::Words(text) => text.as_str().into(),
        Cell::Count(count) => (*count).into(),
        Cell::Difference(people) => (*people).into(),
        Cell::Rate(number) | Cell::Fraction(number) | Cell::Number(number) | Cell::Points(number) => {
            six_digits(*number)
        }
        Cell::Share(x, n) | Cell::Ratio(x, n) => six_digits(*x as f64 / *n as f64),
        Cell::Mark(mark) => (*mark).into(),
        Cell::Whole(number) => (*number).into(),
        Cell::Real(number) => six_digits(*number),
        Cell::Nothing => serde_json::Value::Null,
    }
}

/// A number without needless noughts; `-0` is nought.
fn up_to_six_decimals(number: f64) -> String {
    let text = format!("{number:.6}");
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if short == "-0" { "0".into() } else { short.into() }
}

fn six_digits(number: f64) -> serde_json::Value {
    ((number * 1e6).round() / 1e6).into()
}

/// Numbers as people read them: a rate's percentage at the precision of its denominator, which is the cell two to its right.
pub fn readable(row: &[Cell], at: usize) -> String {
    match &row[at] {
        Cell::Text(text) => printable(text),
        Cell::Words(text) => on_a_terminal(text),
        Cell::Count(number) => format::count(*number),
        Cell::Rate(_) => match (row.get(at + 1), row.get(at + 2)) {
            (Some(Cell::Count(x)), Some(Cell::Count(n))) => format::percent(*x, *n),
            _ => format::HIDDEN.into(),
        },
        Cell::Share(x, n) => format!("{} ({})", format::percent(*x, *n), format::count(*x)),
        Cell::Ratio(x, n) => format::percent(*x, *n),
        Cell::Difference(0) => "0".into(),
        Cell::Difference(people) => {
            format!("{}{}", if *people > 0 { "+" } else { "-" }, format::count(people.unsigned_abs()))
        }
        Cell::Points(fraction) => points(*fraction),
        Cell::Fraction(fraction) => format!("{:.1}%", fraction * 100.0),
        Cell::Number(number) => format!("{number:.2}"),
        Cell::Mark(mark) => (*mark).into(),
        Cell::Whole(number) if *number < 0 => format!("-{}", format::count(number.unsigned_abs())),
        Cell::Whole(number) => format::count(number.unsigned_abs()),
        Cell::Real(number) => up_to_six_decimals(*number),
        Cell::Nothing => String::new(),
    }
}

/// `+2.3 points`: percentage points, with a sign unless they round to nothing.
fn points(fraction: f64) -> String {
    let tenths = (fraction * 1000.0).round() as i64;
    let sign = match tenths {
        0 => "",
        1.. => "+",
        _ => "-",
    };
    format!("{sign}{}.{} points", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

fn terminal_table(answer: &Answer) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_BORDERS_ONLY_CONDENSED);
    table.set_header(&answer.headers);
    for row in &answer.rows {
        table.add_row((0..row.len()).map(|at| {
            let right = !matches!(row[at], Cell::Text(_) | Cell::Words(_));
            comfy_table::Cell::new(readable(row, at)).set_alignment(if right {
                CellAlignment::Right
            } else {
                CellAlignment::Left
            })
        }));
    }
    table
}

fn markdown(answer: &Answer) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(answer.headers.clone());
    // Without rows nothing is known to be a number.
    let rule = answer.rows.first().map_or_else(
        || vec!["---".into(); answer.headers.len()],
        |row| {
            row.iter()
                .map(|cell| if matches!(cell, Cell::Text(_) | Cell::Words(_)) { "---".into() } else { "---:".into() })
                .collect()
        },
    );
    out.push_str(&line(rule));
    for row in &answer.rows {
        out.push_str(&line((0..row.len()).map(|at| markdown_words(&readable(row, at))).collect()));
    }
    out
}
