//! The arguments of `quarterdeck money`.

use clap::{Args, ValueEnum};

use super::{Accept, Folders, Inputs};

/// Write what contracts have brought, cost and earned, for officers
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck money --quarter 2015-16-Q3
  quarterdeck money --contract northgate-work-programme --format csv

Writes internal/money.md or internal/money.csv below OUTPUT/<workspace>/<quarter>/, readable by you alone, and prints \
where it is. The figures are commercially sensitive and marked for Part 2: none is printed, and none is in the paper.

For each contract and milestone: what has been achieved and has fallen due, what is claimed and paid, what is achieved \
and not claimed, or claimed in a row that is set aside, what the next quarter brings, and what was just missed; then the \
contract's value, the cost for each person, and for a council that is a subcontractor its costs, income and break-even quarter.")]
pub struct MoneyArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub accept: Accept,

    /// Only this contract, by its id in quarterdeck.toml
    #[arg(long, value_name = "ID")]
    pub contract: Option<String>,

    /// How the file is written
    #[arg(long, value_enum, default_value_t = MoneyFormat::Markdown)]
    pub format: MoneyFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MoneyFormat {
    /// A figure on each line, for a spreadsheet
    Csv,
    /// Tables to read
    Markdown,
}
