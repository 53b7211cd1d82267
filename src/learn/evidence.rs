//! What speaks for a column being one of ours: the words of its header, what it holds, and how its dates
//! lie to the dates of other columns. Each piece of evidence has its reason in plain words.

use crate::canonical::schema::{self, ColumnSpec, Kind};

use super::lists::Lists;
use super::meaning::Meaning;
use super::order::{self, Anchor, Evidence, Lie};
use super::profile::Profile;
use super::words::{Fit, Likeness, words};

/// How well a column fits one of our names, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub name: &'static str,
    /// 0 to 1.
    pub score: f64,
    /// How near the header's words are, 0 to 1.
    pub words: f64,
    /// Whether the header names this and nothing besides.
    pub whole: bool,
    pub reasons: Vec<String>,
}

/// What a column is held against.
pub struct Known<'a> {
    pub lists: &'a Lists<'a>,
    /// Columns of dates whose meaning is taken as known.
    pub anchors: &'a [Anchor<'a>],
    /// The rows are jobs, and all dates are of jobs.
    pub jobs: bool,
    /// Whether reasons may repeat the words of headers: only a proposal of a layout does.
    pub in_full: bool,
}

/// One column as it is weighed.
pub struct Subject<'a> {
    pub profile: &'a Profile,
    pub meaning: &'a Meaning,
}

/// A header without values below it can be known, and not proved.
const EMPTY: f64 = 0.75;
/// What only one of the two says, header or values, is no more than a question.
const UNPROVED: f64 = 0.59;
/// A header that says little, and values that leave nothing else: a person should look.
const PROVED: f64 = 0.8;

/// Weighs one column as one of our names.
pub fn weigh(subject: &Subject<'_>, spec: &'static ColumnSpec, known: &Known<'_>) -> Candidate {
    let Subject { profile, meaning } = subject;
    let mut reasons = Vec::new();
    let Some(likeness) = meaning.columns.get(spec.name) else {
        return Candidate { name: spec.name, score: 0.0, words: 0.0, whole: false, reasons };
    };
    let (words, whole) = (likeness.score, likeness.fit == Fit::Whole);
    let candidate = |score, reasons| Candidate { name: spec.name, score, words, whole, reasons };
    if words >= 0.999 {
        reasons.push("the header says so".to_string());
    } else if words >= 0.5 {
        reasons.push(format!("the header is close to `{}`", likeness.phrase));
    }
    let by_words = 0.88 * words.powf(1.5);
    if profile.filled == 0 {
        reasons.push("no row has a value in it".into());
        let most = if whole { EMPTY } else { UNPROVED };
        return candidate((by_words * 0.85).min(most), reasons);
    }
    let contents = contents(profile, spec, known.lists, &mut reasons);
    let lie = match spec.kind {
        Kind::Date => order::lie(profile, spec.name, known.anchors, &mut reasons),
        _ => Lie { evidence: Evidence::SILENT, between: false, agrees: true },
    };
    let order = lie.evidence;
    let mut score =
        (1.0 - (1.0 - by_words) * (1.0 - contents.speaks) * (1.0 - order.speaks)) * contents.doubt * order.doubt;
    // A header that says better what else it is.
    let other = meaning.personal.score.max(meaning.not_used.score);
    if other >= 0.75 && other > words {
        score *= if contents.speaks >= 0.6 { 0.8 } else { 0.4 };
    }
    let fits_alone = lie.between || lie.agrees && (known.jobs || order::is_claim(spec.name));
    let proof = Proof { fits_alone, agrees: lie.agrees, contents: contents.speaks };
    candidate(score.min(most(subject, spec, likeness, &proof, known, &mut reasons)), reasons)
}

/// What the values say for themselves.
struct Proof {
    /// Among the dates around it nothing else would fit.
    fits_alone: bool,
    agrees: bool,
    contents: f64,
}

/// The most that header and values together can be worth: a column is used only where they agree.
fn most(
    subject: &Subject<'_>,
    spec: &ColumnSpec,
    likeness: &Likeness,
    proof: &Proof,
    known: &Known<'_>,
    reasons: &mut Vec<String>,
) -> f64 {
    let profile = subject.profile;
    let by_header = match (likeness.fit, spec.kind) {
        (Fit::Whole, _) => 1.0,
        (_, Kind::Reference) if is_proper_reference(profile) && words().says_nothing_else(&profile.header) => PROVED,
        (Fit::Vague, Kind::Date) if proof.fits_alone => PROVED,
        (Fit::Vague, Kind::Reference) if proof.contents >= 0.7 => PROVED,
        (Fit::Vague, Kind::Code) if proof.contents >= 0.8 => PROVED,
        (Fit::Vague, Kind::YesNo) => PROVED,
        _ => UNPROVED,
    };
    if by_header == UNPROVED && likeness.score >= 0.4 && !likeness.extra.is_empty() {
        reasons.push(match known.in_full {
            true => format!("the header also says {}", quoted_all(&likeness.extra)),
            false => "the header has words more".into(),
        });
    }
    let by_values = match spec.kind {
        Kind::Date => days_can_be(profile, proof.agrees, reasons),
        // Without a list nobody can tell a ward from anything else with a few values.
        Kind::Code if spec.name != "event" => match known.lists.get(spec.name) {
            None => PROVED,
            Some(_) if proof.contents < 0.3 => UNPROVED,
            Some(_) => 1.0,
        },
        Kind::Reference if profile.share(profile.personal.phones) >= 0.6 => {
            reasons.push("they look like telephone numbers".into());
            UNPROVED
        }
        _ => 1.0,
    };
    f64::min(by_header, by_values)
}

/// Whether a column of days can be the day of something that happened to each person.
fn days_can_be(profile: &Profile, agrees: bool, reasons: &mut Vec<String>) -> f64 {
    /// A programme takes people in for fewer years than this.
    const YEARS: i32 = 12;
    let mut days: Vec<i32> = profile.dates.days().iter().flatten().copied().collect();
    days.sort_unstable();
    let (Some(first), Some(last)) = (days.get(days.len() * 5 / 100), days.get(days.len() * 95 / 100)) else {
        return 1.0;
    };
    if days.len() >= 10 && days.first() == days.last() {
        reasons.push("the same day in every row".into());
        return UNPROVED;
    }
    if last - first > YEARS * 365 {
        reasons.push(format!("its days lie over {} years", (last - first) / 365));
        return UNPROVED;
    }
    let bare = profile.dates.serials == profile.dates.read() && profile.numbers == profile.filled;
    match (bare, agrees) {
        (true, true) => PROVED,
        (true, false) => UNPROVED,
        _ => 1.0,
    }
}

/// References by their form alone: each once, all of one form that has letters of its own.
fn is_proper_reference(profile: &Profile) -> bool {
    let references = &profile.references;
    let formed = references.pattern.as_ref().is_some_and(|(pattern, share)| {
        *share >= 0.95
            && pattern.bytes().filter(|b| *b == b'#').count() >= 4
            && pattern.bytes().any(|b| b.is_ascii_alphabetic())
            && !pattern.contains('@')
    });
    formed && profile.filled >= 10 && references.distinct * 100 >= profile.filled * 95
}

fn quoted_all(words: &[String]) -> String {
    words.iter().map(|word| format!("`{}`", crate::fault::printable(word))).collect::<Vec<_>>().join(", ")
}

/// A share in words; never 100% for nearly all.
pub(super) fn percent(share: f64) -> String {
    let rounded = (share * 100.0).round();
    if rounded >= 100.0 && share < 1.0 { "over 99%".into() } else { format!("{rounded}%") }
}

/// What the cells say.
fn contents(profile: &Profile, spec: &ColumnSpec, lists: &Lists<'_>, reasons: &mut Vec<String>) -> Evidence {
    match spec.kind {
        Kind::Date => date_contents(profile, reasons),
        Kind::YesNo => {
            let share = profile.share(profile.marks);
            if share < 0.8 {
                return Evidence::AGAINST;
            }
            reasons.push(format!("{} yes or no", percent(share)));
            Evidence { speaks: 0.45, doubt: 1.0 }
        }
        Kind::Reference => reference_contents(profile, reasons),
        Kind::Code if spec.name == "event" => event_contents(profile, reasons),
        Kind::Code => code_contents(profile, spec.name, lists, reasons),
        Kind::Number if spec.name.starts_with("hours") => hours_contents(profile, reasons),
        Kind::Number | Kind::Money => figure_contents(profile, reasons),
        // Births are known, and not proposed: nobody's day of birth is read unless a person asks for it.
        _ => Evidence::AGAINST,
    }
}

fn date_contents(profile: &Profile, reasons: &mut Vec<String>) -> Evidence {
    let read = profile.share(profile.dates.read());
    let written = read + profile.share(profile.dates.unread());
    if written < 0.3 {
        return Evidence::AGAINST;
    }
    reasons.push(format!("{} dates", percent(read)));
    if profile.dates.unread() * 10 > profile.filled {
        reasons.push(format!("{} written as dates that cannot be read", percent(written - read)));
    }
    if profile.dates.serials == profile.dates.read() && profile.numbers == profile.filled {
        reasons.push("bare numbers that could be a spreadsheet's days".into());
        return Evidence { speaks: 0.15, doubt: 1.0 };
    }
    match written {
        share if share >= 0.9 => Evidence { speaks: 0.45, doubt: 1.0 },
        share if share >= 0.6 => Evidence { speaks: 0.25, doubt: 0.9 },
        _ => Evidence { speaks: 0.05, doubt: 0.5 },
    }
}

fn reference_contents(profile: &Profile, reasons: &mut Vec<String>) -> Evidence {
    let references = &profile.references;
    let like = profile.share(references.like);
    if like < 0.6 || profile.share(profile.dates.read()) > 0.5 && profile.dates.serials == 0 {
        return Evidence::AGAINST;
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
    let mut doubt = if own < 0.2 { 0.3 } else { 1.0 } * if like < 0.9 { 0.8 } else { 1.0 };
    if references.run_on {
        reasons.push("numbers that run on by one, as lines do".into());
        doubt *= 0.8;
    }
    let ni_numbers = profile.share(profile.personal.ni_numbers) >= 0.5;
    if ni_numbers {
        reasons.push("National Insurance numbers".into());
    }
    Evidence { speaks: if ni_numbers { 0.3 } else { speaks }, doubt: if ni_numbers { doubt * 0.75 } else { doubt } }
}

fn code_contents(profile: &Profile, name: &str, lists: &Lists<'_>, reasons: &mut Vec<String>) -> Evidence {
    let other = profile.share(profile.dates.read() - profile.dates.serials.min(profile.dates.read()));
    if other > 0.3 {
        return Evidence::AGAINST;
    }
    if profile.codes.is_empty() || (profile.distinct > 100 && profile.variety() > 0.3) {
        return Evidence { speaks: 0.0, doubt: 0.2 };
    }
    let few = profile.distinct <= 60 && (profile.variety() <= 0.5 || profile.filled < 10);
    if lists.get(name).is_none() {
        reasons.push(different(profile));
        return Evidence { speaks: if few { 0.2 } else { 0.0 }, doubt: if few { 1.0 } else { 0.6 } };
    }
    let share = profile.share(lists.known(name, profile));
    if share >= 0.05 {
        reasons.push(format!("{} are on the list of {}", percent(share), in_words(name)));
    } else {
        reasons.push(format!("{}, none on the list of {}", different(profile), in_words(name)));
    }
    // Bare figures fit many lists: groups, months, hours.
    let figures = profile.share(profile.numbers) > 0.8;
    match share {
        share if share >= 0.8 => Evidence { speaks: if figures { 0.35 } else { 0.8 }, doubt: 1.0 },
        share if share >= 0.3 => Evidence { speaks: 0.4, doubt: 1.0 },
        _ => Evidence { speaks: if few { 0.15 } else { 0.0 }, doubt: if few { 0.9 } else { 0.5 } },
    }
}

/// Hours a week: numbers of which none is more than a week has, and most as many as somebody works.
fn hours_contents(profile: &Profile, reasons: &mut Vec<String>) -> Evidence {
    const WEEK: f64 = 168.0;
    const WORKED: std::ops::RangeInclusive<f64> = 4.0..=60.0;
    let (mut of_a_week, mut worked) = (0, 0);
    for (text, cells) in &profile.codes {
        let Ok(hours) = text.parse::<f64>() else { continue };
        of_a_week += if (0.0..=WEEK).contains(&hours) { *cells } else { 0 };
        worked += if WORKED.contains(&hours) { *cells } else { 0 };
    }
    if profile.share(of_a_week) < 0.95 || profile.share(worked) < 0.8 {
        return Evidence::AGAINST;
    }
    reasons.push("numbers that can be hours a week".into());
    Evidence { speaks: 0.3, doubt: 1.0 }
}

fn figure_contents(profile: &Profile, reasons: &mut Vec<String>) -> Evidence {
    let share = profile.share(profile.numbers);
    if share < 0.9 {
        return Evidence::AGAINST;
    }
    reasons.push(format!("{} numbers", percent(share)));
    Evidence { speaks: 0.3, doubt: 1.0 }
}

fn event_contents(profile: &Profile, reasons: &mut Vec<String>) -> Evidence {
    if !super::events::is_event_column(profile) {
        return Evidence { speaks: 0.0, doubt: 0.2 };
    }
    reasons.push("words for starts, jobs, outcomes or ends".into());
    Evidence { speaks: 0.8, doubt: 1.0 }
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

/// Our columns that dates are.
pub fn is_date(name: &str) -> bool {
    schema::find(name).is_some_and(|spec| spec.kind == Kind::Date)
}
