//! How the dates of a column lie to those of others: people are referred, join, start a job, stay in it. What the
//! order of the days says counts for a column or against it, whatever its header says.

use crate::canonical::Day;

use super::evidence::percent;
use super::profile::Profile;

/// A column whose meaning is taken as known while the others are weighed.
pub struct Anchor<'a> {
    pub name: &'static str,
    pub column: u32,
    pub days: &'a [Option<Day>],
}

/// What speaks for a meaning, and what makes it doubtful: 1 nothing, 0 rules it out.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    pub speaks: f64,
    pub doubt: f64,
}

impl Evidence {
    pub const SILENT: Evidence = Evidence { speaks: 0.0, doubt: 1.0 };
    pub const AGAINST: Evidence = Evidence { speaks: 0.0, doubt: 0.0 };
}

/// Where a column's dates lie among the anchors.
#[derive(Clone, Copy, Debug)]
pub struct Lie {
    pub evidence: Evidence,
    /// Dates of known columns stand in order on both sides: nothing else of ours would fit between them.
    pub between: bool,
    /// Some anchor's order agrees.
    pub agrees: bool,
}

/// For each date, the dates that come before it or on the same day.
const AFTER: &[(&str, &[&str])] = &[
    ("attachment_date", &["referral_date"]),
    ("leave_date", &["referral_date", "attachment_date"]),
    ("job_start_date", &["referral_date", "attachment_date"]),
    ("job_end_date", &["referral_date", "attachment_date", "job_start_date"]),
    ("job_start_date_2", &["referral_date", "attachment_date", "job_start_date", "job_end_date"]),
    ("job_end_date_2", &["job_start_date", "job_end_date", "job_start_date_2"]),
    ("job_start_date_3", &["job_start_date", "job_end_date", "job_start_date_2", "job_end_date_2"]),
    ("job_end_date_3", &["job_start_date_2", "job_end_date_2", "job_start_date_3"]),
    ("sustained_claim_date", &["referral_date", "attachment_date", "job_start_date"]),
    ("sustained_13w_date", &["referral_date", "attachment_date", "job_start_date"]),
    ("sustained_26w_date", &["referral_date", "attachment_date", "job_start_date", "sustained_13w_date"]),
];

/// Weeks in work that must lie between what comes before and what is claimed for them, a few days forgiven.
const WEEKS: &[(&str, i32)] = &[("sustained_claim_date", 12), ("sustained_13w_date", 12), ("sustained_26w_date", 25)];

/// Rows with both dates below which nothing is said.
const ENOUGH: usize = 5;
/// Rows in order, of a hundred, below which two columns contradict each other: more are faults than any return has.
const IN_ORDER: usize = 90;
/// No milestone follows another as late as this in most rows.
const YEARS_APART: i32 = 4 * 365;

fn is_after(later: &str, earlier: &str) -> bool {
    AFTER.iter().any(|(name, before)| *name == later && before.contains(&earlier))
}

/// Whether something is known of when a date comes.
pub fn has_a_place(name: &str) -> bool {
    AFTER.iter().any(|(later, before)| *later == name || before.contains(&name))
}

/// Days that must lie between two dates.
fn least_days(later: &str, earlier: &str) -> i32 {
    let weeks = WEEKS.iter().find(|(claim, _)| *claim == later && !earlier.starts_with("sustained"));
    weeks.map_or(0, |(_, weeks)| weeks * 7)
}

/// Whether a date is claimed for weeks in work, which must have passed since everything before.
pub fn is_claim(name: &str) -> bool {
    WEEKS.iter().any(|(claim, _)| *claim == name)
}

/// What the order of dates says about a column being this one.
pub fn lie(profile: &Profile, name: &'static str, anchors: &[Anchor<'_>], reasons: &mut Vec<String>) -> Lie {
    let days = profile.dates.days();
    let mut worst: Option<f64> = None;
    let mut told: Option<String> = None;
    let (mut after, mut before) = (false, false);
    for anchor in anchors.iter().filter(|anchor| anchor.column != profile.column && anchor.name != name) {
        let (pairs, words) = if is_after(name, anchor.name) {
            let least = least_days(name, anchor.name);
            let words = if least == 0 { "on or after".into() } else { format!("{} weeks or more after", least / 7) };
            (Pairs::of(days, anchor.days, least), words)
        } else if is_after(anchor.name, name) {
            (Pairs::of(anchor.days, days, 0), "on or before".to_string())
        } else {
            continue;
        };
        let Some(share) = pairs.share() else { continue };
        after |= share >= 0.95 && is_after(name, anchor.name);
        before |= share >= 0.95 && is_after(anchor.name, name);
        if worst.is_none_or(|worst| share < worst) {
            worst = Some(share);
            told = Some(format!("{words} `{}` in {} of rows", anchor.name, percent(share)));
        }
    }
    let silent = Lie { evidence: Evidence::SILENT, between: false, agrees: false };
    let Some(worst) = worst else { return silent };
    reasons.extend(told);
    let evidence = match worst {
        share if share >= 0.95 => Evidence { speaks: 0.35, doubt: 1.0 },
        share if share >= 0.8 => Evidence { speaks: 0.15, doubt: 1.0 },
        share if share >= 0.5 => Evidence { speaks: 0.0, doubt: 0.6 },
        _ => Evidence { speaks: 0.0, doubt: 0.3 },
    };
    Lie { evidence, between: after && before && worst >= 0.95, agrees: worst >= 0.95 }
}

/// Rows with both of two dates.
struct Pairs {
    both: usize,
    in_order: usize,
    /// Days between the two in the middle row.
    median: i32,
}

impl Pairs {
    fn of(later: &[Option<Day>], earlier: &[Option<Day>], least: i32) -> Pairs {
        let pairs = later.iter().zip(earlier).filter_map(|(later, earlier)| Some((*later)? - (*earlier)?));
        let mut apart: Vec<i32> = pairs.collect();
        apart.sort_unstable();
        let in_order = apart.iter().filter(|days| **days >= least).count();
        Pairs { both: apart.len(), in_order, median: apart.get(apart.len() / 2).copied().unwrap_or_default() }
    }

    fn share(&self) -> Option<f64> {
        (self.both >= ENOUGH).then(|| self.in_order as f64 / self.both as f64)
    }
}

/// A column of dates, and what it can be by its header or its place among the others.
pub struct Dated<'a> {
    pub names: Vec<&'static str>,
    pub profile: &'a Profile,
}

/// Pairs of columns whose dates contradict what their headers say, whichever of the things that they could mean they
/// mean: both columns and the contradiction in words.
pub fn contradictions(columns: &[Dated<'_>]) -> Vec<(u32, u32, String)> {
    let mut found = Vec::new();
    for (at, one) in columns.iter().enumerate() {
        for other in &columns[at + 1..] {
            let meanings = one.names.iter().flat_map(|own| other.names.iter().map(move |its| (*own, *its)));
            let told: Option<Vec<String>> =
                meanings.map(|(own, its)| contradiction((own, one), (its, other))).collect();
            if let Some(told) = told.and_then(|told| told.into_iter().next()) {
                found.push((one.profile.column, other.profile.column, told));
            }
        }
    }
    found
}

/// What is wrong with two columns being these two; nothing where one need not come after the other.
fn contradiction(one: (&str, &Dated<'_>), other: (&str, &Dated<'_>)) -> Option<String> {
    let ((name, later), (before, earlier)) = match (is_after(one.0, other.0), is_after(other.0, one.0)) {
        (true, _) => (one, other),
        (_, true) => (other, one),
        _ => return None,
    };
    let least = least_days(name, before);
    let pairs = Pairs::of(later.profile.dates.days(), earlier.profile.dates.days(), least);
    if pairs.both == 0 {
        return None;
    }
    let header = |own: &Dated<'_>| crate::fault::printable(&own.profile.header);
    let (later, earlier) = (header(later), header(earlier));
    if pairs.in_order * 100 < pairs.both * IN_ORDER {
        let wrong = thousands(pairs.both - pairs.in_order);
        let what = if least == 0 { "before".to_string() } else { format!("less than {} weeks after", least / 7) };
        return Some(format!("in {wrong} of {} rows `{later}` is {what} `{earlier}`", thousands(pairs.both)));
    }
    let years = pairs.median / 365;
    (pairs.median > YEARS_APART).then(|| format!("`{later}` is {years} years after `{earlier}` in most rows"))
}

/// `1,000`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// A column whose days lie that far before the others are births.
pub fn is_birth_date(profile: &Profile, others: &[&Profile]) -> bool {
    const YEARS: i32 = 14;
    let median = |profile: &Profile| {
        let mut days: Vec<Day> = profile.dates.days().iter().flatten().copied().collect();
        days.sort_unstable();
        days.get(days.len() / 2).copied()
    };
    // Births before 1955 do not read as dates at all.
    if profile.share(profile.dates.read() + profile.dates.unread()) < 0.8 {
        return false;
    }
    let Some(own) = median(profile) else { return profile.share(profile.dates.not_possible) > 0.5 };
    let mut theirs: Vec<Day> = others
        .iter()
        .filter(|other| other.column != profile.column && other.share(other.dates.read()) >= 0.8)
        .filter_map(|other| median(other))
        .collect();
    theirs.sort_unstable();
    theirs.get(theirs.len().saturating_sub(1) / 2).is_some_and(|other| other - own > YEARS * 365)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::profile::Dates;

    fn column(at: u32, header: &str, days: impl Iterator<Item = Day>) -> Profile {
        let dmy: Vec<Option<Day>> = days.map(Some).collect();
        Profile { column: at, header: header.into(), dates: Dates { dmy, ..Dates::default() }, ..Profile::default() }
    }

    #[test]
    fn a_contradiction_is_told_with_its_counts_and_a_few_faults_are_none() {
        let told = |wrong: i32| {
            let referred = column(1, "Referral Date", (0..1000).map(|i| if i < wrong { 30 } else { 1 }));
            let attached = column(2, "Attachment Date", (0..1000).map(|_| 20));
            let dated = |name, profile| Dated { names: vec![name], profile };
            contradictions(&[dated("attachment_date", &attached), dated("referral_date", &referred)])
        };
        let words = "in 940 of 1,000 rows `Attachment Date` is before `Referral Date`";
        assert_eq!(told(940), [(2, 1, words.to_string())]);
        assert_eq!(told(60), []);
    }

    #[test]
    fn a_header_of_two_meanings_contradicts_another_only_where_both_meanings_do() {
        let referred = column(1, "Referral date", 20..40);
        let told = |names: &[&'static str], days: std::ops::Range<Day>| {
            let start = column(2, "Start date", days);
            let start = Dated { names: names.to_vec(), profile: &start };
            contradictions(&[Dated { names: vec!["referral_date"], profile: &referred }, start]).len()
        };
        assert_eq!(told(&["attachment_date", "job_start_date"], 0..20), 1);
        assert_eq!(told(&["attachment_date", "job_start_date"], 30..50), 0);
        assert_eq!(told(&["attachment_date", "date_1"], 0..20), 0, "of one of them nothing is known");
        assert_eq!(told(&[], 0..20), 0);
    }

    #[test]
    fn milestones_that_lie_many_years_apart_contradict_each_other() {
        let referred = column(1, "Referral Date", 0..20);
        let attached = column(2, "Attachment Date", 7300..7320);
        let both = [
            Dated { names: vec!["attachment_date"], profile: &attached },
            Dated { names: vec!["referral_date"], profile: &referred },
        ];
        assert_eq!(contradictions(&both)[0].2, "`Attachment Date` is 20 years after `Referral Date` in most rows");
    }
}
