//! Money in whole pence, against sums done by hand, and kept out of whatever is public.

use std::collections::BTreeMap;

use crate::harness::{Bench, Cell, project, text_of};
use crate::workspace::Workspace;
use Cell::{Date, Empty, Number, Text};

const LAYOUT: &str = r#"
name = "northgate"
description = "Clients, and claims with their payments"
[[sheet]]
sheet = "Clients"
record = "participants"
required = ["attachment_date"]
[sheet.columns]
reference = ["Ref"]
payment_group = ["Group"]
referral_date = ["Referred"]
attachment_date = ["Attached"]
job_start_date = ["Job start"]
job_end_date = ["Job end"]
leave_date = ["Left"]
[[sheet]]
sheet = "Claims"
record = "claims"
required = ["claim_date"]
[sheet.columns]
reference = ["Ref"]
milestone = ["Claim type"]
claim_date = ["Claimed"]
paid_date = ["Paid"]
paid_amount = ["Amount"]
"#;

/// Groups 1 and 2 have 26 weeks, group 5 has 13; what group 5 brings nobody knows.
const PROGRAMME: &str = r#"
id = "work-programme"
name = "Work Programme"
summary = "A programme of this test."
source = "Invented."
routes = ["jcp"]
sustained = { rule = "cumulative", weeks = 26 }
sustainment = { weeks = 4, most = 13 }
[[payment_group]]
code = "1"
name = "One"
outcome_weeks = 26
[[payment_group]]
code = "2"
name = "Two"
outcome_weeks = 26
[[payment_group]]
code = "5"
name = "Five"
outcome_weeks = 13
[[fee]]
milestone = "attachment"
payment_groups = ["1", "2"]
referred_until = 2014-03-31
pence = 40000
[[fee]]
milestone = "outcome"
payment_groups = ["1", "2"]
pence = 120000
[[fee]]
milestone = "sustainment"
payment_groups = ["1", "2"]
pence = 17000
confirmed = false
"#;

const CONTRACT: &str = r#"
referrals_from = "prime"
role = "subcontractor"
start = 2013-10-01
value_pence = 1000000
[[contract.cost]]
quarter = "2013-14-Q3"
pence = 100000
[[contract.cost]]
quarter = "2014-15-Q1"
pence = 30000
[[contract.cost]]
quarter = "2014-15-Q1"
pence = 20000
what = "Two advisers"
[[contract.cost]]
quarter = "2014-15-Q2"
pence = 50000
[[contract.cost]]
quarter = "2014-15-Q3"
pence = 20000
[[contract.cost]]
quarter = "2014-15-Q4"
pence = 999999
"#;

/// A reference, payment group, referral, attachment, job start and job end a row.
fn clients() -> Vec<Vec<Cell>> {
    let names = ["Ref", "Group", "Referred", "Attached", "Job start", "Job end", "Left"].map(Text).to_vec();
    let person = |name, group, days: [&'static str; 4]| {
        let day = |iso: &'static str| if iso.is_empty() { Empty } else { Date(iso) };
        [vec![Text(name), Text(group)], days.map(day).to_vec(), vec![Empty]].concat()
    };
    vec![
        names,
        // 182 days in work, claimed and paid.
        person("A00001", "1", ["2014-03-31", "2014-04-10", "2014-06-01", "2014-11-29"]),
        // 182 days in work and not claimed; referred a day too late for an attachment fee.
        person("A00002", "1", ["2014-04-01", "2014-04-10", "2014-06-01", "2014-11-29"]),
        // Left after 181 days.
        person("A00003", "1", ["2014-01-02", "2014-01-10", "2014-06-01", "2014-11-28"]),
        // 91 days in work.
        person("A00004", "5", ["2014-01-02", "2014-01-10", "2014-06-01", "2014-08-30"]),
        person("A00005", "2", ["2014-01-02", "", "", ""]),
        // In work: 182 days on 29 January 2015, four weeks more on 26 February and on 26 March.
        person("A00006", "1", ["2014-01-02", "2014-01-10", "2014-08-01", ""]),
    ]
}

fn claims() -> Vec<Vec<Cell>> {
    vec![
        ["Ref", "Claim type", "Claimed", "Paid", "Amount"].map(Text).to_vec(),
        vec![Text("A00001"), Text("attachment"), Date("2014-04-11"), Date("2014-04-30"), Number(400.0)],
        vec![Text("A00003"), Text("attachment"), Date("2014-01-12"), Date("2014-01-31"), Empty],
        vec![Text("A00001"), Text("outcome"), Date("2014-12-10"), Date("2014-12-20"), Number(1100.0)],
        vec![Text("A00004"), Text("outcome"), Date("2014-08-30"), Empty, Empty],
    ]
}

fn council() -> Bench {
    let bench = Bench::new();
    let workspace = Workspace::new("small")
        .prime("northgate", "Northgate Works")
        .returns("northgate.xlsx", "northgate")
        .contract("northgate", CONTRACT);
    bench
        .file("quarterdeck.toml", &workspace.text())
        .file("programmes/work-programme.toml", PROGRAMME)
        .file("layouts/northgate.toml", LAYOUT)
        .workbook("returns/northgate.xlsx", &[("Clients", clients()), ("Claims", claims())]);
    bench
}

/// Every figure of a file of money: by table, row and column, with its unit.
fn figures(text: &str) -> BTreeMap<[String; 3], String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records = reader.records().map(Result::unwrap).skip(3);
    records.map(|record| ([2, 3, 4].map(|i| record[i].to_string()), format!("{} {}", &record[5], &record[6]))).collect()
}

#[track_caller]
fn assert_figures(figures: &BTreeMap<[String; 3], String>, expected: &[(&str, &str, &str, &str)]) {
    for (table, row, column, value) in expected {
        let key = [table, row, column].map(|part| part.to_string());
        assert_eq!(figures.get(&key).map(String::as_str), Some(*value), "{key:?} of {figures:#?}");
    }
}

#[test]
fn a_contracts_money_is_what_it_comes_to_by_hand() {
    let bench = council();
    bench.run(&["report", "--quarter", "2014-15-Q3", "--audience", "officers"]).expect(0);
    let text = bench.read("output/small/2014-15-Q3/internal/finance.csv");
    assert!(text.lines().nth(1).unwrap().contains("Part 2"), "{text}");
    let figures = figures(&text);
    let (achieved, unclaimed) =
        ("Achieved by 31 December 2014", "Achieved and not claimed, by the time since it was reached");
    let ahead = "Expected in January to March 2015, and what was just missed";
    assert_figures(
        &figures,
        &[
            (achieved, "attachment", "people", "5 number"),
            // A1, A3 and A6; A2 was referred too late, and of A4 nobody knows.
            (achieved, "attachment", "fallen due", "1200.00 pounds"),
            (achieved, "attachment", "people without a known fee", "1 number"),
            (achieved, "job outcome", "people", "3 number"),
            (achieved, "job outcome", "fallen due", "2400.00 pounds"),
            (achieved, "job outcome", "people without a known fee", "1 number"),
            (achieved, "all", "fallen due", "3600.00 pounds"),
            ("Claimed and paid", "attachment", "claims", "2 number"),
            ("Claimed and paid", "attachment", "paid", "800.00 pounds"),
            ("Claimed and paid", "job outcome", "claims", "2 number"),
            ("Claimed and paid", "job outcome", "claimed", "1200.00 pounds"),
            ("Claimed and paid", "job outcome", "claims that dates do not bear out", "0 number"),
            ("Claimed and paid", "job outcome", "paid", "1100.00 pounds"),
            // A2 since 29 November; A4 and A6 since 10 January.
            (unclaimed, "job outcome", "fallen due, up to 3 months", "1200.00 pounds"),
            (unclaimed, "attachment", "times, over 6 to 12 months", "2 number"),
            (unclaimed, "attachment", "fallen due, over 6 to 12 months", "400.00 pounds"),
            (ahead, "job outcome", "due from people in work if they stay", "1200.00 pounds"),
            (ahead, "sustainment", "times people in work reach it if they stay", "2 number"),
            (ahead, "sustainment", "due from people in work if they stay", "340.00 pounds"),
            (ahead, "job outcome", "people who left within four weeks of the outcome", "1 number"),
            (ahead, "job outcome", "fees of people who left within four weeks of the outcome", "1200.00 pounds"),
        ],
    );
}

#[test]
fn a_near_miss_is_out_of_work_with_at_most_28_days_missing_and_whoever_works_on_is_ahead() {
    let bench = council();
    let person = |name, end: Cell, start| {
        let days = [Date("2014-01-02"), Date("2014-01-10"), Date(start), end];
        [vec![Text(name), Text("1")], days.to_vec(), vec![Empty]].concat()
    };
    let clients = vec![
        clients().swap_remove(0),
        // 154 days in work, and 153.
        person("B00001", Date("2014-11-01"), "2014-06-01"),
        person("B00002", Date("2014-10-31"), "2014-06-01"),
        // 155 days, the last of them the as-at day, on which nobody has left yet; the same of a job that runs on.
        person("B00003", Date("2014-12-31"), "2014-07-30"),
        person("B00004", Empty, "2014-07-30"),
    ];
    let of_one = [Text("B00001"), Text("attachment"), Date("2014-01-12"), Empty, Empty];
    let claim = vec![claims().swap_remove(0), of_one.to_vec()];
    bench.workbook("returns/northgate.xlsx", &[("Clients", clients), ("Claims", claim)]);
    bench.run(&["money", "--quarter", "2014-15-Q3", "--format", "csv"]).expect(0);
    let figures = figures(&bench.read("output/small/2014-15-Q3/internal/money.csv"));
    let ahead = "Expected in January to March 2015, and what was just missed";
    assert_figures(
        &figures,
        &[
            (ahead, "job outcome", "people who left within four weeks of the outcome", "1 number"),
            (ahead, "job outcome", "times people in work reach it if they stay", "1 number"),
            // On 27 January; then four weeks more on 24 February and 24 March.
            (ahead, "sustainment", "times people in work reach it if they stay", "2 number"),
        ],
    );
}

/// The outcome of A2 is claimed twice, on two days, with one payment; the last claim is of nobody.
#[test]
fn what_is_claimed_in_rows_that_are_set_aside_is_told_as_that_and_not_as_not_claimed() {
    let bench = council();
    let outcome =
        |name, claimed, paid, pounds| vec![Text(name), Text("outcome"), Date(claimed), Date(paid), Number(pounds)];
    let more = [
        outcome("A00002", "2014-12-10", "2014-12-20", 1200.0),
        outcome("A00002", "2014-12-12", "2014-12-20", 1200.0),
        outcome("A00009", "2014-12-12", "2014-12-20", 500.5),
    ];
    let claims = claims().into_iter().chain(more).collect();
    bench.workbook("returns/northgate.xlsx", &[("Clients", clients()), ("Claims", claims)]);
    bench.run(&["report", "--quarter", "2014-15-Q3", "--audience", "officers"]).expect(0);
    let text = bench.read("output/small/2014-15-Q3/internal/finance.csv");
    let unclaimed = "Achieved and not claimed, by the time since it was reached";
    assert_figures(
        &figures(&text),
        &[
            ("Claimed and paid", "job outcome", "claims", "2 number"),
            ("Claimed and paid", "job outcome", "paid", "1100.00 pounds"),
            ("The contract", "income to date", "amount", "1900.00 pounds"),
            (unclaimed, "job outcome", "times, up to 3 months", "0 number"),
            (unclaimed, "job outcome", "times, claim set aside", "1 number"),
            (unclaimed, "job outcome", "fallen due, claim set aside", "1200.00 pounds"),
            (unclaimed, "attachment", "times, over 6 to 12 months", "2 number"),
            (unclaimed, "attachment", "times, claim set aside", "0 number"),
        ],
    );
    let note = "Set aside are 3 rows that claim something, which count in nothing but “claim set aside”. They say that £1,700.50 \
                was paid: “paid” leaves it out, and so does “income to date” where it is what was paid.";
    assert!(text.contains(note), "{text}");
    let list = bench.read("output/small/2014-15-Q3/internal/outcomes.csv");
    let places = [6, 7].map(|row| format!("northgate.xlsx, Claims, row {row} (claimed_twice)")).join("; ");
    let line = format!(
        "\"dates show it, claim set aside\",Northgate Works,1,2014-11-29,,northgate.xlsx,Clients,3,\"{places}\""
    );
    assert!(list.lines().any(|own| own == line), "{list}");
    assert!(!list.contains("not claimed"), "{list}");
}

#[test]
fn a_subcontractors_income_costs_and_break_even_are_what_they_come_to_by_hand() {
    let bench = council();
    bench.run(&["money", "--quarter", "2014-15-Q3", "--format", "csv"]).expect(0);
    let text = bench.read("output/small/2014-15-Q3/internal/money.csv");
    let each = "Cost for each";
    assert_figures(
        &figures(&text),
        &[
            // 400 and 400 pounds for attachments and 1,100 for an outcome were paid.
            ("The contract", "income to date", "amount", "1900.00 pounds"),
            ("The contract", "value not used", "amount", "8100.00 pounds"),
            ("The contract", "share of the value used", "amount", "19.0% words"),
            ("The contract", "costs to date", "amount", "2200.00 pounds"),
            (each, "attachment", "cost for each", "440.00 pounds"),
            (each, "job outcome", "cost for each", "733.33 pounds"),
            ("By quarter", "2013-14-Q3", "balance to date", "-1000.00 pounds"),
            ("By quarter", "2013-14-Q4", "income", "400.00 pounds"),
            ("By quarter", "2013-14-Q4", "costs", " "),
            ("By quarter", "2014-15-Q1", "costs", "500.00 pounds"),
            ("By quarter", "2014-15-Q2", "balance to date", "-1200.00 pounds"),
            ("By quarter", "2014-15-Q3", "balance to date", "-300.00 pounds"),
        ],
    );
    // The last four quarters brought 700 pounds more than they cost: 300 pounds take two quarters.
    assert!(text.contains("Breaks even in 2015-16-Q1 if"), "{text}");
    assert!(text.contains("No costs are given for 2013-14-Q4"), "{text}");
    assert!(text.contains("Counted as paid: attachment and job outcome. As fallen due"), "{text}");
}

#[test]
fn money_goes_to_a_marked_file_for_its_owner_alone_and_never_to_the_terminal() {
    let bench = council();
    for (format, name) in [("markdown", "money.md"), ("csv", "money.csv")] {
        let outcome = bench.run(&["money", "--quarter", "2014-15-Q3", "--format", format]);
        outcome.expect(0);
        assert_eq!(outcome.stdout.lines().collect::<Vec<_>>(), [format!("output/small/2014-15-Q3/internal/{name}")]);
        assert!(!outcome.stderr.contains('£') && !outcome.stderr.contains("00.00"), "{}", outcome.stderr);
        let text = bench.read(&format!("output/small/2014-15-Q3/internal/{name}"));
        let mut lines = text.lines().filter(|line| !line.is_empty());
        assert!(lines.next().unwrap().starts_with("OFFICIAL-SENSITIVE"), "{text}");
        let part_2 = "Part 2: commercially sensitive (paragraph 3 of Schedule 12A, Local Government Act 1972)";
        assert!(lines.next().unwrap().contains(part_2), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let place = bench.path().join("output/small/2014-15-Q3/internal").join(name);
            assert_eq!(std::fs::metadata(place).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    let markdown = bench.read("output/small/2014-15-Q3/internal/money.md");
    assert!(markdown.contains("# Northgate Works (northgate-wp)"), "{markdown}");
    assert!(markdown.contains("| job outcome | 3 | 3 | £2,400.00 |"), "{markdown}");
}

#[test]
fn a_contract_that_nobody_has_is_named_with_the_nearest() {
    let bench = council();
    let outcome = bench.run(&["money", "--contract", "nothgate-wp"]);
    outcome.expect(2).says(&["there is no contract `nothgate-wp`", "did you mean `northgate-wp`?"]);
    bench.run(&["money", "--contract", "northgate-wp", "--quarter", "2014-15-Q3"]).expect(0);
}

#[test]
fn joining_again_brings_no_second_attachment_fee() {
    let bench = council();
    let mut clients = clients();
    clients[1].splice(5.., [Date("2014-07-01"), Date("2014-08-01")]);
    let again = ["2014-08-20", "2014-09-01", "2014-10-01", "2014-11-29"].map(Date);
    clients.push([vec![Text("A00001"), Text("1")], again.to_vec(), vec![Empty]].concat());
    bench.workbook("returns/northgate.xlsx", &[("Clients", clients), ("Claims", claims())]);
    bench.run(&["money", "--quarter", "2014-15-Q3", "--format", "csv"]).expect(0);
    let figures = figures(&bench.read("output/small/2014-15-Q3/internal/money.csv"));
    let achieved = "Achieved by 31 December 2014";
    assert_figures(
        &figures,
        &[
            (achieved, "attachment", "people", "5 number"),
            (achieved, "attachment", "fallen due", "1200.00 pounds"),
            ("Claimed and paid", "attachment", "claims", "2 number"),
        ],
    );
}

#[test]
fn no_amount_stands_in_any_public_paper_of_the_samples() {
    let bench = Bench::new();
    let mut papers = 0;
    for entry in std::fs::read_dir(project().join("sample_data")).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.join("quarterdeck.toml").is_file() {
            continue;
        }
        bench.run(&["report", "--audience", "officers", "-w", folder.to_str().unwrap()]).expect(0);
        papers += 1;
    }
    let files = bench.all_files("output");
    let public: Vec<&(String, Vec<u8>)> = files.iter().filter(|(name, _)| !name.contains("internal/")).collect();
    assert!(public.len() > 5 * papers, "{} public files of {papers} papers", public.len());
    for (name, bytes) in public {
        let text = text_of(name, bytes);
        for amount in ["£", "&pound;", "&#163;"] {
            assert!(!text.contains(amount), "{name} holds `{amount}`");
        }
    }
    let council = council();
    council.run(&["report", "--quarter", "2014-15-Q3"]).expect(0);
    for name in ["report.html", "report.md"] {
        assert!(!council.read(&format!("output/small/2014-15-Q3/{name}")).contains('£'), "{name}");
    }
}
