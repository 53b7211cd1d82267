//! `quarterdeck money`: what contracts have brought, cost and earned, to a file for officers. No amount goes to the
//! standard output, where it could be piped into a public paper.

use anyhow::Result;

use super::money_tables::{Sheet, csv, markdown};
use super::{Session, print, print_aside, print_out};
use crate::cli::{MoneyArgs, MoneyFormat};
use crate::definitions::nearest;
use crate::fault::{Exit, Fault, printable};
use crate::finance::Money;
use crate::metrics::Measured;
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline::definitions_without_layouts;
use crate::report::format;
use crate::vocabulary::AsAt;

/// What else can be done where the file cannot be written.
const MONEY: Advice = Advice { instead: "give another folder with --output", kept: "no file was replaced" };

/// Writes the money of every contract, or of one, and prints where it is.
pub fn run(args: &MoneyArgs) -> Result<Option<Exit>> {
    known(args)?;
    let mut session = Session::open(&args.inputs, &args.folders, &args.accept)?;
    if let Some(exit) = session.stopped() {
        print_aside(&print::summary(&session.checked.findings));
        return Ok(Some(exit));
    }
    print_aside(&print::account(&session.checked.accounts));
    let measured = session.measure()?;
    print_aside(&not_in_it(&measured));
    let sheets = sheets(&measured, &session, args.contract.as_deref());
    let (name, bytes) = match args.format {
        MoneyFormat::Csv => ("internal/money.csv", csv(&sheets)?),
        MoneyFormat::Markdown => ("internal/money.md", markdown(&sheets).into_bytes()),
    };
    let file = OutputFile { name: name.into(), bytes, access: Access::Internal };
    let folder = output::folder(&args.folders.output, &session.definitions.workspace.id, &session.quarter.to_string());
    output::write_all(&folder, std::slice::from_ref(&file), &MONEY)?;
    print_out(&format!("{}\n", folder.join(&file.name).display()))?;
    Ok(None)
}

/// The money of the contracts with rows of people; of one of them where it is asked for.
pub fn sheets(measured: &Measured, session: &Session, only: Option<&str>) -> Vec<Sheet> {
    let money = Money::of(&measured.people, &session.definitions.contracts(), AsAt::end_of(session.quarter));
    let asked = money.iter().filter(|money| only.is_none_or(|only| money.contract == only));
    asked.map(|money| Sheet::of(money, session.quarter)).collect()
}

/// A contract that nobody has is a slip of the pen, not an empty answer: told before anything is read.
fn known(args: &MoneyArgs) -> Result<()> {
    let Some(asked) = args.contract.as_deref() else { return Ok(()) };
    let workspace = definitions_without_layouts(&args.inputs.workspace)?.workspace;
    let ids: Vec<&str> = workspace.contract.iter().map(|contract| contract.id.as_str()).collect();
    if ids.contains(&asked) {
        return Ok(());
    }
    let near = nearest(asked, ids.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    let hint = format!("{}Known: {}", near.unwrap_or_default(), ids.join(", "));
    Err(Fault::usage(format!("there is no contract `{}`", printable(asked))).hint(hint).into())
}

/// Primes from whom come counts: nobody knows of whom, and so not for which fee.
fn not_in_it(measured: &Measured) -> String {
    let names: Vec<String> = measured.counted.iter().map(|own| own.prime.clone()).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("not in it: {}, from whom come counts, which have no fees\n", format::list(&names))
}
