use std::collections::BTreeMap;
use std::path::Path;

use super::check;
use crate::definitions::workspace::Workspace;
use crate::definitions::{file, programme};

/// The lines above the contract.
const HEAD: &str = "id = 'x'\nsupplier = []\n[council]\nname = 'x'\nboard = 'x'\nreporting_officer = 'x'\nportfolio = 'x'\nwards = 'x'\n[contact]\nname = 'x'\npost = 'x'\nemail = 'x'\n";

/// What is found in a contract on a programme; lines are counted from `[[contract]]`, which has four.
fn found(programme: &str, rest: &str) -> Vec<String> {
    let text = format!("{HEAD}[[contract]]\nid = 'c'\nsupplier = 's'\nprogramme = '{programme}'\n{rest}\n");
    let mut workspace: Workspace = file::parse(&text, "q.toml").unwrap();
    workspace.text = text;
    let loaded = programme::load(Path::new("/nowhere"), programme).unwrap();
    let programmes = BTreeMap::from([(programme.to_string(), loaded)]);
    let Err(error) = check(&workspace, &programmes) else { return Vec::new() };
    let told: Vec<String> = error.chain().map(ToString::to_string).collect();
    let line = |told: &String| -> Option<String> {
        let (_, rest) = told.split_once("line ")?;
        let (line, what) = rest.split_once(": ")?;
        Some(format!("{}: {what}", line.parse::<i64>().ok()? - 12))
    };
    told.iter().filter_map(line).collect()
}

const WP: &str = "work-programme";
const WW: &str = "working-well-expansion";
const WHP: &str = "work-and-health-programme";

/// A contradiction: programme, what the contract says, the line and some words of the only problem found in it.
const CASES: &[(&str, &str, i64, &str)] = &[
    (WW, "lots = ['3']", 5, "has no lot `3`"),
    (WP, "lots = ['1']", 5, "has no lot `1`"),
    (WW, "lots = ['1', '1']", 5, "names lot `1` twice"),
    (WW, "price_pence = 0", 5, "price_pence is £0.00"),
    (WW, "[[contract.fee]]\nmilestone = 'outcome'\npercent = 40", 7, "is paid in percent, and has no price_pence"),
    (WW, "role = 'subcontractor'", 5, "is paid in percent, and has no price_pence"),
    (WHP, "role = 'subcontractor'", 5, "is paid in percent, and has no value_pence"),
    (WHP, "[[contract.fee]]\nmilestone = 'delivery'\npercent = 30\nmonths = 12", 7, "has no value_pence"),
    (WW, "price_pence = 1\n[[contract.fee]]\nmilestone = 'outcome'\npercent = 41", 8, "add up to 101% of the price"),
    (
        WP,
        "[[contract.state]]\nstate = 'notice to improve'\nfrom = 2016-01-02\nuntil = 2016-01-01\nabout = 'x'",
        8,
        "a notice to improve ends on 2016-01-01, before it begins on 2016-01-02",
    ),
    (
        WP,
        "start = 2016-01-03\n[[contract.state]]\nstate = 'improvement plan'\nfrom = 2016-01-02\nabout = 'x'",
        8,
        "an improvement plan begins on 2016-01-02, before contract `c` starts on 2016-01-03",
    ),
    (
        WP,
        "[[contract.state]]\nstate = 'improvement plan'\nfrom = 2016-01-02\nabout = ' '",
        8,
        "an improvement plan about nothing",
    ),
    (
        WP,
        "[[contract.state]]\nstate = 'improvement plan'\nfrom = 2016-01-02\nabout = 'x'\n[[contract.state]]\nstate = 'improvement plan'\nfrom = 2016-03-02\nabout = 'y'",
        11,
        "an improvement plan from 2016-03-02 lies within the one from 2016-01-02",
    ),
    (
        WP,
        "[[contract.fee]]\nmilestone = 'outcome'\npence = 1\npayment_groups = ['10']",
        8,
        "payment group `10` is not listed",
    ),
    (
        WW,
        "[[contract.fee]]\nmilestone = 'sustainment'\npence = 1",
        6,
        "a fee for sustainments, of which the programme has none",
    ),
    (
        WP,
        "[[contract.fee]]\nmilestone = 'outcome'\npence = 1\n[[contract.fee]]\nmilestone = 'outcome'\npence = 2",
        8,
        "a second fee for job outcome",
    ),
    (WP, "[[contract.cap]]\nper = 'contract'", 5, "a cap of neither people nor pence"),
    (WP, "[[contract.cap]]\nper = 'year'\nmilestone = 'outcome'\npeople = 3", 6, "a cap by year, and no start"),
    (
        WP,
        "[[contract.target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nyear = 2\npercent = 20",
        8,
        "targets by year, and no start",
    ),
    (
        WP,
        "[[contract.target]]\nindicator = 'jobstarts'\nbasis = 'to-date'\npeople = 20",
        6,
        "no target can be set for `jobstarts`",
    ),
    (
        WP,
        "[contract.minimum]\njob_start_rate = 20\n[[contract.target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\npercent = 25",
        7,
        "a second minimum for `job_start_rate`",
    ),
    (
        WP,
        "[contract.minimum]\njob_start_rate = 20\n[[contract.target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nkind = 'bid'\npercent = 15",
        7,
        "above the bidder's own target",
    ),
    (
        WW,
        "[[contract.target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nkind = 'bid'\npercent = 19",
        5,
        "above the bidder's own target",
    ),
    (WP, "[[contract.cost]]\nquarter = '2015-16-Q3'\npence = 1", 5, "has costs, and the council does not deliver it"),
    (
        WP,
        "role = 'subcontractor'\n[[contract.cost]]\nquarter = '2015-16-Q3'\npence = 1\n[[contract.cost]]\nquarter = '2015-16-Q3'\npence = 2",
        10,
        "the same cost of 2015-16-Q3 twice",
    ),
    (
        WP,
        "role = 'subcontractor'\n[[contract.cost]]\nquarter = '2015-16-Q3'\npence = -1",
        8,
        "the cost of 2015-16-Q3 is -£0.01",
    ),
    (
        WP,
        "role = 'subcontractor'\n[[contract.cost]]\nquarter = '2015-16-Q3'\npence = 100000000001",
        8,
        "the cost of 2015-16-Q3 is £1,000,000,000.01, which is above",
    ),
    (
        WP,
        "role = 'subcontractor'\nstart = 2016-01-01\n[[contract.cost]]\nquarter = '2015-16-Q3'\npence = 1",
        8,
        "the cost of 2015-16-Q3 lies before contract `c` starts on 2016-01-01",
    ),
    (WW, "start = 2015-12-31", 5, "starts on 2015-12-31, before programme `working-well-expansion` began in 2016"),
    (WW, "price_pence = 9223372036854775807", 5, "which is above £1,000,000,000.00"),
    (WP, "[contract.minimum]\njob_start_rate = 0.2", 6, "the target for `job_start_rate` is 0.2%, which is below 1%"),
    (
        WP,
        "[[contract.target]]\nindicator = 'job_starts'\nbasis = 'to-date'\npeople = 0",
        8,
        "the target for `job_starts` is 0 people",
    ),
    (
        WW,
        "[[contract.target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nkind = 'minimum'\npercent = 14",
        5,
        "the minimum for `sustainment_rate` is above that for `job_start_rate`",
    ),
    (
        WW,
        "price_pence = 100000\n[[contract.cap]]\nper = 'contract'\nmilestone = 'outcome'\npence = 39999",
        9,
        "is £399.99, below the smallest fee that it is for (£400.00)",
    ),
    (
        WW,
        "price_pence = 100000\n[[contract.fee]]\nmilestone = 'outcome'\npercent = 4",
        8,
        "add up to 64% of the price, and nothing else is paid",
    ),
    (WW, "[[contract.fee]]\nmilestone = 'delivery'\npence = 0", 7, "the fee for delivery is £0.00"),
];

#[test]
fn two_contracts_with_one_id_are_refused_with_the_line() {
    let found = found(WP, "[[contract]]\nid = 'c'\nsupplier = 't'\nprogramme = 'work-programme'");
    assert_eq!(found, ["6: a second contract has the id `c`"]);
}

#[test]
fn every_contradiction_of_a_contract_is_found_with_its_line() {
    for (programme, rest, line, words) in CASES {
        let found = found(programme, rest);
        assert_eq!(found.len(), 1, "{rest}\n{found:?}");
        assert!(found[0].starts_with(&format!("{line}: ")) && found[0].contains(words), "{rest}\n{found:?}");
    }
}

#[test]
fn what_contracts_usually_say_is_let_through() {
    for (programme, rest) in [
        (
            WW,
            "lots = ['1']\nstart = 2016-04-01\nprice_pence = 100000\n[[contract.target]]\nindicator = 'job_start_rate'\nkind = 'bid'\nbasis = 'to-date'\nyear = 2\npercent = 25",
        ),
        // It pays nothing for what its programme pays for.
        (WP, "[[contract.fee]]\nmilestone = 'attachment'\npence = 0"),
        // The council watches, and nobody told it the price.
        (WW, ""),
        (
            WW,
            "[contract.minimum]\njob_start_rate = 18\n[[contract.target]]\nindicator = 'job_start_rate'\nkind = 'bid'\nbasis = 'to-date'\npercent = 19",
        ),
        (WHP, "[[contract.target]]\nindicator = 'outcomes_paid'\nbasis = 'twelve-months'\npeople = 28"),
        (
            WP,
            "role = 'subcontractor'\nstart = 2011-06-01\n[[contract.fee]]\nmilestone = 'outcome'\npence = 90000\n[[contract.cost]]\nquarter = '2015-16-Q3'\npence = 1\nwhat = 'staff'\n[[contract.cost]]\nquarter = '2015-16-Q3'\npence = 2\nwhat = 'rooms'",
        ),
    ] {
        assert_eq!(found(programme, rest), [""; 0], "{programme} {rest}");
    }
}
