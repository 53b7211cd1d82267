//! `programme` and `explain`: what can be said.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Begin a programme's file, and check one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck programme new our-programme --from work-programme -w sample_data/halton
  quarterdeck programme check our-programme -w sample_data/halton
  quarterdeck explain programme our-programme -w sample_data/halton")]
pub struct ProgrammeArgs {
    #[command(subcommand)]
    pub command: ProgrammeCommand,
}

#[derive(Debug, Subcommand)]
pub enum ProgrammeCommand {
    New(ProgrammeNewArgs),
    Check(ProgrammeCheckArgs),
}

/// Write programmes/ID.toml to be filled in: the blank programme with notes on every key, or a copy of another
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck programme new our-programme
  quarterdeck programme new work-programme --from work-programme

A file that is there is never replaced. One with the name of a built-in programme takes its place in this workspace: \
that is how a value is corrected.")]
pub struct ProgrammeNewArgs {
    /// The new programme's id: lower case letters, digits and hyphens
    #[arg(value_name = "ID")]
    pub id: String,

    /// Copy this programme instead of the blank one
    #[arg(long, value_name = "ID")]
    pub from: Option<String>,

    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,
}

/// Find what a programme's file says against itself, each with its line
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck programme check work-programme
  cd sample_data/halton
  quarterdeck programme new our-programme --from work-programme
  quarterdeck programme check programmes/our-programme.toml

The same is checked whenever a workspace is read, and so are the fees and targets of its contracts.

Exit code 2 when the programme contradicts itself, or something in it is still to be written.")]
pub struct ProgrammeCheckArgs {
    /// A programme of the workspace or built in, or a file that ends in .toml
    #[arg(value_name = "ID|FILE")]
    pub programme: String,

    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,
}
