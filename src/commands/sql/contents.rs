//! The rows of the views: figures as `query` answers them, and what is known of the run.

use std::collections::BTreeMap;

use anyhow::Result;
use rayon::prelude::*;

use crate::archive::Archive;
use crate::archive::runs::What;
use crate::canonical::ColumnData;
use crate::canonical::frame::date_of;
use crate::cli::SqlArgs;
use crate::commands::Session;
use crate::commands::answer::Cell;
use crate::commands::query::{Judged, Question, answered, asked, tell_counted, tell_known_of_joiners, tell_unknown};
use crate::definitions::SustainedFrom;
use crate::disclosure::published::numerator;
use crate::metrics::indicators::find;
use crate::metrics::kept::PEOPLE;
use crate::metrics::{self, CountColumn, Dimension, Figure, INDICATORS, Indicator, Measured, People, Whose};
use crate::sql::{Source, Value, View};
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Basis};

/// The measures of the views by one dimension, in their columns' order.
const WIDE: [&str; 7] =
    ["referred", "attached", "job_starts", "sustained", "attachment_rate", "job_start_rate", "sustainment_rate"];

/// What the rows of the views are made from.
pub struct Contents<'a> {
    session: &'a Session,
    args: &'a SqlArgs,
    /// Only where a view is read that needs them, and a prime sends rows.
    people: Option<People>,
}

impl<'a> Contents<'a> {
    /// Puts people together where one of the views needs them, and says of whom they do not tell.
    pub fn of(session: &'a mut Session, args: &'a SqlArgs, reads: &[View]) -> Result<Self> {
        let dimensions = |view: &View| match view.source {
            Source::Figures => Some(Dimension::ALL.to_vec()),
            Source::By(dimension) => Some(vec![dimension]),
            _ => None,
        };
        let by: Vec<Dimension> = reads.iter().filter_map(dimensions).flatten().collect();
        let needs_people = |view: &View| view.source == Source::People;
        if by.is_empty() && !reads.iter().any(needs_people) {
            return Ok(Contents { session, args, people: None });
        }
        let Measured { people, counted } = session.measure()?;
        tell_counted(&counted, "; `query --counts` answers for those");
        if session.definitions.contracts().is_empty() {
            return Ok(Contents { session, args, people: None });
        }
        let is_long = reads.iter().any(|view| view.source == Source::Figures);
        let measures: Vec<&Indicator> =
            if is_long { measures().collect() } else { WIDE.iter().filter_map(|id| find(id)).collect() };
        tell_unknown(&measures, &people, session);
        let known = Dimension::ALL.into_iter().filter(|dimension| by.contains(dimension));
        let known: Vec<Dimension> = known.filter(|dimension| is_known(&people, *dimension)).collect();
        tell_known_of_joiners(&measures, &known, &people);
        Ok(Contents { session, args, people: Some(people) })
    }

    /// The rows of a view.
    pub fn rows(&self, view: &View) -> Result<Vec<Vec<Value>>> {
        match view.source {
            Source::Figures => self.figures(),
            Source::By(dimension) => self.by(dimension),
            Source::Measures => Ok(measures().map(measure).collect()),
            Source::Dimensions => Ok(Dimension::ALL.map(|dimension| self.dimension(dimension)).to_vec()),
            Source::Contracts => Ok(self.contracts()),
            Source::Returns => Ok(self.returns()),
            Source::Findings => Ok(self.findings()),
            Source::Runs => self.runs(),
            Source::People => Ok(self.each_person()),
        }
    }

    /// Every figure as a question of its own is answered; everybody together is one figure whatever the dimension.
    fn figures(&self) -> Result<Vec<Vec<Value>>> {
        let Some(people) = &self.people else { return Ok(Vec::new()) };
        let known = Dimension::ALL.into_iter().filter(|dimension| is_known(people, *dimension));
        let dimensions: Vec<Option<Dimension>> = [None].into_iter().chain(known.map(Some)).collect();
        let figured = dimensions.into_par_iter().with_max_len(1).map(|by| self.figures_by(people, by));
        let figured: Vec<Figured> = figured.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        Ok(figured.iter().filter(|own| own.by.is_none() || own.group.is_some()).map(Figured::row).collect())
    }

    fn figures_by(&self, people: &People, by: Option<Dimension>) -> Result<Vec<Figured>> {
        let judged = Judged::default();
        let mut figured = Vec::new();
        for (at, basis) in BASES.into_iter().enumerate() {
            for measures in asked_together(basis, by) {
                for (group, cells) in self.answers(people, basis, by, &measures, &judged)? {
                    let mut cells = &cells[..];
                    for &measure in &measures {
                        let (own, rest) = cells.split_at(width(measure));
                        cells = rest;
                        let place = (INDICATORS.iter().position(|indicator| indicator.id == measure.id), at);
                        figured.push(Figured { place, measure, basis, by, group: group.clone(), cells: own.to_vec() });
                    }
                }
            }
        }
        // Measure by measure and basis by basis; the groups keep their order.
        figured.sort_by_key(|own| own.place);
        Ok(figured)
    }

    /// The groups with their cells, and everybody together, who have no name.
    fn answers(
        &self,
        people: &People,
        basis: Basis,
        by: Option<Dimension>,
        measures: &[&'static Indicator],
        judged: &Judged,
    ) -> Result<Vec<(Option<String>, Vec<Cell>)>> {
        let dimensions: Vec<Dimension> = by.into_iter().collect();
        let measures = measures.to_vec();
        let quarter = self.session.quarter;
        let view = metrics::View { basis, as_at: AsAt::end_of(quarter), quarter, from: None };
        let (by_none, whose) = (&[][..], Whose::All);
        let question =
            Question { measures, view, by: &dimensions, filters: by_none, detail: false, whose, against: None };
        let asked = asked(self.session, people, &question);
        let rows = answered(self.session, &asked, &question, self.args.audience, judged)?.now.rows;
        let last = rows.len().saturating_sub(1);
        let named = rows.into_iter().enumerate().map(|(at, mut cells)| match by.map(|_| cells.remove(0)) {
            // The last row is the total, whatever a group is called.
            Some(Cell::Text(name)) if at < last => (Some(name), cells),
            _ => (None, cells),
        });
        Ok(named.collect())
    }

    fn by(&self, dimension: Dimension) -> Result<Vec<Vec<Value>>> {
        let Some(people) = &self.people else { return Ok(Vec::new()) };
        if !is_known(people, dimension) {
            return Ok(Vec::new());
        }
        let measures: Vec<&'static Indicator> = WIDE.iter().filter_map(|id| find(id)).collect();
        let answers = self.answers(people, Basis::ToDate, Some(dimension), &measures, &Judged::default())?;
        let row = |(group, cells): (Option<String>, Vec<Cell>)| {
            let firsts = measures.iter().scan(0, |at, measure| {
                let own = *at;
                *at += width(measure);
                Some(own)
            });
            Some([Value::Text(group?)].into_iter().chain(firsts.map(|at| value(&cells[at]))).collect())
        };
        Ok(answers.into_iter().filter_map(row).collect())
    }

    /// A row a person on a contract, as runs keep them.
    fn each_person(&self) -> Vec<Vec<Value>> {
        let Some(people) = &self.people else { return Vec::new() };
        let tables = people.kept_tables(&self.session.definitions.contracts(), &BTreeMap::new());
        let Some(table) = tables.iter().find(|table| table.name == PEOPLE) else { return Vec::new() };
        let cell = |column: &ColumnData, row: usize| match column {
            ColumnData::Days(days) => days.get(row).map(|day| Value::Text(date_of(day).to_string())).into(),
            ColumnData::Texts(texts) => texts.get(row).into(),
            ColumnData::Marks(marks) => marks.get(row).map(u64::from).into(),
            ColumnData::Figures(figures) => figures.get(row).map_or(Value::Nothing, Value::Whole),
        };
        let row = |row: usize| table.columns.iter().map(|(_, column)| cell(column, row)).collect();
        (0..table.rows).map(row).collect()
    }

    fn dimension(&self, dimension: Dimension) -> Vec<Value> {
        let rule = self.session.definitions.disclosure();
        let threshold = if dimension.is_sensitive() { rule.sensitive_threshold } else { rule.threshold };
        vec![dimension.id().into(), threshold.into(), dimension.not_known().into()]
    }

    fn contracts(&self) -> Vec<Vec<Value>> {
        let definitions = &self.session.definitions;
        let row = |all: &[ContractTerms<'_>], terms: &ContractTerms<'_>, sends: &str| {
            let minimum = |measure| ContractTerms::minimum(all, Some(terms.prime_name), measure);
            let sustained_from = match terms.sustained_from() {
                SustainedFrom::Dates => "dates",
                SustainedFrom::Claimed => "claimed",
            };
            let mut row: Vec<Value> = vec![
                terms.contract.id.as_str().into(),
                terms.prime_name.into(),
                terms.contract.programme.as_str().into(),
                terms.contract.start.map(|day| Value::Text(day.to_string())).into(),
                sends.into(),
                sustained_from.into(),
            ];
            let minimums = ["attachment_rate", "job_start_rate", "sustainment_rate"];
            row.extend(minimums.map(|measure| minimum(measure).map(|percent| percent.fraction()).into()));
            row
        };
        let (people, counts) = (definitions.contracts(), definitions.counted());
        let of_people = people.iter().map(|terms| row(&people, terms, "people"));
        of_people.chain(counts.iter().map(|terms| row(&counts, terms, "counts"))).collect()
    }

    /// The sender of a file, by its name.
    fn sender(&self, file: &str) -> Option<&str> {
        let own = self.session.returns.iter().find(|item| item.name == file)?;
        Some(&self.session.definitions.workspace.supplier(&own.supplier).name)
    }

    fn returns(&self) -> Vec<Vec<Value>> {
        let tables = self.session.checked.accounts.tables.iter();
        let row = tables.map(|table| {
            let own = self.session.returns.iter().find(|item| item.name == table.file);
            vec![
                self.sender(&table.file).into(),
                own.map(|item| item.layout.as_str()).into(),
                own.and_then(|item| item.quarter).map(|quarter| Value::Text(quarter.to_string())).into(),
                table.record.into(),
                table.read.into(),
                table.used.into(),
                table.set_aside_total().into(),
                table.left_out_total().into(),
            ]
        });
        row.collect()
    }

    fn findings(&self) -> Vec<Vec<Value>> {
        let row = self.session.checked.findings.iter().map(|finding| {
            vec![
                finding.code.into(),
                Value::Text(finding.effect.to_string()),
                self.sender(&finding.place.file).into(),
                finding.rows.into(),
                finding.message.as_str().into(),
            ]
        });
        row.collect()
    }

    /// The runs as far as they were known on the day that is asked for.
    fn runs(&self) -> Result<Vec<Vec<Value>>> {
        let archive = Archive::open(&self.args.inputs.workspace)?;
        let known = |day| self.args.inputs.known_at.is_none_or(|known_at| day <= known_at);
        let row = archive.runs.iter().filter(|run| known(run.learnt)).map(|run| {
            let new = run.deliveries.iter().filter(|own| own.what != What::Known).count() as u64;
            vec![
                Value::Text(run.id()),
                u64::from(run.number).into(),
                Value::Text(run.learnt.to_string()),
                Value::Text(run.quarter.to_string()),
                run.version.as_str().into(),
                new.into(),
                u64::from(run.is_whole()).into(),
            ]
        });
        Ok(row.collect())
    }
}

/// The bases in the order of the view.
const BASES: [Basis; 4] = [Basis::ToDate, Basis::Period, Basis::TwelveMonths, Basis::Cohort];

/// A row of `figures`, or a dimension's total.
struct Figured {
    /// The places of its measure and basis.
    place: (Option<usize>, usize),
    measure: &'static Indicator,
    basis: Basis,
    by: Option<Dimension>,
    /// Nothing for everybody together.
    group: Option<String>,
    cells: Vec<Cell>,
}

impl Figured {
    fn row(&self) -> Vec<Value> {
        let mark = match &self.cells[0] {
            Cell::Mark(mark) => Value::from(*mark),
            _ => Value::Nothing,
        };
        let [numerator, denominator, lower, upper] = match (self.measure.figure, &self.cells[..]) {
            (Figure::Typical(_), [_, lower, upper, of]) => [Value::Nothing, value(of), value(lower), value(upper)],
            (_, [_, achieved, of]) => [value(achieved), value(of), Value::Nothing, Value::Nothing],
            _ => [const { Value::Nothing }; 4],
        };
        let dimension = self.by.map_or("", Dimension::id);
        let group = self.group.as_deref().unwrap_or("All");
        let names = [self.measure.id, self.measure.name, self.basis.id(), dimension, group].map(Value::from);
        names.into_iter().chain([value(&self.cells[0]), numerator, denominator, lower, upper, mark]).collect()
    }
}

/// The measures that have one figure a group: changes of scores have rows of their own.
fn measures() -> impl Iterator<Item = &'static Indicator> {
    INDICATORS.iter().filter(|indicator| indicator.figure != Figure::Change)
}

/// The measures of a basis in such parts that each is published as when it is asked for alone. Counts of events are judged
/// one after the other in an order of their own, and rates of them are worked out from them; whatever needs other counts is
/// judged behind those, and so stands alone.
fn asked_together(basis: Basis, by: Option<Dimension>) -> Vec<Vec<&'static Indicator>> {
    let (mut counts, mut typical, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for measure in measures().filter(|measure| measure.bases.contains(&basis)) {
        match measure.figure {
            Figure::People(_) => counts.push(measure),
            Figure::Rate { .. } if matches!(numerator(measure, basis), CountColumn::Happened(_)) => {
                counts.push(measure)
            }
            Figure::Typical(_) => typical.push(measure),
            // Residents are known of places alone.
            Figure::Reach if matches!(by, None | Some(Dimension::Ward | Dimension::Area)) => alone.push(vec![measure]),
            Figure::Reach | Figure::Change => {}
            Figure::Rate { .. } | Figure::Within { .. } => alone.push(vec![measure]),
        }
    }
    [counts, typical].into_iter().filter(|part| !part.is_empty()).chain(alone).collect()
}

/// Whether a group of a dimension is known of anybody.
fn is_known(people: &People, dimension: Dimension) -> bool {
    people.groups(dimension).any(|group| group != dimension.not_known())
}

/// How many cells an answer has for a measure.
fn width(measure: &Indicator) -> usize {
    match measure.figure {
        Figure::People(_) => 1,
        Figure::Rate { .. } | Figure::Within { .. } | Figure::Reach => 3,
        Figure::Typical(_) => 4,
        Figure::Change => 0,
    }
}

fn measure(measure: &Indicator) -> Vec<Value> {
    [measure.id, measure.name, measure.definition, measure.source].map(Value::from).to_vec()
}

/// A figure's cell as a value; nothing where it has none.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Count(count) => (*count).into(),
        Cell::Rate(number) => (*number).into(),
        _ => Value::Nothing,
    }
}
