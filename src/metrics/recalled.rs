//! People brought back from the table that a run keeps of them, in columns: a person is put together when somebody looks.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::canonical::frame::{Day, day_of};
use crate::canonical::{ColumnData, Days, Figures, Marks};
use crate::definitions::SustainedFrom;
use crate::validation::ContractTerms;
use crate::vocabulary::AsAt;

use super::dimension::Dimension;
use super::employment::Bounds;
use super::grouping::{code_place, time_key};
use super::indicators::Event;
use super::kept::{COLUMNS, DATED, UNDATED};
use super::people::{CODE_DIMENSIONS, CodeId, Each, Happened, Own, PAYMENT_GROUP, People, Person};
use super::rules::Rules;

/// A person: one who was put together from rows, or one who is put together from what was kept while somebody looks.
pub enum Held<'a> {
    Own(&'a Person),
    Built(Person),
}

impl std::ops::Deref for Held<'_> {
    type Target = Person;

    fn deref(&self) -> &Person {
        match self {
            Held::Own(person) => person,
            Held::Built(person) => person,
        }
    }
}

/// People who were kept, in columns: a person is put together when somebody looks.
pub(super) struct Kept {
    /// The only day on which it can be said how they stand.
    pub day: Day,
    pub rows: usize,
    /// The columns that were read.
    columns: BTreeSet<String>,
    /// By row: the contract.
    contracts: Vec<u8>,
    /// By contract: whether its outcome is read from dates.
    by_dates: Vec<bool>,
    /// In the order of `CODE_DIMENSIONS`; empty where the column was not read.
    codes: Vec<Vec<CodeId>>,
    route: Vec<CodeId>,
    /// In the order of `DATED`, and of `UNDATED`.
    dates: [Option<Days>; DATED.len()],
    undated: [Option<Marks>; UNDATED.len()],
    joined: Option<Days>,
    /// Of `OnTheDay`.
    on_the_day: [(u8, Option<Marks>); 4],
    weeks: Option<Figures>,
}

/// The columns that counting needs by a dimension.
fn columns_of(dimension: Dimension) -> &'static [&'static str] {
    match dimension {
        Dimension::Prime => &["supplier"],
        Dimension::Route => &["route"],
        Dimension::AttachmentYear | Dimension::AttachmentQuarter | Dimension::AttachmentMonth => &["attachment_date"],
        Dimension::ReferralYear | Dimension::ReferralQuarter | Dimension::ReferralMonth => &["referral_date"],
        Dimension::Office => &["office"],
        Dimension::Area => &["area"],
        Dimension::Ward => &["ward"],
        Dimension::PaymentGroup => &["payment_group"],
        Dimension::Benefit => &["benefit"],
        Dimension::Sex => &["sex"],
        Dimension::AgeBand => &["age_band"],
        Dimension::Disability => &["disability"],
        Dimension::Barrier => &["barrier"],
    }
}

/// The columns that questions about an event need. Attachment and a job start decide over all later ones.
fn columns_about(event: Event) -> &'static [&'static str] {
    match event {
        Event::Referred => &["referral_date"],
        Event::Attached => &["attachment_date"],
        Event::JobStarted => &["attachment_date", "job_start_date"],
        Event::Sustained => &["attachment_date", "job_start_date", "sustained_date", "sustained_undated"],
        Event::SustainedOtherwise => {
            &["attachment_date", "job_start_date", "sustained_otherwise_date", "sustained_otherwise_undated"]
        }
        Event::Sustained13Weeks => {
            &["attachment_date", "job_start_date", "sustained_13w_date", "sustained_13w_undated"]
        }
        Event::Sustained26Weeks => {
            &["attachment_date", "job_start_date", "sustained_26w_date", "sustained_26w_undated"]
        }
        Event::OutcomePaid => &["attachment_date", "outcome_paid_date", "payments_told"],
        Event::Left => &["attachment_date", "leave_date"],
        Event::OnProgramme => &["attachment_date", "on_programme"],
        Event::SupportedInWork => &["attachment_date", "supported_in_work"],
    }
}

/// How people stand on the day: in time, or with their time behind them.
const STANDING: [&str; 6] =
    ["joined_date", "leave_date", "on_programme", "supported_in_work", "job_start_in_time", "sustained_in_time"];

/// What a question needs of the table of people.
pub struct Wanted(BTreeSet<&'static str>);

impl Wanted {
    /// For counts of some events by some dimensions; `standing` where it is asked who is in time, or has had the time.
    pub fn new(events: &[Event], dimensions: &[Dimension], standing: bool) -> Wanted {
        let mut columns = BTreeSet::from(["supplier"]);
        columns.extend(events.iter().flat_map(|event| columns_about(*event)));
        columns.extend(dimensions.iter().flat_map(|dimension| columns_of(*dimension)));
        columns.extend(STANDING.iter().filter(|_| standing));
        Wanted(columns)
    }

    /// Everything that is kept of people.
    pub fn all() -> Wanted {
        Wanted(COLUMNS.iter().map(|column| column.name).collect())
    }

    /// The same with the weeks in work.
    pub fn with_weeks(mut self) -> Wanted {
        self.0.insert("weeks_in_work");
        self
    }

    pub fn columns(&self) -> Vec<&'static str> {
        self.0.iter().copied().collect()
    }
}

impl People {
    /// Holds a question against what was read: a column that is not there must never pass for noughts.
    pub(super) fn must_hold(&self, columns: &[&str]) {
        if let Some(kept) = &self.kept {
            let missing = columns.iter().find(|name| !kept.columns.contains(**name));
            assert!(missing.is_none(), "column `{}` was not read", missing.unwrap_or(&""));
        }
    }

    pub(super) fn must_hold_event(&self, event: Event) {
        self.must_hold(columns_about(event));
    }

    pub(super) fn must_hold_dimension(&self, dimension: Dimension) {
        self.must_hold(columns_of(dimension));
    }

    pub(super) fn must_hold_standing(&self) {
        self.must_hold(&STANDING);
    }
}

/// What is true of a person on the as-at day and hangs on their jobs, which are not kept beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OnTheDay {
    marks: u8,
    weeks: i32,
}

const ON_PROGRAMME: u8 = 1;
const SUPPORTED_IN_WORK: u8 = 2;
const JOB_START_IN_TIME: u8 = 4;
const SUSTAINED_IN_TIME: u8 = 8;

impl OnTheDay {
    pub fn is_on_programme(self) -> bool {
        self.marks & ON_PROGRAMME != 0
    }

    pub fn is_supported_in_work(self) -> bool {
        self.marks & SUPPORTED_IN_WORK != 0
    }

    pub fn in_time(self, event: Event) -> bool {
        match event {
            Event::Referred | Event::Attached => true,
            Event::JobStarted => self.marks & JOB_START_IN_TIME != 0,
            _ => self.marks & SUSTAINED_IN_TIME != 0,
        }
    }

    pub fn weeks_in_work(self) -> i32 {
        self.weeks
    }
}

impl People {
    /// People again from the table of them: for counts on the as-at day that it is of. Their jobs, claims and scores are not there.
    pub fn of_kept(
        columns: Vec<(String, ColumnData)>,
        rows: usize,
        contracts: &[ContractTerms<'_>],
        as_at: AsAt,
    ) -> Result<People> {
        let mut table = Columns { columns, rows };
        let names = table.columns.iter().map(|(name, _)| name.clone()).collect();
        let (mut codes, mut of_codes) = (Vec::new(), Vec::new());
        for (_, name) in CODE_DIMENSIONS {
            let (words, ids) = table.ids(name)?;
            codes.push(words);
            of_codes.push(ids);
        }
        let (routes, route) = table.ids("route")?;
        let of_row = table.contracts(contracts)?;
        let told = table.marks("payments_told")?;
        let tells = |contract: usize| {
            let told = |row: usize| told.as_ref().and_then(|told| told.get(row)) == Some(true);
            of_row.iter().position(|own| *own as usize == contract).is_some_and(told)
        };
        let own = contracts.iter().enumerate();
        let own: Vec<Own> =
            own.map(|(at, terms)| Own::empty(Rules::of(terms, &codes[PAYMENT_GROUP]), tells(at))).collect();
        let on_the_day = [ON_PROGRAMME, SUPPORTED_IN_WORK, JOB_START_IN_TIME, SUSTAINED_IN_TIME];
        let marks = ["on_programme", "supported_in_work", "job_start_in_time", "sustained_in_time"];
        let mut kept = Kept {
            day: day_of(as_at.0),
            rows,
            columns: names,
            by_dates: own.iter().map(|own| own.rules.sustained_from == SustainedFrom::Dates).collect(),
            contracts: of_row,
            codes: of_codes,
            route,
            dates: Default::default(),
            undated: Default::default(),
            joined: table.days("joined_date")?,
            on_the_day: on_the_day.map(|bit| (bit, None)),
            weeks: table.figures("weeks_in_work")?,
        };
        for (at, (_, name)) in DATED.iter().enumerate() {
            kept.dates[at] = table.days(name)?;
        }
        for (at, (_, name)) in UNDATED.iter().enumerate() {
            kept.undated[at] = table.marks(name)?;
        }
        for (at, name) in marks.iter().enumerate() {
            kept.on_the_day[at].1 = table.marks(name)?;
        }
        Ok(People {
            own,
            primes: contracts.iter().map(|terms| terms.prime_name.to_string()).collect(),
            groupings: Default::default(),
            codes,
            routes,
            scores: Vec::new(),
            as_at,
            kept: Some(kept),
        })
    }
}

impl Kept {
    /// By row: the number of the group in a dimension, as people who are put together have it.
    pub fn keys(&self, dimension: Dimension) -> Vec<u32> {
        let by_time = |at: usize| {
            let key =
                |row: usize| time_key(Happened::on(self.dates[at].as_ref().and_then(|days| days.get(row))), dimension);
            (0..self.rows).into_par_iter().map(key).collect()
        };
        let or_not_known = |codes: &[CodeId]| if codes.is_empty() { vec![0; self.rows] } else { codes.to_vec() };
        match dimension {
            Dimension::Prime => self.contracts.iter().map(|contract| u32::from(*contract)).collect(),
            Dimension::Route => or_not_known(&self.route),
            _ if dimension.is_of_joining() => by_time(1),
            _ if dimension.is_a_time() => by_time(0),
            _ => or_not_known(&self.codes[code_place(dimension)]),
        }
    }

    /// The person of a row.
    pub fn person(&self, row: usize) -> Person {
        let date = |at: usize| self.dates[at].as_ref().and_then(|days| days.get(row));
        let dated = |at: usize| Happened::on(date(at));
        let claimed = |at: usize, undated: usize| match dated(at) {
            Happened::No if is_marked(self.undated[undated].as_ref(), row) => Happened::Undated,
            happened => happened,
        };
        let (sustained, otherwise) = (claimed(3, 0), claimed(4, 1));
        let contract = self.contracts[row] as usize;
        let (sustained_by_dates, sustained_by_claim) =
            if self.by_dates[contract] { (sustained, otherwise) } else { (otherwise, sustained) };
        let code = |column: &Vec<CodeId>| column.get(row).copied().unwrap_or_default();
        Person {
            contract,
            codes: std::array::from_fn(|at| code(&self.codes[at])),
            route: code(&self.route),
            referral: dated(0),
            attachment: dated(1),
            last_attachment: self.joined.as_ref().and_then(|days| days.get(row)),
            leave: date(8),
            job_start: dated(2),
            sustained_by_dates,
            sustained_by_claim,
            weeks_13: claimed(5, 2),
            weeks_26: claimed(6, 3),
            outcome_paid: dated(7),
            bounds: Bounds::default(),
            row: None,
            joins_later: false,
            at: row as u32,
            number: row as u32,
            on_the_day: OnTheDay {
                marks: self
                    .on_the_day
                    .iter()
                    .fold(0, |all, (bit, marks)| all | if is_marked(marks.as_ref(), row) { *bit } else { 0 }),
                weeks: self.weeks.as_ref().and_then(|weeks| weeks.get(row)).map_or(0, |weeks| weeks as i32),
            },
        }
    }
}

fn is_marked(marks: Option<&Marks>, row: usize) -> bool {
    marks.and_then(|marks| marks.get(row)) == Some(true)
}

impl Own {
    /// A contract whose people are kept in columns.
    fn empty(rules: Rules, tells_payments: bool) -> Own {
        Own {
            people: Vec::new(),
            spells: Each::new(0, &[]),
            claims: Each::new(0, &[]),
            set_aside: Each::new(0, &[]),
            rows_set_aside: Default::default(),
            scores: Each::new(0, &[]),
            rules,
            tells_payments,
        }
    }
}

/// Columns as they were read: those that a question needs. Each is taken once.
struct Columns {
    columns: Vec<(String, ColumnData)>,
    rows: usize,
}

impl Columns {
    fn take(&mut self, name: &str) -> Option<ColumnData> {
        let at = self.columns.iter().position(|(own, _)| own == name)?;
        Some(self.columns.swap_remove(at).1)
    }

    fn days(&mut self, name: &str) -> Result<Option<Days>> {
        match self.take(name) {
            None => Ok(None),
            Some(ColumnData::Days(days)) if days.raw().len() == self.rows => Ok(Some(days)),
            Some(_) => bail!("column `{name}` does not hold a day a row"),
        }
    }

    fn marks(&mut self, name: &str) -> Result<Option<Marks>> {
        match self.take(name) {
            None => Ok(None),
            Some(ColumnData::Marks(marks)) if marks.raw().len() == self.rows => Ok(Some(marks)),
            Some(_) => bail!("column `{name}` does not hold a mark a row"),
        }
    }

    fn figures(&mut self, name: &str) -> Result<Option<Figures>> {
        match self.take(name) {
            None => Ok(None),
            Some(ColumnData::Figures(figures)) if figures.raw().len() == self.rows => Ok(Some(figures)),
            Some(_) => bail!("column `{name}` does not hold a figure a row"),
        }
    }

    /// The words of a column of codes, "not known" first, and the number of each row; without rows where it was not read.
    fn ids(&mut self, name: &str) -> Result<(Vec<String>, Vec<CodeId>)> {
        let mut words = vec![String::new()];
        let texts = match self.take(name) {
            None => return Ok((words, Vec::new())),
            Some(ColumnData::Texts(texts)) if texts.raw().len() == self.rows => texts,
            Some(_) => bail!("column `{name}` does not hold a text a row"),
        };
        words.extend(texts.words.iter().map(String::from));
        // "No text" is the highest number: one more is nought.
        Ok((words, texts.raw().par_iter().map(|id| id.wrapping_add(1)).collect()))
    }

    /// By row: the place of its contract among those that are known.
    fn contracts(&mut self, contracts: &[ContractTerms<'_>]) -> Result<Vec<u8>> {
        let (suppliers, ids) = self.ids("supplier")?;
        let place = |id: &String| {
            let at = contracts.iter().position(|terms| terms.contract.supplier == *id);
            at.and_then(|at| u8::try_from(at).ok())
        };
        let places: Vec<Option<u8>> = suppliers.iter().map(place).collect();
        let of_row = ids.par_iter().map(|id| places[*id as usize].context("a prime is not among the contracts"));
        of_row.collect()
    }
}
