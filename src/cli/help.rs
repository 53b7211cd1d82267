//! Help that lives outside the program: completions of a shell, pages of the manual.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck completions bash > quarterdeck.bash
  quarterdeck completions zsh > _quarterdeck
  quarterdeck completions fish > quarterdeck.fish

Put the file where the shell looks: /etc/bash_completion.d, a folder of zsh's fpath, ~/.config/fish/completions.")]
pub struct CompletionsArgs {
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Print the manual, or write its pages to a folder
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  quarterdeck man > quarterdeck.1
  quarterdeck man --dir man1

`man -l quarterdeck.1` shows a page; /usr/local/share/man/man1 is where `man` looks.")]
pub struct ManArgs {
    /// Folder for a page each of every command
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}
