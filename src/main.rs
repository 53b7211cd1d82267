//! The `quarterdeck` command: parse, dispatch, print what went wrong, end with the right exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use quarterdeck::cli::{Cli, Command};
use quarterdeck::commands;
use quarterdeck::fault::exit_of;
use quarterdeck::threads::share_work;
use quarterdeck::worker::take_memory_in_large_pieces;

fn main() -> ExitCode {
    commands::silence_panics();
    let command = match Cli::try_parse() {
        Ok(cli) => cli.command,
        Err(error) => {
            commands::print_usage_as_json(&error);
            error.exit()
        }
    };
    if command.reads_returns() {
        take_memory_in_large_pieces();
        share_work();
    }
    let in_json = command.answers_in_json();
    let result = match command {
        Command::Report(args) => commands::report::run(&args),
        Command::Monthly(args) => commands::monthly::run(&args),
        Command::Status(args) => commands::status::run(&args),
        Command::Verify(args) => commands::verify::run(&args),
        Command::Archive(args) => commands::archive::run(&args),
        Command::Revisions(args) => commands::revisions::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::CheckPaper(args) => commands::check_paper::run(&args),
        Command::Query(args) => commands::query::run(&args),
        Command::Sql(args) => commands::sql::run(&args),
        Command::Money(args) => commands::money::run(&args),
        Command::Compare(args) => commands::compare::run(&args),
        Command::Ask(args) => commands::ask::run(&args),
        Command::Cohorts(args) => commands::cohorts::run(&args),
        Command::Curve(args) => commands::curve::run(&args),
        Command::Init(args) => commands::init::run(&args),
        Command::Layout(args) => commands::layout::run(&args),
        Command::Programme(args) => commands::programme::run(&args),
        Command::Template(args) => commands::template::run(&args),
        Command::Commentary(args) => commands::commentary::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Metrics(args) => commands::metrics::run(&args),
        Command::Completions(args) => commands::help::completions(&args),
        Command::Man(args) => commands::help::man(&args),
        Command::StudyFile(args) => commands::read_file::study(&args),
        Command::ReadFile(args) => commands::read_file::run(&args),
        Command::ReadCells(args) => commands::read_file::cells(&args),
        Command::ReadContext(args) => commands::read_file::context(&args),
        Command::FillTemplate => commands::read_file::fill(),
    };
    match result {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(exit)) => ExitCode::from(exit.code()),
        Err(error) => {
            if in_json {
                commands::print_error_as_json(&error);
            }
            commands::print_error(&error);
            ExitCode::from(exit_of(&error).code())
        }
    }
}
