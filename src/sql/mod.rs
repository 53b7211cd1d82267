//! One SELECT over documented views, answered by SQLite in memory. This is the only place that knows SQLite.

mod engine;
mod refused;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use crate::metrics::Dimension;
use crate::metrics::kept;

pub use engine::Engine;

/// Everything that a statement is held to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Seconds that it may take.
    pub seconds: u64,
    /// Rows of the answer.
    pub rows: usize,
    /// Bytes of the answer.
    pub bytes: usize,
    /// Bytes of the statement.
    pub statement: usize,
    /// Bytes of one text, and of one row while it is worked out: also what a workbook's cell can hold.
    pub text: usize,
    /// Bytes of memory in which it is worked out.
    pub memory: usize,
    /// Columns of the answer, or of an ORDER BY.
    pub columns: usize,
    /// Depth of an expression.
    pub depth: usize,
    /// SELECTs put together by UNION and the like.
    pub compound: usize,
    /// Bytes of a pattern of LIKE or GLOB.
    pub pattern: usize,
}

/// The limits in force; only the time can be set otherwise.
pub const LIMITS: Limits = Limits {
    seconds: 10,
    rows: 100_000,
    bytes: 64 << 20,
    statement: 10_000,
    text: 32_000,
    memory: 256 << 20,
    columns: 100,
    depth: 100,
    compound: 50,
    pattern: 200,
};

/// Functions that a statement may use: they hang on nothing but what they are given. Those of dates are not among them:
/// each can be asked for the day on which it is run.
pub const FUNCTIONS: [&str; 53] = [
    "->",
    "->>",
    "abs",
    "avg",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "count",
    "cume_dist",
    "dense_rank",
    "first_value",
    "format",
    "glob",
    "group_concat",
    "if",
    "ifnull",
    "iif",
    "instr",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "lower",
    "ltrim",
    "max",
    "min",
    "nth_value",
    "ntile",
    "nullif",
    "octet_length",
    "percent_rank",
    "printf",
    "quote",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "total",
    "trim",
    "typeof",
    "unicode",
    "upper",
    "likely",
    "unlikely",
    "likelihood",
];

/// A value on its way into or out of a view.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Nothing,
    Whole(i64),
    Real(f64),
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Value::Whole(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Real(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Nothing, Into::into)
    }
}

/// A statement's answer.
#[derive(Debug)]
pub struct Selected {
    pub headers: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Whole,
    /// A count or a fraction, as it comes.
    Number,
}

/// A column of a view.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// One sentence.
    pub about: &'static str,
}

/// Where the rows of a view come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Figures,
    /// The milestones and main rates by one dimension.
    By(Dimension),
    Measures,
    Dimensions,
    Contracts,
    Returns,
    Findings,
    Runs,
    /// Exact: for officers alone.
    People,
}

impl Source {
    /// Whether its rows are of people, so that nobody but officers may see them.
    pub fn is_for_officers(self) -> bool {
        self == Source::People
    }

    /// Whether its rows are of the returns as they are read, which people who are kept do not tell.
    pub fn is_of_returns(self) -> bool {
        matches!(self, Source::Returns | Source::Findings)
    }
}

/// A view with what is said of it.
#[derive(Clone, Debug)]
pub struct View {
    pub name: String,
    pub source: Source,
    /// One sentence.
    pub about: String,
    pub columns: Vec<Column>,
}

/// Every view. One more is one entry here, one `Source`, and its rows in `commands/sql/contents.rs`.
pub fn views() -> Vec<View> {
    let view = |name: &str, source, about: &str, columns: &[Column]| View {
        name: name.into(),
        source,
        about: about.into(),
        columns: columns.to_vec(),
    };
    let mut views = vec![view(
        "figures",
        Source::Figures,
        "Every measure on every basis that it allows, in all and by each dimension of which anything is known: each figure \
         as `query MEASURE --by DIMENSION --basis BASIS` answers it.",
        FIGURES,
    )];
    views.extend(Dimension::ALL.map(|dimension| {
        let name = dimension.id();
        let about = format!("The milestones and the three main rates to date, a row a group by `{name}`.");
        let group = Column { name, kind: Kind::Text, about: "The group" };
        View {
            name: format!("by_{name}"),
            source: Source::By(dimension),
            about,
            columns: [group].into_iter().chain(WIDE.iter().cloned()).collect(),
        }
    }));
    views.extend([
        view("measures", Source::Measures, "The measures, and whose definitions they are.", MEASURES),
        view("dimensions", Source::Dimensions, "What figures are grouped by.", DIMENSIONS),
        view("contracts", Source::Contracts, "The contracts, with the minimums that they set to date.", CONTRACTS),
        view("returns", Source::Returns, "The tables that were read, and what became of their rows.", RETURNS),
        view("findings", Source::Findings, "What the checks found; no finding holds a personal value.", FINDINGS),
        view("runs", Source::Runs, "The runs that the archive keeps.", RUNS),
    ]);
    let of_people = kept::COLUMNS.iter().map(|column| Column {
        name: column.name,
        kind: if ["mark", "whole"].contains(&column.kind) { Kind::Whole } else { Kind::Text },
        about: column.about,
    });
    views.push(View {
        name: kept::PEOPLE.into(),
        source: Source::People,
        about: "For officers alone (`--audience officers`): a row for each person on a contract, without a reference; days as \
                2015-12-31, marks as 1 and 0."
            .into(),
        columns: of_people.collect(),
    });
    views
}

const fn text(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Text, about }
}

const fn whole(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Whole, about }
}

const fn number(name: &'static str, about: &'static str) -> Column {
    Column { name, kind: Kind::Number, about }
}

const FIGURES: &[Column] = &[
    text("measure", "Id of the measure"),
    text("name", "Its name"),
    text("basis", "`to-date`, `period`, `twelve-months` or `cohort`"),
    text("dimension", "Id of the dimension; an empty text for everybody together"),
    text("group_name", "The group; `All` for everybody together"),
    number("value", "A count, a rate as a fraction, or the middle value; empty where it is not shown"),
    whole("numerator", "Of a rate: people who achieved it"),
    whole("denominator", "Of a rate: of how many; of a middle value: people it is taken over"),
    whole("lower_quartile", "Of a middle value: what a quarter of the people do not exceed"),
    whole("upper_quartile", "Of a middle value: what three quarters of the people do not exceed"),
    text("mark", "Why there is no value: `[c]` hidden to protect individuals, `[z]` does not apply"),
];

/// The columns of the views by one dimension, behind the group.
const WIDE: &[Column] = &[
    whole("referred", "People referred"),
    whole("attached", "People attached"),
    whole("job_starts", "People who started a job"),
    whole("sustained", "People sustained in work"),
    number("attachment_rate", "People attached, of people referred"),
    number("job_start_rate", "People who started a job, of people attached"),
    number("sustainment_rate", "People sustained in work, of people attached"),
];

const MEASURES: &[Column] = &[
    text("id", "As commands write it"),
    text("name", "Its name"),
    text("definition", "What is counted"),
    text("source", "Whose definition it is"),
];

const DIMENSIONS: &[Column] = &[
    text("id", "As commands write it"),
    whole("threshold", "Counts from 1 to one below it are hidden in public answers"),
    text("not_known", "The group of people of whom the value is not known"),
];

const CONTRACTS: &[Column] = &[
    text("id", "Of the contract"),
    text("prime", "The prime's name"),
    text("programme", "Id of the programme"),
    text("start", "The contract's first day, where it is given"),
    text("sends", "`people` where the prime sends a row for each person, `counts` where it sends counts alone"),
    text("sustained_from", "Where `sustained` is read from: `dates` or `claimed`"),
    number("minimum_attachment_rate", "The minimum to date, as a fraction"),
    number("minimum_job_start_rate", "The minimum to date, as a fraction"),
    number("minimum_sustainment_rate", "The minimum to date, as a fraction"),
];

const RETURNS: &[Column] = &[
    text("sender", "Who sent it"),
    text("layout", "The layout that it was read with"),
    text("quarter", "The quarter that its name says"),
    text("record", "What its rows are"),
    whole("rows_read", "Rows below the header; always the sum of the other three"),
    whole("rows_used", "Rows that count"),
    whole("rows_set_aside", "Rows that count in nothing until they are corrected"),
    whole("rows_left_out", "Rows left out by a rule that is no fault"),
];

const FINDINGS: &[Column] = &[
    text("code", "The rule: `explain finding CODE` says more"),
    text("effect", "`stops`, `set aside`, `left out` or `noted`"),
    text("sender", "Who sent what it is about, where that is one sender"),
    whole("rows", "How many rows it stands for"),
    text("message", "What was found"),
];

const RUNS: &[Column] = &[
    text("id", "As `archive list` shows it"),
    whole("number", "Its place among all runs, from 1"),
    text("learnt", "The day on which it learnt what it knows"),
    text("quarter", "The quarter that it is about"),
    text("version", "Of the program"),
    whole("new_returns", "Returns that it was the first to read"),
    whole("is_whole", "1 while its rows are kept, 0 after they were purged"),
];

/// The views and their columns, as `--views` prints them.
pub fn listed() -> String {
    let mut out = String::new();
    for view in views() {
        let _ = writeln!(out, "{}: {}", view.name, view.about);
        for column in view.columns {
            let _ = writeln!(out, "  {:<26}{}", column.name, column.about);
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len() + 1);
    out
}
