//! The command line: what can be said, no logic.

mod ask;
mod check_paper;
mod cohorts;
mod commentary;
mod compare;
mod explain;
mod help;
mod layout;
mod metrics;
mod money;
mod programmes;
mod query;
mod reading;
mod report;
mod revisions;
mod sql;
mod template;
mod unattended;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::vocabulary::Quarter;

pub use ask::{AskArgs, MembersAsk};
pub use check_paper::{CheckPaperArgs, VerdictFormat};
pub use cohorts::{CohortsArgs, CurveArgs, Joined, Reached};
pub use commentary::{CommentaryArgs, CommentaryCommand, CommentaryNew, CommentaryOf};
pub use compare::{CompareArgs, Within};
pub use explain::{
    ExplainArgs, ExplainCommand, ExplainFiguresArgs, ExplainFindingArgs, ExplainProgrammeArgs, PageFormat,
};
pub use help::{CompletionsArgs, ManArgs};
pub use layout::{LayoutArgs, LayoutCheckArgs, LayoutCommand, LearnArgs};
pub use metrics::{MetricsArgs, MetricsCommand, MetricsExport};
pub use money::{MoneyArgs, MoneyFormat};
pub use programmes::{ProgrammeArgs, ProgrammeCheckArgs, ProgrammeCommand, ProgrammeNewArgs};
pub use query::{Against, QueryArgs};
pub use reading::{ReadCellsArgs, ReadContextArgs, ReadFileArgs, StudyFileArgs};
pub use report::{FailOn, ForEach, PaperFormat, ReportArgs};
pub use revisions::RevisionsArgs;
pub use sql::SqlArgs;
pub use template::{TemplateArgs, TemplateCheckArgs, TemplateCommand, TemplateListArgs, TemplateNewArgs};
pub use unattended::{
    ArchiveArgs, ArchiveCheck, ArchiveCommand, ArchiveOf, ArchivePurge, LogFormat, MonthlyArgs, StatusArgs,
    StatusFormat, VerifyArgs,
};

/// Makes the quarterly performance report on welfare-to-work contracts from the returns of primes and
/// Jobcentre Plus: checks and reconciles them, works out the rates, protects small numbers, writes the paper.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
Examples:
  quarterdeck report -w sample_data/halton --quarter 2015-16-Q3
  quarterdeck monthly -w sample_data/halton --settle 0
  quarterdeck status -w sample_data/halton --today 2016-02-01
  quarterdeck check -w sample_data/halton sample_data/halton/returns/northgate_2015-16-Q3.xlsx
  quarterdeck query job_start_rate --by prime -w sample_data/halton
  quarterdeck compare -w sample_data/halton
  quarterdeck init my-council
  quarterdeck layout check northgate -w sample_data/halton
  quarterdeck explain programme work-programme
  quarterdeck commentary check -w sample_data/halton
  quarterdeck ask in-time -w sample_data/halton
  quarterdeck check-paper --rules

sample_data/halton is the sample workspace; `quarterdeck COMMAND --help` tells more of each.

Exit codes:
  0 done (warnings possible)      4 a file was refused
  1 failure                       5 environment: lock, permission, disk
  2 usage or configuration        6 the disclosure audit failed
  3 blocked by data quality      10 a minimum is not met (only with --fail-on),
                                    a paper breaks a rule (check-paper),
                                    a past paper differs (verify)"
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Report(ReportArgs),
    Monthly(MonthlyArgs),
    Status(StatusArgs),
    Verify(VerifyArgs),
    Archive(ArchiveArgs),
    Revisions(RevisionsArgs),
    Check(CheckArgs),
    CheckPaper(CheckPaperArgs),
    Query(QueryArgs),
    Sql(SqlArgs),
    Money(MoneyArgs),
    Compare(CompareArgs),
    Ask(AskArgs),
    Cohorts(CohortsArgs),
    Curve(CurveArgs),
    Init(InitArgs),
    Layout(LayoutArgs),
    Programme(ProgrammeArgs),
    Template(TemplateArgs),
    Commentary(CommentaryArgs),
    Explain(ExplainArgs),
    Metrics(MetricsArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    /// Answers a question about one file for the program itself
    #[command(hide = true)]
    StudyFile(StudyFileArgs),
    /// Reads one file for the program itself
    #[command(hide = true)]
    ReadFile(ReadFileArgs),
    /// Reads cells of one file for the program itself
    #[command(hide = true)]
    ReadCells(ReadCellsArgs),
    /// Reads one file of context figures for the program itself
    #[command(hide = true)]
    ReadContext(ReadContextArgs),
    /// Fills in one template for the program itself
    #[command(hide = true)]
    FillTemplate,
}

impl Command {
    /// Whether the command reads a workspace's returns: work for every processor, and much memory.
    pub fn reads_returns(&self) -> bool {
        use Command::{
            Ask, Check, Cohorts, Commentary, Compare, Curve, Explain, Money, Monthly, Query, Report, Revisions, Sql,
            Verify,
        };
        match self {
            Report(_) | Check(_) | Query(_) | Money(_) | Compare(_) | Ask(_) | Cohorts(_) | Curve(_)
            | Commentary(_) | Monthly(_) | Revisions(_) | Verify(_) => true,
            Sql(args) => !args.views,
            Explain(args) => matches!(args.command, None | Some(ExplainCommand::Figures(_))),
            _ => false,
        }
    }

    /// Whether JSON is asked for, so that a failure has to be JSON on the standard output too.
    pub fn answers_in_json(&self) -> bool {
        match self {
            Command::Check(args) => args.format == CheckFormat::Json,
            Command::CheckPaper(args) => args.format == VerdictFormat::Json,
            Command::Status(args) => args.format == StatusFormat::Json,
            Command::Query(args) => args.format == QueryFormat::Json,
            Command::Sql(args) => args.format == QueryFormat::Json,
            Command::Revisions(args) => args.format == QueryFormat::Json,
            Command::Cohorts(args) => args.format == QueryFormat::Json,
            Command::Curve(args) => args.format == QueryFormat::Json,
            Command::Compare(args) => args.format == QueryFormat::Json,
            Command::Ask(args) => args.format == QueryFormat::Json,
            Command::Explain(args) => args.command.is_none() && args.format == PageFormat::Json,
            _ => false,
        }
    }
}

/// Make a new workspace, to be filled in
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck init my-council
  quarterdeck init other-council --from-returns sample_data/halton/returns

Writes quarterdeck.toml with notes on every setting, README.md with what to do next, .gitignore that keeps returns out \
of version control, and the folders. With --from-returns each kind of file there is looked at: its sender, the pattern \
of its name and its layout are proposed. The files themselves stay where they are.")]
pub struct InitArgs {
    /// The new folder; one that exists must be empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// Folder with returns to learn from
    #[arg(long, value_name = "FOLDER")]
    pub from_returns: Option<PathBuf>,
}

/// What every command that reads a workspace takes.
#[derive(Debug, Args)]
pub struct Inputs {
    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,

    /// Quarter of the April to March year, such as 2015-16-Q3 for October to December 2015.
    /// Without it: the workspace's own, else the newest that a return is named for
    #[arg(short, long, value_name = "QUARTER")]
    pub quarter: Option<Quarter>,

    /// The day taken as today: dates after it in a return without a day of receipt are faults
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<NaiveDate>,

    /// Answer from the archive, as things were known on that day
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub known_at: Option<NaiveDate>,

    /// Do not show progress
    #[arg(long)]
    pub quiet: bool,
}

/// Where returns come from and papers go.
#[derive(Debug, Args)]
pub struct Folders {
    /// Folder with the returns, instead of the workspace's `returns`
    #[arg(long, value_name = "DIR")]
    pub returns: Option<PathBuf>,

    /// Folder below which papers are written, by workspace and quarter
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
}

/// Let one run go on although a check would stop it; printed in the paper.
#[derive(Debug, Args)]
pub struct Accept {
    /// Code of the finding to accept for this run; may be given several times
    #[arg(long, value_name = "CODE", requires_all = ["because", "by"])]
    pub accept: Vec<String>,

    /// Why it may be accepted
    #[arg(long, value_name = "TEXT", requires = "accept")]
    pub because: Option<String>,

    /// Who accepts it
    #[arg(long, alias = "accepted-by", value_name = "NAME", requires = "accept")]
    pub by: Option<String>,

    /// How the command calls the flag for the name.
    #[arg(skip = "--by")]
    pub by_flag: &'static str,
}

/// The same for a query, whose `--by` means its groups.
#[derive(Debug, Args)]
pub struct AcceptForQuery {
    /// Code of a finding to accept for this run; may be given several times
    #[arg(long, value_name = "CODE", requires_all = ["because", "accepted_by"])]
    pub accept: Vec<String>,

    /// Why it may be accepted
    #[arg(long, value_name = "TEXT", requires = "accept")]
    pub because: Option<String>,

    /// Who accepts it
    #[arg(long, value_name = "NAME", requires = "accept")]
    pub accepted_by: Option<String>,
}

impl AcceptForQuery {
    pub fn as_accept(&self) -> Accept {
        let (accept, because, by) = (self.accept.clone(), self.because.clone(), self.accepted_by.clone());
        Accept { accept, because, by, by_flag: "--accepted-by" }
    }
}

/// Check files, list what is wrong, and write for each sender a workbook of what to correct
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck check returns/northgate_2015-16-Q3.xlsx
  quarterdeck check returns/northgate_2015-16-Q3.xlsx --layout northgate --supplier northgate
  quarterdeck check returns/*_2015-16-Q3.* --format json

Writes queries-<supplier>.xlsx to OUTPUT/<workspace>/<quarter>/internal/queries/, readable by you alone, for every \
supplier who has something to correct. Check the corrected file, and the workbook written before is ticked off; answers \
that were written into it are kept.

Files given together are held against each other: a prime's list against Jobcentre Plus's.

Exit code 2 when it is a question which layout a file has or who sent it, 3 when a finding stops (a return of which no \
row is used), 4 when a file is refused; the other files are checked. A bad row is a finding, and stops nothing.")]
pub struct CheckArgs {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub inputs: Inputs,

    /// Layout to read the files with, instead of the one their names ask for
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,

    /// Supplier who sent the files, instead of the one their names say
    #[arg(long, value_name = "ID")]
    pub supplier: Option<String>,

    /// Folder below which the workbooks are written, by workspace and quarter
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,

    /// Folder for the workbooks of what to correct, instead of the one below the output folder
    #[arg(long, value_name = "DIR", conflicts_with = "no_queries")]
    pub queries: Option<PathBuf>,

    /// Write no workbooks
    #[arg(long)]
    pub no_queries: bool,

    /// List every finding, not only the first ten of a kind
    #[arg(long)]
    pub all: bool,

    /// How findings are printed
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub format: CheckFormat,
}

/// Who figures are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    /// Small numbers hidden
    Public,
    /// Exact, to a file in internal/
    Officers,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum QueryFormat {
    Table,
    Csv,
    Json,
    /// One object a line
    Ndjson,
    Markdown,
    /// A workbook; to a file, with > answer.xlsx
    Xlsx,
    /// To a file, with > answer.parquet
    Parquet,
}

impl QueryFormat {
    /// Whether a terminal can show it.
    pub fn is_text(self) -> bool {
        !matches!(self, QueryFormat::Xlsx | QueryFormat::Parquet)
    }

    /// Whether a line above it would break it: then a marking stands in each row.
    pub fn is_rows_alone(self) -> bool {
        matches!(self, QueryFormat::Json | QueryFormat::Ndjson | QueryFormat::Xlsx | QueryFormat::Parquet)
    }

    pub fn extension(self) -> &'static str {
        match self {
            QueryFormat::Table => "txt",
            QueryFormat::Csv => "csv",
            QueryFormat::Json => "json",
            QueryFormat::Ndjson => "ndjson",
            QueryFormat::Markdown => "md",
            QueryFormat::Xlsx => "xlsx",
            QueryFormat::Parquet => "parquet",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_of_queries_names_every_measure_and_dimension() {
        let mut command = Cli::command();
        let help = command.find_subcommand_mut("query").unwrap().render_long_help().to_string();
        for indicator in crate::metrics::INDICATORS {
            assert!(help.contains(indicator.id), "{}", indicator.id);
        }
        for dimension in crate::metrics::Dimension::ALL {
            assert!(help.contains(dimension.id()), "{}", dimension.id());
        }
    }
}
