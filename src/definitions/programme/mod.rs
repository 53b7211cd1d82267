//! A programme: who is counted, what "sustained" means, how long people are supported, what is paid.

pub(super) mod check;
mod load;
mod money;
mod outcome;
mod shares;
pub mod target;
mod unconfirmed;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::vocabulary::{Milestone, Pence};

use outcome::yes;

pub use load::{BLANK, ProgrammeFile, load};
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
    /// Routes by which people may be referred.
    pub routes: Vec<Route>,
    /// Of a route that was not open from the beginning: when it was opened, in words.
    #[serde(default)]
    pub routes_opened: BTreeMap<Route, String>,
    /// How many people it was to reach, and for how much money.
    pub size: Option<Size>,
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
    /// Milestones that are paid for at a price that no source tells: a contract may.
    #[serde(default)]
    pub unpriced: Vec<Milestone>,
    /// What has to be known of the fees as a whole, such as the year that they are of.
    pub fees_note: Option<String>,
    /// Whether it is paid for by a grant, whoever achieves what.
    #[serde(default)]
    pub grant: bool,
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

/// Who refers people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    Jcp,
    Partner,
    Provider,
    Council,
    /// The person comes unreferred.
    #[serde(rename = "self")]
    Oneself,
}

/// What a programme was to be, as a whole: no contract is held against it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    pub people: Option<u64>,
    pub pence: Option<Pence>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
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
        let days = 7 * group.map_or(weeks, |group| group.outcome_weeks);
        OutcomeTest {
            rule: group.and_then(|group| group.outcome_rule).unwrap_or(rule),
            days: if self.sustained.is_a_status() { OutcomeTest::NEVER } else { days },
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
}

#[cfg(test)]
mod tests;
