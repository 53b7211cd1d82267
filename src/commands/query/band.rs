//! Events of several quarters together: `--from` and `--to`.

use anyhow::Result;

use crate::cli::QueryArgs;
use crate::fault::Fault;
use crate::metrics::{Figure, Indicator};
use crate::vocabulary::{Basis, Quarter};

/// Whether a period of several quarters can be asked for so, or why not; told before anything is read.
pub fn fits(measures: &[&Indicator], args: &QueryArgs) -> Result<()> {
    let Some((from, to)) = args.from.zip(args.to) else { return Ok(()) };
    let fault = |message: String, hint: &str| Err(Fault::usage(message).hint(hint).into());
    if args.basis != Basis::Period {
        let message = format!("--from and --to are of events: the basis `{}` has no first quarter", args.basis.id());
        return fault(message, "ask with --basis period");
    }
    if to < from {
        return fault(format!("{to} is before {from}"), "give the first quarter with --from and the last with --to");
    }
    if args.against.is_some() {
        return fault("a period of several quarters is not set against another".into(), "ask for each by itself");
    }
    let is_counted = |figure| matches!(figure, Figure::People(_) | Figure::Rate { .. });
    match measures.iter().find(|measure| !is_counted(measure.figure)) {
        Some(other) => fault(
            format!("`{}` is not told of several quarters: counts of events and their rates alone are", other.id),
            "leave out --from and --to",
        ),
        None => Ok(()),
    }
}

/// The last quarter that is meant: no later than that of the returns.
pub fn last(args: &QueryArgs, of_returns: Quarter) -> Result<Quarter> {
    match args.to {
        Some(to) if to > of_returns => {
            let message = format!("--to {to} is after {of_returns}, the quarter of the returns");
            Err(Fault::usage(message)
                .hint("give an earlier quarter, or the returns of a later one with --quarter")
                .into())
        }
        to => Ok(to.unwrap_or(of_returns)),
    }
}
