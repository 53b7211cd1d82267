//! People counted by a sender: one figure of one measure, prime, group and span of time, and where it stood.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::vocabulary::{TimeSpan, WhyMissing};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Referrals,
    Attachments,
    EarlyLeavers,
    JobStarts,
    #[serde(rename = "sustained_13w")]
    Sustained13Weeks,
    #[serde(rename = "sustained_26w")]
    Sustained26Weeks,
    #[serde(rename = "sustained_52w")]
    Sustained52Weeks,
    Sustained,
    Outcomes,
    Expected,
}

impl Measure {
    pub const ALL: [Measure; 10] = [
        Measure::Referrals,
        Measure::Attachments,
        Measure::EarlyLeavers,
        Measure::JobStarts,
        Measure::Sustained13Weeks,
        Measure::Sustained26Weeks,
        Measure::Sustained52Weeks,
        Measure::Sustained,
        Measure::Outcomes,
        Measure::Expected,
    ];

    /// The canonical column that holds it.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Referrals => "referrals",
            Measure::Attachments => "attachments",
            Measure::EarlyLeavers => "early_leavers",
            Measure::JobStarts => "job_starts",
            Measure::Sustained13Weeks => "sustained_13w",
            Measure::Sustained26Weeks => "sustained_26w",
            Measure::Sustained52Weeks => "sustained_52w",
            Measure::Sustained => "sustained",
            Measure::Outcomes => "outcomes",
            Measure::Expected => "expected",
        }
    }

    /// The measure of that canonical column.
    pub fn find(name: &str) -> Option<Self> {
        Measure::ALL.into_iter().find(|measure| measure.name() == name)
    }
}

/// Whom a span's figures are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsOf {
    /// What happened in the span, whoever it happened to.
    #[default]
    Events,
    /// The people who joined in the span, and what has become of them since.
    Joiners,
}

/// One figure of a sender's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// The prime's id.
    pub prime: String,
    /// What the prime's people are parted by and the part, such as area and Widnes; none for all of them.
    pub group: Option<(String, String)>,
    /// Whether the part is on a list or an alias stands for it; so are all of them, and those that are not known.
    pub listed: bool,
    pub measure: Measure,
    pub of: CountsOf,
    /// None: since the contract began.
    pub span: Option<TimeSpan>,
    pub people: Result<u64, WhyMissing>,
    /// The row's place among the rows of its table.
    pub row: u32,
    /// Which file: its place in the run's list of sources.
    pub source_id: u32,
    /// As the spreadsheet numbers it.
    pub source_row: u32,
    /// 0-based.
    pub source_column: u32,
}

/// What stands in place of a name that is not said.
const UNSAID: &str = "unlisted name ";

/// In place of a name that is not said: a number, so that it is a part of its own as before, and where it stands first.
pub fn unsaid(number: usize, row: u32) -> String {
    format!("{UNSAID}{number} (row {row})")
}

/// Whether a part has a name that can be shown; else it is "not known".
pub fn is_said(name: &str) -> bool {
    !name.is_empty() && !name.starts_with(UNSAID)
}

/// Counts added up over a stretch of time that they fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// None: since the contract began.
    pub first: Option<NaiveDate>,
    pub people: u64,
}

/// Adds up one measure's counts of one group until a day, from a day or from their own first.
///
/// None where they do not fill that time without a gap or an overlap, where one is missing, or where two of one
/// span differ: a sum with a part missing is a wrong figure. Counts without a span are for all time until then.
pub fn sum<'a>(counts: impl Iterator<Item = &'a Count>, from: Option<NaiveDate>, until: NaiveDate) -> Option<Sum> {
    let (mut spans, mut so_far) = (Vec::new(), Vec::new());
    let mut one_group = true;
    for count in counts {
        // "Not known" can be several groups.
        one_group &= count.group.as_ref().is_none_or(|(_, name)| !name.is_empty());
        match count.span {
            None => so_far.push(count.people.ok()?),
            Some(span) if span.last <= until && from.is_none_or(|from| span.first >= from) => {
                spans.push((span, count.people.ok()?));
            }
            Some(_) => {}
        }
    }
    spans.sort_unstable();
    if one_group {
        // The same figure twice, in two tables, is one.
        so_far.dedup();
        spans.dedup();
    }
    match (&so_far[..], spans.first()) {
        ([people], None) if from.is_none() => Some(Sum { first: None, people: *people }),
        (_, Some((first, _))) => {
            let first = from.unwrap_or(first.first);
            let end = spans.iter().try_fold(first, |day, (span, _)| (span.first == day).then(|| span.next_day()))?;
            let people = spans.iter().map(|(_, people)| people).sum();
            (end == until.succ_opt()?).then_some(Sum { first: Some(first), people })
        }
        _ => None,
    }
}

/// One table's counts, with those of parts that nobody knows added up: an office lists "out of area" and "no fixed
/// abode" in rows of their own, and both are "not known". What differs between tables is not added, for there it cannot
/// be told which is which.
pub fn unnamed_together<'a>(table: impl Iterator<Item = &'a Count>) -> Vec<Count> {
    type Key<'a> = (&'a str, &'a str, Measure, CountsOf, Option<TimeSpan>);
    let mut first: BTreeMap<Key<'a>, usize> = BTreeMap::new();
    let mut together: Vec<Count> = Vec::new();
    for count in table {
        let by = count.group.as_ref().filter(|(_, name)| name.is_empty()).map(|(by, _)| by.as_str());
        let key = by.map(|by| (count.prime.as_str(), by, count.measure, count.of, count.span));
        let at = key.map_or(together.len(), |key| *first.entry(key).or_insert(together.len()));
        match together.get_mut(at) {
            None => together.push(count.clone()),
            Some(own) => own.people = own.people.and_then(|people| count.people.map(|more| people + more)),
        }
    }
    together
}

/// The measures that figures of a paper or an answer are made of.
pub const IN_FIGURES: [Measure; 6] = [
    Measure::Referrals,
    Measure::Attachments,
    Measure::JobStarts,
    Measure::Sustained,
    Measure::Sustained13Weeks,
    Measure::Sustained26Weeks,
];

/// Whether a measure makes figures; the others are read and checked.
pub fn makes_figures(measure: Measure) -> bool {
    IN_FIGURES.contains(&measure)
}

/// Of whom one prime's figures are made: counts of events and counts of joiners are not mixed, the kind with more
/// measures is used.
pub fn kind_used(own: &[&Count]) -> CountsOf {
    let has = |of: CountsOf, measure: Measure| own.iter().any(|count| (count.of, count.measure) == (of, measure));
    let many = |of: CountsOf| IN_FIGURES.iter().filter(|measure| has(of, **measure)).count();
    if many(CountsOf::Joiners) > many(CountsOf::Events) { CountsOf::Joiners } else { CountsOf::Events }
}

/// Everybody of a prime, as parts that add up: the counts that are of all people, else those by the first column
/// that people are counted by. Counts by two columns count the same people twice.
pub fn whole<'a>(counts: &[&'a Count]) -> Vec<Vec<&'a Count>> {
    parts(counts, first_by(counts)).into_iter().map(|(_, part)| part).collect()
}

/// The column that people are counted by: none if some counts are of all people, else the first.
fn first_by<'a>(counts: &[&'a Count]) -> Option<&'a str> {
    counts.iter().map(|count| count.group.as_ref().map(|(by, _)| by.as_str())).min().flatten()
}

/// How many people of a prime one measure counts over a time, of all the prime's counts of one kind.
///
/// None where a part that another measure counts has no whole count here: areas without their job starts beside
/// areas with them would make a rate of different people.
pub fn everybody(all: &[&Count], measure: Measure, from: Option<NaiveDate>, until: NaiveDate) -> Option<u64> {
    let own: Vec<&Count> = all.iter().copied().filter(|count| count.measure == measure).collect();
    let (by, mut people) = (first_by(&own), None);
    let own = parts(&own, by);
    for (name, _) in parts(all, by) {
        let (_, part) = own.iter().find(|(known, _)| *known == name)?;
        people = Some(people.unwrap_or(0) + sum(part.iter().copied(), from, until)?.people);
    }
    people.filter(|_| !own.is_empty())
}

/// The counts by a column, by its groups; by none, those of all people.
pub fn parts<'a>(counts: &[&'a Count], by: Option<&str>) -> Vec<(String, Vec<&'a Count>)> {
    let mut parts: Vec<(String, Vec<&Count>)> = Vec::new();
    for count in counts.iter().filter(|count| count.group.as_ref().map(|(own, _)| own.as_str()) == by) {
        let name = count.group.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        match parts.iter_mut().find(|(known, _)| known == name) {
            Some((_, part)) => part.push(count),
            None => parts.push((name.to_string(), vec![count])),
        }
    }
    parts.sort_by(|a, b| (a.0.is_empty(), &a.0).cmp(&(b.0.is_empty(), &b.0)));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::schema::{self, Kind, Record};
    use crate::vocabulary::timespan::read_labels;

    #[test]
    fn every_measure_is_a_canonical_column_and_every_such_column_a_measure() {
        let columns: Vec<&str> =
            schema::of(Record::Counts).filter(|spec| spec.kind == Kind::Count).map(|spec| spec.name).collect();
        assert_eq!(columns, Measure::ALL.map(Measure::name));
        for measure in Measure::ALL {
            assert_eq!(Measure::find(measure.name()), Some(measure));
            assert_eq!(serde_json::to_value(measure).unwrap(), measure.name());
        }
    }

    fn count(label: &str, people: Result<u64, WhyMissing>, group: Option<(&str, &str)>) -> Count {
        Count {
            prime: "north".into(),
            group: group.map(|(by, name)| (by.into(), name.into())),
            listed: true,
            measure: Measure::JobStarts,
            of: CountsOf::Events,
            span: read_labels(&[label], None)[0],
            people,
            row: 0,
            source_id: 0,
            source_row: 2,
            source_column: 1,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn counts_add_up_only_over_a_time_that_they_fill() {
        let all = [count("Oct-15", Ok(3), None), count("Nov-15", Ok(4), None), count("Dec-15", Ok(5), None)];
        let until = |from: Option<&str>, to: &str| sum(all.iter(), from.map(day), day(to)).map(|sum| sum.people);
        assert_eq!(until(None, "2015-12-31"), Some(12));
        assert_eq!(until(None, "2015-11-30"), Some(7));
        assert_eq!(until(Some("2015-11-01"), "2015-12-31"), Some(9));
        assert_eq!(until(Some("2015-09-01"), "2015-12-31"), None, "September is not there");
        assert_eq!(until(None, "2016-01-31"), None, "January is not there");
        let gap = [&all[0], &all[2]];
        assert_eq!(sum(gap.into_iter(), None, day("2015-12-31")), None);
        let missing = [all[0].clone(), count("Nov-15", Err(WhyMissing::Error), None)];
        assert_eq!(sum(missing.iter(), None, day("2015-11-30")), None);
        assert_eq!(sum(missing.iter(), None, day("2015-10-31")).unwrap().people, 3, "before the missing one");
        let twice = [all[0].clone(), all[0].clone()];
        assert_eq!(sum(twice.iter(), None, day("2015-10-31")).unwrap().people, 3, "the same figure twice is one");
        let differing = [all[0].clone(), count("Oct-15", Ok(9), None)];
        assert_eq!(sum(differing.iter(), None, day("2015-10-31")), None);
        let so_far = [count("", Ok(40), None)];
        assert_eq!(sum(so_far.iter(), None, day("2015-12-31")), Some(Sum { first: None, people: 40 }));
    }

    #[test]
    fn people_counted_by_area_and_by_group_are_counted_once() {
        let all = [
            count("Oct-15", Ok(3), Some(("area", "Widnes"))),
            count("Oct-15", Ok(4), Some(("area", "Runcorn"))),
            count("Oct-15", Ok(7), Some(("payment_group", "1"))),
        ];
        let all: Vec<&Count> = all.iter().collect();
        let whole = whole(&all);
        assert_eq!(whole.iter().map(|part| part[0].people.unwrap()).collect::<Vec<_>>(), [4, 3]);
    }
}
