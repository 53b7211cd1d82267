//! Invented people and what columns may hold about them, for tests alone.

use std::path::PathBuf;

use chrono::{Days, NaiveDate};

use super::{Band, Learner, Proposal, Proposed, Role, learn};
use crate::definitions::{Limits, Programme, Workspace, parse_definition, programme};
use crate::source::{Format, SheetBuilder, SourceFile, Value, Workbook};

/// The same numbers on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// Days since the start of 2014, where there are any; milestones come in order.
#[derive(Clone, Debug)]
pub struct Person {
    pub number: usize,
    pub referral: i64,
    pub attachment: Option<i64>,
    pub job: Option<i64>,
    pub job_end: Option<i64>,
    pub claim: Option<i64>,
    pub left: Option<i64>,
    /// Something that has nothing to do with the others.
    pub chance: i64,
}

pub fn people(count: usize, seed: u64) -> Vec<Person> {
    let mut random = Random::new(seed);
    let mut random = move |below: usize| random.below(below) as i64;
    (0..count)
        .map(|number| {
            let referral = random(700);
            let attachment = (random(10) < 8).then(|| referral + 1 + random(28));
            let job = attachment.filter(|_| random(10) < 6).map(|day| day + 5 + random(150));
            let job_end = job.filter(|_| random(10) < 5).map(|day| day + 10 + random(300));
            let claim = job.filter(|day| job_end.unwrap_or(9999) - day >= 190).map(|day| day + 182 + random(8));
            let left = attachment.filter(|_| random(10) < 2).map(|day| day + 300 + random(300));
            Person { number, referral, attachment, job, job_end, claim, left, chance: random(1000) }
        })
        .collect()
}

/// What a column holds about a person.
pub type Holds = fn(&Person) -> String;

pub fn date(day: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2014, 1, 1).unwrap() + Days::new(day as u64)
}

pub fn day(day: Option<i64>) -> String {
    day.map(|day| date(day).format("%d/%m/%Y").to_string()).unwrap_or_default()
}

pub fn one_of(person: &Person, values: &[&str]) -> String {
    values[person.number * 7 % 13 % values.len()].to_string()
}

pub fn reference(p: &Person) -> String {
    format!("HPJ{:06}", 104_217 + p.number * 37 % 700 * 3)
}
pub fn referral(p: &Person) -> String {
    day(Some(p.referral))
}
pub fn attachment(p: &Person) -> String {
    day(p.attachment)
}
pub fn job_start(p: &Person) -> String {
    day(p.job)
}
pub fn job_end(p: &Person) -> String {
    day(p.job_end)
}
pub fn claim(p: &Person) -> String {
    day(p.claim)
}
pub fn left(p: &Person) -> String {
    day(p.left)
}
pub fn ward(p: &Person) -> String {
    one_of(p, &["Mersey", "Heath", "Ditton", "Hale", "Appleton"])
}
pub fn office(p: &Person) -> String {
    one_of(p, &["Widnes", "Runcorn"])
}
pub fn group(p: &Person) -> String {
    one_of(p, &["1", "2", "6a", "6b"])
}
pub fn sex(p: &Person) -> String {
    one_of(p, &["F", "M"])
}
pub fn prime(p: &Person) -> String {
    one_of(p, &["Northgate Works Ltd", "Bridgewater"])
}
pub fn full_name(p: &Person) -> String {
    let first = one_of(p, &["Wren", "Robin", "Martin", "Jay", "Merle"]);
    format!("{first} {}", ["Tarleton", "Brindle", "Croston", "Mawdesley", "Rufford", "Eccleston"][p.number % 6])
}

pub const WELSH: [&str; 12] = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
];
pub const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
pub const GERMAN: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

pub fn in_words(given: Option<i64>, months: &[&str; 12]) -> String {
    let Some(given) = given else { return String::new() };
    let date = date(given);
    let part = |format: &str| date.format(format).to_string();
    format!("{} {} {}", part("%-d"), months[part("%-m").parse::<usize>().unwrap() - 1], part("%Y"))
}
pub fn month_first(given: Option<i64>) -> String {
    given.map(|given| date(given).format("%m/%d/%Y").to_string()).unwrap_or_default()
}
pub fn birth(p: &Person) -> String {
    format!("{:02}/{:02}/{}", 1 + p.number % 28, 1 + p.number % 12, 1957 + p.number * 7 % 41)
}
pub fn ni_number(p: &Person) -> String {
    format!("QQ{:06}C", 100_000 + p.number * 61)
}
pub fn phone(p: &Person) -> String {
    format!("01632 960{:03}", p.number)
}
pub fn employer_ward(p: &Person) -> String {
    if p.job.is_some() { ward(p) } else { String::new() }
}
pub fn with_job(p: &Person, text: &str) -> String {
    if p.job.is_some() { text.into() } else { String::new() }
}
pub fn adviser_id(p: &Person) -> String {
    format!("ADV{:03}", p.number % 9)
}
pub fn line(p: &Person) -> String {
    (p.number + 1).to_string()
}
pub fn nothing(_: &Person) -> String {
    String::new()
}
pub fn yes_no(p: &Person) -> String {
    one_of(p, &["Y", "N", "N"])
}
pub fn money(p: &Person) -> String {
    with_job(p, &format!("£{}.00", 1200 + p.number % 3 * 170))
}
pub fn salary(p: &Person) -> String {
    with_job(p, &(21_000 + p.number * 83).to_string())
}
pub fn hours(p: &Person) -> String {
    with_job(p, one_of(p, &["16", "20", "37"]).as_str())
}
pub fn weeks(p: &Person) -> String {
    with_job(p, &(p.chance % 52).to_string())
}
pub fn same_day(_: &Person) -> String {
    "31/12/2015".into()
}
pub fn some_day(p: &Person) -> String {
    day(Some(p.chance))
}
pub fn interview(p: &Person) -> String {
    day(p.attachment.map(|day| day + 20 + p.chance % 60))
}
pub fn in_twenty_years(p: &Person) -> String {
    day(p.attachment.map(|day| day + 7300))
}
pub fn surname(p: &Person) -> String {
    full_name(p).split(' ').next_back().unwrap_or_default().into()
}
pub fn name_and_number(p: &Person) -> String {
    format!("{} ({})", full_name(p), p.number + 1)
}
pub fn firm(p: &Person) -> String {
    with_job(p, &one_of(p, &["Mersey Foods", "Heath Care", "Ditton Motors"]))
}
pub fn review(p: &Person) -> String {
    day(p.job.map(|day| day + 91))
}
pub fn car(p: &Person) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    let n = p.number;
    format!("{}{}{:02} {}{}{}", letter(n), letter(n * 3), n % 70, letter(n * 7), letter(n * 5), letter(n * 11))
}
pub fn landlord(p: &Person) -> String {
    format!("LL{:05}", 40_000 + p.number * 13)
}
pub fn invoice(p: &Person) -> String {
    format!("INV-{:05}", 10_000 + p.number * 3)
}
pub fn bare_digits(p: &Person) -> String {
    (880_000 + p.number * 7).to_string()
}
pub fn text_group(p: &Person) -> String {
    one_of(p, &["JSA 18-24", "JSA 25+", "ESA new"])
}
pub fn offence(p: &Person) -> String {
    one_of(p, &["None known", "Theft", "Driving"])
}
pub fn sustained_or_end(p: &Person) -> String {
    day(p.claim.or(p.job_end))
}

/// A council with lists of wards, offices, areas and primes.
pub fn workspace() -> (Workspace, Programme) {
    let text = "id = 'x'\n[council]\nname = 'n'\nboard = 'b'\nreporting_officer = 'r'\nportfolio = 'p'\nwards = 'w'\n\
        [contact]\nname = 'n'\npost = 'p'\nemail = 'e'\n\
        [areas]\nwards = ['Mersey', 'Heath', 'Ditton', 'Hale', 'Appleton']\noffices = ['Widnes', 'Runcorn']\n\
        areas = ['Halton', 'Knowsley']\n\
        [[supplier]]\nid = 'northgate'\nname = 'Northgate Works Ltd'\nkind = 'prime'\n\
        [[supplier]]\nid = 'bridgewater'\nname = 'Bridgewater'\nkind = 'prime'\n\
        [[contract]]\nid = 'c'\nsupplier = 'northgate'\nprogramme = 'work-programme'\n[contract.minimum]\n";
    let programme = programme::load(&PathBuf::from("nowhere"), "work-programme").unwrap();
    (parse_definition(text, "quarterdeck.toml").unwrap(), programme)
}

/// A file of one sheet, every cell a text.
pub fn file_of(rows: &[Vec<String>]) -> Workbook {
    let mut builder = SheetBuilder::new("List", true, &Limits::default());
    for (i, row) in rows.iter().enumerate() {
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            builder.put(i as u32 + 1, column as u32, Value::Text(text)).unwrap();
        }
    }
    let file = SourceFile { name: "list.csv".into(), sha256: String::new(), bytes: 1, format: Format::Text };
    Workbook { file, sheets: vec![builder.finish().unwrap()], findings: Vec::new() }
}

/// A table of these columns for these people.
pub fn table(columns: &[(&str, Holds)], people: &[Person]) -> Workbook {
    let header = columns.iter().map(|(label, _)| (*label).to_string()).collect();
    let row = |person: &Person| columns.iter().map(|(_, holds)| holds(person)).collect();
    file_of(&std::iter::once(header).chain(people.iter().map(row)).collect::<Vec<Vec<String>>>())
}

pub fn learnt(workbook: &Workbook) -> anyhow::Result<Proposal> {
    let (workspace, programme) = workspace();
    let programmes = [&programme];
    let (name, supplier) = ("list", "Zed");
    let learner = Learner {
        workspace: &workspace,
        programmes: &programmes,
        name,
        supplier,
        from_jcp: false,
        sheet: None,
        header_row: None,
    };
    learn(workbook, &learner)
}

/// What a layout written from the proposal would do with a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Read as one of ours without a person's decision.
    Live(&'static str),
    /// Left to a person.
    Unsure,
    Ignored,
}

pub fn fate(column: &Proposed) -> Fate {
    match (column.role, column.band) {
        (Role::Ours(name), band) if band > Band::Unsure => Fate::Live(name),
        (Role::Ignored, _) => Fate::Ignored,
        _ => Fate::Unsure,
    }
}
