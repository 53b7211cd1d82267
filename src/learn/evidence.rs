//! What speaks for a column being one of ours: the words of its header, what it holds, and how its dates
//! lie to the dates of other columns. Each piece of evidence has its reason in plain words.

use std::collections::BTreeMap;

use crate::canonical::Day;
use crate::canonical::schema::{self, ColumnSpec, Kind};
use crate::mapping::codes::CodeList;

use super::profile::Profile;
use super::words::Meaning;

/// How well a column fits one of our names, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub name: &'static str,
    /// 0 to 1.
    pub score: f64,
    /// How near the header's words are, 0 to 1.
    pub words: f64,
    pub reasons: Vec<String>,
}

/// A column whose meaning is taken as known while the others are weighed.
pub struct Anchor<'a> {
    pub name: &'static str,
    pub column: u32,
    pub days: &'a [Option<Day>],
}

/// The lists of codes that exist here, by column.
pub type Lists = BTreeMap<&'static str, CodeList>;

/// One column as it is weighed.
pub struct Subject<'a> {
    pub profile: &'a Profile,
    pub meaning: &'a Meaning,
}

/// Without words that fit, contents alone never make more than this.
const CONTENTS_ALONE: f64 = 0.55;
/// A match with a list of names or a form of references says more.
const LIST_ALONE: f64 = 0.8;
/// A header without values below it can be known, and not proved.
const EMPTY: f64 = 0.75;

/// Weighs one column as one of our names.
pub fn weigh(subject: &Subject<'_>, spec: &'static ColumnSpec, lists: &Lists, anchors: &[Anchor<'_>]) -> Candidate {
    let Subject { profile, meaning } = subject;
    let mut reasons = Vec::new();
    let Some(likeness) = meaning.columns.get(spec.name) else {
        return Candidate { name: spec.name, score: 0.0, words: 0.0, reasons };
    };
    let words = likeness.score;
    if words >= 0.999 {
        reasons.push("the header says so".to_string());
    } else if words >= 0.5 {
        reasons.push(format!("the header is close to `{}`", likeness.phrase));
    }
    let by_words = 0.88 * words.powf(1.5);
    if profile.filled == 0 {
        reasons.push("no row has a value in it".into());
        return Candidate { name: spec.name, score: (by_words * 0.85).min(EMPTY), words, reasons };
    }
    let contents = contents(profile, spec, lists, &mut reasons);
    let order =
        if spec.kind == Kind::Date { order(profile, spec.name, anchors, &mut reasons) } else { Order::silent() };
    let mut score =
        (1.0 - (1.0 - by_words) * (1.0 - contents.speaks) * (1.0 - order.speaks)) * contents.doubt * order.doubt;
    // A header that says better what else it is.
    let other = meaning.personal.score.max(meaning.not_used.score);
    if other >= 0.75 && other > words {
        score *= if contents.speaks >= 0.6 { 0.8 } else { 0.4 };
    }
    if words < 0.4 {
        score = score.min(if contents.speaks >= 0.6 { LIST_ALONE } else { CONTENTS_ALONE });
    }
    Candidate { name: spec.name, score, words, reasons }
}

/// What speaks for a meaning, and what makes it doubtful: 1 nothing, 0 rules it out.
#[derive(Clone, Copy)]
struct Order {
    speaks: f64,
    doubt: f64,
}

impl Order {
    fn silent() -> Order {
        Order { speaks: 0.0, doubt: 1.0 }
    }
}

fn percent(share: f64) -> String {
    // Never 100% for nearly all.
    let rounded = (share * 100.0).round();
    if rounded >= 100.0 && share < 1.0 { "over 99%".into() } else { format!("{rounded}%") }
}

/// What the cells say.
fn contents(profile: &Profile, spec: &ColumnSpec, lists: &Lists, reasons: &mut Vec<String>) -> Order {
    match spec.kind {
        Kind::Date => date_contents(profile, reasons),
        Kind::YesNo => {
            let share = profile.share(profile.marks);
            if share < 0.8 {
                return Order { speaks: 0.0, doubt: 0.0 };
            }
            reasons.push(format!("{} yes or no", percent(share)));
            Order { speaks: 0.45, doubt: 1.0 }
        }
        Kind::Reference => reference_contents(profile, reasons),
        Kind::Code if spec.name == "event" => event_contents(profile, reasons),
        Kind::Code => code_contents(profile, spec.name, lists.get(spec.name), reasons),
        // Births are known, and not proposed: nobody's day of birth is read unless a person asks for it.
        _ => Order { speaks: 0.0, doubt: 0.0 },
    }
}

fn date_contents(profile: &Profile, reasons: &mut Vec<String>) -> Order {
    let read = profile.share(profile.dates.read());
    let written = read + profile.share(profile.dates.unread());
    if written < 0.3 {
        return Order { speaks: 0.0, doubt: 0.0 };
    }
    reasons.push(format!("{} dates", percent(read)));
    if profile.dates.unread() * 10 > profile.filled {
        reasons.push(format!("{} written as dates that cannot be read", percent(written - read)));
    }
    if profile.dates.serials == profile.dates.read() && profile.numbers == profile.filled {
        reasons.push("bare numbers that could be a spreadsheet's days".into());
        return Order { speaks: 0.15, doubt: 1.0 };
    }
    match written {
        share if share >= 0.9 => Order { speaks: 0.45, doubt: 1.0 },
        share if share >= 0.6 => Order { speaks: 0.25, doubt: 0.9 },
        _ => Order { speaks: 0.05, doubt: 0.5 },
    }
}

fn reference_contents(profile: &Profile, reasons: &mut Vec<String>) -> Order {
    let references = &profile.references;
    let like = profile.share(references.like);
    if like < 0.6 || profile.share(profile.dates.read()) > 0.5 && profile.dates.serials == 0 {
        return Order { speaks: 0.0, doubt: 0.0 };
    }
    let own = references.distinct as f64 / references.like.max(1) as f64;
    let patterned = references.pattern.as_ref().filter(|(pattern, _)| pattern.len() >= 5);
    match patterned {
        Some((pattern, share)) => reasons.push(format!("{} have the form {pattern}", percent(*share))),
        None => reasons.push(format!("{} could be references", percent(like))),
    }
    if own >= 0.9 {
        reasons.push(format!("{} stand once", percent(own)));
    }
    let speaks = match (patterned.is_some(), own >= 0.9) {
        (true, true) => 0.7,
        (true, false) => 0.5,
        (false, true) if profile.filled >= 5 => 0.4,
        _ => 0.1,
    };
    // A reference that half the people lack, or that few people share, is a reference to something else.
    let doubt = if own < 0.2 { 0.3 } else { 1.0 } * if like < 0.9 { 0.8 } else { 1.0 };
    let ni_numbers = profile.share(profile.personal.ni_numbers) >= 0.5;
    if ni_numbers {
        reasons.push("National Insurance numbers".into());
    }
    Order { speaks: if ni_numbers { 0.3 } else { speaks }, doubt: if ni_numbers { doubt * 0.75 } else { doubt } }
}

fn code_contents(profile: &Profile, name: &str, list: Option<&CodeList>, reasons: &mut Vec<String>) -> Order {
    let other = profile.share(profile.dates.read() - profile.dates.serials.min(profile.dates.read()));
    if other > 0.3 {
        return Order { speaks: 0.0, doubt: 0.0 };
    }
    if profile.codes.is_empty() || (profile.distinct > 100 && profile.variety() > 0.3) {
        return Order { speaks: 0.0, doubt: 0.2 };
    }
    let few = profile.distinct <= 60 && (profile.variety() <= 0.5 || profile.filled < 10);
    let Some(list) = list.filter(|list| list.has_names()) else {
        reasons.push(different(profile));
        return Order { speaks: if few { 0.2 } else { 0.0 }, doubt: if few { 1.0 } else { 0.6 } };
    };
    let own = |text: &str| list.read(text).is_ok() || super::words::words().value(name, text).is_some();
    let known: usize = profile.codes.iter().filter(|(text, _)| own(text)).map(|(_, count)| count).sum();
    let share = profile.share(known);
    if share >= 0.05 {
        reasons.push(format!("{} are on the list of {}", percent(share), in_words(name)));
    } else {
        reasons.push(format!("{}, none on the list of {}", different(profile), in_words(name)));
    }
    // Bare figures fit many lists: groups, months, hours.
    let figures = profile.share(profile.numbers) > 0.8;
    match share {
        share if share >= 0.8 => Order { speaks: if figures { 0.35 } else { 0.8 }, doubt: 1.0 },
        share if share >= 0.3 => Order { speaks: 0.4, doubt: 1.0 },
        _ => Order { speaks: if few { 0.15 } else { 0.0 }, doubt: if few { 0.9 } else { 0.5 } },
    }
}

fn event_contents(profile: &Profile, reasons: &mut Vec<String>) -> Order {
    if !super::events::is_event_column(profile) {
        return Order { speaks: 0.0, doubt: 0.2 };
    }
    reasons.push("words for starts, jobs, outcomes or ends".into());
    Order { speaks: 0.8, doubt: 1.0 }
}

fn different(profile: &Profile) -> String {
    if profile.distinct == 1 { "one value".into() } else { format!("{} different values", profile.distinct) }
}

fn in_words(name: &str) -> String {
    match name {
        "sex" | "benefit" | "route" => format!("words for `{name}`"),
        "payment_group" => "payment groups".into(),
        _ => format!("{name}s"),
    }
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

/// Weeks in work that must lie between a job's start and what is claimed for it, a few days forgiven.
const WEEKS: &[(&str, i32)] = &[("sustained_claim_date", 12), ("sustained_13w_date", 12), ("sustained_26w_date", 25)];

/// Rows with both dates below which nothing is said.
const ENOUGH: usize = 5;

fn is_after(later: &str, earlier: &str) -> bool {
    AFTER.iter().any(|(name, before)| *name == later && before.contains(&earlier))
}

/// What the order of dates says about a column being this one.
fn order(profile: &Profile, name: &'static str, anchors: &[Anchor<'_>], reasons: &mut Vec<String>) -> Order {
    let days = profile.dates.days();
    let mut worst: Option<f64> = None;
    let mut told: Option<String> = None;
    for anchor in anchors.iter().filter(|anchor| anchor.column != profile.column && anchor.name != name) {
        let (share, words) = if is_after(name, anchor.name) {
            let weeks = WEEKS.iter().find(|(claim, _)| *claim == name && anchor.name == "job_start_date");
            let least = weeks.map_or(0, |(_, weeks)| weeks * 7);
            let words = weeks.map_or("on or after".to_string(), |(_, weeks)| format!("{weeks} weeks or more after"));
            (share_after(days, anchor.days, least), words)
        } else if is_after(anchor.name, name) {
            (share_after(anchor.days, days, 0), "on or before".to_string())
        } else {
            continue;
        };
        let Some(share) = share else { continue };
        if worst.is_none_or(|worst| share < worst) {
            worst = Some(share);
            told = Some(format!("{words} `{}` in {} of rows", anchor.name, percent(share)));
        }
    }
    let Some(worst) = worst else { return Order::silent() };
    reasons.extend(told);
    match worst {
        share if share >= 0.95 => Order { speaks: 0.35, doubt: 1.0 },
        share if share >= 0.8 => Order { speaks: 0.15, doubt: 1.0 },
        share if share >= 0.5 => Order { speaks: 0.0, doubt: 0.6 },
        _ => Order { speaks: 0.0, doubt: 0.3 },
    }
}

/// Of the rows with both dates, the share in which the later is that many days after the earlier.
fn share_after(later: &[Option<Day>], earlier: &[Option<Day>], least: i32) -> Option<f64> {
    let pairs = later.iter().zip(earlier).filter_map(|(later, earlier)| Some(((*later)?, (*earlier)?)));
    let (mut both, mut after) = (0usize, 0usize);
    for (later, earlier) in pairs {
        both += 1;
        after += usize::from(later - earlier >= least);
    }
    (both >= ENOUGH).then(|| after as f64 / both as f64)
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
    theirs.get(theirs.len() / 2).is_some_and(|other| other - own > YEARS * 365)
}

/// Our columns that dates are.
pub fn is_date(name: &str) -> bool {
    schema::find(name).is_some_and(|spec| spec.kind == Kind::Date)
}
