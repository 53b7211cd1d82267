//! `commentary`: what can be said.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Accept, Folders, ForEach, Inputs};

/// Begin the officers' words for a quarter, and check them
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck commentary check --quarter 2015-16-Q3 -w sample_data/halton
  quarterdeck commentary new --quarter 2015-16-Q4 -w sample_data/halton

docs/commentary.md tells how officers write: initials and dates, figures by name, reasons, milestones, good news.")]
pub struct CommentaryArgs {
    #[command(subcommand)]
    pub command: CommentaryCommand,
}

#[derive(Debug, Subcommand)]
pub enum CommentaryCommand {
    /// Write commentary/QUARTER.md with every heading that takes the officers' words, and what they need beside each
    #[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck commentary new --quarter 2015-16-Q4
  quarterdeck commentary new --quarter 2014-15-Q3
  quarterdeck commentary new --quarter 2016-17-Q1 --for-each prime

Beside each heading stand, in notes that are never printed, the published figures that it is about, what was written last, \
and what the paper says without words; each red has a heading of its own. Without returns for the quarter the headings are \
written alone. A file that is there is never replaced.")]
    New(CommentaryNew),
    /// Say what is to be noted about the words of a quarter, without making the paper
    #[command(after_help = "\
Examples:
  quarterdeck commentary check -w sample_data/halton
  quarterdeck commentary check --quarter 2014-15-Q3 -w sample_data/halton

Notes end with exit code 0. A figure's name that is not known, a RAG without a reason and the like are faults: exit code 2, \
with file and line.")]
    Check(CommentaryOf),
}

/// What is begun.
#[derive(Debug, Args)]
pub struct CommentaryNew {
    #[command(flatten)]
    pub of: CommentaryOf,

    /// Write the headings of the papers for each prime, area or lot too, with their names
    #[arg(long, value_enum, value_name = "WHAT")]
    pub for_each: Option<ForEach>,
}

/// Whose words.
#[derive(Debug, Args)]
pub struct CommentaryOf {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub accept: Accept,

    /// Folder with the returns, instead of the workspace's `returns`
    #[arg(long, value_name = "DIR")]
    pub returns: Option<PathBuf>,
}

impl CommentaryOf {
    /// Where returns come from; nothing is written to the folder of papers.
    pub fn folders(&self) -> Folders {
        Folders { returns: self.returns.clone(), output: PathBuf::from("output") }
    }
}
