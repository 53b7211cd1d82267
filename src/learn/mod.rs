//! Learning a layout from a file: where its tables are, what each column probably is and why, and how sure
//! that is. A proposal is for a person to look at; nothing here is applied by itself.

pub mod check;
pub mod difference;
pub mod firms;
pub mod series;
pub mod study;

mod cells;
mod counts;
mod doubts;
mod events;
mod evidence;
mod layout_toml;
mod lists;
mod matching;
mod meaning;
mod order;
mod profile;
mod record;
mod roles;
mod settings;
mod table;
mod unnamed;
mod values;
mod words;

use std::collections::BTreeMap;

use anyhow::Result;

use crate::canonical::counts::Measure;
use crate::canonical::schema::{self, Record};
use crate::definitions::{CountsForm, Coverage, DateOrder, JobEnd, Layout, Programme, Workspace, parse_definition};
use crate::fault::{Fault, printable};
use crate::source::sheet::{SEARCHED, normalise_header};
use crate::source::{Format, Sheet, Workbook};

use counts::ProposedCounts;
use events::ProposedDates;
use lists::Lists;
use profile::Profile;
use record::Choice;
use roles::Columns;
use unnamed::Unnamed;
use values::ProposedValues;

pub use roles::{Band, Proposed, Role};
pub use values::ProposedValue;

/// What is known before the file is looked at.
pub struct Learner<'a> {
    pub workspace: &'a Workspace,
    pub programmes: &'a [&'a Programme],
    /// The layout's name.
    pub name: &'a str,
    /// Who sent the file, as it is printed.
    pub supplier: &'a str,
    pub from_jcp: bool,
    /// Only the sheets of this name.
    pub sheet: Option<&'a str>,
    /// The first row of the header, where a person has said it.
    pub header_row: Option<u32>,
}

/// A value for a setting of the layout, with what speaks for it.
#[derive(Clone, Debug)]
pub struct Claim<T> {
    pub value: T,
    /// Proved by the file; otherwise a question to the sender.
    pub proved: bool,
    pub reason: String,
}

/// A proposed layout.
#[derive(Debug)]
pub struct Proposal {
    pub file: String,
    pub name: String,
    pub supplier: String,
    pub sheets: Vec<ProposedSheet>,
    /// Sheets that are not proposed, and why.
    pub skipped: Vec<(String, String)>,
    pub coverage: Claim<Coverage>,
    pub date_order: Claim<DateOrder>,
    /// Nothing where no column is the end of a job.
    pub job_end: Option<Claim<JobEnd>>,
    pub reference_pattern: Option<(String, f64)>,
    /// By column of codes.
    pub values: BTreeMap<&'static str, ProposedValues>,
    /// Primes as the file spells them, each in several rows.
    pub primes: Vec<String>,
}

/// One table of the file.
#[derive(Debug)]
pub struct ProposedSheet {
    /// The name, or a pattern of it, as the layout gives it.
    pub sheet: String,
    pub header_row: u32,
    /// Where the header begins, if that is so far down that the layout has to say it.
    pub begins: Option<u32>,
    pub rows: usize,
    pub record: Record,
    pub record_reason: String,
    pub record_sure: bool,
    pub columns: Vec<Proposed>,
    /// Of a list of events: what the dates beside each are.
    pub events: Vec<ProposedDates>,
    /// Of counts: how they are laid out.
    pub counts: Option<ProposedCounts>,
    /// Columns that hold something and are not called anything.
    pub unnamed: Vec<Unnamed>,
}

impl ProposedSheet {
    /// The column proposed for one of ours, unless that is unsure.
    pub fn usable(&self, name: &str) -> Option<&Proposed> {
        self.columns.iter().find(|column| column.role == own(name) && column.band > Band::Unsure)
    }

    /// Columns without which the file should be refused: those that figures are made of, and that were found.
    pub fn required(&self) -> Vec<&'static str> {
        let wanted: &[&str] = match self.record {
            Record::Participants => &[
                "reference",
                "referral_date",
                "attachment_date",
                "job_start_date",
                "job_end_date",
                "sustained_claim_date",
                "sustained",
            ],
            Record::Referrals => &["reference", "referral_date", "prime"],
            Record::Jobs => &["reference", "job_start_date", "job_end_date"],
            Record::Claims => &["reference", "milestone", "claim_date", "paid_date", "paid_amount"],
            Record::Events | Record::Scores => self.record.key(),
            Record::Counts => &["prime", "referrals", "attachments", "job_starts", "sustained"],
        };
        let listed = schema::of(self.record).map(|spec| spec.name).filter(|name| wanted.contains(name));
        listed.filter(|name| self.usable(name).is_some()).collect()
    }
}

fn own(name: &str) -> Role {
    schema::find(name).map_or(Role::Unknown, |spec| Role::Ours(spec.name))
}

impl Proposal {
    /// Whether the layout can be read as it stands: every table has its reference, and events what happened when.
    pub fn is_complete(&self) -> bool {
        self.sheets.iter().all(|sheet| match &sheet.counts {
            Some(counts) => {
                let rows = counts.form == CountsForm::Columns || counts.rows.is_some();
                rows && Measure::ALL.iter().any(|measure| sheet.usable(measure.name()).is_some())
            }
            None => sheet.record.key().iter().all(|name| sheet.usable(name).is_some()),
        })
    }

    /// Columns that are not sure, in all tables.
    pub fn open(&self) -> impl Iterator<Item = (&ProposedSheet, &Proposed)> {
        self.sheets.iter().flat_map(|sheet| {
            sheet.columns.iter().filter(|column| column.band < Band::Sure).map(move |column| (sheet, column))
        })
    }

    /// The layout as its file is written; read back before it is given out.
    pub fn toml(&self) -> Result<String, Fault> {
        layout_toml::write(self)
    }
}

/// One table while the proposal is made.
struct Learnt {
    sheet: String,
    header_row: u32,
    begins: Option<u32>,
    rows: usize,
    choice: Choice,
    columns: Vec<Proposed>,
    profiles: Vec<Profile>,
    events: Vec<ProposedDates>,
    unnamed: Vec<Unnamed>,
}

impl Learnt {
    fn profile_of(&self, name: &str) -> Option<&Profile> {
        let column = self.columns.iter().find(|column| column.role == own(name))?;
        self.profiles.iter().find(|profile| profile.column == column.column)
    }
}

/// Proposes a layout for a file.
///
/// Refused (exit 4): a file without a table in which a column is a reference.
pub fn learn(workbook: &Workbook, learner: &Learner<'_>) -> Result<Proposal> {
    let bare = bare_layout();
    let lists = Lists::new(&bare, learner.workspace, learner.programmes);
    let (mut learnt, mut counted) = (Vec::new(), Vec::new());
    let mut skipped = Vec::new();
    let mut named = false;
    for sheet in &workbook.sheets {
        if learner.sheet.is_some_and(|name| normalise_header(name) != normalise_header(&sheet.name)) {
            continue;
        }
        named = true;
        match learn_sheet(sheet, workbook, learner, &lists) {
            Ok(Found::People(table)) => learnt.push(*table),
            Ok(Found::Counts(tables)) => counted.extend(tables),
            Err(why) => skipped.push((sheet.name.clone(), why)),
        }
    }
    if !named && learner.sheet.is_some() {
        return Err(no_such_sheet(workbook, learner).into());
    }
    if learnt.is_empty() && counted.is_empty() {
        return Err(nothing_learnt(workbook, &skipped).into());
    }
    let mut proposal = proposal(workbook, learner, &lists, learnt, skipped);
    proposal.sheets.extend(counted);
    Ok(proposal)
}

/// A layout that says nothing.
fn bare_layout() -> Layout {
    parse_definition("name = ''\ndescription = ''\nsheet = []", "a bare layout").expect("it is part of us")
}

/// What a sheet holds.
enum Found {
    People(Box<Learnt>),
    Counts(Vec<ProposedSheet>),
}

fn learn_sheet(sheet: &Sheet, workbook: &Workbook, learner: &Learner<'_>, lists: &Lists<'_>) -> Result<Found, String> {
    if !sheet.visible {
        return Err("it is hidden: hidden sheets are not read".into());
    }
    if sheet.row_count() == 0 {
        return Err("it is empty".into());
    }
    let people = learn_people(sheet, workbook, learner, lists);
    if let Ok(table) = people.as_ref()
        && table.columns.iter().any(|column| column.is_used_as("reference"))
        && holds_people(table)
    {
        return people.map(|table| Found::People(Box::new(table)));
    }
    // Tables of counts are found by their form, whatever row is said.
    if learner.header_row.is_some() {
        return people.map(|table| Found::People(Box::new(table)));
    }
    // Nobody's references for certain: counts, it may be.
    let counts = counts::learn(sheet, &pattern(sheet, workbook), lists);
    match (people, counts) {
        (_, Ok(tables)) => Ok(Found::Counts(tables)),
        (Ok(table), Err(_)) if holds_people(&table) => Ok(Found::People(Box::new(table))),
        (Err(why), Err(None)) => Err(why),
        (_, Err(why)) => Err(why.unwrap_or(counts::NOT_OURS).to_string()),
    }
}

/// Whether more than one column could be about people: codes of places and their figures have one at most.
fn holds_people(table: &Learnt) -> bool {
    let named = table.columns.iter().any(|column| column.named && matches!(column.role, Role::Ours(_)));
    named || table.columns.iter().filter(|column| column.role != Role::Ignored && column.score > 0.55).count() > 1
}

/// A table of people, their jobs or what happened to them.
fn learn_people(
    sheet: &Sheet,
    workbook: &Workbook,
    learner: &Learner<'_>,
    lists: &Lists<'_>,
) -> Result<Learnt, String> {
    let table = table::find(sheet, learner.header_row).ok_or_else(|| no_header(sheet, learner.header_row))?;
    let columns = Columns::of(&table);
    let name =
        format!("{} {}", sheet.name, if workbook.file.format == Format::Text { &workbook.file.name } else { "" });
    let choice = record::choose(&columns, &name, learner.from_jcp, lists).map_err(
        |_| "no column could be people's references: these look like figures, not people; see docs/layouts.md",
    )?;
    let proposed = columns.propose(choice.record, lists);
    let mut learnt = Learnt {
        sheet: pattern(sheet, workbook),
        header_row: table.header_rows.last().copied().unwrap_or(1),
        begins: table.header_rows.first().copied().filter(|_| table::is_beyond(&table)),
        rows: table.rows.len(),
        columns: proposed,
        profiles: columns.profiles,
        choice,
        events: Vec::new(),
        unnamed: unnamed::of(&table),
    };
    let of = |name| learnt.profile_of(name);
    if let (Some(event), Some(first)) = (of("event"), of("date_1")) {
        learnt.events = events::propose(sheet, &profile::sampled(&table), event.column, first, of("date_2"));
    }
    Ok(learnt)
}

fn no_header(sheet: &Sheet, said: Option<u32>) -> String {
    match (said, table::beyond(sheet)) {
        (Some(row), _) => format!("row {row} does not look like a header"),
        (None, Some(row)) => format!(
            "no row looks like a header among the first {SEARCHED} that hold something, row {row} does: if nothing above \
             it is data, say --header-row {row}"
        ),
        (None, None) => "no row looks like a header".into(),
    }
}

/// How a layout names a sheet; a csv has none.
fn pattern(sheet: &Sheet, workbook: &Workbook) -> String {
    if workbook.file.format == Format::Text { "*".into() } else { pattern_of(&sheet.name) }
}

/// A sheet's name with what changes from quarter to quarter as `*`: years, quarters.
fn pattern_of(name: &str) -> String {
    let changes = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let lower = word.to_lowercase();
        digits >= 4 || digits == 1 && lower.len() == 2 && lower.starts_with('q')
    };
    let words: Vec<&str> = name.split(' ').map(|word| if changes(word) { "*" } else { word }).collect();
    let mut kept: Vec<&str> = Vec::new();
    for word in words {
        if !(word == "*" && kept.last() == Some(&"*")) {
            kept.push(word);
        }
    }
    kept.join(" ")
}

fn no_such_sheet(workbook: &Workbook, learner: &Learner<'_>) -> Fault {
    let names: Vec<String> = workbook.sheets.iter().map(|sheet| format!("`{}`", printable(&sheet.name))).collect();
    Fault::usage(format!("`{}` has no sheet `{}`", workbook.file.name, printable(learner.sheet.unwrap_or_default())))
        .hint(format!("its sheets are {}", names.join(", ")))
}

fn nothing_learnt(workbook: &Workbook, skipped: &[(String, String)]) -> Fault {
    let told: Vec<String> = skipped.iter().map(|(sheet, why)| format!("sheet `{}`: {why}", printable(sheet))).collect();
    Fault::refused(format!("{}: no table of people was found; {}", printable(&workbook.file.name), told.join("; "))).hint(
        "a layout is learnt from a file with a row of headers above the people, which --header-row can name; where that does not help, write the layout by hand: see docs/layouts.md",
    )
}

fn proposal(
    workbook: &Workbook,
    learner: &Learner<'_>,
    lists: &Lists<'_>,
    learnt: Vec<Learnt>,
    skipped: Vec<(String, String)>,
) -> Proposal {
    let date_order = settings::date_order(&learnt);
    let coverage = settings::coverage(&learnt);
    let job_end = settings::job_end(&learnt);
    let reference_pattern = settings::reference_pattern(&learnt);
    let values = settings::proposed_values(&learnt, lists, learner.programmes);
    let primes = settings::primes(&learnt);
    let sheets = learnt.into_iter().map(|table| ProposedSheet {
        sheet: table.sheet,
        header_row: table.header_row,
        begins: table.begins,
        rows: table.rows,
        record: table.choice.record,
        record_reason: table.choice.reason,
        record_sure: table.choice.sure,
        columns: table.columns,
        events: table.events,
        counts: None,
        unnamed: table.unnamed,
    });
    Proposal {
        file: workbook.file.name.clone(),
        name: learner.name.to_string(),
        supplier: learner.supplier.to_string(),
        sheets: sheets.collect(),
        skipped,
        coverage,
        date_order,
        job_end,
        reference_pattern,
        values,
        primes,
    }
}

#[cfg(test)]
mod sample;

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod properties;

#[cfg(test)]
mod tests;
