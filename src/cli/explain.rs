//! `explain`: what can be explained.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Accept, Audience, Folders, Inputs, QueryFormat};

/// Tell in plain words what a figure, a programme or a finding means
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  quarterdeck explain f-job_start_rate-to-date-prime-northgate-works -w sample_data/halton
  quarterdeck explain f-sustained-to-date-prime-all -w sample_data/halton --format markdown
  quarterdeck explain f-attached-period-prime-all -w sample_data/halton --audience officers
  quarterdeck explain programme work-programme
  quarterdeck explain finding not_on_jcp_list

`quarterdeck explain figures` lists the ids of the paper's figures; in report.html each figure stands under its own, so that \
report.html#ID leads to it. An id is f-MEASURE-BASIS-DIMENSION-GROUP; the group of everybody is `all`.

Small numbers are [c] here as in the paper. `--audience officers` writes the page with exact counts and the rows that are \
counted to internal/explain.txt, readable by you alone."
)]
pub struct ExplainArgs {
    #[command(subcommand)]
    pub command: Option<ExplainCommand>,

    /// Id of a figure in the paper
    #[arg(required = true, value_name = "FIGURE")]
    pub figure: Option<String>,

    /// How the page is printed
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub format: PageFormat,

    /// Who the page is for
    #[arg(long, value_enum, default_value_t = Audience::Public)]
    pub audience: Audience,

    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub accept: Accept,
}

#[derive(Debug, Subcommand)]
pub enum ExplainCommand {
    Figures(ExplainFiguresArgs),
    Programme(ExplainProgrammeArgs),
    Finding(ExplainFindingArgs),
}

/// List the ids of the paper's figures, with what the paper prints
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck explain figures -w sample_data/halton
  quarterdeck explain figures northgate -w sample_data/halton --format csv")]
pub struct ExplainFiguresArgs {
    /// Only ids that hold this
    #[arg(value_name = "TEXT")]
    pub matching: Option<String>,

    /// How the list is printed
    #[arg(long, value_enum, default_value_t = QueryFormat::Table)]
    pub format: QueryFormat,

    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub accept: Accept,
}

/// Tell a programme on one page: who takes part, what counts, what is paid and asked, what no source confirms
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck explain programme work-and-health-programme
  quarterdeck explain programme work-programme -w sample_data/halton --format markdown

Built in: ways-to-work, whp-pioneer, work-and-health-programme, work-programme, working-well-expansion, \
working-well-pilot. What it pays is its public schedule; what a contract pays is commercial, and not told here.")]
pub struct ExplainProgrammeArgs {
    /// A programme of the workspace or built in
    #[arg(value_name = "ID")]
    pub id: String,

    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,

    /// How the page is printed
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub format: PageFormat,
}

/// Tell a finding: what it means, what becomes of the row, how many stop the paper, what its sender is asked
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck explain finding job_start_before_attachment
  quarterdeck explain finding not_on_jcp_list --format markdown

The codes are those of `check`, of `report` and of internal/run.json.")]
pub struct ExplainFindingArgs {
    /// Code of the finding
    #[arg(value_name = "CODE")]
    pub code: String,

    /// How the page is printed
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub format: PageFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    Text,
    Markdown,
    Json,
}
