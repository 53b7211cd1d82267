//! Nothing personal leaves: references, names and birth days planted in returns are in nothing that a run
//! writes or prints. And whatever is planted, every row is accounted for.

use crate::harness::{Bench, Outcome, text_of};
use crate::queries::{queries_of, sheet, sheet_names};
use crate::small::{PARTICIPANTS, QUARTER, REFERRALS, account, checked, council, edit, exact, path_of, text};

/// Surnames and birth days that stand nowhere else, in the columns that are never read and in wrong ones.
const NAMES: [&str; 6] =
    ["Featherstonehaugh", "Oldhamley", "Quillfeather", "Zwetschgen", "Brocklehurst-Ng", "Ó Maoilchiaráin"];
const BORN: [&str; 8] = [
    "17/03/1947",
    "23/11/1951",
    "1948-05-19",
    "29/02/1952",
    "17/03/1999",
    "2003-05-19",
    "23.11.2004",
    "29 February 2008",
];

/// Everything that runs wrote and printed.
#[derive(Default)]
struct Everything {
    texts: Vec<(String, String)>,
}

impl Everything {
    fn add(&mut self, what: &str, outcome: &Outcome) {
        self.texts.push((format!("{what}: stdout"), outcome.stdout.clone()));
        self.texts.push((format!("{what}: stderr"), outcome.stderr.clone()));
    }

    /// All files but the workbooks that go back to the senders: those repeat the senders' own rows, and
    /// `queries.rs` holds what is not in them.
    fn add_files(&mut self, bench: &Bench, folder: &str) {
        let files = bench.all_files(folder).into_iter();
        for (name, bytes) in files.filter(|(name, _)| !name.contains("/internal/queries/")) {
            self.texts.push((format!("{folder}/{name}"), text_of(&name, &bytes)));
        }
    }

    /// Fails where any of these stands in anything; `fold` compares without case and without what separates.
    #[track_caller]
    fn has_none_of(&self, canaries: &[String]) {
        let fold = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let canaries: Vec<(&String, String)> = canaries.iter().map(|canary| (canary, fold(canary))).collect();
        for (what, text) in &self.texts {
            let folded = fold(text);
            for (canary, needle) in &canaries {
                assert!(!folded.contains(needle.as_str()), "`{canary}` is in {what}");
            }
        }
    }

    fn bytes(&self) -> usize {
        self.texts.iter().map(|(_, text)| text.len()).sum()
    }
}

/// Runs every command in every format over a workspace.
fn run_all(bench: &Bench, workspace: &str, files: &[&str]) -> Everything {
    let mut everything = Everything::default();
    let mut run = |args: &[&str]| {
        let outcome = bench.run(args);
        assert!([0, 2].contains(&outcome.code), "{args:?}: {}", outcome.stderr);
        everything.add(&args.join(" "), &outcome);
    };
    for more in [&["--all"][..], &["--format", "json"]] {
        run(&[&["check", "-w", workspace, "--quarter", QUARTER], files, more].concat());
    }
    run(&["report", "-w", workspace, "--audience", "officers"]);
    for by in ["prime", "ward", "office", "payment_group", "attachment_month", "referral_month", "route"] {
        // A group that there is not is answered with those that there are.
        run(&["query", "attached", "-w", workspace, "--where", &format!("{by}=nosuch")]);
        for audience in ["public", "officers"] {
            for format in ["table", "csv", "json", "markdown"] {
                let query = ["query", "attached,job_start_rate", "-w", workspace, "--by", by];
                run(&[&query[..], &["--format", format, "--audience", audience]].concat());
            }
        }
    }
    for more in [&[][..], &["--for", "sex"], &["--parked"]] {
        for audience in ["public", "officers"] {
            for format in ["table", "csv", "json", "markdown"] {
                run(&[&["compare", "-w", workspace, "--format", format, "--audience", audience], more].concat());
            }
        }
    }
    everything.add_files(bench, "output");
    everything
}

#[test]
fn no_planted_reference_name_or_birth_day_is_in_anything_that_is_written_or_printed() {
    let bench = council(&["North", "South"], true);
    let reference = |i: usize| format!("HPJ98{i:04}");
    let mut rows = Vec::new();
    let mut referred = Vec::new();
    for i in 0..400 {
        let (name, born) = (NAMES[i % NAMES.len()], BORN[i % BORN.len()]);
        let spelt = match i % 4 {
            0 => reference(i).to_lowercase(),
            1 => format!("HPJ-98 {i:04}"),
            _ => reference(i),
        };
        let good = |tail: &str| format!("{spelt},{name},{born},01/04/2014,01/05/2014,{tail}");
        rows.push(match i {
            // What strays into a column that is read.
            20 => format!("{name},{spelt},{born},01/04/2014,01/05/2014,Mersey,1,,,,"),
            21 => format!("{spelt},{name},x,{born},01/05/2014,Mersey,1,,,,"),
            22 => format!("{spelt},{name},x,01/04/2014,{born},Mersey,1,,,,"),
            23 => format!("{spelt},x,{born},01/04/2014,left with Mrs {name},Mersey,1,,,,"),
            24 => format!("{spelt},x,{born},01/04/2014,01/05/2014,{},1,,,,", reference(i + 1)),
            25 => format!("{spelt},x,{born},01/04/2014,01/05/2014,Mersey,1,{},,,", reference(i + 1)),
            26 => format!("{spelt},{name}, J,{born},01/04/2014,01/05/2014,Mersey,1,,,,"),
            27 => format!("{}9,{name},{born},01/04/2014,01/05/2014,Mersey,1,,,,", reference(i)),
            28 => format!("{spelt},\"{name}\" jr,{born},01/04/2014,01/05/2014,Mersey,1,,,,"),
            30..40 => good("Mersey,1,01/04/2013,,,"),
            40..50 => good("Nowhere,1,,,01/06/2014,"),
            50..55 => format!("{},{name},{born},01/04/2014,02/05/2014,Mersey,1,,,,", reference(i - 1)),
            _ => good("Mersey,1,01/06/2014,01/02/2015,,"),
        });
        if i % 7 > 0 {
            referred.push(format!("{spelt},{name},01/04/2014,{},Widnes", if i % 11 == 0 { "South" } else { "North" }));
        }
    }
    // The same people at the other prime, and a total below that repeats a name.
    rows.push(format!("Total {},,,,,,400,,,,", NAMES[0]));
    let files = ["north", "south", "jcp"].map(|sender| path_of(sender, "csv"));
    bench.file(&files[0], &text(PARTICIPANTS, &rows));
    bench.file(&files[1], &text(PARTICIPANTS, &rows[100..160]));
    bench.file(&files[2], &text(REFERRALS, &referred));
    let everything = run_all(&bench, "ws", &files.each_ref().map(String::as_str));
    let mut canaries: Vec<String> = (0..400).map(reference).collect();
    canaries.extend(NAMES.iter().chain(&BORN).map(|text| (*text).to_string()));
    assert!(everything.bytes() > 100_000 && everything.texts.len() > 100);
    everything.has_none_of(&canaries);
}

#[test]
fn no_reference_of_the_sample_is_in_anything_that_is_written_or_printed() {
    let bench = Bench::new();
    bench.sample();
    let files = ["northgate_2015-16-Q3.xlsx", "bridgewater_2015-16-Q3.xlsx", "jcp_widnes_2015-16-Q3.csv"]
        .map(|name| format!("halton/returns/{name}"));
    let everything = run_all(&bench, "halton", &files.each_ref().map(String::as_str));
    let list = bench.read(&files[2]);
    let references: Vec<String> = list
        .lines()
        .filter_map(|line| line.split(',').next())
        .filter(|r| r.starts_with("HPJ"))
        .map(String::from)
        .collect();
    assert!(references.len() > 1000);
    everything.has_none_of(&references);
}

#[test]
fn a_message_shows_so_much_of_a_reference_that_its_owner_can_find_it() {
    let bench = council(&["North"], false);
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &["HPJ9812345,,,01/04/2014,,Mersey,1,,,,"]));
    let found = checked(&bench, &[&path_of("north", "csv")], 3);
    let message = found["findings"][0]["message"].as_str().unwrap();
    assert_eq!(message, "`HPJ…45` is not a reference of the form HPJ######");
}

/// What is told of the wards of these rows.
fn told_of_wards(wards: &[&str]) -> Vec<String> {
    let bench = council(&["North"], false);
    let row = |(i, ward): (usize, &&str)| format!("HPJ{i:06},,,01/04/2014,01/05/2014,{ward},1,,,,");
    let rows: Vec<String> = wards.iter().enumerate().map(row).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    let findings = found["findings"].as_array().unwrap().iter();
    let of_wards = findings.filter(|finding| finding["code"] == "ward_not_known");
    of_wards.map(|finding| finding["message"].as_str().unwrap().to_string()).collect()
}

#[test]
fn a_value_on_no_list_is_told_where_it_is_misspelt_or_several_people_have_it_and_never_in_a_column_of_names() {
    let of = |count: usize, ward: &'static str| vec![ward; count];
    let alone = told_of_wards(&["Mersey", "Heath", "Mersey", "Featherstone"]);
    assert_eq!(alone, ["a value that is not on the list (12 characters)"]);
    assert_eq!(told_of_wards(&["Mersy"]), ["`Mersy` is not a name on the list (nearest: Mersey)"]);
    assert_eq!(told_of_wards(&["Heath Ward"]), ["`Heath Ward` is not a name on the list (nearest: Heath)"]);
    let shared = told_of_wards(&[of(9, "Mersey"), of(5, "Leeds")].concat());
    assert_eq!(shared, vec!["`Leeds` is not a name on the list"; 5]);
    let few = told_of_wards(&[of(9, "Mersey"), of(4, "Leeds")].concat());
    assert_eq!(few, vec!["a value that is not on the list (5 characters)"; 4]);
    // Smith is a common name: a column of names has it more than once.
    let names = told_of_wards(&[of(4, "Mersey"), of(5, "Smith")].concat());
    assert_eq!(names, vec!["a value that is not on the list (5 characters)"; 5]);
    for personal in ["17/03/1947", "WA8 7QF", "AB123456C", "0151 496 0000", "j@example.org", "HPJ123456"] {
        let told = told_of_wards(&[of(9, "Mersey"), of(6, personal)].concat());
        assert!(told.iter().all(|message| message.starts_with("a value that is not on the list (")), "{told:?}");
    }
}

#[test]
fn a_file_without_a_header_tells_nothing_of_its_first_person() {
    let bench = council(&["North"], false);
    let rows = ["Mersey,Quillfeather,Jane,Widnes,yes", "Heath,Zwetschgen,John,Runcorn,no"];
    bench.file(&path_of("north", "csv"), &(rows.join("\n") + "\n"));
    let outcome = bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &path_of("north", "csv")]);
    outcome
        .expect(4)
        .says(&["no header row found in the first 30 rows", "; the nearest is row 1, with 0 of the headers\n"]);
    for name in ["Quillfeather", "Zwetschgen", "Jane"] {
        assert!(!(outcome.stderr.clone() + &outcome.stdout).contains(name), "{}", outcome.stderr);
    }
}

#[test]
fn a_name_in_a_header_is_not_repeated_where_a_return_is_held_against_its_layout() {
    let renamed = [
        ("Attached", "Attach Date (Zquigley)"),
        ("Ward", "Ward Zquigley Brimblecoe"),
        ("Job Start", "Job Start Zquigley"),
        ("Job End", "Job End Zquigley"),
        ("Claimed", "Claimed (Brimblecoe),Claimed (Zquigley)"),
    ];
    for (from, to) in renamed {
        for required in ["\"job_end_date\"", "\"reference\""] {
            let bench = council(&["North"], false);
            edit(
                &bench,
                "ws/layouts/north.toml",
                "[\"reference\", \"attachment_date\", \"job_start_date\", \"job_end_date\"]",
                &format!("[{required}]"),
            );
            let claims = if to.contains(',') { "30/11/2014,30/11/2014" } else { "30/11/2014" };
            let row = |i: u32| {
                format!("HPJ{i:06},x,x,{:02}/04/2014,01/05/2014,Mersey,1,01/06/2014,28/11/2014,{claims},", i + 10)
            };
            let mut rows: Vec<String> = (1..=22).map(row).collect();
            rows.push(row(23).replace("24/04/2014", "31/02/2014"));
            bench.file(&path_of("north", "csv"), &text(&PARTICIPANTS.replace(from, to), &rows));
            let mut everything = Everything::default();
            for more in [&[][..], &["--all"], &["--format", "json"]] {
                let check = ["check", "-w", "ws", "--quarter", QUARTER, &path_of("north", "csv")];
                everything.add("check", &bench.run(&[&check[..], more].concat()));
            }
            everything.add("report", &bench.run(&["report", "-w", "ws", "--audience", "officers"]));
            everything.add_files(&bench, "output");
            for name in sheet_names(&bench, &queries_of("north")) {
                everything.texts.push((name.clone(), sheet(&bench, &queries_of("north"), &name).concat().join("\n")));
            }
            assert!(everything.texts.iter().any(|(_, text)| text.contains("layout `north`: gone: ")), "{to}");
            let is_masked = everything.texts.iter().any(|(_, text)| text.contains("the header has words more"));
            assert!(is_masked || !to.starts_with("Job End"), "{to}");
            everything.has_none_of(&["zquigley".to_string(), "brimblecoe".to_string()]);
        }
    }
}

/// Numbers that look random and are the same on every machine (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }

    /// Usually a day of 2014 or 2015, in some spelling; sometimes nothing, sometimes no day at all.
    fn date(&mut self) -> String {
        let (day, month, year) = (self.below(28) + 1, self.below(12) + 1, 2014 + self.below(2));
        match self.below(48) {
            0..4 => String::new(),
            4 => format!("{year}-{month:02}-{day:02}"),
            5 => format!("{day:02}.{month:02}.{year}"),
            6 => format!("{:02}/{month:02}/{year}", day + 3),
            7 => format!("{day:02}/{month:02}/{}", year + 2),
            8 => self
                .pick(&["soon", "30/02/2015", "1/2/15", "#REF!", "TBC", "00/00/0000", "\u{1b}[31m", "42369", "-1"])
                .into(),
            _ => format!("{day:02}/{month:02}/{year}"),
        }
    }

    fn reference(&mut self) -> String {
        let number = self.below(40);
        match self.below(20) {
            0 => self
                .pick(&["", "TBC", "HPJ", "ＨＰＪ０００００１", "hpj-000 002", "\u{a0}", "=1+1", "Total", "Note: x"])
                .into(),
            _ => format!("HPJ{number:06}"),
        }
    }

    fn person(&mut self) -> String {
        if self.below(2) == 0 {
            let (number, day, end) = (100 + self.below(500), self.below(28) + 1, self.below(12) + 1);
            return format!(
                "HPJ000{number},x,x,{day:02}/04/2014,{day:02}/05/2014,Mersey,1,{day:02}/06/2014,01/{end:02}/2015,,"
            );
        }
        let ward = self.pick(&["Mersey", "HEATH", "Zoë Row", "Leeds", "", "n/a", "\"a, b\""]);
        let group = self.pick(&["1", "3", "6a", "99", ""]);
        let mut cells =
            vec![self.reference(), "x".into(), "x".into(), self.date(), self.date(), ward.into(), group.into()];
        cells.extend((0..4).map(|_| self.date()));
        match self.below(25) {
            0 => cells.truncate(5),
            1 => cells.push("more".into()),
            2 => return PARTICIPANTS.into(),
            3 => return "Total,,,,,,,12,3,,".into(),
            _ => {}
        }
        cells.join(",")
    }
}

#[test]
fn whatever_is_planted_rows_add_up_and_no_milestone_outgrows_the_one_before() {
    let mut dice = Dice(20_151_231);
    let mut counted = 0;
    for round in 0..60 {
        let list = round % 2 == 0;
        let bench = council(&["North", "South"], list);
        let mut files = Vec::new();
        for (prime, own) in [("north", "HPJ999998"), ("south", "HPJ999999")] {
            // The first row is without a fault, so that of no return every row is set aside.
            let mut rows = vec![format!("{own},x,x,01/04/2014,01/05/2014,Mersey,1,01/06/2014,,,")];
            rows.extend((0..dice.below(60)).map(|_| dice.person()));
            bench.file(&path_of(prime, "csv"), &text(PARTICIPANTS, &rows));
            files.push((path_of(prime, "csv"), rows));
        }
        if list {
            let mut rows =
                vec!["HPJ999998,x,01/04/2014,North,Widnes".to_string(), "HPJ999999,x,01/04/2014,South,Widnes".into()];
            rows.extend((0..dice.below(80)).map(|_| {
                let prime = dice.pick(&["North", "south", "SOUTH ", "Noth", ""]);
                format!("{},x,{},{prime},Widnes", dice.reference(), dice.date())
            }));
            bench.file(&path_of("jcp", "csv"), &text(REFERRALS, &rows));
            files.push((path_of("jcp", "csv"), rows));
        }
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let found = checked(&bench, &paths, 0);
        for (path, rows) in &files {
            let [read, used, aside, left] = account(&found, path.rsplit('/').next().unwrap());
            assert_eq!(read, rows.len() as u64, "round {round}, {path}");
            assert_eq!(read, used + aside + left, "round {round}, {path}");
        }
        for by in ["prime", "ward", "attachment_quarter"] {
            for basis in ["to-date", "cohort"] {
                let measures = "referred,attached,job_starts,sustained";
                for line in exact(&bench, &[measures, "--by", by, "--basis", basis]) {
                    let counts: Vec<u64> = line.split(',').skip(1).map(|count| count.parse().unwrap()).collect();
                    let [referred, attached, started, sustained] = counts[..] else { panic!("{line}") };
                    assert!(attached >= started && started >= sustained, "round {round}: {line}");
                    assert!(basis == "cohort" || referred >= attached, "round {round}: {line}");
                    counted += started;
                }
            }
        }
    }
    assert!(counted > 500, "the rounds counted next to nobody: {counted}");
}

#[test]
fn what_a_sender_writes_reaches_no_terminal_as_a_command() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/quarterdeck.toml", "wards = [\"Mersey\"", "wards = [\"Mersey\", \"=cmd\"");
    let header = format!("{PARTICIPANTS},\u{1b}]0;x\u{7}");
    let rows = [
        "HPJ000001,x,x,01/04/2014,\u{1b}[31m1,Mersey,1,,,,,",
        "HPJ000002,x,x,01/04/2014,01/05/2014,\u{1b}]8;;http://x\u{7}Leeds\u{202e},1,,,,,",
        "HPJ000003,x,x,01/04/2014,01/05/2014,=cmd,1,,,,,",
    ];
    bench.file(&path_of("north", "csv"), &text(&header, &rows));
    let path = path_of("north", "csv");
    for args in [
        &["check", "-w", "ws", &path][..],
        &["report", "-w", "ws"],
        &["query", "attached", "-w", "ws", "--by", "ward"],
        &["query", "attached", "-w", "ws", "--by", "ward", "--format", "csv"],
        &["query", "attached", "-w", "ws", "--where", "ward=\u{1b}[31mx"],
        &["check", "-w", "ws", "\u{1b}[31mx\u{7}"],
        &["check", "-w", "\u{1b}[31mx\u{7}", &path],
    ] {
        let outcome = bench.run(args);
        for text in [&outcome.stdout, &outcome.stderr] {
            let sent = text.chars().find(|&c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c));
            assert_eq!(sent, None, "{args:?}: {text:?}");
        }
    }
    let csv = bench.run(&["query", "attached", "-w", "ws", "--by", "ward", "--format", "csv"]);
    assert!(csv.stdout.contains("\n'=cmd,"), "{}", csv.stdout);
}
