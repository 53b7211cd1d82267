//! The rows that every rule let through, as canonical tables.

use std::collections::BTreeMap;

use anyhow::Result;
use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use crate::canonical::frame::{date_column, day_of, number_column};
use crate::canonical::schema::Record;
use crate::canonical::tables::{CODES, CanonicalTables, Codes};
use crate::canonical::{Day, counts};
use crate::mapping::MappedRecords;

use super::RuleContext;
use super::keys::Keys;
use super::rows::{CLAIM_COLUMNS, TableRows};

/// Builds the canonical tables from the rows that are used.
pub fn tables(records: &mut [MappedRecords], keys: &Keys, context: &RuleContext<'_>) -> Result<CanonicalTables> {
    let mut codes: BTreeMap<&'static str, Codes> = BTreeMap::new();
    let numbers: Vec<Numbers> = records.iter().map(|table| Numbers::of(table, &mut codes)).collect();
    let counts = records.iter().flat_map(|table| counts::unnamed_together(table.counts())).collect();
    let each = records.par_iter_mut().zip(&numbers).enumerate();
    let each = each.filter(|(_, (table, _))| table.origin.record != Record::Counts).map(|(t, (table, numbers))| {
        let rows = TableRows::new(table, context);
        Used::new(t, &rows, numbers, keys).frames(context)
    });
    // A run without a list of one kind still has the table, without rows.
    let mut nobody = MappedRecords::nobody();
    let numbers = Numbers::of(&nobody, &mut BTreeMap::new());
    let rows = TableRows::new(&mut nobody, context);
    let none = Used { rows: &rows, numbers: &numbers, used: Vec::new(), people: Vec::new() };
    let mut all = Frames { referrals: Some(none.referrals()?), ..none.frames(context)? };
    for frames in each.collect::<Result<Vec<Frames>>>()? {
        all.add(frames)?;
    }
    let whole = |frame: Option<DataFrame>| frame.unwrap_or_default();
    let tables = CanonicalTables {
        referrals: whole(all.referrals),
        participants: whole(all.participants),
        job_spells: whole(all.spells),
        claims: whole(all.claims),
        counts,
        people: keys.distinct(),
        codes,
    };
    tables.checked()
}

/// The run's numbers for the words of one table.
struct Numbers {
    supplier: u32,
    /// By column and the table's own number of a word.
    words: BTreeMap<&'static str, Vec<u32>>,
}

impl Numbers {
    fn of(table: &MappedRecords, codes: &mut BTreeMap<&'static str, Codes>) -> Self {
        let supplier = codes.entry("prime").or_default().add(&table.origin.supplier);
        let mut number = |name: &'static str| {
            let codes = codes.entry(name).or_default();
            (name, table.columns.texts(name).words.iter().map(|word| codes.add(word)).collect())
        };
        let words = ["prime", "route"].iter().chain(CODES).map(|name| number(name)).collect();
        Numbers { supplier, words }
    }
}

/// What one table adds to the canonical ones.
struct Frames {
    referrals: Option<DataFrame>,
    participants: Option<DataFrame>,
    spells: Option<DataFrame>,
    claims: Option<DataFrame>,
}

impl Frames {
    fn add(&mut self, below: Frames) -> Result<()> {
        let Frames { referrals, participants, spells, claims } = below;
        stack(&mut self.referrals, referrals)?;
        stack(&mut self.participants, participants)?;
        stack(&mut self.spells, spells)?;
        stack(&mut self.claims, claims)
    }
}

/// Puts rows below others; the first that has any begins anew.
fn stack(all: &mut Option<DataFrame>, below: Option<DataFrame>) -> Result<()> {
    match (all, below) {
        (_, None) => {}
        (Some(all), Some(below)) if all.height() > 0 => drop(all.vstack_mut(&below)?),
        (all, below) => *all = below,
    }
    Ok(())
}

/// The rows of one table that are used.
struct Used<'a, 'b> {
    rows: &'b TableRows<'a>,
    numbers: &'b Numbers,
    used: Vec<usize>,
    /// By used row.
    people: Vec<u32>,
}

impl<'a, 'b> Used<'a, 'b> {
    /// A row without a reference is never used.
    fn new(t: usize, rows: &'b TableRows<'a>, numbers: &'b Numbers, keys: &Keys) -> Self {
        let of = |i: usize| keys.person(t, i).map(|person| (i, person as u32));
        let (used, people) = rows.fates.used().filter_map(of).unzip();
        Used { rows, numbers, used, people }
    }

    fn frames(&self, context: &RuleContext<'_>) -> Result<Frames> {
        let record = self.rows.origin.record;
        if record == Record::Referrals {
            return Ok(Frames { referrals: Some(self.referrals()?), participants: None, spells: None, claims: None });
        }
        let participants = (record == Record::Participants).then(|| self.participants()).transpose()?;
        let (mut spells, mut claims) = (Spells::default(), Claims::default());
        spells.add(self, day_of(context.as_at.0));
        claims.add(self);
        Ok(Frames { referrals: None, participants, spells: Some(spells.frame()?), claims: Some(claims.frame()?) })
    }

    fn referrals(&self) -> Result<DataFrame> {
        self.frame(self.codes("prime"), vec![self.days("referral_date")])
    }

    fn participants(&self) -> Result<DataFrame> {
        let route = number_column("route", self.codes("route"));
        let own = vec![route, self.days("referral_date"), self.days("attachment_date"), self.days("leave_date")];
        self.frame(vec![self.numbers.supplier; self.used.len()], own)
    }

    fn frame(&self, primes: Vec<u32>, own: Vec<Column>) -> Result<DataFrame> {
        let mut columns = vec![number_column("prime", primes), number_column("person", self.people.clone())];
        columns.extend(own);
        columns.extend(CODES.iter().map(|name| number_column(name, self.codes(name))));
        columns.push(number_column("source_id", vec![self.rows.origin.source_id; self.used.len()]));
        columns.push(number_column("source_row", self.used.iter().map(|&i| self.rows.source_rows[i]).collect()));
        Ok(DataFrame::new_infer_height(columns)?)
    }

    fn days(&self, name: &str) -> Column {
        let days = self.rows.columns.days(name);
        date_column(name, self.used.iter().map(|&i| days.get(i)))
    }

    /// The run's number for each row's code.
    fn codes(&self, name: &str) -> Vec<u32> {
        let (texts, numbers) = (self.rows.columns.texts(name), &self.numbers.words[name]);
        self.used.iter().map(|&i| texts.id(i).map_or(0, |id| numbers[id as usize])).collect()
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
    fn add(&mut self, used: &Used<'_, '_>, as_at: Day) {
        let (rows, prime) = (used.rows, used.numbers.supplier);
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
        let own = vec![date_column("first_day", self.first), date_column("last_day", self.last)];
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
    fn add(&mut self, used: &Used<'_, '_>) {
        let (rows, prime) = (used.rows, used.numbers.supplier);
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
        let own = vec![number_column("weeks", self.weeks), date_column("claim_date", self.dates)];
        self.traced.frame(own)
    }
}
