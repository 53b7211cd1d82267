//! The rows that every rule let through, as canonical tables.

use anyhow::{Result, ensure};
use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, IntoColumn, NamedFrom, NewChunkedArray, Scalar, Series,
};

use crate::canonical::frame::{Day, date_column, day_of, text_column};
use crate::canonical::schema::Record;
use crate::canonical::tables::{CODES, CanonicalTables};
use crate::mapping::{Fate, MappedRecords};

use super::RuleContext;
use super::rows::{CLAIM_COLUMNS, TableRows};

/// Builds the canonical tables from the rows that are used.
pub fn tables(records: &mut [MappedRecords], context: &RuleContext<'_>) -> Result<CanonicalTables> {
    let mut referrals = Stack::default();
    let mut participants = Stack::default();
    let (frames, suppliers): (Vec<DataFrame>, Vec<String>) =
        records.iter().map(|table| (table.frame.clone(), table.supplier.clone())).unzip();
    let mut spells = Spells::default();
    let mut claims = Claims::default();
    for ((table, frame), supplier) in records.iter_mut().zip(&frames).zip(&suppliers) {
        let used: BooleanChunked =
            BooleanChunked::from_iter_values("used".into(), table.fates.iter().map(|fate| *fate == Fate::Used));
        let (record, source_id) = (table.record, table.source_id);
        match record {
            Record::Referrals => {
                let columns = [&["prime", "reference", "referral_date"], CODES].concat();
                referrals.add(select(frame, &used, &columns, source_id)?)?;
            }
            Record::Participants => {
                let columns =
                    [&["reference", "route", "referral_date", "attachment_date", "leave_date"], CODES].concat();
                let mut rows = select(frame, &used, &columns, source_id)?;
                rows.insert_column(0, constant("prime", supplier, rows.height()))?;
                participants.add(rows)?;
            }
            Record::Jobs => {}
        }
        if record != Record::Referrals {
            let rows = TableRows::new(table, frame, context)?;
            spells.add(&rows, supplier, source_id, day_of(context.as_at.0));
            claims.add(&rows, supplier, source_id);
        }
    }
    CanonicalTables::new(
        referrals.frame(Record::Referrals)?,
        participants.frame(Record::Participants)?,
        spells.frame()?,
        claims.frame()?,
    )
}

fn constant(name: &str, text: &str, height: usize) -> Column {
    Column::new_scalar(name.into(), Scalar::from(polars::prelude::PlSmallStr::from_str(text)), height)
}

fn select(frame: &DataFrame, used: &BooleanChunked, columns: &[&str], source_id: u32) -> Result<DataFrame> {
    let mut rows = frame.select(columns.iter().copied().chain(["source_row"]))?.filter(used)?;
    let ids = Column::new_scalar("source_id".into(), Scalar::from(source_id), rows.height());
    rows.insert_column(rows.width() - 1, ids)?;
    Ok(rows)
}

/// Frames of one record put below each other.
#[derive(Default)]
struct Stack(Option<DataFrame>);

impl Stack {
    fn add(&mut self, frame: DataFrame) -> Result<()> {
        match &mut self.0 {
            None => self.0 = Some(frame),
            Some(all) => {
                ensure!(all.width() == frame.width(), "tables of one record have the same columns");
                all.vstack_mut(&frame)?;
            }
        }
        Ok(())
    }

    /// The whole; with its columns and no rows where nothing was added.
    fn frame(self, record: Record) -> Result<DataFrame> {
        if let Some(frame) = self.0 {
            return Ok(frame);
        }
        let own: &[(&str, DataType)] = match record {
            Record::Referrals => &[("referral_date", DataType::Date)],
            _ => &[
                ("route", DataType::String),
                ("referral_date", DataType::Date),
                ("attachment_date", DataType::Date),
                ("leave_date", DataType::Date),
            ],
        };
        let person = [("prime", DataType::String), ("reference", DataType::String)];
        let codes = CODES.iter().map(|name| (*name, DataType::String));
        let trace = [("source_id", DataType::UInt32), ("source_row", DataType::UInt32)];
        let columns = person.into_iter().chain(own.iter().cloned()).chain(codes).chain(trace);
        Ok(DataFrame::new(0, columns.map(|(name, dtype)| Column::new_empty(name.into(), &dtype)).collect())?)
    }
}

/// Columns that every traced row has.
#[derive(Default)]
struct Traced<'a> {
    prime: Vec<Option<&'a str>>,
    reference: Vec<Option<&'a str>>,
    source_id: Vec<u32>,
    source_row: Vec<u32>,
}

impl<'a> Traced<'a> {
    fn add(&mut self, supplier: &'a str, reference: &'a str, source_id: u32, source_row: u32) {
        self.prime.push(Some(supplier));
        self.reference.push(Some(reference));
        self.source_id.push(source_id);
        self.source_row.push(source_row);
    }

    fn frame(self, own: Vec<Column>) -> Result<DataFrame> {
        let mut columns = vec![text_column("prime", &self.prime), text_column("reference", &self.reference)];
        columns.extend(own);
        columns.push(Series::new("source_id".into(), self.source_id).into_column());
        columns.push(Series::new("source_row".into(), self.source_row).into_column());
        Ok(DataFrame::new_infer_height(columns)?)
    }
}

#[derive(Default)]
struct Spells<'a> {
    traced: Traced<'a>,
    first: Vec<Option<Day>>,
    last: Vec<Option<Day>>,
}

impl<'a> Spells<'a> {
    /// Adds each job that had begun by the as-at date; an end after it is not known yet.
    fn add(&mut self, rows: &TableRows<'a>, supplier: &'a str, source_id: u32, as_at: Day) {
        for i in rows.used() {
            let Some(reference) = rows.references[i] else { continue };
            for job in &rows.jobs {
                if let Some(start) = job.start[i].filter(|start| *start <= as_at) {
                    self.traced.add(supplier, reference, source_id, rows.source_rows[i]);
                    self.first.push(Some(start));
                    self.last.push(job.last[i].filter(|last| *last <= as_at));
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
struct Claims<'a> {
    traced: Traced<'a>,
    weeks: Vec<u32>,
    dates: Vec<Option<Day>>,
}

impl<'a> Claims<'a> {
    fn add(&mut self, rows: &TableRows<'a>, supplier: &'a str, source_id: u32) {
        for i in rows.used() {
            let Some(reference) = rows.references[i] else { continue };
            let dated = rows
                .claims
                .iter()
                .zip(CLAIM_COLUMNS)
                .filter_map(|(days, (_, weeks))| days[i].map(|day| (weeks, Some(day))));
            let marked = [(rows.marked[i], 0), (rows.marked_13w[i], 13)];
            let marked = marked.into_iter().filter(|(mark, _)| *mark == Some(true)).map(|(_, weeks)| (weeks, None));
            for (weeks, day) in dated.chain(marked) {
                self.traced.add(supplier, reference, source_id, rows.source_rows[i]);
                self.weeks.push(weeks);
                self.dates.push(day);
            }
        }
    }

    fn frame(self) -> Result<DataFrame> {
        let own = vec![Series::new("weeks".into(), self.weeks).into_column(), date_column("claim_date", self.dates)?];
        self.traced.frame(own)
    }
}
