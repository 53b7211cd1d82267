//! Of the people who joined in a quarter, how many had started a job so many months later, as far as all of them have been
//! followed.

use crate::disclosure::{PublishedTable, Row as TableRow};
use crate::metrics::cohort::{COHORTS, CURVE, CURVE_MONTHS};
use crate::metrics::{CountColumn, Dimension, Event};
use crate::vocabulary::Quarter;

use super::cells::{TableMaker, TableWords, count, not_applicable, row_name};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Chart, Column, Curve, CurvePoint, Inline, Mark, Picture, Table};

/// As many lines as there are colours.
const LINES: usize = 4;

/// The table of cohorts by months since joining, and its chart where there is a line to draw.
pub fn curves(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let table = &figures.curves;
    let drawn = drawn(table);
    let words = "Each quarter's people are followed together, as far as all of them have been. At the same number of months quarters can be compared: those who joined lately have not had less time.";
    let mut blocks = vec![Block::paragraph(vec![Inline::plain(words)]), Block::Table(self::table(input, figures))];
    match drawn.is_empty() {
        true => blocks.push(Block::paragraph(vec![Inline::plain(
            "No quarter's people have been followed for long enough to draw their job starts, or none can be shown.",
        )])),
        false => blocks.push(Block::Chart(chart(input, figures, drawn))),
    }
    blocks
}

/// One cohort by months: as a fraction where it is shown, and as printed. As far as the whole cohort has been followed.
fn points(table: &PublishedTable, row: TableRow) -> Vec<(u32, Option<f64>, Cell)> {
    let joined = table.count(row, CountColumn::Happened(Event::Attached)).get();
    let followed = COHORTS[0].followed(&row_name(table, row, ""), table.view().as_at).unwrap_or(0);
    let point = |column: &CountColumn| {
        let CountColumn::Within { months, .. } = *column else { return None };
        let counts = table.count(row, *column).get().zip(joined);
        Some(match counts {
            _ if months > followed => return None,
            Some((_, 0)) => (months, None, not_applicable()),
            Some((x, n)) if n >= 2 * table.threshold() => {
                (months, Some(x as f64 / n as f64), Cell::rate_and_count((x, n)))
            }
            _ => (months, None, Cell::mark(Mark::Confidential)),
        })
    };
    CURVE.iter().filter_map(point).collect()
}

fn rows(table: &PublishedTable) -> impl Iterator<Item = TableRow> {
    (0..table.groups().len()).map(TableRow::Group)
}

fn table(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let table = &figures.curves;
    let within = CURVE_MONTHS.map(|months| Column::rate_and_count(format!("Within {months} months")));
    let columns = [Column::words("Attached in"), Column::count("Attached")].into_iter().chain(within);
    let mut maker = TableMaker::new(columns.collect());
    for row in rows(table) {
        let points = points(table, row).into_iter().map(|(_, _, cell)| cell);
        let too_early = std::iter::repeat_with(|| Cell::mark(Mark::NotAvailable));
        let cells = points.chain(too_early).take(CURVE.len());
        let name = input.group_words(Dimension::AttachmentQuarter, &row_name(table, row, ""));
        let attached = count(table, row, Event::Attached);
        maker.row(Cell::words(name), [attached].into_iter().chain(cells).collect(), false);
    }
    let words = TableWords {
        id: "cohort-curves",
        title: "People who had started a job, by the quarter in which they joined and months since they joined".into(),
        scope: format!(
            "People attached in each quarter, all primes, as far as all of the quarter's people had been followed by {}.",
            format::date(table.view().as_at.0)
        ),
        units: "Percent of the people attached in the quarter, with the people who had started a job in brackets (cohort basis).",
        notes: &[
            "[x] means not available: not everybody who joined in the quarter has been followed so long.",
            "Months are counted for each person from the day of joining.",
        ],
    };
    maker.finish(input, words, table.threshold())
}

/// The last cohorts that have a point to draw, the oldest first.
fn drawn(table: &PublishedTable) -> Vec<(Quarter, Curve)> {
    let curve = |row: TableRow| {
        let quarter: Quarter = row_name(table, row, "").parse().ok()?;
        let points: Vec<CurvePoint> = points(table, row)
            .into_iter()
            .map(|(months, rate, cell)| CurvePoint { months, rate, text: cell.text })
            .collect();
        let is_shown = points.iter().any(|point| point.rate.is_some());
        is_shown.then(|| (quarter, Curve { label: format::short_quarter(quarter), points }))
    };
    let mut curves: Vec<(Quarter, Curve)> = rows(table).filter_map(curve).collect();
    curves.sort_by_key(|(quarter, _)| *quarter);
    curves.split_off(curves.len().saturating_sub(LINES))
}

fn chart(input: &PaperInput<'_>, figures: &Figures, drawn: Vec<(Quarter, Curve)>) -> Chart {
    let told = |(quarter, curve): &(Quarter, Curve)| {
        let points = curve.points.iter().map(|point| format!("{} months {}", point.months, point.text));
        format!("{}: {}.", quarter.months_in_words(), points.collect::<Vec<_>>().join("; "))
    };
    Chart {
        id: "cohort-curves-drawn".into(),
        number: String::new(),
        title: message(&drawn),
        subtitle: format!(
            "Percent of people attached who had started a job, by months since they joined, all primes, the last quarters followed for 3 months or more, as at {}",
            format::date(figures.curves.view().as_at.0)
        ),
        description: drawn.iter().map(told).collect::<Vec<_>>().join(" "),
        table: String::new(),
        source: input.source_line(),
        picture: Picture::Curves(drawn.into_iter().map(|(_, curve)| curve).collect()),
    }
}

/// The oldest cohort that is drawn, at its last point.
fn message(drawn: &[(Quarter, Curve)]) -> String {
    let shown = |(quarter, curve): &(Quarter, Curve)| {
        let point = curve.points.iter().rev().find(|point| point.rate.is_some())?;
        let percent = point.text.split(' ').next()?.to_string();
        Some(format!(
            "{percent} of people who joined in {} had started a job within {} months",
            quarter.months_in_words(),
            point.months
        ))
    };
    drawn.iter().find_map(shown).unwrap_or_default()
}
