//! A programme: who is counted, what "sustained" means, how long people are supported, what is paid.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

use super::file;
use crate::fault::Fault;
use crate::vocabulary::Pence;

/// A programme as its file gives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Name of the file without `.toml`.
    pub id: String,
    /// As printed: `Work Programme`.
    pub name: String,
    /// One or two sentences for the paper's methods.
    pub summary: String,
    /// Routes by which people may be referred: `jcp`, `partner`, `self`.
    pub routes: Vec<String>,
    /// How long a person is supported after attachment; a job must begin within it.
    pub support: Span,
    pub sustained: Outcome,
    /// Payment groups, by code. Empty where a programme has none.
    #[serde(default)]
    pub payment_group: Vec<PaymentGroup>,
    /// Whether people who left the programme can no longer achieve.
    #[serde(default)]
    pub closes_leavers: bool,
    /// The year in which it began, where a source says so: nobody was referred before.
    pub first_year: Option<i32>,
    /// No attachment fee is paid for people referred after this day.
    #[serde(default, deserialize_with = "file::optional_date")]
    pub attachment_fee_until: Option<NaiveDate>,
    /// Where the values above come from.
    pub source: String,
}

/// A length of time, confirmed by a source or not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    pub weeks: Option<u32>,
    pub months: Option<u32>,
    pub days: Option<u32>,
    /// Without a confirmed length everybody counts as still in time, and the paper says so.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

fn yes() -> bool {
    true
}

impl Span {
    /// The first day after the span that begins on `start` (which is its first day).
    pub fn end_after(&self, start: NaiveDate) -> NaiveDate {
        let days = u64::from(self.days.unwrap_or(0)) + 7 * u64::from(self.weeks.unwrap_or(0));
        start + Months::new(self.months.unwrap_or(0)) + Days::new(days)
    }

    /// `104 weeks`, `24 months`.
    pub fn in_words(&self) -> String {
        match (self.months, self.weeks, self.days) {
            (Some(months), _, _) => format!("{months} months"),
            (_, Some(weeks), _) => format!("{weeks} weeks"),
            (_, _, days) => format!("{} days", days.unwrap_or(0)),
        }
    }
}

/// What "sustained" means.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub rule: OutcomeRule,
    /// Weeks for a payment group that is not listed or not known, and for programmes without groups.
    pub weeks: u32,
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// How days in work are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeRule {
    /// Different days in work over all job spells.
    Cumulative,
    /// One unbroken run of days in work.
    Continuous,
}

/// A client group with its own weeks and fees.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentGroup {
    pub code: String,
    pub name: String,
    /// Weeks in work that make the outcome.
    pub outcome_weeks: u32,
    #[serde(default = "yes")]
    pub confirmed: bool,
    /// Fee on attachment, in pence; absent where no source confirms one.
    pub attachment_fee_pence: Option<Pence>,
    /// Fee for the job outcome, in pence.
    pub job_outcome_fee_pence: Option<Pence>,
}

impl Programme {
    /// The group that a code belongs to: `6a` and `6b` are listed under `6` unless they are listed themselves.
    pub fn group(&self, code: &str) -> Option<&PaymentGroup> {
        let exact = self.payment_group.iter().find(|group| group.code.eq_ignore_ascii_case(code));
        exact.or_else(|| {
            let family = code.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            self.payment_group.iter().find(|group| group.code == family)
        })
    }

    /// The year in which the first of several programmes began; none unless each of them says.
    pub fn first_year_of(programmes: &[&Programme]) -> Option<i32> {
        let years = programmes.iter().map(|programme| programme.first_year);
        years.collect::<Option<Vec<i32>>>()?.into_iter().min()
    }

    /// The first day of the year in which it began.
    pub fn first_day(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.first_year?, 1, 1)
    }

    /// Weeks in work that make the outcome for a person of this payment group.
    pub fn outcome_weeks(&self, payment_group: Option<&str>) -> u32 {
        payment_group.and_then(|code| self.group(code)).map_or(self.sustained.weeks, |group| group.outcome_weeks)
    }

    /// What in this programme no source confirms, in words for the paper's methods.
    pub fn unconfirmed(&self) -> Vec<String> {
        let mut list = Vec::new();
        if !self.support.confirmed {
            list.push(format!("the length of support ({})", self.support.in_words()));
        }
        if !self.sustained.confirmed {
            list.push(format!("the weeks in work that make the outcome ({})", self.sustained.weeks));
        }
        let groups: Vec<&str> =
            self.payment_group.iter().filter(|group| !group.confirmed).map(|group| group.code.as_str()).collect();
        if !groups.is_empty() {
            list.push(format!("the outcome weeks of payment groups {}", groups.join(" and ")));
        }
        list
    }
}

const BUILTIN: &[(&str, &str)] = &[("work-programme", include_str!("programmes/work-programme.toml"))];

/// The programme of that id: the workspace's own file, else the built-in one.
pub fn load(workspace: &Path, id: &str) -> Result<Programme> {
    let own = workspace.join("programmes").join(format!("{id}.toml"));
    let programme: Programme = if file::is_taken(&own) {
        file::load(&own)?
    } else if let Some((_, text)) = BUILTIN.iter().find(|(name, _)| *name == id) {
        file::parse(text, &format!("programmes/{id}.toml (built in)"))?
    } else {
        return Err(unknown(workspace, id).into());
    };
    check(&programme, id, &own)?;
    Ok(programme)
}

/// Names of the programmes that a workspace can use, built in and its own.
fn names(workspace: &Path) -> Vec<String> {
    let mut names: Vec<String> = BUILTIN.iter().map(|(name, _)| (*name).to_string()).collect();
    names.extend(super::layout::toml_stems(&workspace.join("programmes")));
    names.sort();
    names.dedup();
    names
}

fn unknown(workspace: &Path, id: &str) -> Fault {
    let known = names(workspace);
    let hint = match file::nearest(id, known.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`? Known: {}", known.join(", ")),
        None => format!("known: {}; or add programmes/{id}.toml to the workspace", known.join(", ")),
    };
    Fault::usage(format!("no programme is called `{id}`")).hint(hint)
}

/// Contradictions that the form of the file cannot rule out.
fn check(programme: &Programme, id: &str, path: &Path) -> Result<()> {
    let fault = |message: String| Fault::usage(format!("`{}`: {message}", path.display()));
    if programme.id != id {
        return Err(fault(format!("id is `{}` but the file is called `{id}.toml`", programme.id))
            .hint("make both the same")
            .into());
    }
    let spans = [programme.support.weeks, programme.support.months, programme.support.days];
    if spans.iter().flatten().count() != 1 {
        return Err(fault("support needs exactly one of weeks, months or days".into())
            .hint("write for example `support = { weeks = 104 }`")
            .into());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn work_programme() -> Programme {
        load(Path::new("/nowhere"), "work-programme").unwrap()
    }

    #[test]
    fn every_built_in_programme_loads_and_passes_its_own_check() {
        for (id, _) in BUILTIN {
            load(Path::new("/nowhere"), id).unwrap();
        }
    }

    #[test]
    fn the_work_programme_asks_for_26_weeks_of_groups_1_and_2_and_13_of_3_to_7() {
        let programme = work_programme();
        let weeks: Vec<u32> = ["1", "2", "3", "4", "5", "6", "6a", "6B", "7", "8", "9"]
            .iter()
            .map(|code| programme.outcome_weeks(Some(code)))
            .collect();
        assert_eq!(weeks, [26, 26, 13, 13, 13, 13, 13, 13, 13, 26, 26]);
        assert_eq!(programme.outcome_weeks(None), 26);
        assert!(programme.unconfirmed().iter().any(|text| text.contains("8 and 9")));
    }

    #[test]
    fn support_of_104_weeks_ends_728_days_after_attachment() {
        let start = NaiveDate::from_ymd_opt(2012, 4, 2).unwrap();
        assert_eq!(work_programme().support.end_after(start), start + Days::new(728));
    }

    #[test]
    fn an_unknown_programme_names_the_nearest() {
        let error = load(Path::new("/nowhere"), "work-program").unwrap_err();
        assert!(crate::fault::hint_of(&error).unwrap().contains("`work-programme`"));
    }
}
