//! The definitions of the measures as SQL over the tables that runs keep, for whoever has a database of their own. Exact figures: what
//! comes out of them is for officers, and is published by nothing but `disclosure`.
//!
//! Everything is said in the part of SQL that DuckDB, DataFusion and Spark share; where they differ, [`Dialect`] says how.

use std::fmt::Write;

use crate::vocabulary::Basis;

use super::dimension::Dimension;
use super::indicators::{Event, Figure, INDICATORS, Indicator, Typical};
use super::kept::{PEOPLE, RESIDENTS, SCORE_CHANGES};

/// A database's own way of saying things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Dialect {
    Duckdb,
    Datafusion,
    Spark,
}

impl Dialect {
    fn name(self) -> &'static str {
        match self {
            Dialect::Duckdb => "DuckDB",
            Dialect::Datafusion => "DataFusion",
            Dialect::Spark => "Spark",
        }
    }

    /// A table of the archive, with the quarter and the run of each row.
    fn table(self, name: &str, archive: &str) -> String {
        let at = format!("{archive}/{name}").replace('\'', "''");
        match self {
            Dialect::Duckdb => format!(
                "CREATE OR REPLACE VIEW {name} AS\nSELECT * FROM read_parquet('{at}/*/*/*.parquet', hive_partitioning = true, hive_types = {{'quarter': VARCHAR, 'run': VARCHAR}});\n"
            ),
            Dialect::Datafusion => format!(
                "CREATE EXTERNAL TABLE IF NOT EXISTS {name} STORED AS PARQUET PARTITIONED BY (quarter, run) LOCATION '{at}/';\n"
            ),
            Dialect::Spark => format!(
                "SET spark.sql.sources.partitionColumnTypeInference.enabled = false;\nCREATE OR REPLACE TEMPORARY VIEW {name} USING parquet OPTIONS (path '{at}');\n"
            ),
        }
    }

    fn view(self, name: &str) -> String {
        match self {
            Dialect::Spark => format!("CREATE OR REPLACE TEMPORARY VIEW {name} AS"),
            _ => format!("CREATE OR REPLACE VIEW {name} AS"),
        }
    }

    /// The day so many months after another; from the 31st the last day of a shorter month.
    fn months_after(self, day: &str, months: u32) -> String {
        match self {
            Dialect::Spark => format!("add_months({day}, {months})"),
            _ => format!("CAST({day} + INTERVAL '{months} months' AS DATE)"),
        }
    }

    fn day_after(self, day: &str) -> String {
        match self {
            Dialect::Spark => format!("date_add({day}, 1)"),
            _ => format!("CAST({day} + INTERVAL '1 days' AS DATE)"),
        }
    }

    fn days_between(self, from: &str, until: &str) -> String {
        match self {
            Dialect::Duckdb => format!("date_diff('day', {from}, {until})"),
            Dialect::Datafusion => format!("(CAST({until} AS INT) - CAST({from} AS INT))"),
            Dialect::Spark => format!("datediff({until}, {from})"),
        }
    }
}

/// Which of the archive's tables there are beside people.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tables {
    pub residents: bool,
    pub score_changes: bool,
}

/// Statements that make a view of everything that `query` answers by one dimension, for every dimension. `archive` is the archive's
/// folder as the database finds it.
pub fn sql(dialect: Dialect, archive: &str, tables: Tables) -> String {
    let mut out = format!(
        "-- The measures of Quarterdeck over the people that its runs keep, for {}.\n\
         -- OFFICIAL-SENSITIVE: exact figures for officers only; not for publication.\n\
         -- Every view has a row a quarter, run, basis and group: choose one run, such as WHERE run = '0001'.\n\n",
        dialect.name()
    );
    let mut add = |statement: String| {
        out.push_str(&statement);
        out.push('\n');
    };
    add(dialect.table(PEOPLE, archive));
    add(on_bases(dialect));
    for dimension in Dimension::ALL {
        add(measures_by(dialect, dimension));
        add(typical_by(dialect, dimension));
    }
    if tables.residents {
        add(dialect.table(RESIDENTS, archive));
        add(reach_by(dialect, Dimension::Ward));
        add(reach_by(dialect, Dimension::Area));
    }
    if tables.score_changes {
        add(dialect.table(SCORE_CHANGES, archive));
        add(score_changes(dialect));
    }
    out
}

const BASES: [Basis; 4] = [Basis::ToDate, Basis::Period, Basis::TwelveMonths, Basis::Cohort];

/// The condition that an event has happened to a person by the as-at day, or that they are in a state on it.
fn reached(event: Event) -> String {
    let dated = |date: &str| format!("{date} IS NOT NULL");
    let claimed = |name: &str| format!("({name}_date IS NOT NULL OR {name}_undated)");
    match event {
        Event::Referred => dated("referral_date"),
        Event::Attached => dated("attachment_date"),
        Event::JobStarted => dated("job_start_date"),
        Event::Sustained => claimed("sustained"),
        Event::SustainedOtherwise => claimed("sustained_otherwise"),
        Event::Sustained13Weeks => claimed("sustained_13w"),
        Event::Sustained26Weeks => claimed("sustained_26w"),
        Event::OutcomePaid => dated("outcome_paid_date"),
        Event::Left => dated("leave_date"),
        Event::OnProgramme => "on_programme".into(),
        Event::SupportedInWork => "supported_in_work".into(),
    }
}

/// The column with the day of an event; states have none.
fn date(event: Event) -> Option<&'static str> {
    Some(match event {
        Event::Referred => "referral_date",
        Event::Attached => "attachment_date",
        Event::JobStarted => "job_start_date",
        Event::Sustained => "sustained_date",
        Event::SustainedOtherwise => "sustained_otherwise_date",
        Event::Sustained13Weeks => "sustained_13w_date",
        Event::Sustained26Weeks => "sustained_26w_date",
        Event::OutcomePaid => "outcome_paid_date",
        Event::Left => "leave_date",
        Event::OnProgramme | Event::SupportedInWork => return None,
    })
}

/// The condition that a person counts for an event on a basis.
fn own(event: Event, basis: Basis) -> String {
    let between = |date: &str, first: &str| format!("({date} BETWEEN {first} AND as_at)");
    let first = match basis {
        Basis::TwelveMonths => "twelve_months_first_day",
        _ => "quarter_first_day",
    };
    match (basis, date(event)) {
        (Basis::ToDate, _) | (Basis::Period | Basis::TwelveMonths, None) => reached(event),
        (Basis::Period | Basis::TwelveMonths, Some(date)) => format!("coalesce({}, false)", between(date, first)),
        (Basis::Cohort, _) if event == Event::Referred => {
            format!("coalesce({}, false)", between("referral_date", first))
        }
        (Basis::Cohort, _) => {
            format!("(coalesce({}, false) AND {})", between("attachment_date", first), reached(event))
        }
    }
}

/// A view with a row a person and basis, and for each event whether they count.
fn on_bases(dialect: Dialect) -> String {
    let of = |basis: Basis| {
        let owns = Event::ALL.map(|event| format!("  {} AS own_{}", own(event, basis), event.id()));
        let reached = Event::ALL.map(|event| format!("  {} AS reached_{}", reached(event), event.id()));
        format!(
            "SELECT people.*, '{}' AS basis,\n{}\nFROM people",
            basis.id(),
            owns.into_iter().chain(reached).collect::<Vec<_>>().join(",\n")
        )
    };
    format!(
        "-- People on each basis: own_… where they count for an event, reached_… where it had come by the as-at day.\n{}\n{};\n",
        dialect.view("people_on_bases"),
        BASES.map(of).join("\nUNION ALL\n")
    )
}

/// The name of a person's group.
fn label(dimension: Dimension) -> String {
    let column = dimension.id();
    match dimension {
        Dimension::Prime | Dimension::Route => column.into(),
        _ => format!("coalesce({column}, '{}')", dimension.not_known()),
    }
}

/// People of each group, and all of them once more, as `grouped`.
fn grouped(dimension: Dimension) -> String {
    format!(
        "WITH grouped AS (\n  SELECT *, {} AS group_name FROM people_on_bases\n  UNION ALL\n  SELECT *, 'All' AS group_name FROM people_on_bases\n)",
        label(dimension)
    )
}

fn sum(condition: &str) -> String {
    format!("sum(CASE WHEN {condition} THEN 1 ELSE 0 END)")
}

/// A count on the bases that follow people; the others are of events.
fn on_people(condition: &str) -> String {
    format!("CASE WHEN basis IN ('to-date', 'cohort') THEN {} END", sum(condition))
}

/// A share, missing where there is nobody.
fn rate(x: &str, n: &str) -> String {
    format!("CAST({x} AS DOUBLE) / NULLIF({n}, 0)")
}

/// Counts and rates by a dimension: the columns have the names of the columns that `query` prints.
fn measures_by(dialect: Dialect, dimension: Dimension) -> String {
    let mut columns: Vec<String> = Vec::new();
    for measure in INDICATORS {
        columns.extend(columns_of(dialect, measure, dimension));
    }
    format!(
        "{}\n{}\nSELECT quarter, run, basis, group_name AS {},\n  {}\nFROM grouped\nGROUP BY quarter, run, basis, group_name;\n",
        dialect.view(&format!("measures_by_{}", dimension.id())),
        grouped(dimension),
        dimension.id(),
        columns.join(",\n  ")
    )
}

fn columns_of(dialect: Dialect, measure: &Indicator, dimension: Dimension) -> Vec<String> {
    let three = |name: String, x: String, n: String| {
        vec![format!("{} AS {name}", rate(&x, &n)), format!("{x} AS {name}_achieved"), format!("{n} AS {name}_of")]
    };
    match measure.figure {
        Figure::People(event) => vec![format!("{} AS {}", known(event, dimension), measure.id)],
        Figure::Rate { event, of } => {
            let (event_id, of_id) = (event.id(), of.id());
            let x = format!(
                "sum(CASE WHEN CASE WHEN basis = 'cohort' THEN own_{of_id} AND reached_{event_id} ELSE own_{event_id} END THEN 1 ELSE 0 END)"
            );
            let mut all = three(measure.id.into(), x, sum(&format!("own_{of_id}")));
            if of != Event::Referred {
                let kind = if event == Event::JobStarted { "job_start" } else { "sustained" };
                let counted = |more: &str| on_people(&format!("own_{of_id} AND {more}"));
                let in_time = counted(&format!("{kind}_in_time AND NOT reached_{event_id}"));
                all.push(format!("{in_time} AS {}_in_time", measure.id));
                let had = format!("{kind}_had_time");
                all.extend(three(
                    format!("{}_had_time", measure.id),
                    counted(&format!("{had} AND reached_{event_id}")),
                    counted(&had),
                ));
                all.extend(three(
                    format!("{}_completed", measure.id),
                    counted(&format!("programme_over AND reached_{event_id}")),
                    counted("programme_over"),
                ));
            }
            all
        }
        Figure::Within { event, of, months } => {
            let from = date(of).expect("people are followed from an event with a day");
            let on = date(event).expect("an event that comes within months has a day");
            let end = dialect.months_after(from, months);
            let followed = format!("own_{} AND {end} <= {}", of.id(), dialect.day_after("as_at"));
            let achieved = format!("{followed} AND {on} < {end}");
            three(measure.id.into(), on_people(&achieved), on_people(&followed))
        }
        Figure::Typical(_) | Figure::Reach | Figure::Change => Vec::new(),
    }
}

/// The count of an event, missing where it is not known of everybody in the group.
fn known(event: Event, dimension: Dimension) -> String {
    let counted = sum(&format!("own_{}", event.id()));
    let silent = "max(CASE WHEN attachment_date IS NOT NULL AND NOT payments_told THEN 1 ELSE 0 END) = 0";
    match event {
        Event::OutcomePaid if dimension == Dimension::Prime => format!(
            "CASE WHEN CASE WHEN group_name = 'All' THEN {silent} ELSE max(CASE WHEN payments_told THEN 1 ELSE 0 END) = 1 END THEN {counted} END"
        ),
        Event::OutcomePaid => format!("CASE WHEN {silent} THEN {counted} END"),
        Event::SupportedInWork if dimension == Dimension::Prime => {
            format!("CASE WHEN max(CASE WHEN supports_in_work THEN 1 ELSE 0 END) = 1 THEN {counted} END")
        }
        // Of any other group it is known where one of the programmes supports people in work.
        Event::SupportedInWork => format!(
            "CASE WHEN max(max(CASE WHEN supports_in_work THEN 1 ELSE 0 END)) OVER (PARTITION BY quarter, run) = 1 THEN {counted} END"
        ),
        _ => counted,
    }
}

/// Middle values by a dimension: the smallest value that at least half (a quarter, three quarters) do not exceed.
fn typical_by(dialect: Dialect, dimension: Dimension) -> String {
    let typicals = INDICATORS.iter().filter_map(|measure| match measure.figure {
        Figure::Typical(typical) => Some((measure.id, typical)),
        _ => None,
    });
    let parts: Vec<String> = typicals
        .map(|(id, typical)| {
            let value = match typical {
                Typical::DaysToAttachment => dialect.days_between("referral_date", "attachment_date"),
                Typical::DaysToJobStart => dialect.days_between("attachment_date", "job_start_date"),
                Typical::WeeksInWork => "weeks_in_work".into(),
            };
            format!(
                "  SELECT quarter, run, basis, group_name, '{id}' AS measure, {value} AS value FROM grouped WHERE own_{} AND {value} IS NOT NULL",
                typical.event().id()
            )
        })
        .collect();
    let within = "PARTITION BY quarter, run, basis, group_name, measure";
    let at = |quarters: u32| format!("min(CASE WHEN 4 * place >= {quarters} * people THEN value END)");
    format!(
        "{}\n{},\nvalues_of AS (\n{}\n),\nplaced AS (\n  SELECT *, row_number() OVER ({within} ORDER BY value) AS place, count(*) OVER ({within}) AS people FROM values_of\n)\nSELECT quarter, run, basis, group_name AS {}, measure, {} AS middle, {} AS lower_quartile, {} AS upper_quartile, max(people) AS people\nFROM placed\nGROUP BY quarter, run, basis, group_name, measure;\n",
        dialect.view(&format!("typical_by_{}", dimension.id())),
        grouped(dimension),
        parts.join("\n  UNION ALL\n"),
        dimension.id(),
        at(2),
        at(1),
        at(3),
    )
}

/// People attached to date of the residents of a place; missing where nobody knows how many there are.
fn reach_by(dialect: Dialect, place: Dimension) -> String {
    let id = place.id();
    let mut out = format!("{}\n", dialect.view(&format!("reach_by_{id}")));
    let _ = write!(
        out,
        "WITH attached AS (\n  SELECT quarter, run, {} AS place, {} AS attached FROM people GROUP BY quarter, run, {}\n),\n\
         of_all AS (\n  SELECT quarter, run, sum(residents) AS residents FROM residents GROUP BY quarter, run\n)\n\
         SELECT a.quarter, a.run, a.place AS {id}, {} AS reach, a.attached AS reach_attached, r.residents AS reach_residents\n\
         FROM attached a LEFT JOIN residents r ON r.quarter = a.quarter AND r.run = a.run AND r.place = a.place\n\
         UNION ALL\n\
         SELECT a.quarter, a.run, 'All', {}, sum(a.attached), max(o.residents)\n\
         FROM attached a LEFT JOIN of_all o ON o.quarter = a.quarter AND o.run = a.run\nGROUP BY a.quarter, a.run;\n",
        label(place),
        sum("attachment_date IS NOT NULL"),
        label(place),
        rate("a.attached", "r.residents"),
        rate("sum(a.attached)", "max(o.residents)"),
    );
    out
}

/// How far scores have come, in points; the interval takes Student's distribution, which not every database has.
fn score_changes(dialect: Dialect) -> String {
    format!(
        "{}\nSELECT quarter, run, prime, score, avg(change_hundredths) / 100.0 AS score_change,\n  {} AS improved_rate, {} AS improved, count(*) AS people\nFROM {SCORE_CHANGES}\nGROUP BY quarter, run, prime, score;\n",
        dialect.view("score_changes_by_prime"),
        rate(&sum("change_hundredths > 0"), "count(*)"),
        sum("change_hundredths > 0"),
    )
}
