//! What can be asked of people over time: cohorts, and how long things take.

use clap::{Args, ValueEnum};

use super::{Accept, Audience, Folders, Inputs, QueryFormat};
use crate::metrics::Lasting;

/// Follow people who joined in the same months: what share had reached a milestone so many months later
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck cohorts
  quarterdeck cohorts sustained --joined referral-quarter
  quarterdeck cohorts --joined attachment-month --where prime='Northgate Works'

A share stands only where everybody of the cohort has been followed so long; [x] is too early. Small numbers are shown \
as [c]. `--audience officers` writes exact figures to a file in internal/ instead, readable by you alone.")]
pub struct CohortsArgs {
    /// The milestone that is reached
    #[arg(value_enum, default_value_t = Reached::JobStart, value_name = "MILESTONE")]
    pub reached: Reached,

    /// Who is a cohort: people who joined in the same month or quarter, by the day of
    #[arg(long, value_enum, default_value_t = Joined::AttachmentQuarter)]
    pub joined: Joined,

    /// Keep only people of one group; may be given several times
    #[arg(long = "where", value_name = "DIM=VALUE")]
    pub filters: Vec<String>,

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
    pub accept: Accept,
}

/// A milestone that cohorts are followed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Reached {
    /// The first day of a job
    JobStart,
    /// Enough weeks in work, by the programme's rule
    Sustained,
}

/// What makes people a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Joined {
    AttachmentQuarter,
    AttachmentMonth,
    ReferralQuarter,
    ReferralMonth,
}

/// Draw how long it takes until people start a job, or stay in it, with those still in time counted as such
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck curve time-to-job-start --per prime
  quarterdeck curve time-in-job --format csv
  quarterdeck curve time-to-job-start --audience officers --format csv

Kaplan and Meier's estimate with Greenwood's 95% interval. In public at some days alone, and so coarsely rounded that \
no step stands for fewer people than the threshold; `--audience officers` writes every step to a file in internal/.")]
pub struct CurveArgs {
    /// What takes its time
    #[arg(value_enum, value_name = "WHAT")]
    pub lasting: Lasting,

    /// Dimensions that part people, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "DIM")]
    pub per: Vec<String>,

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
    pub accept: Accept,
}
