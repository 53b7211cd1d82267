//! What a person has to do for the outcome, and for how long people are supported.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer};

use crate::definitions::contract::SustainedFrom;
use crate::definitions::file;

/// A length of time, confirmed by a source or not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    pub weeks: Option<u32>,
    pub months: Option<u32>,
    pub days: Option<u32>,
    /// A length that is not confirmed ends nobody's time: everybody counts as still in time, and the paper says so.
    #[serde(default = "yes")]
    pub confirmed: bool,
    /// Where it comes from, if not from the programme's own source.
    pub source: Option<String>,
}

pub(super) fn yes() -> bool {
    true
}

impl Span {
    /// The first day after the span that begins on `start` (which is its first day).
    pub fn end_after(&self, start: NaiveDate) -> NaiveDate {
        let days = u64::from(self.days.unwrap_or(0)) + 7 * u64::from(self.weeks.unwrap_or(0));
        start + Months::new(self.months.unwrap_or(0)) + Days::new(days)
    }

    /// How many units of time it gives: one makes sense.
    pub(in crate::definitions) fn units(&self) -> usize {
        [self.weeks, self.months, self.days].iter().flatten().count()
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
    #[serde(default)]
    pub rule: OutcomeRule,
    /// Weeks for a payment group that is not listed or not known, and for programmes without groups.
    #[serde(default)]
    pub weeks: u32,
    /// In place of weeks: the outcome is what a person does so many months after leaving the programme, 0 on leaving. Of
    /// several the first is the outcome, and the others ask again. No dates of jobs show it.
    #[serde(default, deserialize_with = "file::some")]
    pub status_months: Vec<u32>,
    /// The weeks in work have to lie within so many weeks: 50 of 58.
    pub within_weeks: Option<u32>,
    /// Days out of work that do not break a continuous run; they are not counted.
    #[serde(default)]
    pub gap_days: u32,
    /// Jobs of fewer hours a week do not count. Hours that nobody told do.
    pub minimum_hours: Option<Hours>,
    /// Where it is read from, unless a contract says otherwise: from job dates, or from the primes' claims because
    /// what the programme asks (earnings, say) is not in their returns.
    #[serde(default)]
    pub read_from: SustainedFrom,
    /// What the programme asks in its own words, where job dates cannot show it.
    pub asks: Option<String>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
}

impl Outcome {
    /// Whether it is a status at a time and not a length of time in work.
    pub fn is_a_status(&self) -> bool {
        !self.status_months.is_empty()
    }
}

/// How days in work are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeRule {
    /// Different days in work over all job spells.
    #[default]
    Cumulative,
    /// One unbroken run of days in work.
    Continuous,
}

/// Hours a week, in whole hundredths of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    pub hundredths: u32,
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        let hundredths = (value * 100.0).round();
        if !(0.0..=168.0).contains(&value) || (hundredths - value * 100.0).abs() > 1e-6 {
            return Err(serde::de::Error::custom(format!("{value} is no number of hours in a week")));
        }
        Ok(Hours { hundredths: hundredths as u32 })
    }
}

/// Further stretches in work that are paid after the outcome.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sustainment {
    /// Unbroken weeks in work that make one.
    pub weeks: u32,
    /// How many can be claimed, where the payment group does not say.
    pub most: Option<u32>,
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
}

/// A client group with its own weeks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentGroup {
    pub code: String,
    pub name: String,
    /// Weeks in work that make the outcome.
    pub outcome_weeks: u32,
    /// How they are added up, where not as in the rest of the programme.
    pub outcome_rule: Option<OutcomeRule>,
    /// How many sustainments can be claimed.
    pub sustainments: Option<u32>,
    #[serde(default = "yes")]
    pub sustainments_confirmed: bool,
    /// Whether a source confirms the weeks.
    #[serde(default = "yes")]
    pub confirmed: bool,
    pub source: Option<String>,
}

/// What one person has to do for the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutcomeTest {
    pub rule: OutcomeRule,
    /// Days in work that make it.
    pub days: u32,
    /// Days within which they have to lie.
    pub within_days: Option<u32>,
    /// Days out of work that do not break a continuous run.
    pub gap_days: u32,
    pub minimum_hours: Option<Hours>,
}

impl OutcomeTest {
    /// More days than anybody works: the test of an outcome that days in work cannot show.
    pub const NEVER: u32 = 1_000_000;

    /// So many weeks by a rule, without more.
    pub fn of_weeks(weeks: u32, rule: OutcomeRule) -> Self {
        OutcomeTest { rule, days: 7 * weeks, within_days: None, gap_days: 0, minimum_hours: None }
    }

    /// The same for another number of weeks.
    pub fn for_weeks(self, weeks: u32) -> Self {
        OutcomeTest { days: 7 * weeks, ..self }
    }
}
