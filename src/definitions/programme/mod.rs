//! A programme: who is counted, what "sustained" means, how long people are supported, what is paid.

mod check;
mod money;
mod outcome;
pub mod target;

use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Deserialize;

use super::file;
use crate::fault::Fault;

pub use money::{Cap, CapPer, Fee};
pub use outcome::{Hours, Outcome, OutcomeRule, OutcomeTest, PaymentGroup, Span, Sustainment};
pub use target::{Target, TargetKind};

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
    /// Where its values come from, as far as they name no source of their own.
    pub source: String,
    /// The year in which it began, where a source says so: nobody was referred before.
    pub first_year: Option<i32>,
    /// Routes by which people may be referred: `jcp`, `partner`, `provider`, `council`, `self`.
    pub routes: Vec<String>,
    /// Of whom the headline rates are formed.
    #[serde(default)]
    pub denominator: Denominator,
    /// How long a person is supported after attachment; a job must begin within it. None: as long as it takes.
    pub support: Option<Span>,
    /// How long a person is supported in work.
    pub in_work: Option<Span>,
    /// Time from attachment within which the outcome has to be reached.
    pub window: Option<Span>,
    /// What becomes of the time of somebody who leaves and joins again.
    #[serde(default)]
    pub reattachment: Reattachment,
    /// Whether people who left the programme can no longer achieve.
    #[serde(default)]
    pub closes_leavers: bool,
    pub sustained: Outcome,
    pub sustainment: Option<Sustainment>,
    /// Payment groups, by code. Empty where a programme has none.
    #[serde(default)]
    pub payment_group: Vec<PaymentGroup>,
    #[serde(default)]
    pub fee: Vec<Fee>,
    #[serde(default)]
    pub cap: Vec<Cap>,
    #[serde(default)]
    pub target: Vec<Target>,
    #[serde(default)]
    pub lot: Vec<Lot>,
    /// Scores that measure how far people have come.
    #[serde(default)]
    pub score: Vec<Score>,
}

/// Of whom a programme's headline rates are formed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// Everybody referred.
    Referrals,
    /// Everybody attached; programmes that say starts or participants mean the same.
    #[default]
    Attachments,
}

/// What becomes of a person's time when they leave and join again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reattachment {
    /// It runs on from the first attachment.
    #[default]
    Continues,
    /// It begins anew with the last.
    Restarts,
}

/// A part of the programme that was contracted by itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    pub id: String,
    pub name: String,
    /// The authorities in it.
    pub areas: Vec<String>,
}

/// A score by which the programme measures how far people have come.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// As returns name it, after their layout's words.
    pub id: String,
    pub name: String,
    pub lowest: f64,
    pub highest: f64,
    pub better: Better,
}

/// Which way a score improves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    Higher,
    Lower,
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

    /// What a person of this payment group has to do for the outcome.
    pub fn outcome_test(&self, payment_group: Option<&str>) -> OutcomeTest {
        let Outcome { rule, weeks, within_weeks, gap_days, minimum_hours, .. } = self.sustained;
        let group = payment_group.and_then(|code| self.group(code));
        OutcomeTest {
            rule: group.and_then(|group| group.outcome_rule).unwrap_or(rule),
            days: 7 * group.map_or(weeks, |group| group.outcome_weeks),
            within_days: within_weeks.map(|weeks| 7 * weeks),
            gap_days,
            minimum_hours,
        }
    }

    /// How many sustainments can be claimed for a person of this payment group.
    pub fn sustainments(&self, payment_group: Option<&str>) -> u32 {
        let Some(sustainment) = &self.sustainment else { return 0 };
        let group = payment_group.and_then(|code| self.group(code));
        group.and_then(|group| group.sustainments).or(sustainment.most).unwrap_or(0)
    }

    /// What in this programme no source confirms, in words for the paper's methods.
    pub fn unconfirmed(&self) -> Vec<String> {
        let mut list = Vec::new();
        for (what, span) in [
            ("the length of support", &self.support),
            ("the length of support in work", &self.in_work),
            ("the time within which the outcome has to be reached", &self.window),
        ] {
            if let Some(span) = span.as_ref().filter(|span| !span.confirmed) {
                list.push(format!("{what} ({})", span.in_words()));
            }
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

const BUILTIN: &[(&str, &str)] = &[("work-programme", include_str!("../programmes/work-programme.toml"))];

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
    check::check(&programme, id, &own)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;

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
        assert_eq!(work_programme().support.unwrap().end_after(start), start + Days::new(728));
    }

    #[test]
    fn an_unknown_programme_names_the_nearest() {
        let error = load(Path::new("/nowhere"), "work-program").unwrap_err();
        assert!(crate::fault::hint_of(&error).unwrap().contains("`work-programme`"));
    }
}
