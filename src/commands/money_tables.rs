//! A contract's money as tables, each figure once: written out as csv or as Markdown, both marked.

use std::fmt::Write;

use anyhow::Result;

use super::officers::{MARK, safe};
use crate::definitions::Role;
use crate::fault::printable;
use crate::finance::{AGES, BreakEven, Each, Line, Money, Sum};
use crate::metrics::RowsSetAside;
use crate::render::markdown_words;
use crate::report::format;
use crate::vocabulary::{Pence, Quarter};

/// The line below the officers' mark on everything that holds money.
pub const PART_2: &str = "Part 2: commercially sensitive (paragraph 3 of Schedule 12A, Local Government Act 1972)";

/// One cell.
pub(super) enum Cell {
    /// Nothing is told, or there can be nothing.
    Nothing,
    Number(u64),
    Money(Pence),
    Words(String),
}

/// A table whose rows have a name.
pub(super) struct Table {
    pub(super) title: String,
    /// What the rows are.
    pub(super) rows_are: &'static str,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(String, Vec<Cell>)>,
    /// Whether its amounts are those that are drawn side by side.
    pub(super) is_drawn: bool,
}

/// The tables of one contract.
pub struct Sheet {
    pub(super) contract: String,
    pub(super) prime: String,
    pub(super) tables: Vec<Table>,
    pub(super) notes: Vec<String>,
    /// What is set side by side; nothing where returns hold no claims.
    pub(super) sums: Option<SideBySide>,
}

impl Sheet {
    /// The money of a contract as at the end of a quarter.
    pub fn of(money: &Money, quarter: Quarter) -> Sheet {
        let lines = &money.statement.lines;
        let mut tables = vec![achieved(lines, quarter), paid(lines), unclaimed(lines), ahead(lines, quarter.next())];
        tables.retain(|table| !table.rows.is_empty());
        tables.extend([whole(money), each(money)]);
        tables.extend((!money.account.quarters.is_empty()).then(|| by_quarter(money)));
        Sheet {
            contract: money.contract.clone(),
            prime: money.prime.clone(),
            tables,
            notes: money.statement.notes.iter().cloned().chain(notes(money)).collect(),
            sums: side_by_side(lines),
        }
    }
}

/// What has fallen due, been claimed and been paid of the same milestones.
pub(super) struct SideBySide {
    /// Those of which returns hold claims: of others nobody claims anything.
    pub(super) milestones: Vec<String>,
    pub(super) due: Pence,
    pub(super) claimed: Pence,
    /// Nothing where returns do not tell it of each of them.
    pub(super) paid: Option<Pence>,
}

fn side_by_side(lines: &[Line]) -> Option<SideBySide> {
    let own: Vec<&Line> = lines.iter().filter(|line| line.claimed.is_some()).collect();
    let paid: Option<Vec<Pence>> = own.iter().map(|line| line.paid.as_ref().map(|paid| paid.sum.pence)).collect();
    (!own.is_empty()).then(|| SideBySide {
        milestones: own.iter().map(|line| line.milestone.to_string()).collect(),
        due: own.iter().map(|line| line.achieved.pence).sum(),
        claimed: own.iter().filter_map(|line| line.claimed).map(|sum| sum.pence).sum(),
        paid: paid.map(|paid| paid.into_iter().sum()),
    })
}

fn owned(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_string()).collect()
}

fn two(sum: Sum) -> [Cell; 2] {
    [Cell::Number(sum.times), Cell::Money(sum.pence)]
}

fn two_if_told(sum: Option<Sum>) -> [Cell; 2] {
    sum.map_or([Cell::Nothing, Cell::Nothing], two)
}

/// What each milestone has brought, with a last row of the money of all.
fn achieved(lines: &[Line], quarter: Quarter) -> Table {
    let row = |line: &Line| {
        let mut cells = vec![if line.people > 0 { Cell::Number(line.people) } else { Cell::Nothing }];
        cells.extend(two(line.achieved));
        cells.extend([Cell::Money(line.unconfirmed), Cell::Money(line.cut.pence), Cell::Number(line.without_fee)]);
        (line.milestone.to_string(), cells)
    };
    let mut rows: Vec<(String, Vec<Cell>)> = lines.iter().map(row).collect();
    if !lines.is_empty() {
        let all = |pence: fn(&Line) -> Pence| Cell::Money(lines.iter().map(pence).sum());
        let due = all(|line| line.achieved.pence);
        let (unconfirmed, cut) = (all(|line| line.unconfirmed), all(|line| line.cut.pence));
        rows.push(("all".into(), vec![Cell::Nothing, Cell::Nothing, due, unconfirmed, cut, Cell::Nothing]));
    }
    Table {
        is_drawn: true,
        title: format!("Achieved by {}", quarter.last_day().format("%-d %B %Y")),
        rows_are: "milestone",
        columns: owned(&[
            "people",
            "times",
            "fallen due",
            "of it by fees that no source confirms",
            "cut off by caps",
            "people without a known fee",
        ]),
        rows,
    }
}

/// What is claimed and paid, for milestones of which returns tell it.
fn paid(lines: &[Line]) -> Table {
    let told = lines.iter().filter(|line| line.claimed.is_some());
    let row = |line: &Line| {
        let mut cells: Vec<Cell> = Vec::new();
        cells.extend(two_if_told(line.claimed));
        cells.extend(two_if_told(line.unsupported));
        cells.extend(two_if_told(line.paid.as_ref().map(|paid| paid.sum)));
        cells.extend(two_if_told(line.paid.as_ref().map(|paid| paid.above_fee)));
        cells.push(line.paid.as_ref().map_or(Cell::Nothing, |paid| Cell::Number(paid.without_amount)));
        (line.milestone.to_string(), cells)
    };
    Table {
        is_drawn: true,
        title: "Claimed and paid".into(),
        rows_are: "milestone",
        columns: owned(&[
            "claims",
            "claimed",
            "claims that dates do not bear out",
            "claimed that dates do not bear out",
            "payments",
            "paid",
            "claims paid above their fee",
            "paid above the fee",
            "payments of unknown amount",
        ]),
        rows: told.map(row).collect(),
    }
}

fn unclaimed(lines: &[Line]) -> Table {
    let row = |line: &Line| {
        let set_aside = two(line.set_aside?);
        let ages = line.unclaimed.map_or([None; AGES.len()], |ages| ages.map(Some));
        let cells = ages.into_iter().flat_map(two_if_told).chain(set_aside).collect();
        Some((line.milestone.to_string(), cells))
    };
    let ages = AGES.iter().flat_map(|age| [format!("times, {age}"), format!("fallen due, {age}")]);
    let set_aside = ["times, claim set aside", "fallen due, claim set aside"].map(str::to_string);
    Table {
        is_drawn: false,
        title: "Achieved and not claimed, by the time since it was reached".into(),
        rows_are: "milestone",
        columns: ages.chain(set_aside).collect(),
        rows: lines.iter().filter_map(row).collect(),
    }
}

fn ahead(lines: &[Line], next: Quarter) -> Table {
    let row = |line: &Line| {
        let mut cells: Vec<Cell> = Vec::new();
        cells.extend(two(line.next_instalments));
        cells.extend(two(line.next_people));
        cells.push(Cell::Money(line.later));
        cells.extend(two(line.near_misses));
        (line.milestone.to_string(), cells)
    };
    Table {
        is_drawn: false,
        title: format!("Expected in {}, and what was just missed", next.months_in_words()),
        rows_are: "milestone",
        columns: owned(&[
            "parts of fees already earned",
            "due from parts of fees already earned",
            "times people in work reach it if they stay",
            "due from people in work if they stay",
            "due later of fees already earned",
            "people who left within four weeks of the outcome",
            "fees of people who left within four weeks of the outcome",
        ]),
        rows: lines.iter().map(row).collect(),
    }
}

/// What the income of a contract is called.
fn income(role: Role) -> &'static str {
    if role == Role::Subcontractor { "income to date" } else { "paid or due to date" }
}

fn whole(money: &Money) -> Table {
    let account = &money.account;
    let is_ours = account.role == Role::Subcontractor;
    let name = income(account.role);
    let amount = |pence: Option<Pence>| vec![pence.map_or(Cell::Nothing, Cell::Money)];
    let used = account.value.zip(account.income);
    let in_pence = |amount: Pence| u64::try_from(amount.0).ok().filter(|pence| *pence > 0);
    let part = used.and_then(|(value, income)| Some(format::percent(in_pence(income)?, in_pence(value)?)));
    let mut rows = vec![
        ("contract value".to_string(), amount(account.value)),
        (name.into(), amount(account.income)),
        ("value not used".into(), amount(used.map(|(value, income)| value - income))),
        ("share of the value used".into(), vec![part.map_or(Cell::Nothing, Cell::Words)]),
    ];
    if is_ours {
        rows.push(("costs to date".into(), amount(account.cost)));
    }
    Table { title: "The contract".into(), is_drawn: false, rows_are: "what", columns: owned(&["amount"]), rows }
}

fn each(money: &Money) -> Table {
    let row = |each: &Each| {
        let pence = each.pence.map_or(Cell::Nothing, Cell::Money);
        (each.milestone.to_string(), vec![Cell::Number(each.people), pence])
    };
    let is_ours = money.account.role == Role::Subcontractor;
    let at_least = if money.account.is_at_least && !is_ours { ", at least" } else { "" };
    Table {
        is_drawn: false,
        title: format!("Cost for each{at_least}"),
        rows_are: "milestone",
        columns: owned(&["people", "cost for each"]),
        rows: money.account.each.iter().map(row).collect(),
    }
}

fn by_quarter(money: &Money) -> Table {
    let is_ours = money.account.role == Role::Subcontractor;
    let rows = money.account.quarters.iter().map(|quarter| {
        let mut cells = vec![Cell::Money(quarter.income)];
        if is_ours {
            cells.extend([quarter.costs.map_or(Cell::Nothing, Cell::Money), Cell::Money(quarter.balance)]);
        }
        (quarter.quarter.to_string(), cells)
    });
    let columns: &[&str] = if is_ours { &["income", "costs", "balance to date"] } else { &["paid or due"] };
    Table {
        title: "By quarter".into(),
        is_drawn: false,
        rows_are: "quarter",
        columns: owned(columns),
        rows: rows.collect(),
    }
}

/// When it breaks even, what the figures rest on, and what is missing from them.
fn notes(money: &Money) -> Vec<String> {
    let (lines, account) = (&money.statement.lines, &money.account);
    let words = |told: bool| {
        let own = lines.iter().filter(|line| line.paid.is_some() == told).map(|line| line.milestone.to_string());
        own.collect::<Vec<_>>()
    };
    let (paid, due) = (words(true), words(false));
    let mut notes: Vec<String> = Vec::new();
    if !paid.is_empty() && !due.is_empty() {
        notes.push(format!(
            "Counted as paid: {}. As fallen due, because returns tell no payments: {}.",
            format::list(&paid),
            format::list(&due)
        ));
    }
    notes.extend(set_aside(money));
    if account.is_at_least {
        notes.push(
            "Something is missing from what was paid or is due, because nobody knows its amount: it comes to this at least."
                .into(),
        );
    }
    if account.role == Role::Subcontractor {
        notes.extend(account.break_even.map(break_even));
        let untold = account
            .quarters
            .iter()
            .filter(|quarter| quarter.costs.is_none())
            .map(|quarter| quarter.quarter.to_string());
        let untold: Vec<String> = untold.collect();
        if !untold.is_empty() {
            notes.push(format!("No costs are given for {}: the balance is too good by them.", format::list(&untold)));
        }
    }
    notes
}

/// How many rows claim something and count in nothing, and what they say was paid.
fn set_aside(money: &Money) -> Option<String> {
    let RowsSetAside { rows, paid } = money.set_aside;
    let (what, say) = match rows {
        0 => return None,
        1 => ("Set aside is 1 row that claims something, which counts".to_string(), "It says"),
        rows => (format!("Set aside are {} rows that claim something, which count", format::count(rows)), "They say"),
    };
    let income = income(money.account.role);
    let paid = paid.map_or_else(String::new, |paid| {
        format!(" {say} that {paid} was paid: “paid” leaves it out, and so does “{income}” where it is what was paid.")
    });
    Some(format!("{what} in nothing but “claim set aside”.{paid} The command quarterdeck check says which and why."))
}

fn break_even(when: BreakEven) -> String {
    match when {
        BreakEven::Reached(quarter) => {
            format!("Broke even in {quarter}: income to date has covered costs to date since.")
        }
        BreakEven::Expected(quarter) => format!(
            "Breaks even in {quarter} if each quarter brings what the last four brought on average: an assumption, not a forecast."
        ),
        BreakEven::NotAtThisPace => "Does not break even at the pace of the last four quarters.".into(),
        BreakEven::TooEarly => "Has not broken even, and fewer than four quarters are too few to say when.".into(),
    }
}

/// Every figure on a line of its own: contract, prime, table, row, column, value and its unit.
pub fn csv(sheets: &[Sheet]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([MARK, "", "", "", "", "", ""])?;
    writer.write_record([PART_2, "", "", "", "", "", ""])?;
    writer.write_record(["contract", "prime", "table", "row", "column", "value", "unit"])?;
    for sheet in sheets {
        let prime = safe(&sheet.prime);
        for table in &sheet.tables {
            for (row, cells) in &table.rows {
                for (column, cell) in table.columns.iter().zip(cells) {
                    let (value, unit) = plain(cell);
                    writer.write_record([&sheet.contract, &prime, &table.title, row, column, &value, unit])?;
                }
            }
        }
        for (i, note) in sheet.notes.iter().enumerate() {
            let row = (i + 1).to_string();
            writer.write_record([&sheet.contract, &prime, "Notes", &row, "note", &safe(note), "words"])?;
        }
    }
    Ok(writer.into_inner()?)
}

/// A value for a program: pounds with two decimals, nothing between thousands.
fn plain(cell: &Cell) -> (String, &'static str) {
    match cell {
        Cell::Nothing => (String::new(), ""),
        Cell::Number(number) => (number.to_string(), "number"),
        Cell::Money(Pence(pence)) => {
            let sign = if *pence < 0 { "-" } else { "" };
            (format!("{sign}{}.{:02}", pence.unsigned_abs() / 100, pence.unsigned_abs() % 100), "pounds")
        }
        Cell::Words(words) => (safe(words), "words"),
    }
}

/// The same for people.
pub fn markdown(sheets: &[Sheet]) -> String {
    let mut out = format!("{MARK}\n\n{PART_2}\n");
    for sheet in sheets {
        let _ = write!(out, "\n# {} ({})\n", markdown_words(&printable(&sheet.prime)), sheet.contract);
        for table in &sheet.tables {
            let _ = write!(out, "\n## {}\n\n| {} | {} |\n", table.title, table.rows_are, table.columns.join(" | "));
            let _ = writeln!(out, "| --- |{}", " ---: |".repeat(table.columns.len()));
            for (row, cells) in &table.rows {
                let cells: Vec<String> = cells.iter().map(readable).collect();
                let _ = writeln!(out, "| {row} | {} |", cells.join(" | "));
            }
        }
        if !sheet.notes.is_empty() {
            out.push_str("\n## Notes\n\n");
            for note in &sheet.notes {
                let _ = writeln!(out, "- {note}");
            }
        }
    }
    out
}

fn readable(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => "".into(),
        Cell::Number(number) => format::count(*number),
        Cell::Money(pence) => pence.to_string(),
        Cell::Words(words) => words.clone(),
    }
}
