//! Achieved and claimed in whole pence, against sums done by hand.

use crate::harness::Bench;
use crate::workspace::Workspace;

const LAYOUT: &str = r#"
name = "northgate"
description = "One row per client"
[[sheet]]
record = "participants"
required = ["attachment_date"]
[sheet.columns]
reference = ["Ref"]
payment_group = ["Group"]
referral_date = ["Referred"]
attachment_date = ["Attached"]
job_start_date = ["Job start"]
job_end_date = ["Job end"]
sustained_claim_date = ["Claimed"]
"#;

/// Group 1 pays 400 pounds for an attachment and 1,200 for an outcome, group 5 400 and 1,000, which no source confirms.
const CLIENTS: &str = "\
Ref,Group,Referred,Attached,Job start,Job end,Claimed
A00001,1,31/03/2014,10/04/2014,01/06/2014,29/11/2014,10/12/2014
A00002,1,01/04/2014,10/04/2014,01/06/2014,29/11/2014,
A00003,1,02/01/2014,10/01/2014,01/06/2014,28/11/2014,
A00004,5,02/01/2014,10/01/2014,01/06/2014,30/08/2014,30/08/2014
A00005,2,02/01/2014,,,,
";

/// The council's paper and its officers' files, made.
fn reported() -> Bench {
    let bench = Bench::new();
    let workspace = Workspace::new("small")
        .prime("northgate", "Northgate Works")
        .returns("northgate.csv", "northgate")
        .contract("northgate", "referrals_from = \"prime\"");
    bench
        .file("quarterdeck.toml", &workspace.text())
        .file("layouts/northgate.toml", LAYOUT)
        .file("returns/northgate.csv", CLIENTS);
    bench.run(&["report", "--quarter", "2014-15-Q3", "--audience", "officers"]).expect(0);
    bench
}

#[test]
fn fees_follow_group_and_day_of_referral_and_an_unclaimed_outcome_is_achieved_all_the_same() {
    let bench = reported();
    let lines: Vec<String> =
        bench.read("output/small/2014-15-Q3/internal/finance.csv").lines().skip(2).map(String::from).collect();
    // Attachments: A1 and A3 at 400 pounds; A2 was referred a day too late; A4 at 400, not confirmed.
    // Outcomes: A1 and A2 worked 182 days at 1,200 pounds, A3 only 181; A4 worked 91 days at 1,000.
    // Claims: A1 at 1,200 pounds and A4 at 1,000.
    assert_eq!(
        lines,
        [
            "Northgate Works,attachment,4,\"£1,200.00\",,,0",
            "Northgate Works,job outcome,3,\"£3,400.00\",2,\"£2,200.00\",0"
        ]
    );
}

#[test]
fn no_money_stands_in_the_public_paper() {
    let bench = reported();
    for name in ["report.html", "report.md"] {
        assert!(!bench.read(&format!("output/small/2014-15-Q3/{name}")).contains('£'), "{name}");
    }
}
