//! What can be asked of figures that have moved.

use clap::Args;

use super::{AcceptForQuery, Audience, Folders, Inputs, QueryFormat};

/// List figures that were printed before and have moved since
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck monthly -w sample_data/halton --settle 0 --quarter 2015-16-Q2
  quarterdeck revisions -w sample_data/halton
  quarterdeck revisions -w sample_data/halton --audience officers --format csv
  quarterdeck revisions -w sample_data/halton --since 1 --format json

For each quarter of which `quarterdeck monthly` kept a paper: what it printed, and the same as at the end of that quarter from \
today's returns. Only changes that tell of nobody are in the list, with both numbers; docs/methods/revisions.md tells the rule.

`--audience officers --format csv` writes every figure that has moved to internal/revisions.csv, readable by you alone: exact, with how many \
people each cause brought or took away: late_event, correction, re_attachment, withdrawn, new_definition, set_aside, \
counted_otherwise. [x] stands where the rows of that time are no longer kept.")]
pub struct RevisionsArgs {
    /// Hold against this run alone: its number, its id, or the beginning of its hash
    #[arg(long, value_name = "RUN")]
    pub since: Option<String>,

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
