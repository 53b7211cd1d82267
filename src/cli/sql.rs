//! What `sql` can be asked.

use clap::Args;

use super::{AcceptForQuery, Audience, Folders, Inputs, QueryFormat};
use crate::sql::LIMITS;

/// Ask with one SELECT over documented views
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck sql --views
  quarterdeck sql \"SELECT prime, attached, job_starts, job_start_rate FROM by_prime ORDER BY job_start_rate DESC\"
  quarterdeck sql \"SELECT basis, value, mark FROM figures WHERE measure = 'job_start_rate' AND dimension = ''\" --format csv
  quarterdeck sql \"SELECT p.prime, p.sustainment_rate, c.minimum_sustainment_rate FROM by_prime AS p \
JOIN contracts AS c USING (prime)\" --format json
  quarterdeck sql \"SELECT sender, sum(rows_set_aside) AS set_aside FROM returns GROUP BY sender\"
  quarterdeck sql \"SELECT * FROM figures\" --format parquet > figures.parquet
  quarterdeck sql \"SELECT ward, sustained FROM by_ward\" --audience officers --format csv

The statement is SQLite's SQL: one SELECT, WITH ... SELECT or VALUES over the views of `--views`. It changes nothing, \
opens no file, and the same returns give the same answer. Figures are those that `query` publishes: a hidden one is \
empty, and so is one that does not apply; `figures` tells which by a mark, [c] or [z]. `--audience officers` writes an \
answer from exact figures to a file in internal/ instead, readable by you alone.")]
pub struct SqlArgs {
    /// The SELECT, between double quotes
    #[arg(required_unless_present = "views")]
    pub statement: Option<String>,

    /// Print the views and their columns instead
    #[arg(long, conflicts_with = "statement")]
    pub views: bool,

    /// Seconds after which a statement is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = LIMITS.seconds, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,

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
