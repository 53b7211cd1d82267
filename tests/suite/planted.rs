//! Ten thousand generated returns with planted faults: what is planted is found, at its row and column, and
//! nothing else; the accounts add up. Mapping and rules run in this process, over sheets made in memory.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use quarterdeck::canonical::frame::day_of;
use quarterdeck::definitions::{Coverage, JobEnd, Limits};
use quarterdeck::finding::Effect;
use quarterdeck::mapping::{self, Fate, MappingContext};
use quarterdeck::pipeline::{self, Definitions};
use quarterdeck::source::{Format, NOT_CALCULATED, SheetBuilder, SourceFile, Value, Workbook};
use quarterdeck::validation::{self, Accounts, Keys, RuleContext};
use quarterdeck::vocabulary::AsAt;

use crate::small::{council, edit};

const RETURNS: u64 = 10_000;

/// Columns of a prime's return, by place.
const REF: usize = 0;
const SURNAME: usize = 1;
const BORN: usize = 2;
const REFERRED: usize = 3;
const ATTACHED: usize = 4;
const WARD: usize = 5;
const GROUP: usize = 6;
const START: usize = 7;
const END: usize = 8;
const CLAIMED: usize = 9;
const LEFT: usize = 10;
const MARK: usize = 11;
const HEADERS: [&str; 12] = [
    "Client Ref",
    "Surname",
    "Born",
    "Referred",
    "Attached",
    "Ward",
    "Group",
    "Job Start",
    "Job End",
    "Claimed",
    "Left",
    "Mark",
];
const DATES: [usize; 7] = [BORN, REFERRED, ATTACHED, START, END, CLAIMED, LEFT];

/// A generator that gives the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    fn days_after(&mut self, day: NaiveDate, most: u64) -> NaiveDate {
        day + Days::new(self.below(most))
    }
}

/// A cell before it is put into the sheet.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Day(NaiveDate),
    Error(&'static str),
}

impl Cell {
    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    fn day(&self) -> NaiveDate {
        match self {
            Cell::Day(day) => *day,
            other => panic!("{other:?} is no day"),
        }
    }
}

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// What has to be found: code, effect, row (none for a whole column or table), letter of the column.
type Told = (String, Effect, Option<u32>, Option<String>);

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    Real,
    Iso,
    Words,
    Serial,
}

impl Style {
    fn write(self, cell: &Cell) -> Cell {
        match (self, cell) {
            (Style::Iso, Cell::Day(day)) => Cell::Text(day.to_string()),
            (Style::Words, Cell::Day(day)) => Cell::Text(day.format("%-d %B %Y").to_string()),
            (Style::Serial, Cell::Day(day)) => Cell::Number(f64::from(day_of(*day) + 25_569)),
            _ => cell.clone(),
        }
    }
}

/// A row of the list of Jobcentre Plus.
#[derive(Clone, Debug)]
struct Listing {
    reference: String,
    born: NaiveDate,
    referred: Option<NaiveDate>,
    prime: &'static str,
}

/// One return with its list, and what was planted in both.
struct Planted {
    random: Random,
    rows: Vec<[Cell; 12]>,
    /// The last person, who never has a fault of their own.
    last: usize,
    south: Vec<[Cell; 12]>,
    /// By column: how its dates are written.
    styles: [Style; 12],
    listings: Vec<Listing>,
    told: BTreeSet<Told>,
    set_aside: u64,
    left_out: u64,
}

impl Planted {
    fn new(seed: u64) -> Planted {
        let mut planted = Planted {
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            rows: Vec::new(),
            last: 0,
            south: Vec::new(),
            styles: [Style::Real; 12],
            listings: Vec::new(),
            told: BTreeSet::new(),
            set_aside: 0,
            left_out: 0,
        };
        // The layout maps columns that none of these returns has.
        planted.expect("column_not_found", Effect::Notes, None, None);
        let people = 3 + planted.random.below(6);
        for person in 0..people {
            planted.person(person);
        }
        planted.last = planted.rows.len() - 1;
        let faults = planted.random.below(4).min(people - 1);
        for row in 0..faults as usize {
            let kind = planted.random.below(KINDS);
            planted.plant(kind, row);
        }
        planted.style();
        planted
    }

    /// Writes each column of dates in one of the ways that can only be read one way.
    fn style(&mut self) {
        for column in DATES {
            let style = self.random.one_of(&[Style::Real, Style::Real, Style::Iso, Style::Words, Style::Serial]);
            self.styles[column] = style;
            if style == Style::Serial && self.rows.iter().any(|row| matches!(row[column], Cell::Day(_))) {
                self.expect("numbers_read_as_dates", Effect::Notes, None, Some(column));
            }
        }
    }

    /// Header and rows of a prime, with its dates as they are written.
    fn sheet(&self, rows: &[[Cell; 12]]) -> Vec<Vec<Cell>> {
        let header = HEADERS.map(Cell::text).to_vec();
        let written = |row: &[Cell; 12]| row.iter().zip(self.styles).map(|(cell, style)| style.write(cell)).collect();
        std::iter::once(header).chain(rows.iter().map(written)).collect()
    }

    /// A person in order: every date after the one before, and everything before the end of the quarter.
    fn person(&mut self, number: u64) {
        let reference = format!("HPJ{:06}", 100_000 + number * 37 + self.random.below(30));
        let born = self.random.days_after(date(1950, 1, 1), 15_000);
        let referred = self.random.days_after(date(2014, 4, 1), 300);
        let attached = self.random.days_after(referred, 30);
        let group = self.random.one_of(&["1", "3"]);
        let mut row: [Cell; 12] = std::array::from_fn(|_| Cell::Empty);
        row[REF] = Cell::Text(reference.clone());
        row[SURNAME] = Cell::text("Oldham");
        row[BORN] = Cell::Day(born);
        row[REFERRED] = Cell::Day(referred);
        row[ATTACHED] = Cell::Day(attached);
        row[WARD] = Cell::text(self.random.one_of(&["Mersey", "HEATH", "Zoë Row"]));
        row[GROUP] = Cell::text(group);
        let start = self.random.days_after(attached, 60);
        let earliest = start + Days::new(if group == "1" { 181 } else { 90 });
        row[START] = Cell::Day(start);
        row[END] = Cell::Day(self.random.days_after(start, 200));
        row[CLAIMED] = Cell::Day(self.random.days_after(earliest, 20));
        row[LEFT] = Cell::Day(self.random.days_after(attached, 200));
        row[MARK] = Cell::text(self.random.one_of(&["yes", "N"]));
        for optional in [END, CLAIMED, LEFT, MARK] {
            if self.random.below(3) == 0 {
                row[optional] = Cell::Empty;
            }
        }
        self.rows.push(row);
        self.listings.push(Listing { reference, born, referred: Some(referred), prime: "North" });
    }

    /// The row as a person sees it: the header is row 1.
    fn number(row: usize) -> u32 {
        row as u32 + 2
    }

    fn expect(&mut self, code: &str, effect: Effect, row: Option<usize>, column: Option<usize>) {
        let letter = column.map(|column| ((b'A' + column as u8) as char).to_string());
        self.told.insert((code.into(), effect, row.map(Self::number), letter));
    }

    fn sets_aside(&mut self, code: &str, row: usize, column: usize) {
        self.expect(code, Effect::SetsAside, Some(row), Some(column));
        self.set_aside += 1;
    }

    /// Nobody on the list for this row, because it cannot be found by its reference or is not looked for.
    fn not_listed(&mut self, row: usize) {
        let Cell::Text(reference) = &self.rows[row][REF] else { return };
        let reference = reference.clone();
        self.listings.retain(|listing| listing.reference != reference);
    }

    fn reference(&self, row: usize) -> String {
        match &self.rows[row][REF] {
            Cell::Text(reference) => reference.clone(),
            other => panic!("{other:?} is no reference"),
        }
    }

    fn listing(&mut self, row: usize) -> &mut Listing {
        let reference = self.reference(row);
        self.listings.iter_mut().find(|listing| listing.reference == reference).unwrap()
    }

    fn clear(&mut self, row: usize, columns: &[usize]) {
        for column in columns {
            self.rows[row][*column] = Cell::Empty;
        }
    }

    /// Plants a fault of a kind in a row that has none.
    fn plant(&mut self, kind: u64, row: usize) {
        match kind {
            0..=8 => self.plant_value(kind, row),
            9..=17 => self.plant_reference(kind, row),
            18..=28 => self.plant_order(kind, row),
            _ => self.plant_in_lists(kind, row),
        }
    }

    fn plant_value(&mut self, kind: u64, row: usize) {
        let column = self.random.one_of(&DATES);
        let (cell, code) = match kind {
            0 => (Cell::text("30/02/2015"), "date_not_possible"),
            1 => (Cell::text("soon"), "date_not_understood"),
            2 => (Cell::text("01/02/15"), "date_two_digit_year"),
            3 => (Cell::text("2014-06-30T23:30:00Z"), "date_depends_on_zone"),
            4 => (Cell::Error("#REF!"), "error_cell"),
            5 => (Cell::Error(NOT_CALCULATED), "formula_without_result"),
            6 => (Cell::text("#N/A"), "error_cell"),
            7 => (Cell::Number(17.0), "date_not_understood"),
            _ => {
                self.rows[row][MARK] = Cell::text("perhaps");
                return self.sets_aside("mark_not_understood", row, MARK);
            }
        };
        if kind == 3 {
            self.expect("time_left_out", Effect::Notes, None, Some(column));
        }
        self.rows[row][column] = cell;
        self.sets_aside(code, row, column);
    }

    fn plant_reference(&mut self, kind: u64, row: usize) {
        let own = self.reference(row);
        if matches!(kind, 9..=12) {
            self.not_listed(row);
        }
        match kind {
            9 => {
                self.rows[row][REF] = Cell::text(self.random.one_of(&["TBC", "", "n/a"]));
                self.sets_aside("reference_missing", row, REF);
            }
            10 => {
                self.rows[row][REF] = Cell::text("HPX12");
                self.sets_aside("reference_pattern", row, REF);
            }
            11 => {
                self.rows[row][REF] = Cell::Number(1.234e19);
                self.sets_aside("reference_damaged", row, REF);
                self.expect("reference_damaged", Effect::Stops, None, Some(REF));
            }
            12 => {
                let like = self.reference(self.last).replace('1', "I");
                self.rows[row][REF] = Cell::Text(like);
                self.sets_aside("reference_pattern", row, REF);
                self.expect("reference_looks_alike", Effect::Notes, Some(row), Some(REF));
            }
            13 => {
                self.rows[row][REF] = Cell::Text(format!(" {}-{}", own[..3].to_lowercase(), &own[3..]));
                self.expect("reference_respelt", Effect::Notes, None, Some(REF));
            }
            14 => {
                self.rows[row][WARD] = Cell::text("Mersy");
                self.expect("ward_not_known", Effect::Notes, Some(row), Some(WARD));
            }
            15 => {
                self.rows[row][GROUP] = Cell::text("77");
                self.clear(row, &[CLAIMED]);
                self.expect("payment_group_not_known", Effect::Notes, Some(row), Some(GROUP));
            }
            16 => {
                let column = self.random.one_of(&[WARD, LEFT, END]);
                let mark = self.random.one_of(&["..", "n/a", "[c]", "<5", "TBC"]);
                self.rows[row][column] = Cell::text(mark);
                match column == END && mark != "n/a" {
                    true => self.sets_aside("date_marked_missing", row, column),
                    false => self.expect("values_missing_by_mark", Effect::Notes, None, Some(column)),
                }
            }
            _ => {
                self.rows[row][SURNAME] = Cell::text("=HYPERLINK(1)");
                self.expect("formula_like_text", Effect::Notes, None, Some(SURNAME));
            }
        }
    }

    /// Dates in the wrong order, and claims without their job.
    fn plant_order(&mut self, kind: u64, row: usize) {
        let day = |cells: &[Cell; 12], column: usize| cells[column].day();
        let cells = self.rows[row].clone();
        let before = |day: NaiveDate, days: u64| Cell::Day(day - Days::new(days));
        let (code, column) = match kind {
            18 => {
                let column = self.random.one_of(&[END, LEFT, BORN]);
                self.rows[row][column] = Cell::Day(date(2016, 1, 11));
                ("date_after_received", column)
            }
            19 => {
                self.rows[row][ATTACHED] = before(day(&cells, REFERRED), 1);
                self.clear(row, &[LEFT]);
                ("attachment_before_referral", ATTACHED)
            }
            20 => {
                self.rows[row][LEFT] = before(day(&cells, ATTACHED), 1);
                ("leaving_before_attachment", LEFT)
            }
            21 => {
                self.clear(row, &[ATTACHED]);
                ("job_start_without_attachment", START)
            }
            22 => {
                self.rows[row][START] = before(day(&cells, ATTACHED), 1);
                ("job_start_before_attachment", START)
            }
            23 => {
                self.rows[row][END] = Cell::Day(day(&cells, START));
                self.clear(row, &[START]);
                ("job_end_without_start", END)
            }
            24 => {
                self.rows[row][END] = before(day(&cells, START), 2);
                ("job_end_before_start", END)
            }
            25 => {
                self.rows[row][CLAIMED] = Cell::Day(day(&cells, START));
                self.clear(row, &[START, END]);
                ("claim_without_job_start", CLAIMED)
            }
            26 => {
                let weeks = if cells[GROUP] == Cell::text("1") { 26 } else { 13 };
                self.rows[row][CLAIMED] = Cell::Day(day(&cells, START) + Days::new(7 * weeks - 2));
                ("claim_too_early", CLAIMED)
            }
            27 => {
                self.not_listed(row);
                self.clear(row, &[ATTACHED, START, END, CLAIMED, LEFT, MARK]);
                self.rows[row][REFERRED] = Cell::Day(date(2016, 1, 5));
                self.expect("after_as_at", Effect::LeavesOut, Some(row), None);
                self.left_out += 1;
                return;
            }
            _ => {
                self.rows[row][LEFT] = Cell::Day(date(2016, 1, 5));
                self.expect("event_after_as_at", Effect::Notes, None, None);
                return;
            }
        };
        self.sets_aside(code, row, column);
    }

    /// The same person twice, and lists that disagree.
    fn plant_in_lists(&mut self, kind: u64, row: usize) {
        let again = self.rows.len();
        let born = self.rows[row][BORN].day();
        match kind {
            29 => {
                self.rows.push(self.rows[row].clone());
                self.expect("identical_duplicate", Effect::LeavesOut, Some(again), Some(REF));
                self.left_out += 1;
            }
            30 => {
                let mut other = self.rows[row].clone();
                other[WARD] = Cell::text(if other[WARD] == Cell::text("Mersey") { "Heath" } else { "Mersey" });
                self.rows.push(other);
                self.sets_aside("conflicting_duplicate", row, REF);
                self.sets_aside("conflicting_duplicate", again, REF);
            }
            31 => {
                self.not_listed(row);
                self.expect("not_on_jcp_list", Effect::LeavesOut, Some(row), Some(REF));
                self.left_out += 1;
            }
            32 => {
                self.listing(row).prime = "South";
                self.sets_aside("jcp_names_another_prime", row, REF);
                self.expect("not_at_prime", Effect::Notes, None, None);
            }
            33 => {
                self.listing(row).born = date(1901, 1, 1);
                self.sets_aside("birth_date_differs", row, BORN);
            }
            34 => {
                let other_year = NaiveDate::from_ymd_opt(born.year() ^ 1, born.month(), born.day());
                self.listing(row).born = other_year.unwrap_or(date(born.year(), 2, 28));
                self.expect("birth_date_nearly_agrees", Effect::Notes, Some(row), Some(BORN));
            }
            35 => {
                let listing = self.listing(row);
                listing.referred = listing.referred.map(|day| day + Days::new(8));
                self.expect("referral_date_differs", Effect::Notes, None, None);
            }
            36 => {
                self.south.push(self.rows[row].clone());
            }
            37 => {
                // Somebody on the list whom no prime has, but for one digit of the reference.
                let own = self.reference(row);
                let other = format!("{}9{}", &own[..4], &own[5..]);
                self.listing(row).reference = other;
                self.expect("not_on_jcp_list", Effect::LeavesOut, Some(row), Some(REF));
                self.expect("reference_nearly_matches", Effect::Notes, Some(row), Some(REF));
                self.expect("not_at_prime", Effect::Notes, None, None);
                self.left_out += 1;
            }
            _ => {
                // One date in the other order: rows that prove the layout's own decide what it is called.
                let column = self.random.one_of(&[ATTACHED, LEFT]);
                self.rows[row][column] = Cell::text("05/25/2014");
                // The column is asked about, not the row.
                self.set_aside += 1;
                let last = self.last;
                let proof = self.random.below(2) == 0;
                if let (true, Cell::Day(day)) = (proof, self.rows[last][column].clone())
                    && day.day() > 12
                {
                    self.rows[last][column] = Cell::Text(day.format("%d/%m/%Y").to_string());
                    self.told.retain(|told| told.0 != "date_order_differs" || told.3 != letter(column));
                    self.expect("date_order_mixed", Effect::Stops, None, Some(column));
                } else if !self.told.contains(&("date_order_mixed".into(), Effect::Stops, None, letter(column))) {
                    self.expect("date_order_differs", Effect::Stops, None, Some(column));
                }
            }
        }
    }
}

/// How many kinds of fault there are.
const KINDS: u64 = 39;

fn letter(column: usize) -> Option<String> {
    Some(((b'A' + column as u8) as char).to_string())
}

fn workbook(name: &str, rows: &[Vec<Cell>]) -> Workbook {
    let mut builder = SheetBuilder::new("People", true, &Limits::default());
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let value = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => Value::Text(text),
                Cell::Number(number) => Value::Number(*number),
                Cell::Day(day) => Value::Date(*day),
                Cell::Error(error) => Value::Error(error),
            };
            builder.put(r as u32 + 1, c as u32, value).unwrap();
        }
    }
    let file = SourceFile { name: name.into(), sha256: String::new(), bytes: 0, format: Format::Xlsx };
    Workbook { file, sheets: vec![builder.finish().unwrap()], findings: Vec::new() }
}

fn of_jcp(listings: &[Listing]) -> Vec<Vec<Cell>> {
    let header = ["Claimant", "Born", "Sent On", "Provider", "Office"].map(Cell::text).to_vec();
    let row = |listing: &Listing| {
        vec![
            Cell::Text(listing.reference.clone()),
            Cell::Day(listing.born),
            listing.referred.map_or(Cell::Empty, Cell::Day),
            Cell::text(listing.prime),
            Cell::text("Widnes"),
        ]
    };
    std::iter::once(header).chain(listings.iter().map(row)).collect()
}

/// What mapping and the rules find in a return and its list: findings, and the accounts by file.
fn found(definitions: &Definitions, planted: &Planted) -> (BTreeSet<Told>, BTreeMap<String, [u64; 4]>) {
    let contracts = definitions.contracts();
    let programmes: Vec<_> = contracts.iter().map(|terms| terms.programme).collect();
    let mut sources = vec![("north", planted.sheet(&planted.rows)), ("jcp", of_jcp(&planted.listings))];
    if !planted.south.is_empty() {
        sources.push(("south", planted.sheet(&planted.south)));
    }
    let (mut records, mut findings) = (Vec::new(), Vec::new());
    for (source_id, (supplier, rows)) in sources.iter().enumerate() {
        let context = MappingContext {
            workspace: &definitions.workspace,
            programmes: &programmes,
            layout: definitions.layout(supplier),
            supplier,
            source_id: source_id as u32,
        };
        let (mapped, told) = mapping::map(&workbook(supplier, rows), &context).unwrap();
        records.extend(mapped);
        findings.extend(told);
    }
    let context = RuleContext {
        as_at: AsAt(date(2015, 12, 31)),
        received: vec![day_of(date(2016, 1, 10)); sources.len()],
        job_end: vec![JobEnd::LastDay; sources.len()],
        coverage: vec![Coverage::ToDate; sources.len()],
        counts_alone: vec![false; sources.len()],
        contracts: &contracts,
    };
    let keys = Keys::of(&records);
    let found = validation::validate(&mut records, &keys, &context, &findings);
    findings.extend(found);
    let accounts = Accounts::of(&records).unwrap();
    let by_file = accounts.tables.iter().map(|table| {
        let counts = [table.read, table.used, table.set_aside_total(), table.left_out_total()];
        (table.file.clone(), counts)
    });
    for table in &records {
        let used = table.fates.iter().filter(|fate| *fate == Fate::Used).count();
        assert_eq!(used, table.fates.used().count());
    }
    let told = findings.iter().filter(|finding| finding.place.file != "south").map(|finding| {
        let letter = finding.place.column.as_deref().and_then(|column| column.split(' ').next());
        (finding.code.to_string(), finding.effect, finding.place.row, letter.map(String::from))
    });
    (told.collect(), by_file.collect())
}

fn definitions() -> Definitions {
    let bench = council(&["North", "South"], true);
    for layout in ["north", "south"] {
        let path = format!("ws/layouts/{layout}.toml");
        edit(&bench, &path, "ignored = [\"Surname\", \"Born\"]", "ignored = [\"Surname\"]");
        edit(&bench, &path, "referral_date = ", "birth_date = [\"Born\"]\nreferral_date = ");
    }
    edit(&bench, "ws/layouts/jcp.toml", "referral_date = [", "birth_date = [\"Born\"]\nreferral_date = [");
    pipeline::definitions(&bench.path().join("ws")).unwrap()
}

#[test]
fn what_is_planted_is_found_and_nothing_else_and_every_row_is_accounted_for() {
    let definitions = definitions();
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for seed in 1..=RETURNS {
        let planted = Planted::new(seed);
        let (told, accounts) = found(&definitions, &planted);
        let missing: Vec<&Told> = planted.told.difference(&told).collect();
        let beside: Vec<&Told> = told.difference(&planted.told).collect();
        assert!(
            missing.is_empty() && beside.is_empty(),
            "return {seed}: not found {missing:?}; found beside {beside:?}; rows {:?}; list {:?}",
            planted.rows,
            planted.listings
        );
        let read = planted.rows.len() as u64;
        let expected = [read, read - planted.set_aside - planted.left_out, planted.set_aside, planted.left_out];
        assert_eq!(accounts["north"], expected, "return {seed}");
        let listed = planted.listings.len() as u64;
        assert_eq!(accounts["jcp"], [listed, listed, 0, 0], "return {seed}");
        for (code, ..) in &planted.told {
            *kinds.entry(code.clone()).or_default() += 1;
        }
    }
    println!("{RETURNS} returns, planted and found: {kinds:?}");
    assert!(kinds.len() > 35 && kinds.values().all(|count| *count > 50), "{} kinds: {kinds:?}", kinds.len());
}
