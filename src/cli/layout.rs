//! What layouts can be asked.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Learn and check layouts: what a sender's columns are called
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck layout learn sample_data/halton/returns/northgate_2015-16-Q3.xlsx --supplier North
  quarterdeck layout check northgate -w sample_data/halton")]
pub struct LayoutArgs {
    #[command(subcommand)]
    pub command: LayoutCommand,
}

#[derive(Debug, Subcommand)]
pub enum LayoutCommand {
    Learn(LearnArgs),
    Check(LayoutCheckArgs),
}

/// Propose a layout for a file: what each column is, why, and how sure that is
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck layout learn returns/northgate_2015-16-Q3.xlsx --supplier northgate
  quarterdeck layout learn returns/jcp_widnes_2015-16-Q3.csv --supplier jcp --name jcp-new --write
  quarterdeck layout learn returns/northgate_2015-16-Q3.xlsx --supplier 'New Prime' \\
      --sheet 'Client data' > new-prime.toml

The layout goes to the standard output, or with --write to layouts/NAME.toml; what it rests on to stderr. Columns that \
are `unsure` are commented out: nothing is guessed. No person's values are shown.

Exit code 4 when the file is refused or no table of people or counts is in it.")]
pub struct LearnArgs {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Who sent it: the id or name of a supplier of the workspace, or a new name
    #[arg(long, value_name = "NAME")]
    pub supplier: String,

    /// The workspace, whose wards, offices, primes and payment groups are evidence; without one it goes on without
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,

    /// Only this sheet
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,

    /// The row in which the header begins, as a spreadsheet numbers it; without it the header is looked for among the
    /// first 30 rows that hold something
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub header_row: Option<u32>,

    /// The layout's name, instead of the supplier's id
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// Write layouts/NAME.toml into the workspace; a file that is there is never replaced
    #[arg(long)]
    pub write: bool,
}

/// Check a layout, and how it reads a return
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck layout check northgate -w sample_data/halton
  cd sample_data/halton
  quarterdeck layout check layouts/northgate.toml --against returns/northgate_2015-16-Q3.xlsx

Exit code 2 when the layout contradicts itself, 4 when the return is refused with it.")]
pub struct LayoutCheckArgs {
    /// A layout of the workspace or built in, or a file that ends in .toml
    #[arg(value_name = "NAME|FILE")]
    pub layout: String,

    /// A return: where each column is found in it, how many cells read and how many do not
    #[arg(long, value_name = "RETURN")]
    pub against: Option<PathBuf>,

    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,
}
