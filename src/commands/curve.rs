//! `quarterdeck curve`: how long it takes until a job starts, and how long people stay in it.

use anyhow::Result;

use super::answer;
use super::answer::{Answer, Cell, names, write};
use super::exact_answer::{self, to_officers};
use super::query::{dimension, each_once, open};
use crate::cli::{Audience, CurveArgs};
use crate::disclosure::{PublishedCurves, PublishedTable, Row, publish};
use crate::fault::{Exit, Fault};
use crate::metrics::compute::{Asked, CountTable, count};
use crate::metrics::survival::MARKS;
use crate::metrics::{CountColumn, Dimension, Event, SurvivalTable, View};
use crate::report::format;
use crate::stats::Level;
use crate::stats::survival::Curve;
use crate::vocabulary::{AsAt, Basis};

/// Dimensions that part people in public: more describe single people.
const MOST_DIMENSIONS: usize = 2;

/// Answers with the share of people for whom it has not come by each day.
pub fn run(args: &CurveArgs) -> Result<Option<Exit>> {
    let per = args.per.iter().map(|id| dimension(id)).collect::<Result<Vec<_>>>()?;
    each_once("dimension", &args.per)?;
    if args.audience == Audience::Public && per.len() > MOST_DIMENSIONS {
        return Err(Fault::usage(format!("curves by {} dimensions describe single people", per.len()))
            .hint(format!("ask for {MOST_DIMENSIONS} at most; officers get every step with --audience officers"))
            .into());
    }
    exact_answer::allow(args.audience, &args.inputs)?;
    let mut session = match open(&args.inputs, &args.folders, &args.accept, args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let people = session.measure()?.people;
    let quarter = session.quarter;
    let view = View { basis: Basis::ToDate, as_at: AsAt::end_of(quarter), quarter, from: None };
    let columns = [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained].map(CountColumn::Happened);
    let counts = count(&people, view, &columns, &per, &[]);
    let question = Asked { view, columns: &columns, dimensions: &per, filters: &[] };
    let curves = SurvivalTable::of(&people, question, args.lasting);
    match args.audience {
        Audience::Public => {
            let table = publish(&counts, session.definitions.disclosure())?;
            let answer = at_marks(&table, &PublishedCurves::beside(&table, &curves), &per);
            answer::print(&write(&answer, args.format)?, args.format)?;
        }
        Audience::Officers => {
            let text = write(&every_step(&counts, &curves, &per), args.format)?;
            to_officers(text, "curve", args.format, (&args.inputs, &args.folders), &session)?;
        }
    }
    Ok(None)
}

/// A row a group: the people, and the share left at each mark with its interval.
fn at_marks(table: &PublishedTable, curves: &PublishedCurves, per: &[Dimension]) -> Answer {
    let mut headers: Vec<String> = per.iter().map(|dimension| dimension.id().to_string()).collect();
    headers.push("people".into());
    headers.extend(MARKS.iter().map(|mark| format!("after_{mark}_days")));
    let rows = table.rows().into_iter().map(|row| {
        let mut cells = names(table.groups(), per.len(), row);
        let people = table.count(row, CountColumn::Happened(curves.lasting.event()));
        cells.push(Cell::counted(people.get()));
        cells.extend(curves.of(row).map(|share| Cell::of(share, |share| Cell::Text(format::coarse(share)))));
        cells
    });
    Answer { headers, rows: rows.collect() }
}

/// Every day on which it came to anybody, group by group, with nothing hidden or rounded.
fn every_step(table: &CountTable, curves: &SurvivalTable, per: &[Dimension]) -> Answer {
    let mut headers: Vec<String> = per.iter().map(|dimension| dimension.id().to_string()).collect();
    headers.extend(["day", "at_risk", "events", "censored_before", "share_left", "low", "high"].map(String::from));
    let groups = (0..table.groups.len()).map(|group| (Row::Group(group), curves.exact(table, group)));
    let all = groups.chain([(Row::Total, Some(curves.exact_total()))]);
    let rows = all.flat_map(|(row, curve)| {
        let names = names(&table.groups, per.len(), row);
        curve.into_iter().flat_map(steps).map(move |step| [names.clone(), step].concat())
    });
    Answer { headers, rows: rows.collect() }
}

fn steps(curve: &Curve) -> impl Iterator<Item = Vec<Cell>> {
    curve.steps.iter().map(|step| {
        let interval = step.estimate.log_log(Level::P95);
        let end = |end: Option<f64>| end.map_or(Cell::Mark(format::NOT_APPLICABLE), Cell::Fraction);
        vec![
            Cell::Count(u64::from(step.day)),
            Cell::Count(step.at_risk),
            Cell::Count(step.events),
            Cell::Count(step.censored_before),
            Cell::Fraction(step.estimate.survival),
            end(interval.map(|own| own.low)),
            end(interval.map(|own| own.high)),
        ]
    })
}
