//! What a query can be asked.

use clap::{Args, ValueEnum};

use super::{AcceptForQuery, Audience, Folders, Inputs, QueryFormat};
use crate::metrics::Whose;
use crate::vocabulary::{Basis, Quarter};

/// Ask for a measure, by groups and filters
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck query job_start_rate --by prime
  quarterdeck query job_start_rate,sustainment_rate --by prime --detail
  quarterdeck query attached,job_starts,sustained --by ward --format csv
  quarterdeck query sustainment_rate --by attachment_quarter --where prime='Northgate Works'
  quarterdeck query attached --by office --basis period --quarter 2015-16-Q2 --format json
  quarterdeck query job_start_rate --by prime --of had-time
  quarterdeck query outcome_rate --basis twelve-months
  quarterdeck query attached,job_start_rate --by prime --against last-year
  quarterdeck query attached,job_starts --basis period --from 2014-15-Q1 --to 2014-15-Q4
  quarterdeck query job_start_rate --by attachment_year
  quarterdeck query job_start_rate --by prime --plot
  quarterdeck query attached --by ward --svg > wards.svg
  quarterdeck query job_start_rate --by ward --sort job_start_rate --top 5
  quarterdeck query attached,job_starts --by ward --format parquet > wards.parquet

Measures:   referred attached job_starts sustained sustained_otherwise sustained_13w sustained_26w
            outcomes_paid on_programme supported_in_work leavers
            attachment_rate job_start_rate sustainment_rate sustained_of_job_starts outcome_rate
            job_start_within_12m sustained_within_12m sustained_within_24m
            outcome_within_12m outcome_within_24m
            days_to_attachment days_to_job_start weeks_in_work reach score_change
Dimensions: prime office area ward payment_group benefit sex age_band disability barrier route
            attachment_year attachment_quarter attachment_month
            referral_year referral_quarter referral_month

Small numbers are shown as [c], and [z] where there is no figure. `--audience officers` writes exact figures to a file \
in internal/ instead, readable by you alone.")]
pub struct QueryArgs {
    /// Measures, separated by commas
    #[arg(required = true, value_delimiter = ',', value_name = "MEASURE")]
    pub measures: Vec<String>,

    /// Dimensions to group by, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "DIM")]
    pub by: Vec<String>,

    /// Keep only people of one group; may be given several times
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub filters: Vec<String>,

    /// Add to each rate: people still in time, those who have had their time, the 95% interval of their
    /// rate, and the statement against the contract's minimum
    #[arg(long)]
    pub detail: bool,

    /// How rates are formed
    #[arg(long, value_enum, default_value_t = Basis::ToDate)]
    pub basis: Basis,

    /// First quarter of a period of several; on the basis `period` alone
    #[arg(long, value_name = "QUARTER", requires = "to")]
    pub from: Option<Quarter>,

    /// Last quarter of a period of several
    #[arg(long, value_name = "QUARTER", requires = "from")]
    pub to: Option<Quarter>,

    /// Of whom rates are formed
    #[arg(long, value_enum, default_value_t = Whose::All)]
    pub of: Whose,

    /// Add to each count and rate what it was before, and the change: the same quarter last year, or the quarter before
    #[arg(long, value_enum, value_name = "WHEN")]
    pub against: Option<Against>,

    /// Put rows in the order of this column: numbers from the largest on, words from A on
    #[arg(long, value_name = "COLUMN")]
    pub sort: Option<String>,

    /// The other way round
    #[arg(long, requires = "sort")]
    pub reverse: bool,

    /// Keep this many rows, and the total
    #[arg(long, value_name = "ROWS", value_parser = at_least_one)]
    pub top: Option<usize>,

    /// Draw the answer in the terminal: bars, or a line where it is by month, quarter or year of joining
    #[arg(long, conflicts_with_all = ["format", "svg", "detail"])]
    pub plot: bool,

    /// Draw with ASCII letters alone
    #[arg(long, requires = "plot")]
    pub ascii: bool,

    /// Draw the answer as an SVG chart, for a file
    #[arg(long, conflicts_with_all = ["format", "detail"])]
    pub svg: bool,

    /// Answer from the counts of primes that send no row for each person
    #[arg(long)]
    pub counts: bool,

    /// How the answer is printed
    #[arg(long, value_enum, default_value_t = QueryFormat::Table)]
    pub format: QueryFormat,

    /// Who the answer is for
    #[arg(long, value_enum, default_value_t = Audience::Public)]
    pub audience: Audience,

    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub accept: AcceptForQuery,
}

/// What an answer is set against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Against {
    LastYear,
    LastQuarter,
}

impl Against {
    /// The quarter that is meant.
    pub fn quarter(self, now: Quarter) -> Quarter {
        match self {
            Against::LastYear => now.year_before(),
            Against::LastQuarter => now.previous(),
        }
    }

    /// As columns are named.
    pub fn id(self) -> &'static str {
        match self {
            Against::LastYear => "last_year",
            Against::LastQuarter => "last_quarter",
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a whole number from 1 on is expected".into()),
        Ok(rows) => Ok(rows),
    }
}
