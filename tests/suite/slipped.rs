//! Returns in which something slipped: cells, rows, columns and headers out of their places, so that names, births
//! and addresses stand where wards, dates and headers are looked for. None of them is in anything that is printed or
//! written; a person's reference is only in the workbook that goes back to the sender it came from.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::harness::{Bench, text_of};
use crate::privacy::Dice;
use crate::small::{QUARTER, council, edit, path_of};

const HEADERS: [&str; 19] = [
    "Client Ref",
    "Surname",
    "Forename",
    "Born",
    "NINO",
    "Address",
    "Postcode",
    "Phone",
    "Employer Contact",
    "Referred",
    "Attached",
    "Ward",
    "Group",
    "Office",
    "Area",
    "Job Start",
    "Job End",
    "Claimed",
    "Mark",
];

/// Day 0 of a spreadsheet.
const EPOCH: chrono::NaiveDate = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();

/// Names of sheets are told to officers, and stand in no paper.
const SHEET: &str = "Caseload of Zqadviser";

/// Files that one run checks.
const AT_ONCE: usize = 10;

/// A return as a grid of texts, and what in it is somebody's.
struct Return {
    grid: Vec<Vec<String>>,
    canaries: Vec<String>,
    references: Vec<String>,
    done: Vec<String>,
}

/// A word that stands nowhere else and is near no word of the field.
fn word(dice: &mut Dice) -> String {
    let letters = "qxzvkjwy";
    let some: String = (0..9).map(|_| letters.as_bytes()[dice.below(letters.len() as u64) as usize] as char).collect();
    format!("Zq{some}")
}

/// A return without a fault; with births in an order of their own unless `in_order`, which stops a paper.
fn made(dice: &mut Dice, number: usize, in_order: bool) -> Return {
    let mut one = Return {
        grid: vec![HEADERS.map(String::from).to_vec()],
        canaries: Vec::new(),
        references: Vec::new(),
        done: Vec::new(),
    };
    for row in 0..8 + dice.below(8) as usize {
        let reference = format!("HPJ{number:03}{row:03}");
        let (surname, forename, street, contact) = (word(dice), word(dice), word(dice), word(dice));
        let (day, month, year) = (10 + dice.below(18), 10 + dice.below(3), 1947 + dice.below(62));
        let born = match dice.below(4) {
            0 => format!("{year}-{month}-{day}"),
            1 => format!("{day}.{month}.{year}"),
            2 if !in_order => format!("{month}/{day}/{year}"),
            _ => format!("{day}/{month}/{year}"),
        };
        let nino = format!("AB{:06}C", dice.below(1_000_000));
        let postcode = format!("WA{} {}QF", 10 + dice.below(80), dice.below(10));
        let phone = match dice.below(3) {
            0 => format!("07700 900{:03}", dice.below(1000)),
            1 => format!("0151{:07}", dice.below(10_000_000)),
            _ => format!("+44 7700 900{:03}", dice.below(1000)),
        };
        one.canaries.extend([&surname, &forename, &street, &contact, &nino, &postcode, &phone].map(String::clone));
        one.canaries.extend([born.clone(), format!("{year}-{month}-{day}"), format!("{day}/{month}/{year}")]);
        one.references.push(reference.clone());
        let date = |dice: &mut Dice, year: u64| format!("{:02}/{:02}/{year}", 1 + dice.below(28), 1 + dice.below(12));
        let contact = if dice.below(2) == 0 { format!("{contact}@firm.example") } else { format!("Mrs {contact}") };
        one.grid.push(vec![
            reference,
            surname,
            forename,
            born,
            nino,
            format!("{} {street} Lane", 1 + dice.below(99)),
            postcode,
            phone,
            contact,
            date(dice, 2013),
            date(dice, 2014),
            dice.pick(&["Mersey", "Heath", "Mersy", "Nowhere", ""]).into(),
            dice.pick(&["1", "3", "6a", "99"]).into(),
            dice.pick(&["Widnes", "Runcorn", "Rncorn"]).into(),
            "Halton".into(),
            date(dice, 2015),
            if dice.below(2) == 0 { String::new() } else { date(dice, 2015) },
            String::new(),
            dice.pick(&["yes", "no", "", "perhaps"]).into(),
        ]);
    }
    one
}

impl Return {
    /// Puts something out of its place; `only_cells` leaves headers where they are.
    fn disturb(&mut self, dice: &mut Dice, only_cells: bool) {
        let (rows, columns) = (self.grid.len() as u64, HEADERS.len() as u64);
        let first = u64::from(only_cells);
        let row = |dice: &mut Dice| (first + dice.below(rows - first)) as usize;
        let column = |dice: &mut Dice| dice.below(columns) as usize;
        let what = dice.below(if only_cells { 5 } else { 14 });
        let (r, c) = (row(dice), column(dice));
        let (r2, c2) = (row(dice), column(dice));
        self.done.push(format!("{what} at {r},{c} and {r2},{c2}"));
        self.square();
        let grid = &mut self.grid;
        match what {
            // A row slips to the right, and to the left.
            0 | 1 => {
                let width = grid[r].len();
                let by = 1 + dice.below(3) as usize;
                for _ in 0..by {
                    grid[r].insert(c.min(width), String::new());
                }
                grid[r].truncate(width);
            }
            2 => {
                let width = grid[r].len();
                grid[r].remove(c.min(width - 1));
                grid[r].push(String::new());
            }
            3 => {
                let kept = grid[r][c].clone();
                grid[r][c] = std::mem::replace(&mut grid[r2][c2], kept);
            }
            4 => grid[r][c] = grid[r2][c2].clone(),
            // Columns change places below their headers.
            5 => grid[1..].iter_mut().for_each(|row| row.swap(c, c2)),
            6 => grid[0].rotate_left(1 + c % 4),
            7 => drop(grid.remove(0)),
            8 => {
                let header = grid.remove(0);
                grid.insert(r.min(grid.len()), header);
            }
            9 => {
                let across = grid[0].len();
                *grid = (0..across).map(|at| grid.iter().map(|row| row[at].clone()).collect()).collect();
            }
            10 => {
                grid[0].remove(c);
                grid[0].push(String::new());
            }
            11 => grid[0][c] = String::new(),
            12 => grid.iter_mut().for_each(|row| {
                let twice = row[c].clone();
                row.insert(c, twice);
            }),
            _ => grid.iter_mut().for_each(|row| drop(row.remove(c))),
        }
    }

    fn square(&mut self) {
        let width = self.grid.iter().map(Vec::len).max().unwrap_or(0).max(HEADERS.len());
        self.grid.iter_mut().for_each(|row| row.resize(width, String::new()));
        while self.grid.len() < HEADERS.len() {
            self.grid.push(vec![String::new(); width]);
        }
    }

    fn csv(&self) -> String {
        self.grid.iter().map(|row| row.join(",") + "\n").collect()
    }

    /// As a workbook with real dates.
    fn xlsx(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name(SHEET).unwrap();
        let form = Format::new().set_num_format("dd/mm/yyyy");
        for (r, row) in (0..).zip(&self.grid) {
            for (c, text) in (0..).zip(row).filter(|(_, text)| !text.is_empty()) {
                let parts: Vec<u16> = text.split(['/', '-', '.']).filter_map(|part| part.parse().ok()).collect();
                let day = match parts[..] {
                    [d, m, y] if y > 1900 && m <= 12 => ExcelDateTime::from_ymd(y, m as u8, d as u8).ok(),
                    [y, m, d] if y > 1900 => ExcelDateTime::from_ymd(y, m as u8, d as u8).ok(),
                    _ => None,
                };
                match (day, text.parse::<f64>()) {
                    (Some(day), _) => drop(sheet.write_datetime_with_format(r, c, &day, &form).unwrap()),
                    (None, Ok(number)) => drop(sheet.write_number(r, c, number).unwrap()),
                    _ => drop(sheet.write_string(r, c, text).unwrap()),
                }
            }
        }
        workbook.save_to_buffer().unwrap()
    }

    /// Whether the first row holds anything of somebody's.
    fn has_a_clean_header(&self) -> bool {
        self.grid[0].iter().all(|cell| !self.canaries.iter().any(|canary| cell.contains(canary.as_str())))
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Everything in a workbook: the texts of its parts, and its dates as a person reads them.
fn in_a_workbook(bytes: &[u8]) -> String {
    let mut all = text_of(".xlsx", bytes);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    for name in workbook.sheet_names() {
        for cell in workbook.worksheet_range(&name).unwrap().cells() {
            if let Data::DateTime(day) = cell.2 {
                all += &format!("{}\n", EPOCH + chrono::Days::new(day.as_f64() as u64));
            }
        }
    }
    all
}

/// What one run said and wrote, by where it stands.
fn said(bench: &Bench, args: &[&str]) -> Vec<(String, String)> {
    let outcome = bench.run(args);
    assert!((0..=4).contains(&outcome.code), "{args:?}: {}", outcome.stderr);
    let mut all = vec![("stdout".to_string(), outcome.stdout), ("stderr".into(), outcome.stderr)];
    for (name, bytes) in bench.all_files("output") {
        let text = if name.ends_with(".xlsx") { in_a_workbook(&bytes) } else { text_of(&name, &bytes) };
        all.push((name, text));
    }
    all
}

/// Fails where anything of anybody's stands in what was said.
fn holds_nobody(said: &[(String, String)], returns: &[(String, Return)], args: &[&str]) {
    for (place, text) in said {
        let text = folded(text);
        for (sender, own) in returns {
            let goes_back = place.ends_with(&format!("queries-{sender}.xlsx"));
            let references = own.references.iter().filter(|_| !goes_back);
            for canary in own.canaries.iter().chain(references) {
                if let Some(at) = text.find(&folded(canary)) {
                    let about: String = text[at.saturating_sub(150)..].chars().take(250).collect();
                    panic!(
                        "`{canary}` of {sender} is in {place} of {args:?}: …{about}…\n{:?}\n{}",
                        own.done,
                        own.csv()
                    );
                }
            }
        }
    }
}

/// A council of so many primes with a disturbed return each.
fn delivered(dice: &mut Dice, round: usize, only_cells: bool) -> (Bench, Vec<(String, Return)>) {
    let names: Vec<String> = (0..AT_ONCE).map(|at| format!("Prime{at}")).collect();
    let bench = council(&names.iter().map(String::as_str).collect::<Vec<_>>(), false);
    if only_cells {
        // What a paper takes for an office or area no list says then; every other round it takes wards so too.
        edit(&bench, "ws/quarterdeck.toml", "offices = [\"Widnes\", \"Runcorn\"]", "offices = []");
        if round % 2 == 1 {
            edit(&bench, "ws/quarterdeck.toml", "wards = [\"Mersey\", \"Heath\", \"Zoë Row\"]", "wards = []");
        }
    }
    let mut returns = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let sender = name.to_lowercase();
        let layout = format!("ws/layouts/{sender}.toml");
        edit(&bench, &layout, "\"Born\"]", "\"Born\", \"NINO\"]");
        if at % 2 == 0 {
            edit(&bench, &layout, "ward = [\"Ward\"]", "ward = [\"Ward\"]\nbirth_date = [\"Born\"]");
            edit(&bench, &layout, "\"Born\", ", "");
        }
        let mut own = made(dice, (round * AT_ONCE + at) % 1000, only_cells);
        for _ in 0..=dice.below(3) {
            own.disturb(dice, only_cells);
        }
        if at % 4 == 3 {
            bench.bytes(&path_of(&sender, "xlsx"), &own.xlsx());
        } else {
            bench.file(&path_of(&sender, "csv"), &own.csv());
        }
        returns.push((sender, own));
    }
    (bench, returns)
}

fn path(bench: &Bench, sender: &str) -> String {
    let csv = path_of(sender, "csv");
    if bench.exists(&csv) { csv } else { path_of(sender, "xlsx") }
}

#[test]
fn whatever_slips_nobodys_name_birth_or_address_is_printed_or_written() {
    let mut dice = Dice(19_470_317);
    let mut told = 0;
    for round in 0..rounds(24) {
        let (bench, returns) = delivered(&mut dice, round, false);
        let paths: Vec<String> = returns.iter().map(|(sender, _)| path(&bench, sender)).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let format = if round % 2 == 0 { "--all" } else { "--format=json" };
        let args = [&["check", "-w", "ws", "--quarter", QUARTER, format], &paths[..]].concat();
        let said = said(&bench, &args);
        holds_nobody(&said, &returns, &args);
        told += said[0].1.matches("not on the list").count();
    }
    assert!(told > 200, "nothing slipped into a column of codes: {told}");
}

#[test]
fn a_paper_made_of_rows_that_slipped_names_nobody() {
    let mut dice = Dice(1_951);
    let (rounds, mut papers, mut offices) = (rounds(6), 0, 0);
    for round in 0..rounds {
        let (bench, returns) = delivered(&mut dice, round, true);
        for args in [
            &["report", "-w", "ws", "--audience", "officers"][..],
            &["query", "attached,job_start_rate", "-w", "ws", "--by", "ward", "--audience", "officers"],
            &["query", "attached", "-w", "ws", "--by", "office", "--format", "json"],
            &["query", "attached", "-w", "ws", "--by", "office", "--format", "csv", "--audience", "officers"],
            &["query", "attached", "-w", "ws", "--by", "area,prime", "--audience", "officers"],
            &["query", "attached", "-w", "ws", "--where", "office=nosuch"],
        ] {
            let said = said(&bench, args);
            holds_nobody(&said, &returns, args);
            offices += usize::from(args.contains(&"json") && said[0].1.contains("Widnes"));
            for (name, text) in said.iter().filter(|(name, _)| name.contains("report.")) {
                assert!(!text.contains(SHEET), "the name of a sheet is in {name}");
                papers += usize::from(name.ends_with("report.html"));
            }
        }
    }
    assert!(papers >= rounds, "of {rounds} rounds {papers} papers");
    assert!(2 * offices > rounds, "an office that many people have is gone: in {offices} of {rounds} rounds");
}

#[test]
fn a_layout_held_against_a_return_that_slipped_names_nobody() {
    let mut dice = Dice(2_015);
    let mut learnt = 0;
    for round in 0..rounds(4) {
        let (bench, returns) = delivered(&mut dice, round, false);
        for (sender, own) in &returns {
            let file = path(&bench, sender);
            let args = ["layout", "check", sender, "--against", &file, "-w", "ws"];
            holds_nobody(&said(&bench, &args), &returns, &args);
            // What a header row says is what a layout is made of.
            if own.has_a_clean_header() {
                let args = ["layout", "learn", &file, "--supplier", "Elsewhere", "-w", "ws"];
                holds_nobody(&said(&bench, &args), &returns, &args);
                learnt += 1;
            }
        }
    }
    assert!(learnt > 5, "{learnt}");
}

/// How many rounds: as many as asked for by `QUARTERDECK_ROUNDS`, in place of those of every run.
fn rounds(usual: usize) -> usize {
    std::env::var("QUARTERDECK_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(usual)
}
