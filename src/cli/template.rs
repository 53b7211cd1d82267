//! `template`: what can be said.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::vocabulary::Quarter;

/// Begin a board's own paper, and check one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck template list -w sample_data/halton
  quarterdeck template new our-board --from halton-cover -w sample_data/halton
  quarterdeck template check our-board -w sample_data/halton")]
pub struct TemplateArgs {
    #[command(subcommand)]
    pub command: TemplateCommand,
}

#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    List(TemplateListArgs),
    New(TemplateNewArgs),
    Check(TemplateCheckArgs),
}

/// List the papers that are built in and those of the workspace
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck template list
  quarterdeck template list -w sample_data/greater-manchester")]
pub struct TemplateListArgs {
    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,
}

/// Copy a paper into templates/NAME, to be changed: its sections, its web page, its Markdown and its style
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cd sample_data/halton
  quarterdeck template new our-board
  quarterdeck template new our-scrutiny --from manchester-scrutiny

paper.toml says which sections the paper has, in which order, and what stands in each. Most councils need to change that \
file alone: delete report.html, report.md and style.css from the copy, and those of the program are used, now and after \
every update. A folder that is there is never changed.")]
pub struct TemplateNewArgs {
    /// The new paper's name: letters, digits and hyphens
    #[arg(value_name = "NAME")]
    pub name: String,

    /// Copy this paper: one that is built in, or of the workspace
    #[arg(long, value_name = "NAME", default_value = "halton-cover")]
    pub from: String,

    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,
}

/// Find what is wrong with a paper's files, each with its line: unknown variables, missing sections, figures that there are not
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck template check halton-cover -w sample_data/halton
  cd sample_data/halton
  quarterdeck template new our-board
  quarterdeck template check our-board --quarter 2015-16-Q3

The files are tried on a made-up paper that has everything. Where the workspace holds the returns of the quarter, the \
paper is made of them as well, in memory, so that every figure that it names is looked for among those that are published.

Exit code 2 when something is wrong.")]
pub struct TemplateCheckArgs {
    /// A paper of the workspace or built in
    #[arg(value_name = "NAME")]
    pub name: String,

    /// The workspace: the folder that holds quarterdeck.toml
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,

    /// The quarter whose figures are looked for; without it the newest that a return is named for
    #[arg(short, long, value_name = "QUARTER")]
    pub quarter: Option<Quarter>,
}
