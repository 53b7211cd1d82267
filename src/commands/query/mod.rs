//! `quarterdeck query`: measures by groups and filters, published unless officers ask for a file.

mod asked;
mod band;
mod before;
mod counts;
mod public;
mod scores;

use anyhow::Result;

use crate::cli::{Accept, Audience, Folders, Inputs, QueryArgs, QueryFormat};
use crate::definitions::nearest;
use crate::fault::{Exit, Fault, printable};
use crate::metrics::compute::{self, Filter, count};
use crate::metrics::indicators::find;
use crate::metrics::{
    CountColumn, Dimension, Event, Figure, INDICATORS, Indicator, Measured, People, TypicalTable, View, Whose,
};
use crate::report::format;
use crate::vocabulary::{AsAt, Basis, Percent};

use super::answer::{self, Answer, Cell, write};
use super::exact_answer::{self, to_officers};
use super::plot::{self, Subject};
use super::{Session, print, print_aside, print_out};

use asked::Asked;
use public::PublicTables;

/// Answers the query.
pub fn run(args: &QueryArgs) -> Result<Option<Exit>> {
    let measures: Vec<&'static Indicator> = args.measures.iter().map(|id| measure(id)).collect::<Result<_>>()?;
    let by = args.by.iter().map(|id| dimension(id)).collect::<Result<Vec<_>>>()?;
    let filters = args.filters.iter().map(|text| filter(text)).collect::<Result<Vec<_>>>()?;
    each_once("measure", &args.measures)?;
    each_once("dimension", &args.by)?;
    measures.iter().try_for_each(|measure| fits(measure, args, &by))?;
    before::fits(&measures, args)?;
    band::fits(&measures, args)?;
    plot::fits(&measures, args)?;
    let of_scores = measures.iter().any(|measure| measure.figure == Figure::Change);
    if of_scores {
        scores::fits(&measures, args, &by)?;
    }
    exact_answer::allow(args.audience, &args.inputs)?;
    let mut session = match open(&args.inputs, &args.folders, &args.accept.as_accept(), args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let Measured { people, counted } = session.measure()?;
    if args.counts || (session.definitions.contracts().is_empty() && !counted.is_empty()) {
        return counts::run(args, &session, &counted, &measures, &by, &filters);
    }
    if !counted.is_empty() {
        let names: Vec<String> = counted.iter().map(|own| own.prime.clone()).collect();
        print_aside(&format!(
            "not in this answer: {}, from whom come counts; ask for those with --counts\n",
            format::list(&names)
        ));
    }
    if of_scores {
        return scores::run(args, &session, &people).map(|()| None);
    }
    for filter in &filters {
        check_group(&people, filter)?;
    }
    tell_unknown(&measures, &people, &session);
    tell_known_of_joiners(&measures, &by, &people);
    let quarter = band::last(args, session.quarter)?;
    let view = View { basis: args.basis, as_at: AsAt::end_of(quarter), quarter, from: args.from };
    if let Some(against) = args.against {
        let quarter = against.quarter(session.quarter);
        print_aside(&format!("set against {quarter}, from the rows of the same returns\n"));
    }
    let prime = filters.iter().find(|filter| filter.dimension == Dimension::Prime).map(|filter| filter.group.clone());
    let of_payments = measures.iter().any(|measure| measure.figure == Figure::People(Event::OutcomePaid));
    let untold = if of_payments { untold(&people, view, &by, &filters) } else { Vec::new() };
    let asked = Asked {
        measures,
        detail: args.detail,
        whose: args.of,
        contracts: session.definitions.contracts(),
        people: &people,
        prime,
        untold,
        residents: session.facts.residents(),
    };
    let text = match args.audience {
        Audience::Public => {
            let rule = session.definitions.disclosure();
            let against = args.against.map(|against| against.quarter(session.quarter));
            let both = PublicTables { people: &people, view, asked: &asked, rule, against }.answer(&by, &filters)?;
            let answer = arranged(asked.set_against(both.now, both.then, args.against), args)?;
            let when = when(view, &args.filters);
            let minimum = |names: &[Cell], id: &str| asked.minimum(names, id).map(Percent::fraction);
            let (measures, against) = (&asked.measures[..], args.against);
            let subject = Subject { measures, by: &by, against, minimum: &minimum, when };
            if !plot::draw(&answer, &subject, args)? {
                answer::print(&write(&answer, args.format)?, args.format)?;
            }
            return Ok(None);
        }
        Audience::Officers => {
            let then = args.against.map(|against| {
                let quarter = against.quarter(view.quarter);
                exact(&asked, View { as_at: AsAt::end_of(quarter), quarter, ..view }, &by, &filters)
            });
            let now = exact(&asked, view, &by, &filters);
            let mut answer = arranged(asked.set_against(now, then, args.against), args)?;
            if args.format.is_rows_alone() {
                answer.mark_rows();
            }
            write(&answer, args.format)?
        }
    };
    to_officers(text, "query", args.format, (&args.inputs, &args.folders), &session)?;
    Ok(None)
}

/// What a drawing is of: `to-date, as at 31 December 2015, where ward=Mersey`.
fn when(view: View, filters: &[String]) -> String {
    let basis = match (view.basis, view.from) {
        (Basis::Period, Some(from)) => format!("events of {from} to {}", view.quarter),
        (Basis::Period, None) => format!("events of {}", view.quarter),
        (basis, _) => format!("{}, as at {}", basis.id(), format::date(view.as_at.0)),
    };
    filters.iter().fold(basis, |told, filter| format!("{told}, where {}", printable(filter)))
}

/// The answer with nothing hidden.
fn exact(asked: &Asked<'_>, view: View, by: &[Dimension], filters: &[Filter]) -> Answer {
    let columns = asked.columns(view.basis);
    let exact = count(asked.people, view, &columns, by, filters);
    let question = compute::Asked { view, columns: &columns, dimensions: by, filters };
    let typical: Vec<TypicalTable> =
        asked.typicals().map(|typical| TypicalTable::of(asked.people, question, typical)).collect();
    asked.exact(&exact, &typical)
}

/// The rows in the order that is asked for, and as many.
fn arranged(mut answer: Answer, args: &QueryArgs) -> Result<Answer> {
    if let Some(column) = &args.sort {
        answer.sort(column, args.reverse)?;
    }
    if let Some(rows) = args.top {
        answer.keep_first(rows);
    }
    Ok(answer)
}

/// Checked returns with their account told, or why no figures may be made from them, which is told too.
pub(super) fn open(
    inputs: &Inputs,
    folders: &Folders,
    accept: &Accept,
    format: QueryFormat,
) -> Result<Result<Session, Exit>> {
    let session = Session::open(inputs, folders, accept)?;
    if let Some(exit) = session.stopped() {
        // In a query --by says how to group.
        print_aside(&print::summary(&session.checked.findings).replace("--by NAME", "--accepted-by NAME"));
        if format == QueryFormat::Json {
            print_out(&print::json(&session.stopped_as_json(exit)).replace("--by NAME", "--accepted-by NAME"))?;
        }
        return Ok(Err(exit));
    }
    print_aside(&print::account(&session.checked.accounts));
    Ok(Ok(session))
}

/// Says of which primes a measure is not known: their people are in none of its counts.
fn tell_unknown(measures: &[&Indicator], people: &People, session: &Session) {
    for measure in measures {
        let contracts = session.definitions.contracts();
        let unknown = contracts.iter().enumerate().filter(|(contract, _)| !people.knows(*contract, measure.event()));
        let names: Vec<String> = unknown.map(|(_, terms)| terms.prime_name.to_string()).collect();
        if !names.is_empty() {
            let why = match measure.event() {
                Event::OutcomePaid => "whose returns tell no payment",
                _ => "whose programme supports nobody in work",
            };
            print_aside(&format!("not in `{}`: {}, {why}\n", measure.id, format::list(&names)));
        }
    }
}

/// The groups in which people of a prime are whose returns tell no payments.
fn untold(people: &People, view: View, by: &[Dimension], filters: &[Filter]) -> Vec<Vec<String>> {
    let primes = people.primes().iter().enumerate();
    let silent: Vec<&String> =
        primes.filter(|(contract, _)| !people.knows(*contract, Event::OutcomePaid)).map(|(_, prime)| prime).collect();
    if silent.is_empty() {
        return Vec::new();
    }
    let dimensions = [by, &[Dimension::Prime]].concat();
    let attached = CountColumn::Happened(Event::Attached);
    let table = count(people, View { basis: Basis::ToDate, ..view }, &[attached], &dimensions, filters);
    let rows = table.groups.iter().enumerate().filter(|(at, _)| table.exact(*at, attached) > Some(0));
    let own = rows.filter(|(_, group)| group.last().is_some_and(|prime| silent.contains(&prime)));
    own.map(|(_, group)| group[..by.len()].to_vec()).collect()
}

/// Says by which dimensions a rate of people referred is too high: those who did not join are in none of their groups.
fn tell_known_of_joiners(measures: &[&Indicator], by: &[Dimension], people: &People) {
    let is_of_referred = measures.iter().any(|measure| measure.of() == Some(Event::Referred));
    for kind in by.iter().filter(|_| is_of_referred).filter(|kind| people.is_known_of_joiners_alone(**kind)) {
        let name = kind.id();
        print_aside(&format!(
            "`{name}` is hardly known of people who did not join: rates of people referred by {name} are too high\n"
        ));
    }
}

/// Whether a measure can be asked for so, or why not.
fn fits(measure: &Indicator, args: &QueryArgs, by: &[Dimension]) -> Result<()> {
    let fault = |message: String, hint: String| Err(Fault::usage(message).hint(hint).into());
    if !measure.bases.contains(&args.basis) {
        let bases: Vec<&str> = measure.bases.iter().map(|basis| basis.id()).collect();
        let message = format!("`{}` has no figure on the basis `{}`", measure.id, args.basis.id());
        return fault(message, format!("ask for --basis {}", bases.join(" or ")));
    }
    if args.of != Whose::All && !matches!(measure.figure, Figure::Rate { .. }) {
        let message = format!("`{}` is no rate of everybody: --of says of whom such a rate is formed", measure.id);
        return fault(message, "ask for it without --of".into());
    }
    if args.of != Whose::All && measure.of() == Some(Event::Referred) {
        let message =
            format!("`{}` is of people referred, who may join at any time: nobody's time for it is over", measure.id);
        return fault(
            message,
            "ask for outcome_within_12m or outcome_within_24m, of people referred so long ago".into(),
        );
    }
    if args.of != Whose::All && args.basis.is_of_a_period() {
        let message = format!("on the basis `{}` a rate is formed of events, whoever had time", args.basis.id());
        return fault(message, "ask for --basis to-date or cohort with --of".into());
    }
    if args.of != Whose::All && args.detail {
        return fault("--detail is about a rate of everybody".into(), "leave out --of or --detail".into());
    }
    if measure.figure == Figure::Reach && !matches!(by, [] | [Dimension::Ward] | [Dimension::Area]) {
        return fault(
            "`reach` is of the residents of a place".into(),
            "ask with --by ward, --by area or neither".into(),
        );
    }
    if measure.figure == Figure::Reach && !args.filters.is_empty() {
        let message = "`reach` is of all residents: nobody counts the residents of a group of people";
        return fault(message.into(), "leave out --where".into());
    }
    Ok(())
}

fn measure(id: &str) -> Result<&'static Indicator> {
    let ids = || INDICATORS.iter().map(|indicator| indicator.id);
    find(id).ok_or_else(|| unknown("measure", id, ids().collect()).into())
}

pub(super) fn dimension(id: &str) -> Result<Dimension> {
    let ids = Dimension::ALL.iter().map(|dimension| dimension.id()).collect();
    Dimension::find(id).ok_or_else(|| unknown("dimension", id, ids).into())
}

/// A column twice would be one column in JSON and two in a table.
pub(super) fn each_once(what: &str, names: &[String]) -> Result<()> {
    match names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
        Some((_, twice)) => {
            let message = format!("{what} `{}` is given twice", printable(twice));
            Err(Fault::usage(message).hint("name it once").into())
        }
        None => Ok(()),
    }
}

pub(super) fn unknown(what: &str, name: &str, known: Vec<&str>) -> Fault {
    let near = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Fault::usage(format!("there is no {what} `{}`", printable(name))).hint(format!("{near}Known: {}", known.join(", ")))
}

/// `ward=Mersey`.
pub(super) fn filter(text: &str) -> Result<Filter> {
    let Some((id, group)) = text.split_once('=') else {
        return Err(Fault::usage(format!("`{}` is not DIM=VALUE", printable(text)))
            .hint("write for example --where ward=Mersey")
            .into());
    };
    Ok(Filter { dimension: dimension(id.trim())?, group: group.trim().to_string(), is: true })
}

/// A value that nobody has is a slip of the pen, not an empty answer.
pub(super) fn check_group(people: &People, filter: &Filter) -> Result<()> {
    let mut groups: Vec<String> = people.iter().map(|person| people.group(person, filter.dimension)).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.contains(&filter.group) {
        return Ok(());
    }
    let what = format!("{} called", filter.dimension.id());
    Err(unknown(&what, &filter.group, groups.iter().map(String::as_str).collect()).into())
}
