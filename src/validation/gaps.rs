//! What is not there: columns without a value in any row, events that a list no longer has, and people without the day
//! of their referral. An empty cell is no fault by itself, and a column of them reads as "nobody" all the same.

use std::cell::OnceCell;

use super::RuleContext;
use super::keys::Keys;
use super::rows::{CLAIM_COLUMNS, TableRows};
use crate::canonical::Day;
use crate::canonical::frame::day_of;
use crate::canonical::schema::Record;
use crate::definitions::{EventKind, SustainedFrom};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, Rows, number_of, rows_of};
use crate::mapping::NotGiven;

/// A table with fewer rows that count says nothing by an empty column, and fewer people who have had the time nothing
/// about the others.
const MANY: usize = 20;

/// Referred so long ago, somebody of many should have joined.
const JOINED_BY_DAYS: Day = 28;
/// Attached so long ago, somebody of many should have found a job; in work so long, somebody should have left one.
const HALF_A_YEAR: Day = 182;
/// In work for the first time so long ago, an outcome of somebody of many should have been reached and claimed.
const A_YEAR: Day = 365;
/// Claims come late, and a sender may keep them elsewhere: it takes more people to miss them.
const MANY_CLAIMS: usize = 50;

/// What an empty column means for the figures.
enum Meaning {
    /// Figures would say "nobody", and enough people have had the time: no paper until it is settled.
    Question(String),
    /// Figures lose something, or rest on less.
    Loss(&'static str),
    /// As it is at the beginning of a contract.
    SoFar(&'static str),
}

impl Meaning {
    /// The gravest first.
    fn order(&self) -> u8 {
        match self {
            Meaning::Question(_) => 0,
            Meaning::Loss(_) => 1,
            Meaning::SoFar(_) => 2,
        }
    }
}

/// A table of which something is missing, and what its people have had the time for.
struct Asked<'t, 'a> {
    rows: &'t TableRows<'a>,
    used: Vec<usize>,
    keys: &'t Keys,
    tables: &'t [TableRows<'a>],
    /// The table's place among all.
    at: usize,
    first_jobs: OnceCell<Vec<Option<Day>>>,
}

impl<'t, 'a> Asked<'t, 'a> {
    fn each(tables: &'t [TableRows<'a>], keys: &'t Keys) -> impl Iterator<Item = Self> {
        tables.iter().enumerate().map(move |(at, rows)| {
            let (used, first_jobs) = (rows.used(), OnceCell::new());
            Asked { rows, used, keys, tables, at, first_jobs }
        })
    }

    /// The sender's lists of jobs.
    fn lists_of_jobs(&self) -> impl Iterator<Item = (usize, &TableRows<'a>)> {
        let own = self.keys.supplier(self.at);
        let tables = self.tables.iter().enumerate().filter(move |(t, _)| self.keys.supplier(*t) == own);
        tables.filter(|(_, rows)| rows.origin.record == Record::Jobs)
    }

    /// Whether the sender claims on a sheet of its own.
    fn has_claims_elsewhere(&self) -> bool {
        let own = self.keys.supplier(self.at);
        let tables = self.tables.iter().enumerate().filter(|(t, _)| self.keys.supplier(*t) == own);
        tables.into_iter().any(|(_, rows)| rows.origin.record == Record::Claims && rows.fates.used().next().is_some())
    }

    /// When the person of a row first began a job: the row says it, or a list of jobs.
    fn first_job(&self, i: usize) -> Option<Day> {
        self.first_jobs.get_or_init(|| self.all_first_jobs())[i]
    }

    fn all_first_jobs(&self) -> Vec<Option<Day>> {
        let mut listed: Vec<Option<Day>> = Vec::new();
        for (t, rows) in self.lists_of_jobs().filter(|_| self.rows.origin.record == Record::Participants) {
            listed.resize(self.keys.distinct(), None);
            for (i, person) in self.keys.people(t, rows.fates.used()) {
                listed[person] = listed[person].into_iter().chain(rows.first_job_start(i)).min();
            }
        }
        let of_list = |i| *listed.get(self.keys.person(self.at, i)?)?;
        (0..self.rows.height()).map(|i| self.rows.first_job_start(i).into_iter().chain(of_list(i)).min()).collect()
    }

    /// Whether anybody has a date, in the table or on a list of jobs.
    fn is_given(&self, name: &str) -> bool {
        let has = |rows: &TableRows<'_>| rows.fates.used().any(|i| rows.columns.days(name).get(i).is_some());
        has(self.rows) || self.lists_of_jobs().any(|(_, rows)| has(rows))
    }
}

/// Tells every column that has a header and no value in the rows that count. `read` is what was told when the rows were
/// read: a column whose values could not be read is not empty.
pub fn empty_columns(
    tables: &[TableRows<'_>],
    keys: &Keys,
    context: &RuleContext<'_>,
    read: &[Finding],
    findings: &mut Vec<Finding>,
) {
    for asked in Asked::each(tables, keys).filter(|asked| asked.used.len() >= MANY) {
        let rows = asked.rows;
        for (name, column) in rows.columns.iter().filter(|(name, _)| rows.origin.headers.contains_key(*name)) {
            if (0..rows.height()).all(|i| column.is_missing(i))
                && let Some(meaning) = meaning(name, &asked, context)
            {
                match unreadable(&rows.origin.column(name), read) {
                    0 => findings.push(told(name, rows, asked.used.len(), meaning)),
                    cells => findings.extend(not_read(name, rows, cells, meaning)),
                }
            }
        }
    }
}

/// Tells every column of a layout that is not in its table. It counts as not given, and what that means for the figures
/// is what an empty one means.
pub fn columns_not_found(
    tables: &[TableRows<'_>],
    keys: &Keys,
    context: &RuleContext<'_>,
    findings: &mut Vec<Finding>,
) {
    const ASK: &str = "ask the sender for the column, or add its new header to the layout; if there is nothing to report, \
                       let this run go on with --accept column_not_found --because TEXT --by NAME";
    const OR_NONE: &str = "nothing to do if the sender keeps no such column; else ask for it, or add its new header to \
                           the layout";
    for asked in Asked::each(tables, keys) {
        let rows = asked.rows;
        for (name, headers) in &rows.origin.absent {
            let meaning = if asked.used.len() < MANY { None } else { meaning(name, &asked, context) };
            let (effect, why, hint) = match meaning {
                Some(Meaning::Question(why)) => (Effect::Stops, format!(": {why}"), ASK),
                Some(Meaning::Loss(why) | Meaning::SoFar(why)) => (Effect::Notes, format!(": {why}"), OR_NONE),
                None => (Effect::Notes, String::new(), OR_NONE),
            };
            let known: Vec<String> = headers.iter().map(|header| format!("`{}`", printable(header))).collect();
            let known = known.join(" or ");
            let message =
                format!("the layout's column `{name}` ({known}) is not in the table; it counts as not given{why}");
            findings.push(Finding::new("column_not_found", effect, rows.origin.column(name), message, hint));
        }
    }
}

/// Tells what lists of events give for nobody, be it that no row is of that event or that none of its rows has the
/// date. What that means for the figures is what an empty column of the date means; the gravest of an event is told.
pub fn events_not_given(tables: &[TableRows<'_>], keys: &Keys, context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    const ASK: &str = "ask the sender for a list with all its rows; if there is nothing to report, let this run go on with \
                       --accept event_not_given --because TEXT --by NAME";
    const OR_NONE: &str = "nothing to do if nothing has happened yet; else ask the sender";
    for asked in Asked::each(tables, keys).filter(|asked| asked.used.len() >= MANY) {
        for missing in &asked.rows.origin.not_given {
            let dates = missing.dates.iter().filter(|(name, _)| is_missed(name, missing, &asked));
            let told = dates.filter_map(|(name, column)| Some((name, column, meaning(name, &asked, context)?)));
            let Some((name, column, meaning)) = told.min_by_key(|(.., meaning)| meaning.order()) else { continue };
            let (effect, why, hint) = match meaning {
                Meaning::Question(why) => (Effect::Stops, why, ASK),
                Meaning::Loss(why) | Meaning::SoFar(why) => (Effect::Notes, why.into(), OR_NONE),
            };
            let origin = &asked.rows.origin;
            let place = match missing.rows {
                0 => Place::file(&origin.file).sheet(&origin.sheet),
                _ => origin.column(column),
            };
            let message = format!("{}: {why}", in_words(missing, name));
            findings.push(Finding::new("event_not_given", effect, place, message, hint));
        }
    }
}

/// Whether a date of an event is to be asked for with that event. Another may give it, or count by it and be missing
/// itself; a job that begins is missed for those of whom no other event tells it.
fn is_missed(date: &str, missing: &NotGiven, asked: &Asked<'_, '_>) -> bool {
    if date == "job_start_date" && missing.event == EventKind::Job {
        return true;
    }
    let others = asked.rows.origin.not_given.iter().filter(|other| other.event != missing.event);
    let told_with_another = others.map(|other| other.event.counts_by()).any(|dates| dates.contains(&date));
    !told_with_another && !asked.is_given(date)
}

/// Of which event no row counts, or of which none has the date.
fn in_words(missing: &NotGiven, date: &str) -> String {
    let words: Vec<String> = missing.words.iter().map(|word| format!("`{}`", printable(word))).collect();
    let event = format!("the event `{}` ({})", missing.event.name(), words.join(" or "));
    match (missing.rows, missing.set_aside) {
        (0, 0) => format!("no row of the list that counts is {event}"),
        (0, aside) => format!("none of {} of {event} can be used", number_of(aside, "row")),
        (rows, _) => format!("none of {} of {event} has its `{date}`", number_of(rows, "row")),
    }
}

/// How many rows were set aside for what stands in a column.
fn unreadable(column: &Place, read: &[Finding]) -> u64 {
    let here = |place: &Place| {
        let key = |place: &Place| (place.file.clone(), place.sheet.clone(), place.column_index());
        key(place) == key(column)
    };
    let own = read.iter().filter(|finding| matches!(finding.effect, Effect::SetsAside | Effect::Stops));
    rows_of(own.filter(|finding| here(&finding.place)))
}

/// A column of which every value is at fault: the values have their own findings, and where figures would say
/// "nobody", no paper is made without them.
fn not_read(name: &str, rows: &TableRows<'_>, cells: u64, meaning: Meaning) -> Option<Finding> {
    let Meaning::Question(_) = meaning else { return None };
    let message = format!(
        "the column has values and none of them can be used: {} set aside for it; without them figures would say that \
         nothing has happened",
        number_of(cells, "row")
    );
    let hint = "ask the sender to correct what is told of this column";
    let place = rows.origin.column(name);
    Some(Finding::new("column_not_read", Effect::Stops, place, message, hint).for_rows(cells))
}

fn told(name: &str, rows: &TableRows<'_>, many: usize, meaning: Meaning) -> Finding {
    const ASK: &str = "ask the sender for the column; if there is nothing to report, let this run go on with --accept \
                       column_empty --because TEXT --by NAME";
    let (code, effect, why, hint) = match meaning {
        Meaning::Question(why) => ("column_empty", Effect::Stops, why, ASK),
        Meaning::Loss(why) => {
            ("column_empty", Effect::Notes, why.into(), "ask the sender for the column if it is kept")
        }
        Meaning::SoFar(why) => (
            "column_empty_so_far",
            Effect::Notes,
            why.into(),
            "nothing to do if nothing has happened yet; else ask the sender",
        ),
    };
    let place = rows.origin.column(name);
    let message = format!("no value in any of {}: {why}", number_of(many as u64, "row"));
    Finding::new(code, effect, place, message, hint).for_rows(many as u64)
}

/// What is to be said of a column that is empty; none where each row is set aside for it, and where an empty column
/// says no more than its cells (second and third jobs, leaving).
fn meaning(name: &str, asked: &Asked<'_, '_>, context: &RuleContext<'_>) -> Option<Meaning> {
    let Asked { rows, used, .. } = asked;
    let as_at = day_of(context.as_at.0);
    let so_long_ago = |day: Option<Day>, days: Day| day.is_some_and(|day| day + days <= as_at);
    let many = |test: &dyn Fn(usize) -> bool| used.iter().filter(|i| test(**i)).count();
    let terms = context.contract_of(&rows.origin.supplier);
    let claimed = terms.is_some_and(|terms| terms.sustained_from() == SustainedFrom::Claimed);
    Some(match name {
        "attachment_date" => {
            let due = many(&|i| rows.referral.get(i).is_none_or(|day| so_long_ago(Some(day), JOINED_BY_DAYS)));
            match due {
                0..MANY => Meaning::SoFar("nobody has joined yet"),
                _ => Meaning::Question(format!(
                    "that nobody has joined, of {due} referred {JOINED_BY_DAYS} days ago or more, is a question"
                )),
            }
        }
        "job_start_date" if rows.origin.record == Record::Participants => {
            let no_job = |i: &usize| asked.first_job(*i).is_none();
            let nobody = if used.iter().all(no_job) { "nobody" } else { "nobody else" };
            match many(&|i| no_job(&i) && so_long_ago(rows.attachment.get(i), HALF_A_YEAR)) {
                0..MANY if nobody == "nobody" => Meaning::SoFar("nobody has started a job yet"),
                0..MANY => return None,
                due => Meaning::Question(format!(
                    "that {nobody} has started a job, of {due} attached half a year ago or more, is a question"
                )),
            }
        }
        "job_end_date" => match many(&|i| so_long_ago(asked.first_job(i), HALF_A_YEAR)) {
            0..MANY => Meaning::SoFar("every job counts as still going on"),
            due if !claimed => Meaning::Question(format!(
                "every job counts as still going on, and as sustained once its weeks are over; that none has ended, of {due} begun half a year ago or more, is a question"
            )),
            _ => Meaning::Loss("every job counts as still going on"),
        },
        _ if is_claim(name) && asked.has_claims_elsewhere() => return None,
        _ if is_claim(name) => match many(&|i| so_long_ago(asked.first_job(i), A_YEAR)) {
            due @ MANY_CLAIMS.. if claimed && used.iter().all(|i| !has_claim(rows, *i)) => Meaning::Question(format!(
                "that nothing is claimed as sustained, of {due} in work a year ago or more, is a question"
            )),
            _ => Meaning::SoFar("nothing is claimed as sustained yet"),
        },
        "referral_date" if rows.origin.record == Record::Participants => Meaning::Loss(
            "the day of attachment counts as the day of referral, where Jobcentre Plus's list has no other",
        ),
        "route" => Meaning::Loss("everybody counts as referred by Jobcentre Plus"),
        "prime" if rows.origin.record == Record::Referrals => Meaning::Loss(
            "the list does not say to whom anybody was referred: it speaks of whichever prime has the reference",
        ),
        "payment_group" => Meaning::Loss("everybody has the weeks that the programme gives to those without a group"),
        "ward" | "office" | "area" | "benefit" | "sex" | "age_band" | "disability" | "barrier" => {
            Meaning::Loss("figures by it have \"not known\" alone")
        }
        "hours" => Meaning::Loss("no job can be held against a least number of hours"),
        "outcome_paid_date" | "paid_date" => Meaning::SoFar("nothing is paid yet"),
        "paid_amount" => Meaning::Loss("what is paid has no amount"),
        "birth_date" => Meaning::Loss("it cannot be told whether two lists mean the same person"),
        _ => return None,
    })
}

/// Whether a column says that weeks in work are claimed.
fn is_claim(name: &str) -> bool {
    ["sustained", "sustained_13w"].contains(&name) || CLAIM_COLUMNS.iter().any(|(column, _)| *column == name)
}

fn has_claim(rows: &TableRows<'_>, i: usize) -> bool {
    let marked = [rows.marked, rows.marked_13w].iter().any(|marks| marks.get(i) == Some(true));
    marked || rows.claims.iter().any(|days| days.get(i).is_some())
}

/// Notes amounts on sheets of claims that have no day of payment: they count as not paid.
pub fn amounts_without_date(tables: &[TableRows<'_>], findings: &mut Vec<Finding>) {
    for rows in tables.iter().filter(|rows| rows.origin.record == Record::Claims) {
        let amounts = rows.columns.figures("paid_amount");
        let undated = rows.fates.used().filter(|i| amounts.get(*i).is_some_and(|pence| pence > 0));
        let undated: Rows = undated.filter(|i| rows.paid.get(*i).is_none()).map(|i| rows.source_rows[i]).collect();
        if undated.count() > 0 {
            let message = format!("amounts without the day of payment, which count as not paid yet: {undated}");
            let hint = "ask the prime for the days of payment";
            let place = rows.origin.column("paid_amount");
            let finding = Finding::new("paid_amount_without_date", Effect::Notes, place, message, hint);
            findings.push(finding.for_rows(undated.count()));
        }
    }
}

/// Notes people without a day of referral, and those without any day, who are in no figure of a period.
pub fn missing_referrals(tables: &[TableRows<'_>], findings: &mut Vec<Finding>) {
    let of_people = |rows: &&TableRows<'_>| rows.origin.record == Record::Participants;
    for rows in tables.iter().filter(of_people).filter(|rows| rows.origin.headers.contains_key("referral_date")) {
        let (mut attached, mut nothing) = (Rows::default(), Rows::default());
        for i in rows.fates.used().filter(|i| rows.referral.get(*i).is_none()) {
            let kind = if rows.attachment.get(i).is_some() { &mut attached } else { &mut nothing };
            kind.add(rows.source_rows[i]);
        }
        let place = rows.origin.column("referral_date");
        let mut note = |code, rows: Rows, message: String, hint| {
            if rows.count() > 0 {
                findings.push(Finding::new(code, Effect::Notes, place.clone(), message, hint).for_rows(rows.count()));
            }
        };
        // Said of the whole column otherwise.
        let all = attached.count() as usize == rows.fates.used().count() && attached.count() as usize >= MANY;
        let message = format!(
            "attached without a day of referral: the day of attachment counts as it, unless Jobcentre Plus's list says \
             another: {attached}"
        );
        if !all {
            note("referral_date_not_given", attached, message, "ask the sender for the day if it is known");
        }
        let message = format!(
            "neither a day of referral nor one of attachment: in no figure, unless Jobcentre Plus's list has the referral: \
             {nothing}"
        );
        note("row_without_milestone", nothing, message, "ask the sender for the day of the referral");
    }
}
