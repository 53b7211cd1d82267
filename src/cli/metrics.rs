//! What can be asked about the measures themselves.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::metrics::portable::Dialect;

/// The definitions of the measures, for other programs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck metrics export -w sample_data/halton > measures.sql")]
pub struct MetricsArgs {
    #[command(subcommand)]
    pub command: MetricsCommand,
}

#[derive(Debug, Subcommand)]
pub enum MetricsCommand {
    Export(MetricsExport),
}

/// Print the definitions of the measures as SQL over the archive's Parquet files
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck metrics export -w sample_data/halton > measures.sql
  quarterdeck metrics export -w sample_data/halton --dialect spark > measures.sql
  quarterdeck metrics export --archive /srv/archive --dialect datafusion > measures.sql

Views of every measure by every dimension on every basis: measures_by_prime, typical_by_ward and so on. The figures are exact, for \
officers alone; docs/portable-sql.md shows how to use them.")]
pub struct MetricsExport {
    /// The workspace whose archive the statements read
    #[arg(short, long, value_name = "DIR", default_value = ".", env = "QUARTERDECK_WORKSPACE")]
    pub workspace: PathBuf,
    /// The archive's folder as the database finds it, instead of the workspace's
    #[arg(long, value_name = "FOLDER")]
    pub archive: Option<String>,
    /// For which database
    #[arg(long, value_enum, default_value_t = Dialect::Duckdb)]
    pub dialect: Dialect,
}
