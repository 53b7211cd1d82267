//! The rows that every rule let through, as canonical tables.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::{Column, DataFrame};

use crate::canonical::frame::{date_column, day_of, number_column};
use crate::canonical::schema::Record;
use crate::canonical::tables::{CODES, CanonicalTables, Codes};
use crate::canonical::{Day, Texts};
use crate::mapping::MappedRecords;

use super::RuleContext;
use super::keys::Keys;
use super::rows::{CLAIM_COLUMNS, TableRows};

/// Builds the canonical tables from the rows that are used.
pub fn tables(records: &mut [MappedRecords], keys: &Keys, context: &RuleContext<'_>) -> Result<CanonicalTables> {
    let mut codes: BTreeMap<&'static str, Codes> = BTreeMap::new();
    let (mut referrals, mut participants) = (Stack::default(), Stack::default());
    let (mut spells, mut claims) = (Spells::default(), Claims::default());
    let as_at = day_of(context.as_at.0);
    let mut counts = Vec::new();
    for (t, table) in records.iter_mut().enumerate() {
        if table.origin.record == Record::Counts {
            counts.extend(table.counts().cloned());
            continue;
        }
        let rows = TableRows::new(table, context);
        let used = Used::new(t, &rows, keys);
        let prime = codes.entry("prime").or_default().add(&rows.origin.supplier);
        match rows.origin.record {
            Record::Referrals => {
                let primes = used.codes("prime", rows.primes, &mut codes);
                referrals.add(used.referrals(primes, &mut codes)?)?;
            }
            Record::Participants => participants.add(used.participants(prime, &mut codes)?)?,
            Record::Jobs | Record::Events | Record::Counts => {}
        }
        if rows.origin.record != Record::Referrals {
            spells.add(&used, prime, as_at);
            claims.add(&used, prime);
        }
    }
    // A run without a list of one kind still has the table, without rows.
    let nobody = &mut MappedRecords::nobody();
    let rows = TableRows::new(nobody, context);
    let none = Used { rows: &rows, used: Vec::new(), people: Vec::new() };
    let tables = CanonicalTables {
        referrals: referrals.or(|| none.referrals(Vec::new(), &mut codes))?,
        participants: participants.or(|| none.participants(0, &mut codes))?,
        job_spells: spells.frame()?,
        claims: claims.frame()?,
        counts,
        people: keys.distinct(),
        codes,
    };
    tables.checked()
}

/// The rows of one table that are used.
struct Used<'a, 'b> {
    rows: &'b TableRows<'a>,
    used: Vec<usize>,
    /// By used row.
    people: Vec<u32>,
}

impl<'a, 'b> Used<'a, 'b> {
    /// A row without a reference is never used.
    fn new(t: usize, rows: &'b TableRows<'a>, keys: &Keys) -> Self {
        let of = |i: usize| keys.person(t, i).map(|person| (i, person as u32));
        let (used, people) = rows.fates.used().filter_map(of).unzip();
        Used { rows, used, people }
    }

    fn referrals(&self, primes: Vec<u32>, codes: &mut BTreeMap<&'static str, Codes>) -> Result<DataFrame> {
        self.frame(primes, vec![self.days("referral_date")?], codes)
    }

    fn participants(&self, prime: u32, codes: &mut BTreeMap<&'static str, Codes>) -> Result<DataFrame> {
        let route = number_column("route", self.codes("route", self.rows.routes, codes));
        let own = vec![route, self.days("referral_date")?, self.days("attachment_date")?, self.days("leave_date")?];
        self.frame(vec![prime; self.used.len()], own, codes)
    }

    fn frame(
        &self,
        primes: Vec<u32>,
        own: Vec<Column>,
        codes: &mut BTreeMap<&'static str, Codes>,
    ) -> Result<DataFrame> {
        let mut columns = vec![number_column("prime", primes), number_column("person", self.people.clone())];
        columns.extend(own);
        for name in CODES {
            columns.push(number_column(name, self.codes(name, self.rows.columns.texts(name), codes)));
        }
        columns.push(number_column("source_id", vec![self.rows.origin.source_id; self.used.len()]));
        columns.push(number_column("source_row", self.used.iter().map(|&i| self.rows.source_rows[i]).collect()));
        Ok(DataFrame::new_infer_height(columns)?)
    }

    fn days(&self, name: &str) -> Result<Column> {
        let days = self.rows.columns.days(name);
        date_column(name, self.used.iter().map(|&i| days.get(i)).collect())
    }

    /// The run's number for each row's code.
    fn codes(&self, name: &'static str, texts: &Texts, codes: &mut BTreeMap<&'static str, Codes>) -> Vec<u32> {
        let codes = codes.entry(name).or_default();
        let numbers: Vec<u32> = texts.words.iter().map(|word| codes.add(word)).collect();
        self.used.iter().map(|&i| texts.id(i).map_or(0, |id| numbers[id as usize])).collect()
    }
}

/// Frames of one record put below each other.
#[derive(Default)]
struct Stack(Option<DataFrame>);

impl Stack {
    fn add(&mut self, frame: DataFrame) -> Result<()> {
        match &mut self.0 {
            None => self.0 = Some(frame),
            Some(all) => {
                all.vstack_mut(&frame)?;
            }
        }
        Ok(())
    }

    fn or(self, empty: impl FnOnce() -> Result<DataFrame>) -> Result<DataFrame> {
        self.0.map_or_else(empty, Ok)
    }
}

/// Columns that every traced row has.
#[derive(Default)]
struct Traced {
    prime: Vec<u32>,
    person: Vec<u32>,
    source_id: Vec<u32>,
    source_row: Vec<u32>,
}

impl Traced {
    fn add(&mut self, prime: u32, person: u32, source_id: u32, source_row: u32) {
        self.prime.push(prime);
        self.person.push(person);
        self.source_id.push(source_id);
        self.source_row.push(source_row);
    }

    fn frame(self, own: Vec<Column>) -> Result<DataFrame> {
        let mut columns = vec![number_column("prime", self.prime), number_column("person", self.person)];
        columns.extend(own);
        columns.push(number_column("source_id", self.source_id));
        columns.push(number_column("source_row", self.source_row));
        Ok(DataFrame::new_infer_height(columns)?)
    }
}

#[derive(Default)]
struct Spells {
    traced: Traced,
    first: Vec<Option<Day>>,
    last: Vec<Option<Day>>,
}

impl Spells {
    /// Adds each job that had begun by the as-at date; an end after it is not known yet.
    fn add(&mut self, used: &Used<'_, '_>, prime: u32, as_at: Day) {
        let rows = used.rows;
        for (&i, &person) in used.used.iter().zip(&used.people) {
            for job in &rows.jobs {
                if let Some(start) = job.start(i).filter(|start| *start <= as_at) {
                    self.traced.add(prime, person, rows.origin.source_id, rows.source_rows[i]);
                    self.first.push(Some(start));
                    self.last.push(job.last(i).filter(|last| *last <= as_at));
                }
            }
        }
    }

    fn frame(self) -> Result<DataFrame> {
        let own = vec![date_column("first_day", self.first)?, date_column("last_day", self.last)?];
        self.traced.frame(own)
    }
}

#[derive(Default)]
struct Claims {
    traced: Traced,
    weeks: Vec<u32>,
    dates: Vec<Option<Day>>,
}

impl Claims {
    fn add(&mut self, used: &Used<'_, '_>, prime: u32) {
        let rows = used.rows;
        for (&i, &person) in used.used.iter().zip(&used.people) {
            let columns = rows.claims.iter().zip(CLAIM_COLUMNS);
            let dated = columns.filter_map(|(days, (_, weeks))| days.get(i).map(|day| (weeks, Some(day))));
            let marked = [(rows.marked.get(i), 0), (rows.marked_13w.get(i), 13)];
            let marked = marked.into_iter().filter(|(mark, _)| *mark == Some(true)).map(|(_, weeks)| (weeks, None));
            for (weeks, day) in dated.chain(marked) {
                self.traced.add(prime, person, rows.origin.source_id, rows.source_rows[i]);
                self.weeks.push(weeks);
                self.dates.push(day);
            }
        }
    }

    fn frame(self) -> Result<DataFrame> {
        let own = vec![number_column("weeks", self.weeks), date_column("claim_date", self.dates)?];
        self.traced.frame(own)
    }
}
