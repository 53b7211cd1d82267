//! The columns of one table, each with the part it is proposed to play: one of ours, known and not read,
//! or not known.

use crate::canonical::schema::{self, ColumnSpec, Record};
use crate::mapping::headers::told;
use crate::source::sheet::{SheetTable, normalise_header};

use super::doubts::{self, Doubts, Named};
use super::evidence::{self, Candidate, Known, Subject};
use super::lists::Lists;
use super::matching;
use super::meaning::Meaning;
use super::order::{self, Anchor, Dated};
use super::profile::{self, Profile};
use super::words::{Fit, words};

/// How far a proposal can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Two meanings are close, or little speaks for it: it is not used until a person decides.
    Unsure,
    /// Probably right; a person should look.
    Check,
    Sure,
}

impl Band {
    pub fn word(self) -> &'static str {
        match self {
            Band::Sure => "sure",
            Band::Check => "check",
            Band::Unsure => "unsure",
        }
    }
}

/// The part that a column plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// One of our columns.
    Ours(&'static str),
    /// Known, and never read.
    Ignored,
    /// Nobody can tell.
    Unknown,
}

/// One column's proposal.
#[derive(Clone, Debug)]
pub struct Proposed {
    pub column: u32,
    pub header: String,
    pub role: Role,
    pub band: Band,
    pub score: f64,
    pub reasons: Vec<String>,
    /// The header names the role outright, whatever speaks against it.
    pub named: bool,
    /// Other meanings that are close, best first.
    pub rivals: Vec<(&'static str, f64)>,
}

impl Proposed {
    /// Whether it is proposed as this column of ours.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.role, Role::Ours(own) if own == name)
    }

    /// Whether it would be read as this column of ours.
    pub fn is_used_as(&self, name: &str) -> bool {
        self.is(name) && self.band > Band::Unsure
    }
}

/// A table whose columns have been looked at.
pub struct Columns {
    pub profiles: Vec<Profile>,
    pub(super) meanings: Vec<Meaning>,
    /// Why a column is personal by what it holds, in place of a meaning.
    personal: Vec<Option<&'static str>>,
    /// Whether reasons repeat the words of headers.
    in_full: bool,
}

/// At this score, with no rival near, a proposal is sure.
const SURE: f64 = 0.85;
const CHECK: f64 = 0.6;
/// Below this nothing is proposed.
const LEAST: f64 = 0.3;
/// Two scores nearer than this are close together.
const CLOSE: f64 = 0.12;

impl Columns {
    /// Looks at every column of a table.
    pub fn of(table: &SheetTable<'_>) -> Columns {
        let rows = profile::sampled(table);
        let profiles: Vec<Profile> = table
            .headers
            .iter()
            .filter(|header| !normalise_header(&header.text).is_empty())
            .map(|header| profile::profile(table.sheet, &rows, header.column, &header.text))
            .collect();
        let meanings: Vec<Meaning> = profiles.iter().map(|profile| words().meaning(&profile.header)).collect();
        let all: Vec<&Profile> = profiles.iter().collect();
        let personal =
            profiles.iter().zip(&meanings).map(|(profile, meaning)| personal(profile, &all, meaning)).collect();
        Columns { meanings, personal, profiles, in_full: true }
    }

    fn subject(&self, at: usize) -> Subject<'_> {
        Subject { profile: &self.profiles[at], meaning: &self.meanings[at] }
    }

    /// What each column is among our columns for such a record, all together.
    pub fn propose(&self, record: Record, lists: &Lists<'_>) -> Vec<Proposed> {
        let specs: Vec<&'static ColumnSpec> = schema::of(record).collect();
        let mut weighed = self.weigh(&specs, lists, &[], &Doubts::new());
        let mut given = assign(&specs, &weighed, self);
        // Columns that contradict each other by what their headers say tell nothing about others.
        let mut doubts = self.doubts(&weighed, &given);
        // Dates are weighed again with the others known, until nothing changes.
        for _ in 0..4 {
            let anchors = self.anchors(&specs, &weighed, &given, &doubts);
            weighed = self.weigh(&specs, lists, &anchors, &doubts);
            let next = assign(&specs, &weighed, self);
            if next == given {
                break;
            }
            given = next;
        }
        doubts.extend(self.doubts(&weighed, &given));
        let mut proposed: Vec<Proposed> =
            (0..self.profiles.len()).map(|at| self.proposed(at, &specs, &weighed, &given, &doubts)).collect();
        if !proposed.iter().any(|column| column.role == Role::Ours("reference")) {
            self.fall_back_on_ni_numbers(&mut proposed);
        }
        proposed
    }

    /// What the columns that would be used say against each other.
    fn doubts(&self, weighed: &[Vec<Candidate>], given: &[Option<usize>]) -> Doubts {
        let used: Vec<(usize, &'static str)> = weighed
            .iter()
            .zip(given)
            .filter_map(|(row, at)| at.filter(|at| row[*at].score >= CHECK).map(|at| (at, row[at].name)))
            .collect();
        let named = |(at, name): &(usize, &'static str)| Named { name, profile: &self.profiles[*at] };
        doubts::among(&used.iter().map(named).collect::<Vec<_>>(), &self.dated(&used))
    }

    /// What each column of dates can be: its part where it would be used, else what its header says.
    fn dated(&self, used: &[(usize, &'static str)]) -> Vec<Dated<'_>> {
        let taken: Vec<&str> = used.iter().map(|(_, name)| *name).collect();
        let of = |at: usize| match used.iter().find(|(own, _)| *own == at) {
            Some((_, name)) => vec![*name],
            None if self.personal[at].is_some() => Vec::new(),
            None => doubts::dates_said(&self.profiles[at], &self.meanings[at], &taken),
        };
        let dated = (0..self.profiles.len()).map(|at| Dated { names: of(at), profile: &self.profiles[at] });
        dated.filter(|own| own.names.iter().any(|name| evidence::is_date(name))).collect()
    }

    /// People must be told apart by something: where nothing else does, by their National Insurance number.
    fn fall_back_on_ni_numbers(&self, proposed: &mut [Proposed]) {
        let is_ni = |profile: &Profile| profile.filled >= 3 && profile.share(profile.personal.ni_numbers) >= 0.8;
        let Some(at) = self.profiles.iter().position(is_ni) else { return };
        let why = "National Insurance numbers, and nothing else tells people apart: ask the sender for a reference";
        let column = &mut proposed[at];
        (column.role, column.band, column.score) = (Role::Ours("reference"), Band::Check, CHECK);
        column.reasons = vec![why.to_string()];
    }

    /// By our column, then by theirs: how well they fit.
    fn weigh(
        &self,
        specs: &[&'static ColumnSpec],
        lists: &Lists<'_>,
        anchors: &[Anchor<'_>],
        doubts: &Doubts,
    ) -> Vec<Vec<Candidate>> {
        let one = |spec| {
            let anchors_of = |at: usize| if doubts.contains_key(&self.profiles[at].column) { &[] } else { anchors };
            // A table of jobs has no other start and end.
            let jobs = !specs.iter().any(|spec| spec.name == "referral_date");
            let columns = 0..self.profiles.len();
            let known = |at| Known { lists, anchors: anchors_of(at), jobs, in_full: self.in_full };
            columns.map(|at| evidence::weigh(&self.subject(at), spec, &known(at))).collect()
        };
        specs.iter().map(|&spec| one(spec)).collect()
    }

    /// Which of the columns that a layout misses each new column probably is: the layout's own headers count
    /// as words for them, and the dates of columns that are known where they always were. This is said of returns, not
    /// of a layout to be: reasons repeat nothing of a header that could be somebody's.
    pub fn renamed(
        &mut self,
        missing: &[(&'static ColumnSpec, &[String])],
        fresh: &[u32],
        known: &[(&'static str, u32)],
        lists: &Lists<'_>,
    ) -> Vec<Proposed> {
        self.in_full = false;
        for (spec, headers) in missing {
            for (meaning, profile) in self.meanings.iter_mut().zip(&self.profiles) {
                meaning.also_called(spec.name, headers, &profile.header);
            }
        }
        let of = |column: u32| self.profiles.iter().position(|profile| profile.column == column);
        let anchors: Vec<Anchor<'_>> = known
            .iter()
            .filter(|(name, _)| evidence::is_date(name))
            .filter_map(|(name, column)| {
                let days = self.profiles[of(*column)?].dates.days();
                Some(Anchor { name, column: *column, days })
            })
            .collect();
        let specs: Vec<&'static ColumnSpec> = missing.iter().map(|(spec, _)| *spec).collect();
        let mut weighed = self.weigh(&specs, lists, &anchors, &Doubts::new());
        for at in (0..self.profiles.len()).filter(|&at| !fresh.contains(&self.profiles[at].column)) {
            weighed.iter_mut().for_each(|row| row[at].score = 0.0);
        }
        let given = assign(&specs, &weighed, self);
        let none = Doubts::new();
        let proposed = (0..self.profiles.len()).map(|at| self.proposed(at, &specs, &weighed, &given, &none));
        proposed.filter(|column| matches!(column.role, Role::Ours(_))).collect()
    }

    fn anchors(
        &self,
        specs: &[&'static ColumnSpec],
        weighed: &[Vec<Candidate>],
        given: &[Option<usize>],
        doubts: &Doubts,
    ) -> Vec<Anchor<'_>> {
        let known = specs.iter().zip(given).enumerate().filter_map(|(i, (spec, at))| {
            let at = (*at)?;
            let good = weighed[i][at].score >= CHECK && evidence::is_date(spec.name);
            let profile = &self.profiles[at];
            (good && !doubts.contains_key(&profile.column)).then(|| Anchor {
                name: spec.name,
                column: profile.column,
                days: profile.dates.days(),
            })
        });
        known.collect()
    }

    /// How sure it is that a column is nothing of ours.
    fn floor(&self, at: usize) -> f64 {
        if self.personal[at].is_some() {
            return f64::INFINITY;
        }
        let meaning = &self.meanings[at];
        let known = meaning.personal.score.max(meaning.not_used.score);
        LEAST.max(known * 0.7)
    }

    fn proposed(
        &self,
        at: usize,
        specs: &[&'static ColumnSpec],
        weighed: &[Vec<Candidate>],
        given: &[Option<usize>],
        doubts: &Doubts,
    ) -> Proposed {
        let profile = &self.profiles[at];
        let base = |role, band, score, reasons| Proposed {
            column: profile.column,
            header: profile.header.clone(),
            role,
            band,
            score,
            reasons,
            named: false,
            rivals: Vec::new(),
        };
        let against = doubts.get(&profile.column);
        let Some(own) = given.iter().position(|column| *column == Some(at)) else {
            let mut column = self.not_ours(at, specs, weighed, given, base);
            column.reasons.splice(0..0, against.into_iter().flatten().cloned());
            return column;
        };
        let candidate = &weighed[own][at];
        let rivals = self.rivals(at, own, weighed, given);
        let twin = self.twin(at);
        let mut reasons: Vec<String> = against.into_iter().flatten().chain(&candidate.reasons).cloned().collect();
        reasons.extend(twin.then(|| "another column has the same header: the file would be refused".to_string()));
        let other_columns = self.other_columns(at, own, weighed, given);
        reasons.extend(other_columns.iter().map(|header| format!("`{}` could be it too", self.shown(header))));
        let doubtful = twin || against.is_some();
        let band = if doubtful || !rivals.is_empty() || !other_columns.is_empty() || candidate.score < CHECK {
            Band::Unsure
        } else if candidate.score < SURE {
            Band::Check
        } else {
            Band::Sure
        };
        Proposed { rivals, named: candidate.whole, ..base(Role::Ours(candidate.name), band, candidate.score, reasons) }
    }

    /// Other meanings of the column that are close, unless a better column has them.
    fn rivals(
        &self,
        at: usize,
        own: usize,
        weighed: &[Vec<Candidate>],
        given: &[Option<usize>],
    ) -> Vec<(&'static str, f64)> {
        let score = weighed[own][at].score;
        let mut rivals: Vec<(&'static str, f64)> = (0..weighed.len())
            .filter(|&other| other != own)
            .filter(|&other| {
                !given[other].is_some_and(|column| weighed[other][column].score > weighed[other][at].score)
            })
            // A header that says one thing outright is not the other because its dates would do.
            .filter(|&other| !weighed[own][at].whole || weighed[other][at].words > 0.75)
            .map(|other| (weighed[other][at].name, weighed[other][at].score))
            .filter(|(_, other)| *other > score - CLOSE && *other >= LEAST)
            .collect();
        rivals.sort_by(|a, b| b.1.total_cmp(&a.1));
        rivals.truncate(3);
        rivals
    }

    /// Headers of columns without a part that could be this one nearly as well.
    fn other_columns(&self, at: usize, own: usize, weighed: &[Vec<Candidate>], given: &[Option<usize>]) -> Vec<String> {
        let score = weighed[own][at].score;
        let free =
            |column: &usize| *column != at && !given.contains(&Some(*column)) && self.personal[*column].is_none();
        let close = |column: &usize| {
            let other = weighed[own][*column].score;
            other > score - CLOSE && other >= self.floor(*column)
        };
        (0..self.profiles.len()).filter(free).filter(close).map(|c| self.profiles[c].header.clone()).take(3).collect()
    }

    /// Whether another column goes by the same name.
    fn twin(&self, at: usize) -> bool {
        let name = normalise_header(&self.profiles[at].header);
        let same = self.profiles.iter().filter(|profile| normalise_header(&profile.header) == name);
        same.count() > 1
    }

    /// A column that is none of ours: known and not read, or not known.
    fn not_ours(
        &self,
        at: usize,
        specs: &[&'static ColumnSpec],
        weighed: &[Vec<Candidate>],
        given: &[Option<usize>],
        base: impl Fn(Role, Band, f64, Vec<String>) -> Proposed,
    ) -> Proposed {
        let meaning = &self.meanings[at];
        if let Some(why) = self.personal[at].filter(|_| meaning.personal.score < 0.95) {
            let named = meaning.columns.iter().find(|(_, likeness)| likeness.fit == Fit::Whole);
            let Some((name, _)) = named else { return base(Role::Ignored, Band::Sure, 0.95, vec![why.to_string()]) };
            let why = format!("the header says `{name}`, and below it stand {why}");
            return base(Role::Ignored, Band::Check, CHECK, vec![why]);
        }
        let (score, phrase) = if meaning.personal.score >= meaning.not_used.score {
            (meaning.personal.score, &meaning.personal.phrase)
        } else {
            (meaning.not_used.score, &meaning.not_used.phrase)
        };
        if score >= if meaning.personal.score == score { 0.75 } else { 0.9 } {
            let band = if score >= 0.95 { Band::Sure } else { Band::Check };
            return base(Role::Ignored, band, score, vec![format!("the header is close to `{phrase}`: never read")]);
        }
        if is_free_text(&self.profiles[at]) {
            let why = "words that differ from row to row: names or remarks".to_string();
            return base(Role::Ignored, Band::Check, CHECK, vec![why]);
        }
        let best = (0..specs.len())
            .map(|i| (&weighed[i][at], given[i]))
            .filter(|(candidate, _)| candidate.score >= LEAST)
            .max_by(|a, b| a.0.score.total_cmp(&b.0.score));
        match best {
            Some((candidate, taken)) => {
                let mut reasons = candidate.reasons.clone();
                let better = taken.map(|column| &self.profiles[column].header);
                reasons
                    .extend(better.map(|header| format!("`{}` fits `{}` better", self.shown(header), candidate.name)));
                let rivals = vec![(candidate.name, candidate.score)];
                Proposed { rivals, ..base(Role::Unknown, Band::Unsure, candidate.score, reasons) }
            }
            None => base(Role::Unknown, Band::Unsure, 0.0, vec!["nothing speaks for any of our columns".into()]),
        }
    }

    /// A header as a reason repeats it.
    fn shown(&self, header: &str) -> String {
        if self.in_full { crate::fault::printable(header) } else { told(header) }
    }
}

/// The assignment with the greatest sum of what fits over what speaks for "none of ours".
fn assign(specs: &[&'static ColumnSpec], weighed: &[Vec<Candidate>], columns: &Columns) -> Vec<Option<usize>> {
    let worth: Vec<Vec<f64>> = (0..specs.len())
        .map(|i| weighed[i].iter().enumerate().map(|(at, fit)| fit.score - columns.floor(at)).collect())
        .collect();
    matching::best(&worth)
}

/// Why a column is personal by what it holds alone, whatever its header says.
fn personal(profile: &Profile, all: &[&Profile], meaning: &Meaning) -> Option<&'static str> {
    let shapes = &profile.personal;
    let mostly = |part| profile.filled >= 3 && profile.share(part) >= 0.6;
    if mostly(shapes.ni_numbers) {
        Some("National Insurance numbers: never read")
    } else if mostly(shapes.postcodes) {
        Some("postcodes: never read")
    } else if mostly(shapes.emails) {
        Some("email addresses: never read")
    } else if mostly(shapes.phones) && meaning.columns["reference"].fit != Fit::Whole {
        Some("telephone numbers: never read")
    } else if profile.filled >= 3 && order::is_birth_date(profile, all) {
        Some("dates long before the others, such as births: never read")
    } else {
        None
    }
}

/// Words that differ from row to row.
fn is_free_text(profile: &Profile) -> bool {
    profile.filled >= 5
        && profile.share(profile.personal.words) >= 0.8
        && profile.distinct > 8
        && profile.variety() > 0.3
}
