//! What a comparison of primes can be asked.

use clap::{Args, ValueEnum};

use super::{AcceptForQuery, Audience, Folders, Inputs, QueryFormat};

/// Hold primes against each other, within an area and with the same mix of people
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck compare
  quarterdeck compare sustainment_rate --for sex
  quarterdeck compare attachment_rate --within all --format csv
  quarterdeck compare --parked
  quarterdeck compare --parked --by sex --format json

Rates: attachment_rate job_start_rate sustainment_rate sustained_of_job_starts outcome_rate

Kinds: payment_group barrier disability age_band sex

Tells each prime's rate against the contract's minimum with what chance allows, its rate with the same mix of people, and \
its rates by kind. With --parked: how many people of each kind had no job start after 6, 12 and 24 months, and where that is \
more than chance would explain, a question to the prime.

Small numbers are left out or shown as [c]. `--audience officers` writes exact figures to a file in internal/ instead.")]
pub struct CompareArgs {
    /// The rate, to date
    #[arg(value_name = "RATE", default_value = "job_start_rate")]
    pub rate: String,

    /// Within what primes are compared. Without it: each area, where the returns know any
    #[arg(long, value_enum)]
    pub within: Option<Within>,

    /// Kind of people for which the mix is evened out. Without it: the first that the returns hold several groups of
    #[arg(long = "for", value_name = "KIND")]
    pub kind: Option<String>,

    /// People without a job start, by kind, and questions to the primes
    #[arg(long, conflicts_with_all = ["rate", "within", "kind"])]
    pub parked: bool,

    /// Kind of people for --parked. Without it: barrier, else the first that the returns hold several groups of
    #[arg(long, value_name = "KIND", requires = "parked")]
    pub by: Option<String>,

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

/// Within what primes are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Within {
    /// Each area by itself
    Area,
    /// The whole workspace as one area
    All,
}
