//! People as tables that are kept with a run: one row a person on a contract, with what counts of them on the as-at day, and nobody's
//! reference. Questions are answered from them without reading a return; other programs find the same figures in them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::canonical::frame::{Day, day_of};
use crate::canonical::{ColumnData, Days, Figures, Marks, Texts};
use crate::validation::ContractTerms;
use crate::vocabulary::{Basis, Quarter};

use super::compute::View;
use super::dimension::Dimension;
use super::indicators::Event;
use super::people::{CODE_DIMENSIONS, CodeId, Happened, People, Person};

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
pub(super) const DATED: [(Event, &str); 9] = [
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
pub(super) const UNDATED: [(Event, &str); 4] = [
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
