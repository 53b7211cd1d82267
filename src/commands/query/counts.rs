//! `quarterdeck query` where primes send counts: a prime's own counts, one prime apart from another.

use anyhow::Result;

use crate::cli::{Audience, QueryArgs};
use crate::disclosure::{PublishedTable, Row, Shown, publish_family, published::numerator};
use crate::fault::{Exit, Fault, printable};
use crate::metrics::compute::{CountTable, Filter};
use crate::metrics::{CountColumn, Counted, Dimension, Event, Indicator, View};
use crate::report::format;
use crate::vocabulary::AsAt;

use super::{Session, arranged};
use crate::commands::answer::{self, Answer, Cell, write};
use crate::commands::exact_answer::to_officers;

/// A question to counts.
struct Asked<'a> {
    measures: &'a [&'static Indicator],
    by: &'a [Dimension],
    view: View,
}

/// Answers from counts.
pub fn run(
    args: &QueryArgs,
    session: &Session,
    counted: &[Counted],
    measures: &[&'static Indicator],
    by: &[Dimension],
    filters: &[Filter],
) -> Result<Option<Exit>> {
    let view = View { basis: args.basis, as_at: AsAt::end_of(session.quarter), quarter: session.quarter, from: None };
    let primes = primes(args, counted, by, filters)?;
    let asked = Asked { measures, by, view };
    let mut rows = Vec::new();
    for own in primes {
        let part = by.iter().copied().find(|dimension| *dimension != Dimension::Prime);
        let columns = asked.columns();
        let tables: Vec<CountTable> =
            [None].into_iter().chain(part.map(Some)).filter_map(|by| own.table(view, &columns, by)).collect();
        // The table of the parts stands last; without it only the prime as a whole could be shown.
        if tables.last().is_none_or(|table| table.dimensions != [part.unwrap_or(Dimension::Prime)]) {
            rows.push(asked.nothing(own));
            continue;
        }
        match args.audience {
            Audience::Public => {
                let published = publish_family(&tables, session.definitions.disclosure())?;
                rows.extend(published.last().map(|table| asked.published(own, table)).unwrap_or_default());
            }
            Audience::Officers => rows.extend(tables.last().map(|table| asked.exact(own, table)).unwrap_or_default()),
        }
    }
    let mut answer = arranged(Answer { headers: asked.headers(), rows }, args)?;
    match args.audience {
        Audience::Public => answer::print(&write(&answer, args.format)?, args.format)?,
        Audience::Officers => {
            if args.format.is_rows_alone() {
                answer.mark_rows();
            }
            to_officers(write(&answer, args.format)?, "query", args.format, (&args.inputs, &args.folders), session)?;
        }
    }
    Ok(None)
}

/// The primes that the question is about, or what is wrong with it.
fn primes<'a>(
    args: &QueryArgs,
    counted: &'a [Counted],
    by: &[Dimension],
    filters: &[Filter],
) -> Result<Vec<&'a Counted>, Fault> {
    if counted.is_empty() {
        return Err(Fault::usage("no prime sends counts alone").hint("leave out --counts"));
    }
    if args.from.is_some() {
        return Err(Fault::usage("counts are not told of several quarters together").hint("leave out --from and --to"));
    }
    if args.against.is_some() {
        return Err(Fault::usage("counts are not set against an earlier quarter: no row says when each event was")
            .hint("leave out --against; the paper sets a prime's counts beside those of the year before"));
    }
    if args.detail {
        return Err(
            Fault::usage("counts do not say who is still in time or has had their time").hint("leave out --detail")
        );
    }
    let known: Vec<Dimension> = counted.iter().flat_map(Counted::dimensions).chain([Dimension::Prime]).collect();
    let not_known = by.iter().chain(filters.iter().map(|filter| &filter.dimension)).find(|own| !known.contains(own));
    if let Some(own) =
        not_known.or(filters.iter().map(|filter| &filter.dimension).find(|own| **own != Dimension::Prime))
    {
        let mut names: Vec<&str> = known.iter().map(|dimension| dimension.id()).collect();
        names.sort_unstable();
        names.dedup();
        return Err(Fault::usage(format!("counts cannot be asked for by {} here", own.id()))
            .hint(format!("--by can be {}; --where can be prime", names.join(", "))));
    }
    if by.iter().filter(|dimension| **dimension != Dimension::Prime).count() > 1 {
        return Err(Fault::usage("counts by two things at once are not sent").hint("ask for one of them at a time"));
    }
    let kept: Vec<&Counted> =
        counted.iter().filter(|own| filters.iter().all(|filter| (own.prime == filter.group) == filter.is)).collect();
    let names: Vec<&str> = counted.iter().map(|own| own.prime.as_str()).collect();
    if let Some(filter) = filters.iter().find(|filter| !names.contains(&filter.group.as_str())) {
        return Err(Fault::usage(format!("no prime called `{}` sends counts", printable(&filter.group)))
            .hint(format!("those that do: {}", names.join(", "))));
    }
    if kept.len() > 1 && !by.contains(&Dimension::Prime) {
        return Err(Fault::usage("counts of several primes are not added up: each counts in its own way")
            .hint("ask with --by prime, or for one with --where prime=NAME"));
    }
    if kept.iter().all(|own| !own.allows(args.basis)) {
        return Err(Fault::usage(format!("the counts here make no rate on the basis `{}`", args.basis.id()))
            .hint("ask for --basis to-date"));
    }
    Ok(kept)
}

impl Asked<'_> {
    /// The milestones, so that a figure is shown or hidden alike whatever is asked beside it, and what is asked.
    fn columns(&self) -> Vec<CountColumn> {
        let milestones = [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained];
        let mut columns: Vec<CountColumn> = milestones.into_iter().map(CountColumn::Happened).collect();
        for measure in self.measures {
            let of = measure.of().map(CountColumn::Happened);
            for column in [Some(numerator(measure, self.view.basis)), of].into_iter().flatten() {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        columns
    }

    fn headers(&self) -> Vec<String> {
        let mut headers: Vec<String> = self.by.iter().map(|dimension| dimension.id().to_string()).collect();
        for measure in self.measures {
            headers.push(measure.id.to_string());
            if measure.of().is_some() {
                headers.extend([format!("{}_achieved", measure.id), format!("{}_of", measure.id)]);
            }
        }
        headers
    }

    /// The names of a row: the prime, and its group.
    fn names(&self, own: &Counted, group: Option<&str>) -> Vec<Cell> {
        let name = |dimension: &Dimension| match dimension {
            Dimension::Prime => own.prime.clone(),
            _ => group.unwrap_or("All").to_string(),
        };
        self.by.iter().map(|dimension| Cell::Text(name(dimension))).collect()
    }

    /// A prime whose counts do not make what is asked.
    fn nothing(&self, own: &Counted) -> Vec<Cell> {
        let mut cells = self.names(own, None);
        cells.resize_with(self.headers().len(), || Cell::Mark(format::NOT_APPLICABLE));
        cells
    }

    /// The groups with their names, and the total where they are parts of the prime.
    fn rows(&self, own: &Counted, groups: &[Vec<String>]) -> Vec<(Vec<Cell>, Row)> {
        if self.by.iter().all(|dimension| *dimension == Dimension::Prime) {
            return vec![(self.names(own, None), Row::Total)];
        }
        let parts = groups.iter().enumerate().map(|(at, group)| (self.names(own, Some(&group[0])), Row::Group(at)));
        parts.chain([(self.names(own, None), Row::Total)]).collect()
    }

    fn published(&self, own: &Counted, table: &PublishedTable) -> Vec<Vec<Cell>> {
        let count = |row, column| match table.count(row, column).get() {
            _ if !table.holds(column) => Cell::Mark(format::NOT_APPLICABLE),
            Some(count) => Cell::Count(count),
            None => Cell::Mark(format::HIDDEN),
        };
        let rate = |row, measure| match table.measure(row, measure).rate() {
            Shown::Value((x, n)) => Cell::Rate(x as f64 / n as f64),
            Shown::Hidden => Cell::Mark(format::HIDDEN),
            Shown::NotApplicable => Cell::Mark(format::NOT_APPLICABLE),
        };
        let rows = self.rows(own, table.groups()).into_iter();
        rows.map(|(names, row)| self.cells(names, |column| count(row, column), |measure| rate(row, measure))).collect()
    }

    fn exact(&self, own: &Counted, table: &CountTable) -> Vec<Vec<Cell>> {
        let get = |row, column| match row {
            Row::Group(group) => table.exact(group, column),
            Row::Total => table.exact_total(column),
        };
        let count = |row, column| get(row, column).map_or(Cell::Mark(format::NOT_APPLICABLE), Cell::Count);
        let rate = |row, measure: &Indicator| {
            let of = measure.of().and_then(|of| get(row, CountColumn::Happened(of)));
            match get(row, numerator(measure, self.view.basis)).zip(of) {
                Some((x, n)) if n > 0 => Cell::Rate(x as f64 / n as f64),
                _ => Cell::Mark(format::NOT_APPLICABLE),
            }
        };
        let rows = self.rows(own, &table.groups).into_iter();
        rows.map(|(names, row)| self.cells(names, |column| count(row, column), |measure| rate(row, measure))).collect()
    }

    fn cells(
        &self,
        mut cells: Vec<Cell>,
        count: impl Fn(CountColumn) -> Cell,
        rate: impl Fn(&'static Indicator) -> Cell,
    ) -> Vec<Cell> {
        for measure in self.measures {
            let achieved = count(numerator(measure, self.view.basis));
            match measure.of() {
                None => cells.push(achieved),
                Some(of) => cells.extend([rate(measure), achieved, count(CountColumn::Happened(of))]),
            }
        }
        cells
    }
}
