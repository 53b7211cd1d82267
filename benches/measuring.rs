//! The measuring stage by itself: from canonical tables of a generated programme to every figure of the paper.
//!
//! `measuring.sh` runs it beside a hand-written polars query for the three headline rates on the same tables. Arguments:
//! `write DIR` writes the tables as plain columns; `measure ROUNDS` prints the seconds of each round, the peak of
//! memory, and the three rates of each prime so that both can be held to the same answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame};
use quarterdeck::canonical::frame::{
    Day, date_column, day_of, days, hundredths_column, no_numbers_column, number_column, numbers, pence_column,
};
use quarterdeck::canonical::tables::{CODES, CanonicalTables, Codes};
use quarterdeck::definitions::{Contract, Programme, parse_definition};
use quarterdeck::disclosure::{PapersBefore, Row, Rule};
use quarterdeck::metrics::Measured;
use quarterdeck::metrics::indicators::find;
use quarterdeck::report::Figures;
use quarterdeck::validation::ContractTerms;
use quarterdeck::vocabulary::{AsAt, Quarter};

const PEOPLE: u32 = 1_000_000;
const PRIMES: [&str; 3] = ["East", "North", "West"];
const AS_AT: (i32, u32, u32) = (2015, 12, 31);

/// Numbers that look like chance and are the same each time (Lehmer 1951; the multiplier is Park and Miller's).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0 * 48_271 % 0x7fff_ffff;
        (self.0 % u64::from(most)) as u32
    }
}

#[derive(Default)]
struct People {
    prime: Vec<u32>,
    referral: Vec<Option<Day>>,
    attachment: Vec<Option<Day>>,
    codes: BTreeMap<&'static str, Vec<u32>>,
}

#[derive(Default)]
struct Spells {
    prime: Vec<u32>,
    person: Vec<u32>,
    first: Vec<Option<Day>>,
    last: Vec<Option<Day>>,
}

fn as_at() -> Day {
    day_of(NaiveDate::from_ymd_opt(AS_AT.0, AS_AT.1, AS_AT.2).unwrap())
}

/// Words for each column of codes, and how many groups it has.
fn codes() -> BTreeMap<&'static str, Codes> {
    let mut all = BTreeMap::new();
    let groups_of = [("office", 12), ("area", 4), ("ward", 60), ("payment_group", 9), ("benefit", 3), ("sex", 2)];
    for (name, groups) in groups_of.into_iter().chain([("age_band", 6), ("disability", 2), ("barrier", 8)]) {
        let mut codes = Codes::default();
        for group in 1..=groups {
            codes.add(&if name == "payment_group" { group.to_string() } else { format!("{name} {group}") });
        }
        all.insert(name, codes);
    }
    let mut primes = Codes::default();
    for name in PRIMES {
        primes.add(&name.to_lowercase());
    }
    all.insert("prime", primes);
    let mut routes = Codes::default();
    routes.add("jcp");
    all.insert("route", routes);
    all
}

/// A million people, six in seven of whom are attached, with 1.3 million jobs between them: some overlap, some run.
fn generate() -> CanonicalTables {
    let (mut chance, mut people, mut spells) = (Chance(20_151_231), People::default(), Spells::default());
    let codes = codes();
    let begin = day_of(NaiveDate::from_ymd_opt(2011, 6, 1).unwrap());
    for person in 0..PEOPLE {
        let prime = 1 + chance.below(3);
        let referral = begin + chance.below((as_at() - begin) as u32) as Day;
        let attachment =
            (chance.below(7) > 0).then(|| referral + 5 + chance.below(50) as Day).filter(|day| *day <= as_at());
        people.prime.push(prime);
        people.referral.push(Some(referral));
        people.attachment.push(attachment);
        for name in CODES {
            let groups = codes.get(name).map_or(1, |codes| codes.words().len() as u32);
            people.codes.entry(name).or_default().push(chance.below(groups));
        }
        let Some(attached) = attachment else { continue };
        for _ in 0..chance.below(5) + u32::from(chance.below(8) == 0) {
            let first = attached + chance.below(900) as Day;
            if first <= as_at() {
                let last = Some(first + chance.below(400) as Day).filter(|last| *last <= as_at());
                spells.prime.push(prime);
                spells.person.push(person);
                spells.first.push(Some(first));
                spells.last.push(last);
            }
        }
    }
    tables(people, spells, codes)
}

fn tables(people: People, spells: Spells, codes: BTreeMap<&'static str, Codes>) -> CanonicalTables {
    let height = people.prime.len();
    let all: Vec<u32> = (0..height as u32).collect();
    let frame = |columns: Vec<Column>| DataFrame::new_infer_height(columns).unwrap();
    let traced = |mut columns: Vec<Column>, height: usize| {
        columns.push(number_column("source_id", vec![0; height]));
        columns.push(number_column("source_row", (0..height as u32).collect()));
        columns
    };
    let grouped = |mut columns: Vec<Column>| {
        columns.extend(CODES.iter().map(|name| number_column(name, people.codes[name].clone())));
        frame(traced(columns, height))
    };
    let whose = || vec![number_column("prime", people.prime.clone()), number_column("person", all.clone())];
    let referred = || date_column("referral_date", people.referral.clone());
    let referrals = grouped([whose(), vec![referred()]].concat());
    let own = vec![
        number_column("route", vec![0; height]),
        referred(),
        date_column("attachment_date", people.attachment.clone()),
        date_column("leave_date", vec![None; height]),
    ];
    let participants = grouped([whose(), own].concat());
    let jobs = spells.prime.len();
    let own = vec![
        number_column("prime", spells.prime),
        number_column("person", spells.person),
        date_column("first_day", spells.first),
        date_column("last_day", spells.last),
        no_numbers_column("hours", jobs),
    ];
    let job_spells = frame(traced(own, jobs));
    let nobody = || vec![number_column("prime", vec![]), number_column("person", vec![])];
    let claims = vec![
        number_column("milestone", vec![]),
        number_column("weeks", vec![]),
        date_column("claim_date", []),
        date_column("paid_date", []),
        pence_column("paid_pence", []),
    ];
    let told = vec![date_column("claim_date", []), date_column("paid_date", []), pence_column("paid_pence", [])];
    let place = vec![number_column("table", vec![]), number_column("source_row", vec![])];
    let set_aside = [nobody(), vec![number_column("milestone", vec![])], told, place].concat();
    let scores =
        vec![number_column("score", vec![]), date_column("score_date", []), hundredths_column("value", vec![])];
    let tables = CanonicalTables {
        referrals,
        participants,
        job_spells,
        claims: frame(traced([nobody(), claims].concat(), 0)),
        claims_set_aside: frame(set_aside),
        scores: frame(traced([nobody(), scores].concat(), 0)),
        counts: Vec::new(),
        people: height,
        codes,
    };
    tables.checked().unwrap()
}

/// Writes a column as little-endian whole numbers of 32 bits; a missing day is the lowest there is.
fn write(folder: &Path, tables: &CanonicalTables) {
    std::fs::create_dir_all(folder).unwrap();
    let column = |name: &str, values: Vec<i32>| {
        let bytes: Vec<u8> = values.into_iter().flat_map(i32::to_le_bytes).collect();
        std::fs::write(folder.join(name), bytes).unwrap();
    };
    let whole = |frame: &DataFrame, name: &str| numbers(frame, name).unwrap().into_iter().map(|n| n as i32).collect();
    let dates = |frame: &DataFrame, name: &str| {
        days(frame, name).unwrap().into_iter().map(|day| day.unwrap_or(i32::MIN)).collect()
    };
    for (table, frame) in
        [("referrals", &tables.referrals), ("participants", &tables.participants), ("spells", &tables.job_spells)]
    {
        for name in ["prime", "person"] {
            column(&format!("{table}.{name}"), whole(frame, name));
        }
    }
    column("participants.payment_group", whole(&tables.participants, "payment_group"));
    column("participants.attachment", dates(&tables.participants, "attachment_date"));
    column("spells.first", dates(&tables.job_spells, "first_day"));
    column("spells.last", dates(&tables.job_spells, "last_day"));
}

fn contract(prime: &str) -> Contract {
    let id = prime.to_lowercase();
    let text = format!("id = \"{id}\"\nsupplier = \"{id}\"\nprogramme = \"work-programme\"\n");
    parse_definition(&text, "contract").unwrap()
}

/// The peak of this process's memory in megabytes; 0 where the system does not tell.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn measure(rounds: u32) {
    let tables = generate();
    let before = peak_megabytes();
    let text = include_str!("../src/definitions/programmes/work-programme.toml");
    let programme: Programme = parse_definition(text, "work-programme").unwrap();
    let contracts = PRIMES.map(contract);
    let terms: Vec<ContractTerms<'_>> = contracts
        .iter()
        .zip(PRIMES)
        .map(|(contract, prime_name)| ContractTerms { contract, programme: &programme, prime_name })
        .collect();
    let quarter: Quarter = "2015-16-Q3".parse().unwrap();
    let rule = Rule { threshold: 5, sensitive_threshold: 10 };
    for round in 1..=rounds {
        let started = Instant::now();
        let measured = Measured::of(&tables, &terms, &[], AsAt::end_of(quarter)).unwrap();
        let figures =
            Figures::compute(&measured.people, &measured.counted, quarter, rule, &PapersBefore::default()).unwrap();
        println!("seconds {:.4}", started.elapsed().as_secs_f64());
        if round == rounds {
            for prime in PRIMES {
                let row: Row = figures.to_date.group_named(prime).unwrap();
                let counts = ["attachment_rate", "job_start_rate", "sustainment_rate"]
                    .map(|id| figures.to_date.measure(row, find(id).unwrap()).counts().value().unwrap());
                println!("rates {prime} {counts:?}");
            }
            assert!(figures.comparison.is_some() && figures.parked.is_some(), "the paper's comparison is made");
        }
    }
    println!("megabytes {} of them tables and generator {before}", peak_megabytes());
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", folder] => write(Path::new(folder), &generate()),
        ["measure", rounds] => measure(rounds.parse().expect("a number of rounds")),
        _ => eprintln!("usage: measuring write DIR | measuring measure ROUNDS"),
    }
}
