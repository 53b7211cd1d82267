//! People as tables that are kept with a run: one row a person on a contract, with what counts of them on the as-at day, and nobody's
//! reference. Questions are answered from them without reading a return; other programs find the same figures in them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::canonical::frame::{Day, day_of};
use crate::canonical::{ColumnData, Days, Figures, Marks, Texts};
use crate::definitions::SustainedFrom;
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Basis, Quarter};

use super::compute::View;
use super::dimension::Dimension;
use super::employment::Bounds;
use super::indicators::Event;
use super::people::{CODE_DIMENSIONS, CodeId, Each, Happened, Own, PAYMENT_GROUP, People, Person};
use super::rules::Rules;

/// A table with its columns, in their order.
pub struct KeptTable {
    pub name: &'static str,
    pub columns: Vec<(&'static str, ColumnData)>,
    pub rows: usize,
}

/// The table of people.
pub const PEOPLE: &str = "people";
/// People with a first and a later score of a name, and how far they came.
pub const SCORE_CHANGES: &str = "score_changes";
/// Residents of working age by place.
pub const RESIDENTS: &str = "residents";

/// A column of the table of people, and what it is.
pub struct KeptColumn {
    pub name: &'static str,
    pub kind: &'static str,
    pub about: &'static str,
}

const fn column(name: &'static str, kind: &'static str, about: &'static str) -> KeptColumn {
    KeptColumn { name, kind, about }
}

/// Every column of the table of people, in its order. A date that did not come is missing.
pub const COLUMNS: [KeptColumn; 45] = [
    column("supplier", "text", "The prime's id in the workspace"),
    column("prime", "text", "The prime's name as printed"),
    column("as_at", "date", "The last day of the quarter: what is told is true of the end of that day"),
    column("quarter_first_day", "date", "The first day of the quarter"),
    column("twelve_months_first_day", "date", "The first day of the twelve months that end with the quarter"),
    column("office", "text", "The Jobcentre Plus office that referred; missing where it is not known"),
    column("area", "text", "The area"),
    column("ward", "text", "The ward"),
    column("payment_group", "text", "The payment group"),
    column("benefit", "text", "The benefit at referral"),
    column("sex", "text", "The sex as the sender gives it"),
    column("age_band", "text", "The age band at referral"),
    column("disability", "text", "Whether somebody is disabled, as the sender gives it"),
    column("barrier", "text", "What keeps somebody from work, as the sender gives it"),
    column("route", "text", "How somebody came: `jcp` where Jobcentre Plus referred them"),
    column("referral_date", "date", "First referral"),
    column("attachment_date", "date", "First day on the programme"),
    column(
        "joined_date",
        "date",
        "The day from which the time runs that somebody has: the last attachment where a programme begins anew",
    ),
    column("job_start_date", "date", "First day of the first job that began while supported"),
    column("sustained_date", "date", "The day on which the outcome was reached, read as the contract says"),
    column("sustained_otherwise_date", "date", "The same by the other source"),
    column("sustained_13w_date", "date", "The day on which 13 weeks in work were reached"),
    column("sustained_26w_date", "date", "The day on which 26 weeks in work were reached"),
    column("outcome_paid_date", "date", "The day on which the outcome was paid"),
    column("leave_date", "date", "The day on which somebody left who was attached and has not joined again"),
    column("sustained_undated", "mark", "Claimed without a day: it counts to date and in no period"),
    column("sustained_otherwise_undated", "mark", "The same by the other source"),
    column("sustained_13w_undated", "mark", "The same for 13 weeks"),
    column("sustained_26w_undated", "mark", "The same for 26 weeks"),
    column("on_programme", "mark", "Attached, not left, and supported still on the as-at day"),
    column("supported_in_work", "mark", "In a job that is supported on the as-at day"),
    column("programme_over", "mark", "Attached, and the programme is over: left, or support has ended"),
    column(
        "job_start_in_time",
        "mark",
        "A job start can still come; true of whoever has one already, too, while supported",
    ),
    column("sustained_in_time", "mark", "The outcome can still come; the same"),
    column("job_start_had_time", "mark", "Joined so long ago that the full time for a job start is over"),
    column("sustained_had_time", "mark", "Joined so long ago that the full time for the outcome is over"),
    column("payments_told", "mark", "Whether the prime's returns tell payments at all"),
    column("supports_in_work", "mark", "Whether the programme supports people in work at all"),
    column(
        "weeks_in_work",
        "whole",
        "Whole weeks in work by the as-at day, as the outcome counts them; missing where no job has started",
    ),
    column("attachment_year", "text", "The financial year of attachment, such as 2015-16"),
    column("attachment_quarter", "text", "The quarter of attachment, such as 2015-16-Q3"),
    column("attachment_month", "text", "Its month, such as 2015-12"),
    column("referral_year", "text", "The financial year of referral"),
    column("referral_quarter", "text", "The quarter of referral"),
    column("referral_month", "text", "Its month"),
];

/// Events with a date in the table, and its column.
const DATED: [(Event, &str); 9] = [
    (Event::Referred, "referral_date"),
    (Event::Attached, "attachment_date"),
    (Event::JobStarted, "job_start_date"),
    (Event::Sustained, "sustained_date"),
    (Event::SustainedOtherwise, "sustained_otherwise_date"),
    (Event::Sustained13Weeks, "sustained_13w_date"),
    (Event::Sustained26Weeks, "sustained_26w_date"),
    (Event::OutcomePaid, "outcome_paid_date"),
    (Event::Left, "leave_date"),
];

/// Events that can be claimed without a day, and their column.
const UNDATED: [(Event, &str); 4] = [
    (Event::Sustained, "sustained_undated"),
    (Event::SustainedOtherwise, "sustained_otherwise_undated"),
    (Event::Sustained13Weeks, "sustained_13w_undated"),
    (Event::Sustained26Weeks, "sustained_26w_undated"),
];

/// Groupings that follow from dates, for whoever reads the table with another program.
const TIMES: [(Dimension, &str); 6] = [
    (Dimension::AttachmentYear, "attachment_year"),
    (Dimension::ReferralYear, "referral_year"),
    (Dimension::AttachmentQuarter, "attachment_quarter"),
    (Dimension::AttachmentMonth, "attachment_month"),
    (Dimension::ReferralQuarter, "referral_quarter"),
    (Dimension::ReferralMonth, "referral_month"),
];

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
    /// The tables to be kept, as at the end of a quarter.
    pub fn kept_tables(&self, contracts: &[ContractTerms<'_>], residents: &BTreeMap<String, u64>) -> Vec<KeptTable> {
        let quarter = Quarter::of(self.as_at.0);
        let people = KeptTable { name: PEOPLE, columns: self.kept_columns(contracts, quarter), rows: self.count() };
        let mut tables = vec![people];
        tables.extend(self.kept_scores(contracts));
        if !residents.is_empty() {
            let columns = vec![
                ("place", texts(residents.keys().map(|place| Some(place.as_str())))),
                ("residents", whole(residents.values().map(|own| Some(*own as i64)))),
            ];
            tables.push(KeptTable { name: RESIDENTS, columns, rows: residents.len() });
        }
        tables
    }

    fn kept_columns(&self, contracts: &[ContractTerms<'_>], quarter: Quarter) -> Vec<(&'static str, ColumnData)> {
        let columns = COLUMNS.par_iter().map(|column| (column.name, self.kept_column(column.name, contracts, quarter)));
        columns.collect()
    }

    fn kept_column(&self, name: &str, contracts: &[ContractTerms<'_>], quarter: Quarter) -> ColumnData {
        let as_at = day_of(self.as_at.0);
        let view = |basis| View { basis, as_at: self.as_at, quarter, from: None };
        let constant = |day: Day| days((0..self.count()).map(|_| Some(day)));
        let marks = |of: &dyn Fn(&Person) -> bool| {
            ColumnData::Marks(self.iter().map(|person| Some(of(&person))).collect::<Marks>())
        };
        let had_time = |event| {
            let before: Vec<Option<Day>> = self.own.iter().map(|own| own.rules.had_time_before(event, as_at)).collect();
            let has = |person: &Person| {
                let joined = person.joined(self.rules(person));
                before[person.contract].zip(joined).is_some_and(|(before, joined)| joined < before)
            };
            marks(&has)
        };
        if let Some((event, _)) = DATED.iter().find(|(_, own)| *own == name) {
            return days(self.iter().map(|person| match self.happened(&person, *event) {
                Happened::On(day) if day <= as_at => Some(day),
                _ => None,
            }));
        }
        if let Some((event, _)) = UNDATED.iter().find(|(_, own)| *own == name) {
            return marks(&|person| self.happened(person, *event) == Happened::Undated);
        }
        if let Some((dimension, _)) = TIMES.iter().find(|(_, own)| *own == name) {
            return self.named(*dimension);
        }
        if let Some(place) = CODE_DIMENSIONS.iter().position(|(_, own)| *own == name) {
            return of_ids(&self.codes[place], self.iter().map(|person| person.codes[place]), true);
        }
        match name {
            "supplier" => {
                let own: Vec<String> = contracts.iter().map(|terms| terms.contract.supplier.clone()).collect();
                of_ids(&own, self.iter().map(|person| person.contract as CodeId), false)
            }
            "prime" => of_ids(&self.primes, self.iter().map(|person| person.contract as CodeId), false),
            "route" => of_ids(&self.routes, self.iter().map(|person| person.route), false),
            "as_at" => constant(as_at),
            "quarter_first_day" => constant(day_of(quarter.first_day())),
            "twelve_months_first_day" => constant(day_of(view(Basis::TwelveMonths).first_day())),
            "joined_date" => days(self.iter().map(|person| person.joined(self.rules(&person)))),
            "on_programme" => marks(&|person| self.has(person, Event::OnProgramme, as_at)),
            "supported_in_work" => marks(&|person| self.has(person, Event::SupportedInWork, as_at)),
            "programme_over" => marks(&|person| self.has_completed(person, as_at)),
            "job_start_in_time" => marks(&|person| self.in_time(person, Event::JobStarted, as_at)),
            "sustained_in_time" => marks(&|person| self.in_time(person, Event::Sustained, as_at)),
            "job_start_had_time" => had_time(Event::JobStarted),
            "sustained_had_time" => had_time(Event::Sustained),
            "payments_told" => marks(&|person| self.knows(person.contract, Event::OutcomePaid)),
            "supports_in_work" => marks(&|person| self.knows(person.contract, Event::SupportedInWork)),
            "weeks_in_work" => whole(self.iter().map(|person| {
                let started = self.happened(&person, Event::JobStarted).by(as_at);
                started.then(|| i64::from(self.weeks_in_work(&person, as_at)))
            })),
            _ => unreachable!("every column of the list has its values"),
        }
    }

    /// The names of a time's groups; missing where there is none.
    fn named(&self, dimension: Dimension) -> ColumnData {
        let grouping = self.grouping(dimension);
        let names: Vec<String> = (0..grouping.size() as u32)
            .filter(|_| self.count() > 0)
            .map(|group| {
                Some(grouping.name(group)).filter(|name| *name != dimension.not_known()).unwrap_or_default().to_string()
            })
            .collect();
        of_ids(&names, (0..self.count()).map(|place| grouping.of(place)), false)
    }

    fn kept_scores(&self, contracts: &[ContractTerms<'_>]) -> Option<KeptTable> {
        let rows = self.each_score_change(contracts);
        let columns = vec![
            ("prime", texts(rows.iter().map(|row| Some(row.0.as_str())))),
            ("score", texts(rows.iter().map(|row| Some(row.1.as_str())))),
            ("change_hundredths", whole(rows.iter().map(|row| Some(i64::from(row.2))))),
        ];
        (!rows.is_empty()).then_some(KeptTable { name: SCORE_CHANGES, columns, rows: rows.len() })
    }

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

fn days(days: impl Iterator<Item = Option<Day>>) -> ColumnData {
    ColumnData::Days(days.collect::<Days>())
}

fn whole(figures: impl Iterator<Item = Option<i64>>) -> ColumnData {
    ColumnData::Figures(figures.collect::<Figures>())
}

fn texts<'a>(all: impl Iterator<Item = Option<&'a str>>) -> ColumnData {
    let mut texts = Texts::default();
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    for text in all {
        let id = text.map(|text| *known.entry(text).or_insert_with(|| texts.words.push(text)));
        texts.push(id);
    }
    ColumnData::Texts(texts)
}

/// A column of numbers that stand for words; an empty word is missing, and so is `first_is_missing`'s first.
fn of_ids(words: &[String], ids: impl Iterator<Item = CodeId>, first_is_missing: bool) -> ColumnData {
    let mut texts = Texts::default();
    let numbers: Vec<Option<u32>> = words
        .iter()
        .enumerate()
        .map(|(at, word)| (!(word.is_empty() || first_is_missing && at == 0)).then(|| texts.words.push(word)))
        .collect();
    for id in ids {
        texts.push(numbers[id as usize]);
    }
    ColumnData::Texts(texts)
}
