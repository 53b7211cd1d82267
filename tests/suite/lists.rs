//! Lists that say too little, or that a column sorted by itself has turned into other people's: what each once made of
//! the figures without a word.

use serde_json::Value;

use crate::harness::{Bench, Cell};
use crate::queries::{check, lines};
use crate::small::{PARTICIPANTS, QUARTER, REFERRALS, account, checked, council, edit, exact, path_of, text, told};

const EVENTS: &str = r##"name = "north"
description = "A row an event"
reference_pattern = "HPJ######"
[[sheet]]
record = "events"
required = []
[sheet.columns]
reference = ["Ref"]
event = ["Description"]
date_1 = ["Date 1"]
date_2 = ["Date 2"]
[sheet.events.start]
date_1 = "attachment_date"
date_2 = "referral_date"
[sheet.events.job]
date_1 = "job_start_date"
date_2 = "job_end_date"
[sheet.events.outcome]
date_1 = "job_start_date"
date_2 = "sustained_claim_date"
[values.event]
"Start" = "start"
"Job" = "job"
"Outcome" = "outcome"
"##;

/// A council whose one prime sends events and is paid by what it claims.
fn events(rows: &[String]) -> Bench {
    let bench = council(&["North"], false);
    let terms = "referrals_from = \"prime\"";
    edit(&bench, "ws/quarterdeck.toml", terms, &format!("{terms}\nsustained = \"claimed\""));
    bench.file("ws/layouts/north.toml", EVENTS);
    bench.file(&path_of("north", "csv"), &text("Ref,Description,Date 1,Date 2", rows));
    bench
}

/// Findings of one code.
fn of_code<'a>(found: &'a Value, code: &str) -> Vec<&'a Value> {
    found["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code).collect()
}

fn messages(found: &Value, code: &str) -> Vec<String> {
    of_code(found, code).iter().map(|finding| finding["message"].as_str().unwrap().to_string()).collect()
}

fn start(i: usize) -> String {
    format!("HPJ{i:06},Start,21/05/2013,20/04/2013")
}

fn job(i: usize) -> String {
    format!("HPJ{i:06},Job,21/06/2013,")
}

fn outcome(i: usize) -> String {
    format!("HPJ{i:06},Outcome,21/06/2013,28/02/2014")
}

#[test]
fn an_event_without_the_day_that_it_counts_by_is_set_aside_whichever_column_has_it() {
    let unclaimed = outcome(1).replace("28/02/2014", "");
    let unattached = start(2).replace("21/05/2013", "");
    // Without a referral, without the end of a job, and without the job that the claim is for: all may be so.
    let unreferred = start(3).replace("20/04/2013", "");
    let without_job = outcome(3).replace("21/06/2013", "");
    let bench = events(&[start(1), job(1), unclaimed, unattached, unreferred, job(3), without_job]);
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    let aside: Vec<String> =
        told(&found, &[]).into_iter().filter(|told| told.starts_with("event_date_missing")).collect();
    let expected = ["4 D \"Date 2\"", "5 C \"Date 1\""].map(|place| format!("event_date_missing sets_aside {place}"));
    assert_eq!(aside, expected, "{found}");
    assert!(messages(&found, "event_date_missing")[0].contains("an event (outcome) without its date"), "{found}");
    assert_eq!(account(&found, "north"), [5, 3, 2, 0]);
    assert_eq!(exact(&bench, &["attached,job_starts,sustained"]), ["2,2,1"]);
}

/// What is told of events that a list does not give, of so many people, as `effect message`.
fn not_given(people: usize, rows: impl Fn(usize) -> Vec<String>) -> Vec<String> {
    let bench = events(&(1..=people).flat_map(rows).collect::<Vec<_>>());
    let args = ["check", "-w", "ws", "--quarter", QUARTER, "--format", "json", &path_of("north", "csv")];
    let found: Value = serde_json::from_str(&bench.run(&args).stdout).unwrap();
    let told =
        |finding: &&Value| format!("{} {}", finding["effect"].as_str().unwrap(), finding["message"].as_str().unwrap());
    of_code(&found, "event_not_given").iter().map(told).collect()
}

#[test]
fn a_list_in_which_a_kind_of_event_no_longer_occurs_stops_where_somebody_should_have_had_it() {
    let told = not_given(60, |i| vec![start(i), job(i)]);
    let expected = "stops no row of the list that counts is the event `outcome` (`Outcome`): that nothing is claimed as \
                    sustained, of 60 in work a year ago or more, is a question";
    // Job ends are given nowhere either, which says less where claims count.
    let ends =
        "notes none of 60 rows of the event `job` (`Job`) has its `job_end_date`: every job counts as still going on";
    assert_eq!(told, [ends, expected]);

    let told = not_given(60, |i| vec![start(i)]);
    let expected = "stops no row of the list that counts is the event `job` (`Job`): that nobody has started a job, of \
                    60 attached half a year ago or more, is a question";
    assert!(told.contains(&expected.to_string()), "{told:?}");

    assert_eq!(told.len(), 2, "jobs are asked for once: {told:?}");

    // Those who have an outcome have begun a job; of the others nobody.
    let told = not_given(60, |i| if i <= 30 { vec![start(i), outcome(i)] } else { vec![start(i)] });
    let expected = "stops no row of the list that counts is the event `job` (`Job`): that nobody else has started a job, \
                    of 30 attached half a year ago or more, is a question";
    assert_eq!(told, [expected]);

    // Rows of which none can be used are as good as none.
    let told = not_given(60, |i| vec![start(i), job(i), outcome(i).replace("28/02/2014", "")]);
    let expected = "stops none of 60 rows of the event `outcome` (`Outcome`) can be used: that nothing is claimed";
    assert!(told[1].starts_with(expected), "{told:?}");
}

#[test]
fn a_list_of_few_or_new_people_may_lack_a_kind_of_event() {
    let late = |i: usize| vec![start(i).replace("2013", "2015").replace("21/05", "21/11")];
    assert!(not_given(60, late).iter().all(|told| told.starts_with("notes ")));
    assert_eq!(not_given(19, |i| vec![start(i)]), [""; 0]);
    let all = |i: usize| vec![start(i), job(i).trim_end_matches(',').to_string() + ",21/09/2013", outcome(i)];
    assert_eq!(not_given(60, all), [""; 0]);
}

#[test]
fn claims_are_missed_too_where_jobs_stand_on_a_sheet_of_their_own() {
    let bench = council(&["North"], false);
    let terms = "referrals_from = \"prime\"";
    edit(&bench, "ws/quarterdeck.toml", terms, &format!("{terms}\nsustained = \"claimed\""));
    let people = "sheet = \"People\"\nrecord = \"participants\"\nrequired = []\n[sheet.columns]\nreference = [\"Ref\"]\n\
        referral_date = [\"Referred\"]\nattachment_date = [\"Attached\"]\nsustained_claim_date = [\"Claimed\"]\n";
    let jobs = "sheet = \"Jobs\"\nrecord = \"jobs\"\nrequired = []\n[sheet.columns]\nreference = [\"Ref\"]\n\
        job_start_date = [\"From\"]\n";
    let layout = format!("name = \"north\"\ndescription = \"x\"\n[[sheet]]\n{people}[[sheet]]\n{jobs}");
    bench.file("ws/layouts/north.toml", &layout);
    let reference = |i: u32| Cell::Text(format!("HPJ{i:06}").leak());
    let (referred, attached, from) = (Cell::Date("2013-04-20"), Cell::Date("2013-05-21"), Cell::Date("2013-06-21"));
    let person = |i| vec![reference(i), referred.clone(), attached.clone(), Cell::Empty];
    let job = |i| vec![reference(i), from.clone()];
    let header = |names: &[&'static str]| names.iter().map(|name| Cell::Text(name)).collect::<Vec<_>>();
    let people = std::iter::once(header(&["Ref", "Referred", "Attached", "Claimed"])).chain((1..=60).map(person));
    let jobs = std::iter::once(header(&["Ref", "From"])).chain((1..=60).map(job));
    bench.workbook(&path_of("north", "xlsx"), &[("People", people.collect()), ("Jobs", jobs.collect())]);
    let found = checked(&bench, &[&path_of("north", "xlsx")], 3);
    assert!(messages(&found, "column_empty")[0].contains("of 60 in work a year ago or more"), "{found}");
}

#[test]
fn references_that_look_alike_are_named_where_the_layout_gives_no_form() {
    let row = |reference: &str| format!("{reference},,,21/04/2014,21/05/2014,Mersey,1,,,,");
    let found = |references: &[&str]| {
        let bench = council(&["North"], false);
        edit(&bench, "ws/layouts/north.toml", "reference_pattern = \"HPJ######\"", "");
        let rows: Vec<String> = references.iter().map(|reference| row(reference)).collect();
        bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
        checked(&bench, &[&path_of("north", "csv")], 0)
    };
    let alike = found(&["HPJ000001", "HPJ000002", "HPJO00001", "\u{41d}PJ000002", "HPJ00000I", "HPJ000003"]);
    let expected = "references look like another's (O and 0, I and 1, letters of another alphabet) and count as other \
                    people: row 4 like row 2, row 5 like row 3, row 6 like row 2";
    assert_eq!(messages(&alike, "reference_looks_alike"), [expected]);
    assert_eq!(of_code(&alike, "reference_looks_alike")[0]["rows"], 3);
    assert!(told(&alike, &[]).contains(&"reference_looks_alike notes null A \"Client Ref\"".into()));
    assert_eq!(account(&alike, "north"), [6, 6, 0, 0], "named, never matched");
    let apart = found(&["HPJ000001", "HPJ000002", "hpj-000001"]);
    assert_eq!(messages(&apart, "reference_looks_alike"), [""; 0], "another spelling is the same reference");
}

#[test]
fn a_list_of_events_of_a_quarter_alone_is_refused_when_its_layout_is_read() {
    let bench = events(&[start(1)]);
    let layout = EVENTS.replace("[[sheet]]", "coverage = \"quarter\"\n[[sheet]]");
    bench.file("ws/layouts/north.toml", &layout);
    for command in ["check", "report"] {
        let path = path_of("north", "csv");
        let files = if command == "check" { vec![path.as_str()] } else { Vec::new() };
        let said = ["north.toml", "coverage = \"quarter\"", "events", "everything so far", "coverage = \"to_date\""];
        bench.run(&[&[command, "-w", "ws"], &files[..]].concat()).expect(2).says(&said);
    }
}

/// Twenty people of North as Jobcentre Plus has them; of so many North says otherwise.
fn of_twenty(header: &str, own: impl Fn(usize) -> String, listed: &str) -> Bench {
    let bench = council(&["North"], true);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 5");
    edit(
        &bench,
        "ws/layouts/jcp.toml",
        "office = [\"Office\"]",
        "office = [\"Office\"]\nward = [\"Ward\"]\npayment_group = [\"PG\"]",
    );
    let rows: Vec<String> = (1..=20).map(own).collect();
    let sent: Vec<String> = (1..=20).map(|i| format!("HPJ{i:06},,21/04/2014,North,{listed},1")).collect();
    bench.file(&path_of("north", "csv"), &text(&format!("{PARTICIPANTS}{header}"), &rows));
    bench.file(&path_of("jcp", "csv"), &text(&format!("{REFERRALS},Ward,PG"), &sent));
    bench
}

/// What disagrees, and whether a paper is stopped for it.
fn disagreeing(bench: &Bench, code: &str) -> (Vec<String>, bool) {
    let found = checked(bench, &[&path_of("north", "csv"), &path_of("jcp", "csv")], 0);
    let told = messages(&found, code).into_iter().filter(|told| !told.contains("would stop the paper")).collect();
    let report = bench.run(&["report", "-w", "ws", "--quarter", QUARTER]);
    let stops = report.stderr.lines().any(|line| line.starts_with("stops") && line.contains(code));
    let any = report.stderr.lines().any(|line| line.starts_with("stops"));
    assert_eq!(report.code, if any { 3 } else { 0 }, "{}", report.stderr);
    (told, stops)
}

#[test]
fn referral_dates_that_mostly_differ_from_jobcentre_pluss_stop_the_paper() {
    let differ = |many: usize| {
        let day = move |i: usize| if i <= many { "05/05/2014" } else { "21/04/2014" };
        of_twenty(
            "",
            move |i| format!("HPJ{i:06},,,{},21/05/2014,Mersey,1,01/06/2014,30/11/2014,30/11/2014,", day(i)),
            "Widnes,Mersey",
        )
    };
    let (told, stops) = disagreeing(&differ(9), "referral_date_differs");
    assert!(!stops && told[0].ends_with("whose dates are used: 9 of 20"), "{told:?}");
    let bench = differ(10);
    let (told, stops) = disagreeing(&bench, "referral_date_differs");
    assert!(stops && told[0].ends_with("whose dates are used: 10 of 20"), "{told:?}");
    let accepted = ["report", "-w", "ws", "--accept", "referral_date_differs", "--because", "known", "--by", "Jo"];
    bench.run(&accepted).expect(0);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 5", "min_rows = 5\nblock_share = { referral_date_differs = 0.6 }");
    assert!(!disagreeing(&bench, "referral_date_differs").1);
}

#[test]
fn wards_offices_and_payment_groups_that_differ_from_jobcentre_pluss_are_told_and_stop_where_most_do() {
    let differ = |many: usize| {
        let (ward, office, group) = (
            move |i: usize| if i <= many { "Heath" } else { "MERSEY" },
            move |i: usize| if i <= many { "Runcorn" } else { "widnes" },
            move |i: usize| if i <= many { "2" } else { "1" },
        );
        let row = move |i: usize| {
            let (ward, office, group) = (ward(i), office(i), group(i));
            format!("HPJ{i:06},,,21/04/2014,21/05/2014,{ward},{group},01/06/2014,30/11/2014,30/11/2014,,{office}")
        };
        of_twenty(",Office", row, "Widnes,Mersey")
    };
    for (code, name, limit) in
        [("ward_differs", "ward", 10), ("office_differs", "office", 8), ("payment_group_differs", "payment group", 8)]
    {
        let (told, stops) = disagreeing(&differ(3), code);
        let expected = format!("another {name} than on Jobcentre Plus's list, and the prime's counts: 3 of 20");
        assert!(!stops && told == [expected], "{told:?}");
        assert!(disagreeing(&differ(0), code).0.is_empty());
        assert!(disagreeing(&differ(limit), code).1 && !disagreeing(&differ(limit - 1), code).1, "{code}");
    }
    // Nothing is held against a cell that is empty.
    let silent = |i: usize| format!("HPJ{i:06},,,21/04/2014,21/05/2014,,1,01/06/2014,30/11/2014,30/11/2014,,");
    assert!(disagreeing(&of_twenty(",Office", silent, "Widnes,Mersey"), "ward_differs").0.is_empty());
}

#[test]
fn rows_of_jobcentre_pluss_list_that_name_no_prime_are_noted_with_what_becomes_of_their_people() {
    let bench = council(&["North"], true);
    let row = |i: u32| format!("HPJ{i:06},,,21/04/2014,21/05/2014,Mersey,1,,,,");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &[row(1), row(2)]));
    let sent = |primes: [&str; 4]| {
        let row = |(i, prime): (usize, &str)| format!("HPJ{:06},,21/04/2014,{prime},Widnes", i + 1);
        text(REFERRALS, &primes.into_iter().enumerate().map(row).collect::<Vec<_>>())
    };
    bench.file(&path_of("jcp", "csv"), &sent(["North", "", "North", ""]));
    let files = [&path_of("north", "csv"), &path_of("jcp", "csv")];
    let found = checked(&bench, &files.map(String::as_str), 0);
    let expected = "rows without a prime: rows 3, 5; each speaks of the prime that has the reference on its list, and of \
                    nobody where none has: 1 of these people counts in nothing";
    assert_eq!(messages(&found, "prime_not_given"), [expected], "{found}");
    assert!(told(&found, &[]).contains(&"prime_not_given notes null D \"Provider\"".into()));
    let at_no_prime = messages(&found, "not_at_prime");
    assert!(at_no_prime[0].ends_with("1 (row 4); they count as referred and not attached"), "{at_no_prime:?}");
    let nowhere = "1 (row 5); they count in nothing, because no row says which prime they were referred to";
    assert!(at_no_prime[1].ends_with(nowhere), "{at_no_prime:?}");
    assert_eq!(exact(&bench, &["referred,attached"]), ["3,2"]);
    bench.file(&path_of("jcp", "csv"), &sent(["North", "North", "North", "North"]));
    assert_eq!(messages(&checked(&bench, &files.map(String::as_str), 0), "prime_not_given"), [""; 0]);
}

#[test]
fn a_cell_that_was_emptied_is_told_where_it_stands_now() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let rows = |ward: &str| {
        let row = |i: u32, ward: &str| format!("HPJ{i:06},,,21/04/2014,21/05/2014,{ward},1,,,,");
        [row(1, "Mersey"), row(2, ward), row(3, "Heath")]
    };
    bench.file(&path, &text(PARTICIPANTS, &rows("Mersy")));
    check(&bench, "2016-01-20", &[&path]).expect(0);
    let told = || lines(&bench, "north", &["Row", "Cells at fault", "Status", "What to correct"]).concat();
    assert_eq!(told()[..3], ["3", "F3", "New"]);
    // Sent again with a column more at the front, in another order, the cell empty.
    let moved: Vec<String> = rows("").iter().rev().map(|row| format!("x,{row}")).collect();
    let moved = [&moved[1..], &moved[..1]].concat();
    bench.file(&path, &text(&format!("Caseworker,{PARTICIPANTS}"), &moved));
    for day in ["2016-01-27", "2016-01-28"] {
        check(&bench, day, &[&path]).expect(0);
        let told = told();
        assert_eq!(told[..3], ["2", "G2", "Emptied"]);
        let expected = "G2 \"Ward\": The ward is not on the council's list. Please write it as on the list";
        assert!(told[3].starts_with(expected), "{}", told[3]);
        assert!(!told[3].contains("F3") && told[3].matches("The value was taken out").count() == 1, "{}", told[3]);
    }
}

#[test]
fn a_list_of_events_of_a_quarter_is_learnt_as_one_that_has_to_say_everything_so_far() {
    let bench = council(&["North"], false);
    let starts = (1..=40).map(|i| format!("HPJ{i:06},Start,{:02}/10/2015,{:02}/09/2015", i % 28 + 1, i % 28 + 1));
    let jobs = (1..=20).map(|i| format!("HPJ{i:06},Job,{:02}/11/2015,", i % 28 + 1));
    bench.file("learn.csv", &text("Ref,Description,Date 1,Date 2", &starts.chain(jobs).collect::<Vec<_>>()));
    let outcome = bench.run(&["layout", "learn", "learn.csv", "--supplier", "east", "-w", "ws"]);
    let layout = &outcome.expect(0).stdout;
    assert!(layout.contains("coverage = \"to_date\"") && layout.contains("record = \"events\""), "{layout}");
    let asked = layout.replace("\n# ", " ");
    assert!(asked.contains("does each return list every event so far (to_date)? It has to"), "{layout}");
    let told = outcome.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("does each return list every event so far? It has to (its people came within 47 days)"),
        "{told}"
    );
}

/// The sample's list of one office, with so many lines that another program would have split: they are set aside.
fn with_ragged_rows_of_widnes(rows: usize) -> Bench {
    let bench = Bench::new();
    bench.sample();
    let path = "halton/returns/jcp_widnes_2015-16-Q3.csv";
    let ragged = |(at, line): (usize, &str)| match at {
        at if (500..500 + rows).contains(&at) => line.replace(',', ";") + "\n",
        _ => format!("{line}\n"),
    };
    let text: String = bench.read(path).lines().enumerate().map(ragged).collect();
    bench.file(path, &text);
    bench
}

#[test]
fn each_file_of_a_sender_is_held_by_itself_and_a_gate_names_the_one_that_its_rows_are_in() {
    let stops = |rows| {
        let outcome = with_ragged_rows_of_widnes(rows).run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]);
        let said = outcome.stderr.lines().chain(outcome.stdout.lines()).map(String::from);
        (outcome.code, said.filter(|line| line.starts_with("stops")).collect::<Vec<_>>())
    };
    let (code, told) = stops(100);
    assert_eq!(code, 3);
    assert_eq!(told.len(), 2, "{told:?}");
    for (line, rule) in told.iter().zip(["ragged_row", "rows_set_aside"]) {
        assert!(line.contains(rule) && line.contains("jcp_widnes_2015-16-Q3.csv"), "{line}");
    }
    assert!(told[0].contains("100 of 14"), "{told:?}");
    // Of all rows that the sender sent these are fewer than one in fifty.
    let (code, told) = stops(61);
    assert_eq!((code, told.len()), (3, 1), "{told:?}");
    assert!(told[0].contains("ragged_row") && told[0].contains("jcp_widnes_2015-16-Q3.csv"), "{told:?}");
}
