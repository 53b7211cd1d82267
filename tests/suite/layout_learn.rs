//! `layout learn`: what it proposes for files that nobody has described, and what it never says.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::harness::{Bench, Cell, shared};

const ENGLISH: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const WELSH: [&str; 12] = [
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
const FRENCH: [&str; 12] = [
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
const POLISH: [&str; 12] = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];

/// An invented person: days since the start of 2014, where there are any.
pub struct Person {
    pub number: usize,
    pub referral: i64,
    pub attachment: Option<i64>,
    pub job: Option<(i64, Option<i64>)>,
    pub left: Option<i64>,
}

/// People whose milestones come in order, the same on every machine.
pub fn people(count: usize) -> Vec<Person> {
    let mut state: u64 = 20_140_101;
    let mut random = move |below: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as i64 % below
    };
    (0..count)
        .map(|number| {
            let referral = random(700);
            let attachment = (random(10) < 8).then(|| referral + 1 + random(28));
            let job = attachment.filter(|_| random(10) < 6).map(|day| {
                let start = day + 5 + random(150);
                (start, (random(10) < 5).then(|| start + 10 + random(300)))
            });
            let left = attachment.filter(|_| random(10) < 2).map(|day| day + 300 + random(300));
            Person { number, referral, attachment, job, left }
        })
        .collect()
}

/// A day written out: `3 Mawrth 2014`.
pub fn written(day: Option<i64>, months: &[&str; 12]) -> String {
    let Some(day) = day else { return String::new() };
    let date = chrono::NaiveDate::from_ymd_opt(2014, 1, 1).unwrap() + chrono::Days::new(day as u64);
    let (year, month, day) = (date.format("%Y"), date.format("%-m").to_string(), date.format("%-d"));
    format!("{day} {} {year}", months[month.parse::<usize>().unwrap() - 1])
}

/// What a proposed layout reads and ignores, by header; and the record of its first sheet.
fn proposed(toml: &str) -> (String, BTreeMap<String, String>) {
    let layout: toml::Table = toml::from_str(toml).unwrap_or_else(|error| panic!("{error}\n{toml}"));
    let sheet = layout["sheet"].as_array().unwrap()[0].as_table().unwrap();
    let mut found = BTreeMap::new();
    for (name, headers) in sheet["columns"].as_table().unwrap() {
        for header in headers.as_array().unwrap() {
            found.insert(header.as_str().unwrap().to_string(), name.clone());
        }
    }
    for header in sheet["ignored"].as_array().unwrap() {
        found.insert(header.as_str().unwrap().to_string(), "ignored".into());
    }
    (sheet["record"].as_str().unwrap().to_string(), found)
}

/// Learns a file and holds every column against the truth: right, or left to a person. How many were left.
pub fn learns(file: &str, text: &str, supplier: &str, record: &str, truth: &[(&str, &str)]) -> usize {
    let bench = Bench::new();
    bench.file(file, text);
    let outcome = bench.run(&["layout", "learn", file, "--supplier", supplier]);
    outcome.expect(0);
    let (own_record, found) = proposed(&outcome.stdout);
    assert_eq!(own_record, record, "{}", outcome.stderr);
    let mut left = 0;
    for (header, expected) in truth {
        match found.get(*header) {
            Some(own) => assert_eq!(own, expected, "`{header}`\n{}", outcome.stderr),
            None => {
                left += 1;
                let line = outcome.stderr.lines().find(|line| line.contains(header)).unwrap();
                assert!(line.trim_start().starts_with("unsure"), "`{header}` is left without a word: {line}");
            }
        }
    }
    left
}

#[test]
fn a_return_with_other_words_another_order_and_welsh_months_is_read_right_or_left_to_a_person() {
    let mut text = String::from("Adroddiad chwarterol,,,\n\n");
    text += "RAG,Exit Reason,Programme Exit Date,26 Week Sustainment Date,13 Week Sustainment Date,Date Job Finished,\
             Date Job Commenced,Employer Details,Gender,Claimant Group,Jobcentre Name,Home Ward,Date Attached to Programme,\
             JCP Referral Date,Date of Birth,Last Names,Participant Unique ID\n";
    for person in people(120) {
        let day = |day| written(day, &WELSH);
        let weeks = |weeks: i64| {
            let (start, end) = person.job?;
            (end.unwrap_or(9999) - start >= weeks * 7).then_some(start + weeks * 7)
        };
        let start = person.job.map(|job| job.0);
        let _ = writeln!(
            text,
            "Green,{},{},{},{},{},{},Cymru Cyf,{},{},{},{},{},{},{}/03/1981,Brindle,GWY-{:05}",
            if person.left.is_some() { "Moved" } else { "" },
            day(person.left),
            day(weeks(26)),
            day(weeks(13)),
            day(person.job.and_then(|job| job.1)),
            day(start),
            ["F", "M"][person.number % 2],
            ["1", "2", "6a"][person.number % 3],
            ["Bangor", "Caernarfon"][person.number % 2],
            ["Menai", "Ogwen", "Arllechwedd"][person.number % 3],
            day(person.attachment),
            day(Some(person.referral)),
            1 + person.number % 28,
            person.number + 1
        );
    }
    let truth = [
        ("RAG", "ignored"),
        ("Exit Reason", "ignored"),
        ("Programme Exit Date", "leave_date"),
        ("26 Week Sustainment Date", "sustained_26w_date"),
        ("13 Week Sustainment Date", "sustained_13w_date"),
        ("Date Job Finished", "job_end_date"),
        ("Date Job Commenced", "job_start_date"),
        ("Employer Details", "ignored"),
        ("Gender", "sex"),
        ("Claimant Group", "payment_group"),
        ("Jobcentre Name", "office"),
        ("Home Ward", "ward"),
        ("Date Attached to Programme", "attachment_date"),
        ("JCP Referral Date", "referral_date"),
        ("Date of Birth", "ignored"),
        ("Last Names", "ignored"),
        ("Participant Unique ID", "reference"),
    ];
    assert!(learns("gwynedd.csv", &text, "Gwynedd Works", "participants", &truth) <= 2);
}

#[test]
fn a_list_of_referrals_with_semicolons_and_french_months_is_read_right_or_left_to_a_person() {
    let mut text = String::from(
        "Claimant NI No.;Contractor;Handed Over On;Claimant Surname;Claiming Benefit;JC Office;Residence Ward;PG Code;Coach;\
         Claimant Identifier\n",
    );
    for person in people(90) {
        let _ = writeln!(
            text,
            "AB{:06}C;{};{};Tarleton;{};{};{};{};Sands;{}",
            person.number + 100_000,
            ["Ingeus", "Seetec"][person.number % 2],
            written(Some(person.referral), &FRENCH),
            ["JSA", "ESA", "IS"][person.number % 3],
            ["Widnes", "Runcorn"][person.number % 2],
            ["Mersey", "Heath", "Ditton", "Hale"][person.number % 4],
            1 + person.number % 7,
            880_000 + person.number * 7
        );
    }
    let truth = [
        ("Claimant NI No.", "ignored"),
        ("Contractor", "prime"),
        ("Handed Over On", "referral_date"),
        ("Claimant Surname", "ignored"),
        ("Claiming Benefit", "benefit"),
        ("JC Office", "office"),
        ("Residence Ward", "ward"),
        ("PG Code", "payment_group"),
        ("Coach", "ignored"),
        ("Claimant Identifier", "reference"),
    ];
    assert!(learns("export.txt", &text, "JCP", "referrals", &truth) <= 2);
}

#[test]
fn a_list_of_jobs_with_tabs_and_polish_months_is_read_right_or_left_to_a_person() {
    let mut text = String::from(
        "Post Title\tFinished Work\tBegan Work\tName of Employer\tCustomer Identifier\tContracted Hours\n",
    );
    for person in people(150) {
        let Some((start, end)) = person.job else { continue };
        for again in 0..=(person.number % 3) as i64 / 2 {
            let day = |day: Option<i64>| written(day.map(|day| day + again * 400), &POLISH);
            let _ =
                writeln!(text, "Cook\t{}\t{}\tMersey Foods\t{:06}/X\t16", day(end), day(Some(start)), person.number);
        }
    }
    let truth = [
        ("Post Title", "ignored"),
        ("Finished Work", "job_end_date"),
        ("Began Work", "job_start_date"),
        ("Name of Employer", "ignored"),
        ("Customer Identifier", "reference"),
        ("Contracted Hours", "ignored"),
    ];
    assert!(learns("praca.tsv", &text, "Praca", "jobs", &truth) <= 2);
}

#[test]
fn what_people_are_and_the_hours_of_their_jobs_are_learnt_by_header_and_values() {
    let mut text = String::from(
        "Client Reference,Referral Date,Attachment Date,Job Start Date,Weekly Hours,Age Band,Disability,Main Barrier,Hours\n",
    );
    for person in people(120) {
        let _ = writeln!(
            text,
            "HPJ{:06},{},{},{},{},{},{},{},{}",
            104_217 + person.number * 3,
            written(Some(person.referral), &ENGLISH),
            written(person.attachment, &ENGLISH),
            written(person.job.map(|job| job.0), &ENGLISH),
            ["37.5", "16", "30"][person.number % 3],
            ["18-24", "25-49", "50+"][person.number % 3],
            ["Yes", "No"][person.number % 2],
            ["Health", "Housing", "Debt"][person.number % 3],
            [1800, 250][person.number % 2],
        );
    }
    let truth = [
        ("Weekly Hours", "hours"),
        ("Age Band", "age_band"),
        ("Disability", "disability"),
        ("Main Barrier", "barrier"),
        ("Hours", "ignored"),
    ];
    let left = learns("groups.csv", &text, "Groups", "participants", &truth);
    assert_eq!(left, 0);
}

#[test]
fn lists_of_claims_and_of_assessments_are_learnt_as_such() {
    let mut claims = String::from("Client Ref,Claim Type,Claim Date,Date Paid,Amount Paid,Invoice Number\n");
    let mut scores = String::from("Client Ref,Assessment,Assessment Date,Score\n");
    for person in people(150).into_iter().filter(|person| person.attachment.is_some()) {
        let reference = format!("HPJ{:06}", 104_217 + person.number * 3);
        let (day, job) = (|day| written(day, &ENGLISH), person.job.map(|job| job.0));
        let paid = day(person.attachment.map(|day| day + 40));
        let _ = writeln!(claims, "{reference},Attachment,{},{paid},400.00,{}", day(person.attachment), person.number);
        if job.is_some() {
            let _ = writeln!(claims, "{reference},Job Start,{},,,", day(job));
        }
        for (later, score) in [(0, person.number % 7), (180, person.number % 5 + 3)] {
            let on = day(person.attachment.map(|day| day + later));
            let _ = writeln!(scores, "{reference},Confidence,{on},{score}.5");
        }
    }
    let truth = [
        ("Client Ref", "reference"),
        ("Claim Type", "milestone"),
        ("Claim Date", "claim_date"),
        ("Date Paid", "paid_date"),
        ("Amount Paid", "paid_amount"),
        ("Invoice Number", "ignored"),
    ];
    assert!(learns("claims.csv", &claims, "Payer", "claims", &truth) <= 1);
    let truth = [
        ("Client Ref", "reference"),
        ("Assessment", "score_name"),
        ("Assessment Date", "score_date"),
        ("Score", "score_value"),
    ];
    assert!(learns("scores.csv", &scores, "Scorer", "scores", &truth) <= 1);
}

#[test]
fn headers_that_say_nothing_are_left_to_a_person_with_the_alternatives() {
    let mut text = String::from("Ident,Start,End,From,To\n");
    for person in people(80) {
        let day = |day| written(day, &FRENCH);
        let job = person.job;
        let _ = writeln!(
            text,
            "Z{:05},{},{},{},{}",
            person.number,
            day(person.attachment),
            day(person.left),
            day(job.map(|job| job.0)),
            day(job.and_then(|job| job.1))
        );
    }
    let bench = Bench::new();
    bench.file("vague.csv", &text);
    let outcome = bench.run(&["layout", "learn", "vague.csv", "--supplier", "Zed"]);
    outcome.expect(0).says(&["unsure", "next: look at the"]);
    let (_, found) = proposed(&outcome.stdout);
    for header in ["Start", "End", "From", "To"] {
        assert_eq!(found.get(header), None, "a guess: {}", outcome.stderr);
    }
    assert!(outcome.stdout.contains("# job_start_date = [\"Start\"]"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("# attachment_date = [\"Start\"]"), "{}", outcome.stdout);
}

#[test]
fn the_samples_returns_read_with_learnt_layouts_make_the_same_paper() {
    let bench = Bench::new();
    bench.sample();
    let report = ["report", "-w", "halton", "--quarter", "2015-16-Q3", "--quiet"];
    let paper = |bench: &Bench| {
        bench.run(&report).expect(0);
        ["report.md", "internal/run.json"].map(|file| bench.read(&format!("output/halton/2015-16-Q3/{file}")))
    };
    let by_hand = paper(&bench);
    std::fs::remove_dir_all(bench.path().join("halton/layouts")).unwrap();
    for (file, supplier, name) in [
        ("northgate_2015-16-Q3.xlsx", "Northgate Works Ltd", "northgate"),
        ("bridgewater_2015-16-Q3.xlsx", "bridgewater", "bridgewater"),
        ("jcp_runcorn_2015-16-Q3.xlsx", "jcp", "jcp-runcorn"),
        ("jcp_widnes_2015-16-Q3.csv", "jcp", "jcp-widnes"),
    ] {
        let file = format!("halton/returns/{file}");
        let args = ["layout", "learn", &file, "--supplier", supplier, "--name", name, "-w", "halton", "--write"];
        bench.run(&args).expect(0).says(&["wrote halton", "quarterdeck.toml names this layout already"]);
        assert!(!bench.read(&format!("halton/layouts/{name}.toml")).contains("cannot be used yet"));
    }
    let learnt = paper(&bench);
    // The last line names the run, of which the layouts' files are a part.
    let figures =
        |paper: &str| paper.lines().filter(|line| !line.contains("Made by Quarterdeck")).collect::<Vec<_>>().join("\n");
    let (learnt_figures, figures) = (figures(&learnt[0]), figures(&by_hand[0]));
    let differs = learnt_figures.lines().zip(figures.lines()).find(|(own, other)| own != other);
    assert_eq!(differs, None);
    assert_eq!(learnt_figures.len(), figures.len());
    let accounts = |run: &str| serde_json::from_str::<serde_json::Value>(run).unwrap()["accounts"].clone();
    assert_eq!(accounts(&learnt[1]), accounts(&by_hand[1]), "the same rows are used");
}

#[test]
fn records_that_nobody_here_wrote_are_learnt_with_every_column_right() {
    let Some(shared) = shared() else { return };
    let bench = Bench::new();
    bench.bytes("clients.csv", &std::fs::read(shared.join("real/ni-youth-training/clients.csv")).unwrap());
    let outcome = bench.run(&["layout", "learn", "clients.csv", "--supplier", "Training Agency"]);
    outcome.expect(0);
    let (record, found) = proposed(&outcome.stdout);
    assert_eq!(record, "participants");
    for (header, name) in [
        ("client_id", "reference"),
        ("area", "area"),
        ("sex", "sex"),
        ("referral_date", "referral_date"),
        ("start_date", "attachment_date"),
        ("job_start_date", "job_start_date"),
        ("job_end_date", "job_end_date"),
        ("months_in_first_job", "ignored"),
        ("sustained_3m", "sustained_13w"),
        ("sustained_6m", "sustained"),
    ] {
        assert_eq!(found.get(header).map(String::as_str), Some(name), "{header}");
    }
}

/// What must never be repeated: names, births, numbers, addresses, remarks.
const CANARIES: [&str; 11] = [
    "Canaryson",
    "Wilhelmina",
    "17/03/1974",
    "QC123456A",
    "WA8 7QF",
    "07700 900123",
    "wren@post.example",
    "ring her mother",
    "Finchley Foods",
    "Ms Sparrow",
    "KES004217",
];

#[test]
fn nothing_of_a_person_is_repeated() {
    let header = "Client Ref,Surname,Forename,Date of Birth,Nat Ins,Home PC,Mob,Contact,Progress,Firm,Worker,Referral Date,Attachment Date,Ward";
    let mut text = format!("{header}\n");
    for i in 0..40 {
        let canaries = "Canaryson,Wilhelmina,17/03/1974,QC123456A,WA8 7QF,07700 900123,wren@post.example,ring her mother,Finchley Foods,Ms Sparrow";
        // A name that strayed into a column of codes, in a few rows.
        let ward = if i < 4 { "Canaryson" } else { "Mersey" };
        let _ = writeln!(
            text,
            "KES{:06},{canaries},{:02}/04/2015,{:02}/05/2015,{ward}",
            4217 + i * 3,
            1 + i % 28,
            1 + i % 28
        );
    }
    let bench = Bench::new();
    bench.sample().file("names.csv", &text).file("headerless.csv", text.split_once('\n').unwrap().1);
    let learn = ["layout", "learn", "names.csv", "--supplier", "kestrel", "-w", "halton"];
    let first = bench.run(&learn);
    first.expect(0);
    let written = bench.run(&[&learn[..], &["--write"]].concat());
    written.expect(0);
    let check = bench.run(&["layout", "check", "kestrel", "-w", "halton", "--against", "names.csv"]);
    check.expect(0);
    let without = bench.run(&["layout", "learn", "headerless.csv", "--supplier", "kestrel"]);
    without.expect(4).says(&["no row looks like a header"]);
    let changed =
        bench.run(&["check", "names.csv", "-w", "halton", "--layout", "northgate", "--supplier", "northgate"]);
    let file = bench.read("halton/layouts/kestrel.toml");
    assert_eq!(file, first.stdout, "the same is written as shown");
    for outcome in [&first, &written, &check, &without, &changed] {
        for canary in CANARIES {
            let said = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(!said.contains(canary), "`{canary}` is repeated:\n{said}");
        }
    }
    let (_, found) = proposed(&file);
    for header in ["Surname", "Forename", "Date of Birth", "Nat Ins", "Home PC", "Mob", "Contact"] {
        assert_eq!(found.get(header).map(String::as_str), Some("ignored"), "{header}");
    }
}

#[test]
fn month_first_dates_are_proved_and_a_mixed_file_is_a_question() {
    let rows = |extra: &str| {
        let rows: String = (1..=20).map(|i| format!("R{i:05},04/{i:02}/2015,05/{i:02}/2015\n")).collect();
        format!("Client Ref,Referral Date,Attachment Date\n{rows}{extra}")
    };
    let bench = Bench::new();
    bench.file("us.csv", &rows("")).file("mixed.csv", &rows("R00099,25/04/2015,26/05/2015\n"));
    let us = bench.run(&["layout", "learn", "us.csv", "--supplier", "Zed"]);
    us.expect(0);
    assert!(us.stdout.contains("date_order = \"mdy\"") && us.stdout.contains("proved by 16 dates"), "{}", us.stdout);
    let mixed = bench.run(&["layout", "learn", "mixed.csv", "--supplier", "Zed"]);
    mixed.expect(0).says(&["which comes first in a date", "the file mixes both"]);
}

#[test]
fn a_list_of_events_is_known_with_its_words_and_the_dates_beside_them() {
    let mut text = String::from("Line,Description,Unique Reference,Date 1,Date 2,Local Office\n");
    for person in people(60) {
        let reference = format!("U{:06}", person.number);
        let day = |day| written(day, &POLISH);
        let mut line = |event: &str, first: Option<i64>, second: Option<i64>| {
            if first.is_some() {
                let _ = writeln!(text, "{},{event},{reference},{},{},Widnes", person.number, day(first), day(second));
            }
        };
        line("Start", person.attachment, Some(person.referral));
        line("Outcome", person.job.map(|job| job.0), person.job.map(|job| job.0 + 182));
        line("Leaver", person.left, None);
    }
    let bench = Bench::new();
    bench.sample().file("events.csv", &text);
    let learn = ["layout", "learn", "events.csv", "--supplier", "northgate", "--name", "events", "-w", "halton"];
    let outcome = bench.run(&[&learn[..], &["--write"]].concat());
    outcome.expect(0);
    let (record, found) = proposed(&bench.read("halton/layouts/events.toml"));
    assert_eq!(record, "events");
    let names =
        [("Description", "event"), ("Unique Reference", "reference"), ("Date 1", "date_1"), ("Date 2", "date_2")];
    for (header, name) in names {
        assert_eq!(found.get(header).map(String::as_str), Some(name), "{}", outcome.stderr);
    }
    let toml = bench.read("halton/layouts/events.toml");
    for words in [
        "[sheet.events.start]\ndate_1 = \"attachment_date\"\ndate_2 = \"referral_date\"",
        "[sheet.events.outcome]\ndate_1 = \"job_start_date\"\ndate_2 = \"sustained_claim_date\"",
        "[sheet.events.end]\ndate_1 = \"leave_date\"\n",
        "\"Leaver\" = \"end\"",
    ] {
        assert!(toml.contains(words), "`{words}` is not in\n{toml}");
    }
    bench.run(&["layout", "check", "events", "-w", "halton"]).expect(0);
    let read = bench.run(&["check", "events.csv", "-w", "halton", "--layout", "events", "--supplier", "northgate"]);
    assert!(read.code == 0 && read.stdout.contains("0 set aside"), "{}{}", read.stdout, read.stderr);
}

#[test]
fn a_file_without_people_is_refused_and_says_what_it_looks_like() {
    let bench = Bench::new();
    bench.file("counts.csv", "Region,Households,Rainfall\nNorth,120,20\nSouth,90,18\n");
    let learn = |file| bench.run(&["layout", "learn", file, "--supplier", "Zed"]);
    learn("counts.csv").expect(4).says(&["figures, not people", "hint: "]);
    learn("missing.csv").expect(2).says(&["there is no file `missing.csv`"]);
}

#[test]
fn a_layout_that_is_there_is_never_replaced_and_a_sheet_that_is_not_there_is_named() {
    let bench = Bench::new();
    bench.sample();
    let before = bench.read("halton/layouts/northgate.toml");
    let file = "halton/returns/northgate_2015-16-Q3.xlsx";
    let learn = ["layout", "learn", file, "--supplier", "northgate", "-w", "halton"];
    bench
        .run(&[&learn[..], &["--write"]].concat())
        .expect(2)
        .says(&["is there already, and is not replaced", "--name"]);
    assert_eq!(bench.read("halton/layouts/northgate.toml"), before);
    bench.run(&[&learn[..], &["--sheet", "Clients"]].concat()).expect(2).says(&["no sheet `Clients`", "`Client data`"]);
    bench.run(&[&learn[..], &["--name", "../x"]].concat()).expect(2).says(&["cannot be a layout's name"]);
    bench.run(&["layout", "learn", file, "--supplier", "northgate", "--write"]).expect(2).says(&["no workspace"]);
}

#[test]
fn a_new_sender_is_told_the_lines_for_the_workspace() {
    let bench = Bench::new();
    let row = |cells: &[&'static str]| cells.iter().map(|text| Cell::Text(text)).collect::<Vec<_>>();
    let people = vec![
        row(&["Client Ref", "Referral Date"]),
        row(&["A00001", "01/04/2015"]),
        row(&["A00002", "13/04/2015"]),
        row(&["A00003", "14/04/2015"]),
    ];
    bench.workbook("zed_2015-16-Q1.xlsx", &[("Referrals Q1 2015", people)]);
    let outcome = bench.run(&["layout", "learn", "zed_2015-16-Q1.xlsx", "--supplier", "Zed & Co"]);
    outcome.expect(0).says(&[
        "[[supplier]]",
        "id = \"zed-co\"",
        "files = \"zed_{quarter}.xlsx\"",
        "layout = \"zed-co\"",
    ]);
    assert!(outcome.stdout.contains("sheet = \"Referrals *\""), "the quarter changes: {}", outcome.stdout);
}
