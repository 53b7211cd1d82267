//! `quarterdeck completions` and `quarterdeck man`: made from the command line's own definition.

use anyhow::Result;
use clap::CommandFactory;
use clap_mangen::Man;

use super::print_out;
use crate::cli::{Cli, CompletionsArgs, ManArgs};
use crate::fault::Exit;
use crate::output::{self, Access, Advice, OutputFile};

/// The program's name, as a shell knows it.
const NAME: &str = "quarterdeck";

const PAGES: Advice = Advice { instead: "give another folder with --dir", kept: "no page was written" };

/// Prints completions for a shell.
pub fn completions(args: &CompletionsArgs) -> Result<Option<Exit>> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut script);
    print_out(&String::from_utf8_lossy(&script))?;
    Ok(None)
}

/// Prints the manual's first page, or writes a page each of every command.
pub fn man(args: &ManArgs) -> Result<Option<Exit>> {
    let Some(folder) = &args.dir else {
        print_out(&String::from_utf8_lossy(&page(Cli::command())?))?;
        return Ok(None);
    };
    let mut whole = Cli::command();
    // Each command learns only so what it is called as a whole, and what it inherits.
    whole.build();
    let files = pages(&whole, NAME)?;
    output::write_all(folder, &files, &PAGES)?;
    for file in &files {
        print_out(&format!("{}\n", folder.join(&file.name).display()))?;
    }
    Ok(None)
}

fn page(command: clap::Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}

/// The pages of a command and of those below it; of the program's own processes there are none.
fn pages(command: &clap::Command, name: &str) -> Result<Vec<OutputFile>> {
    let bytes = page(command.clone())?;
    let mut files = vec![OutputFile { name: format!("{name}.1"), bytes, access: Access::Public }];
    let below = command.get_subcommands().filter(|own| !own.is_hide_set() && own.get_name() != "help");
    for own in below {
        files.extend(pages(own, &format!("{name}-{}", own.get_name()))?);
    }
    Ok(files)
}
