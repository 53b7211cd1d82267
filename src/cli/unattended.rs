//! What runs by itself, and how it is watched.

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};

use super::{Accept, Folders, Inputs};

/// Take in what is new, check and keep it, make the papers: for cron
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck monthly -w sample_data/halton --settle 0
  quarterdeck monthly -w sample_data/halton --settle 0 --log json
  quarterdeck monthly -w sample_data/halton --settle 0 --accept return_missing \\
      --because 'Widnes office closed by flood' --by 'J Brown'

Takes the workspace's lock, reads the returns, checks and reconciles them with what came before, keeps them in the archive \
(.quarterdeck/, readable by you alone), makes the board's paper and the packs of [monthly] in quarterdeck.toml, and writes a \
page about it: what came, what is late, what moved, what stops it. With nothing new it only says so. The last paper stays as \
it is until a new one is finished.

docs/running.md has a line for cron and units for systemd. Exit code 3 when a finding stops the papers, 4 when a file is \
refused, 5 when another run is at work or the disk is full.")]
pub struct MonthlyArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub accept: Accept,

    /// Seconds for which a return must not have changed before it is read, instead of the workspace's
    #[arg(long, value_name = "SECONDS")]
    pub settle: Option<u64>,

    /// How what happens is told on the standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One object a line, without personal data
    Json,
}

/// Tell which returns are due, what came, and when the last good run was
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck status -w sample_data/halton --today 2016-02-01
  quarterdeck status -w sample_data/halton --today 2016-02-01 --format json
  quarterdeck status -w sample_data/halton --max-age 35 >/dev/null || echo 'look at quarterdeck status'

Exit code 3 when a return is late, the last run was stopped, or no run was good for --max-age days: for monitoring.")]
pub struct StatusArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,

    /// Days after which the last good run is too long ago; 35 leaves a monthly run some slack
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub max_age: Option<u32>,

    /// How it is told
    #[arg(long, value_enum, default_value_t = StatusFormat::Text)]
    pub format: StatusFormat,
}

/// `35`, or `35d` as monitoring programs write it.
fn days(text: &str) -> Result<u32, String> {
    text.strip_suffix('d').unwrap_or(text).parse().map_err(|_| "write a number of days, such as 35".to_string())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusFormat {
    Text,
    Json,
}

/// Make the papers of a past run again from the archive, and compare them byte by byte
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck monthly -w sample_data/halton --settle 0
  quarterdeck verify 1 -w sample_data/halton

RUN is a run's number, its id, or the beginning of the hash that a paper names it by. Exit code 10 when a file differs.")]
pub struct VerifyArgs {
    /// The run
    #[arg(value_name = "RUN")]
    pub run: String,
    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: std::path::PathBuf,
}

/// Look after what is kept
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck archive list -w sample_data/halton
  quarterdeck archive check -w sample_data/halton --read-data
  quarterdeck archive purge -w sample_data/halton --before 2016-01-01 --dry-run")]
pub struct ArchiveArgs {
    #[command(subcommand)]
    pub command: ArchiveCommand,
}

#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// List the runs, with what each took in
    #[command(after_help = "\
Examples:
  quarterdeck archive list -w sample_data/halton")]
    List(ArchiveOf),
    /// Say what is missing or damaged; exit code 1 if anything is
    #[command(after_help = "\
Examples:
  quarterdeck archive check -w sample_data/halton
  quarterdeck archive check -w sample_data/halton --read-data")]
    Check(ArchiveCheck),
    /// Take away runs and returns that need not be kept any longer
    Purge(ArchivePurge),
}

#[derive(Debug, Args)]
pub struct ArchiveOf {
    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: std::path::PathBuf,
}

#[derive(Debug, Args)]
pub struct ArchiveCheck {
    #[command(flatten)]
    pub of: ArchiveOf,
    /// Also read every file whole and hold it against its hash
    #[arg(long)]
    pub read_data: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck archive purge -w sample_data/halton --dry-run
  quarterdeck archive purge -w sample_data/halton --before 2016-01-01

The newest run of the newest quarter always stays. What each run printed stays too, without a person in it: figures that \
were published are not forgotten.")]
pub struct ArchivePurge {
    #[command(flatten)]
    pub of: ArchiveOf,
    /// Runs that learnt what they know before this day; without it: longer ago than keep_months of the archive in quarterdeck.toml
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub before: Option<NaiveDate>,
    /// The day taken as today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<NaiveDate>,
    /// Only say what would go
    #[arg(long)]
    pub dry_run: bool,
}
