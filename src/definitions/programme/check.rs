//! Contradictions within a programme's file.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use super::Programme;
use crate::fault::Fault;

/// Contradictions that the form of the file cannot rule out.
pub(super) fn check(programme: &Programme, id: &str, path: &Path) -> Result<()> {
    let fault = |message: String| Fault::usage(format!("`{}`: {message}", path.display()));
    if programme.id != id {
        return Err(fault(format!("id is `{}` but the file is called `{id}.toml`", programme.id))
            .hint("make both the same")
            .into());
    }
    for (name, span) in
        [("support", &programme.support), ("in_work", &programme.in_work), ("window", &programme.window)]
    {
        if span.as_ref().is_some_and(|span| span.units() != 1) {
            return Err(fault(format!("{name} needs exactly one of weeks, months or days"))
                .hint(format!("write for example `{name} = {{ weeks = 104 }}`"))
                .into());
        }
    }
    let zero_weeks = programme.sustained.weeks == 0 || programme.payment_group.iter().any(|g| g.outcome_weeks == 0);
    if zero_weeks {
        return Err(fault("an outcome needs at least one week in work".into()).hint("give weeks of 1 or more").into());
    }
    let mut seen = BTreeMap::new();
    for group in &programme.payment_group {
        if seen.insert(&group.code, ()).is_some() {
            return Err(fault(format!("payment group `{}` is listed twice", group.code))
                .hint("keep one of them")
                .into());
        }
    }
    Ok(())
}
