//! `quarterdeck query`: measures by groups and filters, published unless officers ask for a file.

use anyhow::{Result, ensure};
use comfy_table::{CellAlignment, Table, presets};

use crate::cli::{Accept, Audience, QueryArgs, QueryFormat};
use crate::definitions::nearest;
use crate::disclosure::{PublishedTable, Row, Shown, publish, published::numerator};
use crate::fault::{Exit, Fault, printable};
use crate::metrics::compute::{CountTable, Filter, count};
use crate::metrics::indicators::find;
use crate::metrics::{Basis, CountColumn, Dimension, INDICATORS, Indicator, People, View};
use crate::output::{self, Access, OutputFile};
use crate::report::format;
use crate::vocabulary::AsAt;

use super::{Session, officers, print, print_aside, print_out};

/// One cell of an answer: text, or a number with the decimals it has.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Text(String),
    Count(u64),
    /// A fraction, 0 to 1, to six decimals.
    Rate(f64),
    /// Why there is no number.
    Mark(&'static str),
}

/// An answer as a table.
struct Answer {
    headers: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Answer {
    /// Gives every row the officers' mark.
    fn mark_rows(&mut self) {
        self.headers.push("marking".into());
        for row in &mut self.rows {
            row.push(Cell::Text(officers::MARK.into()));
        }
    }
}

/// Answers the query.
pub fn run(args: &QueryArgs) -> Result<Option<Exit>> {
    let measures = args.measures.iter().map(|id| measure(id)).collect::<Result<Vec<_>>>()?;
    let by = args.by.iter().map(|id| dimension(id)).collect::<Result<Vec<_>>>()?;
    let filters = args.filters.iter().map(|text| filter(text)).collect::<Result<Vec<_>>>()?;
    let accept = Accept {
        accept: args.accept.accept.clone(),
        because: args.accept.because.clone(),
        by: args.accept.accepted_by.clone(),
    };
    each_once("measure", &args.measures)?;
    each_once("dimension", &args.by)?;
    let mut session = Session::open(&args.inputs, &args.folders, &accept)?;
    if let Some(exit) = session.stopped() {
        print_aside(&print::summary(&session.checked.findings));
        return Ok(Some(exit));
    }
    let people = session.people()?;
    for filter in &filters {
        check_group(&people, filter)?;
    }
    let view = View { basis: args.basis, as_at: AsAt::end_of(session.quarter), quarter: session.quarter };
    let exact = count(&people, view, &columns(&measures, args.basis), &by, &filters)?;
    let text = match args.audience {
        Audience::Public => {
            let filtered: Vec<Dimension> = filters.iter().map(|filter| filter.dimension).collect();
            can_be_checked(&exact)?;
            let table = publish(&exact, session.definitions.disclosure(), &filtered)?;
            print_out(&write(&published(&table, &measures), args.format)?)?;
            return Ok(None);
        }
        Audience::Officers => {
            let mut answer = officers_answer(&exact, &measures);
            if args.format == QueryFormat::Json {
                answer.mark_rows();
            }
            write(&answer, args.format)?
        }
    };
    let extension = match args.format {
        QueryFormat::Table => "txt",
        QueryFormat::Csv => "csv",
        QueryFormat::Json => "json",
        QueryFormat::Markdown => "md",
    };
    // A line above it would be no JSON: there each row carries the mark.
    let marked = if args.format == QueryFormat::Json { text } else { format!("{}\n{text}", officers::MARK) };
    let file = OutputFile {
        name: format!("internal/query.{extension}"),
        bytes: marked.into_bytes(),
        access: Access::Internal,
    };
    let folder = output::folder(&args.folders.output, &session.definitions.workspace.id, &session.quarter.to_string());
    output::write_all(&folder, std::slice::from_ref(&file))?;
    print_out(&format!("{}\n", folder.join(&file.name).display()))?;
    Ok(None)
}

fn measure(id: &str) -> Result<&'static Indicator> {
    let ids = || INDICATORS.iter().map(|indicator| indicator.id);
    find(id).ok_or_else(|| unknown("measure", id, ids().collect()).into())
}

fn dimension(id: &str) -> Result<Dimension> {
    let ids = Dimension::ALL.iter().map(|dimension| dimension.id()).collect();
    Dimension::find(id).ok_or_else(|| unknown("dimension", id, ids).into())
}

/// Counts that one answer may be attacked through; hiding in more would take minutes to work out.
const MOST_COUNTS: usize = 2_500;
/// The same by the number of groups where each is a prime's that knows its own counts.
const MOST_INSIDER_COUNTS: usize = 65_000;

/// An answer so large that the disclosure audit would not end in reasonable time is not begun.
fn can_be_checked(table: &CountTable) -> Result<()> {
    let (groups, counts) = (table.groups.len(), table.columns.len());
    let insiders = table.dimensions.contains(&Dimension::Prime);
    if groups * counts <= MOST_COUNTS && (!insiders || groups * groups * counts <= MOST_INSIDER_COUNTS) {
        return Ok(());
    }
    let message = format!(
        "the answer has {} and {}: too many to check that nobody can be recognised",
        print::counted(groups as u64, "group", "groups"),
        print::counted(counts as u64, "count", "counts")
    );
    Err(Fault::usage(message)
        .hint("ask for fewer dimensions or measures, or for some of the groups with --where")
        .into())
}

/// A column twice would be one column in JSON and two in a table.
fn each_once(what: &str, names: &[String]) -> Result<()> {
    match names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
        Some((_, twice)) => {
            let message = format!("{what} `{}` is given twice", printable(twice));
            Err(Fault::usage(message).hint("name it once").into())
        }
        None => Ok(()),
    }
}

fn unknown(what: &str, name: &str, known: Vec<&str>) -> Fault {
    let near = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Fault::usage(format!("there is no {what} `{}`", printable(name))).hint(format!("{near}Known: {}", known.join(", ")))
}

/// `ward=Mersey`.
fn filter(text: &str) -> Result<Filter> {
    let Some((id, group)) = text.split_once('=') else {
        return Err(Fault::usage(format!("`{}` is not DIM=VALUE", printable(text)))
            .hint("write for example --where ward=Mersey")
            .into());
    };
    Ok(Filter { dimension: dimension(id.trim())?, group: group.trim().to_string(), is: true })
}

/// A value that nobody has is a slip of the pen, not an empty answer.
fn check_group(people: &People, filter: &Filter) -> Result<()> {
    let mut groups: Vec<String> = people.people.iter().map(|person| people.group(person, filter.dimension)).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.contains(&filter.group) {
        return Ok(());
    }
    let what = format!("{} called", filter.dimension.id());
    Err(unknown(&what, &filter.group, groups.iter().map(String::as_str).collect()).into())
}

/// The counts that the measures need, each once.
fn columns(measures: &[&'static Indicator], basis: Basis) -> Vec<CountColumn> {
    let mut columns = Vec::new();
    for measure in measures {
        let denominator = measure.denominator.map(CountColumn::Happened);
        for column in denominator.into_iter().chain([numerator(measure, basis)]) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    columns
}

fn headers(dimensions: &[Dimension], measures: &[&'static Indicator]) -> Vec<String> {
    let names = dimensions.iter().map(|dimension| dimension.id().to_string());
    let values = measures.iter().flat_map(|measure| match measure.denominator {
        None => vec![measure.id.to_string()],
        Some(_) => vec![measure.id.to_string(), format!("{}_achieved", measure.id), format!("{}_of", measure.id)],
    });
    names.chain(values).collect()
}

/// The name cells of a row: one a dimension, "All" for the total.
fn names(groups: &[Vec<String>], dimensions: usize, row: Row) -> Vec<Cell> {
    match row {
        Row::Group(group) => groups[group].iter().map(|name| Cell::Text(name.clone())).collect(),
        Row::Total => (0..dimensions).map(|_| Cell::Text("All".into())).collect(),
    }
}

fn published(table: &PublishedTable, measures: &[&'static Indicator]) -> Answer {
    let rows = table.rows().into_iter().map(|row| {
        let mut cells = names(table.groups(), table.dimensions().len(), row);
        for measure in measures {
            let counted = |column| table.count(row, column).get().map_or(Cell::Mark(format::HIDDEN), Cell::Count);
            let achieved = counted(numerator(measure, table.view().basis));
            let Some(of) = measure.denominator else {
                cells.push(achieved);
                continue;
            };
            let rate = match table.measure(row, measure).rate() {
                Shown::Value((x, n)) => Cell::Rate(x as f64 / n as f64),
                Shown::Hidden => Cell::Mark(format::HIDDEN),
                Shown::NotApplicable => Cell::Mark(format::NOT_APPLICABLE),
            };
            cells.extend([rate, achieved, counted(CountColumn::Happened(of))]);
        }
        cells
    });
    Answer { headers: headers(table.dimensions(), measures), rows: rows.collect() }
}

/// The same with nothing hidden.
fn officers_answer(table: &CountTable, measures: &[&'static Indicator]) -> Answer {
    let rows = (0..table.groups.len()).map(Row::Group).chain([Row::Total]).map(|row| {
        let mut cells = names(&table.groups, table.dimensions.len(), row);
        let exact = |column| match row {
            Row::Group(group) => table.exact(group, column),
            Row::Total => table.exact_total(column),
        };
        for measure in measures {
            let achieved = exact(numerator(measure, table.view.basis)).unwrap_or_default();
            match measure.denominator.map(|of| exact(CountColumn::Happened(of)).unwrap_or_default()) {
                None => cells.push(Cell::Count(achieved)),
                Some(of) => {
                    let rate = if of == 0 {
                        Cell::Mark(format::NOT_APPLICABLE)
                    } else {
                        Cell::Rate(achieved as f64 / of as f64)
                    };
                    cells.extend([rate, Cell::Count(achieved), Cell::Count(of)]);
                }
            }
        }
        cells
    });
    Answer { headers: headers(&table.dimensions, measures), rows: rows.collect() }
}

fn write(answer: &Answer, format: QueryFormat) -> Result<String> {
    ensure!(
        answer.rows.iter().all(|row| row.len() == answer.headers.len()),
        "every row of an answer has a cell a column"
    );
    match format {
        QueryFormat::Table => Ok(format!("{}\n", terminal_table(answer))),
        QueryFormat::Csv => {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(&answer.headers)?;
            for row in &answer.rows {
                writer.write_record(row.iter().map(|cell| officers::safe(&plain(cell))))?;
            }
            Ok(String::from_utf8(writer.into_inner()?)?)
        }
        QueryFormat::Json => {
            let rows: Vec<serde_json::Map<String, serde_json::Value>> = answer
                .rows
                .iter()
                .map(|row| answer.headers.iter().cloned().zip(row.iter().map(json)).collect())
                .collect();
            Ok(format!("{}\n", serde_json::to_string_pretty(&rows)?))
        }
        QueryFormat::Markdown => Ok(markdown(answer)),
    }
}

/// Numbers as they are, for programs.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Rate(rate) => format!("{rate:.6}"),
        Cell::Mark(mark) => (*mark).into(),
    }
}

fn json(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Text(text) => text.as_str().into(),
        Cell::Count(count) => (*count).into(),
        Cell::Rate(rate) => ((rate * 1e6).round() / 1e6).into(),
        Cell::Mark(mark) => (*mark).into(),
    }
}

/// Numbers as people read them: a rate's percentage at the precision of its denominator, which is the cell two to its right.
fn readable(row: &[Cell], at: usize) -> String {
    match &row[at] {
        Cell::Text(text) => printable(text),
        Cell::Count(number) => format::count(*number),
        Cell::Rate(_) => match (row.get(at + 1), row.get(at + 2)) {
            (Some(Cell::Count(x)), Some(Cell::Count(n))) => format::percent(*x, *n),
            _ => format::HIDDEN.into(),
        },
        Cell::Mark(mark) => (*mark).into(),
    }
}

fn terminal_table(answer: &Answer) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_BORDERS_ONLY_CONDENSED);
    table.set_header(&answer.headers);
    for row in &answer.rows {
        table.add_row((0..row.len()).map(|at| {
            let right = !matches!(row[at], Cell::Text(_));
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
    let escape = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|").replace('[', "\\[").replace('<', "&lt;");
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(answer.headers.clone());
    let rule = answer.rows.first().map_or_else(Vec::new, |row| {
        row.iter().map(|cell| if matches!(cell, Cell::Text(_)) { "---".into() } else { "---:".into() }).collect()
    });
    out.push_str(&line(rule));
    for row in &answer.rows {
        out.push_str(&line((0..row.len()).map(|at| escape(&readable(row, at))).collect()));
    }
    out
}
