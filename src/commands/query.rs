//! `quarterdeck query`: measures by groups and filters, published unless officers ask for a file.

use anyhow::Result;

use crate::cli::{Audience, QueryArgs, QueryFormat};
use crate::definitions::nearest;
use crate::disclosure::{PublishedTable, Row, Rule, Shown, publish, published::numerator};
use crate::fault::{Exit, Fault, printable};
use crate::metrics::assess::{Evidence, evidence, target_statement};
use crate::metrics::compute::{CountTable, Filter, count};
use crate::metrics::indicators::find;
use crate::metrics::{CountColumn, Dimension, Event, INDICATORS, Indicator, Measured, People, View};
use crate::output::{self, Access, Advice, OutputFile};
use crate::report::format;
use crate::stats::proportion::{Interval, wilson_95};
use crate::validation::ContractTerms;
use crate::vocabulary::AsAt;
use crate::vocabulary::{Basis, Percent};

use super::answer::{Answer, Cell, write};
use super::{Session, officers, print, print_aside, print_out, query_counts};

/// Answers the query.
pub fn run(args: &QueryArgs) -> Result<Option<Exit>> {
    let measures: Vec<&'static Indicator> = args.measures.iter().map(|id| measure(id)).collect::<Result<_>>()?;
    let by = args.by.iter().map(|id| dimension(id)).collect::<Result<Vec<_>>>()?;
    let filters = args.filters.iter().map(|text| filter(text)).collect::<Result<Vec<_>>>()?;
    each_once("measure", &args.measures)?;
    each_once("dimension", &args.by)?;
    let mut session = Session::open(&args.inputs, &args.folders, &args.accept.as_accept())?;
    if let Some(exit) = session.stopped() {
        // In a query --by says how to group.
        print_aside(&print::summary(&session.checked.findings).replace("--by NAME", "--accepted-by NAME"));
        if args.format == QueryFormat::Json {
            print_out(&print::json(&session.stopped_as_json(exit)).replace("--by NAME", "--accepted-by NAME"))?;
        }
        return Ok(Some(exit));
    }
    print_aside(&print::account(&session.checked.accounts));
    let Measured { people, counted } = session.measure()?;
    if args.counts || (session.definitions.contracts().is_empty() && !counted.is_empty()) {
        return query_counts::run(args, &session, &counted, &measures, &by, &filters);
    }
    if !counted.is_empty() {
        let names: Vec<String> = counted.iter().map(|own| own.prime.clone()).collect();
        print_aside(&format!(
            "not in this answer: {}, from whom come counts; ask for those with --counts\n",
            format::list(&names)
        ));
    }
    for filter in &filters {
        check_group(&people, filter)?;
    }
    let view = View { basis: args.basis, as_at: AsAt::end_of(session.quarter), quarter: session.quarter };
    let prime = filters.iter().find(|filter| filter.dimension == Dimension::Prime).map(|filter| filter.group.clone());
    let asked = Asked { measures, detail: args.detail, contracts: session.definitions.contracts(), prime };
    let text = match args.audience {
        Audience::Public => {
            let public = PublicTables { people: &people, view, asked: &asked, rule: session.definitions.disclosure() };
            print_out(&write(&public.answer(&by, &filters)?, args.format)?)?;
            return Ok(None);
        }
        Audience::Officers => {
            let exact = count(&people, view, &asked.columns(args.basis), &by, &filters);
            let mut answer = asked.exact(&exact);
            if args.format == QueryFormat::Json {
                answer.mark_rows();
            }
            write(&answer, args.format)?
        }
    };
    to_officers(text, args, &session)?;
    Ok(None)
}

/// What else can be done where the exact answer cannot be written.
const EXACT: Advice = Advice { instead: "give another folder with --output", kept: "no file was replaced" };

/// Writes an exact answer to its file, marked as such.
pub(super) fn to_officers(text: String, args: &QueryArgs, session: &Session) -> Result<()> {
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
    output::write_all(&folder, std::slice::from_ref(&file), &EXACT)?;
    print_out(&format!("{}\n", folder.join(&file.name).display()))
}

fn measure(id: &str) -> Result<&'static Indicator> {
    let ids = || INDICATORS.iter().map(|indicator| indicator.id);
    find(id).ok_or_else(|| unknown("measure", id, ids().collect()).into())
}

fn dimension(id: &str) -> Result<Dimension> {
    let ids = Dimension::ALL.iter().map(|dimension| dimension.id()).collect();
    Dimension::find(id).ok_or_else(|| unknown("dimension", id, ids).into())
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
    let mut groups: Vec<String> = people.iter().map(|person| people.group(person, filter.dimension)).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.contains(&filter.group) {
        return Ok(());
    }
    let what = format!("{} called", filter.dimension.id());
    Err(unknown(&what, &filter.group, groups.iter().map(String::as_str).collect()).into())
}

/// What is asked of each measure.
struct Asked<'a> {
    measures: Vec<&'static Indicator>,
    detail: bool,
    contracts: Vec<ContractTerms<'a>>,
    /// The prime that the question is filtered by.
    prime: Option<String>,
}

/// Columns that `--detail` adds to a rate.
const DETAIL: [&str; 6] = ["in_time", "had_time_achieved", "had_time_of", "low", "high", "against_minimum"];

impl Asked<'_> {
    /// The counts that the measures need, each once.
    fn columns(&self, basis: Basis) -> Vec<CountColumn> {
        let mut columns = Vec::new();
        for measure in &self.measures {
            let mut wanted = vec![numerator(measure, basis)];
            if let Some(of) = measure.denominator {
                wanted.push(CountColumn::Happened(of));
                let event = measure.numerator;
                if self.detail && event != Event::Attached {
                    wanted.push(CountColumn::InTime { event, of });
                    wanted.push(CountColumn::Matured { event, of });
                    wanted.push(CountColumn::MaturedAchieved { event, of });
                }
            }
            for column in wanted {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        columns
    }

    fn headers(&self, dimensions: &[Dimension]) -> Vec<String> {
        let mut headers: Vec<String> = dimensions.iter().map(|dimension| dimension.id().to_string()).collect();
        for measure in &self.measures {
            headers.push(measure.id.to_string());
            if measure.denominator.is_some() {
                headers.extend([format!("{}_achieved", measure.id), format!("{}_of", measure.id)]);
                let detail = DETAIL.iter().filter(|_| self.detail);
                headers.extend(detail.map(|name| format!("{}_{name}", measure.id)));
            }
        }
        headers
    }

    /// The minimum that holds for a row: that of the prime it is grouped or filtered by.
    fn minimum(&self, names: &[Cell], indicator: &str) -> Option<Percent> {
        let named = |terms: &&ContractTerms<'_>| names.contains(&Cell::Text(terms.prime_name.to_string()));
        let prime = self.contracts.iter().find(named).map(|terms| terms.prime_name);
        ContractTerms::minimum(&self.contracts, prime.or(self.prime.as_deref()), indicator)
    }

    /// The cells of one row of a published table, behind the names given.
    fn published(&self, mut cells: Vec<Cell>, table: &PublishedTable, row: Row) -> Vec<Cell> {
        for indicator in &self.measures {
            let minimum = self.minimum(&cells, indicator.id);
            let counted = |column| table.count(row, column).get().map_or(Cell::Mark(format::HIDDEN), Cell::Count);
            let achieved = counted(numerator(indicator, table.view().basis));
            let Some(of) = indicator.denominator else {
                cells.push(achieved);
                continue;
            };
            let measure = table.measure(row, indicator);
            let rate = cell(measure.rate(), |(x, n)| Cell::Rate(x as f64 / n as f64));
            cells.extend([rate, achieved, counted(CountColumn::Happened(of))]);
            if self.detail {
                let statement = minimum.map_or(Cell::Mark(format::NOT_APPLICABLE), |minimum| {
                    Cell::Text(format::statement(measure.statement(minimum), measure.evidence(minimum)))
                });
                cells.extend(detail(measure.in_time(), measure.had_time(), measure.interval(), statement));
            }
        }
        cells
    }

    /// The same with nothing hidden.
    fn exact(&self, table: &CountTable) -> Answer {
        let rows = (0..table.groups.len()).map(Row::Group).chain([Row::Total]).map(|row| {
            let mut cells = names(&table.groups, table.dimensions.len(), row);
            let exact = |column| match row {
                Row::Group(group) => table.exact(group, column),
                Row::Total => table.exact_total(column),
            };
            for indicator in &self.measures {
                let minimum = self.minimum(&cells, indicator.id);
                let achieved = exact(numerator(indicator, table.view.basis)).unwrap_or_default();
                let Some(of) = indicator.denominator else {
                    cells.push(Cell::Count(achieved));
                    continue;
                };
                let n = exact(CountColumn::Happened(of)).unwrap_or_default();
                let rate =
                    if n == 0 { Cell::Mark(format::NOT_APPLICABLE) } else { Cell::Rate(achieved as f64 / n as f64) };
                cells.extend([rate, Cell::Count(achieved), Cell::Count(n)]);
                if self.detail {
                    let event = indicator.numerator;
                    let shown = |count: Option<u64>| count.map_or(Shown::NotApplicable, Shown::Value);
                    let had = exact(CountColumn::MaturedAchieved { event, of })
                        .zip(exact(CountColumn::Matured { event, of }));
                    let had = had.filter(|(_, n)| *n > 0);
                    let interval = had.and_then(|(x, n)| wilson_95(x, n)).map_or(Shown::NotApplicable, Shown::Value);
                    let in_time = exact(CountColumn::InTime { event, of });
                    let statement = minimum.map_or(Cell::Mark(format::NOT_APPLICABLE), |minimum| {
                        let statement = target_statement(achieved, n, in_time.unwrap_or_default(), minimum);
                        let evidence = had.map_or(Evidence::None, |(x, n)| evidence(x, n, minimum));
                        let statement = statement.map_or(Shown::NotApplicable, Shown::Value);
                        Cell::Text(format::statement(statement, Shown::Value(evidence)))
                    });
                    cells.extend(detail(
                        shown(in_time),
                        had.map_or(Shown::NotApplicable, Shown::Value),
                        interval,
                        statement,
                    ));
                }
            }
            cells
        });
        Answer { headers: self.headers(&table.dimensions), rows: rows.collect() }
    }
}

/// Dimensions, grouped by and filtered by together, that a public answer may have: more describe single people.
const MOST_DIMENSIONS: usize = 3;

/// The published tables behind a public answer. A figure is judged in the table over all dimensions of the
/// question, filters too, and with everybody it is counted among: however it is asked for, it is shown or
/// hidden alike.
struct PublicTables<'a> {
    people: &'a People,
    view: View,
    asked: &'a Asked<'a>,
    rule: Rule,
}

impl PublicTables<'_> {
    fn answer(&self, by: &[Dimension], filters: &[Filter]) -> Result<Answer> {
        let mut filtered: Vec<Dimension> = filters.iter().map(|filter| filter.dimension).collect();
        filtered.sort_unstable();
        filtered.dedup();
        let mut dimensions = by.to_vec();
        dimensions.extend(filtered.iter().filter(|dimension| !by.contains(dimension)));
        if dimensions.len() > MOST_DIMENSIONS {
            let message =
                format!("{} dimensions together describe single people; at most {MOST_DIMENSIONS}", dimensions.len());
            return Err(Fault::usage(message)
                .hint("leave out one of --by or --where; officers get exact figures with --audience officers")
                .into());
        }
        let table = self.table(&dimensions)?;
        let mut rows = Vec::new();
        for (at, group) in table.groups().iter().enumerate().filter(|(_, group)| passes(&dimensions, group, filters)) {
            if !by.is_empty() {
                let names = group[..by.len()].iter().map(|name| Cell::Text(name.clone())).collect();
                rows.push(self.asked.published(names, &table, Row::Group(at)));
            }
        }
        let all: Vec<Cell> = by.iter().map(|_| Cell::Text("All".into())).collect();
        if filters.is_empty() && dimensions.len() == 1 {
            rows.push(self.asked.published(all, &table, Row::Total));
        } else {
            let whole = self.table(&filtered)?;
            let group = whole.groups().iter().position(|group| passes(&filtered, group, filters));
            let row = match group {
                _ if filters.is_empty() => Row::Total,
                Some(at) => Row::Group(at),
                None => {
                    return Err(Fault::usage("nobody is in all the groups of --where together")
                        .hint("leave one of them out; two groups of one dimension have nobody in common")
                        .into());
                }
            };
            rows.push(self.asked.published(all, &whole, row));
        }
        Ok(Answer { headers: self.asked.headers(by), rows })
    }

    fn table(&self, dimensions: &[Dimension]) -> Result<PublishedTable> {
        let milestones =
            [Event::Referred, Event::Attached, Event::JobStarted, Event::Sustained].map(CountColumn::Happened);
        // To date, everybody is the people referred.
        let everybody = (self.view.basis != Basis::ToDate).then_some(CountColumn::Everybody);
        let mut columns: Vec<CountColumn> = everybody.into_iter().chain(milestones).collect();
        let asked = self.asked.columns(self.view.basis);
        columns.extend(asked.into_iter().filter(|column| !milestones.contains(column)));
        publish(&count(self.people, self.view, &columns, dimensions, &[]), self.rule)
    }
}

/// Whether a group is one that every filter keeps.
fn passes(dimensions: &[Dimension], group: &[String], filters: &[Filter]) -> bool {
    filters.iter().all(|filter| {
        let at = dimensions.iter().position(|dimension| *dimension == filter.dimension);
        at.is_some_and(|at| (group[at] == filter.group) == filter.is)
    })
}

fn cell<T: Copy>(shown: Shown<T>, value: impl FnOnce(T) -> Cell) -> Cell {
    match shown {
        Shown::Value(shown) => value(shown),
        Shown::Hidden => Cell::Mark(format::HIDDEN),
        Shown::NotApplicable => Cell::Mark(format::NOT_APPLICABLE),
    }
}

fn detail(in_time: Shown<u64>, had_time: Shown<(u64, u64)>, interval: Shown<Interval>, statement: Cell) -> [Cell; 6] {
    [
        cell(in_time, Cell::Count),
        cell(had_time, |(x, _)| Cell::Count(x)),
        cell(had_time, |(_, n)| Cell::Count(n)),
        cell(interval, |interval| Cell::Fraction(interval.low)),
        cell(interval, |interval| Cell::Fraction(interval.high)),
        statement,
    ]
}

/// The name cells of a row: one a dimension, "All" for the total.
fn names(groups: &[Vec<String>], dimensions: usize, row: Row) -> Vec<Cell> {
    match row {
        Row::Group(group) => groups[group].iter().map(|name| Cell::Text(name.clone())).collect(),
        Row::Total => (0..dimensions).map(|_| Cell::Text("All".into())).collect(),
    }
}
