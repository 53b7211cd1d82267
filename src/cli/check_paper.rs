//! `check-paper`: a finished paper held against the rules for papers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Hold finished papers (HTML, Word, XLSX, ODS, CSV) against the rules for accessible, safe public papers
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck report -w sample_data/halton --quarter 2015-16-Q3
  quarterdeck check-paper output/halton/2015-16-Q3/report.html
  quarterdeck check-paper output/halton/2015-16-Q3/report.html --format json
  quarterdeck check-paper --rules

A file is known by its content. Each rule passes, fails with its places, or does not apply. Beside a CSV file \
csv-metadata.json is read. docs/paper-rules.md tells every rule, why it is there and how to mend what breaks it.

Exit code 10 when a rule is broken, 2 when a file is missing or no paper, 4 when a file is damaged or dangerous; the \
other files are checked.")]
pub struct CheckPaperArgs {
    /// The files
    #[arg(value_name = "FILE", required_unless_present = "rules")]
    pub files: Vec<PathBuf>,

    /// List every rule instead
    #[arg(long, conflicts_with = "files")]
    pub rules: bool,

    /// How verdicts are printed
    #[arg(long, value_enum, default_value_t = VerdictFormat::Table)]
    pub format: VerdictFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum VerdictFormat {
    Table,
    Json,
}
