//! Row accounts: rows read = used + set aside + left out by rule, for each table and in all.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use crate::fault::{Exit, Fault};
use crate::finding::{Effect, Finding, Place, number_of};
use crate::mapping::{EVENT_NOT_WANTED, Fate, MappedRecords, Shape};
use crate::source::sheet::TABLE_TITLE;

/// What became of the rows of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableAccount {
    pub file: String,
    pub sheet: String,
    /// What its rows are, as `Record::name` says it.
    pub record: &'static str,
    pub supplier: String,
    /// The rows of the header as Excel numbers them.
    pub header_rows: Vec<u32>,
    /// Rows below the header that are not blank.
    pub read: u64,
    pub used: u64,
    /// By the rule that set them aside.
    pub set_aside: BTreeMap<&'static str, u64>,
    /// By the rule that left them out.
    pub left_out: BTreeMap<&'static str, u64>,
}

impl TableAccount {
    pub fn set_aside_total(&self) -> u64 {
        self.set_aside.values().sum()
    }

    pub fn left_out_total(&self) -> u64 {
        self.left_out.values().sum()
    }
}

/// The accounts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Accounts {
    pub tables: Vec<TableAccount>,
    pub read: u64,
    pub used: u64,
    pub set_aside: u64,
    pub left_out: u64,
}

impl Accounts {
    /// The accounts of what is left without some senders' tables.
    pub fn without(&self, is_out: impl Fn(&str) -> bool) -> Accounts {
        let tables: Vec<TableAccount> = self.tables.iter().filter(|table| !is_out(&table.supplier)).cloned().collect();
        Accounts {
            read: tables.iter().map(|table| table.read).sum(),
            used: tables.iter().map(|table| table.used).sum(),
            set_aside: tables.iter().map(TableAccount::set_aside_total).sum(),
            left_out: tables.iter().map(TableAccount::left_out_total).sum(),
            tables,
        }
    }

    /// Counts what became of every row and holds it against the reader's own count.
    ///
    /// Accounts that do not add up are our failure (exit 1): nothing is published from them.
    pub fn of(tables: &[MappedRecords]) -> Result<Accounts> {
        let mut accounts = Accounts::default();
        for table in tables {
            let delivered = table.delivered;
            let account = account(table);
            let total = account.used + account.set_aside_total() + account.left_out_total();
            if total != delivered || account.read != delivered {
                return Err(Fault::new(
                    Exit::Failure,
                    format!(
                        "{}, {}: {delivered} rows were read and {total} are accounted for",
                        table.origin.file, table.origin.sheet
                    ),
                )
                .hint("this is a fault in Quarterdeck: please report it; nothing was published")
                .into());
            }
            accounts.read += account.read;
            accounts.used += account.used;
            accounts.set_aside += account.set_aside_total();
            accounts.left_out += account.left_out_total();
            accounts.tables.push(account);
        }
        Ok(accounts)
    }

    /// Rules by which rows of a sheet are left out and of which nothing is said yet: one finding each.
    pub fn untold(&self, findings: &[Finding]) -> Vec<Finding> {
        let mut untold: BTreeMap<(&str, &str, &'static str), u64> = BTreeMap::new();
        for table in &self.tables {
            for (&rule, rows) in &table.left_out {
                let told = |finding: &Finding| {
                    let place = &finding.place;
                    finding.code == rule && place.file == table.file && place.sheet.as_ref() == Some(&table.sheet)
                };
                if !findings.iter().any(told) {
                    *untold.entry((&table.file, &table.sheet, rule)).or_insert(0) += rows;
                }
            }
        }
        let finding = |((file, sheet, rule), rows): ((&str, &str, _), u64)| {
            let message = match rule {
                EVENT_NOT_WANTED => "events that the layout maps to `none`",
                TABLE_TITLE => "titles of tables, not rows of data",
                _ => "left out by this rule",
            };
            let place = Place::file(file).sheet(sheet);
            let message = format!("{message}: {}", number_of(rows, "row"));
            Finding::new(rule, Effect::LeavesOut, place, message, "nothing to do").for_rows(rows)
        };
        untold.into_iter().map(finding).collect()
    }
}

fn account(table: &MappedRecords) -> TableAccount {
    let mut account = TableAccount {
        file: table.origin.file.clone(),
        sheet: table.origin.sheet.clone(),
        record: table.origin.record.name(),
        supplier: table.origin.supplier.clone(),
        header_rows: table.origin.header_rows.clone(),
        set_aside: table.set_aside.clone(),
        left_out: table.left_out.clone(),
        ..TableAccount::default()
    };
    account.read = account.set_aside_total() + account.left_out_total();
    for (i, fate) in table.fates.iter().enumerate() {
        // A person put together from events stands for as many rows, which share what becomes of the person.
        let rows = match &table.shape {
            Shape::Events(rows) => u64::from(rows[i]),
            _ => 1,
        };
        account.read += rows;
        match fate {
            Fate::Used => account.used += rows,
            Fate::SetAside(code) => *account.set_aside.entry(code).or_insert(0) += rows,
            Fate::LeftOut(rule) => *account.left_out.entry(rule).or_insert(0) += rows,
        }
    }
    account
}
