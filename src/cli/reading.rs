//! What the program tells the processes of its own that read one file each: commands that no person gives.

use std::path::PathBuf;

use clap::Args;

/// What the program tells the process that reads one file.
#[derive(Debug, Args)]
pub struct ReadFileArgs {
    #[arg(long)]
    pub workspace: PathBuf,
    #[arg(long)]
    pub layout: String,
    #[arg(long)]
    pub supplier: String,
    #[arg(long)]
    pub source_id: u32,
    pub file: PathBuf,
}

/// What the program tells the process that reads cells of one file; which cells, it says on the standard input.
#[derive(Debug, Args)]
pub struct ReadCellsArgs {
    #[arg(long)]
    pub workspace: PathBuf,
    pub file: PathBuf,
}

/// What the program tells the process that reads one file of context figures.
#[derive(Debug, Args)]
pub struct ReadContextArgs {
    #[arg(long)]
    pub workspace: PathBuf,
    #[arg(long)]
    pub layout: Option<String>,
    pub file: PathBuf,
}

/// What the program tells the process that studies one file.
#[derive(Debug, Args)]
pub struct StudyFileArgs {
    #[arg(long)]
    pub workspace: Option<PathBuf>,
    #[arg(long)]
    pub question: String,
    pub file: PathBuf,
}
