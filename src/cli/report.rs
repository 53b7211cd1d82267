//! `report`: what can be said.

use clap::{Args, ValueEnum};

use super::{Accept, Audience, Folders, Inputs};
use crate::render::Format;
use crate::report::packs::Each;

/// Make the board paper of a quarter
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck report -w sample_data/halton --quarter 2015-16-Q3
  quarterdeck report -w sample_data/halton --audience officers
  quarterdeck report -w sample_data/halton --template halton-qmr --formats html,docx
  quarterdeck report -w sample_data/greater-manchester --for-each area
  quarterdeck report -w sample_data/halton --accept return_missing \\
      --because 'Widnes office closed by flood' --by 'J Brown'

Writes report.html, report.md, report.docx, the tables as data (report.xlsx, report.ods, tables/) and internal/run.json below \
OUTPUT/<workspace>/<quarter>/, and prints where they are.

Exit code 3 when a finding stops the paper, 4 when a file is refused: the last paper is then untouched. 10 with \
--fail-on missed.")]
pub struct ReportArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    #[command(flatten)]
    pub folders: Folders,
    #[command(flatten)]
    pub accept: Accept,

    /// Who the figures are for; `officers` also writes exact figures to internal/, readable by you alone
    #[arg(long, value_enum, default_value_t = Audience::Public)]
    pub audience: Audience,

    /// Make a paper for each prime, area or lot instead, each in a folder of its own beside a page that leads to them:
    /// contract-review for primes, area-profile for areas and lots
    #[arg(long, value_enum, value_name = "WHAT")]
    pub for_each: Option<ForEach>,

    /// The paper to make, instead of the workspace's: one that is built in or in its templates/
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,

    /// Make these formats alone, with commas between them
    #[arg(long, value_enum, value_name = "FORMATS", value_delimiter = ',')]
    pub formats: Vec<PaperFormat>,

    /// End with exit code 10 when a minimum is not met
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
}

/// Of what a pack has a paper each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ForEach {
    Prime,
    Area,
    Lot,
}

impl ForEach {
    pub fn each(self) -> Each {
        match self {
            ForEach::Prime => Each::Prime,
            ForEach::Area => Each::Area,
            ForEach::Lot => Each::Lot,
        }
    }
}

/// The formats of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaperFormat {
    Html,
    Markdown,
    /// Word
    Docx,
    Xlsx,
    Ods,
    /// A file a table, with metadata
    Csv,
}

impl PaperFormat {
    pub fn format(self) -> Format {
        match self {
            PaperFormat::Html => Format::Html,
            PaperFormat::Markdown => Format::Markdown,
            PaperFormat::Docx => Format::Word,
            PaperFormat::Xlsx => Format::Xlsx,
            PaperFormat::Ods => Format::Ods,
            PaperFormat::Csv => Format::Csv,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A contract's minimum is not met
    Missed,
}
