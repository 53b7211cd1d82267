//! The table that cases begin with: twenty invented people without a fault.

use chrono::{Days, NaiveDate};

/// A cell in any format; a text format shows dates as 16/04/2014.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
    Bool(bool),
    /// An error value such as `#N/A`.
    Error(&'static str),
    /// A formula with the number it gave, or without one.
    Formula(&'static str, Option<f64>),
}

/// Rows of cells, the header first.
#[derive(Clone, Debug)]
pub struct Table {
    pub sheet: String,
    pub rows: Vec<Vec<Cell>>,
}

pub const HEADER: [&str; 9] = [
    "Client Ref",
    "Date of Birth",
    "Ward",
    "Prime Contractor",
    "Referral Date",
    "Attachment Date",
    "Job Start Date",
    "Sustained Date",
    "Employer",
];
const WARDS: [&str; 6] = ["Appleton", "Castlefields", "Kingsway", "Mersey", "Riverside", "Norton South"];

/// Columns of the standard layout by number.
pub const REF: usize = 0;
pub const WARD: usize = 2;
pub const PRIME: usize = 3;
pub const REFERRED: usize = 4;
pub const ATTACHED: usize = 5;
pub const STARTED: usize = 6;
pub const SUSTAINED: usize = 7;
pub const EMPLOYER: usize = 8;

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_string())
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Twenty people: eight began a job, four of them are claimed as sustained.
pub fn clean() -> Table {
    people(20, 1001, "Northgate")
}

/// People with references from `first` on.
pub fn people(count: u32, first: u32, prime: &str) -> Table {
    let header = HEADER.iter().map(|name| text(name)).collect();
    let rows = std::iter::once(header).chain((0..count).map(|i| person(i, first + i, prime))).collect();
    Table { sheet: "Participants".into(), rows }
}

fn person(i: u32, number: u32, prime: &str) -> Vec<Cell> {
    let after = |from: NaiveDate, days: u32| from + Days::new(u64::from(days));
    let referred = after(day(2014, 4, 1), 3 * i % 88);
    let attached = after(referred, 7 + i % 5);
    let started = after(attached, 20 + i % 9);
    let sustained = after(started, 190 + i % 7);
    let when = |then: bool, day: NaiveDate| if then { Cell::Date(day) } else { Cell::Empty };
    let employer = ["Mersey Foods Ltd", "Widnes Logistics"][i as usize % 2];
    vec![
        text(&format!("HPJ{number:06}")),
        Cell::Date(after(day(1960, 1, 28), 431 * (i % 88))),
        text(WARDS[i as usize % 6]),
        text(prime),
        Cell::Date(referred),
        Cell::Date(attached),
        when(i % 5 < 2, started),
        when(i.is_multiple_of(5), sustained),
        if i % 5 < 2 { text(employer) } else { Cell::Empty },
    ]
}

impl Table {
    /// Puts a value into a row, numbered as a spreadsheet shows it when the header is row 1.
    pub fn put(mut self, row: usize, column: usize, cell: Cell) -> Table {
        let cells = &mut self.rows[row - 1];
        cells.resize(cells.len().max(column + 1), Cell::Empty);
        cells[column] = cell;
        self
    }

    /// Puts a row before the one that has this number.
    pub fn insert(mut self, row: usize, cells: Vec<Cell>) -> Table {
        self.rows.insert(row - 1, cells);
        self
    }

    pub fn push(mut self, cells: Vec<Cell>) -> Table {
        self.rows.push(cells);
        self
    }

    /// Changes every cell of a column below the header.
    pub fn each(mut self, column: usize, change: impl Fn(usize, Cell) -> Cell) -> Table {
        for (i, row) in self.rows.iter_mut().enumerate().skip(1) {
            row[column] = change(i + 1, row[column].clone());
        }
        self
    }

    /// Changes every date, as a layout with another way of writing them would.
    pub fn dates(self, change: impl Fn(NaiveDate) -> Cell) -> Table {
        let written = |_: usize, cell: Cell| match cell {
            Cell::Date(day) => change(day),
            other => other,
        };
        [1, REFERRED, ATTACHED, STARTED, SUSTAINED].into_iter().fold(self, |table, column| table.each(column, written))
    }

    /// The columns in another order.
    pub fn columns(mut self, order: &[usize]) -> Table {
        for row in &mut self.rows {
            *row = order.iter().map(|&column| row.get(column).cloned().unwrap_or(Cell::Empty)).collect();
        }
        self
    }

    pub fn headers(mut self, names: &[&str]) -> Table {
        self.rows[0] = names.iter().map(|name| text(name)).collect();
        self
    }
}

/// A totals row under the standard columns: people, attachments, job starts, sustained.
pub fn total(label: &str, people: f64, started: f64, sustained: f64) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty; 9];
    cells[REF] = text(label);
    cells[ATTACHED] = Cell::Number(people);
    cells[STARTED] = Cell::Number(started);
    cells[SUSTAINED] = Cell::Number(sustained);
    cells
}

/// Days since 30 December 1899, as Excel counts them.
pub fn serial(date: NaiveDate) -> f64 {
    (date - day(1899, 12, 30)).num_days() as f64
}
