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
use crate::finding::number_of;
use crate::metrics::compute::{self, Filter, count};
use crate::metrics::indicators::find;
use crate::metrics::recalled::Wanted;
use crate::metrics::{
    CountColumn, Counted, Dimension, Event, Figure, INDICATORS, Indicator, Measured, People, Typical, TypicalTable,
    View, Whose,
};
use crate::report::format;
use crate::vocabulary::{AsAt, Basis, Percent, Quarter};

use super::answer::{self, Answer, Cell, write};
use super::exact_answer::{self, to_officers};
use super::plot::{self, Subject};
use super::{Session, print, print_aside, print_out};

use asked::Asked;
use public::PublicTables;
pub(super) use public::{Both, Judged};

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
    let accept = args.accept.as_accept();
    let session = match of_scores || args.against.is_some() || args.from.is_some() {
        // Scores are not kept beside people, nor how they stood in earlier quarters.
        true => Session::open(&args.inputs, &args.folders, &accept)?,
        false => Session::answer(&args.inputs, &args.folders, &accept, &wanted(&measures, args, &by, &filters))?,
    };
    let mut session = match told(session, args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let Measured { people, counted } = session.measure()?;
    if args.counts || (session.definitions.contracts().is_empty() && !counted.is_empty()) {
        return counts::run(args, &session, &counted, &measures, &by, &filters);
    }
    tell_counted(&counted, "; ask for those with --counts");
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
    let against = args.against.map(|against| against.quarter(session.quarter));
    if let Some(quarter) = against {
        print_aside(&format!("set against {quarter}, from the rows of the same returns\n"));
    }
    let question =
        Question { measures, view, by: &by, filters: &filters, detail: args.detail, whose: args.of, against };
    let asked = asked(&session, &people, &question);
    let both = answered(&session, &asked, &question, args.audience, &Judged::default())?;
    let mut answer = arranged(asked.set_against(both.now, both.then, args.against), args)?;
    match args.audience {
        Audience::Public => {
            let when = when(view, &args.filters);
            let minimum = |names: &[Cell], id: &str| asked.minimum(names, id).map(Percent::fraction);
            let subject =
                Subject { measures: &asked.measures[..], by: &by, against: args.against, minimum: &minimum, when };
            let basis = subject.when.clone();
            if !plot::draw(&answer, &subject, args)? {
                print_aside(&format!("{basis}\n"));
                answer::print(&write(&answer, args.format)?, args.format)?;
            }
        }
        Audience::Officers => {
            if args.format.is_rows_alone() {
                answer.mark_rows();
            }
            to_officers(write(&answer, args.format)?, "query", args.format, (&args.inputs, &args.folders), &session)?;
        }
    }
    Ok(None)
}

/// A question about people.
pub(super) struct Question<'a> {
    pub measures: Vec<&'static Indicator>,
    pub view: View,
    pub by: &'a [Dimension],
    pub filters: &'a [Filter],
    pub detail: bool,
    /// Of whom rates are formed.
    pub whose: Whose,
    /// The earlier quarter that it is set against.
    pub against: Option<Quarter>,
}

/// What the question asks of each measure, of the people of a session.
pub(super) fn asked<'a>(session: &'a Session, people: &'a People, question: &Question<'_>) -> Asked<'a> {
    let Question { view, by, filters, .. } = *question;
    let prime = filters.iter().find(|filter| filter.dimension == Dimension::Prime).map(|filter| filter.group.clone());
    let of_payments = question.measures.iter().any(|measure| measure.figure == Figure::People(Event::OutcomePaid));
    let untold = if of_payments { untold(people, view, by, filters) } else { Vec::new() };
    Asked {
        measures: question.measures.clone(),
        detail: question.detail,
        whose: question.whose,
        contracts: session.definitions.contracts(),
        people,
        prime,
        untold,
        residents: session.facts.residents(),
    }
}

/// The answer for an audience, now and then: published figures, or exact ones for officers.
pub(super) fn answered(
    session: &Session,
    asked: &Asked<'_>,
    question: &Question<'_>,
    audience: Audience,
    judged: &Judged,
) -> Result<Both> {
    let Question { view, by, filters, against, .. } = *question;
    match audience {
        Audience::Public => {
            let rule = session.definitions.disclosure();
            PublicTables { people: asked.people, view, asked, rule, judged, against }.answer(by, filters)
        }
        Audience::Officers => {
            let then = against.map(|quarter| View { as_at: AsAt::end_of(quarter), quarter, ..view });
            let then = then.map(|view| exact(asked, view, by, filters));
            Ok(Both { now: exact(asked, view, by, filters), then })
        }
    }
}

/// What is needed of people to answer: the milestones always, by which every figure is judged.
fn wanted(measures: &[&Indicator], args: &QueryArgs, by: &[Dimension], filters: &[Filter]) -> Wanted {
    let asked: Vec<Event> =
        measures.iter().flat_map(|measure| [Some(measure.event()), measure.of()]).flatten().collect();
    let milestones = [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained];
    // The others are judged one after the other, whichever of them is asked for.
    let others = if asked.iter().all(|event| milestones.contains(event)) { &[][..] } else { &Event::ALL[..] };
    let dimensions = by.iter().copied().chain(filters.iter().map(|filter| filter.dimension)).chain([Dimension::Prime]);
    let standing = args.detail || args.of != Whose::All || !others.is_empty();
    let wanted = Wanted::new(&[&milestones, others].concat(), &dimensions.collect::<Vec<_>>(), standing);
    match measures.iter().any(|measure| measure.figure == Figure::Typical(Typical::WeeksInWork)) {
        true => wanted.with_weeks(),
        false => wanted,
    }
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
        let hidden = answer.hidden(column);
        if hidden > 0 {
            let groups = number_of(hidden as u64, "row");
            print_aside(&format!(
                "hidden in `{}`: {groups}, which may belong anywhere in this order and stand last\n",
                printable(column)
            ));
        }
    } else if args.top.is_some() {
        print_aside("--top keeps the first rows in their own order; --sort COLUMN puts the largest first\n");
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
    told(Session::open(inputs, folders, accept)?, format)
}

/// The same of returns that are checked already.
pub(super) fn told(session: Session, format: QueryFormat) -> Result<Result<Session, Exit>> {
    if let Some(exit) = session.stopped() {
        // In a query --by says how to group.
        print_aside(&print::summary(&session.checked.findings).replace("--by NAME", "--accepted-by NAME"));
        if format == QueryFormat::Json {
            print_out(&print::json(&session.stopped_as_json(exit)).replace("--by NAME", "--accepted-by NAME"))?;
        }
        return Ok(Err(exit));
    }
    print_aside(&print::account(&session.checked.accounts));
    let absent = session.definitions.absent();
    if !absent.is_empty() {
        print_aside(&format!("not in this answer: {}, of whom no return counts\n", format::list(&absent)));
    }
    Ok(Ok(session))
}

/// Says whose figures come from counts: they are in no answer about people. `instead` says how to ask for them.
pub(super) fn tell_counted(counted: &[Counted], instead: &str) {
    if !counted.is_empty() {
        let names: Vec<String> = counted.iter().map(|own| own.prime.clone()).collect();
        print_aside(&format!("not in this answer: {}, from whom come counts{instead}\n", format::list(&names)));
    }
}

/// Says of which primes a measure is not known: their people are in none of its counts.
pub(super) fn tell_unknown(measures: &[&Indicator], people: &People, session: &Session) {
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
pub(super) fn tell_known_of_joiners(measures: &[&Indicator], by: &[Dimension], people: &People) {
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
    let mut groups: Vec<&str> = people.groups(filter.dimension).collect();
    groups.sort_unstable();
    if groups.contains(&filter.group.as_str()) {
        return Ok(());
    }
    let what = format!("{} called", filter.dimension.id());
    Err(unknown(&what, &filter.group, groups).into())
}
